"""The timeline of a case (经过): day, dot on the thread, what happened, and the papers that hang on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gkcase.desktop.icons import pixmap
from gkcase.desktop.tokens import colour, font, sp
from gkcase.domain.terms import weekday

HAPPENING_ROLE = Qt.ItemDataRole.UserRole
_INK = {"done": "muted", "pause": "paused", "ahead": "safe", "void": "faint"}
_WRAP = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WORDS, _THREAD, _DAY = 98, 82, 68
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Paper:
    """A letter or a scan that hangs on an entry."""

    id: int
    name: str


@dataclass(frozen=True)
class Happening:
    """One line of the timeline; tone is done, pause (the clock stands still), ahead, or void (struck out)."""

    on: date
    title: str
    detail: str = ""
    by: str = ""
    papers: tuple[Paper, ...] = ()
    tone: str = "done"
    seq: int = 0

    @property
    def words(self) -> str:
        """The line as one sentence: for the display role, for copying and for screen readers."""
        papers = "、".join(paper.name for paper in self.papers)
        parts = (
            f"{self.on.month}月{self.on.day}日 {weekday(self.on)}",
            self.title,
            self.detail,
            papers,
            self.by,
        )
        return " · ".join(part for part in parts if part) + ("（已作废）" if self.tone == "void" else "")


class TimelineDelegate(QStyledItemDelegate):
    """Draws the Happening that a model gives in HAPPENING_ROLE; a click on a paper emits its id."""

    paper_clicked = Signal(int)

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        entry: Happening = index.data(HAPPENING_ROLE)
        width = self._width()
        words = _height(entry.detail, width) + sp(20) * len(_lines(entry.papers, width))
        return QSize(0, sp(28) + max(words, sp(18)))  # the weekday stands below the day

    def _width(self) -> int:
        return max(self._view.viewport().width() - sp(_WORDS) - sp("m"), sp(80))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Happening = index.data(HAPPENING_ROLE)
        rect: QRect = option.rect  # type: ignore[attr-defined]  # the stubs lack the fields of the option
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]  # as above
            painter.fillRect(rect, colour("accent_tint"))
        _thread(painter, rect, entry, index.row() == 0, index.row() == index.model().rowCount() - 1)
        _day(painter, rect, entry)
        self._words(painter, rect, entry)
        painter.restore()

    def _words(self, p: QPainter, r: QRect, entry: Happening) -> None:
        left, width = r.left() + sp(_WORDS), r.width() - sp(_WORDS) - sp("m")
        tone = {"ahead": "safe", "void": "faint"}.get(entry.tone, "text")
        p.setFont(font("caption"))
        p.setPen(colour("faint"))
        p.drawText(QRect(left, r.top() + sp(5), width, sp(22)), _RIGHT, entry.by)
        title = font("body", bold=True)
        title.setStrikeOut(entry.tone == "void")
        p.setPen(colour(tone))
        p.setFont(title)
        free = width - QFontMetrics(font("caption")).horizontalAdvance(entry.by) - sp("s")
        words = QFontMetrics(title).elidedText(entry.title, Qt.TextElideMode.ElideRight, free)
        p.drawText(QRect(left, r.top() + sp(5), free, sp(22)), _LEFT, words)
        p.setFont(font("caption"))
        p.setPen(colour("faint" if entry.tone == "void" else "muted"))
        p.drawText(QRect(left, r.top() + sp(25), width, _height(entry.detail, width)), _WRAP, entry.detail)
        for paper, box in self._paper_boxes(r, entry):
            _paper(p, box, paper.name)

    def _paper_boxes(self, r: QRect, entry: Happening) -> list[tuple[Paper, QRect]]:
        left, width = r.left() + sp(_WORDS), self._width()
        top = r.top() + sp(24) + _height(entry.detail, width)
        boxes: list[tuple[Paper, QRect]] = []
        for place, papers in enumerate(_lines(entry.papers, width)):
            across = left
            for paper in papers:
                taken = min(_paper_width(paper.name), width)
                boxes.append((paper, QRect(across, top + place * sp(20), taken, sp(18))))
                across += taken
        return boxes

    def editorEvent(self, event: QEvent, model: object, option: QStyleOptionViewItem, index: Index) -> bool:
        if isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseButtonRelease:
            rect: QRect = option.rect  # type: ignore[attr-defined]  # as above
            for paper, box in self._paper_boxes(rect, index.data(HAPPENING_ROLE)):
                if box.contains(event.position().toPoint()):
                    self.paper_clicked.emit(paper.id)
                    return True
        return False


def _thread(p: QPainter, r: QRect, entry: Happening, first: bool, last: bool) -> None:
    x, y = r.left() + sp(_THREAD), r.top() + sp(16)
    p.setPen(QPen(colour("border_strong"), 1.4))
    p.drawLine(QPointF(x, y if first else r.top()), QPointF(x, y if last else r.bottom() + 1))
    ink = colour(_INK[entry.tone])
    p.setBrush(ink if entry.tone == "done" else colour("card"))
    p.setPen(QPen(ink, 2))
    p.drawEllipse(QPointF(x, y), sp(4), sp(4))


def _day(p: QPainter, r: QRect, entry: Happening) -> None:
    p.setPen(colour("faint" if entry.tone == "void" else "text"))
    p.setFont(font("caption"))
    day = f"{entry.on.month}月{entry.on.day}日"
    p.drawText(QRect(r.left(), r.top() + sp(6), sp(_DAY), sp(20)), _RIGHT, day)
    p.setPen(colour("faint"))
    p.drawText(QRect(r.left(), r.top() + sp(25), sp(_DAY), sp(18)), _RIGHT, weekday(entry.on))


def _paper(p: QPainter, box: QRect, name: str) -> None:
    size = sp(14)
    p.setPen(colour("accent"))
    p.drawPixmap(QRect(box.left(), box.top() + sp(2), size, size), pixmap("file", "accent", 14))
    words = box.adjusted(sp(18), 0, 0, 0)
    metrics = QFontMetrics(font("caption"))
    p.drawText(words, _LEFT, metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, words.width()))


def _height(text: str, width: int) -> int:
    if not text:
        return 0
    return QFontMetrics(font("caption")).boundingRect(QRect(0, 0, width, 10000), _WRAP, text).height()


def _paper_width(name: str) -> int:
    return sp(18) + QFontMetrics(font("caption")).horizontalAdvance(name) + sp("m")


def _lines(papers: tuple[Paper, ...], width: int) -> list[list[Paper]]:
    """The papers of one entry, broken into lines that fit."""
    lines: list[list[Paper]] = []
    free = 0
    for paper in papers:
        if _paper_width(paper.name) > free:
            lines.append([])
            free = width + sp("m")
        lines[-1].append(paper)
        free -= _paper_width(paper.name)
    return lines
