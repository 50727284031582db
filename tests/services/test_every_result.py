"""Every result and ground, from intake to archive: letter, article, remedy and report row as the law has them.

What is expected is written down here by hand from the regulation, the Review Law and the report format, and never
read from the program's own tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from gkcase.domain.journal import Fact
from gkcase.domain.result_codes import CODES
from gkcase.domain.terms import Event, LetterKind, Status
from gkcase.services import handling, lettering
from gkcase.services.handling import NeedsReason
from gkcase.services.office import Office
from gkcase.services.queries import case_lines
from gkcase.services.reading import dossier
from tests.services.conftest import Clock
from tests.services.requests import do, register

pytestmark = pytest.mark.file_only

Facts = dict[str, Fact]
Before = Callable[[Office, int, Clock], None]

BODY, COURT = "云溪县人民政府", "云溪县人民法院"
T1 = (
    f"如不服本告知，应当自收到本告知书之日起六十日内先向{BODY}申请行政复议；"
    f"对行政复议决定不服的，可以自收到复议决定书之日起十五日内依法向{COURT}提起行政诉讼。"
)
T2 = (
    f"如不服本告知，可以自收到本告知书之日起六十日内向{BODY}申请行政复议，"
    f"也可以自收到本告知书之日起六个月内依法向{COURT}提起行政诉讼。"
)
SPLIT = (
    f"如不服本告知中不予公开的部分，应当自收到本告知书之日起六十日内先向{BODY}申请行政复议；"
    f"对行政复议决定不服的，可以自收到复议决定书之日起十五日内依法向{COURT}提起行政诉讼。"
    f"如不服本告知的其他部分，可以自收到本告知书之日起六十日内向{BODY}申请行政复议，"
    f"也可以自收到本告知书之日起六个月内依法向{COURT}提起行政诉讼。"
)
GROUND: Facts = {
    "ground_fact": "所申请的是2025年形成的有关材料",
    "reasons": "公开将造成损害",
    "delivery": "post",
}
SEARCH: Facts = {
    "places": ["镇档案室"],
    "method": "按名称检索",
    "searcher": "李某",
    "outcome": "未检索到",
}
THIRD: Facts = {
    "to": "third_party",
    "name": "云溪建材有限公司",
    "information": "采购合同",
    "delivery": "post",
}
PRIVATE = ("999999199003070039", "13800005678")


@dataclass(frozen=True)
class Case:
    """What is asked of one result: the article and the remedy in its letter, its row, its facts, what comes before."""

    article: str
    remedy: str
    row: str
    facts: Facts
    before: tuple[Before, ...] = ()


def search(office: Office, case: int, clock: Clock) -> None:
    do(office, case, Event.SEARCHED, **SEARCH)


def ask_third_party(office: Office, case: int, clock: Clock) -> None:
    do(office, case, Event.CONSULTATION_SENT, **THIRD)
    do(office, case, Event.CONSULTATION_DELIVERED)
    do(office, case, Event.CONSULTATION_ANSWERED, opinion="objection", grounds="涉及商业秘密")


def correct(office: Office, case: int, clock: Clock) -> None:
    do(office, case, Event.CORRECTION_REQUESTED, items=["所需信息的名称"], guidance="请写明文件名称")
    do(office, case, Event.CORRECTION_RECEIVED, wanted="与征收有关的一切材料")


def ask_reasons(office: Office, case: int, clock: Clock) -> None:
    do(office, case, Event.REASONS_REQUESTED, reason="一个月内提出申请58件")
    do(office, case, Event.REASONS_RECEIVED, reason="了解情况")


def part(content: str, result: str, **facts: Fact) -> Fact:
    return {"content": content, "result": result, "facts": facts}


PARTLY: Facts = {
    "parts": [
        part("发放明细的汇总表", "R2", documents=["《补偿款发放汇总表》（3页）"], form="paper", way="post"),
        part("各户银行账号", "R4d", ground_fact="账号由各户提供", reasons="公开会损害个人隐私",
             category="个人隐私", public_interest="汇总表已能说明资金去向"),
    ],
    "delivery": "post",
}  # fmt: skip

REPLIES: dict[str, Case] = {
    "R1": Case("第三十六条第（一）项", T2, "open", {
        "published": ["《征地公告》（云政告〔2025〕3号）"], "where_published": ["http://yunxi.example.cn/gk/3.html"]}),
    "R2": Case("第三十六条第（二）项", T2, "open", {
        "documents": ["《补偿款发放明细》（3页）"], "form": "paper", "way": "post"}),
    "R3": Case("第三十七条", SPLIT, "partial", PARTLY, (ask_third_party,)),
    "R4a": Case("第十四条", T1, "deny_secret", GROUND),
    "R4b": Case("第十四条", T1, "deny_law", {**GROUND, "law": "《中华人民共和国统计法》第九条"}),
    "R4c": Case("第十四条", T1, "deny_safety", {**GROUND, "interest": "社会稳定"}),
    "R4d": Case("第十五条", T1, "deny_third", {
        **GROUND, "category": "商业秘密", "public_interest": "不涉及公共利益"}, (ask_third_party,)),
    "R4e": Case("第十六条第一款", T1, "deny_internal", {**GROUND, "category": "人事管理", "no_rule": True}),
    "R4f": Case("第十六条第二款", T1, "deny_process", {**GROUND, "category": "讨论记录", "no_rule": True}),
    "R4g": Case("第十六条第二款", T1, "deny_casefile", {**GROUND, "no_rule": True}),
    "R5": Case("第三十六条第（七）项", T2, "deny_query", {
        "category": "不动产登记资料", "query_law": "《不动产登记暂行条例》第二十七条",
        "query_way": ["县不动产登记中心"]}),
    "R6": Case("第三十六条第（四）项", T2, "cant_nohold", {**SEARCH, "searched_on": "2026-12-08"}, (search,)),
    "R7": Case("第三十六条第（五）项", T2, "cant_nohold", {
        "not_ours": "该信息由县自然资源局制作", "agency": "云溪县自然资源局", "agency_contact": "电话0999-1234567"}),
    "R8": Case("第三十八条", T2, "cant_make", {"not_ready": "只有各村报表", "processing": "须逐户汇总、分析"}),
    "R9": Case("第三十条", T2, "cant_unclear", {"still_unclear": "没有写明是哪一次征收"}, (correct,)),
    "R10": Case("第三十九条第一款", T2, "np_petition", {
        "petition": "反映邻里纠纷，要求处理", "category": "投诉", "channel_for": ["镇信访办，电话0999-1234567"]}),
    "R11": Case("第三十六条第（六）项", T2, "np_repeat", {
        "earlier_number": "云政依复〔2026〕9号", "earlier_on": "2026-09-01", "same_information": "均为同一发放明细"}),
    "R12": Case("第三十九条第二款", T2, "np_publication", {
        "publication": ["《云溪年鉴（2025）》"], "obtain": ["县图书馆可以查阅"]}),
    "R13": Case("第三十五条", T2, "np_mass", {
        "requests_made": "2026年11月共提出申请58件", "why_unreasonable": "与生产、生活、科研均无关"}, (ask_reasons,)),
    "R14": Case("", T2, "np_reissue", {
        "given_before": ["《补偿款发放明细》"], "given_on": "2026-09-01"}),
    "R17c": Case("第二条", T2, "oth_other", {"not_information": "属于居民之间的民事约定"}),
    "R17d": Case("", T2, "oth_other", {"ground_fact": "申请的是咨询事项", "decision": "转请有关单位解答"}),
}  # fmt: skip


def lapse_correction(office: Office, case: int, clock: Clock) -> None:
    notice: Facts = {"items": ["身份证明"], "guidance": "请附复印件", "delivered_on": "2026-12-08"}
    do(office, case, Event.CORRECTION_REQUESTED, **notice)
    clock.day = date(2027, 1, 20)
    do(office, case, Event.CORRECTION_LAPSED)


def lapse_fee(office: Office, case: int, clock: Clock) -> None:
    do(office, case, Event.FEE_REQUESTED, amount=100, pages=40, delivered_on="2026-12-08")
    clock.day = date(2027, 1, 20)
    do(office, case, Event.FEE_LAPSED)


def withdraw(office: Office, case: int, clock: Clock) -> None:
    do(office, case, Event.WITHDRAWN, note="2026年12月8日书面撤回")


def merge(office: Office, case: int, clock: Clock) -> None:
    other = register(office, wanted="同一明细")
    do(office, case, Event.MERGED, case=dossier(office, other).number)


CLOSINGS: dict[str, tuple[Case, LetterKind | None]] = {
    "R15": (Case("第三十条", T2, "oth_nocorrect", {}, (lapse_correction,)), LetterKind.CLOSED_NO_CORRECTION),
    "R16": (Case("第四十二条", T2, "oth_nofee", {}, (lapse_fee,)), LetterKind.CLOSED_NO_FEE),
    "R17a": (Case("", "", "oth_other", {}, (withdraw,)), LetterKind.WITHDRAWAL),
    "R17b": (Case("", "", "oth_other", {}, (merge,)), None),
}

RECTIFIED: dict[str, Facts] = {
    "X1": {"record": "五保户台账", "corrected": "“陈某”更正为“陈某某”", "corrected_on": "2026-12-08"},
    "X2": {"record": "五保户台账", "not_corrected": "经核对原始材料，记录与材料一致"},
    "X3": {
        "record": "婚姻登记档案",
        "why_passed": "该记录由县民政局保存",
        "passed_to": "云溪县民政局",
        "agency_contact": "电话0999-1234567",
    },
}


def test_no_result_is_left_out() -> None:
    assert {*REPLIES, *CLOSINGS, *RECTIFIED} == set(CODES)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def finished(office: Office, case: int) -> None:
    """Put the file away; what a small test file lacks is admitted with a reason."""
    try:
        do(office, case, Event.ARCHIVED)
    except NeedsReason:
        handling.record(
            office, case, Event.ARCHIVED, on=office.today(), facts={}, reason="测试案卷，材料从简"
        )


def sent(office: Office, case: int, kind: LetterKind, facts: Facts) -> str:
    """Write the letter, submit, sign, post, prove and archive; gives what the letter says."""
    letter = lettering.write_letter(office, case, kind, facts=facts)
    do(office, case, Event.SUBMITTED)
    do(office, case, Event.SIGNED, signer="周某")
    do(
        office,
        case,
        Event.REPLIED,
        delivery="post",
        posted_on=office.today().isoformat(),
        carrier="china_post",
    )
    do(office, case, Event.SERVED, proof="EMS签收记录")
    finished(office, case)
    return squeezed(lettering.draft_text(office, letter.sha256))


def assert_as_the_law_has_it(office: Office, case: int, text: str, code: str, expected: Case) -> None:
    assert expected.article in text
    if expected.remedy:
        assert squeezed(expected.remedy) in text
    others = {T1, T2, SPLIT} - {expected.remedy}
    assert not any(squeezed(other) in text for other in others)
    assert text.count("行政诉讼") == expected.remedy.count("行政诉讼")
    assert not any(number in text for number in PRIVATE)
    (line,) = case_lines(office, [case])
    assert (line.result, line.status) == (code, Status.ARCHIVED)
    assert office.replies[line.result].row == expected.row


@pytest.mark.parametrize("code", REPLIES)
def test_a_reply_goes_from_intake_to_archive(office: Office, clock: Clock, code: str) -> None:
    expected = REPLIES[code]
    case = register(office)
    for step in expected.before:
        step(office, case, clock)
    do(office, case, Event.SECRECY_REVIEWED, reviewer="王某", outcome="不涉及国家秘密")
    text = sent(office, case, LetterKind.REPLY, {"kind_of_reply": code, **expected.facts})
    assert_as_the_law_has_it(office, case, text, code, expected)


@pytest.mark.parametrize("code", CLOSINGS)
def test_a_case_that_ends_by_itself_goes_to_the_archive(office: Office, clock: Clock, code: str) -> None:
    expected, kind = CLOSINGS[code]
    case = register(office)
    for step in expected.before:
        step(office, case, clock)
    text = ""
    if kind is not None:
        letter = lettering.write_letter(office, case, kind)
        text = squeezed(lettering.draft_text(office, letter.sha256))
    finished(office, case)
    assert_as_the_law_has_it(office, case, text, code, expected)


@pytest.mark.parametrize("code", RECTIFIED)
def test_a_correction_of_a_record_goes_from_intake_to_archive(
    office: Office, clock: Clock, code: str
) -> None:
    case = register(office, case_kind="rectification", wanted="五保户台账中本人姓名有误")
    text = sent(office, case, LetterKind.RECTIFICATION, {"kind_of_reply": code, **RECTIFIED[code]})
    assert_as_the_law_has_it(office, case, text, code, Case("第四十一条", T2, "", {}))
