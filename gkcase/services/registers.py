"""The registers (台账) as questions to the database: keys first, rows by their keys, figures over all of them."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, extract, func, not_, or_, select, tuple_
from sqlalchemy.orm import Session

from gkcase.domain.terms import StageKind
from gkcase.domain.words import sought
from gkcase.services.office import Office
from gkcase.services.register_fields import BEGAN, FIELDS, FIRST, Field, Register, figures
from gkcase.services.register_values import RegisterLine as RegisterLine
from gkcase.services.register_values import packed, reader, unpacked
from gkcase.storage.tables import OPEN, Case, CaseCopy, MailingRow, StageRow

_STAGES = {
    Register.CORRECTIONS: StageKind.CORRECTION,
    Register.EXTENSIONS: StageKind.EXTENSION,
    Register.CONSULTATIONS: StageKind.CONSULTATION,
    Register.REMEDIES: StageKind.REMEDY,
}
_PART = 2000
_BARE_ROWS = 5000


@dataclass(frozen=True)
class Condition:
    """What a column is narrowed to: words it holds, days or numbers from and to, codes, or yes and no."""

    key: str
    text: str = ""
    since: date | None = None
    until: date | None = None
    least: int | None = None
    most: int | None = None
    codes: frozenset[str] = frozenset()
    flag: bool | None = None


@dataclass(frozen=True)
class RegisterFilter:
    """Which rows of which register, in which order; without an `order` the latest first."""

    register: Register = Register.CASES
    year: int | None = None
    conditions: tuple[Condition, ...] = ()
    order: str = ""
    descending: bool = True


@dataclass(frozen=True)
class Figures:
    """The figures over a register: its rows, what is counted besides, and the average of the working days used."""

    rows: int
    parts: tuple[tuple[str, int], ...] = ()
    average: float | None = None


# -- keys, rows, figures --------------------------------------------------------------------------------------


def register_keys(office: Office, wanted: RegisterFilter) -> array[int]:
    """The keys of all rows in order: cheap even for a hundred thousand of them."""
    with office.reading() as session:
        query = _ordered(_question(office, wanted, _key_columns(wanted.register)), office, wanted)
        cursor = session.connection().execute(query).cursor
        assert cursor is not None  # a SELECT has one; its bare rows come five times as fast as results
        found = array("q")
        while rows := cursor.fetchmany(_BARE_ROWS):
            found.extend(packed(row[0], row[1]) for row in rows)
        return found


def register_lines(
    office: Office, register: Register, keys: Sequence[int], *, unmasked: bool = False
) -> list[RegisterLine]:
    """The rows with these keys, in their order; one that is gone meanwhile is left out."""
    with office.reading() as session:
        return list(_lines_of(session, office, register, keys, unmasked))


def _lines_of(
    session: Session, office: Office, register: Register, keys: Sequence[int], unmasked: bool
) -> Iterator[RegisterLine]:
    read, columns = reader(office, register, unmasked), _row_columns(office, register)
    for start in range(0, len(keys), _PART):  # databases take only so many parameters
        part = keys[start : start + _PART]
        query = _from(select(*columns), register).where(_among(register, part))
        by_key = {line.key: line for line in map(read, session.execute(query))}
        yield from (by_key[key] for key in part if key in by_key)


def lines_in_steps(
    office: Office, register: Register, keys: Sequence[int], *, unmasked: bool = False
) -> Iterator[RegisterLine]:
    """The same, some thousand rows at a time, for what is written as it is read."""
    with office.reading() as session:
        yield from _lines_of(session, office, register, keys, unmasked)


def stream(
    session: Session, office: Office, wanted: RegisterFilter, *, unmasked: bool = False
) -> Iterator[RegisterLine]:
    """All rows of a register, read as they are needed: constant memory, however many there are."""
    columns = _row_columns(office, wanted.register)
    query = _ordered(_question(office, wanted, columns), office, wanted)
    read = reader(office, wanted.register, unmasked)
    for part in session.execute(query.execution_options(yield_per=_PART)).partitions():
        yield from map(read, part)


def register_figures(office: Office, wanted: RegisterFilter) -> Figures:
    """The figures over what is listed."""
    with office.reading() as session:
        return figures_in(session, office, wanted)


def figures_in(session: Session, office: Office, wanted: RegisterFilter) -> Figures:
    """The same in a view of one moment."""
    asked = figures(wanted.register, office.today())
    # Not typed as Boolean for the database: `x = 1` would pass the index of the open cases over.
    columns = [func.count().filter(and_(condition)) for _, condition in asked]
    average = func.avg(CaseCopy.working_days) if wanted.register is Register.CASES else func.count()
    query = _question(office, wanted, (func.count(), average, *columns))
    rows, mean, *found = session.execute(query).one()
    parts = tuple((words, int(count)) for (words, _), count in zip(asked, found, strict=True))
    with_average = wanted.register is Register.CASES and mean is not None
    return Figures(rows, parts, float(mean) if with_average else None)


def register_years(office: Office, register: Register) -> list[int]:
    """The years in which a register has rows, the latest first."""
    with office.reading() as session:
        return years_in(session, register)


def years_in(session: Session, register: Register) -> list[int]:
    """The same in a view of one moment."""
    if register is Register.CASES:
        return list(session.scalars(select(Case.year).distinct().order_by(Case.year.desc())))
    year = extract("year", BEGAN[register])
    query = _from(select(year), register).distinct().order_by(year.desc())
    return [int(found) for found in session.scalars(query)]


# -- how they are asked for -----------------------------------------------------------------------------------


def _key_columns(register: Register) -> tuple[Any, Any]:
    if register is Register.CASES:
        return CaseCopy.case_id, (CaseCopy.case_id * 0).label("seq")
    table = MailingRow if register is Register.MAILINGS else StageRow
    return table.case_id, table.seq


def _from(query: Select[Any], register: Register) -> Select[Any]:
    """The tables of a register: its own rows, each with its case."""
    if register is Register.CASES:
        return query.select_from(CaseCopy)
    if register is Register.MAILINGS:
        same = and_(FIRST.case_id == MailingRow.case_id, FIRST.seq == MailingRow.letter)
        chosen = query.select_from(MailingRow).join(CaseCopy, CaseCopy.case_id == MailingRow.case_id)
        return chosen.join(FIRST, same)
    chosen = query.select_from(StageRow).join(CaseCopy, CaseCopy.case_id == StageRow.case_id)
    return chosen.where(StageRow.kind == _STAGES[register])


def _row_columns(office: Office, register: Register) -> tuple[Any, ...]:
    fields = [field.column(office.today()).label(f"f{at}") for at, field in enumerate(FIELDS[register])]
    beside = (CaseCopy.applicant_kind.label("kind"), CaseCopy.status.label("standing"))
    return (*_key_columns(register), *beside, *fields)


def _among(register: Register, keys: Sequence[int]) -> ColumnElement[bool]:
    pairs = [unpacked(key) for key in keys]
    case_id, seq = _key_columns(register)
    if register is Register.CASES:
        return CaseCopy.case_id.in_([first for first, _ in pairs])
    return tuple_(case_id, seq).in_(pairs)


def _question(office: Office, wanted: RegisterFilter, columns: Sequence[Any]) -> Select[Any]:
    """These columns of the rows that are wanted."""
    query = _from(select(*columns), wanted.register)
    if wanted.year and wanted.register is Register.CASES:
        query = query.join(Case, Case.id == CaseCopy.case_id).where(Case.year == wanted.year)
    elif wanted.year:
        first, last = date(wanted.year, 1, 1), date(wanted.year, 12, 31)
        query = query.where(BEGAN[wanted.register].between(first, last))
    by_key = {field.key: field for field in FIELDS[wanted.register]}
    for condition in wanted.conditions:
        query = query.where(*_conditions(office, by_key[condition.key], condition))
    return query


def _conditions(office: Office, field: Field, wanted: Condition) -> Iterator[ColumnElement[bool]]:
    column = field.column(office.today())
    if wanted.text.strip():
        yield column.icontains(sought(wanted.text.strip()), autoescape=True)
    if wanted.since:
        yield column >= wanted.since
    if wanted.until:
        yield column <= wanted.until
    if field.key == "left" and (wanted.least is not None or wanted.most is not None):
        yield from _left(office, wanted)
    else:
        if wanted.least is not None:
            yield column >= wanted.least
        if wanted.most is not None:
            yield column <= wanted.most
    if wanted.codes:
        yield column.in_(_stored(column, wanted.codes))
    if wanted.flag is not None:
        yield column if wanted.flag else or_(not_(column), column.is_(None))


def _stored(column: Any, codes: frozenset[str]) -> list[Any]:
    """Codes as the column takes them: as members where it is one of the terms."""
    kind = getattr(column.type, "enum_class", None)
    return sorted(codes) if kind is None else [kind.of(code) for code in sorted(codes)]


def _left(office: Office, wanted: Condition) -> Iterator[ColumnElement[bool]]:
    """So many working days are left on the days between two ranks of the calendar; only open cases have some left."""
    calendar = office.rules.calendar
    today = calendar.rank(office.today())
    yield OPEN
    if wanted.least is not None and today + wanted.least > 0:
        yield CaseCopy.due_on >= calendar.at_rank(today + wanted.least)
    if wanted.most is not None:
        yield CaseCopy.due_on < calendar.at_rank(max(today + wanted.most + 1, 1))


def _ordered(query: Select[Any], office: Office, wanted: RegisterFilter) -> Select[Any]:
    keys = [column.desc() if wanted.descending else column.asc() for column in _keys(wanted.register)]
    field = next((field for field in FIELDS[wanted.register] if field.key == wanted.order), None)
    by_case = wanted.register is Register.CASES if field is None else field.key == "number"
    if by_case:
        return query.order_by(*keys)
    column = field.column(office.today()) if field else BEGAN[wanted.register]
    sorted_ = column.desc() if wanted.descending else column.asc()
    return query.order_by(sorted_.nulls_last(), *keys)


def _keys(register: Register) -> tuple[Any, ...]:
    return _key_columns(register)[:1] if register is Register.CASES else _key_columns(register)
