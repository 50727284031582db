"""The probe that sits in every test of the desktop finds a window that stands still, and only that."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from tests.desktop.stalls import Probe, felt


def work(seconds: float) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


def test_work_in_a_slot_is_found_wherever_it_comes_from(qapp: QApplication, qtbot: QtBot) -> None:
    probe = Probe()
    made, line = QPushButton(), QLineEdit()
    qtbot.addWidget(made)
    qtbot.addWidget(line)
    made.clicked.connect(lambda: work(0.03))
    line.textEdited.connect(lambda _: work(0.05))
    with felt(probe):
        QTest.mouseClick(made, Qt.MouseButton.LeftButton)
        assert 30 <= probe.worst()[0] < 50
        QTest.keyClick(line, Qt.Key.Key_A)
        assert 50 <= probe.worst()[0] < 80
        QTimer.singleShot(0, lambda: work(0.09))
        qtbot.wait(20)
        assert 90 <= probe.worst()[0] < 130


def test_what_the_test_does_itself_and_waiting_do_not_count(qtbot: QtBot) -> None:
    probe = Probe()
    with felt(probe):
        qtbot.wait(10)
        work(0.05)
        qtbot.wait(60)
        work(0.05)
    assert probe.worst()[0] < 30


def test_the_share_of_turns() -> None:
    probe = Probe()
    assert probe.percentile(0.99) == 0
    probe.gaps = [(float(number), "") for number in range(100)]
    assert probe.percentile(0.99) == 99
    assert probe.percentile(0.5) == 50
