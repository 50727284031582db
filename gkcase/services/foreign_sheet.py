"""Rows of a workbook from elsewhere (表格读取): values as they are shown, formulas as last reckoned, nothing run."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from gkcase.services.foreign_parts import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    Index,
    Links,
    Listener,
    Strings,
    Styles,
    TooMuch,
    unescaped,
    whole,
)
from gkcase.services.office_guard import DAMAGED, MEBIBYTE, WORKBOOK, Gate, checked

Value = str | int | float | date
"""What a cell holds: text, a number, or a day."""

CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
FIRST_DAY, FIRST_DAY_1904 = date(1899, 12, 30), date(1904, 1, 1)
FAR_TOO_MANY = 2 * MOST_CELLS
LAST_SERIAL = 73_050
"""A number that is shown as a day counts to the year 2099; whatever is beyond is a number."""


@dataclass(frozen=True)
class Row:
    """A row with anything in it: its number as shown, its cells by column (1 is A), and whether it is hidden."""

    number: int
    cells: dict[int, Value]
    hidden: bool = False


@dataclass
class Sheet:
    """One sheet: its rows in order, the areas that are merged, and how many formulas were never reckoned."""

    name: str
    hidden: bool = False
    rows: list[Row] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row, first column, last row, last column."""
    unreckoned: list[str] = field(default_factory=list)


def cell_name(row: int, column: int) -> str:
    """The name of a cell: (3, 28) is AB3."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def place_of(name: str) -> tuple[int, int] | None:
    """Row and column of a cell's name."""
    found = CELL.fullmatch(name)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def serial_day(number: float, from_1904: bool = False) -> date:
    """The day of a serial number; times of day are left out."""
    first = FIRST_DAY_1904 if from_1904 else FIRST_DAY
    return first + timedelta(days=int(number))


@dataclass
class Room:
    """How much of a workbook may still be read."""

    rows: int = MOST_ROWS
    cells: int = MOST_CELLS

    def take_row(self) -> None:
        """One more row with anything in it."""
        self.rows -= 1
        if self.rows < 0:
            raise TooMuch(f"超过{MOST_ROWS}行")

    def take_cell(self, column: int) -> None:
        """One more cell with anything in it."""
        self.cells -= 1
        if self.cells < 0:
            raise TooMuch(f"超过{MOST_CELLS}个单元格")
        if column > MOST_COLUMNS:
            raise TooMuch(f"超过{MOST_COLUMNS}列")


class _Cells(Listener):
    """The cells of one sheet."""

    def __init__(self, sheet: Sheet, strings: Sequence[str], days: frozenset[int], room: Room) -> None:
        super().__init__()
        self.from_1904 = False
        self._sheet, self._strings, self._days, self._room = sheet, strings, days, room
        self._row = Row(0, {})
        self._number = self._column = self._style = 0
        self._kind, self._parts, self._formula = "", [""], False

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in ("v", "t"):
            self.keep()
        elif tag == "c":
            self._cell(attributes)
        elif tag == "f":
            self._formula = True
        elif tag == "row":
            self._number = whole(attributes.get("r")) or self._number + 1
            self._row = Row(self._number, {}, attributes.get("hidden", "0") in ("1", "true"))
            self._column = 0
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _cell(self, attributes: dict[str, str]) -> None:
        place = place_of(attributes.get("r", ""))
        self._column = place[1] if place else self._column + 1
        self._style = whole(attributes.get("s"))
        self._kind, self._parts, self._formula = attributes.get("t", "n"), [], False

    def finish(self, tag: str) -> None:
        if tag in ("v", "t"):
            self._parts.append(self.kept())
        elif tag == "c":
            self._close()
        elif tag == "row" and self._row.cells:
            self._room.take_row()
            self._sheet.rows.append(self._row)

    def _close(self) -> None:
        value = self._value("".join(self._parts))
        if value == "":
            if self._formula:
                self._room.take_cell(self._column)
                self._sheet.unreckoned.append(cell_name(self._number, self._column))
            return
        self._room.take_cell(self._column)
        self._row.cells[self._column] = value

    def _value(self, raw: str) -> Value:
        if self._kind == "s":
            at = whole(raw.strip())
            return self._strings[at].strip() if raw.strip() and at < len(self._strings) else ""
        if self._kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(raw.strip(), "")
        if self._kind != "n":
            return unescaped(raw).strip()
        return self._numeric(raw.strip())

    def _numeric(self, raw: str) -> Value:
        try:
            number = float(raw)
        except ValueError:
            return raw
        if self._style in self._days and 1 <= number < LAST_SERIAL:
            return serial_day(number, self.from_1904)
        if number != number or abs(number) > 1e15:
            return raw
        return int(number) if number == int(number) else number

    def _merge(self, area: str) -> None:
        first, _, last = area.partition(":")
        one, two = place_of(first), place_of(last)
        if one and two:
            self._room.take_cell(one[1])
            self._sheet.merged.append((*one, *two))


def _day_styles(styles: Styles) -> frozenset[int]:
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

    def of_days(number: int) -> bool:
        # 27 to 36 and 50 to 58 are the days of East Asian versions, which no list of formats names.
        code = styles.formats.get(number) or BUILTIN_FORMATS.get(number, "")
        return 27 <= number <= 36 or 50 <= number <= 58 or is_date_format(code)

    return frozenset(at for at, number in enumerate(styles.chosen) if of_days(number))


class _Package:
    """The archive of a workbook and what its relations name."""

    def __init__(self, archive: zipfile.ZipFile, gate: Gate) -> None:
        self._archive, self._gate = archive, gate
        self._names = {name.casefold(): name for name in archive.namelist()}

    def hear(self, part: str, listener: Listener) -> None:
        """Read a part, if it is there."""
        if name := self._names.get(part.casefold()):
            with self._archive.open(name) as stream:
                listener.hear(stream, self._gate)

    def hear_cells(self, part: str, cells: _Cells) -> None:
        """Read a sheet; one with far too many cells is refused before any is looked at."""
        if name := self._names.get(part.casefold()):
            with self._archive.open(name) as stream:
                count = 0
                while count <= FAR_TOO_MANY and (piece := stream.read(MEBIBYTE)):
                    count += piece.count(b"</c>")  # an empty cell has no end of its own
            if count > FAR_TOO_MANY:
                raise self._gate.no(f"超过{MOST_CELLS}个单元格，请按年度分成几个文件再导入")
        self.hear(part, cells)

    def links(self, part: str) -> dict[str, tuple[str, str]]:
        """The relations of a part: their kinds and the parts they point to."""
        folder, _, name = part.rpartition("/")
        found = Links()
        self.hear(f"{folder}/_rels/{name}.rels".lstrip("/"), found)
        return {key: (kind, _resolved(folder, target)) for key, (kind, target) in found.found.items()}


def _resolved(folder: str, target: str) -> str:
    return posixpath.normpath(target if target.startswith("/") else f"/{folder}/{target}").lstrip("/")


def sheets_of(content: bytes, name: str) -> list[Sheet]:
    """The sheets of a workbook that was looked at already."""
    gate = Gate(f"文件“{name}”", WORKBOOK)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sheets = _sheets(_Package(archive, gate))
    except DAMAGED as error:
        raise gate.no(gate.broken) from error
    if not any(sheet.rows for sheet in sheets):
        raise gate.no("中没有内容，请确认选对了文件")
    return sheets


def job(content: bytes, name: str) -> list[list[Any]]:
    """In a child process: the sheets of a workbook that nobody looked at yet, as plain values (`foreign_files`)."""
    return [
        [
            sheet.name,
            sheet.hidden,
            [[row.number, list(row.cells.items()), row.hidden] for row in sheet.rows],
            sheet.merged,
            sheet.unreckoned,
        ]
        for sheet in sheets_of(checked(content, Gate(f"文件“{name}”", WORKBOOK)), name)
    ]


def _sheets(package: _Package) -> list[Sheet]:
    main = next(
        (to for kind, to in package.links("").values() if kind == "officeDocument"), "xl/workbook.xml"
    )
    index, strings, styles, links = Index(), Strings(), Styles(), package.links(main)
    package.hear(main, index)
    for kind, target in links.values():
        if kind == "sharedStrings":
            package.hear(target, strings)
        elif kind == "styles":
            package.hear(target, styles)
    days, room, sheets = _day_styles(styles), Room(), []
    for name, hidden, relation in index.sheets:
        kind, target = links.get(relation, ("", ""))
        if kind == "worksheet":
            sheet = Sheet(name, hidden)
            cells = _Cells(sheet, strings.found, days, room)
            cells.from_1904 = index.from_1904
            package.hear_cells(target, cells)
            sheets.append(sheet)
    return sheets


def shown(value: Value) -> str:
    """A value as the sheet shows it, on one line of plain text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)
