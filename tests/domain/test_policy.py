"""The doubtful points: defaults, what may be chosen instead, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Literal, get_args, get_origin, get_type_hints

import pytest

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.policy import Policy, Question, parse_policy, questions
from gkcase.paths import RESOURCES

TEXT = (RESOURCES / "law" / "policy.toml").read_text("utf-8")
QUESTIONS: Mapping[str, Question] = {question.key: question for question in questions(TEXT)}
KEYS = [field.name for field in fields(Policy)]

OTHER_CHOICES: list[tuple[str, object]] = [
    ("receipt_day_counts", True),
    ("rest_day_receipt", "submission"),
    ("rest_day_receipt", "next_workday"),
    ("correction_limit_days", 7),
    ("correction_limit_days", 30),
    ("late_correction_restarts", False),
    ("window_edges", "both_out"),
    ("window_edges", "both_in"),
    ("late_opinion_ends_window", False),
    ("reasons_stop", True),
    ("extensions_allowed", "sum"),
    ("email_reply_date", "arrived"),
    ("fee_restart", "rest"),
    ("partial_review_first", False),
    ("query_and_silence_review_first", True),
    ("rectification_days", 0),
    ("rectification_days", 19),
    ("retention", "一般15年，其余永久"),
]
FIXED = ("deliberation_stops", "late_extension_counts", "open_correction_carried", "fee_month")
FORBIDDEN: list[tuple[str, object]] = [
    ("receipt_day_counts", 1),
    ("receipt_day_counts", "true"),
    ("rest_day_receipt", "monday"),
    ("correction_limit_days", 6),
    ("correction_limit_days", 31),
    ("correction_limit_days", "15"),
    ("correction_limit_days", True),
    ("rectification_days", -1),
    ("rectification_days", 21),
    ("rectification_days", False),
    ("deliberation_stops", True),
    ("late_extension_counts", True),
    ("open_correction_carried", False),
    ("fee_month", "thirty_days"),
    ("retention", "  "),
    ("retention", 10),
]


def test_the_code_and_the_file_agree_on_every_default() -> None:
    assert parse_policy(TEXT, {}) == Policy()


def test_the_file_asks_exactly_for_the_keys_in_the_same_order() -> None:
    assert list(QUESTIONS) == KEYS
    assert len(KEYS) == 18


@pytest.mark.parametrize("key", KEYS)
def test_every_question_is_complete(key: str) -> None:
    question = QUESTIONS[key]
    assert question.question.endswith("？")
    assert question.source
    assert question.effect.endswith("。")
    assert question.choices
    assert question.allows(question.default)
    assert question.label_of(question.default) == question.choices[0].label
    assert len({choice.label for choice in question.choices}) == len(question.choices)


@pytest.mark.parametrize("key", KEYS)
def test_the_types_in_code_allow_what_the_file_offers(key: str) -> None:
    question, hint = QUESTIONS[key], get_type_hints(Policy)[key]
    offered = [choice.value for choice in question.choices]
    if get_origin(hint) is Literal:
        assert list(get_args(hint)) == offered
    elif hint is bool:
        assert sorted(offered) == [False, True]
    else:
        assert all(type(value) is hint for value in offered)


@pytest.mark.parametrize(("key", "value"), OTHER_CHOICES)
def test_an_office_may_choose_otherwise(key: str, value: object) -> None:
    chosen = parse_policy(TEXT, {key: value})
    assert getattr(chosen, key) == value
    assert chosen.fingerprint != Policy().fingerprint


def test_every_alternative_of_the_file_is_tried_above() -> None:
    tried = {(key, value) for key, value in OTHER_CHOICES if isinstance(value, (str, int))}
    for key, question in QUESTIONS.items():
        for choice in question.choices:
            assert choice.value == question.default or (key, choice.value) in tried


@pytest.mark.parametrize("key", FIXED)
def test_what_the_law_leaves_no_room_for_has_one_choice(key: str) -> None:
    assert len(QUESTIONS[key].choices) == 1


@pytest.mark.parametrize(("key", "value"), FORBIDDEN)
def test_other_values_are_refused_beside_their_question(key: str, value: object) -> None:
    with pytest.raises(Refusal, match="不能选") as refused:
        parse_policy(TEXT, {key: value})
    assert refused.value.field == key
    assert refused.value.basis == QUESTIONS[key].source
    assert "\n" not in refused.value.reason


def test_the_refusal_says_what_may_be_chosen() -> None:
    with pytest.raises(Refusal) as refused:
        parse_policy(TEXT, {"receipt_day_counts": "true"})
    assert refused.value.reason == (
        "“收到申请的当日是否计入答复期限？”不能选“true”，"
        "可选：false（不计入，自次日起算）、true（计入，届满日提前一个工作日）"
    )
    with pytest.raises(Refusal, match="不能选“40”，可选：7至30之间的整数"):
        parse_policy(TEXT, {"correction_limit_days": 40})
    with pytest.raises(Refusal, match="可选：不能为空的文字"):
        parse_policy(TEXT, {"retention": ""})


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(Refusal, match="没有名为“due_days”的政策选项") as refused:
        parse_policy(TEXT, {"due_days": 15})
    assert refused.value.field == "due_days"


def test_a_value_without_words_of_its_own_is_shown_as_it_is() -> None:
    assert QUESTIONS["correction_limit_days"].label_of(10) == "10"
    assert QUESTIONS["rectification_days"].label_of(0) == "不设期限"


def test_the_fingerprint_depends_on_the_choices_alone() -> None:
    assert Policy().fingerprint == Policy().fingerprint
    prints = {replace(Policy(), **{key: value}).fingerprint for key, value in OTHER_CHOICES}  # type: ignore[arg-type]
    assert len(prints) == len(OTHER_CHOICES)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[fee_restart]", "[fee_start]", "未知的项目 fee_start"),
        ('default  = "full"\n', "", "default 不在可选范围内"),
        ('default  = "full"', 'default = "most"', "default 不在可选范围内"),
        ("lowest   = 7", "lowest = 16", "default 不在可选范围内"),
        ("free     = true", "free = 1", "取值 1 不合要求"),
        ('choices  = [{ value = false, label = "不扣除" }]', "choices = 1", "choices 应为列表"),
        ('{ value = false, label = "不扣除" }]', "{ value = false }]", "缺少项目 label"),
        ('{ value = false, label = "不扣除" }]', '{ value = 0.5, label = "半" }]', "取值 0.5 不合要求"),
        ('source = "条例第三十条只规定“合理的补正期限”"\n', "", "缺少项目 source"),
    ],
)
def test_a_damaged_file_is_told_by_its_place(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(Trouble, match=said):
        questions(TEXT.replace(old, new))
