"""One invented case for each letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from gkcase.domain.journal import Entry
from gkcase.domain.terms import Channel, Event, LetterKind
from tests.services import form_samples, notice_samples, reply_samples
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
from tests.services.reply_samples import CONSULTED, SEARCH, WITHHELD

__all__ = [
    "CASE",
    "COMPANY",
    "CONSULTED",
    "LONG_OFFICE",
    "NUMBER",
    "OFFICE",
    "PERSON",
    "SAMPLES",
    "SEARCH",
    "STANDING",
    "THIRD",
    "WITHHELD",
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
SENT = {"id": "c1", "to": "third_party", "name": THIRD.name}
AGENCY = "云岭县住房和城乡建设局"
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
    **reply_samples.SAMPLES,
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
