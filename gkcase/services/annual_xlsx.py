"""The yearly report as an Excel workbook: tables 三, 四 and 二 as they are published, with real numbers."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from gkcase.services.annual_layout import (
    BLANK,
    HEAD,
    LABEL,
    NUMBER,
    Cell,
    Grid,
    in_lines,
    said,
    table2,
    table3,
    table4,
)
from gkcase.services.annual_paper import AnnualPaper
from gkcase.services.annual_text import PARTS
from gkcase.services.workbook import About, put, save_book

FONT = "宋体"
ABOVE = 3
"""The rows above a table: the report's name, the part's name, up to which day."""

MILLIMETRES = 1.65
"""So many millimetres of the form are one sign of a column's width."""

HANZI = 1.9
"""So many signs of a width take one hanzi of 10 points."""

LINE, PAD, LEAST = 13.5, 6.0, 21.0
"""Heights of rows in points."""


def write_xlsx(paper: AnnualPaper, target: Path) -> Path:
    """Write the workbook; the file is written whole or not at all."""
    from openpyxl import Workbook  # Excel loads with the first workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    form = paper.figures.format
    _sheet(book, "三、申请情况", PARTS[2], table3(form), paper)
    _sheet(book, "四、复议诉讼", PARTS[3], table4(), paper)
    _sheet(book, "二、主动公开", PARTS[1], table2(form), paper)
    return save_book(book, target, About(paper.title, paper.office, paper.made_on, paper.mark))


def _sheet(book: Any, name: str, part: str, grid: Grid, paper: AnnualPaper) -> None:
    """One table on a sheet of its own."""
    sheet = book.create_sheet(name)
    _above(sheet, part, grid, paper)
    for cell in grid.cells:
        _fill(sheet, cell, paper)
    _sizes(sheet, grid)
    if grid.heads:
        first = min(cell.column for cell in grid.cells if cell.kind == NUMBER)
        sheet.freeze_panes = sheet.cell(
            ABOVE + grid.heads + 1, first + 1 if first < len(grid.widths) / 2 else 1
        )
    _printed(sheet, grid, paper)


def _above(sheet: Any, part: str, grid: Grid, paper: AnnualPaper) -> None:
    from openpyxl.styles import Alignment, Font

    seal = "　".join(text for text in (paper.until, paper.seal, *paper.doubts[:1]) if text)
    for row, (text, size) in enumerate(((paper.title, 16), (part, 12), (seal, 9)), start=1):
        cell = sheet.cell(row, 1)
        put(cell, text)
        cell.font = Font(name=FONT, size=size, bold=row < ABOVE)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(grid.widths))
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 30, 22


def _fill(sheet: Any, cell: Cell, paper: AnnualPaper) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    thin = Side(style="thin", color="000000")
    row, column = ABOVE + cell.row + 1, cell.column + 1
    here = sheet.cell(row, column)
    put(here, in_lines(cell) if cell.key is None else said(cell, paper.figures))
    for place in range(row, row + cell.rows):
        for across in range(column, column + cell.columns):
            one = sheet.cell(place, across)
            one.border = Border(left=thin, right=thin, top=thin, bottom=thin)
    here.font = Font(name=FONT, size=10)
    side = "left" if cell.kind == LABEL and cell.rows == 1 else "center"
    here.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)
    if cell.kind == HEAD:
        here.fill = PatternFill("solid", fgColor="F2F2F2")
    if cell.kind in (NUMBER, BLANK):
        here.number_format = "0" if cell.kind == NUMBER else "General"
    if cell.rows > 1 or cell.columns > 1:
        end_row, end_column = row + cell.rows - 1, column + cell.columns - 1
        sheet.merge_cells(start_row=row, start_column=column, end_row=end_row, end_column=end_column)


def _sizes(sheet: Any, grid: Grid) -> None:
    """Widths as in the form; a row is as high as the words of its cells need."""
    from openpyxl.utils import get_column_letter

    widths = [width / MILLIMETRES for width in grid.widths]
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for row in range(grid.height):
        lines = 1
        for cell in grid.cells:
            if cell.row == row and cell.rows == 1 and cell.key is None:
                room = sum(widths[cell.column : cell.column + cell.columns]) / HANZI
                words = in_lines(cell).split("\n")
                lines = max(lines, sum(max(1, math.ceil(len(word) / room)) for word in words))
        sheet.row_dimensions[ABOVE + row + 1].height = max(LEAST, lines * LINE + PAD)


def _printed(sheet: Any, grid: Grid, paper: AnnualPaper) -> None:
    """A4, one page wide, the head on every page, practice and seal on every page."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation, sheet.page_setup.paperSize = "portrait", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"1:{ABOVE + grid.heads}"
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.6
    sheet.HeaderFooter.oddFooter.center.text = "第 &P 页，共 &N 页"
    if paper.mark:
        sheet.HeaderFooter.oddHeader.center.text = paper.mark.replace("&", "&&")
