"""The statutory days that are shipped are those of the package `holidays`, which then need not be loaded."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from gkcase.domain import workdays
from gkcase.domain.errors import Trouble
from gkcase.domain.workdays import WorkCalendar, load_statutory
from gkcase.paths import RESOURCES

SHIPPED = load_statutory((RESOURCES / "law" / "statutory_days.toml").read_text("utf-8"))


@pytest.mark.parametrize("year", sorted(SHIPPED))
def test_shipped_days_are_those_of_holidays(year: int) -> None:
    assert SHIPPED[year] == dict(workdays._statutory(year))


def test_a_calendar_reckons_the_same_with_and_without_them() -> None:
    shipped, derived = WorkCalendar([], statutory=SHIPPED), WorkCalendar([])
    days = [date(2027, month, 10) for month in range(1, 13)]
    assert [shipped.nth_after(day, 20) for day in days] == [derived.nth_after(day, 20) for day in days]
    assert shipped.name_of(date(2027, 10, 1)) == "国庆节"


def test_the_next_year_does_not_load_the_package() -> None:
    code = (
        "import sys; from datetime import date; from gkcase.services.rulebook import rulebook;"
        "calendar = rulebook().rules().calendar;"
        "calendar.nth_after(date(calendar.last_published, 12, 20), 20); print('holidays' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    "text", ["[2027", '[nextyear]\n"元旦" = []', '[2027]\n"元旦" = ["2027-02-30"]', "x = 1"]
)
def test_a_damaged_file_is_told_in_one_sentence(text: str) -> None:
    with pytest.raises(Trouble, match="法定节日的数据文件有误"):
        load_statutory(text)
