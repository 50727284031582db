"""Logging in (登录): passwords, tries in vain, one-time passwords, and the switch that turns it all on.

Every try is counted before the password is looked at, in a transaction of its own: many tries at once are counted one
by one, and a program that is killed has not forgotten them. Names that nobody has are treated like any other.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gkcase.domain.errors import Refusal
from gkcase.domain.passwords import REMEMBERED, Policy, unfit
from gkcase.domain.rights import May, incompatible
from gkcase.domain.terms import Role
from gkcase.domain.words import clean_text
from gkcase.services.common_passwords import common_passwords
from gkcase.services.gate import CONFIRMED, LoggedOut, LoginRules, roles_in, rules_in
from gkcase.services.office import OFFICE_ID, Change, Office, Person, Topic
from gkcase.services.people import person_named, put_person
from gkcase.services.tries import Tries, count_try, forget_tries, locked_words
from gkcase.services.values import LOGIN
from gkcase.storage import argon, audit
from gkcase.storage.argon import Cost
from gkcase.storage.tables import AccountRow, PersonRow, Setting

WRONG = "姓名或者登录密码不对，请重新输入"
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""For one-time passwords: nothing that reads like something else on paper."""


@dataclass(frozen=True)
class Standing:
    """How a person stands with the log-in, for the list of persons."""

    person: Person
    has_password: bool
    must_change: bool
    locked_until: datetime | None


# -- in and out -----------------------------------------------------------------------------------------------


def log_in(office: Office, name: str, password: str) -> Person:
    """Let somebody in who proves who they are; the answer and its time are the same for a name that nobody has."""
    name = name.strip()
    if not rules_of(office).on:
        raise Refusal("本单位没有启用登录，不需要登录密码", "", "password")
    person = _proven(office, name, password)
    with office.unasked() as session:
        forget_tries(session, name, office.now())
        office.gate.let_in(session, person)
        office.on_record(session, "logged_in", person=person.id)
    office.assumed = False
    return person


def log_out(office: Office, *, idle: bool = False) -> None:
    """Let nobody work until the next log-in; `idle`: because nobody was there for a while."""
    person = office.person
    if person is None:
        return
    with office.unasked() as session:
        office.on_record(session, "logged_out", person=person.id, idle=idle)
    office.gate.let_out()


@contextmanager
def confirmed(office: Office, password: str) -> Iterator[None]:
    """A signature is given within: the person who is logged in says once more who they are."""
    if not rules_of(office).on:
        yield
        return
    confirm(office, password)
    token = CONFIRMED.set(office.person_id)
    try:
        yield
    finally:
        CONFIRMED.reset(token)


def confirm(office: Office, password: str) -> None:
    """Refuse unless this is the password of the person who is logged in; tries in vain count like those at the door."""
    person = _working(office)
    if not password:
        raise Refusal("审签须输入本人的登录密码", "第四十五条", "password")
    _proven(office, person.name, password, "登录密码不对，请重新输入")
    with office.unasked() as session:
        forget_tries(session, person.name, office.now())


def _working(office: Office) -> Person:
    if office.person is None:
        raise LoggedOut("请先登录", "", "password")
    return office.person


def _proven(office: Office, name: str, password: str, wrong: str = WRONG, field: str = "password") -> Person:
    """Who bears the name and knows the password; the check takes its time in any case, outside the transactions."""
    with office.unasked() as session:
        tries, cost = count_try(session, name, office.now()), rules_in(session).cost
        row, account = _found(session, name)
        kept = account.password if account is not None else ""
        person = _person(row) if row is not None else None
    if not kept:
        argon.hashed(password, cost)  # takes as long as a check: the time does not tell who has an account
    elif argon.matches(kept, password) and person is not None:
        return person
    with office.unasked() as session:
        _record_failure(session, office, person, tries)
    if tries.until is not None:
        raise Refusal(locked_words(tries.failures, tries.until - office.now()), "", field)
    raise Refusal(wrong, "", field)


def _record_failure(session: Session, office: Office, person: Person | None, tries: Tries) -> None:
    act = "login_locked" if tries.until else "login_failed"
    detail = {"person": person.id if person else None, "failures": tries.failures}
    who = office.acting if office.person else ""  # whoever stands at the door is not known
    audit.append(session, at=office.now(), who=who, act=act, detail=detail)


def _found(session: Session, name: str) -> tuple[PersonRow | None, AccountRow | None]:
    chosen = select(PersonRow).where(
        PersonRow.office_id == OFFICE_ID, PersonRow.name == name, PersonRow.active
    )
    row = session.scalar(chosen)
    return row, session.get(AccountRow, row.id) if row is not None else None


def _person(row: PersonRow) -> Person:
    return Person(row.id, row.name, row.title, roles_in(row.roles), row.active)


def rules_of(office: Office) -> LoginRules:
    """Whether persons log in here and by which rules, as it stands at this moment."""
    with office.reading() as session:
        return rules_in(session)


def standings(office: Office) -> list[Standing]:
    """The persons who work here, and how each stands with the log-in."""
    now = office.now()
    chosen = select(PersonRow, AccountRow).outerjoin(AccountRow, AccountRow.person_id == PersonRow.id)
    chosen = chosen.where(PersonRow.office_id == OFFICE_ID, PersonRow.active).order_by(PersonRow.id)
    with office.reading() as session:
        return [_standing(row, account, now) for row, account in session.execute(chosen)]


def _standing(row: PersonRow, account: AccountRow | None, now: datetime) -> Standing:
    if account is None or not account.password:
        return Standing(_person(row), False, False, None)
    locked = account.locked_until if account.locked_until and account.locked_until > now else None
    return Standing(_person(row), True, account.must_change, locked)


# -- passwords ------------------------------------------------------------------------------------------------


def change_password(office: Office, old: str, new: str) -> Change:
    """Change one's own password; the sessions that others have open with the old one end."""
    person = _working(office)
    _proven(office, person.name, old, "原登录密码不对，请重新输入", "old")
    rules = rules_of(office)
    _fit(office, person.name, new, rules.policy)
    with office.reading() as session:
        account = session.get(AccountRow, person.id)
        kept = [account.password, *account.earlier] if account else []
    _not_again(kept if rules.policy is Policy.DENGBAO else kept[:1], new)
    made = argon.hashed(new, rules.cost)
    with office.unasked() as session:
        forget_tries(session, person.name, office.now())
        _keep(session, office, person.id, made, must_change=False)
        office.on_record(session, "password_changed", person=person.id)
        session.flush()
        office.gate.let_in(session, person)
    return Change(Topic.PEOPLE, said="登录密码已修改")


def reset_password(office: Office, name: str) -> str:
    """Give a person a password for one log-in, after which they choose their own; it is shown once and not kept."""
    office.ask(May.PEOPLE)
    once = "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(3))
    made = argon.hashed(once, rules_of(office).cost)
    with office.transaction(May.PEOPLE) as session:
        row, _ = _found(session, name.strip())
        if row is None:
            raise Refusal(f"“{name}”没有登记为本单位人员，请先在“人员”中登记", "", "person")
        forget_tries(session, row.name, office.now())
        _keep(session, office, row.id, made, must_change=True)
        office.on_record(session, "password_reset", person=row.id)
    return once


def check_password(office: Office, name: str, password: str, policy: Policy | None = None) -> str:
    """Why this cannot be the password of that person, while it is being typed; empty where it can."""
    chosen = policy or rules_of(office).policy
    found = unfit(password, chosen, names=_names(office, name), common=common_passwords())
    return found.text if found else ""


def _fit(office: Office, name: str, password: str, policy: Policy) -> None:
    found = unfit(password, policy, names=_names(office, name), common=common_passwords())
    if found is not None:
        raise Refusal(found.text, found.article, found.field)


def _names(office: Office, name: str) -> tuple[str, ...]:
    return name, office.profile.name, office.profile.short


def _not_again(kept: list[str], new: str) -> None:
    if any(argon.matches(one, new) for one in kept if one):
        said = f"不能使用最近{REMEMBERED}次用过的密码" if len(kept) > 1 else "新密码不能与原密码相同"
        raise Refusal(f"{said}，请换一个", "", "password")


def _keep(session: Session, office: Office, person_id: int, made: str, *, must_change: bool) -> None:
    account = session.get(AccountRow, person_id)
    if account is None:
        account = AccountRow(person_id=person_id, password="", earlier=[], failures=0)
        session.add(account)
    if account.password:
        account.earlier = [account.password, *account.earlier][: REMEMBERED - 1]
    account.password, account.set_at, account.must_change = made, office.now(), must_change


# -- the switch -----------------------------------------------------------------------------------------------


def switch_on(
    office: Office,
    administrator: str,
    password: str,
    *,
    policy: Policy = Policy.ASVS,
    idle_minutes: int = 10,
    cost: Cost | None = None,
    enter: bool = False,
) -> Change:
    """From now on persons log in; the administrator named gets this password and gives the others theirs.

    What one check costs is measured on this computer, unless `cost` names it. With `enter` an administrator of whom
    nothing was known is entered as a person at the same time: what is refused leaves nobody behind.
    """
    if rules_of(office).on:
        raise Refusal("登录已经启用", "", "login")
    _fit(office, administrator, password, policy)
    rules = LoginRules(True, _minutes(idle_minutes, policy), policy, cost or argon.calibrated())
    made = argon.hashed(password, rules.cost)
    with office.unasked() as session:
        if rules_in(session).on:
            raise Refusal("登录已经启用", "", "login")
        if enter and person_named(session, administrator.strip()) is None:
            name = clean_text(administrator, "姓名").strip()
            put_person(office, session, Person(0, name, "", frozenset({Role.ADMINISTRATOR})))
        person = _first(session, administrator.strip())
        session.merge(Setting(key=LOGIN, value=rules.value()))
        _keep(session, office, person.id, made, must_change=False)
        forget_tries(session, person.name, office.now())
        session.flush()
        office.gate.let_in(session, person)
        told = {"policy": policy.value, "idle_minutes": rules.idle_minutes}
        office.on_record(session, "login_switched_on", person=person.id, **told)
    return Change(Topic.PEOPLE | Topic.SETTINGS, said="登录已启用，请给每个人发一次性密码")


def _first(session: Session, name: str) -> Person:
    """The administrator who switches on; refused where roles lie in one hand that have to be apart."""
    for row in session.scalars(select(PersonRow).where(PersonRow.office_id == OFFICE_ID, PersonRow.active)):
        if found := incompatible(roles_in(row.roles)):
            raise Refusal(f"{row.name}：{found.text}", found.article, "roles")
    first, _ = _found(session, name)
    if first is None or Role.ADMINISTRATOR not in roles_in(first.roles):
        said = f"启用登录须有一名系统管理员，“{name}”不是，请先在“人员”中登记"
        raise Refusal(said, "", "administrator")
    return _person(first)


def _minutes(wanted: int, policy: Policy) -> int:
    if wanted < 1:
        raise Refusal("空闲锁定的时间至少1分钟", "", "idle_minutes")
    if policy is Policy.DENGBAO and wanted > 10:
        raise Refusal("按等保要求，空闲锁定的时间最多10分钟", "", "idle_minutes")
    return wanted


def set_rules(office: Office, *, policy: Policy, idle_minutes: int) -> Change:
    """Choose by which rules passwords are judged from now on, and after how long the screen is locked."""
    minutes = _minutes(idle_minutes, policy)
    with office.transaction(May.PEOPLE) as session:
        rules = replace(rules_in(session), policy=policy, idle_minutes=minutes)
        session.merge(Setting(key=LOGIN, value=rules.value()))
        session.flush()
        office.on_record(session, "login_rules", policy=policy.value, idle_minutes=minutes)
        office.gate.look(session)
    return Change(Topic.SETTINGS, said="登录设置已保存")


def switch_off(office: Office, password: str) -> Change:
    """Nobody needs a password any more; the administrator who does it gives theirs. Rights are no longer asked for."""
    office.ask(May.PEOPLE)
    confirm(office, password)
    with office.transaction(May.PEOPLE) as session:
        session.merge(Setting(key=LOGIN, value=replace(rules_in(session), on=False).value()))
        office.on_record(session, "login_switched_off", person=office.person_id)
    name = office.acting
    office.reload()
    office.gate.let_out()
    office.acting = name
    return Change(Topic.PEOPLE | Topic.SETTINGS, said="登录已停用，今后不再核对登录密码和权限")
