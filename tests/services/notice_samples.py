"""Invented cases for the notices beside a reply: one sample each, and one for each turn that their words can take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from gkcase.domain.clock import Standing
from gkcase.domain.journal import Entry
from gkcase.domain.policy import Policy
from gkcase.domain.terms import Event, LetterKind, Opinion, Party, Status
from gkcase.services.dossier import Consultation
from tests.services.letter_base import CASE, COMPANY, NUMBER, THIRD, Sample, with_entries

REASONS_ASKED = Entry(
    Event.REASONS_REQUESTED,
    date(2026, 12, 1),
    "周敏",
    {
        "requests": [
            "〔2026〕12号，2026年11月20日收到，申请公开柳巷片区危房改造补助资金发放名册等",
            "〔2026〕13号至〔2026〕38号，2026年11月20日至27日收到，共26件，内容均为青石镇各村同类名册",
        ],
        "reason": "八日内以同一申请事项分村提出27件申请，与本机关上一年度全部申请数量相当",
        "limit_days": 7,
    },
    2,
)
REASONS_GIVEN = Entry(
    Event.REASONS_RECEIVED, date(2026, 12, 7), "周敏", {"reason": "用于比对各村补助标准是否一致"}, 3
)
DELAYED = Entry(
    Event.DELAYED,
    date(2026, 12, 14),
    "周敏",
    {"until": "2027-03-31", "reason": "27件申请所涉名册分散在九个村的档案中，需要逐村调取、逐页核对"},
    4,
)
TOLD = Entry(
    Event.THIRD_PARTY_TOLD,
    date(2026, 12, 28),
    "周敏",
    {
        "name": THIRD.name,
        "information": "《柳巷片区危房改造工程竣工验收记录》中的工程名称、验收结论和财政补助金额，"
        "工程造价明细不予公开",
        "reason": "工程由财政资金补助，验收结论和补助金额关系柳巷片区住户的居住安全和对财政资金的监督，"
        "不公开可能对公共利益造成重大影响",
    },
    5,
)
FEE_BY_PAGE = Entry(
    Event.FEE_REQUESTED,
    date(2026, 12, 9),
    "周敏",
    {
        "amount": 2740,
        "pages": 201,
        "pay_way": "凭本通知书所附缴款码，在任一代收银行网点或者“云岭非税”网上平台缴入国库",
    },
    2,
)
FEE_BY_ITEM = replace(
    FEE_BY_PAGE,
    facts={"amount": 2200, "nth_in_month": 10, "items": 22, "pay_way": "到云岭县政务服务中心12号窗口缴纳"},
)
WITHDRAWN = Entry(
    Event.WITHDRAWN,
    date(2026, 12, 10),
    "周敏",
    {"note": "2026年12月9日书面撤回，已取得所需材料", "requested_on": "2026-12-09"},
    2,
)
JOINT = Consultation("c2", Party.JOINT_AGENCY, "云岭县住房和城乡建设局", date(2026, 12, 2))
OTHER = replace(JOINT, id="c3", to=Party.OTHER_AGENCY)
SENT = Entry(Event.CONSULTATION_SENT, date(2026, 12, 2), "周敏", {"id": "c1", "to": "third_party"}, 2)
OBJECTED = replace(THIRD, answered_on=date(2026, 12, 10), opinion=Opinion.OBJECTION)


def _told(kind: LetterKind, *entries: Entry, asked: tuple[Consultation, ...] = (), **more: object) -> Sample:
    case = with_entries(replace(CASE, consultations=asked), *entries)
    return Sample(kind, case, entries[-1].on, dict(more), NUMBER)  # type: ignore[arg-type]


SAMPLES: Mapping[str, Sample] = {
    "reasons_notice": _told(LetterKind.REASONS_NOTICE, REASONS_ASKED),
    "reasons_notice_stops": replace(
        _told(LetterKind.REASONS_NOTICE, REASONS_ASKED), policy=Policy(reasons_stop=True)
    ),
    "delay_notice": _told(LetterKind.DELAY_NOTICE, REASONS_ASKED, REASONS_GIVEN, DELAYED),
    "consultation_notice": _told(LetterKind.CONSULTATION_NOTICE, SENT, asked=(THIRD,)),
    "consultation_notice_named": _told(LetterKind.CONSULTATION_NOTICE, SENT, asked=(THIRD,), named=True),
    "consultation_notice_joint": _told(
        LetterKind.CONSULTATION_NOTICE, replace(SENT, facts={"id": "c2"}), asked=(THIRD, JOINT)
    ),
    "consultation_notice_other": _told(
        LetterKind.CONSULTATION_NOTICE, replace(SENT, facts={"id": "c3"}), asked=(OTHER,)
    ),
    "third_party_decision": _told(LetterKind.THIRD_PARTY_DECISION, TOLD, asked=(OBJECTED,)),
    "fee_notice_pages": _told(LetterKind.FEE_NOTICE, FEE_BY_PAGE),
    "fee_notice_items": replace(
        _told(LetterKind.FEE_NOTICE, FEE_BY_ITEM),
        case=with_entries(replace(CASE, applicant=COMPANY), FEE_BY_ITEM),
        policy=Policy(fee_restart="rest"),
    ),
    "withdrawal": _told(LetterKind.WITHDRAWAL, WITHDRAWN),
    "withdrawal_unconfirmed": replace(
        _told(LetterKind.WITHDRAWAL, WITHDRAWN),
        case=with_entries(replace(CASE, standing=Standing("withdrawn"), status=Status.CLOSED), WITHDRAWN),
    ),
}
