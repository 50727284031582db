"""The desk over the days: what is due comes first, what lapsed gives way, what is late says so."""

from __future__ import annotations

from datetime import date

import pytest

from gkcase.domain.terms import Event
from gkcase.services import mail
from gkcase.services.desk import Desk, DutyLine, Group, desk
from gkcase.services.office import Office
from tests.services.conftest import Clock
from tests.services.requests import NOTICE, POSTED_OUT, THIRD, approved, do, register

pytestmark = pytest.mark.file_only


def only(office: Office) -> DutyLine:
    [line] = desk(office).lines
    return line


@pytest.mark.parametrize(
    ("day", "group", "words", "state"),
    [
        (date(2026, 12, 8), Group.NEAR, "登记回执", "soon"),
        (date(2026, 12, 9), Group.TODAY, "登记回执", "soon"),
        (date(2026, 12, 10), Group.LATER, "补正告知书", "safe"),
        (date(2026, 12, 17), Group.TODAY, "补正告知书", "soon"),
        (date(2026, 12, 18), Group.LATER, "初稿", "safe"),
        (date(2026, 12, 31), Group.NEAR, "最迟 1月6日（周三）答复", "soon"),
        (date(2027, 1, 6), Group.TODAY, "最迟 1月6日（周三）答复", "soon"),
        (date(2027, 1, 7), Group.OVERDUE, "应于 1月6日（周三）前答复", "late"),
    ],
)
def test_one_request_wanders_through_the_groups(
    office: Office, clock: Clock, day: date, group: Group, words: str, state: str
) -> None:
    register(office)
    clock.day = day
    line = only(office)
    assert (line.group, line.state) == (group, state)
    assert words in line.text


def test_a_request_with_shortcomings_keeps_asking_for_the_notice(office: Office, clock: Clock) -> None:
    register(office, wanted="")
    clock.day = date(2026, 12, 21)
    line = only(office)
    assert line.group is Group.OVERDUE
    assert line.text == "补正告知书应于 12月17日（周四）前发出；仍可发出，须记明原因"


def test_waiting_for_others_is_not_late(office: Office, clock: Clock) -> None:
    case_id = register(office)
    do(office, case_id, Event.CORRECTION_REQUESTED, **NOTICE)
    assert only(office).state == "waiting"
    clock.day = date(2027, 1, 25)
    line = only(office)
    assert (line.group, line.state) == (Group.TODAY, "waiting")
    assert line.text.endswith("未交回可终止")


def test_a_consultation_pauses_until_its_answer_is_due(office: Office, clock: Clock) -> None:
    case_id = register(office)
    do(office, case_id, Event.CONSULTATION_SENT, **THIRD)
    line = only(office)
    assert (line.state, line.event) == ("paused", Event.CONSULTATION_DELIVERED)
    assert desk(office).paused == 1
    do(office, case_id, Event.CONSULTATION_DELIVERED)
    line = only(office)
    assert (line.state, line.by) == ("paused", date(2026, 12, 29))
    clock.day = date(2026, 12, 30)
    line = only(office)
    assert line.event is Event.LETTER_WRITTEN
    assert line.group is not Group.OVERDUE


def test_many_opinions_that_lapse_leave_the_reply_to_be_shown(office: Office, clock: Clock) -> None:
    """Only a few duties are kept with a case; the one that does not lapse is always among them."""
    case_id = register(office)
    for number in range(5):
        do(office, case_id, Event.CONSULTATION_SENT, **{**THIRD, "name": f"第{number}户"})
        do(office, case_id, Event.CONSULTATION_DELIVERED, id=f"c{number + 1}")
    clock.day = date(2027, 1, 21)
    line = only(office)
    assert (line.event, line.text) == (Event.LETTER_WRITTEN, "最迟 1月27日（周三）答复")


def test_an_unproved_delivery_stays_on_the_desk(office: Office, clock: Clock) -> None:
    case_id = register(office)
    approved(office, case_id)
    assert only(office).event is Event.REPLIED
    do(office, case_id, Event.REPLIED, **POSTED_OUT)
    assert only(office).event is Event.SERVED
    do(office, case_id, Event.SERVED, proof="EMS签收记录")
    assert desk(office).lines == ()


def test_the_most_urgent_comes_first_and_the_figures_agree(office: Office, clock: Clock) -> None:
    clock.day = date(2026, 12, 8)
    late = register(office, signed_on="2026-11-02")
    fresh = register(office)
    waiting = register(office)
    do(office, waiting, Event.CORRECTION_REQUESTED, **NOTICE)
    mail.enter(office, arrived_on=date(2026, 12, 7), way="post_signed", tracking_number="EB1", sender="陈某")
    told: Desk = desk(office)
    assert [line.case_id for line in told.lines] == [late, None, fresh, waiting]
    assert [line.group for line in told.lines] == [Group.OVERDUE, Group.TODAY, Group.NEAR, Group.LATER]
    assert (told.open, told.overdue, told.awaiting_correction, told.under_review) == (3, 1, 1, 0)
    assert told.due_days == ((date(2027, 1, 6), 1),)
    assert told.provisional == 1


def test_an_answered_case_that_asks_for_its_proof_is_not_counted_as_open(
    office: Office, clock: Clock
) -> None:
    """已交邮，等签收凭证：列在要做的事里，不算在办，答复期限过了也不算逾期。"""
    case_id = register(office)
    approved(office, case_id)
    do(office, case_id, Event.REPLIED, **POSTED_OUT)
    for clock.day in (date(2026, 12, 9), date(2027, 1, 25)):
        told = desk(office)
        assert [line.case_id for line in told.lines] == [case_id]
        assert (told.open, told.soon, told.overdue, told.provisional, told.due_days) == (0, 0, 0, 0, ())


def test_a_desk_can_be_that_of_one_person(office: Office) -> None:
    mine = register(office)
    office.acting = "王某"
    register(office)
    assert [line.case_id for line in desk(office, "李某").lines if line.case_id] == [mine]
    assert len([line for line in desk(office).lines if line.case_id]) == 2


def test_an_envelope_nobody_accounted_for_becomes_late(office: Office, clock: Clock) -> None:
    mail.enter(office, arrived_on=date(2026, 12, 8), way="post_unsigned", taken_by="门卫")
    [line] = desk(office).lines
    assert (line.group, line.case_id, line.mail_id) == (Group.NEAR, None, 1)
    assert line.number == "平信"
    clock.day = date(2026, 12, 10)
    [line] = desk(office).lines
    assert (line.group, line.state) == (Group.OVERDUE, "late")
    mail.mark_no_request(office, 1, "广告")
    assert desk(office).lines == ()


def test_a_delivery_nobody_asked_after_is_late_and_says_so(office: Office, clock: Clock) -> None:
    case_id = register(office)
    do(office, case_id, Event.CONSULTATION_SENT, **THIRD)
    clock.day = date(2026, 12, 21)
    line = only(office)
    assert line.group is Group.OVERDUE
    assert line.text == "查询征求意见书是否签收；未签收期限一直暂停，已过期"
