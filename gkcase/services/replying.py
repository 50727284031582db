"""The reply (答复) from its facts to its submission: what it would say, what would be wrong with it, 送审."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256

from gkcase.domain.journal import Entry, Fact, Facts
from gkcase.domain.lifecycle import replay
from gkcase.domain.state import CaseState
from gkcase.domain.terms import Event, LetterKind
from gkcase.services.handling import completed, entry_of, find_case, step
from gkcase.services.lettering import (
    Written,
    expected_document_number,
    preview_letter,
    reply_draft,
    write_in,
)
from gkcase.services.letters import Composed, text_of
from gkcase.services.office import Change, Office, Topic
from gkcase.services.preflight import Finding, check_text, check_time
from gkcase.services.reading import dossier_in
from gkcase.storage import journal_store


@dataclass(frozen=True)
class LookedOver:
    """A reply that is not written yet: its very file, what it says, and what would be wrong with it."""

    composed: Composed
    text: str
    findings: tuple[Finding, ...]

    @property
    def ready(self) -> bool:
        """Whether nothing stops it; warnings only ask for a reason."""
        return not any(finding.is_error for finding in self.findings)


def look_over(office: Office, case_id: int, facts: Facts) -> LookedOver:
    """Compose the reply as it would be written now and check it as if it were submitted; writes nothing."""
    composed = _composed(office, case_id, facts)
    text = text_of(composed.content)
    with office.reading() as session:
        number = find_case(session, case_id).number
        state = replay(journal_store.entries(session, case_id), office.rules)
    entry = _supposed(office, state, composed, facts)
    found = [*check_text(office, number, entry[0], entry[1], text), *check_time(office, state)]
    return LookedOver(composed, text, tuple(found))


def _composed(office: Office, case_id: int, facts: Facts) -> Composed:
    number = expected_document_number(office)
    return preview_letter(office, case_id, LetterKind.REPLY, on=office.today(), facts=facts, number=number)


def _supposed(office: Office, state: CaseState, composed: Composed, facts: Facts) -> tuple[CaseState, Entry]:
    """The case as it would be once the letter is written, and the submission that would follow."""
    kept: dict[str, Fact] = {**facts, "kind": LetterKind.REPLY.value, "name": composed.name}
    kept["sha256"] = sha256(composed.content).hexdigest()
    letter = Entry(Event.LETTER_WRITTEN, office.today(), office.acting, kept)
    then = replace(state, past=(*state.past, letter))
    return then, completed(then, Entry(Event.SUBMITTED, office.today(), office.acting))


def submit_reply(
    office: Office,
    case_id: int,
    facts: Facts,
    *,
    comment: str = "",
    reason: str = "",
    version: int | None = None,
) -> Written | Change:
    """Write the reply and submit it (送审), as one act; a letter that would be the same is not written again.

    `reason` answers the warnings of the preflight, `version` is the version of the case that the officer saw.
    """
    composed = _composed(office, case_id, facts)
    given: Facts = {"comment": comment} if comment.strip() else {}
    entry = entry_of(office, Event.SUBMITTED, office.today(), given, reason=reason)
    with office.transaction() as session:
        case = find_case(session, case_id)
        draft = reply_draft(dossier_in(office, session, case_id))
        written: Written | None = None
        if draft is None or draft.text("sha256") != sha256(composed.content).hexdigest():
            written = write_in(
                office, session, case, LetterKind.REPLY, office.today(), facts, version=version
            )
        step(office, session, case, entry, version=None if written else version)
        said = f"{case.number}的答复书已送审"
        change = Change(Topic.CASES | Topic.LETTERS, frozenset([case_id]), said)
        return replace(written, change=change) if written else change
