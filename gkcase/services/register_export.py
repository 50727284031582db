"""Registers as files: a workbook with a sheet for each, or one register as CSV; masked unless a reason is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from gkcase.domain.errors import Refusal
from gkcase.domain.rights import May
from gkcase.domain.terms import chinese_date, weekday
from gkcase.services.disclosing import reveal
from gkcase.services.office import Office
from gkcase.services.progress import Cancelled, Progress, never, silent
from gkcase.services.register_fields import FIELDS, Field, FieldKind, Register
from gkcase.services.registers import (
    RegisterFilter,
    RegisterLine,
    figures_in,
    lines_in_steps,
    stream,
    years_in,
)
from gkcase.services.workbook import About, Column, Kind, Row, Table, Value, write_csv, write_workbook

XLSX, CSV = ".xlsx", ".csv"

WITH_WEEKDAY = frozenset({"due_on", "limit_on"})
"""The last days: the weekday stands behind them in a column of its own."""

NARROW = 0.7
"""Columns are narrower than on the screen, so that a printed sheet can be read; their words are broken into lines."""

_KINDS = {FieldKind.DAY: Kind.DAY, FieldKind.NUMBER: Kind.NUMBER, FieldKind.FLAG: Kind.FLAG}


@dataclass(frozen=True)
class Exported:
    """The file that was written, with the rows of each of its sheets."""

    file: Path
    sheets: dict[str, int]

    @property
    def rows(self) -> int:
        """How many rows there are in all of them."""
        return sum(self.sheets.values())


def suffix_of(target: Path) -> str:
    """The kind of file that a name asks for; others than a workbook and CSV are refused."""
    ending = target.suffix.lower()
    if ending not in (XLSX, CSV):
        raise Refusal(f"“{target.name}”应以 {XLSX} 或 {CSV} 结尾", "", "file")
    return ending


def export_all(
    office: Office,
    target: Path,
    *,
    reason: str | None = None,
    report: Progress = silent,
    cancelled: Cancelled = never,
) -> Exported:
    """All six registers as the sheets of one workbook, 登记台账 a sheet for each year; CSV holds 登记台账 alone.

    With a `reason` names are not masked, and that is put on record first.
    """
    registers = (Register.CASES,) if suffix_of(target) == CSV else tuple(Register)
    wanted = [RegisterFilter(register, descending=False) for register in registers]
    return _export(office, wanted, target, reason, report, cancelled)


def export_register(
    office: Office,
    wanted: RegisterFilter,
    target: Path,
    *,
    reason: str | None = None,
    report: Progress = silent,
    cancelled: Cancelled = never,
) -> Exported:
    """One register as it is narrowed and sorted on the screen."""
    return _export(office, [wanted], target, reason, report, cancelled)


def _export(
    office: Office,
    wanted: Sequence[RegisterFilter],
    target: Path,
    reason: str | None,
    report: Progress,
    cancelled: Cancelled,
) -> Exported:
    ending = suffix_of(target)
    if reason is not None:
        office.ask(May.EXPORT_OPEN)
        reveal(office, None, f"导出{target.name}：{reason.strip()}" if reason.strip() else "")
    unmasked = reason is not None
    with office.reading() as session:
        total = sum(figures_in(session, office, one).rows for one in wanted)
        if ending == CSV:
            [only] = wanted
            lines = stream(session, office, only, unmasked=unmasked)
            columns = columns_of(only.register)
            count = write_csv(
                target,
                columns,
                rows_of(only.register, lines),
                total=total,
                report=report,
                cancelled=cancelled,
            )
            return Exported(target, {only.register.label: count})
        tables = (table for one in wanted for table in _tables(session, office, one, unmasked))
        about = about_of(office, "、".join(one.register.label for one in wanted))
        return Exported(
            target, write_workbook(target, tables, about, total=total, report=report, cancelled=cancelled)
        )


def export_lines(
    office: Office,
    register: Register,
    keys: Sequence[int],
    target: Path,
    *,
    title: str = "",
    reason: str | None = None,
    report: Progress = silent,
    cancelled: Cancelled = never,
) -> Exported:
    """Just these rows, in their order, as another list shows them."""
    ending = suffix_of(target)
    if reason is not None:
        office.ask(May.EXPORT_OPEN)
        reveal(office, None, f"导出{target.name}：{reason.strip()}" if reason.strip() else "")
    rows = rows_of(register, lines_in_steps(office, register, keys, unmasked=reason is not None))
    columns = columns_of(register)
    if ending == CSV:
        count = write_csv(target, columns, rows, total=len(keys), report=report, cancelled=cancelled)
        return Exported(target, {register.label: count})
    note = note_of(office, reason is not None, title)
    table = Table(register.label, columns, rows, f"{office.profile.name}{register.label}", note)
    about = about_of(office, register.label)
    made = write_workbook(target, [table], about, total=len(keys), report=report, cancelled=cancelled)
    return Exported(target, made)


def _tables(session: Session, office: Office, wanted: RegisterFilter, unmasked: bool) -> Iterator[Table]:
    """The sheets of one register: of the cases one for each year, unless a year is chosen."""
    register = wanted.register
    years: Sequence[int | None] = [wanted.year]
    if register is Register.CASES and wanted.year is None:
        found = (replace(wanted, year=year) for year in sorted(years_in(session, register)))
        years = [each.year for each in found if figures_in(session, office, each).rows] or [None]
    for year in years:
        of_year = replace(wanted, year=year)
        rows = rows_of(register, stream(session, office, of_year, unmasked=unmasked))
        spoken = f"{year}年" if year else ""
        title = f"{office.profile.name}{spoken}{register.label}"
        yield Table(f"{register.label}{spoken}", columns_of(register), rows, title, note_of(office, unmasked))


def note_of(office: Office, unmasked: bool, chosen: str = "") -> str:
    """What stands under the title: as of which day, and whether names are masked."""
    from gkcase.services.lettering import practice_mark  # it knows how letters are made

    parts = (
        practice_mark(office),
        chosen,
        f"截至{chinese_date(office.today())}",
        "未遮盖个人信息，请妥善保管" if unmasked else "自然人姓名已遮盖",
        f"导出人 {office.acting}" if office.acting else "",
    )
    return "　".join(part for part in parts if part)


def about_of(office: Office, title: str) -> About:
    """The properties of the file, and the mark on its pages."""
    from gkcase.services.lettering import practice_mark

    return About(title, office.profile.name, office.today(), practice_mark(office))


# -- columns --------------------------------------------------------------------------------------------------


def columns_of(register: Register) -> tuple[Column, ...]:
    """The columns of a register in a file: all of them, with the weekday behind the last days."""
    return tuple(column for field in FIELDS[register] for column in _columns(field))


def _columns(field: Field) -> Iterator[Column]:
    width = max(field.width * NARROW, 6)
    yield Column(
        field.heading, 11 if field.kind is FieldKind.DAY else width, _KINDS.get(field.kind, Kind.TEXT)
    )
    if field.key in WITH_WEEKDAY:
        yield Column("星期", 6)


def rows_of(register: Register, lines: Iterable[RegisterLine]) -> Iterator[Row]:
    """The rows of a register in a file."""
    places = [at for at, field in enumerate(FIELDS[register]) if field.key in WITH_WEEKDAY]
    if not places:
        return (line.values for line in lines)
    [last] = places
    return (_with_weekday(line.values, last) for line in lines)


def _with_weekday(values: tuple[Value, ...], last: int) -> Row:
    on = values[last]
    return (*values[: last + 1], weekday(on) if on else "", *values[last + 1 :])  # type: ignore[arg-type]
