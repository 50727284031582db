"""Collects garbage on the GUI thread only, and between two events.

Python collects cycles in whatever thread happens to allocate. A widget in such a cycle would then be destroyed in a
worker thread, or in the middle of a call into Qt that is just walking over it; either ends the process.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

FIRST_LOOK_MS = LOOK_MS = 1_000
FULL_EVERY = 120
"""At every so many looks everything is gone through that was made since the program came up."""


class Sweeper(QTimer):
    """Takes the place of the automatic collection from its making on."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent, interval=LOOK_MS)
        gc.disable()
        self._looks = 0
        self.timeout.connect(self.sweep)

    def begin(self) -> None:
        """The first picture has been shown: what is loaded by now stays, and need not be looked through again."""
        if not self.isActive():
            gc.collect()
            gc.freeze()
            self.start()

    def sweep(self) -> None:
        """Collect what Python would have collected by now."""
        self._looks += 1
        young, middle, _ = gc.get_threshold()
        made, passed, _ = gc.get_count()
        if self._looks % FULL_EVERY == 0:
            gc.collect()
        elif passed > middle:
            gc.collect(1)
        elif made > young:
            gc.collect(0)
