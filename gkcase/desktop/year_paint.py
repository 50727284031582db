"""How the year is painted; it must read in greyscale as well."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gkcase.desktop.tokens import colour, font, look, sp
from gkcase.domain.terms import WEEKDAYS

if TYPE_CHECKING:
    from gkcase.desktop.year_view import Month, YearDay, YearView

MARKS = {"off": "放假", "makeup": "调休上班", "own": "本机关自定", "today": "今天", "hatch": "暂定"}
_CENTRE = Qt.AlignmentFlag.AlignCenter
_MARK = 0.72  # 班 stands beside the number, smaller than it


def paint_month(
    p: QPainter, box: QRectF, cell: tuple[float, float], head: int, month: Month, view: YearView
) -> None:
    """Title, weekdays, days, and the lines that name what is unusual."""
    _paint_head(p, box, cell[0], head, month.title, view.today, month.first)
    grid = QRectF(box.left(), box.top() + head, box.width(), cell[1] * len(month.weeks))
    if not view.published:
        hatch(p, grid)
    for place, week in enumerate(month.weeks):
        for column, day in enumerate(week):
            if day.month == month.first.month:
                corner = QPointF(box.left() + column * cell[0], grid.top() + place * cell[1])
                where = QRectF(corner.x(), corner.y(), cell[0], cell[1]).adjusted(1.5, 1, -1.5, -1)
                paint_day(p, where, view.days[day], today=day == view.today)
                if day == view.day and view.hasFocus():
                    _ring(p, where, "accent")
                elif day == view.day:
                    _ring(p, where, "border_strong")
    _paint_notes(p, box, grid.bottom() + sp("xs"), month.notes)


def _paint_head(
    p: QPainter, box: QRectF, width: float, head: int, title: str, today: date, first: date
) -> None:
    current = (first.year, first.month) == (today.year, today.month)
    p.setFont(font("body", bold=True))
    p.setPen(colour("accent" if current else "text"))
    title_box = QRectF(box.left() + sp(5), box.top(), box.width(), head * 0.56)
    p.drawText(title_box, Qt.AlignmentFlag.AlignVCenter, title)
    p.setFont(font("caption"))
    p.setPen(colour("faint"))
    for column, word in enumerate(WEEKDAYS):
        where = QRectF(box.left() + column * width, box.top() + head * 0.54, width, head * 0.42)
        p.drawText(where, _CENTRE, word)


def paint_day(p: QPainter, box: QRectF, mark: YearDay, *, today: bool) -> None:
    """One day: grey ground when off, an outline and 班 when made up, a corner when the office decided it."""
    p.setPen(QPen(colour("border_strong"), 1) if mark.kind == "makeup" else Qt.PenStyle.NoPen)
    p.setBrush(colour("paused_tint") if mark.kind == "off" else Qt.BrushStyle.NoBrush)
    p.drawRoundedRect(box, 4, 4)
    if today:
        _paint_today(p, box)
    p.setFont(font("caption", bold=today or mark.kind in ("makeup", "off")))
    p.setPen(colour(_ink(mark, today)))
    if mark.kind == "makeup":
        _paint_made_up(p, box, str(mark.day.day))
    else:
        p.drawText(box, _CENTRE, str(mark.day.day))
    if mark.own:
        _paint_own(p, box)


def _ink(mark: YearDay, today: bool) -> str:
    if today:
        return "on_accent"
    return {"weekend": "faint", "off": "muted"}.get(mark.kind, "text")


def _paint_today(p: QPainter, box: QRectF) -> None:
    height = min(box.height(), box.width(), sp(22))
    disc = QRectF(0, 0, max(height, min(box.width(), sp(24))), height)
    disc.moveCenter(box.center())
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(colour("accent"))
    p.drawRoundedRect(disc, height / 2, height / 2)


def _paint_made_up(p: QPainter, box: QRectF, number: str) -> None:
    """The number and, small at its shoulder, 班."""
    small = QFont(font("caption"))
    small.setPointSizeF(font("caption").pointSizeF() * _MARK)
    width = p.fontMetrics().horizontalAdvance(number)
    both = width + QFontMetrics(small).horizontalAdvance("班") + 1
    left = box.center().x() - both / 2
    p.drawText(
        QRectF(left, box.top(), width + 2, box.height()),
        Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
        number,
    )
    p.setFont(small)
    p.drawText(
        QRectF(left + width + 1, box.top() + 1, box.width(), box.height() * 0.62),
        Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
        "班",
    )


def _paint_own(p: QPainter, box: QRectF) -> None:
    corner = sp(7)
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(colour("text"))
    foot = box.bottomRight()
    p.drawPolygon([foot, QPointF(foot.x() - corner, foot.y()), QPointF(foot.x(), foot.y() - corner)])


def _ring(p: QPainter, box: QRectF, tone: str) -> None:
    p.setPen(QPen(colour(tone), 2 if tone == "accent" else 1.4))
    p.setBrush(Qt.BrushStyle.NoBrush)
    p.drawRoundedRect(box, 4, 4)


def _paint_notes(p: QPainter, box: QRectF, top: float, notes: tuple[str, ...]) -> None:
    p.setFont(font("caption"))
    p.setPen(colour("muted"))
    metrics = p.fontMetrics()
    for place, note in enumerate(notes):
        words = metrics.elidedText(note, Qt.TextElideMode.ElideRight, int(box.width()) - sp(5))
        where = QRectF(
            box.left() + sp(5), top + place * metrics.height(), box.width() - sp(5), metrics.height()
        )
        p.drawText(where, Qt.AlignmentFlag.AlignVCenter, words)


def hatch(p: QPainter, box: QRectF) -> None:
    """Thin diagonal lines: nobody has fixed these days yet."""
    p.save()
    p.setClipRect(box)
    p.setPen(QPen(colour("border_strong"), 0.7))
    for x in range(int(box.left() - box.height()), int(box.right()), sp(8)):
        p.drawLine(QPointF(x, box.bottom()), QPointF(x + box.height(), box.top()))
    p.restore()


class YearSwatch(QWidget):
    """One word of the legend with its sign; in a form set the property `kind`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    @property
    def kind(self) -> str:
        """Which of MARKS it explains; the form says so."""
        return str(self.property("kind") or "off")

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.DynamicPropertyChange:
            self.setAccessibleName(MARKS[self.kind])
        return super().event(event)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(font("caption"))
        return QSize(sp(26) + metrics.horizontalAdvance(MARKS[self.kind]), max(metrics.height() + 2, sp(18)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(1, (self.height() - sp(16)) / 2, sp(20), sp(16))
        if self.kind == "hatch":
            hatch(p, box)
        else:
            p.setPen(QPen(colour("border_strong"), 1) if self.kind == "makeup" else Qt.PenStyle.NoPen)
            fill = {"off": "paused_tint", "today": "accent"}.get(self.kind)
            p.setBrush(colour(fill) if fill else Qt.BrushStyle.NoBrush)
            p.drawRoundedRect(box, sp(8) if self.kind == "today" else 4, sp(8) if self.kind == "today" else 4)
        if self.kind == "own":
            _paint_own(p, box)
        if self.kind == "makeup":
            p.setFont(font("caption"))
            p.setPen(colour("text"))
            p.drawText(box, _CENTRE, "班")
        p.setPen(colour("muted"))
        p.setFont(font("caption"))
        p.drawText(self.rect().adjusted(sp(26), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, MARKS[self.kind])
