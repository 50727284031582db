"""审签: a drafter, a reviewer and the head before the sign-off page, as they use it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gkcase.desktop.screens.signing import BESIDE, MARKED, PLAIN
from gkcase.desktop.sign_act import RETURN, SIGN
from gkcase.desktop.tasks import Tasks
from gkcase.domain.journal import Fact
from gkcase.domain.terms import Event, LetterKind, Role, Status
from gkcase.services import handling, intake, lettering
from gkcase.services.people import save_person
from gkcase.services.reading import dossier
from tests.desktop.case_desk import REQUEST, SEARCH, TODAY
from tests.desktop.sign_desk import REPLY, SignDesk, sign_desk


@pytest.fixture
def desk(tmp_path: Path, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> Iterator[SignDesk]:
    with sign_desk(tmp_path, tasks, settings, qtbot) as made:
        yield made


def test_two_signatures_by_the_keys_alone(desk: SignDesk) -> None:
    case_id = desk.submitted()
    screen = desk.sit_down("钱某")
    desk.wait_for(case_id)
    assert screen.count_label.text() == "1 件"
    assert screen.act.confirm_button.text() == "通过，钱某签“法制审核”"
    desk.press("Ctrl+Return")
    desk.qtbot.waitUntil(lambda: screen.table.rowCount() == 0)
    assert "没有等钱某审签的答复书" in screen.empty_label.text()
    desk.sit_down("赵某")
    desk.wait_for(case_id)
    screen.act.comment_edit.setPlainText("同意发出")
    desk.press("Ctrl+Return")
    desk.qtbot.waitUntil(lambda: desk.status(case_id) is Status.APPROVED)


def test_up_and_down_go_through_the_queue_by_due_date(desk: SignDesk) -> None:
    later, earlier = desk.submitted(), desk.submitted(signed_on="2026-11-11")
    screen = desk.sit_down("钱某")
    desk.wait_for(earlier)
    assert screen.table.lines[0].mark[0] != screen.table.lines[1].mark[0]
    screen.queue_view.setFocus()
    QTest.keyClick(screen.queue_view, Qt.Key.Key_Down)
    desk.wait_for(later)
    screen.text.setFocus()
    QTest.keyClick(screen.text, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    desk.wait_for(earlier)
    QTest.keyClick(screen.text, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert desk.reads(earlier)


def test_who_is_not_due_is_told_why_and_can_look(desk: SignDesk) -> None:
    case_id = desk.submitted()
    screen = desk.sit_down("李某")
    desk.qtbot.waitUntil(lambda: not screen.empty_page.isHidden())
    screen.all_chip.click()
    desk.wait_for(case_id)
    assert not screen.act.confirm_button.isEnabled()
    assert "拟稿人不能签发本人拟的稿" in screen.act.route_label.text()
    desk.press("Ctrl+Return")
    assert desk.status(case_id) is Status.UNDER_REVIEW


def test_a_visit_goes_to_a_case_whoever_is_due(desk: SignDesk) -> None:
    case_id = desk.submitted()
    desk.office.acting = "赵某"
    desk.shell.go("signing", case_id)
    desk.wait_for(case_id)
    assert desk.screen.all_chip.isChecked()


def test_a_return_with_remarks_by_paragraph_and_the_changes_of_the_next_version(desk: SignDesk) -> None:
    case_id = desk.submitted()
    screen = desk.sit_down("钱某")
    desk.wait_for(case_id)
    assert screen.view == PLAIN
    cursor = QTextCursor(screen.text.document().findBlockByNumber(2))
    screen.text.setTextCursor(cursor)
    place = screen.text.visible[2].place
    screen.text.setFocus()
    QTest.keyClick(screen.text, Qt.Key.Key_Return)
    assert screen.act.choice.code == RETURN
    assert screen.act.comment_edit.hasFocus()
    assert screen.act.comment_edit.toPlainText() == f"第{place}段："
    screen.act.comment_edit.insertPlainText("文号不对\n请补充检索范围")
    desk.press("Ctrl+Return")
    desk.qtbot.waitUntil(lambda: desk.status(case_id) is Status.IN_PROGRESS)
    entry = dossier(desk.office, case_id).last(Event.RETURNED)
    assert entry is not None
    assert entry.facts["paragraphs"] == [f"第{place}段：文号不对"]
    assert entry.facts["comment"] == "请补充检索范围"
    desk.qtbot.waitUntil(lambda: screen.empty_page.isVisible())

    desk.office.acting = "李某"
    lettering.write_letter(
        desk.office, case_id, LetterKind.REPLY, facts={**REPLY, "places": ["档案室", "县档案馆"]}
    )
    handling.record(desk.office, case_id, Event.SUBMITTED, on=TODAY)
    desk.sit_down("钱某")
    desk.wait_for(case_id)
    assert screen.view == MARKED
    assert "与第1稿相比改动" in screen.version_label.text()
    assert "【改动】" in screen.text.toPlainText()
    assert any("退回" in line for line in screen.beside.texts("审签经过"))
    screen.view_chips[PLAIN].click()
    assert "【改动】" not in screen.text.toPlainText()
    assert screen.act.choice.code == SIGN


def test_a_return_needs_a_reason_and_what_was_typed_stays(desk: SignDesk) -> None:
    case_id = desk.submitted()
    screen = desk.sit_down("钱某")
    desk.wait_for(case_id)
    screen.act.choice.choose(RETURN)
    screen.act.comment_edit.setPlainText(" ")
    desk.press("Ctrl+Return")
    desk.qtbot.waitUntil(lambda: "请填写退回的理由" in screen.act.error_label.text())
    assert screen.act.confirm_button.isEnabled()
    assert desk.status(case_id) is Status.UNDER_REVIEW


def test_a_second_reviewer_is_told_and_loses_nothing(desk: SignDesk) -> None:
    save_person(desk.office, "吴某", roles=[Role.REVIEWER])
    case_id = desk.submitted()
    screen = desk.sit_down("吴某")
    desk.wait_for(case_id)
    screen.act.comment_edit.setPlainText("看过了")
    facts: dict[str, Fact] = {"signer": "钱某", "step": "reviewer"}
    handling.record(desk.office, case_id, Event.SIGNED, on=TODAY, facts=facts, by="钱某")
    desk.press("Ctrl+Return")
    desk.qtbot.waitUntil(lambda: bool(screen.act.error_label.text()))
    assert screen.act.comment_edit.toPlainText() == "看过了"
    assert [line.entry.text("signer") for line in dossier(desk.office, case_id).journal][-1] == "钱某"


def test_request_opinions_checks_and_consultation_stand_beside(desk: SignDesk) -> None:
    case_id = intake.register(desk.office, REQUEST).case_id
    for event, facts in (
        (Event.SEARCHED, SEARCH),
        (Event.CONSULTATION_SENT, {"to": "other_agency", "name": "县财政局", "information": "发放表"}),
        (Event.CONSULTATION_ANSWERED, {"opinion": "partial", "grounds": ["账号不公开"]}),
        (
            Event.DELIBERATED,
            {"form": "meeting", "members": ["司法所 钱某：可以", "财政所 吴某"], "outcome": "遮盖账号后公开"},
        ),
    ):
        handling.record(desk.office, case_id, event, on=TODAY, facts=facts)
    lettering.write_letter(desk.office, case_id, LetterKind.REPLY, facts=REPLY)
    handling.record(desk.office, case_id, Event.SUBMITTED, on=TODAY)
    screen = desk.sit_down("钱某")
    desk.wait_for(case_id)
    beside = screen.beside
    assert beside.texts("申请内容")[0] == "2025年征地补偿款发放表"
    assert beside.texts("征求意见") == ["其他行政机关 县财政局：部分同意（账号不公开）"]
    assert beside.texts("会商") == [
        "2026-12-08 周二 会议会商：遮盖账号后公开",
        "司法所 钱某：可以",
        "财政所 吴某：未写意见",
    ]
    assert beside.findings.texts


def test_paper_and_the_case_are_one_key_away(desk: SignDesk) -> None:
    case_id = desk.submitted()
    screen = desk.sit_down("钱某")
    desk.wait_for(case_id)
    screen.act.paper_button.click()
    assert desk.case.subjects == [(case_id, Event.SIGNED)]
    desk.shell.go("signing")
    desk.press("Alt+O")
    assert desk.case.subjects[1:] == [case_id]


def test_a_finding_leads_to_where_it_is_put_right(desk: SignDesk) -> None:
    case_id = desk.submitted()
    screen = desk.sit_down("钱某")
    desk.wait_for(case_id)
    screen.beside.findings.followed.emit("step:searched")
    assert desk.case.subjects == [(case_id, "step:searched")]
    desk.shell.go("signing")
    screen.beside.findings.followed.emit("settings:review_body")
    assert desk.settings.subjects == [("office", "review_body")]


def test_in_a_narrow_window_the_rest_takes_its_turn_with_the_letter(desk: SignDesk) -> None:
    case_id = desk.submitted()
    screen = desk.sit_down("钱某")
    desk.wait_for(case_id)
    desk.shell.resize(1100, 800)
    desk.qtbot.waitUntil(lambda: not screen.view_chips[BESIDE].isHidden())
    screen.view_chips[BESIDE].click()
    assert screen.beside.isVisible()
    desk.shell.resize(1440, 900)
    desk.qtbot.waitUntil(lambda: screen.text.isVisible() and screen.beside.isVisible())


def test_a_file_changed_outside_is_said_and_nothing_is_shown(desk: SignDesk) -> None:
    case_id = desk.submitted()
    path = desk.office.store.files.path(dossier(desk.office, case_id).files[0].sha256)
    path.chmod(0o644)
    path.write_bytes(b"another file")
    screen = desk.sit_down("钱某")
    desk.qtbot.waitUntil(lambda: "改动过" in desk.shell.notice_bar.words.text())
    desk.qtbot.waitUntil(lambda: screen.table.rowCount() == 1)
    assert not screen.act.isEnabled()


def test_before_it_is_said_who_works_a_reply_is_read_and_not_signed(desk: SignDesk) -> None:
    case_id = desk.submitted()
    desk.office.assumed = True
    screen = desk.sit_down("李某")
    desk.qtbot.waitUntil(lambda: screen.empty_page.isVisible())
    assert screen.empty_label.text() == "请先选定现在由谁办理"
    desk.sit_down("钱某")
    desk.wait_for(case_id)
    assert not screen.act.confirm_button.isEnabled()
    assert screen.act.confirm_button.toolTip() == "请先选定现在由谁办理，再审签"
    screen.act.choice.choose(RETURN)
    screen.act.comment_edit.setPlainText("依据不准确")
    desk.press("Ctrl+Return")
    desk.qtbot.waitUntil(lambda: "请先选定" in screen.act.error_label.text())
    assert desk.status(case_id) is Status.UNDER_REVIEW


def test_who_returns_a_reply_goes_on_with_the_reason(desk: SignDesk) -> None:
    case_id = desk.submitted()
    screen = desk.sit_down("钱某")
    desk.wait_for(case_id)
    QTest.mouseClick(screen.act.choice.buttons[RETURN], Qt.MouseButton.LeftButton)
    assert screen.act.comment_edit.hasFocus()
    QTest.keyClicks(screen.act.comment_edit, "no. 3")
    desk.press("Ctrl+Return")
    desk.qtbot.waitUntil(lambda: desk.status(case_id) is Status.IN_PROGRESS)


def test_an_empty_queue_is_one_sentence_and_the_keys_stay_with_the_list(desk: SignDesk) -> None:
    screen = desk.sit_down("钱某")
    screen.setFocus()
    desk.qtbot.waitUntil(lambda: screen.empty_page.isVisible())
    assert not screen.body_splitter.isVisible()
    assert not screen.act.isVisible()
    assert screen.empty_page.hasFocus()
    desk.office.acting = "李某"
    case_id = desk.submitted()
    desk.sit_down("钱某")
    desk.wait_for(case_id)
    assert not screen.empty_page.isVisible()
    assert screen.queue_view.hasFocus()
    assert screen.table.index(0, 1).data() == "〔2026〕1号\n陈**"
    screen.act.confirm_button.click()
    desk.qtbot.waitUntil(lambda: screen.empty_page.isVisible())
    assert screen.empty_page.hasFocus()


def test_an_organisation_stands_in_the_queue_with_its_name(desk: SignDesk) -> None:
    """单位不是个人，名称不遮盖。"""
    case_id = desk.submitted(**{"applicant.name": "北坪村第三村民小组", "applicant.kind": "other_org"})
    screen = desk.sit_down("钱某")
    desk.wait_for(case_id)
    assert screen.table.index(0, 1).data() == "〔2026〕1号\n北坪村第三村民小组"
