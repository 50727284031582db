"""A window in front of the program: one card in the middle, notices and long work above it, nothing of any case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gkcase.desktop.cover import NAMES_NOBODY
from gkcase.desktop.layout import column, row, scrolled
from gkcase.desktop.notices import NoticeBar, Notices
from gkcase.desktop.tabbing import press_focused
from gkcase.desktop.task_bar import TaskBar
from gkcase.desktop.tasks import Tasks

if TYPE_CHECKING:
    from gkcase.desktop.help import HelpWindow


class Door(QWidget):
    """Shows a card; F1 explains it. Where the type is large for the window it scrolls."""

    help_topic = "start"
    shows_work = True

    def __init__(self, tasks: Tasks, card: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notice_bar, self.task_bar = NoticeBar(), TaskBar()
        self.notices = Notices(self.notice_bar, self)
        if self.shows_work:
            self.task_bar.watch(tasks)
        self._help: HelpWindow | None = None
        inside = QWidget()
        inside.setLayout(row(None, column(None, card, None, margins=("l", "l")), None))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for part in (self.notice_bar, self.task_bar):
            box.addWidget(part)
        self.area = scrolled(inside)
        box.addWidget(self.area, 1)
        QShortcut(QKeySequence("F1"), self).activated.connect(self.show_help)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_focused(self, event):
            super().keyPressEvent(event)

    def show_help(self) -> None:
        """Explain what is asked here."""
        from gkcase.desktop.help import HelpWindow

        if self._help is None:
            self._help = HelpWindow(self)
            self._help.setProperty(NAMES_NOBODY, True)
        self._help.open_topic(self.help_topic)
