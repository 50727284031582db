"""Takes the place of a file so that nothing of the old one stays readable on the disk."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from gkcase.storage.durable import replace, sync_folder

OLD = ".old"
"""How a file is called that has been replaced and is about to be overwritten."""

_BLOCK = 1024 * 1024


def put_over(made: Path, target: Path, *, shred: bool) -> None:
    """Give a finished file its name over an older one; with `shred` nothing of that one stays in its blocks."""
    aside = target.with_name(f"{target.name}.{token_hex(4)}{OLD}")
    if shred:
        with suppress(OSError):  # a disk without hard links (FAT): then only the name of the old one goes
            aside.hardlink_to(target)
    replace(made, target)
    if aside.exists():
        overwrite(aside)


def overwrite(path: Path) -> None:
    """Write zeros over a file and remove it. What a solid state disk keeps elsewhere nobody can reach, nor erase."""
    with path.open("rb+") as handle:
        left = path.stat().st_size
        while left > 0:
            left -= handle.write(bytes(min(_BLOCK, left)))
        handle.flush()
        os.fsync(handle.fileno())
    path.unlink()
    sync_folder(path.parent)
