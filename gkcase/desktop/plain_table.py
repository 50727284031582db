"""A small table for reading: rows made at once, a key behind each row, Enter or double click opens it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from gkcase.desktop.tokens import look, sp
from gkcase.services.cell_text import one_line

Role = Qt.ItemDataRole
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
ROW = 34


class PlainTable(QTableWidget):
    """Shows a few dozen rows of text, as high as they are; `opened` carries the key of the row."""

    opened = Signal(object)

    def __init__(
        self,
        heads: Sequence[str],
        stretch: int,
        name: str,
        parent: QWidget | None = None,
        numbers: Collection[int] = (),
    ) -> None:
        super().__init__(0, len(heads), parent)
        self._numbers = numbers
        for place, head in enumerate(heads):
            item = QTableWidgetItem(head)
            item.setTextAlignment(RIGHT if place in numbers else LEFT)
            self.setHorizontalHeaderItem(place, item)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
        self.cellDoubleClicked.connect(lambda row, _: self._open(row))
        look.changed.connect(self._fit)

    def show_rows(self, rows: Sequence[Sequence[str]], keys: Sequence[object] = ()) -> None:
        """Show these rows instead of those that were there."""
        self.setRowCount(len(rows))
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                item.setTextAlignment(RIGHT if column in self._numbers else LEFT)
                if keys:
                    item.setData(Role.UserRole, keys[row])
                self.setItem(row, column, item)
        self._fit()

    def text_at(self, row: int, column: int) -> str:
        """What stands in a cell."""
        item = self.item(row, column)
        return item.text() if item else ""

    def key(self) -> object:
        """The key of the current row; None where there is none."""
        item = self.item(self.currentRow(), 0) if self.currentRow() >= 0 else None
        return item.data(Role.UserRole) if item else None

    def _open(self, row: int) -> None:
        item = self.item(row, 0)
        if item is not None and item.data(Role.UserRole) is not None:
            self.opened.emit(item.data(Role.UserRole))

    # -- size -------------------------------------------------------------------------------------------------

    def _fit(self) -> None:
        self.verticalHeader().setMinimumSectionSize(sp(ROW))
        self.horizontalHeader().setMinimumSectionSize(sp(64))
        self.resizeRowsToContents()
        for row in range(self.rowCount()):
            if self.rowHeight(row) > sp(ROW):  # lines that wrap keep their distance from the rows around
                self.setRowHeight(row, self.rowHeight(row) + sp("s"))
        self.updateGeometry()

    def _height(self) -> int:
        rows = sum(self.rowHeight(row) for row in range(self.rowCount()))
        return self.horizontalHeader().sizeHint().height() + rows + 2

    def sizeHint(self) -> QSize:
        return QSize(sp(400), self._height())

    def minimumSizeHint(self) -> QSize:
        """Whole: what holds the table scrolls."""
        return QSize(sp(200), self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self._open(self.currentRow())
        elif event.matches(QKeySequence.StandardKey.Copy) and self.currentRow() >= 0:
            items = (self.item(self.currentRow(), column) for column in range(self.columnCount()))
            QGuiApplication.clipboard().setText("\t".join(one_line(item.text()) for item in items if item))
        else:
            super().keyPressEvent(event)
