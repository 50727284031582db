"""One festival of a holiday notice: which days it gives, checked against its own weekdays and counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

from gkcase.domain.notice_text import Flow, Moment, Phrase, Said, Section, festivals_in
from gkcase.domain.terms import WEEKDAYS, chinese_date, weekday
from gkcase.domain.workdays import belongs

SATURDAY = 5
_BESIDE_WEEKEND = {4, 5, 6, 0}  # Friday to Monday


class Say(Protocol):
    """Notes a problem at a place of the text."""

    def __call__(self, at: int, reason: str, /) -> None:
        """Note it, once."""


@dataclass
class Leaf:
    """What one section says, while it is read."""

    name: str
    at: int
    off: set[date] = field(default_factory=set)
    named: list[tuple[date, int]] = field(default_factory=list)
    work: dict[date, int] = field(default_factory=dict)
    moved: list[tuple[date, int]] = field(default_factory=list)
    moving: int = 0  # how many days the next phrase must name (调至)
    counts: list[tuple[int, int, int]] = field(default_factory=list)
    month: tuple[int, int] | None = None
    within: bool = False  # after 其中 days are only told apart
    later: list[tuple[str, date, int]] = field(default_factory=list)  # festivals prolonged, their new end

    def first_of(self, day: int) -> tuple[int, int] | None:
        """The year and month of a bare 29日: of a day off if it is one, else of the date before."""
        return next(((each.year, each.month) for each in sorted(self.off) if each.day == day), self.month)


def read_section(flow: Flow, section: Section, year: int, say: Say) -> Leaf | None:
    """Read one section; none when its dates arrange nothing (the date of issue, a greeting)."""
    phrases = flow.phrases(section)
    if not section.festival and not any(each.arranges for each in phrases):
        return None
    leaf = Leaf(section.festival, section.start - bool(section.festival))
    reader = _SectionReader(leaf, year, say)
    for phrase in phrases:
        if phrase.is_aside:
            continue
        leaf.within |= "其中" in phrase.before
        reader.read(phrase)
    reader.settle()
    return leaf


def short(day: date) -> str:
    """Write a day as the notice writes it: 1月28日."""
    return f"{day.month}月{day.day}日"


class _SectionReader:
    """Writes the phrases of a section into its leaf, and says what disagrees."""

    def __init__(self, leaf: Leaf, year: int, say: Say) -> None:
        self.leaf, self.year, self.say = leaf, year, say

    def read(self, phrase: Phrase) -> None:
        days = self._days(phrase)
        at, length = phrase.at, 0
        match phrase.said:
            case Said.OFF:
                length = len(days)
                self._rest(phrase, days)
            case Said.NAMED:
                self.leaf.named += [(day, at) for day in days]
            case Said.WORK:
                self._works(phrase, days)
            case Said.MOVED:
                self._moves(phrase, days)
            case Said.TARGET:
                self.leaf.named += [(day, at) for day in days]
                if len(days) != self.leaf.moving:
                    self.say(at, f"调出{self.leaf.moving}天，调入{len(days)}天，对不上")
            case Said.PROLONGED if days:
                self.leaf.later.append((festivals_in(phrase.before) or self.leaf.name, days[-1], at))
            case Said.NOTHING:
                self.say(at, "看不出这里的日期是放假还是上班")
        self.leaf.counts += [(count, length, at) for count in phrase.counts()]

    def _rest(self, phrase: Phrase, days: list[date]) -> None:
        if self.leaf.within:
            self.leaf.named += [(day, phrase.at) for day in days]
            return
        for day in days:
            if day in self.leaf.off:
                self.say(phrase.at, f"{short(day)}放假写了两次")
            if day.weekday() >= SATURDAY and phrase.only_shifts:
                self.say(phrase.at, f"{short(day)}是{weekday(day)}，看不出调休是放假还是上班")
        self.leaf.off.update(days)
        if "周末连休" in phrase.after and not any(day.weekday() in _BESIDE_WEEKEND for day in days):
            self.say(phrase.at, "放假日期不挨着周末，不能与周末连休")

    def _works(self, phrase: Phrase, days: list[date]) -> None:
        for day in days:
            if day.weekday() < SATURDAY and day not in self.leaf.off and phrase.only_resumes:
                continue  # 10月8日（星期四）正常上班: an ordinary working day
            if day in self.leaf.work:
                self.say(phrase.at, f"{short(day)}上班写了两次")
            self.leaf.work[day] = phrase.at

    def _moves(self, phrase: Phrase, days: list[date]) -> None:
        claimed, festivals = phrase.moved
        self.leaf.moving = len(days) + festivals
        self.leaf.moved += [(day, phrase.at) for day in days]
        if claimed not in (0, len(days)):
            self.say(phrase.at, f"写的是{claimed}个公休日，列出来是{len(days)}个")
        for day in days:
            if day.weekday() < SATURDAY:
                self.say(phrase.at, f"{short(day)}是{weekday(day)}，没有公休日可调")

    def settle(self) -> None:
        """Bring together what the section says of its days, and compare it with the days that it counts."""
        ranged = bool(self.leaf.off)
        for day, at in self.leaf.named:
            if ranged and day not in self.leaf.off:
                self.say(at, f"{short(day)}不在本节放假日期之内")
            self.leaf.off.add(day)
        for day, at in self.leaf.moved:
            if day not in self.leaf.off:
                self.leaf.work.setdefault(day, at)
        for count, length, at in self.leaf.counts:
            if count not in (length, len(self.leaf.off)):
                self.say(at, f"写的是{count}天，数出来是{length or len(self.leaf.off)}天")

    def _days(self, phrase: Phrase) -> list[date]:
        """The days of a phrase; one that does not exist or cannot be meant is a problem and left out."""
        moments: list[tuple[Moment, date | None]] = []
        days: list[date] = []
        for stretch in phrase.stretches:
            first = self._day(stretch.first, alone=not moments)
            moments.append((stretch.first, first))
            last = first
            if stretch.last:
                last = self._day(stretch.last, alone=False)
                moments.append((stretch.last, last))
            if first and last:
                if last < first:
                    self.say(stretch.first.at, f"{short(last)}早于{short(first)}，起止日期倒了")
                span = (last - first).days + 1
                days += [first + timedelta(index) for index in range(span)]
        self._weekdays(moments)
        return days

    def _day(self, moment: Moment, *, alone: bool) -> date | None:
        """The day that is meant: what is left out comes from the date before, December is that before the year."""
        year, month = moment.year, moment.month
        if month is None:
            known = self.leaf.first_of(moment.day) if alone else self.leaf.month
            if known is None:
                self.say(moment.at, f"{moment.day}日没有写月份")
                return None
            year, month = known
        elif year is None:
            year = self.year - (month == 12)
        try:
            day = date(year, month, moment.day)
        except (ValueError, OverflowError):
            self.say(moment.at, f"没有{year}年{month}月{moment.day}日这一天")
            return None
        self.leaf.month = (year, month)
        if not belongs(day, self.year):
            self.say(moment.at, f"{chinese_date(day)}不属于{self.year}年的安排")
            return None
        return day

    def _weekdays(self, moments: list[tuple[Moment, date | None]]) -> None:
        """Compare each weekday in brackets; several in one bracket belong to the dates just before it."""
        for index, (moment, _) in enumerate(moments):
            spoken = moment.weekdays
            if len(spoken) > index + 1:
                self.say(moment.at, "括号里的星期比日期多")
                continue
            for (_, day), name in zip(moments[index + 1 - len(spoken) : index + 1], spoken, strict=True):
                if day and WEEKDAYS[day.weekday()] != name:
                    self.say(moment.at, f"{short(day)}是{weekday(day)}，不是周{name}")
