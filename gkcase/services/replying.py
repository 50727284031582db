"""The reply (答复) from its facts to its submission: what it would say, what would be wrong with it, 送审."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256

from gkcase.domain.journal import Entry, Facts
from gkcase.domain.lifecycle import replay
from gkcase.domain.parts import with_main_result
from gkcase.domain.rights import May
from gkcase.domain.state import CaseState
from gkcase.domain.terms import CaseKind, Event, LetterKind, decided_with
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
from gkcase.services.preflight import Finding, all_text, check
from gkcase.services.reading import dossier_in
from gkcase.storage import journal_store
from gkcase.storage.tables import Case


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

    @property
    def needs_reason(self) -> bool:
        """Whether it can be submitted, but not without saying why."""
        return self.ready and any(not finding.is_hint for finding in self.findings)


def decision_letter(kind: CaseKind) -> LetterKind:
    """The letter that decides a case of this kind."""
    return decided_with(LetterKind.REPLY, kind)


def look_over(office: Office, case_id: int, facts: Facts) -> LookedOver:
    """Compose the reply as it would be written now and check it as if it were submitted; writes nothing."""
    with office.reading() as session:
        case = find_case(session, case_id)
        state = replay(journal_store.entries(session, case_id), office.rules)
        composed = _composed(office, case, facts)
        text = text_of(composed.content)
        then, entry = _supposed(office, state, composed, facts)
        found = check(office, session, case, then, entry, all_text(composed.content))
    return LookedOver(composed, text, tuple(found))


def _composed(office: Office, case: Case, facts: Facts) -> Composed:
    number = expected_document_number(office)
    kind = decision_letter(case.kind)
    return preview_letter(office, case.id, kind, on=office.today(), facts=facts, number=number)


def _supposed(office: Office, state: CaseState, composed: Composed, facts: Facts) -> tuple[CaseState, Entry]:
    """The case as it would be once the letter is written, and the submission that would follow."""
    kept = with_main_result(facts)
    kept |= {"kind": composed.kind.value, "name": composed.name}
    kept["sha256"] = sha256(composed.content).hexdigest()
    letter = Entry(Event.LETTER_WRITTEN, office.today(), office.acting, kept)
    then = replace(state, past=(*state.past, letter))
    return then, completed(then, Entry(Event.SUBMITTED, office.today(), office.acting))


def _written_anew(office: Office, case_id: int, facts: Facts) -> str:
    """The hash that the reply would have if it were written now; empty where there is no draft to compare it with."""
    with office.reading() as session:
        case = find_case(session, case_id)
        if reply_draft(dossier_in(office, session, case_id)) is None:
            return ""
        return sha256(_composed(office, case, facts).content).hexdigest()


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
    same = _written_anew(office, case_id, facts)
    given: Facts = {"comment": comment} if comment.strip() else {}
    entry = entry_of(office, Event.SUBMITTED, office.today(), given, reason=reason)
    with office.transaction(May.DECIDE) as session:
        case = find_case(session, case_id)
        draft = reply_draft(dossier_in(office, session, case_id))
        written: Written | None = None
        if draft is None or draft.text("sha256") != same:
            kind = decision_letter(case.kind)
            written = write_in(office, session, case, kind, office.today(), facts, version=version)
        step(office, session, case, entry, version=None if written else version)
        said = f"{case.number}的答复书已送审"
        change = Change(Topic.CASES | Topic.LETTERS, frozenset([case_id]), said)
        return replace(written, change=change) if written else change
