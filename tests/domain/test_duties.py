"""What a case asks of the office next, told as stories."""

from __future__ import annotations

from datetime import date

import pytest

from gkcase.domain.duties import Duty, duties, pressing, used_days
from gkcase.domain.lifecycle import replay
from gkcase.domain.standing import standing
from tests.domain.telling import RULES, day, rules_with, tell

TODAY = date(2026, 3, 2)
RECEIVED = "2026-03-02 登记 applicant.name=陈溪石 applicant.id_number=1 applicant.phone=1 wanted=方案 form_wanted=paper"
REPLIED = f"{RECEIVED}\n2026-03-20 送审\n2026-03-23 审签\n2026-03-24 答复"

STORIES = {
    "fresh": (
        RECEIVED,
        [
            ("register", "2026-03-03"),
            ("correction_check", "2026-03-11"),
            ("draft", "2026-03-23"),
            ("reply", "2026-03-30"),
        ],
    ),
    "searched": (f"{RECEIVED}\n2026-03-03 检索记录", [("draft", "2026-03-23"), ("reply", "2026-03-30")]),
    "drafted": (f"{RECEIVED}\n2026-03-03 成文 kind=reply", [("reply", "2026-03-30")]),
    "extended": (f"{RECEIVED}\n2026-03-03 延期", [("reply", "2026-04-28")]),
    "a letter to be confirmed": (
        "2026-03-02 登记 channel=post_unsigned arrived_on=2026-03-02",
        [("confirm", "2026-03-02")],
    ),
    "an e-mail to be confirmed": (
        "2026-03-06 登记 channel=email submitted_on=2026-03-06",
        [("confirm", "2026-03-09")],
    ),
    "to be corrected": (f"{RECEIVED}\n2026-03-05 告知补正", [("correction", "2026-03-26")]),
    "to be paid": (f"{RECEIVED}\n2026-03-05 通知缴费", [("payment", "2026-04-02")]),
    "asked, not delivered": (f"{RECEIVED}\n2026-03-04 征求意见", [("delivery_proof", "2026-03-11")]),
    "asked and delivered": (
        f"{RECEIVED}\n2026-03-04 征求意见\n2026-03-05 对方签收",
        [("opinion", "2026-03-26"), ("draft", "2026-04-15"), ("reply", "2026-04-22")],
    ),
    "asked before a reply that was overturned": (
        f"{RECEIVED}\n2026-03-04 征求意见\n2026-03-20 送审\n2026-03-23 审签\n2026-03-24 答复\n2026-07-01 责令重新答复",
        [("draft", "2026-07-22"), ("reply", "2026-07-29")],
    ),
    "answered": (
        f"{RECEIVED}\n2026-03-04 征求意见\n2026-03-05 收到意见",
        [("draft", "2026-03-24"), ("reply", "2026-03-31")],
    ),
    "under review": (f"{RECEIVED}\n2026-03-20 送审", [("reply", "2026-03-30")]),
    "approved": (f"{RECEIVED}\n2026-03-20 送审\n2026-03-23 审签", [("reply", "2026-03-30")]),
    "replied": (REPLIED, [("service", "2026-04-08")]),
    "served": (f"{REPLIED}\n2026-03-27 送达", []),
    "a review": (f"{REPLIED}\n2026-03-27 送达\n2026-04-01 复议诉讼", [("defence", "2026-04-16")]),
    "a simplified review": (
        f"{REPLIED}\n2026-03-27 送达\n2026-04-01 复议诉讼 simplified=true",
        [("defence", "2026-04-09")],
    ),
    "a suit": (
        f"{REPLIED}\n2026-03-27 送达\n2026-04-01 复议诉讼 remedy=litigation",
        [("defence", "2026-04-16")],
    ),
    "a review decided": (f"{REPLIED}\n2026-03-27 送达\n2026-04-01 复议诉讼\n2026-05-06 复议诉讼结果", []),
    "a simplified suit": (
        f"{REPLIED}\n2026-03-27 送达\n2026-04-01 复议诉讼 remedy=litigation simplified=true defence_days=7",
        [("defence", "2026-04-08")],
    ),
    "a defence in time": (f"{REPLIED}\n2026-03-27 送达\n2026-04-01 复议诉讼\n2026-04-10 提交答复", []),
    "a suit lost": (
        f"""{REPLIED}\n2026-03-27 送达\n2026-04-01 复议诉讼 id=r1 remedy=litigation
        2026-06-01 复议诉讼结果 id=r1 result=corrected""",
        [("appeal", "2026-06-16")],
    ),
    "a ruling lost": (
        f"""{REPLIED}\n2026-03-27 送达\n2026-04-01 复议诉讼 id=r1 remedy=litigation
        2026-06-01 复议诉讼结果 id=r1 result=corrected ruling=true""",
        [("appeal", "2026-06-11")],
    ),
    "a suit lost and appealed by ourselves": (
        f"""{REPLIED}\n2026-03-27 送达\n2026-04-01 复议诉讼 id=r1 remedy=litigation
        2026-06-01 复议诉讼结果 id=r1 result=corrected
        2026-06-10 复议诉讼 id=r2 remedy=litigation appeal_of=r1 filed_by=office""",
        [],
    ),
    "an appeal of the applicant": (
        f"""{REPLIED}\n2026-03-27 送达\n2026-04-01 复议诉讼 id=r1 remedy=litigation
        2026-06-01 复议诉讼结果 id=r1
        2026-06-10 复议诉讼 id=r2 remedy=litigation appeal_of=r1""",
        [("defence", "2026-06-25")],
    ),
    "an appeal lost": (
        f"""{REPLIED}\n2026-03-27 送达\n2026-04-01 复议诉讼 id=r1 remedy=litigation
        2026-06-01 复议诉讼结果 id=r1
        2026-06-10 复议诉讼 id=r2 remedy=litigation appeal_of=r1
        2026-09-01 复议诉讼结果 id=r2 result=corrected""",
        [],
    ),
    "to be published": (
        f"{REPLIED}\n2026-03-27 送达\n2026-04-01 转主动公开",
        [("publish", "2026-04-30")],
    ),
    "published": (f"{REPLIED}\n2026-03-27 送达\n2026-04-01 转主动公开\n2026-04-08 主动公开完成", []),
    "the new reply is not served yet": (
        f"""{REPLIED}\n2026-03-27 送达\n2026-07-01 责令重新答复\n2026-07-02 成文 kind=reply
        2026-07-02 送审\n2026-07-03 审签\n2026-07-06 答复""",
        [("service", "2026-07-20")],
    ),
    "ordered anew": (
        f"{REPLIED}\n2026-07-01 责令重新答复",
        [("draft", "2026-07-22"), ("reply", "2026-07-29")],
    ),
    "ordered for a day": (f"{REPLIED}\n2026-07-01 责令重新答复 until=2026-07-10", [("reply", "2026-07-10")]),
    "withdrawn": (f"{RECEIVED}\n2026-03-05 撤回申请", []),
}  # fmt: skip


def owed(story: str) -> list[Duty]:
    state = replay(tell(story), RULES)
    return duties(state, standing(state, RULES, TODAY), RULES)


@pytest.mark.parametrize(("story", "wanted"), STORIES.values(), ids=STORIES)
def test_a_story_leaves_these_duties(story: str, wanted: list[tuple[str, str]]) -> None:
    found = owed(story)
    assert [(duty.code, duty.by) for duty in found] == [(code, day(by)) for code, by in wanted]
    assert all(duty.text and duty.basis for duty in found)


def test_what_art_29_misses_makes_the_check_a_firm_duty() -> None:
    [check] = [duty for duty in owed("2026-03-02 登记") if duty.code == "correction_check"]
    assert check.soft is False
    assert check.text.startswith("申请内容有欠缺")


def test_the_words_follow_the_status() -> None:
    def words(story: str) -> str:
        return next(duty.text for duty in owed(story) if duty.code == "reply")

    assert words(f"{RECEIVED}\n2026-03-20 送审").startswith("审签中")
    assert words(f"{RECEIVED}\n2026-03-20 送审\n2026-03-23 审签").startswith("答复书已签")
    assert words(f"{RECEIVED}\n2026-03-03 延期").startswith("已延期")


def test_a_list_keeps_the_soft_ones_and_the_first_firm_one() -> None:
    assert [duty.code for duty in pressing(owed(RECEIVED))] == [
        "register",
        "correction_check",
        "draft",
        "reply",
    ]
    assert [duty.code for duty in pressing(owed("2026-03-02 登记"))] == ["register", "correction_check"]
    assert pressing([]) == []


def test_reasons_that_stand_for_a_correction_have_its_time() -> None:
    rules = rules_with(reasons_stop=True)
    state = replay(tell(f"{RECEIVED}\n2026-03-05 要求说明理由"), rules)
    [duty] = duties(state, standing(state, rules, TODAY), rules)
    assert (duty.code, duty.by) == ("correction", day("2026-03-26"))


def test_used_days() -> None:
    state = replay(tell(f"{RECEIVED}\n2026-03-04 征求意见\n2026-03-06 收到意见"), RULES)
    assert used_days(state.sum, RULES, day("2026-03-10")) == 4
    assert used_days(state.sum, RULES, day("2026-03-01")) == 0
    waiting = replay(tell("2026-03-02 登记 channel=fax submitted_on=2026-03-02"), RULES)
    assert used_days(waiting.sum, RULES, day("2026-03-10")) == 0


def test_a_rectification_without_a_period_still_asks_for_its_answer() -> None:
    rules = rules_with(rectification_days=0)
    state = replay(
        tell(RECEIVED.replace("登记", "登记 case_kind=rectification recorded=姓名 proof=证")), rules
    )
    told = standing(state, rules, TODAY)
    assert (told.status, told.due) == ("running", None)
    last = duties(state, told, rules)[-1]
    assert (last.code, last.by, last.basis) == ("reply", None, "第四十一条")


def test_who_returned_the_reply_is_said_until_it_is_submitted_again() -> None:
    back = f"{RECEIVED}\n2026-03-20 送审\n2026-03-23 退回 by=王某"
    again = f"{back}\n2026-03-24 送审"
    ordered = f"{REPLIED}\n2026-04-20 责令重新答复"

    def said(story: str) -> str:
        state = replay(tell(story), RULES)
        return duties(state, standing(state, RULES, TODAY), RULES)[-1].text

    assert said(back) == "王某退回了答复书，修改后重新送审，最迟 3月30日（周一）答复"
    assert said(again) == "审签中，最迟 3月30日（周一）答复"
    assert "退回" not in said(ordered)
