"""Reads the State Council's notice of a year's holidays and checks its words against themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from gkcase.domain.errors import Refusal
from gkcase.domain.notice_section import SATURDAY, Leaf, read_section, short
from gkcase.domain.notice_text import Flow, Section
from gkcase.domain.terms import weekday
from gkcase.domain.workdays import FESTIVALS, Arrangement

BASIS = "《全国年节及纪念日放假办法》"
# In which days of the year a festival can fall, for a line that does not name it.
_SEASONS = (
    ("元旦", (1, 1), (1, 1)),
    ("劳动节", (5, 1), (5, 1)),
    ("国庆节", (10, 1), (10, 1)),
    ("春节", (1, 20), (2, 21)),
    ("清明节", (4, 4), (4, 6)),
    ("端午节", (5, 27), (6, 26)),
    ("中秋节", (9, 6), (10, 9)),
)
_UNKNOWN = "节假日"


@dataclass(frozen=True)
class Problem:
    """Where a notice disagrees with itself: the line (0: the whole text), its words and what is wrong."""

    line: int
    words: str
    reason: str

    def __str__(self) -> str:
        return f"第{self.line}行“{self.words}”：{self.reason}" if self.line else self.reason


@dataclass(frozen=True)
class Festival:
    """The days off and the make-up days of one festival."""

    name: str
    off: tuple[date, ...]
    work: tuple[date, ...]


@dataclass(frozen=True)
class Reading:
    """What a notice says, and every point on which it disagrees with itself."""

    year: int
    off: tuple[date, ...]
    work: tuple[date, ...]
    by_festival: tuple[Festival, ...]
    problems: tuple[Problem, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The festivals of the 放假办法 (art. 2) of which the text does not speak: it may be only a part."""
        return tuple(name for name in FESTIVALS if not any(name in each.name for each in self.by_festival))

    def document(self) -> dict[str, object]:
        """What `gkcase calendar read --json` prints."""
        festivals = [
            {"name": each.name, "off": _iso(each.off), "work": _iso(each.work)} for each in self.by_festival
        ]
        return {
            "year": self.year,
            "off": _iso(self.off),
            "work": _iso(self.work),
            "by_festival": festivals,
            "problems": [str(each) for each in self.problems],
        }

    def arrangement(
        self, number: str, dated: date | None = None, earlier: Arrangement | None = None
    ) -> Arrangement:
        """The arrangement to import; festivals of which this notice is silent keep their days of `earlier`."""
        if self.problems:
            raise Refusal(f"通知有{len(self.problems)}处对不上，改正后才能导入：{self.problems[0]}", BASIS)
        off = {day: each.name for each in self.by_festival for day in each.off}
        work = {day: each.name for each in self.by_festival for day in each.work}
        spoken = set("、".join(each.name for each in self.by_festival).split("、"))
        if earlier is not None:
            kept_off, kept_work = (_kept(days, spoken) for days in (earlier.off, earlier.work))
            off = {day: name for day, name in kept_off.items() if day not in work} | off
            work = {day: name for day, name in kept_work.items() if day not in off} | work
        return Arrangement(self.year, number, dated, off, work)


def read_notice(text: str, year: int, earlier: Arrangement | None = None) -> Reading:
    """Read a notice about `year`, the whole page or one line; `earlier` is what a later notice prolongs (2020)."""
    flow = Flow(text)
    reader = _Reader(flow, year, earlier)
    if (titles := flow.title_years()) and year not in titles:
        for spoken, at in titles.items():
            reader.say(at, f"通知写的是{spoken}年，不是{year}年，请核对年份")
    for section in flow.sections():
        reader.read(section)
    return reader.finish()


class _Reader:
    """Collects the sections of one notice, and what disagrees."""

    def __init__(self, flow: Flow, year: int, earlier: Arrangement | None) -> None:
        self.flow, self.year, self.earlier = flow, year, earlier
        self.off: dict[date, tuple[str, int]] = {}
        self.work: dict[date, tuple[str, int]] = {}
        self.headed: dict[str, int] = {}
        self.later: list[tuple[str, date, int]] = []
        self.problems: dict[Problem, None] = {}

    def say(self, at: int, reason: str) -> None:
        """Note a problem at a place of the text, once."""
        self.problems[Problem(self.flow.line(at), self.flow.words(at), reason)] = None

    def read(self, section: Section) -> None:
        """Read one section and lay its days beside those of the others."""
        leaf = read_section(self.flow, section, self.year, self.say)
        if leaf is None:
            return
        self.later += leaf.later
        leaf.name = leaf.name or _season(leaf.off)
        if section.festival:
            self._head(leaf)
        self._enter(leaf)

    def _head(self, leaf: Leaf) -> None:
        if not leaf.off and not leaf.later:
            self.say(leaf.at, f"没有读到{leaf.name}的放假日期")
        for name in leaf.name.split("、"):
            if name in self.headed:
                self.say(leaf.at, f"{name}在第{self.headed[name]}行已经写过")
            self.headed.setdefault(name, self.flow.line(leaf.at))

    def _enter(self, leaf: Leaf) -> None:
        off = dict.fromkeys(sorted(leaf.off), leaf.at)
        for days, known, said in ((off, self.off, "放假"), (leaf.work, self.work, "上班")):
            if again := [day for day in days if day in known]:
                line = self.flow.line(known[again[0]][1])
                self.say(days[again[0]], f"{'、'.join(map(short, again))}{said}在第{line}行已经写过")
            known |= {day: (leaf.name, at) for day, at in days.items()}

    def finish(self) -> Reading:
        """Prolong what is prolonged, check the whole, and hand over."""
        for name, until, at in self.later:
            self._prolong(name, until, at)
        for day, (_, at) in self.work.items():
            if day in self.off:
                line = self.flow.line(self.off[day][1])
                self.say(at, f"{short(day)}又放假（第{line}行）又上班")
            elif day.weekday() < SATURDAY:
                self.say(at, f"{short(day)}是{weekday(day)}，调休上班只能在周末")
        problems = sorted(self.problems, key=lambda each: each.line)
        if not (self.off or self.work or problems):
            problems = [Problem(0, "", "没有读到放假或者上班的日期，请粘贴通知的正文")]
        names = dict.fromkeys(name for name, _ in [*self.off.values(), *self.work.values()])
        festivals = tuple(Festival(name, _of(self.off, name), _of(self.work, name)) for name in names)
        return Reading(
            self.year, tuple(sorted(self.off)), tuple(sorted(self.work)), festivals, tuple(problems)
        )

    def _prolong(self, name: str, until: date, at: int) -> None:
        """Carry a holiday on to its new end, which cancels the make-up days on the way (2020)."""
        if name not in {known for known, _ in self.off.values()} and self.earlier:
            self.off |= {day: (name, at) for day, known in self.earlier.off.items() if known == name}
            self.work |= {day: (name, at) for day, known in self.earlier.work.items() if known == name}
        before = _of(self.off, name)
        if not before:
            self.say(at, f"只写了{name}延长到哪一天，没有原来的放假日期，请把原通知一起粘贴")
        elif until <= before[-1]:
            self.say(at, f"{name}原来就放到{short(before[-1])}，没有延长")
        else:
            for index in range((until - before[-1]).days):
                day = until - timedelta(index)
                self.off[day] = (name, at)
                self.work.pop(day, None)


def _of(days: Mapping[date, tuple[str, int]], name: str) -> tuple[date, ...]:
    return tuple(sorted(day for day, (known, _) in days.items() if known == name))


def _season(off: set[date]) -> str:
    """The festival that falls into these days, when the line does not name it."""
    days = [(day.month, day.day) for day in off]
    return next(
        (name for name, since, until in _SEASONS if any(since <= day <= until for day in days)), _UNKNOWN
    )


def _kept(days: Mapping[date, str], spoken: set[str]) -> dict[date, str]:
    return {day: name for day, name in days.items() if not spoken & set(name.split("、"))}


def _iso(days: Iterable[date]) -> list[str]:
    return [day.isoformat() for day in days]
