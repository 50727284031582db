"""Copies of a database file through SQLite's online backup, proven before they get their name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from gkcase.domain.errors import Trouble
from gkcase.storage import cipher, vault
from gkcase.storage.audit import Head
from gkcase.storage.durable import publish, temporary
from gkcase.storage.engine import Store, file_store, files_folder
from gkcase.storage.faults import DAMAGED, explained
from gkcase.storage.files import FileStore
from gkcase.storage.opening import look_at_header
from gkcase.storage.progress import Progress, silent
from gkcase.storage.proof import Contents, contents, look_into, prove

BACKUPS = ".backups"
_PAGES = 2048
"""So many pages are copied at a time: eight megabytes between two looks at whether somebody has cancelled."""


@dataclass(frozen=True)
class Copied:
    """A proven copy: where it is, what it holds, and which files could not go with it."""

    path: Path
    contents: Contents
    missing: tuple[str, ...] = ()

    @property
    def head(self) -> Head:
        """The end of its chain."""
        return self.contents.head

    @property
    def files(self) -> int:
        """How many files went with it."""
        return len(self.contents.named) - len(self.missing)


def backup(store: Store, to: Path, step: Progress = silent) -> Copied:
    """Copy an open database and its files to a new place, while others go on working."""
    if store.path is None:
        raise Trouble("共享数据库（PostgreSQL）不能在这里备份，请由数据库管理员用 pg_dump 备份")
    return _copy(store.path, [store.files], to, store.key, step)


def restore(source: Path, new: Path, key: bytes | None = None, step: Progress = silent) -> Copied:
    """Bring a backup to a NEW place; nothing that exists is ever overwritten."""
    if not source.is_file():
        raise Trouble(f"找不到备份文件，请检查路径：{source}")
    look_at_header(source, key)
    return _copy(source.absolute(), papers_of(source.absolute(), key), new, key, step)


def papers_of(copy: Path, key: bytes | None) -> list[FileStore]:
    """Where the files of a copy may lie: its own, those all copies of a folder share, those of the database itself."""
    folders = [files_folder(copy), pool_of(copy.parent)]
    if copy.parent.name.endswith(BACKUPS):
        folders.append(files_folder(copy.parent.with_name(copy.parent.name.removesuffix(BACKUPS))))
    return [file_store(folder, key) for folder in folders if folder.is_dir()]


def backups_folder(database: Path) -> Path:
    """Where the copies of a database lie that the program makes by itself."""
    return database.with_name(f"{database.name}{BACKUPS}")


def pool_of(folder: Path) -> Path:
    """Where all copies of a folder keep their files, each content once."""
    return folder / "pool"


def _copy(source: Path, places: Sequence[FileStore], to: Path, key: bytes | None, step: Progress) -> Copied:
    target = to.absolute()
    if target.exists():
        raise Trouble(f"已有同名文件，没有覆盖，请换一个名字：{target}")
    if not target.parent.is_dir():
        raise Trouble(f"找不到要写入的文件夹：{target.parent}")
    copies = file_store(files_folder(target), key)
    with told(target), temporary(target) as made:
        held = copy_database(source, made, key, step)
        missing = carry_all(places, copies, held.named, step)
        publish_copy(source, made, target, key)
    return Copied(target, held, missing)


def copy_database(source: Path, made: Path, key: bytes | None, step: Progress = silent) -> Contents:
    """Copy one moment of the source, counted inside the transaction in which it is copied, and prove the copy."""
    try:
        with closing(look_into(source, key)) as old, closing(cipher.connect(made, key)) as new:
            old.execute("BEGIN")
            held = contents(old)
            old.backup(new, pages=_PAGES, progress=lambda _, left, total: step(total - left, total))
            new.execute("PRAGMA journal_mode = DELETE")  # it may lie on a disc where nothing can be written
        prove(made, key, held)
        return held
    except Trouble as unsound:
        raise Trouble(f"{DAMAGED}，没有生成副本（{unsound}）：{source}") from unsound


def carry_all(
    places: Sequence[FileStore], to: FileStore, named: Sequence[str], step: Progress
) -> tuple[str, ...]:
    """Bring files to a place, each proven there; gives back which are nowhere as they were."""
    missing = []
    for done, sha256 in enumerate(named, 1):
        if not to.holds(sha256) and not any(place.carry(sha256, to) for place in places):
            missing.append(sha256)
        step(done, len(named))
    return tuple(missing)


def publish_copy(source: Path, made: Path, target: Path, key: bytes | None) -> None:
    """Name a copy; that of an encrypted database has its key file beside it by then."""
    if key is None:
        publish(made, target)
        return
    vault.put_aside(target)  # of a copy that was killed, or of a database that was moved
    vault.carry_key_file(source, target)
    try:
        publish(made, target)
    except BaseException:
        vault.key_file(target).unlink(missing_ok=True)
        raise


@contextmanager
def told(target: Path) -> Iterator[None]:
    """What the disk does to a copy comes out as one sentence that names the place."""
    try:
        with explained():
            yield
    except FileExistsError as error:
        raise Trouble(f"已有同名文件，没有覆盖，请换一个名字：{target}") from error
    except OSError as error:
        raise Trouble(f"不能写入备份，请检查文件夹的权限：{target.parent}") from error
