"""Questions that screens and the command line ask of many cases; they read columns, never whole entities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from gkcase.domain.errors import Refusal
from gkcase.domain.numbering import parse_number
from gkcase.domain.words import sought
from gkcase.services.case_filter import CaseFilter as CaseFilter
from gkcase.services.case_filter import Order as Order
from gkcase.services.filtering import MOST_ASKED, narrowed
from gkcase.services.office import Office
from gkcase.services.values import CaseLine as CaseLine
from gkcase.storage import search
from gkcase.storage.ids import ids
from gkcase.storage.tables import OPEN, Case, CaseCopy, LetterRow

_BARE_ROWS = 5000
LONGEST_ID = 10
"""An id has fewer digits: 32 bits."""


def case_ids(office: Office, wanted: CaseFilter) -> list[int]:
    """The ids of the matching cases in order: cheap even for a hundred thousand cases."""
    with office.reading() as session:
        if _only_many_chosen(wanted):
            return _known_among(session, _chosen(wanted), wanted.descending)
        query = _ordered(narrowed(select(CaseCopy.case_id), session, office, wanted), wanted)
        cursor = session.connection().execute(query).cursor
        assert cursor is not None  # a SELECT has one; its bare rows come five times as fast as results
        found: list[int] = []
        while rows := cursor.fetchmany(_BARE_ROWS):
            found += [row[0] for row in rows]
    chosen = _chosen(wanted)
    return [case_id for case_id in found if case_id in chosen] if len(chosen) > MOST_ASKED else found


def _chosen(wanted: CaseFilter) -> frozenset[int]:
    return frozenset(wanted.chosen.ids) if wanted.chosen else frozenset()


def _known_among(session: Session, chosen: frozenset[int], descending: bool) -> list[int]:
    """Those of a long list that there are: cases of one year lie near each other, and their own rows are narrow."""
    between = select(Case.id).where(Case.id.between(min(chosen), max(chosen)))
    known = ids(session, between.order_by(Case.id.desc() if descending else Case.id.asc()))
    return [case_id for case_id in known if case_id in chosen]


def _only_many_chosen(wanted: CaseFilter) -> bool:
    """Whether a long list of cases is wanted as it is, by number."""
    return len(_chosen(wanted)) > MOST_ASKED and replace(wanted, chosen=None, descending=True) == CaseFilter()


def found_by(session: Session, text: str) -> ColumnElement[bool]:
    """Cases whose words, names or numbers hold what was typed; several words must all be there."""
    return search.matching(session, CaseCopy.case_id, text)


def _ordered(query: Select[tuple[int]], wanted: CaseFilter) -> Select[tuple[int]]:
    if wanted.order is Order.NUMBER:
        by = CaseCopy.case_id.desc() if wanted.descending else CaseCopy.case_id.asc()
        return query.order_by(by)
    column = getattr(CaseCopy, wanted.order.value)
    sorted_ = column.desc() if wanted.descending else column.asc()
    last = CaseCopy.case_id.desc() if wanted.descending else CaseCopy.case_id.asc()
    return query.order_by(sorted_.nulls_last(), last)


_LINE = (
    CaseCopy.case_id,
    CaseCopy.number,
    CaseCopy.applicant,
    CaseCopy.applicant_kind,
    CaseCopy.wanted,
    CaseCopy.channel,
    CaseCopy.received_on,
    CaseCopy.status,
    CaseCopy.clock_status,
    CaseCopy.base_due,
    CaseCopy.due_on,
    CaseCopy.provisional,
    CaseCopy.suspended,
    CaseCopy.result,
    CaseCopy.replied_on,
    CaseCopy.late,
    CaseCopy.handler,
    CaseCopy.consulting,
    CaseCopy.next_duty,
    CaseCopy.next_on,
)


def case_lines(office: Office, ids: Sequence[int]) -> list[CaseLine]:
    """The rows for these ids, in no particular order."""
    found: list[CaseLine] = []
    with office.reading() as session:
        for start in range(0, len(ids), _BARE_ROWS):  # databases take only so many parameters
            chosen = select(*_LINE).where(CaseCopy.case_id.in_(ids[start : start + _BARE_ROWS]))
            found += [CaseLine(*tuple(row)) for row in session.execute(chosen)]
    return found


def open_lines(office: Office) -> list[CaseLine]:
    """All open cases, and ended ones that still ask for something, by due day: what the desk shows."""
    query = (
        select(*_LINE)
        .where(or_(OPEN, CaseCopy.next_on.is_not(None)))
        .order_by(CaseCopy.due_on.asc().nulls_last(), CaseCopy.case_id)
    )
    with office.reading() as session:
        return [CaseLine(*tuple(row)) for row in session.execute(query)]


def case_id_of(office: Office, words: str) -> int | None:
    """The case that a number (〔2026〕12号) or a bare id names."""
    with office.reading() as session:
        return case_id_in(session, words)


def case_id_in(session: Session, words: str) -> int | None:
    """The same in a transaction; numbers are read as people type them: [2026]12号, （2026）012."""
    text = sought(words.strip())
    if text.isdecimal():
        return session.scalar(select(Case.id).where(Case.id == int(text))) if len(text) < LONGEST_ID else None
    try:
        number = str(parse_number(text))
    except Refusal:
        number = text  # numbers taken over from another register may be of any form
    return session.scalar(select(Case.id).where(Case.number.in_((text, number))).limit(1))


@dataclass(frozen=True)
class Counts:
    """The figures over a list: how many cases, and how many of them are open."""

    all: int
    open: int


def counts(office: Office, year: int | None = None) -> Counts:
    """How many cases there are, and how many are open."""
    query = select(func.count(), func.count().filter(or_(OPEN))).select_from(CaseCopy)
    if year:
        query = query.join(Case, Case.id == CaseCopy.case_id).where(Case.year == year)
    with office.reading() as session:
        return Counts(*session.execute(query).one())


def handlers(office: Office) -> list[str]:
    """Everybody who has a case in hand."""
    query = select(CaseCopy.handler).where(CaseCopy.handler != "").distinct().order_by(CaseCopy.handler)
    with office.reading() as session:
        return list(session.scalars(query))


def units(office: Office) -> list[str]:
    """Every unit that has or had a case in hand (承办机构)."""
    query = select(CaseCopy.unit).where(CaseCopy.unit != "").distinct()
    with office.reading() as session:
        return sorted(session.scalars(query))


def years(office: Office) -> list[int]:
    """The years in which cases were registered, the latest first."""
    with office.reading() as session:
        return list(session.scalars(select(Case.year).distinct().order_by(Case.year.desc())))


def letters_quoting(session: Session, case_id: int) -> list[tuple[str, date]]:
    """Letters of a case that quote a due day, with that day."""
    chosen = select(LetterRow.name, LetterRow.quoted_due)
    rows = session.execute(chosen.where(LetterRow.case_id == case_id, LetterRow.quoted_due.is_not(None)))
    return [(name, due) for name, due in rows if due is not None]
