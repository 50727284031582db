"""Doubtful points of the law, what the office has chosen, and the question behind each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from functools import cached_property
from hashlib import sha256
from typing import Any, Literal

from gkcase.domain.errors import Refusal
from gkcase.domain.lawfile import as_table, broken, build, read_table, same_keys

Value = str | int | bool
"""What a choice may be."""


@dataclass(frozen=True)
class Policy:
    """The office's choice on each doubtful point; the defaults are those of resources/law/policy.toml."""

    receipt_day_counts: bool = False
    rest_day_receipt: Literal["confirmation", "submission", "next_workday"] = "confirmation"
    correction_limit_days: int = 15
    late_correction_restarts: bool = True
    window_edges: Literal["after_sent", "both_out", "both_in"] = "after_sent"
    late_opinion_ends_window: bool = True
    deliberation_stops: Literal[False] = False
    reasons_stop: bool = False
    extensions_allowed: Literal["once", "sum"] = "once"
    late_extension_counts: Literal[False] = False
    email_reply_date: Literal["sent", "arrived"] = "sent"
    fee_restart: Literal["full", "rest"] = "full"
    partial_review_first: bool = True
    query_and_silence_review_first: bool = False
    rectification_days: int = 20
    retention: str = "10/30/permanent"
    open_correction_carried: Literal[True] = True
    fee_month: Literal["calendar_month"] = "calendar_month"

    @cached_property
    def fingerprint(self) -> str:
        """A short hash that changes with every choice: it says with what a due date was reckoned."""
        words = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return sha256(words.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Choice:
    """One possible answer and its Chinese words."""

    value: Value
    label: str


@dataclass(frozen=True)
class Question:
    """One doubtful point as the settings screen asks it.

    Allowed are the `choices`, or with `highest` any whole number between the two bounds (`choices` then only
    words some of them), or with `free` any text that is not empty.
    """

    key: str
    question: str
    default: Value
    choices: tuple[Choice, ...]
    source: str
    effect: str
    lowest: int = 0
    highest: int = 0
    free: bool = False

    def allows(self, value: object) -> bool:
        """Whether the office may choose this; yes and no are not the numbers 1 and 0."""
        if self.free:
            return isinstance(value, str) and bool(value.strip())
        if self.highest:
            return type(value) is int and self.lowest <= value <= self.highest
        return any(type(value) is type(choice.value) and value == choice.value for choice in self.choices)

    @property
    def range_words(self) -> str:
        """What is allowed, for the sentence that refuses all else."""
        if self.free:
            return "不能为空的文字"
        if self.highest:
            return f"{self.lowest}至{self.highest}之间的整数"
        return "、".join(f"{written(choice.value)}（{choice.label}）" for choice in self.choices)

    def label_of(self, value: Value) -> str:
        """A value in Chinese words, as the settings and the log of changes show it."""
        found = [choice.label for choice in self.choices if choice.value == value]
        return found[0] if found else str(value)


def written(value: object) -> str:
    """A value as it stands in the file: true, 15, once."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def questions(text: str) -> tuple[Question, ...]:
    """Read the questions from TOML, in the order of the file; they must be exactly the policy's keys."""
    table = read_table(text, "政策选项")
    same_keys(table, frozenset(field.name for field in fields(Policy)), "政策选项")
    return tuple(_question(key, row) for key, row in table.items())


def parse_policy(text: str, choices: Mapping[str, object]) -> Policy:
    """The defaults of the file with the office's choices over them; an unknown key or value is refused."""
    asked = {question.key: question for question in questions(text)}
    for key, value in choices.items():
        question = asked.get(key)
        if question is None:
            raise Refusal(f"没有名为“{key}”的政策选项，请在设置中重新选择", field=key)
        if not question.allows(value):
            reason = f"“{question.question}”不能选“{written(value)}”，可选：{question.range_words}"
            raise Refusal(reason, question.source, key)
    values: dict[str, Any] = {key: question.default for key, question in asked.items()}
    return Policy(**(values | dict(choices)))


@dataclass(frozen=True)
class _Row:
    question: str
    source: str
    effect: str
    lowest: int = 0
    highest: int = 0
    free: bool = False


def _question(key: str, row: object) -> Question:
    where = f"政策选项 {key}"
    table = dict(as_table(row, where))
    default, rows = table.pop("default", MISSING), table.pop("choices", [])
    if not isinstance(rows, list):
        raise broken(where, "choices 应为列表")
    choices = tuple(_choice(row, where) for row in rows)
    words = build(_Row, table, where)
    question = Question(key=key, default=default, choices=choices, **asdict(words))  # type: ignore[arg-type]
    if not question.allows(default):
        raise broken(where, "default 不在可选范围内")
    return question


def _choice(row: object, where: str) -> Choice:
    table = as_table(row, where)
    same_keys(table, frozenset({"value", "label"}), where)
    value = table["value"]
    if not isinstance(value, (str, int)):
        raise broken(where, f"取值 {value!r} 不合要求")
    return Choice(value, str(table["label"]))
