"""The path of a reply: its kind asked for or chosen, its facts written with sentence blocks, in parts where needed."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from gkcase.desktop.phrase_menu import PhraseButton
from gkcase.desktop.phrase_window import PhraseWindow
from gkcase.desktop.reply_panel import FACTS, RESULT
from gkcase.domain.errors import Refusal
from gkcase.domain.terms import Event
from gkcase.services.phrases import phrases_for
from tests.desktop.audit import nameless
from tests.desktop.case_desk import CaseDesk
from tests.desktop.reply_desk import WITHHELD, begin
from tests.desktop.workplace import focused, write

E = Event


def shown_facts(desk: CaseDesk) -> list[str]:
    """What the note below the choice says."""
    page = desk.path.result_page
    return [one.text() for one in page.facts_frame.children() if hasattr(one, "text")]


# -- step one: the result -------------------------------------------------------------------------------------


def test_six_digits_find_the_result(desk: CaseDesk) -> None:
    """经办人不看条文，按数字键回答六问，落到“过程性信息”。"""
    begin(desk)
    aid = desk.path.result_page.aid
    assert focused() is aid.buttons[0]
    for key in ("1", "1", "1", "1", "4", "6"):
        assert not aid.result
        desk.press(key)
    assert desk.path.result_page.code == "R4f"
    assert "必须先申请行政复议，对复议决定不服再提起行政诉讼" in shown_facts(desk)
    assert "（三）不予公开 6.属于四类过程性信息" in shown_facts(desk)
    assert "政府信息不予公开告知书" in shown_facts(desk)
    assert desk.path.form.basis_label.text() == "第十六条第二款和第三十六条第（三）项"


def test_the_digits_count_as_well_for_who_comes_from_the_desk(desk: CaseDesk) -> None:
    """从工作台“去办理”过来，案件还在读取，读完后数字键就能用。"""
    case_id = desk.register()
    desk.record(case_id, E.SEARCHED, places="档案室", method="按名称", searcher="李某", outcome="已找到")
    desk.shell.go("case", (case_id, E.LETTER_WRITTEN))
    desk.qtbot.waitUntil(lambda: desk.path.result_page.aid.isVisible())
    desk.qtbot.waitUntil(lambda: focused() is desk.path.result_page.aid.buttons[0])


def test_an_answer_is_taken_back(desk: CaseDesk) -> None:
    begin(desk)
    aid = desk.path.result_page.aid
    for key in ("1", "1", "1", "2"):
        desk.press(key)
    assert desk.path.result_page.code == "R6"
    aid.steps[3].click()
    assert aid.buttons[0].accessibleName() == "有现成的，由本机关负责公开"
    desk.press("Backspace")
    assert len(aid.answers) == 2
    aid.buttons[1].click()
    assert desk.path.result_page.code == "R9"


def test_every_question_shows_its_article_and_help(desk: CaseDesk) -> None:
    begin(desk)
    words = [one.text() for one in desk.path.result_page.aid.children() if hasattr(one, "text")]
    assert "第1问，最多6问 · 第二条、第三十九条" in words
    assert any("以一定形式记录、保存的信息" in text for text in words)


def test_what_is_chosen_directly_needs_no_answers(desk: CaseDesk) -> None:
    begin(desk)
    desk.choose_result("R2")
    page = desk.path.result_page
    assert not page.aid.isVisible()
    assert "申请行政复议或者提起行政诉讼，由申请人选择" in shown_facts(desk)
    page.aid_button.click()
    assert focused() is page.aid.buttons[0]


def test_how_a_request_ends_by_itself_is_not_offered(desk: CaseDesk) -> None:
    begin(desk)
    combo = desk.path.result_page.combo
    codes = {combo.itemData(place) for place in range(combo.count())}
    assert {"R1", "R3", "R4g", "R14", "R17d"} <= codes
    assert not codes & {"R15", "R16", "R17a", "R17b", "X1"}


def test_without_a_result_there_is_no_next_step(desk: CaseDesk) -> None:
    begin(desk)
    desk.path.confirm()
    assert desk.path.at == RESULT
    assert desk.path.result_page.error.text() == "请选择答复类型（第三十六条）"


# -- step two: facts and reasons ------------------------------------------------------------------------------


def at_facts(desk: CaseDesk, code: str = "R4f", **changed: str) -> int:
    """A case at the second step."""
    case_id = begin(desk, **changed)
    desk.choose_result(code)
    desk.on()
    return case_id


def blocks(desk: CaseDesk, label: str) -> PhraseButton:
    """The button with the sentence blocks of a field."""
    made = desk.path.findChildren(PhraseButton)
    return next(one for one in made if one.accessibleName() == f"{label}的句段" and one.isVisible())


def menu(desk: CaseDesk, button: PhraseButton) -> QMenu:
    """Open it."""
    button.click()
    found = [one for one in button.findChildren(QMenu) if one.isVisible()]
    return found[-1]


def test_a_sentence_is_put_in_at_the_cursor(desk: CaseDesk) -> None:
    at_facts(desk)
    editor = desk.path.form.fact_form.editor("reasons")
    editor.setFocus()
    write("经查，")
    offered = menu(desk, blocks(desk, "不予公开的理由"))
    [phrase] = phrases_for(desk.office, "R4f", "reasons")
    action = next(one for one in offered.actions() if one.toolTip() == phrase.text)
    action.trigger()
    offered.close()
    assert desk.path.facts()["reasons"] == f"经查，{phrase.text}"
    assert focused() is editor


def test_what_is_written_is_kept_as_a_block_and_reworded(desk: CaseDesk) -> None:
    at_facts(desk)
    desk.fill(ground_fact="该记录是内部讨论材料")
    offered = menu(desk, blocks(desk, "认定的事实"))
    next(one for one in offered.actions() if one.text() == "存为句段").trigger()
    offered.close()
    desk.qtbot.waitUntil(lambda: len(phrases_for(desk.office, "R4f", "ground_fact")) == 2)
    desk.qtbot.waitUntil(lambda: len(desk.path.phrases.of("R4f", "ground_fact")) == 2)
    offered = menu(desk, blocks(desk, "认定的事实"))
    offered.actions()[-1].trigger()
    offered.close()
    [window] = [one for one in QApplication.topLevelWidgets() if isinstance(one, PhraseWindow)]
    window.list.setCurrentRow(1)
    window.editor.setPlainText("该记录属于内部讨论材料")
    window.save_button.click()
    desk.qtbot.waitUntil(lambda: window.list.item(1).text() == "该记录属于内部讨论材料")
    window.list.setCurrentRow(0)
    window.drop_button.click()
    desk.qtbot.waitUntil(lambda: window.list.count() == 1)
    window.restore_button.click()
    desk.qtbot.waitUntil(lambda: window.list.count() == 2)
    window.editor.setPlainText("又一句")
    window.add_button.click()
    desk.qtbot.waitUntil(lambda: window.list.count() == 3)
    assert nameless(window) == []
    window.close()


def test_what_was_typed_for_one_result_comes_back_with_it(desk: CaseDesk) -> None:
    at_facts(desk)
    desk.fill(reasons="尚未定论", category="讨论记录")
    desk.path.back_button.click()
    desk.choose_result("R4g")
    desk.on()
    assert desk.path.facts()["reasons"] == "尚未定论"
    desk.path.path.row.buttons["0"].click()
    desk.choose_result("R4f")
    desk.on()
    assert desk.path.facts()["category"] == "讨论记录"


def test_a_missing_fact_stops_the_path(desk: CaseDesk) -> None:
    at_facts(desk)
    desk.path.confirm()
    assert desk.path.at == FACTS
    assert "认定的事实" in desk.wrong()


def test_a_search_on_record_fills_in_what_the_letter_tells(desk: CaseDesk) -> None:
    case_id = desk.register()
    desk.record(case_id, E.SEARCHED, places="档案室", method="按名称", searcher="李某", outcome="没有")
    desk.open(case_id)
    desk.choose_result("R6")
    desk.on()
    facts = desk.path.facts()
    assert (facts["method"], facts["searched_on"]) == ("按名称", "2026-12-08")


# -- parts ----------------------------------------------------------------------------------------------------


def test_tab_goes_through_a_part_before_it_comes_to_the_next(desk: CaseDesk) -> None:
    at_facts(desk, "R3")
    first, second = desk.path.parts.cards
    first.put({"content": "发放表", "result": "R2", "facts": {}})
    first.about.editor("result").setFocus()
    fields = [first.facts.editor(name) for name in ("documents", "form", "way", "pickup")]
    desk.qtbot.waitUntil(fields[0].isVisible)
    seen: list[QWidget] = []
    while focused() is not second.about.editor("content") and len(seen) < 30:
        desk.press("Tab")
        seen.append(focused())
    assert [widget for widget in seen if widget in fields] == fields


def test_a_partly_open_reply_has_parts_that_come_and_go(desk: CaseDesk) -> None:
    at_facts(desk, "R3")
    parts = desk.path.parts
    assert parts.isVisible()
    assert parts.cards[0].about.facts()["content"] == "2025年征地补偿款发放表"
    assert not parts.cards[0].drop_button.isVisible()
    parts.add_button.click()
    assert [card.title.text() for card in parts.cards] == ["第1部分", "第2部分", "第3部分"]
    parts.cards[1].drop_button.click()
    assert len(parts.cards) == 2
    parts.cards[0].put({"content": "发放表", "result": "R2", "facts": {"documents": "发放表，共3页"}})
    about = parts.cards[1].about
    about.fill({"content": "会议记录", "result": "R4f"})
    desk.qtbot.waitUntil(lambda: parts.cards[1].facts.find_editor("reasons") is not None)
    parts.cards[1].facts.fill(WITHHELD)
    assert desk.path.facts()["parts"] == [
        {"content": "发放表", "result": "R2", "facts": {"documents": "发放表，共3页"}},
        {"content": "会议记录", "result": "R4f", "facts": WITHHELD},
    ]
    assert "delivery" not in [name for card in parts.cards for name in card.facts.facts()]
    assert desk.path.form.fact_form.find_editor("delivery") is not None


def test_contents_are_answered_apart_where_the_officer_says_so(desk: CaseDesk) -> None:
    begin(desk)
    desk.choose_result("R6")
    desk.path.result_page.apart_box.setChecked(True)
    desk.on()
    assert desk.path.parts.isVisible()
    assert "parts" in desk.path.facts()
    desk.path.back()
    desk.path.result_page.apart_box.setChecked(False)
    desk.on()
    assert "parts" not in desk.path.facts()


def test_an_empty_part_stops_the_path_beside_its_field(desk: CaseDesk) -> None:
    at_facts(desk, "R3")
    desk.path.confirm()
    assert desk.path.at == FACTS
    assert focused() is desk.path.parts.cards[0].about.editor("result")


@pytest.mark.parametrize("field", ["parts.2.reasons", "parts.2.facts.reasons"])
def test_a_refusal_of_a_part_stands_beside_its_field(desk: CaseDesk, field: str) -> None:
    at_facts(desk, "R3")
    card = desk.path.parts.cards[1]
    card.put({"content": "会议记录", "result": "R4f"})
    desk.qtbot.waitUntil(card.facts.editor("reasons").isVisible)
    assert desk.path.take(Refusal("理由不能只写条文", "第十六条", field))
    assert focused() is card.facts.editor("reasons")
    assert not desk.path.parts.take(Refusal("不知哪一部分", "", "parts.9.reasons"))
    assert not desk.path.parts.take(Refusal("不知哪一部分", "", "parts"))


def test_a_finding_leads_into_the_field_of_its_part(desk: CaseDesk) -> None:
    at_facts(desk, "R3")
    card = desk.path.parts.cards[1]
    card.put({"content": "会议记录", "result": "R4f"})
    desk.qtbot.waitUntil(card.facts.editor("reasons").isVisible)
    desk.path.follow("fact:parts.2.reasons")
    assert focused() is card.facts.editor("reasons")
    desk.path.follow("fact:category")
    assert focused() is card.facts.editor("category")
    desk.path.follow("fact:parts")
    desk.path.follow("fact:kind_of_reply")
    assert desk.path.at == RESULT
