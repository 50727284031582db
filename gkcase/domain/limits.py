"""The limits that a single day starts (其他期限): each by its name, with its article."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from gkcase.domain.errors import Refusal
from gkcase.domain.law import Law, Period
from gkcase.domain.workdays import WorkCalendar

LIMITS = (
    "registration",
    "correction_notice",
    "reply",
    "consultation_answer",
    "fee_payment",
    "review_application",
    "suit_direct",
    "suit_after_review",
    "review_defence",
    "review_defence_simplified",
    "suit_defence",
    "drafting",
    "proactive_publication",
    "personal_record_correction",
)
"""The names of all limits, in the order in which they are listed."""


@dataclass(frozen=True)
class Limit:
    """A last day, the day it was counted from, and the article behind it."""

    limit: str
    from_: date
    due: date
    article: str
    provisional: bool

    def document(self) -> dict[str, str | bool]:
        """The limit as plain JSON."""
        return {
            "limit": self.limit,
            "from": self.from_.isoformat(),
            "due": self.due.isoformat(),
            "article": self.article,
            "provisional": self.provisional,
        }


def limit(name: str, from_: date, calendar: WorkCalendar, law: Law, remedies: Mapping[str, Period]) -> Limit:
    """The last day of a limit; the day it runs from is not counted (民法典第二百零一条)."""
    if name not in LIMITS:
        raise Refusal(f"没有名为“{name}”的期限，可用的有：{'、'.join(LIMITS)}", field="limit")
    return limit_of(law.period.get(name) or remedies[name], name, from_, calendar)


def limit_of(period: Period, name: str, from_: date, calendar: WorkCalendar) -> Limit:
    """The last day of a period, whoever set it; a last day off moves to the next working day."""
    calendar.rank(from_)  # refuses a day that lies outside the calendar, whatever the unit
    if period.unit == "workday":
        due = calendar.nth_after(from_, period.days)
        return Limit(name, from_, due, period.basis, calendar.is_provisional(from_, due))
    last = last_day(from_, period)
    due = last if calendar.is_workday(last) else calendar.nth_after(last, 1)
    return Limit(name, from_, due, period.basis, calendar.is_provisional(last, due))


def last_day(from_: date, period: Period) -> date:
    """The last day of a period in calendar days or months, before days off are looked at.

    A month ends on the same day of the month, or where there is none on its last day (民法典第二百零二条).
    """
    if period.unit == "day":
        return from_ + timedelta(days=period.days)
    months = from_.year * 12 + from_.month - 1 + period.days
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(from_.day, monthrange(year, month)[1]))
