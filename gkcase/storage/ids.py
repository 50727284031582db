"""Ids at once, rows when they scroll into sight: the fast half of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.types import UserDefinedType


class _List(UserDefinedType[str]):
    """PostgreSQL's list of numbers or words, written as text."""

    cache_ok = True

    def __init__(self, name: str) -> None:
        self.name = name

    def get_col_spec(self, **ignored: object) -> str:
        """How the type is called in SQL."""
        return self.name


def ids(session: Session, query: Select[int]) -> list[int]:
    """All whole numbers that a query of one column finds; straight from the driver, four times as fast as rows."""
    cursor: Any = session.connection().execute(query).cursor
    return [number for (number,) in cursor]  # not fetchall: a hundred thousand tuples at once are 10 MiB


def among(
    session: Session, column: ColumnElement[int] | InstrumentedAttribute[int], chosen: Iterable[int]
) -> ColumnElement[bool]:
    """The condition that a number is one of many: one parameter, however many, where IN would take one for each."""
    listed = list(chosen)
    if session.get_bind().dialect.name == "sqlite":
        return column.in_(_values(json.dumps(listed, separators=(",", ":"))))
    return column.in_(_unnested(f"{{{','.join(map(str, listed))}}}", "integer[]"))


def among_texts(
    session: Session, column: ColumnElement[str] | InstrumentedAttribute[str], chosen: Iterable[str]
) -> ColumnElement[bool]:
    """The same for hashes."""
    listed = list(chosen)
    if session.get_bind().dialect.name == "sqlite":
        return column.in_(_values(json.dumps(listed)))
    return column.in_(_unnested(f"{{{','.join(listed)}}}", "text[]"))


def _values(listed: str) -> Select[Any]:
    found = func.json_each(bindparam(None, listed)).table_valued("value")
    return select(found.c.value)


def _unnested(listed: str, kind: str) -> Select[Any]:
    return select(func.unnest(cast(listed, _List(kind))))
