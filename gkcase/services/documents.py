"""A case, a list, a ledger as plain JSON values: what the command line prints for other programs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from gkcase.domain.clock_document import day_document, standing_document
from gkcase.domain.duties import Duty, duties
from gkcase.domain.facts import shortcomings
from gkcase.domain.identity import mask_address, mask_email, mask_id, mask_name, mask_phone
from gkcase.domain.journal import Entry, Fact, Facts
from gkcase.domain.lifecycle import replay
from gkcase.domain.remedies import RemedyCase
from gkcase.domain.standing import remaining
from gkcase.domain.terms import ApplicantKind, Event, Party
from gkcase.services.dossier import Dossier, JournalLine
from gkcase.services.handling import Effect
from gkcase.services.intake import likely_kind
from gkcase.services.office import Office
from gkcase.services.queries import CaseLine
from gkcase.services.reading import LedgerView
from gkcase.storage import journal_store

MASKS = {
    "id_number": mask_id,
    "phone": mask_phone,
    "fax": mask_phone,
    "address": mask_address,
    "email": mask_email,
    "contact": mask_name,
    "legal_representative": mask_name,
    "name": mask_name,
}


TO_OTHERS = {"to_phone": mask_phone, "to_address": mask_address}
"""What a form was told of whom it goes to (收件人), masked wherever it is shown to somebody who need not know."""


PERSONS = ("to_name", "signed_by")
"""Who a form goes to and who took a letter in: often a relative of the applicant, or a third party."""


def masked(facts: Facts) -> dict[str, Fact]:
    """The facts with personal data masked; an organisation's own name is no personal data."""
    made: dict[str, Fact] = dict(facts)
    organisation = str(facts.get("applicant.kind") or "natural") != ApplicantKind.NATURAL.value
    for name, value in facts.items():
        who, _, detail = name.rpartition(".")
        mask = MASKS.get(detail)
        if who not in ("applicant", "agent") or mask is None or not isinstance(value, str):
            continue
        if not (who == "applicant" and detail == "name" and organisation):
            made[name] = mask(value)
    return made


def hidden_words(facts: Facts) -> dict[str, str]:
    """Personal data of a request and what stands for it, the longest first, wherever else the words occur."""
    shown = masked(facts)
    changed = {
        str(value): str(shown[name])
        for name, value in facts.items()
        if shown[name] != value and len(str(value)) > 1
    }
    return dict(sorted(changed.items(), key=lambda pair: -len(pair[0])))


_ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXxＸｘ](?!\d)")
_MOBILE = re.compile(r"(?<!\d)[1１][3-9３-９]\d{9}(?!\d)")


def veiled(text: str, hidden: Mapping[str, str]) -> str:
    """Free text without the personal data that is known, and without any number of an ID card or a mobile phone."""
    for words, veil in hidden.items():
        text = text.replace(words, veil)
    text = _ID_NUMBER.sub(lambda number: mask_id(number[0]), text)
    return _MOBILE.sub(lambda number: mask_phone(number[0]), text)


def without(value: Fact, hidden: Mapping[str, str] | None) -> Fact:
    """A value of the journal without personal data; as it stands where nothing is to be hidden (None)."""
    if hidden is None:
        return value
    if isinstance(value, str):
        return veiled(value, hidden)
    if isinstance(value, Mapping):
        return {name: without(part, hidden) for name, part in value.items()}
    return [without(part, hidden) for part in value] if isinstance(value, Sequence) else value


def case_document(file: Dossier) -> dict[str, object]:
    """A case after a step: number, id, status and every date of the clock."""
    told = standing_document(file.standing)
    clock_status = told.pop("status")
    lacking = [{"field": name, "what": words} for name, words in shortcomings(file.received.facts)]
    return {
        "case": file.number,
        "id": file.id,
        "status": file.status.value,
        "clock_status": clock_status,
        **told,
        "shortcomings": lacking,
    }


def dossier_document(file: Dossier, *, unmasked: bool) -> dict[str, object]:
    """The whole dossier."""
    hidden = None if unmasked else hidden_words(file.received.facts)
    return {
        "case": file.number,
        "id": file.id,
        "status": file.status.value,
        "applicant": file.applicant.name if unmasked else mask_name(file.applicant.name, file.applicant.kind),
        "wanted": without(file.wanted, hidden),
        "handler": file.handler,
        "clock": standing_document(file.standing),
        "journal": [_entry(line, hidden) for line in file.journal],
        "duties": _duties(file.duties),
        **({"remedies": [_remedy(one, file) for one in file.remedies]} if file.remedies else {}),
    }


def _remedy(one: RemedyCase, file: Dossier) -> dict[str, object]:
    """A review or suit with the day its defence is due; what is not known yet is left out."""
    told: dict[str, object] = {
        "id": one.id,
        "remedy": one.kind.value,
        "body": one.body,
        "case_number": one.number,
        "filed_on": one.filed_on.isoformat(),
        "received_on": one.received_on.isoformat(),
        "defence_due": file.defences[one.id].isoformat() if one.id in file.defences else "",
        "defence_filed_on": one.defended_on.isoformat() if one.defended_on else "",
        "result": one.result.value if one.result else "",
        "decided_on": one.decided_on.isoformat() if one.decided_on else "",
        "appeal_of": one.appeal_of,
    }
    return {name: value for name, value in told.items() if value}


def supposed_document(effect: Effect, event: Event, on: date, office: Office) -> dict[str, object]:
    """What a dossier says after a step that is only supposed (假设): status, clock and duties as they would be."""
    if effect.after is None or effect.state is None or effect.state.status is None:
        return {}
    return {
        "status": effect.state.status.value,
        "clock": standing_document(effect.after),
        "duties": _duties(duties(effect.state, effect.after, office.rules)),
        "what_if": {
            "event": event.value,
            "on": on.isoformat(),
            "says": effect.sentence,
            "before": standing_document(effect.before),
            "irregular": [
                {"code": breach.code, "article": breach.article, "text": breach.text}
                for breach in effect.breaches
            ],
        },
    }


def _duties(found: Iterable[Duty]) -> list[dict[str, object]]:
    return [
        {
            "code": duty.code,
            "text": duty.text,
            "by": duty.by.isoformat() if duty.by else None,
            "basis": duty.basis,
        }
        for duty in found
    ]


def _veiled(entry: Entry, hidden: Mapping[str, str]) -> dict[str, Fact]:
    """The facts of an entry for somebody who need not know who asks; third parties are persons too."""
    made: dict[str, Fact] = {name: without(value, hidden) for name, value in masked(entry.facts).items()}
    third = entry.event is Event.THIRD_PARTY_TOLD or entry.text("to") == Party.THIRD_PARTY.value
    for fact in ("name", *PERSONS) if third else PERSONS:
        if (name := entry.text(fact)) and likely_kind(name) is None:
            made[fact] = mask_name(name)
    for fact, mask in TO_OTHERS.items():
        if isinstance(told := made.get(fact), str):
            made[fact] = mask(told)
    return made


def _entry(line: JournalLine, hidden: Mapping[str, str] | None) -> dict[str, object]:
    entry = line.entry
    made: dict[str, object] = {
        "entry": entry.seq,
        "event": entry.event.value,
        "label": entry.event.label,
        "on": entry.on.isoformat(),
        "by": entry.by,
        "recorded_at": line.recorded_at.isoformat(),
        "facts": dict(entry.facts) if hidden is None else _veiled(entry, hidden),
    }
    if entry.reason:
        made["reason"] = without(entry.reason, hidden)
    if entry.breaches:
        made["breaches"] = list(entry.breaches)
    if line.voided:
        made["voided"] = {"by_entry": line.voided, "reason": without(line.void_reason, hidden)}
    if line.files:
        made["files"] = [
            {"name": without(file.name, hidden), "sha256": file.sha256, "number": file.number}
            for file in line.files
        ]
    return made


def ledger_document(view: LedgerView) -> dict[str, object]:
    """The deadline ledger: its lines with the due day after each, and every day."""
    lines = [
        {
            "on": row.line.on.isoformat(),
            "event": row.line.event.value,
            "effect": row.line.effect.value,
            "days": row.line.days or None,
            "basis": row.line.basis,
            "due": row.position.due.isoformat() if row.position.due else None,
        }
        for row in view.lines
    ]
    return {"lines": lines, "ledger": [day_document(day) for day in view.days]}


def list_document(office: Office, lines: Iterable[CaseLine], *, unmasked: bool) -> dict[str, object]:
    """The register."""
    found = list(lines)
    left = remaining_days(office, found)
    return {"cases": [_listed(line, left.get(line.id), unmasked) for line in found]}


def _listed(line: CaseLine, left: int | None, unmasked: bool) -> dict[str, object]:
    shown = mask_name(line.applicant, line.applicant_kind)
    return {
        "case": line.number,
        "id": line.id,
        "applicant": line.applicant if unmasked else shown,
        "wanted": line.wanted if unmasked else veiled(line.wanted, _name_hidden(line, shown)),
        "status": line.status.value,
        "clock_status": line.clock_status,
        "due": line.due_on.isoformat() if line.due_on else None,
        "remaining": left,
        "provisional": line.provisional,
        "handler": line.handler,
    }


def _name_hidden(line: CaseLine, shown: str) -> dict[str, str]:
    return {line.applicant: shown} if len(line.applicant) > 1 else {}


def remaining_days(office: Office, lines: Iterable[CaseLine]) -> Mapping[int, int]:
    """Working days left of each open case; only where a consultation still runs is the journal needed."""
    made: dict[int, int] = {}
    asked: dict[int, date] = {}
    for line in lines:
        if line.due_on is None or not line.status.is_open:
            continue
        if line.consulting:
            asked[line.id] = line.due_on
        else:
            made[line.id] = office.rules.calendar.count(office.today(), line.due_on)
    if asked:
        with office.reading() as session:
            journals = journal_store.journals(session, asked)
        for case_id, journal in journals.items():
            sum_ = replay(journal, office.rules).sum
            made[case_id] = remaining(sum_, asked[case_id], office.rules, office.today())
    return made
