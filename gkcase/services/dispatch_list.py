"""The dispatch list (送达清单): what waits to be sent, what is on its way, what came back, what lacks its proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Row, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from gkcase.domain.parcels import tidy_number
from gkcase.domain.terms import ApplicantKind, Delivery, Event, Status, Term
from gkcase.services.office import Office
from gkcase.storage.tables import OPEN, AttachmentRow, Case, CaseCopy, MailingRow


class Group(Term):
    """In which part of the dispatch list a letter stands (送达清单)."""

    TO_SEND = "to_send", "待送出"
    ON_THE_WAY = "on_the_way", "在途"
    RETURNED = "returned", "退信"
    TO_PROVE = "to_prove", "待补凭证"


LETTERS: Mapping[Event, str] = {
    Event.REPLIED: "答复书",
    Event.CORRECTION_REQUESTED: "补正告知书",
    Event.CONSULTATION_SENT: "征求意见书",
    Event.EXTENDED: "延期告知书",
    Event.REASONS_REQUESTED: "说明理由告知书",
    Event.DELAYED: "延迟答复告知书",
    Event.FEE_REQUESTED: "收费通知书",
    Event.THIRD_PARTY_TOLD: "第三方告知书",
    Event.CORRECTION_LAPSED: "不再处理告知书",
    Event.FEE_LAPSED: "不再处理告知书",
    Event.WITHDRAWN: "撤回确认书",
}
"""What left with a step, in the words of the dispatch list."""


@dataclass(frozen=True)
class Outgoing:
    """A line of the dispatch list; `seq` is the entry that sent it (0: not sent yet), `days` those since then.

    `first_seq` is the entry that sent it for the first time, `missing` says what is missing as proof, `due_on` is
    the last day of the reply.
    """

    group: Group
    case_id: int
    number: str
    addressee: str
    letter: str
    event: Event
    seq: int = 0
    way: Delivery | None = None
    carrier: str = ""
    tracking_number: str = ""
    due_on: date | None = None
    sent_on: date | None = None
    returned_on: date | None = None
    delivered_on: date | None = None
    days: int = 0
    missing: str = ""
    handler: str = ""
    proof: int = 0
    kind: ApplicantKind = ApplicantKind.NATURAL
    first_seq: int = 0

    @property
    def key(self) -> tuple[int, int]:
        """What names a line while the list is read anew."""
        return self.case_id, self.seq


@dataclass(frozen=True)
class DispatchFilter:
    """What the list should show; the default shows everything that still asks for an act."""

    groups: frozenset[Group] = frozenset()
    text: str = ""
    handler: str = ""


Found = Row[MailingRow, Event, str, Status, date | None, str, ApplicantKind]
_FIRST = aliased(MailingRow)
_LATER = aliased(MailingRow)
_ANEW = aliased(MailingRow)
_CASE = (CaseCopy.number, CaseCopy.status, CaseCopy.due_on, CaseCopy.handler, CaseCopy.applicant_kind)


def dispatch_list(office: Office, wanted: DispatchFilter | None = None) -> list[Outgoing]:
    """Everything that waits for being sent, arriving or its proof: by group, what presses first."""
    wanted = wanted or DispatchFilter()
    with office.reading() as session:
        found = [*_to_send(session), *_sent(session, office.today()), *_without_file(session, office.today())]
    places = {group: place for place, group in enumerate(Group)}
    chosen = [line for line in found if _wanted(line, wanted)]
    return sorted(
        chosen, key=lambda line: (places[line.group], line.due_on or line.sent_on or date.max, line.case_id)
    )


def _wanted(line: Outgoing, wanted: DispatchFilter) -> bool:
    words = f"{line.number} {line.addressee} {line.tracking_number} {line.letter} {line.handler}".casefold()
    return (
        (not wanted.groups or line.group in wanted.groups)
        and (not wanted.handler or line.handler == wanted.handler)
        and all(word.casefold() in words for word in wanted.text.split())
    )


def _to_send(session: Session) -> list[Outgoing]:
    """Replies that have their last signature."""
    chosen = select(CaseCopy.case_id, CaseCopy.applicant, *_CASE).where(CaseCopy.status == Status.APPROVED)
    return [
        Outgoing(
            Group.TO_SEND,
            row.case_id,
            row.number,
            row.applicant,
            LETTERS[Event.REPLIED],
            Event.REPLIED,
            due_on=row.due_on,
            handler=row.handler,
            kind=row.applicant_kind,
        )
        for row in session.execute(chosen)
    ]


def _all() -> Select[MailingRow, Event, str, Status, date | None, str, ApplicantKind]:
    """Every sending with the event of its first one and the case."""
    first = and_(_FIRST.case_id == MailingRow.case_id, _FIRST.seq == MailingRow.letter)
    chosen = select(MailingRow, _FIRST.event, *_CASE).join(_FIRST, first)
    return chosen.join(CaseCopy, CaseCopy.case_id == MailingRow.case_id)


def _latest() -> Select[MailingRow, Event, str, Status, date | None, str, ApplicantKind]:
    """The latest sending of each letter: one that was sent again is not waited for any more."""
    same = and_(_LATER.case_id == MailingRow.case_id, _LATER.letter == MailingRow.letter)
    return _all().where(~exists().where(same, _LATER.seq > MailingRow.seq))


def _matters() -> ColumnElement[bool]:
    """Whose arrival still matters: the standing reply's until the archive, a notice's while its answer is awaited."""
    told = (Event.EXTENDED, Event.REASONS_REQUESTED, Event.DELAYED, Event.THIRD_PARTY_TOLD)
    anew = and_(_ANEW.case_id == MailingRow.case_id, _ANEW.event == Event.REPLIED, _ANEW.seq > _FIRST.seq)
    return or_(
        and_(_FIRST.event == Event.REPLIED, CaseCopy.status == Status.REPLIED, ~exists().where(anew)),
        and_(_FIRST.event == Event.CONSULTATION_SENT, CaseCopy.consulting.is_(True)),
        and_(_FIRST.event == Event.CORRECTION_REQUESTED, CaseCopy.status == Status.AWAITING_CORRECTION),
        and_(_FIRST.event == Event.FEE_REQUESTED, CaseCopy.status == Status.AWAITING_PAYMENT),
        and_(_FIRST.event.in_(told), OPEN, MailingRow.way != ""),
    )


def _sent(session: Session, today: date) -> list[Outgoing]:
    """What left and has neither arrived nor been given up."""
    rows = session.execute(_latest().where(MailingRow.delivered_on.is_(None), _matters()))
    return [_line(_group(row[0]), row, today) for row in rows]


def _without_file(session: Session, today: date) -> list[Outgoing]:
    """Replies whose arrival is recorded, but whose proof hangs nowhere."""
    filed = exists().where(AttachmentRow.case_id == MailingRow.case_id, AttachmentRow.seq == MailingRow.proof)
    served = and_(MailingRow.proof > 0, _FIRST.event == Event.REPLIED, CaseCopy.status == Status.REPLIED)
    rows = session.execute(_latest().where(served, ~filed))
    return [_line(Group.TO_PROVE, row, today) for row in rows]


def _group(row: MailingRow) -> Group:
    if row.returned_on is not None:
        return Group.RETURNED
    return Group.ON_THE_WAY if row.way == Delivery.POST.value else Group.TO_PROVE


def _line(group: Group, found: Found, today: date) -> Outgoing:
    row, first, number, status, due, handler, kind = found
    missing = "凭证文件" if row.proof else "送达凭证" if group is Group.TO_PROVE else ""
    return Outgoing(
        group=group,
        case_id=row.case_id,
        number=number,
        addressee=row.addressee,
        letter=LETTERS[first],
        event=first,
        seq=row.seq,
        way=Delivery.of(row.way) if row.way else None,
        carrier=row.carrier,
        tracking_number=row.tracking_number,
        due_on=due if status.is_open else None,
        sent_on=row.sent_on,
        returned_on=row.returned_on,
        delivered_on=row.delivered_on,
        days=(today - row.sent_on).days,
        missing=missing,
        handler=handler,
        proof=row.proof,
        kind=kind,
        first_seq=row.letter,
    )


def posted_on(office: Office, day: date) -> list[Outgoing]:
    """Everything handed to the post on a day, as the sheet for the post office lists it (交邮清单)."""
    posted = _all().where(MailingRow.sent_on == day, MailingRow.way == Delivery.POST.value)
    with office.reading() as session:
        rows = session.execute(posted.order_by(MailingRow.case_id, MailingRow.seq)).all()
    return [_line(_group(row[0]), row, office.today()) for row in rows]


def by_tracking_number(office: Office, number: str) -> list[tuple[int, str]]:
    """The cases in which a parcel of that number was sent, as (id, number)."""
    chosen = select(Case.id, Case.number).join(MailingRow, MailingRow.case_id == Case.id)
    chosen = chosen.where(MailingRow.tracking_number == tidy_number(number)).distinct().order_by(Case.id)
    with office.reading() as session:
        return [(row.id, row.number) for row in session.execute(chosen)]
