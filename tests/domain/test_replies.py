"""The kinds of reply: complete, counted in an existing row, with the facts and the remedy that the law gives."""

from __future__ import annotations

from datetime import date

import pytest

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.facts import FACTS
from gkcase.domain.policy import Policy
from gkcase.domain.replies import (
    CODES,
    REPORT_ROWS,
    Ground,
    RemedyTexts,
    Reply,
    Result,
    parse_replies,
    remedy_route,
    remedy_text,
)
from gkcase.domain.result_codes import RECTIFICATIONS
from gkcase.domain.terms import CaseKind, Delivery, Event, LetterKind, decided_with
from gkcase.paths import RESOURCES

TEXT = (RESOURCES / "law" / "replies.toml").read_text("utf-8")
RESULTS = parse_replies(TEXT)
TODAY = date(2026, 11, 20)
BEFORE = date(2023, 12, 31)

# Code, article and row as the report format and the regulation pair them.
TABLE = {
    "R1": ("第三十六条第（一）项", "open"),
    "R2": ("第三十六条第（二）项", "open"),
    "R3": ("第三十六条第（二）项、第（三）项和第三十七条", "partial"),
    "R4a": ("第十四条和第三十六条第（三）项", "deny_secret"),
    "R4b": ("第十四条和第三十六条第（三）项", "deny_law"),
    "R4c": ("第十四条和第三十六条第（三）项", "deny_safety"),
    "R4d": ("第十五条、第三十二条和第三十六条第（三）项", "deny_third"),
    "R4e": ("第十六条第一款和第三十六条第（三）项", "deny_internal"),
    "R4f": ("第十六条第二款和第三十六条第（三）项", "deny_process"),
    "R4g": ("第十六条第二款和第三十六条第（三）项", "deny_casefile"),
    "R5": ("第三十六条第（七）项", "deny_query"),
    "R6": ("第三十六条第（四）项", "cant_nohold"),
    "R7": ("第三十六条第（五）项", "cant_nohold"),
    "R8": ("第三十八条", "cant_make"),
    "R9": ("第三十条和第三十六条", "cant_unclear"),
    "R10": ("第三十九条第一款", "np_petition"),
    "R11": ("第三十六条第（六）项", "np_repeat"),
    "R12": ("第三十九条第二款", "np_publication"),
    "R13": ("第三十五条", "np_mass"),
    "R14": ("", "np_reissue"),
    "R15": ("第三十条", "oth_nocorrect"),
    "R16": ("第四十二条第一款和《政府信息公开信息处理费管理办法》第六条", "oth_nofee"),
    "R17a": ("", "oth_other"),
    "R17b": ("", "oth_other"),
    "R17c": ("第二条", "oth_other"),
    "R17d": ("", "oth_other"),
    "X1": ("第四十一条", ""),
    "X2": ("第四十一条", ""),
    "X3": ("第四十一条", ""),
}
REFUSALS = [code for code in CODES if code.startswith("R4")]
UNATTACKABLE = ["R17a", "R17b"]

T1 = (
    "如不服本告知，应当自收到本告知书之日起六十日内先向临江县人民政府申请行政复议；"
    "对行政复议决定不服的，可以自收到复议决定书之日起十五日内依法向临江县人民法院提起行政诉讼。"
)
T2 = (
    "如不服本告知，可以自收到本告知书之日起六十日内向临江县人民政府申请行政复议，"
    "也可以自收到本告知书之日起六个月内依法向临江县人民法院提起行政诉讼。"
)
SPLIT = (
    T1.replace("如不服本告知", "如不服本告知中不予公开的部分")
    + "\n如不服本告知的其他部分"
    + T2.removeprefix("如不服本告知")
)


def told(code: str, *parts: str, policy: Policy | None = None, on: date = TODAY) -> str:
    """The remedy paragraph of a result, with the results of its parts."""
    return remedy_text(
        RESULTS[code],
        on=on,
        review_body="临江县人民政府",
        court="临江县人民法院",
        policy=policy,
        parts=[RESULTS[part] for part in parts],
    )


def test_every_code_is_there_in_order() -> None:
    assert tuple(RESULTS) == tuple(TABLE) == CODES


@pytest.mark.parametrize("code", CODES)
def test_article_and_report_row(code: str) -> None:
    result = RESULTS[code]
    assert (result.basis, result.row) == TABLE[code]
    assert result.code == code
    assert result.label


@pytest.mark.parametrize("code", CODES)
def test_reply_and_ground_make_the_code(code: str) -> None:
    result = RESULTS[code]
    assert code == (result.ground.value if result.ground else result.reply.value)
    assert code.startswith(result.reply.value)


def test_every_reply_and_every_ground_can_be_recorded() -> None:
    assert {result.reply for result in RESULTS.values()} == set(Reply)
    assert {result.ground for result in RESULTS.values()} == {None, *Ground}


def test_every_row_of_the_report_is_reached_and_corrections_are_no_row_of_it() -> None:
    assert {result.row for code, result in RESULTS.items() if code not in RECTIFICATIONS} == set(REPORT_ROWS)
    assert len(REPORT_ROWS) == 21


def test_a_request_is_answered_with_an_answer_and_a_correction_with_its_own() -> None:
    answers = {code for code, result in RESULTS.items() if result.answers(CaseKind.REQUEST)}
    assert set(CODES) - answers == {"R15", "R16", "R17a", "R17b", "X1", "X2", "X3"}
    assert {code for code, result in RESULTS.items() if result.answers(CaseKind.RECTIFICATION)} == {
        "X1",
        "X2",
        "X3",
    }


def test_a_correction_is_decided_with_a_letter_of_its_own() -> None:
    """更正申请的答复是更正告知书，不是答复书；其他文书不因案件类别而变。"""
    reply, receipt = LetterKind.REPLY, LetterKind.RECEIPT
    assert decided_with(reply, CaseKind.REQUEST) is reply
    assert decided_with(reply, CaseKind.RECTIFICATION) is LetterKind.RECTIFICATION
    assert decided_with(LetterKind.RECTIFICATION, CaseKind.REQUEST) is reply
    assert decided_with(receipt, CaseKind.RECTIFICATION) is receipt


def test_every_answer_is_told_under_a_title() -> None:
    assert [code for code, result in RESULTS.items() if not result.letter_title] == ["R17b"]


@pytest.mark.parametrize("code", CODES)
def test_every_letter_is_told_what_it_needs(code: str) -> None:
    facts = RESULTS[code].facts
    names = [spec.name for spec in facts]
    assert len(names) == len(set(names))
    assert all(spec.label for spec in facts)
    assert (names == []) == (code in UNATTACKABLE)
    assert ("delivery" in names) == (code not in UNATTACKABLE)


@pytest.mark.parametrize("code", REFUSALS)
def test_a_refusal_needs_its_fact_and_its_reasons(code: str) -> None:
    required = {spec.name for spec in RESULTS[code].facts if spec.required}
    assert {"ground_fact", "reasons"} <= required


def test_choices_and_hints_are_those_of_the_terms_and_of_the_result() -> None:
    facts = {spec.name: spec for spec in RESULTS["R4e"].facts}
    assert facts["delivery"].choices == tuple((way.value, way.label) for way in Delivery)
    assert facts["category"].hint == "人事管理、后勤管理、内部工作流程"
    assert {spec.name: spec.hint for spec in RESULTS["R4d"].facts}["category"] == "商业秘密、个人隐私"
    assert [spec.kind for spec in RESULTS["R3"].facts] == ["parts", "choice"]


def test_a_search_told_with_the_letter_asks_what_the_step_asks() -> None:
    asked = {spec.name: spec for spec in RESULTS["R6"].facts}
    for spec in FACTS[Event.SEARCHED]:
        told_with = asked[spec.name]
        assert (told_with.label, told_with.kind, told_with.required, told_with.hint) == (
            spec.label,
            spec.kind,
            spec.required,
            spec.hint,
        )


@pytest.mark.parametrize("code", REFUSALS)
def test_every_refusal_under_articles_14_to_16_sends_to_review_first(code: str) -> None:
    assert RESULTS[code].remedy == "review_first"
    assert told(code) == T1
    assert RESULTS[code].basis.endswith("第三十六条第（三）项")


def test_review_comes_first_for_nothing_else_but_a_part_withheld() -> None:
    assert {code for code, result in RESULTS.items() if result.remedy == "review_first"} == set(REFUSALS)
    assert {code for code, result in RESULTS.items() if result.remedy == "split"} == {"R3"}


@pytest.mark.parametrize("code", [code for code in CODES if code not in {*REFUSALS, "R3", *UNATTACKABLE}])
def test_all_other_decisions_leave_the_choice(code: str) -> None:
    assert told(code) == T2


@pytest.mark.parametrize("code", UNATTACKABLE)
def test_nothing_was_decided_so_nothing_can_be_attacked(code: str) -> None:
    assert remedy_text(RESULTS[code], on=TODAY, review_body="", court="", electronic=True) == ""


@pytest.mark.parametrize("code", [code for code in CODES if code not in UNATTACKABLE])
def test_before_2024_review_never_came_first(code: str) -> None:
    assert told(code, on=BEFORE) == T2
    assert told("R3", "R2", "R4f", on=BEFORE) == T2
    assert told(code, on=date(2019, 1, 1)) == T2  # a letter from before the regulation's present edition


def test_on_the_first_day_of_2024_it_did() -> None:
    assert told("R4a", on=date(2024, 1, 1)) == T1
    assert told("R3", on=date(2024, 1, 1)) == SPLIT


def test_a_partly_open_reply_splits_the_remedy() -> None:
    assert told("R3") == SPLIT
    assert told("R3", "R2", "R4f") == SPLIT
    assert told("R3", "R1", "R4d", "R17c") == SPLIT


def test_where_the_rest_is_only_no_government_information_it_leaves_the_choice() -> None:
    assert told("R3", "R2", "R17c") == T2


def test_an_office_may_leave_the_choice_for_a_partly_open_reply_only() -> None:
    chosen = Policy(partial_review_first=False)
    assert told("R3", policy=chosen) == told("R3", "R2", "R4a", policy=chosen) == T2
    assert told("R4a", policy=chosen) == T1
    assert told("R6", "R6", "R4a", policy=chosen) == SPLIT


def test_a_mixed_reply_has_the_remedy_of_each_part() -> None:
    assert told("R6", "R6", "R7") == T2
    assert told("R4a", "R4a", "R4g") == T1
    assert told("R4a", "R4a", "R6") == SPLIT


def test_local_practice_may_put_review_first_for_registers() -> None:
    local = Policy(query_and_silence_review_first=True)
    assert told("R5", policy=local) == T1
    assert told("R6", policy=local) == T2
    assert told("R6", "R6", "R5", policy=local) == SPLIT
    assert remedy_route(RESULTS["R5"], Policy(), on=TODAY) == "choice"
    assert remedy_route(RESULTS["R5"], local, on=BEFORE) == "choice"


def by_net(result: Result, on: date, online: str) -> str:
    return remedy_text(
        result,
        on=on,
        review_body=" 临江县人民政府 ",
        court="临江县人民法院",
        online_review=online,
        electronic=True,
    )


def test_a_reply_by_net_names_the_net_channel() -> None:
    text = by_net(RESULTS["R2"], TODAY, "https://example.cn/{court}")
    assert text == f"{T2}网上申请行政复议渠道：https://example.cn/{{court}}。"


def test_before_2024_no_net_channel_had_to_be_named() -> None:
    assert by_net(RESULTS["R2"], BEFORE, "") == T2


def test_a_paper_reply_does_not_name_it() -> None:
    body, court, online = "临江县人民政府", "临江县人民法院", "https://example.cn"
    assert remedy_text(RESULTS["R2"], on=TODAY, review_body=body, court=court, online_review=online) == T2


@pytest.mark.parametrize(
    ("review_body", "court", "online", "field", "said"),
    [
        (" ", "某法院", "x", "review_body", "尚未填写行政复议机关，请先在“设置”中填写"),
        ("某政府", "", "x", "court", "尚未填写有管辖权的人民法院，请先在“设置”中填写"),
        ("某政府", "某法院", "", "online_review", "应当同时告知网上申请行政复议的渠道，请先在“设置”中填写"),
    ],
)
def test_a_missing_address_is_refused(
    review_body: str, court: str, online: str, field: str, said: str
) -> None:
    with pytest.raises(Refusal, match=said) as refused:
        remedy_text(
            RESULTS["R4a"],
            on=TODAY,
            review_body=review_body,
            court=court,
            online_review=online,
            electronic=True,
        )
    assert refused.value.field == field
    assert refused.value.basis


@pytest.mark.parametrize("edition", RESULTS["R1"].editions, ids=lambda edition: str(edition.since))
def test_the_texts_hold_no_other_blank(edition: RemedyTexts) -> None:
    for text in (edition.choice, edition.review_first, edition.review_first_part, edition.online):
        for name in ("review_body", "court", "online_review"):
            text = text.replace(f"{{{name}}}", "")
        assert "{" not in text
        assert "}" not in text


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"deny_law"', '"deny_laws"', "年度报告没有 deny_laws 一行"),
        ('row          = "open"', 'row          = ""', "年度报告没有  一行"),
        ("[reply.R5]", "[reply.R50]", "未知的项目 R50"),
        ('remedy       = "none"', 'remedy = "all"', "取值 'all' 不合要求"),
        ("online  ", "offline  ", "未知的项目 offline"),
        ("[[remedy]]", "[[remedies]]", "未知的项目 remedies"),
        ("since             = 2024-01-01", 'since = "2024"', "取值 '2024' 不合要求"),
        ('kind         = "reply"', 'kind = "replay"', "没有 replay 这种文书"),
        ("[fact.published]", "[fact.publish]", "没有事实 published"),
        ('"way", "pickup"', '"pickup"', "没有答复类型用到事实 way"),
        ('hints        = { category = "商业', 'hints = { law = "商业', "hints 中的 law 不在 facts 中"),
        ('hints        = { category = "商业', 'hints = { lore = "商业', "没有事实 lore"),
        ('kind     = "day"', 'kind = "date"', "kind date 不合要求"),
        ("[fact.method]\n", '[fact.method]\nkind = "choice"\n', "kind choice 不合要求"),
        ("[fact.method]\n", "[fact.method]\nlong = true\n", "未知的项目 long"),
        ('facts        = ["parts", "delivery"]', 'facts = "parts"', "facts 应为列表"),
    ],
)
def test_a_damaged_file_is_told_by_its_place(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(Trouble, match=said):
        parse_replies(TEXT.replace(old, new))


def test_a_file_without_remedies_is_damaged() -> None:
    start, end = TEXT.index("\n[[remedy]]"), TEXT.index("[fact.delivery]")
    with pytest.raises(Trouble, match="应为列表"):
        parse_replies("remedy = []\n" + TEXT[:start] + TEXT[end:])
