"""Signing off a reply (审签): who is due, what waits for whom, the versions of the letter, the signatures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gkcase.domain.journal import Entry, Facts
from gkcase.domain.lifecycle import replay
from gkcase.domain.rights import May, needed
from gkcase.domain.signoff import drafter_of_reply, next_step
from gkcase.domain.terms import DECISION_KINDS, Event
from gkcase.services import letters
from gkcase.services.attachments import Incoming, attach, take_in
from gkcase.services.differences import paragraphs_of
from gkcase.services.handling import entry_of, find_case, step
from gkcase.services.login import confirmed
from gkcase.services.office import Change, Office, Topic
from gkcase.services.signatures import Signature as Signature
from gkcase.services.signatures import signatures_of as signatures_of
from gkcase.services.signatures import steps_of as steps_of
from gkcase.storage import journal_store

SHA256 = re.compile(r"[0-9a-f]{64}")

# -- signing and returning ------------------------------------------------------------------------------------


def sign(
    office: Office,
    case_id: int,
    *,
    signer: str = "",
    comment: str = "",
    step_code: str = "",
    version: int | None = None,
    password: str = "",
) -> Change:
    """Sign the next step as the person who works; `version` is that of the case which was read.

    Where persons log in, a signature asks for the password once more.
    """
    facts: Facts = {"signer": signer or office.acting, "comment": comment, "step": step_code}
    with confirmed(office, password):
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


def record_signature(
    office: Office, case_id: int, facts: Facts, *, on: date, reason: str = "", password: str = ""
) -> Change:
    """A signature as the command line names it: who signs is who acts, unless it stands on paper.

    `scan` names the file of the scan, or a paper that is kept already by its SHA-256.
    """
    given = dict(facts)
    entry = entry_of(office, Event.SIGNED, on, given)
    scan = entry.text("scan")
    papers = take_in(office, [Path(scan)]) if scan and not _is_kept(office, scan) else ()
    by = office.acting if office.person or entry.flag("on_paper") else entry.text("signer")
    with nullcontext() if entry.flag("on_paper") else confirmed(office, password):
        return _signed(office, case_id, given, on, reason, None, papers, by)


def _is_kept(office: Office, scan: str) -> bool:
    return SHA256.fullmatch(scan) is not None and not office.store.files.verify(scan)


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
    with office.transaction(*needed(Event.SIGNED, on_paper=entry.flag("on_paper"))) as session:
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
    with office.transaction(May.RETURN) as session:
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
