"""Which copies of the database stay (备份的留存): dense at first, sparse further back, a year's end for good."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

DAYS, WEEKS, MONTHS = 12, 10, 9
"""A copy a day for the last days, then one a week, then one a month; as Anki keeps them by default."""

TODAY = 24
"""So many copies of today stay, which at one every half hour is a working day and more."""

GUARDED_DAYS = 31
"""What was made before an upgrade or an import stays so long: that it went wrong may show late."""


@dataclass(frozen=True)
class Stamp:
    """A copy as far as keeping it matters: its name, when it was made (Beijing), whether proven, whether guarded."""

    name: str
    made: datetime
    proven: bool = True
    guarded: bool = False


def kept(copies: Iterable[Stamp], today: date) -> frozenset[str]:
    """The names of the copies that stay; the newest proven one is always among them."""
    newest_first = sorted(copies, key=lambda copy: (copy.made, copy.name), reverse=True)
    proven = [copy for copy in newest_first if copy.proven]
    names = {copy.name for copy in proven[:1]}
    names |= {copy.name for copy in newest_first if _guarded(copy, today)}
    names |= {copy.name for copy in [one for one in newest_first if one.made.date() >= today][:TODAY]}
    for count, period in ((DAYS, _day), (WEEKS, _week), (MONTHS, _month)):
        names |= set(_last_of_each(proven, period, names, count))
    return frozenset(names | set(_last_of_each(proven, _year, names, len(proven))))


def _guarded(copy: Stamp, today: date) -> bool:
    return copy.guarded and today - copy.made.date() <= timedelta(GUARDED_DAYS)


def _last_of_each(
    newest_first: Iterable[Stamp], period: Callable[[date], object], names: Collection[str], count: int
) -> list[str]:
    """The last copy of each period, until so many are found that would not stay anyway; days count in any case."""
    seen: set[object] = set()
    found: list[str] = []
    for copy in newest_first:
        which = period(copy.made.date())
        if which in seen or len(found) == count:
            continue
        seen.add(which)
        if period is _day or copy.name not in names:
            found.append(copy.name)
    return found


def _day(day: date) -> object:
    return day


def _week(day: date) -> object:
    return day.isocalendar()[:2]


def _month(day: date) -> object:
    return day.year, day.month


def _year(day: date) -> object:
    return day.year
