"""Archiving (归档): what the papers of a case say of its file, and what is stored with the act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from gkcase.domain.completeness import FilePart, file_parts, lacking, read_parts
from gkcase.domain.filing import Paper
from gkcase.domain.finality import attackable_until
from gkcase.domain.journal import Entry, Fact
from gkcase.domain.lifecycle import replay
from gkcase.domain.remedies import remedies_of
from gkcase.domain.replies import remedy_route, results_in
from gkcase.domain.retention import Retention, closed_on, kept_for, read_retention, retention_of
from gkcase.domain.state import CaseState
from gkcase.domain.terms import Event, chinese_date
from gkcase.services.office import Office
from gkcase.storage import journal_store
from gkcase.storage.tables import AttachmentRow, LetterRow


@dataclass(frozen=True)
class FileCheck:
    """What archiving would meet: the parts of the file, how long it is kept, until when the reply can be attacked.

    `pending` are the reviews and suits that stand against it, in words; while there is one nothing is archived.
    """

    parts: tuple[FilePart, ...]
    retention: Retention
    attackable_until: date | None
    pending: tuple[str, ...]

    @property
    def missing(self) -> tuple[FilePart, ...]:
        """The parts that are not there."""
        return tuple(part for part in self.parts if not part.there)


def given_results(state: CaseState) -> tuple[str, ...]:
    """All results of all replies that left, also of one that was overturned later."""
    found = [code for entry in state.all(Event.REPLIED) for code in results_in(entry.facts)]
    return tuple(dict.fromkeys(found))


def papers_in(session: Session, case_id: int) -> tuple[Paper, ...]:
    """The papers of a case as the check of its file sees them."""
    return papers_of_each(session, [case_id])[case_id]


def papers_of_each(session: Session, case_ids: Sequence[int]) -> dict[int, tuple[Paper, ...]]:
    """The papers of several cases, read at once: the letters of each before what came in."""
    letters = select(
        LetterRow.case_id, LetterRow.seq, LetterRow.name, LetterRow.kind, LetterRow.number, LetterRow.sha256
    ).where(LetterRow.case_id.in_(case_ids))
    scans = select(AttachmentRow.case_id, AttachmentRow.seq, AttachmentRow.name).where(
        AttachmentRow.case_id.in_(case_ids)
    )
    found: dict[int, list[Paper]] = {case_id: [] for case_id in case_ids}
    for case_id, seq, name, kind, number, sha256 in session.execute(letters.order_by(LetterRow.id)):
        found[case_id].append(Paper(seq, name, kind.value, number, sha256))
    for case_id, seq, name in session.execute(scans.order_by(AttachmentRow.id)):
        found[case_id].append(Paper(seq, name))
    return {case_id: tuple(papers) for case_id, papers in found.items()}


def check_file(
    office: Office, state: CaseState, papers: tuple[Paper, ...], on_paper: frozenset[str] = frozenset()
) -> FileCheck:
    """Look a file through before it is archived."""
    results = given_results(state)
    pending = tuple(f"{one.label}（{one.body}）" for one in remedies_of(state) if one.pending)
    return FileCheck(
        file_parts(state, papers, results, on_paper),
        retention_of(state, results, office.rules.policy.retention),
        attackable_on(office, state),
        pending,
    )


def attackable_on(office: Office, state: CaseState) -> date | None:
    """Until when the reply that stands can be attacked, by the route that its result leaves."""
    replied = state.last(Event.REPLIED)
    codes = results_in(replied.facts) if replied else ()
    main = office.replies.get(replied.text("kind_of_reply")) if replied else None
    if replied is None or main is None:
        return None
    parts = [office.replies[code] for code in codes if code in office.replies]
    route = remedy_route(main, office.rules.policy, on=replied.on, parts=parts)
    return attackable_until(state, office.rules, route)


def with_file(office: Office, papers: tuple[Paper, ...], state: CaseState, entry: Entry) -> Entry:
    """A step as it is judged: ARCHIVED with what its papers say, every other one as it is."""
    if entry.event is not Event.ARCHIVED:
        return entry
    return replace(entry, facts={**entry.facts, **_archived(office, papers, state, entry)})


def _archived(office: Office, papers: tuple[Paper, ...], state: CaseState, entry: Entry) -> dict[str, Fact]:
    """What is stored with the act: the class and its end, what the file lacks, which periods still run."""
    on_paper = read_parts(entry.facts.get("on_paper"))
    check = check_file(office, state, papers, on_paper)
    kept = check.retention
    if (words := entry.text("retention")) and words != kept.label:
        kept = kept_for(read_retention(words), closed_on(state), "归档时确定")
    gone = set(lacking(check.parts))
    if not any(past.event is Event.SERVED for past in state.since(Event.REPLIED)):
        gone.discard("proof")  # said already: no service is on record at all
    made: dict[str, Fact] = {
        "retention": kept.label,
        "retention_since": kept.since.isoformat(),
        "retention_why": kept.why,
    }
    if kept.until:
        made["retention_until"] = kept.until.isoformat()
    if on_paper:
        made["on_paper"] = sorted(on_paper)
    if gone:
        made["lacking"] = [part.code for part in check.parts if part.code in gone]
    if check.attackable_until:
        made["remedy_until"] = check.attackable_until.isoformat()
    return made


def retention_sentence(entry: Entry) -> str:
    """How long the file will be kept, as archiving it says beforehand; empty for every other step."""
    if entry.event is not Event.ARCHIVED:
        return ""
    until = entry.day("retention_until")
    end = f"，到{chinese_date(until)}为止" if until else ""
    return f"保管期限：{entry.text('retention')}（{entry.text('retention_why')}）{end}"


def file_check(office: Office, case_id: int) -> FileCheck:
    """Look the file of one case through."""
    with office.reading() as session:
        state = replay(journal_store.entries(session, case_id), office.rules)
        return check_file(office, state, papers_in(session, case_id))
