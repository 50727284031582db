"""Working days (工作日): published arrangements, make-up days (调休), own days, provisional years."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from threading import Lock
from typing import Self

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.terms import chinese_date, weekday

BASE_DAY = date(2019, 1, 1)  # the year in which the present regulation came into force
LAST_YEAR = 2100  # the package holidays knows the lunar calendar up to here
FESTIVALS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
MAKE_UP = "调休上班"

_BASE = BASE_DAY.toordinal()
_FRIDAY = 4


@dataclass(frozen=True)
class Arrangement:
    """The holidays of one year as the State Council's notice fixes them (部分节假日安排的通知).

    `off` and `work` name the festival to which a day off or a make-up day belongs; some of these days lie in
    the December before.
    """

    year: int
    number: str
    dated: date | None
    off: Mapping[date, str]
    work: Mapping[date, str]

    def __post_init__(self) -> None:
        for day in sorted(self.off.keys() & self.work.keys()):
            raise Refusal(f"{self.year}年放假安排中，{chinese_date(day)}既放假又上班，请核对。")
        for day in sorted(self.off.keys() | self.work.keys()):
            if not belongs(day, self.year):
                raise Refusal(f"{self.year}年放假安排中出现{chinese_date(day)}，不属于该年，请核对。")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a file of resources/calendar; a span a/b includes both ends."""
        try:
            data = tomllib.loads(text)
            off, work = (
                {
                    day: str(festival["name"])
                    for festival in data["festival"]
                    for span in festival[side]
                    for day in days_of(span)
                }
                for side in ("off", "work")
            )
            return cls(int(data["year"]), str(data["number"]), data.get("dated"), off, work)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Trouble(f"放假安排的数据文件有误（{error}），请重新安装本程序或恢复该文件。") from error


@dataclass(frozen=True)
class OfficeDay:
    """A day on which this office works or rests against the arrangement (本机关自定，放假办法第四条)."""

    day: date
    works: bool
    name: str


class WorkCalendar:
    """Which days count, answered in constant time from two tables that only ever grow at their end.

    `_rank_of` gives each day since BASE_DAY the number of working days up to it, `_days[k]` is the k-th
    working day. Whatever a reader finds in them is final, so that only growing needs the lock.
    """

    def __init__(
        self,
        arrangements: Iterable[Arrangement],
        office_days: Iterable[OfficeDay] = (),
        statutory: Mapping[int, Mapping[date, str]] | None = None,
    ) -> None:
        """Take the published years, of which a later one replaces an earlier one of the same year.

        `statutory` holds the statutory days of coming years, so that not every start needs the package `holidays`.
        """
        self._statutory = statutory or {}
        by_year = {each.year: each for each in arrangements}
        self._arrangements = tuple(by_year[year] for year in sorted(by_year))
        self._office_days = {each.day: each for each in office_days}
        self._off: dict[date, str] = {}
        self._work: dict[date, str] = {}
        for each in self._arrangements:
            # A notice speaks last about the December before it.
            self._off = {day: name for day, name in self._off.items() if day not in each.work} | dict(
                each.off
            )
            self._work = {day: name for day, name in self._work.items() if day not in each.off} | dict(
                each.work
            )
        self._published = frozenset(by_year)
        self._days: list[date] = [date.min]  # ranks count from 1
        self._rank_of: dict[date, int] = {}
        self._next_year = BASE_DAY.year
        self._lock = Lock()
        self.last_published: int = max(by_year, default=BASE_DAY.year - 1)
        self.fingerprint: str = self._hash()

    def is_workday(self, day: date) -> bool:
        """Whether the office works on this day (工作日)."""
        return self._days[self.rank(day)].toordinal() == day.toordinal()

    def nth_after(self, day: date, n: int) -> date:
        """The n-th working day after a day, which itself is never counted (第33条，自次日起算)."""
        if n < 1:
            raise ValueError("n counts from 1")
        try:
            return self._days[self._rank_of[day] + n]
        except LookupError:
            return self.at_rank(self.rank(day) + n)

    def nth_before(self, day: date, n: int = 1) -> date:
        """The n-th working day before a day, which itself is never counted; for warnings ahead of time."""
        if n < 1:
            raise ValueError("n counts from 1")
        return self.at_rank(self.rank(day) + (not self.is_workday(day)) - n)

    def rank(self, day: date) -> int:
        """How many working days lie between the base day and this day, both included."""
        try:
            return self._rank_of[day]
        except KeyError:
            ordinal = day.toordinal()
            if ordinal < _BASE:
                raise _before_base(day) from None
            while len(self._rank_of) <= ordinal - _BASE:
                self._grow(len(self._rank_of))
            return self._rank_of[date.fromordinal(ordinal)]

    def at_rank(self, rank: int) -> date:
        """The working day with this rank."""
        if rank < 1:
            raise _before_base(BASE_DAY - timedelta(days=1))
        while len(self._days) <= rank:
            self._grow(len(self._rank_of))
        return self._days[rank]

    def count(self, after: date, until: date) -> int:
        """How many working days lie in (after, until]; negative when `until` is the earlier day."""
        return self.rank(until) - self.rank(after)

    def name_of(self, day: date) -> str:
        """Why a day is off or made up: 国庆节, 周六, 调休上班, own words; empty for an ordinary day."""
        self.rank(day)  # the statutory days of a year without a notice come when it is first touched
        if own := self._office_days.get(day):
            return own.name or ("本机关上班" if own.works else "本机关休息")
        if day in self._work:
            return MAKE_UP
        return self._off.get(day) or (weekday(day) if day.weekday() > _FRIDAY else "")

    def is_published(self, year: int) -> bool:
        """Whether the State Council's notice for this year is known."""
        return year in self._published

    def is_provisional(self, since: date, until: date) -> bool:
        """Whether a count between two days touches a year without a notice (暂定)."""
        first, last = sorted((since.year, until.year))
        return not self._published.issuperset(range(first, last + 1))

    def _grow(self, reached: int) -> None:
        """Add one year, unless another thread did so since `reached` days were there."""
        with self._lock:
            if len(self._rank_of) > reached:
                return
            year = self._next_year
            if year > LAST_YEAR:
                raise Refusal(f"工作日只能推算到{LAST_YEAR}年底，请核对日期或天数。")
            if not self.is_published(year):
                known = self._statutory.get(year)
                for day, name in _statutory(year) if known is None else known.items():
                    self._off.setdefault(day, name)
            days, rank_of = self._reckon(year)
            # Days before ranks: a rank that can be read always has its day.
            self._days.extend(days)
            self._rank_of.update(rank_of)
            self._next_year += 1

    def _reckon(self, year: int) -> tuple[list[date], dict[date, int]]:
        """The working days of a year and the rank of each of its days."""
        days: list[date] = []
        rank_of: dict[date, int] = {}
        before = len(self._days) - 1
        for day in _between(date(year, 1, 1), date(year, 12, 31)):
            if self._works(day):
                days.append(day)
            rank_of[day] = before + len(days)
        return days, rank_of

    def _works(self, day: date) -> bool:
        if own := self._office_days.get(day):
            return own.works
        return day in self._work or (day not in self._off and day.weekday() <= _FRIDAY)

    def _hash(self) -> str:
        """A short hash of everything given: a stored due date tells by it how it was reckoned."""
        lines: list[str] = []
        for each in self._arrangements:
            # A year with no day at all is still a published one.
            lines.append(f"{each.year} {each.number} {each.dated}")
            for side, days in (("off", each.off), ("work", each.work)):
                lines += [f"{each.year} {side} {day} {name}" for day, name in sorted(days.items())]
        lines += [f"{day} {own.works} {own.name}" for day, own in sorted(self._office_days.items())]
        return sha256("\n".join(lines).encode()).hexdigest()[:16]


def load_arrangements(texts: Iterable[str]) -> tuple[Arrangement, ...]:
    """Read the published arrangements from the texts of resources/calendar, ordered by year."""
    return tuple(sorted(map(Arrangement.parse, texts), key=lambda each: each.year))


def load_statutory(text: str) -> dict[int, dict[date, str]]:
    """Read the statutory days of coming years (放假办法第二条) from resources/law/statutory_days.toml."""
    try:
        return {int(year): _named_days(names) for year, names in tomllib.loads(text).items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise Trouble(f"法定节日的数据文件有误（{error}），请重新安装本程序或恢复该文件。") from error


def _named_days(names: Mapping[str, Iterable[str]]) -> dict[date, str]:
    return {day: name for name, spans in names.items() for span in spans for day in days_of(span)}


def belongs(day: date, year: int) -> bool:
    """Whether a year's notice may speak of a day: one of that year or of the December before."""
    return day.year == year or (day.year, day.month) == (year - 1, 12)


def days_of(span: str) -> Iterator[date]:
    """The days of 2026-01-01 or of 2026-01-01/2026-01-03, both ends included."""
    first, _, last = span.partition("/")
    return _between(date.fromisoformat(first), date.fromisoformat(last or first))


def _between(first: date, last: date) -> Iterator[date]:
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


def _before_base(day: date) -> Refusal:
    return Refusal(
        f"{chinese_date(day)}早于工作日历的起点{chinese_date(BASE_DAY)}，无法计算工作日，请核对日期。",
        "《政府信息公开条例》（2019年修订）",
    )


def _statutory(year: int) -> Iterator[tuple[date, str]]:
    """The statutory days of a year without a notice (放假办法第二条): nothing shifted, nothing made up."""
    from holidays import country_holidays  # 40 ms and 19 MiB that most days do not need

    published = country_holidays("CN", years=year, observed=False, language="zh_CN")
    for day in published:
        # Its own reading of a notice (休息日…, 补假) is left out: only the notice itself decides.
        plain = {
            name.removesuffix("（推定）").replace("农历除夕", "春节") for name in published.get_list(day)
        }
        if known := [name for name in FESTIVALS if name in plain]:
            yield day, "、".join(known)
