"""What a list is narrowed to, a chip each with a × that takes it off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from gkcase.desktop.flow import Flow
from gkcase.desktop.layout import button, chip, clear
from gkcase.desktop.tokens import font, look, sp, tag

OFF = " ×"


@dataclass(frozen=True)
class Narrowing:
    """One condition of a list, in words, and what takes it off."""

    words: str
    take_off: Callable[[], object]


class ActiveFilters(QWidget):
    """A line of chips, gone while nothing narrows the list; each is reached by Tab and pressed to be taken off."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = Flow(self, sp("s"), sp("xs"))
        self.chips: list[QPushButton] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self._fit)
        self.hide()

    def show_all(
        self, narrowings: Sequence[Narrowing], clear_all: Callable[[], object] | None = None
    ) -> None:
        """Show these and no others; the keyboard stays here while there is one left."""
        held = any(chip.hasFocus() for chip in self.chips)
        clear(self._flow)
        self.chips = []
        for one in narrowings:
            made = self._chip(one)
            QWidget.setTabOrder(self.chips[-1] if self.chips else self, made)
            self.chips.append(made)
        if narrowings and clear_all is not None:
            self._add_clear(clear_all)
        self.setVisible(bool(narrowings))
        if held and self.chips:
            self.chips[0].setFocus()

    def _chip(self, one: Narrowing) -> QPushButton:
        made = chip(one.words + OFF, on=True)
        made.setAccessibleName(f"去掉条件：{one.words}")
        made.setToolTip("去掉这一条件")
        made.clicked.connect(lambda: one.take_off())
        self._flow.addWidget(made)
        return made

    def _add_clear(self, clear_all: Callable[[], object]) -> None:
        made = tag(button("清除全部", "flat"), typeRole="caption")
        made.setFont(font("caption"))
        made.clicked.connect(lambda: clear_all())
        self._flow.addWidget(made)
        QWidget.setTabOrder(self.chips[-1], made)

    def _fit(self) -> None:
        self._flow.gap, self._flow.line_gap = sp("s"), sp("xs")
        self._flow.invalidate()
