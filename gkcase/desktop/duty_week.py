"""A week as a list: each day with all of its duties, nothing folded."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gkcase.desktop.badges import STATES, paint_badge
from gkcase.desktop.duty_paint import SCREEN, STATE_WORDS, paint_corner, paint_hatch
from gkcase.desktop.duty_views import DutyView
from gkcase.desktop.tokens import colour, font, sp
from gkcase.desktop.year_view import YearDay
from gkcase.domain.terms import weekday
from gkcase.services.duty_calendar import DutyDay

_BADGE = 74
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class WeekView(DutyView):
    """A week as a list: each day with all of its duties, nothing folded."""

    steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}  # noqa: RUF012

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("本周到期的事项")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def turned(self, pages: int) -> date:
        return self.day + timedelta(days=7 * pages)

    def _line(self) -> float:
        return SCREEN.height("body") + sp(8)

    def _left(self) -> float:
        return float(sp(124))

    def boxes(self) -> dict[date, QRectF]:
        """Where each day stands; as high as its duties need."""
        found, top = {}, 0.0
        for day in self.marks:
            height = max(len(self.duties(day)), 1) * self._line() + sp(14)
            found[day] = QRectF(0, top, self.width() - 1, height)
            top += height
        return found

    def lines(self, day: date, box: QRectF) -> list[tuple[QRectF, DutyDay]]:
        """Where the duties of a day stand."""
        top, width = box.top() + sp(7), box.width() - self._left() - sp(8)
        return [
            (QRectF(self._left(), top + place * self._line(), width, self._line()), duty)
            for place, duty in enumerate(self.duties(day))
        ]

    def place_of(self, day: date) -> QRectF:
        return self.boxes()[day]

    def at(self, where: QPointF) -> tuple[date | None, DutyDay | None, bool]:
        day, box = next(
            ((day, box) for day, box in self.boxes().items() if box.contains(where)), (None, None)
        )
        if day is None or box is None:
            return None, None, False
        return day, next((duty for line, duty in self.lines(day, box) if line.contains(where)), None), False

    def _refit(self) -> None:
        boxes = list(self.boxes().values())
        self.setFixedHeight(round(boxes[-1].bottom()) + 2 if boxes else sp(200))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(sp(760), self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(sp(420), self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        for day, box in self.boxes().items():
            paint_ground(p, box, self._left(), self.marks[day], today=day == self.today)
            for line, duty in self.lines(day, box):
                paint_entry(p, line, duty)
            if not self.duties(day):
                p.setPen(colour("faint"))
                p.setFont(font("caption"))
                where = box.adjusted(self._left(), 0, 0, 0)
                p.drawText(where, Qt.AlignmentFlag.AlignVCenter, "没有到期的事项")
            if day == self.day:
                p.setPen(QPen(colour("accent" if self.hasFocus() else "border_strong"), 2))
                p.setBrush(Qt.BrushStyle.NoBrush)
                p.drawRect(box.adjusted(1, 1, -1, -1))


def paint_ground(p: QPainter, box: QRectF, left: float, mark: YearDay, *, today: bool) -> None:
    """The ground of a day and, at its left, its date and what is unusual about it."""
    p.setPen(QPen(colour("border"), 1))
    p.setBrush(colour("card"))
    p.drawRect(box)
    side = QRectF(box.left(), box.top(), left - sp(10), box.height())
    if mark.kind in ("off", "weekend"):
        paint_hatch(p, SCREEN, side)
    if mark.own:
        paint_corner(p, SCREEN, side)
    inner = side.adjusted(sp(12), sp(7), -sp(4), 0)
    p.setFont(font("caption", bold=True))
    p.setPen(colour("accent" if today else "muted" if mark.kind in ("off", "weekend") else "text"))
    height = SCREEN.height("caption") + sp(10)
    head = QRectF(inner.left(), inner.top(), inner.width(), height)
    p.drawText(head, Qt.AlignmentFlag.AlignVCenter, f"{weekday(mark.day)} {mark.day.month}月{mark.day.day}日")
    more = {"makeup": "班", "off": mark.name}.get(mark.kind, "")
    words = " · ".join(filter(None, ("今天" if today else "", more)))
    if words and box.height() >= 2 * height:
        p.setFont(font("caption"))
        p.setPen(colour("muted"))
        p.drawText(head.translated(0, height - sp(4)), Qt.AlignmentFlag.AlignVCenter, words)
    elif words:
        p.setFont(font("caption"))
        p.setPen(colour("muted"))
        p.drawText(box.adjusted(0, 0, -sp(10), 0), _RIGHT, words)


def paint_entry(p: QPainter, box: QRectF, duty: DutyDay) -> None:
    """A duty: badge, number and sentence, at the right whose it is and who has it in hand."""
    badge = QRect(round(box.left()), round(box.top()), sp(_BADGE), round(box.height()))
    paint_badge(p, badge, duty.state, STATE_WORDS[duty.state] or STATES[duty.state])
    p.setFont(font("caption"))
    p.setPen(colour("muted"))
    whose = "  ".join(filter(None, (duty.who, duty.handler)))
    metrics = QFontMetricsF(p.font())
    aside = min(metrics.horizontalAdvance(whose) + sp(12), box.width() * 0.3)
    shown = metrics.elidedText(whose, Qt.TextElideMode.ElideRight, aside)
    p.drawText(box, _RIGHT, shown)
    words = box.adjusted(sp(_BADGE) + sp(8), 0, -aside - sp(12), 0)
    p.setFont(font("body"))
    p.setPen(colour("muted" if duty.theirs else "text"))
    metrics = QFontMetricsF(p.font())
    text = metrics.elidedText(f"{duty.number}  {duty.text}", Qt.TextElideMode.ElideRight, words.width())
    p.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)
