"""The mail register (收件簿): every envelope gets a line at the door and must be accounted for.

A township lost a review because nobody could show what became of a letter that was signed for, so every line and
what became of it stands on the chain.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from gkcase.domain.errors import Conflict, Refusal
from gkcase.domain.rights import May
from gkcase.domain.terms import Channel, chinese_date, dated
from gkcase.domain.words import clean_text, sought
from gkcase.services.office import OFFICE_ID, Change, Office, Topic
from gkcase.services.values import Envelope as Envelope
from gkcase.storage.tables import Case, MailRow

SHOWN = 2000
"""How many lines a list shows; an older envelope is found by its words."""

TRACKING, SENDER, TAKER = "邮件号码", "寄件人", "收件人"
LONGEST_NUMBER = 60


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
    number = clean_text(tracking_number, TRACKING, longest=LONGEST_NUMBER, field="tracking_number")
    row = MailRow(
        office_id=OFFICE_ID,
        arrived_on=arrived_on,
        way=way,
        tracking_number="".join(number.split()).upper(),
        sender=clean_text(sender, SENDER, longest=400, field="sender"),
        taken_by=clean_text(taken_by, TAKER, longest=120, field="taken_by") or office.acting,
        recorded_at=office.now(),
        recorded_by=office.acting,
    )
    with office.transaction(May.REGISTER) as session:
        _scanned_once(session, row)
        session.add(row)
        session.flush()
        office.on_record(session, "mail_entered", mail=row.id, on=arrived_on.isoformat(), way=way)
        said = f"已登记收件：{dated(arrived_on)} {Channel.of(way).label} {row.tracking_number}".rstrip()
    return Change(Topic.MAIL, said=said)


def _scanned_once(session: Session, row: MailRow) -> None:
    """The same number on the same day is the same envelope, scanned twice."""
    if not row.tracking_number:
        return
    same = select(MailRow.id).where(
        MailRow.tracking_number == row.tracking_number, MailRow.arrived_on == row.arrived_on
    )
    if session.scalar(same.limit(1)):
        said = f"邮件号码{row.tracking_number}在{chinese_date(row.arrived_on)}已经登记过，没有重复登记"
        raise Refusal(said, "", "tracking_number")


_WORDS = (MailRow.tracking_number, MailRow.sender, MailRow.taken_by, MailRow.note, Case.number)


def mail_lines(
    office: Office, *, only_open: bool = False, text: str = "", limit: int = SHOWN
) -> list[Envelope]:
    """The register, the latest first; `text` narrows it to number, sender, taker, note or case."""
    chosen = _lines(only_open)
    for word in sought(text).split():
        chosen = chosen.where(or_(*(column.icontains(word, autoescape=True) for column in _WORDS)))
    with office.reading() as session:
        rows = session.execute(
            chosen.order_by(MailRow.arrived_on.desc(), MailRow.id.desc()).limit(limit)
        ).all()
    return [_envelope(office, *found) for found in rows]


def envelope(office: Office, mail_id: int) -> Envelope:
    """One line of the register."""
    with office.reading() as session:
        found = session.execute(_lines(False).where(MailRow.id == mail_id)).one_or_none()
    if found is None:
        raise Refusal("收件不存在，请刷新后再试", "", "mail")
    return _envelope(office, *found)


def _lines(only_open: bool) -> Select[MailRow, str]:
    chosen = select(MailRow, Case.number).outerjoin(Case, MailRow.case_id == Case.id)
    if only_open:
        chosen = chosen.where(MailRow.case_id.is_(None), MailRow.no_request.is_(False))
    return chosen


def _envelope(office: Office, row: MailRow, number: str | None) -> Envelope:
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
        case_number=number or "",
        no_request=row.no_request,
        note=row.note,
        settle_by=office.rules.calendar.nth_after(row.arrived_on, days),
        open=row.case_id is None and not row.no_request,
    )


def link(office: Office, mail_id: int, case_id: int) -> Change:
    """Say which case an envelope belongs to."""
    with office.transaction(May.REGISTER) as session:
        case = session.get(Case, case_id)
        if case is None:
            raise Refusal("没有这个案件，请核对编号", "", "case")
        settle(office, session, mail_id, case)
        return Change(Topic.MAIL, frozenset([case_id]), f"来件已关联{case.number}")


def settle(office: Office, session: Session, mail_id: int, case: Case) -> None:
    """Tie an envelope to its case in the caller's transaction; one that belongs to another case stays there."""
    row = _row(session, mail_id)
    if row.case_id is not None and row.case_id != case.id:
        other = session.get_one(Case, row.case_id)
        raise Conflict(f"这封来件已归入{other.number}，如有误请先在收件簿中恢复为待处理", "", "mail")
    row.case_id, row.no_request = case.id, False
    office.on_record(session, "mail_linked", mail=row.id, case=case.id)


def mark_no_request(office: Office, mail_id: int, note: str) -> Change:
    """Mark an envelope as no request, and say what it is."""
    note = clean_text(note, "说明", longest=2000, field="note")
    if not note:
        raise Refusal("请写明这封来信是什么、交给了谁", "", "note")
    with office.transaction(May.REGISTER) as session:
        row = _row(session, mail_id)
        if row.case_id is not None:
            raise Conflict("这封来件已归入案件，如有误请先恢复为待处理", "", "mail")
        row.no_request, row.note = True, note
        office.on_record(session, "mail_no_request", mail=row.id)
    return Change(Topic.MAIL, said="已标记为非申请来件")


def reopen(office: Office, mail_id: int) -> Change:
    """Take back what was said of an envelope: it has to be accounted for again."""
    with office.transaction(May.REGISTER) as session:
        row = _row(session, mail_id)
        row.case_id, row.no_request = None, False
        office.on_record(session, "mail_reopened", mail=row.id)
    return Change(Topic.MAIL, said="来件已恢复为待处理")


def _row(session: Session, mail_id: int) -> MailRow:
    row = session.get(MailRow, mail_id, with_for_update=True)
    if row is None:
        raise Refusal("收件不存在，请刷新后再试", "", "mail")
    return row
