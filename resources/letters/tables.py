"""The tables of official paper: labels and values, forms, lists of rows, boxes."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell, _Row
from paper import RED, W


class Tables:
    """The part of a sheet that lays out tables."""

    document: Document

    def table(self, widths: Sequence[float], rows: Sequence[tuple[str, str, float]]) -> None:
        """A ruled table of labels and values; widths and least heights in centimetres."""
        table = self._ruled(len(rows), widths)
        for row, (label, value, height) in zip(table.rows, rows, strict=True):
            row.height_rule, row.height = WD_ROW_HEIGHT_RULE.AT_LEAST, Cm(height)
            fill(row.cells[0], label, "表格文字", centred=True)
            fill(row.cells[1], value, "表格文字")

    def grid(self, rows: Sequence[Sequence[str]]) -> None:
        """The form: headings over the whole width, label and value, or two pairs beside each other."""
        self._gap()
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
        """A ruled table: headings, a row for each member of a list of rows, and where wanted a sum below."""
        self._gap(keep=bool(total))
        marks = ("{%tc for cell in row %}", "{{ cell }}", "{%tc endfor %}")
        texts = (heads, [f"{{%tr for row in {field} %}}"], marks, ["{%tr endfor %}"])
        table = self._ruled(len(texts) + bool(total), widths)
        for row, cells in zip(table.rows, texts, strict=False):
            row.height_rule, row.height = WD_ROW_HEIGHT_RULE.AT_LEAST, Cm(height if cells is marks else 0.9)
            for cell, text in zip(row.cells, cells, strict=False):
                fill(cell, text, style, centred=True)
                if total:  # a short calculation is not torn apart
                    cell.paragraphs[0].paragraph_format.keep_with_next = True
        if total:
            _sum(table, total, style)
        for row in table.rows:
            row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {W}/>"))
        table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {W}/>"))
        _loop(table.rows[2], len(marks))
        self._gap()

    def _gap(self, keep: bool = False) -> None:
        """A little room between a table and what stands beside it."""
        layout = self.document.add_paragraph("", style="表格小字").paragraph_format
        layout.line_spacing, layout.keep_with_next = Pt(8), keep or None

    def boxes(self, field: str, width: float) -> None:
        """A row of small red boxes, one for each sign of a list (GB/T 1416: the six of a postcode)."""
        table = self._ruled(1, [width] * 6, RED)
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        marks = (f"{{%tc for digit in {field} %}}", "{{ digit }}", "{%tc endfor %}")
        row = table.rows[0]
        row.height_rule, row.height = WD_ROW_HEIGHT_RULE.EXACTLY, Cm(1)
        for cell, text in zip(row.cells, marks, strict=False):
            fill(cell, text, "表格文字", centred=True)
        _loop(row, len(marks))

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


def _sum(table: Table, texts: Sequence[str], style: str) -> None:
    """The last row: the first text over all columns that the others leave."""
    row = table.rows[-1]
    row.height_rule, row.height = WD_ROW_HEIGHT_RULE.AT_LEAST, Cm(0.9)
    first, *rest = texts
    place = len(row.cells) - len(rest)
    fill(row.cells[0], first, style, centred=True)
    for cell, text in zip(row.cells[place:], rest, strict=True):
        fill(cell, text, style, centred=True)
    row.cells[0].merge(row.cells[place - 1])


def _loop(row: _Row, marks: int) -> None:
    """A row whose cells are a loop: they carry no width of their own, for the table's grid has it."""
    for cell in row.cells[marks:]:
        cell._tc.getparent().remove(cell._tc)
    for cell in row.cells:
        cell._tc.tcPr.remove(cell._tc.tcPr.find(qn("w:tcW")))


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
