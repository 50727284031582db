"""The end of the path of a reply: read, checked, submitted; nothing that was typed gets lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest

from gkcase.desktop import letter_out
from gkcase.desktop.act_panel import RESTORED
from gkcase.desktop.case_tab_row import LETTERS, REQUEST
from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.fact_form import FactForm
from gkcase.desktop.finding_list import NOTHING
from gkcase.desktop.reply_panel import BLOCKED, FACTS, LOOK, RESULT, SUBMIT
from gkcase.domain.journal import Fact
from gkcase.domain.terms import Event, LetterKind, Status
from gkcase.services import handling, lettering
from gkcase.services.drafts import load_draft
from gkcase.services.reading import dossier
from tests.desktop.audit import clipped, nameless
from tests.desktop.case_desk import DISCLOSE, CaseDesk
from tests.desktop.reply_desk import WITHHELD, begin
from tests.desktop.workplace import focused

E = Event


def at_facts(desk: CaseDesk, code: str = "R4f", **changed: str) -> int:
    """A case at the second step."""
    case_id = begin(desk, **changed)
    desk.choose_result(code)
    desk.on()
    return case_id


# -- steps three and four -------------------------------------------------------------------------------------


def at_letter(desk: CaseDesk, **changed: str) -> int:
    """A case whose letter is read."""
    case_id = at_facts(desk, **changed)
    desk.path.form.fact_form.fill(WITHHELD)
    desk.on()
    return case_id


def test_the_letter_is_read_as_it_will_be_written(desk: CaseDesk) -> None:
    case_id = at_letter(desk)
    page = desk.path.look_page
    assert desk.screen.tabs.currentIndex() == REQUEST
    assert "云公开〔2026〕1号" in page.text_edit.toPlainText()
    assert page.how_label.text() == "文字取自将要写成的文书，版式以文件为准"
    assert page.name_label.text() == "政府信息不予公开告知书"
    desk.on()
    assert desk.screen.tabs.currentIndex() == LETTERS
    read = page.text_edit.toPlainText()
    desk.confirm()
    file = dossier(desk.office, case_id)
    assert file.status is Status.UNDER_REVIEW
    assert lettering.draft_text(desk.office, file.files[-1].sha256) == read


def test_the_help_explains_the_path_while_it_is_open(desk: CaseDesk) -> None:
    begin(desk)
    assert desk.screen.help_topic == "reply"
    desk.press("Esc")
    assert desk.screen.help_topic == "case"


def test_the_file_itself_is_opened(desk: CaseDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []

    def show(url: QUrl) -> bool:
        opened.append(Path(url.toLocalFile()))
        return True

    monkeypatch.setattr("gkcase.desktop.letter_out.QDesktopServices.openUrl", show)
    at_letter(desk)
    desk.path.look_page.open_button.click()
    desk.qtbot.waitUntil(lambda: len(opened) == 1)
    assert opened[0].name.endswith("政府信息不予公开告知书_20261208.docx")
    assert "云公开〔2026〕1号" in letter_out_text(opened[0])
    assert "改动不会保存" in desk.shell.notice_bar.words.text()


def letter_out_text(path: Path) -> str:
    from gkcase.services.letters import text_of

    return text_of(path.read_bytes())


def test_the_pages_are_shown_where_the_computer_can(desk: CaseDesk) -> None:
    at_letter(desk)
    page = desk.path.look_page
    if not letter_out.can_print():
        assert not page.pages_button.isEnabled()
        assert "没有LibreOffice" in page.pages_button.toolTip()
        return
    page.pages_button.click()
    desk.qtbot.waitUntil(page.pages.isVisible, timeout=30_000)
    first = page.pages.findChildren(type(page.how_label))[0]
    assert first.accessibleName().startswith("第1页，共")
    desk.shell.resize(1280, 800)
    page.pages_button.click()
    assert page.text_edit.isVisible()


def test_a_partly_open_reply_goes_to_its_signatures_in_one_letter(desk: CaseDesk) -> None:
    """发放表公开，会议记录不公开：一份答复书，分项写明，部分公开只计一次。"""
    case_id = begin(desk)
    desk.record(case_id, E.SECRECY_REVIEWED, reviewer="赵某", outcome="不涉及国家秘密")
    desk.screen.reload()
    desk.choose_result("R3")
    desk.on()
    given: Fact = {"documents": "发放表，共3页", "form": "paper", "way": "post"}
    first, second = desk.path.parts.cards
    first.put({"content": "补偿款发放表", "result": "R2", "facts": given})
    second.put({"content": "会议记录", "result": "R4f", "facts": WITHHELD})
    desk.on()
    text = desk.path.look_page.text_edit.toPlainText()
    assert desk.path.look_page.name_label.text() == "政府信息部分公开告知书"
    assert "补偿款发放表" in text
    assert "记载的是讨论意见，不是最终决定" in text
    assert "如不服本告知中不予公开的部分，应当" in text
    desk.on()
    assert desk.path.submit_page.findings.texts == [NOTHING]
    desk.confirm()
    file = dossier(desk.office, case_id)
    assert (file.status, file.result) == (Status.UNDER_REVIEW, "R3")


def test_an_error_blocks_and_its_link_leads_to_the_field(desk: CaseDesk) -> None:
    at_facts(desk)
    desk.path.form.fact_form.fill({**WITHHELD, "reasons": "理由是【请填写】"})
    desk.on()
    desk.on()
    path = desk.path
    assert any("还有没填的地方" in text for text in path.submit_page.findings.texts)
    assert not path.form.confirm_button.isEnabled()
    assert path.form.error_label.text() == BLOCKED
    path.follow("fact:reasons")
    assert path.at == FACTS
    desk.qtbot.waitUntil(lambda: focused() is path.form.fact_form.editor("reasons"))
    assert path.form.confirm_button.isEnabled()


def test_a_warning_asks_for_its_reason(desk: CaseDesk) -> None:
    case_id = desk.register()
    desk.record(case_id, E.CONSULTATION_SENT, to="other_agency", name="县自然资源局", information="记录")
    desk.open(case_id)
    desk.choose_result("R4f")
    desk.on()
    desk.path.form.fact_form.fill(WITHHELD)
    desk.on()
    desk.on()
    page = desk.path.submit_page
    assert page.form.find_editor("reason_") is not None
    desk.path.confirm()
    assert desk.path.at == SUBMIT
    page.form.fill({"comment": "请审", "reason_": "对方已口头答复"})
    desk.confirm()
    submitted = dossier(desk.office, case_id).last(E.SUBMITTED)
    assert submitted is not None
    assert (submitted.reason, submitted.text("comment")) == ("对方已口头答复", "请审")
    assert submitted.breaches


def test_a_letter_can_be_written_without_being_submitted(desk: CaseDesk) -> None:
    case_id = at_letter(desk)
    desk.on()
    desk.path.write_button.click()
    desk.qtbot.waitUntil(lambda: desk.screen.panels.open_one is None)
    assert desk.entries(case_id) == [E.RECEIVED, E.LETTER_WRITTEN]
    desk.qtbot.waitUntil(lambda: E.SUBMITTED in desk.screen.act_bar.buttons)
    desk.qtbot.waitUntil(lambda: desk.screen.view is not None and desk.screen.view.file.drafter != "")
    desk.screen.write(LetterKind.REPLY)
    assert desk.path.at == FACTS
    assert "云公开〔2026〕1号" in desk.path.about_label.text()
    assert desk.path.facts()["category"] == "讨论记录"


def test_a_colleague_was_faster(desk: CaseDesk) -> None:
    case_id = at_letter(desk)
    desk.on()
    handling.record(desk.office, case_id, E.NOTED, on=desk.office.today(), facts={"note": "另一窗口"})
    assert "已被他人更新" in desk.refused()
    desk.path.refresh_button.click()
    desk.qtbot.waitUntil(lambda: desk.path.refresh_button.isHidden())
    desk.qtbot.waitUntil(desk.path.form.confirm_button.isEnabled)
    desk.confirm()
    assert desk.entries(case_id) == [E.RECEIVED, E.NOTED, E.LETTER_WRITTEN, E.SUBMITTED]


# -- nothing is lost ------------------------------------------------------------------------------------------


def test_the_path_is_found_again_as_it_was_left(desk: CaseDesk) -> None:
    case_id = begin(desk)
    for key in ("1", "1", "1", "1", "3"):
        desk.press(key)
    desk.on()
    desk.path.parts.cards[1].put({"content": "会议记录", "result": "R4f", "facts": {"reasons": "尚在讨论"}})
    desk.path.parts.edited.emit()
    desk.press("Esc")
    desk.qtbot.waitUntil(lambda: load_draft(desk.office, f"case:{case_id}:reply") is not None)
    desk.shell.go("desk")
    desk.open(case_id).write(LetterKind.REPLY)
    desk.qtbot.waitUntil(lambda: desk.path.about_label.text() == RESTORED)
    assert desk.path.at == FACTS
    assert desk.path.result_page.aid.answers == [0, 0, 0, 0, 2]
    kept = {"content": "会议记录", "result": "R4f", "facts": {"reasons": "尚在讨论"}}
    assert desk.path.parts.value()[1] == kept


def test_a_step_outside_the_path_is_taken_and_the_path_goes_on(desk: CaseDesk) -> None:
    at_facts(desk)
    desk.fill(reasons="尚未定论")
    desk.path.follow("step:searched")
    assert desk.panel.form.title_label.text() == "检索记录"
    desk.press("Esc")
    desk.screen.write(LetterKind.REPLY)
    desk.qtbot.waitUntil(lambda: desk.path.facts().get("reasons") == "尚未定论")


def test_asking_for_the_reply_again_leaves_the_open_path_alone(desk: CaseDesk) -> None:
    at_facts(desk)
    desk.fill(reasons="尚未定论")
    desk.screen.write(LetterKind.REPLY)
    assert desk.path.at == FACTS
    assert desk.path.facts()["reasons"] == "尚未定论"


def test_the_steps_are_gone_back_to_by_their_names(desk: CaseDesk) -> None:
    at_letter(desk)
    steps = desk.path.path.row.buttons
    assert [made.isEnabled() for made in steps.values()] == [True, True, True, True]
    steps["0"].click()
    assert desk.path.at == RESULT
    assert [made.isEnabled() for made in steps.values()] == [True, True, False, False]
    steps["1"].click()
    assert desk.path.at == FACTS
    steps["2"].click()
    desk.qtbot.waitUntil(lambda: desk.path.at == LOOK)


@pytest.mark.parametrize("points", [10.5, 20.0])
def test_every_step_is_whole_and_named(desk: CaseDesk, wardrobe: Wardrobe, points: float) -> None:
    def is_whole() -> None:
        desk.qtbot.wait(50)
        assert nameless(desk.path) == []
        assert desk.path.inside.minimumSizeHint().width() <= desk.path._area.viewport().width()

    wardrobe.resize_type(points)
    begin(desk)
    is_whole()
    assert clipped(desk.path.result_page) == []
    desk.choose_result("R3")
    desk.on()
    desk.path.parts.cards[1].put({"content": "会议记录", "result": "R4f"})
    is_whole()
    desk.path.back()
    desk.choose_result("R4b")
    desk.on()
    is_whole()
    desk.path.back()
    desk.choose_result("R4f")
    desk.on()
    desk.path.form.fact_form.fill(WITHHELD)
    desk.on()
    is_whole()
    desk.on()
    is_whole()


def test_a_draft_of_another_result_begins_with_its_facts(desk: CaseDesk) -> None:
    case_id = desk.register()
    lettering.write_letter(desk.office, case_id, LetterKind.REPLY, facts=DISCLOSE)
    desk.open(case_id).write(LetterKind.REPLY)
    assert desk.path.at == FACTS
    assert desk.path.facts()["documents"] == DISCLOSE["documents"]
    QTest.keyClick(desk.path.path.row.buttons["1"], Qt.Key.Key_Left)
    assert desk.path.at == RESULT
    assert isinstance(desk.path.form.fact_form, FactForm)


def test_who_returned_the_reply_says_why_to_whoever_opens_it_again(desk: CaseDesk) -> None:
    case_id = desk.register()
    desk.record(case_id, E.SECRECY_REVIEWED, reviewer="钱某", outcome="不涉及国家秘密，可以公开")
    lettering.write_letter(desk.office, case_id, LetterKind.REPLY, facts=DISCLOSE)
    desk.record(case_id, E.SUBMITTED)
    desk.record(case_id, E.RETURNED, comment="请写明页数")
    desk.open(case_id, E.LETTER_WRITTEN)
    desk.qtbot.waitUntil(lambda: desk.path.isVisible())
    assert "退回：请写明页数" in desk.path.about_label.text()
