"""The forms that go with a letter (信封、邮政面单、送达回证), made to be printed and not kept: what comes back is."""

from __future__ import annotations

from gkcase.domain.journal import Fact
from gkcase.domain.terms import Event, LetterKind
from gkcase.services.dispatch_list import Group, Outgoing
from gkcase.services.dossier import Dossier
from gkcase.services.lettering import preview_letter
from gkcase.services.letters import Composed
from gkcase.services.office import Office
from gkcase.services.reading import dossier

FORMS = (LetterKind.ENVELOPE, LetterKind.EMS_LABEL, LetterKind.SERVICE_PROOF)
"""The forms of the dispatch list, in the order in which they are offered."""


def form_for(office: Office, line: Outgoing, kind: LetterKind) -> Composed:
    """The form for one line of the dispatch list, filled in with its addressee and its letter."""
    facts: dict[str, Fact] = {}
    if document := _document(dossier(office, line.case_id), line):
        facts["document"] = str(document)
    if kind is LetterKind.SERVICE_PROOF and line.way is not None:
        facts["delivery"] = line.way.value
    return preview_letter(office, line.case_id, kind, on=office.today(), facts=facts)


def _document(file: Dossier, line: Outgoing) -> int:
    """The entry that wrote the letter: the reply that was signed, else the one written with its step."""
    written = [
        one.entry for one in file.journal if one.entry.event is Event.LETTER_WRITTEN and not one.voided
    ]
    if line.event is Event.REPLIED:
        left = file.last(Event.SIGNED) if line.group is Group.TO_SEND else None
        sent = (one.entry for one in file.journal if one.entry.seq == line.first_seq)
        left = left or next(sent, None)
        sha256 = left.text("sha256") if left else ""
        found = [entry.seq for entry in written if sha256 and entry.text("sha256") == sha256]
        return found[-1] if found else 0
    return next((entry.seq for entry in written if entry.seq == line.first_seq + 1), 0)
