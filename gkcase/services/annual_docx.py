"""The yearly report as a Word file, laid out as it is published: six parts, tables 二, 三 and 四."""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from gkcase.paths import RESOURCES
from gkcase.services.annual_layout import LABEL, Cell, Grid, in_lines, said, table2, table3, table4
from gkcase.services.annual_paper import AnnualPaper
from gkcase.services.annual_text import GAP, PARTS, Line, lead, other_matters, overview, shortcomings
from gkcase.services.grid_xml import STYLES, Look, table_xml
from gkcase.services.letter_file import described, steady
from gkcase.services.letter_fonts import has_title_font
from gkcase.services.outgoing import written_whole

SHEET = RESOURCES / "report" / "annual_report.docx"
TITLE, NOTE, BODY, PART, SECTION = "公文标题", "报告说明", "公文正文", "一级标题", "二级标题"
SEAL = "报告校验"
DENSE, ROOMY = Look(6.2, 6.2), Look(6.2, 9.0, whole=True)
"""Table 三 with its 28 rows fits the 225 mm of a page below its heading; the small tables stay whole."""

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
    _table(document, table2(paper.figures.format), ROOMY, paper)
    _part(document, 2, (), fresh=True)
    _table(document, table3(paper.figures.format), DENSE, paper)
    _part(document, 3, ())
    _table(document, table4(), ROOMY, paper)
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
    for doubt in paper.doubts:
        _highlighted(document.add_paragraph(style=BODY), doubt)


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
    paragraph = document.add_paragraph(style=SECTION if line.level else BODY)
    place = 0
    for gap in GAP.finditer(line.text):
        paragraph.add_run(line.text[place : gap.start()])
        _highlighted(paragraph, gap[0])
        place = gap.end()
    paragraph.add_run(line.text[place:])


def _highlighted(paragraph: Any, text: str) -> None:
    from docx.enum.text import WD_COLOR_INDEX

    paragraph.add_run(text).font.highlight_color = WD_COLOR_INDEX.YELLOW


def _spaced(run: Any, twentieths: int) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    run._r.get_or_add_rPr().append(parse_xml(f'<w:spacing {nsdecls("w")} w:val="{twentieths}"/>'))


def _table(document: Any, grid: Grid, look: Look, paper: AnnualPaper) -> None:
    """A table, and a small empty line below it: Word joins tables that touch."""
    from docx.oxml import parse_xml

    below = document.add_paragraph("", style=STYLES[LABEL])
    below._p.addprevious(parse_xml(table_xml(grid, look, partial(_words, paper))))


def _words(paper: AnnualPaper, cell: Cell) -> str:
    return in_lines(cell) if cell.key is None else str(said(cell, paper.figures))


def _sealed(document: Any, seal: str) -> None:
    """Under the page number: when the figures became final, and their hash."""
    if not seal:
        return
    section = document.sections[0]
    for footer in (section.footer, section.even_page_footer):
        footer.add_paragraph(seal, style=SEAL)
