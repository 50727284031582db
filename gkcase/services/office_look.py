"""Office files that came in as evidence: what in them would act by itself, and whether they may be read at all (T3).

`office_guard` refuses what officers choose to import; evidence is not theirs to mend, so here faults are only named.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from typing import IO

from gkcase.domain.errors import Trouble
from gkcase.services.office_guard import (
    COMPOUND,
    DAMAGED,
    MEBIBYTE,
    TYPES,
    WORD,
    Gate,
    Part,
    check_packing,
)

MACROS = ("vbaproject", "vbadata", "activex", "macrosheets")
FETCHES = frozenset({"attachedTemplate", "oleObject", "frame", "subDocument", "aFChunk", "control"})
"""Relations to outside that Word and Excel follow without being asked."""

GATE = Gate("", WORD, file=100 * MEBIBYTE, unpacked=500 * MEBIBYTE, part=300 * MEBIBYTE, parts=20_000)
"""Archives of scans come in, too: wider than the gate of what is read."""

RUNS = "里有宏或者控件"


@dataclass
class _List(Part):
    """A list of relations or of kinds of parts: what of it would act is collected, nothing is refused."""

    whole: bool = True
    acts: set[str] = field(default_factory=set)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._depth += 1
        kind = attributes.get("ContentType", "").casefold()
        if "macroenabled" in kind or "vba" in kind or "activex" in kind:
            self.acts.add(RUNS)
        relation = attributes.get("Type", "").rpartition("/")[2]
        if relation in FETCHES and attributes.get("TargetMode", "").casefold() == "external":
            self.acts.add("会从别处加载内容")


def look_at_office(content: bytes) -> tuple[str, str]:
    """What is wrong with an archive so that nothing of ours reads it, and what in it acts by itself; empty: nothing."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_packing(archive.infolist(), GATE)
            if TYPES not in archive.namelist():
                return "", ""  # a mere archive, or an ODF or OFD file
            return "", _acts(archive)
    except Trouble as told:
        return str(told).split("，")[0], ""
    except DAMAGED:
        return "已损坏", ""


def _acts(archive: zipfile.ZipFile) -> str:
    for entry in archive.infolist():
        name = entry.filename.casefold()
        if any(word in name for word in MACROS):
            return RUNS
        with archive.open(entry) as stream:
            if found := _of_part(entry.filename, name, stream):
                return found
    return ""


def _of_part(path: str, name: str, stream: IO[bytes]) -> str:
    if path == TYPES or name.endswith(".rels"):
        listed = _List(path, GATE)
        listed.check(stream)
        return next(iter(sorted(listed.acts)), "")
    return "里有嵌入的对象" if stream.read(4).startswith((COMPOUND, b"MZ", b"\x7fELF")) else ""
