"""Reports of faults are kept beside the data: the last twenty, for this person only, without personal data."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from io import FileIO
from pathlib import Path

from gkcase.paths import data_folder

MOST = 20
"""So many are kept; the oldest go."""

ENDING = ".txt"


def folder() -> Path:
    """Where reports lie."""
    return data_folder() / "reports"


def keep(kind: str, text: str, moment: datetime | None = None) -> Path | None:
    """Write a report down; None where that cannot be done, for nobody is helped by an error about an error."""
    stamp = f"{moment or datetime.now():%Y%m%d-%H%M%S-%f}"
    try:
        path = make_folder() / f"{stamp}-{kind}{ENDING}"
        with private(path) as file:
            file.write(text.encode())
        _thin(path.parent)
    except OSError:
        return None
    return path


def kept() -> list[Path]:
    """The reports that are there, the oldest first."""
    return sorted(folder().glob(f"[0-9]*{ENDING}"))


def make_folder() -> Path:
    """The folder, made when it is first needed and shut to others."""
    made = folder()
    made.mkdir(mode=0o700, parents=True, exist_ok=True)
    return made


def private(path: Path) -> FileIO:
    """A new file that only this person can read."""
    return FileIO(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w")


def _thin(place: Path) -> None:
    for old in sorted(place.glob(f"[0-9]*{ENDING}"))[:-MOST]:
        with suppress(OSError):
            old.unlink()
