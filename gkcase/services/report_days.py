"""The working days of the year for which cases are made up (示例数据)."""

from __future__ import annotations

from datetime import date, timedelta

from gkcase.domain.workdays import BASE_DAY
from gkcase.services.office import Office


class Days:
    """The working days of a report's year: `first` to `last`, counted from the base day of the calendar.

    Days before the base day of the calendar are the weekdays before it: there is no notice for them any more.
    """

    def __init__(self, office: Office, year: int) -> None:
        self._calendar = office.rules.calendar
        self._today = office.today()
        until = min(date(year, 12, 31), self._today)
        self.first = (
            1 + self._calendar.rank(date(year - 1, 12, 31)) if date(year - 1, 12, 31) >= BASE_DAY else 1
        )
        self.last = self._calendar.rank(until) if until >= BASE_DAY else 0

    def on(self, rank: int) -> date:
        """The working day of that number."""
        if rank > 0:
            return self._calendar.at_rank(rank)
        day, left = BASE_DAY, 1 - rank
        while left:
            day -= timedelta(days=1)
            left -= day.weekday() < 5
        return day

    def over(self, rank: int) -> bool:
        """Whether that day is over, or is today."""
        return self.on(rank) <= self._today

    def counted(self, rank: int) -> bool:
        """Whether the calendar knows it."""
        return rank > 0
