"""The one writer of cells: workbooks and CSV files in which nothing is live, written whole or not at all."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import Enum
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gkcase.services.cell_text import fit_for_xml, is_live, is_number, safe_text
from gkcase.services.outgoing import written_whole
from gkcase.services.progress import BrokenOff, Cancelled, Progress, never, silent

if TYPE_CHECKING:
    from openpyxl import Workbook

MOST_ROWS = 1_048_576
"""Where a sheet ends, in Excel and in WPS."""

PART = 1000
"""After so many rows whoever waits is told, and may stop."""

Value = str | int | float | bool | date | None
Row = Sequence[Value]

DAY_FORMAT = "yyyy-mm-dd"
YES, NO = "是", "否"
_NO_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_NAME = 31


class Kind(Enum):
    """What stands in a column: it decides how its cells look, and dates and numbers are real ones."""

    TEXT = "text"
    DAY = "day"
    NUMBER = "number"
    FLAG = "flag"


@dataclass(frozen=True)
class Column:
    """One column; `width` is in signs, longer texts are broken into lines."""

    heading: str
    width: float = 12
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Table:
    """A sheet: its name, columns and rows, and above them its title and a line such as 截至, where they are given.

    A table that is longer than a sheet goes on in the next one.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Row]
    title: str = ""
    note: str = ""


@dataclass(frozen=True)
class About:
    """What the properties of the file say, and the mark on every printed page (practice)."""

    title: str = ""
    author: str = ""
    on: date | None = None
    mark: str = ""


def write_workbook(
    target: Path,
    tables: Iterable[Table],
    about: About | None = None,
    *,
    total: int = 0,
    report: Progress = silent,
    cancelled: Cancelled = never,
) -> dict[str, int]:
    """Write the tables as sheets, one after the other; gives back how many rows each sheet has.

    Raises BrokenOff when it is cancelled; the file that was there before is left as it was.
    """
    from gkcase.services.sheet_parts import Book  # openpyxl loads with the first workbook

    counted = _Counted(total, report, cancelled)
    written: dict[str, int] = {}
    with written_whole(target) as draft, Book(draft, about or About()) as book:
        for table in tables:
            for part in _parts(table):
                name = sheet_name(part.name, written)
                written[name] = book.write(replace(part, name=name, rows=counted.through(part.rows)))
        if not written:
            book.write(Table("无", (), ()))
    return written


class _Counted:
    """Counts what goes by, over all sheets."""

    def __init__(self, total: int, report: Progress, cancelled: Cancelled) -> None:
        self.done, self._total, self._report, self._cancelled = 0, total, report, cancelled

    def through(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows, with a look at whoever waits now and then."""
        for row in rows:
            yield row
            self.done += 1
            if self.done % PART == 0:
                self.look()
        self.look()

    def look(self) -> None:
        """Say how far it is; stop where nobody waits any more."""
        self._report(self.done, max(self._total, self.done))
        if self._cancelled():
            raise BrokenOff


def _parts(table: Table) -> Iterator[Table]:
    """A table in pieces that fit a sheet; the first comes even where it is empty."""
    most = MOST_ROWS - head_rows(table)
    rows = iter(table.rows)
    first = next(rows, None)
    yield replace(table, rows=() if first is None else _some(first, rows, most))
    while (first := next(rows, None)) is not None:
        yield replace(table, rows=_some(first, rows, most))


def _some(first: Row, rows: Iterator[Row], most: int) -> Iterator[Row]:
    left = most - 1
    yield first
    while left and (row := next(rows, None)) is not None:
        yield row
        left -= 1


def head_rows(table: Table) -> int:
    """How many rows stand above the data."""
    return bool(table.title) + bool(table.note) + 1


def sheet_name(wanted: str, taken: Iterable[str] = ()) -> str:
    """A name that a sheet may have and no other has; what Excel forbids in it becomes full-width or is left out."""
    clean = _NO_NAME.sub("", fit_for_xml(wanted)).strip("' ") or "工作表"
    clean = f"_{clean}" if is_live(clean) else clean
    used = {name.casefold() for name in taken}
    for number in chain([1], range(2, len(used) + 2)):
        ending = f"（{number}）" if number > 1 else ""
        name = clean[: _LONGEST_NAME - len(ending)] + ending
        if name.casefold() not in used:
            return name
    raise AssertionError("one of so many names is free")


# -- layouts of others ----------------------------------------------------------------------------------------


def put(cell: Any, value: Value) -> None:
    """Put a value into a cell of openpyxl: text never becomes a formula, a day is a real one, a flag says 是 or 否."""
    if isinstance(value, bool):
        value = YES if value else NO
    if isinstance(value, str):
        text = fit_for_xml(value)
        cell.value = None
        cell._value, cell.data_type = text or None, "s" if text else "n"
        cell.quotePrefix = is_live(text)
        return
    cell.value = value
    if isinstance(value, date):
        cell.number_format = DAY_FORMAT


def save_book(book: Workbook, target: Path, about: About | None = None) -> Path:
    """Write a workbook made with openpyxl and `put`, whole or not at all."""
    describe(book, about or About())
    with written_whole(target) as draft:
        book.save(draft)
    return target


def describe(book: Workbook, about: About) -> None:
    """Name the file and the office in its properties, and nothing of this computer."""
    from gkcase.services.letter_file import NO_DAY  # it brings a library for the web with it

    named = book.properties
    named.title, named.creator = safe_text(about.title)[:255], safe_text(about.author)[:255]
    named.lastModifiedBy = named.creator
    named.created = named.modified = datetime.combine(about.on or NO_DAY, time(9, 0))


# -- CSV ------------------------------------------------------------------------------------------------------


def write_csv(
    target: Path,
    columns: Sequence[Column],
    rows: Iterable[Row],
    *,
    total: int = 0,
    report: Progress = silent,
    cancelled: Cancelled = never,
) -> int:
    """Write a CSV file that Excel and WPS open as it is meant (UTF-8 with BOM, CRLF); gives back how many rows."""
    counted = _Counted(total, report, cancelled)
    with written_whole(target) as draft, _opened(draft) as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([safe_text(column.heading) for column in columns])
        writer.writerows([csv_cell(value) for value in row] for row in counted.through(rows))
    return counted.done


@contextmanager
def _opened(draft: Path) -> Iterator[Any]:
    with draft.open("w", encoding="utf-8-sig", newline="") as file:
        yield file


def csv_cell(value: Value) -> str:
    """One value in a CSV file: days as 2026-03-01, numbers plain, texts asleep, IDs with all of their figures."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return f"'{value}" if is_number(value) else safe_text(value)
    return str(value)
