"""The working-day calendar against two packages, an independent day walker and the figures of the notices."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import cache

import chinese_calendar
import pytest
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from gkcase.domain import workdays
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.workdays import Arrangement, OfficeDay, WorkCalendar, load_arrangements
from gkcase.paths import RESOURCES

ONE_DAY = timedelta(days=1)
TEXTS = [each.read_text(encoding="utf-8") for each in sorted((RESOURCES / "calendar").glob("*.toml"))]
PUBLISHED = load_arrangements(TEXTS)
CALENDAR = WorkCalendar(PUBLISHED)
ENGLISH = country_holidays("CN", observed=False, language="en_US")


def each_day(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE_DAY


def arranged(year: int, off: str = "", work: str = "", name: str = "节") -> Arrangement:
    return Arrangement(
        year,
        "国办发明电〔0〕0号",
        None,
        {date.fromisoformat(day): name for day in off.split()},
        {date.fromisoformat(day): name for day in work.split()},
    )


# --- what is published


def test_every_day_of_the_published_years_agrees_with_both_packages() -> None:
    published = country_holidays("CN")
    days = list(each_day(date(2019, 1, 1), date(2026, 12, 31)))
    assert len(days) == 2922
    wrong = [
        day
        for day in days
        if not CALENDAR.is_workday(day) == published.is_working_day(day) == chinese_calendar.is_workday(day)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("year", "total"),
    [(2019, 250), (2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)],
)
def test_working_days_of_the_year(year: int, total: int) -> None:
    last = date(year, 12, 31)
    before = CALENDAR.rank(date(year - 1, 12, 31)) if year > 2019 else 0
    assert CALENDAR.rank(last) - before == total


def test_each_file_carries_its_notice() -> None:
    assert [each.year for each in PUBLISHED] == list(range(2019, 2027))
    assert all("国办发明电〔" in each.number and each.dated for each in PUBLISHED)
    assert PUBLISHED[0].number == "国办发明电〔2018〕15号、国办发明电〔2019〕3号"
    assert PUBLISHED[0].off[date(2018, 12, 31)] == "元旦"
    assert PUBLISHED[1].off[date(2020, 2, 2)] == "春节"
    assert date(2020, 2, 1) not in PUBLISHED[1].work
    assert PUBLISHED[6].work[date(2025, 9, 28)] == "国庆节、中秋节"


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 10, 1), "国庆节"),
        (date(2026, 10, 3), "国庆节"),
        (date(2026, 10, 10), "调休上班"),
        (date(2026, 10, 17), "周六"),
        (date(2026, 10, 18), "周日"),
        (date(2026, 10, 19), ""),
        (date(2024, 2, 9), ""),  # New Year's Eve: leave was only encouraged
        (date(2020, 1, 31), "春节"),
    ],
)
def test_names(day: date, name: str) -> None:
    assert CALENDAR.name_of(day) == name


# --- years without a notice


def test_a_year_without_notice_has_only_its_statutory_days() -> None:
    calendar = WorkCalendar(PUBLISHED)
    named = {
        day: calendar.name_of(day)
        for day in each_day(date(2027, 1, 1), date(2027, 12, 31))
        if not calendar.name_of(day).startswith("周") and not calendar.is_workday(day)
    }
    assert named == {
        date(2027, 1, 1): "元旦",
        **dict.fromkeys(each_day(date(2027, 2, 5), date(2027, 2, 8)), "春节"),
        date(2027, 4, 5): "清明节",
        date(2027, 5, 1): "劳动节",
        date(2027, 5, 2): "劳动节",
        date(2027, 6, 9): "端午节",
        date(2027, 9, 15): "中秋节",
        **dict.fromkeys(each_day(date(2027, 10, 1), date(2027, 10, 3)), "国庆节"),
    }
    assert calendar.is_workday(date(2027, 2, 9))  # the package would shift a day to here
    assert not any(day.weekday() > 4 and calendar.is_workday(day) for day in each_day(*_year(2027)))


def _year(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def test_what_the_package_knows_of_a_notice_does_not_leak_into_a_year_without_one() -> None:
    bare = WorkCalendar([])
    assert bare.is_workday(date(2025, 10, 8))  # off only by the notice
    assert not bare.is_workday(date(2025, 9, 28))  # made up only by the notice
    assert bare.is_workday(date(2020, 1, 31))  # prolonged only by a notice
    assert bare.name_of(date(2020, 10, 1)) == "中秋节、国庆节"
    assert bare.last_published == 2018


def test_provisional_is_a_count_that_touches_a_year_without_notice() -> None:
    assert CALENDAR.last_published == 2026
    assert CALENDAR.is_published(2026)
    assert not CALENDAR.is_published(2027)
    assert not CALENDAR.is_provisional(date(2025, 12, 1), date(2026, 12, 31))
    assert CALENDAR.is_provisional(date(2026, 12, 4), date(2027, 1, 4))
    assert CALENDAR.is_provisional(date(2027, 1, 4), date(2026, 12, 4))
    holed = WorkCalendar([arranged(2025), arranged(2027)])
    assert holed.is_provisional(date(2025, 12, 1), date(2027, 1, 5))


def test_the_package_loads_only_when_such_a_year_is_touched() -> None:
    script = (
        "import sys; from datetime import date; from gkcase.domain.workdays import *\n"
        "from gkcase.paths import RESOURCES\n"
        "texts = [each.read_text(encoding='utf-8') for each in (RESOURCES / 'calendar').glob('*.toml')]\n"
        "calendar = WorkCalendar(load_arrangements(texts))\n"
        "calendar.nth_after(date(2026, 12, 3), 20)\n"
        "assert 'holidays' not in sys.modules\n"
        "calendar.nth_after(date(2026, 12, 4), 20)\n"
        "assert 'holidays' in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# --- counting


@cache
def _statutory(day: date) -> bool:
    names = ENGLISH.get_list(day)
    return any(not name.startswith("Day off") and "Extended" not in name for name in names)


def walks(day: date, arrangements: list[Arrangement], office: dict[date, bool]) -> bool:
    """Whether a day works, by asking the notices one after the other."""
    if day in office:
        return office[day]
    for each in sorted(arrangements, key=lambda each: -each.year):
        if day in each.off:
            return False
        if day in each.work:
            return True
    if all(each.year != day.year for each in arrangements) and _statutory(day):
        return False
    return day.weekday() < 5


starts = st.dates(date(2019, 3, 1), date(2028, 12, 31))
closures = st.dictionaries(starts, st.booleans(), max_size=12)


@given(known=st.integers(0, 8), office=closures, day=starts, n=st.integers(1, 60))
def test_counting_equals_walking(known: int, office: dict[date, bool], day: date, n: int) -> None:
    arrangements = list(PUBLISHED[:known])
    calendar = WorkCalendar(arrangements, [OfficeDay(each, works, "") for each, works in office.items()])
    after, passed = day, 0
    while passed < n:
        after += ONE_DAY
        passed += walks(after, arrangements, office)
    assert calendar.nth_after(day, n) == after
    assert calendar.count(day, after) == n
    assert calendar.count(after, day) == -n
    assert calendar.at_rank(calendar.rank(day) + n) == after
    back = after
    for _ in range(min(n, 20)):
        back -= ONE_DAY
        while not walks(back, arrangements, office):
            back -= ONE_DAY
    assert calendar.nth_before(after, min(n, 20)) == back
    assert calendar.is_workday(day) == walks(day, arrangements, office)


def test_the_first_days() -> None:
    assert CALENDAR.rank(date(2019, 1, 1)) == 0
    assert not CALENDAR.is_workday(date(2019, 1, 1))
    assert CALENDAR.nth_after(date(2019, 1, 1), 1) == date(2019, 1, 2)
    assert CALENDAR.nth_before(date(2019, 1, 3)) == date(2019, 1, 2)
    assert CALENDAR.nth_before(date(2019, 1, 6), 3) == date(2019, 1, 2)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: CALENDAR.nth_after(date(2018, 12, 31), 1),
        lambda: CALENDAR.is_workday(date(2018, 12, 31)),
        lambda: CALENDAR.rank(date(1, 1, 1)),
        lambda: CALENDAR.nth_before(date(2019, 1, 2)),
        lambda: CALENDAR.at_rank(0),
    ],
)
def test_before_the_base_day_nothing_is_counted(ask: object) -> None:
    assert callable(ask)
    with pytest.raises(Refusal) as refused:
        ask()
    assert "早于工作日历的起点2019年1月1日" in refused.value.reason


def test_a_mistyped_year_is_refused() -> None:
    with pytest.raises(Refusal, match="只能推算到2100年底"):
        WorkCalendar(PUBLISHED).rank(date(2101, 1, 1))


def test_counting_no_days_is_our_own_mistake() -> None:
    for ask in (CALENDAR.nth_after, CALENDAR.nth_before):
        with pytest.raises(ValueError, match="from 1"):
            ask(date(2026, 1, 5), 0)


# --- who has the last word


def test_the_office_has_the_last_word() -> None:
    own = [
        OfficeDay(date(2026, 10, 2), True, "防汛值守"),
        OfficeDay(date(2026, 10, 9), False, "停电"),
        OfficeDay(date(2026, 10, 10), False, ""),
        OfficeDay(date(2026, 10, 11), True, ""),
    ]
    calendar = WorkCalendar(PUBLISHED, own)
    assert [calendar.is_workday(each.day) for each in own] == [True, False, False, True]
    names = [calendar.name_of(each.day) for each in own]
    assert names == ["防汛值守", "停电", "本机关休息", "本机关上班"]
    assert calendar.nth_after(date(2026, 10, 1), 2) == date(2026, 10, 8)


def test_the_next_notice_has_the_last_word_about_december() -> None:
    first = arranged(2025, off="2025-12-31", work="2025-12-27")
    second = arranged(2026, off="2025-12-27", work="2025-12-31", name="元旦")
    calendar = WorkCalendar([second, first])
    assert calendar.is_workday(date(2025, 12, 31))
    assert calendar.name_of(date(2025, 12, 31)) == "调休上班"
    assert calendar.name_of(date(2025, 12, 27)) == "元旦"


def test_an_imported_year_replaces_the_shipped_one() -> None:
    calendar = WorkCalendar([*PUBLISHED, arranged(2026, off="2026-03-03")])
    assert not calendar.is_workday(date(2026, 3, 3))
    assert calendar.is_workday(date(2026, 10, 1))
    assert not calendar.is_workday(date(2025, 10, 1))


def test_the_fingerprint_tells_every_change_and_no_order() -> None:
    assert len(CALENDAR.fingerprint) == 16
    assert WorkCalendar(reversed(PUBLISHED)).fingerprint == CALENDAR.fingerprint
    first, second = OfficeDay(date(2026, 3, 3), False, "停电"), OfficeDay(date(2026, 3, 4), False, "停电")
    both = WorkCalendar(PUBLISHED, [first, second]).fingerprint
    assert both == WorkCalendar(PUBLISHED, [second, first]).fingerprint
    others = [
        WorkCalendar(PUBLISHED[:-1]),
        WorkCalendar([*PUBLISHED, arranged(2027)]),
        WorkCalendar([*PUBLISHED, arranged(2027, off="2027-01-01")]),
        WorkCalendar([*PUBLISHED, arranged(2027, work="2027-01-01")]),
        WorkCalendar(PUBLISHED, [first]),
        WorkCalendar(PUBLISHED, [OfficeDay(first.day, True, "停电")]),
    ]
    assert len({CALENDAR.fingerprint, both, *(each.fingerprint for each in others)}) == 8


# --- two threads


def test_a_year_grows_once_when_two_threads_want_it(monkeypatch: pytest.MonkeyPatch) -> None:
    entered, release, grown = threading.Event(), threading.Event(), []

    def slow(year: int) -> Iterator[tuple[date, str]]:
        grown.append(year)
        entered.set()
        assert release.wait(5)
        return iter(())

    monkeypatch.setattr(workdays, "_statutory", slow)
    calendar = WorkCalendar([])
    with ThreadPoolExecutor(2) as pool:
        answers = [pool.submit(calendar.rank, date(2019, 1, 31))]
        assert entered.wait(5)
        answers.append(pool.submit(calendar.rank, date(2019, 1, 31)))
        time.sleep(0.05)  # the second one now waits for the first
        release.set()
        assert [each.result(5) for each in answers] == [23, 23]
    assert grown == [2019]


def test_many_threads_get_the_same_answers() -> None:
    days = [date(2019, 1, 1) + timedelta(137 * index) for index in range(60)]
    alone = WorkCalendar(PUBLISHED)
    expected = [alone.nth_after(day, 20) for day in days]
    shared = WorkCalendar(PUBLISHED)
    gate = threading.Barrier(4)

    def ask(_: int) -> list[date]:
        gate.wait(5)
        return [shared.nth_after(day, 20) for day in days]

    with ThreadPoolExecutor(4) as pool:
        assert all(answers == expected for answers in pool.map(ask, range(4)))


# --- data that cannot be right

GOOD = (
    'year = 2026\nnumber = "1号"\n[[festival]]\nname = "元旦"\noff = ["2026-01-01/2026-01-02"]\nwork = []\n'
)


def test_a_file_may_lack_the_day_of_the_notice() -> None:
    parsed = Arrangement.parse(GOOD)
    assert parsed.dated is None
    assert parsed.off == {date(2026, 1, 1): "元旦", date(2026, 1, 2): "元旦"}
    assert load_arrangements([GOOD.replace("2026", "2027"), GOOD]) == (
        parsed,
        Arrangement.parse(GOOD.replace("2026", "2027")),
    )


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("year = 2026", "year ="),
        ("year = 2026", ""),
        ("year = 2026", 'year = "二〇二六"'),
        ("2026-01-02", "2026-02-30"),
        ("[[festival]]", "[festival]"),
        ('["2026-01-01/2026-01-02"]', "[2026-01-01]"),
    ],
)
def test_a_damaged_file_is_trouble(right: str, wrong: str) -> None:
    with pytest.raises(Trouble, match="放假安排的数据文件有误"):
        Arrangement.parse(GOOD.replace(right, wrong))


def test_an_arrangement_cannot_contradict_itself() -> None:
    with pytest.raises(Refusal, match="2026年1月3日既放假又上班"):
        arranged(2026, off="2026-01-02 2026-01-03", work="2026-01-03")


@pytest.mark.parametrize("day", ["2025-11-30", "2027-01-01"])
def test_an_arrangement_speaks_of_its_year_and_the_december_before(day: str) -> None:
    assert arranged(2026, off="2025-12-01 2026-12-31").year == 2026
    with pytest.raises(Refusal, match="不属于该年"):
        arranged(2026, work=day)
