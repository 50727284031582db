"""The papers that go with a reply (随文附件), looked through for other people's data before they leave.

A paper goes with the reply when it hangs on the reply's letter or on its submission in the present round, or when
its file is named among the documents and annexes of the letter. What the applicant or a third party sent in never
counts: it came with the request, the correction, the reasons or the opinion, and stays in the file.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session

from gkcase.domain.errors import Trouble
from gkcase.domain.findings import Finding
from gkcase.domain.journal import Entry, Fact
from gkcase.domain.leaving import Leaving, facts_of_parts
from gkcase.domain.personal_data import Datum, found_in, squeezed
from gkcase.domain.preflight_letter import OWN_NUMBERS, PRIVATE
from gkcase.domain.terms import DECISION_KINDS, Event
from gkcase.services.office import Office
from gkcase.services.paper_text import Unreadable, text_apart
from gkcase.storage.tables import AttachmentRow

SENT_IN = frozenset(
    {
        Event.RECEIVED,
        Event.CONFIRMED,
        Event.CORRECTION_RECEIVED,
        Event.REASONS_RECEIVED,
        Event.CONSULTATION_ANSWERED,
        Event.FEE_PAID,
        Event.WITHDRAWN,
    }
)
"""Entries whose papers came from outside."""

NAMED_IN = ("documents", "attachments")
SHORTEST_NAME = 4
REMEMBERED = 200


@dataclass(frozen=True)
class Look:
    """What a paper holds: personal data, or that nobody could tell."""

    data: tuple[Datum, ...] = ()
    unreadable: bool = False


_seen: OrderedDict[str, Look] = OrderedDict()
_lock = Lock()


def check_papers(office: Office, session: Session, case_id: int, leaving: Leaving) -> Iterator[Finding]:
    """One finding for each paper that holds the data of others, or that cannot be looked through."""
    own = {squeezed(str(leaving.asked.get(name) or "")) for name in OWN_NUMBERS}
    for paper in papers_that_leave(session, case_id, leaving):
        look = _look(office, paper)
        spot = f"paper:{paper.seq}"
        if look.unreadable:
            said = f"无法读取附件“{paper.name}”，请人工核对其中有无个人信息"
            yield Finding("paper_unreadable", said, PRIVATE, is_error=False, spot=spot)
        if kinds := Counter(datum.kind for datum in look.data if datum.plain not in own):
            told = "、".join(f"{kind}{count}处" for kind, count in kinds.items())
            said = f"附件“{paper.name}”里有{told}，请遮盖后再提供，确需提供的请说明理由"
            yield Finding("paper_personal", said, PRIVATE, is_error=False, spot=spot)


def papers_that_leave(session: Session, case_id: int, leaving: Leaving) -> list[AttachmentRow]:
    """The papers that go with the reply, oldest first."""
    rows = session.scalars(
        select(AttachmentRow).where(AttachmentRow.case_id == case_id).order_by(AttachmentRow.id)
    )
    events = {entry.seq: entry.event for entry in leaving.state.past}
    hung = {entry.seq for entry in leaving.state.round if _is_reply(entry)}
    named = squeezed("\n".join(_named(leaving)))
    return [
        row
        for row in rows
        if row.seq in hung
        or (events.get(row.seq, Event.RECEIVED) not in SENT_IN and _is_named(row.name, named))
    ]


def _is_reply(entry: Entry) -> bool:
    written = entry.event is Event.LETTER_WRITTEN and entry.text("kind") in DECISION_KINDS
    return written or entry.event is Event.SUBMITTED


def _named(leaving: Leaving) -> Iterator[str]:
    """The lines in which the letter names what it gives, also those of its parts."""
    for entry in (leaving.entry, leaving.letter):
        for facts in facts_of_parts(entry) if entry else []:
            yield from _lines([facts.get(name) for name in NAMED_IN])


def _lines(values: list[Fact]) -> Iterator[str]:
    for value in values:
        yield from (str(line) for line in value) if isinstance(value, list | tuple) else [str(value or "")]


def _is_named(name: str, named: str) -> bool:
    stem = squeezed(PurePath(name).stem).strip("《》")
    return len(stem) >= SHORTEST_NAME and stem in named


def _look(office: Office, paper: AttachmentRow) -> Look:
    """Look through a paper; each content once while the program runs."""
    with _lock:
        if paper.sha256 in _seen:
            _seen.move_to_end(paper.sha256)
            return _seen[paper.sha256]
    try:
        look = Look(found_in(text_apart(office.store.files.read(paper.sha256), paper.name)))
    except Unreadable:
        look = Look(unreadable=True)
    except Trouble:
        return Look(unreadable=True)  # the file may be put back
    with _lock:
        _seen[paper.sha256] = look
        if len(_seen) > REMEMBERED:
            _seen.popitem(last=False)
    return look
