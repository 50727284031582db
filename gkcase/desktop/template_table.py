"""The templates of the office as a table: what each is called, and whose is used."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt

from gkcase.desktop.badges import MARK_ROLE, Mark
from gkcase.desktop.short_table import Index, ShortTable
from gkcase.services.templates import State, TemplateLine

COLUMNS = ("文书", "模板")
STATE = 1
MARKS = {State.BUILT_IN: "", State.OWN: "safe", State.UNCHECKED: "soon", State.BROKEN: "late"}


class TemplateTable(ShortTable[TemplateLine]):
    """Every template, in the order in which a case meets its letters."""

    columns = COLUMNS

    def show(self, lines: Sequence[TemplateLine]) -> None:
        """Show these; the same templates in other states keep the cursor where it is."""
        if [line.name for line in lines] == [line.name for line in self.lines]:
            self.lines = lines
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, STATE))
            return
        super().show(lines)

    def row_of(self, name: str) -> int:
        """Where a template stands; -1: nowhere."""
        return next((row for row, line in enumerate(self.lines) if line.name == name), -1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        if role == MARK_ROLE and index.column() == STATE:
            return mark(line)
        if role == Qt.ItemDataRole.DisplayRole:
            return line.state.value if index.column() == STATE else line.short
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{line.title}（{line.name}.docx）"
        return None


def mark(line: TemplateLine) -> Mark:
    """The state as shape, word and colour."""
    return MARKS[line.state], line.state.value
