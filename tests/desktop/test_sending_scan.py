"""送达: number after number from a scanner, each for the next letter of the list."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gkcase.desktop.screens.case import CaseScreen
from gkcase.desktop.sending_asks import REASON
from gkcase.domain.terms import Event, Status
from gkcase.services.dispatch_list import Group
from gkcase.services.reading import dossier
from tests.desktop.case_desk import CaseDesk
from tests.desktop.dispatch_desk import arrive, fill, posted, prove_with_file, shown, signed, until
from tests.desktop.workplace import focused, press, write

K = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
TODAY = date(2026, 12, 8)


def test_a_scanner_goes_through_the_list_line_by_line(desk: CaseDesk) -> None:
    ids = signed(desk, 3)
    screen = arrive(desk)
    assert focused() is screen.scan.number_edit
    assert [row.label for row in screen.table.lines if isinstance(row, Group)] == ["待送出"]
    for place, number in enumerate(("1000000000001", "1000000000002", "1000000000003")):
        current = screen.list.current()
        assert current is not None
        assert current.case_id == ids[place]
        QTest.keyClicks(focused(), number)
        press(K.Key_Return)
    lines = until(desk, *((Group.ON_THE_WAY, case_id) for case_id in ids))
    assert [line.tracking_number for line in lines] == ["1000000000001", "1000000000002", "1000000000003"]
    assert {dossier(desk.office, case_id).status for case_id in ids} == {Status.REPLIED}
    assert focused() is screen.scan.number_edit


def test_the_line_says_which_day_counts_and_by_when(desk: CaseDesk) -> None:
    signed(desk)
    screen = arrive(desk)
    said = screen.scan.legal_label.text()
    assert "邮寄送达的，以交邮日期为答复日期（国办公开办函〔2016〕235号）" in said
    assert "答复期限12月29日（周二）" in said


def test_a_strange_number_is_a_hint_and_no_obstacle(desk: CaseDesk) -> None:
    [case_id] = signed(desk)
    screen = arrive(desk)
    write("EE473124828CN")
    assert "校验位不对" in screen.scan.number_error.text()
    press(K.Key_Return)
    until(desk, (Group.ON_THE_WAY, case_id))


def test_enter_without_a_number_asks_for_one(desk: CaseDesk) -> None:
    signed(desk)
    screen = arrive(desk)
    press(K.Key_Return)
    assert "请扫描或者输入邮件号码" in screen.scan.number_error.text()
    screen.scan.posted_on_field.edit.setText("")
    screen.scan.number_edit.setFocus()
    write("1000000000001")
    press(K.Key_Return)
    assert screen.scan.number_edit.text() == "1000000000001"
    assert "请填写交邮日期" in screen.scan.posted_on_field.error_label.text()


def test_a_number_of_a_courier_stops_the_scanning_and_asks_why(desk: CaseDesk) -> None:
    first, second = signed(desk, 2)
    screen = arrive(desk)
    write("SF1234567890123")
    press(K.Key_Return)
    desk.qtbot.waitUntil(lambda: "邮政企业" in screen.panel.form.error_label.text())
    assert screen.panel.lines[0].case_id == first
    assert REASON in shown(screen)
    fill(screen, **{REASON: "镇上没有邮政网点"})
    press(K.Key_Return, CTRL)
    until(desk, (Group.TO_SEND, second), (Group.ON_THE_WAY, first))
    entry = dossier(desk.office, first).last(Event.REPLIED)
    assert entry is not None
    assert entry.breaches == ("courier",)


def test_the_number_of_a_parcel_that_left_leads_to_it(desk: CaseDesk) -> None:
    case_id = posted(desk)
    screen = arrive(desk)
    assert not screen.scan.scan_button.isEnabled()
    write("1234567890123")
    press(K.Key_Return)
    current = screen.list.current()
    assert current is not None
    assert current.case_id == case_id
    assert screen.scan.number_edit.text() == ""
    write("99")
    press(K.Key_Return)
    desk.qtbot.waitUntil(lambda: "没有寄送登记过邮件号码99" in screen.scan.number_error.text())


def test_a_parcel_that_has_arrived_is_found_in_its_case(desk: CaseDesk, tmp_path: Path) -> None:
    case_id = posted(desk)
    prove_with_file(desk, case_id, tmp_path)
    screen = arrive(desk)
    assert screen.empty_label.text() == "没有要送达的文书"
    write("1234567890123")
    press(K.Key_Return)
    bar = desk.shell.notice_bar
    desk.qtbot.waitUntil(lambda: "邮件号码1234567890123在〔2026〕1号" in bar.words.text())
    bar.action_button.click()
    assert isinstance(desk.shell.page("case"), CaseScreen)
    assert desk.shell.here is not None
    assert desk.shell.here.key == "case"
