"""The tables of the yearly report: their rows, what must add up in them, and the published ones that do and do not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gkcase.domain.annual import (
    CARRIED_IN,
    CARRIED_OUT,
    COLUMNS,
    LABELS,
    NEW,
    RESULTS,
    ROWS,
    TOTAL,
    Figures,
    differences,
    format_of,
    from_cells,
    from_counts,
    place,
    place4,
    printed,
    problems,
)

VECTORS = json.loads((Path(__file__).parent.parent / "data" / "annual_reports.json").read_text("utf-8"))


def published(one: dict[str, Any]) -> Figures:
    return from_cells(one["year"], one["format"], one["table3"], one["table4"], one["columns"])


COMPLETE = [published(one) for one in VECTORS["complete"]]
SUQIAN, SHANGHAI = COMPLETE[:2]


def with_cell(figures: Figures, row: str, column: str, number: int) -> Figures:
    cells = list(figures.table3[row])
    cells[COLUMNS.index(column)] = number
    return replace(figures, table3={**figures.table3, row: tuple(cells)})


def codes(figures: Figures, last: Figures | None = None) -> list[tuple[str, tuple[str, str]]]:
    return [(problem.code, problem.where) for problem in problems(figures, last)]


def test_the_rows_are_those_of_the_published_tables() -> None:
    for one in VECTORS["complete"]:
        assert list(ROWS[one["format"]]) == one["rows"]
        assert list(COLUMNS) == one["columns"]
    assert (len(RESULTS["2019"]), len(RESULTS["2021"])) == (19, 21)


def test_each_year_has_its_form() -> None:
    assert [format_of(year) for year in (2019, 2020, 2021, 2026)] == ["2019", "2019", "2021", "2021"]


def test_rows_and_cells_have_the_words_of_the_form() -> None:
    assert printed(NEW) == ("一、本年新收政府信息公开申请数量",)
    assert printed("deny_law") == ("三、本年度办理结果", "（三）不予公开", "2.其他法律行政法规禁止公开")
    assert printed("open") == ("三、本年度办理结果", "（一）予以公开")
    assert printed(TOTAL) == ("三、本年度办理结果", "（七）总计")
    assert place("open", "natural") == "（一）予以公开·自然人"
    assert place4("suit_direct", "pending") == "行政诉讼：未经复议直接起诉·尚未审结"
    assert LABELS.keys() == set(ROWS["2019"]) | set(ROWS["2021"])


@pytest.mark.parametrize("figures", COMPLETE, ids=lambda figures: f"{figures.year} {figures.format}")
def test_every_complete_published_table_adds_up(figures: Figures) -> None:
    assert problems(figures) == []


def test_a_published_table_that_does_not_add_up_is_told_where_it_breaks() -> None:
    [one] = VECTORS["negative"]
    figures = from_cells(2023, "2021", one["table3_partial"], columns=one["columns"])
    assert [problem.text for problem in problems(figures)] == [
        "自然人：本年新收60加上年结转0，不等于办结总计61加结转下年度0",
        "总计：本年新收62加上年结转0，不等于办结总计63加结转下年度0",
    ]
    assert codes(figures) == [("balance", (CARRIED_OUT, "natural")), ("balance", (CARRIED_OUT, "total"))]


def test_the_town_whose_text_breaks_the_identity_is_told_so() -> None:
    figures = from_cells(2023, "2021", {NEW: (10, 0, 0, 0, 0, 0, 10)})
    assert codes(figures)[0] == ("balance", (CARRIED_OUT, "natural"))


@pytest.mark.parametrize("row", ["open", CARRIED_IN, TOTAL])
def test_a_row_that_does_not_add_up_is_told(row: str) -> None:
    wrong = with_cell(SUQIAN, row, "total", SUQIAN.cell(row, "total") + 1)
    assert ("row_sum", (row, "total")) in codes(wrong)


def test_a_sum_of_results_that_is_wrong_is_told_with_both_numbers() -> None:
    wrong = with_cell(SUQIAN, "open", "welfare", 4)
    told = {problem.code: problem.text for problem in problems(wrong)}
    assert told["result_sum"] == "社会公益组织：（一）至（六）合计5，“（七）总计”为4"
    assert told["row_sum"] == "（一）予以公开：各类申请人合计1192，总计栏为1191"


def test_what_is_carried_over_must_be_what_last_year_carried_out() -> None:
    before = from_cells(2022, "2021", {CARRIED_OUT: (90, 3, 0, 0, 2, 0, 95), NEW: (90, 3, 0, 0, 2, 0, 95)})
    assert [problem.text for problem in problems(SUQIAN, before)] == [
        "自然人：上年结转91，而2022年度报告结转下年度90",
        "总计：上年结转96，而2022年度报告结转下年度95",
    ]
    assert codes(SUQIAN, before)[0] == ("carry_over", (CARRIED_IN, "natural"))


def test_a_group_of_reviews_that_does_not_add_up_is_told() -> None:
    wrong = replace(SUQIAN, table4={**(SUQIAN.table4 or {}), "review": (309, 17, 88, 26, 441)})
    assert [problem.text for problem in problems(wrong)] == ["行政复议：前四项合计440，总计为441"]
    assert codes(wrong) == [("group_sum", ("review", "total"))]


def test_empty_cells_are_nought_and_an_empty_total_is_the_sum() -> None:
    figures = from_cells(2019, "2019", {NEW: (2, None, 1, None, None, None, None)}, {"review": (1, None)})
    assert figures.table3[NEW] == (2, 0, 1, 0, 0, 0, 3)
    assert figures.table3["open"] == (0,) * 7
    assert figures.table4 == {
        "review": (1, 0, 0, 0, 1),
        "suit_direct": (0,) * 5,
        "suit_after_review": (0,) * 5,
    }


def test_counted_cells_get_their_totals() -> None:
    counts = {(NEW, "natural"): 3, ("open", "natural"): 2, (CARRIED_OUT, "natural"): 1}
    figures = from_counts(2026, "2021", counts, {("review", "pending"): 2})
    assert problems(figures) == []
    assert (figures.cell(TOTAL, "total"), figures.cell(NEW, "total")) == (2, 3)
    assert figures.remedies("review", "total") == 2
    assert from_counts(2026, "2021", counts, None).remedies("review", "total") == 0


def test_two_reports_of_a_year_differ_cell_by_cell() -> None:
    now = with_cell(with_cell(SUQIAN, "open", "natural", 1174), "partial", "natural", 320)
    now = replace(now, table4={**(now.table4 or {}), "review": (310, 17, 88, 25, 440)})
    assert [found.text for found in differences(SUQIAN, now)] == [
        "（一）予以公开·自然人：原为1175，现为1174",
        "（二）部分公开·自然人：原为319，现为320",
        "行政复议·结果维持：原为309，现为310",
        "行政复议·尚未审结：原为26，现为25",
    ]
    assert differences(SHANGHAI, replace(SHANGHAI, table4=SUQIAN.table4)) == []
