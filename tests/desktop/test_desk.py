"""The desk answers one question: what has to be done today."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QSettings, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.due_weeks import DueWeeks
from gkcase.desktop.duty_list import DutyModel, Head, about, badge_words
from gkcase.desktop.pages import Stop
from gkcase.desktop.screens.desk import DeskScreen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Tasks
from gkcase.domain.terms import Event
from gkcase.services.desk import DutyLine, Group, desk
from gkcase.services.intake import register
from gkcase.services.office import Office
from tests.desktop.audit import clipped, doubled_keys, nameless, out_of_reach
from tests.desktop.small_office import Visited, shell_at, shell_of, small_office


@pytest.fixture
def shell(office: Office, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> Shell:
    return shell_at("desk", office, tasks, settings, qtbot)


@pytest.fixture
def screen(shell: Shell, qtbot: QtBot) -> DeskScreen:
    page = shell.page("desk")
    assert isinstance(page, DeskScreen)
    qtbot.waitUntil(lambda: page.shown is not None)
    return page


def duties(screen: DeskScreen) -> list[DutyLine]:
    rows = (screen.model.duty(row) for row in range(screen.model.rowCount()))
    return [duty for duty in rows if duty is not None]


def heads(screen: DeskScreen) -> list[tuple[Group, int]]:
    items = (screen.model.item(row) for row in range(screen.model.rowCount()))
    return [(item.group, item.count) for item in items if isinstance(item, Head)]


def test_duties_stand_in_groups_by_urgency(screen: DeskScreen) -> None:
    groups = [group for group, _ in heads(screen)]
    assert groups == sorted(groups, key=list(Group).index)
    assert groups[0] is Group.OVERDUE
    assert [duty.group for duty in duties(screen)] == [g for g, count in heads(screen) for _ in range(count)]
    assert screen.count_label.text() == f"{len(duties(screen))} 件事，先做上面的"


def test_the_late_case_says_what_and_how_late(screen: DeskScreen) -> None:
    [late] = [duty for duty in duties(screen) if duty.number == "〔2026〕1号"]
    assert badge_words(late) == "逾期 1 天"
    assert "12月7日（周一）" in late.text
    assert about(late) == "〔2026〕1号  何** · 公益岗位名单"


def test_an_organisation_is_not_masked_and_a_new_line_does_not_break_the_row(screen: DeskScreen) -> None:
    said = {duty.number: about(duty) for duty in duties(screen)}
    assert said["〔2026〕2号"] == "〔2026〕2号  云溪合作社 · 农田项目验收材料"
    assert said["〔2026〕3号"] == "〔2026〕3号  张* · =道路 养护 经费"


def test_headings_cannot_be_chosen_and_the_keys_step_over_them(screen: DeskScreen, qtbot: QtBot) -> None:
    view = screen.duty_view
    view.setFocus()
    seen = {view.currentIndex().row()}
    for _ in range(screen.model.rowCount()):
        QTest.keyClick(view, Qt.Key.Key_Down)
        seen.add(view.currentIndex().row())
    assert seen == {row for row in range(screen.model.rowCount()) if screen.model.duty(row) is not None}


def test_enter_opens_the_case_at_the_act(screen: DeskScreen, shell: Shell, qtbot: QtBot) -> None:
    late = next(duty for duty in duties(screen) if duty.number == "〔2026〕1号")
    screen.duty_view.go_to(late)
    QTest.keyClick(screen.duty_view, Qt.Key.Key_Return)
    case = shell.page("case")
    assert isinstance(case, Visited)
    assert isinstance(late.event, Event)
    assert case.visits == [(1, late.event)]


def test_the_button_stands_on_the_current_line_only(screen: DeskScreen, shell: Shell, qtbot: QtBot) -> None:
    view = screen.duty_view
    QTest.keyClick(view, Qt.Key.Key_Down)
    line = view.visualRect(view.currentIndex())
    middle = view.go_button.mapTo(view.viewport(), view.go_button.rect().center())
    assert line.contains(middle)
    wanted = view.current()
    view.go_button.click()
    assert wanted is not None
    mail = wanted.case_id is None
    assert shell.here == (
        Stop("mail", wanted.mail_id) if mail else Stop("case", (wanted.case_id, wanted.event))
    )


def test_a_double_click_opens_an_envelope_in_the_mail_register(
    screen: DeskScreen, shell: Shell, qtbot: QtBot
) -> None:
    [envelope] = [duty for duty in duties(screen) if duty.mail_id is not None]
    row = screen.model.row_of(envelope)
    place = screen.duty_view.visualRect(screen.model.index(row)).center()
    QTest.mouseClick(screen.duty_view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(screen.duty_view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert shell.here == Stop("mail", envelope.mail_id)


def test_mine_shows_only_what_i_handle_and_is_remembered(
    screen: DeskScreen, settings: QSettings, qtbot: QtBot
) -> None:
    screen.mine_button.click()
    qtbot.waitUntil(lambda: all(duty.handler == "李某" or duty.mail_id for duty in duties(screen)))
    assert not [duty for duty in duties(screen) if duty.number == "〔2026〕1号"]
    assert settings.value("desk/whose") == "mine"
    screen.all_button.click()
    qtbot.waitUntil(lambda: any(duty.number == "〔2026〕1号" for duty in duties(screen)))


def test_figures_tell_how_the_office_stands(screen: DeskScreen, office: Office) -> None:
    expected = desk(office)
    assert (screen.open_figure.text(), screen.overdue_figure.text()) == ("4", "1")
    assert screen.soon_figure.text() == str(expected.soon)
    assert screen.overdue_figure.property("tone") == "late"
    assert screen.overdue_figure.font().pointSizeF() == screen.open_figure.font().pointSizeF()


def test_an_unpublished_year_is_told_and_leads_to_the_calendar(screen: DeskScreen, shell: Shell) -> None:
    assert screen.note_frame.isVisible()
    assert screen.note_title.text() == "2027年放假安排尚未公布"
    assert "1 件案件" in screen.note_label.text()
    screen.note_button.click()
    assert shell.here == Stop("calendar")


def test_a_new_case_appears_and_the_cursor_stays_where_it_was(
    screen: DeskScreen, shell: Shell, office: Office, qtbot: QtBot
) -> None:
    stood = duties(screen)[2]
    screen.duty_view.go_to(stood)
    facts = {
        "channel": "in_person",
        "submitted_on": "2026-12-08",
        "applicant.name": "新人",
        "wanted": "村规民约",
    }
    shell.announce(register(office, facts))
    qtbot.waitUntil(lambda: any(duty.number == "〔2026〕5号" for duty in duties(screen)))
    current = screen.duty_view.current()
    assert current is not None
    assert (current.case_id, current.mail_id) == (stood.case_id, stood.mail_id)


def test_a_new_day_is_reckoned_anew(screen: DeskScreen, shell: Shell, office: Office, qtbot: QtBot) -> None:
    office.practise(date(2026, 12, 9))
    shell.refresh_today()
    qtbot.waitUntil(lambda: "逾期 2 天" in [badge_words(duty) for duty in duties(screen)])


def test_an_empty_desk_says_so_and_offers_to_log_a_request_or_to_bring_a_ledger_in(
    tmp_path: Path, tasks: Tasks, settings: QSettings, qtbot: QtBot
) -> None:
    with small_office(tmp_path, cases=False) as office:
        shell = shell_of(office, tasks, settings)
        qtbot.addWidget(shell)
        shell.show()
        shell.go("desk")
        screen = shell.page("desk")
        assert isinstance(screen, DeskScreen)
        qtbot.waitUntil(lambda: screen.shown is not None)
        assert (screen.empty_page.isVisible(), screen.duty_view.isVisible()) == (True, False)
        assert screen.empty_label.text() == "没有要办的事"
        screen.ledger_button.click()
        assert shell.here == Stop("ledger")
        shell.back()
        screen.empty_button.click()
        assert shell.here == Stop("intake")
        tasks.close()


def test_the_model_keeps_qt_happy(office: Office) -> None:
    model = DutyModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(desk(office).lines)
    assert model.rowCount() > 4
    assert model.rowCount(model.index(0)) == 0
    assert model.data(QModelIndex()) is None
    model.show([])
    assert model.row_of(None) == -1


def test_the_weeks_show_a_weekend_only_when_it_is_worked_on(qtbot: QtBot) -> None:
    weeks = DueWeeks()
    qtbot.addWidget(weeks)
    today = date(2026, 12, 8)
    weeks.show_dues(today, {date(2026, 12, 11): 2}, lambda day: day.weekday() < 5)
    assert weeks.columns() == 5
    assert weeks.accessibleName() == "接下来三周到期：12月11日（周五）2件"
    weeks.show_dues(today, {}, lambda day: day.weekday() < 5 or day == date(2026, 12, 12))
    assert weeks.columns() == 7
    assert weeks.accessibleName() == "接下来三周到期：没有"


@pytest.mark.parametrize("points", [10.5, 15.75, 20])
def test_large_type_fits_and_everything_has_a_name(
    screen: DeskScreen, shell: Shell, wardrobe: Wardrobe, qtbot: QtBot, points: float
) -> None:
    wardrobe.resize_type(points)
    qtbot.wait(50)
    assert nameless(screen) == []
    assert clipped(screen) == []
    assert out_of_reach(shell) == []
    assert doubled_keys(shell) == []


def test_in_large_type_the_figures_give_way_to_what_is_to_be_done(
    screen: DeskScreen, shell: Shell, wardrobe: Wardrobe, qtbot: QtBot
) -> None:
    shell.resize(1440, 900)
    qtbot.waitUntil(screen.side_scroll.isVisible)
    wardrobe.resize_type(20)
    qtbot.waitUntil(lambda: not screen.side_scroll.isVisible())
    wardrobe.resize_type(10.5)
    qtbot.waitUntil(screen.side_scroll.isVisible)
