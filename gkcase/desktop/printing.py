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
    QImage,
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
FOOT = 150.0


@dataclass(frozen=True)
class Sheet:
    """What is to be printed: a title for the file and the preview, and one drawing for each page.

    A drawing gets a painter whose unit is 1/600 inch on every device, and the whole page in these units.
    """

    title: str
    pages: Sequence[Draw]
    landscape: bool = False
    fonts: Sequence[QFont] = ()


def sheet_of(document: QTextDocument, title: str, landscape: bool = False) -> Sheet:
    """A text document as a sheet: broken into A4 pages with page numbers."""
    body = QRectF(_page(landscape).paintRectPixels(RESOLUTION))
    device = QImage(1, 1, QImage.Format.Format_Mono)
    device.setDotsPerMeterX(round(RESOLUTION / 0.0254))
    device.setDotsPerMeterY(round(RESOLUTION / 0.0254))
    document.documentLayout().setPaintDevice(device)
    document.setDocumentMargin(0)
    document.setPageSize(body.adjusted(0, 0, 0, -FOOT).size())
    count = document.pageCount()
    draws = [_page_of(document, device, number, count, body) for number in range(count)]
    return Sheet(title, draws, landscape, (document.defaultFont(),))


def _page_of(document: QTextDocument, device: QImage, number: int, count: int, body: QRectF) -> Draw:
    def draw(painter: QPainter, page: QRectF) -> None:
        height = body.height() - FOOT
        document.documentLayout().setPaintDevice(device)
        painter.save()
        painter.translate(body.left(), body.top() - number * height)
        document.drawContents(painter, QRectF(0, number * height, body.width(), height))
        painter.restore()
        foot = QRectF(body.left(), body.bottom() - FOOT, body.width(), FOOT)
        painter.setFont(print_font(8))
        painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, f"{number + 1}/{count}")

    return draw


def print_font(points: float = POINTS, bold: bool = False) -> QFont:
    """A font for drawings on paper, whatever the size of type on the screen; its pixels are 1/600 inch."""
    made = QFont(FAMILIES)
    made.setPixelSize(round(points * RESOLUTION / 72))
    made.setBold(bold)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def text_document(html: str) -> QTextDocument:
    """A document for the printer: black on white, in the font of printed lists."""
    document = QTextDocument()
    body = QFont(FAMILIES)
    body.setPointSizeF(POINTS)
    document.setDefaultFont(body)
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
    _paint(sheet, writer, writer.width())
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


def _paint(sheet: Sheet, device: QPagedPaintDevice, width: float) -> None:
    """Draw the pages on a device that is so wide in its own pixels."""
    page = QRectF(_page(sheet.landscape, margin=0).fullRectPixels(RESOLUTION))
    painter = QPainter(device)
    try:
        for number, draw in enumerate(sheet.pages):
            if number:
                device.newPage()
            painter.save()
            painter.scale(width / page.width(), width / page.width())
            painter.save()
            draw(painter, page)
            painter.restore()
            _mark(painter, page)
            painter.restore()
    finally:
        painter.end()


def _mark(painter: QPainter, page: QRectF) -> None:
    """Every page says so when it was printed while practising."""
    if words := practice_mark():
        painter.setPen(QColor("#555555"))
        painter.setFont(print_font(9, bold=True))
        box = QRectF(0, 120, page.width(), 130)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{words} · 不具效力")


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
    # The drawing holds the printer: the dialog does not own it and would paint on freed memory.
    dialog.paintRequested.connect(lambda _: paint_on(sheet, printer))
    dialog.resize(parent.window().size())
    dialog.open()


def paint_on(sheet: Sheet, printer: QPrinter) -> None:
    """Put the sheet on a printer's pages."""
    _paint(sheet, printer, printer.paperRect(printer.Unit.DevicePixel).width())
