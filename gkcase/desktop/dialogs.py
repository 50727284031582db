"""Windows beside the main one: each carries the practice stripe and none of them stops the program."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from gkcase.desktop.practice import PracticeStripe


class Dialog(QDialog):
    """A window with the practice stripe at its top; put the content into it with `hold`. Esc closes."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.stripe = PracticeStripe(self)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addWidget(self.stripe)

    def hold(self, content: QWidget) -> None:
        """Show this below the stripe."""
        self._box.addWidget(content, 1)
