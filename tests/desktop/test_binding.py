"""PySide6 6.12.0 on Python < 3.12 loses a reference to None or True with every call, then kills the process.

The counts are measured under the locked version. From Python 3.12 on both are immortal and must not move at all.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

TIMES = 1000
NOISE = (
    0 if sys.version_info >= (3, 12) else 25
)  # what threads and caches of the interpreter may hold or drop


class Beacon(QObject):
    """Emits what it is told."""

    lit = Signal(object)
    counted = Signal(int)
    moved = Signal()


def drift(value: object, act: Callable[[], object]) -> int:
    """How many references to `value` a thousand acts gain or lose."""
    act()
    before = sys.getrefcount(value)
    for _ in range(TIMES):
        act()
    return sys.getrefcount(value) - before


def silent_calls() -> dict[str, Callable[[QWidget, QLineEdit], object]]:
    """Calls that return None, whether by their nature or because there is nothing to return."""
    return {
        "parentWidget": lambda widget, _: widget.parentWidget(),
        "parent": lambda widget, _: widget.parent(),
        "focusWidget": lambda widget, _: widget.focusWidget(),
        "focusProxy": lambda widget, _: widget.focusProxy(),
        "layout": lambda widget, _: widget.layout(),
        "childAt": lambda widget, _: widget.childAt(1, 1),
        "update": lambda widget, _: widget.update(),
        "setText": lambda _, edit: edit.setText("〔2026〕1号"),
        "setEnabled": lambda _, edit: edit.setEnabled(True),
        "activeModalWidget": lambda *_: QApplication.activeModalWidget(),
        "activePopupWidget": lambda *_: QApplication.activePopupWidget(),
    }


@pytest.mark.parametrize("name", silent_calls())
def test_a_call_that_returns_none_costs_no_reference(qtbot: QtBot, name: str) -> None:
    widget, edit = QWidget(), QLineEdit()
    qtbot.addWidget(widget)
    qtbot.addWidget(edit)
    call = silent_calls()[name]
    assert call(widget, edit) is None
    assert abs(drift(None, lambda: call(widget, edit))) <= NOISE


@pytest.mark.parametrize("value", [None, True], ids=repr)
@pytest.mark.parametrize("heard", [False, True], ids=["unheard", "heard"])
def test_emitting_costs_no_references(qtbot: QtBot, value: object, heard: bool) -> None:
    beacon = Beacon()
    if heard:
        for signal in (beacon.lit, beacon.counted, beacon.moved):
            signal.connect(lambda *_: None)
    assert abs(drift(value, lambda: beacon.lit.emit(value))) <= NOISE
    assert abs(drift(value, lambda: beacon.counted.emit(1))) <= NOISE
    assert abs(drift(value, lambda: beacon.moved.emit())) <= NOISE


def test_a_call_that_returns_true_costs_no_reference(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    assert widget.isEnabled() is True
    assert abs(drift(True, widget.isEnabled)) <= NOISE
