"""Encrypts a database file that is there, or the other way round: the old file or the whole new one, never neither."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from gkcase.domain.errors import Trouble
from gkcase.storage import cipher, manifest, vault
from gkcase.storage.backup import backups_folder
from gkcase.storage.durable import temporary
from gkcase.storage.engine import is_open_here
from gkcase.storage.erasure import OLD, put_over
from gkcase.storage.faults import DAMAGED, explained
from gkcase.storage.proof import Contents, contents, prove

IN_USE = "另一个窗口或程序正在使用这个数据库，请先把它们全部关闭：{path}"


LOOK_EVERY = 100_000
"""So many steps of the database between two looks at whether somebody has cancelled."""


def _go_on() -> None:
    """Nobody stops it."""


def convert(path: Path, old: bytes | None, new: bytes | None, go_on: Callable[[], object] = _go_on) -> None:
    """Write the database anew with another data key or none, prove it, and put it in the place of the old one.

    `go_on` is called now and then; what it raises ends the work, and the old file stays as it was.
    """
    if is_open_here(path):
        raise Trouble(IN_USE.format(path=path))
    with explained(), temporary(path) as made:
        held = _rewritten(path, old, made, new, go_on)
        try:
            prove(made, new, held)
        except Trouble as unsound:
            raise Trouble(f"没有转换（{unsound}）：{path}") from unsound
        go_on()
        try:
            put_over(made, path, shred=old is None)
        except PermissionError as error:
            raise Trouble(IN_USE.format(path=path)) from error


def _rewritten(
    path: Path, old: bytes | None, made: Path, new: bytes | None, go_on: Callable[[], object]
) -> Contents:
    """Write the copy while nobody else has the file, and count what was in it."""
    ours, theirs = (made, path) if old is None else (path, made)
    source, target = ("other", "main") if old is None else ("main", "other")
    with closing(cipher.connect(ours, old or new)) as connection:
        connection.execute("ATTACH DATABASE ? AS other KEY ''", (str(theirs),))
        _take_alone(connection, source, path)
        held = contents(connection, source)
        connection.execute(f"PRAGMA {target}.synchronous = OFF")  # synced as a whole before it gets its name
        _export(connection, target, source, go_on)
        for mark in ("application_id", "user_version"):
            (value,) = connection.execute(f"PRAGMA {source}.{mark}").fetchone()
            connection.execute(f"PRAGMA {target}.{mark} = {value:d}")
    return held


def _export(connection: cipher.Connection, target: str, source: str, go_on: Callable[[], object]) -> None:
    """Copy everything; one long statement, looked at from inside."""
    stopped: list[BaseException] = []

    def look() -> int:
        try:
            go_on()
        except BaseException as stop:  # the library would only say that it was interrupted
            stopped.append(stop)
        return len(stopped)

    connection.set_progress_handler(look, LOOK_EVERY)
    try:
        connection.execute("SELECT sqlcipher_export(?, ?)", (target, source)).fetchall()
    except Exception as error:
        raise stopped[0] if stopped else error from None
    finally:
        connection.set_progress_handler(None, 0)


def _take_alone(connection: cipher.Connection, source: str, path: Path) -> None:
    """Fold the write-ahead log in and lock everybody else out; refused while somebody has the file open."""
    connection.execute(f"PRAGMA {source}.locking_mode = EXCLUSIVE")
    try:
        mode = connection.execute(f"PRAGMA {source}.journal_mode = DELETE").fetchone()
    except Exception as error:
        if not cipher.is_error(error):
            raise
        known = getattr(error, "sqlite_errorcode", 0) & 0xFF
        raise Trouble((IN_USE if known in _BUSY else DAMAGED + "：{path}").format(path=path)) from error
    if mode != ("delete",):
        raise Trouble(IN_USE.format(path=path))


_BUSY = (5, 6)


def left_behind(path: Path) -> Iterator[Path]:
    """What a conversion that was killed has left beside a database: half a copy, or the old file aside."""
    for pattern in (f"{path.name}.????????.new*", f"{path.name}.????????{OLD}"):
        yield from path.parent.glob(pattern)


def plain_copies(path: Path) -> list[Path]:
    """The copies the program has made of this database that are not encrypted."""
    found = sorted(backups_folder(path).glob(f"*{path.suffix}"))
    return [copy for copy in found if copy.is_file() and cipher.is_plain(copy)]


def convert_copy(path: Path, copy: Path, key: bytes) -> None:
    """Encrypt a copy where it lies: its key file first, then the copy, then its line in the list of copies."""
    vault.carry_key_file(path, copy)
    convert(copy, None, key)
    folder = copy.parent
    known = [line for line in manifest.read(folder) if isinstance(line, manifest.CopyLine)]
    for line in known:
        if line.file == copy.name:
            manifest.write(folder, replace(line, bytes=copy.stat().st_size))
            return
