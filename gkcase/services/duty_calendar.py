"""The duties by day (日历): what falls due on which day, of all open cases, suits and envelopes at the door."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from gkcase.domain.duties import publication_duties, remedy_duties
from gkcase.domain.identity import mask_name
from gkcase.domain.lifecycle import replay
from gkcase.domain.terms import Channel, Event, StageKind, Status
from gkcase.domain.workdays import WorkCalendar
from gkcase.services.calendar import office_days
from gkcase.services.desk import NEAR
from gkcase.services.office import Office
from gkcase.services.values import StoredDuty
from gkcase.storage import journal_store
from gkcase.storage.tables import OPEN, CaseCopy, JournalRow, MailRow, StageRow

ACTS = {
    "confirm": "与申请人确认收到",
    "register": "交付登记回执",
    "correction_check": "审查、补正告知",
    "draft": "拟出答复书初稿",
    "delivery_proof": "查询征求意见书签收",
    "opinion": "对方意见到期",
    "reply": "答复",
    "correction": "申请人补正到期",
    "payment": "申请人缴费到期",
    "resend": "再次寄送答复书",
    "service": "登记送达凭证",
    "defence": "复议诉讼答复举证",
    "appeal": "上诉",
    "publish": "主动公开",
    "sign": "审签",
    "mail": "来件登记或注明去向",
}
"""What is to be done, in a few words that name nobody."""

REPLY, MAIL = "reply", "mail"


@dataclass(frozen=True)
class DutyDay:
    """One duty on its last day: whose (number, applicant masked), what, on what basis, how it stands.

    `state` is that of a badge: safe, soon, late, waiting, paused, provisional.
    """

    on: date
    code: str
    number: str
    text: str
    basis: str
    state: str
    who: str
    handler: str
    case_id: int | None
    event: Event | None = None
    mail_id: int | None = None
    theirs: bool = False

    @property
    def act(self) -> str:
        """What is to be done, in a few words."""
        return ACTS.get(self.code, self.text)

    @property
    def key(self) -> str:
        """Which duty of which case on which day this is, for whoever remembers it."""
        whose = f"c{self.case_id}" if self.case_id is not None else f"m{self.mail_id}"
        return f"{whose}:{self.code}:{self.on.isoformat()}"


def duty_days(office: Office, since: date, until: date, handler: str = "") -> tuple[DutyDay, ...]:
    """Every duty whose last day lies in this span, by day; of everybody, or of one handler."""
    with office.reading() as session:
        found = [*_of_cases(office, session, since, until), *_of_mail(office, session)]
    within = (day for day in found if since <= day.on <= until and handler in ("", day.handler))
    return tuple(sorted(within, key=lambda day: (day.on, day.theirs, day.number, day.code)))


@dataclass(frozen=True)
class DutySpan:
    """Some days in a row with what falls due on each, and how the office works on them."""

    since: date
    until: date
    days: Mapping[date, tuple[DutyDay, ...]]
    own: frozenset[date]
    calendar: WorkCalendar

    @property
    def count(self) -> int:
        """How many duties there are."""
        return sum(map(len, self.days.values()))


def duty_span(office: Office, since: date, until: date, handler: str = "") -> DutySpan:
    """The duties of some days in a row, for a month or a week in sight."""
    by_day: dict[date, tuple[DutyDay, ...]] = {}
    for duty in duty_days(office, since, until, handler):
        by_day[duty.on] = (*by_day.get(duty.on, ()), duty)
    own = frozenset(each.day for each in office_days(office) if since <= each.day <= until)
    return DutySpan(since, until, by_day, own, office.rules.calendar)


_COLUMNS = (
    CaseCopy.case_id,
    CaseCopy.number,
    CaseCopy.applicant,
    CaseCopy.applicant_kind,
    CaseCopy.handler,
    CaseCopy.next_duty,
    CaseCopy.due_on,
    CaseCopy.provisional,
    CaseCopy.suspended,
    CaseCopy.clock_status,
    CaseCopy.status,
)

_UNANSWERED = (Status.IN_PROGRESS, Status.UNDER_REVIEW, Status.APPROVED)


@dataclass(frozen=True)
class _Whose:
    """What all duties of one case share."""

    case_id: int
    number: str
    who: str
    handler: str
    provisional: bool
    waiting: bool


def _of_cases(office: Office, session: Session, since: date, until: date) -> Iterator[DutyDay]:
    """The duties kept with the cases; `next_on` is the first of them, so later ones are not missed."""
    in_sight = or_(CaseCopy.next_on <= until, CaseCopy.due_on.between(since, until))
    chosen = select(*_COLUMNS).where(or_(OPEN, CaseCopy.next_on.is_not(None)), in_sight)
    hidden = _hidden(office, session, since, until)
    for row in session.execute(chosen):
        case_id, number, name, kind, handler, column, due, provisional, paused, clock, status = row
        waiting = paused or clock.startswith("awaiting_")
        whose = _Whose(case_id, number, mask_name(name, kind), handler, provisional, waiting)
        kept = [StoredDuty.read(line) for line in column.splitlines()]
        if due is not None and status in _UNANSWERED and all(duty.code != REPLY for duty in kept):
            words, event = "答复申请人", Event.LETTER_WRITTEN.value
            kept.append(StoredDuty(REPLY, words, due, "第三十三条第二款", event, False, False))
        known = {(duty.code, duty.by) for duty in kept}
        kept += [duty for duty in hidden.get(case_id, ()) if (duty.code, duty.by) not in known]
        yield from _shown(office, whose, kept)


def _hidden(office: Office, session: Session, since: date, until: date) -> dict[int, list[StoredDuty]]:
    """Reviews, suits and publications, which another duty of the case may hide; of the few journals they are in."""
    sued = select(StageRow.case_id).where(StageRow.kind == StageKind.REMEDY, StageRow.ended_on.is_(None))
    sued = sued.where(StageRow.limit_on.between(since, until))
    asking = or_(OPEN, CaseCopy.next_on.is_not(None))
    decided = select(JournalRow.case_id).join(CaseCopy, CaseCopy.case_id == JournalRow.case_id)
    decided = decided.where(asking, JournalRow.event == Event.PUBLICATION_DECIDED)
    found: dict[int, list[StoredDuty]] = {}
    for case_id, journal in journal_store.journals(session, session.scalars(sued.union(decided))).items():
        state, rules = replay(journal, office.rules), office.rules
        owed = (*remedy_duties(state, rules), *publication_duties(state, rules))
        found[case_id] = [StoredDuty.of(duty) for duty in owed]
    return found


def _shown(office: Office, whose: _Whose, kept: Iterable[StoredDuty]) -> Iterator[DutyDay]:
    """The duties that have a day and have not lapsed with it."""
    for duty in kept:
        if duty.by is None or (duty.soft and duty.by < office.today()):
            continue
        yield DutyDay(
            on=duty.by,
            code=duty.code,
            number=whose.number,
            text=duty.text,
            basis=duty.basis,
            state=_state(office, duty, whose),
            who=whose.who,
            handler=whose.handler,
            case_id=whose.case_id,
            event=Event.of(duty.event) if duty.event else None,
            theirs=duty.theirs,
        )


def _state(office: Office, duty: StoredDuty, whose: _Whose) -> str:
    by = duty.by or date.max
    if duty.theirs:
        return "paused" if duty.code == "opinion" else "waiting"
    if by < office.today():
        return "late"
    if office.rules.calendar.count(office.today(), by) <= NEAR:
        return "soon"
    return "provisional" if whose.provisional and duty.code == REPLY else "safe"


def _of_mail(office: Office, session: Session) -> Iterator[DutyDay]:
    """Envelopes that nobody has accounted for yet (收件簿)."""
    days = office.rules.law.period["mail_sorting"].days
    open_ = select(MailRow).where(MailRow.case_id.is_(None), MailRow.no_request.is_(False))
    for row in session.scalars(open_):
        by = office.rules.calendar.nth_after(row.arrived_on, days)
        yield DutyDay(
            on=by,
            code=MAIL,
            number=row.tracking_number or Channel.of(row.way).label,
            text="来件登记为申请或注明去向",
            basis="收件簿",
            state="late" if by < office.today() else "soon",
            who="",
            handler=row.taken_by,
            case_id=None,
            event=Event.RECEIVED,
            mail_id=row.id,
        )
