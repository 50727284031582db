"""The procedure as stories: where a case stands, by when it is due, and what is refused or needs a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gkcase.domain.clock import ledger
from gkcase.domain.errors import Refusal
from gkcase.domain.facts import FACTS
from gkcase.domain.journal import Entry, Fact
from gkcase.domain.lifecycle import amended, irregularities, judge, replay
from gkcase.domain.procedure import PROCEDURE
from gkcase.domain.receipt import receipt_of
from gkcase.domain.signoff import Step, next_step
from gkcase.domain.standing import standing
from gkcase.domain.terms import Clock, Event, Role, Status, dated, spoken
from tests.domain.telling import RULES, day, entry, rules_with, tell

TODAY = date(2027, 6, 30)
RECEIVED = "2026-03-02 登记"
RECTIFICATION = "2026-03-02 登记 case_kind=rectification"
SIGNED = f"""{RECEIVED}
    2026-03-20 送审
    2026-03-23 审签"""
REPLIED = f"{SIGNED}\n2026-03-24 答复"

STORIES = {
    "plain": (RECEIVED, "in_progress", "2026-03-30"),
    "over the spring festival": ("2026-01-30 登记", "in_progress", "2026-03-05"),
    "over the national day": ("2026-09-18 登记", "in_progress", "2026-10-22"),
    "an ordinary letter waits for confirmation": (
        "2026-03-02 登记 channel=post_unsigned arrived_on=2026-03-02",
        "awaiting_confirmation",
        None,
    ),
    "confirmed later": (
        """2026-03-02 登记 channel=post_unsigned arrived_on=2026-03-02
           2026-03-04 双方确认""",
        "in_progress",
        "2026-04-01",
    ),
    "extended": (f"{RECEIVED}\n2026-03-20 延期", "in_progress", "2026-04-28"),
    "corrected": (f"{RECEIVED}\n2026-03-05 告知补正\n2026-03-10 收到补正", "in_progress", "2026-04-08"),
    "not corrected": (f"{RECEIVED}\n2026-03-05 告知补正\n2026-04-10 逾期不补正", "closed", None),
    "consulted": (f"{RECEIVED}\n2026-03-04 征求意见\n2026-03-11 收到意见", "in_progress", "2026-04-07"),
    "consulted twice at once": (
        f"""{RECEIVED}
            2026-03-04 征求意见 id=甲
            2026-03-06 征求意见 id=乙 name=乙局 to=other_agency
            2026-03-10 收到意见 id=甲
            2026-03-11 收到意见 id=乙""",
        "in_progress",
        "2026-04-07",
    ),
    "consulted one after the other": (
        f"""{RECEIVED}
            2026-03-04 征求意见 id=c1
            2026-03-05 收到意见 id=c1
            2026-03-06 征求意见 id=c2 name=乙局 to=other_agency
            2026-03-09 收到意见 id=c2""",
        "in_progress",
        "2026-04-01",
    ),
    "fee": (f"{RECEIVED}\n2026-03-05 通知缴费\n2026-03-10 已缴费", "in_progress", "2026-04-08"),
    "fee not paid": (f"{RECEIVED}\n2026-03-05 通知缴费\n2026-04-10 逾期未缴费", "closed", None),
    "delayed": (
        f"{RECEIVED}\n2026-03-05 要求说明理由\n2026-03-10 收到理由说明\n2026-03-12 确定延迟答复期限",
        "in_progress",
        "2026-12-31",
    ),
    "under review": (f"{RECEIVED}\n2026-03-20 送审", "under_review", "2026-03-30"),
    "approved": (SIGNED, "approved", "2026-03-30"),
    "returned": (f"{SIGNED}\n2026-03-24 退回", "in_progress", "2026-03-30"),
    "a reply written anew voids the signature": (
        f"{SIGNED}\n2026-03-24 成文 kind=reply",
        "in_progress",
        "2026-03-30",
    ),
    "another letter does not": (f"{SIGNED}\n2026-03-24 成文 kind=receipt", "approved", "2026-03-30"),
    "replied": (REPLIED, "replied", "2026-03-30"),
    "served": (f"{REPLIED}\n2026-03-27 送达", "replied", "2026-03-30"),
    "archived": (f"{REPLIED}\n2026-03-27 送达\n2026-05-08 归档", "archived", "2026-03-30"),
    "withdrawn": (f"{RECEIVED}\n2026-03-05 撤回申请", "closed", None),
    "merged": (f"{RECEIVED}\n2026-03-05 并案", "closed", None),
    "ordered to reply anew": (
        f"{REPLIED}\n2026-05-06 复议诉讼\n2026-06-30 复议诉讼结果\n2026-07-01 责令重新答复",
        "in_progress",
        "2026-07-29",
    ),
    "ordered with a day": (
        f"{REPLIED}\n2026-07-01 责令重新答复 until=2026-07-10",
        "in_progress",
        "2026-07-10",
    ),
    "a rectification": (RECTIFICATION, "in_progress", "2026-03-30"),
    "a rectification that is submitted": (
        f"{RECTIFICATION}\n2026-03-05 送审 kind_of_reply=X1",
        "under_review",
        "2026-03-30",
    ),
    "ordered to reply from the archive": (
        f"{REPLIED}\n2026-03-27 送达\n2026-05-08 归档\n2026-07-01 责令重新答复",
        "in_progress",
        "2026-07-29",
    ),
    "told in any order": (
        "2026-03-11 收到意见\n2026-03-02 登记\n2026-03-04 征求意见",
        "in_progress",
        "2026-04-07",
    ),
    "voided": (
        f"{RECEIVED}\n2026-03-20 延期\n2026-03-21 作废 entry=2 reason=误登",
        "in_progress",
        "2026-03-30",
    ),
}


@pytest.mark.parametrize(("story", "status", "due"), STORIES.values(), ids=STORIES)
def test_a_story_ends_where_it_should(story: str, status: str, due: str | None) -> None:
    state = replay(tell(story), RULES)
    told = standing(state, RULES, TODAY)
    assert state.status is not None
    assert (state.status.value, told.due) == (status, day(due) if due else None)


@pytest.mark.parametrize("story", [story for story, *_ in STORIES.values()], ids=STORIES)
def test_every_story_can_be_entered_step_by_step(story: str) -> None:
    """What `replay` adds up, `judge` has let through: in order of effect, with reasons where it asks for them."""
    told = tell(story)
    journal: list[Entry] = []
    for one in sorted(told, key=lambda entry: (entry.on, entry.seq)):
        verdict = judge(journal, one, RULES, TODAY)
        journal.append(one)
    assert verdict.state.status is replay(told, RULES).status


REFUSED = {
    "a future day": (RECEIVED, "2027-07-01 记事", "晚于今天"),
    "before it came": (RECEIVED, "2026-03-01 记事", "早于登记的收件日期"),
    "nothing was received": ("", "2026-03-02 记事", "尚未登记"),
    "received twice": (RECEIVED, "2026-03-03 登记", "不能重复登记"),
    "from another status": (RECEIVED, "2026-03-03 审签", "案件办理中，不能办理“审签”"),
    "an answer without a letter": (RECEIVED, "2026-03-03 收到意见", "没有编号为“甲”"),
    "an unknown party": (RECEIVED, "2026-03-03 征求意见 to=somebody", "请选择征求意见的对象"),
    "no id": (RECEIVED, "2026-03-03 征求意见 id=", "缺少编号"),
    "an id used before": (f"{RECEIVED}\n2026-03-03 征求意见", "2026-03-04 征求意见 name=乙", "已经用过"),
    "delivered twice": (
        f"{RECEIVED}\n2026-03-03 征求意见\n2026-03-04 对方签收",
        "2026-03-05 对方签收",
        "已于2026年3月4日签收",
    ),
    "answered twice": (
        f"{RECEIVED}\n2026-03-03 征求意见\n2026-03-04 收到意见",
        "2026-03-05 收到意见",
        "已于2026年3月4日收到答复",
    ),
    "delivered before it was sent": (
        RECEIVED,
        "2026-03-05 告知补正 delivered_on=2026-03-04",
        "送达日期2026年3月4日早于发出日期",
    ),
    "no time to correct": (RECEIVED, "2026-03-05 告知补正 limit_days=0", "1个以上工作日"),
    "too long": (RECEIVED, "2026-03-05 延期 days=21", "1至20个工作日"),
    "too short": (RECEIVED, "2026-03-05 延期 days=0", "1至20个工作日"),
    "a fee beyond reason": (RECEIVED, "2026-03-05 通知缴费 amount=10000001", "金额应为0至10000000元"),
    "reasons nobody asked for": (RECEIVED, "2026-03-05 收到理由说明", "尚未要求"),
    "a delay into the past": (RECEIVED, "2026-03-05 确定延迟答复期限 until=2026-03-04", "不得早于"),
    "a delay without a day": (RECEIVED, "2026-03-05 确定延迟答复期限 until=", "请填写延迟答复的期限"),
    "nobody to take it over": (RECEIVED, "2026-03-05 转办 to=", "请填写接办人"),
    "no file to sign": (RECEIVED, "2026-03-05 送审 sha256=", "请先拟好答复书"),
    "no result": (RECEIVED, "2026-03-05 送审 kind_of_reply=", "请选择答复类型"),
    "nobody signs": (f"{RECEIVED}\n2026-03-20 送审", "2026-03-23 审签 signer=", "请选择签发人"),
    "the drafter signs": (f"{RECEIVED}\n2026-03-20 送审", "2026-03-23 审签 signer=李某", "拟稿人不能签发"),
    "another file is signed": (
        f"{RECEIVED}\n2026-03-20 送审",
        "2026-03-23 审签 sha256=bbb",
        "不是同一文件",
    ),
    "a reply nobody signed": (RECEIVED, "2026-03-24 答复", "尚未审签"),
    "another file leaves": (SIGNED, "2026-03-24 答复 sha256=bbb", "不是同一文件"),
    "no way of delivery": (SIGNED, "2026-03-24 答复 delivery=pigeon", "请选择送达方式"),
    "no day of delivery": (SIGNED, "2026-03-24 答复 posted_on=", "请填写交邮日期"),
    "a result nobody asked for": (RECEIVED, "2026-03-24 复议诉讼结果", "没有尚未审结"),
    "archived while attacked": (
        f"{REPLIED}\n2026-03-27 送达\n2026-05-06 复议诉讼",
        "2026-05-08 归档",
        "尚未审结",
    ),
    "a back-dated end": (
        f"{RECEIVED}\n2026-03-20 延期",
        "2026-03-10 撤回申请",
        "不能补记“撤回申请”，2026年3月20日的“延期”将不再成立",
    ),
    "a void that breaks what follows": (
        f"{RECEIVED}\n2026-03-04 征求意见\n2026-03-06 对方签收",
        "2026-03-10 作废 entry=2 reason=误登",
        "不能作废“征求意见”，2026年3月6日的“对方签收”将不再成立",
    ),
    "a void with something back-dated beside it": (
        f"{RECEIVED}\n2026-03-04 征求意见\n2026-03-06 对方签收\n2026-03-03 记事",
        "2026-03-10 作废 entry=2 reason=误登",
        "不能作废“征求意见”",
    ),
    "a void of nothing": (RECEIVED, "2026-03-10 作废 entry=7 reason=误登", "不存在或已作废"),
    "a void without a reason": (f"{RECEIVED}\n2026-03-20 延期", "2026-03-21 作废 entry=2", "须写明理由"),
    "a void of the registration": (RECEIVED, "2026-03-21 作废 entry=1 reason=误登", "更正登记"),
    "a day that does not exist": (RECEIVED, "2026-03-05 确定延迟答复期限 until=2026-02-30", "不是有效日期"),
}


@pytest.mark.parametrize(("story", "step", "words"), REFUSED.values(), ids=REFUSED)
def test_the_impossible_is_refused_in_words(story: str, step: str, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        judge(tell(story), entry(step), RULES, TODAY)


IRREGULAR = {
    "correction on the eighth day": (RECEIVED, "2026-03-12 告知补正", ["correction_late"]),
    "correction on the seventh day": (RECEIVED, "2026-03-11 告知补正", []),
    "corrected a second time": (
        f"{RECEIVED}\n2026-03-05 告知补正\n2026-03-10 收到补正",
        "2026-03-12 告知补正",
        ["correction_twice"],
    ),
    "closed before the limit": (f"{RECEIVED}\n2026-03-05 告知补正", "2026-03-26 逾期不补正", ["lapse_early"]),
    "closed after the limit": (f"{RECEIVED}\n2026-03-05 告知补正", "2026-03-27 逾期不补正", []),
    "asked twice": (
        f"{RECEIVED}\n2026-03-04 征求意见",
        "2026-03-05 征求意见 id=乙",
        ["party_asked_twice"],
    ),
    "somebody else asked": (f"{RECEIVED}\n2026-03-04 征求意见", "2026-03-05 征求意见 id=乙 name=乙", []),
    "extended on the last day": (RECEIVED, "2026-03-30 延期", []),
    "extended a day late": (RECEIVED, "2026-03-31 延期", ["extension_late"]),
    "extended twice": (f"{RECEIVED}\n2026-03-20 延期", "2026-03-21 延期", ["extension_twice"]),
    "nobody approved": (RECEIVED, "2026-03-20 延期 approver=", ["approver_missing"]),
    "approved by himself": (RECEIVED, "2026-03-20 延期 approver=李某", ["approver_is_handler"]),
    "delayed without reasons": (RECEIVED, "2026-03-20 确定延迟答复期限", ["reasons_missing"]),
    "a fee for ten requests": (RECEIVED, "2026-03-20 通知缴费 nth_in_month=10", ["fee_below_threshold"]),
    "a fee for the eleventh": (RECEIVED, "2026-03-20 通知缴费 nth_in_month=11", []),
    "a fee for 30 pages": (RECEIVED, "2026-03-20 通知缴费 pages=30", ["fee_below_threshold"]),
    "a fee for 31 pages": (RECEIVED, "2026-03-20 通知缴费 pages=31", []),
    "payment time not over": (
        f"{RECEIVED}\n2026-03-05 通知缴费",
        "2026-04-02 逾期未缴费",
        ["fee_lapse_early"],
    ),
    "payment time over": (f"{RECEIVED}\n2026-03-05 通知缴费", "2026-04-03 逾期未缴费", []),
    "submitted while somebody is asked": (
        f"{RECEIVED}\n2026-03-04 征求意见",
        "2026-03-20 送审",
        ["reply_before_answer"],
    ),
    "submitted after the opinion's time": (
        f"{RECEIVED}\n2026-03-04 征求意见\n2026-03-05 对方签收",
        "2026-03-27 送审",
        [],
    ),
    "a courier": (SIGNED, "2026-03-24 答复 carrier=courier", ["courier"]),
    "a courier for an e-mail": (SIGNED, "2026-03-24 答复 delivery=email carrier=courier", []),
    "on the last day": (SIGNED, "2026-03-30 答复", []),
    "a day late": (SIGNED, "2026-03-31 答复", ["reply_late"]),
    "at once on the spot": (RECEIVED, "2026-03-02 答复 on_the_spot=true delivery=hand", []),
    "filed away without proof": (REPLIED, "2026-05-08 归档", ["service_unproved"]),
}


@pytest.mark.parametrize(("story", "step", "codes"), IRREGULAR.values(), ids=IRREGULAR)
def test_the_irregular_is_named(story: str, step: str, codes: list[str]) -> None:
    verdict = judge(tell(story), entry(step), RULES, TODAY)
    assert [breach.code for breach in verdict.breaches] == codes
    assert all(breach.text and breach.article for breach in verdict.breaches)


def test_a_second_notice_has_no_effect() -> None:
    story = f"{RECEIVED}\n2026-03-05 告知补正\n2026-03-10 收到补正\n2026-03-12 告知补正"
    state = replay(tell(story), RULES)
    assert (state.status, standing(state, RULES, TODAY).due) == (Status.IN_PROGRESS, day("2026-04-08"))


def test_a_late_extension_has_no_effect() -> None:
    told = standing(replay(tell(f"{RECEIVED}\n2026-03-31 延期"), RULES), RULES, TODAY)
    assert (told.due, told.extension_valid) == (day("2026-03-30"), False)


def test_putting_a_registration_right() -> None:
    journal = tell(f"{RECEIVED}\n2026-03-20 延期")
    state = amended(journal, entry("2026-03-03 登记"), RULES, TODAY)
    assert standing(state, RULES, TODAY).due == day("2026-04-29")
    with pytest.raises(Refusal, match="请先作废该项"):
        amended(journal, entry("2026-03-21 登记"), RULES, TODAY)
    with pytest.raises(Refusal, match="晚于今天"):
        amended(journal, entry("2027-07-21 登记"), RULES, TODAY)
    assert amended(tell(RECEIVED), entry("2026-03-03 登记"), RULES, TODAY).status is Status.IN_PROGRESS


def test_every_event_has_a_row_and_its_facts() -> None:
    assert set(PROCEDURE) == set(Event)
    assert set(Event) - set(FACTS) == {Event.LETTER_WRITTEN, Event.VOIDED}
    for event, step in PROCEDURE.items():
        assert step.event is event
        assert step.frm, event


def test_a_row_that_moves_the_clock_names_its_basis() -> None:
    quiet = {Event.WITHDRAWN, Event.VOIDED}  # a withdrawal rests on the applicant's will, a void on a mistake
    assert {event for event, step in PROCEDURE.items() if not step.basis} == quiet
    assert PROCEDURE[Event.VOIDED].clock is Clock.NONE


def test_a_step_of_the_same_day_comes_last_and_today_is_not_the_future() -> None:
    story = f"{RECEIVED}\n2026-03-02 转办\n2026-03-02 检索记录\n2026-03-02 记事"
    verdict = judge(tell(story), entry("2026-03-02 记事"), RULES, day("2026-03-02"))
    assert [past.seq for past in verdict.state.past] == [1, 2, 3, 4, 5]
    assert judge((), entry(RECEIVED), RULES, day("2026-03-02")).state.past[0].seq == 1


def test_a_registration_put_right_on_the_day_of_the_next_step() -> None:
    journal = tell(f"{RECEIVED}\n2026-03-20 延期")
    assert amended(journal, entry("2026-03-20 登记"), RULES, day("2026-03-20")).status is Status.IN_PROGRESS


def test_irregularities_ask_only_for_this_step() -> None:
    state = replay(tell(RECEIVED), RULES)
    assert irregularities(state, entry("2026-03-03 记事"), RULES) == ()


# -- the office's choices ----------------------------------------------------------------------------

CHOICES = {
    "receipt day counts": ({"receipt_day_counts": True}, RECEIVED, "2026-03-27"),
    "receipt on a rest day does not count": ({"receipt_day_counts": True}, "2026-03-01 登记", "2026-03-27"),
    "payment day never counts": (
        {"receipt_day_counts": True},
        f"{RECEIVED}\n2026-03-05 通知缴费\n2026-03-10 已缴费",
        "2026-04-08",
    ),
    "both edges out": (
        {"window_edges": "both_out"},
        f"{RECEIVED}\n2026-03-04 征求意见\n2026-03-11 收到意见",
        "2026-04-08",
    ),
    "both edges in": (
        {"window_edges": "both_in"},
        f"{RECEIVED}\n2026-03-04 征求意见\n2026-03-11 收到意见",
        "2026-04-03",
    ),
    "a late opinion ends the window": (
        {"late_opinion_ends_window": False},
        f"{RECEIVED}\n2026-03-04 征求意见\n2026-03-05 对方签收\n2026-03-30 收到意见",
        "2026-04-24",
    ),
    "a late opinion does not": (
        {},
        f"{RECEIVED}\n2026-03-04 征求意见\n2026-03-05 对方签收\n2026-03-30 收到意见",
        "2026-04-22",
    ),
    "a late notice does not restart": (
        {"late_correction_restarts": False},
        f"{RECEIVED}\n2026-03-12 告知补正\n2026-03-18 收到补正",
        "2026-03-30",
    ),
    "reasons are a correction": (
        {"reasons_stop": True},
        f"{RECEIVED}\n2026-03-05 要求说明理由\n2026-03-10 收到理由说明",
        "2026-04-08",
    ),
    "two extensions in sum": (
        {"extensions_allowed": "sum"},
        f"{RECEIVED}\n2026-03-20 延期 days=5\n2026-03-31 延期 days=20",
        "2026-04-28",
    ),
    "two short ones add up": (
        {"extensions_allowed": "sum"},
        f"{RECEIVED}\n2026-03-20 延期 days=5\n2026-04-02 延期 days=3",
        "2026-04-10",
    ),
    "the second told on the very last day": (
        {"extensions_allowed": "sum"},
        f"{RECEIVED}\n2026-03-20 延期 days=5\n2026-04-07 延期 days=3",
        "2026-04-10",
    ),
    "the second told a day after it": (
        {"extensions_allowed": "sum"},
        f"{RECEIVED}\n2026-03-20 延期 days=5\n2026-04-08 延期 days=3",
        "2026-04-07",
    ),
    "a second one too late": (
        {"extensions_allowed": "sum"},
        f"{RECEIVED}\n2026-03-20 延期 days=5\n2026-04-29 延期 days=5",
        "2026-04-07",
    ),
    "the rest after a fee": (
        {"fee_restart": "rest"},
        f"{RECEIVED}\n2026-03-06 通知缴费\n2026-03-10 已缴费",
        "2026-04-01",
    ),
    "no period for a rectification": (
        {"rectification_days": 0},
        "2026-03-02 登记 case_kind=rectification",
        None,
    ),
}


@pytest.mark.parametrize(("choices", "story", "due"), CHOICES.values(), ids=CHOICES)
def test_the_choices_move_the_day(choices: dict[str, object], story: str, due: str | None) -> None:
    rules = rules_with(**choices)
    told = standing(replay(tell(story), rules), rules, TODAY)
    assert told.due == (day(due) if due else None)


def test_waiting_for_reasons_where_they_are_a_correction() -> None:
    rules = rules_with(reasons_stop=True)
    state = replay(tell(f"{RECEIVED}\n2026-03-05 要求说明理由"), rules)
    assert (state.status, standing(state, rules, TODAY).due) == (Status.AWAITING_CORRECTION, None)


@pytest.mark.parametrize(
    ("choice", "receipt"),
    [("confirmation", "2026-03-09"), ("submission", "2026-03-07"), ("next_workday", "2026-03-09")],
)
def test_electronic_requests_on_a_saturday(choice: str, receipt: str) -> None:
    rules = rules_with(rest_day_receipt=choice)
    story = "2026-03-07 登记 channel=email submitted_on=2026-03-07 confirmed_on=2026-03-09"
    assert standing(replay(tell(story), rules), rules, TODAY).receipt_date == day(receipt)


def test_the_ledger_names_every_day_of_the_spring_festival() -> None:
    state = replay(tell("2026-02-12 登记"), RULES)
    rows = list(ledger(state.sum, RULES, day("2026-02-28")))
    assert [row.number for row in rows if row.counts] == [1, 2, 3, 4, 5, 6, 7]
    assert rows[0].why.startswith("起算日")
    assert {row.why for row in rows if day("2026-02-15") <= row.on <= day("2026-02-23")} == {"春节，不计入"}
    assert rows[-1].why == "调休上班，计入"


def test_a_case_that_waits_has_no_ledger() -> None:
    state = replay(tell("2026-03-02 登记 channel=fax submitted_on=2026-03-02"), RULES)
    assert list(ledger(state.sum, RULES, TODAY)) == []


# -- signatures, receipt, rules -------------------------------------------------------------------------------


def test_the_route_asks_for_the_head_until_he_has_signed() -> None:
    head = Step(Role.HEAD)
    assert next_step(replay(tell(RECEIVED), RULES)) == head
    assert next_step(replay(tell(f"{RECEIVED}\n2026-03-20 送审"), RULES)) == head
    assert next_step(replay(tell(SIGNED), RULES)) is None
    assert next_step(replay(tell(f"{SIGNED}\n2026-03-24 退回"), RULES)) == head


def test_a_signature_counts_once() -> None:
    state = replay(tell(f"{RECEIVED}\n2026-03-20 送审"), RULES)
    twice = replace(replay(tell(SIGNED), RULES), status=state.status)
    objection = PROCEDURE[Event.SIGNED].impossible[-1](twice, entry("2026-03-23 审签"), RULES)
    assert objection is not None
    assert "已经签过" in objection.text


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"channel": "in_person", "submitted_on": "2026-03-02"}, "当面提交，以提交之日"),
        ({"channel": "post_signed", "signed_on": "2026-03-02"}, "以签收之日"),
        ({"channel": "post_unsigned", "arrived_on": "2026-03-02"}, "平信以与申请人确认之日"),
        ({"channel": "fax", "submitted_on": "2026-03-02"}, "以双方确认之日"),
        ({"channel": "internet", "submitted_on": "2026-03-02", "auto_confirmed": True}, "系统自动确认"),
    ],
)
def test_the_receipt_day_says_what_it_rests_on(facts: dict[str, Fact], words: str) -> None:
    why = receipt_of(facts, RULES.calendar, RULES.policy).why
    assert why.startswith(words)
    assert "第三十一条" in why


def test_the_fingerprint_follows_calendar_and_choices() -> None:
    assert RULES.fingerprint == RULES.fingerprint
    assert rules_with(receipt_day_counts=True).fingerprint != RULES.fingerprint


def test_days_are_written_as_lists_and_sentences_say_them() -> None:
    assert dated(day("2026-12-18")) == "2026-12-18 周五"
    assert spoken(day("2026-12-18")) == "12月18日（周五）"


def test_what_is_reported_as_published_was_decided_to_be_published() -> None:
    with pytest.raises(Refusal, match="没有尚未完成的转主动公开"):
        judge(tell(REPLIED), entry("2026-03-26 主动公开完成 place=网站"), RULES, TODAY)
    decided = f"{REPLIED}\n2026-03-25 转主动公开"
    assert judge(tell(decided), entry("2026-03-26 主动公开完成"), RULES, TODAY).state.status is Status.REPLIED
    done = tell(f"{decided}\n2026-03-26 主动公开完成")
    with pytest.raises(Refusal, match="没有尚未完成的转主动公开"):
        judge(done, entry("2026-03-27 主动公开完成"), RULES, TODAY)
