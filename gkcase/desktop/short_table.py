"""What all short lists have in common: their rows are there at once, their heads stand in small type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from gkcase.desktop.badges import BadgeDelegate
from gkcase.desktop.tokens import font

Index = QModelIndex | QPersistentModelIndex
Line = TypeVar("Line")


class ShortTable(QAbstractTableModel, Generic[Line]):
    """A list of some hundred lines, shown as a whole; each kind says what stands in its cells."""

    columns: ClassVar[Sequence[str]]
    lines: Sequence[Line] = ()

    def show(self, lines: Sequence[Line]) -> None:
        """Show these."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section]
        return font("caption") if role == Qt.ItemDataRole.FontRole else None


def rows_chosen(view: QAbstractItemView) -> list[int]:
    """The rows selected, from top to bottom: Qt's own answer asks for the flags of every cell of them."""
    found = view.selectionModel().selection()
    ranges = [found.at(place) for place in range(found.size())]
    return sorted({row for part in ranges for row in range(part.top(), part.bottom() + 1)})


def set_up(view: QTableView, table: QAbstractTableModel, badge: int, wide: int) -> None:
    """Show a list in its view: badges in one column, another one takes the room that is left."""
    view.setModel(table)
    view.setItemDelegateForColumn(badge, BadgeDelegate(view))
    view.verticalHeader().hide()
    view.verticalHeader().setMinimumSectionSize(1)
    view.setCornerButtonEnabled(False)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    header = view.horizontalHeader()
    header.setHighlightSections(False)
    header.setSelectionModel(
        QItemSelectionModel(table, header)
    )  # it would ask every row whether it is selected
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
