"""Keeps the journal: appends entries with payload and audit row, reads them back as the domain knows them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Select, String, and_, delete, func, insert, not_, select, type_coerce, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from gkcase.domain.erasure import ERASED_NAME
from gkcase.domain.errors import Conflict
from gkcase.domain.journal import Entry
from gkcase.domain.terms import Event
from gkcase.storage import audit, operations, search
from gkcase.storage.canonical import canonical, sha256
from gkcase.storage.faults import STALE
from gkcase.storage.tables import (
    AttachmentRow,
    Case,
    Counter,
    JournalRow,
    LetterRow,
    PaperTextRow,
    PayloadRow,
)

_SAME_ENTRY = and_(PayloadRow.case_id == JournalRow.case_id, PayloadRow.seq == JournalRow.seq)
_EVENTS = {event.value: event for event in Event}
_read = json.JSONDecoder().raw_decode  # what we wrote ourselves has no blanks to look for
_CHUNK = 5000  # PostgreSQL takes 65,535 parameters, SQLite 32,766


@dataclass(frozen=True)
class Recorded:
    """An entry with the moment of its typing and who typed it; `erased`: its words have been emptied."""

    entry: Entry
    recorded_at: datetime
    person_id: int | None = None
    erased: bool = False


def append(
    session: Session,
    case_id: int,
    entry: Entry,
    *,
    at: datetime,
    person_id: int | None = None,
    op_id: str | None = None,
    version: int | None = None,
) -> Entry:
    """Add an entry to a case in the caller's transaction and give it back with its number.

    The case gets its next version. `version` is the one the officer saw (None: whichever it is now), `op_id` names
    the act, so that one whose answer was lost is neither lost nor doubled.
    """
    case = _next_version(session, case_id, version)
    last = session.scalar(select(func.max(JournalRow.seq)).where(JournalRow.case_id == case.id)) or 0
    kept = replace(entry, seq=last + 1, breaches=tuple(entry.breaches))
    append_all(session, [(case.id, kept)], at=at, person_id=person_id, op_id=op_id)
    operations.name_case(session, case.id, case.number)
    return kept


def append_all(
    session: Session,
    numbered: Iterable[tuple[int, Entry]],
    *,
    at: datetime,
    person_id: int | None = None,
    op_id: str | None = None,
) -> None:
    """Write entries that have their numbers (case, entry), each with its words and its link of the chain."""
    journal, payloads, acts = [], [], []
    for case_id, entry in numbered:
        key = {"case_id": case_id, "seq": entry.seq}
        body = canonical({"facts": entry.facts, "reason": entry.reason, "breaches": entry.breaches})
        salt = secrets.token_hex(16)
        seal = sha256(body, salt)
        signer = entry.text("signer") if entry.event is Event.SIGNED else ""
        row = {"event": entry.event, "on": entry.on, "recorded_at": at, "recorded_by": entry.by}
        journal.append(
            key
            | row
            | {"person_id": person_id, "payload_hash": seal, "op_id": op_id}
            | {"signer": signer or None}
        )
        payloads.append(key | {"salt": salt, "body": body})
        detail = sealed(entry.event.value, entry.on, person_id, op_id)
        acts.append(audit.Act(at, entry.by, audit.ENTERED, case_id, entry.seq, detail, seal))
    session.execute(insert(JournalRow), journal)
    session.execute(insert(PayloadRow), payloads)
    audit.append_all(session, acts)


def sealed(event: str, on: date, person_id: int | None, op_id: str | None) -> Mapping[str, object]:
    """What the chain holds of a journal row besides who, when and the hash of its words."""
    return {"event": event, "on": on.isoformat(), "person": person_id, "op": op_id}


def _next_version(session: Session, case_id: int, seen: int | None) -> Case:
    case = session.get_one(Case, case_id, with_for_update=True)
    if seen is not None and case.version != seen:
        raise Conflict(STALE)
    flag_modified(
        case, "number"
    )  # no column changes, but the version must: somebody else may be looking at it
    session.flush()
    return case


def find_operation(session: Session, op_id: str) -> tuple[int, int] | None:
    """Case and entry that an act has written, if its COMMIT was taken."""
    found = session.execute(
        select(JournalRow.case_id, JournalRow.seq).where(JournalRow.op_id == op_id)
    ).first()
    return (found.case_id, found.seq) if found else None


def entries(session: Session, case_id: int) -> list[Entry]:
    """The journal of one case in the order of entering."""
    return [_entry(row) for row in session.execute(_rows().where(JournalRow.case_id == case_id))]


def recorded(session: Session, case_id: int) -> list[Recorded]:
    """The journal of one case with what only the record knows."""
    rows = session.execute(_rows().where(JournalRow.case_id == case_id))
    return [
        Recorded(_entry(row), row.recorded_at, row.person_id, row.body is None or row.erased_at is not None)
        for row in rows
    ]


def journals(session: Session, case_ids: Iterable[int]) -> dict[int, list[Entry]]:
    """The journals of many cases, for replay; a case without entries is missing."""
    ids = sorted(set(case_ids))
    found: dict[int, list[Entry]] = {}
    for start in range(0, len(ids), _CHUNK):
        chosen = _rows().where(JournalRow.case_id.in_(ids[start : start + _CHUNK]))
        found.update(_by_case(session.execute(chosen)))
    return found


def every_journal(session: Session) -> Generator[tuple[int, list[Entry]], None, None]:
    """Every case's journal, one after the other and in constant memory."""
    with session.execute(_rows().execution_options(yield_per=2000)) as rows:
        yield from _by_case(rows)


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            JournalRow.case_id,
            JournalRow.seq,
            type_coerce(JournalRow.event, String).label("event"),
            JournalRow.on,
            JournalRow.recorded_by,
            JournalRow.recorded_at,
            JournalRow.person_id,
            PayloadRow.body,
            PayloadRow.erased_at,
        )
        .outerjoin(PayloadRow, _SAME_ENTRY)
        .order_by(JournalRow.case_id, JournalRow.seq)
    )


def _by_case(rows: Iterable[Row[*tuple[Any, ...]]]) -> Iterator[tuple[int, list[Entry]]]:
    for case_id, group in groupby(rows, key=lambda row: row[0]):
        yield case_id, [_entry(row) for row in group]


def _entry(row: Row[*tuple[Any, ...]]) -> Entry:
    _, seq, event, on, by, _, _, body, _ = row
    words: dict[str, Any] = json.loads(body) if body else {"facts": {}, "reason": "", "breaches": ()}
    return Entry(_EVENTS[event], on, by, words["facts"], seq, words["reason"], tuple(words["breaches"]))


def entries_of(rows: Iterable[tuple[Any, ...]]) -> list[Entry]:
    """Entries from rows as the driver gives them: case, number, event, day, by whom, words."""
    found = []
    for _, seq, event, on, by, body in rows:
        words: dict[str, Any] = _read(body)[0] if body else {"facts": {}, "reason": "", "breaches": ()}
        day = date.fromisoformat(on) if isinstance(on, str) else on
        found.append(
            Entry(_EVENTS[event], day, by, words["facts"], seq, words["reason"], tuple(words["breaches"]))
        )
    return found


def erase(session: Session, case_id: int, seq: int, *, at: datetime, who: str) -> None:
    """Empty the words of one entry; the chain keeps their hash and still verifies.

    The salt goes with them: with it the hash of a short text could be found again by trying. So do the words of the
    letters that hang on it, and the case leaves the search index until it is indexed anew from what remains.
    """
    chosen = update(PayloadRow).where(PayloadRow.case_id == case_id, PayloadRow.seq == seq)
    session.execute(chosen.values(body=None, salt=None, erased_at=at))
    here = and_(LetterRow.case_id == case_id, LetterRow.seq == seq)
    letters, elsewhere = select(LetterRow.sha256).where(here), select(LetterRow.sha256).where(not_(here))
    gone = and_(PaperTextRow.sha256.in_(letters), PaperTextRow.sha256.not_in(elsewhere))
    session.execute(delete(PaperTextRow).where(gone).execution_options(synchronize_session=False))
    search.remove(session, case_id)
    audit.append(session, at=at, who=who, act=audit.ERASED, case_id=case_id, seq=seq)


def dispose(
    session: Session,
    case_id: int,
    rest: Mapping[int, Entry],
    *,
    at: datetime,
    who: str,
    detail: dict[str, Any],
) -> None:
    """Leave of the entries of a case only what `rest` says; its papers lose their names, and the chain is told."""
    seals = {}
    for seq, entry in rest.items():
        body = canonical({"facts": entry.facts, "reason": entry.reason, "breaches": entry.breaches})
        own = and_(PayloadRow.case_id == case_id, PayloadRow.seq == seq)
        session.execute(update(PayloadRow).where(own).values(body=body, salt=None, erased_at=at))
        seals[str(seq)] = sha256(body)
    papers = {}
    for name, model in (("attachments", AttachmentRow), ("letters", LetterRow)):
        table = model.__table__
        papers[name] = list(session.scalars(select(table.c.id).where(table.c.case_id == case_id)))
        session.execute(
            update(model).where(table.c.case_id == case_id).values(name=ERASED_NAME),
            execution_options={"synchronize_session": False},
        )
    told = {**detail, "entries": seals, **papers}
    audit.append(session, at=at, who=who, act=audit.DISPOSED, case_id=case_id, detail=told)


def next_number(session: Session, office_id: int, kind: str, year: int) -> int:
    """The next number of a series, from 1 and without gaps: what is rolled back was never given."""
    found = counter(session, office_id, kind, year)
    found.last += 1
    session.flush()
    return found.last


def counter(session: Session, office_id: int, kind: str, year: int) -> Counter:
    """The counter of a series, locked until the caller's transaction ends, so nobody else can be given the same."""
    key = {"office_id": office_id, "kind": kind, "year": year}
    found = session.get(Counter, key, with_for_update=True, populate_existing=True)
    if found is None:
        found = Counter(**key, last=0)
        session.add(found)
    return found


def last_number(session: Session, office_id: int, kind: str, year: int) -> int:
    """The last number given of a series; 0 where none was."""
    counter = session.get(Counter, {"office_id": office_id, "kind": kind, "year": year})
    return counter.last if counter else 0
