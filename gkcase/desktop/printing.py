"""Printing, always with a preview, and PDF files whose text can be searched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
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
from PySide6.QtWidgets import QFileDialog, QWidget

from gkcase.desktop.pdf_text import repaired
from gkcase.desktop.practice import practice_mark
from gkcase.desktop.tokens import FAMILIES
from gkcase.domain.errors import Trouble
from gkcase.services.outgoing import written_whole

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

Draw = Callable[[QPainter, QRectF], None]
RESOLUTION = 600
PICTURE_DOTS = 300
MARGIN_MM = 15.0
POINTS = 10.5
FOOT = 150.0
NO_PRINTER = "这台电脑没有打印机，请存为PDF，再到别处打印"


@dataclass(frozen=True)
class Sheet:
    """What is to be printed: a title for the file and the preview, and one drawing for each page.

    A drawing gets a painter whose unit is 1/600 inch on every device, and the whole page in these units.
    """

    title: str
    pages: Sequence[Draw]
    landscape: bool = False
    fonts: Sequence[QFont] = ()
    once_saved: str = ""
    """What has to be done with a file of it, where there was no printer."""


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
    made = paper_font(bold)
    made.setPixelSize(round(points * RESOLUTION / 72))
    return made


def paper_font(bold: bool = False) -> QFont:
    """A font for paper, its size still to be set.

    Unshaped: beside Latin letters CJK fonts take other glyphs for digits, and no text layer names those (EB12CN).
    """
    made = QFont(FAMILIES)
    made.setBold(bold)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setStyleStrategy(QFont.StyleStrategy.PreferNoShaping)
    return made


def text_document(html: str) -> QTextDocument:
    """A document for the printer: black on white, in the font of printed lists."""
    document = QTextDocument()
    body = paper_font()
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


def save_png(sheet: Sheet, target: Path) -> None:
    """Write the first page as a picture of 300 dots an inch, whole or not at all."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture_of(sheet).save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, Qt a str
    _write_whole(target, bytes(buffer.data().data()))


def picture_of(sheet: Sheet, dots: int = PICTURE_DOTS) -> QImage:
    """The first page as it is printed."""
    page = _page(sheet.landscape, margin=0).fullRectPixels(dots)
    image = QImage(page.size(), QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(round(dots / 0.0254))
    image.setDotsPerMeterY(round(dots / 0.0254))
    image.fill(QColor("white"))
    painter = QPainter(image)
    try:
        _paint_page(sheet.pages[0], painter, sheet.landscape, image.width())
    finally:
        painter.end()
    return image


def _write_whole(target: Path, content: bytes) -> None:
    with written_whole(target) as draft:
        draft.write_bytes(content)


def _page(landscape: bool, margin: float = MARGIN_MM) -> QPageLayout:
    across = QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
    margins = QMarginsF(margin, margin, margin, margin)
    return QPageLayout(QPageSize(QPageSize.PageSizeId.A4), across, margins, QPageLayout.Unit.Millimeter)


def _paint(sheet: Sheet, device: QPagedPaintDevice, width: float) -> None:
    """Draw the pages on a device that is so wide in its own pixels."""
    painter = QPainter(device)
    try:
        for number, draw in enumerate(sheet.pages):
            if number:
                device.newPage()
            _paint_page(draw, painter, sheet.landscape, width)
    finally:
        painter.end()


def _paint_page(draw: Draw, painter: QPainter, landscape: bool, width: float) -> None:
    page = QRectF(_page(landscape, margin=0).fullRectPixels(RESOLUTION))
    painter.save()
    painter.scale(width / page.width(), width / page.width())
    painter.save()
    draw(painter, page)
    painter.restore()
    _mark(painter, page)
    painter.restore()


def _mark(painter: QPainter, page: QRectF) -> None:
    """Every page says so when it was printed while practising."""
    if words := practice_mark():
        painter.setPen(QColor("#555555"))
        painter.setFont(print_font(9, bold=True))
        box = QRectF(0, 120, page.width(), 130)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{words} · 不具效力")


def has_printer() -> bool:
    """Whether there is anything to print on."""
    from PySide6.QtPrintSupport import QPrinterInfo

    return bool(QPrinterInfo.availablePrinterNames())


def preview(sheet: Sheet, parent: QWidget) -> None:
    """Show the sheet as it will be printed; printing starts from there. Without a printer a PDF is offered."""
    if not has_printer():
        if notices := getattr(parent.window(), "notices", None):
            notices.tell(Trouble(NO_PRINTER))
        ask_for_file(parent, "存为PDF", f"{sheet.title}.pdf", partial(_save_instead, sheet, parent))
        return
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


def _save_instead(sheet: Sheet, parent: QWidget, target: Path) -> None:
    """The PDF in the place of a print; that it is there takes the place of the word that there is no printer."""
    save_pdf(sheet, target)
    if notices := getattr(parent.window(), "notices", None):
        notices.say("；".join(filter(None, (f"已保存为 {target}", sheet.once_saved))))


def ask_for_file(parent: QWidget, title: str, name: str, write: Callable[[Path], object]) -> None:
    """Ask where a file is to go, beginning with a name that one finds again, and write it there."""
    ending = Path(name).suffix
    start, kinds = str(Path.home() / name), f"{ending[1:].upper()}文件 (*{ending})"
    chosen, _ = QFileDialog.getSaveFileName(parent, title, start, kinds)
    if chosen:
        target = Path(chosen)
        _told(parent, partial(write, target if target.suffix else target.with_suffix(ending)))


def _told(parent: QWidget, work: Callable[[], object]) -> None:
    """What could not be written is said where the window says such things."""
    notices = getattr(parent.window(), "notices", None)
    try:
        work()
    except Trouble as trouble:
        if notices is None:
            raise
        notices.tell(trouble)


def paint_on(sheet: Sheet, printer: QPrinter) -> None:
    """Put the sheet on a printer's pages."""
    _paint(sheet, printer, printer.paperRect(printer.Unit.DevicePixel).width())
