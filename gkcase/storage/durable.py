"""Writing so that a power failure leaves either the old file or the whole new one."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

RESERVE = 200 * 1024 * 1024
"""So much of a disk stays free for drafts and for what SQLite writes beside a file."""


def has_room(folder: Path, size: int = 0) -> bool:
    """Whether so many bytes fit onto the disk and leave the reserve free; yes where the system does not say."""
    try:
        return shutil.disk_usage(folder).free >= size + RESERVE
    except OSError:
        return True


class NoFileError(OSError):
    """Where a file should be lies a folder, a pipe, a device."""


def open_file(path: Path) -> BinaryIO:
    """Open a file to read it. Opening a pipe would wait for ever for somebody who writes into it: NoFileError."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise NoFileError(str(path))
    return path.open("rb")


def sync_file(path: Path) -> None:
    """Wait until a file's bytes are on the disk."""
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until a new name in a folder is on the disk; Windows does it by itself and forbids asking."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, so that it outlives a power failure like what lies in it."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


@contextmanager
def temporary(beside: Path) -> Iterator[Path]:
    """A path in the folder of `beside` for a file in the making; what is left there afterwards is removed."""
    path = beside.with_name(f"{beside.name}.{secrets.token_hex(4)}.new")
    try:
        yield path
    finally:
        for name in (path, *(path.with_name(path.name + end) for end in ("-journal", "-wal", "-shm"))):
            with suppress(OSError):
                name.unlink(missing_ok=True)


STALE_SECONDS = 3600
"""So old is what nobody can be at work on any more."""


def sweep(folder: Path) -> None:
    """Remove what a killed program has left half made in a folder."""
    for path in folder.glob("*.new*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > STALE_SECONDS:
                path.unlink()


def publish(made: Path, target: Path) -> None:
    """Give a finished file its name, never over one that is already there (FileExistsError)."""
    sync_file(made)
    if os.name == "nt":
        made.rename(target)
    else:
        try:
            target.hardlink_to(made)
        except FileExistsError:
            raise
        except OSError:  # a disk without hard links (FAT): the small gap between the two steps must do
            if target.exists():
                raise FileExistsError(target) from None
            made.rename(target)
    sync_folder(target.parent)


def write_whole(target: Path, content: bytes) -> None:
    """Write a file: the old one stays, or the new one is there whole; its folder is made where there is none."""
    make_folder(target.parent)
    with temporary(target) as fresh:
        fresh.write_bytes(content)
        replace(fresh, target)


@contextmanager
def prepared(target: Path, content: bytes) -> Iterator[Callable[[], None]]:
    """A file that only its owner may read lies ready on the disk; it takes its place when what is given is called."""
    with temporary(target) as fresh:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        sync_file(fresh)
        yield partial(replace, fresh, target)


def write_private(target: Path, content: bytes) -> None:
    """Write a file that only its owner may read, from its first byte on; whole or not at all."""
    with prepared(target, content) as put:
        put()


def replace(made: Path, target: Path) -> None:
    """Give a finished file its name, over an older one if there is one."""
    sync_file(made)
    made.replace(target)
    sync_folder(target.parent)
