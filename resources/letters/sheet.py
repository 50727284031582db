"""One sheet of official paper after GB/T 9704-2012: the page, and the parts that a letter is made of."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from paper import (
    DEFAULTS,
    GRID_PITCH,
    HEADING,
    HEADS,
    LINE,
    NORMAL,
    SETTINGS,
    SIGNATURES,
    STYLES,
    W,
    font_table,
)
from tables import Tables

from gkcase.services.letter_file import described, steady

UNUSED = ("thumbnail", "customXml", "stylesWithEffects", "webSettings", "numbering", "theme")


class Sheet(Tables):
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

    def save(self, path: Path) -> None:
        """Write the template: no metadata, and the same bytes every time."""
        stream = io.BytesIO()
        self.document.save(stream)
        path.write_bytes(steady(described(stream.getvalue(), title="", author="", on=None)))


def page_number(paragraph: Paragraph, side: str) -> None:
    """— 1 — in 4号 half-width 宋体, one character in from the outer edge (7.5)."""
    paragraph.style = "页码"
    properties = paragraph._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:ind {W} w:{side}Chars="100" w:{side}="280"/>'))
    properties.append(parse_xml(f'<w:jc {W} w:val="{side}"/>'))
    paragraph.add_run("— ")
    paragraph._p.append(parse_xml(f'<w:fldSimple {W} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'))
    paragraph.add_run(" —")
