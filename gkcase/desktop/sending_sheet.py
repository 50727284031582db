"""The sheet handed over with the parcels (交邮清单): one line each, heads repeated, room for both signatures."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtWidgets import QWidget

from gkcase.desktop.printing import Sheet, preview, sheet_of, text_document
from gkcase.domain.terms import chinese_date
from gkcase.services.sending import PostingSheet

TITLE = "交邮清单"
HEADS = ("序号", "邮件号码", "收件人", "案件", "文书", "备注")
_STYLE = 'border="1" cellspacing="0" cellpadding="4" width="100%" style="border-collapse: collapse"'


def sheet_html(sheet: PostingSheet) -> str:
    """The list in words: what was handed over on a day, and who gave and took it."""
    head = "".join(f'<th align="left">{word}</th>' for word in HEADS)
    rows = "".join(_row(place, cells) for place, cells in enumerate(sheet.rows, 1))
    foot = f"{sheet.office} · 交邮日期 {chinese_date(sheet.day)} · 共 {len(sheet.rows)} 件"
    signs = "交件人：________________　　收寄人（日戳）：________________　　时间：________________"
    return (
        f"<h2>{TITLE}</h2><p>{escape(foot)}</p>"
        f"<table {_STYLE}><thead><tr>{head}</tr></thead>{rows}</table><p>&nbsp;</p><p>{signs}</p>"
    )


def _row(place: int, cells: Sequence[str]) -> str:
    return "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in (str(place), *cells, "")) + "</tr>"


def posting_sheet(sheet: PostingSheet) -> Sheet:
    """The list as A4 pages."""
    return sheet_of(text_document(sheet_html(sheet)), f"{TITLE} {chinese_date(sheet.day)}")


def print_posting(sheet: PostingSheet, parent: QWidget) -> None:
    """Show the list as it will be printed."""
    preview(posting_sheet(sheet), parent)
