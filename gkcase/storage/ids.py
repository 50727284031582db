"""Ids at once, rows when they scroll into sight: the fast half of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.types import UserDefinedType


class _Integers(UserDefinedType[str]):
    """PostgreSQL's list of whole numbers, written as text."""

    cache_ok = True

    def get_col_spec(self, **ignored: object) -> str:
        """How the type is called in SQL."""
        return "integer[]"


def ids(session: Session, query: Select[int]) -> list[int]:
    """All whole numbers that a query of one column finds; straight from the driver, four times as fast as rows."""
    cursor: Any = session.connection().execute(query).cursor
    return [number for (number,) in cursor]  # not fetchall: a hundred thousand tuples at once are 10 MiB


def among(
    session: Session, column: ColumnElement[int] | InstrumentedAttribute[int], chosen: Iterable[int]
) -> ColumnElement[bool]:
    """The condition that a number is one of many: one parameter, however many, where IN would take one for each."""
    listed = json.dumps(list(chosen), separators=(",", ":"))
    if session.get_bind().dialect.name == "sqlite":
        found = func.json_each(bindparam(None, listed)).table_valued("value")
        return column.in_(select(found.c.value))
    braced = "{" + listed[1:-1] + "}"
    return column.in_(select(func.unnest(cast(braced, _Integers()))))
