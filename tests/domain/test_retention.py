"""For how long a file is kept, from the year after closing."""

from __future__ import annotations

from datetime import date

import pytest

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Entry
from gkcase.domain.lifecycle import replay
from gkcase.domain.retention import (
    Retention,
    ended_retention,
    kept_for,
    read_retention,
    report_retention,
    retention_of,
)
from gkcase.domain.terms import Event
from tests.domain.telling import RULES, day, tell

REPLIED = "2026-03-02 登记\n2026-03-20 送审\n2026-03-23 审签\n2026-03-24 答复\n2026-03-27 送达"
TABLE = "10/30/permanent"


def kept(story: str, results: tuple[str, ...] = ("R2",), table: str = TABLE) -> Retention:
    return retention_of(replay(tell(story), RULES), results, table)


def test_an_ordinary_file_is_kept_for_ten_years_after_the_year_of_closing() -> None:
    found = kept(REPLIED)
    assert (found.label, found.years, found.why) == ("10年", 10, "一般案卷")
    assert (found.since, found.until) == (day("2027-01-01"), day("2036-12-31"))


@pytest.mark.parametrize("result", ["R4a", "R4d", "R4g", "R3"])
def test_a_refusal_is_kept_for_thirty_years(result: str) -> None:
    found = kept(REPLIED, ("R1", result))
    assert (found.label, found.until) == ("30年", day("2056-12-31"))
    assert found.why == "依据第十四条至第十六条不予公开"


def test_a_review_makes_it_thirty_and_its_result_the_year() -> None:
    found = kept(f"{REPLIED}\n2026-12-01 复议诉讼\n2027-01-20 复议诉讼结果")
    assert (found.label, found.why) == ("30年", "有复议或者诉讼")
    assert (found.since, found.until) == (day("2028-01-01"), day("2057-12-31"))


def test_a_case_that_never_was_answered_counts_from_its_last_day() -> None:
    assert kept("2026-03-02 登记").since == day("2027-01-01")


@pytest.mark.parametrize(
    ("table", "results", "label", "until"),
    [
        ("5/15/永久", ("R2",), "5年", "2031-12-31"),
        ("5年 / 15年 / 永久", ("R4a",), "15年", "2041-12-31"),
        ("30/永久/永久", ("R4a",), "永久", None),
        ("permanent/permanent/permanent", ("R2",), "永久", None),
        ("15年", ("R4a",), "15年", "2041-12-31"),
        ("按本机关保管期限表", ("R2",), "按本机关保管期限表", None),
    ],
)
def test_an_office_has_its_own_table(
    table: str, results: tuple[str, ...], label: str, until: str | None
) -> None:
    found = kept(REPLIED, results, table)
    assert (found.label, found.until and found.until.isoformat()) == (label, until)


def test_the_yearly_report_is_kept_for_ever() -> None:
    assert report_retention(TABLE) == "永久"
    assert report_retention("10/30/30") == "30年"
    assert report_retention("按本机关保管期限表") == "永久"


@pytest.mark.parametrize(("typed", "label"), [("10", "10年"), (" 30 年", "30年"), ("永久", "永久")])
def test_a_period_is_read_as_people_type_it(typed: str, label: str) -> None:
    assert read_retention(typed) == label


@pytest.mark.parametrize("typed", ["很久", "0年", "十年"])
def test_a_period_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="无法识别，请填写如：10年、30年、永久") as refused:
        read_retention(typed)
    assert refused.value.field == "retention"


def test_a_period_of_no_years_never_ends() -> None:
    assert kept_for("0年", date(2026, 3, 2), "").until is None


@pytest.mark.parametrize(
    ("until", "ended"), [("2036-12-31", True), ("2037-01-01", False), ("", False)], ids=str
)
def test_what_may_be_appraised(until: str, ended: bool) -> None:
    archived = Entry(Event.ARCHIVED, day("2027-01-04"), facts={"retention_until": until})
    assert ended_retention(archived, day("2037-01-01")) is ended
