"""Reads one case in one piece (案卷): journal, clock, duties, papers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from gkcase.domain.clock import Day, Explained, explain, ledger
from gkcase.domain.duties import duties
from gkcase.domain.journal import Entry, Facts, voided_numbers
from gkcase.domain.lifecycle import judge, replay
from gkcase.domain.parts import results_in
from gkcase.domain.publication import publications_of
from gkcase.domain.remedies import defence_limit, remedies_of
from gkcase.domain.replies import remedy_route
from gkcase.domain.reply_guards import result_of
from gkcase.domain.sending import RemedyPeriods, mailings_of, remedy_periods
from gkcase.domain.standing import standing
from gkcase.domain.state import CaseState
from gkcase.domain.terms import Channel, Event, Opinion, Party, Status
from gkcase.services.copies import drafter_of, handler_of, wanted_of
from gkcase.services.dossier import Consultation, Dossier, FileLine, JournalLine
from gkcase.services.handling import completed, entry_of, find_case
from gkcase.services.intake import applicant_of
from gkcase.services.office import Office
from gkcase.storage import journal_store
from gkcase.storage.journal_store import Recorded
from gkcase.storage.tables import AttachmentRow, Case, LetterRow


def dossier(office: Office, case_id: int) -> Dossier:
    """Everything about one case."""
    with office.reading() as session:
        return dossier_in(office, session, case_id)


def dossier_in(office: Office, session: Session, case_id: int) -> Dossier:
    """Everything about one case as the caller's session sees it."""
    case = find_case(session, case_id)
    recorded = journal_store.recorded(session, case_id)
    state = replay([record.entry for record in recorded], office.rules)
    told = standing(state, office.rules, office.today())
    received = state.last(Event.RECEIVED)
    assert received is not None  # a case is made with its registration, and that cannot be voided
    return Dossier(
        id=case.id,
        version=case.version,
        number=case.number,
        kind=case.kind,
        status=state.status or Status.IN_PROGRESS,
        standing=told,
        channel=state.receipt.channel if state.receipt else Channel.OTHER,
        applicant=applicant_of(received),
        agent=received.text("agent.name"),
        wanted=wanted_of(state),
        handler=handler_of(state),
        received=received,
        journal=tuple(_lines(recorded, _papers(session, case))),
        duties=tuple(duties(state, told, office.rules)),
        consultations=tuple(_consultations(state, office)),
        result=chosen_result(state),
        drafter=drafter_of(state),
        facts={name: received.text(name) for name in received.facts},
        mailings=mailings_of(state),
        periods=_periods(office, state),
        remedies=remedies_of(state),
        defences=_defences(office, state),
        publications=publications_of(state),
        publication_due={one.id: one.due(office.rules) for one in publications_of(state)},
    )


def _defences(office: Office, state: CaseState) -> dict[str, date]:
    """The last day of each defence, by review or suit."""
    limits = ((one.id, defence_limit(one, office.rules)) for one in remedies_of(state))
    return {key: last.due for key, last in limits if last is not None}


def _periods(office: Office, state: CaseState) -> RemedyPeriods | None:
    """Until when the applicant may attack the reply that was served; None where nothing runs."""
    replied = state.last(Event.REPLIED)
    result = office.replies.get(chosen_result(state))
    if result is None or replied is None:
        return None
    parts = [office.replies[code] for code in results_in(replied.facts)]
    route = remedy_route(result, office.rules.policy, on=replied.on, parts=parts)
    return remedy_periods(state, office.rules, route)


def chosen_result(state: CaseState) -> str:
    """The result that the case has or is going to have: submitted, or named by the latest reply letter."""
    if code := result_of(state):
        return code
    written = [entry.text("kind_of_reply") for entry in state.round if entry.event is Event.LETTER_WRITTEN]
    return next((code for code in reversed(written) if code), "")


def _papers(session: Session, case: Case) -> Mapping[int, list[FileLine]]:
    papers: dict[int, list[FileLine]] = {}
    letters = session.scalars(select(LetterRow).where(LetterRow.case_id == case.id).order_by(LetterRow.id))
    for row in letters:
        line = FileLine(row.id, row.seq, row.name, row.sha256, row.size, row.kind, row.number)
        papers.setdefault(row.seq, []).append(line)
    scans = select(AttachmentRow).where(AttachmentRow.case_id == case.id).order_by(AttachmentRow.id)
    for scan in session.scalars(scans):
        line = FileLine(scan.id, scan.seq, scan.name, scan.sha256, scan.size)
        papers.setdefault(scan.seq, []).append(line)
    return papers


def _lines(recorded: Iterable[Recorded], papers: Mapping[int, list[FileLine]]) -> list[JournalLine]:
    """The journal in order of effect (on, seq); a voided entry keeps its place and says by which it was voided."""
    all_ = list(recorded)
    voids = {
        record.entry.number("entry", 0): record.entry for record in all_ if record.entry.event is Event.VOIDED
    }
    gone = voided_numbers(record.entry for record in all_)
    made = []
    for record in sorted(all_, key=lambda record: (record.entry.on, record.entry.seq)):
        void = voids.get(record.entry.seq) if record.entry.seq in gone else None
        made.append(
            JournalLine(
                record.entry,
                record.recorded_at,
                void.seq if void else 0,
                void.reason if void else "",
                tuple(papers.get(record.entry.seq, ())),
            )
        )
    return made


def _consultations(state: CaseState, office: Office) -> Iterable[Consultation]:
    answers = {entry.text("id"): entry for entry in state.all(Event.CONSULTATION_ANSWERED)}
    for entry in state.all(Event.CONSULTATION_SENT):
        window = state.sum.window(entry.text("id"))
        answer: Entry | None = answers.get(entry.text("id"))
        opinion = answer.text("opinion") if answer else ""
        yield Consultation(
            id=entry.text("id"),
            to=Party.of(entry.text("to")),
            name=entry.text("name"),
            sent_on=entry.on,
            delivered_on=window.delivered if window else None,
            answer_by=window.limit(office.rules) if window else None,
            answered_on=window.answered if window else None,
            opinion=Opinion.of(opinion) if opinion else None,
        )


@dataclass(frozen=True)
class LedgerView:
    """The deadline ledger of one case: its lines with the due day after each, and every day with its reason."""

    lines: tuple[Explained, ...]
    days: tuple[Day, ...]


def ledger_of(office: Office, case_id: int) -> LedgerView:
    """The ledger day by day: up to the due day, or up to today while none is known."""
    with office.reading() as session:
        journal = journal_store.entries(session, case_id)
    return ledger_view(replay(journal, office.rules), office)


def ledger_view(state: CaseState, office: Office) -> LedgerView:
    """The ledger of a state, recorded or supposed."""
    due = state.sum.position(office.rules).due
    until = due or max(office.today(), state.sum.start or office.today())
    days = tuple(ledger(state.sum, office.rules, until))
    return LedgerView(tuple(explain(state.lines, office.rules)), days)


def supposed_ledger(
    office: Office, case_id: int, event: Event, *, on: date, facts: Facts | None = None
) -> LedgerView:
    """The ledger as it would be after a step that is not recorded (假设); refused where the step is impossible."""
    with office.reading() as session:
        journal = journal_store.entries(session, case_id)
    entry = completed(replay(journal, office.rules), entry_of(office, event, on, facts or {}))
    return ledger_view(judge(journal, entry, office.rules, max(office.today(), on)).state, office)
