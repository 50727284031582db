"""The conditions of a list in SQL, each on a column of the copies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from gkcase.domain.words import sought
from gkcase.services.case_filter import CaseFilter, Span
from gkcase.services.office import Office
from gkcase.storage import search
from gkcase.storage.ids import among
from gkcase.storage.tables import OPEN, Case, CaseCopy

Condition = ColumnElement[bool]
MOST_ASKED = 20_000
"""So many chosen cases are asked for by their ids; of more all between them are read, and picked out: it is quicker."""

_WORDS = (
    ("number", CaseCopy.number),
    ("applicant", CaseCopy.applicant),
    ("wanted", CaseCopy.wanted),
    ("duty", CaseCopy.next_duty),
)
_SETS = (
    ("statuses", CaseCopy.status),
    ("channels", CaseCopy.channel),
    ("applicant_kinds", CaseCopy.applicant_kind),
    ("results", CaseCopy.result),
)
_SPANS = (
    ("received", CaseCopy.received_on),
    ("due", CaseCopy.due_on),
    ("replied", CaseCopy.replied_on),
    ("finished", CaseCopy.finished_on),
    ("next_on", CaseCopy.next_on),
)
_SAME = (("handler", CaseCopy.handler), ("unit", CaseCopy.unit), ("kind", CaseCopy.kind))
_FLAGS = (("late", CaseCopy.late), ("extended", CaseCopy.extended), ("corrected", CaseCopy.corrected))


def narrowed(
    query: Select[tuple[int]], session: Session, office: Office, wanted: CaseFilter
) -> Select[tuple[int]]:
    """A query over the copies, narrowed to what is wanted."""
    found = list(_conditions(session, office, wanted))
    return query.where(and_(*found)) if found else query


def latest_due(office: Office, days: int) -> date:
    """The last due day of a case that has at most so many working days left."""
    return office.rules.calendar.nth_after(office.today(), days) if days > 0 else office.today()


def _conditions(session: Session, office: Office, wanted: CaseFilter) -> Iterator[Condition]:
    if wanted.text.strip():
        yield search.matching(session, CaseCopy.case_id, wanted.text)
    if wanted.chosen and len(ids := wanted.chosen.ids) <= MOST_ASKED:
        yield among(session, CaseCopy.case_id, ids)
    elif wanted.chosen:
        yield CaseCopy.case_id.between(min(ids), max(ids))  # those of one year lie near each other
    yield from _times(office, wanted)
    for name, column in _WORDS:
        if words := getattr(wanted, name).strip():
            yield column.icontains(sought(words), autoescape=True)
    for name, listed in _SETS:
        if values := getattr(wanted, name):
            asked = (sought(value) if type(value) is str else value for value in values)
            yield listed.in_(sorted(asked, key=str))
    for name, same in _SAME:
        if value := getattr(wanted, name):
            yield same == (sought(value) if isinstance(value, str) else value)
    for name, flag in _FLAGS:
        if (yes := getattr(wanted, name)) is not None:
            yield flag.is_(yes)
    if wanted.fee is not None:
        yield CaseCopy.fee_asked > 0 if wanted.fee else CaseCopy.fee_asked == 0
    yield from _of_the_case(wanted)


def _times(office: Office, wanted: CaseFilter) -> Iterator[Condition]:
    today = office.today()
    if wanted.only_open or wanted.overdue or wanted.within is not None:
        yield OPEN
    if wanted.consulting:
        yield CaseCopy.consulting.is_(True)
    if wanted.overdue:
        yield CaseCopy.due_on < today
    if wanted.within is not None:
        yield CaseCopy.due_on <= latest_due(office, wanted.within)
    for name, column in _SPANS:
        yield from _between(column, getattr(wanted, name), today)


def _between(column: InstrumentedAttribute[Any], span: Span, today: date) -> Iterator[Condition]:
    first, last = span.bounds(today)
    if first:
        yield column >= first
    if last:
        yield column <= last


def _of_the_case(wanted: CaseFilter) -> Iterator[Condition]:
    """What stands with the case itself and is no copy."""
    chosen = select(Case.id)
    if wanted.year:
        yield CaseCopy.case_id.in_(chosen.where(Case.year == wanted.year))
    if wanted.imported is not None:
        brought_in = CaseCopy.case_id.in_(chosen.where(Case.imported))
        yield brought_in if wanted.imported else ~brought_in
