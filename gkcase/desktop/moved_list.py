"""What a change of the rules moves: which open cases, from when to when, and which letters quote the old day."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from gkcase.desktop.layout import column, label
from gkcase.desktop.tokens import look, sp
from gkcase.domain.identity import mask_name
from gkcase.domain.terms import dated
from gkcase.services.calendar import Moved, Plan

HEADS = ("编号", "申请人", "现在的期限", "变更后", "写着原期限的文书")
MOST_ROWS = 8
Index = QModelIndex | QPersistentModelIndex


def _cells(moved: Moved) -> tuple[str, ...]:
    return (
        moved.number,
        mask_name(moved.applicant),
        _day(moved.before),
        _day(moved.after),
        "、".join(map(_letter, moved.letters)) or "—",
    )


def _letter(file_name: str) -> str:
    """What kind of letter it is; its file is named 依申请公开〔2026〕12号_补正告知书_20261201.docx."""
    parts = file_name.split("_")
    return parts[1] if len(parts) == 3 else file_name


def _day(day: date | None) -> str:
    return dated(day) if day else "无"


class MovedModel(QAbstractTableModel):
    """The cases that move, as rows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.moved: tuple[Moved, ...] = ()

    def show(self, moved: tuple[Moved, ...]) -> None:
        """Show these."""
        self.beginResetModel()
        self.moved = moved
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.moved)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(HEADS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return _cells(self.moved[index.row()])[index.column()]
        return None

    def headerData(
        self, place: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return HEADS[place]
        return None


class _Table(QTableView):
    """As high as its rows, up to `most_rows`; Enter opens the case."""

    entered_case = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.most_rows = MOST_ROWS

    def sizeHint(self) -> QSize:
        rows = min(self.model().rowCount() if self.model() else 0, self.most_rows)
        head = self.horizontalHeader().sizeHint().height()
        return QSize(super().sizeHint().width(), head + rows * self.verticalHeader().defaultSectionSize() + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(sp(120), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and self.currentIndex().isValid():
            self.entered_case.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)


class MovedList(QWidget):
    """One sentence, the table, and what to do about letters that quote the old day. `opened` carries a case's id."""

    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = label("", bold=True, wrap=True)
        self.model = MovedModel(self)
        self.table = _Table()
        self.letters = label("", "caption", wrap=True)
        self.setLayout(column(self.sentence, self.table, self.letters, gap="s"))
        self._dress()
        self.table.entered_case.connect(self._open)
        self.table.doubleClicked.connect(lambda index: self._open(index.row()))
        look.changed.connect(self._fit)
        self.hide()

    def _dress(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName("期限有变化的案件")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.verticalHeader().hide()
        head = table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setStretchLastSection(True)
        self._fit()

    def _fit(self) -> None:
        self.table.verticalHeader().setDefaultSectionSize(sp(32))
        self.table.updateGeometry()

    def show_plan(self, plan: Plan | None) -> None:
        """Show what would move; None: nothing is known."""
        self.setVisible(plan is not None)
        if plan is None:
            return
        self.model.show(plan.moved)
        self.sentence.setText(plan_words(plan))
        self.table.setVisible(bool(plan.moved))
        self.table.updateGeometry()
        letters = sum(len(moved.letters) for moved in plan.moved)
        self.letters.setVisible(bool(letters))
        said = f"有{letters}份已写好的文书写着原期限。文书不会自动改写，请逐件打开，重写或者另行告知申请人。"
        self.letters.setText(said if letters else "")

    def _open(self, place: int) -> None:
        self.opened.emit(self.model.moved[place].case_id)


def plan_words(plan: Plan) -> str:
    """The plan in one sentence."""
    if not plan.stale:
        return "没有在办案件，期限都不受影响"
    if not plan.moved:
        return f"{plan.stale:,}件在办案件的期限都不变"
    return f"{plan.stale:,}件在办案件中，{len(plan.moved):,}件的期限会变"
