"""Who is logged in and what they may do (登录、权限): asked at every transaction, not in the windows.

While the log-in is switched off nobody is asked anything. While it is on, every transaction looks the person up anew:
who has been disabled meanwhile, or has been given another password, is out with the next act (ASVS 7.4.2, 8.3.1).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextvars import ContextVar
from dataclasses import astuple, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gkcase.domain.errors import Refusal
from gkcase.domain.passwords import Policy, expired
from gkcase.domain.rights import APART, POWERS, May, lacking, rights_of
from gkcase.domain.state import Objection
from gkcase.domain.terms import Role
from gkcase.services.values import BEIJING, LOGIN, PRACTICE, Person
from gkcase.storage.argon import USUAL, Cost
from gkcase.storage.engine import Store
from gkcase.storage.tables import AccountRow, PersonRow, Setting

IDLE_MINUTES = 10
CONFIRMED: ContextVar[int | None] = ContextVar("confirmed", default=None)
"""The person who has just said once more who they are, for the signature that is given meanwhile."""


@dataclass(frozen=True)
class LoginRules:
    """Whether persons log in, after how many idle minutes they are asked again, and which rules passwords keep."""

    on: bool = False
    idle_minutes: int = IDLE_MINUTES
    policy: Policy = Policy.ASVS
    cost: Cost = USUAL

    @classmethod
    def read(cls, value: Any) -> LoginRules:
        """As the setting holds it; one that cannot be read means on: nobody gets in by spoiling it."""
        if value is None:
            return cls()
        kept = value if isinstance(value, dict) else {}
        policy = Policy.of(kept["policy"]) if Policy.knows(kept.get("policy")) else Policy.ASVS
        idle = kept.get("idle_minutes")
        minutes = idle if isinstance(idle, int) and idle > 0 else IDLE_MINUTES
        if policy is Policy.DENGBAO:
            minutes = min(minutes, IDLE_MINUTES)
        return cls(kept.get("on") is not False, minutes, policy, Cost.read(kept.get("cost")))

    def value(self) -> dict[str, object]:
        """As the setting holds it."""
        rest: dict[str, object] = {"idle_minutes": self.idle_minutes, "policy": self.policy.value}
        return {"on": self.on, **rest, "cost": list(astuple(self.cost))}


class LoggedOut(Refusal):
    """Nobody is logged in, or no longer: the window asks for the password and goes on where it was."""


class Gate:
    """Stands before an open database: who is logged in, with which rights; draws the veil over cases."""

    def __init__(self, store: Store, today: Callable[[], date], now: Callable[[], datetime]) -> None:
        self._store, self._today, self._now = store, today, now
        self.rules = LoginRules()
        self.person: Person | None = None
        self.must_change = False
        self.rights = frozenset[May]()
        self._hash: str | None = None

    # -- what is known ----------------------------------------------------------------------------------------

    def look(self, session: Session) -> None:
        """Read whether persons log in here, and how the person who is logged in stands now."""
        self.rules = rules_in(session)
        if self.rules.on and self.person is not None:
            self._again(session, self.person)
        self._draw()

    def let_in(self, session: Session, person: Person) -> None:
        """Whoever has proven who they are works from now on."""
        self.rules, self.person = rules_in(session), person
        self._hash = session.scalar(select(AccountRow.password).where(AccountRow.person_id == person.id))
        self._again(session, person)
        self._draw()

    def let_out(self) -> None:
        """Nobody works until the next log-in."""
        self.person, self.rights, self.must_change = None, frozenset(), False
        self._draw()

    def may(self, act: May) -> str:
        """Why the person who works may not do this; empty where they may."""
        told = self._against((act,))
        return "" if told is None else told.reason

    def demand(self, session: Session, acts: Collection[May]) -> None:
        """Refuse the transaction unless one of these acts is allowed to the person, as they stand at this moment."""
        self.look(session)
        if (told := self._against(acts)) is not None:
            raise told

    # -- how it is found --------------------------------------------------------------------------------------

    def _against(self, acts: Collection[May]) -> Refusal | None:
        if not self.rules.on:
            return None
        if self.person is None:
            return LoggedOut("请先登录", POWERS, "password")
        if self.must_change:
            return Refusal("您的登录密码是一次性的或者已经到期，请先换成自己的新密码", POWERS, "password")
        found = lacking(self.person.name, self.person.roles, self.rights, acts)
        return None if found is None else _refusal(found)

    def _again(self, session: Session, known: Person) -> None:
        own = (PersonRow.name, PersonRow.title, PersonRow.roles, PersonRow.active)
        chosen = select(*own, AccountRow.password, AccountRow.set_at, AccountRow.must_change).outerjoin(
            AccountRow, AccountRow.person_id == PersonRow.id
        )
        row = session.execute(chosen.where(PersonRow.id == known.id)).first()
        if row is None or not row.active or row.password != self._hash:
            self.let_out()
            why = "您的登录密码已被重设" if row is not None and row.active else f"{known.name}的账号已停用"
            raise LoggedOut(f"{why}，请重新登录", POWERS, "password")
        self.person = Person(known.id, row.name, row.title, roles_in(row.roles), True)
        self.rights = self._rights(session, self.person)
        self.must_change = bool(row.must_change) or expired(row.set_at, self._now(), self.rules.policy)

    def _rights(self, session: Session, person: Person) -> frozenset[May]:
        """Those of the own roles and, for deputies, of whom they stand in for on the true day."""
        from gkcase.services.routing import staff_in  # it knows the office, which knows this module

        lent = (
            staff_in(session).roles_on(person.name, self._day(session)) if not _stands_apart(person) else ()
        )
        return rights_of({*person.roles, *lent})

    def _day(self, session: Session) -> date:
        """The day it is in China: only an office that practises may take another one for today (`--today`)."""
        told, true = self._today(), self._now().astimezone(BEIJING).date()
        return told if told != true and session.get(Setting, PRACTICE) is not None else true

    def _draw(self) -> None:
        self._store.veil.refusal = self._against((May.SEE_CASES,))


def rules_in(session: Session) -> LoginRules:
    """Whether persons log in, as it is set in this database."""
    return LoginRules.read(session.scalar(select(Setting.value).where(Setting.key == LOGIN)))


def roles_in(codes: Collection[str]) -> frozenset[Role]:
    """Roles as a row holds them; codes that are not known are left out."""
    return frozenset(Role.of(code) for code in codes if Role.knows(code))


def _stands_apart(person: Person) -> bool:
    """Who runs the system or looks at the records signs for nobody."""
    return any(role in APART for role in person.roles)


def _refusal(found: Objection) -> Refusal:
    return Refusal(found.text, found.article, found.field)
