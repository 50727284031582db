"""Intake (登记): from an envelope to a numbered case, with what is known of the applicant beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session

from gkcase.domain.clock import Standing
from gkcase.domain.errors import Refusal
from gkcase.domain.facts import checked, shortcomings
from gkcase.domain.identity import check_id, tidy_id
from gkcase.domain.journal import Entry, Fact, Facts
from gkcase.domain.lifecycle import judge
from gkcase.domain.numbering import case_number
from gkcase.domain.receipt import Receipt, receipt_of
from gkcase.domain.standing import standing
from gkcase.domain.state import CaseState
from gkcase.domain.terms import ApplicantKind, CaseKind, Event, IdKind, Status
from gkcase.services.attachments import attach, take_in
from gkcase.services.copies import write_copies
from gkcase.services.dossier import Applicant
from gkcase.services.office import OFFICE_ID, Change, Office, Topic
from gkcase.storage import journal_store, search
from gkcase.storage.tables import ApplicantRow, Case, CaseCopy, DraftRow

REMEMBERED = 8
"""How many applicants or earlier cases are offered while somebody types."""


@dataclass(frozen=True)
class Preview:
    """What saving would give: the receipt day and its reason, the clock, what art. 29 misses, what is odd."""

    receipt: Receipt
    standing: Standing
    shortcomings: tuple[tuple[str, str], ...]
    problems: tuple[tuple[str, str], ...]


def read_request(office: Office, facts: Facts) -> tuple[Entry, Receipt]:
    """The facts of a registration as an entry; refused where a fact or the channel's date cannot be read."""
    read = checked(Event.RECEIVED, facts)
    number = str(read.get("applicant.id_number") or "")
    if number:
        read["applicant.id_number"] = tidy_id(number)
    receipt = receipt_of(read, office.rules.calendar, office.rules.policy)
    return Entry(Event.RECEIVED, receipt.arrival, office.acting, read), receipt


def preview(office: Office, facts: Facts) -> Preview:
    """Say at once when the request counts as received and by when it must be answered; saves nothing."""
    entry, receipt = read_request(office, facts)
    state = judge((), entry, office.rules, office.today()).state
    told = standing(state, office.rules, office.today())
    return Preview(
        receipt, told, tuple(shortcomings(entry.facts)), tuple(problems_of(entry.facts, office.today()))
    )


def problems_of(facts: Facts, today: date) -> Iterable[tuple[str, str]]:
    """What does not look right among the facts, as (field, sentence); none of it prevents saving."""
    number = str(facts.get("applicant.id_number") or "")
    kind = facts.get("applicant.id_kind") or IdKind.RESIDENT_ID.value
    if number and IdKind.knows(kind):
        problem = check_id(IdKind.of(kind), number, today)
        if problem:
            yield "applicant.id_number", problem


def register(
    office: Office,
    facts: Facts,
    *,
    files: Sequence[Path] = (),
    op_id: str | None = None,
    mail_id: int | None = None,
) -> Change:
    """Log a request (登记): give it its number, start its clock, remember its applicant, keep its papers.

    What art. 29 requires and is missing is not refused: it is a reason for correction. An ID number whose check
    digit is wrong is kept as it stands on the paper.
    """
    entry, _ = read_request(office, facts)
    incoming = take_in(office, files)
    with office.transaction() as session:
        if op_id and (done := journal_store.find_operation(session, op_id)):
            return Change(Topic.CASES, frozenset([done[0]]))
        case = open_case(office, session, entry)
        kept = _first_entry(office, session, case, entry, op_id)
        attach(office, session, case.id, kept.seq, incoming)
        if mail_id is not None:
            _link_mail(session, mail_id, case.id)
        said = f"已登记，编号{case.number}"
        return Change(Topic.CASES | Topic.MAIL, frozenset([case.id]), said)


def open_case(office: Office, session: Session, entry: Entry) -> Case:
    """A new case with the next number of its year (numbers are given when a request is saved, gapless)."""
    kind = CaseKind.of(entry.text("case_kind") or CaseKind.REQUEST.value)
    year = office.today().year
    serial = journal_store.next_number(session, OFFICE_ID, kind.value, year)
    case = Case(
        office_id=OFFICE_ID,
        number=case_number(year, serial, kind),
        year=year,
        serial=serial,
        kind=kind,
        registered_at=office.now(),
        applicant_id=remember(office, session, applicant_of(entry)),
        imported=entry.flag("imported"),
    )
    session.add(case)
    session.flush()
    return case


def _first_entry(office: Office, session: Session, case: Case, entry: Entry, op_id: str | None) -> Entry:
    state: CaseState = judge((), entry, office.rules, office.today()).state
    kept = journal_store.append(session, case.id, entry, at=office.now(), op_id=op_id)
    write_copies(session, case.id, case.number, state, office.rules, office.today(), new=True)
    return kept


def _link_mail(session: Session, mail_id: int, case_id: int) -> None:
    from gkcase.storage.tables import MailRow

    session.get_one(MailRow, mail_id).case_id = case_id


# -- applicants (申请人) --------------------------------------------------------------------------------------

DETAILS = tuple(field.name for field in fields(Applicant))


def applicant_of(entry: Entry) -> Applicant:
    """The applicant as the registration names him."""
    texts = {name: entry.text(f"applicant.{name}") for name in DETAILS if name not in ("kind", "id_kind")}
    kind = entry.text("applicant.kind") or ApplicantKind.NATURAL.value
    id_kind = entry.text("applicant.id_kind") or IdKind.RESIDENT_ID.value
    return Applicant(kind=ApplicantKind.of(kind), id_kind=IdKind.of(id_kind), **texts)


def remember(office: Office, session: Session, applicant: Applicant) -> int | None:
    """Keep the applicant for the next time: the same ID number, else the same name and telephone, is the same."""
    if not applicant.name:
        return None
    same: ColumnElement[bool] = ApplicantRow.id_number == applicant.id_number
    if not applicant.id_number:
        same = ApplicantRow.phone == applicant.phone
    chosen = select(ApplicantRow).where(ApplicantRow.name == applicant.name, same).limit(1)
    row = session.scalar(chosen)
    if row is None:
        row = ApplicantRow(name=applicant.name)
        session.add(row)
    for name in DETAILS:
        if value := getattr(applicant, name):
            setattr(row, name, value)
    row.updated_at = office.now()
    session.flush()
    return row.id


def applicants_like(office: Office, words: str) -> list[Applicant]:
    """Remembered applicants whose name begins so, the latest first (补全)."""
    if not words.strip():
        return []
    chosen = (
        select(ApplicantRow)
        .where(ApplicantRow.name.startswith(words.strip(), autoescape=True))
        .order_by(ApplicantRow.updated_at.desc())
        .limit(REMEMBERED)
    )
    with office.reading() as session:
        return [
            Applicant(**{name: getattr(row, name) for name in DETAILS}) for row in session.scalars(chosen)
        ]


# -- earlier and similar requests (重复申请提示) --------------------------------------------------------------


@dataclass(frozen=True)
class Earlier:
    """A case that may have to do with the one being logged."""

    id: int
    number: str
    applicant: str
    wanted: str
    received_on: date | None
    status: Status
    replied_on: date | None


def _earlier(session: Session, condition: ColumnElement[bool]) -> list[Earlier]:
    columns = (
        CaseCopy.case_id,
        CaseCopy.number,
        CaseCopy.applicant,
        CaseCopy.wanted,
        CaseCopy.received_on,
        CaseCopy.status,
        CaseCopy.replied_on,
    )
    chosen = select(*columns).where(condition).order_by(CaseCopy.case_id.desc()).limit(REMEMBERED)
    return [Earlier(*row) for row in session.execute(chosen)]


def earlier_requests(office: Office, name: str, id_number: str = "") -> list[Earlier]:
    """Earlier requests of the same applicant, by ID number or name, the latest first."""
    same = [ApplicantRow.name == name.strip()] if name.strip() else []
    if id_number.strip():
        same.append(ApplicantRow.id_number == tidy_id(id_number))
    if not same:
        return []
    known = select(Case.id).join(ApplicantRow, Case.applicant_id == ApplicantRow.id).where(or_(*same))
    with office.reading() as session:
        return _earlier(session, CaseCopy.case_id.in_(known))


def similar_requests(office: Office, wanted: str, *, besides: str = "") -> list[Earlier]:
    """Requests of others in similar words, the most alike first."""
    if len(wanted.strip()) < 4:
        return []
    with office.reading() as session:
        ids = search.alike(session, wanted, limit=40)
        found = _earlier(session, CaseCopy.case_id.in_(ids)) if ids else []
    others = [case for case in found if case.applicant != besides.strip()]
    return sorted(others, key=lambda case: ids.index(case.id))


def requests_this_month(office: Office, name: str) -> int:
    """How many requests of this applicant were received in the calendar month of today (信息处理费, 第三十五条)."""
    today = office.today()
    first = today.replace(day=1)
    chosen = select(func.count()).select_from(CaseCopy)
    chosen = chosen.where(CaseCopy.applicant == name.strip(), CaseCopy.received_on.between(first, today))
    with office.reading() as session:
        return session.scalar(chosen) or 0


# -- drafts (草稿) --------------------------------------------------------------------------------------------

INTAKE = "intake"


def save_draft(office: Office, body: Facts, kind: str = INTAKE) -> None:
    """Keep what has been typed, so that a power cut costs nothing."""
    with office.transaction() as session:
        drop(session, office.acting, kind)
        session.add(DraftRow(kind=kind, person=office.acting, body=dict(body), saved_at=office.now()))


def load_draft(office: Office, kind: str = INTAKE) -> dict[str, Fact]:
    """What was typed and not saved; empty where there is nothing."""
    chosen = select(DraftRow.body).where(DraftRow.kind == kind, DraftRow.person == office.acting)
    with office.reading() as session:
        return dict(session.scalar(chosen.order_by(DraftRow.id.desc())) or {})


def drop_draft(office: Office, kind: str = INTAKE) -> None:
    """Forget a draft that has been saved as a case or thrown away."""
    with office.transaction() as session:
        drop(session, office.acting, kind)


def drop(session: Session, person: str, kind: str) -> None:
    """Delete the drafts of one person and kind in the caller's transaction."""
    session.execute(delete(DraftRow).where(DraftRow.kind == kind, DraftRow.person == person))


def refuse_without_channel(facts: Facts) -> None:
    """Say what the form lacks before it asks for a preview."""
    if not facts.get("channel"):
        raise Refusal("请先选择申请渠道", "第三十一条", "channel")
