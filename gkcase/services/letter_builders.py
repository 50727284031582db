"""From a case to the fields of its letters: pure functions of values, one for each kind."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Entry
from gkcase.domain.policy import Policy
from gkcase.domain.replies import Result
from gkcase.domain.terms import (
    ApplicantKind,
    Channel,
    Party,
    chinese_date,
)
from gkcase.domain.words import clean_text
from gkcase.services.dossier import Consultation, Dossier, OfficeProfile
from gkcase.services.letter_facts import Given, numbered, quoted, sentence
from gkcase.services.values import Seal

Fields = dict[str, str | list[str] | list[list[str]]]
"""What a template may name: a text, a list of texts, or the rows of a table."""

CHANNEL_WORDS = {
    Channel.IN_PERSON: "当面提交",
    Channel.ORAL: "口头提出",
    Channel.POST_SIGNED: "以挂号信或者特快专递寄送",
    Channel.POST_UNSIGNED: "以平常信函寄送",
    Channel.INTERNET: "通过网上平台提交",
    Channel.EMAIL: "通过电子邮件提交",
    Channel.FAX: "通过传真提交",
    Channel.OTHER: "通过本机关公布的其他渠道提交",
}
HEADS = (("organ_large", 10.0), ("organ_medium", 16.0), ("organ_small", float("inf")))
SIGNATURES = (("sign_narrow", 14.0), ("sign_wide", 20.0), ("sign_full", float("inf")))
"""Up to how many full-width characters fit on one line at each size of the organ mark, and of the signature."""


@dataclass(frozen=True)
class Draft:
    """Everything a builder may look at; `in_part`: what it writes is one part of a reply in parts."""

    dossier: Dossier
    entry: Entry | None
    profile: OfficeProfile
    day: date
    given: Given
    number: str = ""
    title: str = ""
    result: Result | None = None
    policy: Policy | None = None
    seal: Seal | None = None
    in_part: bool = False

    @property
    def you(self) -> str:
        """How the letter speaks to the applicant."""
        return "你" if self.dossier.applicant.kind is ApplicantKind.NATURAL else "你单位"


@dataclass(frozen=True)
class Built:
    """The fields of a letter and the last day to reply that it names, if it names one."""

    fields: Fields
    quoted_due: date | None = None


def width(text: str) -> float:
    """How many full-width characters a text takes up in a line."""
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.5 for sign in text)


def head(draft: Draft, addressee: str) -> Fields:
    """What every letter of the office shows: organ mark, number, addressee, organ name and date at the end."""
    office = clean_text(draft.profile.name, "机关名称", field="office")
    if not office:
        raise Refusal("尚未填写机关名称，请先在“设置”中填写", "", "office")
    return (
        fitted(office, HEADS)
        | fitted(office, SIGNATURES)
        | {
            "office": office,
            "number": draft.number,
            "title": draft.title,
            "addressee": addressee,
            "date": chinese_date(draft.day),
            "case_number": draft.dossier.number,
        }
    )


def fitted(text: str, places: tuple[tuple[str, float], ...]) -> Fields:
    """The text in the first place that it fits into, the others empty."""
    fit = next(name for name, room in places if width(text) <= room)
    return {name: text if name == fit else "" for name, _ in places}


def contact(draft: Draft) -> Fields:
    """Where the office can be reached: its own name is an address, the handler of the case a contact."""
    profile = draft.profile
    labels = {"address": "联系地址", "phone": "联系电话", "postcode": "邮政编码", "contact": "联系人"}
    said = {name: clean_text(getattr(profile, name), label, field=name) for name, label in labels.items()}
    postcode = f"（邮政编码：{said['postcode']}）" if said["postcode"] else ""
    address = f"{said['address'] or profile.name}{postcode}"
    person = said["contact"] or draft.dossier.handler
    reach = [f"联系人：{person}"] * bool(person) + [f"联系电话：{said['phone']}"] * bool(said["phone"])
    return {
        "contact_line": "；".join([f"联系地址：{address}", *reach]) + "。",
        "office_address": address,
        "office_reach": "；".join(reach) or profile.name,
    }


def applicant_name(draft: Draft) -> str:
    """The applicant's name, whole and unchanged."""
    name = clean_text(draft.dossier.applicant.name, "申请人", field="applicant.name")
    if not name:
        raise Refusal("尚未登记申请人姓名或者名称，无法制作文书", "第二十九条第二款", "applicant.name")
    return name


def wanted(draft: Draft) -> str:
    """The words of the request, exactly."""
    text = clean_text(draft.dossier.wanted, "申请内容", lines=True, field="wanted")
    if not text:
        raise Refusal("尚未登记申请内容，无法制作文书", "第二十九条第二款", "wanted")
    return text


def request(draft: Draft, *, arrived: bool = False) -> Fields:
    """Which request the letter is about: received when, by which way, in which words.

    With `arrived` the day on which it came will do while the receipt day in law is not fixed.
    """
    receipt = draft.dossier.standing.receipt_date or (draft.dossier.received.on if arrived else None)
    if receipt is None:
        raise Refusal("收到申请之日尚未确定，请先登记双方确认的日期", "第三十一条", "confirmed_on")
    return {
        "you": draft.you,
        "received_date": chinese_date(receipt),
        "channel": CHANNEL_WORDS[draft.dossier.channel],
        "request": quoted(wanted(draft)),
    }


def to_applicant(draft: Draft) -> Fields:
    """The head of a letter to the applicant, with the request it answers."""
    return head(draft, applicant_name(draft)) | request(draft)


def _provisional(draft: Draft, due: date) -> str:
    """What to say of a day in a year whose holidays are not published."""
    if not draft.dossier.standing.provisional:
        return ""
    return f"国务院办公厅尚未公布{due.year}年部分节假日安排，上述日期届时据此调整。"


def correction(draft: Draft) -> Built:
    """补正告知书 (第三十条)."""
    given = draft.given
    fields = to_applicant(draft) | contact(draft)
    return Built(
        fields
        | {
            "points": [sentence(point) for point in numbered(given.many("items"))],
            "guidance": sentence(given.text("guidance")),
            "limit_days": str(
                given.whole("limit_days", str((draft.policy or Policy()).correction_limit_days))
            ),
        }
    )


def extension(draft: Draft) -> Built:
    """延长答复期限告知书 (第三十三条第二款); the consent of the head must be on record, his name is not printed."""
    given, standing = draft.given, draft.dossier.standing
    given.text("approver")
    days = given.whole("days")
    if days > 20:
        raise Refusal("延长答复期限最长不得超过20个工作日", "第三十三条第二款", "days")
    open_end = standing.base_due is None and standing.status == "suspended"
    due = given.day("new_due") or (standing.due if standing.extended_by else None)
    if not open_end and (standing.base_due is None or due is None):
        raise Refusal("延期后的答复期限尚未计算，请先登记延期", "第三十三条第二款", "new_due")
    original = chinese_date(standing.base_due) if standing.base_due and not open_end else ""
    fields: Fields = {
        "reason": given.text("reason").rstrip("。，；"),
        "days": str(days),
        "original_due": original,
        "new_due": chinese_date(due) if due and not open_end else "",
        "provisional": _provisional(draft, due) if due and not open_end else "",
    }
    return Built(to_applicant(draft) | fields, None if open_end else due)


def receipt(draft: Draft) -> Built:
    """登记回执: what was registered and the last day to reply as it stands."""
    due = draft.dossier.standing.due
    fields = to_applicant(draft) | contact(draft)
    if due is None:
        raise Refusal("答复期限目前没有起算或者已经停止，不能出具登记回执", "第三十三条第二款", "due")
    return Built(
        fields
        | {
            "wanted": wanted(draft),
            "channel_name": draft.dossier.channel.label,
            "due": chinese_date(due),
            "provisional": f"。{text}" if (text := _provisional(draft, due)) else "",
        },
        due,
    )


def _consulted(draft: Draft) -> Consultation | None:
    """The consultation that the letter opens, if it is on record."""
    wanted_id = draft.given.maybe("id")
    return next((asked for asked in draft.dossier.consultations if asked.id == wanted_id), None)


def party(draft: Draft) -> str:
    """Who is asked: as on record, else as the form says."""
    asked = _consulted(draft)
    name = asked.name if asked and asked.name else draft.given.text("name")
    return clean_text(name, "征求意见对象", field="name")


def third_party(draft: Draft) -> Built:
    """第三方意见征询书 (第三十二条): nothing in it names the applicant."""
    fields = head(draft, party(draft)) | contact(draft)
    information = draft.given.text("information")
    name = draft.dossier.applicant.name.strip()
    if name and name in information:
        raise Refusal(
            "“涉及第三方的政府信息”中出现了申请人姓名，请改写，不要向第三方透露申请人",
            "第十五条",
            "information",
        )
    return Built(fields | {"information": sentence(information)})


def unnamed(text: str, name: str) -> str:
    """The text without the applicant's name: who is asked for an opinion need not know who asks (个保法第六条)."""
    name = name.strip()
    return text.replace(name, "申请人") if len(name) > 1 else text


def agency(draft: Draft) -> Built:
    """征求意见函: to a joint maker silence is consent (第三十四条), to another agency it is not (第十一条第一款)."""
    asked = _consulted(draft)
    to = asked.to.value if asked else draft.given.maybe("to")
    if to not in (Party.JOINT_AGENCY.value, Party.OTHER_AGENCY.value):
        raise Refusal("请选择征求意见的对象是共同制作机关还是其他行政机关", "第三十四条", "to")
    fields = head(draft, party(draft)) | contact(draft) | request(draft)
    fields["request"] = unnamed(str(fields["request"]), draft.dossier.applicant.name)
    information = unnamed(sentence(draft.given.text("information")), draft.dossier.applicant.name)
    joint = "是" if to == Party.JOINT_AGENCY.value else ""
    return Built(fields | {"information": information, "joint": joint})
