"""年报: live figures, from a number to its cases, what does not add up, 定稿 and what moves afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.printing import save_pdf
from gkcase.desktop.report_grid import LABELS, ReportGrid, Spot
from gkcase.desktop.report_sheet import report_sheet
from gkcase.desktop.tasks import Tasks
from gkcase.domain.annual import from_counts
from gkcase.services.annual_report import frozen, publish, published
from gkcase.services.values import Chosen
from tests.desktop.audit import clipped, doubled_keys, nameless, out_of_reach
from tests.desktop.report_desk import ReportDesk, history

K = Qt.Key


@pytest.fixture
def report(tmp_path: Path, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> Iterator[ReportDesk]:
    made = ReportDesk(tmp_path, tasks, settings, qtbot)
    yield made
    made.shell.close()
    shiboken6.delete(made.shell)
    tasks.close()
    made.office.close()


def tip(grid: ReportGrid, row: int, column: int) -> str:
    return str(grid.model().index(row, column).data(Qt.ItemDataRole.ToolTipRole))


def numbers(grid: ReportGrid, row: str) -> list[int]:
    return list(next(line.numbers for line in grid.lines if line.key == row))


def test_the_year_stands_as_it_is_now(report: ReportDesk) -> None:
    screen = report.open()
    assert numbers(screen.grid, "new") == [3, 1, 0, 0, 0, 0, 4]
    assert numbers(screen.grid, "carried_in") == [1, 0, 0, 0, 0, 0, 1]
    assert numbers(screen.grid, "open") == [1, 1, 0, 0, 0, 0, 2]
    assert numbers(screen.grid, "carried_out") == [1, 0, 0, 0, 0, 0, 1]
    told = "截至2026年12月8日，本年度未结束；上年结转 1 件，与2025年案件的现有记录核对"
    assert screen.state_label.text() == told
    assert screen.side.links == []


def test_enter_on_a_number_lists_its_cases(report: ReportDesk) -> None:
    screen = report.open()
    screen.grid.go_to(Spot("deny_third", 0))
    QTest.keyClick(screen.grid, K.Key_Return)
    report.qtbot.waitUntil(lambda: bool(report.cases.subjects))
    assert report.cases.subjects[-1] == Chosen("2026年报 · （三）不予公开 4.保护第三方合法权益·自然人", (2,))


def test_other_years_and_the_older_form(report: ReportDesk) -> None:
    screen = report.open()
    QTest.mouseClick(screen.before_button, Qt.MouseButton.LeftButton)
    report.qtbot.waitUntil(lambda: screen.year_box.currentData() == 2025)
    assert numbers(screen.grid, "carried_out")[0] == 1
    screen.formats.button(0).click()
    report.qtbot.waitUntil(lambda: len(screen.grid.lines) == 23)
    assert not screen.before_button.isEnabled()


def test_table_four_is_one_key_away(report: ReportDesk) -> None:
    screen = report.open()
    assert [chip.shortcut().toString() for chip in screen.table_chips] == ["Ctrl+Shift+1", "Ctrl+Shift+2"]
    screen.table_chips[1].click()
    assert len(screen.grid.lines) == 3


def test_a_carry_over_that_differs_is_said_and_leads_to_its_number(report: ReportDesk) -> None:
    publish(
        report.office, from_counts(2025, "2021", {("new", "natural"): 2, ("carried_out", "natural"): 2}, {})
    )
    screen = report.open()
    assert screen.state_label.text().endswith("上年结转 1 件，与2025年已公布的年报核对")
    [first, *_] = screen.side.links
    assert "自然人：上年结转1，而2025年度报告结转下年度2" in first.accessibleName()
    first.click()
    assert screen.grid.spot() == Spot("carried_in", 0)
    item = screen.grid.currentItem()
    assert item is not None
    assert item.toolTip().startswith("自然人：上年结转1")


def test_freezing_needs_a_reason_while_the_year_runs_and_tells_what_moves(report: ReportDesk) -> None:
    screen = report.open()
    screen.freeze_button.click()
    assert screen.freezing.warning.text() == "本年度还没有结束。确要定稿的，请写明理由。"
    screen.freezing.go_button.click()
    report.qtbot.waitUntil(lambda: "尚未结束" in screen.freezing.error.text())
    screen.freezing.note_edit.setPlainText("提前汇总")
    QTest.keyClick(screen.freezing.note_edit, K.Key_Return, Qt.KeyboardModifier.ControlModifier)
    report.qtbot.waitUntil(lambda: "定稿 · 校验值" in screen.state_label.text())
    assert frozen(report.office, 2026) is not None
    assert not screen.freezing.isVisible()
    report.shell.announce(report.add(history("2026-11-02", "2026-11-12", "R6")))
    report.qtbot.waitUntil(lambda: bool(screen.side.links))
    screen.side.links[0].click()
    assert report.cases.subjects[-1] == Chosen("年报 · 变动", (6,))
    report.open()
    assert tip(screen.grid, 0, LABELS).endswith("原为3，现为4")
    assert screen.freeze_button.text() == "重新定稿"


def test_the_form_of_freezing_is_left_by_esc_and_the_keys_stay_on_the_page(report: ReportDesk) -> None:
    screen = report.open()
    screen.freeze_button.setFocus()
    screen.freeze_button.click()
    assert QApplication.focusWidget() is screen.freezing.note_edit
    QTest.keyClick(screen.freezing.note_edit, K.Key_Escape)
    assert not screen.freezing.isVisible()
    assert report.shell.here is not None
    assert report.shell.here.key == "report"
    assert QApplication.focusWidget() is screen.freeze_button


def test_tab_goes_down_the_page(report: ReportDesk) -> None:
    screen = report.open()
    screen.before_button.setFocus()
    met = []
    while QApplication.focusWidget() is not screen.grid:
        QTest.keyClick(QApplication.focusWidget() or screen, K.Key_Tab)
        met.append(QApplication.focusWidget())
    chips, formats = screen.table_chips, screen.formats
    acts = [screen.import_button, screen.print_button, screen.export_button, screen.freeze_button]
    assert met == [screen.year_box, *acts, chips[0], formats.buttons()[0], screen.grid]


def test_the_files_are_written_and_a_wrong_ending_is_told(report: ReportDesk, tmp_path: Path) -> None:
    screen = report.open()
    for ending in (".docx", ".xlsx", ".json"):
        target = tmp_path / f"年报{ending}"
        screen.export(target)
        report.qtbot.waitUntil(target.exists)


def test_both_tables_are_printed_with_their_state(report: ReportDesk, tmp_path: Path) -> None:
    screen = report.open()
    assert screen.picture is not None
    sheet = report_sheet("云溪镇人民政府", screen.picture)
    assert len(sheet.pages) <= 3
    save_pdf(sheet, tmp_path / "年报.pdf")
    assert (tmp_path / "年报.pdf").read_bytes().startswith(b"%PDF")


# -- 导入已公布的年报 -----------------------------------------------------------------------------------------

PUBLISHED = """2025年度政府信息公开工作年度报告
一、本年新收政府信息公开申请数量\t5\t0\t0\t0\t0\t0\t5
二、上年结转政府信息公开申请数量\t0\t0\t0\t0\t0\t0\t0
三、本年度办理结果\t（一）予以公开\t4\t0\t0\t0\t0\t0\t4
（七）总计\t4\t0\t0\t0\t0\t0\t4
四、结转下年度继续办理\t1\t0\t0\t0\t0\t0\t1
"""


def test_what_was_pasted_is_shown_checked_and_kept(report: ReportDesk) -> None:
    report.open()
    page = report.importing()
    assert page.year_edit.text() == "2025"
    assert not page.keep_button.isEnabled()
    page.text_edit.setPlainText(PUBLISHED)
    report.qtbot.waitUntil(lambda: page.found is not None)
    assert numbers(page.grid, "open") == [4, 0, 0, 0, 0, 0, 4]
    page.note_edit.setText("镇政府网站")
    QTest.keyClick(page, K.Key_Return, Qt.KeyboardModifier.ControlModifier)
    report.qtbot.waitUntil(lambda: published(report.office, 2025) is not None)
    screen = report.open()
    report.qtbot.waitUntil(lambda: "已公布的年报" in screen.state_label.text())


def test_what_is_no_report_is_told_beside_the_field(report: ReportDesk) -> None:
    page = report.importing()
    page.text_edit.setPlainText("今天天气很好")
    report.qtbot.waitUntil(lambda: bool(page.text_error.text()))
    assert "没有找到年度报告" in page.text_error.text()
    assert page.why_label.text() == "先粘贴表格或者打开文件"


def test_a_year_that_is_none_is_not_kept(report: ReportDesk) -> None:
    page = report.importing()
    page.text_edit.setPlainText(PUBLISHED)
    report.qtbot.waitUntil(lambda: page.found is not None)
    for typed in ("2050", "去年"):
        page.year_edit.clear()
        QTest.keyClicks(page.year_edit, typed) if typed.isdecimal() else page.year_edit.setText(typed)
        page._say_why()
        assert "请填写年份" in page.why_label.text()
        assert not page.keep_button.isEnabled()


# -- manners --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("points", [10.5, 20.0])
def test_everything_can_be_reached_read_and_has_a_name(
    report: ReportDesk, wardrobe: Wardrobe, points: float
) -> None:
    wardrobe.resize_type(points)
    for screen in (report.open(), report.importing()):
        QApplication.processEvents()
        assert nameless(screen) == []
        assert out_of_reach(screen) == []
        assert clipped(screen) == []
        assert doubled_keys(screen) == []


def test_what_others_have_entered_meanwhile_is_counted_at_the_next_visit_and_by_f5(
    report: ReportDesk,
) -> None:
    screen = report.open()
    report.add(history("2026-11-02"))
    report.shell.go("cases")
    report.shell.go("report")
    report.qtbot.waitUntil(lambda: numbers(screen.grid, "new")[0] == 4)
    report.add(history("2026-11-03"))
    QTest.keyClick(screen.grid, K.Key_F5)
    report.qtbot.waitUntil(lambda: numbers(screen.grid, "new")[0] == 5)


def test_a_new_day_counts_again(report: ReportDesk) -> None:
    screen = report.open()
    report.days[0] = date(2027, 1, 4)
    report.shell.new_day.emit(report.days[0])
    report.qtbot.waitUntil(lambda: screen.state_label.text().startswith("尚未定稿"))


def test_in_large_type_the_page_still_fits_a_small_screen_and_shows_numbers(
    report: ReportDesk, wardrobe: Wardrobe
) -> None:
    wardrobe.resize_type(20.0)
    screen = report.open()
    QApplication.processEvents()
    assert screen.minimumSizeHint().width() <= 1440 - 170
    screen.resize(1270, 620)
    QApplication.processEvents()
    assert screen.side.x() + screen.side_frame.x() > screen.grid_frame.x()
    assert screen.grid.viewport().height() >= 4 * screen.grid.rowHeight(0)
