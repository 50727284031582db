"""Reads a day as people type it: 2026-3-1, 2026年3月1日, 3-1, 二〇二六年三月一日, 今天, +20工作日."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import Protocol

from gkcase.domain.errors import Refusal
from gkcase.domain.terms import WEEKDAYS, chinese_date, weekday

SPOKEN_DAYS = {"大前天": -3, "前天": -2, "昨天": -1, "今天": 0, "今日": 0, "明天": 1, "后天": 2}
WAYS = "请写成 2026-3-1、3月1日、今天 或 +20工作日。"
RECENT = timedelta(days=92)
_DIGITS = {**{c: str(n) for n, c in enumerate("〇一二三四五六七八九")}, "零": "0", "○": "0", "两": "2"}
_NUMERAL = "〇零○一二三四五六七八九十"
_WEEKDAY = re.compile(rf"[\s(]*(?:周|星期|礼拜)([{WEEKDAYS}天])\)?$")
_FULL = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SHORT = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_STEPS = re.compile(r"([+-])\s*(\d{1,3})\s*个?\s*(工作日|天|日)?|(\d{1,3})\s*个?\s*(工作日|天|日)\s*(后|前)")


class Counter(Protocol):
    """What counts working days; WorkCalendar does."""

    def nth_after(self, day: date, n: int) -> date:
        """The n-th working day after a day."""

    def nth_before(self, day: date, n: int = 1) -> date:
        """The n-th working day before a day."""


def read_day(text: str, today: date, calendar: Counter, future: bool = True) -> date | None:
    """The day that is meant; None for an empty text; Refusal with a sentence for what cannot be meant.

    A day without a year is the one of this year; where nothing may lie in the future, a day that has not come yet
    is last year's if that was within three months (in January, 12-30 is last December).
    """
    plain = _western(unicodedata.normalize("NFKC", text).strip())
    if not plain:
        return None
    said = _WEEKDAY.search(plain)
    day = _meant(plain[: said.start()] if said else plain, today, calendar, future)
    if said and weekday(day) != f"周{said[1].replace('天', '日')}":
        raise Refusal(f"{chinese_date(day)}是{weekday(day)}，不是周{said[1]}，请核对。")
    if day > today and not future:
        raise Refusal(f"{chinese_date(day)}还没有到，不能登记将来的事。")
    return day


def _meant(plain: str, today: date, calendar: Counter, future: bool) -> date:
    if plain in SPOKEN_DAYS:
        return today + timedelta(days=SPOKEN_DAYS[plain])
    if full := (_FULL.fullmatch(plain) or _COMPACT.fullmatch(plain)):
        return _date(int(full[1]), int(full[2]), int(full[3]))
    if short := _SHORT.fullmatch(plain):
        return _without_year(int(short[1]), int(short[2]), today, future)
    if steps := _STEPS.fullmatch(plain):
        return _stepped(steps, today, calendar)
    raise Refusal(f"看不懂“{plain}”是哪一天，{WAYS}")


def _without_year(month: int, day: int, today: date, future: bool) -> date:
    if (month, day) == (2, 29):  # exists in some years only: the latest that has it, or this year's refusal
        return _date(today.year, month, day)
    found = _date(today.year, month, day)
    if not future and found > today and today - found.replace(year=found.year - 1) <= RECENT:
        return found.replace(year=found.year - 1)
    return found


def _stepped(steps: re.Match[str], today: date, calendar: Counter) -> date:
    back = steps[1] == "-" or steps[6] == "前"
    count = int(steps[2] or steps[4])
    if (steps[3] or steps[5]) in ("天", "日"):
        return today + timedelta(days=-count if back else count)
    if not count:
        return today
    return calendar.nth_before(today, count) if back else calendar.nth_after(today, count)


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Refusal(f"{year}年没有{month}月{day}日，请核对。") from None


def _western(text: str) -> str:
    """Chinese numerals as digits, where the text is a date (二〇二六年三月十五日)."""
    if not re.fullmatch(rf"[{_NUMERAL}\d年月日号\s(){WEEKDAYS}周星期天]+", text) or "月" not in text:
        return text
    head, mark, rest = text.partition("年") if "年" in text else ("", "", text)
    month, _, day = rest.partition("月")
    number = re.match(rf"[{_NUMERAL}\d]+", day)
    if number is None:
        return text
    year = "".join(_DIGITS.get(c, c) for c in head)
    return f"{year}{mark}{_small(month)}月{_small(number[0])}{day[number.end() :]}"


def _small(numeral: str) -> str:
    """A numeral below one hundred: 二十八 is 28, 十 is 10."""
    if "十" not in numeral:
        return "".join(_DIGITS.get(c, c) for c in numeral)
    tens, _, ones = numeral.partition("十")
    return f"{_DIGITS.get(tens, '1')}{_DIGITS.get(ones, '0')}"
