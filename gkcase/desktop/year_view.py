"""A year at a glance: twelve months in one painted widget, with festivals, make-up days and the office's own days."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gkcase.desktop.tokens import font, look, sp
from gkcase.desktop.year_paint import paint_month
from gkcase.domain.terms import dated, weekday
from gkcase.domain.workdays import MAKE_UP, WorkCalendar

_NARROWEST = 178  # a month needs this much, or its days could not be told apart
_GAP = 16
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}


@dataclass(frozen=True)
class YearDay:
    """How one day of the year is drawn: kind is work, weekend, off or makeup; `own` marks the office's own days."""

    day: date
    kind: str
    name: str
    own: bool = False


def year_day(calendar: WorkCalendar, day: date, own: bool) -> YearDay:
    """What a calendar says of a day."""
    name = calendar.name_of(day)
    if calendar.is_workday(day):
        return YearDay(day, "makeup" if name == MAKE_UP or own else "work", name, own)
    return YearDay(day, "weekend" if name == weekday(day) else "off", name, own)


@dataclass(frozen=True)
class Month:
    """One month: its weeks, Monday first, and the lines below it that name what is unusual."""

    first: date
    weeks: list[list[date]]
    notes: tuple[str, ...]

    @property
    def title(self) -> str:
        """1月."""
        return f"{self.first.month}月"


def _runs(days: list[date]) -> Iterator[str]:
    """1–3日, 8日: days that follow each other as one."""
    for _, run in groupby(enumerate(days), lambda each: each[1].toordinal() - each[0]):
        span = [day for _, day in run]
        yield f"{span[0].day}–{span[-1].day}日" if len(span) > 1 else f"{span[0].day}日"


def month_notes(days: list[YearDay]) -> tuple[str, ...]:
    """Festivals with their days, and the days that are made up."""
    names = dict.fromkeys(each.name for each in days if each.kind == "off")
    off = [f"{name} {'、'.join(_runs([d.day for d in days if d.name == name]))}" for name in names]
    made = [each.day for each in days if each.kind == "makeup"]
    return tuple(filter(None, ["  ".join(off), f"班 {'、'.join(_runs(made))}" if made else ""]))


class YearView(QWidget):
    """Twelve months. `chosen` carries the day on which the cursor stands; PgUp and PgDn ask for another year."""

    chosen = Signal(object)
    turned = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.year = 0
        self.day = date.min
        self.today = date.min
        self.published = True
        self.days: dict[date, YearDay] = {}
        self.months: list[Month] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("全年日历")
        look.changed.connect(self._refit)

    def show_year(
        self, year: int, calendar: WorkCalendar, own: set[date], today: date, *, published: bool = True
    ) -> None:
        """Show a year; the cursor stays on its day of the year, or goes to today."""
        span = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
        self.days = {day: year_day(calendar, day, day in own) for day in map(date.fromordinal, span)}
        self.year, self.today, self.published = year, today, published
        self.months = [self._month(number) for number in range(1, 13)]
        if self.day.year != year:
            self.day = today if today.year == year else date(year, 1, 1)
        self._refit()
        self._say()
        self.chosen.emit(self.day)

    def _month(self, number: int) -> Month:
        first = date(self.year, number, 1)
        weeks = Calendar().monthdatescalendar(self.year, number)
        of_month = [each for day, each in self.days.items() if day.month == number]
        return Month(first, weeks, month_notes(of_month))

    def go(self, day: date) -> None:
        """Put the cursor on a day of this year; a day of another year asks for that year."""
        if day not in self.days:
            self.day = day
            self.turned.emit(day.year - self.year)
            return
        self.day = day
        self._say()
        self.update()
        self.chosen.emit(day)

    def _say(self) -> None:
        """The day under the cursor in words, for a screen reader."""
        here = self.days.get(self.day)
        self.setAccessibleDescription(f"{dated(self.day)} {here.name or '工作日'}" if here else "")

    # -- where things stand -----------------------------------------------------------------------------------

    def columns(self) -> int:
        """Four months side by side, fewer where the width or large type asks for it."""
        fits = (self.width() + sp(_GAP)) // (sp(_NARROWEST) + sp(_GAP))
        return next((count for count in (6, 4, 3, 2) if count <= fits), 1)

    def _cell(self, columns: int) -> tuple[float, float]:
        width = (self.width() - sp(_GAP) * (columns - 1)) / columns
        return width / 7, sp(21)

    def _head(self) -> int:
        return sp(39)

    def _foot(self, month: Month) -> int:
        return QFontMetrics(font("caption")).height() * len(month.notes) + sp("xs")

    def boxes(self) -> list[QRectF]:
        """Where each month stands; the months of one row are as high as the longest of them."""
        if not self.months:
            return []
        columns = self.columns()
        cell_width, cell_height = self._cell(columns)
        found: list[QRectF] = []
        top = 0.0
        for start in range(0, 12, columns):
            group = self.months[start : start + columns]
            needed = (len(month.weeks) * cell_height + self._foot(month) for month in group)
            height = self._head() + max(needed)
            for place in range(len(group)):
                found.append(QRectF(place * (cell_width * 7 + sp(_GAP)), top, cell_width * 7, height))
            top += height + sp("s")
        return found

    def cell_of(self, day: date) -> QRectF:
        """Where a day of this year stands."""
        month, box = self.months[day.month - 1], self.boxes()[day.month - 1]
        width, height = self._cell(self.columns())
        place = next(n for n, week in enumerate(month.weeks) if day in week)
        return QRectF(
            box.left() + day.weekday() * width, box.top() + self._head() + place * height, width, height
        )

    def day_at(self, where: QPointF) -> date | None:
        """The day that is drawn at a point."""
        width, height = self._cell(self.columns())
        for month, box in zip(self.months, self.boxes(), strict=True):
            if not box.contains(where):
                continue
            place = int((where.y() - box.top() - self._head()) // height)
            column = min(int((where.x() - box.left()) // width), 6)
            if 0 <= place < len(month.weeks):
                day = month.weeks[place][column]
                return day if day.month == month.first.month else None
        return None

    def sizeHint(self) -> QSize:
        return QSize(sp(_NARROWEST) * 4 + sp(_GAP) * 3, self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(sp(_NARROWEST), self.minimumHeight())

    def _refit(self) -> None:
        boxes = self.boxes()
        self.setFixedHeight(int(boxes[-1].bottom()) + 1 if boxes else sp(400))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._refit()

    # -- hands ------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        day = self.day_at(event.position())
        if day is not None and event.button() is Qt.MouseButton.LeftButton:
            self.go(day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turned.emit(-1 if key == Qt.Key.Key_PageUp else 1)
        elif key in _STEPS and self.days and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.go(self.day + timedelta(days=_STEPS[key]))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.days:
            self.go(date(self.year, 1, 1) if key == Qt.Key.Key_Home else date(self.year, 12, 31))
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            day = self.day_at(QPointF(event.pos()))
            said = f"{dated(day)}\n{self.days[day].name or '工作日'}" if day is not None else ""
            QToolTip.showText(event.globalPos(), said, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        cell = self._cell(self.columns())
        for month, box in zip(self.months, self.boxes(), strict=True):
            if box.intersects(QRectF(event.rect())):
                paint_month(p, box, cell, self._head(), month, self)
