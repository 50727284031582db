"""Intake (登记): from an envelope to a numbered case, with what is known of the applicant beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from gkcase.domain.clock import Standing
from gkcase.domain.facts import checked, shortcomings
from gkcase.domain.identity import check_id, tidy_id
from gkcase.domain.journal import Entry, Facts
from gkcase.domain.lifecycle import judge
from gkcase.domain.numbering import case_number
from gkcase.domain.receipt import Receipt, receipt_of
from gkcase.domain.rights import May
from gkcase.domain.standing import standing
from gkcase.domain.state import CaseState
from gkcase.domain.terms import ApplicantKind, CaseKind, Event, IdKind
from gkcase.services.attachments import Incoming, attach, take_in
from gkcase.services.copies import write_copies
from gkcase.services.dossier import Applicant
from gkcase.services.drafts import drop
from gkcase.services.mail import settle
from gkcase.services.office import OFFICE_ID, Change, Office, Topic
from gkcase.services.routing import check_right
from gkcase.services.side_copies import fitted
from gkcase.storage import journal_store
from gkcase.storage.tables import ApplicantRow, Case

REMEMBERED = 8
"""How many applicants are offered while somebody types."""


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
    kind = facts.get("applicant.id_kind") or IdKind.RESIDENT_ID.value
    papers = {"applicant.id_number": kind, "agent.id_number": IdKind.RESIDENT_ID.value}
    for name, paper in papers.items():
        number = str(facts.get(name) or "")
        if number and IdKind.knows(paper) and (problem := check_id(IdKind.of(paper), number, today)):
            yield name, problem


def register(
    office: Office,
    facts: Facts,
    *,
    files: Sequence[Path] = (),
    papers: Incoming = (),
    op_id: str | None = None,
    mail_id: int | None = None,
    draft: str = "",
) -> Change:
    """Log a request (登记): give it its number, start its clock, remember its applicant, keep its papers.

    What art. 29 requires and is missing is not refused: it is a reason for correction. An ID number whose check
    digit is wrong is kept as it stands on the paper. `papers` are files taken in before, `mail_id` the envelope
    that it came in, `draft` the kind of draft that it was typed as, which goes with the same act.
    """
    entry, _ = read_request(office, facts)
    incoming = (*papers, *take_in(office, files))
    with office.transaction(May.REGISTER) as session:
        if op_id and (done := journal_store.find_operation(session, op_id)):
            return Change(Topic.CASES, frozenset([done[0]]))
        case, kept = log_request(office, session, entry, op_id)
        attach(office, session, case.id, kept.seq, incoming)
        if mail_id is not None:
            settle(office, session, mail_id, case)
        if draft:
            drop(session, office.acting, draft)
        said = f"已登记，编号{case.number}"
        return Change(Topic.CASES | Topic.MAIL, frozenset([case.id]), said)


def log_request(office: Office, session: Session, entry: Entry, op_id: str | None) -> tuple[Case, Entry]:
    """Number a request and start its journal in the caller's transaction."""
    case = open_case(office, session, entry)
    return case, _first_entry(office, session, case, entry, op_id)


def expected_number(office: Office, kind: CaseKind = CaseKind.REQUEST) -> str:
    """The number that the next case of this year would get if it were saved now."""
    year = office.today().year
    with office.reading() as session:
        last = journal_store.last_number(session, OFFICE_ID, kind.value, year)
        return case_number(year, last + 1, kind)


def open_case(office: Office, session: Session, entry: Entry) -> Case:
    """A new case with the next number of its year (numbers are given when a request is saved, gapless)."""
    check_right(office, session, entry)
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
    kept = journal_store.append(
        session, case.id, entry, at=office.now(), person_id=office.person_id, op_id=op_id
    )
    write_copies(session, case.id, case.number, state, office.rules, office.today(), new=True)
    return kept


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
    applicant = Applicant(**fitted(ApplicantRow, {name: getattr(applicant, name) for name in DETAILS}))
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


ORGANISATIONS = (
    (ApplicantKind.LEGAL_SERVICE, ("律师", "法律服务所", "公证处", "法律援助")),
    (ApplicantKind.RESEARCH, ("研究院", "研究所", "研究中心", "大学", "学院", "科学院")),
    (ApplicantKind.WELFARE, ("基金会", "慈善", "协会", "促进会", "联合会", "志愿")),
    (ApplicantKind.ENTERPRISE, ("公司", "厂", "企业", "商行", "集团", "超市", "商店", "酒店", "经营部")),
    (ApplicantKind.OTHER_ORG, ("委员会", "合作社", "业主大会", "小组", "医院", "学校", "人民政府")),
)


def likely_kind(name: str) -> ApplicantKind | None:
    """The column of the yearly report that an organisation's name points to; None where it says nothing."""
    found = (kind for kind, words in ORGANISATIONS if any(word in name for word in words))
    return next(found, None)
