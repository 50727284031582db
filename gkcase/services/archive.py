"""Archive (归档): the directory of a file, what it lacks, and for how long it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath

from gkcase.domain.filing import PARTS, WORKING_PAPERS, Paper, part_of
from gkcase.domain.journal import Entry
from gkcase.domain.terms import Event
from gkcase.services.dossier import Dossier, FileLine, JournalLine

SYSTEM = "系统记录，打印附卷"
_RECORDED = {Event.SEARCHED: "search", Event.SECRECY_REVIEWED: "review", Event.DELIBERATED: "review"}
"""Steps whose record is itself a part of the file, with or without a paper."""

_ORDER = {part: place for place, part in enumerate(PARTS)}


@dataclass(frozen=True)
class IndexLine:
    """One line of the directory (卷内目录).

    `place` is the running number, `number` the document number, `author` who made it (empty: this office), `part`
    the code of the part in PARTS, `seq` the entry behind it (0: none), `pages` the column to be filled by hand.
    """

    place: int
    number: str
    author: str
    title: str
    on: date
    part: str
    seq: int
    pages: str = ""
    note: str = ""


def file_index_of(dossier: Dossier) -> tuple[IndexLine, ...]:
    """The directory of a file (卷内目录): its papers and records by part, each part by day."""
    lines = [*_papers(dossier), *_records(dossier)]
    last = max((line.entry.on for line in dossier.journal), default=dossier.received.on)
    lines.append(IndexLine(0, "", "", PARTS["ledger"], last, "ledger", 0, note=SYSTEM))
    lines.sort(key=lambda line: (_ORDER[line.part], line.on, line.seq))
    return tuple(replace(line, place=place) for place, line in enumerate(lines, 1))


def papers_of(dossier: Dossier) -> Iterator[tuple[JournalLine, FileLine, str]]:
    """Every paper in force with its entry and the part of the file that it belongs to."""
    kept = [line for line in dossier.journal if not line.voided]
    sent = frozenset(line.entry.text("sha256") for line in kept if line.entry.event is Event.REPLIED)
    for line in kept:
        for file in line.files:
            kind = file.kind.value if file.kind else ""
            if kind not in WORKING_PAPERS:
                paper = Paper(file.seq, file.name, kind, file.number, file.sha256)
                yield line, file, part_of(paper, line.entry, sent)


def _papers(dossier: Dossier) -> Iterator[IndexLine]:
    for line, file, part in papers_of(dossier):
        author = "" if file.kind else _author(dossier, line.entry)
        yield IndexLine(0, file.number, author, _title(file), line.entry.on, part, file.seq)


def _records(dossier: Dossier) -> Iterator[IndexLine]:
    for line in dossier.journal:
        entry = line.entry
        part = _RECORDED.get(entry.event)
        if part and not line.voided and not line.files:
            yield IndexLine(0, "", "", entry.event.label, entry.on, part, entry.seq, note=SYSTEM)


def _title(file: FileLine) -> str:
    """A letter by what it is, a scan by the name that it came with."""
    stem = PurePath(file.name).stem
    parts = stem.split("_")
    return parts[1] if file.kind and len(parts) == 3 else stem


def _author(dossier: Dossier, entry: Entry) -> str:
    """Whose paper it is that came in with an entry; empty where it is the office's own."""
    if entry.event in (Event.RECEIVED, Event.CORRECTION_RECEIVED, Event.REASONS_RECEIVED, Event.WITHDRAWN):
        return dossier.applicant.name
    if entry.event is Event.CONSULTATION_ANSWERED:
        asked = (one.name for one in dossier.consultations if one.id == entry.text("id"))
        return next(asked, "")
    return entry.text("body")
