"""The grid of the yearly report: numbers open their cases, wrong ones say why, groups stand once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gkcase.desktop.report_grid import LABELS, ReportGrid, Spot
from gkcase.desktop.report_tables import HEADS3, HEADS4, lines3, lines4, marks_of, spot_of, where_of
from gkcase.domain.annual import COLUMNS, Difference, Figures, Problem, from_counts

FIGURES = from_counts(
    2026,
    "2021",
    {("new", "natural"): 3, ("open", "natural"): 2, ("deny_third", "natural"): 1, ("open", "other_org"): 4},
    {("review", "upheld"): 2},
)


@pytest.fixture
def grid(qtbot: QtBot) -> ReportGrid:
    made = ReportGrid("表三")
    qtbot.addWidget(made)
    made.resize(1000, 900)
    made.show()
    show(made)
    return made


def show(grid: ReportGrid, figures: Figures = FIGURES, problems: tuple[Problem, ...] = ()) -> None:
    moved = [Difference(("new", "natural"), 2, 3, "原为2，现为3")]
    grid.show_lines(HEADS3, lines3(figures), marks_of(problems, moved))


def tip(grid: ReportGrid, row: int, column: int) -> str:
    return str(grid.model().index(row, column).data(Qt.ItemDataRole.ToolTipRole))


def words(grid: ReportGrid, row: int, column: int) -> str:
    item = grid.item(row, column)
    return item.text() if item else ""


def test_rows_stand_as_they_are_printed(grid: ReportGrid) -> None:
    assert grid.rowCount() == 25
    assert words(grid, 0, 0) == "一、本年新收政府信息公开申请数量"
    assert grid.columnSpan(0, 0) == LABELS
    assert words(grid, 4, 0) == "（三）不予公开"
    assert grid.rowSpan(4, 0) == 8
    assert words(grid, 7, 1) == "4.保护第三方合法权益"
    assert [words(grid, 2, LABELS + place) for place in range(7)] == ["2", "0", "0", "0", "0", "4", "6"]


def test_enter_and_a_click_open_the_cases_of_a_number(grid: ReportGrid, qtbot: QtBot) -> None:
    grid.go_to(Spot("deny_third", 0))
    with qtbot.waitSignal(grid.opened) as told:
        QTest.keyClick(grid, Qt.Key.Key_Return)
    assert told.args == [Spot("deny_third", 0)]
    at = grid.visualRect(grid.model().index(2, LABELS)).center()
    with qtbot.waitSignal(grid.opened) as told:
        QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert told.args == [Spot("open", 0)]


def test_nothing_opens_where_nothing_is_counted(grid: ReportGrid) -> None:
    opened: list[object] = []
    grid.opened.connect(opened.append)
    grid.go_to(Spot("partial", 0))
    QTest.keyClick(grid, Qt.Key.Key_Return)
    QTest.mouseClick(
        grid.viewport(), Qt.MouseButton.LeftButton, pos=grid.visualRect(grid.model().index(0, 0)).center()
    )
    assert opened == []


def test_what_is_wrong_is_said_at_the_number_and_goes_before_what_moved(grid: ReportGrid) -> None:
    assert tip(grid, 0, LABELS) == "原为2，现为3"
    show(
        grid,
        problems=(
            Problem("balance", ("new", "natural"), "自然人：对不上"),
            Problem("no_kind", ("", ""), "未计入"),
        ),
    )
    assert tip(grid, 0, LABELS) == "自然人：对不上"
    said = grid.model().index(0, LABELS).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "自然人：3。自然人：对不上" in said


def test_the_cursor_stays_when_the_figures_are_counted_again(grid: ReportGrid) -> None:
    grid.go_to(Spot("open", 6))
    show(grid)
    assert grid.spot() == Spot("open", 6)
    assert grid.number_at(Spot("open", 6)) == 6


def test_the_whole_table_is_copied_for_a_spreadsheet(grid: ReportGrid) -> None:
    QTest.keyClick(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t") == ["项目", *HEADS3.columns]
    assert lines[3].split("\t") == ["（一）予以公开", "2", "0", "0", "0", "0", "4", "6"]
    assert len(lines) == 26


def test_table_four_has_its_three_groups(grid: ReportGrid) -> None:
    grid.show_lines(HEADS4, lines4(FIGURES), {})
    assert [words(grid, row, 0) for row in range(3)] == [
        "行政复议",
        "行政诉讼：未经复议直接起诉",
        "行政诉讼：复议后起诉",
    ]
    assert words(grid, 0, LABELS) == "2"


def test_a_spot_and_its_place_in_the_form_name_each_other() -> None:
    for where in [("open", COLUMNS[0]), ("carried_out", "total"), ("review", "pending")]:
        spot = spot_of(where)
        assert spot is not None
        assert where_of(spot) == where
    assert spot_of(("", "")) is None
