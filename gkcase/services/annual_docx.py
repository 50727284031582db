"""The yearly report as a Word file, laid out as it is published: six parts, tables 二, 三 and 四."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gkcase.paths import RESOURCES
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
from gkcase.services.annual_text import GAP, PARTS, Line, lead, other_matters, overview, shortcomings
from gkcase.services.letter_file import described, steady
from gkcase.services.letter_fonts import has_title_font
from gkcase.services.outgoing import written_whole

SHEET = RESOURCES / "report" / "annual_report.docx"
TITLE, NOTE, BODY, PART, SECTION = "公文标题", "报告说明", "公文正文", "一级标题", "二级标题"
CELL_STYLES = {HEAD: "报表栏目", LABEL: "报表行名", NUMBER: "报表数字", BLANK: "报表数字"}
SEAL = "报告校验"
LOW, HIGH = 6.6, 9.0
"""The least height of a row in millimetres: table 三 with its 28 rows fits the 225 mm of a page below its heading."""

ROOM = (("top", 0.4), ("left", 0.7), ("bottom", 0.4), ("right", 0.7))
"""Room within a cell, in millimetres: ten or fifteen columns stand in 156 mm."""

LONG_HEADING, TIGHTER = 25, -18
"""A heading of more signs is set a little tighter (in twentieths of a point), so that it keeps to one line."""


def write_docx(paper: AnnualPaper, target: Path) -> Path:
    """Write the report; the file is written whole or not at all."""
    content = docx_of(paper)
    with written_whole(target) as draft:
        draft.write_bytes(content)
    return target


def docx_of(paper: AnnualPaper) -> bytes:
    """The report as the bytes of a Word file; the same report is the same bytes."""
    from docx import Document  # Word loads with the first report, not with the program

    document = Document(str(SHEET))
    document.styles[TITLE].font.bold = None if has_title_font() else True
    _opening(document, paper)
    _part(document, 0, overview(paper.facts))
    _part(document, 1, ())
    _table(document, table2(paper.figures.format), paper, HIGH, whole=True)
    _part(document, 2, (), fresh=True)
    _table(document, table3(paper.figures.format), paper)
    _part(document, 3, ())
    _table(document, table4(), paper, HIGH, whole=True)
    _part(document, 4, shortcomings(paper.facts))
    _part(document, 5, other_matters(paper.facts))
    _sealed(document, paper.seal)
    stream = io.BytesIO()
    document.save(stream)
    return steady(described(stream.getvalue(), paper.title, paper.office, paper.made_on, paper.mark))


def _opening(document: Any, paper: AnnualPaper) -> None:
    """The title, the office on a line of its own (梯形), up to which day, by what rules."""
    title = document.add_paragraph(style=TITLE)
    title.add_run(paper.office).add_break()
    title.add_run(paper.name)
    if paper.until:
        document.add_paragraph(f"（{paper.until}）", style=NOTE)
    document.add_paragraph("", style=NOTE)
    _line(document, Line(lead(paper.figures, paper.contact)))


def _part(document: Any, number: int, texts: Iterable[Line], *, fresh: bool = False) -> None:
    """The heading of a part with its text; a fresh part begins a page."""
    heading = document.add_paragraph(PARTS[number], style=PART)
    heading.paragraph_format.page_break_before = fresh or None
    if len(PARTS[number]) > LONG_HEADING:
        _spaced(heading.runs[0], TIGHTER)
    for text in texts:
        _line(document, text)


def _line(document: Any, line: Line) -> None:
    """A paragraph; what the office has to write itself is highlighted."""
    from docx.enum.text import WD_COLOR_INDEX

    paragraph = document.add_paragraph(style=SECTION if line.level else BODY)
    place = 0
    for gap in GAP.finditer(line.text):
        paragraph.add_run(line.text[place : gap.start()])
        paragraph.add_run(gap[0]).font.highlight_color = WD_COLOR_INDEX.YELLOW
        place = gap.end()
    paragraph.add_run(line.text[place:])


def _spaced(run: Any, twentieths: int) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    run._r.get_or_add_rPr().append(parse_xml(f'<w:spacing {nsdecls("w")} w:val="{twentieths}"/>'))


# -- tables ---------------------------------------------------------------------------------------------------


def _table(
    document: Any, grid: Grid, paper: AnnualPaper, height: float = LOW, *, whole: bool = False
) -> None:
    """A ruled table: merged cells, heads on every page, no row torn; a small one stays whole."""
    from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
    from docx.shared import Mm

    table = document.add_table(grid.height, len(grid.widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _ruled(table)
    for column, width in zip(table.columns, grid.widths, strict=True):
        column.width = Mm(width)
    places = [list(row.cells) for row in table.rows]
    for cell in grid.cells:
        _fill(places, cell, _words(cell, paper), grid.widths)
    for number, row in enumerate(table.rows):
        row.height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
        row.height = Mm(LOW if number < grid.heads else height)
        _kept(row, head=number < grid.heads, with_next=whole and number < grid.height - 1)
    document.add_paragraph("", style=CELL_STYLES[LABEL])


def _words(cell: Cell, paper: AnnualPaper) -> str:
    return in_lines(cell) if cell.key is None else str(said(cell, paper.figures))


def _ruled(table: Any) -> None:
    """Black lines, and little room within the cells."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Mm

    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    sides = "".join(f'<w:{side} w:w="{Mm(room).twips}" w:type="dxa"/>' for side, room in ROOM)
    properties = table._tbl.tblPr
    for inner in (f"<w:tblBorders {nsdecls('w')}>{edges}</w:tblBorders>",
                  f"<w:tblLayout {nsdecls('w')} w:type=\"fixed\"/>",
                  f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>"):  # fmt: skip
        properties.append(parse_xml(inner))


def _fill(places: list[list[Any]], cell: Cell, text: str, widths: tuple[float, ...]) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    here = places[cell.row][cell.column]
    for row in range(cell.row, cell.row + cell.rows):
        for column in range(cell.column, cell.column + cell.columns):
            places[row][column].width = Mm(widths[column])
    if cell.rows > 1 or cell.columns > 1:
        here = here.merge(places[cell.row + cell.rows - 1][cell.column + cell.columns - 1])
    here.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = here.paragraphs[0]
    paragraph.style, paragraph.text = CELL_STYLES[cell.kind], text
    if cell.kind == LABEL and cell.rows > 1:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _kept(row: Any, *, head: bool, with_next: bool) -> None:
    """A row is never torn; a head comes again on the next page; `with_next` keeps it beside the row below."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    properties = row._tr.get_or_add_trPr()
    properties.append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    if head:
        properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    for cell in row.cells if with_next else ():
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def _sealed(document: Any, seal: str) -> None:
    """Under the page number: when the figures became final, and their hash."""
    if not seal:
        return
    section = document.sections[0]
    for footer in (section.footer, section.even_page_footer):
        footer.add_paragraph(seal, style=SEAL)
