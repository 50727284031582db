"""类似案件 in the case window, in the first step of a reply, and from the register."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gkcase.desktop.case_tab_row import SIMILAR
from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.reply_panel import FACTS, RESULT
from gkcase.desktop.screens.cases import CasesScreen
from gkcase.desktop.similar_view import NONE, SimilarView
from gkcase.desktop.similar_window import SimilarWindow
from gkcase.domain.journal import Fact
from gkcase.domain.terms import Event, LetterKind
from gkcase.services import lettering
from tests.desktop.audit import clipped, nameless
from tests.desktop.case_desk import SEARCH, CaseDesk
from tests.desktop.small_office import shell_of

E = Event
WITHHELD: dict[str, Fact] = {
    "kind_of_reply": "R4f",
    "ground_fact": "会议记录形成于2024年3月",
    "reasons": "记载的是讨论意见，不是最终决定",
    "category": "讨论记录",
    "no_rule": True,
    "delivery": "post",
}
NOT_HELD: dict[str, Fact] = {**SEARCH, "kind_of_reply": "R6", "searched_on": "2026-12-08", "delivery": "post"}


def decided(desk: CaseDesk, facts: dict[str, Fact], **changed: Fact) -> int:
    case_id = desk.register(**changed)
    desk.record(case_id, E.SECRECY_REVIEWED, reviewer="钱某", outcome="不涉及国家秘密")
    if facts["kind_of_reply"] == "R6":
        desk.record(case_id, E.SEARCHED, **SEARCH)
    lettering.write_letter(desk.office, case_id, LetterKind.REPLY, facts=facts)
    desk.record(case_id, E.SUBMITTED)
    desk.record(case_id, E.SIGNED, signer="赵某")
    desk.record(case_id, E.REPLIED, delivery="post", posted_on="2026-12-08")
    return case_id


@pytest.fixture
def mine(desk: CaseDesk) -> int:
    """A case whose like was withheld once (and put right on review) and not held once."""
    withheld = decided(desk, WITHHELD, applicant__name="何小明", applicant__id_number="")
    desk.record(withheld, E.REMEDY_FILED, remedy="administrative_review", body="清河县人民政府")
    desk.record(withheld, E.REMEDY_DECIDED, id="r1", result="corrected")
    decided(desk, NOT_HELD)
    return desk.register()


def tab_of(desk: CaseDesk) -> SimilarView:
    return desk.screen.rows.similar_tab


def rows(view: SimilarView) -> list[list[str]]:
    table = view.table
    return [[table.text_at(row, at) for at in (0, 5, 1, 2)] for row in range(table.rowCount())]


def test_the_tab_counts_lists_and_shows_the_letter(desk: CaseDesk, mine: int, wardrobe: Wardrobe) -> None:
    wardrobe.resize_type(20)
    desk.open(mine)
    desk.press("Ctrl+Shift+0")
    view = tab_of(desk)
    desk.qtbot.waitUntil(lambda: view.table.rowCount() == 2)
    assert nameless(desk.screen) == []
    desk.qtbot.waitUntil(lambda: clipped(view) == [])
    not_held, withheld = (desk.office.replies[code].label for code in ("R6", "R4f"))
    assert rows(view) == [
        ["〔2026〕2号", "陈**（同一申请人）", not_held, ""],
        ["〔2026〕1号", "何**", f"{withheld}（被纠正）", "行政复议：结果纠正"],
    ]
    desk.qtbot.waitUntil(lambda: "检得1份" in view.text.toPlainText())
    assert not view.adopt_button.isEnabled()
    view.chips["R4f"].click()
    desk.qtbot.waitUntil(lambda: "讨论意见" in view.text.toPlainText())
    assert [row[0] for row in rows(view)] == ["〔2026〕1号"]
    assert view.note.text() == "这份答复后来被纠正（行政复议：结果纠正），不宜照用"
    assert "何小明" not in view.text.toPlainText()
    view.chips["R4f"].click()
    assert len(rows(view)) == 2
    view.open_button.click()
    desk.qtbot.waitUntil(lambda: desk.screen.view is not None and desk.screen.view.file.id != mine)


def test_the_first_step_of_a_reply_counts_them_and_takes_reasons_over(desk: CaseDesk, mine: int) -> None:
    desk.open(mine).write(LetterKind.REPLY)
    desk.qtbot.waitUntil(lambda: desk.path.at == RESULT and desk.path.result_page.similar_button.isVisible())
    said = desk.path.result_page.similar_button.text()
    assert said.endswith("1件")
    desk.path.result_page.similar_button.click()
    assert desk.screen.tabs.currentIndex() == SIMILAR
    view = tab_of(desk)
    view.chips["R4f"].click()
    desk.qtbot.waitUntil(view.adopt_button.isEnabled)
    view.adopt_button.click()
    assert (desk.path.at, desk.path.result_page.code) == (FACTS, "R4f")
    facts = desk.path.facts()
    assert (facts["reasons"], facts["category"]) == (WITHHELD["reasons"], "讨论记录")
    assert "ground_fact" not in facts
    bar = desk.shell.notice_bar
    assert bar.words.text() == "已填入〔2026〕1号的理由，请按本案情况改写"
    bar.action_button.click()
    assert (desk.path.at, desk.path.result_page.code) == (RESULT, "")
    assert "reasons" not in desk.path.facts()


def test_reasons_of_another_kind_of_reply_are_not_taken(desk: CaseDesk, mine: int) -> None:
    desk.open(mine).write(LetterKind.REPLY)
    desk.qtbot.waitUntil(lambda: desk.path.result_page.similar_button.isVisible())
    desk.path.result_page.put("R6")
    view = tab_of(desk)
    view.chips["R4f"].click()
    desk.qtbot.waitUntil(view.adopt_button.isEnabled)
    view.adopt_button.click()
    assert desk.shell.notice_bar.words.text() == "〔2026〕1号的理由不适用于所选的答复类型"
    assert desk.path.result_page.code == "R6"


def test_a_case_like_no_other_says_so(desk: CaseDesk, mine: int) -> None:
    desk.open(mine).write(LetterKind.REPLY)
    desk.qtbot.waitUntil(lambda: desk.path.result_page.similar_button.isVisible())
    desk.open(desk.register(wanted="学校食堂食材采购合同"))
    desk.screen.rows.turn(SIMILAR)
    view = tab_of(desk)
    desk.qtbot.waitUntil(lambda: view.sentence.text() == NONE)
    assert not view.table.isVisible()
    desk.screen.write(LetterKind.REPLY)
    assert not desk.path.result_page.similar_button.isVisible()


def test_from_the_register_words_are_typed(desk: CaseDesk, mine: int) -> None:
    shell = shell_of(desk.office, desk.shell.tasks, desk.shell.settings)
    desk.qtbot.addWidget(shell)
    shell.show()
    shell.go("cases")
    screen = shell.page("cases")
    assert isinstance(screen, CasesScreen)
    desk.qtbot.waitUntil(lambda: screen.table.rowCount() == 3)

    screen.acts.find_similar()
    [window] = screen.findChildren(SimilarWindow)
    desk.qtbot.waitUntil(lambda: window.view.table.rowCount() == 2)
    assert window.edit.text() == "2025年征地补偿款发放表"
    window.edit.setText("食堂采购")
    desk.qtbot.waitUntil(lambda: window.view.sentence.text() == NONE)
    window.edit.setText("征地补偿款发放表")
    desk.qtbot.waitUntil(lambda: window.view.table.rowCount() == 2)
    QTest.keyClick(window, Qt.Key.Key_Escape)
