"""A case from its registration to the reply on its way, by the keyboard, over Spring Festival."""

from __future__ import annotations

from datetime import date

from gkcase.desktop.act_bar import WRITE
from gkcase.desktop.act_panel import RESTORED
from gkcase.desktop.finding_list import NOTHING
from gkcase.desktop.screens.case import CaseScreen
from gkcase.domain.terms import Event, LetterKind, Status
from gkcase.services.reading import dossier
from tests.desktop.case_desk import CaseDesk

E = Event


def write_reply(desk: CaseDesk) -> None:
    """The path of the reply: result, facts with the text beside them, the letter itself, 送审."""
    desk.choose_result("R2")
    desk.on()
    desk.fill(documents="征地补偿款发放表，共3页")
    text = desk.screen.rows.letters_tab.text_edit
    desk.qtbot.waitUntil(lambda: "缺少“提供的形式”" in text.toPlainText())
    desk.fill(form="纸质", way="邮寄")
    desk.qtbot.waitUntil(lambda: "征地补偿款发放表，共3页" in text.toPlainText())
    assert "陈溪石" in text.toPlainText()
    desk.on()
    assert desk.path.look_page.text_edit.toPlainText() == text.toPlainText()
    desk.on()
    review_secrecy(desk)
    desk.screen.write(LetterKind.REPLY)
    desk.qtbot.waitUntil(lambda: desk.path.about_label.text() == RESTORED)
    desk.on()
    desk.on()
    assert desk.path.submit_page.findings.texts == [NOTHING]
    desk.confirm()


def review_secrecy(desk: CaseDesk) -> None:
    """What the check before 送审 misses is done by its link, and the path is gone on with."""
    [link] = desk.path.submit_page.findings.links
    assert link.text() == "去保密审查"
    link.click()
    desk.fill(reviewer="赵某", outcome="不涉及国家秘密，可以公开")
    desk.confirm()


def test_from_a_posted_request_to_the_reply(desk: CaseDesk) -> None:
    desk.move(date(2026, 1, 26))
    case_id = desk.register(signed_on="2026-01-26", form_wanted="", way_wanted="")
    correct_request(desk, desk.open(case_id))
    consult_and_extend(desk, desk.screen)
    write_reply(desk)
    sign_and_send(desk, desk.screen)
    file = dossier(desk.office, case_id)
    assert (file.status, file.standing.late) == (Status.REPLIED, False)
    assert file.standing.replied_on == date(2026, 2, 12)


def correct_request(desk: CaseDesk, screen: CaseScreen) -> None:
    assert screen.case_clock.number_label.text() == "20"

    desk.move(date(2026, 1, 28))
    desk.act(E.CORRECTION_REQUESTED)
    assert "形式要求" in str(desk.panel.form.fact_form.facts()["items"])
    desk.qtbot.waitUntil(lambda: "收到补正后重新起算" in desk.effect)
    desk.fill(guidance="请写明要纸质还是电子的，怎样领取")
    desk.confirm()
    assert screen.status_chip.words == "待补正"
    assert screen.case_clock.number_label.text() == "待补正"
    assert screen.rows.letters_tab.table.text_at(0, 1).endswith("补正告知书_20260128.docx")

    desk.move(date(2026, 2, 3))
    desk.act(E.CORRECTION_RECEIVED)
    desk.confirm()
    assert screen.view is not None
    assert screen.view.file.standing.due == date(
        2026, 3, 9
    )  # nine days of Spring Festival, two worked weekends


def consult_and_extend(desk: CaseDesk, screen: CaseScreen) -> None:
    desk.act(E.SEARCHED)
    desk.fill(places="档案室", method="按名称检索", outcome="检得1份，涉及第三方")
    desk.confirm()

    desk.act(E.CONSULTATION_SENT)
    desk.fill(to="third_party", name="张云桥")
    desk.qtbot.waitUntil(lambda: "暂停" in desk.effect)
    desk.confirm()
    assert screen.case_clock.number_label.text() == "已暂停"
    assert screen.case_clock.by_label.text() == "等待张**签收"

    desk.move(date(2026, 2, 5))
    desk.act(E.CONSULTATION_DELIVERED)
    desk.confirm()
    assert screen.case_clock.by_label.text().startswith("等待张**意见，最迟")

    desk.move(date(2026, 2, 11))
    desk.act(E.CONSULTATION_ANSWERED)
    desk.fill(opinion="consent")
    desk.confirm()
    assert screen.view is not None
    assert screen.view.file.standing.excluded_working_days == 6

    desk.act(E.EXTENDED)
    desk.fill(reason="涉及多个年度")
    desk.qtbot.waitUntil(lambda: "变为4月" in desk.effect)
    desk.confirm()
    assert screen.extra_chip.isVisibleTo(screen)


def sign_and_send(desk: CaseDesk, screen: CaseScreen) -> None:
    assert screen.rows.sign_tab.sha256
    assert screen.status_chip.words == "审签中"
    desk.office.acting = "赵某"
    desk.act(E.SIGNED)
    assert desk.panel.form.fact_form.facts()["signer"] == "赵某"
    desk.confirm()
    desk.office.acting = "李某"
    assert screen.status_chip.words == "待送达"

    desk.move(date(2026, 2, 12))
    desk.act(E.REPLIED)
    desk.fill(posted_on="2026-02-12", tracking_number="EB1CN")
    desk.confirm()
    assert screen.case_clock.number_label.text() == "已答复"
    assert WRITE in screen.act_bar.buttons


def test_a_duty_opens_its_act(desk: CaseDesk) -> None:
    case_id = desk.register()
    desk.open(case_id, E.SEARCHED)
    desk.qtbot.waitUntil(lambda: desk.screen.panels.open_one is not None)
    assert desk.panel.form.title_label.text() == "检索记录"


def test_the_duty_to_hand_out_the_receipt_opens_the_receipt(desk: CaseDesk) -> None:
    desk.open(desk.register(signed_on="2026-12-08"), E.LETTER_WRITTEN)
    desk.qtbot.waitUntil(lambda: desk.screen.panels.open_one is not None)
    assert desk.panel.form.title_label.text() == "写登记回执"
    desk.qtbot.waitUntil(lambda: "〔2026〕1号" in desk.screen.rows.letters_tab.text_edit.toPlainText())
    desk.confirm()
    assert desk.screen.rows.letters_tab.table.rowCount() == 1
