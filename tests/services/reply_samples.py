"""One invented case for each reply, for a case that closes unanswered, and for each answer about a correction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from gkcase.domain.journal import Entry, Fact, Facts
from gkcase.domain.terms import CaseKind, Event, LetterKind, Opinion, Status
from gkcase.services.dossier import Dossier, FileLine, JournalLine
from tests.services.letter_base import (
    CASE,
    COMPANY,
    LONG_OFFICE,
    NUMBER,
    THIRD,
    Sample,
    with_entries,
)

DAY = date(2026, 12, 16)
CONSULTED = replace(CASE, consultations=(THIRD,))
OBJECTED = replace(
    CASE, consultations=(replace(THIRD, answered_on=date(2026, 12, 10), opinion=Opinion.OBJECTION),)
)
PARTLY = replace(
    CASE, consultations=(replace(THIRD, answered_on=date(2026, 12, 10), opinion=Opinion.PARTIAL),)
)
SEARCH = Entry(
    Event.SEARCHED,
    date(2026, 12, 8),
    "周敏",
    {
        "places": [
            "青石镇综合档案室2023年至2025年文书档案",
            "青石镇乡村振兴办公室业务台账",
            "云岭县协同办公系统青石镇账号内的收发文记录",
        ],
        "method": "按文件标题、文号检索目录，并以“危房改造”“柳巷片区”为关键词检索全文",
        "searcher": "青石镇党政办公室、乡村振兴办公室",
        "outcome": "未检索到柳巷片区2024年至2025年危房改造补助资金的发放名册、发放标准和验收记录",
    },
    3,
)
WITHHELD: Facts = {
    "ground_fact": "所申请的“危房改造工作专班会议讨论记录”是本机关在研究补助方案过程中形成的讨论材料，"
    "方案至今尚未确定",
    "reasons": "该记录反映参会人员在决策过程中的个人意见，公开后会妨碍今后坦率、充分地讨论，"
    "并可能使公众把未定意见误认为已定政策",
}
GROUNDS: Mapping[str, Facts] = {
    "R4a": {},
    "R4b": {"law": "《某法》第九条第二款"},
    "R4c": {"interest": "公共安全"},
    "R4d": {"category": "商业秘密", "public_interest": "所涉工程已验收合格，补助标准另行公开"},
    "R4e": {"category": "后勤管理", "no_rule": True},
    "R4f": {"category": "讨论记录", "no_rule": True},
    "R4g": {"no_rule": "yes"},
}
GIVEN: Facts = {
    "documents": [
        "《青石镇2024年农村危房改造补助资金发放标准》（云青政〔2024〕8号），共3页",
        "《柳巷片区危房改造竣工验收记录》，共12页",
    ],
    "attachments": ["青石镇2024年农村危房改造补助资金发放标准", "柳巷片区危房改造竣工验收记录"],
}
NOT_OURS: Facts = {
    "not_ours": "农村危房改造补助资金的发放名册由云岭县住房和城乡建设局制作并保存，本机关没有制作或者获取该名册",
    "agency": "云岭县住房和城乡建设局",
    "agency_contact": "云岭县城关镇建设路9号，电话0999-8880099",
}

CORRECTION = Entry(
    Event.CORRECTION_REQUESTED,
    date(2026, 12, 1),
    "周敏",
    {
        "items": ["“发放名册”没有指明是哪一批次，无法确定所需政府信息的范围", "未写明获取信息的方式、途径"],
        "guidance": "请写明需要的批次、年度或者文件名称、文号",
        "limit_days": 15,
        "delivered_on": "2026-12-03",
    },
    2,
)
CORRECTED = Entry(
    Event.CORRECTION_RECEIVED,
    date(2026, 12, 11),
    "周敏",
    {"wanted": "柳巷片区有关危房改造的一切材料，通过邮寄方式提供"},
    4,
)
LAPSED = Entry(Event.CORRECTION_LAPSED, date(2026, 12, 28), "周敏", {}, 4)
FEE = Entry(
    Event.FEE_REQUESTED,
    date(2026, 12, 1),
    "周敏",
    {"amount": 720, "pages": 101, "delivered_on": "2026-12-03"},
    2,
)
UNPAID = Entry(Event.FEE_LAPSED, date(2027, 1, 4), "周敏", {}, 4)
ASKED = Entry(Event.REASONS_REQUESTED, date(2026, 12, 1), "周敏", {"reason": "半年内提出58件申请"}, 2)
REASONS = Entry(Event.REASONS_RECEIVED, date(2026, 12, 7), "周敏", {"reason": "对村里的事情都想了解"}, 3)


def after_notice(kind: LetterKind, *entries: Entry) -> Dossier:
    """The case with these steps, the first of which has its notice under a number."""
    case = with_entries(CASE, *entries)
    paper = FileLine(1, entries[0].seq, "告知书.docx", "0" * 64, 1, kind, "云青政公开〔2026〕28号")
    written = Entry(Event.LETTER_WRITTEN, entries[0].on, "周敏", {"kind": kind.value}, 9)
    return replace(
        case, journal=(*case.journal, JournalLine(written, datetime(2026, 12, 1, 9), files=(paper,)))
    )


def part(content: str, result: str, facts: Facts) -> Fact:
    """One part of a reply as the journal keeps it."""
    return {"content": content, "result": result, "facts": dict(facts)}


STANDARD = part(
    "补助资金发放标准",
    "R2",
    {
        "documents": ["《补助资金发放标准》（云青政〔2024〕8号），共3页"],
        "attachments": ["补助资金发放标准"],
    },
)
DISCUSSION = part("危房改造工作专班会议讨论记录", "R4f", {**WITHHELD, **GROUNDS["R4f"]})
COST = part(
    "竣工验收记录中的工程造价明细",
    "R4d",
    {
        "ground_fact": "工程造价明细由施工单位制作，列有各项人工、材料的单价和利润，施工单位采取了保密措施",
        "reasons": "公开会使同业竞争者掌握其报价方法，损害其竞争利益",
        **GROUNDS["R4d"],
    },
)
RECORD = part(
    "竣工验收记录的其余内容",
    "R2",
    {
        "documents": ["《柳巷片区危房改造竣工验收记录》（已作区分处理），共12页"],
        "attachments": ["竣工验收记录"],
    },
)
PRIVATE = part(
    "工作人员之间的即时通讯记录",
    "R17c",
    {
        "not_information": "该记录是工作人员个人之间的联络，不是本机关在履行行政管理职能过程中制作或者获取的信息"
    },
)


def replied(code: str, facts: Facts, case: Dossier = CASE, **more: object) -> Sample:
    """A reply with that result."""
    day = more.get("day")
    return Sample(
        LetterKind.REPLY,
        replace(case, result=code),
        day if isinstance(day, date) else DAY,
        facts,
        NUMBER,
    )


def in_parts(code: str, *parts: Fact, case: Dossier = CASE) -> Sample:
    """A reply in parts, counted under that result."""
    return Sample(LetterKind.REPLY, case, DAY, {"kind_of_reply": code, "parts": list(parts)}, NUMBER)


RECTIFIED = replace(
    CASE,
    kind=CaseKind.RECTIFICATION,
    wanted="更正青石镇2024年危房改造补助资金发放表中本人的家庭人口数",
)
RECORD_OF = {"record": "青石镇2024年危房改造补助资金发放表第17行“家庭人口”一栏"}


def rectified(code: str, facts: Facts) -> Sample:
    """The answer to a request to put a record right."""
    return Sample(
        LetterKind.RECTIFICATION, replace(RECTIFIED, result=code), DAY, {**RECORD_OF, **facts}, NUMBER
    )


SAMPLES: Mapping[str, Sample] = {
    "reply_public": replied(
        "R1",
        {
            "published": ["《青石镇2024年农村危房改造补助资金发放标准》（云青政〔2024〕8号）", "《2025年发放公告》"],
            "where_published": [
                "云岭县人民政府门户网站：https://www.example.gov.cn/qingshi/gk/2024/0508.html",
                "《云岭县人民政府公报》2025年第3期，云岭县图书馆政府信息查阅点可以查阅",
            ],
        },
    ),
    "reply_disclose": replied("R2", GIVEN),
    "reply_disclose_on_site": Sample(
        LetterKind.REPLY,
        replace(CASE, result="R2", applicant=COMPANY),
        DAY,
        {
            "documents": ["《柳巷片区危房改造竣工图纸》1套"],
            "form": "查阅原件",
            "way": "read_on_site",
            "pickup": "青石镇综合档案室（文昌路1号104室），2026年12月21日至25日上午9时至11时30分",
            "form_reason": "图纸年代较久，复制可能对载体造成损害",
            "delivery": "online",
        },
        NUMBER,
        LONG_OFFICE,
    ),
    "reply_parts": in_parts("R3", STANDARD, DISCUSSION),
    "reply_parts_third_party": in_parts("R3", RECORD, COST, DISCUSSION, case=PARTLY),
    "reply_parts_no_information": in_parts("R3", STANDARD, PRIVATE),
    "reply_parts_mixed": in_parts(
        "R2",
        STANDARD,
        part("补助资金发放名册", "R7", NOT_OURS),
        part("验收记录", "R6", {**SEARCH.facts, "searched_on": "2026-12-08"}),
    ),
    "reply_parts_withheld_and_not_held": in_parts(
        "R4f", DISCUSSION, part("验收记录", "R6", {}), case=with_entries(CASE, SEARCH)
    ),
    **{
        f"reply_withhold_{code}": replied(
            code, {**WITHHELD, **more}, OBJECTED if code == "R4d" else CASE, day=date(2026, 12, 28)
        )
        for code, more in GROUNDS.items()
    },
    "reply_query": replied(
        "R5",
        {
            "category": "不动产登记资料",
            "query_law": "《不动产登记暂行条例》第二十七条",
            "query_way": "云岭县不动产登记中心（城关镇政务服务大厅2号窗口），权利人、利害关系人持身份证明查询、复制",
        },
    ),
    "reply_not_held": replied("R6", {}, with_entries(CASE, SEARCH)),
    "reply_not_ours": replied("R7", NOT_OURS),
    "reply_not_ours_unknown": replied("R7", {"not_ours": NOT_OURS["not_ours"], "agency_unknown": True}),
    "reply_processing": replied(
        "R8",
        {
            "not_ready": "本机关只有按户填写的补助申请表，没有按年龄段、按片区汇总的统计表",
            "processing": "从612份申请表中逐份提取户主年龄和住址，分类、汇总后另行制表",
        },
    ),
    "reply_unclear": replied(
        "R9",
        {"still_unclear": "“一切材料”没有名称、文号或者其他特征，不能据以查询、确定具体的政府信息"},
        after_notice(LetterKind.CORRECTION_NOTICE, CORRECTION, CORRECTED),
    ),
    "reply_unclear_unchanged": replied(
        "R9",
        {"still_unclear": "仍没有写明是哪一批次的发放名册"},
        with_entries(CASE, CORRECTION, replace(CORRECTED, facts={})),
    ),
    "reply_petition": replied(
        "R10",
        {
            "petition": "申请内容是要求说明未将申请人列入补助名单的原因，并要求处理经办人员，不是申请获取以一定形式"
            "记录、保存的政府信息",
            "category": "投诉、举报",
            "channel_for": "青石镇信访办公室，电话0999-8880011；12345政务服务便民热线",
        },
    ),
    "reply_petition_bare": replied(
        "R10", {"petition": "申请内容是对补助标准的意见和建议", "category": "信访"}
    ),
    "reply_repeated": replied(
        "R11",
        {
            "earlier_number": "云青政公开〔2026〕12号",
            "earlier_on": "2026-06-05",
            "same_information": "本次申请与2026年5月8日提出的申请（登记编号：〔2026〕5号）内容相同，"
            "答复后没有形成新的政府信息",
        },
    ),
    "reply_publication": replied(
        "R12",
        {
            "publication": ["《云岭年鉴》（2024年卷）", "《云岭县人民政府公报》2025年第3期"],
            "obtain": "云岭县图书馆地方文献室可以查阅，新华书店云岭店可以购买",
        },
    ),
    "reply_excessive": replied(
        "R13",
        {
            "requests_made": "2026年6月1日至11月20日，申请人向本机关提出政府信息公开申请58件",
            "why_unreasonable": "所述理由没有说明各件申请与了解相关事项的联系，其中41件内容相近，"
            "已经答复的事项仍反复提出",
        },
        with_entries(CASE, ASKED, REASONS),
    ),
    "reply_excessive_silent": replied(
        "R13",
        {
            "requests_made": "2026年6月1日至11月20日，申请人向本机关提出政府信息公开申请58件",
            "why_unreasonable": "经要求没有说明理由，其中41件内容相近",
        },
        with_entries(CASE, ASKED),
    ),
    "reply_reissue": replied(
        "R14",
        {
            "given_before": ["《补助资金发放标准》（云青政〔2024〕8号），以云青政公开〔2026〕12号告知书邮寄提供"],
            "given_on": "2026-06-05",
        },
    ),
    "reply_not_information": replied(
        "R17c",
        {
            "not_information": "申请的是镇办企业与施工单位之间的购销合同，是企业在经营活动中制作的，不是本机关在履行"
            "行政管理职能过程中制作或者获取的",
            "channel_for": "青石镇集体资产管理有限公司，电话0999-8880033",
        },
    ),
    "reply_other": replied(
        "R17d",
        {"ground_fact": "申请人在申请办理期间去世，其近亲属没有要求继续办理", "decision": "终止办理该申请"},
    ),
    "reply_other_article": replied(
        "R17d",
        {
            "ground_fact": "申请由本机关内设机构收到，该机构以自己名义对外履行行政管理职能",
            "decision": "该申请由青石镇综合行政执法队办理",
            "article": "第十条第二款",
        },
    ),
    "closed_no_correction": Sample(
        LetterKind.CLOSED_NO_CORRECTION,
        replace(after_notice(LetterKind.CORRECTION_NOTICE, CORRECTION, LAPSED), status=Status.CLOSED),
        date(2026, 12, 28),
        {"ended_on": "2026-12-24"},
        NUMBER,
    ),
    "closed_no_fee": Sample(
        LetterKind.CLOSED_NO_FEE,
        replace(after_notice(LetterKind.FEE_NOTICE, FEE, UNPAID), status=Status.CLOSED),
        date(2027, 1, 4),
        {},
        NUMBER,
    ),
    "rectification_made": rectified(
        "X1", {"corrected": "“家庭人口”由3人更正为4人", "corrected_on": "2026-12-14"}
    ),
    "rectification_refused": rectified(
        "X2",
        {
            "not_corrected": "发放表依据申请时的户口登记填写，申请人提交的材料证明的是其后新增的人口，不能证明当时的"
            "记录不准确"
        },
    ),
    "rectification_passed": rectified(
        "X3",
        {
            "why_passed": "家庭人口以户口登记为准，户口登记由公安机关负责",
            "passed_to": "云岭县公安局青石派出所",
            "agency_contact": "青石镇文昌路12号，电话0999-8880055",
            "passed_on": "2026-12-15",
        },
    ),
    "rectification_passed_told": rectified(
        "X3",
        {
            "why_passed": "家庭人口以户口登记为准，户口登记由公安机关负责",
            "passed_to": "云岭县公安局青石派出所",
            "agency_contact": "青石镇文昌路12号，电话0999-8880055",
        },
    ),
}  # fmt: skip
