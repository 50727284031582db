"""Copies that an earlier version made are made anew when the office is opened."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine, delete, event, text

from gkcase.domain.journal import Fact
from gkcase.domain.terms import Event
from gkcase.services import handling
from gkcase.services.checking import check_office
from gkcase.services.office import Office, open_office
from gkcase.services.renewing import renew
from gkcase.services.values import COPIED_AS
from gkcase.storage.tables import CaseCopy, StageRow
from tests.services.annual_cases import put, received, step
from tests.services.requests import register

STALE = "UPDATE case_copies SET reckoned_with = '', result = 'R6', next_duty = ''"


def stale(office: Office) -> None:
    register(office)
    with office.unasked() as session:
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


def statements_to_renew(office: Office) -> int:
    """How many statements it takes to renew all cases, open and ended."""
    asked: list[str] = []

    def told(_: object, __: object, statement: str, *___: object) -> None:
        asked.append(statement)

    with office.unasked() as session:
        session.execute(text("UPDATE case_copies SET copied_as = 0"))
        session.execute(delete(StageRow))
    event.listen(Engine, "before_cursor_execute", told)
    try:
        renew(office)
    finally:
        event.remove(Engine, "before_cursor_execute", told)
    assert check_office(office).ok
    return len(asked)


def test_many_cases_take_no_more_statements_than_few(office: Office) -> None:
    """Ten years of a city are 150,000 cases: one by one they would keep the office closed for minutes."""
    asked = (received("2026-03-02"), step(Event.CORRECTION_REQUESTED, "2026-03-05", items="名称"))
    ended = (*asked, step(Event.WITHDRAWN, "2026-03-09", note="来函"))
    put(office, asked, ended)
    few = statements_to_renew(office)
    put(office, *[asked, ended] * 20)
    assert statements_to_renew(office) == few


def test_an_ended_case_gets_what_is_new_and_keeps_the_days_it_was_judged_by(office: Office) -> None:
    replied: dict[str, Fact] = {
        "delivery": "email",
        "sent_on": "2026-12-08",
        "kind_of_reply": "R6",
        "on_the_spot": True,
    }
    case_id = register(office)
    handling.record(office, case_id, Event.REPLIED, on=date(2026, 12, 8), facts=replied, reason="当场答复")
    with office.unasked() as session:
        session.execute(
            text(
                "UPDATE case_copies SET copied_as = 0, finished_as = '', unit = 'x', reckoned_with = 'older'"
            )
        )
        session.execute(text("UPDATE case_copies SET due_on = '2026-12-30'"))
    assert renew(office) == 1
    with office.reading() as session:
        row = session.get_one(CaseCopy, case_id)
        assert (row.finished_as, row.unit, row.copied_as) == ("R6", "", COPIED_AS)
        assert (row.due_on, row.reckoned_with) == (date(2026, 12, 30), "older")
    assert renew(office) == 0
