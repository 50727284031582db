"""Who is away and who signs for them (外出代签): kept with dates, cancelled ones stay on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from gkcase.domain.errors import Refusal
from gkcase.domain.rights import APART, POWERS, May
from gkcase.domain.terms import chinese_date
from gkcase.domain.words import clean_text
from gkcase.services.office import OFFICE_ID, Change, Office, Topic
from gkcase.services.people import person_named
from gkcase.storage.tables import AbsenceRow, PersonRow


@dataclass(frozen=True)
class AbsenceLine:
    """An absence as lists show it."""

    id: int
    person: str
    deputy: str
    since: date
    until: date
    note: str
    cancelled: bool


def absences(office: Office, *, past: bool = False) -> list[AbsenceLine]:
    """The absences of today and later, in order of their first day; with `past` also over and cancelled ones."""
    chosen = select(AbsenceRow).order_by(AbsenceRow.since, AbsenceRow.id)
    if not past:
        chosen = chosen.where(~AbsenceRow.cancelled, AbsenceRow.until >= office.today())
    with office.reading() as session:
        names = _names(session)
        return [
            AbsenceLine(
                row.id,
                names[row.person_id],
                names[row.deputy_id],
                row.since,
                row.until,
                row.note,
                row.cancelled,
            )
            for row in session.scalars(chosen)
        ]


def _names(session: Session) -> dict[int, str]:
    chosen = select(PersonRow.id, PersonRow.name).where(PersonRow.office_id == OFFICE_ID)
    return {row.id: row.name for row in session.execute(chosen)}


def record_absence(
    office: Office, person: str, deputy: str, *, since: date, until: date, note: str = ""
) -> Change:
    """Record that somebody is away and who signs for them meanwhile."""
    if until < since:
        raise Refusal(f"外出结束日期{chinese_date(until)}早于开始日期，请核对", "", "until")
    if person == deputy:
        raise Refusal("代签人不能是外出的本人，请选择他人", "第四十五条", "deputy")
    with office.transaction(May.PEOPLE, May.OWN) as session:
        away, other = _known(session, person, "person"), _known(session, deputy, "deputy")
        _own_affair(office, person)
        _may_stand_in(office, session, deputy)
        _no_second(session, away, person, since, until)
        row = AbsenceRow(
            person_id=away,
            deputy_id=other,
            since=since,
            until=until,
            note=clean_text(note, "说明", field="note"),
            recorded_at=office.now(),
            recorded_by=office.acting,
        )
        session.add(row)
        session.flush()
        days = {"since": since.isoformat(), "until": until.isoformat()}
        office.on_record(session, "absence_recorded", absence=row.id, person=away, deputy=other, **days)
    said = f"已登记：{person}{chinese_date(since)}至{chinese_date(until)}外出，由{deputy}代签"
    return Change(Topic.PEOPLE, said=said)


def _own_affair(office: Office, person: str) -> None:
    """Else a clerk could send the head away and sign in their place."""
    if office.person is not None and office.person.name != person and office.may(May.PEOPLE):
        said = f"{person}的外出和代签由{person}本人或者系统管理员登记"
        raise Refusal(said, "第四十五条", "person")


def _may_stand_in(office: Office, session: Session, deputy: str) -> None:
    other = person_named(session, deputy)
    apart = next((role for role in APART if other is not None and role in other.roles), None)
    if office.gate.rules.on and apart is not None:
        raise Refusal(f"{deputy}担任{apart.label}，不能代签，请选择他人", POWERS, "deputy")


def _known(session: Session, name: str, field: str) -> int:
    found = person_named(session, name)
    if found is None:
        raise Refusal(f"“{name}”没有登记为本单位人员，请先在“人员”中登记", "", field)
    return found.id


def _no_second(session: Session, person: int, name: str, since: date, until: date) -> None:
    """One deputy at a time: otherwise nobody could say in whose hands a signature lay."""
    chosen = select(AbsenceRow).where(
        AbsenceRow.person_id == person,
        ~AbsenceRow.cancelled,
        AbsenceRow.since <= until,
        AbsenceRow.until >= since,
    )
    there = session.scalars(chosen.limit(1)).first()
    if there is not None:
        said = f"{name}在{chinese_date(there.since)}至{chinese_date(there.until)}已有外出登记，请先取消或者改日期"
        raise Refusal(said, "", "since")


def cancel_absence(office: Office, absence_id: int) -> Change:
    """Take an absence back; signatures given meanwhile stand as they were given."""
    with office.transaction(May.PEOPLE, May.OWN) as session:
        row = session.get(AbsenceRow, absence_id)
        if row is None or row.cancelled:
            raise Refusal("这条外出登记不存在或者已经取消，请刷新后再看", "", "absence")
        _own_affair(office, _names(session)[row.person_id])
        row.cancelled = True
        session.flush()
        office.on_record(session, "absence_cancelled", absence=absence_id)
    return Change(Topic.PEOPLE, said="外出登记已取消")
