"""A reply in parts: each with the words of a reply on it alone, under one split remedy (第三十七条)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Fact
from gkcase.domain.policy import Policy
from gkcase.domain.terms import Opinion
from tests.services.letter_base import CASE, OFFICE, THIRD, Sample
from tests.services.reply_samples import (
    COST,
    DISCUSSION,
    NOT_OURS,
    PRIVATE,
    SAMPLES,
    STANDARD,
    WITHHELD,
    in_parts,
    part,
)
from tests.services.test_reply_letters import SPLIT, T2, says, written

pytestmark = pytest.mark.file_only


def test_only_what_was_kept_back_under_articles_14_to_16_is_for_review_first() -> None:
    assert T2 in says(SAMPLES["reply_parts_no_information"])
    assert SPLIT in says(SAMPLES["reply_parts_withheld_and_not_held"])
    assert T2 in says(SAMPLES["reply_parts_mixed"])
    assert T2 in says(SAMPLES["reply_parts"], Policy(partial_review_first=False))


def test_before_2024_the_split_was_unknown() -> None:
    old = replace(SAMPLES["reply_parts"], day=date(2023, 12, 29))
    assert T2 in says(old)


def test_what_is_not_separated_is_no_partly_open_reply() -> None:
    for name in ("reply_parts_mixed", "reply_parts_withheld_and_not_held"):
        lines = says(SAMPLES[name]).splitlines()
        assert "政府信息公开告知书" in lines
        assert "第三十七条" not in "".join(lines)


def test_the_annexes_of_all_parts_are_listed_at_the_end() -> None:
    more = part("验收记录", "R2", {"documents": "《验收记录》", "attachments": ["验收记录", "附图"]})
    assert "附件：1. 补助资金发放标准\n\t2. 验收记录\n\t3. 附图" in says(
        in_parts("R3", STANDARD, more, DISCUSSION)
    )


def test_many_parts_are_counted_in_chinese() -> None:
    parts = [part(f"第{place}项", "R6", {"searched_on": "2026-12-08"}) for place in range(1, 22)]
    facts = {"places": ["档案室"], "method": "按名称", "searcher": "档案室", "outcome": "没有"}
    given: list[Fact] = [
        {**one, "facts": {**facts, "searched_on": "2026-12-08"}} for one in parts if isinstance(one, Mapping)
    ]
    lines = says(in_parts("R6", *given)).splitlines()
    assert [line.split("、")[0] for line in lines if "关于“第" in line][9:21:5] == ["十", "十五", "二十"]


def test_a_part_sent_by_mail_on_the_internet_names_the_channel_for_review() -> None:
    by_mail = part("发放标准", "R2", {"documents": "《标准》", "way": "电子邮件"})
    assert OFFICE.online_review in says(in_parts("R3", by_mail, DISCUSSION))
    assert OFFICE.online_review not in says(in_parts("R3", STANDARD, DISCUSSION))
    assert OFFICE.online_review in says(SAMPLES["reply_disclose"], way="电子邮件")


@pytest.mark.parametrize(
    ("sample", "field", "said"),
    [
        (
            in_parts("R3", STANDARD, part("讨论记录", "R4f", {**WITHHELD, "category": "讨论记录"})),
            "parts.2.no_rule",
            "“政府信息部分公开告知书”第2部分缺少“已核对",
        ),
        (
            in_parts("R3", STANDARD, part("讨论记录", "R4f", {**WITHHELD, "reasons": ""})),
            "parts.2.no_rule",
            "第2部分缺少",
        ),
        (
            in_parts("R3", STANDARD, part("造价", "R4a", {"ground_fact": "造价明细"})),
            "parts.2.reasons",
            "第2部分缺少“不予公开的理由”",
        ),
        (
            in_parts("R3", STANDARD, COST),
            "parts.2.kind_of_reply",
            "第2部分：尚未征求第三方的意见，或者其提出意见的期限未满",
        ),
        (
            in_parts("R3", STANDARD, part("造价", "R4a", {**WITHHELD, "reason": "无"})),
            "parts.2.reason",
            "第2部分没有名为“reason”的项目，请核对",
        ),
        (
            in_parts("R3", part("标准", "R2", {"documents": "甲", "way": "pick_up"}), PRIVATE),
            "parts.1.pickup",
            "第1部分缺少“领取、查阅的地点和时间”",
        ),
        (
            in_parts("R10", STANDARD, part("名册", "R7", NOT_OURS)),
            "kind_of_reply",
            "应当是各部分答复类型中的一种",
        ),
    ],
)
def test_a_part_needs_what_a_reply_on_it_alone_would_need(sample: Sample, field: str, said: str) -> None:
    with pytest.raises(Refusal, match=said) as refused:
        written(sample)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("opinion", "outcome"),
    [
        (Opinion.PARTIAL, "第三方不同意公开该部分内容并说明了理由"),
        (Opinion.OBJECTION, "第三方不同意公开并说明了理由"),
        (Opinion.CONSENT, ""),
    ],
)
def test_a_part_is_kept_back_for_a_third_party_that_did_not_agree_to_it(
    opinion: Opinion, outcome: str
) -> None:
    answered = replace(THIRD, answered_on=date(2026, 12, 10), opinion=opinion)
    sample = in_parts("R3", STANDARD, COST, case=replace(CASE, consultations=(answered,)))
    if outcome:
        assert outcome in says(sample)
        return
    with pytest.raises(Refusal, match="第2部分：第三方已同意公开"):
        written(sample)


def test_the_search_of_the_case_stands_in_for_that_of_a_part() -> None:
    assert "综合档案室2023年至2025年" in says(SAMPLES["reply_parts_withheld_and_not_held"])
