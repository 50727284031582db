"""Three weeks at a glance: on which days how many cases must be answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gkcase.desktop.tokens import colour, font, look, sp
from gkcase.domain.terms import WEEKDAYS, spoken

WEEKS = 3
_HEAD, _CELL, _GAP, _LABEL = 24, 26, 4, 56


class DueWeeks(QWidget):
    """This week and the two after it; Saturdays and Sundays stand there when they are worked on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = date.min
        self._dues: Mapping[date, int] = {}
        self._works: Callable[[date], bool] = lambda day: day.weekday() < 5
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_dues(self, today: date, dues: Mapping[date, int], works: Callable[[date], bool]) -> None:
        """Show how many cases end on which day."""
        self._today, self._dues, self._works = today, dues, works
        near = [(day, count) for day, count in sorted(dues.items()) if day in self.days()]
        words = "，".join(f"{spoken(day)}{count}件" for day, count in near)
        self.setAccessibleName(f"接下来三周到期：{words or '没有'}")
        self.update()

    def days(self) -> list[date]:
        """The days of these weeks."""
        if self._today == date.min:
            return []
        monday = self._today - timedelta(days=self._today.weekday())
        return [monday + timedelta(days=n) for n in range(7 * WEEKS)]

    def columns(self) -> int:
        """Five, or seven where a weekend is worked on or a case ends on it."""
        weekend = (day for day in self.days() if day.weekday() > 4)
        return 7 if any(self._works(day) or day in self._dues for day in weekend) else 5

    def sizeHint(self) -> QSize:
        return QSize(sp(220), sp(_HEAD) + WEEKS * (sp(_CELL) + sp(_GAP)))

    def minimumSizeHint(self) -> QSize:
        return QSize(sp(180), self.sizeHint().height())

    def _box(self, place: int, columns: int) -> QRectF:
        week, weekday = divmod(place, 7)
        width = (self.width() - sp(_LABEL)) / columns
        top = sp(_HEAD) + week * (sp(_CELL) + sp(_GAP))
        return QRectF(sp(_LABEL) + weekday * width, top, width - sp(_GAP), sp(_CELL))

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        columns = self.columns()
        p.setFont(font("caption"))
        p.setPen(colour("faint"))
        for weekday in range(columns):
            head = self._box(weekday, columns)
            head.moveTop(0)
            p.drawText(head, Qt.AlignmentFlag.AlignCenter, WEEKDAYS[weekday])
        for place, day in enumerate(self.days()):
            if day.weekday() == 0:
                left = QRectF(0, self._box(place, columns).top(), sp(_LABEL), sp(_CELL))
                p.setFont(font("caption"))
                p.setPen(colour("muted"))
                p.drawText(left, Qt.AlignmentFlag.AlignVCenter, f"{day.month}月{day.day}日")
            if day.weekday() < columns:
                self._paint_day(p, self._box(place, columns), day)

    def _paint_day(self, p: QPainter, box: QRectF, day: date) -> None:
        count = self._dues.get(day, 0)
        p.setPen(QPen(colour("accent"), 1.4) if day == self._today else Qt.PenStyle.NoPen)
        ground = "accent_tint" if count else "surface"
        p.setBrush(colour(ground) if count or self._works(day) else Qt.BrushStyle.NoBrush)
        p.drawRoundedRect(box, 5, 5)
        if count:
            p.setPen(colour("accent"))
            p.setFont(font("caption", bold=True))
            p.drawText(box, Qt.AlignmentFlag.AlignCenter, str(count))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            columns = self.columns()
            found = (
                day
                for place, day in enumerate(self.days())
                if day.weekday() < columns and self._box(place, columns).contains(event.pos())
            )
            day = next(found, None)
            said = f"{spoken(day)}到期 {self._dues[day]} 件" if day and day in self._dues else ""
            QToolTip.showText(event.globalPos(), said, self)
            return True
        return super().event(event)
