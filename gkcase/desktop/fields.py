"""Fields that say what is wrong beside themselves: error label and date field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from gkcase.desktop.day_popup import DayNames, DayPopup
from gkcase.desktop.day_text import Counter, read_day
from gkcase.desktop.icons import icon, pixmap
from gkcase.desktop.tokens import font, look, sp, tag
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.terms import dated, weekday


class Guide(Counter, DayNames, Protocol):
    """What a date field asks of a calendar; WorkCalendar answers it."""


class Weekdays:
    """The calendar of a field that was not given one: Monday to Friday."""

    def is_workday(self, day: date) -> bool:
        """Monday to Friday."""
        return day.weekday() < 5

    def name_of(self, day: date) -> str:
        """周六 and 周日."""
        return "" if self.is_workday(day) else weekday(day)

    def nth_after(self, day: date, n: int) -> date:
        """Forward over weekends."""
        return self._nth(day, n, 1)

    def nth_before(self, day: date, n: int = 1) -> date:
        """Back over weekends."""
        return self._nth(day, n, -1)

    def _nth(self, day: date, n: int, step: int) -> date:
        while n:
            day += timedelta(days=step)
            n -= self.is_workday(day)
        return day


class ErrorLabel(QLabel):
    """One sentence beside what caused it, with its article; not there while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tag(self, tone="late", typeRole="caption")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self._fit()
        look.changed.connect(self._fit)
        self.hide()

    def tell(self, sentence: str, basis: str = "") -> None:
        """Say it, or (empty) take it back."""
        self.setText(f"{sentence}（{basis}）" if basis and sentence else sentence)
        self.setVisible(bool(sentence))

    def take(self, error: Refusal | Trouble) -> bool:
        """Tell what the rules or the surroundings refuse."""
        self.tell(str(error), error.basis if isinstance(error, Refusal) else "")
        return True

    def _fit(self) -> None:
        self.setFont(font("caption"))
        self.setContentsMargins(sp(20), 0, 0, 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(sp(120), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        QPainter(self).drawPixmap(0, (self.fontMetrics().height() - sp(14)) // 2, pixmap("info", "late", 14))


class SaysWrong:
    """A line with what is wrong below it: the line is marked, and read out with the sentence."""

    edit: QLineEdit
    error_label: ErrorLabel

    def tell(self, sentence: str, basis: str = "") -> None:
        """Say what is wrong, or (empty) that nothing is."""
        tag(self.edit, wrong=bool(sentence))
        self.edit.setAccessibleDescription(sentence)
        self.error_label.tell(sentence, basis)

    def take(self, error: Refusal | Trouble) -> bool:
        """Tell what is refused about what stands in the line."""
        self.tell(str(error), error.basis if isinstance(error, Refusal) else "")
        return True


class DateField(SaysWrong, QWidget):
    """One line for a day: takes what people type, writes it out with its weekday, says what is wrong below."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QLineEdit()
        self.error_label = ErrorLabel()
        self._guide: Guide = Weekdays()
        self._today: Callable[[], date] = date.today
        self._future = True
        self._day: date | None = None
        self._popup: DayPopup | None = None
        self.setFocusProxy(self.edit)
        self.edit.setPlaceholderText("如 3-1、今天、+20工作日")
        self.edit.setAccessibleName("日期")
        self._action = self.edit.addAction(icon("calendar"), QLineEdit.ActionPosition.TrailingPosition)
        self._action.setToolTip("打开日历（Alt+↓）")
        self._action.triggered.connect(self.open_calendar)
        self.edit.textEdited.connect(self._typed)
        self.edit.editingFinished.connect(self.check)
        self.edit.installEventFilter(self)
        look.changed.connect(self._tint)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(sp("hair"))
        box.addWidget(self.edit)
        box.addWidget(self.error_label)

    def _tint(self) -> None:
        self._action.setIcon(icon("calendar"))

    def use(self, guide: Guide, today: Callable[[], date], future: bool = True) -> None:
        """Give the office's calendar and its today; without `future` only what has happened is taken."""
        self._guide, self._today, self._future = guide, today, future

    @property
    def day(self) -> date | None:
        """The day that is meant; None while there is none or it cannot be read."""
        return self._day

    def set_day(self, day: date | None) -> None:
        """Fill the field."""
        self.edit.setText(dated(day) if day else "")
        self._take(day)
        self.tell("")

    def problem(self) -> str:
        """What is wrong with what stands in the field; empty when nothing is."""
        try:
            self._read()
        except Refusal as refusal:
            return refusal.reason
        return ""

    def check(self) -> bool:
        """Read the field, write the day out in full, or say what is wrong."""
        problem = self.problem()
        if not problem:
            self.set_day(self._read())
        self.tell(problem)
        return not problem

    def open_calendar(self) -> None:
        """Show the month; it closes with a choice or with Esc."""
        if self._popup is None:
            self._popup = DayPopup(self)
            self._popup.picked.connect(self.set_day)
        today = self._today()
        corner = self.edit.mapToGlobal(QPoint(0, self.edit.height() + 2))
        self._popup.open_at(corner, self._day or today, today, self._guide, self._allows)

    def _allows(self, day: date) -> bool:
        return self._future or day <= self._today()

    def _read(self) -> date | None:
        return read_day(self.edit.text(), self._today(), self._guide, self._future)

    def _typed(self) -> None:
        self.tell("")
        try:
            self._take(self._read())
        except Refusal:
            self._take(None)

    def _take(self, day: date | None) -> None:
        if day != self._day:
            self._day = day
            self.changed.emit(day)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        """Up and down move by a day, Alt+Down or F4 opens the calendar."""
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_F4 or (alt and step == -1):
            self.open_calendar()
            return True
        if step is None or alt:
            return False
        day = (self._day or self._today()) + timedelta(days=step if self._day else 0)
        if self._allows(day):
            self.set_day(day)
        return True


class Lines(QPlainTextEdit):
    """Three lines to write in, more where there is room; Tab leaves it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)

    def sizeHint(self) -> QSize:
        return QSize(sp(240), self.fontMetrics().lineSpacing() * 3 + sp("xl"))

    def minimumSizeHint(self) -> QSize:
        return QSize(sp(120), self.sizeHint().height())
