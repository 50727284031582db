"""The persons of the office and their roles (人员和角色)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from gkcase.domain.errors import Refusal
from gkcase.domain.rights import POWERS, May, incompatible
from gkcase.domain.terms import Role
from gkcase.domain.words import clean_text
from gkcase.services.office import OFFICE_ID, Change, Office, Person, Topic
from gkcase.storage.tables import AccountRow, PersonRow


def persons(office: Office, *, everybody: bool = False) -> list[Person]:
    """The persons of the office, those who left only with `everybody`."""
    chosen = select(PersonRow).where(PersonRow.office_id == OFFICE_ID).order_by(PersonRow.id)
    if not everybody:
        chosen = chosen.where(PersonRow.active)
    with office.reading() as session:
        return [_person(row) for row in session.scalars(chosen)]


def person_named(session: Session, name: str) -> Person | None:
    """The active person of that name, if the office has one."""
    chosen = select(PersonRow).where(
        PersonRow.office_id == OFFICE_ID, PersonRow.name == name, PersonRow.active
    )
    row = session.scalar(chosen)
    return _person(row) if row else None


def _person(row: PersonRow) -> Person:
    roles = frozenset(Role.of(code) for code in row.roles if Role.knows(code))
    return Person(row.id, row.name, row.title, roles, row.active)


def _keep_apart(session: Session, roles: frozenset[Role]) -> None:
    if found := incompatible(roles):
        raise Refusal(found.text, found.article, found.field)
    able = select(PersonRow.roles).join(AccountRow, AccountRow.person_id == PersonRow.id)
    able = able.where(PersonRow.active, AccountRow.password != "")
    if not any(Role.ADMINISTRATOR.value in held for held in session.scalars(able)):
        raise Refusal("至少要保留一名能登录的系统管理员，请先给另一人指定并发密码", POWERS, "roles")


def save_person(
    office: Office, name: str, *, title: str = "", roles: Iterable[Role] = (), active: bool = True
) -> Change:
    """Enter a person, or change title, roles and whether they still work here.

    While persons log in, no roles come together that have to be apart, and one administrator stays who can log in.
    """
    name, roles = clean_text(name, "姓名").strip(), frozenset(roles)
    if not name:
        raise Refusal("请填写姓名", "", "name")
    with office.transaction(May.PEOPLE) as session:
        put_person(office, session, Person(0, name, clean_text(title, "职务"), roles, active))
        if office.gate.rules.on:
            _keep_apart(session, roles)
    return Change(Topic.PEOPLE, said=f"{name}已保存")


def put_person(office: Office, session: Session, person: Person) -> None:
    """Enter or change the person of that name in a transaction of the caller's."""
    chosen = select(PersonRow).where(PersonRow.office_id == OFFICE_ID, PersonRow.name == person.name)
    row = session.scalar(chosen)
    if row is None:
        row = PersonRow(office_id=OFFICE_ID, name=person.name)
        session.add(row)
    before = list(row.roles or ())
    row.title, row.active = person.title, person.active
    row.roles = sorted(role.value for role in person.roles)
    session.flush()
    told = {"roles": row.roles, "active": person.active, "before": before}
    office.on_record(session, "person_saved", person=row.id, **told)
