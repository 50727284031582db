"""Days with what falls due on each, for mouse and keyboard alike; here the month as a grid."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from gkcase.desktop.duty_paint import (
    SCREEN,
    STATE_WORDS,
    Cell,
    lines_of,
    paint_cell,
    paint_weekdays,
)
from gkcase.desktop.menus import menu_of
from gkcase.desktop.tokens import look, sp
from gkcase.desktop.year_view import YearDay, year_day
from gkcase.domain.terms import dated
from gkcase.services.duty_calendar import DutyDay, DutySpan

_MOST_LISTED = 40


def month_span(day: date) -> tuple[date, date]:
    """The first and the last day that the grid of this month shows."""
    weeks = Calendar().monthdatescalendar(day.year, day.month)
    return weeks[0][0], weeks[-1][-1]


def week_span(day: date) -> tuple[date, date]:
    """Monday and Sunday of this week."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def duty_words(duty: DutyDay) -> str:
    """A duty in one line, for menus, tips and screen readers."""
    state = STATE_WORDS.get(duty.state, "")
    return "，".join(filter(None, (f"{duty.number} {duty.act}", state, duty.who, duty.handler)))


class DutyView(QWidget):
    """Days with their duties. `opened` carries a duty, `chosen` a day in sight, `wanted` a day that is not."""

    opened = Signal(object)
    chosen = Signal(object)
    wanted = Signal(object)
    steps: dict[Qt.Key, int] = {}  # noqa: RUF012 - each view has its own, as what follows

    place_of: Callable[[date], QRectF]
    """Where a day in sight stands."""

    at: Callable[[QPointF], tuple[date | None, DutyDay | None, bool]]
    """The day, the duty, and whether it is the line that folds the others, at a point."""

    turned: Callable[[int], date]
    """The day on which the cursor stands after so many pages."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.day = self.today = date.min
        self.span: DutySpan | None = None
        self.marks: dict[date, YearDay] = {}
        self._pressed: DutyDay | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        look.changed.connect(self._refit)

    def show_span(self, span: DutySpan, day: date, today: date) -> None:
        """Show these days with the cursor on one of them."""
        self.span, self.day, self.today = span, day, today
        dates = map(date.fromordinal, range(span.since.toordinal(), span.until.toordinal() + 1))
        self.marks = {each: year_day(span.calendar, each, each in span.own) for each in dates}
        self._refit()
        self._say()

    def duties(self, day: date) -> tuple[DutyDay, ...]:
        """What falls due on a day."""
        return self.span.days.get(day, ()) if self.span is not None else ()

    def go(self, day: date) -> None:
        """Put the cursor on a day; one that is not in sight is asked for."""
        if day not in self.marks or not self.holds(day):
            self.wanted.emit(day)
            return
        self.day = day
        self._say()
        self.update()
        self.chosen.emit(day)

    def holds(self, day: date) -> bool:
        """Whether a day belongs to what is shown, and is not only seen at its edge."""
        return day in self.marks

    def act(self) -> None:
        """Open the one duty of the day, or list all of them."""
        found = self.duties(self.day)
        if len(found) == 1:
            self.opened.emit(found[0])
        elif found:
            self.list_day(self.day)

    def list_day(self, day: date) -> QMenu:
        """All duties of a day, to choose one from."""
        menu = menu_of(self)
        for duty in self.duties(day)[:_MOST_LISTED]:
            action = QAction(duty_words(duty).replace("&", "&&"), menu)
            action.triggered.connect(lambda _=False, chosen=duty: self.opened.emit(chosen))
            menu.addAction(action)
        menu.popup(self.mapToGlobal(self.place_of(day).center().toPoint()))
        return menu

    def _say(self) -> None:
        """The day under the cursor in words, for a screen reader."""
        mark = self.marks.get(self.day)
        words = [f"{dated(self.day)} {mark.name or '工作日'}" if mark else ""]
        words += [duty_words(duty) for duty in self.duties(self.day)[:_MOST_LISTED]] or ["没有到期的事项"]
        self.setAccessibleDescription("；".join(filter(None, words)))

    def _refit(self) -> None:
        self.updateGeometry()
        self.update()

    # -- hands ------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        day, self._pressed, _ = self.at(event.position())
        if day is not None and event.button() is Qt.MouseButton.LeftButton:
            self.go(day)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        day, duty, folded = self.at(event.position())
        if event.button() is not Qt.MouseButton.LeftButton or day is None:
            return
        if duty is not None and duty is self._pressed:
            self.opened.emit(duty)
        elif folded:
            self.list_day(day)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        _, duty, folded = self.at(event.position())
        hand = duty is not None or folded
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and key in self.steps and self.marks:
            self.go(self.day + timedelta(days=self.steps[key]))
        elif plain and key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.wanted.emit(self.turned(-1 if key == Qt.Key.Key_PageUp else 1))
        elif plain and key == Qt.Key.Key_Home:
            self.go(self.today)
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.act()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: object) -> None:
        self.update()

    def focusOutEvent(self, event: object) -> None:
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._tip(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def _tip(self, where: QPointF) -> str:
        day, duty, _ = self.at(where)
        if day is None:
            return ""
        if duty is None:
            return f"{dated(day)}\n{self.marks[day].name or '工作日'}，{len(self.duties(day))}项到期"
        whose = "，".join(filter(None, (duty.who, duty.handler)))
        return "\n".join(filter(None, (f"{duty.number} {duty.text}", f"依据：{duty.basis}", whose)))


class MonthView(DutyView):
    """A month as a grid; what does not fit into a day is folded into one line."""

    steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}  # noqa: RUF012

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("本月到期的事项")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def holds(self, day: date) -> bool:
        return (day.year, day.month) == (self.day.year, self.day.month)

    def turned(self, pages: int) -> date:
        month = self.day.year * 12 + self.day.month - 1 + pages
        first = date(month // 12, month % 12 + 1, 1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return first.replace(day=min(self.day.day, last.day))

    def _head(self) -> float:
        return SCREEN.height("caption") + sp(8)

    def cells(self) -> list[Cell]:
        """Every day with its box."""
        rows = max(len(self.marks) // 7, 1)
        width, height = (self.width() - 1) / 7, (self.height() - 1 - self._head()) / rows
        found = []
        for place, (day, mark) in enumerate(self.marks.items()):
            box = QRectF(place % 7 * width, self._head() + place // 7 * height, width, height)
            found.append(Cell(day, box, mark, self.duties(day), self.holds(day)))
        return found

    def place_of(self, day: date) -> QRectF:
        return next(cell.box for cell in self.cells() if cell.day == day)

    def at(self, where: QPointF) -> tuple[date | None, DutyDay | None, bool]:
        cell = next((cell for cell in self.cells() if cell.box.contains(where)), None)
        if cell is None:
            return None, None, False
        lines, folded, _ = lines_of(SCREEN, cell)
        duty = next((duty for box, duty in lines if box.contains(where)), None)
        return cell.day, duty, folded is not None and folded.contains(where)

    def sizeHint(self) -> QSize:
        return QSize(sp(760), sp(560))

    def minimumSizeHint(self) -> QSize:
        rows = max(len(self.marks) // 7, 5)
        return QSize(sp(420), round(self._head() + rows * (SCREEN.height("caption") * 4 + sp(20))))

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_weekdays(p, SCREEN, QRectF(0, 0, self.width(), self._head()))
        for cell in self.cells():
            ring = ("accent" if self.hasFocus() else "border_strong") if cell.day == self.day else ""
            paint_cell(p, SCREEN, cell, today=cell.day == self.today, ring=ring)
