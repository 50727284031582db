"""What a list of cases is narrowed to and by what it is sorted: a value that screens and the command line share."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from enum import Enum
from typing import Any

from gkcase.domain.terms import ApplicantKind, CaseKind, Channel, Status, Term, chinese_date
from gkcase.services.values import Chosen


class Order(Enum):
    """By what a list may be sorted."""

    NUMBER = "number"
    APPLICANT = "applicant"
    WANTED = "wanted"
    CHANNEL = "channel"
    RECEIVED = "received_on"
    STATUS = "status"
    DUE = "due_on"
    HANDLER = "handler"
    RESULT = "result"
    REPLIED = "replied_on"


class Moving(Term):
    """A span of days that moves on with today, so that a kept filter stays true."""

    THIS_WEEK = "this_week", "本周"
    THIS_MONTH = "this_month", "本月"
    LAST_MONTH = "last_month", "上月"
    THIS_QUARTER = "this_quarter", "本季度"
    THIS_YEAR = "this_year", "本年"
    LAST_YEAR = "last_year", "上年"
    PAST_30 = "past_30_days", "近30天"
    NEXT_30 = "next_30_days", "今后30天"


_MONTH = timedelta(days=30)


def _bounds(moving: Moving, today: date) -> tuple[date, date]:
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    end = quarter.month + 2
    monday = today - timedelta(days=today.weekday())
    return {
        Moving.THIS_WEEK: (monday, monday + timedelta(days=6)),
        Moving.THIS_MONTH: (month, today.replace(day=monthrange(today.year, today.month)[1])),
        Moving.LAST_MONTH: (before.replace(day=1), before),
        Moving.THIS_QUARTER: (quarter, date(today.year, end, monthrange(today.year, end)[1])),
        Moving.THIS_YEAR: (date(today.year, 1, 1), date(today.year, 12, 31)),
        Moving.LAST_YEAR: (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
        Moving.PAST_30: (today - _MONTH, today),
        Moving.NEXT_30: (today, today + _MONTH),
    }[moving]


@dataclass(frozen=True)
class Span:
    """Days from one to another, both included; either may be open. `moving` takes the place of both."""

    since: date | None = None
    until: date | None = None
    moving: Moving | None = None

    def __bool__(self) -> bool:
        return self != Span()

    def bounds(self, today: date) -> tuple[date | None, date | None]:
        """The first and the last day that are meant today."""
        return _bounds(self.moving, today) if self.moving else (self.since, self.until)

    @property
    def words(self) -> str:
        """The span as a chip says it: 本月, 2026年3月1日以后."""
        if self.moving:
            return self.moving.label
        if self.since and self.until:
            first = chinese_date(self.since)
            return first if self.since == self.until else f"{first}至{chinese_date(self.until)}"
        if self.since:
            return f"{chinese_date(self.since)}以后"
        return f"{chinese_date(self.until)}以前" if self.until else ""


ANY = Span()


@dataclass(frozen=True)
class CaseFilter:
    """What a list should show; the default shows all, the newest number first.

    `within` means open cases with at most so many working days left; `duty` are words of what is still to be done;
    `handler` and `unit` are whole names. None for a yes-or-no condition asks for neither.
    """

    text: str = ""
    statuses: frozenset[Status] = frozenset()
    only_open: bool = False
    consulting: bool = False
    overdue: bool = False
    within: int | None = None
    year: int | None = None
    channels: frozenset[Channel] = frozenset()
    handler: str = ""
    number: str = ""
    applicant: str = ""
    applicant_kinds: frozenset[ApplicantKind] = frozenset()
    wanted: str = ""
    kind: CaseKind | None = None
    unit: str = ""
    results: frozenset[str] = frozenset()
    received: Span = ANY
    due: Span = ANY
    replied: Span = ANY
    finished: Span = ANY
    next_on: Span = ANY
    duty: str = ""
    late: bool | None = None
    extended: bool | None = None
    corrected: bool | None = None
    fee: bool | None = None
    imported: bool | None = None
    chosen: Chosen | None = None
    order: Order = Order.NUMBER
    descending: bool = True

    @property
    def narrowing(self) -> CaseFilter:
        """The conditions without the order."""
        return replace(self, order=Order.NUMBER, descending=True)

    def without(self, *names: str) -> CaseFilter:
        """The same with these conditions taken off."""
        nothing: dict[str, Any] = {one.name: one.default for one in fields(self) if one.name in names}
        return replace(self, **nothing)

    def cleared(self) -> CaseFilter:
        """No condition at all; the order stays."""
        return CaseFilter(order=self.order, descending=self.descending)
