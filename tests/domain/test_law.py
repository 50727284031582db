"""The tables of the law: what they say, and that nothing is guessed where they are damaged."""

from __future__ import annotations

from datetime import date

import pytest

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.law import PERIODS, REMEDIES, Law, Period, law_on, parse_remedies
from gkcase.paths import RESOURCES

REGULATION = (RESOURCES / "law" / "regulation_2019.toml").read_text("utf-8")
REMEDY_PERIODS = (RESOURCES / "law" / "remedies.toml").read_text("utf-8")
LAW = Law.parse(REGULATION)

STATUTORY = {
    "correction_notice": (7, "第三十条"),
    "correction_limit_default": (15, "第三十条"),
    "reply": (20, "第三十三条第二款"),
    "extension": (20, "第三十三条第二款"),
    "consultation_answer": (15, "第三十二条、第三十四条"),
    "fee_payment": (20, "《政府信息公开信息处理费管理办法》第六条"),
    "proactive_publication": (20, "第二十六条"),
}
PRACTICE = {
    "registration": (1, "workday"),
    "reasons_answer": (7, "workday"),
    "third_party_told": (15, "day"),
    "drafting": (15, "workday"),
    "personal_record_correction": (20, "workday"),
    "mail_sorting": (1, "workday"),
    "reassessment": (12, "month"),
    "due_soon": (3, "workday"),
}
INTERPRETATION = "《最高人民法院关于适用〈中华人民共和国行政诉讼法〉的解释》"
AFTER_THE_REPLY = {
    "review_application": (60, "day", "《中华人民共和国行政复议法》第二十条第一款"),
    "suit_direct": (6, "month", "《中华人民共和国行政诉讼法》第四十六条第一款"),
    "suit_after_review": (15, "day", "《中华人民共和国行政诉讼法》第四十五条"),
    "review_defence": (10, "workday", "《中华人民共和国行政复议法》第四十八条、第八十八条第二款"),
    "review_defence_simplified": (
        5,
        "workday",
        "《中华人民共和国行政复议法》第五十四条第一款、第八十八条第二款",
    ),
    "suit_defence": (15, "day", "《中华人民共和国行政诉讼法》第六十七条第一款"),
    "suit_defence_simplified": (15, "day", f"{INTERPRETATION}第一百零四条"),
    "appeal_defence": (15, "day", f"{INTERPRETATION}第一百零八条"),
    "appeal_judgment": (15, "day", "《中华人民共和国行政诉讼法》第八十五条"),
    "appeal_ruling": (10, "day", "《中华人民共和国行政诉讼法》第八十五条"),
}


def test_the_edition_names_itself() -> None:
    assert LAW.title == "中华人民共和国政府信息公开条例"
    assert LAW.number == "国务院令第711号"
    assert LAW.in_force == date(2019, 5, 15)


@pytest.mark.parametrize("name", STATUTORY)
def test_periods_of_the_regulation(name: str) -> None:
    period = LAW.period[name]
    assert (period.days, period.basis) == STATUTORY[name]
    assert period.unit == "workday"
    assert not period.is_internal


@pytest.mark.parametrize("name", PRACTICE)
def test_periods_of_practice_say_that_no_law_sets_them(name: str) -> None:
    period = LAW.period[name]
    assert (period.days, period.unit) == PRACTICE[name]
    assert period.is_internal


@pytest.mark.parametrize("name", AFTER_THE_REPLY)
def test_periods_of_review_and_suit(name: str) -> None:
    period = parse_remedies(REMEDY_PERIODS)[name]
    assert (period.days, period.unit, period.basis) == AFTER_THE_REPLY[name]


def test_every_period_is_checked_above_and_has_its_words() -> None:
    remedies = parse_remedies(REMEDY_PERIODS)
    assert STATUTORY.keys() | PRACTICE.keys() == PERIODS == LAW.period.keys()
    assert AFTER_THE_REPLY.keys() == REMEDIES == remedies.keys()
    for period in (*LAW.period.values(), *remedies.values()):
        assert period.label
        assert period.since


def test_a_length_in_words() -> None:
    assert LAW.period["reply"].words == "20个工作日"
    remedies = parse_remedies(REMEDY_PERIODS)
    assert remedies["suit_direct"].words == "6个月"
    assert remedies["review_application"].words == "60日"


def test_the_edition_is_chosen_by_the_day() -> None:
    revised = Law("修订后的条例", "国务院令第999号", date(2030, 1, 1), {})
    laws = [revised, LAW]
    assert law_on(date(2019, 5, 15), laws) is LAW
    assert law_on(date(2029, 12, 31), laws) is LAW
    assert law_on(date(2030, 1, 1), laws) is revised


def test_a_request_under_the_law_of_2008_is_refused() -> None:
    with pytest.raises(Refusal, match="2019年5月14日早于") as refused:
        law_on(date(2019, 5, 14), [LAW])
    assert refused.value.basis == "第五十六条"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title ", "titel ", "未知的项目 titel"),
        ('number   = "国务院令第711号"\n', "", "缺少项目 number"),
        ("in_force = 2019-05-15", 'in_force = "2019-05-15"', "条例 in_force）：取值 '2019-05-15' 不合要求"),
        ("[period.reply]", "[period.answer]", "未知的项目 answer"),
        ("[period.due_soon]", "[due_soon]", "未知的项目 due_soon"),
        ("days  = 7\n", "", "条例 correction_notice）：缺少项目 days"),
        ("days  = 7\n", "days = 7\nyears = 1\n", "未知的项目 years"),
        ("days  = 7\n", "days = true\n", "取值 True 不合要求"),
        ("days  = 7\n", "days = 0\n", "期限应为正数"),
        ('unit  = "workday"', 'unit = "week"', "取值 'week' 不合要求"),
        ("title ", "= ", "不是有效的 TOML 文件"),
    ],
)
def test_a_damaged_table_is_refused_by_naming_the_place(old: str, new: str, said: str) -> None:
    assert old in REGULATION
    with pytest.raises(Trouble, match=said) as trouble:
        Law.parse(REGULATION.replace(old, new))
    assert str(trouble.value).endswith("请重新安装本程序")


@pytest.mark.parametrize("text", ["period = 1", "[period]\nreview_application = 60", ""])
def test_remedies_have_to_be_tables(text: str) -> None:
    with pytest.raises(Trouble):
        parse_remedies(text)


def test_a_missing_period_is_an_error() -> None:
    with pytest.raises(Trouble, match="缺少项目 appeal_defence"):
        parse_remedies("[period.suit_direct]")


def test_a_row_that_is_no_table_is_an_error() -> None:
    rows = "".join(f"{name} = 60\n" for name in REMEDIES)
    with pytest.raises(Trouble, match="应为一组项目"):
        parse_remedies(f"[period]\n{rows}")


def test_since_may_be_left_out() -> None:
    assert Period(1, "day", "第一条", "试").since == ""
