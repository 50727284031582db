"""Which copies stay: counted a second time in the plainest way, over more than a year of days with and without work."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkcase.domain.thinning import DAYS, GUARDED_DAYS, MONTHS, TODAY, WEEKS, Stamp, kept

FIRST = date(2025, 1, 1)


def stamp(day: date, hour: int = 17, *, proven: bool = True, guarded: bool = False) -> Stamp:
    at = datetime.combine(day, time(hour))
    return Stamp(f"{at:%Y%m%d%H}", at, proven, guarded)


def ends(stamps: list[Stamp], form: str) -> dict[str, Stamp]:
    """The last proven copy of each period, by the period's name."""
    last: dict[str, Stamp] = {}
    for one in sorted(stamps, key=lambda one: one.made):
        if one.proven:
            last[one.made.strftime(form)] = one
    return last


def counted_again(stamps: list[Stamp], today: date) -> set[str]:
    """The rule as the help page tells it, written down without a thought of speed."""
    whole = sorted((one for one in stamps if one.proven), key=lambda one: one.made)
    staying = {whole[-1].name} if whole else set()
    for one in stamps:
        if one.guarded and (today - one.made.date()).days <= GUARDED_DAYS:
            staying.add(one.name)
    of_today = sorted((one for one in stamps if one.made.date() >= today), key=lambda one: one.made)
    staying |= {one.name for one in of_today[-TODAY:]}
    days = ends(stamps, "%Y-%m-%d")
    staying |= {days[day].name for day in sorted(days)[-DAYS:]}
    for form, count in (("%G-%V", WEEKS), ("%Y-%m", MONTHS)):
        last = ends(stamps, form)
        further = [last[period].name for period in sorted(last) if last[period].name not in staying]
        staying |= set(further[-count:])
    return staying | {one.name for one in ends(stamps, "%Y").values()}


stamps = st.lists(
    st.builds(
        stamp,
        st.integers(0, 1200).map(lambda days: FIRST + timedelta(days)),
        st.integers(0, 23),
        proven=st.booleans(),
        guarded=st.booleans(),
    ),
    max_size=120,
    unique_by=lambda one: one.name,
)


@settings(max_examples=150, deadline=None)
@given(stamps, st.integers(0, 1300).map(lambda days: FIRST + timedelta(days)))
def test_what_stays_is_what_the_plain_rule_says(copies: list[Stamp], today: date) -> None:
    assert kept(copies, today) == counted_again(copies, today)


def test_a_working_office_thinned_every_day_for_two_years() -> None:
    """What is thinned daily ends as what is thinned once, and its density falls as promised."""
    have: list[Stamp] = []
    every: list[Stamp] = []
    for passed in range(730):
        today = FIRST + timedelta(passed)
        if today.weekday() < 5:
            made = [stamp(today, hour) for hour in (9, 11, 15, 17)]
            have += made
            every += made
        staying = kept(have, today)
        have = [one for one in have if one.name in staying]
        if passed % 10 == 0:
            assert staying == kept(every, today)
        assert len(staying) <= TODAY + DAYS + WEEKS + MONTHS + 2
    days = [one.made.date() for one in have]
    assert date(2025, 12, 31) in days
    ages = sorted((FIRST + timedelta(729) - day).days for day in set(days))
    assert len([age for age in ages if age <= 16]) >= DAYS
    assert max(b - a for a, b in pairwise(ages) if b < 80) <= 7
    assert max(b - a for a, b in pairwise(ages) if b < 300) <= 33  # weekends at both ends


def test_the_newest_proven_copy_stays_however_old_and_a_failed_one_never_takes_its_place() -> None:
    old, failed = stamp(date(2020, 3, 2)), stamp(date(2026, 3, 2), proven=False)
    assert kept([old, failed], date(2026, 6, 1)) == {old.name}
    assert kept([], date(2026, 6, 1)) == frozenset()


@pytest.mark.parametrize(("days", "stays"), [(GUARDED_DAYS, True), (GUARDED_DAYS + 1, False)])
def test_what_was_made_before_an_upgrade_stays_for_a_month(days: int, stays: bool) -> None:
    today = date(2026, 6, 30)
    then = today - timedelta(days)
    before = stamp(then, 8, guarded=True)
    found = kept([before, stamp(then, 17), stamp(today, 9)], today)
    assert (before.name in found) is stays


def test_of_a_busy_today_the_newest_stay() -> None:
    today = date(2026, 6, 30)
    copies = [
        Stamp(f"{n:02}", datetime.combine(today, time(8)) + timedelta(minutes=10 * n)) for n in range(40)
    ]
    assert kept(copies, today) == {f"{n:02}" for n in range(40 - TODAY, 40)}
