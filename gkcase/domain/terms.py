"""Statutory terms as enumerations: the value is stored and spoken by the command line, the label is shown."""

from __future__ import annotations

from datetime import date, timedelta, timezone
from enum import Enum
from typing import Self, cast

BEIJING = timezone(timedelta(hours=8))
"""Legal dates are days in China, wherever the computer stands."""


class Term(Enum):
    """An enumeration whose members carry a stored code and a Chinese label."""

    label: str

    def __new__(cls, code: str, label: str) -> Self:
        """Make a member: `code` is its value, `label` its Chinese word."""
        member = object.__new__(cls)
        member._value_ = code
        member.label = label
        return member

    __hash__ = object.__hash__
    """There is one of each; the library hashes the name anew at every look-up."""

    @classmethod
    def of(cls, code: object) -> Self:
        """The member stored as `code`; KeyError for an unknown one, so ask `knows` first."""
        return cast("Self", cls._value2member_map_[code])

    @classmethod
    def knows(cls, code: object) -> bool:
        """Whether a member is stored as `code`."""
        return isinstance(code, str) and code in cls._value2member_map_


class Status(Term):
    """Who has to move next in a case (办理状态)."""

    AWAITING_CONFIRMATION = "awaiting_confirmation", "待确认"
    IN_PROGRESS = "in_progress", "办理中"
    AWAITING_CORRECTION = "awaiting_correction", "待补正"
    AWAITING_PAYMENT = "awaiting_payment", "待缴费"
    UNDER_REVIEW = "under_review", "审签中"
    APPROVED = "approved", "待送达"
    REPLIED = "replied", "已答复"
    CLOSED = "closed", "已终止"
    ARCHIVED = "archived", "已归档"

    @property
    def is_open(self) -> bool:
        """Whether the office still owes an act: every status but 已答复, 已终止, 已归档."""
        return self not in ENDED


class Event(Term):
    """A step of the procedure (办理环节)."""

    RECEIVED = "received", "登记"
    CONFIRMED = "confirmed", "双方确认"
    ASSIGNED = "assigned", "转办"
    SEARCHED = "searched", "检索记录"
    SECRECY_REVIEWED = "secrecy_reviewed", "保密审查"
    DELIBERATED = "deliberated", "会商"
    THIRD_PARTY_TOLD = "third_party_told", "告知第三方"
    LETTER_WRITTEN = "letter_written", "成文"
    LINKED = "linked", "关联"
    SPLIT = "split", "拆分"
    MERGED = "merged", "并案"
    NOTED = "noted", "记事"
    CORRECTION_REQUESTED = "correction_requested", "告知补正"
    CORRECTION_RECEIVED = "correction_received", "收到补正"
    CORRECTION_LAPSED = "correction_lapsed", "逾期不补正"
    CONSULTATION_SENT = "consultation_sent", "征求意见"
    CONSULTATION_DELIVERED = "consultation_delivered", "对方签收"
    CONSULTATION_ANSWERED = "consultation_answered", "收到意见"
    EXTENDED = "extended", "延期"
    REASONS_REQUESTED = "reasons_requested", "要求说明理由"
    REASONS_RECEIVED = "reasons_received", "收到理由说明"
    DELAYED = "delayed", "确定延迟答复期限"
    FEE_REQUESTED = "fee_requested", "通知缴费"
    FEE_PAID = "fee_paid", "已缴费"
    FEE_LAPSED = "fee_lapsed", "逾期未缴费"
    SUBMITTED = "submitted", "送审"
    SIGNED = "signed", "审签"
    RETURNED = "returned", "退回"
    REPLIED = "replied", "答复"
    MAIL_RETURNED = "mail_returned", "退信"
    RESENT = "resent", "再次寄送"
    NOTICE_SERVED = "notice_served", "通知送达"
    SERVED = "served", "送达"
    REMEDY_FILED = "remedy_filed", "复议诉讼"
    DEFENCE_FILED = "defence_filed", "提交答复"
    REMEDY_DECIDED = "remedy_decided", "复议诉讼结果"
    WITHDRAWN = "withdrawn", "撤回申请"
    REPLY_ORDERED = "reply_ordered", "责令重新答复"
    PUBLICATION_DECIDED = "publication_decided", "转主动公开"
    PUBLISHED = "published", "主动公开完成"
    REASSESSED = "reassessed", "定期评估"
    ARCHIVED = "archived", "归档"
    VOIDED = "voided", "作废"


class Clock(Term):
    """What a step does to the reply period (期限影响)."""

    NONE = "none", "不影响期限"
    START = "start", "起算"
    VOID = "void", "停止计算，待重新起算"
    STOP = "stop", "停止"
    PAUSE = "pause", "暂停"
    LIMIT = "limit", "对方意见期限起算"
    RESUME = "resume", "恢复计算"
    EXTEND = "extend", "延长"
    FIX = "fix", "另定期限"


class Channel(Term):
    """How a request came in (申请渠道)."""

    IN_PERSON = "in_person", "当面"
    ORAL = "oral", "口头"
    POST_SIGNED = "post_signed", "挂号信/EMS"
    POST_UNSIGNED = "post_unsigned", "平信"
    INTERNET = "internet", "网上平台"
    EMAIL = "email", "电子邮件"
    FAX = "fax", "传真"
    OTHER = "other", "其他公布渠道"


class Party(Term):
    """Whose opinion is asked (征求意见对象)."""

    THIRD_PARTY = "third_party", "第三方"
    JOINT_AGENCY = "joint_agency", "共同制作机关"
    OTHER_AGENCY = "other_agency", "其他行政机关"


class Opinion(Term):
    """What the consulted party said; none given is no entry (意见)."""

    CONSENT = "consent", "同意公开"
    PARTIAL = "partial", "部分同意"
    OBJECTION = "objection", "不同意公开"


class Delivery(Term):
    """How a letter leaves the house (送达方式)."""

    HAND = "hand", "直接送达"
    ENTRUSTED = "entrusted", "委托送达"
    POST = "post", "邮寄送达"
    EMAIL = "email", "电子邮件"
    ONLINE = "online", "网上平台"
    NOTICE = "notice", "公告"


class ApplicantKind(Term):
    """The applicant columns of the yearly report (申请人类别)."""

    NATURAL = "natural", "自然人"
    ENTERPRISE = "enterprise", "商业企业"
    RESEARCH = "research", "科研机构"
    WELFARE = "welfare", "社会公益组织"
    LEGAL_SERVICE = "legal_service", "法律服务机构"
    OTHER_ORG = "other_org", "其他组织"


class IdKind(Term):
    """What proves who the applicant is (证件名称)."""

    RESIDENT_ID = "resident_id", "居民身份证"
    PASSPORT = "passport", "护照"
    RESIDENCE_PERMIT = "residence_permit", "港澳台居民居住证"
    USCC = "uscc", "统一社会信用代码"
    OTHER = "other", "其他证件"


class FormWanted(Term):
    """In which form the information is wanted (提供方式)."""

    PAPER = "paper", "纸质"
    EMAIL = "email", "电子邮件"
    DISC = "disc", "光盘"
    OTHER = "other", "其他形式"


class WayWanted(Term):
    """By which way the information is wanted (获取方式)."""

    POST = "post", "邮寄"
    EMAIL = "email", "电子邮件"
    FAX = "fax", "传真"
    PICK_UP = "pick_up", "自行领取"
    READ_ON_SITE = "read_on_site", "当场查阅、抄录"


class CaseKind(Term):
    """What is asked for (案件类别)."""

    REQUEST = "request", "信息公开申请"
    RECTIFICATION = "rectification", "更正申请"


class Role(Term):
    """What a person of the office may do (角色)."""

    CLERK = "clerk", "经办"
    REVIEWER = "reviewer", "法制审核"
    HEAD = "head", "负责人"
    MANAGER = "manager", "管理"
    AUDITOR = "auditor", "监督"
    ADMINISTRATOR = "administrator", "系统管理"


class Remedy(Term):
    """How a reply is attacked (救济途径): the three groups of table 四 of the yearly report."""

    ADMINISTRATIVE_REVIEW = "administrative_review", "行政复议"
    LITIGATION = "litigation", "行政诉讼（未经复议）"
    LITIGATION_AFTER_REVIEW = "litigation_after_review", "行政诉讼（复议后起诉）"


class RemedyResult(Term):
    """How a review or suit ended, in the words of table 四 of the yearly report (复议诉讼结果)."""

    UPHELD = "upheld", "结果维持"
    CORRECTED = "corrected", "结果纠正"
    OTHER = "other", "其他结果"


class StageKind(Term):
    """What runs beside the main line of a case and has a register of its own (台账)."""

    CORRECTION = "correction", "补正"
    EXTENSION = "extension", "延期"
    CONSULTATION = "consultation", "征求意见"
    REMEDY = "remedy", "复议诉讼"


class LetterKind(Term):
    """The letters an office writes (文书)."""

    APPLICATION_FORM = "application_form", "政府信息公开申请表"
    RECEIPT = "receipt", "登记回执"
    CORRECTION_NOTICE = "correction_notice", "补正告知书"
    EXTENSION_NOTICE = "extension_notice", "延长答复期限告知书"
    THIRD_PARTY_CONSULTATION = "third_party_consultation", "第三方意见征询书"
    AGENCY_CONSULTATION = "agency_consultation", "征求意见函"
    REPLY = "reply", "答复书"
    RECTIFICATION = "rectification", "更正告知书"
    CLOSED_NO_CORRECTION = "closed_no_correction", "逾期不补正不再处理告知书"
    CLOSED_NO_FEE = "closed_no_fee", "逾期未缴费不再处理告知书"
    REASONS_NOTICE = "reasons_notice", "说明理由告知书"
    DELAY_NOTICE = "delay_notice", "延迟答复告知书"
    CONSULTATION_NOTICE = "consultation_notice", "征求意见告知书"
    THIRD_PARTY_DECISION = "third_party_decision", "决定公开告知第三方"
    FEE_NOTICE = "fee_notice", "收费通知书"
    WITHDRAWAL = "withdrawal", "撤回确认"
    SERVICE_PROOF = "service_proof", "送达回证"
    SIGNOFF_SHEET = "signoff_sheet", "审签单"
    ENVELOPE = "envelope", "信封"
    EMS_LABEL = "ems_label", "邮政面单"
    FILE_INDEX = "file_index", "案卷目录"


DECISIONS = frozenset({LetterKind.REPLY, LetterKind.RECTIFICATION})
"""The letters that decide what was asked for: they are signed, and the case ends when they leave."""


DECISION_KINDS = frozenset(kind.value for kind in DECISIONS)
"""The same as entries of the journal name them."""

ENDED = frozenset({Status.REPLIED, Status.CLOSED, Status.ARCHIVED})
WEEKDAYS = "一二三四五六日"


def decided_with(letter: LetterKind, case: CaseKind) -> LetterKind:
    """The letter meant: the answer to a request to put a record right (第四十一条) is a kind of its own."""
    if letter not in DECISIONS:
        return letter
    return LetterKind.RECTIFICATION if case is CaseKind.RECTIFICATION else LetterKind.REPLY


def chinese_date(day: date) -> str:
    """Write 2026-03-05 as 2026年3月5日 (strftime cannot, on every platform)."""
    return f"{day.year}年{day.month}月{day.day}日"


def weekday(day: date) -> str:
    """Name the weekday: 周五."""
    return f"周{WEEKDAYS[day.weekday()]}"


def dated(day: date) -> str:
    """Write a day as lists show it: 2026-12-18 周五."""
    return f"{day.isoformat()} {weekday(day)}"


def spoken(day: date) -> str:
    """Write a day as sentences say it: 12月18日（周五）."""
    return f"{day.month}月{day.day}日（{weekday(day)}）"
