"""Idleness: how long no key and no mouse has been used in any window of the program.

Input is noticed where it enters, at the windows: there it is rare, while a filter on the application would see every
event of every widget. What an input method writes does not pass there; it moves the cursor of the field, which Qt says.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication

LOOK_MS = 5_000
_KINDS = QEvent.Type
INPUT = frozenset(
    {
        _KINDS.KeyPress,
        _KINDS.MouseMove,
        _KINDS.MouseButtonPress,
        _KINDS.Wheel,
        _KINDS.TouchBegin,
        _KINDS.TabletPress,
    }
)
Clock = Callable[[], float]


class Idle(QObject):
    """Emits `elapsed` once nothing was typed or moved for so many minutes; begins anew with `touch`.

    Two clocks: the steady one cannot be set back, the other goes on while the computer sleeps.
    """

    elapsed = Signal()

    def __init__(
        self, minutes: float, parent: QObject, clocks: tuple[Clock, Clock] = (time.monotonic, time.time)
    ) -> None:
        super().__init__(parent)
        self.minutes = minutes
        self._clocks = clocks
        self._last = self._now()
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        app = QApplication.instance()
        assert isinstance(app, QApplication)  # there are windows, so there is one
        for window in app.topLevelWindows():
            self._watch(window)
        app.focusWindowChanged.connect(self._watch)
        QGuiApplication.inputMethod().cursorRectangleChanged.connect(self.touch)

    def begin(self) -> None:
        """Somebody works from now on."""
        self.touch()
        self._timer.start()

    def rest(self) -> None:
        """Nobody works: nothing is counted."""
        self._timer.stop()

    def touch(self) -> None:
        """Somebody is there."""
        self._last = self._now()

    def look(self) -> None:
        """Say so if nobody has been there for long."""
        waited = max(now - then for now, then in zip(self._now(), self._last, strict=True))
        if self._timer.isActive() and waited >= self.minutes * 60:
            self.rest()
            self.elapsed.emit()

    def _now(self) -> tuple[float, ...]:
        return tuple(clock() for clock in self._clocks)

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in INPUT:
            self.touch()
        return False
