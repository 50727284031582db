"""A pasted list: one content a line, whatever numbering it came with, repetitions pointed out."""

from __future__ import annotations

import pytest

from gkcase.domain.contents import contents_of, doubles

LISTS = {
    "1. 征地批复\n2. 补偿款发放表": ["征地批复", "补偿款发放表"],
    "1、征地批复\n\n  2、补偿款发放表\n": ["征地批复", "补偿款发放表"],
    "（一）征地批复\n（二）补偿款发放表": ["征地批复", "补偿款发放表"],
    "一、征地批复\n十一、补偿款发放表": ["征地批复", "补偿款发放表"],
    "①征地批复\n②补偿款发放表": ["征地批复", "补偿款发放表"],
    "- 征地批复\n- 补偿款发放表": ["征地批复", "补偿款发放表"],
    "2025年补偿款\n2026年补偿款": ["2025年补偿款", "2026年补偿款"],
    "1.5公里道路合同\n征地批复": ["1.5公里道路合同", "征地批复"],
    "1. 只有一项": ["1. 只有一项"],
    "1.\n2. 征地批复": ["1.", "征地批复"],
    "": [],
}


@pytest.mark.parametrize("text", LISTS)
def test_each_line_is_a_content(text: str) -> None:
    assert contents_of(text) == LISTS[text]


def test_what_stands_twice_is_pointed_out() -> None:
    texts = ["2025年补偿款发放表", "征地批复", "2025年 补偿款发放表。", "《征地批复》", "规划图"]
    assert doubles(texts) == {2: 0, 3: 1}
