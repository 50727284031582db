"""Filters kept under a name: each person's own, those for all, the one that comes first, and what is gone."""

from __future__ import annotations

from datetime import date

import pytest

from gkcase.domain.errors import Refusal
from gkcase.domain.terms import Role
from gkcase.services import remembering, saved_filters
from gkcase.services.case_filter import CaseFilter, Order
from gkcase.services.office import Office
from gkcase.services.people import save_person
from gkcase.services.saved_filters import KEY, SavedFilter, document, read, save_filter
from tests.services.conftest import TODAY, Clock
from tests.services.test_case_filter import EACH

EVERYTHING = CaseFilter(text="名册", order=Order.DUE, descending=False, **EACH)


def names(office: Office) -> list[tuple[str, bool]]:
    return [(kept.name, kept.shared) for kept in saved_filters.saved_filters(office)]


def only(office: Office, name: str) -> SavedFilter:
    [kept] = [kept for kept in saved_filters.saved_filters(office) if kept.name == name]
    return kept


def test_every_condition_but_chosen_cases_is_kept_and_read_again() -> None:
    kept = document(EVERYTHING, TODAY)
    assert read(kept, TODAY) == (EVERYTHING.without("chosen"), ())
    assert kept["received"] == "past_30_days"
    assert document(CaseFilter(), TODAY) == {}


def test_the_running_year_stays_the_running_one() -> None:
    kept = document(CaseFilter(year=2026), TODAY)
    assert read(kept, date(2027, 1, 4))[0].year == 2027
    fixed = document(CaseFilter(year=2025), TODAY)
    assert read(fixed, date(2027, 1, 4))[0].year == 2025


def test_what_is_damaged_or_unknown_is_left_out_and_named() -> None:
    kept = {
        "channels": ["telegraph"], "received": "yesterday", "due": ["2026-13-01", None], "late": "yes",
        "within": "3", "handler": 7, "nonsense": 1, "wanted": "合同", "replied": 3, "order": "colour",
    }  # fmt: skip
    wanted, lost = read(kept, TODAY)
    assert wanted == CaseFilter(wanted="合同")
    assert [words.split("”")[0] for words in lost] == [
        "“渠道", "“收到申请之日", "“届满日", "“逾期答复", "“剩余工作日", "“经办", "“nonsense", "“答复日期", "“排序",
    ]  # fmt: skip
    assert lost[0] == "“渠道”的条件已不能用，没有采用"
    for number in (2**70, 10_000, -1):
        assert read({"year": number, "within": number}, TODAY)[0] == CaseFilter()
    assert read("no document", TODAY) == (CaseFilter(), ())


def test_own_filters_stand_before_those_for_all(office: Office) -> None:
    save_filter(office, " 我的临近 ", CaseFilter(within=3, handler="李某"))
    save_filter(office, "本年收费", CaseFilter(year=2026, fee=True), shared=True)
    assert names(office) == [("我的临近", False), ("本年收费", True)]
    assert only(office, "我的临近").wanted == CaseFilter(within=3, handler="李某")
    office.acting = "周某"
    assert names(office) == [("本年收费", True)]
    save_filter(office, "本年收费", CaseFilter(fee=True), shared=True)
    assert only(office, "本年收费").wanted == CaseFilter(fee=True)
    office.acting = ""
    with pytest.raises(Refusal, match="请先选择经办人，或者存为全单位共用"):
        save_filter(office, "乙", CaseFilter(fee=True))


@pytest.mark.parametrize(
    ("name", "wanted", "said"),
    [
        ("", CaseFilter(fee=True), "请给常用筛选起个名称"),
        ("字" * 31, CaseFilter(fee=True), "名称最多30个字"),
        ("甲", CaseFilter(order=Order.DUE), "现在没有筛选条件，请先选条件，再存为常用筛选"),
        ("甲", CaseFilter(chosen=EACH["chosen"]), "现在没有筛选条件，请先选条件，再存为常用筛选"),
    ],
)
def test_what_cannot_be_kept(office: Office, name: str, wanted: CaseFilter, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        save_filter(office, name, wanted)
    assert names(office) == []


def test_a_filter_is_renamed_and_stays_the_first_view(office: Office) -> None:
    save_filter(office, "甲", CaseFilter(fee=True))
    save_filter(office, "乙", CaseFilter(late=True))
    save_filter(office, "甲", CaseFilter(overdue=True), shared=True)
    assert saved_filters.first_view(office) is None
    [own] = [kept for kept in saved_filters.saved_filters(office) if kept.name == "甲" and not kept.shared]
    saved_filters.begin_with(office, own)
    first = saved_filters.first_view(office)
    assert first == SavedFilter("甲", CaseFilter(fee=True), first=True)
    with pytest.raises(Refusal, match="已有名为“乙”的常用筛选，请换一个名称"):
        saved_filters.rename_filter(office, first, "乙")
    saved_filters.rename_filter(office, first, "甲")
    saved_filters.rename_filter(office, first, "丙")
    assert saved_filters.first_view(office) == SavedFilter("丙", CaseFilter(fee=True), first=True)
    with pytest.raises(Refusal, match="“甲”已经被删除"):
        saved_filters.rename_filter(office, first, "丁")
    office.acting = "周某"
    assert saved_filters.first_view(office) is None
    office.acting = "李某"
    saved_filters.delete_filter(office, only(office, "丙"))
    assert saved_filters.first_view(office) is None
    saved_filters.begin_with(office, only(office, "乙"))
    saved_filters.begin_with(office, None)
    assert saved_filters.first_view(office) is None
    assert names(office) == [("乙", False), ("甲", True)]


def test_what_is_gone_is_said_and_the_filter_opens_all_the_same(office: Office, clock: Clock) -> None:
    save_filter(office, "甲", CaseFilter(handler="周某", results=frozenset(["R6"])))
    assert only(office, "甲").gone == ()
    save_person(office, "周某", roles=[Role.HEAD], active=False)
    assert only(office, "甲").gone == ("“周某”已不在人员名单里，也没有经办的案件",)
    kept = {"unit": "撤销的科室", "results": ["R77"], "kind": "letter"}
    remembering.remember(office, KEY + "乙", kept, "李某")
    damaged = only(office, "乙")
    assert damaged.wanted == CaseFilter(unit="撤销的科室", results=frozenset(["R77"]))
    assert damaged.gone == (
        "“案件类别”的条件已不能用，没有采用",
        "没有由“撤销的科室”承办的案件",
        "没有处理结果“R77”",
    )
