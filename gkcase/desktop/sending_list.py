"""The view of the dispatch list: headings across, badges in the first column, Enter for the usual act."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QTableView

from gkcase.desktop.sending_table import STATE, WIDTHS, Day, SendingTable
from gkcase.desktop.short_table import rows_chosen, set_up
from gkcase.desktop.tokens import look, sp
from gkcase.services.dispatch_list import Group, Outgoing
from gkcase.services.office import Office

_ROW = 34
_NUMBER = 5
_SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class DispatchView(QObject):
    """Drives the table: `moved` says that another letter is current, `entered` that Enter was pressed on it."""

    moved = Signal()
    entered = Signal()

    def __init__(self, view: QTableView, office: Office) -> None:
        super().__init__(view)
        self.view = view
        self.table = SendingTable(lambda: Day(office.today(), office.rules.calendar), self)
        set_up(view, self.table, STATE, _NUMBER)
        view.doubleClicked.connect(lambda _: self.entered.emit())
        view.selectionModel().currentRowChanged.connect(lambda *_: self.moved.emit())
        view.installEventFilter(self)
        look.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.view.verticalHeader().setDefaultSectionSize(sp(_ROW))
        for place, width in enumerate(WIDTHS):
            if place != _NUMBER:
                self.view.setColumnWidth(place, sp(width))

    def show(self, lines: Sequence[Outgoing]) -> None:
        """Show these letters under the headings of their groups."""
        self.table.show_letters(lines)
        self.view.clearSpans()
        for place, line in enumerate(self.table.lines):
            if isinstance(line, Group):
                self.view.setSpan(place, 0, 1, self.table.columnCount())

    @property
    def row(self) -> int:
        """The current row; -1: none."""
        return self.view.currentIndex().row()

    def current(self) -> Outgoing | None:
        """The letter on which the cursor stands."""
        return self.table.line_at(self.row)

    def chosen(self) -> list[Outgoing]:
        """The letters that are selected; at least the current one."""
        found = [line for line in map(self.table.line_at, rows_chosen(self.view)) if line is not None]
        current = self.current()
        return found or ([current] if current else [])

    def go_to(self, place: int) -> None:
        """Put the cursor on a row; on none where the list has none for it."""
        index = self.table.index(place, 0) if place >= 0 else self.table.index(-1, -1)
        if place > 0 and self.table.line_at(place - 1) is None:
            self.view.scrollTo(self.table.index(place - 1, 0))  # the heading comes along
        self.view.selectionModel().setCurrentIndex(index, _SELECT)
        if place < 0:
            self.view.clearSelection()
        self.moved.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter does what is mostly done with the letter."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return False
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        self.entered.emit()
        return True
