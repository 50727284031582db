"""The other limits: the checked examples, and an independent walk over the days."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkcase.domain.errors import Refusal
from gkcase.domain.law import Law, Period, parse_remedies
from gkcase.domain.limits import LIMITS, Limit, last_day, limit
from gkcase.domain.workdays import OfficeDay, WorkCalendar, load_arrangements
from gkcase.paths import RESOURCES

DATA = Path(__file__).parents[1] / "data"
LAW = Law.parse((RESOURCES / "law" / "regulation_2019.toml").read_text("utf-8"))
REMEDIES = parse_remedies((RESOURCES / "law" / "remedies.toml").read_text("utf-8"))
ARRANGEMENTS = load_arrangements(path.read_text("utf-8") for path in (RESOURCES / "calendar").glob("*.toml"))
CALENDAR = WorkCalendar(ARRANGEMENTS)
EXAMPLES = json.loads((DATA / "limits.json").read_text("utf-8"))
ONE_DAY = timedelta(days=1)


def due(name: str, from_: str) -> str:
    return limit(name, date.fromisoformat(from_), CALENDAR, LAW, REMEDIES).due.isoformat()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["id"])
def test_checked_example(example: dict[str, str]) -> None:
    assert due(example["limit"], example["from"]) == example["due"]


@pytest.mark.parametrize(
    ("name", "from_", "last"),
    [
        ("registration", "2026-02-13", "2026-02-14"),  # the next day is a make-up Saturday
        ("registration", "2026-02-14", "2026-02-24"),  # the Spring Festival lies between
        ("correction_notice", "2023-03-01", "2023-03-10"),
        ("reply", "2019-09-30", "2019-11-01"),
        ("drafting", "2026-03-02", "2026-03-23"),
        ("fee_payment", "2026-03-02", "2026-03-30"),
        ("personal_record_correction", "2026-03-02", "2026-03-30"),
        ("suit_direct", "2025-08-31", "2026-02-28"),  # no 31st: the last day, a make-up Saturday
        ("suit_direct", "2025-08-15", "2026-02-24"),  # falls into the Spring Festival
        ("suit_direct", "2024-08-29", "2025-02-28"),
        ("suit_direct", "2023-08-31", "2024-02-29"),  # leap year
        ("suit_direct", "2026-03-31", "2026-09-30"),
        ("suit_direct", "2025-07-04", "2026-01-04"),  # a make-up Sunday is a working day
        ("suit_direct", "2025-06-18", "2025-12-18"),
        ("suit_defence", "2025-09-16", "2025-10-09"),  # 1 October, the first day after it is over
        ("review_application", "2026-04-29", "2026-06-29"),  # ends on a Sunday
    ],
)
def test_told_by_hand(name: str, from_: str, last: str) -> None:
    assert due(name, from_) == last


def test_the_names_are_those_of_the_tables() -> None:
    assert len(set(LIMITS)) == 14
    assert LAW.period.keys() | REMEDIES.keys() == {
        *LIMITS,
        "correction_limit_default",
        "extension",
        "reasons_answer",
        "third_party_told",
        "mail_sorting",
        "reassessment",
        "due_soon",
        "suit_defence_simplified",
        "appeal_defence",
        "appeal_judgment",
        "appeal_ruling",
    }


@pytest.mark.parametrize("name", LIMITS)
def test_each_limit_names_its_article(name: str) -> None:
    found = limit(name, date(2026, 3, 2), CALENDAR, LAW, REMEDIES)
    assert found.limit == name
    assert found.article == (LAW.period.get(name) or REMEDIES[name]).basis
    assert not found.provisional


def test_as_plain_json() -> None:
    found = Limit("reply", date(2026, 3, 2), date(2026, 3, 30), "第三十三条第二款", provisional=False)
    assert found.document() == {
        "limit": "reply",
        "from": "2026-03-02",
        "due": "2026-03-30",
        "article": "第三十三条第二款",
        "provisional": False,
    }


def test_a_year_without_a_notice_makes_it_provisional() -> None:
    calendar = WorkCalendar(each for each in ARRANGEMENTS if each.year < 2026)
    assert limit("reply", date(2025, 12, 10), calendar, LAW, REMEDIES).provisional
    assert not limit("reply", date(2025, 12, 1), calendar, LAW, REMEDIES).provisional
    assert limit("suit_direct", date(2025, 8, 5), calendar, LAW, REMEDIES).provisional
    assert not limit("suit_direct", date(2025, 6, 5), calendar, LAW, REMEDIES).provisional


def test_rolling_over_the_new_year_makes_it_provisional() -> None:
    strike = OfficeDay(date(2025, 12, 31), False, "停电")
    calendar = WorkCalendar([each for each in ARRANGEMENTS if each.year < 2026], [strike])
    found = limit("suit_defence", date(2025, 12, 16), calendar, LAW, REMEDIES)
    assert found.due.year == 2026
    assert found.provisional


def test_an_unknown_name_is_refused_with_the_list() -> None:
    with pytest.raises(Refusal, match="没有名为“extension”的期限，可用的有：registration、") as refused:
        limit("extension", date(2026, 3, 2), CALENDAR, LAW, REMEDIES)
    assert refused.value.field == "limit"


@pytest.mark.parametrize("name", ["reply", "review_application", "suit_direct"])
@pytest.mark.parametrize("day", [date(2018, 12, 31), date(9999, 12, 1)])
def test_a_day_outside_the_calendar_is_refused(name: str, day: date) -> None:
    with pytest.raises(Refusal):
        limit(name, day, CALENDAR, LAW, REMEDIES)


def walk(from_: date, period: Period) -> date:
    """One day after the other, as one counts on a calendar on the wall."""
    day, left = from_, period.days
    if period.unit == "workday":
        while left:
            day += ONE_DAY
            left -= CALENDAR.is_workday(day)
        return day
    if period.unit == "day":
        for _ in range(left):
            day += ONE_DAY
    else:
        months = 0
        while months < left or (day.day < from_.day and (day + ONE_DAY).month == day.month):
            day += ONE_DAY
            months += day.day == 1
    while not CALENDAR.is_workday(day):
        day += ONE_DAY
    return day


@given(st.sampled_from(LIMITS), st.dates(date(2019, 5, 15), date(2026, 6, 20)))
def test_the_same_as_a_walk_over_the_days(name: str, from_: date) -> None:
    found = limit(name, from_, CALENDAR, LAW, REMEDIES)
    assert found.due == walk(from_, LAW.period.get(name) or REMEDIES[name])
    assert found.due > from_
    assert CALENDAR.is_workday(found.due)


def test_a_month_in_december() -> None:
    assert last_day(date(2026, 12, 15), Period(12, "month", "", "")) == date(2027, 12, 15)
    assert last_day(date(2026, 11, 30), Period(1, "month", "", "")) == date(2026, 12, 30)
