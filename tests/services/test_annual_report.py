"""The yearly report out of the cases: live figures, the cases behind each of them, and what could not be counted."""

from __future__ import annotations

from datetime import date

from sqlalchemy import update

from gkcase.domain.annual import CELLS, COLUMNS, GROUPS, ROWS, problems
from gkcase.services.annual_report import cases_in, figures, remedies_in
from gkcase.services.office import Office
from gkcase.storage.tables import CaseCopy
from tests.services.annual_cases import decided, filed, put, received, replied


def test_a_year_without_cases_is_all_nought(office: Office) -> None:
    found = figures(office, 2025)
    assert {number for row in found.table3.values() for number in row} == {0}
    assert problems(found) == []
    assert found.as_of is None


def test_every_cell_opens_the_cases_it_counts(office: Office) -> None:
    ids = put(
        office,
        (received("2025-12-22"), replied("2026-01-12", "R4d")),
        (received("2025-12-23", "enterprise"),),
        (received("2026-03-02"), replied("2026-03-20")),
        (received("2026-03-03"), replied("2026-03-20", "R17d")),
        (received("2026-11-30"),),
    )
    for form, last_row in (("2021", "oth_other"), ("2019", "oth")):
        found = figures(office, 2026, form)
        assert problems(found) == []
        for row in ROWS[form]:
            for column in COLUMNS:
                assert len(cases_in(office, 2026, form, row, column)) == found.cell(row, column), (
                    row,
                    column,
                )
        assert cases_in(office, 2026, form, "carried_in", "total") == ids[:2]
        assert cases_in(office, 2026, form, last_row, "natural") == [ids[3]]
        assert cases_in(office, 2026, form, "carried_out", "total") == [ids[1], ids[4]]
    assert found.as_of == date(2026, 12, 8)


def test_what_cannot_be_counted_is_named(office: Office) -> None:
    [kindless, *_] = put(
        office,
        (received("2026-03-02", ""), replied("2026-03-20")),
        (received("2026-03-03"), replied("2026-03-20")),
        (received("2026-03-04", channel="post_unsigned", arrived_on="2026-03-04", submitted_on=""),),
    )
    found = figures(office, 2026)
    assert [problem.text for problem in problems(found)] == [
        "〔2026〕3号没有收到申请的日期，未计入",
        "〔2026〕1号没有申请人类别，未计入",
    ]
    assert problems(found)[1].cases == (kindless,)
    assert (found.cell("new", "total"), found.cell("open", "total")) == (1, 1)
    assert len(cases_in(office, 2026, "2021", "open", "total")) == 1


def test_a_result_without_a_row_is_named_in_every_year_and_counted_in_none(office: Office) -> None:
    """No step leads there; a copy written by a program to come may."""
    ids = put(office, *[(received("2025-12-22"), replied("2026-03-20"))] * 10)
    with office.unasked() as session:
        session.execute(update(CaseCopy).values(finished_as="R99"))
    for year, row in ((2025, "carried_out"), (2026, "carried_in")):
        found = figures(office, year)
        assert (found.cell(row, "total"), cases_in(office, year, "2021", row, "total")) == (0, [])
        [problem] = problems(found)
        named = "、".join(f"〔2025〕{n}号" for n in range(1, 9))
        assert problem.text == f"{named}等10件没有可以计入年度报告的办理结果，未计入"
        assert problem.cases == tuple(ids)


def test_a_suit_counts_once_with_its_last_instance(office: Office) -> None:
    """Decided in 2025, appealed against in the same year or later: each year tells what stood at its end."""
    base = (received("2025-03-03"), replied("2025-03-20", "R4d"))
    ids = put(
        office,
        (*base, filed("2025-04-07", "r1"), decided("2025-06-03", "r1", "upheld")),
        (*base, filed("2025-12-08", "r1")),
        (
            *base,
            filed("2025-04-07", "r1", "litigation"),
            decided("2025-06-03", "r1", "upheld"),
            filed("2025-06-12", "r2", "litigation", appeal_of="r1"),
            decided("2026-02-03", "r2", "corrected"),
        ),
        (
            *base,
            filed("2025-04-07", "r1", "litigation_after_review"),
            decided("2025-12-22", "r1", "other"),
            filed("2026-01-05", "r2", "litigation_after_review", appeal_of="r1"),
        ),
    )
    before, now = figures(office, 2025), figures(office, 2026)
    assert before.table4 == {
        "review": (1, 0, 0, 1, 2),
        "suit_direct": (0, 0, 0, 1, 1),
        "suit_after_review": (0, 0, 1, 0, 1),
    }
    assert now.table4 == {
        "review": (0, 0, 0, 1, 1),
        "suit_direct": (0, 1, 0, 0, 1),
        "suit_after_review": (0, 0, 0, 1, 1),
    }
    assert remedies_in(office, 2026, "suit_direct", "corrected") == [ids[2]]
    for found in (before, now):
        for group in GROUPS:
            for cell in CELLS:
                assert len(remedies_in(office, found.year, group, cell)) == found.remedies(group, cell)
