"""Month and week of duties on the calendar page: what stands there, and how one gets to the case."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QSettings, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from gkcase.desktop import duty_sheet
from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.duty_paint import PAPER, SCREEN, lines_of, paint_cell, short
from gkcase.desktop.duty_panel import FIRST, LAST, MONTH, WEEK, DutyPanel
from gkcase.desktop.duty_sheet import month_sheet
from gkcase.desktop.duty_views import MonthView, duty_words, month_span
from gkcase.desktop.duty_week import WeekView
from gkcase.desktop.pages import Page, Place, Stop
from gkcase.desktop.printing import save_pdf
from gkcase.desktop.screens.calendar import CalendarScreen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Tasks
from gkcase.desktop.year_view import year_day
from gkcase.domain.terms import Event
from gkcase.services.calendar import set_office_day
from gkcase.services.duty_calendar import DutyDay, DutySpan
from gkcase.services.office import Office
from tests.desktop.audit import clipped, doubled_keys, nameless, out_of_reach
from tests.desktop.settings_window import said
from tests.desktop.small_office import Visited

TODAY = date(2026, 12, 8)


def duty(day: int, number: int = 1, state: str = "safe", code: str = "reply") -> DutyDay:
    return DutyDay(
        on=date(2026, 12, day),
        code=code,
        number=f"〔2026〕{number}号",
        text=f"最迟 12月{day}日答复",
        basis="第三十三条第二款",
        state=state,
        who="何**",
        handler="李某",
        case_id=number,
        event=Event.LETTER_WRITTEN,
    )


def span_of(office: Office, *duties: DutyDay, own: tuple[date, ...] = ()) -> DutySpan:
    days: dict[date, tuple[DutyDay, ...]] = {}
    for one in duties:
        days[one.on] = (*days.get(one.on, ()), one)
    return DutySpan(*month_span(TODAY), days, frozenset(own), office.rules.calendar)


@pytest.fixture
def shell(office: Office, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> Shell:
    pages = [
        Page("desk", "工作台", "desk", lambda _: Visited()),
        Page("calendar", "日历", "calendar", lambda shell: CalendarScreen(office, shell)),
        Page("case", "案件", "cases", lambda _: Visited(), Place.INSIDE),
        Page("mail", "收件簿", "mailbox", lambda _: Visited(), Place.INSIDE),
        Page("sending", "送达", "send", lambda _: Visited(), Place.INSIDE),
    ]
    made = Shell(pages, tasks, settings, lambda: office.today())
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    made.go("desk")
    return made


@pytest.fixture
def panel(shell: Shell, qtbot: QtBot) -> DutyPanel:
    """The month, come to from the desk, with the duties of the small office."""
    shell.go("calendar", MONTH)
    screen = shell.page("calendar")
    assert isinstance(screen, CalendarScreen)
    qtbot.waitUntil(lambda: screen.duties.shown is not None)
    return screen.duties


def listed(panel: DutyPanel) -> list[QMenu]:
    return [menu for menu in panel.view.findChildren(QMenu) if menu.isVisible()]


def press(panel: DutyPanel, key: Qt.Key) -> None:
    QTest.keyClick(panel.view, key)


def test_the_month_says_what_falls_due_and_leads_to_the_case(
    panel: DutyPanel, shell: Shell, office: Office
) -> None:
    assert panel.title_label.text() == "2026年12月"
    assert panel.count_label.text().endswith("其中逾期 1 项")
    late = panel.view.duties(date(2026, 12, 7))
    assert [(one.number, one.state, one.who) for one in late] == [("〔2026〕1号", "late", "何**")]
    panel.view.go(date(2026, 12, 7))
    assert "〔2026〕1号 答复，逾期，何**，周某" in panel.view.accessibleDescription()
    press(panel, Qt.Key.Key_Return)
    assert shell.here == Stop("case", (1, Event.LETTER_WRITTEN))


def test_the_keys_move_the_day_the_week_and_the_month(panel: DutyPanel, qtbot: QtBot) -> None:
    panel.view.setFocus()
    assert panel.view.day == TODAY
    press(panel, Qt.Key.Key_Right)
    press(panel, Qt.Key.Key_Down)
    assert panel.view.day == date(2026, 12, 16)
    press(panel, Qt.Key.Key_PageUp)
    qtbot.waitUntil(lambda: panel.title_label.text() == "2026年11月")
    assert panel.view.day == date(2026, 11, 16)
    press(panel, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: panel.title_label.text() == "2026年12月")
    assert panel.view.day == TODAY
    press(panel, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: panel.title_label.text() == "2027年1月")
    assert panel.count_label.text().endswith("节假日暂定")
    panel.today_button.click()
    qtbot.waitUntil(lambda: panel.title_label.text() == "2026年12月")


def test_the_week_is_a_list_and_is_remembered(panel: DutyPanel, shell: Shell, qtbot: QtBot) -> None:
    panel.span_row.buttons[WEEK].click()
    qtbot.waitUntil(lambda: panel.title_label.text() == "2026年12月7日–12月13日")
    view = panel.view
    assert isinstance(view, WeekView)
    press(panel, Qt.Key.Key_Up)
    assert view.day == date(2026, 12, 7)
    line, one = view.lines(view.day, view.place_of(view.day))[0]
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=line.center().toPoint())
    assert shell.here == Stop("case", (one.case_id, Event.LETTER_WRITTEN))
    press(panel, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: panel.title_label.text() == "2026年12月14日–12月20日")
    shell.go("desk")
    shell.go("calendar")
    assert panel.isVisible()
    assert panel.span == WEEK
    panel.span_row.buttons["year"].click()
    screen = shell.page("calendar")
    assert isinstance(screen, CalendarScreen)
    assert screen.year_page.isVisible()
    assert screen.span_row.code == "year"


def test_a_day_with_many_duties_folds_them_and_lists_them_all(
    panel: DutyPanel, shell: Shell, office: Office
) -> None:
    many = [duty(8, number) for number in range(1, 30)]
    panel.view.show_span(span_of(office, *many), TODAY, TODAY)
    view = panel.view
    assert isinstance(view, MonthView)
    [cell] = [cell for cell in view.cells() if cell.day == TODAY]
    lines, folded, rest = lines_of(SCREEN, cell)
    assert folded is not None
    assert len(lines) + rest == 29
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=lines[1][0].center().toPoint())
    assert shell.here == Stop("case", (2, Event.LETTER_WRITTEN))
    shell.go("calendar")
    view.show_span(span_of(office, *many), TODAY, TODAY)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=folded.center().toPoint())
    [menu] = listed(panel)
    assert [action.text() for action in menu.actions()] == [duty_words(one) for one in many]
    menu.actions()[4].trigger()
    assert shell.here == Stop("case", (5, Event.LETTER_WRITTEN))
    menu.close()


def test_only_ones_own_and_what_a_command_moves(
    panel: DutyPanel, office: Office, shell: Shell, qtbot: QtBot
) -> None:
    assert panel.view.duties(date(2026, 12, 7))
    panel.mine_chip.click()
    qtbot.waitUntil(lambda: not panel.view.duties(date(2026, 12, 7)))  # that case is 周某's, 李某 is at work
    shell.announce(set_office_day(office, date(2026, 12, 11), works=False, name="搬迁"))
    qtbot.waitUntil(lambda: panel.view.marks[date(2026, 12, 11)].own)


def test_days_off_made_up_and_ones_own_are_told_apart_without_colour(office: Office) -> None:
    """Seen in grey: each of them leaves another picture of the same cell."""
    calendar = office.rules.calendar
    shown = {
        "work": year_day(calendar, date(2026, 12, 8), False),
        "off": year_day(calendar, date(2026, 10, 1), False),
        "makeup": year_day(calendar, date(2026, 10, 10), False),
        "own": year_day(calendar, date(2026, 12, 8), True),
    }
    view = MonthView()
    view.show_span(span_of(office), TODAY, TODAY)
    cell = view.cells()[8]
    pictures = set()
    for hand in (SCREEN, PAPER):
        for mark in shown.values():
            image = QImage(200, 120, QImage.Format.Format_Grayscale8)
            image.fill(255)
            painter = QPainter(image)
            painter.translate(-cell.box.topLeft())
            paint_cell(painter, hand, type(cell)(TODAY, cell.box, mark, ()), today=False)
            painter.end()
            pictures.add(bytes(image.constBits()))
    assert len(pictures) == 2 * len(shown)
    view.deleteLater()


def test_the_number_of_another_year_is_written_out() -> None:
    assert short(duty(8, 12), 2026) == "12号 答复"
    assert short(duty(8, 12), 2027) == "〔2026〕12号 答复"


def test_the_month_is_printed_without_names(
    panel: DutyPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheets = []
    monkeypatch.setattr(duty_sheet, "preview", lambda sheet, _: sheets.append(sheet))
    panel.print_button.click()
    [sheet] = sheets
    assert (sheet.title, len(sheet.pages), sheet.landscape) == ("2026年12月到期事项", 1, True)
    save_pdf(sheet, tmp_path / "月.pdf")
    assert (tmp_path / "月.pdf").read_bytes().startswith(b"%PDF")
    assert month_sheet("云溪镇", panel.shown, TODAY, TODAY, "全办").title == sheet.title  # type: ignore[arg-type]


def test_the_duties_go_into_another_calendar_program(
    panel: DutyPanel, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "待办"), ""))
    panel.export_button.click()
    qtbot.waitUntil(lambda: said(shell).endswith("待办.ics"))
    assert (tmp_path / "待办.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    panel.export_to(tmp_path / "nowhere" / "待办.ics")
    qtbot.waitUntil(lambda: "没有写成" in said(shell))


@pytest.mark.parametrize("span", [MONTH, WEEK])
@pytest.mark.parametrize("day", [date(1, 1, 1), date(2019, 1, 1), date(2100, 12, 31), date.max])
def test_the_ends_of_the_calendar_are_ends_and_no_fault(
    panel: DutyPanel, span: str, day: date, qtbot: QtBot
) -> None:
    panel.show_as(span)
    panel.go(day)
    nearest = min(max(day, FIRST), LAST)
    qtbot.waitUntil(lambda: panel.shown is not None and panel.shown.since <= nearest <= panel.shown.until)
    assert nearest in panel.view.marks
    for pages in (-1, 1):
        panel.turn(pages)
        qtbot.waitUntil(lambda: panel.day in panel.view.marks)
        assert FIRST <= panel.day <= LAST


def test_everything_is_named_reached_and_whole(
    panel: DutyPanel, shell: Shell, wardrobe: Wardrobe, qtbot: QtBot
) -> None:
    for points in (10.5, 20.0):
        wardrobe.resize_type(points)
        qtbot.waitUntil(lambda: clipped(panel) == [])
        assert nameless(panel) == []
        assert out_of_reach(shell) == []
    assert doubled_keys(shell) == []


def test_the_tip_says_all_of_a_duty(panel: DutyPanel, office: Office) -> None:
    panel.view.show_span(span_of(office, duty(8, 3, "soon")), TODAY, TODAY)
    view = panel.view
    assert isinstance(view, MonthView)
    [cell] = [cell for cell in view.cells() if cell.day == TODAY]
    box, _ = lines_of(SCREEN, cell)[0][0]
    assert view._tip(box.center()) == "〔2026〕3号 最迟 12月8日答复\n依据：第三十三条第二款\n何**，李某"
    assert view._tip(QPointF(cell.box.right() - 3, cell.box.bottom() - 3)).endswith("工作日，1项到期")
