"""Choices of which one holds, side by side: as segments or as radio buttons, in as many lines as the width asks for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QButtonGroup, QRadioButton, QSizePolicy, QWidget

from gkcase.desktop.flow import Flow
from gkcase.desktop.layout import button
from gkcase.desktop.tokens import look, sp, tag

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class ChoiceRow(QWidget):
    """One code out of several, each shown by its word; "" while none is chosen."""

    chosen = Signal(str)
    _gap = "l"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, QAbstractButton] = {}
        self._group = QButtonGroup(self)
        self._flow = Flow(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self._fit)
        self._fit()

    def offer(self, choices: Sequence[tuple[str, str]], words: str) -> None:
        """Offer codes with their words; `words` is what a screen reader calls them together."""
        self.setAccessibleName(words)
        for code, word in choices:
            made = self._button(word)
            made.setCheckable(True)
            made.setAccessibleName(f"{words}：{word}")
            made.toggled.connect(partial(self._toggled, code))
            self.buttons[code] = made
            self._group.addButton(made)
            self._flow.addWidget(made)
            made.installEventFilter(self)
        self.setFocusProxy(next(iter(self.buttons.values())))
        self._end_lines()

    @property
    def code(self) -> str:
        """What is chosen."""
        return next((code for code, made in self.buttons.items() if made.isChecked()), "")

    def choose(self, code: str) -> None:
        """Choose; "" or an unknown code: none, where none can be."""
        if code in self.buttons:
            self.buttons[code].setChecked(True)
            return
        self._group.setExclusive(False)
        for made in self.buttons.values():
            made.setChecked(False)
        self._group.setExclusive(True)

    def _toggled(self, code: str, on: bool) -> None:
        if on:
            self.setFocusProxy(self.buttons[code])
            self.chosen.emit(code)

    def _button(self, word: str) -> QAbstractButton:
        return QRadioButton(word)

    def _fit(self) -> None:
        self._flow.gap, self._flow.line_gap = (sp(self._gap) if self._gap else 0), sp("xs")
        self._flow.invalidate()

    def _end_lines(self) -> None:
        """What has to be drawn otherwise at both ends of a line."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._end_lines()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """An arrow chooses the next one, as among radio buttons."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress or event.modifiers():
            return False
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            return False
        made = list(self.buttons.values())
        place = next(place for place, part in enumerate(made) if part is watched) + step
        if 0 <= place < len(made):
            made[place].setChecked(True)
            made[place].setFocus()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, as in a line."""
        focused = QApplication.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() and focused:
            tab = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier)
            QApplication.sendEvent(focused, tab)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._end_lines()
        return done


class RadioRow(ChoiceRow):
    """Radio buttons, as high as a line to type in."""

    def _fit(self) -> None:
        super()._fit()
        for made in self.buttons.values():
            made.setMinimumHeight(sp(30))

    def offer(self, choices: Sequence[tuple[str, str]], words: str) -> None:
        super().offer(choices, words)
        self._fit()


class SegmentRow(ChoiceRow):
    """Segments that touch each other, rounded at both ends of each line."""

    _gap = ""

    def _button(self, word: str) -> QAbstractButton:
        return button(word, "segment")

    def _end_lines(self) -> None:
        self._flow.activate()
        made = list(self.buttons.values())
        for place, part in enumerate(made):
            first = place == 0 or made[place - 1].y() != part.y()
            last = place == len(made) - 1 or made[place + 1].y() != part.y()
            tag(part, end="first" if first else "last" if last else "middle")
