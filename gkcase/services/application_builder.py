"""The fields of the application form (申请表): the applicant's own paper, filled in for an oral request."""

from __future__ import annotations

from gkcase.domain.terms import ApplicantKind, Channel, FormWanted, Term, WayWanted, chinese_date
from gkcase.domain.words import clean_text
from gkcase.services.letter_builders import Built, Draft, Fields, applicant_name, wanted


def choices(kinds: type[Term], chosen: str) -> str:
    """Boxes to tick, the chosen one filled."""
    return " ".join(f"{'■' if kind.value == chosen else '□'}{kind.label}" for kind in kinds)


OWN = {
    "name": "姓名或名称",
    "unit": "工作单位",
    "id_number": "证件号码",
    "phone": "联系电话",
    "postcode": "邮政编码",
    "address": "联系地址",
    "fax": "传真",
    "email": "电子邮箱",
    "contact": "联系人",
    "legal_representative": "法定代表人",
}
PERSON = ("name", "unit", "id_kind", "id_number", "phone", "postcode", "address", "fax", "email")
BODY = ("name", "kind", "code", "representative", "contact", "phone", "address", "postcode", "fax", "email")


def application(draft: Draft) -> Built:
    """申请表 (第二十九条): the applicant's own paper, so his own data stand in it; what he left out stays blank."""
    dossier, facts = draft.dossier, draft.dossier.received.facts
    applicant_name(draft)
    natural = dossier.applicant.kind is ApplicantKind.NATURAL
    own = _own_data(draft)
    filed = dossier.received.day("submitted_on") or dossier.standing.receipt_date
    receipt_date = dossier.standing.receipt_date
    fields: Fields = {f"person_{name}": own[name] if natural else "" for name in PERSON}
    fields |= {f"body_{name}": "" if natural else own[name] for name in BODY}
    fields |= {
        "title": draft.title,
        "agent": clean_text(dossier.agent, "代理人", field="agent.name"),
        "wanted": wanted(draft),
        "form_choices": choices(FormWanted, str(facts.get("form_wanted") or "")),
        "way_choices": choices(WayWanted, str(facts.get("way_wanted") or "")),
        "purpose": clean_text(str(facts.get("purpose") or ""), "用途", lines=True, field="purpose"),
        "other_form": "■" if dossier.received.flag("accepts_other_form") else "□",
        "submitted_date": chinese_date(filed) if filed else "",
        "received_date": chinese_date(receipt_date) if receipt_date else "",
        "case_number": dossier.number,
        "channel_name": dossier.channel.label,
        "handler": clean_text(dossier.handler, "经办人", field="handler"),
        "oral": "是" if dossier.channel is Channel.ORAL else "",
    }
    return Built(fields)


def _own_data(draft: Draft) -> dict[str, str]:
    asks = draft.dossier.applicant
    own = {
        name: clean_text(getattr(asks, name), label, field=f"applicant.{name}") for name, label in OWN.items()
    }
    own["id_kind"] = asks.id_kind.label if own["id_number"] else ""
    own["kind"] = asks.kind.label
    own |= {"code": own["id_number"], "representative": own["legal_representative"]}
    return own
