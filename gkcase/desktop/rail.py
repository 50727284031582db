"""The rail at the left: the pages as icon above word; in a lower window side by side, in a very low one words alone."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QToolButton, QWidget

from gkcase.desktop.layout import column
from gkcase.desktop.tokens import look

WITH_ICON = Qt.ToolButtonStyle.ToolButtonTextUnderIcon
BESIDE = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
WORD_ONLY = Qt.ToolButtonStyle.ToolButtonTextOnly


class Rail(QScrollArea):
    """As wide as its buttons; never higher than the window, which large type must not make larger."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: list[QToolButton] = []
        self._column = column(gap="xs")
        inside = QWidget()
        inside.setLayout(self._column)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        look.changed.connect(self.fit)

    def add(self, button: QToolButton) -> None:
        """Put a page at the end."""
        self._buttons.append(button)
        self._column.addWidget(button)
        self.updateGeometry()

    def add_gap(self) -> None:
        """What follows stands at the foot."""
        self._column.addStretch()

    def fit(self) -> None:
        """Icon above word where there is room for all of them, else icon beside word, else the words."""
        for style in (WITH_ICON, BESIDE, WORD_ONLY):
            for button in self._buttons:
                button.setToolButtonStyle(style)
            if self._height() <= self.viewport().height():
                break
        # At once: laid out by the old style, the pages at the foot would stand below the window.
        self._column.invalidate()
        self._column.activate()
        self.updateGeometry()

    def _height(self) -> int:
        shown = [button for button in self._buttons if not button.isHidden()]
        gaps = self._column.spacing() * max(len(shown) - 1, 0)
        return sum(button.sizeHint().height() for button in shown) + gaps

    def _width(self) -> int:
        return max((self._wide(button) for button in self._buttons if not button.isHidden()), default=0)

    def _wide(self, button: QToolButton) -> int:
        return max(button.sizeHint().width(), button.minimumWidth())

    def sizeHint(self) -> QSize:
        return QSize(self._width(), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width(), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """First how the pages are shown, then where: the viewport has its new size already."""
        if event.oldSize().height() != event.size().height():
            self.fit()
        super().resizeEvent(event)
