"""What a check before a reply leaves (出门前检查) has found, and by which words the journal keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One point: an error stops the reply, a warning needs a reason, a hint (`is_hint`) only says so.

    `text` is one Chinese sentence. A hint is nothing irregular: a day that comes near, an address that may be right.

    `spot` says where it is put right: `step:searched`, `fact:reasons` (of the reply), `settings:review_body`,
    `paper:12` (an attachment's entry); empty where there is no one place.
    """

    code: str
    text: str
    article: str
    is_error: bool = True
    spot: str = ""
    is_hint: bool = False


FINDING_WORDS: Mapping[str, str] = {
    "unfilled": "有没填的地方",
    "differs": "与案件不一致",
    "document_number": "文号不合规范",
    "letter_day": "落款日期不对",
    "remedy": "救济途径不对",
    "online": "没写网上复议渠道",
    "personal": "写有个人信息",
    "personal_maybe": "可能写有个人信息",
    "paper_personal": "附件里有个人信息",
    "paper_unreadable": "附件无法检查",
    "route": "审签没有完成",
    "secrecy": "没有保密审查",
    "secrecy_outcome": "保密审查结论不一致",
    "search": "没有检索记录",
    "third_unasked": "没有征求第三方意见",
    "third_untold": "没有告知第三方",
    "third_reason": "没有不顾异议公开的理由",
    "third_wait": "告知第三方后即公开",
    "fee": "费用没有缴清",
    "arrival_due": "按到达之日已逾期",
    "letter_changed": "答复书文件被改动",
    "review_body": "复议机关可能不对",
}
"""The codes of findings in a few words: those of warnings stand with the entry, those of errors on the chain."""
