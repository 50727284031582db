"""How long the window does not answer: the CPU time of its thread in one turn of the event loop, or in one act.

CPU time, not time on the clock: other work on the machine of the tests must not count. What a test does between two
acts does not count either, only what the program does: while a loop runs, and in keys, clicks and changes of page.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import pytest
from PySide6.QtCore import QAbstractEventDispatcher
from PySide6.QtTest import QTest
from pytestqt.qt_compat import qt_api

from gkcase.desktop.shell import Shell

WORST_MS = 400.0
TARGET_MS = 100.0
COUNTED_MS = 1.0
"""Turns in which nothing happens say nothing of those in which something does."""

ACTS = ("keyClick", "keyClicks", "keySequence", "mouseClick", "mouseDClick", "mouseMove")


class Probe:
    """Feels the loop of the GUI thread."""

    def __init__(self) -> None:
        self.gaps: list[tuple[float, str]] = []
        self.test = ""
        self._depth = 0
        self._last = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """While a loop runs, or an act is done."""
        self.beat()
        self._depth += 1
        self._last = time.thread_time()
        try:
            yield
        finally:
            self.beat()
            self._depth -= 1

    def beat(self) -> None:
        """One more turn of the loop."""
        now = time.thread_time()
        gap = (now - self._last) * 1000
        if self._depth and gap >= COUNTED_MS:
            self.gaps.append((gap, self.test))
        self._last = now

    def worst(self) -> tuple[float, str]:
        """The longest standstill so far."""
        return max(self.gaps, default=(0.0, ""))

    def percentile(self, share: float) -> float:
        """So long at most are so many of the turns in which something happened."""
        found = sorted(gap for gap, _ in self.gaps)
        return found[min(len(found) - 1, int(len(found) * share))] if found else 0.0


@contextmanager
def felt(probe: Probe) -> Iterator[None]:
    """Feel all loops that tests wait in, and all that they do in the place of a person."""

    def measured(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def run(*values: Any, **named: Any) -> Any:
            with probe.running():
                return function(*values, **named)

        return run

    dispatcher = QAbstractEventDispatcher.instance()
    dispatcher.awake.connect(probe.beat)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(qt_api, "exec", measured(qt_api.exec))
        patched.setattr(Shell, "go", measured(Shell.go))
        for name in ACTS:
            patched.setattr(QTest, name, staticmethod(measured(getattr(QTest, name))))
        yield
    dispatcher.awake.disconnect(probe.beat)
