"""The calendar that a date field opens: a month with its days off, for mouse and arrow keys."""

from __future__ import annotations

from calendar import Calendar, monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Protocol

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from gkcase.desktop.icons import put_icon
from gkcase.desktop.layout import column, label, row
from gkcase.desktop.tokens import colour, font, sp, tag
from gkcase.domain.terms import WEEKDAYS, dated
from gkcase.domain.workdays import MAKE_UP

Allowed = Callable[[date], bool]
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -7,
    Qt.Key.Key_Down: 7,
}


class DayNames(Protocol):
    """What the calendar shows of a day."""

    def is_workday(self, day: date) -> bool:
        """Whether the office works."""

    def name_of(self, day: date) -> str:
        """Why a day is off or made up; empty for an ordinary working day."""


class MonthGrid(QWidget):
    """The days of one month; the chosen day is filled, days off are grey and named."""

    picked = Signal(object)
    moved = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.day = date(2026, 1, 1)
        self.today = self.day
        self.names: DayNames | None = None
        self.allowed: Allowed = lambda _: True
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("选择日期")

    def weeks(self) -> list[list[date]]:
        """The weeks of the month shown, Monday first."""
        return Calendar().monthdatescalendar(self.day.year, self.day.month)

    def go(self, day: date) -> None:
        """Move to a day."""
        self.day = day
        self.setAccessibleDescription(f"{dated(day)} {self.kind_of(day)}")
        self.update()
        self.moved.emit(day)

    def kind_of(self, day: date) -> str:
        """What a day is: 工作日, 周六, 国庆节, 调休上班."""
        return (self.names.name_of(day) if self.names else "") or "工作日"

    def turn(self, months: int) -> None:
        """Move by whole months; the 31st becomes the last day of a shorter one."""
        index = self.day.year * 12 + self.day.month - 1 + months
        first = date(index // 12, index % 12 + 1, 1)
        last = monthrange(first.year, first.month)[1]
        self.go(first.replace(day=min(self.day.day, last)))

    def sizeHint(self) -> QSize:
        return QSize(sp(40) * 7, sp(22) + sp(36) * 6)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.go(self.day + timedelta(days=_STEPS[key]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turn(1 if key is Qt.Key.Key_PageDown else -1)
        elif key is Qt.Key.Key_Home:
            self.go(self.today)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pick(self.day)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if day := self._day_at(event.position().toPoint()):
            self.go(day)
            self._pick(day)

    def _pick(self, day: date) -> None:
        if self.allowed(day):
            self.picked.emit(day)

    def _day_at(self, where: QPoint) -> date | None:
        place, across = (where.y() - sp(22)) // sp(36), where.x() * 7 // max(self.width(), 1)
        weeks = self.weeks()
        return weeks[place][across] if 0 <= place < len(weeks) and 0 <= across < 7 else None

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self.width() // 7
        p.setFont(font("caption"))
        p.setPen(colour("faint"))
        for across, word in enumerate(WEEKDAYS):
            p.drawText(QRect(across * width, 0, width, sp(20)), Qt.AlignmentFlag.AlignCenter, word)
        for place, week in enumerate(self.weeks()):
            for across, day in enumerate(week):
                if day.month == self.day.month:
                    self._paint_day(p, QRect(across * width, sp(22) + place * sp(36), width, sp(36)), day)

    def _paint_day(self, p: QPainter, cell: QRect, day: date) -> None:
        box, name = QRectF(cell).adjusted(1.5, 1.5, -1.5, -1.5), self.kind_of(day)
        off = self.names is not None and not self.names.is_workday(day)
        chosen = day == self.day
        p.setPen(QPen(colour("accent"), 1) if day == self.today else Qt.PenStyle.NoPen)
        p.setBrush(colour("accent" if chosen else "paused_tint" if off else "card"))
        p.drawRoundedRect(box, 4, 4)
        ink = "on_accent" if chosen else "text" if self.allowed(day) and not off else "faint"
        p.setPen(colour(ink))
        p.setFont(font("body", bold=chosen))
        p.drawText(box.adjusted(0, 0, 0, -sp(11)), Qt.AlignmentFlag.AlignCenter, str(day.day))
        note = self._note(day, name, off)
        p.setFont(font("caption"))
        p.setPen(colour("on_accent" if chosen else "muted"))
        p.drawText(box.adjusted(0, sp(15), 0, 0), Qt.AlignmentFlag.AlignCenter, note)

    def _note(self, day: date, name: str, off: bool) -> str:
        if name == MAKE_UP:
            return "班"
        if off and not name.startswith("周"):
            return name[:2]
        return "今天" if day == self.today else ""


class DayPopup(QFrame):
    """Month, two arrows to turn it, and what the chosen day is."""

    picked = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        tag(self, role="panel")
        self.grid = MonthGrid(self)
        self._title = label("", bold=True)
        self._foot = label("", "caption", "muted")
        self.setLayout(column(self._head(), self.grid, self._foot, gap="s", margins=("m", "m")))
        self.grid.moved.connect(self._tell)
        self.grid.picked.connect(self._picked)

    def _head(self) -> QHBoxLayout:
        arrows = []
        for icon, word, step in (("left", "上月", -1), ("right", "下月", 1)):
            arrow = QToolButton()
            put_icon(arrow, icon)
            arrow.setToolTip(word)
            arrow.setAccessibleName(word)
            arrow.clicked.connect(lambda _=False, months=step: self.grid.turn(months))
            arrows.append(arrow)
        return row(self._title, None, *arrows, gap="xs")

    def open_at(self, where: QPoint, day: date, today: date, names: DayNames, allowed: Allowed) -> None:
        """Show the month of `day` with its corner at a point of the screen."""
        self.grid.today, self.grid.names, self.grid.allowed = today, names, allowed
        self.grid.go(day)
        self.adjustSize()
        self.move(where)
        self.show()
        self.grid.setFocus()

    def _tell(self, day: date) -> None:
        self._title.setText(f"{day.year}年{day.month}月")
        self._foot.setText(
            f"{dated(day)} · {self.grid.kind_of(day) if self.grid.allowed(day) else '还没有到，不能选'}"
        )

    def _picked(self, day: date) -> None:
        self.close()
        self.picked.emit(day)
