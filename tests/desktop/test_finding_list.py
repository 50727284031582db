"""The list of findings: errors first, each with its article and a link that goes to the spot."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gkcase.desktop.case_tab_row import FILES
from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.finding_list import NOTHING, FindingList
from gkcase.desktop.screens.settings import SettingsScreen
from gkcase.desktop.step_panel import StepPanel
from gkcase.domain.terms import Event, LetterKind
from gkcase.services import attachments, lettering
from gkcase.services.preflight import Finding
from tests.desktop.audit import clipped, nameless
from tests.desktop.case_desk import DISCLOSE, CaseDesk
from tests.desktop.workplace import focused

FOUND = (
    Finding("safe_due", "答复期限明日届满，请当日交邮或者送出", "第三十三条第二款", is_error=False),
    Finding("search", "答复“信息不存在”之前须有检索记录", "第三十六条第（四）项", spot="step:searched"),
    Finding("unfilled", "答复书里还有没填的地方", "第三十六条", spot="fact:documents"),
    Finding("remedy", "尚未填写行政复议机关", "《行政复议法》第二十三条", spot="settings:review_body"),
    Finding("personal", "附件里有身份证号码", "第三十二条", is_error=False, spot="paper:1"),
)


@pytest.fixture
def findings(qtbot: QtBot) -> FindingList:
    made = FindingList()
    qtbot.addWidget(made)
    made.resize(560, 300)
    made.show()
    return made


def test_errors_come_first_and_each_says_its_article(findings: FindingList) -> None:
    findings.show_findings(FOUND)
    assert findings.texts[0] == "答复“信息不存在”之前须有检索记录 · 第三十六条第（四）项"
    assert findings.texts[3].startswith("答复期限明日届满")
    assert [link.text() for link in findings.links] == ["去检索记录", "去修改", "去设置", "看附件"]


def test_no_finding_is_said_too(findings: FindingList) -> None:
    findings.show_findings(FOUND)
    findings.show_findings(())
    assert findings.texts == [NOTHING]
    findings.show_words("写好答复书后在这里检查。")
    assert findings.texts == ["写好答复书后在这里检查。"]


def test_a_link_is_taken_with_the_keyboard_too(findings: FindingList, qtbot: QtBot) -> None:
    findings.show_findings(FOUND)
    with qtbot.waitSignal(findings.followed) as heard:
        QTest.keyClick(findings.links[0], Qt.Key.Key_Space)
    assert heard.args == ["step:searched"]
    assert findings.links[0].accessibleName().endswith("须有检索记录")


def test_nothing_is_cut_off_or_nameless_in_large_type(
    findings: FindingList, wardrobe: Wardrobe, qtbot: QtBot
) -> None:
    wardrobe.resize_type(20)
    findings.show_findings(FOUND)
    findings.resize(760, findings.heightForWidth(760))
    qtbot.wait(1)
    assert clipped(findings) == []
    assert nameless(findings) == []


def test_the_link_opens_the_step(desk: CaseDesk) -> None:
    screen = desk.open(desk.register())
    screen.rows.sign_tab.findings.followed.emit("step:searched")
    panel = desk.panel
    assert isinstance(panel, StepPanel)
    assert panel.step is Event.SEARCHED


def test_the_link_puts_the_cursor_into_the_field_of_the_reply(desk: CaseDesk) -> None:
    case_id = desk.register()
    lettering.write_letter(desk.office, case_id, LetterKind.REPLY, facts=DISCLOSE)
    screen = desk.open(case_id)
    screen.follow("fact:documents")
    desk.qtbot.waitUntil(lambda: focused() is desk.panel.form.fact_form.editor("documents"))


def test_another_page_leads_to_the_spot(desk: CaseDesk) -> None:
    case_id = desk.register()
    desk.shell.go("case", (case_id, "step:searched"))
    desk.qtbot.waitUntil(lambda: desk.screen.panels.open_one is not None)
    assert isinstance(desk.panel, StepPanel)
    assert desk.panel.step is Event.SEARCHED


def test_the_link_puts_the_cursor_into_the_setting(desk: CaseDesk) -> None:
    screen = desk.open(desk.register())
    screen.follow("settings:review_body")
    page = desk.shell.page("settings")
    assert isinstance(page, SettingsScreen)
    desk.qtbot.waitUntil(lambda: focused().accessibleName() == "行政复议机关")


def test_the_link_shows_the_paper(desk: CaseDesk, tmp_path: Path) -> None:
    case_id = desk.register()
    paper = tmp_path / "发放表.txt"
    paper.write_text("发放表", encoding="utf-8")
    attachments.add_files(desk.office, case_id, [paper], seq=1)
    screen = desk.open(case_id)
    screen.follow("paper:1")
    assert screen.tabs.currentIndex() == FILES
    assert screen.rows.files_tab.table.hasFocus()
    screen.follow("paper:99")
    screen.follow("")
    assert screen.tabs.currentIndex() == FILES
