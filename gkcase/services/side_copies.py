"""Copies that take several rows a case (寄送、环节): written from the journal and compared with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any

from sqlalchemy import String, delete, insert, select
from sqlalchemy.orm import Session

from gkcase.domain.rules import Rules
from gkcase.domain.sending import Mailing, mailings_of
from gkcase.domain.stages import Stage, stages_of
from gkcase.domain.state import CaseState
from gkcase.storage.ids import among
from gkcase.storage.tables import Base, MailingRow, StageRow

Row = dict[str, Any]


def fitted(table: type[Base], row: Row) -> Row:
    """A row whose words are cut to the width of their columns: the journal has them whole, and lists need no more."""
    for name, width in _widths(table):
        words = row.get(name)
        if words and len(words) > width:
            row[name] = words[:width]
    return row


@cache
def _widths(table: type[Base]) -> tuple[tuple[str, int], ...]:
    kinds = ((column.key, column.type) for column in table.__table__.c)
    return tuple((name, kind.length) for name, kind in kinds if type(kind) is String and kind.length)


def _flat(line: Mailing | Stage) -> Row:
    """The fields of a line that holds none within it; the library's way makes a deep copy of each."""
    return {name: getattr(line, name) for name in _FIELDS[type(line)]}


_FIELDS: Mapping[type, tuple[str, ...]] = {
    kind: tuple(field.name for field in fields(kind)) for kind in (Mailing, Stage)
}


def _mailings(case_id: int, state: CaseState, _: Rules) -> list[Row]:
    rows = []
    for mailing in mailings_of(state):
        row: Row = {"case_id": case_id, **_flat(mailing)}
        row["way"] = mailing.way.value if mailing.way else ""
        rows.append(fitted(MailingRow, row))
    return sorted(rows, key=lambda row: int(row["seq"]))


def _stages(case_id: int, state: CaseState, rules: Rules) -> list[Row]:
    return [fitted(StageRow, {"case_id": case_id, **_flat(stage)}) for stage in stages_of(state, rules)]


SIDES: Mapping[type[Base], Callable[[int, CaseState, Rules], list[Row]]] = {
    MailingRow: _mailings,
    StageRow: _stages,
}
"""Each table with what its rows of one case are, in the order of their numbers."""

WORDS: Mapping[type[Base], str] = {
    MailingRow: "寄送的副本与办理日志不一致，送达清单可能缺项",
    StageRow: "环节的副本与办理日志不一致，台账和年度报告可能不准",
}
"""What it means when the copies do not agree with the journal."""

RECKONED = frozenset({"limit_on", "due_before", "days"})
"""The columns of these tables that hang on the calendar and the choices."""


def write_sides(session: Session, case_id: int, state: CaseState, rules: Rules, *, new: bool) -> None:
    """Bring these copies of one case up to date."""
    write = write_new_sides if new else rewrite_sides
    write(session, [(case_id, state)], rules)


def rewrite_sides(session: Session, cases: Sequence[tuple[int, CaseState]], rules: Rules) -> None:
    """Write these copies of cases anew."""
    ids = [case_id for case_id, _ in cases]
    for table in SIDES:
        gone = delete(table).where(among(session, table.__table__.c.case_id, ids))
        session.execute(gone, execution_options={"synchronize_session": False})
    write_new_sides(session, cases, rules)


def write_new_sides(session: Session, cases: Sequence[tuple[int, CaseState]], rules: Rules) -> None:
    """Write these copies of cases that have none yet."""
    for table, rows_of in SIDES.items():
        if rows := [row for case_id, state in cases for row in rows_of(case_id, state, rules)]:
            session.execute(insert(table), rows)


def kept_rows(
    session: Session, table: type[Base], case_ids: Sequence[int]
) -> dict[int, list[tuple[Any, ...]]]:
    """The copies of these cases in one table, by case, as plain rows."""
    columns = list(table.__table__.c)
    chosen = select(*columns).where(columns[0].between(case_ids[0], case_ids[-1]))
    found: dict[int, list[tuple[Any, ...]]] = {}
    for row in session.execute(chosen.order_by(columns[0], columns[1])):
        found.setdefault(row[0], []).append(tuple(row))
    return found


def differing(
    kept: Iterable[tuple[Any, ...]], table: type[Base], rows: list[Row], *, judged_before: bool
) -> str:
    """What is to be said where the copies of a case are not what the journal says; empty where they are.

    `judged_before`: the case ended under another calendar or other choices and keeps the days of then.
    """
    places = _places(table, judged_before)
    was = [tuple(row[place] for _, place in places) for row in kept]
    return "" if was == [tuple(row[name] for name, _ in places) for row in rows] else WORDS[table]


@cache
def _places(table: type[Base], judged_before: bool) -> tuple[tuple[str, int], ...]:
    """The columns that must agree, with their places in a row."""
    left_out = RECKONED if judged_before else frozenset()
    names = (column.key for column in table.__table__.c)
    return tuple((name, place) for place, name in enumerate(names) if name not in left_out)
