"""What remains to be done after the reply (归档、复议诉讼、转主动公开、定期评估、到期鉴定): one list for each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from gkcase.domain.erasure import DISPOSED_ON
from gkcase.domain.journal import Entry, in_force
from gkcase.domain.lifecycle import replay
from gkcase.domain.limits import Limit, last_day
from gkcase.domain.publication import Publication, publications_of
from gkcase.domain.remedies import RemedyCase, defence_limit, remedies_of
from gkcase.domain.replies import results_in
from gkcase.domain.result_codes import WITHHELD
from gkcase.domain.retention import ended_retention
from gkcase.domain.state import CaseState
from gkcase.domain.terms import ENDED, ApplicantKind, CaseKind, Event, Status
from gkcase.services.archiving import FileCheck, check_file, papers_of_each
from gkcase.services.earlier import Earlier, beside
from gkcase.services.office import Office
from gkcase.storage import journal_store
from gkcase.storage.tables import Case, CaseCopy, JournalRow, PayloadRow

SHOWN = 500
"""How many cases one list looks through at once, the longest waiting first; the rest follow as those are done."""

_UNTIL = re.compile(r'"retention_until":"(\d{4}-\d\d-\d\d)"')
_HEAD = (
    CaseCopy.case_id,
    CaseCopy.number,
    CaseCopy.applicant,
    CaseCopy.applicant_kind,
    CaseCopy.wanted,
    CaseCopy.status,
    Case.kind,
)


@dataclass(frozen=True)
class CaseHead:
    """The case that a line of these lists is about."""

    id: int
    number: str
    applicant: str
    applicant_kind: ApplicantKind
    wanted: str
    status: Status
    kind: CaseKind


@dataclass(frozen=True)
class ToArchive:
    """A case that has ended and is not archived (待归档): what its file lacks, how long it is kept."""

    case: CaseHead
    ended_on: date
    served: bool
    check: FileCheck

    @property
    def ready(self) -> bool:
        """Whether it can be archived without a reason."""
        return not self.check.missing and not self.check.pending and self.served


@dataclass(frozen=True)
class RemedyLine:
    """A review or suit (复议诉讼) with the last day of the defence; None where none is owed."""

    case: CaseHead
    remedy: RemedyCase
    defence: Limit | None

    @property
    def due(self) -> date | None:
        """The last day of a defence that is not filed yet."""
        waiting = self.remedy.pending and self.remedy.defended_on is None
        return self.defence.due if waiting and self.defence else None


@dataclass(frozen=True)
class PublicationLine:
    """A decision to publish (转主动公开) with its last day."""

    case: CaseHead
    publication: Publication
    due: date


@dataclass(frozen=True)
class ReassessmentLine:
    """A refusal that is to be looked at again (定期评估): since when, and by when."""

    case: CaseHead
    results: tuple[str, ...]
    replied_on: date
    last_on: date
    due: date


@dataclass(frozen=True)
class DisposalLine:
    """An archived case whose period is over (到期鉴定)."""

    case: CaseHead
    archived_on: date
    retention: str
    until: date
    place: str


_ENDED = CaseCopy.status.in_((Status.REPLIED, Status.CLOSED))


def waiting_for_archive(office: Office) -> int:
    """How many cases have ended and wait for the archive, also beyond those that are listed."""
    with office.reading() as session:
        return session.scalar(select(func.count()).select_from(CaseCopy).where(_ENDED)) or 0


def to_archive(office: Office, *, limit: int = SHOWN) -> tuple[ToArchive, ...]:
    """Cases that have ended and wait for the archive, the longest waiting first."""
    with office.reading() as session:
        chosen = _heads(_ENDED).order_by(CaseCopy.case_id).limit(limit)
        heads = [CaseHead(*row) for row in session.execute(chosen)]
        journals = _journals(session, heads)
        papers = papers_of_each(session, [head.id for head in heads])
        lines = []
        for head in heads:
            state = replay(journals[head.id], office.rules)
            check = check_file(office, state, papers[head.id])
            lines.append(ToArchive(head, _ended(state), _served(state), check))
    return tuple(sorted(lines, key=lambda line: line.ended_on))


def _ended(state: CaseState) -> date:
    return max(entry.on for entry in state.past if entry.event is not Event.LETTER_WRITTEN)


def _served(state: CaseState) -> bool:
    replied = state.last(Event.REPLIED)
    return replied is None or any(entry.event is Event.SERVED for entry in state.since(Event.REPLIED))


def remedy_lines(office: Office, *, only_open: bool = True) -> tuple[RemedyLine, ...]:
    """Reviews and suits, those whose defence is due first; with the decided ones where they are asked for."""
    lines = []
    for head, journal in _with(office, Event.REMEDY_FILED):
        for one in remedies_of(replay(journal, office.rules)):
            if one.pending or not only_open:
                lines.append(RemedyLine(head, one, defence_limit(one, office.rules)))
    lines.sort(
        key=lambda line: (line.due is None, line.due or date.max, line.remedy.received_on, line.case.id)
    )
    return tuple(lines)


def publication_lines(office: Office, *, only_open: bool = True) -> tuple[PublicationLine, ...]:
    """What was decided to be published, the most urgent first."""
    lines = []
    for head, journal in _with(office, Event.PUBLICATION_DECIDED):
        for one in publications_of(replay(journal, office.rules)):
            if one.pending or not only_open:
                lines.append(PublicationLine(head, one, one.due(office.rules)))
    lines.sort(key=lambda line: (not line.publication.pending, line.due, line.case.id))
    return tuple(lines)


def reassessment_lines(office: Office) -> tuple[ReassessmentLine, ...]:
    """Refusals under articles 14 to 16, also of a part, that were not assessed for a year (第十八条)."""
    refused = select(JournalRow.case_id).join(
        PayloadRow, and_(PayloadRow.case_id == JournalRow.case_id, PayloadRow.seq == JournalRow.seq)
    )
    refused = refused.where(JournalRow.event == Event.REPLIED, PayloadRow.body.contains('"R4'))
    wanted = and_(CaseCopy.status.in_(ENDED), CaseCopy.case_id.in_(refused))
    made = (_refusal(office, head, journal) for head, journal in _chosen(office, wanted))
    lines = [line for line in made if line is not None and line.due <= office.today()]
    return tuple(sorted(lines, key=lambda line: (line.due, line.case.id)))


def _refusal(office: Office, head: CaseHead, journal: Sequence[Entry]) -> ReassessmentLine | None:
    past = in_force(journal)
    replied = next((entry for entry in reversed(past) if entry.event is Event.REPLIED), None)
    results = tuple(code for code in results_in(replied.facts) if code in WITHHELD) if replied else ()
    if replied is None or not results:
        return None
    looked = [entry for entry in past if entry.event is Event.REASSESSED and entry.on >= replied.on]
    if looked and looked[-1].text("outcome") == "open":
        return None
    last = looked[-1].on if looked else replied.on
    due = last_day(last, office.rules.law.period["reassessment"])
    return ReassessmentLine(head, results, replied.on, last, due)


def disposal_lines(office: Office) -> tuple[DisposalLine, ...]:
    """Archived cases whose period is over (销毁鉴定), for approval; nothing is erased by this."""
    today = office.today()
    rows = select(JournalRow.case_id, PayloadRow.body).join(
        PayloadRow, and_(PayloadRow.case_id == JournalRow.case_id, PayloadRow.seq == JournalRow.seq)
    )
    rows = rows.where(JournalRow.event == Event.ARCHIVED, JournalRow.on < date(today.year, 1, 1))
    with office.reading() as session:
        over = {case_id for case_id, body in session.execute(rows) if _is_over(body or "", today)}
    lines = []
    for head, journal in _of(office, over):
        archived = next(
            (entry for entry in reversed(in_force(journal)) if entry.event is Event.ARCHIVED), None
        )
        until = archived.day("retention_until") if archived else None
        gone = archived is None or archived.text(DISPOSED_ON)
        if gone or archived is None or until is None or head.status is not Status.ARCHIVED:
            continue
        if ended_retention(archived, today):
            kept, place = archived.text("retention"), archived.text("place")
            lines.append(DisposalLine(head, archived.on, kept, until, place))
    return tuple(sorted(lines, key=lambda line: (line.until, line.case.id)))


def _is_over(body: str, today: date) -> bool:
    found = _UNTIL.search(body)
    return found is not None and found[1] < today.isoformat()


def others_who_asked(office: Office, case_id: int, wanted: str) -> tuple[Earlier, ...]:
    """Requests of other applicants for what seems the same information: a reason to publish it (第四十四条)."""
    with office.reading() as session:
        own = session.scalar(select(CaseCopy.applicant).where(CaseCopy.case_id == case_id)) or ""
    alike = beside(office, {"wanted": wanted}, besides=case_id).similar
    return tuple(case for case in alike if case.applicant != own)


# -- reading --------------------------------------------------------------------------------------------------


def _heads(wanted: ColumnElement[bool]) -> Select[int, str, str, ApplicantKind, str, Status, CaseKind]:
    return select(*_HEAD).join(Case, Case.id == CaseCopy.case_id).where(wanted)


def _with(office: Office, event: Event) -> Iterable[tuple[CaseHead, list[Entry]]]:
    cases = select(JournalRow.case_id).where(JournalRow.event == event)
    return _chosen(office, CaseCopy.case_id.in_(cases))


def _of(office: Office, ids: set[int]) -> Iterable[tuple[CaseHead, list[Entry]]]:
    return _chosen(office, CaseCopy.case_id.in_(sorted(ids)[:SHOWN])) if ids else []


def _chosen(office: Office, wanted: ColumnElement[bool]) -> Iterable[tuple[CaseHead, list[Entry]]]:
    with office.reading() as session:
        heads = [CaseHead(*row) for row in session.execute(_heads(wanted))]
        journals: Mapping[int, list[Entry]] = _journals(session, heads)
    return [(head, journals[head.id]) for head in heads]


def _journals(session: Session, heads: Iterable[CaseHead]) -> Mapping[int, list[Entry]]:
    return journal_store.journals(session, [head.id for head in heads])
