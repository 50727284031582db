"""The kinds of reply: complete, counted in an existing row, with the remedy that the law gives."""

from __future__ import annotations

import pytest

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.policy import Policy
from gkcase.domain.replies import (
    CODES,
    REPORT_ROWS,
    Ground,
    Reply,
    Result,
    parse_replies,
    remedy_route,
    remedy_text,
)
from gkcase.paths import RESOURCES

TEXT = (RESOURCES / "law" / "replies.toml").read_text("utf-8")
RESULTS = parse_replies(TEXT)

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
}
REFUSALS = [code for code in CODES if code.startswith("R4")]
WRITTEN = {"R2": "reply_disclose", "R6": "reply_not_held"} | dict.fromkeys(REFUSALS, "reply_withhold")

T1 = (
    "如不服本告知，应当自收到本告知书之日起六十日内先向临江县人民政府申请行政复议；"
    "对行政复议决定不服的，可以自收到复议决定书之日起十五日内依法向临江县人民法院提起行政诉讼。"
)
T2 = (
    "如不服本告知，可以自收到本告知书之日起六十日内向临江县人民政府申请行政复议，"
    "也可以自收到本告知书之日起六个月内依法向临江县人民法院提起行政诉讼。"
)


def told(result: Result, policy: Policy | None = None, *, withheld: bool = True) -> str:
    body, court = "临江县人民政府", "临江县人民法院"
    return remedy_text(result, review_body=body, court=court, policy=policy, withheld=withheld)


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


def test_every_row_of_the_report_is_reached() -> None:
    assert {result.row for result in RESULTS.values()} == set(REPORT_ROWS)
    assert len(REPORT_ROWS) == 21


def test_which_letters_there_are() -> None:
    assert {code: result.letter for code, result in RESULTS.items() if result.letter} == WRITTEN
    assert [code for code, result in RESULTS.items() if not result.letter_title] == ["R17b"]


@pytest.mark.parametrize("code", REFUSALS)
def test_every_refusal_under_articles_14_to_16_sends_to_review_first(code: str) -> None:
    assert RESULTS[code].remedy == "review_first"
    assert told(RESULTS[code]) == T1
    assert RESULTS[code].basis.endswith("第三十六条第（三）项")


def test_review_comes_first_for_nothing_else_but_a_part_withheld() -> None:
    first = {code for code, result in RESULTS.items() if result.remedy == "review_first"}
    assert first == {*REFUSALS, "R3"}


@pytest.mark.parametrize("code", [code for code in CODES if code not in {*REFUSALS, "R3", "R17a", "R17b"}])
def test_all_other_decisions_leave_the_choice(code: str) -> None:
    assert told(RESULTS[code]) == T2


@pytest.mark.parametrize("code", ["R17a", "R17b"])
def test_nothing_was_decided_so_nothing_can_be_attacked(code: str) -> None:
    assert remedy_text(RESULTS[code], review_body="", court="", electronic=True) == ""


def test_a_partly_open_reply_splits_the_remedy() -> None:
    text = told(RESULTS["R3"])
    withheld, rest = text.split("如不服本告知的其他部分")
    assert withheld == T1.replace("如不服本告知", "如不服本告知中不予公开的部分")
    assert rest == T2.removeprefix("如不服本告知")


def test_a_partly_open_reply_without_a_withheld_part_leaves_the_choice() -> None:
    assert told(RESULTS["R3"], withheld=False) == T2
    assert told(RESULTS["R3"], Policy(partial_review_first=False)) == T2


def test_local_practice_may_put_review_first_for_registers() -> None:
    local = Policy(query_and_silence_review_first=True)
    assert told(RESULTS["R5"], local) == T1
    assert told(RESULTS["R6"], local) == T2
    assert remedy_route(RESULTS["R5"], Policy()) == "choice"


def test_a_reply_by_net_names_the_net_channel() -> None:
    text = remedy_text(
        RESULTS["R2"],
        review_body=" 临江县人民政府 ",
        court="临江县人民法院",
        online_review="https://example.cn/{court}",
        electronic=True,
    )
    assert text == f"{T2}网上申请行政复议渠道：https://example.cn/{{court}}。"


def test_a_paper_reply_does_not_name_it() -> None:
    body, court, online = "临江县人民政府", "临江县人民法院", "https://example.cn"
    assert remedy_text(RESULTS["R2"], review_body=body, court=court, online_review=online) == T2


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
            RESULTS["R4a"], review_body=review_body, court=court, online_review=online, electronic=True
        )
    assert refused.value.field == field
    assert refused.value.basis


@pytest.mark.parametrize("text", RESULTS["R1"].texts.__dict__.values())
def test_the_texts_hold_no_other_blank(text: str) -> None:
    for name in ("review_body", "court", "online_review"):
        text = text.replace(f"{{{name}}}", "")
    assert "{" not in text
    assert "}" not in text


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"deny_law"', '"deny_laws"', "年度报告没有 deny_laws 一行"),
        ("[reply.R5]", "[reply.R50]", "未知的项目 R50"),
        ('remedy       = "none"', 'remedy = "all"', "取值 'all' 不合要求"),
        ("online  ", "offline  ", "未知的项目 offline"),
        ("[remedy]", "[remedies]", "未知的项目 remedies"),
    ],
)
def test_a_damaged_file_is_told_by_its_place(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(Trouble, match=said):
        parse_replies(TEXT.replace(old, new))
