"""Many whole cases at once (成批写入): judged entry by entry as any other, written in batches in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from gkcase.domain.errors import Refusal
from gkcase.domain.facts import checked
from gkcase.domain.journal import Entry, Facts
from gkcase.domain.lifecycle import apply, impossibility, irregularities
from gkcase.domain.numbering import LARGEST, Number, case_number
from gkcase.domain.state import CaseState
from gkcase.domain.terms import CaseKind, Event, chinese_date
from gkcase.domain.words import EARLIEST_YEAR, LATEST_YEAR
from gkcase.services.copies import write_new_copies
from gkcase.services.office import OFFICE_ID, Office
from gkcase.services.progress import BrokenOff as BrokenOff
from gkcase.services.progress import Cancelled, Progress, never, silent
from gkcase.storage import journal_store
from gkcase.storage.tables import Case, Counter

PART = 1000
"""So many cases are written in one go; between two of them whoever waits is told, and may stop."""

IMPORTED = "imported"
"""Marks a step that was taken elsewhere: a reply so marked needs no signature on record here."""


@dataclass(frozen=True)
class History:
    """A case as it happened, its registration first, in the order of days.

    `year` is that of its number. `number` is the running number that it already has elsewhere; 0 takes the next one.
    An entry that is against the rules must carry its reason.
    """

    entries: Sequence[Entry]
    year: int
    number: int = 0
    imported: bool = False


@dataclass(frozen=True)
class Prepared:
    """A case that has been judged: what will be written of it."""

    history: History
    entries: tuple[Entry, ...]
    state: CaseState


def prepare(office: Office, history: History) -> Prepared:
    """Judge a case entry by entry; raises Refusal with the first sentence that stands against it."""
    _numbered(history)
    state = CaseState()
    kept: list[Entry] = []
    for seq, told in enumerate(history.entries, 1):
        entry = replace(told, facts=_facts(told), seq=seq)
        if entry.on > office.today():
            raise Refusal(f"日期{chinese_date(entry.on)}晚于今天，尚未发生的环节不能登记", "", "on")
        if kept and entry.on < kept[-1].on:
            before = f"{chinese_date(kept[-1].on)}的“{kept[-1].event.label}”"
            raise Refusal(
                f"“{entry.event.label}”的日期{chinese_date(entry.on)}早于{before}，请核对", "", "on"
            )
        if objection := impossibility(state, entry, office.rules):
            raise Refusal(objection.text, objection.article, objection.field)
        breaches = irregularities(state, entry, office.rules)
        if breaches and not entry.reason:
            raise Refusal(f"{breaches[0].text}。确已如此办理的，请写明理由", breaches[0].article, "reason")
        entry = replace(entry, breaches=tuple(breach.code for breach in breaches))
        state = apply(state, entry, office.rules)
        kept.append(entry)
    if not kept or kept[0].event is not Event.RECEIVED:
        raise Refusal("案件的第一项应为登记", "第三十条", "event")
    return Prepared(history, tuple(kept), state)


def _numbered(history: History) -> None:
    if not (0 <= history.number <= LARGEST and EARLIEST_YEAR <= history.year <= LATEST_YEAR):
        said = f"“{case_number(history.year, history.number)}”不是编号，请按〔2026〕12号的样子填写"
        raise Refusal(said, "", "number")


def _facts(told: Entry) -> Facts:
    """The facts as they are stored; that a step was taken over from another register is not anybody's to type."""
    typed = {name: fact for name, fact in told.facts.items() if name != IMPORTED}
    return {**checked(told.event, typed), **({IMPORTED: True} if told.flag(IMPORTED) else {})}


def write(
    office: Office,
    session: Session,
    cases: Iterable[Prepared],
    *,
    total: int = 0,
    report: Progress = silent,
    cancelled: Cancelled = never,
) -> list[int]:
    """Write judged cases in the caller's transaction and give back their ids; raises BrokenOff when it is cancelled."""
    ids: list[int] = []
    coming = iter(cases)
    counters = _Counters(session)
    while part := list(islice(coming, PART)):
        ids += _write_part(office, session, counters, part)
        report(len(ids), max(total, len(ids)))
        if cancelled():
            raise BrokenOff
    counters.keep()
    return ids


def _write_part(office: Office, session: Session, counters: _Counters, part: list[Prepared]) -> list[int]:
    rows = [_row(office, counters, one) for one in part]
    found = session.execute(insert(Case).returning(Case.id, sort_by_parameter_order=True), rows)
    ids = list(found.scalars())
    journal_store.append_all(session, _entries(ids, part), at=office.now(), person_id=office.person_id)
    numbered = [
        (case_id, str(row["number"]), one.state) for case_id, row, one in zip(ids, rows, part, strict=True)
    ]
    write_new_copies(session, numbered, office.rules, office.today())
    return ids


def _entries(ids: Sequence[int], part: Sequence[Prepared]) -> Iterator[tuple[int, Entry]]:
    for case_id, one in zip(ids, part, strict=True):
        for entry in one.entries:
            yield case_id, entry


def _row(office: Office, counters: _Counters, one: Prepared) -> dict[str, object]:
    kind, year = one.state.kind, one.history.year
    serial = counters.take(kind, year, one.history.number)
    return {
        "office_id": OFFICE_ID,
        "number": case_number(year, serial, kind),
        "year": year,
        "serial": serial,
        "kind": kind,
        "registered_at": office.now(),
        "version": 1,
        "imported": one.history.imported,
    }


class _Counters:
    """The last numbers of each series while many are given; written back at the end."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows: dict[tuple[CaseKind, int], Counter] = {}
        self._taken: dict[tuple[CaseKind, int], set[int]] = {}

    def take(self, kind: CaseKind, year: int, wanted: int) -> int:
        """The number wanted, unless it is given; the next one where none is."""
        counter, taken = self._counter(kind, year), self._taken[kind, year]
        number = wanted or counter.last + 1
        if number in taken:
            raise Refusal(f"编号{Number('', year, number)}已有案件，请核对", "", "number")
        taken.add(number)
        counter.last = max(counter.last, number)
        return number

    def _counter(self, kind: CaseKind, year: int) -> Counter:
        key = (kind, year)
        if key not in self._rows:
            self._rows[key] = journal_store.counter(self._session, OFFICE_ID, kind.value, year)
            given = select(Case.serial).where(Case.kind == kind, Case.year == year)
            self._taken[key] = set(self._session.scalars(given))
        return self._rows[key]

    def keep(self) -> None:
        """Write the last numbers down."""
        self._session.flush()
