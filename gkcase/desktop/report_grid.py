"""The tables of the yearly report as they are published: a number opens its cases, a wrong one is marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from gkcase.desktop.badges import SHAPES
from gkcase.desktop.tokens import colour, font, look, sp

Index = QModelIndex | QPersistentModelIndex
LABELS = 2
"""So many columns stand before the numbers: the group and the row."""
_ROW, _NUMBER, _GROUP = 30, 68, 116
_SAID, _NARROW, _LEAST = 200, 56, 140
"""What the words of a row should have, and down to which widths numbers and words give way before one scrolls."""
_KIND, _WORDS = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Heads:
    """What stands above the numbers; those that belong together stand under one word (法人或其他组织)."""

    columns: Sequence[str]
    over: str = ""
    first: int = 0
    last: int = 0


@dataclass(frozen=True)
class Line:
    """One row: its key, the group it stands in (empty: none), its words, its numbers."""

    key: str
    group: str
    words: str
    numbers: Sequence[int]
    strong: bool = False


@dataclass(frozen=True)
class Spot:
    """A number by its row and its place among the numbers."""

    row: str
    column: int


WRONG, MOVED = "late", "soon"
Marks = Mapping[Spot, tuple[str, str]]
"""What is to be said of a number: WRONG or MOVED, and the sentence."""


class ReportGrid(QTableWidget):
    """A table of the report. `opened` carries the Spot whose cases are wanted."""

    opened = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: Sequence[Line] = ()
        self._head = _GroupHeader(self)
        self.setHorizontalHeader(self._head)
        self.setAccessibleName(name)
        self.setItemDelegate(_NumberDelegate(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        look.changed.connect(self._fit)

    def show_lines(self, heads: Heads, lines: Sequence[Line], marks: Marks) -> None:
        """Show these rows with what is to be said of them; the cursor stays where it was."""
        at = self.spot()
        self.lines = lines
        self.clearSpans()
        self.clear()
        self.setColumnCount(LABELS + len(heads.columns))
        self.setRowCount(len(lines))
        self._head.heads = heads
        self.setHorizontalHeaderLabels(["", "项目", *heads.columns])
        for place, line in enumerate(lines):
            self._put(place, line, heads, marks)
        self._span()
        self._fit()
        if at is not None:
            self.go_to(at)

    def _put(self, place: int, line: Line, heads: Heads, marks: Marks) -> None:
        for column, words in enumerate((line.group, line.words)):
            item = QTableWidgetItem(words)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            item.setToolTip(words)
            item.setData(_WORDS, line.strong)
            self.setItem(place, column, item)
        for number, value in enumerate(line.numbers):
            kind, said = marks.get(Spot(line.key, number), ("", ""))
            item = QTableWidgetItem(str(value))
            item.setTextAlignment(RIGHT)
            item.setData(_KIND, kind)
            item.setData(_WORDS, line.strong)
            item.setToolTip(said)
            said_aloud = f"{line.group}{line.words}，{heads.columns[number]}：{value}。{said}"
            item.setData(Qt.ItemDataRole.AccessibleTextRole, said_aloud)
            self.setItem(place, LABELS + number, item)

    def _span(self) -> None:
        """A group stands once before its rows; a row without a group takes its place, too."""
        start = 0
        for place, line in enumerate(self.lines):
            if not line.group:
                self.setSpan(place, 0, 1, LABELS)
                moved = self.takeItem(place, 1)
                self.setItem(place, 0, moved)
                continue
            if place == 0 or self.lines[place - 1].group != line.group:
                start = place
            last = place + 1 == len(self.lines) or self.lines[place + 1].group != line.group
            if last and place > start:
                self.setSpan(start, 0, place - start + 1, 1)

    # -- what is chosen ---------------------------------------------------------------------------------------

    def spot(self) -> Spot | None:
        """The number on which the cursor stands."""
        return self._spot_at(self.currentRow(), self.currentColumn())

    def go_to(self, spot: Spot) -> None:
        """Put the cursor on a number, where it can be seen."""
        for place, line in enumerate(self.lines):
            if line.key == spot.row:
                self.setCurrentCell(place, LABELS + spot.column)
                self.scrollTo(self.model().index(place, LABELS + spot.column))

    def _spot_at(self, row: int, column: int) -> Spot | None:
        inside = 0 <= row < len(self.lines) and LABELS <= column < self.columnCount()
        return Spot(self.lines[row].key, column - LABELS) if inside else None

    def number_at(self, spot: Spot) -> int:
        """The number that stands there."""
        return next(line.numbers[spot.column] for line in self.lines if line.key == spot.row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.spot())
        elif event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self._as_text())
        else:
            super().keyPressEvent(event)

    def _as_text(self) -> str:
        """The whole table for a spreadsheet: what a clerk copies is never one number."""
        rows = [f"{line.group}{line.words}\t" + "\t".join(map(str, line.numbers)) for line in self.lines]
        return "\n".join(["\t".join(["项目", *self._head.heads.columns]), *rows])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        spot = self._spot_under(event)
        opens = spot is not None and self.number_at(spot) != 0
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and self._spot_under(event) == self.spot():
            self._open(self.spot())

    def _spot_under(self, event: QMouseEvent) -> Spot | None:
        index = self.indexAt(event.position().toPoint())
        return self._spot_at(index.row(), index.column())

    def _open(self, spot: Spot | None) -> None:
        if spot is not None and self.number_at(spot) != 0:
            self.opened.emit(spot)

    # -- size -------------------------------------------------------------------------------------------------

    def _fit(self) -> None:
        self.verticalHeader().setDefaultSectionSize(sp(_ROW))
        self._head.setMinimumSectionSize(sp(40))
        numbers = max(self.columnCount() - LABELS, 1)
        room = self.viewport().width() - sp(_GROUP)
        number = max(min(sp(_NUMBER), (room - sp(_SAID)) // numbers), sp(_NARROW))
        for column in range(self.columnCount()):
            self.setColumnWidth(column, number)
        self.setColumnWidth(0, sp(_GROUP))
        self.setColumnWidth(1, max(room - number * numbers, sp(_LEAST)))
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(sp(720), self._head.sizeHint().height() + self.rowCount() * sp(_ROW) + 2)


class _GroupHeader(QHeaderView):
    """Heads in one line, with a word over those that belong together."""

    def __init__(self, grid: ReportGrid) -> None:
        super().__init__(Qt.Orientation.Horizontal, grid)
        self.heads = Heads(())
        self.setHighlightSections(False)

    def sizeHint(self) -> QSize:
        lines = 3 if self.heads.over else 2
        return QSize(super().sizeHint().width(), QFontMetrics(font("caption")).height() * lines + sp("s"))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        painter.save()
        painter.fillRect(rect, colour("surface"))
        painter.setFont(font("caption"))
        painter.setPen(colour("muted"))
        words = str(self.model().headerData(section, Qt.Orientation.Horizontal) or "")
        under = self._is_under(section)
        line = QFontMetrics(font("caption")).height()
        top = rect.top() + (line + sp("xs") if under else 0)
        box = QRect(rect.left() + sp("s"), top, rect.width() - 2 * sp("s"), rect.bottom() - top)
        side = LEFT if section < LABELS else RIGHT
        painter.drawText(box, int(side) | int(Qt.TextFlag.TextWordWrap), words)
        painter.setPen(colour("border_strong"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if under:
            self._paint_over(painter, rect, section, line)
        painter.restore()

    def _is_under(self, section: int) -> bool:
        place = section - LABELS
        return bool(self.heads.over) and self.heads.first <= place <= self.heads.last

    def _paint_over(self, painter: QPainter, rect: QRect, section: int, line: int) -> None:
        """Each section paints its piece of the common word: sections are painted one by one."""
        first, last = LABELS + self.heads.first, LABELS + self.heads.last
        left = self.sectionViewportPosition(first)
        right = self.sectionViewportPosition(last) + self.sectionSize(last)
        whole = QRect(left + sp("s"), rect.top(), right - left - 2 * sp("s"), line + sp("xs"))
        painter.setClipRect(rect)
        painter.setPen(colour("muted"))
        painter.drawText(whole, Qt.AlignmentFlag.AlignCenter, self.heads.over)
        painter.setPen(colour("border"))
        painter.drawLine(whole.bottomLeft(), whole.bottomRight())


class _NumberDelegate(QStyledItemDelegate):
    """Paints labels and numbers: 0 is faint, a wrong number has its shape, its tint and its sentence as tip."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRect(option.rect)  # type: ignore[attr-defined]
        kind, strong = str(index.data(_KIND) or ""), bool(index.data(_WORDS))
        words, number = str(index.data() or ""), index.column() >= LABELS
        painter.save()
        painter.fillRect(rect, colour(f"{kind}_tint" if kind else "card"))
        painter.setPen(colour("border"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if number and self._is_current(index):
            painter.setPen(colour("accent"))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        if kind:
            self._mark(painter, rect, kind)
        face = font("body", strong)
        painter.setFont(face)
        painter.setPen(colour("faint" if number and words == "0" and not kind else "text"))
        box = rect.adjusted(sp("s"), 0, -sp("s"), 0)
        shown = QFontMetrics(face).elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(RIGHT if number else LEFT), shown)
        painter.restore()

    def _is_current(self, index: Index) -> bool:
        grid = self.parent()
        if not isinstance(grid, ReportGrid) or not grid.hasFocus():
            return False
        return (grid.currentRow(), grid.currentColumn()) == (index.row(), index.column())

    def _mark(self, painter: QPainter, rect: QRect, kind: str) -> None:
        size = sp(9)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(kind))
        SHAPES[kind](painter, QRectF(rect.left() + sp("s"), rect.center().y() - size / 2, size, size))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
