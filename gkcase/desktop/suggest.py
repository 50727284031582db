"""Suggestions below a line while one types: asked for off the GUI thread, taken with Down and Enter or the mouse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit

from gkcase.desktop.tasks import Failed, Tasks

PAUSE_MS = 120
_WORDS, _MEANT = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class Suggestion:
    """One suggestion: what the list shows, what goes into the line, what is meant by it."""

    shown: str
    words: str
    meant: object


Ask = Callable[[str], Sequence[Suggestion]]
"""Finds suggestions for what was typed; runs on another thread, so give it plain values."""


class Suggester(QObject):
    """Serves one line. `taken` carries what is meant by the suggestion that was chosen."""

    taken = Signal(object)

    def __init__(self, line: QLineEdit, tasks: Tasks, ask: Ask, failed: Failed) -> None:
        super().__init__(line)
        self._line, self._tasks, self._ask, self._failed = line, tasks, ask, failed
        self.muted = False
        self.model = QStandardItemModel(self)
        self.completer = QCompleter(self.model, self)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer.setCompletionRole(_WORDS)
        self.completer.setWidget(line)
        chosen = self.completer.activated[QModelIndex]  # type: ignore[index]  # the stubs know no overloads
        chosen.connect(self._chosen)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._look_up)
        line.textChanged.connect(self._typed)

    def _typed(self, text: str) -> None:
        if self.muted or not self._line.hasFocus():
            return
        if text.strip():
            self._pause.start()
        else:
            self._pause.stop()
            self.completer.popup().hide()

    def _look_up(self) -> None:
        work = partial(self._ask, self._line.text())
        self._tasks.run(self, work, self._offer, self._failed, topic="suggestions")

    def _offer(self, found: Sequence[Suggestion]) -> None:
        self.model.clear()
        for suggestion in found:
            item = QStandardItem(suggestion.shown)
            item.setData(suggestion.words, _WORDS)
            item.setData(suggestion.meant, _MEANT)
            self.model.appendRow(item)
        if found and self._line.hasFocus():
            self.completer.complete()
        else:
            self.completer.popup().hide()

    def _chosen(self, index: QModelIndex) -> None:
        self._pause.stop()
        self.muted = True
        self._line.setText(str(index.data(_WORDS)))
        self.muted = False
        self.taken.emit(index.data(_MEANT))
