"""What has to be done (工作台): one line for each open case and each envelope, by urgency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from gkcase.domain.terms import Event, spoken
from gkcase.services.values import CaseLine, Envelope, StoredDuty, shown

if TYPE_CHECKING:
    from gkcase.services.office import Office

NEAR = 3
"""Working days within which a duty counts as near (临近)."""


class Group(Enum):
    """The four groups of the desk."""

    OVERDUE = "已逾期"
    TODAY = "今天"
    NEAR = "3个工作日内"
    LATER = "以后"


@dataclass(frozen=True)
class DutyLine:
    """One sentence: the act, its last day, its basis; whose case; `left` working days (negative: late).

    `state` is that of a badge: safe, soon, late, paused, waiting, provisional.
    """

    case_id: int | None
    number: str
    applicant: str
    about: str
    text: str
    basis: str
    by: date | None
    left: int | None
    state: str
    group: Group
    event: Event | None
    handler: str
    mail_id: int | None = None
    line: CaseLine | None = None


@dataclass(frozen=True)
class Desk:
    """The desk: its lines in order of urgency, and the figures beside them."""

    lines: tuple[DutyLine, ...]
    open: int
    soon: int
    overdue: int
    awaiting_correction: int
    paused: int
    under_review: int
    provisional: int
    due_days: tuple[tuple[date, int], ...]


def desk(office: Office, handler: str = "") -> Desk:
    """All duties, or those of one handler."""
    from gkcase.services.mail import mail_lines  # these load the database's library, the first look does not
    from gkcase.services.queries import open_lines

    return arranged(office, open_lines(office), mail_lines(office, only_open=True), handler)


def arranged(
    office: Office, found: Iterable[CaseLine], envelopes: Iterable[Envelope], handler: str = ""
) -> Desk:
    """The desk of these cases and envelopes."""
    cases = [case for case in found if not handler or case.handler == handler]
    lines = [_line(office, case) for case in cases] + [_envelope(office, mail) for mail in envelopes]
    order = list(Group)
    lines.sort(key=lambda line: (order.index(line.group), line.by or date.max, line.number))
    cases = [case for case in cases if case.status.is_open]  # an ended one may still ask for a step
    dues = [case.due_on for case in cases if case.due_on and case.due_on >= office.today()]
    return Desk(
        lines=tuple(lines),
        open=len(cases),
        soon=sum(_left(office, case.due_on) in range(NEAR + 1) for case in cases),
        overdue=sum(case.due_on is not None and case.due_on < office.today() for case in cases),
        awaiting_correction=sum(case.clock_status == "awaiting_correction" for case in cases),
        paused=sum(case.suspended for case in cases),
        under_review=sum(case.status.value == "under_review" for case in cases),
        provisional=sum(case.provisional for case in cases),
        due_days=tuple(sorted((day, dues.count(day)) for day in set(dues))),
    )


def _left(office: Office, by: date | None) -> int | None:
    return None if by is None else office.rules.calendar.count(office.today(), by)


def _line(office: Office, case: CaseLine) -> DutyLine:
    duty, by = _duty(office, case)
    left = _left(office, by)
    late = by is not None and by < office.today()
    group = _group(office.today(), by, left, theirs=duty.theirs)
    return DutyLine(
        case_id=case.id,
        number=case.number,
        applicant=case.applicant,
        about=case.wanted,
        text=_late_words(duty, by) if late else duty.text,
        basis=duty.basis,
        by=by,
        left=left,
        state=_state(case, duty, late, left),
        group=group,
        event=Event.of(duty.event) if duty.event else None,
        handler=case.handler,
        line=case,
    )


def _duty(office: Office, case: CaseLine) -> tuple[StoredDuty, date | None]:
    """The duty kept with the case; one that lapsed with its day gives way to the reply."""
    duty = shown(case.next_duty, office.today())
    if duty is not None:
        return duty, duty.by
    if case.due_on is None:
        return StoredDuty("wait", "等待对方，期限未定", None, "第三十三条第三款", "", True, False), None
    words, event = f"最迟 {spoken(case.due_on)}答复", Event.LETTER_WRITTEN.value
    return StoredDuty("reply", words, case.due_on, "第三十三条第二款", event, False, False), case.due_on


def _late_words(duty: StoredDuty, by: date | None) -> str:
    if by is None or duty.theirs:
        return duty.text
    if duty.code == "reply":
        return f"应于 {spoken(by)}前答复，今天尽快答复并记明原因"
    if duty.code == "correction_check":
        return f"补正告知书应于 {spoken(by)}前发出；仍可发出，须记明原因"
    return f"{duty.text}，已过期"


def _group(today: date, by: date | None, left: int | None, *, theirs: bool) -> Group:
    if by is None or left is None:
        return Group.LATER
    if by < today:
        return Group.TODAY if theirs else Group.OVERDUE
    if by == today:
        return Group.TODAY
    return Group.NEAR if left <= NEAR else Group.LATER


def _state(case: CaseLine, duty: StoredDuty, late: bool, left: int | None) -> str:
    if case.clock_status in ("awaiting_correction", "awaiting_payment", "awaiting_confirmation"):
        return "late" if late and not duty.theirs else "waiting"
    if case.suspended or duty.code == "opinion":
        return "paused"
    if late:
        return "late"
    if left is not None and left <= NEAR:
        return "soon"
    return "provisional" if case.provisional and duty.code == "reply" else "safe"


def _envelope(office: Office, mail: Envelope) -> DutyLine:
    left = _left(office, mail.settle_by)
    late = mail.settle_by < office.today()
    return DutyLine(
        case_id=None,
        number=mail.tracking_number or mail.way.label,
        applicant=mail.sender,
        about=f"{spoken(mail.arrived_on)}{mail.taken_by}收件",
        text=f"来件最迟 {spoken(mail.settle_by)}登记为申请或注明去向",
        basis="收件簿",
        by=mail.settle_by,
        left=left,
        state="late" if late else "soon",
        group=_group(office.today(), mail.settle_by, left, theirs=False),
        event=Event.RECEIVED,
        handler=mail.taken_by,
        mail_id=mail.id,
    )
