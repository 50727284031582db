"""Copies that take several rows a case (寄送、环节): written from the journal and compared with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

from sqlalchemy import String, delete, insert, select
from sqlalchemy.orm import Session

from gkcase.domain.rules import Rules
from gkcase.domain.sending import mailings_of
from gkcase.domain.stages import stages_of
from gkcase.domain.state import CaseState
from gkcase.storage.ids import among
from gkcase.storage.tables import Base, MailingRow, StageRow

Row = dict[str, Any]


def fitted(table: type[Base], row: Row) -> Row:
    """A row whose words are cut to the width of their columns: the journal has them whole, and lists need no more."""
    for name, width in _widths(table):
        if len(row.get(name) or "") > width:
            row[name] = row[name][:width]
    return row


@cache
def _widths(table: type[Base]) -> tuple[tuple[str, int], ...]:
    kinds = ((column.key, column.type) for column in table.__table__.c)
    return tuple((name, kind.length) for name, kind in kinds if type(kind) is String and kind.length)


def _mailings(case_id: int, state: CaseState, _: Rules) -> list[Row]:
    rows = []
    for mailing in mailings_of(state):
        row: Row = {"case_id": case_id, **asdict(mailing)}
        row["way"] = mailing.way.value if mailing.way else ""
        rows.append(fitted(MailingRow, row))
    return sorted(rows, key=lambda row: int(row["seq"]))


def _stages(case_id: int, state: CaseState, rules: Rules) -> list[Row]:
    return [fitted(StageRow, {"case_id": case_id, **asdict(stage)}) for stage in stages_of(state, rules)]


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


def kept_rows(session: Session, table: type[Base]) -> dict[int, list[Row]]:
    """All copies of one table, by case."""
    columns = list(table.__table__.c)
    found: dict[int, list[Row]] = {}
    for values in session.execute(select(*columns).order_by(columns[0], columns[1])):
        row = dict(zip([column.key for column in columns], values, strict=True))
        found.setdefault(row["case_id"], []).append(row)
    return found


def differing(kept: Mapping[int, Iterable[Row]], table: type[Base], case_id: int, rows: list[Row]) -> str:
    """What is to be said where the copies of a case are not what the journal says; empty where they are."""
    return "" if list(kept.get(case_id, ())) == rows else WORDS[table]
