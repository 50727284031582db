"""An office in which persons log in, with a price of passwords that tests can pay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from gkcase.domain.errors import Refusal
from gkcase.domain.passwords import Policy
from gkcase.domain.terms import Role
from gkcase.services import login, people
from gkcase.services.office import Office
from gkcase.storage.argon import Cost

CHEAP = Cost(8, 1, 1)
ADMIN, SECRET = "管某", "门前大桥下游过一群鸭"
NOW = datetime(2026, 12, 8, 1, 0, tzinfo=UTC)


class Watch:
    """A clock that a test sets; stands in for Office.now."""

    def __init__(self) -> None:
        self.moment = NOW

    def __call__(self) -> datetime:
        return self.moment

    def pass_(self, **time: float) -> None:
        self.moment += timedelta(**time)


def switched_on(office: Office, policy: Policy = Policy.ASVS, secret: str = SECRET) -> Office:
    """The administrator 管某 is logged in."""
    people.save_person(office, ADMIN, roles=[Role.ADMINISTRATOR])
    login.switch_on(office, ADMIN, secret, policy=policy, cost=CHEAP)
    return office


def with_password(office: Office, name: str, secret: str = SECRET) -> None:
    """Give somebody a password of their own; 管某 is logged in before and afterwards."""
    once = login.reset_password(office, name)
    login.log_out(office)
    login.log_in(office, name, once)
    login.change_password(office, once, secret)
    login.log_out(office)
    login.log_in(office, ADMIN, SECRET)


def sit_down(office: Office, name: str) -> None:
    """Somebody else works from now on."""
    login.log_out(office)
    login.log_in(office, name, SECRET)


def told(act: Callable[[], object]) -> str:
    """The sentence that refuses; empty where nothing does."""
    try:
        act()
    except Refusal as refused:
        return refused.reason
    return ""
