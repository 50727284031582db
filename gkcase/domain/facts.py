"""Which facts each step asks for: read by forms, command line and letters, so a new step needs no new screen."""

from __future__ import annotations

from collections.abc import Mapping

from gkcase.domain.errors import Refusal
from gkcase.domain.fact_spec import Choices as Choices
from gkcase.domain.fact_spec import FactSpec as FactSpec
from gkcase.domain.fact_spec import Kind as Kind
from gkcase.domain.fact_spec import choices_of as choices_of
from gkcase.domain.journal import Fact, Facts
from gkcase.domain.later_facts import LATER_FACTS, RECTIFICATION_FACTS
from gkcase.domain.parts import PARTS, with_main_result
from gkcase.domain.receipt import fact_day
from gkcase.domain.terms import (
    ApplicantKind,
    Channel,
    Delivery,
    Event,
    FormWanted,
    IdKind,
    Opinion,
    Party,
    Term,
    WayWanted,
)
from gkcase.domain.words import clean_text


def _choice(
    name: str, label: str, kind: type[Term], *, required: bool = False, default: str = ""
) -> FactSpec:
    return FactSpec(name, label, "choice", required, choices_of(kind), default=default)


_CONSULTATION = FactSpec("id", "征求意见", "choice", True, hint="选择是哪一件征求意见")
_KIND_OF_REPLY = FactSpec("kind_of_reply", "答复类型", "choice", True)
_MAILING = FactSpec("mailing", "哪一次寄送", "number", hint="寄出时的记录序号，不填为最近一次")
_CARRIER = (
    FactSpec(
        "carrier", "寄递企业", "choice", choices=(("china_post", "中国邮政"), ("courier", "其他快递企业"))
    ),
    FactSpec("tracking_number", "邮件号码"),
)
_DELIVERY = (_choice("delivery", "送达方式", Delivery), *_CARRIER)
"""How a notice leaves; the day of its step is the day that counts (国办公开办函〔2016〕235号)."""

_DATED_DELIVERY = (
    _choice("delivery", "送达方式", Delivery, required=True),
    FactSpec("posted_on", "交邮日期", "day"),
    FactSpec("signed_on", "签收日期", "day"),
    FactSpec("sent_on", "发送或发布日期", "day"),
    FactSpec("arrived_on", "到达日期", "day", hint="本单位以到达日为答复日期时填写"),
    *_CARRIER,
)
"""How a reply leaves: each way has its own date."""

RECEIVED_FACTS = (
    _choice("channel", "申请渠道", Channel, required=True),
    FactSpec("submitted_on", "提交日期", "day"),
    FactSpec("signed_on", "签收日期", "day"),
    FactSpec("arrived_on", "信件到达日期", "day"),
    FactSpec("confirmed_on", "确认日期", "day", hint="与申请人双方确认收到之日"),
    FactSpec("auto_confirmed", "系统自动确认", "flag"),
    FactSpec("tracking_number", "邮件号码"),
    FactSpec("applicant.name", "姓名或名称"),
    _choice("applicant.kind", "申请人类别", ApplicantKind, default="natural"),
    _choice("applicant.id_kind", "证件名称", IdKind, default="resident_id"),
    FactSpec("applicant.id_number", "证件号码"),
    FactSpec("applicant.phone", "联系电话"),
    FactSpec("applicant.address", "联系地址"),
    FactSpec("applicant.postcode", "邮政编码"),
    FactSpec("applicant.email", "电子邮箱"),
    FactSpec("applicant.fax", "传真"),
    FactSpec("applicant.unit", "工作单位"),
    FactSpec("applicant.contact", "联系人"),
    FactSpec("applicant.legal_representative", "法定代表人"),
    FactSpec("agent.name", "代理人姓名"),
    FactSpec("agent.id_number", "代理人证件号码"),
    FactSpec("agent.phone", "代理人电话"),
    FactSpec("agent.authority", "授权委托书"),
    FactSpec("wanted", "所需信息内容描述", "lines"),
    FactSpec("document_number", "文号或其他特征"),
    FactSpec("purpose", "所需信息的用途", hint="选填，不得要求说明"),
    _choice("form_wanted", "提供方式", FormWanted),
    _choice("way_wanted", "获取方式", WayWanted),
    FactSpec("accepts_other_form", "可接受其他方式", "flag"),
    FactSpec("needs_help", "阅读或视听困难，需要协助", "flag"),
    FactSpec(
        "case_kind",
        "案件类别",
        "choice",
        choices=(("request", "信息公开申请"), ("rectification", "更正申请")),
    ),
    *RECTIFICATION_FACTS,
    FactSpec("imported", "补录", "flag"),
)

FACTS: Mapping[Event, tuple[FactSpec, ...]] = {
    Event.RECEIVED: RECEIVED_FACTS,
    Event.CONFIRMED: (FactSpec("how", "确认方式", hint="如：电话告知申请人本人"),),
    Event.ASSIGNED: (
        FactSpec("to", "接办人", required=True),
        FactSpec("unit", "接办机构"),
        FactSpec("note", "交接说明"),
    ),
    Event.SEARCHED: (
        FactSpec("places", "检索范围", "lines", True, hint="检索了哪些档案、系统、科室，每行一处"),
        FactSpec("method", "检索方法", required=True, hint="如：按文件名称和关键词检索"),
        FactSpec("searcher", "检索人", required=True),
        FactSpec("outcome", "检索结果", "lines", True),
    ),
    Event.SECRECY_REVIEWED: (
        FactSpec("reviewer", "审查人", required=True),
        FactSpec("outcome", "审查结论", required=True, hint="如：不涉及国家秘密，可以公开"),
    ),
    Event.DELIBERATED: (
        FactSpec("form", "会商方式", "choice", choices=(("written", "书面"), ("meeting", "会议"))),
        FactSpec("held_on", "会商日期", "day"),
        FactSpec("members", "参加人员和意见", "lines", True, hint="每行一人：单位 姓名：意见"),
        FactSpec("outcome", "会商结论", "lines", True),
    ),
    Event.THIRD_PARTY_TOLD: (
        FactSpec("name", "第三方", required=True),
        FactSpec("information", "决定公开的政府信息", "lines", hint="写明文件名称、文号和公开的部分"),
        FactSpec(
            "reason",
            "决定公开的理由",
            "lines",
            hint="不公开可能对公共利益造成的重大影响，或者对方的理由为何不成立",
        ),
        FactSpec("outcome", "告知情况", "lines", hint="选填，如：当面说明的内容"),
        *_DELIVERY,
    ),
    Event.LINKED: (FactSpec("case", "关联的案件", required=True), FactSpec("note", "说明")),
    Event.SPLIT: (FactSpec("case", "拆分出的案件", required=True), FactSpec("note", "说明")),
    Event.MERGED: (FactSpec("case", "并入的案件", required=True), FactSpec("note", "说明")),
    Event.NOTED: (FactSpec("note", "内容", "lines", True),),
    Event.CORRECTION_REQUESTED: (
        FactSpec("items", "需要补正的事项", "lines", True, hint="每行一项，一次告知全部事项"),
        FactSpec("guidance", "怎样补正", "lines", hint="给申请人的指导和解释"),
        FactSpec("limit_days", "补正期限（工作日）", "number", hint="合理期限，默认15个工作日"),
        FactSpec("delivered_on", "送达日期", "day", hint="送达后补填，补正期限从送达起算"),
        *_DELIVERY,
    ),
    Event.CORRECTION_RECEIVED: (FactSpec("wanted", "补正后的内容描述", "lines", hint="内容有变化的填写"),),
    Event.CORRECTION_LAPSED: (FactSpec("note", "说明"), *_DELIVERY),
    Event.CONSULTATION_SENT: (
        _choice("to", "征求对象", Party, required=True),
        FactSpec("name", "对方名称", required=True),
        FactSpec("information", "涉及的信息", "lines", True),
        *_DELIVERY,
    ),
    Event.CONSULTATION_DELIVERED: (
        _CONSULTATION,
        FactSpec("signed_by", "签收人"),
        FactSpec("proof", "送达凭证", hint="如：送达回证、EMS签收记录"),
    ),
    Event.CONSULTATION_ANSWERED: (
        _CONSULTATION,
        _choice("opinion", "意见", Opinion, required=True),
        FactSpec("grounds", "对方理由", "lines"),
    ),
    Event.EXTENDED: (
        FactSpec("days", "延长（工作日）", "number", True, hint="1至20个工作日", default="20"),
        FactSpec("reason", "延长的理由", "lines", True),
        FactSpec("approver", "批准人", hint="政府信息公开工作机构负责人"),
        *_DELIVERY,
    ),
    Event.REASONS_REQUESTED: (
        FactSpec(
            "requests", "申请的编号和日期", "lines", hint="每行一件：登记编号、收到日期、申请内容的概括"
        ),
        FactSpec(
            "reason", "认为超过合理范围的理由", "lines", True, hint="数量、频次明显超过合理范围的具体情形"
        ),
        FactSpec("limit_days", "说明理由的期限（工作日）", "number", hint="默认7个工作日"),
        *_DELIVERY,
    ),
    Event.REASONS_RECEIVED: (FactSpec("reason", "申请人说明的理由", "lines", True),),
    Event.DELAYED: (
        FactSpec("until", "延迟答复的期限", "day", True),
        FactSpec("reason", "理由", "lines", True, hint="为何不能在法定期限内答复"),
        *_DELIVERY,
    ),
    Event.FEE_REQUESTED: (
        FactSpec("amount", "金额（元）", "number", True),
        FactSpec("pages", "页数（按量）", "number"),
        FactSpec("nth_in_month", "本月第几件（按件）", "number", hint="同一申请人一个自然月内的第几件"),
        FactSpec("items", "共几件（按件）", "number", hint="一事一申请拆分后的件数，默认1件"),
        FactSpec("pay_way", "缴费方式", "lines", hint="如：凭缴款码在银行或者网上缴入国库，领取财政票据"),
        FactSpec("delivered_on", "送达日期", "day"),
        *_DELIVERY,
    ),
    Event.FEE_PAID: (FactSpec("receipt_number", "财政票据号码"),),
    Event.FEE_LAPSED: (FactSpec("note", "说明"), *_DELIVERY),
    Event.SUBMITTED: (FactSpec("comment", "送审说明", "lines"),),
    Event.SIGNED: (
        FactSpec("signer", "签发人", required=True),
        FactSpec("comment", "意见", "lines"),
        FactSpec("on_paper", "纸质签字（附扫描件）", "flag"),
    ),
    Event.RETURNED: (
        FactSpec("comment", "退回的理由", "lines", True),
        FactSpec("paragraphs", "逐段意见", "lines", hint="每行一段：第3段：依据不准确"),
    ),
    Event.REPLIED: (
        *_DATED_DELIVERY,
        FactSpec("on_the_spot", "当场答复（第三十三条第一款）", "flag"),
        _KIND_OF_REPLY,
    ),
    Event.MAIL_RETURNED: (FactSpec("note", "退回原因", required=True), _MAILING),
    Event.RESENT: (*_DATED_DELIVERY, FactSpec("note", "说明"), _MAILING),
    Event.NOTICE_SERVED: (
        _MAILING,
        FactSpec("proof", "送达凭证", required=True, hint="如：送达回证、EMS签收记录"),
        FactSpec("signed_by", "签收人"),
    ),
    Event.SERVED: (
        FactSpec("proof", "送达凭证", required=True, hint="如：送达回证、EMS签收记录"),
        FactSpec("signed_by", "签收人"),
    ),
    Event.WITHDRAWN: (
        FactSpec("note", "撤回申请书", required=True, hint="书面撤回的日期和内容"),
        FactSpec("requested_on", "撤回申请书的日期", "day"),
        *_DELIVERY,
    ),
    **LATER_FACTS,
}
"""The facts of every step that a person records; LETTER_WRITTEN and VOIDED are written by the program."""

_BY_HAND = frozenset(
    {"id", "to", "address", "sha256", "letter", "step", "kind", "drafter", "case_id", "role"}
    | {PARTS, "kind_of_reply", "route", "scan", "deputy_for"}
)
"""Facts that the program itself adds, beside those that a form asks for."""


def spec_of(event: Event, name: str) -> FactSpec | None:
    """The specification of one fact of a step."""
    return next((spec for spec in FACTS.get(event, ()) if spec.name == name), None)


def checked(event: Event, facts: Facts) -> dict[str, Fact]:
    """Read the facts of a step as they were typed: days, numbers, choices and texts in their stored form.

    Raises Refusal in one sentence, with the field, for what cannot be read. Empty facts are left out; facts that
    the step does not declare are refused, so that a typing mistake is not kept in silence.
    """
    made: dict[str, Fact] = {}
    for name, value in with_main_result(facts).items():
        if value is None or value == "" or value == []:
            continue
        spec = spec_of(event, name)
        if spec is not None:
            made[name] = _read(spec, value)
        elif name in _BY_HAND or not FACTS.get(event):
            made[name] = value
        else:
            known = "、".join(spec.name for spec in FACTS[event])
            raise Refusal(f"“{event.label}”没有名为“{name}”的项目，可用的有：{known}", "", name)
    return made


def _read(spec: FactSpec, value: Fact) -> Fact:
    if isinstance(value, list | tuple) and spec.kind != "lines":
        raise Refusal(f"{spec.label}只能填写一项", "", spec.name)
    if spec.kind == "day":
        day = fact_day({spec.name: value}, spec.name, spec.label)
        return day.isoformat() if day else None
    if spec.kind == "number":
        return _whole(spec, value)
    if spec.kind == "flag":
        return value in (True, "true", "yes", "是", "1", 1)
    if spec.kind == "choice":
        return _chosen(spec, value)
    if spec.kind == "lines" and isinstance(value, list | tuple):
        return [clean_text(str(line), spec.label, lines=True, field=spec.name) for line in value]
    return clean_text(str(value), spec.label, lines=spec.kind == "lines", field=spec.name)


def _whole(spec: FactSpec, value: Fact) -> int:
    try:
        return int(str(value).strip())
    except ValueError:
        raise Refusal(f"{spec.label}“{value}”应为整数", "", spec.name) from None


def _chosen(spec: FactSpec, value: Fact) -> Fact:
    codes = [code for code, _ in spec.choices]
    if not codes or value in codes:
        return value
    labels = {label: code for code, label in spec.choices}
    if isinstance(value, str) and value in labels:
        return labels[value]
    raise Refusal(f"{spec.label}“{value}”无法识别，可选：{'、'.join(codes)}", "", spec.name)


def missing(event: Event, facts: Facts) -> list[FactSpec]:
    """The facts that the step must have and does not (used by forms before they ask the rules)."""
    return [spec for spec in FACTS.get(event, ()) if spec.required and facts.get(spec.name) in (None, "", [])]


SHORTCOMINGS = (
    ("applicant.name", "申请人的姓名或者名称"),
    ("applicant.id_number", "申请人的身份证明"),
    ("applicant.contact_way", "申请人的联系方式"),
    ("wanted", "申请公开的政府信息的名称、文号或者便于查询的其他特征性描述"),
    ("form_wanted", "申请公开的政府信息的形式要求（包括获取信息的方式、途径）"),
)
"""What a request must contain (第二十九条第二款); what is missing is a reason for correction, never a refusal."""

RECTIFICATION_SHORTCOMINGS = (
    *SHORTCOMINGS[:3],
    ("recorded", "与申请人自身相关、认为记录不准确的政府信息"),
    ("proof", "证明记录不准确的证据"),
)
"""What a rectification must contain (第四十一条)."""


def shortcomings(facts: Facts) -> list[tuple[str, str]]:
    """The items of art. 29(2), or of art. 41, that a request lacks, as (field, Chinese words)."""

    def has(name: str) -> bool:
        if name == "applicant.contact_way":
            return any(facts.get(f"applicant.{way}") for way in ("phone", "address", "email", "fax"))
        if name == "form_wanted":
            return bool(facts.get("form_wanted") or facts.get("way_wanted"))
        return bool(str(facts.get(name) or "").strip())

    rectification = facts.get("case_kind") == "rectification"
    asked = RECTIFICATION_SHORTCOMINGS if rectification else SHORTCOMINGS
    return [(name, words) for name, words in asked if not has(name)]
