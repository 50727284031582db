"""A table of a form as WordprocessingML: merged cells, heads on every page, no row torn; elements in schema order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from gkcase.services.annual_layout import BLANK, HEAD, LABEL, NUMBER, Cell, Grid

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = {HEAD: "报表栏目", LABEL: "报表行名", NUMBER: "报表数字", BLANK: "报表数字"}
"""The paragraph styles of the report's sheet."""

ROOM = (("top", 0.4), ("left", 0.7), ("bottom", 0.4), ("right", 0.7))
"""Room within a cell, in millimetres: ten or fifteen columns stand in 156 mm."""

EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


@dataclass(frozen=True)
class Look:
    """How high rows are at least, in millimetres, and whether the table has to stay on one page."""

    head: float
    row: float
    whole: bool = False


def twips(millimetres: float) -> int:
    """Twentieths of a point."""
    return round(millimetres * 1440 / 25.4)


def table_xml(grid: Grid, look: Look, words: Callable[[Cell], str]) -> str:
    """The whole table."""
    columns = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in grid.widths)
    rows = "".join(_row(grid, look, words, number) for number in range(grid.height))
    return f"<w:tbl {W}>{_properties(grid)}<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"


def _properties(grid: Grid) -> str:
    edges = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for edge in EDGES)
    sides = "".join(f'<w:{side} w:w="{twips(room)}" w:type="dxa"/>' for side, room in ROOM)
    return (
        f'<w:tblPr><w:tblW w:w="{twips(sum(grid.widths))}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{sides}</w:tblCellMar></w:tblPr>"
    )


def _row(grid: Grid, look: Look, words: Callable[[Cell], str], number: int) -> str:
    head = number < grid.heads
    here = [cell for cell in grid.cells if cell.row <= number < cell.row + cell.rows]
    kept = look.whole and number < grid.height - 1
    cells = "".join(
        _cell(cell, grid, words(cell) if cell.row == number else "", first=cell.row == number, kept=kept)
        for cell in sorted(here, key=lambda cell: cell.column)
    )
    return (
        f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{twips(look.head if head else look.row)}" '
        f'w:hRule="atLeast"/>{"<w:tblHeader/>" if head else ""}</w:trPr>{cells}</w:tr>'
    )


def _cell(cell: Cell, grid: Grid, text: str, *, first: bool, kept: bool) -> str:
    """One cell in one row; a cell that reaches over rows begins in its first and goes on, empty, in the others."""
    width = twips(sum(grid.widths[cell.column : cell.column + cell.columns]))
    across = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
    down = f'<w:vMerge w:val="{"restart" if first else "continue"}"/>' if cell.rows > 1 else ""
    centred = '<w:jc w:val="center"/>' if cell.kind == LABEL and cell.rows > 1 else ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    run = f"<w:r>{lines}</w:r>" if text else ""
    look = f'<w:pStyle w:val="{STYLES[cell.kind]}"/>{"<w:keepNext/>" if kept else ""}{centred}'
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{across}{down}<w:vAlign w:val="center"/></w:tcPr>'
        f"<w:p><w:pPr>{look}</w:pPr>{run}</w:p></w:tc>"
    )
