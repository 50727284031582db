"""One list of the archive page as a table; the last column is a badge."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gkcase.desktop.after_lists import AfterList, Row
from gkcase.desktop.badges import MARK_ROLE
from gkcase.desktop.tokens import font

Index = QModelIndex | QPersistentModelIndex


class AfterTable(QAbstractTableModel):
    """Lines of the list that is shown; both change together."""

    def __init__(self, shown: AfterList, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shown = shown
        self.rows: Sequence[Row] = ()

    def show(self, shown: AfterList, rows: Sequence[Row]) -> None:
        """Show these lines of this list."""
        self.beginResetModel()
        self.shown, self.rows = shown, rows
        self.endResetModel()

    def row_of(self, case_id: int, key: str) -> int:
        """Where a line stands; -1: nowhere."""
        found = (place for place, row in enumerate(self.rows) if (row.case_id, row.key) == (case_id, key))
        return next(found, -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.shown.heads)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.shown.heads[section]
        return font("caption") if role == Qt.ItemDataRole.FontRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, last = self.rows[index.row()], len(self.shown.heads) - 1
        if role == MARK_ROLE and index.column() == last:
            return row.mark
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return row.mark[1] if index.column() == last else row.cells[index.column()]
        return None
