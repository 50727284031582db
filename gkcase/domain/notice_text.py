"""The words of a holiday notice taken apart: paragraphs, festivals, dates as written and what is said of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

# Each festival with the names that notices have used, longest first: 五一 must not bite off 五一国际劳动节.
_CALLED = {
    "劳动节": "五一国际劳动节 国际劳动节 劳动节 五一",
    "国庆节": "国庆节 国庆 十一",
    "中秋节": "中秋节 中秋",
    "端午节": "端午节 端午",
    "清明节": "清明节 清明",
    "春节": "春节",
    "元旦": "元旦 新年",
}
ALIASES = {alias: name for name, aliases in _CALLED.items() for alias in aliases.split()}
_ANY = "|".join(ALIASES)
_DIGITS = "0123456789"
_NUMBER = "一二两三四五六七八九十"
_DAY_NAME = "(?:星期|周|礼拜)[一二三四五六日天]"
_UNTIL = "(?:至|到|[-—–―─−~〜]+)"
_AND = "(?:、|和|以及|及|与)"
_ORDINAL = rf"(?:[{_NUMBER}]+、|\([{_NUMBER}\d]+\)、?|\d+[、.])"

# What a copy from a browser, a PDF or a word processor leaves between and around the characters.
_NOISE = re.compile("[\\s\u00ad\u200b-\u200f\u2060\ufeff①-⑳*“”‘’\"'「」]+")
_BRACKETS = str.maketrans("[]【】〔〕", "()()()")
# What is only recommended (2024: 鼓励…安排职工在除夕休息) arranges nothing.
_RECOMMENDED = re.compile("(?:鼓励|倡导|提倡)[^。\n]*")
_HEAD = re.compile(
    rf"(?:(?<=[\n。;:,])|^|(?P<ordinal>{_ORDINAL}))(?:\d{{4}}年)?(?P<names>(?:{_ANY})(?:{_AND}(?:{_ANY}))*)"
    rf"(?:假期|放假|安排|时间)*(?::|(?=(?:\d{{4}}年)?\d+月))"
)
_DATE = re.compile(
    r"(?<!\d)(?:(?P<year>\d{1,9})年)?(?:(?P<month>\d{1,9})月)?(?P<day>\d{1,9})"
    rf"(?:日|(?=(?:{_AND}|{_UNTIL})(?:\d+年)?(?:\d+月)?\d+日))(?P<note>(?:\([^()]*\)|{_DAY_NAME})*)"
)
# 星期六、星期日 and 星期六、日, but not 周六、三月三
_DAY_NAMES = re.compile("(?:星期|周|礼拜)([一二三四五六日天](?:、[一二三四五六日天](?=[、)]))*)")
# Without headings a sentence of its own arranges the next festival: 1月1日放假。4月5日放假。
_BREAK = re.compile(f"\n|。(?={_DATE.pattern}[^。]*放假)")
_SPEAKS = re.compile("放假|上班|公休|补休|调休|法定|调至|休息")
_COUNT = re.compile(rf"(?:共|计|有|合|总|放假|公休|调休|连休|休息|休假|为期)+(?P<n>\d{{1,9}}|[{_NUMBER}]+)天")
_PROLONGED = re.compile(f"延长[^。;\n]*{_UNTIL}$")


class Said(Enum):
    """What a notice says of the dates that it names."""

    OFF = auto()  # 放假
    NAMED = auto()  # 为法定节假日, 照常公休: a word about days that are off already
    WORK = auto()  # 上班
    RESUMED = auto()  # 起正常上班: only says that the holiday is over
    MOVED = auto()  # 公休日调至
    TARGET = auto()  # …the days to which they are moved
    PROLONGED = auto()  # 延长假期至
    NOTHING = auto()


_MOVED = re.compile(
    rf",?(?:(?P<n>[{_NUMBER}\d]+)个)?(?:公休日|休息日|双休日|周末)?(?P<and>及(?:{_ANY}))?"
    "(?:分别|依次|各)?(?:调整|调换|调休|调|移|挪|改)(?:至|到)"
)
_SAID = (
    (Said.RESUMED, re.compile("起,?(?:恢复|正常|照常|开始)*(?:上班|工作)")),
    (Said.WORK, re.compile(",?(?:[均都各要应须仍请需为是补]|照常|正常|恢复|调休|继续)*(?:上班|补班|工作)")),
    (Said.MOVED, _MOVED),
    (
        Said.OFF,
        re.compile(r",?(?:[均都各也将共]|全体|期间|统一|安排|\d+天)*(?:放假|补休|补假|调休|连休|休息|休假)"),
    ),
    (Said.NAMED, re.compile(f",?(?:[均都为是系属的]|照常|正常|国家|{_ANY})*(?:法定|公休)")),
)


@dataclass(frozen=True)
class Moment:
    """A date as it is written: the year and the month may be left out; `at` is its place in the text."""

    year: int | None
    month: int | None
    day: int
    weekdays: str
    at: int


@dataclass(frozen=True)
class Stretch:
    """One date, or a range with both ends."""

    first: Moment
    last: Moment | None


@dataclass(frozen=True)
class Phrase:
    """Some dates, what is said of them, and the words up to the next dates."""

    said: Said
    stretches: tuple[Stretch, ...]
    before: str
    after: str
    words: str

    @property
    def at(self) -> int:
        """Where the phrase begins."""
        return self.stretches[0].first.at

    @property
    def arranges(self) -> bool:
        """Whether it is about holidays at all: 新华社11月4日电 is not, a date with its weekday may be."""
        return self.said not in (Said.NOTHING, Said.RESUMED) or any(
            each.first.year is None and each.first.weekdays for each in self.stretches
        )

    @property
    def is_aside(self) -> bool:
        """Whether it only mentions full dates: 国务院办公厅2025年11月4日 at the foot."""
        return self.said is Said.NOTHING and all(each.first.year for each in self.stretches)

    @property
    def moved(self) -> tuple[int, int]:
        """How many rest days 两个公休日调至 says are moved (0: does not say), and how many festivals with them."""
        found = _MOVED.match(self.after)
        if found is None:
            raise AssertionError(self.after)
        return parse_number(found["n"] or "0"), int(found["and"] is not None)

    @property
    def only_resumes(self) -> bool:
        """Whether 正常上班 is said, which on a weekday arranges nothing."""
        return re.match(",?(?:正常|恢复)", self.after) is not None

    @property
    def only_shifts(self) -> bool:
        """Whether 调休 stands alone: a day off on a weekday, but on a weekend nobody can tell."""
        return re.match(",?[补调]休(?!放假)", self.after) is not None

    def counts(self) -> Iterator[int]:
        """Each number of days that is claimed here: 放假1天, 共7天."""
        for found in _COUNT.finditer(self.words):
            yield parse_number(found["n"])


@dataclass(frozen=True)
class Section:
    """What belongs to one festival; without a heading the festival is not named."""

    festival: str
    start: int
    stop: int


class Flow:
    """The text without blanks, wrapped lines joined, each character knowing the line from which it came."""

    def __init__(self, text: str) -> None:
        """Join what belongs together; a line break stays where a sentence ends or a festival begins."""
        self._source = text.splitlines()
        self._lines: list[int] = []
        parts: list[str] = []
        before = ""
        for number, raw in enumerate(self._source, 1):
            line = unicodedata.normalize("NFKC", _NOISE.sub("", raw)).translate(_BRACKETS)
            if not line:
                continue
            part = "\n" + line if _breaks(before, line) else line
            parts.append(part)
            self._lines += [number] * len(part)
            before = line
        self.text = _RECOMMENDED.sub(lambda found: "…" * len(found[0]), "".join(parts))

    def line(self, at: int) -> int:
        """The number of the line, from 1."""
        return self._lines[at]

    def words(self, at: int) -> str:
        """The line as it was given, or of a long line the sentence."""
        line = self._source[self.line(at) - 1].strip()
        if len(line) <= 60:
            return line
        start = max(self.text.rfind(mark, 0, at) for mark in "。\n") + 1
        sentence = re.split("[。\n]", self.text[start:])[0]
        return sentence if len(sentence) <= 60 else sentence[:59] + "…"

    def title_years(self) -> dict[int, int]:
        """The years of which the titles speak (关于2026年部分节假日安排的通知), and where."""
        titles = re.finditer(rf"(?<!\d)(\d{{4}})年(?:部分节假日|{_ANY})", self.text)
        return {int(found[1]): found.start() for found in titles}

    def sections(self) -> Iterator[Section]:
        """Cut the text into what is said about each festival; the rest (greetings, navigation) is left out."""
        heads = {found.start(): found for found in _HEAD.finditer(self.text)}
        breaks = {found.end() for found in _BREAK.finditer(self.text)}
        open_: Section | None = None
        for start, stop in pairwise(sorted({0, len(self.text)} | heads.keys() | breaks)):
            piece = self.text[start:stop]
            if open_ and start not in heads and _continues(piece, headed=bool(open_.festival)):
                open_ = Section(open_.festival, open_.start, stop)
                continue
            if open_:
                yield open_
            if found := heads.get(start):
                open_ = Section(festivals_in(found["names"]), found.end(), stop)
            else:
                open_ = Section("", start, stop) if _DATE.search(piece) else None
        if open_:
            yield open_

    def phrases(self, section: Section) -> tuple[Phrase, ...]:
        """The dates of a section in groups, each with what is said of it."""
        groups = list(self._groups(section))
        found: list[Phrase] = []
        end = section.start
        held: tuple[Stretch, ...] = ()
        for (stretches, stop), (following, _) in pairwise([*groups, ((), section.stop)]):
            upto = following[0].first.at if following else section.stop
            before, after = self.text[end : stretches[0].first.at], self.text[stop:upto]
            said = _said(found[-1] if found and not held else None, before, after)
            end = stop
            if said is Said.NOTHING and after in ("", ",") and following:
                held += stretches  # 9月28日，10月11日上班: one predicate for both
                continue
            found.append(
                Phrase(said, held + stretches, before, after, self.text[stretches[0].first.at : upto])
            )
            held = ()
        return tuple(found)

    def _groups(self, section: Section) -> Iterator[tuple[tuple[Stretch, ...], int]]:
        """Dates that stand together (、 和 至), each group with the place where it ends."""
        at = section.start
        while found := _DATE.search(self.text, at, section.stop):
            stretches: list[Stretch] = []
            while found:
                first, last, at = _moment(found), None, found.end()
                if (end := re.compile(_UNTIL).match(self.text, at)) and (
                    found := _DATE.match(self.text, end.end(), section.stop)
                ):
                    last, at = _moment(found), found.end()
                stretches.append(Stretch(first, last))
                link = re.compile(_AND).match(self.text, at)
                found = _DATE.match(self.text, link.end(), section.stop) if link else None
            yield tuple(stretches), at


def parse_number(text: str) -> int:
    """Read 7, 七 or 十一."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    value = {char: number for number, char in enumerate("一二三四五六七八九", 1)} | {"两": 2, "": 0}
    return (value.get(tens, 0) or 1) * 10 * bool(ten) + value.get(ones, 0)


def festivals_in(text: str) -> str:
    """The festivals that a text names, by their proper names: 国庆节、中秋节."""
    return "、".join(dict.fromkeys(ALIASES[name] for name in re.findall(_ANY, text)))


def _breaks(before: str, line: str) -> bool:
    """Whether a new line is a new paragraph and not a wrapped one."""
    if not before or before[-1] in "。;:!?":
        return bool(before)
    heads = _HEAD.match(line) and not re.search(f"{_AND}$", before)
    left = len(before) - len(before.rstrip(_DIGITS))
    rest = line.lstrip(_DIGITS)
    right = len(line) - len(rest)
    # 9月2|7日 and 20|18年 go on in the next line; other figures that would meet are two numbers.
    apart = left and right and left + right > 2 and not (left + right == 4 and rest.startswith("年"))
    return bool(heads or apart)


def _continues(piece: str, *, headed: bool) -> bool:
    """Whether a paragraph goes on about the festival before it (其中，…为法定节假日; …上班)."""
    if "延长" in piece or not _DATE.search(piece):
        return False
    return piece.startswith("其中") or bool(_SPEAKS.search(piece) and (headed or "放假" not in piece))


def _moment(found: re.Match[str]) -> Moment:
    year, month = (int(found[part]) if found[part] else None for part in ("year", "month"))
    named = "".join(_DAY_NAMES.findall(found["note"]))
    weekdays = named.replace("、", "").replace("天", "日")
    return Moment(year, month, int(found["day"]), weekdays, found.start())


def _said(previous: Phrase | None, before: str, after: str) -> Said:
    if previous and previous.said is Said.MOVED:
        return Said.TARGET
    if _PROLONGED.search(before):
        return Said.PROLONGED
    return next((said for said, words in _SAID if words.match(after)), Said.NOTHING)
