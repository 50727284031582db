"""The outline of the yearly report tells the figures of the records, and marks what only the office can write."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gkcase.domain.annual import ROWS, Figures, from_counts
from gkcase.domain.terms import Channel
from gkcase.services.annual_text import (
    GAP,
    Line,
    YearFacts,
    lead,
    other_matters,
    overview,
    share,
    shortcomings,
)
from tests.services.annual_tables import CITY, OLD_FORM

NOTHING = from_counts(2026, "2021", {}, {})
FACTS = YearFacts(
    CITY,
    channels={
        Channel.INTERNET: 3000,
        Channel.POST_SIGNED: 300,
        Channel.POST_UNSIGNED: 100,
        Channel.ORAL: 110,
        None: 1,
    },
    extended=120,
    corrected=88,
    replied=3100,
    late=2,
    days=40_000,
    counted=3_099,
    fees=15,
    yuan=1500,
)


def body(lines: list[Line]) -> list[str]:
    """The paragraphs that the program wrote."""
    return [line.text for line in lines if not line.level and not GAP.fullmatch(line.text)]


def test_the_overview_of_a_city_tells_its_year() -> None:
    assert body(overview(FACTS)) == [
        "本年新收政府信息公开申请3511件，上年结转96件。新收的申请中，网上平台提交3000件、信函提交400件、口头提出110件、"
        "其他渠道提交1件；自然人申请3402件，法人或其他组织申请109件。",
        "本年办结3486件，结转下年度继续办理121件。办结的申请中，予以公开1191件，占34.2%；部分公开328件，占9.4%；"
        "不予公开142件，占4.1%；无法提供1078件，占30.9%；不予处理406件，占11.6%；其他处理341件，占9.8%。"
        "延长答复期限120件，占办结的3.4%，告知补正88件。作出答复3100件，平均办理12.9个工作日，按期答复3098件，占99.9%。",
        "因政府信息公开工作被申请行政复议440件，其中结果维持309件、结果纠正17件、其他结果88件、尚未审结26件；"
        "被提起行政诉讼113件，其中结果维持14件、结果纠正1件、其他结果83件、尚未审结15件。",
    ]


def test_the_groups_of_results_are_added_up_as_the_table_has_them() -> None:
    """A second way of adding: the rows of the published table by their names."""
    groups = {"不予公开": "deny", "无法提供": "cant", "不予处理": "np", "其他处理": "oth"}
    for figures in (CITY, OLD_FORM):
        [said] = [text for text in body(overview(YearFacts(figures))) if text.startswith("本年办结")]
        for name, start in groups.items():
            count = sum(figures.table3[row][6] for row in ROWS[figures.format] if row.startswith(start))
            assert (f"{name}{count}件" in said) is bool(count)


def test_a_year_without_requests_says_so() -> None:
    facts = YearFacts(NOTHING)
    assert body(overview(facts)) == [
        "本年没有收到政府信息公开申请，也没有上年结转的申请。",
        "本年没有因政府信息公开工作被申请行政复议、被提起行政诉讼。",
    ]
    assert body(shortcomings(facts)) == []
    assert body(other_matters(facts)) == ["本年依申请提供政府信息，未收取信息处理费。"]


def test_a_year_that_only_carries_over_names_no_shares() -> None:
    figures = from_counts(2026, "2021", {("carried_in", "natural"): 2, ("carried_out", "natural"): 2}, None)
    assert body(overview(YearFacts(figures))) == [
        "本年新收政府信息公开申请0件，上年结转2件。",
        "本年办结0件，结转下年度继续办理2件。",
    ]


def test_reviews_alone_are_told_without_inventing_how_they_ended() -> None:
    figures = from_counts(2026, "2021", {}, {("review", "upheld"): 1})
    said = body(overview(YearFacts(figures)))[-1]
    assert said == "因政府信息公开工作被申请行政复议1件，其中结果维持1件；没有被提起行政诉讼。"
    figures = from_counts(2026, "2021", {}, {("suit_direct", "pending"): 2})
    said = body(overview(YearFacts(figures)))[-1]
    assert said == "没有因政府信息公开工作被申请行政复议；被提起行政诉讼2件，其中尚未审结2件。"


def test_replies_whose_days_were_not_counted_have_no_average() -> None:
    said = body(overview(replace(FACTS, counted=0, late=0)))[1]
    assert said.endswith("作出答复3100件，按期答复3100件，占100%。")


def test_what_went_wrong_is_not_left_to_memory() -> None:
    assert body(shortcomings(FACTS)) == ["从办理情况看，逾期答复2件，在行政复议、行政诉讼中被纠正18件。"]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (FACTS, ["本年依申请提供政府信息收取信息处理费15件，共1,500元。"]),
        (replace(FACTS, figures=replace(CITY, year=2020), fees=0), []),
    ],
)
def test_fees_are_told_since_there_are_any(facts: YearFacts, said: list[str]) -> None:
    assert body(other_matters(facts)) == said


def test_what_no_record_holds_is_marked_for_the_office() -> None:
    every = [*overview(FACTS), *shortcomings(FACTS), *other_matters(FACTS)]
    gaps = [line.text for line in every if GAP.fullmatch(line.text)]
    assert len(gaps) == 7
    assert all(gap.startswith("〔请填写：") for gap in gaps)


def test_after_the_figures_were_frozen_and_cases_changed_only_the_tables_are_told() -> None:
    facts = YearFacts(CITY, changed=True)
    said = " ".join(line.text for line in [*overview(facts), *other_matters(facts)])
    assert "3511件" in said
    assert "定稿后案件有变动，没有自动填写" in said
    assert "按期答复3" not in said
    assert "未收取信息处理费。" not in said


def test_the_opening_names_the_rules_the_time_and_whom_to_ask() -> None:
    whole = lead(CITY, "对本报告有疑问的，请与云溪镇人民政府联系（电话：0557-1234567）。")
    assert "国办公开办函〔2021〕30号" in whole
    assert "2023年1月1日至12月31日。对本报告有疑问的" in whole
    assert "国办公开办函〔2019〕60号" in lead(OLD_FORM)
    open_ = lead(replace(CITY, as_of=date(2023, 6, 9)))
    assert "2023年1月1日至6月9日，本年度尚未结束" in open_


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 7, "0%"), (7, 7, "100%"), (1, 3, "33.3%"), (2, 3, "66.7%"), (9_999, 10_000, "99.9%"), (1, 10_000, "不足0.1%"),
     (1, 2, "50%"), (1, 16, "6.3%")],
)  # fmt: skip
def test_shares_never_say_all_or_nothing_where_it_is_not(part: int, whole: int, said: str) -> None:
    assert share(part, whole) == said


def test_the_text_can_be_written_for_every_row() -> None:
    """One request in each row of each form: every group is named, none is lost."""
    for form in ROWS:
        for row in ROWS[form][2:-2]:
            figures: Figures = from_counts(2026, form, {("new", "natural"): 1, (row, "natural"): 1}, None)
            assert "1件，占100%" in body(overview(YearFacts(figures)))[1]
