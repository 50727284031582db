"""A page begins with one of its parts, and Tab still comes to all of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QWidget
from shiboken6 import isValid

OTHER = Qt.FocusReason.OtherFocusReason


def in_order(stops: Sequence[QWidget]) -> None:
    """Tab goes through these.

    A field made of several parts is ordered by its parts. The field itself has to stand before the first of them:
    left where it was, it would lead Tab back to that part, round and round.
    """
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)
    wholes: set[QWidget] = set()
    for part in stops:
        whole = part.parentWidget()
        proxy = whole.focusProxy() if whole is not None else None
        if whole is not None and proxy is not None and whole not in wholes and whole.isAncestorOf(proxy):
            wholes.add(whole)
            _put_before(part, whole, proxy)


def _put_before(part: QWidget, whole: QWidget, proxy: QWidget) -> None:
    policy = whole.focusPolicy()
    whole.setFocusProxy(None)  # type: ignore[arg-type]  # else Qt would move all its parts along
    whole.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    before = part.previousInFocusChain()
    if before is not None and before is not whole:
        QWidget.setTabOrder(before, whole)
    whole.setFocusPolicy(policy)
    whole.setFocusProxy(proxy)


def press_focused(window: QWidget, event: QKeyEvent) -> bool:
    """Enter presses the button that has the focus, as clerks expect; Qt does so in dialogs only."""
    focused = window.focusWidget()
    if not isinstance(focused, QAbstractButton) or isinstance(focused, QCheckBox):  # a box is ticked by Space
        return False
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return False
    focused.click()
    return True


class Beginning(QWidget):
    """Hands its focus on to one of its parts.

    Qt's own focus proxy would take Tab straight from the page to that part, past all that stands above it.
    """

    _part: QWidget | None = None

    def setFocusProxy(self, part: QWidget | None) -> None:
        """Begin with this part."""
        self._part = part

    def setFocus(self, reason: Qt.FocusReason = OTHER) -> None:
        """To the part with which it begins, while that part is there."""
        if self._part is not None and isValid(self._part):
            self._part.setFocus(reason)
        else:
            super().setFocus(reason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not (self.isWindow() and press_focused(self, event)):
            super().keyPressEvent(event)
