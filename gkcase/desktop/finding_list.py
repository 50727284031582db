"""What would be wrong with a reply (出门前检查), one line each, with the way to where it is put right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from gkcase.desktop.badges import DeadlineBadge
from gkcase.desktop.dressing import restyle, set_rhythm
from gkcase.desktop.layout import button, clear, label
from gkcase.domain.terms import Event
from gkcase.services.preflight import Finding

NOTHING = "没有发现问题"
WORDS = {"fact": "去修改", "settings": "去设置", "paper": "看附件"}


def way_words(spot: str) -> str:
    """What the link to a spot says; empty where there is no one place."""
    where, _, what = spot.partition(":")
    if where == "step" and Event.knows(what):
        return f"去{Event.of(what).label}"
    return WORDS.get(where, "")


class FindingList(QWidget):
    """The findings with their articles; `followed` carries the spot of the one whose link was taken.

    `texts` are the sentences as they stand there, `links` the buttons.
    """

    followed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("出门前检查")
        self._grid = QGridLayout(self)
        set_rhythm(self._grid, 12, 8, 0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self.links: list[QPushButton] = []
        self.texts: list[str] = []
        self.show_words("")

    def show_words(self, words: str) -> None:
        """Show a plain sentence instead of findings: nothing written yet, or nothing looked at."""
        self._begin()
        if words:
            self._grid.addWidget(label(words, tone="muted", wrap=True), 0, 0, 1, 3)
            self.texts = [words]
        restyle(self)

    def show_findings(self, found: Sequence[Finding]) -> None:
        """List what would be wrong; errors come first."""
        self._begin()
        if not found:
            self._grid.addWidget(DeadlineBadge(None, "safe", NOTHING), 0, 0, 1, 3)
            self.texts = [NOTHING]
        for place, finding in enumerate(sorted(found, key=lambda one: not one.is_error)):
            self._lay(place, finding)
        restyle(self)

    def _begin(self) -> None:
        clear(self._grid)
        self.links, self.texts = [], []

    def _lay(self, place: int, finding: Finding) -> None:
        top = Qt.AlignmentFlag.AlignTop
        state, word = ("late", "错误") if finding.is_error else ("soon", "提醒")
        said = f"{finding.text} · {finding.article}" if finding.article else finding.text
        self.texts.append(said)
        words = label(said, wrap=True)
        words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.setContentsMargins(0, 2, 0, 2)  # level with the badge and the button beside it
        self._grid.addWidget(DeadlineBadge(None, state, word), place, 0, top)
        self._grid.addWidget(words, place, 1, top)
        if way := way_words(finding.spot):
            link = button(way, "flat")
            link.setAccessibleName(f"{way}：{finding.text}")
            link.clicked.connect(partial(self._follow, finding.spot))
            self._grid.addWidget(link, place, 2, top | Qt.AlignmentFlag.AlignRight)
            self.links.append(link)

    def _follow(self, spot: str) -> None:
        self.followed.emit(spot)
