"""One sheet of official paper after GB/T 9704-2012: the page, and the parts that a letter is made of."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from paper import (
    DEFAULTS,
    GRID_PITCH,
    HEADING,
    HEADS,
    LINE,
    NORMAL,
    RED,
    SETTINGS,
    SIGNATURES,
    STYLES,
    W,
    font_table,
)

from gkcase.services.letter_file import described, steady

UNUSED = ("thumbnail", "customXml", "stylesWithEffects", "webSettings", "numbering", "theme")


class Sheet:
    """A letter being laid out, from top to bottom."""

    heading: ClassVar[str] = ""
    """Empty for 文件格式, `letter` for 信函格式 (10.1); the script makes every letter with a red head in both."""

    def __init__(self, compact: bool = False) -> None:
        self.headed = False
        self.document = Document()
        self.compact = compact
        self._clean()
        self._page()

    def _clean(self) -> None:
        """Drop what python-docx's own template brings along and put our styles, settings and fonts in its place."""
        part = self.document.part
        for package in (part.package, part):
            for key in [key for key, rel in package.rels.items() if rel.reltype.endswith(UNUSED)]:
                del package.rels[key]
        styles, settings = self.document.styles.element, self.document.settings.element
        for root, content in ((styles, (DEFAULTS, *NORMAL, *STYLES)), (settings, parse_xml(SETTINGS))):
            for child in list(root):
                root.remove(child)
            root.extend(parse_xml(item) if isinstance(item, str) else item for item in list(content))
        for rel in part.rels.values():
            if rel.reltype.endswith("fontTable"):
                rel.target_part._blob = font_table().encode("utf-8")

    def _page(self) -> None:
        """A4 with the margins and the grid of the standard (5.2), page numbers outside (7.5)."""
        section = self.document.sections[0]
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = (Mm(22), Mm(20)) if self.compact else (Mm(37), Mm(35))
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.header_distance, section.footer_distance = Mm(15), Mm(12 if self.compact else 25)
        for grid in section._sectPr.findall(qn("w:docGrid")):
            section._sectPr.remove(grid)
        section._sectPr.append(parse_xml(f'<w:docGrid {W} w:type="lines" w:linePitch="{GRID_PITCH}"/>'))
        page_number(section.footer.paragraphs[0], "right")
        page_number(section.even_page_footer.paragraphs[0], "left")

    def paragraph(self, text: str, name: str) -> Paragraph:
        """Add a paragraph in one of our styles."""
        return self.document.add_paragraph(text, style=name)

    def when(self, field: str) -> None:
        """The paragraphs after this only where the field is not empty."""
        self.paragraph(f"{{%p if {field} %}}", "公文正文")

    def otherwise(self) -> None:
        """The paragraphs after this only where it is empty."""
        self.paragraph("{%p else %}", "公文正文")

    def end(self, word: str = "if") -> None:
        """Close `when` or a loop."""
        self.paragraph(f"{{%p end{word} %}}", "公文正文")

    def each(self, fields: str, text: str) -> None:
        """One paragraph for each member of a list; the text is the member's name in braces."""
        self.paragraph(f"{{%p for {text.strip('{ }')} in {fields} %}}", "公文正文")
        self.body(text)
        self.end("for")

    def optional(self, field: str, text: str = "") -> None:
        """A paragraph only where its field is not empty."""
        self.when(field)
        self.body(text or f"{{{{ {field} }}}}")
        self.end()

    def red_head(self) -> None:
        """The organ mark, 35 mm below the top of the text block, the number and the red line (7.2)."""
        self.headed = True
        if self.heading == "letter":
            self._letter_head()
            return
        for field, size in HEADS:
            self.when(field)
            mark = self.paragraph(f"{{{{ {field} }}}}", f"发文机关标志{size}号")
            mark.paragraph_format.space_before = Mm(35)
            self.end()
        self.paragraph("{{ number }}", "发文字号")

    def _letter_head(self) -> None:
        """The organ mark 30 mm below the edge of the paper, two red lines, the number at the right (10.1).

        Mark and lines stand in the header and footer of the first page, which bears no page number.
        """
        section = self.document.sections[0]
        section.different_first_page_header_footer = True
        section.footer_distance = Mm(20)
        for footer in (section.footer, section.even_page_footer):
            footer.paragraphs[0].paragraph_format.space_after = Mm(5)
        header, foot = section.first_page_header, section.first_page_footer.paragraphs[0]
        blank = header.paragraphs[0]
        for field, size in HEADS:
            header.add_paragraph(f"{{%p if {field} %}}", "公文正文")
            mark = header.add_paragraph(f"{{{{ {field} }}}}", f"发文机关标志{size}号")
            mark.paragraph_format.space_before = Mm(15) - Pt(size / 8)
            mark.paragraph_format.space_after = Mm(4) - Pt(
                size * 0.16
            )  # less what the line leaves below its sign
            header.add_paragraph("{%p endif %}", "公文正文")
        header.add_paragraph("", "信函红线上")
        blank._p.getparent().remove(blank._p)
        foot.style = "信函红线下"
        self.paragraph("{{ number }}", "信函发文字号")

    def title(self, text: str, gap: float = 2) -> None:
        """The title, two empty lines below the red line (7.3.1)."""
        self.paragraph(text, "公文标题").paragraph_format.space_before = Pt(gap * LINE)

    def addressee(self, text: str, gap: float = 1) -> None:
        """Whom it is for, one empty line below the title, flush left (7.3.2)."""
        self.paragraph(text, "主送").paragraph_format.space_before = Pt(gap * LINE)

    def body(self, text: str, last: bool = False) -> None:
        """A paragraph of the text; the last one stays with what follows, for a seal never stands alone."""
        if last:
            self.paragraph(text, "公文正文").paragraph_format.keep_with_next = True
        else:
            self.paragraph(text, "公文正文")

    def sections(self, fields: str) -> None:
        """Sections that are lists of texts: the first is the heading (7.3.3), the others are its paragraphs."""
        self.document.styles.element.append(parse_xml(HEADING))
        self.paragraph(f"{{%p for section in {fields} %}}", "公文正文")
        self.paragraph("{%p for line in section %}", "公文正文")
        self.when("loop.first")
        self.paragraph("{{ line }}", "一级标题")
        self.otherwise()
        self.body("{{ line }}")
        self.end()
        self.end("for")
        self.end("for")

    def small(self, text: str, gap: float = 0.5) -> None:
        """A remark below a form."""
        self.paragraph(text, "表格小字").paragraph_format.space_before = Pt(gap * 18)

    def attachment(self, text: str) -> None:
        """The line that names the only attachment (7.3.4)."""
        layout = self.paragraph(text, "附件说明").paragraph_format
        layout.space_before, layout.keep_with_next = Pt(LINE), True

    def attachments(self) -> None:
        """The list of attachments where there are any, numbered by the program."""
        self.paragraph("{%p for attachment in attachments %}", "附件说明")
        self.when("loop.first")
        self.attachment("附件：{{ attachment }}")
        self.otherwise()
        self.paragraph("\t{{ attachment }}", "附件说明").paragraph_format.keep_with_next = True
        self.end()
        self.end("for")

    def signature(self) -> None:
        """Organ name centred over the date, room for the seal above both (7.3.5.1)."""
        for field, width in SIGNATURES:
            self.when(field)
            self._signed(f"{{{{ {field} }}}}", width).paragraph_format.space_before = Pt(2 * LINE)
            self._signed("{{ date }}", width).paragraph_format.keep_with_next = False
            self.end()

    def _signed(self, text: str, width: float) -> Paragraph:
        paragraph = self.paragraph(text, "署名")
        block = Mm(156) - Pt(16 * width)
        paragraph.paragraph_format.left_indent = block
        return paragraph

    def slip_title(self, mark: str, title: str) -> None:
        """A new page for an attachment: 附件 in the first line, its title in the third (7.3.8)."""
        self.paragraph(mark, "附件字样").paragraph_format.page_break_before = True
        self.paragraph(title, "公文标题").paragraph_format.space_before = Pt(LINE / 2)
        self.paragraph("", "表格文字")

    def table(self, widths: Sequence[float], rows: Sequence[tuple[str, str, float]]) -> None:
        """A ruled table of labels and values; widths and least heights in centimetres."""
        table = self._ruled(len(rows), widths)
        for row, (label, value, height) in zip(table.rows, rows, strict=True):
            row.height_rule, row.height = WD_ROW_HEIGHT_RULE.AT_LEAST, Cm(height)
            fill(row.cells[0], label, "表格文字", centred=True)
            fill(row.cells[1], value, "表格文字")

    def grid(self, rows: Sequence[Sequence[str]]) -> None:
        """The form: headings over the whole width, label and value, or two pairs beside each other."""
        self.paragraph("", "表格小字").paragraph_format.line_spacing = Pt(8)
        widths = (3.9, 4.1, 2.5, 5.1)
        table = self._ruled(len(rows), widths)
        for row, texts in zip(table.rows, rows, strict=True):
            row.height_rule, row.height = WD_ROW_HEIGHT_RULE.AT_LEAST, Cm(1.6 if "签名" in texts[0] else 0.7)
            cells = row.cells if len(texts) == 4 else merged(row.cells, len(texts))
            for place, (cell, text) in enumerate(zip(cells, texts, strict=True)):
                fill(cell, text, "表格小字", centred=place % 2 == 0, bold=len(texts) == 1)

    def rows(
        self,
        widths: Sequence[float],
        heads: Sequence[str],
        field: str,
        total: Sequence[str] = (),
        *,
        height: float = 0.9,
        style: str = "表格文字",
    ) -> None:
        """A ruled table: headings, a row for each member of a list of rows, and where wanted a sum below.

        The cells of a row are a loop too, so they carry no width of their own: the table's grid has it.
        """
        self.paragraph("", "表格小字").paragraph_format.line_spacing = Pt(8)
        marks = ("{%tc for cell in row %}", "{{ cell }}", "{%tc endfor %}")
        texts = (
            heads,
            [f"{{%tr for row in {field} %}}"],
            marks,
            ["{%tr endfor %}"],
            *([total] if total else []),
        )
        table = self._ruled(len(texts), widths)
        for row, cells in zip(table.rows, texts, strict=True):
            row.height_rule, row.height = WD_ROW_HEIGHT_RULE.AT_LEAST, Cm(height if cells is marks else 0.9)
            places = (
                [row.cells[0], *row.cells[1 + len(widths) - len(cells) :]] if cells is total else row.cells
            )
            for cell, text in zip(places, cells, strict=False):
                fill(cell, text, style, centred=True)
                if total and cells is not total:  # a short calculation is not torn apart
                    cell.paragraphs[0].paragraph_format.keep_with_next = True
        for row in table.rows:
            row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {W}/>"))
        table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {W}/>"))
        for cell in table.rows[2].cells:
            cell._tc.tcPr.remove(cell._tc.tcPr.find(qn("w:tcW")))
        for cell in table.rows[2].cells[len(marks) :]:
            cell._tc.getparent().remove(cell._tc)
        if total:
            table.rows[-1].cells[0].merge(table.rows[-1].cells[len(widths) - len(total)])
        self.paragraph("", "表格小字").paragraph_format.line_spacing = Pt(8)

    def boxes(self, field: str, width: float) -> None:
        """A row of small red boxes, one for each sign of a list (GB/T 1416: the six of a postcode)."""
        table = self._ruled(1, [width] * 6, RED)
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        marks = (f"{{%tc for digit in {field} %}}", "{{ digit }}", "{%tc endfor %}")
        row = table.rows[0]
        row.height_rule, row.height = WD_ROW_HEIGHT_RULE.EXACTLY, Cm(1)
        for cell in row.cells[len(marks) :]:
            cell._tc.getparent().remove(cell._tc)
        for cell, text in zip(row.cells, marks, strict=True):
            fill(cell, text, "表格文字", centred=True)
            cell._tc.tcPr.remove(cell._tc.tcPr.find(qn("w:tcW")))

    def foot(self, lines: Sequence[str]) -> None:
        """Lines at the foot instead of the page number, the first one at the left, all others at the right."""
        section = self.document.sections[0]
        even = section.even_page_footer.paragraphs[0]
        for paragraph in (section.footer.paragraphs[0], even):
            for child in list(paragraph._p):
                paragraph._p.remove(child)
            paragraph.style = "表格小字"
        first = section.footer.paragraphs[0]
        first.add_run(lines[0])
        for text in lines[1:]:
            line = section.footer.add_paragraph(text, style="表格文字")
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def _ruled(self, rows: int, widths: Sequence[float], colour: str = "000000") -> Table:
        table = self.document.add_table(rows, len(widths))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        edges = "".join(
            f'<w:{edge} w:val="single" w:sz="6" w:space="0" w:color="{colour}"/>'
            for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        table._tbl.tblPr.append(parse_xml(f"<w:tblBorders {W}>{edges}</w:tblBorders>"))
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
            for cell in column.cells:
                cell.width = Cm(width)
        return table

    def save(self, path: Path) -> None:
        """Write the template: no metadata, and the same bytes every time."""
        stream = io.BytesIO()
        self.document.save(stream)
        path.write_bytes(steady(described(stream.getvalue(), title="", author="", on=None)))


def merged(cells: Sequence[_Cell], count: int) -> list[_Cell]:
    """Join the cells of a row into one, or into a label and a value."""
    if count == 1:
        return [cells[0].merge(cells[3])]
    return [cells[0], cells[1].merge(cells[3])]


def fill(cell: _Cell, text: str, name: str, centred: bool = False, bold: bool = False) -> None:
    """Write text into a cell, one paragraph a line."""
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    first, *rest = text.split("\n")
    paragraphs = [cell.paragraphs[0], *(cell.add_paragraph() for _ in rest)]
    for paragraph, line in zip(paragraphs, (first, *rest), strict=True):
        paragraph.style = name
        paragraph.add_run(line).bold = bold or None
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def page_number(paragraph: Paragraph, side: str) -> None:
    """— 1 — in 4号 half-width 宋体, one character in from the outer edge (7.5)."""
    paragraph.style = "页码"
    properties = paragraph._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:ind {W} w:{side}Chars="100" w:{side}="280"/>'))
    properties.append(parse_xml(f'<w:jc {W} w:val="{side}"/>'))
    paragraph.add_run("— ")
    paragraph._p.append(parse_xml(f'<w:fldSimple {W} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'))
    paragraph.add_run(" —")
