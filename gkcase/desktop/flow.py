"""A layout that goes on in the next line where the width ends: large type must never make the window larger."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class Flow(QLayout):
    """Items side by side from the left, each as large as it wants to be, in as many lines as it takes."""

    def __init__(self, parent: QWidget | None = None, gap: int = 0, line_gap: int = 0) -> None:
        super().__init__(parent)
        self.gap, self.line_gap = gap, line_gap
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, place: int) -> QLayoutItem | None:
        return self._items[place] if 0 <= place < len(self._items) else None

    def takeAt(self, place: int) -> QLayoutItem | None:  # type: ignore[override]  # Qt wants null at the end
        return self._items.pop(place) if 0 <= place < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._lay(rect, move=True)

    def sizeHint(self) -> QSize:
        """All in one line."""
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in sizes) + self.gap * max(len(sizes) - 1, 0)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        """As wide as its widest item."""
        sizes = [item.minimumSize() for item in self._items if not item.isEmpty()]
        return QSize(
            max((size.width() for size in sizes), default=0),
            max((size.height() for size in sizes), default=0),
        )

    def _lay(self, rect: QRect, *, move: bool) -> int:
        """Give every item its place, what is lower in the middle of its line; tells how high it all is."""
        lines, left = [list[tuple[QLayoutItem, QSize]]()], rect.width()
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if lines[-1] and size.width() > left:
                lines.append([])
                left = rect.width()
            lines[-1].append((item, size))
            left -= size.width() + self.gap
        top = rect.top()
        for line in filter(None, lines):
            top = self._lay_line(line, QPoint(rect.left(), top), move=move) + self.line_gap
        return max(top - self.line_gap - rect.top(), 0)

    def _lay_line(self, line: list[tuple[QLayoutItem, QSize]], at: QPoint, *, move: bool) -> int:
        """One line of items; tells where it ends."""
        height = max(size.height() for _, size in line)
        for item, size in line:
            if move:
                item.setGeometry(QRect(at + QPoint(0, (height - size.height()) // 2), size))
            at += QPoint(size.width() + self.gap, 0)
        return at.y() + height
