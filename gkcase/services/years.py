"""A year of the office's calendar at a glance (日历): the notice in force, how many days are worked, own days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gkcase.domain.workdays import BASE_DAY, LAST_YEAR, Arrangement, OfficeDay, WorkCalendar
from gkcase.services.calendar import arrangement_of, office_days
from gkcase.services.office import Office

FIRST_YEAR = BASE_DAY.year


@dataclass(frozen=True)
class Year:
    """One year with its notice (None: not published yet), its working days and what the office decided itself."""

    year: int
    arrangement: Arrangement | None
    workdays: int
    own: tuple[OfficeDay, ...]
    calendar: WorkCalendar

    @property
    def published(self) -> bool:
        """Whether the State Council's notice is known."""
        return self.arrangement is not None


def year_of(office: Office, year: int) -> Year:
    """Look a year up; one outside of what can be reckoned becomes the nearest that can."""
    year = min(max(year, FIRST_YEAR), LAST_YEAR)
    calendar = office.rules.calendar
    before = calendar.rank(date(year - 1, 12, 31)) if year > FIRST_YEAR else 0
    own = tuple(each for each in office_days(office) if each.day.year == year)
    worked = calendar.rank(date(year, 12, 31)) - before
    return Year(year, arrangement_of(office, year), worked, own, calendar)
