"""The parts of a workbook: openpyxl makes everything but the rows, which are streamed into their place.

openpyxl writes a row of fifteen cells in half a millisecond; as strings it is a twentieth of that, and what stands in
a cell is decided here alone: a number, a day, or a text. There is no way to write a formula.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from gkcase.services.cell_text import fit_for_xml, is_live
from gkcase.services.workbook import DAY_FORMAT, NO, YES, About, Column, Kind, Row, Table, describe, head_rows

_FIRST_DAY = date(1900, 3, 1)
_ZERO = date(1899, 12, 30).toordinal()
_MOST_DIGITS = 10**15
_ESCAPED = re.compile("[&<>]|_(?=x[0-9A-Fa-f]{4}_)")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "_": "_x005F_"}
_BATCH = 500
_LINE, _SPACE, _MOST_LINES = 14, 4, 25
_TITLE_HIGH = 28
_WIDE_FROM = "\u2e80"
_SPEED = 4  # of zlib: twice as fast as 6, the file a tenth larger
_ROWS = re.compile(rb"<sheetData>.*</sheetData>|<sheetData\s*/>", re.DOTALL)

FONT = "宋体"


def escaped(text: str) -> str:
    """A text as it stands in the XML of a cell; what only looks like the escape of a sign stays as it was typed."""
    return _ESCAPED.sub(lambda sign: _ENTITIES[sign[0]], fit_for_xml(text))


class Styles:
    """How cells look, by the number under which the workbook keeps it."""

    def __init__(self, book: Workbook) -> None:
        self._sheet = book.create_sheet()
        thin = Side(style="thin", color="BFBFBF")
        self._border = Border(left=thin, right=thin, top=thin, bottom=thin)
        self.text = self._kept(wrap=True)
        self.live = self._kept(wrap=True, quoted=True)
        self.day = self._kept(number_format=DAY_FORMAT, across="left")
        self.number = self._kept(number_format="General", across="right")
        self.heading = self._kept(
            font=Font(name=FONT, size=11, bold=True), fill="E8EEED", across="center", wrap=True
        )
        self.title = self._kept(font=Font(name=FONT, size=16, bold=True), framed=False)
        self.note = self._kept(font=Font(name=FONT, size=10.5, color="595959"), framed=False)
        book.remove(self._sheet)

    def _kept(
        self,
        *,
        quoted: bool = False,
        wrap: bool = False,
        number_format: str = "@",
        font: Font | None = None,
        fill: str = "",
        across: str = "left",
        framed: bool = True,
    ) -> int:
        cell: Any = self._sheet.cell(1, 1)
        cell.style = "Normal"
        cell.font = font or Font(name=FONT, size=10.5)
        cell.alignment = Alignment(horizontal=across, vertical="center", wrap_text=wrap)
        cell.number_format, cell.quotePrefix = number_format, quoted
        if framed:
            cell.border = self._border
        if fill:
            cell.fill = PatternFill("solid", fgColor=fill)
        return int(cell.style_id)


class Book:
    """A workbook in the making: sheets are streamed one after the other, the rest is added at the end."""

    def __init__(self, target: Path, about: About) -> None:
        self._target, self._about = target, about
        self._book = Workbook()
        self._book.remove(self._book.worksheets[0])
        self._styles = Styles(self._book)

    def __enter__(self) -> Book:
        self._archive = zipfile.ZipFile(self._target, "w", zipfile.ZIP_DEFLATED, compresslevel=_SPEED)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        with self._archive:
            if error is None:
                self._finish()

    def write(self, table: Table) -> int:
        """Write one sheet; gives back how many rows of data it has."""
        sheet = self._book.create_sheet(table.name)
        set_up(sheet, table, self._about)
        head, _ = _around(table, self._about, 0)
        count = 0
        with self._archive.open(
            f"xl/worksheets/sheet{len(self._book.worksheets)}.xml", "w", force_zip64=True
        ) as out:
            out.write(head + b"<sheetData>")
            number, above = _head_xml(table, self._styles)
            out.write(above.encode())
            write_row = row_writer(table.columns, self._styles)
            batch: list[str] = []
            for count, row in enumerate(table.rows, 1):
                batch.append(write_row(number + count, row))
                if len(batch) == _BATCH:
                    out.write("".join(batch).encode())
                    batch.clear()
            out.write("".join(batch).encode())
            _, tail = _around(table, self._about, count)
            out.write(b"</sheetData>" + tail)
        close_sheet(sheet, table, count)
        return count

    def _finish(self) -> None:
        describe(self._book, self._about)
        made = io.BytesIO()
        self._book.save(made)
        with zipfile.ZipFile(made) as parts:
            for name in parts.namelist():
                if not name.startswith("xl/worksheets/sheet"):
                    self._archive.writestr(name, parts.read(name))


def _around(table: Table, about: About, count: int) -> tuple[bytes, bytes]:
    """What stands before and after the rows of a sheet, as openpyxl writes it."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = table.name
    set_up(sheet, table, about)
    close_sheet(sheet, table, count)
    made = io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as parts:
        head, tail = _ROWS.split(parts.read("xl/worksheets/sheet1.xml"), maxsplit=1)
    return re.sub(rb"<dimension[^>]*/>", b"", head), tail


def set_up(sheet: Worksheet, table: Table, about: About) -> None:
    """Widths, frozen head, and how the sheet is printed: across, as wide as the page, head and number on each."""
    above = head_rows(table)
    for place, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = _LINE + _SPACE, True
    sheet.freeze_panes = f"B{above + 1}" if len(table.columns) > 1 else f"A{above + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{above}:{above}"
    margins = sheet.page_margins
    margins.left = margins.right = margins.top = margins.bottom = 0.6
    margins.header = margins.footer = 0.3
    header: Any = sheet.HeaderFooter
    header.oddFooter.center.text = "第 &P 页，共 &N 页"
    if about.mark:
        header.oddHeader.center.text = fit_for_xml(about.mark).replace("&", "&&")


def close_sheet(sheet: Worksheet, table: Table, count: int) -> None:
    """Filters over the head and all rows."""
    if table.columns:
        above = head_rows(table)
        sheet.auto_filter.ref = f"A{above}:{get_column_letter(len(table.columns))}{above + count}"


def _head_xml(table: Table, styles: Styles) -> tuple[int, str]:
    """The rows above the data, with how many they are."""
    above = ((table.title, styles.title, _TITLE_HIGH), (table.note, styles.note, _LINE + _SPACE))
    rows = [row for row in above if row[0]]
    made = [
        f'<row r="{number}" ht="{high}" customHeight="1">{_text(f"A{number}", text, style)}</row>'
        for number, (text, style, high) in enumerate(rows, 1)
    ]
    number = len(rows) + 1
    letters = [get_column_letter(place + 1) for place in range(len(table.columns))]
    cells = [
        _text(f"{letter}{number}", column.heading, styles.heading)
        for letter, column in zip(letters, table.columns, strict=True)
    ]
    lines = max((_lines(column.heading, column.width - 1) for column in table.columns), default=1)
    high = lines * _LINE + 2 * _SPACE
    made.append(f'<row r="{number}" ht="{high}" customHeight="1">{"".join(cells)}</row>')
    return number, "".join(made)


def _text(place: str, text: str, style: int) -> str:
    return (
        f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escaped(text)}</t></is></c>'
    )


Written = Callable[[int, Any], str]


def row_writer(columns: Sequence[Column], styles: Styles) -> Callable[[int, Row], str]:
    """How rows of these columns are written."""
    cells = [
        _cell_writer(get_column_letter(place), column, styles) for place, column in enumerate(columns, 1)
    ]

    widths = [column.width for column in columns]

    def write(number: int, row: Row) -> str:
        lines = max(map(_lines, row, widths), default=1)
        high = f' ht="{min(lines, _MOST_LINES) * _LINE + _SPACE}" customHeight="1"' if lines > 1 else ""
        return f'<row r="{number}"{high}>{"".join([cell(number, value) for cell, value in _paired(cells, row)])}</row>'

    return write


def _lines(value: Any, width: float) -> int:
    """How many lines a text takes in a column: what does not adapt the rows itself (LibreOffice) has to be told."""
    if not isinstance(value, str) or (2 * len(value) <= width and "\n" not in value):
        return 1
    signs = (sum(2 if sign >= _WIDE_FROM else 1 for sign in line) for line in value.split("\n", _MOST_LINES))
    return sum(max(-int(-count // max(width, 1)), 1) for count in signs)


def _paired(cells: Sequence[Written], row: Row) -> Iterable[tuple[Written, Any]]:
    return zip(cells, row, strict=True)


def _cell_writer(letter: str, column: Column, styles: Styles) -> Written:
    """A writer for the cells of one column, whatever kind of value comes."""
    asleep, plain = styles.live, styles.text
    empty = {Kind.DAY: styles.day, Kind.NUMBER: styles.number}.get(column.kind, plain)
    texts = f'" s="{plain}" t="inlineStr"><is><t xml:space="preserve">'
    days, numbers, nothing = f'" s="{styles.day}"><v>', f'" s="{styles.number}"><v>', f'" s="{empty}"/>'
    start = f'<c r="{letter}'

    def write(number: int, value: Any) -> str:
        if value is None or value == "":
            return f"{start}{number}{nothing}"
        if isinstance(value, str):
            if is_live(value if value.isprintable() else fit_for_xml(value)):
                return _text(f"{letter}{number}", value, asleep)
            return f"{start}{number}{texts}{escaped(value)}</t></is></c>"
        if isinstance(value, bool):
            return f"{start}{number}{texts}{YES if value else NO}</t></is></c>"
        if isinstance(value, date) and value >= _FIRST_DAY:
            return f"{start}{number}{days}{value.toordinal() - _ZERO}</v></c>"
        if isinstance(value, int | float) and math.isfinite(value) and abs(value) < _MOST_DIGITS:
            return f"{start}{number}{numbers}{value}</v></c>"
        return f"{start}{number}{texts}{escaped(str(value))}</t></is></c>"

    return write
