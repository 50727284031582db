"""When the process dies in the midst of Qt nothing can be shown any more: Python writes its stacks into a file.

The next start makes a report of it that holds places in the code only, and says calmly what happened.
"""

from __future__ import annotations

import faulthandler
import os
import re
import sys
from contextlib import suppress
from io import FileIO
from pathlib import Path

from gkcase.desktop import reports

RAW = "fatal-"
_FRAME = re.compile(r'\s*File "(?P<file>[^"]*)", line (?P<line>\d+|\?\?\?) in (?P<name>[\w<>.]+)')
_FATAL = re.compile(r"(Fatal Python error|Windows fatal exception): [\w :_.-]+")
_THREAD = re.compile(r"(Current thread|Thread) ")


class HardCrash:
    """Listens for the death of this process, from `begin` to `end`."""

    def __init__(self) -> None:
        self._file: FileIO | None = None
        self._path = Path()
        self._before = False

    def begin(self) -> str:
        """Listen from now on; the report of a run before that died, "" where none did."""
        try:
            folder = reports.make_folder()
            found = _left_behind(folder)
            self._path = folder / f"{RAW}{os.getpid()}.raw"
            self._file = reports.private(self._path)
        except OSError:
            return ""
        self._before = faulthandler.is_enabled()
        faulthandler.enable(self._file, all_threads=True)
        return found

    def end(self) -> None:
        """The program ends as it should: there is nothing to say at the next start."""
        if self._file is None:
            return
        faulthandler.disable()
        if self._before and sys.__stderr__ is not None:
            faulthandler.enable(sys.__stderr__)
        self._file.close()
        self._file = None
        with suppress(OSError):
            self._path.unlink()


def _left_behind(folder: Path) -> str:
    """Make reports of what dying runs have left; what a run that was ended from outside left empty just goes."""
    text = ""
    for raw in sorted(folder.glob(f"{RAW}*.raw")):
        with suppress(OSError):
            said = raw.read_text("utf-8", "replace")
            if said.strip():
                text = _report(said)
                reports.keep("exit", text)
            if said.strip() or not _lives(raw):
                raw.unlink()
    return text


def _lives(raw: Path) -> bool:
    """Whether the run that listens through a file still goes on; Windows keeps a file that is in use by itself."""
    number = raw.stem.removeprefix(RAW)
    if os.name == "nt" or not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # it is another person's, who cannot have written here
        return False
    return True


def _report(said: str) -> str:
    """What Python wrote while it died, without folders and whatever else may stand there."""
    from gkcase.desktop.crash import code_of, heading, place

    lines, places = [], []
    for line in said.splitlines():
        if frame := _FRAME.match(line):
            number = int(frame["line"]) if frame["line"].isdecimal() else None
            places.append(place(frame["file"].replace("\\", "/"), number, frame["name"]))
            lines.append(f"  {places[-1]}")
        elif fatal := _FATAL.match(line):
            lines.append(fatal[0])
        elif thread := _THREAD.match(line):
            lines.append(thread[1])
    return "\n".join([f"差错编号 {code_of(*places)}", heading(), *lines, ""])
