"""Every reply against the law: its article, its remedies, what it must say, and what it refuses to leave out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Fact, Facts
from gkcase.domain.policy import Policy
from gkcase.domain.result_codes import CODES
from gkcase.domain.terms import LetterKind
from gkcase.services.letters import LETTERS, Composed, asks, compose, results, text_of
from tests.services.letter_base import CASE, COMPANY, Sample, with_entries
from tests.services.reply_samples import (
    CORRECTION,
    RECTIFIED,
    SAMPLES,
)

FIRST = (
    "应当自收到本告知书之日起六十日内先向云岭县人民政府申请行政复议；对行政复议决定不服的，可以自收到复议决定书之日起"
    "十五日内依法向云岭县人民法院提起行政诉讼。"
)
CHOICE = (
    "可以自收到本告知书之日起六十日内向云岭县人民政府申请行政复议，也可以自收到本告知书之日起六个月内依法向云岭县人民法院"
    "提起行政诉讼。"
)
T1, T2 = f"如不服本告知，{FIRST}", f"如不服本告知，{CHOICE}"
SPLIT = f"如不服本告知中不予公开的部分，{FIRST}\n如不服本告知的其他部分，{CHOICE}"


class Expected(NamedTuple):
    """What the regulation and the report format say of a result, written down by hand."""

    samples: Sequence[str]
    title: str
    article: str
    row: str
    remedy: str
    says: Sequence[str] = ()


LAW: Mapping[str, Expected] = {
    "R1": Expected(
        ["reply_public"],
        "政府信息已主动公开告知书",
        "第三十六条第（一）项",
        "open",
        T2,
        ["https://www.example.gov.cn/qingshi/gk/2024/0508.html", "《云岭县人民政府公报》2025年第3期"],
    ),
    "R2": Expected(
        ["reply_disclose"],
        "政府信息予以公开告知书",
        "第三十六条第（二）项",
        "open",
        T2,
        ["（云青政〔2024〕8号），共3页", "提供的形式：纸质", "获取的方式：邮寄", "附件：1."],
    ),
    "R3": Expected(
        ["reply_parts", "reply_parts_third_party"],
        "政府信息部分公开告知书",
        "第三十七条",
        "partial",
        SPLIT,
        ["一、关于“", "二、关于“", "第三十六条第（二）项", "第三十六条第（三）项", "不予公开的理由："],
    ),
    "R4a": Expected(
        ["reply_withhold_R4a"],
        "政府信息不予公开告知书",
        "第十四条和第三十六条第（三）项",
        "deny_secret",
        T1,
        ["国家秘密"],
    ),
    "R4b": Expected(
        ["reply_withhold_R4b"],
        "政府信息不予公开告知书",
        "第十四条和第三十六条第（三）项",
        "deny_law",
        T1,
        ["根据《某法》第九条第二款的规定"],
    ),
    "R4c": Expected(
        ["reply_withhold_R4c"],
        "政府信息不予公开告知书",
        "第十四条和第三十六条第（三）项",
        "deny_safety",
        T1,
        ["公开后可能危及公共安全"],
    ),
    "R4d": Expected(
        ["reply_withhold_R4d"],
        "政府信息不予公开告知书",
        "第十五条、第三十二条和第三十六条第（三）项",
        "deny_third",
        T1,
        ["书面征求第三方的意见", "第三方不同意公开并说明了理由", "不会对公共利益造成重大影响"],
    ),
    "R4e": Expected(
        ["reply_withhold_R4e"],
        "政府信息不予公开告知书",
        "第十六条第一款和第三十六条第（三）项",
        "deny_internal",
        T1,
        ["后勤管理方面", "法律、法规、规章没有规定该政府信息应当公开"],
    ),
    "R4f": Expected(
        ["reply_withhold_R4f"],
        "政府信息不予公开告知书",
        "第十六条第二款和第三十六条第（三）项",
        "deny_process",
        T1,
        ["讨论记录，属于过程性信息", "法律、法规、规章没有规定该政府信息应当公开"],
    ),
    "R4g": Expected(
        ["reply_withhold_R4g"],
        "政府信息不予公开告知书",
        "第十六条第二款和第三十六条第（三）项",
        "deny_casefile",
        T1,
        ["行政执法案卷", "法律、法规、规章没有规定该政府信息应当公开"],
    ),
    "R5": Expected(
        ["reply_query"],
        "政府信息查询事项告知书",
        "第三十六条第（七）项",
        "deny_query",
        T2,
        ["《不动产登记暂行条例》第二十七条", "云岭县不动产登记中心", "持身份证明查询"],
    ),
    "R6": Expected(
        ["reply_not_held"],
        "政府信息不存在告知书",
        "第三十六条第（四）项",
        "cant_nohold",
        T2,
        ["2026年12月8日，青石镇党政办公室", "综合档案室", "检索的方法：", "检索的结果：", "该政府信息不存在"],
    ),
    "R7": Expected(
        ["reply_not_ours"],
        "非本机关负责公开告知书",
        "第三十六条第（五）项",
        "cant_nohold",
        T2,
        ["理由：", "云岭县住房和城乡建设局，联系方式：云岭县城关镇建设路9号，电话0999-8880099"],
    ),
    "R8": Expected(
        ["reply_processing"],
        "需加工分析不予提供告知书",
        "第三十八条",
        "cant_make",
        T2,
        ["没有现成的政府信息", "作以下加工、分析：从612份"],
    ),
    "R9": Expected(
        ["reply_unclear"],
        "补正后申请内容仍不明确告知书",
        "第三十条、第三十六条",
        "cant_unclear",
        T2,
        ["发放标准和验收记录", "2026年12月1日", "补正后的申请内容为：“柳巷片区有关", "仍不明确：“一切材料”"],
    ),
    "R10": Expected(
        ["reply_petition", "reply_petition_bare"],
        "信访投诉举报类申请告知书",
        "第三十九条第一款",
        "np_petition",
        T2,
        ["不作为政府信息公开申请处理"],
    ),
    "R11": Expected(
        ["reply_repeated"],
        "重复申请不予重复处理告知书",
        "第三十六条第（六）项",
        "np_repeat",
        T2,
        ["于2026年6月5日以云青政公开〔2026〕12号", "内容相同", "不予重复处理"],
    ),
    "R12": Expected(
        ["reply_publication"],
        "公开出版物获取途径告知书",
        "第三十九条第二款",
        "np_publication",
        T2,
        ["《云岭年鉴》（2024年卷）", "获取的途径：云岭县图书馆"],
    ),
    "R13": Expected(
        ["reply_excessive"],
        "政府信息公开申请不予处理告知书",
        "第三十五条",
        "np_mass",
        T2,
        ["58件", "于2026年12月1日", "你说明的理由是：对村里", "理由不合理：", "不予处理"],
    ),
    "R14": Expected(
        ["reply_reissue"],
        "确认或者重新出具类申请告知书",
        "",
        "np_reissue",
        T2,
        ["2026年6月5日，已向你提供", "《补助资金发放标准》（云青政〔2024〕8号）"],
    ),
    "R15": Expected(
        ["closed_no_correction"],
        "逾期不补正不再处理告知书",
        "第三十条",
        "oth_nocorrect",
        T2,
        ["于2026年12月1日以云青政公开〔2026〕28号", "15个工作日", "于2026年12月3日送达", "不再处理该申请"],
    ),
    "R16": Expected(
        ["closed_no_fee"],
        "逾期未缴费不再处理告知书",
        "第四十二条第一款和《政府信息公开信息处理费管理办法》第六条",
        "oth_nofee",
        T2,
        ["于2026年12月1日以云青政公开〔2026〕28号", "720元", "20个工作日", "于2026年12月3日送达", "不再处理该申请"],
    ),
    "R17c": Expected(
        ["reply_not_information"],
        "非政府信息告知书",
        "第二条",
        "oth_other",
        T2,
        ["不属于政府信息。理由：", "可以通过以下渠道"],
    ),
    "R17d": Expected(
        ["reply_other", "reply_other_article"], "政府信息公开申请处理告知书", "", "oth_other", T2, ["本机关决定："]
    ),
    "X1": Expected(
        ["rectification_made"],
        "政府信息更正告知书",
        "第四十一条",
        "",
        T2,
        ["政府信息更正申请", "于2026年12月14日予以更正：“家庭人口”由3人更正为4人"],
    ),
    "X2": Expected(
        ["rectification_refused"], "政府信息不予更正告知书", "第四十一条", "", T2, ["不予更正，理由：发放表"]
    ),
    "X3": Expected(
        ["rectification_passed", "rectification_passed_told"],
        "政府信息更正申请处理告知书",
        "第四十一条",
        "",
        T2,
        ["云岭县公安局青石派出所", "联系方式：青石镇文昌路12号"],
    ),
}  # fmt: skip
"""Every result that an applicant is told in a letter of its own; withdrawal is confirmed, a merger is not told."""

NEEDED: Mapping[str, Sequence[str]] = {
    "reply_public": ("published", "where_published"),
    "reply_parts": ("parts",),
    "reply_query": ("category", "query_law", "query_way"),
    "reply_not_ours": ("not_ours", "agency_contact"),
    "reply_not_ours_unknown": ("agency_unknown",),
    "reply_processing": ("not_ready", "processing"),
    "reply_unclear": ("still_unclear",),
    "reply_petition": ("petition", "category"),
    "reply_repeated": ("earlier_number", "earlier_on", "same_information"),
    "reply_publication": ("publication", "obtain"),
    "reply_excessive": ("requests_made", "why_unreasonable"),
    "reply_reissue": ("given_before", "given_on"),
    "reply_not_information": ("not_information",),
    "reply_other": ("ground_fact", "decision"),
    "rectification_made": ("record", "corrected", "corrected_on"),
    "rectification_refused": ("record", "not_corrected"),
    "rectification_passed": ("record", "why_passed", "passed_to", "agency_contact"),
}


def written(sample: Sample, policy: Policy | None = None, **more: Fact) -> Composed:
    """The letter of a sample, with some facts said otherwise."""
    facts: Facts = {**sample.facts, **more}
    return compose(sample.kind, sample.case, sample.office, sample.day, facts, sample.number, policy=policy)


def says(sample: Sample, policy: Policy | None = None, **more: Fact) -> str:
    """What it says."""
    return text_of(written(sample, policy, **more).content)


def test_every_result_is_expected_here() -> None:
    assert set(LAW) == set(CODES) - {"R17a", "R17b"}


@pytest.mark.parametrize(
    ("code", "name"), [(code, name) for code, law in LAW.items() for name in law.samples]
)
def test_a_reply_has_the_title_article_row_and_remedies_that_the_law_gives(code: str, name: str) -> None:
    law, result, sample = LAW[code], results()[code], SAMPLES[name]
    lines = says(sample).splitlines()
    assert law.title in lines
    assert (result.row, result.letter_title) == (law.row, law.title)
    assert [line for line in lines if line.startswith("如不服")] == law.remedy.split("\n")
    assert law.article in "".join(lines)
    assert all(phrase in "".join(lines) for phrase in law.says)


@pytest.mark.parametrize("code", [code for code, law in LAW.items() if law.article == ""])
def test_where_the_regulation_has_no_article_none_is_quoted(code: str) -> None:
    assert results()[code].basis == ""
    assert "第三十六条" not in says(SAMPLES[LAW[code].samples[0]])


def test_the_article_of_another_decision_is_quoted_where_the_office_names_one() -> None:
    assert "条例》第十条第二款的规定，本机关决定：" in says(SAMPLES["reply_other_article"])


@pytest.mark.parametrize("name", SAMPLES)
def test_every_reply_says_to_whom_and_to_what_it_answers(name: str) -> None:
    sample, text = SAMPLES[name], says(SAMPLES[name])
    assert f"{sample.case.applicant.name}：" in text.splitlines()
    assert sample.number in text
    assert f"（登记编号：{sample.case.number}）" in text
    assert "2026年11月20日收到" in text
    if not name.startswith("reply_unclear"):
        assert f"“{sample.case.wanted}”" in text


@pytest.mark.parametrize(("name", "fact"), [(name, fact) for name, facts in NEEDED.items() for fact in facts])
def test_what_the_law_wants_said_is_refused_by_name_while_it_is_missing(name: str, fact: str) -> None:
    with pytest.raises(Refusal, match=r"缺少“.+”，请填写后再生成文书") as refused:
        written(SAMPLES[name], **{fact: None})
    assert refused.value.field == fact


@pytest.mark.parametrize("code", LAW)
def test_every_fact_that_a_reply_requires_is_asked_for(code: str) -> None:
    kind = results()[code].kind
    assert kind is not None
    assert asks(kind, code) == results()[code].facts
    required = {spec.name for spec in asks(kind, code) if spec.required}
    needed = {fact for name in LAW[code].samples for fact in NEEDED.get(name, ())}
    assert required <= needed or code in ("R2", "R6") or code.startswith("R4")


@pytest.mark.parametrize(
    ("name", "fact", "value", "said"),
    [
        ("reply_public", "where_published", "县政府网站", "没有写明网址，请写明可以直接查到该信息的具体网址"),
        ("reply_repeated", "earlier_on", "2026-12-17", "“先前答复的日期”不能晚于本告知书的日期"),
        ("reply_reissue", "given_on", "2027-01-01", "“提供的日期”不能晚于本告知书的日期"),
        ("closed_no_correction", "ended_on", "2026-12-29", "“期限届满的日期”不能晚于本告知书的日期"),
        ("rectification_made", "corrected_on", "2026-12-17", "“更正的日期”不能晚于本告知书的日期"),
        ("rectification_passed", "passed_on", "2026-12-17", "“转送的日期”不能晚于本告知书的日期"),
    ],
)  # fmt: skip
def test_what_cannot_be_so_is_refused(name: str, fact: str, value: str, said: str) -> None:
    changed: dict[str, Any] = {fact: value}
    with pytest.raises(Refusal, match=said) as refused:
        written(SAMPLES[name], **changed)
    assert refused.value.field == fact


@pytest.mark.parametrize(
    ("sample", "said"),
    [
        (replace(SAMPLES["reply_unclear"], case=replace(CASE, result="R9")), "没有告知补正和收到补正的记录"),
        (
            replace(SAMPLES["reply_unclear"], case=replace(with_entries(CASE, CORRECTION), result="R9")),
            "没有告知补正和收到补正的记录，不能以补正后仍不明确答复",
        ),
        (
            replace(SAMPLES["reply_excessive"], case=replace(CASE, result="R13")),
            "没有要求申请人说明理由的记录，不能以无正当理由大量反复申请为由不予处理",
        ),
        (replace(SAMPLES["closed_no_correction"], case=CASE), "尚未登记“逾期不补正”，不能告知不再处理"),
        (
            replace(SAMPLES["closed_no_correction"], case=with_entries(CASE, CORRECTION)),
            "尚未登记“逾期不补正”，不能告知不再处理",
        ),
        (replace(SAMPLES["closed_no_fee"], case=CASE), "尚未登记“逾期未缴费”，不能告知不再处理"),
        (replace(SAMPLES["rectification_made"], case=replace(RECTIFIED, result="")), "尚未确定处理结果"),
        (replace(SAMPLES["rectification_made"], case=replace(CASE, result="X1")), "不是对信息公开申请的答复"),
        (
            replace(SAMPLES["reply_processing"], case=replace(RECTIFIED, result="R8")),
            "“需要加工、分析”不是对更正申请的答复，请选择其他答复类型",
        ),
    ],
)
def test_what_the_record_does_not_bear_out_is_refused(sample: Sample, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        written(sample)


def test_an_applicant_who_gave_no_reasons_is_told_so() -> None:
    assert "你没有说明理由。" in says(SAMPLES["reply_excessive_silent"])
    said = says(SAMPLES["reply_excessive"], reasons_given="为了写论文")
    assert "你说明的理由是：为了写论文。" in said


def test_a_correction_is_told_as_the_answer_to_a_request_for_one() -> None:
    assert "你以挂号信或者特快专递寄送的政府信息更正申请" in says(SAMPLES["rectification_made"])
    assert LETTERS[LetterKind.RECTIFICATION].numbered


def test_a_company_is_spoken_to_as_one() -> None:
    sample = SAMPLES["reply_parts"]
    assert "你单位申请公开的信息中" in says(replace(sample, case=replace(sample.case, applicant=COMPANY)))
