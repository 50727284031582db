"""What came in and what left (新收、办结): one rule for every period, and the cases behind each number.

A case is in hand (在办) from the day on which the request was received; one whose day of receipt is not settled yet,
from the day on which it was logged. It is in hand until it ends, and again from the day on which a reply was ordered
(责令重新答复). Of a period, 新收 are the cases in hand during it and not before it, 办结 those in hand during it and no
more at its end. So 期初 + 新收 − 办结 = 期末 holds for every period, and no case is counted twice.

Most cases end once: their copies are counted in SQL, `finished_on` being the day. The few that were opened again, or
have no day of receipt, are read from their journals.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from types import EllipsisType
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, func, select
from sqlalchemy.orm import Session

from gkcase.domain.journal import Entry, in_force
from gkcase.domain.standing import ENDINGS
from gkcase.domain.terms import Channel, Event
from gkcase.storage import journal_store
from gkcase.storage.tables import CaseCopy

_PART = 5000


class Period(NamedTuple):
    """A month or a year; that of today ends with the last day there is, as a day of receipt may lie ahead."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        """Whether a day lies in it."""
        return isinstance(day, date) and self.first <= day <= self.last


class Span(NamedTuple):
    """From when to when a case was in hand; None: still."""

    began: date
    ended: date | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A case that its copies alone do not tell: when it was in hand, from its journal."""

    id: int
    received_on: date | None
    channel: Channel | None
    result: str
    replied: bool
    late: bool
    days: int | None
    spans: tuple[Span, ...]

    def is_new(self, period: Period) -> bool:
        """Whether it came in (新收)."""
        return self._during(period) and not self.before(period)

    def is_done(self, period: Period) -> bool:
        """Whether it left (办结)."""
        return self._during(period) and all(
            s.ended is not None and s.ended <= period.last for s in self.spans
        )

    def before(self, period: Period) -> bool:
        """Whether it was in hand at the end of the day before."""
        return any(
            s.began < period.first and (s.ended is None or s.ended >= period.first) for s in self.spans
        )

    def _during(self, period: Period) -> bool:
        return any(
            s.began <= period.last and (s.ended is None or s.ended >= period.first) for s in self.spans
        )


class Came(NamedTuple):
    """So many requests were received on a day through a channel."""

    on: date
    channel: Channel | None
    many: int


class Left(NamedTuple):
    """So many cases ended on a day with a result; `days` is the sum of working days of those `counted`."""

    on: date
    result: str
    replied: bool
    late: bool
    many: int
    days: int
    counted: int


class Replies(NamedTuple):
    """The replies of a period: how many, how many of them late, and the working days they took."""

    many: int
    late: int
    days: int
    counted: int


@dataclass(frozen=True)
class Flow:
    """What came in and left since a day."""

    came: tuple[Came, ...]
    left: tuple[Left, ...]
    kept: tuple[Kept, ...]

    def new(self, period: Period) -> Counter[Channel | None]:
        """What came in, by channel."""
        found: Counter[Channel | None] = Counter()
        for day in self.came:
            if day.on in period:
                found[day.channel] += day.many
        found.update(case.channel for case in self.kept if case.is_new(period))
        return found

    def done(self, period: Period) -> Counter[str]:
        """What left, by result."""
        found: Counter[str] = Counter()
        for day in self.left:
            if day.on in period:
                found[day.result] += day.many
        found.update(case.result for case in self.kept if case.is_done(period))
        return found

    def replies(self, period: Period) -> Replies:
        """What left with a reply."""
        days = [day for day in self.left if day.replied and day.on in period]
        kept = [case for case in self.kept if case.replied and case.is_done(period)]
        return Replies(
            sum(day.many for day in days) + len(kept),
            sum(day.many for day in days if day.late) + sum(case.late for case in kept),
            sum(day.days for day in days) + sum(case.days or 0 for case in kept),
            sum(day.counted for day in days) + sum(case.days is not None for case in kept),
        )


_LEFT = func.coalesce(CaseCopy.replied_on, CaseCopy.closed_on)
_ENDED_ONCE: ColumnElement[bool] = and_(_LEFT.is_not(None), CaseCopy.finished_on >= _LEFT)
_PLAIN: ColumnElement[bool] = and_(CaseCopy.received_on.is_not(None), _ENDED_ONCE)


def read_flow(session: Session, unsettled: Iterable[int], since: date) -> Flow:
    """What came in and left since a day; `unsettled` are open cases that were opened again or have no receipt."""
    kept = read_kept(session, unsettled, since)
    came = Counter({(on, channel): count for on, channel, count in session.execute(_came(since))})
    came.subtract((case.received_on, case.channel) for case in kept if case.received_on)
    return Flow(
        tuple(Came(on, channel, count) for (on, channel), count in came.items() if count > 0),
        tuple(Left(*row) for row in session.execute(_left(since))),
        kept,
    )


def _came(since: date) -> Select[*tuple[Any, ...]]:
    return (
        select(CaseCopy.received_on, CaseCopy.channel, func.count())
        .where(CaseCopy.received_on >= since)
        .group_by(CaseCopy.received_on, CaseCopy.channel)
    )


def _left(since: date) -> Select[*tuple[Any, ...]]:
    replied = CaseCopy.replied_on.is_not(None)
    keys = (CaseCopy.finished_on, CaseCopy.result, replied, CaseCopy.late)
    sums = (
        func.count(),
        func.coalesce(func.sum(CaseCopy.working_days), 0),
        func.count(CaseCopy.working_days),
    )
    return select(*keys, *sums).where(CaseCopy.finished_on >= since, _PLAIN).group_by(*keys)


def read_kept(session: Session, unsettled: Iterable[int], since: date) -> tuple[Kept, ...]:
    """The cases since a day that must be read from their journals."""
    ids = set(unsettled)
    ids.update(session.scalars(select(CaseCopy.case_id).where(since <= _LEFT, CaseCopy.finished_on < _LEFT)))
    undated = select(CaseCopy.case_id).where(CaseCopy.received_on.is_(None), since <= _LEFT)
    ids.update(session.scalars(undated))
    journals = journal_store.journals(session, ids)
    return tuple(_kept(row, journals[row.case_id]) for row in _rows(session, sorted(ids)))


def _rows(session: Session, ids: Sequence[int]) -> Iterator[Row[*tuple[Any, ...]]]:
    columns = (
        CaseCopy.case_id,
        CaseCopy.received_on,
        CaseCopy.channel,
        CaseCopy.result,
        CaseCopy.replied_on,
        CaseCopy.late,
        CaseCopy.working_days,
    )
    for start in range(0, len(ids), _PART):
        yield from session.execute(select(*columns).where(CaseCopy.case_id.in_(ids[start : start + _PART])))


def _kept(row: Row[*tuple[Any, ...]], journal: Sequence[Entry]) -> Kept:
    replied = row.replied_on is not None
    spans = spans_of(journal, row.received_on)
    return Kept(
        row.case_id, row.received_on, row.channel, row.result, replied, row.late, row.working_days, spans
    )


def spans_of(journal: Sequence[Entry], received: date | None) -> tuple[Span, ...]:
    """When a case was in hand, by its journal."""
    entries = in_force(journal)
    began: date | None = received or next(entry.on for entry in entries if entry.event is Event.RECEIVED)
    spans: list[Span] = []
    for entry in entries:
        if entry.event in ENDINGS and began is not None:
            spans.append(Span(began, max(began, entry.on)))
            began = None
        elif entry.event is Event.REPLY_ORDERED and began is None:
            began = entry.on
    return (*spans, Span(began, None)) if began is not None else tuple(spans)


# -- the cases behind the numbers -----------------------------------------------------------------------------


def new_ids(
    session: Session, kept: Sequence[Kept], period: Period, channel: Channel | EllipsisType | None = ...
) -> set[int]:
    """The cases that came in, all or those through a channel (None: none is on record)."""
    query = select(CaseCopy.case_id).where(CaseCopy.received_on.between(*period))
    if channel is not ...:
        query = query.where(CaseCopy.channel == channel if channel else CaseCopy.channel.is_(None))
    read = {case.id for case in kept}
    return {i for i in session.connection().scalars(query) if i not in read} | {
        case.id for case in kept if case.is_new(period) and channel in (..., case.channel)
    }


def done_ids(
    session: Session,
    kept: Sequence[Kept],
    period: Period,
    results: frozenset[str] | None = None,
    replied: bool = False,
    late: bool | None = None,
) -> set[int]:
    """The cases that left: all, those with some results, those with a reply, those late or on time."""
    query = select(CaseCopy.case_id).where(CaseCopy.finished_on.between(*period), _PLAIN)
    if results is not None:
        query = query.where(CaseCopy.result.in_(results))
    if replied:
        query = query.where(CaseCopy.replied_on.is_not(None))
    if late is not None:
        query = query.where(CaseCopy.late.is_(late))

    def fits(case: Kept) -> bool:
        return (
            case.is_done(period)
            and (results is None or case.result in results)
            and (case.replied or not replied)
            and (late is None or case.late is late)
        )

    return set(session.connection().scalars(query)) | {case.id for case in kept if fits(case)}
