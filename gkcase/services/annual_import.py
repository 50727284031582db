"""Takes a published yearly report out of a file: an Excel workbook or a Word document, looked at by the guard first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gkcase.domain.errors import Refusal
from gkcase.services.annual_found import Found
from gkcase.services.annual_grid import GridReader
from gkcase.services.annual_reading import LEAST_ROWS, LONGEST_TEXT, Read, read_grids, read_text
from gkcase.services.annual_reading import of_year as of_year
from gkcase.services.annual_words import year_in
from gkcase.services.foreign_files import read_book, read_word
from gkcase.services.foreign_sheet import Sheet, place_of, shown

ENDINGS = (".xlsx", ".docx")
UNRECKONED = "未计算的公式"
LEAST_WIDTH = 32
"""Rows are filled up to so many cells, so that an empty end of a row is seen as empty cells."""


def read_file(path: Path, year: int | None = None) -> Read:
    """Tables 三 and 四 of a published report; Refusal or Trouble with one sentence where there are none."""
    ending = path.suffix.casefold()
    if ending == ".xlsx":
        return _from_sheets(read_book(path)[1], path, year)
    if ending == ".docx":
        return _from_word(path, year)
    raise Refusal(
        f"“{path.name}”不是Excel（.xlsx）或者Word（.docx）文件，请另存为这两种格式，或者复制表格后粘贴",
        "",
        "file",
    )


def _from_word(path: Path, year: int | None) -> Read:
    """The tables of a document; one whose tables are only lines of text is read as text."""
    found = read_word(path)
    if any(_holds_table(grid) for grid in found.tables):
        return read_grids(found.tables, found.paragraphs, [path.stem], year)
    return read_text("\n".join(found.paragraphs)[:LONGEST_TEXT], year, [path.stem])


def _from_sheets(sheets: Sequence[Sheet], path: Path, year: int | None) -> Read:
    """The tables of a workbook; of several years' sheets that of the year asked for."""
    grids = {sheet.name: grid_of(sheet) for sheet in sheets if not sheet.hidden}
    holding = [name for name, grid in grids.items() if _holds_table(grid)]
    if len(holding) > 1:
        chosen = [name for name in holding if year and _year_of(name, grids[name]) == year]
        if len(chosen) != 1:
            names = "、".join(f"“{name}”" for name in holding)
            raise Refusal(f"工作表{names}都有这张表，请只留下要导入的那一年再试", "", "file")
        grids = {name: grid for name, grid in grids.items() if name == chosen[0] or name not in holding}
        holding = chosen
    return read_grids(list(grids.values()), [], [*holding, path.stem], year)


def grid_of(sheet: Sheet) -> list[list[str]]:
    """The rows of a sheet as texts; a formula that was never reckoned is told as one that cannot be read."""
    open_ = {place_of(name) for name in sheet.unreckoned}
    places = {(row.number, column): shown(value) for row in sheet.rows for column, value in row.cells.items()}
    places |= {place: UNRECKONED for place in open_ if place}
    widths: dict[int, int] = {}
    for number, column in places:
        widths[number] = max(widths.get(number, LEAST_WIDTH), column)
    return [
        [places.get((number, column + 1), "") for column in range(width)]
        for number, width in sorted(widths.items())
    ]


def _holds_table(grid: Sequence[Sequence[str]]) -> bool:
    found = Found()
    GridReader(found).read(grid)
    return len(found.rows) >= LEAST_ROWS


def _year_of(name: str, grid: Sequence[Sequence[str]]) -> int | None:
    return year_in([cell for row in grid[:3] for cell in row], [name])
