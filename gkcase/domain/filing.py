"""What belongs into the file of a case (案卷材料): the parts in their order, and which one a paper is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gkcase.domain.journal import Entry
from gkcase.domain.terms import DECISION_KINDS, Event

PARTS: Mapping[str, str] = {
    "request": "申请书和信封",
    "identity": "身份证明复印件",
    "receipt": "登记回执",
    "correction": "补正材料",
    "consultation": "征求意见材料",
    "extension": "延期、说明理由材料",
    "fee": "收费材料",
    "search": "检索记录",
    "review": "审签材料",
    "draft": "答复书稿",
    "closing": "终止材料",
    "reply": "答复书正本",
    "supplied": "提供的信息",
    "proof": "送达凭证",
    "remedy": "复议、诉讼文书",
    "ledger": "办理日志和期限台账",
    "other": "其他材料",
}
"""The parts of a file in the order in which they are laid, each with its Chinese name."""

_BY_EVENT: Mapping[Event, str] = {
    Event.RECEIVED: "request",
    Event.CONFIRMED: "request",
    Event.CORRECTION_REQUESTED: "correction",
    Event.CORRECTION_RECEIVED: "correction",
    Event.CONSULTATION_SENT: "consultation",
    Event.CONSULTATION_DELIVERED: "consultation",
    Event.CONSULTATION_ANSWERED: "consultation",
    Event.THIRD_PARTY_TOLD: "consultation",
    Event.EXTENDED: "extension",
    Event.REASONS_REQUESTED: "extension",
    Event.REASONS_RECEIVED: "extension",
    Event.DELAYED: "extension",
    Event.FEE_REQUESTED: "fee",
    Event.FEE_PAID: "fee",
    Event.SEARCHED: "search",
    Event.SECRECY_REVIEWED: "review",
    Event.DELIBERATED: "review",
    Event.SUBMITTED: "review",
    Event.SIGNED: "review",
    Event.RETURNED: "review",
    Event.CORRECTION_LAPSED: "closing",
    Event.FEE_LAPSED: "closing",
    Event.WITHDRAWN: "closing",
    Event.MERGED: "closing",
    Event.REPLIED: "supplied",
    Event.MAIL_RETURNED: "proof",
    Event.RESENT: "proof",
    Event.NOTICE_SERVED: "proof",
    Event.SERVED: "proof",
    Event.REMEDY_FILED: "remedy",
    Event.DEFENCE_FILED: "remedy",
    Event.REMEDY_DECIDED: "remedy",
    Event.REPLY_ORDERED: "remedy",
}
_BY_LETTER: Mapping[str, str] = {
    "application_form": "request",
    "receipt": "receipt",
    "correction_notice": "correction",
    "reasons_notice": "extension",
    "extension_notice": "extension",
    "delay_notice": "extension",
    "third_party_consultation": "consultation",
    "agency_consultation": "consultation",
    "consultation_notice": "consultation",
    "third_party_decision": "consultation",
    "fee_notice": "fee",
    "closed_no_correction": "closing",
    "closed_no_fee": "closing",
    "withdrawal": "closing",
    "service_proof": "proof",
    "signoff_sheet": "review",
}
WORKING_PAPERS = frozenset({"envelope", "ems_label", "file_index"})
"""Papers that help to send or to file and are no part of the file themselves."""

_IDENTITY = ("身份证", "证件", "护照", "营业执照", "信用代码", "居住证", "授权委托", "身份证明")
_POSTED = ("回执", "签收", "凭证", "交邮", "邮单", "面单", "妥投")


@dataclass(frozen=True)
class Paper:
    """A paper of a case: the entry on which it hangs, its name, and for a letter its kind, number and hash."""

    seq: int
    name: str
    kind: str = ""
    number: str = ""
    sha256: str = ""


def part_of(paper: Paper, entry: Entry, sent: frozenset[str]) -> str:
    """To which part of the file a paper belongs; `sent` are the hashes of the replies that left the house."""
    if paper.kind in DECISION_KINDS:
        return "reply" if paper.sha256 in sent else "draft"
    if paper.kind:
        return _BY_LETTER.get(paper.kind, "other")
    part = _BY_EVENT.get(entry.event, "other")
    if entry.event is Event.LETTER_WRITTEN:
        kind = entry.text("kind")
        part = "supplied" if kind in DECISION_KINDS else _BY_LETTER.get(kind, "other")
    if part == "request" and _says(paper.name, _IDENTITY):
        return "identity"
    return "proof" if part == "supplied" and _says(paper.name, _POSTED) else part


def _says(name: str, words: tuple[str, ...]) -> bool:
    return any(word in name for word in words)
