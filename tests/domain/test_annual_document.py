"""The figures of a yearly report as JSON: written, read back, and refused in one sentence where they are not right."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from gkcase.domain.annual import Problem
from gkcase.domain.annual_document import document, from_document, tables
from gkcase.domain.errors import Refusal
from tests.domain.test_annual import COMPLETE, SUQIAN, VECTORS


def test_what_is_written_is_read_back() -> None:
    for figures in COMPLETE:
        assert from_document(document(figures)) == figures
        assert from_document(tables(figures)) == figures


def test_the_published_tables_are_read_as_they_stand() -> None:
    assert [from_document(one) for one in VECTORS["complete"]] == COMPLETE


def test_problems_and_the_day_of_counting_stand_in_it() -> None:
    told = document(
        replace(SUQIAN, as_of=date(2023, 11, 21)), [Problem("row_sum", ("open", "total"), "不对", (1,))]
    )
    assert told["problems"] == [{"code": "row_sum", "row": "open", "column": "total", "what": "不对"}]
    assert told["as_of"] == "2023-11-21"
    assert document(SUQIAN).keys() == {"year", "format", "table3", "table4", "problems"}


WRONG: list[tuple[str, Any, str]] = [
    ("year", None, "年度（year）null应为四位数字"),
    ("year", "2023", '年度（year）"2023"应为四位数字'),
    ("year", True, "年度（year）true应为四位数字"),
    ("year", 23, "年度（year）23应为四位数字"),
    ("year", 10**4000, f"年度（year）1{'0' * 23}…应为四位数字"),
    ("format", 2021, '格式（format）2021应为"2019"或者"2021"'),
    ("format", ["2021"], '格式（format）["2021"]应为"2019"或者"2021"'),
    ("table3", None, "缺少表三的数据"),
    ("table4", [1], "缺少表四的数据"),
    ("table3.oth", [0] * 7, '表三没有"oth"这一行'),
    ("table3.open", [0] * 6, "表三“（一）予以公开”应有7个数字，现有6个"),
    ("table3.open", 3, "表三“（一）予以公开”应有7个数字，现在不是一列数字"),
    ("table3.open", [-1, 0, 0, 0, 0, 0, -1], "表三“（一）予以公开”的自然人-1应为0至100000000的整数"),
    ("table3.open", [1.5, 0, 0, 0, 0, 0, 0], "表三“（一）予以公开”的自然人1.5应为0至100000000的整数"),
    ("table3.open", [True, 0, 0, 0, 0, 0, 0], "表三“（一）予以公开”的自然人true应为0至100000000的整数"),
    (
        "table3.open",
        [10**9, 0, 0, 0, 0, 0, 0],
        "表三“（一）予以公开”的自然人1000000000应为0至100000000的整数",
    ),
    ("table4.review", [0] * 7, "表四“行政复议”应有5个数字，现有7个"),
    ("table4.appeal", [0] * 5, '表四没有"appeal"这一行'),
]


@pytest.mark.parametrize(("where", "value", "said"), WRONG)
def test_what_is_wrong_is_told_in_a_sentence(where: str, value: object, said: str) -> None:
    found: dict[str, Any] = deepcopy(document(SUQIAN))
    table, _, row = where.partition(".")
    if row:
        found[table][row] = value
    else:
        found[table] = value
    with pytest.raises(Refusal) as refused:
        from_document(found)
    assert refused.value.reason == said


def test_a_row_that_is_missing_is_named() -> None:
    found: dict[str, Any] = deepcopy(document(SUQIAN))
    del found["table3"]["carried_out"]
    with pytest.raises(Refusal, match="表三缺少“四、结转下年度继续办理”（carried_out）一行"):
        from_document(found)


@pytest.mark.parametrize(("key", "said"), [("year", "缺少年度（year）"), ("format", "缺少格式（format）")])
def test_a_key_that_is_missing_is_named(key: str, said: str) -> None:
    found = {name: value for name, value in document(SUQIAN).items() if name != key}
    with pytest.raises(Refusal) as refused:
        from_document(found)
    assert refused.value.reason == said


def test_what_is_no_document_is_refused() -> None:
    with pytest.raises(Refusal, match="应为一个对象"):
        from_document([1, 2])
