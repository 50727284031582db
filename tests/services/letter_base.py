"""The invented office, applicants and request that the samples of letters share.

Numbers of identity cards carry a region code that is not assigned.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from gkcase.domain.clock import Standing
from gkcase.domain.journal import Entry, Facts
from gkcase.domain.policy import Policy
from gkcase.domain.terms import (
    ApplicantKind,
    CaseKind,
    Channel,
    Event,
    IdKind,
    LetterKind,
    Party,
    Status,
)
from gkcase.services.dossier import Applicant, Consultation, Dossier, JournalLine, OfficeProfile
from gkcase.services.values import Seal

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
    policy: Policy | None = None
    seal: Seal | None = None


THIRD = Consultation(
    "c1",
    Party.THIRD_PARTY,
    "云岭县鼎盛建筑工程有限公司",
    date(2026, 12, 2),
    date(2026, 12, 4),
    date(2026, 12, 25),
)
NUMBER = "云青政公开〔2026〕31号"
