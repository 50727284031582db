"""Invented cases, one for each letter; numbers of identity cards carry a region code that is not assigned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from gkcase.domain.clock import Standing
from gkcase.domain.journal import Entry, Facts
from gkcase.domain.terms import (
    ApplicantKind,
    CaseKind,
    Channel,
    Event,
    IdKind,
    LetterKind,
    Opinion,
    Party,
    Status,
)
from gkcase.services.dossier import Applicant, Consultation, Dossier, JournalLine, OfficeProfile

OFFICE = OfficeProfile(
    name="云岭县青石镇人民政府",
    short="云青政公开",
    review_body="云岭县人民政府",
    court="云岭县人民法院",
    online_review="https://review.example.gov.cn",
    address="云岭县青石镇文昌路1号",
    phone="0999-8880001",
    postcode="999100",
    contact="周敏",
)
LONG_OFFICE = replace(OFFICE, name="云岭彝族苗族自治县自然资源和规划局青石镇中心管理所")

PERSON = Applicant(
    name="陈晓岚",
    id_number="99999919880512302X",
    phone="13900000001",
    address="云岭县青石镇柳巷7号",
    postcode="999100",
    email="chen@example.com",
)
COMPANY = Applicant(
    name="云岭县A & B <青石>农产品有限公司",
    kind=ApplicantKind.ENTERPRISE,
    id_kind=IdKind.USCC,
    id_number="91999999MA0000001N",
    phone="0999-8880022",
    address="云岭县工业园3号",
    postcode="999100",
    contact="吴立新",
    legal_representative="欧阳文静",
)
RECEIVED = Entry(
    Event.RECEIVED,
    date(2026, 11, 20),
    "周敏",
    {"channel": "post_signed", "signed_on": "2026-11-20", "form_wanted": "paper", "way_wanted": "post"},
    1,
)
STANDING = Standing(
    "running",
    receipt_date=date(2026, 11, 20),
    base_due=date(2026, 12, 18),
    due=date(2026, 12, 18),
)
CASE = Dossier(
    id=12,
    version=3,
    number="〔2026〕12号",
    kind=CaseKind.REQUEST,
    status=Status.IN_PROGRESS,
    standing=STANDING,
    channel=Channel.POST_SIGNED,
    applicant=PERSON,
    agent="",
    wanted="2024年至2025年青石镇柳巷片区农村危房改造补助资金的发放名册、发放标准和验收记录",
    handler="周敏",
    received=RECEIVED,
    journal=(),
)


def with_entries(case: Dossier, *entries: Entry) -> Dossier:
    """The case with these steps on record."""
    lines = tuple(JournalLine(entry, datetime(2026, 12, 1, 9)) for entry in entries)
    return replace(case, journal=(JournalLine(RECEIVED, datetime(2026, 11, 20, 9)), *lines))


@dataclass(frozen=True)
class Sample:
    """What compose() is called with."""

    kind: LetterKind
    case: Dossier
    day: date
    facts: Facts = field(default_factory=dict)
    number: str = ""
    office: OfficeProfile = OFFICE


CORRECTION = Entry(
    Event.CORRECTION_REQUESTED,
    date(2026, 12, 1),
    "周敏",
    {
        "items": [
            "未提供申请人的身份证明",
            "“发放名册”没有指明是哪一批次，无法确定所需政府信息的范围",
            "未写明获取信息的方式、途径",
        ],
        "guidance": "请补充身份证件复印件；写明需要的批次、年度或者文件名称、文号；"
        "在申请表中选择提供的形式和获取的方式",
        "limit_days": 15,
    },
    2,
)
EXTENSION = Entry(
    Event.EXTENDED,
    date(2026, 12, 15),
    "周敏",
    {"days": 20, "reason": "所涉档案分散在三个年度的案卷中，需要逐卷查阅核对", "approver": "郑国平"},
    3,
)
EXTENDED = replace(STANDING, due=date(2027, 1, 18), extended_by=20, provisional=True)
THIRD = Consultation(
    "c1",
    Party.THIRD_PARTY,
    "云岭县鼎盛建筑工程有限公司",
    date(2026, 12, 2),
    date(2026, 12, 4),
    date(2026, 12, 25),
)
CONSULTED = replace(CASE, consultations=(THIRD,))
OBJECTED = replace(
    CASE, consultations=(replace(THIRD, answered_on=date(2026, 12, 10), opinion=Opinion.OBJECTION),)
)
SENT = {"id": "c1", "to": "third_party", "name": THIRD.name}
AGENCY = "云岭县住房和城乡建设局"
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
WITHHELD = {
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
NUMBER = "云青政公开〔2026〕31号"

SAMPLES: Mapping[str, Sample] = {
    "application_form": Sample(
        LetterKind.APPLICATION_FORM,
        replace(CASE, channel=Channel.ORAL, agent="陈晓峰（授权委托书已收）"),
        date(2026, 11, 20),
    ),
    "application_form_company": Sample(
        LetterKind.APPLICATION_FORM, replace(CASE, applicant=COMPANY), date(2026, 11, 20)
    ),
    "receipt": Sample(LetterKind.RECEIPT, CASE, date(2026, 11, 20)),
    "correction_notice": Sample(
        LetterKind.CORRECTION_NOTICE, with_entries(CASE, CORRECTION), date(2026, 12, 1), {}, NUMBER
    ),
    "extension_notice": Sample(
        LetterKind.EXTENSION_NOTICE,
        with_entries(replace(CASE, standing=EXTENDED), EXTENSION),
        date(2026, 12, 15),
        {},
        NUMBER,
    ),
    "third_party_consultation": Sample(
        LetterKind.THIRD_PARTY_CONSULTATION,
        CONSULTED,
        date(2026, 12, 2),
        {**SENT, "information": "柳巷片区危房改造工程竣工验收记录（含工程造价明细）"},
        NUMBER,
    ),
    "agency_consultation_joint": Sample(
        LetterKind.AGENCY_CONSULTATION,
        CASE,
        date(2026, 12, 2),
        {"id": "c2", "to": "joint_agency", "name": AGENCY, "information": "《柳巷片区危房改造实施方案》"},
        NUMBER,
    ),
    "agency_consultation_other": Sample(
        LetterKind.AGENCY_CONSULTATION,
        CASE,
        date(2026, 12, 2),
        {"id": "c3", "to": "other_agency", "name": AGENCY, "information": "柳巷片区房屋安全鉴定报告"},
        NUMBER,
    ),
    "reply_disclose": Sample(
        LetterKind.REPLY,
        replace(CASE, result="R2"),
        date(2026, 12, 16),
        {
            "documents": [
                "《青石镇2024年农村危房改造补助资金发放标准》（云青政〔2024〕8号），共3页",
                "《柳巷片区危房改造竣工验收记录》，共12页",
            ],
            "attachments": ["青石镇2024年农村危房改造补助资金发放标准", "柳巷片区危房改造竣工验收记录"],
        },
        NUMBER,
    ),
    "reply_disclose_on_site": Sample(
        LetterKind.REPLY,
        replace(CASE, result="R2", applicant=COMPANY),
        date(2026, 12, 16),
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
    **{
        f"reply_withhold_{code}": Sample(
            LetterKind.REPLY,
            replace(OBJECTED if code == "R4d" else CASE, result=code),
            date(2026, 12, 28),
            {**WITHHELD, **more},
            NUMBER,
        )
        for code, more in GROUNDS.items()
    },
    "reply_not_held": Sample(
        LetterKind.REPLY, with_entries(replace(CASE, result="R6"), SEARCH), date(2026, 12, 16), {}, NUMBER
    ),
}


if __name__ == "__main__":  # python -m tests.services.letter_samples: write the golden texts anew
    from pathlib import Path

    from gkcase.services.letters import compose, text_of

    golden = Path(__file__).parents[1] / "golden"
    for name, sample in SAMPLES.items():
        made = compose(sample.kind, sample.case, sample.office, sample.day, sample.facts, sample.number)
        (golden / f"letter_{name}.txt").write_text(
            text_of(made.content) + "\n", encoding="utf-8", newline="\n"
        )
