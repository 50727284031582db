"""Faults of the Qt binding that would break us, measured under the version that is installed."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot


class Beacon(QObject):
    lit = Signal(int)


def test_emitting_costs_no_references(qtbot: QtBot) -> None:
    """PySide6 6.12.0 on Python < 3.12 drops a reference to True per emission, then aborts."""
    beacon = Beacon()
    before = sys.getrefcount(True)
    for _ in range(50):
        beacon.lit.emit(1)
    assert sys.getrefcount(True) > before - 25


def test_setting_a_text_costs_no_references(qtbot: QtBot) -> None:
    """The same version drops a reference to None per call of a method that returns nothing."""
    words = QLabel()
    qtbot.addWidget(words)
    before = sys.getrefcount(None)
    for _ in range(200):
        words.setText("期限")
    assert sys.getrefcount(None) > before - 100
