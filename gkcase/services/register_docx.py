"""The register of cases (登记台账) as a Word file: A4 landscape, head repeated on every page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gkcase.domain.identity import mask_name
from gkcase.domain.terms import chinese_date, dated
from gkcase.services.documents import remaining_days
from gkcase.services.lettering import write_file
from gkcase.services.office import Office
from gkcase.services.queries import CaseFilter, CaseLine, case_ids, case_lines

HEADS = ("编号", "申请人", "所需信息", "渠道", "收到申请之日", "状态", "答复期限", "剩余工作日", "经办")
WIDTHS = (31, 26, 62, 24, 31, 20, 31, 20, 18)
"""Column widths in millimetres: together the 263 mm between the margins."""


def rows_of(office: Office) -> list[tuple[str, ...]]:
    """The register as texts, the oldest number first; names are masked."""
    ids = case_ids(office, CaseFilter(descending=False))
    lines = {line.id: line for line in case_lines(office, ids)}
    ordered = [lines[case_id] for case_id in ids]
    left = remaining_days(office, ordered)
    return [_row(line, left.get(line.id)) for line in ordered]


def _row(line: CaseLine, left: int | None) -> tuple[str, ...]:
    provisional = "（暂定）" if line.provisional else ""
    return (
        line.number,
        mask_name(line.applicant, line.applicant_kind),
        line.wanted,
        line.channel.label if line.channel else "",
        dated(line.received_on) if line.received_on else "—",
        line.status.label,
        f"{dated(line.due_on)}{provisional}" if line.due_on else "—",
        "" if left is None else str(left),
        line.handler,
    )


def write_register(office: Office, target: Path) -> Path:
    """Write the register; the file is written whole or not at all."""
    from docx import Document  # Word loads with the first sheet, not with the program
    from docx.shared import Pt

    document = Document()
    _landscape(document.sections[0])
    practice = "练习模式 · " if office.practice else ""
    title = document.add_paragraph().add_run(f"{office.profile.name}依申请公开登记台账")
    title.bold, title.font.size = True, Pt(16)
    document.add_paragraph(f"{practice}截至{chinese_date(office.today())}")
    _fill(document.add_table(rows=1, cols=len(HEADS), style="Table Grid"), rows_of(office))
    content = io.BytesIO()
    document.save(content)
    return write_file(target, content.getvalue())


def _landscape(section: Any) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(17)
    section.top_margin = section.bottom_margin = Mm(15)


def _fill(table: Any, rows: Sequence[tuple[str, ...]]) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Mm, Pt

    table.autofit = False
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Mm(width)
    for texts in (HEADS, *rows):
        cells = table.rows[0].cells if texts is HEADS else table.add_row().cells
        for cell, text, width in zip(cells, texts, WIDTHS, strict=True):
            cell.width = Mm(width)
            run = cell.paragraphs[0].add_run(text)
            run.font.size = Pt(9)
            run.bold = texts is HEADS
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
