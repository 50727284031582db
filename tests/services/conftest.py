"""An office for the tests of services, on every database in turn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from gkcase.domain.terms import Role
from gkcase.services import people
from gkcase.services.office import OFFICE_ID, Office
from gkcase.services.rulebook import rulebook
from gkcase.storage.engine import open_store
from gkcase.storage.tables import OfficeRow, PersonRow

TODAY = date(2026, 12, 8)
PROFILE = {
    "address": "云溪镇人民路1号",
    "phone": "0557-1234567",
    "review_body": "云溪县人民政府",
    "court": "云溪县人民法院",
}


class Clock:
    """A today that a test can move."""

    def __init__(self, day: date) -> None:
        self.day = day

    def __call__(self) -> date:
        return self.day


@pytest.fixture
def clock() -> Clock:
    return Clock(TODAY)


@pytest.fixture
def office(database: str, tmp_path: Path, clock: Clock) -> Iterator[Office]:
    """云溪镇 on Tuesday 2026-12-08, with a clerk and a head; `clock.day` moves it."""
    store = open_store(database, files=tmp_path / "files")
    with store.transaction() as session:
        session.add(OfficeRow(id=OFFICE_ID, name="云溪镇人民政府", short="云政依复", profile=dict(PROFILE)))
        session.flush()
        session.add(PersonRow(office_id=OFFICE_ID, name="李某", roles=[Role.CLERK.value]))
        session.add(PersonRow(office_id=OFFICE_ID, name="周某", roles=[Role.HEAD.value]))
    made = Office(store, rulebook(), today=clock, acting="李某")
    yield made
    made.close()


@pytest.fixture
def staffed(office: Office) -> Office:
    """李某 drafts, 钱某 reviews, 周某 is the head, 孙某 another clerk."""
    people.save_person(office, "钱某", roles=[Role.REVIEWER])
    people.save_person(office, "孙某", roles=[Role.CLERK])
    return office
