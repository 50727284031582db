"""The tab 复议诉讼 of the case window: reviews and suits from filing to the ordered reply; and rectifications."""

from __future__ import annotations

from datetime import date

from gkcase.desktop.case_tab_row import ATTACKED, WORDS
from gkcase.desktop.paper_tabs import writable
from gkcase.desktop.remedies_tab import RemediesTab
from gkcase.domain.journal import Fact
from gkcase.domain.terms import Event, LetterKind, Status
from gkcase.services.reading import dossier
from tests.desktop.case_desk import CaseDesk

REVIEW: dict[str, Fact] = {"remedy": "administrative_review", "body": "清河县人民政府"}


def replied(desk: CaseDesk) -> int:
    case_id = desk.register(signed_on="2026-12-08")
    facts: dict[str, Fact] = {"delivery": "hand", "signed_on": "2026-12-08", "on_the_spot": True}
    desk.record(case_id, Event.REPLIED, kind_of_reply="R2", **facts)
    desk.record(case_id, Event.SERVED, proof="送达回证")
    return case_id


def tab(desk: CaseDesk) -> RemediesTab:
    desk.screen.tabs.setCurrentIndex(ATTACKED)
    return desk.screen.rows.remedies_tab


def cells(made: RemediesTab) -> list[str]:
    return [made.table.text_at(0, column) for column in range(made.table.columnCount())]


def press(desk: CaseDesk, event: Event) -> None:
    button = tab(desk).buttons[event]
    desk.qtbot.waitUntil(button.isEnabled)
    button.click()
    desk.qtbot.waitUntil(lambda: desk.screen.panels.open_one is not None)


def test_a_review_goes_its_way_in_the_tab(desk: CaseDesk) -> None:
    case_id = replied(desk)
    desk.open(case_id)
    assert not tab(desk).buttons[Event.DEFENCE_FILED].isEnabled()
    press(desk, Event.REMEDY_FILED)
    assert "appeal_of" not in desk.panel.form.fact_form.facts()
    desk.fill(remedy="administrative_review", body="清河县人民政府", case_number="清政复8号", simplified=True)
    desk.confirm()
    assert cells(tab(desk)) == [
        "行政复议",
        "清河县人民政府 清政复8号",
        "2026-12-08 周二",
        "最迟 2026-12-15 周二",
        "尚未审结",
    ]
    assert desk.screen.tabs.tabText(ATTACKED) == f"{WORDS[ATTACKED]} 1"
    press(desk, Event.DEFENCE_FILED)
    desk.fill(papers="行政复议答复书")
    desk.confirm()
    assert cells(tab(desk))[3] == "2026-12-08 周二 已提交"
    press(desk, Event.REMEDY_DECIDED)
    desk.fill(result="corrected", outcome="责令重新答复")
    desk.confirm()
    assert cells(tab(desk))[4] == "2026-12-08 周二 结果纠正；责令重新答复"
    press(desk, Event.REPLY_ORDERED)
    assert desk.panel.form.fact_form.facts()["body"] == "清河县人民政府"
    desk.fill(days=15)
    desk.confirm()
    file = dossier(desk.office, case_id)
    assert (file.status, file.standing.due) == (Status.IN_PROGRESS, date(2026, 12, 29))
    assert "2026-12-08 周二责令重新答复" in cells(tab(desk))[4]


def test_of_two_one_is_chosen(desk: CaseDesk) -> None:
    case_id = replied(desk)
    desk.record(case_id, Event.REMEDY_FILED, **REVIEW)
    desk.record(case_id, Event.REMEDY_FILED, remedy="litigation", body="清河县人民法院")
    desk.open(case_id)
    press(desk, Event.REMEDY_DECIDED)
    desk.fill(id="r2", result="other")
    desk.confirm()
    first, second = dossier(desk.office, case_id).remedies
    assert (first.pending, second.pending) == (True, False)
    press(desk, Event.REMEDY_FILED)
    desk.fill(remedy="litigation", body="宿州市中级人民法院", appeal_of="r2", filed_by="office")
    desk.confirm()
    assert dossier(desk.office, case_id).remedies[2].label == "行政诉讼（未经复议）二审"


def test_what_is_published_stands_below_with_the_hint_that_others_asked(desk: CaseDesk) -> None:
    case_id = replied(desk)
    desk.register(applicant__name="孙云", applicant__id_number="", applicant__phone="0557-1")
    desk.open(case_id)
    made = tab(desk)
    desk.qtbot.waitUntil(made.hint_label.isVisible)
    assert made.hint_label.text() == (
        "另有 1 件他人申请的内容相近（〔2026〕2号 孙*），可以公开的，可以转为主动公开（第四十四条）。"
    )
    press(desk, Event.PUBLICATION_DECIDED)
    desk.fill(information="征地补偿款发放表", decided_by="赵某")
    desk.confirm()
    table = tab(desk).published_table
    assert [table.text_at(0, column) for column in range(4)] == [
        "征地补偿款发放表",
        "2026-12-08 周二",
        "2027-01-06 周三",
        "未公开",
    ]
    press(desk, Event.PUBLISHED)
    desk.fill(place="镇政府网站")
    desk.confirm()
    assert tab(desk).published_table.text_at(0, 3) == "2026-12-08 周二 镇政府网站"


def test_archiving_asks_for_what_lacks(desk: CaseDesk) -> None:
    case_id = replied(desk)
    desk.open(case_id, Event.ARCHIVED)
    desk.qtbot.waitUntil(lambda: desk.screen.panels.open_one is not None)
    desk.qtbot.waitUntil(lambda: "案卷缺少申请书和信封" in desk.effect)
    assert desk.effect.startswith("保管期限：10年（一般案卷），到2036年12月31日为止")
    desk.fill(place="3柜", reason_="纸质案卷在档案室")
    desk.confirm()
    assert dossier(desk.office, case_id).status is Status.ARCHIVED


def test_a_rectification_is_offered_its_own_acts_and_letter(desk: CaseDesk) -> None:
    case_id = desk.register(
        case_kind="rectification", recorded="姓名记为陈石", proof="户口簿", signed_on="2026-12-08"
    )
    screen = desk.open(case_id)
    assert screen.view is not None
    assert Event.CONSULTATION_SENT not in screen.act_bar.buttons
    assert Event.EXTENDED not in screen.act_bar.buttons
    menu = [action.text() for action in screen.act_bar.buttons["more"].menu().actions()]
    assert not any(word.startswith(("收费", "通知缴费", "延期", "要求说明理由")) for word in menu)
    assert writable(screen.view)[0] is LetterKind.RECTIFICATION
    assert "更正申请" in screen.person_label.text()


def test_an_organisation_that_asked_for_the_same_has_its_name(desk: CaseDesk) -> None:
    case_id = replied(desk)
    desk.register(applicant__name="云溪建材有限公司", applicant__kind="enterprise", applicant__id_number="")
    desk.open(case_id)
    made = tab(desk)
    desk.qtbot.waitUntil(made.hint_label.isVisible)
    assert "（〔2026〕2号 云溪建材有限公司）" in made.hint_label.text()
