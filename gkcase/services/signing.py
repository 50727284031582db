"""Signing off a reply (审签): who is due, what waits for whom, the versions of the letter, the signatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gkcase.domain.journal import Entry, Facts
from gkcase.domain.lifecycle import replay
from gkcase.domain.signoff import HEAD_ALONE, Step, drafter_of_reply, next_step, route_of, signatures
from gkcase.domain.state import CaseState
from gkcase.domain.terms import DECISION_KINDS, Event
from gkcase.services import letters
from gkcase.services.attachments import Incoming, attach, take_in
from gkcase.services.differences import paragraphs_of
from gkcase.services.dossier import Dossier
from gkcase.services.handling import entry_of, find_case, step
from gkcase.services.office import Change, Office, Topic
from gkcase.storage import journal_store

# -- signing and returning ------------------------------------------------------------------------------------


def sign(
    office: Office,
    case_id: int,
    *,
    signer: str = "",
    comment: str = "",
    step_code: str = "",
    version: int | None = None,
) -> Change:
    """Sign the next step as the person who works; `version` is that of the case which was read."""
    facts: Facts = {"signer": signer or office.acting, "comment": comment, "step": step_code}
    return _signed(office, case_id, facts, office.today(), "", version, (), office.acting)


def sign_on_paper(
    office: Office,
    case_id: int,
    *,
    signer: str,
    on: date,
    scan: Path | None,
    comment: str = "",
    reason: str = "",
    version: int | None = None,
) -> Change:
    """Enter a signature that was given on the printed sheet, with its scan; without one a reason is asked for."""
    papers = take_in(office, [scan]) if scan else ()
    facts: Facts = {"signer": signer, "comment": comment, "on_paper": True}
    return _signed(office, case_id, facts, on, reason, version, papers, office.acting)


def record_signature(office: Office, case_id: int, facts: Facts, *, on: date, reason: str = "") -> Change:
    """A signature as the command line names it: who signs is who acts, unless it stands on paper.

    `scan` may name the file of the scan.
    """
    given = dict(facts)
    entry = entry_of(office, Event.SIGNED, on, given)
    papers: Incoming = ()
    if (scan := entry.text("scan")) and Path(scan).is_file():
        papers = take_in(office, [Path(scan)])
    by = office.acting if entry.flag("on_paper") else entry.text("signer")
    return _signed(office, case_id, given, on, reason, None, papers, by)


def _signed(
    office: Office,
    case_id: int,
    facts: Facts,
    on: date,
    reason: str,
    version: int | None,
    papers: Incoming,
    by: str,
) -> Change:
    given = {**facts, "scan": papers[0].sha256} if papers else facts
    entry = entry_of(office, Event.SIGNED, on, given, reason=reason, by=by)
    with office.transaction() as session:
        case = find_case(session, case_id)
        kept, state = step(office, session, case, entry, version=version)
        attach(office, session, case_id, kept.seq, papers)
        said = f"{case.number}已由{_signer_words(kept)}审签"
        due = next_step(state)
        said += "，可以送达" if due is None else f"，下一环节：{due.label}"
        return Change(Topic.CASES, frozenset([case_id]), said)


def _signer_words(entry: Entry) -> str:
    principal = entry.text("deputy_for")
    return entry.text("signer") + (f"（代{principal}）" if principal else "")


def return_(
    office: Office, case_id: int, *, comment: str, paragraphs: Sequence[str] = (), version: int | None = None
) -> Change:
    """Send a reply back to its drafter with a reason, also paragraph by paragraph (第3段：依据不准确)."""
    facts: Facts = {
        "comment": comment.strip() or ("见逐段意见" if paragraphs else ""),
        "paragraphs": [*paragraphs],
    }
    entry = entry_of(office, Event.RETURNED, office.today(), facts)
    with office.transaction() as session:
        case = find_case(session, case_id)
        state = replay(journal_store.entries(session, case_id), office.rules)
        step(office, session, case, entry, version=version)
        drafter = drafter_of_reply(state)
        return Change(
            Topic.CASES, frozenset([case_id]), f"{case.number}已退回" + (f"{drafter}修改" if drafter else "")
        )


# -- what was signed ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Version:
    """One version of the reply: its entry, who wrote it when, its file and what it says."""

    seq: int
    on: date
    by: str
    name: str
    number: str
    sha256: str
    paragraphs: tuple[str, ...]


def versions(office: Office, case_id: int) -> list[Version]:
    """All reply letters of a case, the oldest first; one whose file was changed or lost is refused in a sentence."""
    with office.reading() as session:
        state = replay(journal_store.entries(session, case_id), office.rules)
    return [
        Version(
            entry.seq,
            entry.on,
            entry.by,
            entry.text("name"),
            entry.text("number"),
            entry.text("sha256"),
            tuple(paragraphs_of(letters.text_of(office.store.files.read(entry.text("sha256"))))),
        )
        for entry in state.all(Event.LETTER_WRITTEN)
        if entry.text("kind") in DECISION_KINDS
    ]


@dataclass(frozen=True)
class Signature:
    """One signature as sheets and screens show it; `hash` is the SHA-256 of the file that was signed."""

    step: str
    role: str
    name: str
    deputy_for: str
    opinion: str
    on: date
    on_paper: bool
    entered_by: str
    hash: str
    scan: str

    @property
    def who(self) -> str:
        """The name as it is printed: a deputy signs 代."""
        return f"{self.name}（代{self.deputy_for}）" if self.deputy_for else self.name


def signatures_of(file: Dossier) -> tuple[Signature, ...]:
    """The signatures that hold over the reply of a case, in order."""
    return tuple(_signature(entry) for entry in signatures(_state_of(file)))


def steps_of(file: Dossier) -> tuple[tuple[str, Signature | None], ...]:
    """Every step of the case's route with its signature; None where it is still to be given, also on paper."""
    state = _state_of(file)
    given = {one.step: one for one in signatures_of(file)}
    return tuple((step.label, given.get(step.code)) for step in route_of(state).steps)


def _state_of(file: Dossier) -> CaseState:
    """What the route and its signatures are read from: the entries of the dossier that are in force."""
    return CaseState(past=tuple(line.entry for line in file.journal if not line.voided))


def _signature(entry: Entry) -> Signature:
    step = Step.read(entry.text("step")) or HEAD_ALONE.steps[0]
    return Signature(
        step=step.code,
        role=step.label,
        name=entry.text("signer"),
        deputy_for=entry.text("deputy_for"),
        opinion=entry.text("comment") or "同意",
        on=entry.on,
        on_paper=entry.flag("on_paper"),
        entered_by=entry.by,
        hash=entry.text("sha256"),
        scan=entry.text("scan"),
    )
