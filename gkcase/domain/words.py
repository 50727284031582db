"""Text and days as people type and paste them: taken exactly, or refused with the place that is wrong."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from gkcase.domain.errors import Refusal

LONGEST_LINE, LONGEST_TEXT = 500, 100_000

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100

# Between the parts of a name only U+00B7 is right (民委发〔2016〕33号); keyboards offer its look-alikes.
_DOTS = str.maketrans(dict.fromkeys("・•‧", "·"))
# Trimmed at both ends; everything else that Python calls white space is a control character here.
_EDGE = " \t\r\n\u00a0\u3000\ufeff"
_BIDI = "\u202a-\u202e\u2066-\u2069"
# Lone surrogates and the two non-characters make python-docx and the databases fail, or cut the text.
_BROKEN = "\x7f-\x9f\ud800-\udfff\ufffe\uffff"
_BAD_IN_LINE = re.compile(f"[\x00-\x1f{_BROKEN}{_BIDI}]")
_BAD_IN_LINES = re.compile(f"[\x00-\x08\x0b-\x1f{_BROKEN}]")
_TURNS = re.compile(f"[{_BIDI}]")
_NEVER_STORED = re.compile("[\x00\ud800-\udfff]")


def clean_text(
    text: str, where: str, *, lines: bool = False, longest: int | None = None, field: str = ""
) -> str:
    """The text as it is stored: NFC, edges trimmed, otherwise exact; what no file can carry is refused.

    `where` is the Chinese name of the input for the message, `field` its name for the form. With `lines` it is
    a body of text that may hold line breaks, tabs and bullets; without, a name or another single line.
    """
    if lines:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lead = len(text) - len(text.lstrip(_EDGE))
    text = text.strip(_EDGE)
    if bad := (_BAD_IN_LINES if lines else _BAD_IN_LINE).search(text):
        place = lead + bad.start() + 1
        raise Refusal(f"“{where}”第{place}个字符{_problem(bad[0])}，请删除后重新输入", field=field)
    # NFC and not NFKC, which would exchange hanzi in names.
    text = unicodedata.normalize("NFC", text if lines else text.translate(_DOTS))
    longest = longest or (LONGEST_TEXT if lines else LONGEST_LINE)
    if len(text) > longest:
        raise Refusal(f"“{where}”最多{longest}个字符，现有{len(text)}个，请缩短", field=field)
    return text


def sought(text: str) -> str:
    """What somebody looks for, as a database can be asked for it (F13): U+FFFD for signs that none can hold."""
    return _NEVER_STORED.sub("\ufffd", text)


MOST_QUOTED = 20
"""So many characters of what somebody typed are said again: a sentence is to fit into the window."""


def quoted(text: str) -> str:
    """What somebody typed, in quotation marks, cut to its beginning where it is long."""
    words = " ".join(text.split())
    return f"“{words}”" if len(words) <= MOST_QUOTED else f"“{words[:MOST_QUOTED]}…”"


def same_name(one: str, other: str) -> bool:
    """Whether two names are of one person, however they are spaced; an empty one is nobody's."""
    first, second = ("".join(unicodedata.normalize("NFC", name).split()) for name in (one, other))
    return bool(first) and first == second


def _problem(sign: str) -> str:
    if sign == "\n":
        return "是换行"
    code = f"（U+{ord(sign):04X}）"
    if unicodedata.category(sign) == "Cc":
        return f"是控制字符{code}"
    return f"是改变书写方向的控制符{code}" if _TURNS.match(sign) else f"不是完整的文字{code}"


def with_marks(text: str) -> str:
    """The text with its invisible direction controls made visible, as screens show a body."""
    return _TURNS.sub(lambda turn: f"⟦U+{ord(turn[0]):04X}⟧", text)


_ONES = "一二三四五六七八九"
_DIGITS = {sign: str(value) for value, sign in enumerate(f"〇{_ONES}")} | {"零": "0", "○": "0"}
_COUNTS = {
    f"{word}{one}": tens * 10 + ones
    for tens, words in enumerate(([""], ["十"], ["二十", "廿"], ["三十", "卅"]))
    for word in words
    for ones, one in enumerate(["", *_ONES])
}
"""Months and days in words: 九, 十二, 二十一 or 廿一, 三十一."""

_CHINESE_DAY = re.compile(f"([〇零○{_ONES}]{{4}})年([十{_ONES}]{{1,2}})月([十廿卅{_ONES}]{{1,3}})[日号]")
_ARABIC_DAY = re.compile(
    r"(\d{4})(?:(?P<sign>[-/.])(\d{1,2})(?P=sign)(\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]|(\d{2})(\d{2}))",
    re.ASCII,
)


def parse_day(text: str, where: str = "日期", *, field: str = "") -> date:
    """Read a day: 2026-3-1, 2026/3/1, 2026.3.1, 2026年3月1日, 二〇二六年三月一日, 20260301."""
    bare = "".join(unicodedata.normalize("NFKC", text).split())
    parts = _arabic(bare) or _chinese(bare)
    if parts is None:
        raise Refusal(f"“{where}”无法识别“{text.strip()}”，请按 2026-3-1 或 2026年3月1日 填写", field=field)
    year, month, day = parts
    spoken = f"{year}年{month}月{day}日"
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise Refusal(f"“{where}”{spoken}的年份不在{EARLIEST_YEAR}至{LATEST_YEAR}之间，请核对", field=field)
    try:
        return date(year, month, day)
    except ValueError:
        raise Refusal(f"“{where}”{spoken}不存在，请核对", field=field) from None


def _arabic(text: str) -> tuple[int, int, int] | None:
    found = _ARABIC_DAY.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups() if part and part.isdigit())
    return year, month, day


def spoken_count(words: str) -> int:
    """A month or a day in words: 廿一 is 21; 0 for what is no number."""
    return _COUNTS.get(words, 0)


def _chinese(text: str) -> tuple[int, int, int] | None:
    found = _CHINESE_DAY.fullmatch(text)
    if not found:
        return None
    year = int("".join(_DIGITS[sign] for sign in found[1]))
    # What is no number, such as 二二, becomes a month or day 0, which does not exist.
    return year, spoken_count(found[2]), spoken_count(found[3])
