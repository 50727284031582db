"""The calm bar that shows long work after 400 ms, with a way to cancel it."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from gkcase.desktop.layout import button, label, row
from gkcase.desktop.tasks import Tasks
from gkcase.desktop.tokens import sp, tag

PATIENCE_MS = 400


class TaskBar(QFrame):
    """Shows one long task at a time: the oldest that is still running."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tag(self, role="notice")
        self._tasks: Tasks | None = None
        self._titles: dict[int, str] = {}
        self._steps: dict[int, tuple[int, int]] = {}
        self._title = label("")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(sp(6))
        self._bar.setMinimumWidth(sp(120))
        self._count = label("", "caption", "muted")
        self.cancel_button = button("取消", "flat")
        self.cancel_button.clicked.connect(self._cancel)
        items = (self._title, self._bar, self._count, self.cancel_button)
        self.setLayout(row(*items, gap="m", margins=("xl", "xs"), grow=1))
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._refresh)
        self.hide()

    def watch(self, tasks: Tasks) -> None:
        """Show the long work of these tasks."""
        self._tasks = tasks
        tasks.began.connect(self._began)
        tasks.moved.connect(self._moved)
        tasks.ended.connect(self._ended)

    def _began(self, ticket: int, title: str) -> None:
        self._titles[ticket] = title
        if not self._patience.isActive() and self.isHidden():
            self._patience.start()

    def _moved(self, ticket: int, done: int, total: int) -> None:
        self._steps[ticket] = done, total
        if not self.isHidden():
            self._refresh()

    def _ended(self, ticket: int) -> None:
        self._steps.pop(ticket, None)
        if self._titles.pop(ticket, None) is None:
            return
        if not self._titles:
            self._patience.stop()
        if not self._titles or not self.isHidden():
            self._refresh()

    def _refresh(self) -> None:
        ticket = next(iter(self._titles), None)
        self.setVisible(ticket is not None)
        if ticket is None:
            return
        title = self._titles[ticket]
        done, total = self._steps.get(ticket, (0, 0))
        self._title.setText(title)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._bar.setAccessibleName(title)
        self._count.setText(f"{done}/{total}" if total else "")
        self.cancel_button.setAccessibleName(f"取消{title}")

    def _cancel(self) -> None:
        ticket = next(iter(self._titles), None)
        if self._tasks is not None and ticket is not None:
            self._tasks.cancel(ticket)
