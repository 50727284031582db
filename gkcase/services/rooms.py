"""Temporary folders with letters in them (临时文件夹): what a killed program has left is swept up at the next start."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

HOUR, WEEK = 3600.0, 7 * 24 * 3600.0
_NAME = re.compile(r"gkcase-(?:pdf|pages)-\w+|gkcase-view-(?P<process>\d+)-\w+")


def viewing_room() -> str:
    """The template of a folder for letters that are looked at; it names the program that they belong to."""
    return str(Path(tempfile.gettempdir(), f"gkcase-view-{os.getpid()}-XXXXXX"))


def sweep(place: Path | None = None, now: float | None = None) -> list[str]:
    """Remove the folders that nobody uses any more; the names of those that are gone.

    A conversion is over within minutes; a folder for looking belongs to a program as long as that runs.
    """
    place = place or Path(tempfile.gettempdir())
    now = time.time() if now is None else now
    gone = []
    for folder in sorted(place.glob("gkcase-*")):
        found = _NAME.fullmatch(folder.name)
        if found is None or folder.is_symlink() or not folder.is_dir():
            continue
        with suppress(FileNotFoundError):  # another program sweeps as well
            if _is_over(found["process"], now - folder.stat().st_mtime):
                shutil.rmtree(folder, ignore_errors=True)
                gone.append(folder.name)
    return gone


def _is_over(process: str | None, age: float) -> bool:
    if age < HOUR:
        return False
    if process is None:
        return True
    return not _runs(int(process)) if os.name == "posix" else age > WEEK


def _runs(process: int) -> bool:
    """Whether there is such a process; asking does nothing to it (POSIX only: elsewhere it would end it)."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
