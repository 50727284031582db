"""The register: found by typing, sorted by the database, carried into a spreadsheet, printed."""

from __future__ import annotations

import csv
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtPrintSupport import QPrintPreviewDialog
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QFileDialog, QHeaderView, QMenu
from pytestqt.qtbot import QtBot

from gkcase.desktop import case_table, register_out
from gkcase.desktop.badges import MARK_ROLE
from gkcase.desktop.case_table import CaseTable
from gkcase.desktop.column_header import KEY, default_layout, read_layout, write_layout
from gkcase.desktop.columns import COLUMNS, Day, deadline_mark, row_text, sorted_words
from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.paged_table import PAGE, PAGES_KEPT, Found
from gkcase.desktop.pages import Stop
from gkcase.desktop.screens.cases import CasesScreen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Tasks
from gkcase.desktop.tokens import font, sp
from gkcase.domain.terms import Channel, Status
from gkcase.services.intake import register
from gkcase.services.office import Office
from gkcase.services.queries import CaseFilter, CaseLine, Order, case_ids, case_lines
from tests.desktop.audit import clipped, doubled_keys, nameless, out_of_reach
from tests.desktop.small_office import cases_page, shell_at, shell_of, small_office

PLACE = {column.key: place for place, column in enumerate(COLUMNS)}


@pytest.fixture
def shell(office: Office, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> Shell:
    return shell_at("cases", office, tasks, settings, qtbot)


@pytest.fixture
def screen(shell: Shell, qtbot: QtBot) -> CasesScreen:
    return cases_page(shell, qtbot)


def column(screen: CasesScreen, key: str) -> list[str]:
    table = screen.table
    return [table.index(row, PLACE[key]).data() for row in range(table.rowCount())]


def wait_for(qtbot: QtBot, screen: CasesScreen, numbers: Sequence[int]) -> None:
    wanted = [f"〔2026〕{number}号" for number in numbers]
    qtbot.waitUntil(lambda: column(screen, "number") == wanted)


def test_the_newest_case_stands_first_with_masked_names_and_weekdays(screen: CasesScreen) -> None:
    assert column(screen, "number") == [f"〔2026〕{number}号" for number in (4, 3, 2, 1)]
    assert column(screen, "applicant") == ["刘*", "张*", "云溪合作社", "何**"]
    assert column(screen, "received") == ["—", "2026-12-03 周四", "2026-11-13 周五", "2026-11-09 周一"]
    assert screen.sort_label.text() == "按编号从新到旧"


def test_how_many_there_are_is_said(screen: CasesScreen, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: screen.count_label.text() == "共 4 件，其中在办 4 件")
    screen.year_chip.click()
    qtbot.waitUntil(lambda: screen.count_label.text() == "2026年4 件，其中在办 4 件")


def test_status_and_deadline_are_marks(screen: CasesScreen) -> None:
    marks = [screen.table.index(row, PLACE["deadline"]).data(MARK_ROLE) for row in range(4)]
    assert marks[0] == ("waiting", "待确认")
    assert marks[2][0] == "provisional"
    assert marks[3] == ("late", "逾期 1 天")
    assert screen.table.index(3, PLACE["status"]).data(MARK_ROLE) == ("chip", "办理中")
    assert screen.table.index(3, PLACE["number"]).data(MARK_ROLE) is None


def test_numbers_stand_right_and_words_left(screen: CasesScreen) -> None:
    def side(key: str) -> Qt.AlignmentFlag:
        flags = Qt.AlignmentFlag(screen.table.index(0, PLACE[key]).data(Qt.ItemDataRole.TextAlignmentRole))
        return flags & Qt.AlignmentFlag.AlignHorizontal_Mask

    assert side("left") == Qt.AlignmentFlag.AlignRight
    assert side("applicant") == Qt.AlignmentFlag.AlignLeft
    assert column(screen, "left")[3] == "-1"


def test_typing_in_the_search_field_finds_from_any_page(
    screen: CasesScreen, shell: Shell, qtbot: QtBot
) -> None:
    shell.go("desk")
    QTest.keyClick(shell, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    shell.search_edit.setText("张伟")
    qtbot.waitUntil(lambda: shell.here == Stop("cases"))
    wait_for(qtbot, screen, [3])
    assert screen.count_label.text() == "找到 1 件"
    shell.search_edit.setText("农田 合作")
    wait_for(qtbot, screen, [2])
    shell.search_edit.clear()
    wait_for(qtbot, screen, [4, 3, 2, 1])


def test_nothing_found_is_said_and_can_be_left(screen: CasesScreen, shell: Shell, qtbot: QtBot) -> None:
    shell.search_edit.setText("没有这个词")
    qtbot.waitUntil(lambda: screen.empty_page.isVisible())
    assert (screen.empty_label.text(), screen.empty_button.text()) == ("没有找到“没有这个词”", "清除条件")
    screen.empty_button.click()
    wait_for(qtbot, screen, [4, 3, 2, 1])
    assert shell.search_edit.text() == ""
    assert screen.case_view.isVisible()


def test_an_office_without_cases_offers_to_log_the_first(
    tmp_path: Path, tasks: Tasks, settings: QSettings, qtbot: QtBot
) -> None:
    with small_office(tmp_path, cases=False) as office:
        shell = shell_of(office, tasks, settings)
        qtbot.addWidget(shell)
        shell.show()
        shell.go("cases")
        screen = shell.page("cases")
        assert isinstance(screen, CasesScreen)
        qtbot.waitUntil(lambda: screen.empty_page.isVisible())
        assert screen.empty_label.text() == "还没有案件"
        screen.empty_button.click()
        assert shell.here == Stop("intake")
        tasks.close()


def test_chips_narrow_the_list(screen: CasesScreen, qtbot: QtBot) -> None:
    screen.overdue_chip.click()
    wait_for(qtbot, screen, [1])
    screen.overdue_chip.click()
    screen.in_progress_chip.click()
    wait_for(qtbot, screen, [3, 2, 1])
    assert screen.filter.statuses == {Status.IN_PROGRESS}
    assert screen.filters.words() == "状态：办理中"


def test_channel_and_handler_are_chosen_from_menus(screen: CasesScreen, qtbot: QtBot) -> None:
    screen.channel_chip.click()
    [menu] = screen.channel_chip.findChildren(QMenu)
    next(action for action in menu.actions() if action.text() == Channel.IN_PERSON.label).trigger()
    wait_for(qtbot, screen, [3, 1])
    assert (screen.channel_chip.isChecked(), screen.channel_chip.text()) == (True, "当面 ▾")
    menu.close()
    screen.handler_chip.click()
    qtbot.waitUntil(lambda: bool(screen.handler_chip.findChildren(QMenu)))
    [menu] = screen.handler_chip.findChildren(QMenu)
    assert [action.text() for action in menu.actions()] == ["全部经办", "周某", "李某"]
    menu.actions()[1].trigger()
    wait_for(qtbot, screen, [1])
    assert screen.filters.words() == "渠道：当面；经办：周某"


def test_a_click_on_a_heading_sorts_and_a_second_turns_it_round(screen: CasesScreen, qtbot: QtBot) -> None:
    header = screen.case_view.horizontalHeader()

    def click(key: str) -> None:
        place = header.sectionViewportPosition(PLACE[key]) + 12
        at = header.rect().center()
        at.setX(place)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)

    click("received")
    wait_for(qtbot, screen, [1, 2, 3, 4])
    assert screen.filter.order is Order.RECEIVED
    assert screen.sort_label.text() == "按收到申请之日从旧到新"
    click("received")
    wait_for(qtbot, screen, [3, 2, 1, 4])
    assert not screen.case_view.selectionModel().selection().contains(screen.table.index(1, 0))


def test_a_column_that_is_computed_does_not_sort(screen: CasesScreen) -> None:
    before = screen.filter
    screen.case_view.sortByColumn(PLACE["next"], Qt.SortOrder.AscendingOrder)
    assert screen.filter is before
    assert screen.case_view.horizontalHeader().sortIndicatorSection() == PLACE["number"]


def test_enter_opens_the_current_case(screen: CasesScreen, shell: Shell, qtbot: QtBot) -> None:
    QTest.keyClick(screen.case_view, Qt.Key.Key_Down)
    QTest.keyClick(screen.case_view, Qt.Key.Key_Return)
    assert shell.here == Stop("case", 3)


def test_copied_rows_are_masked_and_inert(screen: CasesScreen, qtbot: QtBot) -> None:
    screen.header.layout = {"number": 118, "applicant": 150, "wanted": 0, "left": 80}
    screen.case_view.selectRow(1)
    QTest.keyClick(screen.case_view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    clipboard = QGuiApplication.clipboard()
    qtbot.waitUntil(lambda: clipboard.text().startswith("〔2026〕3号"))
    assert clipboard.text() == "〔2026〕3号\t张*\t'=道路 养护 经费\t17"


def test_all_rows_are_chosen_as_one_range(screen: CasesScreen, qtbot: QtBot) -> None:
    QTest.keyClick(screen.case_view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert screen.selected_rows() == [0, 1, 2, 3]
    assert screen.case_view.selectionModel().selection().size() == 1


def test_a_changed_case_is_read_again_and_stays_current(
    screen: CasesScreen, shell: Shell, office: Office, qtbot: QtBot
) -> None:
    screen.case_view.selectRow(2)
    facts = {
        "channel": "in_person",
        "submitted_on": "2026-12-08",
        "applicant.name": "新人",
        "wanted": "村规民约",
    }
    shell.announce(register(office, facts))
    wait_for(qtbot, screen, [5, 4, 3, 2, 1])
    assert screen.current_case() == 2


def test_columns_are_chosen_and_remembered(screen: CasesScreen, settings: QSettings) -> None:
    screen.columns_button.click()
    [menu] = screen.case_view.findChildren(QMenu)
    entries = {action.text(): action for action in menu.actions()}
    assert not entries["编号"].isEnabled()
    entries["渠道"].trigger()
    entries["处理结果"].trigger()
    header = screen.case_view.horizontalHeader()
    assert header.isSectionHidden(PLACE["channel"])
    assert not header.isSectionHidden(PLACE["result"])
    kept = read_layout(str(settings.value(KEY)))
    assert "channel" not in kept
    assert list(kept)[-1] == "result"
    entries["恢复默认列"].trigger()
    assert screen.header.layout == default_layout()


@pytest.mark.parametrize("damaged", ["", "applicant:90", "nonsense", "number:x", "number:1,gone:3"])
def test_a_damaged_layout_shows_what_a_new_office_sees(damaged: str) -> None:
    expected = {"number": 1} if "gone" in damaged else default_layout()
    assert read_layout(damaged) == expected
    assert read_layout(write_layout(default_layout())) == default_layout()


def test_the_subject_takes_the_free_width_and_never_vanishes(
    screen: CasesScreen, wardrobe: Wardrobe, qtbot: QtBot
) -> None:
    header = screen.case_view.horizontalHeader()
    qtbot.waitUntil(lambda: header.length() == screen.case_view.viewport().width())
    wardrobe.resize_type(20)
    qtbot.wait(20)
    assert header.sectionSize(PLACE["wanted"]) >= 300


def test_printing_shows_a_preview(screen: CasesScreen, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    screen.print_button.click()
    qtbot.waitUntil(lambda: bool(screen.findChildren(QPrintPreviewDialog)))
    [dialog] = screen.findChildren(QPrintPreviewDialog)
    assert "登记台账" in dialog.windowTitle()
    dialog.close()


def test_what_is_listed_leaves_as_a_file_in_its_order(
    screen: CasesScreen, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "a"), ""))
    screen.export_button.click()
    workbook, table = screen.export_button.findChildren(QMenu)[-1].actions()
    workbook.trigger()
    qtbot.waitUntil(lambda: shell.notice_bar.words.text().endswith("a.xlsx"))
    table.trigger()
    qtbot.waitUntil(lambda: shell.notice_bar.words.text().endswith("a.csv"))
    text = (tmp_path / "a.csv").read_text("utf-8-sig")
    assert [line[0] for line in csv.reader(StringIO(text))][1:] == column(screen, "number")
    assert (tmp_path / "a.xlsx").exists()
    assert "何小明" not in text


def test_too_long_a_register_is_not_printed_but_explained(
    screen: CasesScreen, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register_out, "MOST_PRINTED", 3)
    screen.print_button.click()
    assert shell.notice_bar.words.text() == "一次最多打印 3 行，请先用“本年”等条件缩小范围"


@pytest.mark.parametrize("points", [10.5, 20])
def test_large_type_fits_and_everything_has_a_name(
    screen: CasesScreen, shell: Shell, wardrobe: Wardrobe, qtbot: QtBot, points: float
) -> None:
    wardrobe.resize_type(points)
    shell.resize(shell.minimumSizeHint().expandedTo(shell.size()))
    qtbot.wait(50)
    assert nameless(screen) == []
    assert clipped(screen) == []
    assert out_of_reach(shell) == []
    assert doubled_keys(shell) == []


# -- the model ------------------------------------------------------------------------------------------------


@pytest.fixture
def table(office: Office, tasks: Tasks) -> Iterator[CaseTable]:
    errors: list[Exception] = []
    yield CaseTable(office, tasks, errors.append)
    assert errors == []


def test_the_model_keeps_qt_happy(table: CaseTable, qtbot: QtBot) -> None:
    QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for wanted in (
        CaseFilter(),
        CaseFilter(text="没有"),
        CaseFilter(order=Order.DUE),
        CaseFilter(order=Order.DUE),
    ):
        with qtbot.waitSignal(table.loaded):
            table.show(wanted)


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch, office: Office) -> list[list[int]]:
    """A register of 100 pages, each row of which is case 1 under another id; what was asked for is written down."""
    [line] = case_lines(office, [1])
    asked: list[list[int]] = []

    def lines(_: Office, ids: Sequence[int]) -> list[CaseLine]:
        asked.append(list(ids))
        return [replace(line, id=case_id) for case_id in ids]

    def ids(_: Office, wanted: CaseFilter) -> list[int]:
        return list(range(10_000)) if not wanted.text else list(range(50))

    monkeypatch.setattr(case_table, "case_ids", ids)
    monkeypatch.setattr(case_table, "case_lines", lines)
    return asked


def test_rows_are_fetched_a_page_at_a_time_when_they_are_seen(
    table: CaseTable, many: list[list[int]], qtbot: QtBot
) -> None:
    with qtbot.waitSignal(table.loaded):
        table.show(CaseFilter())
    assert table.index(5_050, 0).data() == "…"
    with qtbot.waitSignal(table.dataChanged) as arrived:
        pass
    assert (arrived.args[0].row(), arrived.args[1].row()) == (5_000, 5_099)
    assert table.index(5_050, 0).data() == "〔2026〕1号"
    assert [part[0] for part in many] == [0, 5_000]


def test_what_was_scrolled_past_is_not_fetched(table: CaseTable, many: list[list[int]], qtbot: QtBot) -> None:
    with qtbot.waitSignal(table.loaded):
        table.show(CaseFilter())
    for row in range(1_000, 9_000, PAGE):
        table.index(row, 0).data()
    qtbot.waitUntil(lambda: table.line(8_900) is not None)
    qtbot.wait(50)
    fetched = [part[0] for part in many[1:]]
    assert 8_900 in fetched
    assert len(fetched) <= 5


def test_only_so_many_pages_are_kept(table: CaseTable, many: list[list[int]], qtbot: QtBot) -> None:
    with qtbot.waitSignal(table.loaded):
        table.show(CaseFilter())
    for page in range(1, PAGES_KEPT + 2):
        table.index(page * PAGE, 0).data()
        qtbot.waitUntil(lambda page=page: table.line(page * PAGE) is not None)  # type: ignore[misc]
    assert table.line(0) is None


def test_a_page_that_arrives_after_the_list_changed_is_dropped(table: CaseTable) -> None:
    wanted = table._filter
    table._restart(wanted, Found(array("q", range(300)), ()))
    edition = table._edition
    table._restart(wanted, Found(array("q", [7, 8]), ()))
    table._arrive(edition, 2, list(range(200, 300)), [])
    assert table.rowCount() == 2
    assert 2 not in table._pages


def test_an_answer_to_what_was_typed_before_is_dropped(table: CaseTable) -> None:
    table._restart(CaseFilter(text="早先"), Found(array("q", [1]), ()))
    assert table.rowCount() == 0


def test_a_page_that_cannot_be_read_is_told_and_not_asked_for_by_every_paint(
    office: Office, tasks: Tasks, qtbot: QtBot, many: list[list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    errors: list[Exception] = []
    table = CaseTable(office, tasks, errors.append)
    with qtbot.waitSignal(table.loaded):
        table.show(CaseFilter())

    def broken(_: Office, ids: Sequence[int]) -> list[CaseLine]:
        raise OSError("gone")

    monkeypatch.setattr(case_table, "case_lines", broken)
    table.index(500, 0).data()
    qtbot.waitUntil(lambda: len(errors) == 1)
    assert table.index(500, 0).data() == "…"
    qtbot.wait(30)
    assert len(errors) == 1


# -- words and paper ------------------------------------------------------------------------------------------


@pytest.fixture
def lines(office: Office) -> list[CaseLine]:
    by_id = {line.id: line for line in case_lines(office, case_ids(office, CaseFilter()))}
    return [by_id[number] for number in (1, 2, 3, 4)]


@pytest.fixture
def day(office: Office) -> Day:
    return Day(office.today(), office.rules.calendar, office.replies)


def test_every_column_says_something_of_every_case(lines: list[CaseLine], day: Day) -> None:
    for entry in COLUMNS:
        assert [entry.read(line, day) for line in lines] != ["", "", "", ""] or entry.key == "result", (
            entry.key
        )
        assert not entry.mark or all(entry.mark(line, day)[1] for line in lines)


@pytest.mark.parametrize("sign", list("=+-@＝＋－＠"))
def test_what_a_spreadsheet_would_reckon_is_made_inert(sign: str, lines: list[CaseLine], day: Day) -> None:
    wanted = next(entry for entry in COLUMNS if entry.key == "wanted")
    assert row_text(replace(lines[0], wanted=f"{sign}1+1"), (wanted,), day) == f"'{sign}1+1"


def test_marks_of_a_case_that_is_over(lines: list[CaseLine], day: Day) -> None:
    over = replace(lines[0], status=Status.CLOSED, clock_status="withdrawn")
    assert deadline_mark(over, day) == ("", "申请人撤回")
    replied = replace(lines[0], status=Status.ARCHIVED, clock_status="replied", late=True)
    assert deadline_mark(replied, day) == ("", "逾期答复")
    assert deadline_mark(replace(replied, late=False), day) == ("", "按期答复")
    assert deadline_mark(replace(lines[0], suspended=True), day) == ("paused", "已暂停")


@pytest.mark.parametrize(
    ("key", "descending", "words"),
    [
        ("due", False, "按届满日从早到晚"),
        ("handler", True, "按经办排列（倒序）"),
        ("number", True, "按编号从新到旧"),
    ],
)
def test_sorting_is_said_in_words(key: str, descending: bool, words: str) -> None:
    assert sorted_words(COLUMNS[PLACE[key]], descending) == words


def wide_enough(header: QHeaderView, need: int) -> bool:
    return header.sectionSize(PLACE["number"]) >= need


def test_the_number_of_a_rectification_stands_whole_in_its_column(
    screen: CasesScreen, wardrobe: Wardrobe, qtbot: QtBot
) -> None:
    header = screen.case_view.horizontalHeader()
    for points in (10.5, 20.0):
        wardrobe.resize_type(points)
        need = QFontMetrics(font("body")).horizontalAdvance("更正〔2026〕1号") + 2 * sp("m")
        qtbot.waitUntil(partial(wide_enough, header, need))
