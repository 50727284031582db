"""Rows that hold what their column cannot (读不懂的行): written past the program, they would stop every other check.

SQLite keeps whatever it is given, in any column; PostgreSQL lets pass codes that are none, and infinite days.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Enum, Integer, String, Table
from sqlalchemy.orm import Session

from gkcase.storage.audit import Problem
from gkcase.storage.base import Base, Moment

PROVEN = frozenset({"audit", "journal", "payloads"})
"""Large, and read as the driver gives them: the chain proves each of their rows, whatever stands there."""

MOST = 20
"""So many rows of a table are named; whoever wrote more of them past the program knows where."""

SAID = "表{table}第{row}行的{column}不是{kind}，是绕过程序写入的，请从备份恢复或者请技术人员改正"

_DAY = "date({}, '+0 days')"
"""Without a shift SQLite gives the 30th of February back as it came."""

_HASH = "sha256"


@dataclass(frozen=True)
class _Doubt:
    """What a column must hold, in words, and how SQL asks for rows that hold something else."""

    column: str
    kind: str
    asked: str


def misfits(session: Session) -> Iterator[Problem]:
    """Every row with a value that is none of its column, by table, with the case that it belongs to."""
    dialect = session.get_bind().dialect.name
    doubt = _in_sqlite if dialect == "sqlite" else _in_postgresql
    for table in Base.metadata.sorted_tables:
        if table.name in PROVEN:
            continue
        doubts = [
            _Doubt(column.name, kind, f"({_name(column)} IS NOT NULL AND ({asked}))")
            for column in table.columns
            for kind, asked in (doubt(column),)
            if asked
        ]
        if doubts:
            yield from _of_table(session, table, doubts)


def _of_table(session: Session, table: Table, doubts: Sequence[_Doubt]) -> Iterator[Problem]:
    keys = [one.name for one in table.primary_key.columns]
    case = "case_id" if "case_id" in table.columns else "id" if table.name == "cases" else "NULL"
    columns = [*(f'"{key}"' for key in keys), case, *(one.asked for one in doubts)]
    any_of = " OR ".join(one.asked for one in doubts)
    asked = f'SELECT {", ".join(columns)} FROM "{table.name}" WHERE {any_of} LIMIT {MOST}'
    cursor: Any = session.connection().exec_driver_sql(asked).cursor
    for row in cursor.fetchall():
        key, case_id = "-".join(str(part) for part in row[: len(keys)]), row[len(keys)]
        for one, wrong in zip(doubts, row[len(keys) + 1 :], strict=True):
            if wrong:
                said = SAID.format(table=table.name, row=key, column=one.column, kind=one.kind)
                yield Problem(said, case_id if isinstance(case_id, int) else None)


def _name(column: Column[Any]) -> str:
    return f'"{column.name}"'


def _in_sqlite(column: Column[Any]) -> tuple[str, str]:
    name, kind = _name(column), column.type
    if isinstance(kind, Enum):
        return "规定的代码", f"{name} NOT IN ({_codes(kind)})"
    if isinstance(kind, Date):
        return "日期", f"{_DAY.format(name)} IS NOT {name} OR substr({name}, 1, 4) = '0000'"
    if isinstance(kind, Moment):
        return "时间", _moment(name)
    if isinstance(kind, Boolean):
        return "是或否", f"{name} NOT IN (0, 1)"
    if isinstance(kind, Integer):
        return "整数", f"typeof({name}) <> 'integer'"
    if isinstance(kind, JSON):
        return "规定的格式", f"typeof({name}) <> 'text' OR NOT json_valid({name})"
    if column.name == _HASH:
        return (
            "文件的校验值",
            f"typeof({name}) <> 'text' OR length({name}) <> 64 OR {name} GLOB '*[^0-9a-f]*'",
        )
    return "文字", f"typeof({name}) <> 'text'" if isinstance(kind, String) else ""


def _moment(name: str) -> str:
    """No date and time in any way of writing that Python reads as well."""
    day = f"substr({name}, 1, 10)"
    wrong = (f"typeof({name}) <> 'text'", f"datetime({name}) IS NULL", f"substr({name}, 1, 4) = '0000'")
    return " OR ".join((*wrong, f"{_DAY.format(day)} IS NOT {day}"))


def _in_postgresql(column: Column[Any]) -> tuple[str, str]:
    name, kind = _name(column), column.type
    if isinstance(kind, Enum):
        return "规定的代码", f"{name} NOT IN ({_codes(kind)})"
    if isinstance(kind, Date | Moment):
        said = "日期" if isinstance(kind, Date) else "时间"
        return said, f"{name} < '0001-01-02' OR {name} > '9999-12-30'"
    if column.name == _HASH:
        return "文件的校验值", f"{name} !~ '^[0-9a-f]{{64}}$'"
    return "", ""


def _codes(kind: Enum) -> str:
    return ", ".join(f"'{code}'" for code in kind.enums)
