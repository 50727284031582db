"""The register: ids in order, through the indexes that were made for it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, select, text
from sqlalchemy.orm import Session

from gkcase.domain.terms import Status
from gkcase.storage.engine import Store
from gkcase.storage.ids import ids
from gkcase.storage.tables import OPEN, CaseCopy
from tests.storage.shorthand import add_case

DUE = (None, date(2026, 3, 30), date(2026, 3, 2), date(2026, 3, 30), None)
STATUS = (Status.IN_PROGRESS, Status.ARCHIVED, Status.UNDER_REVIEW, Status.APPROVED, Status.CLOSED)


def fill(store: Store) -> list[int]:
    cases = [add_case(store) for _ in DUE]
    with store.transaction() as session:
        for case_id, due, status in zip(cases, DUE, STATUS, strict=True):
            session.add(CaseCopy(case_id=case_id, number=str(case_id), status=status, due_on=due))
    return cases


def in_due_order() -> Select[int]:
    return select(CaseCopy.case_id).order_by(CaseCopy.due_on.asc().nulls_last(), CaseCopy.case_id)


def test_what_has_no_due_day_comes_last(store: Store) -> None:
    cases = fill(store)
    with store.reading() as session:
        assert ids(session, in_due_order()) == [cases[at] for at in (2, 1, 3, 0, 4)]


def test_open_cases_are_those_that_have_not_ended(store: Store) -> None:
    cases = fill(store)
    with store.reading() as session:
        assert ids(session, in_due_order().where(OPEN)) == [cases[at] for at in (2, 3, 0)]


def test_the_register_uses_its_indexes(store: Store) -> None:
    fill(store)
    with store.reading() as session:
        assert "ix_case_copies_due_on_case_id" in plan(session, in_due_order())
        assert "ix_case_copies_open" in plan(session, in_due_order().where(OPEN))
        assert "sort" not in plan(session, in_due_order().where(OPEN)).lower()


def plan(session: Session, query: Select[int]) -> str:
    """How the database means to answer; PostgreSQL would rather read and sort so small a table."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    if not sqlite:
        for way in ("seqscan", "bitmapscan", "sort"):
            session.execute(text(f"SET LOCAL enable_{way} = off"))
    sql = str(query.compile(session.get_bind()))
    return str(session.execute(text(f"EXPLAIN {'QUERY PLAN ' if sqlite else ''}{sql}")).all())
