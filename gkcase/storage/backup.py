"""Copies of a database file through SQLite's online backup, proven before they get their name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from gkcase.domain.errors import Trouble
from gkcase.storage import cipher, vault
from gkcase.storage.audit import Head
from gkcase.storage.durable import make_folder, publish, temporary
from gkcase.storage.engine import Store, file_store, files_folder
from gkcase.storage.faults import DAMAGED, explained
from gkcase.storage.files import FileStore
from gkcase.storage.opening import look_at_header


@dataclass(frozen=True)
class Copied:
    """A proven copy: where it is, the end of its chain, and which files could not go with it."""

    path: Path
    head: Head
    files: int = 0
    missing: tuple[str, ...] = ()


def backup(store: Store, to: Path) -> Copied:
    """Copy an open database and its files to a new place, while others go on working."""
    if store.path is None:
        raise Trouble("共享数据库（PostgreSQL）不能在这里备份，请由数据库管理员用 pg_dump 备份")
    return _copy(store.path, store.files, to, store.key)


def restore(source: Path, new: Path, key: bytes | None = None) -> Copied:
    """Bring a backup to a NEW place; nothing that exists is ever overwritten."""
    if not source.is_file():
        raise Trouble(f"找不到备份文件，请检查路径：{source}")
    look_at_header(source, key)
    return _copy(source.absolute(), file_store(files_folder(source), key), new, key)


def copy_before_migration(path: Path, revision: str, key: bytes | None = None) -> Path:
    """Copy a database file before its schema changes; attachments stay as they are, so they need no copy."""
    folder = path.with_name(f"{path.name}.backups")
    number = 1
    while (target := folder / f"{path.stem}.{revision}.{number}{path.suffix}").exists():
        number += 1
    with _told(target), temporary(target) as made:
        make_folder(folder)
        _copy_database(path, made, key)
        _publish(path, made, target, key)
    return target


def _copy(source: Path, files: FileStore, to: Path, key: bytes | None) -> Copied:
    target = to.absolute()
    if target.exists():
        raise Trouble(f"已有同名文件，没有覆盖，请换一个名字：{target}")
    if not target.parent.is_dir():
        raise Trouble(f"找不到要写入的文件夹：{target.parent}")
    copies = file_store(files_folder(target), key)
    with _told(target), temporary(target) as made:
        _copy_database(source, made, key)
        head, named = _contents(made, key)
        missing = tuple(sha256 for sha256 in named if not files.carry(sha256, copies))
        _publish(source, made, target, key)
    return Copied(target, head, len(named) - len(missing), missing)


def _publish(source: Path, made: Path, target: Path, key: bytes | None) -> None:
    """Name a copy; that of an encrypted database has its key file beside it by then."""
    if key is None:
        publish(made, target)
        return
    if vault.key_file(target).exists():
        raise FileExistsError(target)
    vault.carry_key_file(source, target)
    try:
        publish(made, target)
    except BaseException:
        vault.key_file(target).unlink(missing_ok=True)
        raise


def _copy_database(source: Path, made: Path, key: bytes | None) -> None:
    """Copy one moment of the source: the backup runs inside the transaction in which the rows are counted."""
    with closing(_open(source, key)) as old, closing(cipher.connect(made, key)) as new:
        old.execute("BEGIN")
        counts = _counts(old)
        old.backup(new)
        new.execute(
            "PRAGMA journal_mode = DELETE"
        )  # a copy may lie on a disc that cannot be written: WAL could not
    with closing(_open(made, key)) as copy:
        if not cipher.sound(copy, key) or _counts(copy) != counts:
            raise Trouble(f"{DAMAGED}，没有生成副本：{source}")


def _open(path: Path, key: bytes | None) -> cipher.Connection:
    return cipher.connect(f"{path.absolute().as_uri()}?mode=ro", key, uri=True)


def _counts(connection: cipher.Connection) -> dict[str, object]:
    """How many rows each table has, and the end of the chain."""
    ours = "type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'grams%'"
    tables = [name for (name,) in connection.execute(f"SELECT name FROM sqlite_master WHERE {ours}")]
    counts: dict[str, object] = {
        table: connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables
    }
    if "audit" in tables:
        counts["head"] = connection.execute("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1").fetchone()
    return counts


def _contents(path: Path, key: bytes | None) -> tuple[Head, list[str]]:
    """The end of a copy's chain and the hashes of the files that its rows name."""
    with closing(_open(path, key)) as copy:
        head = copy.execute("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1").fetchone()
        named = copy.execute("SELECT sha256 FROM attachments UNION SELECT sha256 FROM letters ORDER BY 1")
        return Head(*head) if head else Head(), [sha256 for (sha256,) in named]


@contextmanager
def _told(target: Path) -> Iterator[None]:
    """What the disk does to a copy comes out as one sentence that names the place."""
    try:
        with explained():
            yield
    except FileExistsError as error:
        raise Trouble(f"已有同名文件，没有覆盖，请换一个名字：{target}") from error
    except OSError as error:
        raise Trouble(f"不能写入备份，请检查文件夹的权限：{target.parent}") from error
