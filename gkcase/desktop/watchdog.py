"""Notices when the windows no longer answer, and writes down where every thread is: file, line and function only."""

from __future__ import annotations

import sys
import threading
import time
from types import FrameType

from PySide6.QtCore import QObject, QTimer

from gkcase.desktop import reports

STUCK_S = 2.0
BEAT_MS = 500


class Watchdog(QTimer):
    """Its beat comes from the event loop; a thread beside it looks whether it still comes.

    A computer that slept is not a program that hangs: then the thread itself comes late, and nothing is said.
    """

    def __init__(self, parent: QObject | None = None, stuck: float = STUCK_S) -> None:
        super().__init__(parent, interval=int(min(BEAT_MS, stuck * 250)))
        self._stuck = stuck
        self._beat = time.monotonic()
        self._gui = threading.get_ident()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        self.stalls = 0
        self.timeout.connect(self._felt)

    def begin(self) -> None:
        """Watch from now on."""
        if not self.isActive():
            self._felt()
            self.start()
            self._thread.start()

    def end(self) -> None:
        """The program ends."""
        self.stop()
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def _felt(self) -> None:
        self._beat = time.monotonic()

    def _watch(self) -> None:
        step, told, looked = self._stuck / 4, 0.0, time.monotonic()
        while not self._ended.wait(step):
            now, beat = time.monotonic(), self._beat
            slept, looked = now - looked > self._stuck, now
            if now - beat > self._stuck and beat != told and not slept:
                told = beat
                self.stalls += 1
                reports.keep("stall", self._stacks(now - beat))

    def _stacks(self, seconds: float) -> str:
        from gkcase.desktop.crash import code_of, heading

        names = {thread.ident: thread.name for thread in threading.enumerate()}
        frames = sys._current_frames()
        stuck = _places(frames.get(self._gui))
        lines = [f"差错编号 {code_of(*stuck)}", heading(), f"界面{seconds:.1f}秒没有反应"]
        for ident, frame in sorted(frames.items(), key=lambda item: item[0] != self._gui):
            if ident != self._thread.ident:
                title = "界面" if ident == self._gui else names.get(ident, "")
                lines += [f"{title}：", *(f"  {one}" for one in _places(frame))]
        return "\n".join([*lines, ""])


def _places(frame: FrameType | None) -> list[str]:
    """Where a thread is, the innermost call first."""
    from gkcase.desktop.crash import place

    found = []
    while frame is not None:
        found.append(place(frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name))
        frame = frame.f_back
    return found
