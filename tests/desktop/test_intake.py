"""新登记: what a clerk does, from an empty form to a printed receipt, and what is said beside it."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintPreviewDialog
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.screens.intake import SAVED
from gkcase.desktop.screens.intake_beside import Comparison, marked
from gkcase.desktop.screens.intake_fields import put
from gkcase.domain.terms import ApplicantKind, CaseKind, LetterKind, Status
from gkcase.services.office import Change, Topic
from gkcase.services.queries import CaseFilter, case_ids
from gkcase.services.reading import dossier
from tests.desktop.audit import clipped, doubled_keys, nameless, out_of_reach
from tests.desktop.filling import count, fill, key, posted, save
from tests.desktop.workplace import REQUEST, Workplace, focused, press, write

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
K = Qt.Key


# -- the whole way --------------------------------------------------------------------------------------------


def test_a_posted_request_from_an_empty_form_to_the_printed_receipt_by_keyboard(
    place: Workplace, paper: None, qtbot: QtBot
) -> None:
    press(K.Key_N, CTRL)
    screen = place.intake()
    assert focused() is screen.channel.channel_row.buttons["in_person"]
    press(K.Key_3, ALT)
    write("6-12")
    press(K.Key_Return)
    assert screen.channel.arrival_field.day == date(2026, 6, 12)
    write("EB120800123CN")
    press(K.Key_Return)
    press(K.Key_Return)  # a citizen
    write("陈某")
    press(K.Key_Return)
    press(K.Key_Return)  # resident ID
    write("999999199003070039")
    press(K.Key_Return)
    write("13800005678")
    press(K.Key_W, ALT)
    write("2025年征地补偿款发放表")
    press(K.Key_Tab)
    press(K.Key_Return)
    press(K.Key_Return)
    press(K.Key_Right)  # on paper
    press(K.Key_Return)
    press(K.Key_Right)  # by post
    qtbot.waitUntil(lambda: screen.channel.received_label.text() == "收到申请之日 2026-06-12 周五")
    assert "依据第三十一条第（二）项" in screen.channel.why_label.text()
    assert screen.channel.due_label.text() == "答复不迟于 2026-07-13 周一"
    press(K.Key_Return, CTRL)
    qtbot.waitUntil(lambda: screen.state_stack.currentIndex() == SAVED)
    assert screen.saved.saved_number.text() == "〔2026〕1号"
    assert focused() is screen.saved.print_button
    press(K.Key_Space)
    qtbot.waitUntil(lambda: bool(screen.findChildren(QPrintPreviewDialog)), timeout=10_000)
    [dialog] = screen.findChildren(QPrintPreviewDialog)
    assert "登记回执" in dialog.windowTitle()
    dialog.close()
    file = dossier(place.office, case_ids(place.office, CaseFilter())[0])
    assert file.applicant.id_number == "999999199003070039"
    assert (file.received.text("form_wanted"), file.received.text("way_wanted")) == ("paper", "post")
    assert [paper.kind for paper in file.files] == [LetterKind.RECEIPT]


def test_a_double_click_on_save_registers_once(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    posted(screen)
    screen.save_button.click()
    screen.save_button.click()
    screen.save()
    qtbot.waitUntil(lambda: screen.state_stack.currentIndex() == SAVED)
    assert count(place) == 1


def test_after_saving_one_opens_the_case_or_logs_the_next(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    posted(screen)
    case_id = save(screen, qtbot)
    screen.saved.again_button.click()
    qtbot.waitUntil(lambda: screen.is_ready and screen.form_page.isVisible())
    assert screen.fields.values().keys() == {"who", "applicant.id_kind"}
    assert screen.advice.number_label.text() == "编号〔2026〕2号 · 保存时确定"
    posted(screen)
    save(screen, qtbot)
    press(K.Key_O, ALT)
    assert place.cases.subjects == [case_id + 1]
    press(K.Key_N, CTRL)
    qtbot.waitUntil(lambda: screen.form_page.isVisible() and screen.is_ready)
    assert not screen.fields.value("wanted")


# -- channel and days -----------------------------------------------------------------------------------------

ASKED = {
    "in_person": ("提交日期 *", set()),
    "oral": ("填表日期 *", set()),
    "post_signed": ("签收日期 *", {"tracking_number"}),
    "post_unsigned": ("信件到达日期 *", {"tracking_number", "confirmed_on"}),
    "internet": ("提交日期 *", {"confirmed_on", "auto_confirmed"}),
    "email": ("邮件到达日期 *", {"confirmed_on"}),
    "fax": ("传真收到日期 *", {"confirmed_on"}),
    "other": ("提交日期 *", {"confirmed_on", "auto_confirmed"}),
}


@pytest.mark.parametrize("channel", ASKED)
def test_only_the_days_of_the_channel_are_asked_for(place: Workplace, channel: str) -> None:
    screen = place.intake()
    assert not screen.fields.asks("arrival")
    fill(screen, channel=channel)
    words, names = ASKED[channel]
    label = screen.findChild(QLabel, "arrival_label")
    assert isinstance(label, QLabel)
    assert label.text() == words
    asked = {
        name for name in ("tracking_number", "confirmed_on", "auto_confirmed") if screen.fields.asks(name)
    }
    assert asked == names


def test_what_another_channel_asked_for_is_not_registered(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    posted(screen)
    fill(screen, channel="in_person")
    entry = dossier(place.office, save(screen, qtbot)).received
    assert entry.text("submitted_on") == "2026-06-15"
    assert not entry.text("signed_on") + entry.text("tracking_number")


def test_an_unconfirmed_letter_waits_and_gets_no_receipt_yet(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    posted(screen)
    fill(screen, channel="post_unsigned")
    qtbot.waitUntil(lambda: screen.channel.received_label.text() == "收到申请之日 待确认")
    assert screen.channel.due_note.text() == "收到当日即与申请人确认"
    file = dossier(place.office, save(screen, qtbot))
    assert file.status is Status.AWAITING_CONFIRMATION
    assert not screen.saved.print_button.isEnabled()
    assert "确认后才能出具" in screen.saved.print_reason.text()
    assert focused() is screen.saved.open_button


def test_a_site_that_confirms_by_itself_fixes_the_day(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    posted(screen)
    fill(screen, channel="internet", auto_confirmed=True)
    assert not screen.fields.asks("confirmed_on")
    qtbot.waitUntil(lambda: screen.channel.received_label.text() == "收到申请之日 2026-06-15 周一")


def test_a_day_of_an_unpublished_year_is_provisional(place: Workplace, qtbot: QtBot) -> None:
    place.today = date(2026, 12, 8)
    screen = place.intake()
    posted(screen)
    fill(screen, arrival="2026-12-08")
    qtbot.waitUntil(lambda: screen.channel.due_label.text() == "答复不迟于 2027-01-06 周三", timeout=15_000)
    assert screen.channel.provisional_badge.isVisible()
    assert screen.channel.due_note.text() == "2027年放假安排尚未公布"


def test_the_guide_says_what_is_missing_first(place: Workplace) -> None:
    screen = place.intake()
    assert screen.channel.received_label.text().startswith("选择申请渠道")
    fill(screen, channel="post_signed")
    screen.advice.say()
    assert screen.channel.received_label.text().startswith("填写签收日期后")


# -- errors stand beside their field --------------------------------------------------------------------------


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_saved(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    fill(screen, applicant__name="陈某")
    screen.save()
    assert "请先选择申请渠道" in screen.fields.told("channel")
    fill(screen, channel="email")
    assert screen.fields.told("channel") == ""
    screen.save()
    qtbot.waitUntil(lambda: "请填写邮件到达日期" in screen.fields.told("arrival"))
    fill(screen, arrival="2-30")
    screen.save()
    assert "没有2月30日" in screen.fields.told("arrival")
    fill(screen, arrival="2026-06-16")
    screen.save()
    assert "还没有到" in screen.fields.told("arrival")
    fill(screen, arrival="2026-06-12", confirmed_on="2026-06-11")
    qtbot.waitUntil(lambda: "早于" in screen.fields.told("confirmed_on"))
    fill(screen, confirmed_on="2026-06-12")
    screen.fields.line("applicant.fax").setText("传真\x07")
    screen.save()
    qtbot.waitUntil(lambda: "控制字符" in screen.fields.told("applicant.fax"))
    assert focused() is screen.fields.line("applicant.fax")
    assert screen.save_button.isEnabled()
    assert count(place) == 0


def test_numbers_are_checked_as_they_are_typed_and_never_block(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    posted(screen)
    line = screen.fields.line("applicant.id_number")
    line.setFocus()
    write("99999919900307003")
    assert screen.fields.told("applicant.id_number") == ""  # still being typed
    write("0")
    assert screen.fields.told("applicant.id_number") == "末位校验码应为 9，请核对证件"
    press(K.Key_Backspace)
    press(K.Key_Tab)
    assert "应为18位" in screen.fields.told("applicant.id_number")
    put(screen.applicant.id_kind_combo, "passport")
    assert screen.fields.told("applicant.id_number") == ""
    assert dossier(place.office, save(screen, qtbot)).applicant.id_number == "99999919900307003"


def test_an_organisation_shows_its_own_fields_and_its_kind_is_guessed(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    posted(screen)
    fill(screen, who="organisation", applicant__name="东湾某某")
    screen.save()
    assert "请选择单位类别" in screen.fields.told("applicant.kind")
    fill(screen, applicant__name="东湾建材有限公司", applicant__id_number="91110000MA0000000A")
    assert screen.fields.told("applicant.kind") == ""
    assert screen.fields.told("applicant.id_number").startswith("末位校验码应为")
    put(screen.applicant.kind_combo, "research")
    screen.applicant.kind_combo.activated.emit(screen.applicant.kind_combo.currentIndex())
    fill(screen, applicant__name="东湾律师事务所")  # what the officer has chosen stays
    applicant = dossier(place.office, save(screen, qtbot)).applicant
    assert (applicant.kind, applicant.id_kind.value) == (ApplicantKind.RESEARCH, "uscc")


def test_what_article_29_misses_is_told_calmly(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    screen.advice.say()
    assert screen.advice.lacking_label.text() == ""
    fill(screen, applicant__name="陈某")
    screen.advice.say()
    assert "申请人的身份证明" in screen.advice.lacking_label.text()
    assert "不影响登记" in screen.advice.lacking_label.text()
    fill(screen, channel="in_person", arrival="2026-06-15")
    save(screen, qtbot)
    assert count(place) == 1


def test_an_agent_is_asked_for_on_demand(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    posted(screen)
    assert not screen.fields.asks("agent.name")
    press(K.Key_G, ALT)
    assert focused() is screen.fields.line("agent.name")
    write("周某")
    screen.fields.line("agent.id_number").setText("1")
    screen.fields.line("agent.id_number").editingFinished.emit()
    assert "应为18位" in screen.fields.told("agent.id_number")
    screen.applicant.agent_remove_button.click()
    assert "agent.name" not in screen.facts()
    screen.applicant.agent_button.click()
    entry = dossier(place.office, save(screen, qtbot)).received
    assert entry.text("agent.name") == "周某"


def test_a_rectification_has_its_own_numbers(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    posted(screen)
    fill(screen, rectification=True)
    qtbot.waitUntil(lambda: "更" in screen.advice.number_label.text())
    assert dossier(place.office, save(screen, qtbot)).kind is CaseKind.RECTIFICATION


def test_a_rectification_says_what_is_recorded_wrongly(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    posted(screen)
    assert not screen.fields.asks("recorded")
    fill(screen, rectification=True)
    assert not screen.fields.asks("form_wanted")
    qtbot.waitUntil(lambda: "第四十一条要求的内容尚缺" in screen.advice.lacking_label.text())
    fill(screen, recorded="出生年份记为1992", should_be="1990", proof="户口簿复印件")
    entry = dossier(place.office, save(screen, qtbot)).received
    assert (entry.text("recorded"), entry.text("should_be"), entry.text("proof")) == (
        "出生年份记为1992",
        "1990",
        "户口簿复印件",
    )
    assert "form_wanted" not in entry.facts


# -- remembered applicants, earlier requests ------------------------------------------------------------------


def test_a_remembered_applicant_fills_all_fields_and_undo_takes_it_back(
    place: Workplace, qtbot: QtBot
) -> None:
    place.register()
    screen = place.intake()
    press(K.Key_A, ALT)
    screen.fields.line("applicant.phone").setText("0557-1")
    write("陈")
    popup = screen.applicant.suggester.completer.popup()
    qtbot.waitUntil(lambda: popup.isVisible())
    shown = screen.applicant.suggester.model.item(0).text()
    assert "138****5678" in shown
    assert "13800005678" not in shown
    QApplication.sendEvent(popup, key(K.Key_Down))
    QApplication.sendEvent(popup, key(K.Key_Return))
    values = screen.fields.values()
    assert {name: values[name] for name in REQUEST if name.startswith("applicant.")} == {
        name: value for name, value in REQUEST.items() if name.startswith("applicant.")
    }
    screen.fields.line("applicant.phone").setFocus()
    press(K.Key_Z, CTRL)
    assert screen.fields.line("applicant.phone").text() == "0557-1"


def test_earlier_requests_stand_beside_and_a_repetition_can_be_compared(
    place: Workplace, qtbot: QtBot
) -> None:
    first = place.register()
    place.register(applicant__name="林某", applicant__id_number="", wanted="征地补偿款发放标准和依据")
    screen = place.intake()
    panel = screen.beside
    assert not panel.earlier_part.isVisible()
    fill(screen, applicant__name="陈某", wanted="申请公开2025年征地补偿款发放明细")
    qtbot.waitUntil(lambda: panel.repeat_frame.isVisible())
    assert panel.earlier_title.text() == "陈某以前的申请"
    assert (panel.earlier_count.text(), panel.earlier_aside.text()) == ("1 件", "本月第 2 件")
    assert panel.repeat_label.text().startswith("与〔2026〕1号内容相近，该件尚在办理")
    assert panel.similar_count.text() == "1 件"
    panel.compare_button.click()
    [dialog] = screen.findChildren(Comparison)
    assert any("2025年征地补偿款发放" in label.text() for label in dialog.findChildren(QLabel))
    qtbot.waitUntil(dialog.isActiveWindow)
    with qtbot.waitSignal(dialog.rejected):
        QTest.keyClick(dialog, K.Key_Escape)
    number = panel.earlier_frame.findChildren(QPushButton)[-1]
    qtbot.waitUntil(number.isVisible)
    number.click()
    assert place.cases.subjects == [first]


def test_words_of_both_requests_are_marked_and_nothing_counts_as_markup() -> None:
    assert marked("", "甲") == "（尚未填写）"
    html = marked("<b>征地补偿\n名单", "征地补偿")
    assert html.startswith("&lt;b&gt;<span")
    assert html.count("</span>") == 1
    assert "<br>" in html


# -- for everybody --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("points", [10.5, 15.75, 20.0])
def test_the_form_can_be_read_named_and_reached_at_any_size(
    place: Workplace, wardrobe: Wardrobe, points: float
) -> None:
    wardrobe.resize_type(points)
    screen = place.intake()
    posted(screen)
    press(K.Key_G, ALT)
    fill(screen, channel="post_unsigned", applicant__id_number="999999199003070030")
    QApplication.processEvents()
    assert clipped(screen.form_page) == []
    assert nameless(screen) == []
    rows = (screen.channel.channel_row, screen.layout_of_form.form_wanted_row, screen.applicant.who_row)
    by_arrows = {f"QPushButton {made.text()}" for row in rows for made in row.buttons.values()}
    assert set(out_of_reach(place.shell)) <= by_arrows
    assert doubled_keys(screen) == []
    assert place.shell.width() == 1440


def test_with_the_largest_type_the_form_fits_a_small_screen_and_so_does_what_follows(
    place: Workplace, wardrobe: Wardrobe
) -> None:
    place.shell.resize(1280, 800)
    wardrobe.resize_type(20)
    screen = place.intake()
    QApplication.processEvents()
    assert place.shell.height() == 800
    posted(screen)
    press(K.Key_Return, CTRL)
    place.qtbot.waitUntil(screen.saved.saved_page.isVisible)
    QApplication.processEvents()
    assert place.shell.height() == 800


def test_in_a_small_window_the_side_stands_below(place: Workplace, wardrobe: Wardrobe) -> None:
    screen = place.intake()
    assert screen.layout_of_form.side_area.isVisible()
    wardrobe.resize_type(15.75)
    place.shell.resize(1200, 800)
    QApplication.processEvents()
    assert not screen.layout_of_form.side_area.isVisible()
    assert screen.layout_of_form.form_content.isAncestorOf(screen.layout_of_form.side_panel)


def test_arrows_choose_a_segment_and_enter_goes_on(place: Workplace) -> None:
    screen = place.intake()
    press(K.Key_Right)
    press(K.Key_Right)
    assert screen.channel.channel_row.code == "post_signed"
    press(K.Key_Return)
    assert focused() is screen.channel.arrival_field.edit


def test_the_number_changes_when_a_colleague_registers(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    place.register()
    place.shell.announce(Change(Topic.CASES | Topic.CALENDAR))
    qtbot.waitUntil(lambda: "〔2026〕2号" in screen.advice.number_label.text())
