"""Commands about who works here: person, password, login."""

from __future__ import annotations

from argparse import Namespace as Options
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from gkcase.commands.common import Misused, Told, office_of, say
from gkcase.commands.logging_in import PASSWORD, asked, log_in, new_password, password_of
from gkcase.domain.passwords import Policy
from gkcase.domain.terms import Role
from gkcase.services.office import Office, Person
from gkcase.services.people import persons, save_person

if TYPE_CHECKING:
    from gkcase.services.login import Standing


def person_list(options: Options) -> int:
    """List the persons with their roles."""
    with office_of(options) as office:
        return _told(options, office, persons(office), "")


def person_add(options: Options) -> int:
    """Enter a person with title and roles."""
    with office_of(options) as office:
        roles = _roles(options.role)
        if any(one.name == options.name for one in persons(office, everybody=True)):
            raise Misused(f"已有{options.name}，请用 person roles 修改角色")
        change = save_person(office, options.name, title=options.title, roles=roles)
        return _told(options, office, persons(office), change.said)


def person_roles(options: Options) -> int:
    """Give a person other roles; somebody who had left works here again."""
    with office_of(options) as office:
        known = _known(office, options.name)
        change = save_person(office, known.name, title=known.title, roles=_roles(options.role))
        return _told(options, office, persons(office), change.said)


def person_disable(options: Options) -> int:
    """Disable a person: they log in no more, and what they have open ends with the next act."""
    with office_of(options) as office:
        known = _known(office, options.name)
        save_person(office, known.name, title=known.title, roles=known.roles, active=False)
        return _told(options, office, persons(office), f"{known.name}已停用")


def _known(office: Office, name: str) -> Person:
    found = next((one for one in persons(office, everybody=True) if one.name == name), None)
    if found is None:
        raise Misused(f"没有名为{name}的人员，请用 person add 登记")
    return found


def _roles(codes: Iterable[str]) -> list[Role]:
    return [Role.of(code) for code in codes]


def _told(options: Options, office: Office, known: Iterable[Person], said: str) -> int:
    rows = [(one, [role.value for role in Role if role in one.roles]) for one in known]
    document = {"persons": [{"name": one.name, "title": one.title, "roles": roles} for one, roles in rows]}
    lines = [
        f"{one.name}\t{one.title}\t{'、'.join(Role.of(code).label for code in codes)}" for one, codes in rows
    ]
    return say(options, Told(document, [*([said] if said else []), *lines]), office)


def password(options: Options) -> int:
    """Change one's own password, or (--of) give somebody a password for one log-in."""
    from gkcase.services import login

    with office_of(options) as office:
        if not office.gate.rules.on:
            raise Misused("本单位没有启用登录，没有登录密码可以修改；启用请用 login on")
        if options.of:
            once = login.reset_password(office, options.of)
            said = f"{options.of}的一次性密码：{once}（登录后须换成自己的密码，请当面交给本人）"
            return say(options, Told({"person": options.of, "password": once}, [said]), office)
        change = login.change_password(office, password_of(options, office), new_password(office.acting))
        return say(options, Told({"person": office.acting}, [change.said]), office)


def login_status(options: Options) -> int:
    """Say whether persons log in, and how each stands."""
    from gkcase.services import login

    with office_of(options, asking=False) as office:
        return _login_told(options, office, login.standings(office))


def login_on(options: Options) -> int:
    """Let persons log in from now on; --as names the administrator, whose password is asked for."""
    from gkcase.services import login

    with office_of(options, asking=False) as office:
        if not office.acting:
            raise Misused("请用 --as 写明系统管理员的姓名")
        change = login.switch_on(
            office,
            office.acting,
            asked(PASSWORD, f"{office.acting}的登录密码："),
            policy=Policy.of(options.policy),
            idle_minutes=options.idle,
        )
        return _login_told(options, office, login.standings(office), change.said)


def login_off(options: Options) -> int:
    """Ask nobody for a password or a right any more."""
    from gkcase.services import login

    with office_of(options, asking=False) as office:
        if not office.gate.rules.on:
            raise Misused("本单位没有启用登录")
        log_in(options, office)
        change = login.switch_off(office, password_of(options, office))
        return _login_told(options, office, login.standings(office), change.said)


def _login_told(options: Options, office: Office, known: Sequence[Standing], said: str = "") -> int:
    rules = office.gate.rules
    document = {
        "on": rules.on,
        "policy": rules.policy.value,
        "idle_minutes": rules.idle_minutes,
        "persons": [{"name": one.person.name, "password": one.has_password} for one in known],
    }
    state = (
        f"登录已启用（{rules.policy.label}，空闲{rules.idle_minutes}分钟锁定）"
        if rules.on
        else "登录没有启用"
    )
    lines = [f"{one.person.name}\t{_words(one.has_password, one.must_change)}" for one in known]
    return say(options, Told(document, [said or state, *lines]), office)


def _words(has: bool, must_change: bool) -> str:
    if not has:
        return "还没有登录密码"
    return "持一次性密码" if must_change else "已有登录密码"
