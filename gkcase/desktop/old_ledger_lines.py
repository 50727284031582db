"""旧台账，试读结果: what would come in, and one line for each thing to look at, to be narrowed and taken along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QHeaderView, QLineEdit, QTableView, QWidget

from gkcase.desktop.choice_row import SegmentRow
from gkcase.desktop.layout import button, column, frame, label, row
from gkcase.desktop.short_table import ShortTable
from gkcase.desktop.tokens import look, sp
from gkcase.services.ledger_plan import Plan
from gkcase.services.ledger_row import Line

Index = QModelIndex | QPersistentModelIndex
KINDS = {"listed": "不能导入", "findings": "请核对", "passed": "略过"}
WIDTHS = (80, 100, 72, 0, 0)
_ROW = 34


@dataclass(frozen=True)
class Told:
    """A line with its kind."""

    kind: str
    line: Line

    @property
    def cells(self) -> tuple[str, ...]:
        """What stands in its row."""
        place = self.line.cell or (f"第{self.line.row}行" if self.line.row else "")
        return KINDS[self.kind], self.line.sheet, place, self.line.problem, self.line.proposal


def lines_of(plan: Plan) -> list[Told]:
    """Everything to be told of a plan: rows that cannot come in, doubts about the others, rows that are no cases."""
    passed = [
        Line(table.sheet, one.row, "", one.why, "") for table in plan.book.tables for one in table.passed
    ]
    parts = (("listed", plan.listed), ("findings", plan.findings), ("passed", passed))
    return [Told(kind, line) for kind, lines in parts for line in lines]


def write_lines(lines: Sequence[Told], target: Path) -> Path:
    """Write the list as a workbook or a CSV file, by the ending."""
    from gkcase.services.workbook import Column, Table, write_csv, write_workbook

    widths = (10, 14, 8, 60, 50)
    columns = [Column(heading, width) for heading, width in zip(LinesTable.columns, widths, strict=True)]
    rows = [line.cells for line in lines]
    if target.suffix.lower() == ".csv":
        write_csv(target, columns, rows)
    else:
        write_workbook(target, [Table("问题清单", columns, rows)])
    return target


class LinesTable(ShortTable[Told]):
    """The lines as a table."""

    columns = ("类别", "工作表", "位置", "问题", "建议")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.lines[index.row()].cells[index.column()]
        return None


class LinesPage(QWidget):
    """The counts, the list with its filters, and a way to take it along."""

    export_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all: list[Told] = []
        self.count_label = label("", "title", bold=True, wrap=True)
        self.note_label = label("", "caption", "muted", wrap=True)
        self.kinds = SegmentRow()
        self.kinds.offer((("all", "全部"), *KINDS.items()), "类别")
        self.kinds.choose("all")
        self.kinds.chosen.connect(lambda _: self._narrow())
        self.search_edit = QLineEdit()
        self.search_edit.setPlaceholderText("筛选：工作表、问题、建议")
        self.search_edit.setAccessibleName("筛选问题")
        self.search_edit.setClearButtonEnabled(True)
        self.search_edit.textChanged.connect(lambda _: self._narrow())
        self.export_button = button("导出清单…", icon="export")
        self.export_button.clicked.connect(self.export_wanted)
        self.table = LinesTable(self)
        self.view = QTableView()
        # Heights follow the widths, once these have settled.
        self._heights = QTimer(self, interval=0, singleShot=True)
        self._heights.timeout.connect(self.view.resizeRowsToContents)
        self.empty_label = label("没有要核对的，可以导入。", tone="muted")
        self._set_up()
        tools = row(self.kinds, self.search_edit, self.export_button, grow=1)
        card = frame("card", column(self.view, self.empty_label, gap=0, margins=(1, 1)))
        self.setLayout(column(self.count_label, self.note_label, tools, card, grow=3))
        self.setFocusProxy(self.view)

    @property
    def shown(self) -> Sequence[Told]:
        """The lines in sight, as they are exported."""
        return self.table.lines

    def show_plan(self, plan: Plan) -> None:
        """Show the outcome of looking a ledger through."""
        self._all = lines_of(plan)
        late = f"（其中答复逾期或者期限已过的{plan.late}件）" if plan.late else ""
        listed = f"，{len(plan.listed)}行不能导入" if plan.listed else ""
        self.count_label.setText(f"读到{plan.read}行：可以导入{len(plan.ready)}件{late}{listed}")
        note = "不能导入的行不会写入，在表格中改正后可以再导入一次，已导入的不会重复。"
        self.note_label.setText(f"另有{len(plan.findings)}处请核对，不影响导入。{note}")
        for code, made in self.kinds.buttons.items():
            count = sum(code in ("all", line.kind) for line in self._all)
            made.setText(f"{KINDS.get(code, '全部')} {count}")
        self.kinds.choose("listed" if plan.listed else "findings" if plan.findings else "all")
        self._narrow()

    def _narrow(self) -> None:
        words, kind = self.search_edit.text().strip(), self.kinds.code
        self.table.show(
            [
                line
                for line in self._all
                if kind in ("all", line.kind) and (not words or any(words in cell for cell in line.cells))
            ]
        )
        self.view.setVisible(bool(self.table.lines))
        self.empty_label.setVisible(not self.table.lines)
        self.empty_label.setText("没有符合筛选的" if self._all else "没有要核对的，可以导入。")
        self.export_button.setEnabled(bool(self.table.lines))
        self._fit()

    def _set_up(self) -> None:
        view = self.view
        view.setModel(self.table)
        view.setAccessibleName("问题清单")
        view.setAlternatingRowColors(True)
        view.setShowGrid(False)
        view.setWordWrap(True)
        view.setTabKeyNavigation(False)
        view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        view.setCornerButtonEnabled(False)
        view.verticalHeader().hide()
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for place, width in enumerate(WIDTHS):
            stretch = QHeaderView.ResizeMode.Stretch if not width else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(place, stretch)
        header.sectionResized.connect(lambda *_: self._heights.start())
        self.empty_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        look.changed.connect(self._fit)

    def _fit(self) -> None:
        for place, width in enumerate(WIDTHS):
            if width:
                self.view.setColumnWidth(place, sp(width))
        self.view.verticalHeader().setMinimumSectionSize(sp(_ROW))
        self._heights.start()
