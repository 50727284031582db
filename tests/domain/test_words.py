"""What people type and paste: kept exactly, or refused with the place."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkcase.domain.errors import Refusal
from gkcase.domain.words import LONGEST_LINE, clean_text, parse_day, quoted, sought, with_marks

EXACT = [
    "𠮷野家",
    "𰻞面",
    "葛\U000e0100城",
    "A & B <公司>",
    "阿依·买买提",
    "👨\u200d👩",
    "{{ 7*7 }}",
    "O'Neil",
    "",
]


@pytest.mark.parametrize("text", EXACT)
@pytest.mark.parametrize("lines", [False, True])
def test_rare_signs_stay_as_they_are(text: str, lines: bool) -> None:
    assert clean_text(text, "姓名", lines=lines) == text


@pytest.mark.parametrize("dot", "・•‧·")
def test_the_dot_in_names_is_the_right_one(dot: str) -> None:
    assert clean_text(f"阿依{dot}买买提", "姓名") == "阿依·买买提"


def test_a_body_keeps_its_bullets_lines_and_tabs() -> None:
    assert clean_text("\n • 一\r\n\t二\r三 ", "内容", lines=True) == "• 一\n\t二\n三"


def test_what_no_database_holds_is_looked_for_as_something_that_stands_nowhere() -> None:
    assert sought("甲\x00乙\ud800丙𠮷%") == "甲\ufffd乙\ufffd丙𠮷%"


def test_the_edges_are_trimmed() -> None:
    assert clean_text("\ufeff\u3000 张三\u00a0\n", "姓名") == "张三"
    assert clean_text(" \n ", "姓名") == ""


def test_composed_but_never_exchanged() -> None:
    assert clean_text("e\u0301", "姓名") == "é"
    # NFKC would turn these into 5, ｶ and a plain letter.
    assert clean_text("⑤ｶＡ", "姓名") == "⑤ｶＡ"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("张\x00三", "“姓名”第2个字符是控制字符（U+0000），请删除后重新输入"),
        ("  张\x0b三", "“姓名”第4个字符是控制字符（U+000B），请删除后重新输入"),
        ("\x1f张三", "“姓名”第1个字符是控制字符（U+001F），请删除后重新输入"),
        ("张三\x85", "“姓名”第3个字符是控制字符（U+0085），请删除后重新输入"),
        ("张\t三", "“姓名”第2个字符是控制字符（U+0009），请删除后重新输入"),
        ("张\n三", "“姓名”第2个字符是换行，请删除后重新输入"),
        ("𠮷\ud842", "“姓名”第2个字符不是完整的文字（U+D842），请删除后重新输入"),
        ("张\ufffe", "“姓名”第2个字符不是完整的文字（U+FFFE），请删除后重新输入"),
        ("张\uffff", "“姓名”第2个字符不是完整的文字（U+FFFF），请删除后重新输入"),
        ("张\u202e三", "“姓名”第2个字符是改变书写方向的控制符（U+202E），请删除后重新输入"),
        ("张\u2066三", "“姓名”第2个字符是改变书写方向的控制符（U+2066），请删除后重新输入"),
    ],
)
def test_what_no_letter_can_carry_is_refused_with_its_place(text: str, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        clean_text(text, "姓名", field="applicant.name")
    assert refused.value.reason == said
    assert refused.value.field == "applicant.name"


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x7f", "\ud800", "\ufffe"])
def test_a_body_cannot_carry_it_either(sign: str) -> None:
    with pytest.raises(Refusal, match="第3个字符"):
        clean_text(f"一\n{sign}二", "内容", lines=True)


def test_a_body_may_turn_and_shows_it() -> None:
    text = clean_text("甲\u202e乙\u2069", "内容", lines=True)
    assert text == "甲\u202e乙\u2069"
    assert with_marks(text) == "甲⟦U+202E⟧乙⟦U+2069⟧"


def test_too_long_is_refused_and_never_cut() -> None:
    assert clean_text("𠮷" * 300, "姓名", longest=300) == "𠮷" * 300
    with pytest.raises(Refusal, match="“姓名”最多300个字符，现有301个，请缩短"):
        clean_text("𠮷" * 301, "姓名", longest=300)
    with pytest.raises(Refusal, match=f"最多{LONGEST_LINE}个字符"):
        clean_text("一" * (LONGEST_LINE + 1), "名称")
    assert len(clean_text("一" * 100_000, "内容", lines=True)) == 100_000
    with pytest.raises(Refusal, match="最多100000个字符，现有100001个"):
        clean_text("一" * 100_001, "内容", lines=True)


@given(st.text(max_size=60), st.booleans())
def test_taken_text_is_stable_and_can_be_written(text: str, lines: bool) -> None:
    try:
        taken = clean_text(text, "内容", lines=lines)
    except Refusal as refused:
        assert "请删除后重新输入" in refused.reason  # noqa: PT017 - both outcomes keep a promise
        return
    assert clean_text(taken, "内容", lines=lines) == taken
    assert taken.encode().decode() == taken
    assert unicodedata.is_normalized("NFC", taken)
    assert not any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in taken)


@pytest.mark.parametrize(
    "text",
    [
        "2026-3-1",
        "2026-03-01",
        "2026/3/1",
        "2026.3.1",
        "2026年3月1日",
        "2026年03月01号",
        "2026 年 3 月 1 日",
        "２０２６－３－１",
        "20260301",
        "二〇二六年三月一日",
        "二零二六年三月一日",
        "二○二六年三月一号",
    ],
)
def test_days_as_people_write_them(text: str) -> None:
    assert parse_day(text) == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("二〇二六年十月十日", date(2026, 10, 10)),
        ("二〇二六年十二月十九日", date(2026, 12, 19)),
        ("二〇二六年十一月二十日", date(2026, 11, 20)),
        ("二〇二六年五月二十九日", date(2026, 5, 29)),
        ("二〇二六年五月廿九日", date(2026, 5, 29)),
        ("二〇二六年五月三十一日", date(2026, 5, 31)),
        ("一九九九年五月卅日", date(1999, 5, 30)),
        ("2028-2-29", date(2028, 2, 29)),
    ],
)
def test_days_in_words(text: str, day: date) -> None:
    assert parse_day(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "明天",
        "2026-3",
        "26-3-1",
        "2026-3/1",
        "2026-3-1 9:00",
        "202631",
        "46082",
        "二六年三月一日",
        "٢٠٢٦-3-1",
    ],
)
def test_what_is_no_day_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Refusal, match="，请按 2026-3-1 或 2026年3月1日 填写") as refused:
        parse_day(f" {text} ", "签收日期", field="signed_on")
    assert refused.value.reason.startswith(f"“签收日期”无法识别“{text}”")
    assert refused.value.field == "signed_on"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-2-30", "“日期”2026年2月30日不存在，请核对"),
        ("2027年2月29日", "“日期”2027年2月29日不存在，请核对"),
        ("20261301", "“日期”2026年13月1日不存在，请核对"),
        ("二〇二六年四月三十一日", "“日期”2026年4月31日不存在，请核对"),
        ("二〇二六年三月二二日", "“日期”2026年3月0日不存在，请核对"),
        ("0226-3-1", "“日期”226年3月1日的年份不在1900至2100之间，请核对"),
        ("2101-1-1", "“日期”2101年1月1日的年份不在1900至2100之间，请核对"),
    ],
)
def test_days_that_cannot_be_are_refused(text: str, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_day(text)
    assert refused.value.reason == said


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(["-", "/", "."]))
def test_every_day_is_read_back(day: date, sign: str) -> None:
    assert parse_day(f"{day.year}{sign}{day.month}{sign}{day.day}") == day
    assert parse_day(f"{day:%Y%m%d}") == day


def test_what_was_typed_is_said_again_in_short() -> None:
    assert quoted(" 公路  养护\n经费 ") == "“公路 养护 经费”"
    assert quoted("一" * 20) == f"“{'一' * 20}”"
    assert quoted("一" * 21) == f"“{'一' * 20}…”"
