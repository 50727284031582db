"""Cases made after a yearly report: their report is that table again, digit for digit, and they are believable."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from gkcase.domain.annual import (
    CARRIED_IN,
    CARRIED_OUT,
    CELLS,
    GROUPS,
    KINDS,
    NEW,
    RESULTS,
    Figures,
    format_of,
    from_counts,
    problems,
)
from gkcase.domain.annual_document import document
from gkcase.domain.errors import Refusal, Trouble
from gkcase.services.annual_report import figures, report
from gkcase.services.checking import check_office
from gkcase.services.dossier import OfficeProfile
from gkcase.services.from_report import fill, read_figures
from gkcase.services.office import Office, create_office
from gkcase.storage.canonical import canonical
from gkcase.storage.tables import CaseCopy, StageRow
from tests.domain.test_annual import COMPLETE, SUQIAN
from tests.services.annual_cases import put, received
from tests.services.conftest import Clock

SMALL = from_counts(
    2025,
    "2021",
    {(row, "natural"): 1 for row in RESULTS["2021"]}
    | {(NEW, "natural"): 20, (CARRIED_IN, "natural"): 3, (CARRIED_OUT, "natural"): 2}
    | {(NEW, "welfare"): 1, (CARRIED_OUT, "welfare"): 1},
    {("review", "upheld"): 2, ("review", "pending"): 1, ("suit_direct", "other"): 1}
    | {("suit_after_review", "corrected"): 1, ("suit_after_review", "pending"): 1},
)


@pytest.fixture
def alone(tmp_path: Path, clock: Clock) -> Iterator[Office]:
    """An empty office in a file of its own."""
    made = create_office(tmp_path / "alone.gkdb", OfficeProfile("云溪镇人民政府", "云公开"), today=clock)
    yield made
    made.close()


def known(found: Figures) -> Figures:
    """Table 四 is all nought where none was published."""
    nought = dict.fromkeys(GROUPS, (0,) * len(CELLS))
    return Figures(found.year, found.format, found.table3, found.table4 or nought)


@pytest.mark.parametrize("published", COMPLETE[:3], ids=lambda one: f"{one.year} {one.format}")
def test_every_published_table_comes_out_digit_for_digit(alone: Office, published: Figures) -> None:
    """The other published tables are townships without any request, as the third one is."""
    made = fill(alone, published)
    assert made >= published.cell(NEW, "total") + published.cell(CARRIED_IN, "total")
    found = report(alone, published.year, published.format)
    assert found.figures == known(published)
    assert found.problems == ()


def test_the_cases_are_sound_in_time_and_of_all_kinds(office: Office) -> None:
    fill(office, SMALL)
    assert figures(office, 2025) == SMALL
    assert check_office(office).findings == ()
    assert office.practice
    with office.reading() as session:
        assert session.scalar(select(func.count()).where(CaseCopy.late)) == 0
        days = session.scalars(select(CaseCopy.received_on)).all()
        assert session.scalar(select(func.count()).where(StageRow.kind == "correction")) == 2
    assert all(day and office.rules.calendar.is_workday(day) for day in days)


def test_the_same_report_makes_the_same_cases(office: Office, alone: Office) -> None:
    fill(office, SMALL)
    fill(alone, SMALL)
    columns = (CaseCopy.number, CaseCopy.applicant, CaseCopy.wanted, CaseCopy.finished_on, CaseCopy.channel)
    told = []
    for each in (office, alone):
        with each.reading() as session:
            told.append([tuple(row) for row in session.execute(select(*columns).order_by(CaseCopy.case_id))])
    assert told[0] == told[1]


@pytest.mark.parametrize("today", ["2025-12-31", "2026-01-09"])
def test_what_is_carried_over_is_open_until_it_is_answered(alone: Office, clock: Clock, today: str) -> None:
    clock.day = date.fromisoformat(today)
    fill(alone, SMALL)
    assert figures(alone, 2025) == SMALL
    with alone.reading() as session:
        still = session.scalar(select(func.count()).where(CaseCopy.finished_on.is_(None)))
    assert still == 3 if clock.day.year == 2025 else still in range(3)


ROOM = st.integers(0, 3)
"""Numbers of a small table."""


@st.composite
def small_tables(draw: st.DrawFn) -> Figures:
    """Any table that satisfies the identities: results and what is left over are free, so is what was carried in."""
    year = draw(st.sampled_from([2019, 2020, 2023, 2026]))
    form = draw(st.sampled_from([format_of(year), "2019", "2021"]))
    rows = draw(st.lists(st.sampled_from(RESULTS[form]), max_size=4, unique=True))
    counts: dict[tuple[str, str], int] = {}
    for kind in draw(st.lists(st.sampled_from(KINDS), max_size=2, unique=True)):
        counts |= {(row, kind): draw(ROOM) for row in (*rows, CARRIED_OUT)}
        whole = sum(counts[row, kind] for row in (*rows, CARRIED_OUT))
        carried_in = draw(st.integers(0, whole))
        counts |= {(CARRIED_IN, kind): carried_in, (NEW, kind): whole - carried_in}
    remedies = {(group, cell): draw(st.integers(0, 2)) for group in GROUPS for cell in CELLS[:-1]}
    return from_counts(year, form, counts, draw(st.sampled_from([remedies, {}])))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(figures_=small_tables())
def test_any_table_that_adds_up_comes_back(
    tmp_path_factory: pytest.TempPathFactory, figures_: Figures
) -> None:
    assert problems(figures_) == []
    place = tmp_path_factory.mktemp("office") / "office.gkdb"
    made = create_office(place, OfficeProfile("云溪镇人民政府", "云公开"), today=Clock(date(2026, 12, 8)))
    try:
        fill(made, figures_)
        assert figures(made, figures_.year, figures_.format) == figures_
    finally:
        made.close()


@pytest.mark.parametrize("day", ["2026-01-05", "2026-01-20", "2026-03-02"])
def test_a_year_that_has_just_begun_is_hurried_through(alone: Office, clock: Clock, day: str) -> None:
    clock.day = date.fromisoformat(day)
    begun = Figures(2026, SMALL.format, SMALL.table3, SMALL.table4)
    fill(alone, begun)
    assert figures(alone, 2026) == begun


def test_a_table_that_does_not_add_up_is_refused_with_its_sentences(alone: Office) -> None:
    wrong = Figures(2023, "2021", {**SUQIAN.table3, "open": (0,) * 7})
    with pytest.raises(Refusal) as refused:
        fill(alone, wrong)
    assert refused.value.reason.startswith(
        "这份报告的数字不平，不能据以生成案件：自然人：（一）至（六）合计2200，"
    )
    assert figures(alone, 2023).cell(NEW, "total") == 0


@pytest.mark.parametrize("what", ["requests", "reviews"])
def test_more_cases_than_a_computer_can_hold_are_refused(alone: Office, what: str) -> None:
    many = 100_000_000
    requests = {(NEW, "natural"): many, ("open", "natural"): many} if what == "requests" else {}
    found = from_counts(2025, "2021", requests, {("review", "upheld"): 0 if requests else many})
    with pytest.raises(Refusal, match="这份报告有100000000件，最多只能生成500000件案件"):
        fill(alone, found)


def test_an_office_with_cases_or_a_year_to_come_is_refused(office: Office) -> None:
    with pytest.raises(Refusal, match="2027年度还没有工作日"):
        fill(office, from_counts(2027, "2021", {}, None))
    with pytest.raises(Refusal, match="只能生成2019年起"):
        fill(office, from_counts(2018, "2019", {}, None))
    put(office, (received("2026-03-02"),))
    with pytest.raises(Refusal, match="只能放进还没有案件的新单位"):
        fill(office, SMALL)


def test_the_file_may_be_a_report_of_ours_or_a_published_one(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text("\ufeff" + canonical(document(SMALL)), "utf-8")
    assert read_figures(file) == SMALL
    for said, text in (
        ("不是JSON格式", "{"),
        ("不是JSON格式", "[" * 100_000),
        ("太大，不是一份年度报告", " " * 5_000_000),
    ):
        file.write_text(text, "utf-8")
        with pytest.raises(Trouble, match=said):
            read_figures(file)
    with pytest.raises(Trouble, match="无法读取"):
        read_figures(tmp_path / "none.json")
