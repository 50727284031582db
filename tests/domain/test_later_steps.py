"""Steps after the reply and steps of a rectification that the rules refuse, each in its sentence."""

from __future__ import annotations

from datetime import date

import pytest

from gkcase.domain.errors import Refusal
from gkcase.domain.lifecycle import judge
from gkcase.domain.policy import Policy
from gkcase.domain.reply_guards import legal_date_words
from gkcase.domain.terms import Delivery
from tests.domain.telling import RULES, entry, tell

TODAY = date(2027, 6, 30)
RECEIVED = "2026-03-02 登记"
RECTIFICATION = "2026-03-02 登记 case_kind=rectification"
REPLIED = f"{RECEIVED}\n2026-03-20 送审\n2026-03-23 审签\n2026-03-24 答复"

REFUSED = {
    "a review with no body": (RECEIVED, "2026-03-24 复议诉讼 body=", "请填写复议机关或法院"),
    "a remedy of another kind": (RECEIVED, "2026-03-24 复议诉讼 remedy=petition", "请选择救济途径"),
    "filed after the copy came": (
        RECEIVED,
        "2026-03-24 复议诉讼 filed_on=2026-03-25",
        "提起日期2026年3月25日晚于收到副本之日2026年3月24日",
    ),
    "a court that sets sixteen days": (
        RECEIVED,
        "2026-03-24 复议诉讼 remedy=litigation defence_days=16",
        "应为1至15日",
    ),
    "a remedy told twice": (
        f"{REPLIED}\n2026-05-06 复议诉讼 id=r1",
        "2026-05-08 复议诉讼 id=r1",
        "编号“r1”已经用过",
    ),
    "an appeal against a review": (
        f"{REPLIED}\n2026-05-06 复议诉讼 id=r1\n2026-05-20 复议诉讼结果",
        "2026-05-22 复议诉讼 appeal_of=r1",
        "只能对已经审结的一审诉讼提起上诉",
    ),
    "an appeal against nothing": (RECEIVED, "2026-03-24 复议诉讼 appeal_of=r9", "只能对已经审结的一审"),
    "an appeal before the judgment": (
        f"{REPLIED}\n2026-05-06 复议诉讼 id=r1 remedy=litigation",
        "2026-05-22 复议诉讼 appeal_of=r1",
        "只能对已经审结的一审诉讼提起上诉",
    ),
    "a defence against nothing": (RECEIVED, "2026-03-24 提交答复", "没有尚未审结的复议或诉讼"),
    "a second defence": (
        f"{REPLIED}\n2026-05-06 复议诉讼\n2026-05-08 提交答复",
        "2026-05-09 提交答复",
        "行政复议的答复已于2026年5月8日提交",
    ),
    "the result of another": (
        f"{REPLIED}\n2026-05-06 复议诉讼 id=r1",
        "2026-05-08 复议诉讼结果 id=r2",
        "没有编号为“r2”、尚未审结的",
    ),
    "a result that says nothing": (
        f"{REPLIED}\n2026-05-06 复议诉讼",
        "2026-05-08 复议诉讼结果 outcome=已收到",
        "请选择结果",
    ),
    "decided after it was told": (
        f"{REPLIED}\n2026-05-06 复议诉讼",
        "2026-06-08 复议诉讼结果 decided_on=2026-06-09",
        "作出日期2026年6月9日晚于收到之日2026年6月8日",
    ),
    "an order of nobody": (REPLIED, "2026-07-01 责令重新答复 id=r1", "请先登记“复议诉讼结果”"),
    "an order before the result": (
        f"{REPLIED}\n2026-05-06 复议诉讼 id=r1",
        "2026-07-01 责令重新答复 id=r1",
        "没有编号为“r1”的复议或诉讼结果",
    ),
    "an order of no days": (REPLIED, "2026-07-01 责令重新答复 days=0", "应为1个以上工作日"),
    "an order for yesterday": (REPLIED, "2026-07-01 责令重新答复 until=2026-06-30", "不得早于收到决定之日"),
    "ordered anew, the old letter": (
        f"{REPLIED}\n2026-07-01 责令重新答复",
        "2026-07-02 答复 on_the_spot=true kind_of_reply=",
        "请选择答复类型",
    ),
    "published without a decision": (RECEIVED, "2026-03-24 主动公开完成", "请先登记“转主动公开”"),
    "another publication": (
        f"{RECEIVED}\n2026-03-24 转主动公开 id=p1",
        "2026-03-25 主动公开完成 id=p2",
        "没有编号为“p2”、尚未完成的转主动公开",
    ),
    "a third party asked about a rectification": (
        RECTIFICATION,
        "2026-03-05 征求意见",
        "更正申请没有“征求意见”这一环节",
    ),
    "a rectification that is disclosed": (
        RECTIFICATION,
        "2026-03-05 送审 kind_of_reply=R2",
        "不适用信息公开的答复类型",
    ),
    "a request that is rectified": (RECEIVED, "2026-03-05 送审 kind_of_reply=X1", "只用于更正申请"),
}


@pytest.mark.parametrize(("story", "step", "words"), REFUSED.values(), ids=REFUSED)
def test_the_impossible_is_refused_in_words(story: str, step: str, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        judge(tell(story), entry(step), RULES, TODAY)


@pytest.mark.parametrize(
    ("way", "policy", "word"),
    [
        (Delivery.POST, Policy(), "交邮日期"),
        (Delivery.EMAIL, Policy(), "发送日期"),
        (Delivery.EMAIL, Policy(email_reply_date="arrived"), "到达日期"),
    ],
)
def test_a_form_says_which_day_counts(way: Delivery, policy: Policy, word: str) -> None:
    assert legal_date_words(way, policy) == f"{way.label}的，以{word}为答复日期（国办公开办函〔2016〕235号）"
