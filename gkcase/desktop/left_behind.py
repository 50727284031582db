"""Copies of papers that were shown in Word or WPS, and that a program which was killed has left behind (T9)."""

from __future__ import annotations

import shutil
import stat
import tempfile
import time
from contextlib import suppress
from pathlib import Path

FOLDERS = ("GKCase-*", "gkcase-pdf-*", "gkcase-pages-*")
"""How the folders of such copies are named, in the temporary folder of whoever works here."""

DAY = 24 * 3600
"""A younger folder may belong to a program that is running."""


def forget_shown(room: Path | None = None) -> int:
    """Remove what is left there from days before; gives back how many folders went."""
    room, gone = room or Path(tempfile.gettempdir()), 0
    for pattern in FOLDERS:
        for folder in room.glob(pattern):
            with suppress(OSError):  # somebody else's, or Word still holds it: the next start tries again
                told = folder.lstat()
                if stat.S_ISDIR(told.st_mode) and time.time() - told.st_mtime > DAY:
                    _remove(folder)
                    gone += 1
    return gone


def _remove(folder: Path) -> None:
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(stat.S_IRWXU)  # Windows removes nothing that is read-only
    shutil.rmtree(folder)
