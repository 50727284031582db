"""A page begins with one of its parts, and Tab still comes to all of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

OTHER = Qt.FocusReason.OtherFocusReason


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
