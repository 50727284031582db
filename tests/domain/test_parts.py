"""A reply in parts: what was given and what was kept back, each with its own result (第三十七条)."""

from __future__ import annotations

import json

import pytest

from gkcase.domain.errors import Refusal
from gkcase.domain.facts import checked
from gkcase.domain.journal import Fact
from gkcase.domain.parts import (
    main_result,
    read_parts,
    results_in,
    separated,
    stored_parts,
    with_main_result,
)
from gkcase.domain.terms import Event


def parts(*results: str) -> list[Fact]:
    """Contents with these results, as a form gives them."""
    return [{"content": f"第{n}项内容", "result": code, "facts": {}} for n, code in enumerate(results, 1)]


def test_parts_are_kept_as_they_were_typed() -> None:
    typed: list[Fact] = [
        {"content": " 发放标准 ", "result": "R2", "facts": {"documents": ["《发放标准》"]}},
        {"content": "讨论记录", "result": "R4f"},
    ]
    read = read_parts(typed)
    assert [part.content for part in read] == ["发放标准", "讨论记录"]
    assert stored_parts(read) == [
        {"content": "发放标准", "result": "R2", "facts": {"documents": ["《发放标准》"]}},
        {"content": "讨论记录", "result": "R4f", "facts": {}},
    ]
    assert read_parts(json.dumps(typed)) == read


@pytest.mark.parametrize(
    ("value", "field", "said"),
    [
        ("发放标准", "parts", "各部分的答复应当逐项写明内容、答复类型和事实"),
        ("12", "parts", "各部分的答复应当逐项写明"),
        (["发放标准", "讨论记录"], "parts", "各部分的答复应当逐项写明"),
        (7, "parts", "各部分的答复应当逐项写明"),
        (parts("R2"), "parts", "分项答复至少要有两部分；全部内容处理相同的，直接选择答复类型"),
        ([*parts("R2"), {"content": " ", "result": "R6"}], "parts.2.content", "第2部分没有写明申请的内容"),
        ([*parts("R2"), {"content": "甲\x00", "result": "R6"}], "parts.2.content", "第2部分的内容.*控制字符"),
        ([*parts("R2"), {"content": "甲"}], "parts.2.result", "第2部分尚未选择答复类型"),
        (parts("R99", "R2"), "parts.1.result", "第1部分没有“R99”这种答复类型"),
        (parts("R2", "R3"), "parts.2.result", "第2部分不能再选“部分公开”，请把公开的和不予公开的内容分成两部分"),
        (parts("R2", "R15"), "parts.2.result", "第2部分选的是对整件申请的处理，不能作为其中一部分的答复"),
        (parts("R2", "X1"), "parts.2.result", "第2部分选的是对整件申请的处理"),
        ([*parts("R2"), {"content": "甲", "result": "R6", "facts": "无"}], "parts.2.facts", "的事实应当按项目填写"),
        ([*parts("R2"), {"content": "甲", "result": "R6", "why": "无"}], "parts.2.why", "第2部分没有名为“why”的项目"),
    ],
)  # fmt: skip
def test_what_is_no_part_is_refused_by_its_place(value: Fact, field: str, said: str) -> None:
    with pytest.raises(Refusal, match=said) as refused:
        read_parts(value)
    assert refused.value.field == field
    assert refused.value.basis in ("第三十七条", "")


@pytest.mark.parametrize(
    ("results", "is_separated"),
    [
        (("R2", "R4f"), True),
        (("R1", "R4a"), True),
        (("R2", "R17c"), True),
        (("R2", "R6"), False),
        (("R4a", "R4g"), False),
        (("R6", "R17c"), False),
    ],
)
def test_separated_is_what_was_partly_given_and_partly_kept_back(
    results: tuple[str, ...], is_separated: bool
) -> None:
    assert separated(read_parts(parts(*results))) is is_separated


def test_a_separated_reply_counts_once_as_partly_open_whatever_else_it_holds() -> None:
    """国办公开办函〔2021〕30号：区分处理的，只计这一情形，不计其他情形。"""
    assert main_result(read_parts(parts("R6", "R2", "R4f", "R7"))) == "R3"
    assert main_result(read_parts(parts("R2", "R4f")), "R2") == "R3"


def test_an_unseparated_one_counts_as_its_main_result() -> None:
    mixed = read_parts(parts("R6", "R2", "R7"))
    assert main_result(mixed) == "R6"
    assert main_result(mixed, "R2") == "R2"


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ("R3", "各部分没有既公开又不予公开的情形，不能按“部分公开”答复，请选择其中主要的一种"),
        ("R10", "主要的答复类型应当是各部分答复类型中的一种"),
    ],
)
def test_the_main_result_is_one_of_the_parts(chosen: str, said: str) -> None:
    with pytest.raises(Refusal, match=said) as refused:
        main_result(read_parts(parts("R6", "R2")), chosen)
    assert refused.value.field == "kind_of_reply"


def test_all_results_of_a_reply() -> None:
    assert results_in({}) == ()
    assert results_in({"kind_of_reply": "R6"}) == ("R6",)
    assert results_in({"kind_of_reply": "R3", "parts": parts("R2", "R4d", "R2")}) == ("R2", "R4d")


def test_the_main_result_goes_with_the_parts() -> None:
    assert with_main_result({"kind_of_reply": "R6"}) == {"kind_of_reply": "R6"}
    made = with_main_result({"parts": parts("R2", "R4d"), "delivery": "post"})
    assert made == {"kind_of_reply": "R3", "parts": parts("R2", "R4d"), "delivery": "post"}


def test_a_step_keeps_its_parts_with_the_main_result() -> None:
    typed = {"parts": json.dumps(parts("R6", "R2")), "delivery": "post"}
    read = checked(Event.REPLIED, typed)
    assert read == {"kind_of_reply": "R6", "parts": parts("R6", "R2"), "delivery": "post"}
    with pytest.raises(Refusal, match="至少要有两部分"):
        checked(Event.SUBMITTED, {"parts": parts("R6")})
