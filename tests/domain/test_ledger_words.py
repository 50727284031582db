"""What people write into old ledgers: each spelling a township was seen to use, and what it means."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkcase.domain.errors import Refusal
from gkcase.domain.ledger_words import (
    NumberRead,
    ResultRead,
    Value,
    is_ditto,
    is_nothing,
    read_channel,
    read_day,
    read_delivery,
    read_kind,
    read_number,
    read_opinion,
    read_remedy_result,
    read_result,
    year_in,
)

FIRST = date(2026, 3, 1)
SPELLINGS: list[Value] = [
    "2026.3.1", "2026-3-1", "2026/3/1", "2026年3月1日", "2026年3月1号", "3月1日", "3月1号", "3.1", "03-01", "3/1",
    "二〇二六年三月一日", "二零二六年三月一日", "二○二六年三月一日", "三月一日", "20260301", 20260301, 46082, 46082.6,
    "46082", "46082.5", "３月１日", "２０２６年３月１日", "2026年3月1日 14:30", "2026-03-01 08:30:00",
    "2026-3-1（星期日）",    "2026年 3月 1日(周日)", "2026. 3. 1", "26.3.1",
    "2026年3月1日上午收到", FIRST, datetime(2026, 3, 1, 9, 30),
]  # fmt: skip


@pytest.mark.parametrize("written", SPELLINGS, ids=str)
def test_a_day_in_every_spelling(written: Value) -> None:
    assert read_day(written, 2026).on == FIRST


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_back_from_every_spelling(day: date) -> None:
    y, m, d = day.year, day.month, day.day
    words = "〇一二三四五六七八九"
    tens = ["", "十", "二十", "三十"]
    spoken = "".join(words[int(sign)] for sign in str(y))
    month, of_month = (tens[n // 10] + ["", *words[1:]][n % 10] for n in (m, d))
    for written in (
        f"{y}.{m}.{d}",
        f"{y}年{m}月{d}日",
        f"{y}{m:02}{d:02}",
        f"{spoken}年{month}月{of_month}日",
    ):
        assert read_day(written).on == day
    for short in (f"{m}月{d}日", f"{m}.{d}", f"{month}月{of_month}日"):
        read = read_day(short, 2024)
        assert read.on == day.replace(year=2024)
        assert read.year_taken
    assert read_day((day - date(1899, 12, 30)).days).on == day


def test_several_days_in_one_cell_are_all_told_the_first_first() -> None:
    assert read_day("2026.3.1、2026.3.5").found == (FIRST, date(2026, 3, 5))
    assert read_day("2026.12.1-12.20").found == (date(2026, 12, 1), date(2026, 12, 20))


def test_a_number_may_have_lost_its_zero() -> None:
    assert read_day(3.1, 2026).doubt == "“3.1”是数字，3月1日也可能是10日"
    assert read_day(3.5, 2026).doubt == ""


@pytest.mark.parametrize("empty", ["", "—", "/", "无", " － "])
def test_an_empty_cell_has_no_day(empty: str) -> None:
    assert is_nothing(empty)
    assert read_day(empty).on is None


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("3月1日", "“日期”写的“3月1日”没有年份，表名和上下文中也没有"),
        ("2026年3月", "“日期”写的“2026年3月”不是日期"),
        ("3/1/2026", "“日期”写的“3/1/2026”不是日期"),
        ("收到", "“日期”写的“收到”不是日期"),
        ("2026.2.30", "“日期”2026年2月30日不存在"),
        ("二〇二六年十三月一日", "“日期”2026年13月1日不存在"),
        ("二〇二六年二月三十日", "“日期”2026年2月30日不存在"),
    ],
)
def test_what_is_no_day_is_refused_in_a_sentence(written: str, said: str) -> None:
    with pytest.raises(Refusal, match=re.escape(said)):
        read_day(written)


@pytest.mark.parametrize("written", ["同上", "〃", "″", "同前", '"'])
def test_the_signs_for_the_same_as_above(written: str) -> None:
    assert is_ditto(written)
    assert not is_ditto(3)
    assert not is_nothing(3)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("云溪镇2019年台账", 2019),
        ("2026", 2026),
        ("二〇二〇年度", 2020),
        ("Sheet1", 0),
        ("一、2021年度", 2021),
    ],
)
def test_the_year_of_a_title(text: str, year: int) -> None:
    assert year_in(text) == year


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("予以公开", "R2"), ("公开", "R2"), ("已提供", "R2"), ("部分公开", "R3"), ("部分不予公开", "R3"),
        ("已主动公开", "R1"), ("不予公开（国家秘密）", "R4a"), ("法律法规禁止公开，不予公开", "R4b"),
        ("不予公开，影响社会稳定", "R4c"), ("不公开：涉及第三方商业秘密", "R4d"), ("个人隐私", "R4d"),
        ("不予公开（内部事务）", "R4e"), ("不予公开（过程性信息）", "R4f"), ("不予公开-执法案卷", "R4g"),
        ("不予公开，属行政查询事项", "R5"), ("政府信息不存在", "R6"), ("本机关不掌握", "R6"), ("非本机关", "R7"),
        ("不属于本机关公开", "R7"), ("需加工分析", "R8"), ("补正后仍不明确", "R9"), ("信访事项", "R10"),
        ("重复申请", "R11"), ("公开出版物", "R12"), ("无正当理由大量申请", "R13"), ("要求重新出具", "R14"),
        ("逾期未补正", "R15"), ("逾期不补正视为放弃", "R15"), ("未缴费", "R16"), ("申请人撤回", "R17a"),
        ("并案办理", "R17b"), ("不属于政府信息", "R17c"), ("其他", "R17d"), ("已更正", "X1"), ("不予更正", "X2"),
        ("转送有权更正的机关", "X3"), ("R4f", "R4f"), ("X3", "X3"),
    ],
)  # fmt: skip
def test_a_result_in_the_words_of_a_ledger(words: str, code: str) -> None:
    assert read_result(words) == ResultRead(code)


def test_a_refusal_takes_its_ground_from_the_column_beside_it() -> None:
    assert read_result("不予公开", "属于过程性信息").code == "R4f"
    assert read_result("不予公开").lacking == "没有写明不予公开的理由"


@pytest.mark.parametrize(
    "words",
    [
        "不提供", "未提供", "不同意公开", "不能公开", "不得公开", "不应公开", "不可以公开", "不属于公开范围",
        "无法公开", "拒绝提供", "不属于可以公开的信息", "不给予公开", "属于内部分工，不予公开",
    ],
)  # fmt: skip
def test_a_refusal_in_other_words_is_not_read_as_an_opening(words: str) -> None:
    found = read_result(words)
    assert found.code == ("R4e" if "内部" in words else "")
    assert bool(found.lacking) is (found.code == "")
    assert read_result(words.replace("内部分工", "过程"), "讨论过程").code == "R4f"


def test_what_could_not_be_given_needs_its_reason() -> None:
    """无法提供 is the fourth group of the yearly report, with three rows."""
    assert read_result("无法提供").lacking == "没有写明无法提供的理由"
    assert read_result("无法提供", "信息不存在").code == "R6"
    assert read_result("无法提供（需要加工汇总）").code == "R8"
    assert read_result("不能提供", "本机关不掌握").code == "R6"
    assert read_result("涉及个人隐私，无法提供").code == "R4d"
    assert read_result("部分信息无法提供").code == "R3"
    assert read_result("无法提供", "已主动公开").lacking == "没有写明无法提供的理由"


@pytest.mark.parametrize(
    ("words", "result"),
    [
        ("驳回起诉", "other"), ("驳回原告要求撤销答复的诉讼请求", "upheld"), ("驳回复议请求", "upheld"),
        ("撤销答复，责令重新答复", "corrected"), ("确认违法", "corrected"), ("撤诉", "other"), ("败诉", "corrected"),
        ("胜诉", "upheld"), ("不予受理", "other"), ("责令限期履行", "corrected"),
    ],
)  # fmt: skip
def test_the_end_of_a_suit_is_read_as_everywhere(words: str, result: str) -> None:
    found = read_remedy_result(words)
    assert found is not None
    assert found.value == result


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("律师", "natural"), ("律师事务所", "legal_service"), ("律师（个人名义）", "natural"),
        ("村民委员会", "other_org"), ("居委会", "other_org"), ("村民", "natural"), ("学生", "natural"),
        ("法律服务机构", "legal_service"), ("大学", "research"), ("个体工商户", "enterprise"),
    ],
)  # fmt: skip
def test_a_lawyer_is_a_person_and_a_village_committee_is_none(words: str, kind: str) -> None:
    found = read_kind(words)
    assert found is not None
    assert found.value == kind


def test_results_that_stand_side_by_side_are_all_told() -> None:
    assert read_result("予以公开；信息不存在") == ResultRead("R6", several=("R2", "R6"))
    for words in ("予以公开；提供复印件", "部分公开；信息不存在", "信息不存在；已邮寄"):
        assert read_result(words).several == (), words


def test_an_answer_that_says_nothing_is_lacking_something() -> None:
    assert read_result("已答复", "信息不存在").code == "R6"
    assert read_result("已办结").lacking == "没有写明答复类型"
    assert read_result("").lacking == "没有写明答复类型"
    assert read_result("咨询事项").lacking == "看不出“咨询事项”是哪一种答复"
    assert read_result("正在办理") == ResultRead(open=True)


def test_applicants_and_ways() -> None:
    kinds = {"公民": "natural", "法人-商业企业": "enterprise", "律所": "legal_service", "科研机构": "research",
             "社会公益组织": "welfare", "其他": "other_org"}  # fmt: skip
    assert {words: kind.value for words in kinds if (kind := read_kind(words))} == kinds
    channels = {"当面": "in_person", "现场": "in_person", "邮寄": "post_signed", "EMS": "post_signed",
                "挂号信": "post_signed",                "平信": "post_unsigned",
                "网上": "internet", "政务平台": "internet", "电子邮箱": "email", "传真": "fax",
                "电话": "oral", "其他": "other"}  # fmt: skip
    assert {words: way.value for words in channels if (way := read_channel(words))} == channels
    ways = {
        "EMS寄出": "post",
        "自取": "hand",
        "邮箱": "email",
        "平台": "online",
        "公告": "notice",
        "委托送达": "entrusted",
    }
    assert {words: left.value for words in ways if (left := read_delivery(words))} == ways
    opinions = {"同意": "consent", "不同意": "objection", "部分同意": "partial"}
    assert {words: said.value for words in opinions if (said := read_opinion(words))} == opinions
    ends = {"驳回": "upheld", "维持": "upheld", "撤销": "corrected", "终止": "other"}
    assert {words: end.value for words in ends if (end := read_remedy_result(words))} == ends
    reads = (read_kind, read_channel, read_delivery, read_opinion, read_remedy_result)
    assert [read("？") for read in reads] == [None] * 5


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("〔2025〕3号", NumberRead(3, 2025)), ("[2025]003号", NumberRead(3, 2025)), ("2025-003", NumberRead(3, 2025)),
        ("2025003", NumberRead(3, 2025)), ("云政公开〔2025〕12号", NumberRead(12, 2025)), ("3", NumberRead(3)),
        (7, NumberRead(7)), (7.0, NumberRead(7)), ("第3号", NumberRead(3)), ("A-3", None), ("", None),
    ],
)  # fmt: skip
def test_a_number_in_every_spelling(written: Value, number: NumberRead | None) -> None:
    assert read_number(written) == number
