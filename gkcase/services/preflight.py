"""What would be wrong with this reply if it left now (出门前检查): a short list, each with code and article.

The rules stand in domain/preflight_case and domain/preflight_letter; here they are given the very file, the papers
that go with it, and what the office is. A reply without a file (当场答复、补录) has nothing to be checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from sqlalchemy.orm import Session

from gkcase.domain import preflight_case, preflight_letter
from gkcase.domain.errors import Stopped, Trouble
from gkcase.domain.findings import Finding as Finding
from gkcase.domain.journal import Entry
from gkcase.domain.leaving import Leaving, Sender, answered_before
from gkcase.domain.parts import results_in
from gkcase.domain.personal_data import squeezed
from gkcase.domain.state import CaseState, Objection
from gkcase.domain.terms import Event
from gkcase.services import letters
from gkcase.services.office import Office
from gkcase.services.paper_text import Unreadable, text_of_paper
from gkcase.services.preflight_papers import check_papers
from gkcase.storage.tables import Case

REPLY = frozenset({Event.SUBMITTED, Event.REPLIED})


def check(
    office: Office, session: Session, case: Case, state: CaseState, entry: Entry, text: str | None = None
) -> list[Finding]:
    """Everything that is wrong with the reply of a step: its file, its case, the papers that go with it, the day.

    `text` is what the file says where it is not kept yet.
    """
    if entry.event not in REPLY or not entry.text("sha256"):
        return []
    try:
        said = all_text(office.store.files.read(entry.text("sha256"))) if text is None else text
    except Trouble as trouble:  # edited or lost on the disk: nothing else can be said of it
        return [Finding("letter_changed", str(trouble), "第四十五条", spot="fact:kind_of_reply")]
    leaving = leaving_with(office, case.number, state, entry, said)
    return [*_found(leaving), *check_papers(office, session, case.id, leaving), *preflight_case.time(leaving)]


def check_text(office: Office, number: str, state: CaseState, entry: Entry, text: str) -> list[Finding]:
    """Check what a letter says against its case."""
    return _found(leaving_with(office, number, state, entry, text))


def check_time(office: Office, state: CaseState) -> list[Finding]:
    """What the moment says against submitting a reply today."""
    entry = Entry(Event.SUBMITTED, office.today(), office.acting)
    return list(preflight_case.time(leaving_with(office, "", state, entry, "")))


def all_text(content: bytes) -> str:
    """What a letter says, and below it what stands outside its lines: text boxes, footnotes, comments, controls."""
    text = letters.text_of(content)
    seen = squeezed(text)
    try:
        everything = text_of_paper(content, "letter.docx").splitlines()
    except Unreadable:  # too large to look through twice
        everything = []
    hidden = [line for line in everything if line.strip() and squeezed(line) not in seen]
    return "\n".join([text, *hidden])


def _found(leaving: Leaving) -> list[Finding]:
    return [point for rule in (*preflight_letter.RULES, *preflight_case.RULES) for point in rule(leaving)]


def leaving_with(office: Office, number: str, state: CaseState, entry: Entry, text: str) -> Leaving:
    """The reply of a step as the rules look at it."""
    replies, main = office.replies, entry.text("kind_of_reply")
    profile = office.profile
    return Leaving(
        number=number,
        state=state,
        entry=entry,
        rules=office.rules,
        today=office.today(),
        result=replies.get(main),
        results=tuple(replies[code] for code in results_in(entry.facts) if code in replies),
        sender=Sender(**{field.name: getattr(profile, field.name) for field in fields(Sender)}),
        text=text,
    )


def stop_at_errors(found: Sequence[Finding], case: Case, entry: Entry) -> None:
    """Refuse a reply that must not leave as it is; every error is said, and that it was stopped is recorded."""
    errors = [finding for finding in found if finding.is_error]
    if errors:
        codes = list(dict.fromkeys(finding.code for finding in errors))
        record = {"case": case.id, "step": entry.event.value, "codes": codes}
        said = "；".join(finding.text for finding in errors)
        raise Stopped(said, errors[0].article, "sha256", record)


def warned(
    found: Sequence[Finding], breaches: Sequence[Objection], state: CaseState, entry: Entry
) -> tuple[Objection, ...]:
    """What is irregular about a step: what the procedure says, and the warnings; each code once.

    A warning about the letter that was answered when it was submitted is not asked about again when it leaves.
    """
    told = {breach.code: breach for breach in breaches}
    answered = answered_before(state, entry)
    for finding in found:
        if finding.is_error or finding.is_hint or finding.code in answered:
            continue
        told.setdefault(finding.code, Objection(finding.text, finding.code, finding.article))
    return tuple(told.values())
