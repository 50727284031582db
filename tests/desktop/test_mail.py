"""收件簿: envelopes written down at the door, found again, and accounted for, all from the keyboard."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gkcase.desktop.badges import CHIP, MARK_ROLE
from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.mail_table import STATE, MailTable
from gkcase.desktop.screens.intake import IntakeScreen
from gkcase.desktop.screens.mail import MailScreen
from gkcase.desktop.screens.mail_acts import ACTS, CASE, NOTE, number_meant
from gkcase.services import mail
from tests.desktop.audit import clipped, doubled_keys, nameless, out_of_reach
from tests.desktop.filling import key
from tests.desktop.workplace import MONDAY, Workplace, focused, press, write

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
K = Qt.Key
FRIDAY = date(2026, 6, 12)


def envelope(place: Workplace, number: str = "EB1", on: date = MONDAY) -> int:
    mail.enter(place.office, arrived_on=on, way="post_signed", tracking_number=number, sender="陈某")
    return next(line.id for line in mail.mail_lines(place.office) if line.tracking_number == number)


def lines(screen: MailScreen, qtbot: QtBot, count: int) -> list[mail.Envelope]:
    qtbot.waitUntil(lambda: screen.table.rowCount() == count)
    return list(screen.table.lines)


def test_a_scanned_envelope_is_one_line_at_the_door(place: Workplace, qtbot: QtBot) -> None:
    screen = place.mail()
    assert focused() is screen.entry.tracking_number_edit
    assert screen.entry.arrived_on_field.day == MONDAY
    write("eb120800123cn")
    press(K.Key_Return)  # so ends a scanner
    assert focused() is screen.entry.sender_edit
    write("陈某")
    press(K.Key_Return)
    [line] = lines(screen, qtbot, 1)
    assert (line.arrived_on, line.tracking_number, line.sender, line.taken_by) == (
        MONDAY,
        "EB120800123CN",
        "陈某",
        "李某",
    )
    assert focused() is screen.entry.tracking_number_edit
    assert screen.entry.tracking_number_edit.text() == screen.entry.sender_edit.text() == ""
    assert screen.count_label.text() == "待处理 1 件"
    write("EB2")
    press(K.Key_Return, CTRL)
    lines(screen, qtbot, 2)


def test_enter_pressed_twice_writes_one_line(place: Workplace, qtbot: QtBot) -> None:
    screen = place.mail()
    screen.entry.sender_edit.setText("省档案学会")
    screen.entry.enter()
    screen.entry.enter()
    screen.entry.enter_button.click()
    lines(screen, qtbot, 1)
    assert len(mail.mail_lines(place.office)) == 1


def test_what_is_wrong_stands_beside_its_field(place: Workplace, qtbot: QtBot) -> None:
    envelope(place)
    screen = place.mail()
    entry = screen.entry
    entry.tracking_number_edit.setText("EB1")
    entry.enter()
    qtbot.waitUntil(lambda: "已经登记过" in entry.tracking_number_error.text())
    assert focused() is entry.tracking_number_edit
    assert entry.tracking_number_edit.selectedText() == "EB1"
    write("EB2")
    assert entry.tracking_number_error.text() == ""
    entry.arrived_on_field.edit.setText("6-16")
    entry.enter()
    assert "还没有到" in entry.arrived_on_field.error_label.text()
    entry.arrived_on_field.edit.setText("")
    entry.enter()
    assert "请填写收件日期" in entry.arrived_on_field.error_label.text()
    entry.arrived_on_field.set_day(FRIDAY)
    entry.taken_by_edit.setText("王\x07某")
    entry.enter()
    qtbot.waitUntil(lambda: "控制字符" in entry.taken_by_error.text())
    assert len(mail.mail_lines(place.office)) == 1


def test_an_envelope_becomes_a_request(place: Workplace, qtbot: QtBot) -> None:
    mail_id = envelope(place, on=FRIDAY)
    screen = place.mail()
    lines(screen, qtbot, 1)
    press(K.Key_L, ALT)
    press(K.Key_Return)
    form = place.shell.page("intake")
    assert isinstance(form, IntakeScreen)
    qtbot.waitUntil(lambda: form.is_ready)
    assert form.channel.arrival_field.day == FRIDAY
    assert form.fields.value("tracking_number") == "EB1"
    form.fields.line("applicant.name").setText("陈某")
    form.save()
    qtbot.waitUntil(lambda: mail.envelope(place.office, mail_id).case_number == "〔2026〕1号")
    qtbot.waitUntil(lambda: form.saved.saved_number.text() == "〔2026〕1号")
    place.mail()
    lines(screen, qtbot, 0)
    assert screen.empty_label.text() == "没有待处理的来件"


def test_an_envelope_is_linked_to_a_case_by_its_number(place: Workplace, qtbot: QtBot) -> None:
    case_id = place.register()
    mail_id = envelope(place)
    screen = place.mail()
    lines(screen, qtbot, 1)
    press(K.Key_L, CTRL)
    assert screen.act_stack.currentIndex() == CASE
    write("7")
    press(K.Key_Return)
    qtbot.waitUntil(lambda: "没有编号为“〔2026〕7号”的案件" in screen.acts.case_error.text())
    screen.acts.case_edit.setText("")
    press(K.Key_Return)
    qtbot.waitUntil(lambda: "请填写案件编号" in screen.acts.case_error.text())
    write("1")
    popup = screen.acts.suggester.completer.popup()
    qtbot.waitUntil(lambda: popup.isVisible())
    assert screen.acts.suggester.model.item(0).text().startswith("〔2026〕1号  ·  陈*")
    QApplication.sendEvent(popup, key(K.Key_Down))
    QApplication.sendEvent(popup, key(K.Key_Return))
    assert screen.acts.case_edit.text() == "〔2026〕1号"
    press(K.Key_Return)
    qtbot.waitUntil(lambda: mail.envelope(place.office, mail_id).case_id == case_id)
    lines(screen, qtbot, 0)
    place.shell.notice_bar.action_button.click()  # 撤销
    lines(screen, qtbot, 1)
    assert mail.envelope(place.office, mail_id).open


def test_no_request_needs_a_word_and_can_be_taken_back(place: Workplace, qtbot: QtBot) -> None:
    mail_id = envelope(place)
    screen = place.mail()
    lines(screen, qtbot, 1)
    press(K.Key_D, CTRL)
    assert screen.act_stack.currentIndex() == NOTE
    press(K.Key_Return)
    qtbot.waitUntil(lambda: "请写明" in screen.acts.note_error.text())
    write("党报党刊，交收发室")
    press(K.Key_Return)
    lines(screen, qtbot, 0)
    screen.all_chip.click()
    [line] = lines(screen, qtbot, 1)
    assert line.note == "党报党刊，交收发室"
    assert not screen.acts.register_button.isEnabled()
    press(K.Key_D, CTRL)
    assert screen.act_stack.currentIndex() == ACTS
    screen.acts.reopen_button.click()
    qtbot.waitUntil(lambda: mail.envelope(place.office, mail_id).open)


def test_escape_leaves_the_question_and_not_the_page(place: Workplace, qtbot: QtBot) -> None:
    envelope(place)
    screen = place.mail()
    lines(screen, qtbot, 1)
    press(K.Key_D, CTRL)
    press(K.Key_Escape)
    assert screen.act_stack.currentIndex() == ACTS
    assert focused() is screen.mail_view
    assert place.shell.here is not None
    assert place.shell.here.key == "mail"
    press(K.Key_Escape)
    assert place.shell.here.key == "desk"


def test_a_settled_envelope_opens_its_case(place: Workplace, qtbot: QtBot) -> None:
    case_id = place.register()
    mail_id = envelope(place)
    mail.link(place.office, mail_id, case_id)
    screen = place.mail()
    lines(screen, qtbot, 0)
    place.shell.go("mail", mail_id)  # from the desk: the list shows it although it is settled
    lines(screen, qtbot, 1)
    assert screen.all_chip.isChecked()
    press(K.Key_L, ALT)
    press(K.Key_Return)
    assert place.cases.subjects == [case_id]


def test_the_desk_leads_to_its_line(place: Workplace, qtbot: QtBot) -> None:
    first, _ = envelope(place, "EB1"), envelope(place, "EB2")
    screen = place.mail()
    lines(screen, qtbot, 2)
    place.shell.go("mail", first)
    qtbot.waitUntil(lambda: (found := screen.current()) is not None and found.id == first)


def test_lines_are_narrowed_by_words_and_the_cursor_stays(place: Workplace, qtbot: QtBot) -> None:
    for number in ("EB1", "EB2", "EB3"):
        envelope(place, number)
    screen = place.mail()
    lines(screen, qtbot, 3)
    screen.mail_view.setCurrentIndex(screen.table.index(1, 0))
    press(K.Key_F, ALT)
    write("EB2")
    lines(screen, qtbot, 1)
    press(K.Key_Return)
    assert focused() is screen.mail_view
    screen.filter_edit.clear()
    lines(screen, qtbot, 3)
    current = screen.current()
    assert current is not None
    assert current.tracking_number == "EB2"
    screen.filter_edit.setText("没有这个")
    lines(screen, qtbot, 0)
    assert screen.empty_label.text() == "没有找到“没有这个”"
    assert screen.current() is None


def test_what_became_of_an_envelope_is_shape_word_and_day(place: Workplace, qtbot: QtBot) -> None:
    case_id = place.register()
    envelope(place, "TODAY")
    envelope(place, "DUE", FRIDAY)
    envelope(place, "LATE", date(2026, 6, 11))
    mail.link(place.office, envelope(place, "LINKED"), case_id)
    mail.mark_no_request(place.office, envelope(place, "PAPER"), "报刊")
    screen = place.mail()
    screen.all_chip.click()
    found = {line.tracking_number: row for row, line in enumerate(lines(screen, qtbot, 5))}
    marks = {name: screen.table.index(row, STATE).data(MARK_ROLE) for name, row in found.items()}
    assert marks == {
        "TODAY": ("waiting", "最迟 6月16日（周二）"),
        "DUE": ("soon", "最迟 6月15日（周一）"),
        "LATE": ("late", "已过 6月12日（周五）"),
        "LINKED": (CHIP, "〔2026〕1号"),
        "PAPER": ("", "非申请"),
    }
    assert screen.count_label.text() == "5 件，其中 1 件已过期"


def test_a_new_day_moves_the_door_and_the_states(place: Workplace, qtbot: QtBot) -> None:
    envelope(place)
    screen = place.mail()
    lines(screen, qtbot, 1)
    place.today = date(2026, 6, 17)
    place.shell.refresh_today()
    assert screen.entry.arrived_on_field.day == date(2026, 6, 17)
    qtbot.waitUntil(lambda: screen.count_label.text() == "待处理 1 件，其中 1 件已过期")


def test_the_table_is_a_sound_model(place: Workplace) -> None:
    envelope(place)
    table = MailTable(place.office.today)
    tester = QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    table.show(mail.mail_lines(place.office))
    assert tester.model() is table
    headers = [table.headerData(column, Qt.Orientation.Horizontal) for column in range(table.columnCount())]
    assert headers == ["收件日期", "方式", "邮件号码", "去向", "寄件人", "收件人", "说明"]


@pytest.mark.parametrize(
    ("typed", "number"), [("12", "〔2026〕12号"), (" 〔2025〕3号 ", "〔2025〕3号"), ("", "")]
)
def test_a_bare_number_means_this_year(typed: str, number: str) -> None:
    assert number_meant(typed, 2026) == number


@pytest.mark.parametrize("points", [10.5, 15.75, 20.0])
def test_the_register_can_be_read_named_and_reached_at_any_size(
    place: Workplace, wardrobe: Wardrobe, qtbot: QtBot, points: float
) -> None:
    envelope(place)
    wardrobe.resize_type(points)
    screen = place.mail()
    lines(screen, qtbot, 1)
    QApplication.processEvents()
    assert clipped(screen) == []
    assert nameless(screen) == []
    assert out_of_reach(place.shell) == []
    assert doubled_keys(screen) == []
    assert place.shell.width() == 1440
