"""An office in which persons log in, at the price of a test: three persons, each with a password."""

from __future__ import annotations

from pathlib import Path

from gkcase.domain.terms import Role
from gkcase.services.login import change_password, log_in, reset_password, switch_on
from gkcase.services.office import create_office, open_office
from gkcase.services.people import save_person
from gkcase.storage.argon import Cost
from tests.desktop.small_office import COMPLETE, PROFILE
from tests.offices import made_by

CHEAP = Cost(8, 1, 1)
ADMIN, CLERK, HEAD, AUDITOR = "孙某", "李某", "赵某", "吴某"
PASSWORDS = {ADMIN: "magpie-lantern-1", CLERK: "willow-harbour-2", HEAD: "granite-orchid-3"}
ROLES = {ADMIN: Role.ADMINISTRATOR, CLERK: Role.CLERK, HEAD: Role.HEAD, AUDITOR: Role.AUDITOR}
ONCE: dict[str, str] = {}
"""The password of the auditor, who has not logged in yet."""


def guarded(folder: Path) -> str:
    """The database of an office with one case; the auditor has a one-time password only."""
    path = folder / "office.gkdb"
    if not ONCE:
        ONCE["file"] = made_by(_make).hex()
    path.write_bytes(bytes.fromhex(ONCE["file"]))
    return str(path)


def _make(path: Path) -> None:
    from gkcase.services.intake import register

    office = create_office(path, PROFILE, acting=CLERK)
    register(
        office,
        {
            "channel": "in_person",
            "applicant.name": "甄测试",
            "wanted": "公益岗位名单",
            **COMPLETE,
            "submitted_on": "2026-06-01",
        },
    )
    for name, role in ROLES.items():
        save_person(office, name, roles=[role])
    switch_on(office, ADMIN, PASSWORDS[ADMIN], cost=CHEAP)
    once = {name: reset_password(office, name) for name in (CLERK, HEAD, AUDITOR)}
    for name in (CLERK, HEAD):
        log_in(office, name, once[name])
        change_password(office, once[name], PASSWORDS[name])
    ONCE[AUDITOR] = once[AUDITOR]
    office.close()


def opened(folder: Path) -> object:
    """The same office, opened."""
    return open_office(guarded(folder))
