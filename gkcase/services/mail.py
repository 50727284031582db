"""The mail register (收件簿): every envelope gets a line at the door and must be accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from gkcase.domain.errors import Refusal
from gkcase.domain.terms import Channel, chinese_date
from gkcase.domain.words import clean_text
from gkcase.services.office import OFFICE_ID, Change, Office, Topic
from gkcase.storage.tables import Case, MailRow


@dataclass(frozen=True)
class Envelope:
    """One line of the register; `settle_by` is the day by which it must be a case or marked as no request."""

    id: int
    arrived_on: date
    way: Channel
    tracking_number: str
    sender: str
    taken_by: str
    case_id: int | None
    case_number: str
    no_request: bool
    note: str
    settle_by: date
    open: bool


def enter(
    office: Office,
    *,
    arrived_on: date,
    way: str,
    tracking_number: str = "",
    sender: str = "",
    taken_by: str = "",
) -> Change:
    """Write an envelope down as it comes through the door."""
    if arrived_on > office.today():
        raise Refusal(f"收件日期{chinese_date(arrived_on)}晚于今天，请核对", "", "arrived_on")
    if not Channel.knows(way):
        raise Refusal("请选择收件方式", "第三十一条", "way")
    row = MailRow(
        office_id=OFFICE_ID,
        arrived_on=arrived_on,
        way=way,
        tracking_number=clean_text(tracking_number, "邮件号码").strip(),
        sender=clean_text(sender, "寄件人").strip(),
        taken_by=clean_text(taken_by, "收件人").strip() or office.acting,
        recorded_at=office.now(),
        recorded_by=office.acting,
    )
    with office.transaction() as session:
        session.add(row)
    return Change(Topic.MAIL, said="已登记收件")


def mail_lines(office: Office, *, only_open: bool = False) -> list[Envelope]:
    """The register, the latest first."""
    chosen = select(MailRow, Case.number).outerjoin(Case, MailRow.case_id == Case.id)
    if only_open:
        chosen = chosen.where(MailRow.case_id.is_(None), MailRow.no_request.is_(False))
    with office.reading() as session:
        rows = session.execute(chosen.order_by(MailRow.arrived_on.desc(), MailRow.id.desc())).all()
    return [_envelope(office, row, number or "") for row, number in rows]


def _envelope(office: Office, row: MailRow, number: str) -> Envelope:
    """An envelope that is neither a case nor marked after a working day is a duty."""
    days = office.rules.law.period["mail_sorting"].days
    return Envelope(
        id=row.id,
        arrived_on=row.arrived_on,
        way=Channel.of(row.way),
        tracking_number=row.tracking_number,
        sender=row.sender,
        taken_by=row.taken_by,
        case_id=row.case_id,
        case_number=number,
        no_request=row.no_request,
        note=row.note,
        settle_by=office.rules.calendar.nth_after(row.arrived_on, days),
        open=row.case_id is None and not row.no_request,
    )


def link(office: Office, mail_id: int, case_id: int) -> Change:
    """Say which case an envelope belongs to."""
    with office.transaction() as session:
        row, case = session.get(MailRow, mail_id), session.get(Case, case_id)
        if row is None or case is None:
            raise Refusal("收件或案件不存在，请刷新后再试", "", "case")
        row.case_id, row.no_request = case_id, False
        return Change(Topic.MAIL, frozenset([case_id]), f"已关联{case.number}")


def mark_no_request(office: Office, mail_id: int, note: str) -> Change:
    """Mark an envelope as no request, and say what it is."""
    note = clean_text(note, "说明").strip()
    if not note:
        raise Refusal("请写明这封来信是什么、交给了谁", "", "note")
    with office.transaction() as session:
        row = session.get(MailRow, mail_id)
        if row is None:
            raise Refusal("收件不存在，请刷新后再试", "", "mail")
        row.no_request, row.note = True, note
    return Change(Topic.MAIL, said="已标记为非申请来件")
