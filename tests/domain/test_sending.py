"""What left the house, as stories: what is on the way, what came back, what arrived and which periods it starts."""

from __future__ import annotations

import pytest

from gkcase.domain.duties import duties
from gkcase.domain.errors import Refusal
from gkcase.domain.lifecycle import judge, replay
from gkcase.domain.parcels import carrier_of, check_digit, number_hint, tidy_number
from gkcase.domain.sending import Mailing, addressee_of, mailings_of, remedy_periods, reply_mailing
from gkcase.domain.standing import standing
from gkcase.domain.state import CaseState
from gkcase.domain.terms import Delivery, Event
from tests.domain.telling import RULES, day, entry, tell

TODAY = day("2027-06-30")
RECEIVED = "2026-03-02 登记 applicant.name=陈某某"
REPLIED = f"""{RECEIVED}
    2026-03-20 送审
    2026-03-23 审签
    2026-03-24 答复 tracking_number=1234567890123"""
RETURNED = f"{REPLIED}\n2026-04-02 退信 note=查无此人"
RESENT = f"{RETURNED}\n2026-04-07 再次寄送 delivery=post posted_on=2026-04-07 tracking_number=1098765432109"


def state_of(story: str) -> CaseState:
    return replay(tell(story), RULES)


def only(story: str) -> Mailing:
    [mailing] = mailings_of(state_of(story))
    return mailing


# -- what left ------------------------------------------------------------------------------------------------


def test_a_posted_reply_is_on_the_way() -> None:
    sent = only(REPLIED)
    assert (sent.event, sent.way, sent.addressee) == (Event.REPLIED, Delivery.POST, "陈某某")
    assert (sent.sent_on, sent.tracking_number, sent.carrier) == (
        day("2026-03-24"),
        "1234567890123",
        "china_post",
    )
    assert sent.on_the_way


def test_nothing_has_left_a_fresh_case() -> None:
    assert mailings_of(state_of(RECEIVED)) == ()
    assert reply_mailing(state_of(RECEIVED)) is None
    assert mailings_of(CaseState()) == ()


def test_proof_ends_the_way() -> None:
    served = only(f"{REPLIED}\n2026-03-27 送达 signed_by=陈某某")
    assert (served.delivered_on, served.proof, served.on_the_way) == (day("2026-03-27"), 5, False)


def test_a_reply_handed_over_still_asks_for_its_proof() -> None:
    handed = only(f"{RECEIVED}\n2026-03-02 答复 delivery=hand on_the_spot=true")
    assert (handed.way, handed.delivered_on, handed.on_the_way) == (Delivery.HAND, None, True)


def test_a_notice_handed_over_has_arrived_when_it_left() -> None:
    assert only(f"{RECEIVED}\n2026-03-05 告知补正 delivery=hand").delivered_on == day("2026-03-05")
    assert only(f"{RECEIVED}\n2026-03-05 告知补正 delivered_on=2026-03-06").delivered_on == day("2026-03-06")


def test_a_number_without_a_way_went_by_post() -> None:
    assert only(f"{RECEIVED}\n2026-03-05 告知补正 tracking_number=1234567890123").way is Delivery.POST
    told = only(f"{RECEIVED}\n2026-03-05 告知补正")
    assert (told.way, told.carrier) == (None, "")


def test_the_first_posting_stands_when_a_letter_comes_back_and_is_sent_again() -> None:
    first, again = mailings_of(state_of(RESENT))
    assert (first.returned_on, first.delivered_on) == (day("2026-04-02"), None)
    assert (again.letter, again.event, again.addressee) == (first.seq, Event.RESENT, "陈某某")
    assert again.sent_on == day("2026-04-07")
    assert standing(state_of(RESENT), RULES, TODAY).replied_on == day("2026-03-24")
    assert not standing(state_of(RESENT), RULES, TODAY).late


def test_what_arrives_after_it_was_sent_again_is_the_second_parcel() -> None:
    first, again = mailings_of(state_of(f"{RESENT}\n2026-04-10 送达"))
    assert (first.delivered_on, again.delivered_on) == (None, day("2026-04-10"))


def test_a_proof_that_names_the_first_sending_belongs_to_the_letter() -> None:
    _, again = mailings_of(state_of(f"{RESENT}\n2026-04-10 送达 mailing=4"))
    assert again.delivered_on == day("2026-04-10")


def test_the_second_of_two_replies_is_the_one_that_is_served() -> None:
    story = f"""{REPLIED}
        2026-03-27 送达
        2026-07-01 责令重新答复
        2026-07-10 送审
        2026-07-13 审签
        2026-07-14 答复"""
    old, new = mailings_of(state_of(story))
    assert (old.delivered_on, new.delivered_on) == (day("2026-03-27"), None)
    assert reply_mailing(state_of(story)) == new
    breaches = judge(tell(story), entry("2026-08-10 归档"), RULES, TODAY).breaches
    assert [breach.code for breach in breaches] == ["service_unproved"]


def test_a_consultation_arrives_under_its_own_id() -> None:
    story = f"""{RECEIVED}
        2026-03-04 征求意见 id=甲 delivery=post
        2026-03-04 征求意见 id=乙 name=乙局 to=other_agency
        2026-03-06 对方签收 id=甲"""
    one, other = mailings_of(state_of(story))
    assert (one.addressee, one.delivered_on) == ("甲公司", day("2026-03-06"))
    assert (other.addressee, other.delivered_on) == ("乙局", None)


def test_a_consultation_that_came_back_is_sent_again_and_then_arrives() -> None:
    story = f"""{RECEIVED}
        2026-03-04 征求意见 id=甲 delivery=post
        2026-03-09 退信 note=地址不详
        2026-03-10 再次寄送 delivery=post posted_on=2026-03-10
        2026-03-12 对方签收 id=甲"""
    first, again = mailings_of(state_of(story))
    assert (first.returned_on, first.delivered_on) == (day("2026-03-09"), None)
    assert (again.addressee, again.delivered_on) == ("甲公司", day("2026-03-12"))


def test_what_is_sent_again_goes_to_whom_it_went() -> None:
    again = entry("2026-04-07 再次寄送 delivery=post posted_on=2026-04-07")
    assert addressee_of(state_of(RETURNED), again) == "陈某某"
    assert addressee_of(state_of(RECEIVED), again) == ""


def test_steps_that_name_nothing_that_left_are_passed_over() -> None:
    told = [entry("2026-03-03 退信 note=无", 2), entry("2026-03-03 送达", 3)]
    assert mailings_of(replay([entry(RECEIVED, 1), *told], RULES)) == ()


# -- the time that runs from delivery -------------------------------------------------------------------------


def test_the_time_to_correct_runs_from_the_day_the_notice_arrived() -> None:
    sent = f"{RECEIVED}\n2026-03-05 告知补正 delivery=post"
    story = f"{sent}\n2026-03-10 通知送达 proof=EMS签收记录"
    assert standing(state_of(sent), RULES, TODAY).correction_limit == day("2026-03-26")
    assert standing(state_of(story), RULES, TODAY).correction_limit == day("2026-03-31")
    assert only(story).delivered_on == day("2026-03-10")


def test_the_time_to_pay_runs_from_the_day_the_notice_arrived() -> None:
    story = f"{RECEIVED}\n2026-03-05 通知缴费\n2026-03-09 通知送达 proof=送达回证"
    assert standing(state_of(story), RULES, TODAY).fee_pay_by == day("2026-04-07")


def test_a_notice_that_arrived_stays_the_one_that_arrived() -> None:
    story = f"""{RECEIVED}
        2026-03-03 延期 delivery=post
        2026-03-05 通知缴费 delivery=post nth_in_month=11
        2026-03-09 通知送达 proof=送达回证"""
    extension, fee = mailings_of(state_of(story))
    assert (extension.delivered_on, extension.proof) == (None, 0)
    assert (fee.delivered_on, fee.proof) == (day("2026-03-09"), 4)


def test_an_arrival_of_nothing_is_read_all_the_same() -> None:
    """Adding a journal up never judges it: what was taken over from elsewhere must stay readable."""
    state = state_of(f"{RECEIVED}\n2026-03-09 通知送达 proof=送达回证")
    assert [entry.event for entry in state.past] == [Event.RECEIVED, Event.NOTICE_SERVED]
    assert mailings_of(state) == ()


# -- what is refused ------------------------------------------------------------------------------------------

REFUSED = {
    "nothing left": (RECEIVED, "2026-03-05 退信 note=无人", "没有可以登记“退信”的寄送"),
    "nothing to prove": (RECEIVED, "2026-03-05 通知送达 proof=回证", "没有可以登记“通知送达”的寄送"),
    "another number": (REPLIED, "2026-04-02 退信 note=无人 mailing=9", "没有可以登记“退信”的寄送"),
    "back before it left": (REPLIED, "2026-03-23 退信 note=无人", "没有可以登记“退信”的寄送"),
    "served twice": (f"{REPLIED}\n2026-03-27 送达", "2026-04-02 送达", "已于2026年3月27日送达"),
    "back twice": (RETURNED, "2026-04-03 退信 note=无人", "已于2026年4月2日登记退信"),
    "back after it arrived": (
        f"{REPLIED}\n2026-03-27 送达",
        "2026-04-02 退信 note=无人 mailing=4",
        "已于2026年3月27日送达",
    ),
    "a notice named before it left": (
        f"{RECEIVED}\n2026-03-05 告知补正\n2026-03-04 记事",
        "2026-03-04 通知送达 proof=回证 mailing=2",
        "没有可以登记",
    ),
    "a reply is no notice": (REPLIED, "2026-03-27 通知送达 proof=回证 mailing=4", "请用“送达”登记"),
    "a consultation is no notice": (
        f"{RECEIVED}\n2026-03-04 征求意见",
        "2026-03-06 通知送达 proof=回证",
        "请用“对方签收”登记",
    ),
    "a notice without proof": (f"{RECEIVED}\n2026-03-05 告知补正", "2026-03-06 通知送达", "请填写送达凭证"),
    "sent again by no way": (RETURNED, "2026-04-07 再次寄送 delivery=", "请选择送达方式"),
    "sent again on no day": (RETURNED, "2026-04-07 再次寄送 delivery=post", "请填写交邮日期"),
}


@pytest.mark.parametrize(("story", "step", "words"), REFUSED.values(), ids=REFUSED)
def test_the_impossible_is_refused_in_words(story: str, step: str, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        judge(tell(story), entry(step), RULES, TODAY)


POSSIBLE = {
    "comes back": (REPLIED, "2026-04-02 退信 note=查无此人"),
    "is sent again": (RETURNED, "2026-04-07 再次寄送 delivery=hand signed_on=2026-04-07"),
    "got lost and is sent again": (REPLIED, "2026-04-07 再次寄送 delivery=post posted_on=2026-04-07"),
    "comes back once more": (RESENT, "2026-04-13 退信 note=查无此人"),
    "arrives after all": (RETURNED, "2026-04-03 送达"),
    "a notice arrives": (f"{RECEIVED}\n2026-03-05 告知补正", "2026-03-06 通知送达 proof=回证"),
}


@pytest.mark.parametrize(("story", "step"), POSSIBLE.values(), ids=POSSIBLE)
def test_what_happens_to_letters_can_be_recorded(story: str, step: str) -> None:
    assert judge(tell(story), entry(step), RULES, TODAY).breaches == ()


COURIERS = {
    "named": (REPLIED.replace("1234567890123", "1 carrier=courier"), "不得交快递企业"),
    "given to others to hand over": (
        REPLIED.replace("1234567890123", "1 delivery=entrusted carrier=courier signed_on=2026-03-24"),
        "不得交快递企业",
    ),
    "told by the number": (REPLIED.replace("1234567890123", "SF1234567890123"), "像快递企业的单号"),
}


@pytest.mark.parametrize(("story", "words"), COURIERS.values(), ids=COURIERS)
def test_a_courier_is_irregular(story: str, words: str) -> None:
    *journal, last = tell(story)
    [breach] = judge(journal, last, RULES, TODAY).breaches
    assert (breach.code, words in breach.text) == ("courier", True)


@pytest.mark.parametrize(
    "step",
    [
        "2026-03-05 告知补正",
        "2026-03-05 征求意见",
        "2026-03-05 延期",
        "2026-03-05 要求说明理由",
        "2026-03-05 通知缴费 nth_in_month=11",
        "2026-03-05 告知第三方 name=甲公司 outcome=决定公开",
    ],
)
def test_no_letter_of_the_office_goes_by_courier(step: str) -> None:
    told = entry(f"{step} delivery=post carrier=courier")
    breaches = judge(tell(RECEIVED), told, RULES, TODAY).breaches
    assert [breach.code for breach in breaches] == ["courier"]


# -- duties ---------------------------------------------------------------------------------------------------


def asked(story: str) -> list[tuple[str, str]]:
    state = state_of(story)
    return [(duty.code, duty.text) for duty in duties(state, standing(state, RULES, TODAY), RULES)]


def test_what_the_office_owes_after_the_reply() -> None:
    assert asked(REPLIED) == [("service", "最迟 4月8日（周三）登记送达凭证")]
    assert asked(RETURNED) == [("resend", "答复书被退回，最迟 4月10日（周五）再次寄送")]
    assert asked(RESENT) == [("service", "最迟 4月21日（周二）登记送达凭证")]
    assert asked(f"{RESENT}\n2026-04-10 送达") == []


# -- the periods that service starts --------------------------------------------------------------------------


def test_review_and_suit_run_from_service() -> None:
    told = remedy_periods(state_of(f"{REPLIED}\n2026-03-27 送达"), RULES, "choice")
    assert told is not None
    assert told.suit is not None
    assert told.since == day("2026-03-27")
    assert told.review.due == day("2026-05-26")
    assert told.suit.due == day("2026-09-28")  # 27 September is a Sunday


def test_where_review_comes_first_the_suit_waits_for_it() -> None:
    told = remedy_periods(state_of(f"{REPLIED}\n2026-03-27 送达"), RULES, "review_first")
    assert told is not None
    assert (told.suit, told.after_review, told.review_first) == (None, 15, True)
    partly = remedy_periods(state_of(f"{REPLIED}\n2026-03-27 送达"), RULES, "split")
    assert partly is not None
    assert (partly.suit is None, partly.review_first) == (False, True)


def test_a_last_day_off_moves_to_the_next_working_day() -> None:
    story = f"{REPLIED}\n2026-08-04 送达"  # 60 days end on 3 October
    told = remedy_periods(state_of(story), RULES, "choice")
    assert told is not None
    assert told.review.due == day("2026-10-08")


@pytest.mark.parametrize(("story", "route"), [(REPLIED, "choice"), (f"{REPLIED}\n2026-03-27 送达", "none")])
def test_no_period_without_proof_or_without_a_remedy(story: str, route: str) -> None:
    assert remedy_periods(state_of(story), RULES, route) is None  # type: ignore[arg-type]


def test_the_periods_of_a_reply_end_when_another_is_ordered() -> None:
    ordered = state_of(f"{REPLIED}\n2026-03-27 送达\n2026-07-01 责令重新答复")
    assert reply_mailing(ordered) is None
    assert remedy_periods(ordered, RULES, "choice") is None


# -- numbers of parcels ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "stored"),
    [(" 1234 5678 90123 ", "1234567890123"), ("xa-123", "XA123"), ("ＳＦ１２", "SF12"), ("", "")],
)
def test_a_number_is_stored_without_its_spaces(typed: str, stored: str) -> None:
    assert tidy_number(typed) == stored


@pytest.mark.parametrize(
    ("number", "carrier"),
    [
        ("EE876543216CN", "china_post"),
        ("1234567890123", "china_post"),
        ("XA12345678911", "china_post"),
        ("SF1234567890123", "courier"),
        ("JDVA12345678901", "courier"),
        ("YT1234567890123", "courier"),
        ("123", ""),
        ("", ""),
    ],
)
def test_the_number_tells_the_carrier(number: str, carrier: str) -> None:
    assert carrier_of(number) == carrier


@pytest.mark.parametrize(("digits", "check"), [("47312482", 9), ("00000000", 5), ("00300000", 0)])
def test_check_digits(digits: str, check: int) -> None:
    assert check_digit(digits) == check


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("EE473124829CN", ""),
        ("EE473124828CN", "校验位不对"),
        ("XA12345678911", ""),
        ("", ""),
        ("123", "一般为13位"),
        ("SF1234567890123", "快递企业"),
    ],
)
def test_a_strange_number_is_a_hint(number: str, words: str) -> None:
    assert words in number_hint(number)
    assert bool(number_hint(number)) == bool(words)
