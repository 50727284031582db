"""送达: the list, the sheet for the post office, and what the case window shows of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QComboBox

from gkcase.desktop import letter_out, sending_sheet
from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.printing import save_pdf
from gkcase.desktop.screens import sending as screen_module
from gkcase.desktop.screens.desk import DeskScreen
from gkcase.desktop.screens.sending import SendingScreen
from gkcase.desktop.sending_asks import Act
from gkcase.domain.terms import Delivery, Event
from gkcase.services import sending
from gkcase.services.dispatch_list import Group, dispatch_list
from gkcase.services.reading import dossier
from gkcase.services.sending import PostingSheet
from tests.desktop.audit import clipped, doubled_keys, nameless, out_of_reach
from tests.desktop.case_desk import CaseDesk
from tests.desktop.dispatch_desk import arrive, posted, signed, until
from tests.desktop.workplace import focused, press, write

K = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
TODAY = date(2026, 12, 8)


# -- the list -------------------------------------------------------------------------------------------------


def test_groups_words_and_counts_narrow_the_list(desk: CaseDesk) -> None:
    [waiting] = signed(desk)
    gone = desk.register(**{"applicant.name": "吴小明"})
    desk.signed(gone)
    sending.dispatch(desk.office, gone, way=Delivery.POST, on=TODAY, tracking_number="1234567890123")
    screen = arrive(desk)
    until(desk, (Group.TO_SEND, waiting), (Group.ON_THE_WAY, gone))
    assert screen.chips.on_the_way_chip.text() == "在途 1"
    assert screen.table.index(2, 0).data() == "在途　1 件"
    screen.chips.on_the_way_chip.click()
    until(desk, (Group.ON_THE_WAY, gone))
    screen.chips.all_chip.click()
    until(desk, (Group.TO_SEND, waiting), (Group.ON_THE_WAY, gone))
    press(K.Key_F, ALT)
    write("吴小明")
    until(desk, (Group.ON_THE_WAY, gone))
    assert screen.table.index(1, 2).data() == "吴**"
    press(K.Key_Return)
    assert focused() is screen.sending_view
    screen.chips.filter_edit.setText("没有这个")
    until(desk)
    assert screen.empty_label.text() == "没有找到“没有这个”"
    width = desk.shell.minimumSizeHint().width()
    screen.chips.filter_edit.setText("一" * 3000)
    desk.qtbot.waitUntil(lambda: "一…" in screen.empty_label.text())
    assert desk.shell.minimumSizeHint().width() < width + 300  # what was typed does not widen the window
    arrive(desk, waiting)
    until(desk, (Group.TO_SEND, waiting), (Group.ON_THE_WAY, gone))
    current = screen.list.current()
    assert current is not None
    assert current.case_id == waiting
    press(K.Key_O, CTRL)
    assert desk.shell.here is not None
    assert desk.shell.here.subject == waiting


def test_a_new_day_moves_the_posting_day(desk: CaseDesk) -> None:
    signed(desk)
    screen = arrive(desk)
    desk.move(date(2026, 12, 9))
    desk.shell.refresh_today()
    assert screen.scan.posted_on_field.day == date(2026, 12, 9)


def test_the_table_is_a_sound_model(desk: CaseDesk) -> None:
    signed(desk)
    screen = arrive(desk)
    tester = QAbstractItemModelTester(screen.table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    screen.table.show_letters(dispatch_list(desk.office))
    assert tester.model() is screen.table


def test_an_empty_list_does_nothing(desk: CaseDesk) -> None:
    screen = arrive(desk)
    for key in (K.Key_S, K.Key_D, K.Key_T, K.Key_R, K.Key_O):
        press(key, CTRL)
    assert not screen.panel.isVisible()
    assert screen.send_button.toolTip() == "先在清单中选择一件文书"
    assert desk.shell.here is not None
    assert desk.shell.here.key == "sending"


# -- the sheet for the post office ----------------------------------------------------------------------------


def test_the_sheet_names_every_parcel_of_the_day(
    desk: CaseDesk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    posted(desk)
    printed: list[PostingSheet] = []
    show: Callable[..., None] = lambda sheet, parent: printed.append(sheet)  # noqa: E731 - typed
    monkeypatch.setattr(screen_module, "print_posting", show)
    screen = arrive(desk)
    screen.print_button.click()
    desk.qtbot.waitUntil(lambda: bool(printed))
    html = sending_sheet.sheet_html(printed[0])
    assert "1234567890123" in html
    assert "陈一" in html
    assert "共 1 件" in html
    target = tmp_path / "清单.pdf"
    save_pdf(sending_sheet.posting_sheet(printed[0]), target)
    assert target.read_bytes().startswith(b"%PDF")


def test_the_heads_are_repeated_on_every_page() -> None:
    rows = tuple((f"{place:013}", "陈某某", f"〔2026〕{place}号", "答复书") for place in range(120))
    sheet = sending_sheet.posting_sheet(PostingSheet("云溪镇人民政府", TODAY, rows))
    assert len(sheet.pages) > 2
    assert sending_sheet.sheet_html(PostingSheet("云溪镇人民政府", TODAY, rows)).count("<thead>") == 1


@pytest.mark.usefixtures("paper")
def test_envelope_label_and_proof_are_printed_from_the_list(
    desk: CaseDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    [case_id] = signed(desk)
    shown: list[str] = []
    monkeypatch.setattr(letter_out, "preview", lambda sheet, _: shown.append(sheet.title))
    monkeypatch.setattr(letter_out, "pictures_of", lambda *_: [])
    before = desk.entries(case_id)
    screen = arrive(desk)
    for action in screen.forms.menu.actions():
        action.trigger()
        count = len(shown) + 1
        desk.qtbot.waitUntil(lambda count=count: len(shown) == count)  # type: ignore[misc]  # bound now
    assert ["信封" in shown[0], "面单" in shown[1], "送达回证" in shown[2]] == [True, True, True]
    assert desk.entries(case_id) == before


def test_a_day_without_parcels_has_no_sheet(desk: CaseDesk) -> None:
    signed(desk)
    screen = arrive(desk)
    press(K.Key_P, CTRL)
    bar = desk.shell.notice_bar
    desk.qtbot.waitUntil(lambda: "2026年12月8日没有登记交邮的文书" in bar.words.text())
    assert screen.isVisible()


# -- in the case window ---------------------------------------------------------------------------------------


def test_the_case_shows_every_sending_with_its_proof_and_what_it_started(
    desk: CaseDesk, tmp_path: Path
) -> None:
    case_id = posted(desk)
    seq = dispatch_list(desk.office)[0].seq
    desk.move(date(2026, 12, 14))
    sending.came_back(desk.office, case_id, seq, on=date(2026, 12, 11), note="查无此人")
    sending.send_again(
        desk.office, case_id, seq, way=Delivery.POST, on=date(2026, 12, 14), tracking_number="1098765432109"
    )
    prove_again = dispatch_list(desk.office)[0].seq
    sending.prove(
        desk.office, case_id, prove_again, on=date(2026, 12, 14), proof="EMS签收记录", signed_by="陈一"
    )
    screen = desk.open(case_id)
    table = screen.rows.service_tab.table
    first, again = ([table.text_at(row, column) for column in range(7)] for row in range(2))
    assert first == [
        "答复书",
        "陈*",
        "邮寄送达",
        "2026-12-08 周二",
        "1234567890123",
        "2026-12-11 周五 退回",
        "—",
    ]
    assert again[0] == "答复书（再次）"
    assert again[5:] == ["2026-12-14 周一", "EMS签收记录，陈*签收，未存文件"]
    assert "申请行政复议至" in screen.rows.service_tab.limits_label.text()
    assert "复议至" in screen.case_clock.count_label.text()


def test_a_late_reply_says_so_in_timeline_and_tab(desk: CaseDesk) -> None:
    [case_id] = signed(desk)
    desk.move(date(2026, 12, 30))
    sending.dispatch(
        desk.office,
        case_id,
        way=Delivery.POST,
        on=date(2026, 12, 30),
        tracking_number="1234567890123",
        reason="交邮延误",
    )
    screen = desk.open(case_id)
    model = screen.timeline_view.model()
    words = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert any("逾期答复" in told and "交邮延误" in told for told in words)
    assert "逾期答复" in screen.rows.service_tab.table.text_at(0, 3)


@pytest.mark.parametrize("points", [10.5, 15.75, 20.0])
def test_the_list_can_be_read_named_and_reached_at_any_size(
    desk: CaseDesk, wardrobe: Wardrobe, points: float
) -> None:
    first, _ = signed(desk, 2)
    sending.dispatch(desk.office, first, way=Delivery.POST, on=TODAY, tracking_number="1234567890123")
    wardrobe.resize_type(points)
    screen = arrive(desk)
    QApplication.processEvents()
    for act in (None, Act.SEND, Act.PROVE):
        if act is Act.PROVE:
            screen.list.go_to(screen.table.with_number("1234567890123"))
        if act is not None:
            screen.do(act)
            QApplication.processEvents()
        desk.qtbot.waitUntil(lambda: clipped(screen) == [])
        assert nameless(screen) == []
        assert doubled_keys(screen) == []
        assert desk.shell.width() == 1440
    screen.panel.left.emit()
    assert out_of_reach(desk.shell) == []
    assert desk.shell.width() == 1440


def test_the_case_asks_which_sending_came_back_where_several_are_on_the_way(desk: CaseDesk) -> None:
    case_id = desk.register()
    desk.record(
        case_id,
        Event.CORRECTION_REQUESTED,
        items="身份证明",
        guidance="附复印件",
        delivery="post",
        tracking_number="1000000000001",
    )
    desk.record(case_id, Event.CORRECTION_RECEIVED, wanted="2025年征地补偿款发放表")
    desk.record(case_id, Event.EXTENDED, days="5", reason="汇总", approver="赵某", delivery="post")
    screen = desk.open(case_id, Event.MAIL_RETURNED)
    desk.qtbot.waitUntil(lambda: screen.panels.open_one is not None)
    editor = desk.panel.form.fact_form.editor("mailing")
    assert isinstance(editor, QComboBox)
    offered = [editor.itemText(place) for place in range(1, editor.count())]
    assert offered == ["延期告知书（12月8日（周二）寄出）", "补正告知书（12月8日（周二）寄出）1000000000001"]
    editor.setCurrentIndex(2)
    desk.fill(note="查无此人")
    desk.confirm()
    first = dossier(desk.office, case_id).mailings[0]
    assert first.returned_on == TODAY
    assert screen.rows.service_tab.table.text_at(0, 5) == "2026-12-08 周二 退回"


def test_the_case_says_which_day_counts_before_a_reply_leaves(desk: CaseDesk) -> None:
    [case_id] = signed(desk)
    desk.open(case_id, Event.REPLIED)
    desk.qtbot.waitUntil(lambda: "以交邮日期为答复日期" in desk.effect)
    desk.fill(delivery="hand")
    desk.qtbot.waitUntil(lambda: "以签收日期为答复日期" in desk.effect)


def test_the_desk_leads_to_the_line_of_the_reply_that_is_to_be_sent(desk: CaseDesk) -> None:
    _, case_id = signed(desk, 2)
    table = DeskScreen(desk.office, desk.shell)
    desk.qtbot.addWidget(table)
    table.visit(None)
    desk.qtbot.waitUntil(lambda: table.model.rowCount() > 2)
    rows = [table.model.duty(row) for row in range(table.model.rowCount())]
    table.duty_view.go_to(next(duty for duty in rows if duty and duty.case_id == case_id))
    QTest.keyClick(table.duty_view, Qt.Key.Key_Return)
    screen = desk.shell.page("sending")
    assert isinstance(screen, SendingScreen)
    desk.qtbot.waitUntil(lambda: screen.list.current() is not None)
    current = screen.list.current()
    assert current is not None
    assert (current.case_id, current.event, current.group) == (case_id, Event.REPLIED, Group.TO_SEND)
