"""Printing, always with a preview, and PDF files whose text can be searched."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontInfo,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)
from PySide6.QtWidgets import QWidget

from gkcase.desktop.pdf_text import repaired
from gkcase.desktop.practice import practice_mark
from gkcase.desktop.tokens import FAMILIES
from gkcase.domain.errors import Trouble

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

Draw = Callable[[QPainter, QRectF], None]
RESOLUTION = 600
MARGIN_MM = 15.0
POINTS = 10.5


@dataclass(frozen=True)
class Sheet:
    """What is to be printed: a title for the file and the preview, and one drawing for each page.

    A drawing gets the painter and the page's rectangle in device units and may scale as it likes.
    """

    title: str
    pages: Sequence[Draw]
    landscape: bool = False
    fonts: Sequence[QFont] = ()


def sheet_of(document: QTextDocument, title: str, landscape: bool = False) -> Sheet:
    """A text document as a sheet: broken into A4 pages with page numbers."""
    layout = _page(landscape)
    body = layout.paintRect(QPageLayout.Unit.Point)
    foot = 18.0
    document.setPageSize(body.adjusted(0, 0, 0, -foot).size())
    document.setDocumentMargin(0)
    count = document.pageCount()
    draws = [_page_of(document, number, count, body, foot) for number in range(count)]
    return Sheet(title, draws, landscape, (document.defaultFont(),))


def _page_of(document: QTextDocument, number: int, count: int, body: QRectF, foot: float) -> Draw:
    def draw(painter: QPainter, page: QRectF) -> None:
        scale = page.width() / _points(page).width()
        painter.scale(scale, scale)
        painter.translate(body.topLeft())
        height = body.height() - foot
        painter.save()
        painter.translate(0, -number * height)
        document.drawContents(painter, QRectF(0, number * height, body.width(), height))
        painter.restore()
        painter.setFont(_scaled_font(8))
        painter.drawText(
            QRectF(0, height, body.width(), foot), Qt.AlignmentFlag.AlignCenter, f"{number + 1}/{count}"
        )

    return draw


def _points(page: QRectF) -> QRectF:
    """A4 in points, upright or across."""
    size = QPageSize(QPageSize.PageSizeId.A4).rectPoints()
    wide = page.width() > page.height()
    return QRectF(0, 0, size.height() if wide else size.width(), size.width() if wide else size.height())


def print_font(points: float = POINTS, bold: bool = False) -> QFont:
    """The font of printed lists, in points and whatever the size on the screen."""
    made = QFont(FAMILIES)
    made.setPointSizeF(points)
    made.setBold(bold)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def _scaled_font(points: int, bold: bool = False) -> QFont:
    """The same font where the painter already counts in points: one unit is one point there."""
    made = print_font(bold=bold)
    made.setPixelSize(points)
    return made


def text_document(html: str) -> QTextDocument:
    """A document for the printer: black on white, in the font of printed lists."""
    document = QTextDocument()
    document.setDefaultFont(print_font())
    document.setDefaultStyleSheet("body { color: #000; } a { color: #000; text-decoration: none; }")
    document.setHtml(html)
    return document


def save_pdf(sheet: Sheet, target: Path) -> None:
    """Write a PDF whole or not at all."""
    _write_whole(target, repaired(_painted(sheet), _fonts(sheet)))


def _fonts(sheet: Sheet) -> list[QFont]:
    """The fonts of the sheet by their real names: what was asked for may not be installed."""
    asked = [*sheet.fonts, print_font()]
    found = dict.fromkeys(name for font in asked for name in (*font.families(), QFontInfo(font).family()))
    return [QFont(name) for name in found]


def _painted(sheet: Sheet) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(sheet.title)
    writer.setCreator("GKCase")
    writer.setResolution(RESOLUTION)
    writer.setPageLayout(_page(sheet.landscape, margin=0))
    _paint(sheet, writer, QRectF(0, 0, writer.width(), writer.height()))
    return bytes(buffer.data().data())


def _write_whole(target: Path, content: bytes) -> None:
    draft = target.with_name(f".{target.name}.part")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise Trouble(f"“{target.name}”没有写成，请检查磁盘空间和文件夹权限，或换一个位置再试。") from error


def _page(landscape: bool, margin: float = MARGIN_MM) -> QPageLayout:
    across = QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
    margins = QMarginsF(margin, margin, margin, margin)
    return QPageLayout(QPageSize(QPageSize.PageSizeId.A4), across, margins, QPageLayout.Unit.Millimeter)


def _paint(sheet: Sheet, device: QPagedPaintDevice, page: QRectF) -> None:
    painter = QPainter(device)
    try:
        for number, draw in enumerate(sheet.pages):
            if number:
                device.newPage()
            painter.save()
            draw(painter, page)
            painter.restore()
            _mark(painter, page)
    finally:
        painter.end()


def _mark(painter: QPainter, page: QRectF) -> None:
    """Every page says so when it was printed while practising."""
    words = practice_mark()
    if not words:
        return
    painter.save()
    scale = page.width() / _points(page).width()
    painter.scale(scale, scale)
    painter.setPen(QColor("#555555"))
    painter.setFont(_scaled_font(9, bold=True))
    box = QRectF(0, 14, _points(page).width(), 16)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{words} · 不具效力")
    painter.restore()


def preview(sheet: Sheet, parent: QWidget) -> None:
    """Show the sheet as it will be printed; printing starts from there."""
    from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(sheet.title)
    printer.setPageLayout(_page(sheet.landscape, margin=0))
    printer.setFullPage(True)
    dialog = QPrintPreviewDialog(printer, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(f"打印预览 · {sheet.title}")
    dialog.paintRequested.connect(lambda device: paint_on(sheet, device))
    dialog.resize(parent.window().size())
    dialog.open()


def paint_on(sheet: Sheet, printer: QPrinter) -> None:
    """Put the sheet on a printer's pages."""
    rect = printer.paperRect(printer.Unit.DevicePixel)
    _paint(sheet, printer, QRectF(0, 0, rect.width(), rect.height()))
