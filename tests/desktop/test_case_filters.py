"""What narrows the register besides its chips: cases picked elsewhere, the panel of conditions, kept filters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from gkcase.desktop.columns import COLUMNS
from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.filter_controls import SomeControl, SpanControl, StayingMenu
from gkcase.desktop.filter_panel import FilterPanel
from gkcase.desktop.filter_window import FilterWindow
from gkcase.desktop.pages import Stop
from gkcase.desktop.register_filters import OF_COLUMN
from gkcase.desktop.screens.cases import CasesScreen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Tasks
from gkcase.domain.errors import Trouble
from gkcase.domain.terms import Event, Status
from gkcase.services.case_filter import ANY, CaseFilter, Order, Span
from gkcase.services.handling import record
from gkcase.services.office import Office
from gkcase.services.saved_filters import begin_with, save_filter, saved_filters
from gkcase.services.values import Chosen
from tests.desktop.audit import clipped, doubled_keys, nameless
from tests.desktop.small_office import cases_page, shell_at, shell_of

NUMBER = next(place for place, column in enumerate(COLUMNS) if column.key == "number")


@pytest.fixture
def shell(office: Office, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> Shell:
    return shell_at("cases", office, tasks, settings, qtbot)


@pytest.fixture
def screen(shell: Shell, qtbot: QtBot) -> CasesScreen:
    return cases_page(shell, qtbot)


def wait_for(qtbot: QtBot, screen: CasesScreen, numbers: Sequence[int]) -> None:
    table, wanted = screen.table, [f"〔2026〕{number}号" for number in numbers]
    qtbot.waitUntil(lambda: [table.index(row, NUMBER).data() for row in range(table.rowCount())] == wanted)


def test_cases_picked_elsewhere_cover_the_list_up_until_their_chip_is_taken_off(
    screen: CasesScreen, shell: Shell, qtbot: QtBot
) -> None:
    screen.in_progress_chip.click()
    wait_for(qtbot, screen, [3, 2, 1])
    chosen = Chosen("看板 · 临近", (1, 4))
    shell.go("desk")
    shell.go("cases", chosen)
    wait_for(qtbot, screen, [4, 1])
    [chip] = screen.filters.active_filters.chips
    assert (chip.text(), chip.accessibleName()) == ("看板 · 临近 2件 ×", "去掉条件：看板 · 临近 2件")
    assert screen.filters.words() == "看板 · 临近 2件"
    screen.overdue_chip.click()
    wait_for(qtbot, screen, [1])
    screen.open_current()
    shell.back()
    assert (shell.here, screen.filter.overdue) == (Stop("cases", chosen), True)
    shell.back()
    shell.back()
    wait_for(qtbot, screen, [3, 2, 1])
    assert (shell.here, screen.filters.active_filters.isVisible()) == (Stop("cases"), False)
    shell.forward()
    shell.forward()
    wait_for(qtbot, screen, [4, 1])
    screen.filters.active_filters.chips[0].click()
    wait_for(qtbot, screen, [4, 3, 2, 1])
    assert (shell.here, screen.filters.active_filters.chips) == (Stop("cases"), [])


def test_the_next_start_shows_the_whole_list_again(
    screen: CasesScreen, shell: Shell, settings: QSettings
) -> None:
    shell.go("cases", Chosen("看板 · 逾期", (1,)))
    shell.close()
    assert (settings.value("window/page"), settings.value("window/subject")) == ("cases", "")


def test_below_the_list_stands_where_the_words_were_found(
    screen: CasesScreen, shell: Shell, office: Office, qtbot: QtBot
) -> None:
    note = {"note": "<b>来电</b>催问验收进度，电话13800005678"}
    record(office, 2, Event.NOTED, on=office.today(), facts=note)
    record(office, 3, Event.NOTED, on=office.today(), facts={"note": "催问"})
    shell.search_edit.setText("催问")
    wait_for(qtbot, screen, [3, 2])
    label = screen.hit_label
    QTest.keyClick(screen.case_view, Qt.Key.Key_Down)
    said = "找到的字：<b>来电</b>催问验收进度，电话138****5678（记事）"
    qtbot.waitUntil(lambda: label.accessibleName() == said)
    assert "&lt;b&gt;来电" in label.text()
    assert ">催问</b>" in label.text()
    shell.search_edit.clear()
    wait_for(qtbot, screen, [4, 3, 2, 1])
    qtbot.waitUntil(lambda: not label.isVisible())


# -- the panel ------------------------------------------------------------------------------------------------


def panel_of(screen: CasesScreen) -> FilterPanel:
    screen.filters.filter_button.click()
    assert screen.filters.panel is not None
    return screen.filters.panel


def chips(screen: CasesScreen) -> list[str]:
    return [chip.text().removesuffix(" ×") for chip in screen.filters.active_filters.chips]


def edit_of(panel: FilterPanel, name: str) -> QLineEdit:
    found = panel.controls[name].focusProxy()
    assert isinstance(found, QLineEdit)
    return found


def choose(panel: FilterPanel, name: str, words: str) -> None:
    box = panel.controls[name].focusProxy()
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findText(words))


def test_what_is_typed_into_the_panel_holds_at_once_and_is_taken_off_by_its_chip(
    screen: CasesScreen, qtbot: QtBot
) -> None:
    panel = panel_of(screen)
    assert panel.isVisible()
    assert edit_of(panel, "number").hasFocus()
    edit_of(panel, "wanted").insert("道路")
    wait_for(qtbot, screen, [4, 3])
    choose(panel, "received", "本月")
    wait_for(qtbot, screen, [3])
    assert chips(screen) == ["所需信息含“道路”", "收到申请之日：本月"]
    screen.filters.active_filters.chips[0].click()
    wait_for(qtbot, screen, [3])
    assert (chips(screen), edit_of(panel, "wanted").text()) == (["收到申请之日：本月"], "")
    panel.clear_button.click()
    wait_for(qtbot, screen, [4, 3, 2, 1])
    assert panel.controls["received"].value == ANY


def test_days_from_to_and_days_left(screen: CasesScreen, qtbot: QtBot) -> None:
    panel = panel_of(screen)
    choose(panel, "received", "起止日期…")
    received = panel.controls["received"]
    assert isinstance(received, SpanControl)
    QTest.keyClicks(received.since.edit, "11-10")
    QTest.keyClicks(received.until.edit, "11-30")
    wait_for(qtbot, screen, [2])
    assert chips(screen) == ["收到申请之日：2026年11月10日至2026年11月30日"]
    screen.filters.active_filters.chips[0].click()
    QTest.keyClicks(edit_of(panel, "within"), "5")
    wait_for(qtbot, screen, [1])
    QTest.keyClicks(edit_of(panel, "within"), "x")
    wait_for(qtbot, screen, [4, 3, 2, 1])
    assert edit_of(panel, "within").property("wrong") is True


def test_several_of_a_kind_are_ticked_without_the_menu_closing(screen: CasesScreen, qtbot: QtBot) -> None:
    panel = panel_of(screen)
    kinds = panel.controls["applicant_kinds"]
    assert isinstance(kinds, SomeControl)
    kinds.button.click()
    [menu] = kinds.findChildren(StayingMenu)
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Space)
    wait_for(qtbot, screen, [4, 3, 1])
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(menu.actions()[1]).center())
    wait_for(qtbot, screen, [4, 3, 2, 1])
    assert menu.isVisible()
    assert kinds.button.text() == "自然人、商业企业 ▾"
    menu.close()


def test_everybody_who_has_cases_is_offered_and_esc_leaves_the_panel_alone(
    screen: CasesScreen, shell: Shell, qtbot: QtBot
) -> None:
    panel = panel_of(screen)
    box = panel.controls["handler"].focusProxy()
    assert isinstance(box, QComboBox)
    qtbot.waitUntil(lambda: [box.itemText(at) for at in range(box.count())] == ["不限", "周某", "李某"])
    choose(panel, "handler", "周某")
    wait_for(qtbot, screen, [1])
    assert (screen.handler_chip.text(), chips(screen)) == ("周某 ▾", [])
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert (shell.here, screen.filter.handler) == (Stop("cases"), "周某")
    assert screen.case_view.hasFocus()


def test_the_head_of_a_column_leads_to_its_field(screen: CasesScreen) -> None:
    menu = screen.header.menu(next(at for at, column in enumerate(COLUMNS) if column.key == "due"))
    assert menu.actions()[0].text() == "筛选“届满日”…"
    menu.actions()[0].trigger()
    panel = screen.filters.panel
    assert panel is not None
    assert panel.controls["due"].focusProxy().hasFocus()  # type: ignore[union-attr]
    assert {OF_COLUMN[column.key] for column in COLUMNS} <= panel.controls.keys()


def test_chips_and_other_conditions_stand_together(screen: CasesScreen, qtbot: QtBot) -> None:
    screen.narrow(CaseFilter(year=2025, statuses=frozenset([Status.REPLIED, Status.AWAITING_CONFIRMATION])))
    assert not screen.year_chip.isChecked()
    assert chips(screen) == ["2025年登记", "状态：待确认、已答复"]
    screen.in_progress_chip.click()
    assert screen.filter.year == 2025
    assert screen.filter.statuses == {Status.REPLIED, Status.AWAITING_CONFIRMATION, Status.IN_PROGRESS}
    screen.year_chip.click()
    assert (screen.filter.year, chips(screen)) == (2026, ["状态：待确认、办理中、已答复"])
    screen.year_chip.click()
    assert screen.filter.year is None


@pytest.mark.parametrize("points", [10.5, 20])
def test_the_panel_fits_and_everything_in_it_has_a_name(
    screen: CasesScreen, shell: Shell, wardrobe: Wardrobe, qtbot: QtBot, points: float
) -> None:
    wardrobe.resize_type(points)
    panel = panel_of(screen)
    screen.narrow(CaseFilter(late=False, fee=True, received=Span(date(2026, 1, 1))))
    qtbot.waitUntil(lambda: clipped(screen) == [])  # once the answer has come and has found its place
    assert nameless(screen) == []
    assert doubled_keys(shell) == []
    assert shell.width() == 1280
    assert panel.isVisible()


# -- kept filters ---------------------------------------------------------------------------------------------


def window_of(screen: CasesScreen, qtbot: QtBot) -> FilterWindow:
    menu = saved_menu(screen, qtbot)
    next(action for action in menu.actions() if action.text() == "存为常用筛选…").trigger()
    menu.close()
    return screen.findChildren(FilterWindow)[-1]


def saved_menu(screen: CasesScreen, qtbot: QtBot) -> QMenu:
    button = screen.filters.saved_button
    assert not button.findChildren(QMenu)
    button.click()
    qtbot.waitUntil(lambda: bool(button.findChildren(QMenu)))
    return button.findChildren(QMenu)[0]


def listed(window: FilterWindow) -> list[str]:
    return [window.list.item(at).text() for at in range(window.list.count())]


def test_a_filter_is_kept_opened_renamed_made_first_and_deleted(
    screen: CasesScreen, shell: Shell, office: Office, qtbot: QtBot
) -> None:
    screen.narrow(CaseFilter(wanted="道路"))
    window = window_of(screen, qtbot)
    window.save_button.click()
    qtbot.waitUntil(lambda: window.error_label.text() == "请给常用筛选起个名称")
    window.name_edit.insert("道路类")
    QTest.keyClick(window.name_edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: listed(window) == ["道路类"])
    window.first_button.click()
    qtbot.waitUntil(lambda: window.first_button.text() == "不再作起始视图")
    window.list.item(0).setText("道路")
    qtbot.waitUntil(lambda: [kept.name for kept in saved_filters(office)] == ["道路"])
    qtbot.waitUntil(lambda: listed(window) == ["道路"])
    screen.narrow(CaseFilter())
    window.open_button.click()
    wait_for(qtbot, screen, [4, 3])
    again = window_of(screen, qtbot)
    qtbot.waitUntil(lambda: listed(again) == ["道路"])
    again.drop_button.click()
    qtbot.waitUntil(lambda: listed(again) == [])
    assert shell.notice_bar.words.text() == "已删除常用筛选“道路”"
    shell.notice_bar.action_button.click()
    qtbot.waitUntil(lambda: [kept.name for kept in saved_filters(office)] == ["道路"])


def test_the_list_begins_with_the_first_view_and_says_what_is_gone(
    office: Office, tasks: Tasks, settings: QSettings, qtbot: QtBot
) -> None:
    kept = save_filter(office, "周某的", CaseFilter(handler="周某", unit="撤销的科室"))
    begin_with(office, kept)
    shell = shell_of(office, tasks, settings)
    qtbot.addWidget(shell)
    shell.show()
    shell.go("cases")
    screen = shell.page("cases")
    assert isinstance(screen, CasesScreen)
    qtbot.waitUntil(lambda: screen.empty_page.isVisible())
    assert screen.filter == kept.wanted
    assert shell.notice_bar.words.text() == "常用筛选“周某的”：没有由“撤销的科室”承办的案件"
    menu = saved_menu(screen, qtbot)
    assert [action.text() for action in menu.actions()][:2] == ["我的", "周某的（起始视图）"]
    menu.close()


def test_the_list_comes_even_where_the_first_view_cannot_be_read(
    office: Office, tasks: Tasks, settings: QSettings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Office) -> None:
        raise Trouble("读不出来")

    monkeypatch.setattr("gkcase.services.saved_filters.first_view", broken)
    shell = shell_of(office, tasks, settings)
    qtbot.addWidget(shell)
    shell.show()
    shell.go("cases")
    screen = shell.page("cases")
    assert isinstance(screen, CasesScreen)
    qtbot.waitUntil(lambda: screen.table.rowCount() == 4)
    assert shell.notice_bar.words.text() == "读不出来"


def test_a_kept_filter_brings_its_words_and_its_order(
    screen: CasesScreen, shell: Shell, office: Office, qtbot: QtBot
) -> None:
    save_filter(office, "按期", CaseFilter(text="道路", order=Order.RECEIVED, descending=False), shared=True)
    menu = saved_menu(screen, qtbot)
    next(action for action in menu.actions() if action.text() == "按期").trigger()
    wait_for(qtbot, screen, [3, 4])
    assert shell.search_edit.text() == "道路"
    header = screen.case_view.horizontalHeader()
    assert COLUMNS[header.sortIndicatorSection()].key == "received"
    menu.close()
