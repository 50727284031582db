"""One invented case for each letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from gkcase.domain.journal import Entry, Facts
from gkcase.domain.terms import Channel, Event, LetterKind, Opinion
from tests.services import form_samples, notice_samples
from tests.services.letter_base import (
    CASE,
    COMPANY,
    LONG_OFFICE,
    NUMBER,
    OFFICE,
    PERSON,
    STANDING,
    THIRD,
    Sample,
    with_entries,
)

__all__ = [
    "CASE",
    "COMPANY",
    "LONG_OFFICE",
    "NUMBER",
    "OFFICE",
    "PERSON",
    "SAMPLES",
    "STANDING",
    "THIRD",
    "Sample",
    "with_entries",
]

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
    **notice_samples.SAMPLES,
    **form_samples.SAMPLES,
}


if __name__ == "__main__":  # python -m tests.services.letter_samples: write the golden texts anew
    from pathlib import Path

    from gkcase.services.letters import compose, text_of

    golden = Path(__file__).parents[1] / "golden"
    for name, sample in SAMPLES.items():
        made = compose(
            sample.kind,
            sample.case,
            sample.office,
            sample.day,
            sample.facts,
            sample.number,
            policy=sample.policy,
            seal=sample.seal,
        )
        (golden / f"letter_{name}.txt").write_text(
            text_of(made.content) + "\n", encoding="utf-8", newline="\n"
        )
