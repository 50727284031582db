"""旧台账，核对各列: what each column holds, guessed, with its first values beside it and a box to correct it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from gkcase.desktop.dressing import restyle
from gkcase.desktop.elided import ElidedLabel
from gkcase.desktop.layout import clear, column, frame, label, scrolled
from gkcase.desktop.still import ChoiceBox
from gkcase.desktop.tokens import SPACE, sp, tag
from gkcase.services.foreign_sheet import cell_name
from gkcase.services.ledger_columns import BY_KEY, FIELDS, NONE, key_of
from gkcase.services.ledger_plan import Book, sample
from gkcase.services.ledger_sheet import Table

REMARK = "不单独导入，记入备注"
GUESSED = "各列的含义是按表头和内容猜的，请逐列核对；改过的下次记得。没有指定的列整列记入案件备注，不会丢失。"
NEEDED = "请指定哪一列是“收到日期”"


@dataclass
class Group:
    """Tables with the same headings: what is said of one holds for all."""

    tables: list[Table]

    @property
    def words(self) -> str:
        """What the list of tables calls it."""
        first, rows = self.tables[0].sheet, sum(len(table.records) for table in self.tables)
        more = f"等{len(self.tables)}张表" if len(self.tables) > 1 else ""
        return f"{first}{more}（{rows}行）"

    @property
    def lacking(self) -> bool:
        """Whether no column is said to hold the day of receipt."""
        return "received" not in self.tables[0].mapping.values()


def groups_of(book: Book) -> list[Group]:
    """The tables of a book, those with the same headings together."""
    made: dict[str, Group] = {}
    for table in book.tables:
        made.setdefault(key_of(table.headings), Group([])).tables.append(table)
    return list(made.values())


class ColumnsPage(QWidget):
    """Tables at the left, the columns of the chosen one at the right."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.groups: list[Group] = []
        self.touched: set[int] = set()
        self.boxes: dict[int, QComboBox] = {}
        self.table_list = tag(QListWidget(), role="side")
        self.table_list.setAccessibleName("台账中的表")
        self.table_list.currentRowChanged.connect(self._show_group)
        self._grid = QGridLayout()
        self._body = QWidget()
        outer = QVBoxLayout(self._body)
        outer.addLayout(self._grid)
        outer.addStretch()
        self._area = scrolled(self._body)
        self._list_frame = frame("card", column(self.table_list, gap=0, margins=(1, 1)))
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._list_frame)
        splitter.addWidget(frame("card", column(self._area, gap=0, margins=(1, 1))))
        splitter.setSizes([240, 900])
        self.setLayout(column(label(GUESSED, "caption", "muted", wrap=True), splitter, grow=1))

    def show_book(self, book: Book) -> None:
        """Show the tables of a workbook."""
        self.groups, self.touched = groups_of(book), set()
        self.table_list.clear()
        for group in self.groups:
            item = QListWidgetItem(group.words)
            item.setToolTip("、".join(table.sheet for table in group.tables))
            self.table_list.addItem(item)
        self.table_list.setCurrentRow(0 if self.groups else -1)
        self._list_frame.setVisible(len(self.groups) > 1)
        first = next(iter(self.boxes.values()), self.table_list)
        self.setFocusProxy(self.table_list if len(self.groups) > 1 else first)

    def obstacle(self) -> str:
        """Why one cannot go on; empty: one can."""
        if not self.groups:
            return "没有找到台账的表头"
        lacking = next((group for group in self.groups if group.lacking), None)
        return f"{lacking.words}：{NEEDED}" if lacking else ""

    def changed_tables(self) -> Sequence[Table]:
        """One table of each group in which somebody has corrected something."""
        return [self.groups[place].tables[0] for place in sorted(self.touched)]

    def _show_group(self, place: int) -> None:
        clear(self._grid)
        self.boxes = {}
        if not 0 <= place < len(self.groups):
            return
        table = self.groups[place].tables[0]
        for at, words in enumerate(("列", "表头", "前几行的内容", "导入为")):
            self._grid.addWidget(label(words, "caption", "muted"), 0, at)
        for row, (number, heading) in enumerate(table.headings.items(), 1):
            self._row(row, place, table, number, heading)
        self._grid.setColumnStretch(2, 1)
        self._grid.setHorizontalSpacing(sp("l"))
        self._grid.setVerticalSpacing(SPACE["xs"])
        self._grid.setContentsMargins(sp("l"), sp("m"), sp("l"), sp("m"))
        restyle(self._body)

    def _row(self, row: int, place: int, table: Table, number: int, heading: str) -> None:
        name = heading or "（没有表头）"
        values = "、".join(value or "（空）" for value in sample(table, number))
        box = ChoiceBox()
        box.setAccessibleName(f"{name}导入为")
        box.addItem(REMARK, NONE)
        for field in FIELDS:
            if field.key not in ("order", "applied", "note"):
                box.addItem(field.label, field.key)
        box.setCurrentIndex(max(box.findData(table.mapping.get(number, NONE)), 0))
        box.setFixedWidth(sp(156))
        box.activated.connect(partial(self._choose, place, number))
        words = label(name)
        words.setFixedWidth(sp(124))
        words.setWordWrap(True)
        self._grid.addWidget(label(cell_name(0, number)[:-1], tone="muted"), row, 0)
        self._grid.addWidget(words, row, 1)
        self._grid.addWidget(tag(ElidedLabel(None, values), tone="muted"), row, 2)
        self._grid.addWidget(box, row, 3)
        self.boxes[number] = box

    def _choose(self, place: int, number: int, _: int) -> None:
        """A column is said to hold something; another one that was said to hold it holds it no longer."""
        key = str(self.boxes[number].currentData())
        for table in self.groups[place].tables:
            if key in BY_KEY:
                table.mapping = {at: NONE if told == key else told for at, told in table.mapping.items()}
            table.mapping[number] = key
        for at, box in self.boxes.items():
            box.setCurrentIndex(max(box.findData(self.groups[place].tables[0].mapping.get(at, NONE)), 0))
        self.touched.add(place)
        self.changed.emit()
