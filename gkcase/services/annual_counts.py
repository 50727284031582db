"""What the yearly report counts (年度报告第三、四项): every cell as SQL over the copies of cases and their stages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from gkcase.domain.annual import (
    CARRIED_IN,
    CARRIED_OUT,
    NEW,
    TOTAL,
    Figures,
    Problem,
    from_counts,
)
from gkcase.domain.terms import ApplicantKind, CaseKind
from gkcase.services.annual_span import Span, grouping, span
from gkcase.services.annual_suits import remedy_counts
from gkcase.services.office import Office
from gkcase.storage.tables import Case, CaseCopy

NAMED = 8
"""So many cases are named in a sentence, the others only counted."""


NEVER = date(9999, 12, 31)
"""The day of receipt of what has none."""


def figures(office: Office, year: int, form: str = "") -> Figures:
    """Both tables of a year as the cases stand now; a year that is not over is counted up to today (截至)."""
    asked = span(office, year, form)
    with office.reading() as session:
        counts, uncounted = _counts(session, asked)
        found = from_counts(year, asked.format, counts, remedy_counts(session, asked))
    today = office.today()
    return replace(found, as_of=today if today <= asked.last else None, uncounted=tuple(uncounted))


# -- table 三 -------------------------------------------------------------------------------------------------

_received = func.coalesce(CaseCopy.received_on, NEVER)
"""The day of receipt in a function: where a condition is about the day of finishing too, that index is to be taken."""

_REQUEST = and_(CaseCopy.kind == CaseKind.REQUEST, _received < NEVER)


class Standing(NamedTuple):
    """What is asked of a request here."""

    case_id: int
    number: str
    received_on: date
    finished_on: date | None
    finished_as: str
    applicant_kind: ApplicantKind


_STANDING = (
    *(CaseCopy.case_id, CaseCopy.number, CaseCopy.received_on),
    *(CaseCopy.finished_on, CaseCopy.finished_as, CaseCopy.applicant_kind),
)


def _read(session: Session, *conditions: ColumnElement[bool]) -> list[Standing]:
    chosen = select(*_STANDING).where(*conditions).order_by(CaseCopy.received_on, CaseCopy.case_id)
    return [Standing._make(row) for row in session.execute(chosen)]


def _within(asked: Span) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The requests with which a year has to do, received by its end: those that are open, those finished since.

    Two conditions, so that either is one stretch of the index that begins with the day of finishing, which holds all
    that is counted.
    """
    received = and_(_REQUEST, _received <= asked.last)
    return and_(received, CaseCopy.finished_on.is_(None)), and_(received, CaseCopy.finished_on >= asked.first)


def _counts(session: Session, asked: Span) -> tuple[Counter[tuple[str, str]], list[Problem]]:
    """Every request once with where it comes from and where it goes, so that 一 + 二 = 三（七） + 四."""
    found: Counter[tuple[str, str]] = Counter()
    unknown = unkind = 0
    since = case((CaseCopy.received_on < asked.first, CARRIED_IN), else_=NEW)
    later = case((CaseCopy.finished_on <= asked.last, 0), else_=1)
    keys = (since, later, CaseCopy.finished_as, CaseCopy.applicant_kind, CaseCopy.kindless)
    open_, finished = _within(asked)
    for condition in (open_, finished):
        query = select(*keys, func.count()).where(condition).group_by(*grouping(len(keys)))
        for came, after, code, kind, kindless, number in session.execute(query):
            readable = condition is open_ or code in asked.rows
            unknown += 0 if readable else number
            unkind += number if kindless else 0
            if readable and not kindless:
                row = CARRIED_OUT if after else asked.rows[code]
                found.update({(came, kind.value): number, (row, kind.value): number})
    return found, _uncounted(session, asked, unkind, unknown)


def _stands(one: Standing, asked: Span) -> tuple[str, str]:
    """Where a request comes from in a year and where it goes."""
    ended = one.finished_on is not None and one.finished_on <= asked.last
    came = CARRIED_IN if one.received_on < asked.first else NEW
    return came, asked.rows[one.finished_as] if ended else CARRIED_OUT


def counted(asked: Span) -> ColumnElement[bool]:
    """What can be counted at all: it says who asks, and if it is finished, as what."""
    known = or_(CaseCopy.finished_on.is_(None), CaseCopy.finished_as.in_(asked.rows))
    named = CaseCopy.case_id.not_in(select(CaseCopy.case_id).where(CaseCopy.kindless.is_(True)))
    return and_(_REQUEST, named, known)


def _in_row(asked: Span, row: str) -> tuple[ColumnElement[bool], ...]:
    """What a row counts, each condition one stretch of an index; nothing meets two of them."""
    first, last, finished = asked.first, asked.last, CaseCopy.finished_on
    if row == NEW:
        return (CaseCopy.received_on.between(first, last),)
    if row == CARRIED_IN:
        before = _received < first
        return and_(before, finished.is_(None)), and_(before, finished >= first)
    if row == CARRIED_OUT:
        by_then = _received <= last
        return and_(by_then, finished.is_(None)), and_(by_then, finished > last)
    return (and_(finished.between(first, last), CaseCopy.finished_as.in_(asked.codes(row))),)


def cases_in(office: Office, year: int, form: str, row: str, column: str) -> list[int]:
    """The cases that a cell of table 三 counts, in the order in which they were registered."""
    asked = span(office, year, form)
    chosen = select(CaseCopy.case_id).where(counted(asked))
    if column != TOTAL:
        chosen = chosen.where(CaseCopy.applicant_kind == ApplicantKind.of(column))
    with office.reading() as session:
        plain = session.connection()  # ids alone come three times as fast without the session
        parts = [plain.scalars(chosen.where(condition)).all() for condition in _in_row(asked, row)]
    return sorted(case_id for part in parts for case_id in part)


def standings(session: Session, asked: Span) -> dict[int, tuple[str, str, str]]:
    """Each counted request of the year: its kind of applicant, where it comes from, where it goes."""
    found = {}
    for condition in _within(asked):
        for one in _read(session, condition, counted(asked)):
            found[one.case_id] = (one.applicant_kind.value, *_stands(one, asked))
    return found


# -- what cannot be counted -----------------------------------------------------------------------------------


def _kindless(session: Session, asked: Span) -> list[Standing]:
    return _read(session, CaseCopy.kindless.is_(True), or_(*_within(asked)))


def _uncounted(session: Session, asked: Span, unkind: int, unknown: int) -> list[Problem]:
    """Every case that has to do with the year and is in none of its cells, by what it lacks."""
    found = []
    unreadable = and_(_within(asked)[1], CaseCopy.finished_as.not_in(asked.rows))
    odd = _read(session, unreadable) if unknown else []
    for code, rows, lacking in (
        ("no_receipt", _undated(session, asked), "没有收到申请的日期"),
        ("no_kind", _kindless(session, asked) if unkind else [], "没有申请人类别"),
        ("no_result", odd, "没有可以计入年度报告的办理结果"),
    ):
        if rows:
            said = f"{_named(rows)}{lacking}，未计入"
            found.append(Problem(code, ("", ""), said, tuple(row.case_id for row in rows)))
    return found


def _undated(session: Session, asked: Span) -> list[Standing]:
    """Requests that were registered by the end of the year and have not counted as received."""
    registered = exists().where(Case.id == CaseCopy.case_id, Case.year <= asked.year)
    late = or_(CaseCopy.finished_on.is_(None), CaseCopy.finished_on >= asked.first)
    undated = and_(CaseCopy.kind == CaseKind.REQUEST, CaseCopy.received_on.is_(None))
    return _read(session, undated, late, registered)


def _named(rows: Sequence[Standing]) -> str:
    named = "、".join(str(row.number) for row in rows[:NAMED])
    return f"{named}等{len(rows)}件" if len(rows) > NAMED else named
