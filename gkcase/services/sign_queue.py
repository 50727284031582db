"""Whose signature is due (审签): the next step of one case, and the queue of all that wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from gkcase.domain.lifecycle import replay
from gkcase.domain.parts import results_in
from gkcase.domain.signoff import Route, Step, drafter_of_reply, next_step, route_for, route_of, signatures
from gkcase.domain.staffing import Staff, takers, unchosen, understaffed
from gkcase.domain.state import CaseState
from gkcase.domain.terms import ApplicantKind, Event, Status
from gkcase.services.office import Office
from gkcase.services.routing import routes_in, staff_in
from gkcase.services.submitting import submission
from gkcase.storage import journal_store
from gkcase.storage.tables import CaseCopy


@dataclass(frozen=True)
class Due:
    """Whose signature a case waits for: the step, who can take it today, and for whom they then sign.

    Of a reply that is not submitted yet it is the route that it would get (`planned`), and what stands against it.
    """

    route: Route
    step: Step | None
    takers: dict[str, str]
    drafter: str
    done: tuple[str, ...]
    planned: bool = False
    problem: str = ""

    @property
    def words(self) -> str:
        """法制审核 → 负责人，下一环节：负责人（赵某、孙某代赵某）."""
        if self.planned:
            return f"送审后的审签路线：{self.route.label}；拟稿人{self.drafter}不能签" + (
                f"。{self.problem}" if self.problem else ""
            )
        if self.step is None:
            return f"审签路线：{self.route.label}，已签完"
        who = "、".join(f"{name}（代{away}）" if away else name for name, away in self.takers.items())
        return f"审签路线：{self.route.label}；下一环节：{self.step.label}，可由{who or '（无人）'}签"


def due_in(office: Office, case_id: int) -> Due | None:
    """Whose signature a case waits for, or will; None while there is no reply, and after it has left."""
    with office.reading() as session:
        state = replay(journal_store.entries(session, case_id), office.rules)
        people, routes = staff_in(session), routes_in(session)
    if state.status is Status.IN_PROGRESS and (coming := submission(state)):
        drafter = str(coming["drafter"])
        route = route_for(results_in(coming), routes, people.held)
        against = understaffed(route, people, office.today(), drafter)
        return Due(route, None, {}, drafter, (), planned=True, problem=against.text if against else "")
    if state.status not in (Status.UNDER_REVIEW, Status.APPROVED):
        return None
    return _due(state, people, office.today())


def _due(state: CaseState, people: Staff, today: date) -> Due:
    due, drafter = next_step(state), drafter_of_reply(state)
    signed = tuple(one.text("signer") for one in signatures(state))
    able = takers(due, people, today, drafter) if due else {}
    left = {name: away for name, away in able.items() if name not in signed}
    return Due(route_of(state), due, left, drafter, signed)


@dataclass(frozen=True)
class Waiting:
    """A reply that waits for a signature: a line of the queue."""

    case_id: int
    number: str
    applicant: str
    kind: ApplicantKind
    wanted: str
    result: str
    due_on: date | None
    drafter: str
    submitted_on: date
    step: str
    takers: dict[str, str]

    def for_person(self, name: str) -> bool:
        """Whether somebody can take the next step."""
        return name in self.takers


def queue(office: Office, person: str = "") -> list[Waiting]:
    """The replies under review by due date; with `person` only those whose next step that person can take."""
    chosen = (
        select(
            CaseCopy.case_id,
            CaseCopy.number,
            CaseCopy.applicant,
            CaseCopy.applicant_kind,
            CaseCopy.wanted,
            CaseCopy.result,
            CaseCopy.due_on,
        )
        .where(CaseCopy.status == Status.UNDER_REVIEW)
        .order_by(CaseCopy.due_on.asc().nulls_last(), CaseCopy.case_id)
    )
    found: list[Waiting] = []
    with office.reading() as session:
        people, today = staff_in(session), office.today()
        rows = session.execute(chosen).all()
        journals = journal_store.journals(session, [row.case_id for row in rows])
        for row in rows:
            state = replay(journals[row.case_id], office.rules)
            due, submitted = _due(state, people, today), state.last(Event.SUBMITTED)
            if due.step is not None and submitted is not None:
                found.append(Waiting(*row, due.drafter, submitted.on, due.step.label, due.takers))
    return [one for one in found if not person or one.for_person(person)]


def unsigned_reason(office: Office, due: Due | None) -> str:
    """Why the person who works cannot sign now; empty where they can."""
    if due is None or due.step is None:
        return "没有待签的环节"
    if against := unchosen(Event.SIGNED, assumed=office.assumed or not office.acting):
        return against.text
    if office.acting in due.takers:
        return ""
    if office.acting == due.drafter:
        return "拟稿人不能签发本人拟的稿"
    if office.acting in due.done:
        return f"{office.acting}已经签过这一路线的另一环节，请由他人审签"
    if not due.takers:
        return f"环节“{due.step.label}”没有人能签，请在“设置”中登记"
    return f"现在由{'、'.join(due.takers)}签“{due.step.label}”"
