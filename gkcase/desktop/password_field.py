"""A field for a password: covered, shown while one asks for it, with a word when Caps Lock is on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from gkcase.desktop.fields import ErrorLabel, SaysWrong
from gkcase.desktop.layout import button, label, row
from gkcase.desktop.tokens import sp
from gkcase.desktop.whole import take_most

CAPS = "大写锁定已打开"
MOST = 1000
"""Longer than any password may be: what is too long is refused in words, never cut in silence."""


def caps_lock(text: str, shift: bool) -> bool | None:
    """Whether Caps Lock is on, as a letter that was typed tells; None where nothing can be told from it."""
    if len(text) != 1 or not text.isascii() or not text.isalpha():
        return None
    return text.isupper() is not shift


class PasswordEdit(QLineEdit):
    """The line itself; `caps` says what the last letter tells of Caps Lock."""

    caps = Signal(bool)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        take_most(self, MOST)
        hints = Qt.InputMethodHint
        self.setInputMethodHints(hints.ImhHiddenText | hints.ImhNoPredictiveText | hints.ImhSensitiveData)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        on = False if event.key() == Qt.Key.Key_CapsLock else caps_lock(event.text(), shift)
        if on is not None:
            self.caps.emit(on)
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.caps.emit(False)
        super().focusOutEvent(event)


class PasswordField(SaysWrong, QWidget):
    """The line, 显示 beside it, below it what is wrong. `changed` is emitted as one types, `entered` on Enter."""

    changed = Signal()
    entered = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = PasswordEdit(name)
        self.show_button = button("显示", icon="eye")
        self.show_button.setCheckable(True)
        self.show_button.setAccessibleName(f"显示{name}")
        self.show_button.toggled.connect(self._uncover)
        self.caps_label = label(CAPS, "caption", "muted")
        self.caps_label.setContentsMargins(sp(20), 0, 0, 0)
        self.caps_label.hide()
        self.error_label = ErrorLabel()
        self.setFocusProxy(self.edit)
        self.edit.caps.connect(self.caps_label.setVisible)
        self.edit.textChanged.connect(self._typed)
        self.edit.returnPressed.connect(self.entered)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(sp("hair"))
        box.addLayout(row(self.edit, self.show_button, grow=0))
        box.addWidget(self.caps_label)
        box.addWidget(self.error_label)

    @property
    def text(self) -> str:
        """What was typed."""
        return self.edit.text()

    def clear(self) -> None:
        """Forget what was typed and cover the line again."""
        self.edit.clear()
        self.edit.setModified(False)
        self.show_button.setChecked(False)

    def _uncover(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.edit.setEchoMode(mode)
        self.show_button.setText("隐藏" if shown else "显示")

    def _typed(self) -> None:
        self.tell("")
        self.changed.emit()
