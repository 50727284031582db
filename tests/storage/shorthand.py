"""Shorthand for the tests of storage."""

from __future__ import annotations

from datetime import UTC, date, datetime

from gkcase.domain.journal import Entry
from gkcase.domain.terms import Event
from gkcase.storage import journal_store
from gkcase.storage.engine import Store
from gkcase.storage.tables import Case, OfficeRow

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
RECEIVED = Entry(
    Event.RECEIVED, date(2026, 3, 2), "李经办", {"channel": "in_person", "wanted": "征收补偿方案"}
)
NOTED = Entry(
    Event.NOTED, date(2026, 3, 3), "李经办", {"text": "来电询问"}, reason="补记", breaches=("late",)
)


def add_case(store: Store, *entries: Entry) -> int:
    """A case of office 1 with these entries, by default RECEIVED."""
    with store.transaction() as session:
        if session.get(OfficeRow, 1) is None:
            session.add(OfficeRow(id=1, name="青山镇人民政府", short="青", profile={"phone": "0557-1"}))
            session.flush()
        serial = journal_store.next_number(session, 1, "request", 2026)
        case = Case(office_id=1, number=f"〔2026〕{serial}号", year=2026, serial=serial, registered_at=NOW)
        session.add(case)
        session.flush()
        for entry in entries or (RECEIVED,):
            journal_store.append(session, case.id, entry, at=NOW)
        return case.id
