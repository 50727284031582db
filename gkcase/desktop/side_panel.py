"""What all panels beside or over a page have in common: Esc leaves the panel, not the page."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame


class SidePanel(QFrame):
    """A form that opens on a page. `left` when it is given up."""

    left = Signal()

    def leave(self) -> None:
        """Give it up."""
        self.left.emit()

    def event(self, event: QEvent) -> bool:
        """Esc belongs to the open panel, not to the way back of the window."""
        is_key = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_key and event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)
