"""送达: ways with their dates, proofs dropped on the window, parcels that come back and are sent again."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from gkcase.desktop.badges import MARK_ROLE
from gkcase.desktop.sending_asks import REASON, Act
from gkcase.desktop.sending_table import STATE
from gkcase.domain.terms import Delivery, Event, Status
from gkcase.services import sending
from gkcase.services.dispatch_list import Group
from gkcase.services.reading import dossier
from tests.desktop.case_desk import CaseDesk
from tests.desktop.dispatch_desk import arrive, drop, fill, posted, shown, signed, until
from tests.desktop.workplace import focused, press, write

K = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
TODAY = date(2026, 12, 8)


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


def test_sending_several_is_stopped_after_the_letter_in_hand(
    desk: CaseDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = signed(desk, 3)
    screen = arrive(desk)
    one, stop = sending.dispatch, threading.Event()

    def slow(*args: object, **facts: object) -> object:
        made = one(*args, **facts)  # type: ignore[arg-type]  # handed on as it came
        assert stop.wait(5)
        return made

    monkeypatch.setattr(sending, "dispatch", slow)
    screen.sending_view.selectAll()
    screen.do(Act.SEND)
    press(K.Key_Return, CTRL)
    desk.qtbot.waitUntil(lambda: dossier(desk.office, first).status is Status.REPLIED)
    desk.shell.tasks.cancel(screen.panel.ticket)
    stop.set()
    until(desk, (Group.TO_SEND, second), (Group.TO_SEND, third), (Group.ON_THE_WAY, first))
    assert desk.shell.notice_bar.words.text() == "已送出 1 件"
    assert not screen.panel.isVisible()


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
