"""The panel of an act: what it says before it is confirmed, what it refuses, what it never loses."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from gkcase.desktop.act_panel import RESTORED
from gkcase.desktop.step_panel import StepPanel
from gkcase.domain.state import Objection
from gkcase.domain.terms import Event, LetterKind, Role, Status
from gkcase.services import handling, lettering
from gkcase.services.handling import NeedsReason
from gkcase.services.people import save_person
from gkcase.services.reading import dossier
from gkcase.storage.tables import AuditRow
from tests.desktop.case_desk import DISCLOSE, SEARCH, CaseDesk

E = Event


def drop(desk: CaseDesk, *files: Path) -> None:
    """Let files fall on the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    actions, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(300, 300), actions, data, buttons, Qt.KeyboardModifier.NoModifier)
    desk.screen.dropEvent(event)


def notice(desk: CaseDesk) -> str:
    bar = desk.shell.notice_bar
    return bar.words.text() if not bar.isHidden() else ""


# -- before it is confirmed -----------------------------------------------------------------------------------


def test_the_effect_stands_there_before_the_step_is_confirmed(desk: CaseDesk) -> None:
    case_id = desk.register()
    screen = desk.open(case_id)
    desk.act(E.EXTENDED)
    desk.qtbot.waitUntil(lambda: desk.effect == "答复期限由12月29日（周二）变为1月27日（周三）（暂定）")
    assert screen.rows.ledger_tab.supposed
    assert screen.rows.ledger_tab.strip.words.text() == "届满日为1月27日（周三），未登记"
    desk.press("Esc")
    desk.qtbot.waitUntil(lambda: screen.panels.open_one is None)
    assert not screen.rows.ledger_tab.supposed
    assert desk.entries(case_id) == [E.RECEIVED]


def test_what_if_shows_a_day_to_come_and_records_nothing(desk: CaseDesk) -> None:
    case_id = desk.register()
    screen = desk.open(case_id)
    screen.suppose(E.CORRECTION_REQUESTED)
    desk.fill(on="2026-12-15")
    desk.qtbot.waitUntil(lambda: "补正告知书应于2026年12月10日前发出" in desk.effect)
    assert screen.rows.ledger_tab.supposed
    assert desk.panel.form.title_label.text() == "假设 · 告知补正"
    version = dossier(desk.office, case_id).version
    desk.press("Ctrl+Return")
    assert desk.panel.form.title_label.text() == "告知补正"  # for good now, but nothing is confirmed yet
    assert (desk.entries(case_id), dossier(desk.office, case_id).version) == ([E.RECEIVED], version)


def test_an_irregular_step_says_what_is_irregular_and_asks_why(desk: CaseDesk) -> None:
    case_id = desk.register(signed_on="2026-11-20")
    desk.open(case_id)
    desk.act(E.CORRECTION_REQUESTED)
    desk.fill(items="身份证明", guidance="请附复印件")
    desk.qtbot.waitUntil(lambda: "不合规定：补正告知书应于2026年12月1日前发出" in desk.effect)
    desk.refused()
    assert desk.wrong() == ["如此办理的理由"]
    desk.fill(reason_="前一经办人休假")
    desk.confirm()
    entry = dossier(desk.office, case_id).last(E.CORRECTION_REQUESTED)
    assert entry is not None
    assert (entry.reason, entry.breaches) == ("前一经办人休假", ("correction_late",))
    assert "前一经办人休假" in desk.screen.entries.model.item(1).text()


def test_a_reason_is_asked_for_although_nobody_waited_for_the_effect(desk: CaseDesk) -> None:
    case_id = desk.register(signed_on="2026-11-20")
    desk.open(case_id)
    desk.act(E.CORRECTION_REQUESTED)
    desk.fill(items="身份证明", guidance="请附复印件")
    panel = desk.panel
    assert isinstance(panel, StepPanel)
    assert panel.take(NeedsReason([Objection("已超过期限", "correction_late", "第三十条", "on")]))
    assert panel.form.error_label.text().startswith("已超过期限。确已如此办理的，请写明理由")
    assert QApplication.focusWidget() is panel.form.fact_form.editor("reason_")


def test_a_refusal_stands_beside_its_field(desk: CaseDesk) -> None:
    case_id = desk.register()
    desk.open(case_id)
    desk.act(E.EXTENDED)
    desk.fill(days="30", reason="汇总需要时间")
    assert desk.refused() == ""
    assert desk.wrong() == ["延长（工作日）"]
    assert desk.entries(case_id) == [E.RECEIVED]


def test_the_cursor_stands_in_the_first_field(desk: CaseDesk) -> None:
    desk.open(desk.register())
    editor = desk.act(E.SEARCHED).form.fact_form.editor("on")
    desk.qtbot.waitUntil(lambda: QApplication.focusWidget() is editor.focusProxy())


def test_what_is_refused_is_in_sight(desk: CaseDesk) -> None:
    desk.shell.resize(1280, 560)
    desk.open(desk.register(signed_on="2026-11-20"))
    desk.act(E.CORRECTION_REQUESTED)
    desk.fill(items="身份证明", guidance="请附复印件")
    desk.qtbot.waitUntil(lambda: "不合规定" in desk.effect)
    desk.panel.form.fact_form.editor("items").setFocus()
    desk.refused()
    reason = desk.panel.form.fact_form.editor("reason_")
    desk.qtbot.waitUntil(lambda: not reason.visibleRegion().isEmpty())


def test_an_impatient_hand_records_once(desk: CaseDesk) -> None:
    case_id = desk.register()
    desk.open(case_id)
    desk.screen.choose(E.NOTED)
    desk.fill(note="电话联系申请人")
    desk.panel.confirm()
    desk.confirm()
    assert desk.entries(case_id) == [E.RECEIVED, E.NOTED]


def test_a_missing_fact_is_asked_for_before_the_rules_are(desk: CaseDesk) -> None:
    desk.open(desk.register())
    desk.act(E.SEARCHED)
    desk.refused()
    assert desk.wrong() == ["检索范围", "检索方法", "检索结果"]


def test_each_way_of_delivery_asks_for_its_own_day(desk: CaseDesk) -> None:
    case_id = desk.register()
    desk.signed(case_id)
    desk.move(date(2026, 12, 9))
    desk.open(case_id)
    desk.act(E.REPLIED)
    assert {"posted_on", "carrier"} <= desk.panel.form.fact_form.facts().keys()
    desk.fill(delivery="hand")
    assert "signed_on" in desk.panel.form.fact_form.facts()
    assert not {"posted_on", "carrier"} & desk.panel.form.fact_form.facts().keys()
    desk.fill(signed_on="2026-12-08")
    desk.confirm()
    entry = dossier(desk.office, case_id).last(E.REPLIED)
    assert entry is not None
    assert entry.on == date(2026, 12, 8)


def test_the_drafter_is_not_offered_as_signer(desk: CaseDesk) -> None:
    case_id = desk.register()
    save_person(desk.office, "赵某", roles=[Role.CLERK, Role.HEAD])
    desk.office.acting = "赵某"
    lettering.write_letter(desk.office, case_id, LetterKind.REPLY, facts=DISCLOSE)
    screen = desk.open(case_id)
    assert "只有拟稿人赵某能签，请由他人拟稿" in screen.rows.sign_tab.hint_label.text()


def test_several_letters_are_chosen_from(desk: CaseDesk) -> None:
    case_id = desk.register()
    for name in ("甲公司", "乙公司"):
        desk.record(case_id, E.CONSULTATION_SENT, to="third_party", name=name, information="合同")
    desk.open(case_id)
    desk.act(E.CONSULTATION_DELIVERED)
    desk.refused()
    assert desk.wrong() == ["征求意见"]
    desk.fill(id="c2")
    desk.confirm()
    waiting = [one.name for one in dossier(desk.office, case_id).consultations if not one.delivered_on]
    assert waiting == ["甲公司"]


# -- nothing is lost ------------------------------------------------------------------------------------------


def test_what_was_typed_is_there_again(desk: CaseDesk) -> None:
    case_id = desk.register()
    screen = desk.open(case_id)
    desk.act(E.SEARCHED)
    desk.fill(places="档案室三号柜")
    desk.press("Esc")
    desk.qtbot.waitUntil(lambda: screen.panels.open_one is None)
    desk.shell.go("desk")
    desk.open(case_id)
    desk.act(E.SEARCHED)
    desk.qtbot.waitUntil(lambda: desk.panel.form.fact_form.facts().get("places") == "档案室三号柜")
    assert desk.panel.about_label.text() == RESTORED
    desk.fill(method="按名称检索", outcome="检得1份")
    desk.confirm()
    screen.choose(E.SEARCHED)
    desk.qtbot.wait(100)
    assert "places" not in desk.panel.form.fact_form.facts()


def test_two_windows_do_not_overwrite_each_other(desk: CaseDesk) -> None:
    case_id = desk.register()
    desk.open(case_id)
    desk.act(E.SEARCHED)
    handling.record(desk.office, case_id, E.NOTED, on=desk.office.today(), facts={"note": "另一窗口"})
    desk.fill(places="档案室", method="按名称检索", outcome="检得1份")
    assert "已被他人更新" in desk.refused()
    assert E.SEARCHED not in desk.entries(case_id)
    desk.panel.refresh_button.click()
    desk.qtbot.waitUntil(lambda: desk.panel.refresh_button.isHidden())
    assert desk.panel.form.fact_form.facts()["places"] == "档案室"
    desk.confirm()
    assert desk.entries(case_id) == [E.RECEIVED, E.NOTED, E.SEARCHED]


# -- putting right --------------------------------------------------------------------------------------------


def test_an_entry_is_voided_with_a_reason_and_stays_struck_out(desk: CaseDesk) -> None:
    case_id = desk.register()
    desk.record(case_id, E.EXTENDED, days=20, reason="汇总", approver="赵某")
    screen = desk.open(case_id)
    screen.timeline_view.setFocus()
    screen.timeline_view.setCurrentIndex(screen.entries.model.index(1, 0))
    desk.press("Delete")
    desk.qtbot.waitUntil(lambda: "变为12月29日（周二）" in desk.effect)
    desk.refused()
    assert desk.wrong() == ["理由"]
    desk.fill(reason="批错案件")
    desk.confirm()
    happening = screen.entries.model.happening(screen.entries.model.index(1, 0))
    assert happening is not None
    assert (happening.tone, happening.detail) == ("void", "已作废：批错案件")
    assert screen.view is not None
    assert screen.view.file.standing.due == date(2026, 12, 29)


def test_a_registration_is_put_right_instead_of_voided(desk: CaseDesk) -> None:
    case_id = desk.register()
    screen = desk.open(case_id)
    screen.timeline_view.setFocus()
    screen.timeline_view.setCurrentIndex(screen.entries.model.index(0, 0))
    desk.press("Delete")
    assert screen.reason_frame.isVisible()
    desk.press("Esc")
    assert (screen.reason_frame.isVisible(), screen.panels.open_one) == (False, None)
    desk.press("Delete")
    screen.veil.reason_edit.setText("核对签收单")
    desk.press("Return")
    desk.qtbot.waitUntil(lambda: screen.panels.open_one is not None)
    with desk.office.reading() as session:
        reasons = session.scalars(select(AuditRow.detail).where(AuditRow.act == "revealed")).all()
    assert reasons == ['{"reason":"更正登记：核对签收单"}']
    assert desk.panel.form.title_label.text() == "更正登记"
    assert desk.panel.form.fact_form.facts()["applicant.name"] == "陈溪石"
    desk.fill(signed_on="2026-11-30", reason="签收日期看错")
    desk.confirm()
    assert screen.view is not None
    assert screen.view.file.standing.receipt_date == date(2026, 11, 30)


# -- papers ---------------------------------------------------------------------------------------------------


def test_scans_that_are_dropped_hang_on_the_selected_entry(desk: CaseDesk, tmp_path: Path) -> None:
    case_id = desk.register()
    desk.record(case_id, E.NOTED, note="电话联系")
    screen = desk.open(case_id)
    scan = tmp_path / "申请表.pdf"
    scan.write_bytes(b"%PDF-1.7 scan")
    screen.timeline_view.setCurrentIndex(screen.entries.model.index(0, 0))
    drop(desk, scan)
    desk.qtbot.waitUntil(lambda: screen.rows.files_tab.table.rowCount() == 1)
    [file] = dossier(desk.office, case_id).files
    assert (file.name, file.seq) == ("申请表.pdf", 1)


def test_scans_dropped_on_an_open_step_hang_on_that_step(desk: CaseDesk, tmp_path: Path) -> None:
    case_id = desk.register()
    desk.open(case_id)
    panel = desk.act(E.SEARCHED)
    assert isinstance(panel, StepPanel)
    scan = tmp_path / "检索单.jpg"
    scan.write_bytes(b"\xff\xd8scan")
    drop(desk, scan)
    assert "检索单.jpg" in panel.files_label.text()
    desk.fill(places="档案室", method="按名称检索", outcome="检得1份")
    desk.confirm()
    [file] = dossier(desk.office, case_id).files
    assert (file.name, file.seq) == ("检索单.jpg", 2)


def test_a_scan_that_has_vanished_stops_the_step_with_one_sentence(desk: CaseDesk, tmp_path: Path) -> None:
    case_id = desk.register()
    desk.open(case_id)
    desk.act(E.SEARCHED)
    drop(desk, tmp_path / "不在了.pdf")
    desk.fill(places="档案室", method="按名称检索", outcome="检得1份")
    assert "不在了.pdf" in desk.refused()
    assert desk.entries(case_id) == [E.RECEIVED]


@pytest.mark.parametrize("kind", ["vanished", "folder", "empty", "large"])
def test_what_cannot_be_kept_is_said_in_one_sentence(desk: CaseDesk, tmp_path: Path, kind: str) -> None:
    case_id = desk.register()
    desk.open(case_id)
    file = tmp_path / "扫描件.pdf"
    if kind == "folder":
        file.mkdir()
    elif kind != "vanished":
        with file.open("wb") as made:
            made.truncate(200 * 1024 * 1024 if kind == "large" else 0)
    drop(desk, file)
    desk.qtbot.waitUntil(lambda: "扫描件.pdf" in notice(desk))
    words = {"vanished": "不见了", "folder": "是文件夹", "empty": "是空文件", "large": "超过100MB"}
    assert words[kind] in notice(desk)
    assert dossier(desk.office, case_id).files == ()


def test_a_letter_is_opened_as_a_copy_that_cannot_be_changed(
    desk: CaseDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []

    def show(url: QUrl) -> bool:
        opened.append(Path(url.toLocalFile()))
        return True

    monkeypatch.setattr("gkcase.desktop.letter_out.QDesktopServices.openUrl", show)
    case_id = desk.register()
    lettering.write_letter(desk.office, case_id, LetterKind.RECEIPT)
    screen = desk.open(case_id)
    screen.rows.letters_tab.open_button.click()
    desk.qtbot.waitUntil(lambda: len(opened) == 1)
    assert opened[0].name == screen.rows.letters_tab.table.text_at(0, 1)
    assert opened[0].stat().st_mode & 0o222 == 0


def test_the_window_closes_with_a_panel_open_and_loses_nothing(desk: CaseDesk) -> None:
    case_id = desk.register()
    screen = desk.open(case_id)
    desk.act(E.SEARCHED)
    desk.fill(**{name: value for name, value in SEARCH.items() if name == "places"})
    assert screen.may_leave()
    desk.qtbot.wait(1200)  # the draft is written a second after the last key
    desk.shell.go("desk")
    other = desk.register(applicant__name="何云深")
    desk.open(other)
    assert screen.panels.open_one is None
    desk.open(case_id)
    desk.act(E.SEARCHED)
    desk.qtbot.waitUntil(lambda: desk.panel.form.fact_form.facts().get("places") == "档案室")
    assert dossier(desk.office, case_id).status is Status.IN_PROGRESS
    assert QApplication.activeModalWidget() is None
