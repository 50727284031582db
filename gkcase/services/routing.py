"""Who signs and who may act (审签路线、角色、代签): what the office has set, and the check of a step against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Entry
from gkcase.domain.parts import results_in
from gkcase.domain.rights import May, lacking, may, needed, who_may
from gkcase.domain.signoff import (
    Route,
    Routes,
    Step,
    check_route,
    drafter_of_file,
    drafter_of_reply,
    route_for,
)
from gkcase.domain.staffing import (
    Absence,
    Staff,
    not_by_own_hand,
    signing_for,
    takers,
    unchosen,
    understaffed,
    unentitled,
)
from gkcase.domain.state import CaseState, Objection
from gkcase.domain.terms import Event, Role
from gkcase.services.gate import CONFIRMED
from gkcase.services.office import OFFICE_ID, Change, Office, Person, Topic
from gkcase.services.people import person_named
from gkcase.storage.tables import AbsenceRow, PersonRow, Setting

ROUTES = "routes"
"""The setting that holds the routes of signatures."""


# -- what the office has set ----------------------------------------------------------------------------------


def staff_in(session: Session) -> Staff:
    """The persons who work here with their roles, and the absences on record."""
    rows = session.scalars(
        select(PersonRow).where(PersonRow.office_id == OFFICE_ID, PersonRow.active).order_by(PersonRow.id)
    ).all()
    names = {row.id: row.name for row in rows}
    roles = {row.name: frozenset(Role.of(code) for code in row.roles if Role.knows(code)) for row in rows}
    away = session.scalars(select(AbsenceRow).where(~AbsenceRow.cancelled).order_by(AbsenceRow.id))
    absences = (
        Absence(names[one.person_id], names[one.deputy_id], one.since, one.until)
        for one in away
        if one.person_id in names and one.deputy_id in names
    )
    return Staff(roles, tuple(absences))


def staff(office: Office) -> Staff:
    """The persons who work here with their roles, and who stands in for whom."""
    with office.reading() as session:
        return staff_in(session)


def routes_in(session: Session) -> Routes:
    """The routes that the office has set; without any, the built-in one."""
    row = session.get(Setting, ROUTES)
    kept: Mapping[str, object] = row.value if row else {}
    default, bound = kept.get("default"), kept.get("by_result")
    by_result = bound if isinstance(bound, dict) else {}
    return Routes(
        Route.read(default) if default is not None else None,
        {str(code): Route.read(codes) for code, codes in by_result.items()},
    )


def routes(office: Office) -> Routes:
    """The routes that the office has set."""
    with office.reading() as session:
        return routes_in(session)


def save_routes(office: Office, wanted: Routes) -> Change:
    """Set the routes; those of replies that are under review already stay as they were submitted."""
    for route in (*([wanted.default] if wanted.default else []), *wanted.by_result.values()):
        check_route(route)
    value = {
        "default": wanted.default.codes if wanted.default else None,
        "by_result": {code: route.codes for code, route in wanted.by_result.items()},
    }
    with office.transaction(May.SETTINGS) as session:
        row = session.get(Setting, ROUTES)
        if row is None:
            session.add(Setting(key=ROUTES, value=value))
        else:
            row.value = value
        session.flush()
        office.on_record(session, "routes_saved", **value)
    return Change(Topic.SETTINGS, said="审签路线已保存，以后送审的答复书按新路线审签")


def able(office: Office, step: Step) -> dict[str, str]:
    """Who can take a step today, and for whom they then sign (empty: in their own name)."""
    return takers(step, staff(office), office.today(), "")


# -- a step before it is written ------------------------------------------------------------------------------


def routed(session: Session, state: CaseState, entry: Entry) -> Entry:
    """Complete what is submitted with its route, and a signature with the person in whose place it is given."""
    if entry.event is Event.SUBMITTED:
        route = route_for(results_in(entry.facts), routes_in(session), staff_in(session).held)
        return replace(entry, facts={**entry.facts, "route": route.codes})
    step = Step.read(entry.text("step"))
    if entry.event is not Event.SIGNED or step is None:
        return entry
    principal = signing_for(entry, step, staff_in(session), drafter_of_reply(state))
    return replace(entry, facts={"deputy_for": principal, **entry.facts}) if principal else entry


def check_staff(session: Session, state: CaseState, entry: Entry) -> None:
    """Refuse a route that nobody can walk, and the signature of somebody who may not give it."""
    if entry.event is Event.SUBMITTED:
        route, drafter = Route.read(entry.facts.get("route")), drafter_of_file(state, entry)
        _refuse(understaffed(route, staff_in(session), entry.on, drafter))
    step = Step.read(entry.text("step"))
    if entry.event is not Event.SIGNED or step is None:
        return
    people = staff_in(session)
    _refuse(unentitled(entry, step, people, drafter_of_reply(state)))
    _refuse(not_by_own_hand(entry, people))


def check_right(office: Office, session: Session, entry: Entry) -> None:
    """Refuse a step to a known person whose roles do not allow it, and a signature of somebody who is only assumed.

    While nobody logs in, an acting person whom the office does not know, or who has no role, may do everything: an
    office need not register anybody before its first case. Who has logged in acts as nobody else.
    """
    if office.person is not None:
        _in_own_name(office.person, entry)
        _refuse(lacking(office.person.name, office.person.roles, office.gate.rights, _needed(entry)))
        return
    _refuse(unchosen(entry.event, assumed=office.assumed))
    person = person_named(session, entry.by) if entry.by else None
    if person is None or not person.roles:
        return
    paper = entry.flag("on_paper")
    if may(person.roles, entry.event, on_paper=paper):
        return
    if may(staff_in(session).roles_on(person.name, entry.on), entry.event, on_paper=paper):
        return
    held = "、".join(role.label for role in Role if role in person.roles)
    wanted = "或者".join(role.label for role in who_may(entry.event))
    said = f"{entry.by}的角色是{held}，不能办理“{entry.event.label}”，应由{wanted}办理；角色在“设置”的“人员”中登记"
    raise Refusal(said, "第四十五条", "by")


def _needed(entry: Entry) -> frozenset[May]:
    return needed(entry.event, on_paper=entry.flag("on_paper"))


def _in_own_name(person: Person, entry: Entry) -> None:
    """Whoever has logged in acts as nobody else, and signs with their password.

    A registration that is put right keeps the name of whoever took it in.
    """
    if entry.by != person.name and entry.event is not Event.RECEIVED:
        said = f"现在登录的是{person.name}，不能以{entry.by}的名义办理"
        raise Refusal(said, "第四十五条", "by")
    if entry.event is Event.SIGNED and not entry.flag("on_paper") and CONFIRMED.get() != person.id:
        raise Refusal("审签须输入本人的登录密码", "第四十五条", "password")


def _refuse(objection: Objection | None) -> None:
    if objection is not None:
        raise Refusal(objection.text, objection.article, objection.field)
