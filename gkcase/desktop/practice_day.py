"""The movable today of practice mode: a date field in the stripe of the main window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout

from gkcase.desktop.fields import DateField
from gkcase.desktop.layout import button
from gkcase.desktop.practice import PracticeStripe
from gkcase.desktop.tokens import look, sp

if TYPE_CHECKING:
    from gkcase.services.office import Office


class PracticeDay(QObject):
    """Adds to a stripe: the day, the next working day, and the way out of practice."""

    def __init__(
        self,
        stripe: PracticeStripe,
        office: Office,
        moved: Callable[[date], object],
        leave: Callable[[], object] | None,
    ) -> None:
        super().__init__(stripe)
        self._stripe = stripe
        self._office, self._moved = office, moved
        stripe.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.field = DateField()
        self.field.edit.setAccessibleName("练习用的今天")
        self.field.use(office.rules.calendar, office.today)
        self.field.set_day(office.today())
        self.field.edit.returnPressed.connect(self._typed)
        self.field.changed.connect(self._picked)
        self.next_button = button("下一个工作日", "flat")
        self.next_button.clicked.connect(self._step)
        self.leave_button = button("结束练习", "flat")
        box = QHBoxLayout(stripe)
        box.setContentsMargins(0, sp("hair"), sp("xl"), sp("hair"))
        box.setSpacing(sp("s"))
        box.addStretch()
        for widget in (self.field, self.next_button, self.leave_button):
            box.addWidget(widget)
        self.field.setMaximumWidth(sp(190))
        stripe.installEventFilter(self)
        look.changed.connect(self._fit_later)  # a method of an object that is gone is called no more
        self._fit()
        self.leave_button.setVisible(leave is not None)
        if leave is not None:
            self.leave_button.clicked.connect(leave)

    def show_day(self) -> None:
        """Write the day that holds now into the field."""
        self.field.use(self._office.rules.calendar, self._office.today)
        self.field.set_day(self._office.today())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return False

    def _fit_later(self) -> None:
        QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        """A label does not ask its layout how high it must be."""
        layout = self._stripe.layout()
        if layout is not None:
            heights = [one.sizeHint().height() for one in (self.field, self.next_button, self.leave_button)]
            margins = layout.contentsMargins()
            padding = self._stripe.height() - self._stripe.contentsRect().height()
            inside = max(heights) + margins.top() + margins.bottom() + padding
            self._stripe.setMinimumHeight(max(inside, self._stripe.sizeHint().height()))

    def _typed(self) -> None:
        if self.field.check() and self.field.day is not None:
            self._move(self.field.day)

    def _picked(self, day: date | None) -> None:
        """A day chosen from the calendar or by the arrow keys; while one types, Enter is waited for."""
        if day is not None and not self.field.edit.isModified():
            self._move(day)

    def _step(self) -> None:
        self._move(self._office.rules.calendar.nth_after(self._office.today(), 1))

    def _move(self, day: date) -> None:
        if day != self._office.today():
            self._moved(day)
