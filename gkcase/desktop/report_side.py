"""Beside the tables of the yearly report: what does not add up, and what moved since it was handed in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from gkcase.desktop.badges import DeadlineBadge, Mark
from gkcase.desktop.dressing import restyle
from gkcase.desktop.layout import button, clear, column, label, row, scrolled, section
from gkcase.domain.annual import Problem
from gkcase.services.annual_report import Drift

WRONG, LEFT_OUT, MOVED = ("late", "不符"), ("soon", "未计入"), ("soon", "变动")
MOST = 200
"""So many lines are shown; more of them would be read by nobody."""


class ReportSide(QWidget):
    """Two lists of sentences. `meant` carries the (row, column) that a sentence is about, `case` the cases."""

    meant = Signal(object)
    cases = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._body = column(gap="l", margins=("l", "l"))
        inside = QWidget()
        inside.setLayout(self._body)
        self._area = scrolled(inside)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setLayout(column(self._area, gap=0))
        self.setMinimumWidth(1)
        self.links: list[QPushButton] = []

    def show_state(self, problems: Sequence[Problem], drift: Drift | None) -> None:
        """Say all of it; nothing wrong is said as well."""
        clear(self._body)
        self.links = []
        self._body.addLayout(section("核对", f"{len(problems)} 处" if problems else ""))
        self._body.addLayout(self._problems(problems))
        if drift is not None:
            moved = f"{len(drift.lines)} 处" if drift.lines else ""
            self._body.addLayout(section("与定稿相比", moved))
            self._body.addLayout(self._moved(drift))
        self._body.addStretch()
        restyle(self)

    def _problems(self, problems: Sequence[Problem]) -> QVBoxLayout:
        if not problems:
            return column(label("各列各行都对得上，结转与上年一致。", tone="muted", wrap=True))
        return column(*(self._problem(one) for one in problems[:MOST]), gap="m")

    def _moved(self, drift: Drift) -> QVBoxLayout:
        if not drift.lines:
            return column(label("定稿以后没有变动。", tone="muted", wrap=True))
        sentences = [
            self._sentence(MOVED, line.text, "看案件", partial(self.cases.emit, (line.case_id,)))
            for line in drift.lines[:MOST]
        ]
        more = len(drift.lines) - MOST
        rest = [label(f"还有 {more} 处未列出", "caption", "muted")] if more > 0 else []
        return column(*sentences, *rest, gap="m")

    def _problem(self, problem: Problem) -> QWidget:
        if problem.cases:
            return self._sentence(LEFT_OUT, problem.text, "看案件", partial(self.cases.emit, problem.cases))
        return self._sentence(WRONG, problem.text, "去看", partial(self.meant.emit, problem.where))

    def _sentence(self, mark: Mark, words: str, way: str, act: Callable[[], object]) -> QWidget:
        """A sentence with its shape, and the way to what it is about."""
        badge = DeadlineBadge(None, *mark)
        said = label(words, wrap=True)
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        link = button(way, "flat")
        link.setAccessibleName(f"{way}：{words}")
        link.clicked.connect(act)
        self.links.append(link)
        made = QWidget()
        made.setLayout(column(row(badge, None, link), said, gap="xs"))
        return made
