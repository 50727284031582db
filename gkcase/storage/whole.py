"""The rows of all tables as lines of JSON and back: what an export of everything is made of.

A line reads the same whichever database it comes from: days and moments as ISO text, terms as their codes, keys
sorted. What is computed from the journal (copies, search index) is left out, and so are the settings that speak of
this place rather than of the office.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import JSON, Column, Select, Table, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Session

from gkcase.domain.words import sought
from gkcase.storage import triggers
from gkcase.storage.audit import CLOCK_SET_BACK, KEYED, SEALED
from gkcase.storage.base import Moment, Stamp
from gkcase.storage.canonical import canonical, moment
from gkcase.storage.faults import explanation
from gkcase.storage.table_seals import OF_THIS_PLACE as OF_THIS_PLACE
from gkcase.storage.tables import NOT_ENDED, Base, CaseCopy, PayloadRow

NAMES = (
    *("offices", "settings", "calendar_years", "office_days", "counters", "persons", "absences"),
    *("applicants", "cases", "journal", "payloads", "attachments", "letters", "audit", "mail"),
    *("drafts", "remembered", "annual_reports", "paper_texts"),
)
"""The tables in the order in which their rows can be written: what is named comes before what names it."""

JUDGED = "judged"
"""By which days ended cases were judged: a calendar of later would judge them otherwise, so it cannot be computed."""

MADE_WITH = frozenset(
    {"person_saved", "office_changed", "files_folder_changed", "second_place_changed", "restore_drilled"}
    | {"encrypted", "recovery_code_kept", "recovery_code_made", "key_password_set", "key_change_failed"}
    | {"backed_up", KEYED, SEALED, CLOCK_SET_BACK}
)
"""The acts by which an office is set up; a chain with others is that of an office at work."""

PART = 1000
LONGEST_LINE = 16 * 1024 * 1024
"""No row is longer; what is, was not written by this program."""


_SHAPES: Mapping[str, type] = {
    "roles": list,
    **dict.fromkeys(("profile", "off", "work", "body", "figures"), dict),
}
"""What the columns of JSON hold that are read as soon as an office is opened."""


class Unfit(Exception):
    """A line that is no row of its table; the sentence is made by whoever knows the file."""


def table_of(name: str) -> Table:
    """A table by its name."""
    return Base.metadata.tables["case_copies" if name == JUDGED else name]


def _columns(name: str) -> Sequence[Column[Any]]:
    if name != JUDGED:
        return list(table_of(name).c)
    kept = (
        "base_due",
        "due_on",
        "provisional",
        "late",
        "next_duty",
        "next_on",
        "clock_status",
        "reckoned_with",
    )
    return [table_of(name).c[key] for key in ("case_id", *kept)]


def _chosen(name: str) -> Select[*tuple[Any, ...]]:
    columns, table = _columns(name), table_of(name)
    chosen = select(*columns).order_by(*table.primary_key)
    if name == JUDGED:
        chosen = chosen.where(text(f"NOT ({NOT_ENDED})"))
    if name == "settings":
        chosen = chosen.where(table.c.key.not_in(OF_THIS_PLACE))
    return chosen


def count(session: Session, name: str) -> int:
    """How many lines a table makes."""
    return session.scalar(select(func.count()).select_from(_chosen(name).order_by(None).subquery())) or 0


def lines(session: Session, name: str) -> Generator[str, None, None]:
    """The rows of a table in the order of their keys, a line of JSON each; in constant memory."""
    keys = [column.key for column in _columns(name)]
    with session.execute(_chosen(name).execution_options(yield_per=PART)) as rows:
        for row in rows:
            yield canonical({key: _told(value) for key, value in zip(keys, row, strict=True)})


def _told(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return moment(value)
    return value.isoformat() if isinstance(value, date) else value


# -- and back -------------------------------------------------------------------------------------------------


def row_of(name: str, line: bytes, *, older: bool = False) -> dict[str, Any]:
    """A line read as a row of its table; raises Unfit where it is none.

    A line of an `older` schema may lack columns, which then take the value of a new row.
    """
    try:
        if len(line) > LONGEST_LINE:
            raise Unfit
        told = json.loads(line, parse_constant=_no_number)
        columns = {column.key: column for column in _columns(name)}
        fits = isinstance(told, dict) and (
            told.keys() == columns.keys() or (older and told.keys() < columns.keys())
        )
        if not fits:
            raise Unfit
        return {key: _value(columns[key], value) for key, value in told.items()}
    except (ValueError, TypeError, RecursionError) as error:
        raise Unfit from error


def _value(column: Column[Any], told: Any) -> Any:
    """A value as its column wants it."""
    if isinstance(column.type, JSON):
        if not isinstance(told, _SHAPES.get(column.key, object)):
            raise Unfit
        return told
    if told is None:
        if not column.nullable:
            raise Unfit
        return None
    if isinstance(column.type, Moment | Stamp):
        return _moment(told)
    kind = column.type.python_type
    if issubclass(kind, Enum):
        return kind(told)
    if issubclass(kind, date):
        return date.fromisoformat(told)
    if type(told) is not kind or not _storable(told):
        raise Unfit
    return told


def _storable(told: Any) -> bool:
    """Whether either database takes it: whole numbers of eight bytes, words without signs that none can hold."""
    if isinstance(told, int):
        return -(2**63) <= told < 2**63
    return not isinstance(told, str) or sought(told) == told


def _no_number(told: str) -> Any:
    """NaN and Infinity are none in JSON, though Python reads them."""
    raise ValueError(told)


def _moment(told: Any) -> datetime:
    at = datetime.fromisoformat(told)
    if at.tzinfo is None:
        raise Unfit
    return at


def is_new(session: Session) -> bool:
    """Whether nothing has happened in this office yet beyond its being set up."""
    for name in ("cases", "journal", "applicants", "mail", "annual_reports", "calendar_years", "office_days"):
        if session.execute(select(table_of(name)).limit(1)).first() is not None:
            return False
    acts = session.scalars(select(table_of("audit").c.act).distinct())
    return set(acts) <= MADE_WITH


def clear(session: Session) -> None:
    """Take out what the setting up of a new office has left; its chain too, for one office has one chain."""
    if not is_new(session):
        raise AssertionError("only an office without cases is cleared")
    connection = session.connection()
    triggers.remove(connection, "audit")
    for name in reversed(NAMES):
        table = table_of(name)
        kept = table.c.key.not_in(OF_THIS_PLACE) if name == "settings" else text("1 = 1")
        if name not in triggers.GROWING or name == "audit":
            session.execute(table.delete().where(kept))
    triggers.install(connection)


def write_rows(session: Session, name: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[int]:
    """Write rows that keep their keys, part by part; yields how many each time. Raises Unfit where they contradict."""
    for part in _parts(rows):
        try:
            _write(session, name, part)
        except (StatementError, ValueError) as error:
            if isinstance(error, DBAPIError) and explanation(error) is not None:
                raise
            raise Unfit from error
        yield len(part)


def _parts(rows: Iterable[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    """So many rows at a time, and fewer where they are long: no file decides how much memory it takes."""
    part, size = [], 0
    for row in rows:
        part.append(row)
        size += sum(len(value if isinstance(value, str) else repr(value)) for value in row.values())
        if len(part) == PART or size > LONGEST_LINE:
            yield part
            part, size = [], 0
    if part:
        yield part


def _write(session: Session, name: str, part: list[Mapping[str, Any]]) -> None:
    if name == JUDGED:
        session.execute(update(CaseCopy), part)
    elif name == "payloads":
        _write_payloads(session, part)
    elif name == "settings" and any(row["key"] in OF_THIS_PLACE for row in part):
        raise ValueError("a setting of another place")
    else:
        session.execute(insert(table_of(name)), part)


def _write_payloads(session: Session, part: list[Mapping[str, Any]]) -> None:
    """Words that were erased come in as any others and are emptied at once: nothing else may be empty."""
    session.execute(
        insert(PayloadRow),
        [row if row["body"] is not None else {**row, "body": "", "erased_at": None} for row in part],
    )
    for row in part:
        if row["body"] is None:
            own = (PayloadRow.case_id == row["case_id"]) & (PayloadRow.seq == row["seq"])
            empty = update(PayloadRow).where(own)
            session.execute(empty.values(body=None, salt=None, erased_at=row["erased_at"]))


def move_sequences_on(session: Session) -> None:
    """Let PostgreSQL give the next numbers after those that came with their rows; SQLite does so by itself."""
    if session.get_bind().dialect.name == "sqlite":
        return
    for name in NAMES:
        key = table_of(name).autoincrement_column
        if key is not None and key.autoincrement is not False:
            last = session.scalar(select(func.max(key)))
            place = func.pg_get_serial_sequence(name, key.name)
            session.execute(select(func.setval(place, last or 1, last is not None)))
