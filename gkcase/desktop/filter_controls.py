"""The fields of a filter: words, one of several, some of several, days; each holds the value of one condition."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Hashable, Sequence
from datetime import date
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QMenu, QPushButton, QSizePolicy, QWidget

from gkcase.desktop.fields import DateField, Guide
from gkcase.desktop.layout import column, label, row
from gkcase.desktop.menus import pop_below
from gkcase.desktop.still import ChoiceBox
from gkcase.desktop.tokens import sp, tag
from gkcase.desktop.whole import take_most
from gkcase.services.case_filter import ANY, Moving, Span

PAUSE_MS = 250
EVERYTHING = "不限"
Code = TypeVar("Code", bound=Hashable)


class Control(QWidget):
    """A field of the panel; `changed` says that its value is another."""

    changed = Signal()

    value: Any
    """The value of the condition, as each kind has it."""

    put: Callable[[Any], None]
    """Show a value, without saying that it changed."""


class WordsControl(Control):
    """Words that must be in the column; told when the officer pauses."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.edit.setAccessibleName(f"{title}含")
        self.edit.setPlaceholderText("含这些字")
        self.edit.setClearButtonEnabled(True)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.changed)
        self.edit.textEdited.connect(lambda _: self._pause.start())
        self.edit.textChanged.connect(lambda words: words or self._pause.start())
        self.setFocusProxy(self.edit)
        self.setLayout(column(self.edit, gap=0))

    @property
    def value(self) -> str:
        return self.edit.text().strip()

    def put(self, value: str) -> None:
        if value != self.value and not self._pause.isActive():
            with QSignalBlocker(self.edit):
                self.edit.setText(value)


class NumberControl(Control):
    """At most so many; empty for any number."""

    def __init__(self, title: str, unit: str) -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.edit.setAccessibleName(f"{title}不超过")
        take_most(self.edit, 3)
        self.edit.setFixedWidth(sp(64))
        self.edit.textEdited.connect(lambda _: self._typed())
        self.setFocusProxy(self.edit)
        words = (label("不超过", tone="muted"), self.edit, label(unit, tone="muted"), None)
        self.setLayout(row(*words, gap="s"))

    @property
    def value(self) -> int | None:
        plain = unicodedata.normalize("NFKC", self.edit.text().strip())
        return int(plain) if plain.isdecimal() else None

    def _typed(self) -> None:
        text = self.edit.text().strip()
        tag(self.edit, wrong=bool(text) and self.value is None)
        self.edit.setToolTip("请填写整数，如 3" if text and self.value is None else "")
        self.changed.emit()

    def put(self, value: int | None) -> None:
        if value != self.value:
            self.edit.setText("" if value is None else str(value))
            tag(self.edit, wrong=False)


class OneControl(Control, Generic[Code]):
    """One of several, or any; what is chosen and no longer offered stays in the list."""

    def __init__(self, title: str, nothing: Code, choices: Sequence[tuple[Code, str]] = ()) -> None:
        super().__init__()
        self._nothing = nothing
        self.box = ChoiceBox()
        self.box.setAccessibleName(title)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(6)
        self.box.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.setFocusProxy(self.box)
        self.setLayout(column(self.box, gap=0))
        self.offer(choices)

    def offer(self, choices: Sequence[tuple[Code, str]]) -> None:
        """New choices; the one that holds stays."""
        held = self.value
        with QSignalBlocker(self.box):
            self.box.clear()
            self._codes: list[Code] = [self._nothing]
            self.box.addItem(EVERYTHING)
            for code, words in choices:
                self._codes.append(code)
                self.box.addItem(words)
        self.put(held)

    @property
    def value(self) -> Code:
        place = self.box.currentIndex()
        return self._codes[place] if place > 0 else self._nothing

    def put(self, value: Code) -> None:
        with QSignalBlocker(self.box):
            if value not in self._codes:
                self._codes.append(value)
                self.box.addItem(str(value))
            self.box.setCurrentIndex(self._codes.index(value))


class StayingMenu(QMenu):
    """A menu of ticks that stays open until it is left: several are chosen in a row."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._tick(self.actionAt(event.position().toPoint())):
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_tick = event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not (is_tick and self._tick(self.activeAction())):
            super().keyPressEvent(event)

    def _tick(self, action: QAction | None) -> bool:
        if action is None or not action.isCheckable() or not action.isEnabled():
            return False
        action.trigger()
        return True


class SomeControl(Control, Generic[Code]):
    """Any of several; the button says which."""

    def __init__(self, title: str, choices: Sequence[tuple[Code, str]]) -> None:
        super().__init__()
        self._title, self._choices = title, choices
        self._held: frozenset[Code] = frozenset()
        self.button = tag(QPushButton(), role="choice")
        self.button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self._open)
        self.setFocusProxy(self.button)
        self.setLayout(column(self.button, gap=0))
        self.put(frozenset())

    @property
    def value(self) -> frozenset[Code]:
        return self._held

    def put(self, value: frozenset[Code]) -> None:
        self._held = value
        words = [said for code, said in self._choices if code in value]
        words += sorted(str(code) for code in value if code not in dict(self._choices))
        shown = "、".join(words) if len(words) < 3 else f"{words[0]}等{len(words)}项"
        self.button.setText(f"{shown or EVERYTHING} ▾")
        self.button.setToolTip("、".join(words))
        self.button.setAccessibleName(f"{self._title}：{'、'.join(words) or EVERYTHING}")

    def _open(self) -> None:
        menu = StayingMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for code, words in self._choices:
            action = QAction(words, menu, checkable=True, checked=code in self._held)
            action.triggered.connect(lambda _=False, chosen=code: self._toggle(chosen))
            menu.addAction(action)
        menu.setMinimumWidth(self.button.width())
        pop_below(self.button, menu)

    def _toggle(self, code: Code) -> None:
        self.put(self._held ^ {code})
        self.changed.emit()


class SpanControl(Control):
    """Days: a span that moves with today, or from one day to another."""

    def __init__(self, title: str, guide: Guide, today: Callable[[], date]) -> None:
        super().__init__()
        self.box = ChoiceBox()
        self.box.setAccessibleName(title)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(6)
        self.box.addItem(EVERYTHING, "")
        for moving in Moving:
            self.box.addItem(moving.label, moving.value)
        self.box.addItem("起止日期…", "days")
        self.since, self.until = DateField(), DateField()
        for field, word in ((self.since, "起"), (self.until, "止")):
            field.use(guide, today)
            field.edit.setPlaceholderText(f"{word}，如 3-1")
            field.edit.setAccessibleName(f"{title}{word}")
            field.changed.connect(lambda _: self.changed.emit())
        self._days = QWidget()
        self._days.setLayout(column(self.since, self.until, gap="xs"))
        self._days.hide()
        self.box.currentIndexChanged.connect(lambda _: self._chosen())
        self.setFocusProxy(self.box)
        self.setLayout(column(self.box, self._days, gap="xs"))

    @property
    def value(self) -> Span:
        code = self.box.currentData()
        if code == "days":
            return Span(self.since.day, self.until.day)
        return Span(moving=Moving.of(code)) if code else ANY

    def _chosen(self) -> None:
        self._days.setVisible(self.box.currentData() == "days")
        self.changed.emit()

    def put(self, value: Span) -> None:
        if value == self.value:  # both days may still be empty: then the fields stay open to be filled in
            return
        days = bool(value) and value.moving is None
        with QSignalBlocker(self.box), QSignalBlocker(self.since), QSignalBlocker(self.until):
            code = "days" if days else value.moving.value if value.moving else ""
            self.box.setCurrentIndex(self.box.findData(code))
            self.since.set_day(value.since)
            self.until.set_day(value.until)
        self._days.setVisible(days)
