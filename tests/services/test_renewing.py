"""Copies that an earlier version made are made anew when the office is opened."""

from __future__ import annotations

from sqlalchemy import text

from gkcase.services.checking import check_office
from gkcase.services.office import Office, open_office
from gkcase.services.renewing import renew
from tests.services.requests import register

STALE = "UPDATE case_copies SET reckoned_with = '', result = 'R6', next_duty = ''"


def stale(office: Office) -> None:
    register(office)
    with office.transaction() as session:
        session.execute(text(STALE))
    assert not check_office(office).ok


def test_what_a_migration_has_marked_is_reckoned_anew(office: Office) -> None:
    stale(office)
    assert renew(office) == 1
    assert check_office(office).ok
    assert renew(office) == 0


def test_opening_an_office_does_it(office: Office, database: str) -> None:
    stale(office)
    opened = open_office(database, today=office.today)
    opened.close()
    assert check_office(office).ok
