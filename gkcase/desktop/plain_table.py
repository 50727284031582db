"""A small table for reading: rows made at once, a key behind each row, Enter or double click opens it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from gkcase.desktop.tokens import sp

Role = Qt.ItemDataRole


class PlainTable(QTableWidget):
    """Shows a few dozen rows of text; `opened` carries the key of the row."""

    opened = Signal(object)

    def __init__(self, heads: Sequence[str], stretch: int, name: str, parent: QWidget | None = None) -> None:
        super().__init__(0, len(heads), parent)
        self.setHorizontalHeaderLabels(list(heads))
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
        self.cellDoubleClicked.connect(lambda row, _: self._open(row))

    def show_rows(self, rows: Sequence[Sequence[str]], keys: Sequence[object] = ()) -> None:
        """Show these rows instead of those that were there."""
        self.setRowCount(len(rows))
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if keys:
                    item.setData(Role.UserRole, keys[row])
                self.setItem(row, column, item)
        self.verticalHeader().setMinimumSectionSize(sp(30))
        self.resizeRowsToContents()

    def key(self) -> object:
        """The key of the current row; None where there is none."""
        item = self.item(self.currentRow(), 0) if self.currentRow() >= 0 else None
        return item.data(Role.UserRole) if item else None

    def _open(self, row: int) -> None:
        item = self.item(row, 0)
        if item is not None and item.data(Role.UserRole) is not None:
            self.opened.emit(item.data(Role.UserRole))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resizeRowsToContents()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self._open(self.currentRow())
            return
        super().keyPressEvent(event)
