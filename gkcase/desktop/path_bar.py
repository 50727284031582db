"""The steps of a path, numbered: where one is, what lies behind and can be gone back to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gkcase.desktop.choice_row import SegmentRow
from gkcase.desktop.layout import column


class PathBar(QWidget):
    """Segments that name the steps; `wanted` carries the place of the one that is asked for."""

    wanted = Signal(int)

    def __init__(self, words: Sequence[str], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = SegmentRow()
        steps = [(str(place), f"{place + 1} {word}") for place, word in enumerate(words)]
        self.row.offer(steps, name)
        self.row.chosen.connect(self._chosen)
        self.setLayout(column(self.row, gap=0))
        self._at = 0
        self._showing = False
        self.show_step(0)

    def show_step(self, at: int) -> None:
        """Stand at a step; those before it and the next one can be gone to."""
        self._at, self._showing = at, True
        for place, made in enumerate(self.row.buttons.values()):
            made.setEnabled(place <= at + 1)
            made.setToolTip("" if made.isEnabled() else "请先完成前面的步骤")
        self.row.choose(str(at))
        self._showing = False

    def _chosen(self, code: str) -> None:
        if not self._showing and int(code) != self._at:
            self.wanted.emit(int(code))
