"""What a registration form begins with: a draft, an envelope, the number it would get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from gkcase.desktop.screens.intake_fields import ARRIVAL
from gkcase.domain.journal import Fact
from gkcase.domain.terms import dated
from gkcase.services.attachments import Incoming, packed, unpacked
from gkcase.services.drafts import INTAKE, OP_ID, load_draft
from gkcase.services.intake import expected_number
from gkcase.services.mail import Envelope, envelope
from gkcase.services.office import BEIJING, Office

FIELDS, PAPERS = "fields", "papers"


@dataclass(frozen=True)
class Start:
    """The state of an empty, a prefilled or a restored form."""

    number: str
    fields: Mapping[str, Fact]
    papers: Incoming = ()
    op_id: str = ""
    kept_at: datetime | None = None
    mail: Envelope | None = None


def slot_of(mail_id: int | None) -> str:
    """The kind of draft: each envelope has its own, so that no form is lost to another."""
    return INTAKE if mail_id is None else f"{INTAKE}/mail/{mail_id}"


def start(office: Office, mail_id: int | None, blank: Mapping[str, Fact]) -> Start:
    """What the form begins with; a draft comes before what the envelope says."""
    letter = envelope(office, mail_id) if mail_id is not None else None
    draft = load_draft(office, slot_of(mail_id))
    number = expected_number(office)
    if draft is not None and isinstance(draft.body.get(FIELDS), Mapping):
        fields = draft.body[FIELDS]
        papers = unpacked(office, draft.body.get(PAPERS))
        if isinstance(fields, Mapping) and (papers or dict(fields) != dict(blank)):
            return Start(number, fields, papers, str(draft.body.get(OP_ID) or ""), draft.saved_at, letter)
    return Start(number, {**blank, **(from_envelope(letter) if letter else {})}, mail=letter)


def from_envelope(letter: Envelope) -> dict[str, Fact]:
    """What the register at the door already knows."""
    known = {
        "channel": letter.way.value,
        ARRIVAL: dated(letter.arrived_on),
        "tracking_number": letter.tracking_number,
    }
    return {name: value for name, value in known.items() if value}


def body_of(fields: Mapping[str, Fact], papers: Incoming, op_id: str) -> dict[str, Fact]:
    """The form as a draft keeps it."""
    return {FIELDS: dict(fields), PAPERS: packed(papers), OP_ID: op_id}


def mail_words(letter: Envelope) -> str:
    """The envelope in three short lines."""
    lines = (
        f"{dated(letter.arrived_on)} {letter.way.label} {letter.tracking_number}".rstrip(),
        f"寄件人 {letter.sender}" if letter.sender else "",
        f"收件人 {letter.taken_by}" if letter.taken_by else "",
        f"已归入{letter.case_number}" if letter.case_number else "",
    )
    return "\n".join(line for line in lines if line)


def kept_words(moment: datetime, today: date) -> str:
    """When a draft was kept: the time, and the day unless it is today."""
    local = moment.astimezone(BEIJING)
    day = "" if local.date() == today else f"{local.month}月{local.day}日 "
    return f"{day}{local:%H:%M}"
