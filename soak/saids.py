"""What a process says of the acts it has done, and whether that is there: the proof after a kill."""

from __future__ import annotations

import shutil
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gkcase.domain.terms import Event
from gkcase.services.office import Office
from gkcase.storage import cipher
from gkcase.storage.backup import BACKUPS, papers_of
from gkcase.storage.engine import files_folder
from gkcase.storage.tables import (
    AnnualReportRow,
    ApplicantRow,
    AttachmentRow,
    AuditRow,
    CalendarYear,
    CaseCopy,
    DraftRow,
    JournalRow,
    LetterRow,
    MailRow,
    OfficeDayRow,
    OfficeRow,
    PayloadRow,
    PersonRow,
    RememberedRow,
    Setting,
)


@dataclass(frozen=True)
class Said:
    """Something that must be in the office: what kind of thing, its name, its value."""

    kind: str
    name: str
    value: str = ""


@dataclass
class Record:
    """All that was said about one office. `going` is what the process that was killed was about to do."""

    done: int = 0
    there: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    going: list[Said] = field(default_factory=list)

    def hear(self, when: str, told: Iterable[Said]) -> None:
        """Take note of what a process says."""
        if when == "going":
            self.going = [*told]
            return
        self.done += 1
        self.going = []
        for said in told:
            self.there[said.kind][said.name] = said.value

    def begun(self, kind: str) -> dict[str, str]:
        """What the killed process was about to do of this kind: it may be there or not, but not by half."""
        return {said.name: said.value for said in self.going if said.kind == kind}


def lost(office: Office, record: Record) -> list[str]:
    """What was acknowledged and is not there whole, and what is there by half."""
    with office.reading() as session:
        found = [
            *_acts(session, record),
            *_named(session, record),
            *_several(session, record),
            *_values(session, record),
        ]
    return found + _copies(office, record)


def _acts(session: Session, record: Record) -> Iterator[str]:
    here = (PayloadRow.case_id == JournalRow.case_id) & (PayloadRow.seq == JournalRow.seq)
    chosen = select(JournalRow.op_id, JournalRow.case_id, JournalRow.seq, JournalRow.event, PayloadRow.body)
    rows = session.execute(chosen.outerjoin(PayloadRow, here)).all()
    bodies = {row.op_id: row.body for row in rows if row.op_id}
    erased = {f"{row.case_id}/{row.seq}" for row in rows if row.body is None}
    emptied = {row.op_id for row in rows if row.body is None}
    words: dict[str, str] = defaultdict(str)
    voided = set()
    for row in rows:
        words[str(row.case_id)] += row.body or ""
        if row.event is Event.VOIDED:
            voided.add((str(row.case_id), row.body or ""))
    for name, value in record.there["act"].items():
        if name not in bodies:
            yield f"act {name}"
        elif name not in emptied and value not in (bodies[name] or ""):
            yield f"the words of act {name}"
    yield from (
        f"words in {case}" for case, value in record.there["words"].items() if value not in words[case]
    )
    yield from (f"erasing of {name}" for name in record.there["erased"] if name not in erased)
    for name in record.there["voided"]:
        case, seq = name.split("/")
        if not any(of == case and f'"entry":{seq}' in body.replace(" ", "") for of, body in voided):
            yield f"voiding of {name}"


def _named(session: Session, record: Record) -> Iterator[str]:
    letters = {row.number: row.sha256 for row in session.execute(select(LetterRow.number, LetterRow.sha256))}
    papers = {row.sha256 for row in session.execute(select(LetterRow.sha256))}
    scans = session.execute(select(AttachmentRow.name, AttachmentRow.sha256)).all()
    mail = {row.tracking_number: row for row in session.scalars(select(MailRow))}
    people = {row.name: row.phone for row in session.scalars(select(ApplicantRow))}
    names, papers = {row.name for row in scans}, papers | {row.sha256 for row in scans}
    there = record.there
    for name, value in there["letter"].items():
        if value not in papers or (name != value and letters.get(name) != value):
            yield f"letter {name}"
    yield from (f"scan {name}" for name in there["scan"] if name not in names)
    yield from (f"paper {name}" for name in there["paper"] if name not in papers)
    yield from (
        f"applicant {name}" for name, value in there["applicant"].items() if people.get(name) != value
    )
    for name, value in there["mail"].items():
        row = mail.get(name)
        settled = row is not None and {"linked": row.case_id is not None, "none": row.no_request}.get(
            value, True
        )
        if not settled:
            yield f"envelope {name} {value}"


def _several(session: Session, record: Record) -> Iterator[str]:
    counted: dict[str, int] = defaultdict(int)
    for wanted in session.scalars(select(CaseCopy.wanted)):
        counted[wanted.partition("之")[0]] += 1
    known, begun = record.there["many"], record.begun("many")
    for name, value in known.items():
        if counted[name] != int(value):
            yield f"{counted[name]} of the {value} cases {name}"
    for name, value in begun.items():
        if name not in known and counted[name] not in (0, int(value)):
            yield f"by half: {counted[name]} of the {value} cases {name}"


def _draft(session: Session, kind: str) -> Any:
    row = session.scalar(select(DraftRow).where(DraftRow.kind == kind))
    return row.body["value"] if row else ""


def _remembered(session: Session, key: str) -> Any:
    row = session.get(RememberedRow, ("", key))
    return row.value["value"] if row else ""


def _phrase(session: Session, _: str) -> Any:
    row = session.get(Setting, "phrases")
    return row.value["own-1"]["text"] if row else ""


def _frozen(session: Session, year: str) -> Any:
    same = (AnnualReportRow.year == int(year), AnnualReportRow.replaced.is_(False))
    return session.scalar(select(AnnualReportRow.note).where(*same)) or ""


VALUES: dict[str, Callable[[Session, str], Any]] = {
    "draft": _draft,
    "remembered": _remembered,
    "phrase": _phrase,
    "report": _frozen,
    "profile": lambda session, _: session.get_one(OfficeRow, 1).profile.get("contact", ""),
    "person": lambda session, name: (
        session.scalar(select(PersonRow.title).where(PersonRow.name == name)) or ""
    ),
    "day": lambda session, day: (
        session.scalar(select(OfficeDayRow.name).where(OfficeDayRow.day == date.fromisoformat(day))) or ""
    ),
    "arrangement": lambda session, year: (
        session.scalar(select(CalendarYear.number).where(CalendarYear.year == int(year))) or ""
    ),
}


def _values(session: Session, record: Record) -> Iterator[str]:
    known, begun = record.there["value"], record.begun("value")
    for place in {*known, *begun}:
        kind, _, name = place.partition(":")
        found = VALUES[kind](session, name)
        allowed = {known.get(place, "")} | ({begun[place]} if place in begun else set())
        if found not in allowed:
            yield f"{place} is {found!r}, should be {sorted(allowed)}"
        known[place] = found


def _copies(office: Office, record: Record) -> list[str]:
    """Copies and exports that were acknowledged are whole, others whole or absent; they are taken away afterwards."""
    found = []
    for kind, sound in (("copy", _is_sound_copy), ("export", _is_sound_export)):
        known, begun = record.there[kind], record.begun(kind)
        for name in {*known, *begun}:
            path = Path(name)
            if not path.exists():
                found += [f"{kind} {path.name}"] if name in known else []
            elif not sound(path, office):
                found.append(f"by half: {kind} {path.name}")
            if not path.parent.name.endswith(BACKUPS):  # those the program itself thins out
                path.unlink(missing_ok=True)
                shutil.rmtree(files_folder(path), ignore_errors=True)
        known.clear()
    return found


def _is_sound_copy(path: Path, office: Office) -> bool:
    stores = papers_of(path, office.store.key)
    with closing(cipher.connect(path, office.store.key)) as copy:
        sound = copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        n, seal = copy.execute("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1").fetchone()
        named = copy.execute("SELECT sha256 FROM attachments UNION SELECT sha256 FROM letters").fetchall()
    with office.reading() as session:
        same = session.scalar(select(AuditRow.hash).where(AuditRow.n == n)) == seal
    kept = all(any(not store.verify(sha256) for store in stores) for (sha256,) in named)
    return sound and same and kept


def _is_sound_export(path: Path, _: Office) -> bool:
    with zipfile.ZipFile(path) as archive:
        return archive.testzip() is None and "manifest.json" in archive.namelist()
