"""The case window as it stands: clock, masks, ledger, signatures, record, large type, keys."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from gkcase.desktop import act_bar
from gkcase.desktop.case_clock import face_of
from gkcase.desktop.case_tab_row import SIGN
from gkcase.desktop.case_tabs import BREACHES
from gkcase.desktop.case_view import clock_state, read_case
from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.ledger_sheet import annex_html, line_rows
from gkcase.desktop.ledger_tab import shown_months
from gkcase.domain.facts import FACTS
from gkcase.domain.journal import Facts
from gkcase.domain.terms import Event, LetterKind, Status
from gkcase.services import lettering
from gkcase.storage.tables import AuditRow
from tests.desktop.audit import clipped, doubled_keys, nameless, out_of_reach
from tests.desktop.case_desk import DISCLOSE, CaseDesk
from tests.sources import ROOT

E = Event
THIRD = {"to": "third_party", "name": "张云桥", "information": "征收补偿协议"}


def face(desk: CaseDesk, case_id: int) -> tuple[str, str, str]:
    """State, figure in its words, and day of the clock."""
    view = read_case(desk.office, case_id)
    shown = face_of(view)
    return clock_state(view)[0], f"{shown.before}{shown.figure}{shown.after}", shown.by


# -- the clock ------------------------------------------------------------------------------------------------


def test_a_running_clock_says_what_is_left_and_until_when(desk: CaseDesk) -> None:
    case_id = desk.register()
    assert face(desk, case_id) == ("safe", "剩余15个工作日", "12月29日（周二）前答复")
    assert face_of(read_case(desk.office, case_id)).counted == "已计 5 / 20 个工作日"


def test_the_last_days_and_the_days_after_them(desk: CaseDesk) -> None:
    case_id = desk.register()
    desk.move(date(2026, 12, 28))
    assert face(desk, case_id)[0] == "soon"
    desk.move(date(2026, 12, 31))
    assert face(desk, case_id) == ("late", "逾期2个工作日", "应于12月29日（周二）前答复")


def test_a_paused_clock_says_for_whom_and_until_when(desk: CaseDesk) -> None:
    case_id = desk.register()
    desk.record(case_id, E.CONSULTATION_SENT, **THIRD)
    assert face(desk, case_id) == ("paused", "已暂停", "等待张**签收")
    desk.record(case_id, E.CONSULTATION_DELIVERED, id="c1")
    state, figure, by = face(desk, case_id)
    assert (state, figure) == ("paused", "已暂停，恢复后余15个工作日")
    assert by == "等待张**意见，最迟12月29日（周二）恢复"
    desk.move(date(2026, 12, 30))
    assert face(desk, case_id) == ("provisional", "剩余14个工作日", "1月20日（周三）前答复")


def test_clocks_that_wait_and_clocks_that_have_stopped(desk: CaseDesk) -> None:
    letter = desk.register(channel="post_unsigned", signed_on="", arrived_on="2026-12-08")
    assert face(desk, letter) == ("waiting", "待确认", "最迟12月8日（周二）与申请人确认收到")
    notice = desk.register()
    desk.record(notice, E.CORRECTION_REQUESTED, items="身份证明", limit_days=10)
    assert face(desk, notice) == ("waiting", "待补正", "最迟12月22日（周二）补正")
    desk.record(notice, E.WITHDRAWN, note="2026年12月8日书面撤回")
    assert face(desk, notice) == ("waiting", "已终止", "申请人撤回")


# -- what it shows --------------------------------------------------------------------------------------------


def test_personal_data_is_masked_until_it_is_asked_for(desk: CaseDesk) -> None:
    case_id = desk.register()
    desk.record(case_id, E.CONSULTATION_SENT, **THIRD)
    screen = desk.open(case_id)
    assert "陈**" in screen.person_label.text()
    told = [screen.entries.model.item(row).text() for row in range(screen.entries.model.rowCount())]
    assert not [words for words in told if "张云桥" in words or "陈溪石" in words]
    assert screen.veil.hiding.interval() == 60_000
    screen.veil.hiding.setInterval(400)
    screen.timeline_view.setFocus()
    ask_why(desk)
    desk.press("Return")
    desk.qtbot.waitUntil(lambda: screen.veil.error_label.text().startswith("显示个人信息须写明理由"))
    assert (looks(desk), "陈**" in screen.person_label.text()) == ([], True)
    screen.veil.reason_edit.setText("电话联系申请人")
    desk.press("Return")
    desk.qtbot.waitUntil(lambda: "陈溪石" in screen.person_label.text())
    assert looks(desk) == [(case_id, '{"reason":"查看案件：电话联系申请人"}')]
    assert QApplication.focusWidget() is screen.timeline_view
    desk.qtbot.waitUntil(lambda: "陈**" in screen.person_label.text())


def test_the_reason_given_last_is_proposed_and_esc_shows_nothing(desk: CaseDesk) -> None:
    first, second = desk.register(), desk.register()
    screen = desk.open(first)
    ask_why(desk)
    screen.veil.reason_edit.setText("核对身份")
    desk.press("Return")
    desk.qtbot.waitUntil(lambda: screen.veil.unmasked)
    desk.open(second)
    assert not screen.veil.unmasked
    ask_why(desk)
    assert (screen.veil.reason_edit.text(), screen.veil.reason_edit.hasSelectedText()) == ("核对身份", True)
    desk.press("Esc")
    assert (screen.reason_frame.isVisible(), screen.veil.unmasked, len(looks(desk))) == (False, False, 1)
    ask_why(desk)
    desk.press("Return")
    desk.qtbot.waitUntil(lambda: screen.veil.unmasked)
    assert [case_id for case_id, _ in looks(desk)] == [first, second]
    assert screen.veil.reason == "核对身份"


def test_a_case_that_was_left_is_not_shown_by_the_answer_that_comes_late(desk: CaseDesk) -> None:
    first, second = desk.register(), desk.register()
    screen = desk.open(first)
    ask_why(desk)
    screen.veil.reason_edit.setText("核对身份")
    screen.veil.confirm()
    screen.visit(second)
    desk.qtbot.waitUntil(lambda: not desk.shell.tasks.is_busy)
    assert (len(looks(desk)), screen.veil.unmasked, screen.reason_frame.isVisible()) == (1, False, False)


def ask_why(desk: CaseDesk) -> None:
    """The key of 显示: the cursor stands in the field for the reason."""
    desk.press("Alt+V")
    desk.qtbot.waitUntil(desk.screen.veil.reason_edit.hasFocus)


def looks(desk: CaseDesk) -> list[tuple[int | None, str]]:
    """What the chain says of looks at personal data: at which case, and why."""
    chosen = select(AuditRow.case_id, AuditRow.detail).where(AuditRow.act == "revealed")
    with desk.office.reading() as session:
        return [(row.case_id, row.detail) for row in session.execute(chosen.order_by(AuditRow.n))]


def test_a_letter_hangs_on_its_step(desk: CaseDesk) -> None:
    case_id = desk.register()
    facts: Facts = {"days": 20, "reason": "汇总", "approver": "赵某"}
    lettering.record_with_letter(desk.office, case_id, E.EXTENDED, on=desk.office.today(), facts=facts)
    screen = desk.open(case_id)
    extended = screen.entries.model.happening(screen.entries.model.index(1, 0))
    assert extended is not None
    assert extended.detail == "延长 20 个工作日，赵某批准；届满日改为1月27日（周三）"
    assert [paper.name for paper in extended.papers] == ["延长答复期限告知书.docx"]
    assert screen.entries.model.rowCount() == 3  # with the due day at the end


def test_the_ledger_says_what_each_line_did(desk: CaseDesk) -> None:
    case_id = desk.register()
    desk.record(case_id, E.CONSULTATION_SENT, **THIRD)
    desk.move(date(2026, 12, 14))
    desk.record(case_id, E.CONSULTATION_ANSWERED, id="c1", opinion="consent")
    view = read_case(desk.office, case_id)
    assert [row[2:5] for row in line_rows(view.ledger)] == [
        ("起算，次日为第 1 日", "+20", "2026-12-29 周二"),
        ("暂停", "—", "等待意见"),
        ("恢复计算", "扣除 4", "2027-01-05 周二"),
    ]
    annex = annex_html(view, desk.office)
    assert view.seal.hash[:16] in annex
    assert annex.count("<tr>") == 3 + 1 + len(view.ledger.days) + 1


def test_the_months_shown_end_with_the_last_day(desk: CaseDesk) -> None:
    case_id = desk.register(signed_on="2026-10-26")
    ledger = read_case(desk.office, case_id).ledger
    assert shown_months(ledger, date(2026, 11, 2), 3) == [date(2026, 11, 1)]  # begins in its first week
    case_id = desk.register(signed_on="2026-10-20")
    ledger = read_case(desk.office, case_id).ledger
    assert shown_months(ledger, date(2026, 11, 2), 3) == [date(2026, 10, 1), date(2026, 11, 1)]
    assert shown_months(ledger, date(2026, 11, 2), 1) == [date(2026, 11, 1)]


def test_what_is_checked_before_the_signature_stands_beside_the_letter(desk: CaseDesk) -> None:
    case_id = desk.register()
    desk.record(case_id, E.CONSULTATION_SENT, **THIRD)
    lettering.write_letter(desk.office, case_id, LetterKind.REPLY, facts=DISCLOSE)
    screen = desk.open(case_id)
    screen.rows.turn(SIGN)
    tab = screen.rows.sign_tab
    desk.qtbot.waitUntil(lambda: len(tab.findings.texts) == 2 and "陈溪石" in tab.text_edit.toPlainText())
    assert tab.sha256 in tab.hash_label.text().replace(" ", "")
    assert "负责人；拟稿人李某不能签" in tab.hint_label.text()


def test_the_record_shows_who_typed_what_and_the_end_of_the_chain(desk: CaseDesk) -> None:
    case_id = desk.register()
    screen = desk.open(case_id)
    tab = screen.rows.changes_tab
    assert [tab.table.text_at(0, column) for column in (0, 2, 3, 4)] == [
        "1",
        "李某",
        "2026-12-01 周二",
        "登记",
    ]
    assert screen.view is not None
    assert screen.view.seal.hash in tab.seal_label.text()


def test_after_service_the_applicants_limits_are_named(desk: CaseDesk) -> None:
    case_id = desk.register()
    desk.signed(case_id)
    desk.record(case_id, E.REPLIED, delivery="post", posted_on="2026-12-08")
    desk.record(case_id, E.SERVED, proof="EMS签收记录")
    screen = desk.open(case_id)
    said = screen.rows.service_tab.limits_label.text()
    assert "申请行政复议至 2027-02-09 周二" in said  # 60 days end at Spring Festival
    assert "提起行政诉讼至 2027-06-08 周二" in said


def test_every_breach_has_its_words() -> None:
    folders = (ROOT / "gkcase" / "domain", ROOT / "gkcase" / "services")
    sources = [file.read_text("utf-8") for folder in folders for file in folder.glob("*.py")]
    for code in BREACHES:
        assert any(f'"{code}"' in source for source in sources), code


def test_every_status_has_its_acts() -> None:
    assert set(act_bar.FIRST) == set(Status)
    assert set(act_bar.MOVING) <= set(FACTS)


def test_a_case_that_is_not_there_is_said_calmly(desk: CaseDesk) -> None:
    desk.shell.go("case", 99)
    desk.qtbot.waitUntil(lambda: "没有编号为99的案件" in desk.shell.notice_bar.words.text())
    assert desk.screen.case_stack.currentWidget() is desk.screen.waiting_page
    assert "打不开" in desk.screen.waiting_label.text()


# -- for everybody --------------------------------------------------------------------------------------------


@pytest.fixture
def full(desk: CaseDesk) -> CaseDesk:
    """A case with a paused clock, a letter, a scan and findings."""
    case_id = desk.register(wanted="2019年至2025年东湾村、北坪村集体土地征收补偿安置方案及资金拨付、发放明细")
    desk.record(case_id, E.CONSULTATION_SENT, **THIRD)
    lettering.write_letter(desk.office, case_id, LetterKind.REPLY, facts=DISCLOSE)
    desk.open(case_id)
    return desk


def test_every_control_has_a_name_and_a_way_to_it(full: CaseDesk) -> None:
    screen = full.screen
    for place in range(screen.tabs.count()):
        screen.tabs.setCurrentIndex(place)
        assert nameless(screen) == []
    assert out_of_reach(screen) == []
    assert doubled_keys(full.shell) == []


@pytest.mark.parametrize(("scheme", "points"), [("light", 10.5), ("dark", 15.75), ("light", 20.0)])
def test_no_word_is_cut_at_any_size(full: CaseDesk, wardrobe: Wardrobe, scheme: str, points: float) -> None:
    screen = full.screen
    full.shell.resize(1280, 800)
    wardrobe.choose_scheme(scheme)
    wardrobe.resize_type(points)
    width = full.shell.width()
    for place in range(screen.tabs.count()):
        screen.tabs.setCurrentIndex(place)
        full.qtbot.wait(20)
        assert clipped(screen) == [], screen.tabs.tabText(place)
    screen.choose(E.EXTENDED)
    full.qtbot.wait(300)
    assert clipped(screen) == []
    assert full.shell.width() == width
