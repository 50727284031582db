"""A month of duties on one A4 page across, drawn by the same hand as on the screen."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from gkcase.desktop.duty_paint import PAPER, Cell, paint_cell, paint_weekdays
from gkcase.desktop.printing import Sheet, preview, print_font
from gkcase.desktop.year_view import year_day
from gkcase.domain.terms import chinese_date
from gkcase.services.duty_calendar import DutySpan

_MARGIN, _TITLE, _FACTS, _HEAD, _FOOT = 300.0, 230.0, 130.0, 130.0, 150.0
_LEGEND = (
    "■逾期　▲临近　○等待对方　‖期限暂停　虚线圈：届满日暂定　斜线：休息　班：调休上班　右下角：本机关自定"
)


def month_sheet(office: str, span: DutySpan, month: date, today: date, whose: str) -> Sheet:
    """The sheet of a month: which office, whose duties, as of which day; applicants are not named."""
    count = sum(len(duties) for day, duties in span.days.items() if _in(day, month))
    title = f"{month.year}年{month.month}月到期事项"
    facts = f"{office}    {whose}，本月 {count:,} 项    截至 {chinese_date(today)}"
    draw = partial(_draw, title, facts, span, month, today)
    return Sheet(title, (draw,), landscape=True, fonts=(PAPER.font("caption", False),))


def print_month(parent: QWidget, office: str, span: DutySpan, month: date, today: date, whose: str) -> None:
    """Show the month as it will be printed."""
    preview(month_sheet(office, span, month, today, whose), parent)


def _in(day: date, month: date) -> bool:
    return (day.year, day.month) == (month.year, month.month)


def _draw(
    title: str, facts: str, span: DutySpan, month: date, today: date, painter: QPainter, page: QRectF
) -> None:
    body = page.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
    painter.setPen(QColor("black"))
    painter.setFont(print_font(16, bold=True))
    painter.drawText(
        QRectF(body.left(), body.top(), body.width(), _TITLE), Qt.AlignmentFlag.AlignCenter, title
    )
    painter.setFont(print_font(9))
    line = QRectF(body.left(), body.top() + _TITLE, body.width(), _FACTS)
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, facts)
    grid = body.adjusted(0, _TITLE + _FACTS, 0, -_FOOT)
    paint_weekdays(painter, PAPER, QRectF(grid.left(), grid.top(), grid.width(), _HEAD))
    for cell in cells_of(span, month, grid.adjusted(0, _HEAD, 0, 0)):
        paint_cell(painter, PAPER, cell, today=cell.day == today)
    painter.setPen(QColor("black"))
    painter.setFont(print_font(8))
    foot = QRectF(body.left(), body.bottom() - _FOOT, body.width(), _FOOT)
    painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, _LEGEND)


def cells_of(span: DutySpan, month: date, grid: QRectF) -> list[Cell]:
    """Every day of the grid with its box."""
    first, last = span.since.toordinal(), span.until.toordinal()
    width, height = grid.width() / 7, grid.height() / ((last - first + 1) // 7)
    found = []
    for place, day in enumerate(map(date.fromordinal, range(first, last + 1))):
        box = QRectF(grid.left() + place % 7 * width, grid.top() + place // 7 * height, width, height)
        mark = year_day(span.calendar, day, day in span.own)
        found.append(Cell(day, box, mark, span.days.get(day, ()), _in(day, month)))
    return found
