"""The list of the copies beside a database (`manifest.jsonl`): what each holds and that it was proven; names nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from gkcase.storage.lines import add_lines, keep_newest, newest_lines

NAME = "manifest.jsonl"
LARGEST = 8 * 1024 * 1024
"""A list beyond this loses its older half: eight thousand copies, of which most are long gone."""


@dataclass(frozen=True)
class CopyLine:
    """A copy: its file, when and why it was made, the end of its chain, what it holds. `missing` papers are nowhere."""

    file: str
    made: datetime
    why: str
    n: int
    hash: str
    counts: Mapping[str, int] = field(repr=False)
    files: int
    missing: int
    bytes: int
    every_file: bool
    """Whether each paper was read again, and not only those that were new."""

    proven: datetime
    spoilt: bool = False
    """Whether a drill has found it wanting since."""

    @property
    def green(self) -> bool:
        """Whether the office could be restored from it whole."""
        return not self.missing and not self.spoilt

    @property
    def entries(self) -> int:
        """How many entries of journals it holds."""
        return self.counts.get("journal", 0)

    @property
    def cases(self) -> int:
        """How many cases it holds."""
        return self.counts.get("cases", 0)


@dataclass(frozen=True)
class Told:
    """What happened besides: a copy that failed ("failed"), one brought to the second place ("second"), a drill."""

    kind: str
    at: datetime
    file: str = ""
    ok: bool = True
    said: str = ""


Line = CopyLine | Told


def write(folder: Path, line: Line) -> None:
    """Add a line, and wait until it is on the disk."""
    path = folder / NAME
    values = {name: _told(value) for name, value in asdict(line).items()}
    kind = {"kind": "copy"} if isinstance(line, CopyLine) else {}
    if add_lines(path, [kind | values], sync=True) > LARGEST:
        keep_newest(path, LARGEST // 2)


def _told(value: object) -> object:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value


def read(folder: Path) -> list[Line]:
    """All lines, the newest first; what is no line of ours is passed over."""
    return [line for raw in newest_lines(folder / NAME, LARGEST) if (line := _line(raw)) is not None]


def _line(raw: dict[str, Any]) -> Line | None:
    try:
        if raw.get("kind") != "copy":
            said = str(raw.get("said", ""))
            at = datetime.fromisoformat(raw["at"])
            return Told(str(raw["kind"]), at, str(raw.get("file", "")), bool(raw.get("ok", True)), said)
        del raw["kind"]
        moments = {name: datetime.fromisoformat(raw[name]) for name in ("made", "proven")}
        return CopyLine(**{**raw, **moments})
    except (KeyError, TypeError, ValueError):
        return None


def copies(folder: Path, lines: list[Line] | None = None) -> list[CopyLine]:
    """The proven copies whose file is there, the newest first."""
    known = read(folder) if lines is None else lines
    found = {line.file: line for line in reversed(known) if isinstance(line, CopyLine)}
    drills = {line.file: line for line in reversed(known) if isinstance(line, Told) and line.kind == "drill"}
    for file, last in drills.items():
        if file in found and not last.ok:
            found[file] = replace(found[file], spoilt=True)
    there = [line for line in found.values() if _is_there(folder, line)]
    return sorted(there, key=lambda line: (line.made, line.n, line.file), reverse=True)


def _is_there(folder: Path, line: CopyLine) -> bool:
    """Whether the file is there as long as it was: a line in a list is no door to other folders."""
    path = folder / line.file
    try:
        return path.name == line.file and path.stat().st_size == line.bytes
    except OSError:
        return False
