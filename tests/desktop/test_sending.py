"""送达: number after number from a scanner, ways with their dates, proofs dropped, parcels that come back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from gkcase.desktop import sending_sheet
from gkcase.desktop.badges import MARK_ROLE
from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.fields import DateField
from gkcase.desktop.printing import save_pdf
from gkcase.desktop.screens import sending as screen_module
from gkcase.desktop.screens.case import CaseScreen
from gkcase.desktop.screens.sending import SendingScreen
from gkcase.desktop.sending_asks import REASON, Act
from gkcase.desktop.sending_table import STATE
from gkcase.desktop.tasks import Tasks
from gkcase.domain.terms import Delivery, Event, Status
from gkcase.services import sending
from gkcase.services.dispatch_list import Group, Outgoing, dispatch_list
from gkcase.services.reading import dossier
from gkcase.services.sending import PostingSheet
from tests.desktop.audit import clipped, doubled_keys, nameless, out_of_reach
from tests.desktop.case_desk import CaseDesk, case_desk
from tests.desktop.workplace import focused, press, write

K = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
TODAY = date(2026, 12, 8)


@pytest.fixture
def desk(tmp_path: Path, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> Iterator[CaseDesk]:
    with case_desk(tmp_path, tasks, settings, qtbot) as made:
        yield made


def signed(desk: CaseDesk, count: int = 1) -> list[int]:
    """Cases whose replies wait to be sent."""
    ids = [desk.register(**{"applicant.name": f"陈{'一二三四五'[place]}"}) for place in range(count)]
    for case_id in ids:
        desk.signed(case_id)
    return ids


def posted(desk: CaseDesk, number: str = "1234567890123") -> int:
    """A case whose reply was handed to the post."""
    [case_id] = signed(desk)
    sending.dispatch(desk.office, case_id, way=Delivery.POST, on=TODAY, tracking_number=number)
    return case_id


def arrive(desk: CaseDesk, subject: object = None) -> SendingScreen:
    """Go to the dispatch list and wait until it has been read."""
    desk.shell.go("sending", subject)
    screen = desk.shell.page("sending")
    assert isinstance(screen, SendingScreen)
    desk.qtbot.waitUntil(lambda: bool(screen.table.rows) or screen.empty_page.isVisible())
    press(K.Key_N, ALT)
    return screen


def until(desk: CaseDesk, *rows: tuple[Group, int]) -> list[Outgoing]:
    """Wait until the list is this."""
    screen = desk.shell.page("sending")
    assert isinstance(screen, SendingScreen)
    desk.qtbot.waitUntil(lambda: [(line.group, line.case_id) for line in screen.table.lines] == [*rows])
    return screen.table.lines


def fill(screen: SendingScreen, **facts: str) -> None:
    """Type into the open panel."""
    QApplication.processEvents()  # fields that were asked for are shown
    for name, value in facts.items():
        editor = screen.panel.form.fact_form.find_editor(name)
        assert editor is not None, name
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(value))
        elif isinstance(editor, DateField):
            editor.edit.setText("")
            QTest.keyClicks(editor.edit, value)
        else:
            assert isinstance(editor, QLineEdit | QPlainTextEdit)
            editor.setFocus()
            editor.selectAll()
            write(value)


def shown(screen: SendingScreen) -> set[str]:
    """The fields that the panel asks for."""
    form = screen.panel.form.fact_form
    names = (
        "delivery",
        "posted_on",
        "signed_on",
        "sent_on",
        "arrived_on",
        "tracking_number",
        "carrier",
        REASON,
    )
    return {name for name in names if form.find_editor(name) is not None}


# -- the scanner ----------------------------------------------------------------------------------------------


def test_a_scanner_goes_through_the_list_line_by_line(desk: CaseDesk) -> None:
    ids = signed(desk, 3)
    screen = arrive(desk)
    assert focused() is screen.scan.number_edit
    assert [row.label for row in screen.table.rows if isinstance(row, Group)] == ["待送出"]
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


def prove_with_file(desk: CaseDesk, case_id: int, folder: Path) -> None:
    from gkcase.services.attachments import take_in

    scan = folder / "回执.pdf"
    scan.write_bytes(b"%PDF-1.4 receipt")
    seq = dispatch_list(desk.office)[0].seq
    papers = take_in(desk.office, [scan])
    sending.prove(desk.office, case_id, seq, on=TODAY, proof="EMS签收记录", papers=papers)


# -- the forms ------------------------------------------------------------------------------------------------

WAYS = {
    "post": {"posted_on", "tracking_number", "carrier"},
    "hand": {"signed_on"},
    "entrusted": {"signed_on"},
    "email": {"sent_on"},
    "online": {"sent_on"},
    "notice": {"sent_on"},
}


@pytest.mark.parametrize(("way", "asked"), WAYS.items(), ids=WAYS)
def test_each_way_asks_for_its_own_day_and_says_which_counts(
    desk: CaseDesk, way: str, asked: set[str]
) -> None:
    signed(desk)
    screen = arrive(desk)
    press(K.Key_S, CTRL)
    fill(screen, delivery=way)
    assert shown(screen) == {"delivery", *asked}
    said = screen.panel.form.effect_label.text()
    assert f"{Delivery.of(way).label}的，以" in said
    assert "235号" in said


def test_a_reply_handed_over_waits_for_its_proof(desk: CaseDesk) -> None:
    [case_id] = signed(desk)
    screen = arrive(desk)
    press(K.Key_L, ALT)
    press(K.Key_Return)
    assert focused() is screen.panel.form.fact_form.editor("delivery")
    fill(screen, delivery="hand")
    press(K.Key_Return, CTRL)
    [line] = until(desk, (Group.TO_PROVE, case_id))
    assert (line.way, line.missing) == (Delivery.HAND, "送达凭证")
    assert not screen.panel.isVisible()


def test_what_is_late_asks_for_the_reason_before_it_is_sent(desk: CaseDesk) -> None:
    [case_id] = signed(desk)
    desk.move(date(2026, 12, 30))
    screen = arrive(desk)
    assert screen.count_label.text() == "待送出 1 件，其中 1 件已过答复期限"
    assert screen.table.index(1, STATE).data(MARK_ROLE) == ("late", "已过12月29日（周二）")
    screen.do(Act.SEND)
    assert "已经逾期，须写明理由" in screen.panel.form.effect_label.text()
    assert REASON in shown(screen)
    press(K.Key_Return, CTRL)
    assert screen.panel.isVisible()
    fill(screen, **{REASON: "交邮延误"})
    press(K.Key_Return, CTRL)
    until(desk, (Group.ON_THE_WAY, case_id))
    assert dossier(desk.office, case_id).standing.late


def test_several_are_sent_together(desk: CaseDesk) -> None:
    first, second, third = signed(desk, 3)
    screen = arrive(desk)
    screen.sending_view.selectAll()
    screen.do(Act.SEND)
    assert screen.panel.form.title_label.text() == "送出 3 件"
    assert "tracking_number" not in shown(screen)
    fill(screen, delivery="hand")
    press(K.Key_Return, CTRL)
    until(desk, *((Group.TO_PROVE, case_id) for case_id in (first, second, third)))
    assert desk.shell.notice_bar.words.text() == "已送出 3 件"


def test_of_several_those_that_cannot_leave_are_named(desk: CaseDesk) -> None:
    first, second = signed(desk, 2)
    sha256 = dossier(desk.office, first).last(Event.SIGNED).text("sha256")  # type: ignore[union-attr]  # signed above
    desk.office.store.files.path(sha256).write_bytes(b"edited")
    screen = arrive(desk)
    screen.sending_view.selectAll()
    screen.do(Act.SEND)
    press(K.Key_Return, CTRL)
    until(desk, (Group.TO_SEND, first), (Group.ON_THE_WAY, second))
    said = desk.shell.notice_bar.words.text()
    assert said.startswith("已送出 1 件；〔2026〕1号：签发后的答复书文件被改动过")


def test_a_letter_that_was_edited_is_told_in_the_panel(desk: CaseDesk) -> None:
    [case_id] = signed(desk)
    sha256 = dossier(desk.office, case_id).last(Event.SIGNED).text("sha256")  # type: ignore[union-attr]  # signed above
    desk.office.store.files.path(sha256).write_bytes(b"edited")
    screen = arrive(desk)
    write("1000000000001")
    press(K.Key_Return)
    desk.qtbot.waitUntil(lambda: "被改动过" in screen.panel.form.error_label.text())
    assert dossier(desk.office, case_id).status is Status.APPROVED


def test_a_proof_is_dropped_on_the_window(desk: CaseDesk, tmp_path: Path) -> None:
    case_id = posted(desk)
    scan = tmp_path / "签收记录.pdf"
    scan.write_bytes(b"%PDF-1.4 proof")
    screen = arrive(desk)
    drop(screen, scan)
    assert screen.panel.act is Act.PROVE
    assert "签收记录.pdf" in screen.panel.files_label.text()
    assert "起诉" not in screen.panel.form.effect_label.text()
    fill(screen, signed_by="陈一")
    press(K.Key_Return, CTRL)
    desk.qtbot.waitUntil(screen.empty_page.isVisible)
    [served] = [line for line in dossier(desk.office, case_id).journal if line.entry.event is Event.SERVED]
    assert [file.name for file in served.files] == ["签收记录.pdf"]
    assert served.entry.text("proof") == "EMS签收记录"


def drop(screen: SendingScreen, *files: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    action, left, none = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter = QDragEnterEvent(QPointF(300, 300).toPoint(), action, data, left, none)
    screen.dragEnterEvent(enter)
    if enter.isAccepted():
        screen.dropEvent(QDropEvent(QPointF(300, 300), action, data, left, none))


def test_nothing_is_dropped_on_what_has_not_left(desk: CaseDesk, tmp_path: Path) -> None:
    signed(desk)
    screen = arrive(desk)
    scan = tmp_path / "签收记录.pdf"
    scan.write_bytes(b"%PDF-1.4 proof")
    drop(screen, scan)
    assert not screen.panel.isVisible()


def test_a_file_that_came_later_hangs_on_the_proof(
    desk: CaseDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = posted(desk)
    screen = arrive(desk)
    press(K.Key_D, CTRL)
    press(K.Key_Return, CTRL)
    [line] = until(desk, (Group.TO_PROVE, case_id))
    assert line.missing == "凭证文件"
    scan = tmp_path / "签收记录.pdf"
    scan.write_bytes(b"%PDF-1.4 proof")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(scan)], ""))
    press(K.Key_D, CTRL)
    press(K.Key_Return, CTRL)
    assert screen.panel.form.error_label.text() == "请先选择送达凭证的文件"
    screen.panel.choose_button.click()
    press(K.Key_Return, CTRL)
    desk.qtbot.waitUntil(screen.empty_page.isVisible)


def test_what_came_back_is_sent_again(desk: CaseDesk) -> None:
    case_id = posted(desk)
    desk.move(date(2026, 12, 14))
    screen = arrive(desk)
    press(K.Key_T, CTRL)
    press(K.Key_Return, CTRL)
    assert screen.panel.isVisible()  # 退回原因 is asked for
    fill(screen, note="查无此人")
    press(K.Key_Return, CTRL)
    until(desk, (Group.RETURNED, case_id))
    assert screen.table.index(1, STATE).data(MARK_ROLE) == ("late", "12月14日（周一）退回")
    assert not screen.return_button.isEnabled()
    assert screen.return_button.toolTip() == "邮件已经退回，请再次寄送"
    press(K.Key_R, CTRL)
    assert "答复日期仍是首次寄出的日期" in screen.panel.form.effect_label.text()
    fill(screen, tracking_number="1098765432109")
    press(K.Key_Return, CTRL)
    [line] = until(desk, (Group.ON_THE_WAY, case_id))
    assert line.tracking_number == "1098765432109"
    file = dossier(desk.office, case_id)
    assert file.standing.replied_on == TODAY


def test_escape_leaves_the_panel_and_not_the_page(desk: CaseDesk) -> None:
    signed(desk)
    screen = arrive(desk)
    press(K.Key_S, CTRL)
    press(K.Key_Escape)
    assert not screen.panel.isVisible()
    assert focused() is screen.sending_view
    assert desk.shell.here is not None
    assert desk.shell.here.key == "sending"


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
    screen.table.show(dispatch_list(desk.office))
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
    signed(desk, 2)
    wardrobe.resize_type(points)
    screen = arrive(desk)
    QApplication.processEvents()
    for act in (None, Act.SEND):
        if act is not None:
            screen.do(act)
            QApplication.processEvents()
        desk.qtbot.waitUntil(lambda: clipped(screen) == [])
        assert nameless(screen) == []
        assert doubled_keys(screen) == []
    screen.panel.left.emit()
    assert out_of_reach(desk.shell) == []
    assert desk.shell.width() == 1440
