"""Every window, page, panel and form of an act: nameable, reached by Tab, uncut, no key twice; none is left out.

In the hardest of the nine sizes, 20 pt on a screen of factor 2, which needs a process of its own; the long version
(`soak gui`) takes all nine and every act of every case.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from soak import gui
from tests.desktop.audit import doubled_keys, passed_by

ROOT = Path(__file__).resolve().parents[2]


def test_every_window_is_found_and_faultless_on_a_sharp_screen_in_the_largest_type(township: Path) -> None:
    command = [sys.executable, "-m", "soak.gui", "20", "--office", str(township)]
    environment = os.environ | {"QT_SCALE_FACTOR": "2", "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert ran.returncode == 0, ran.stderr
    assert gui.faults(ran.stdout) == {}


def test_the_audit_finds_what_tab_does_not_come_to(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    box, parts = QVBoxLayout(window), [QLineEdit(), QPushButton("一"), QPushButton("二")]
    for part in parts:
        box.addWidget(part)
    parts[2].setFocusPolicy(parts[2].focusPolicy().ClickFocus)
    window.show()
    assert passed_by(window) == ["QPushButton 二"]


def test_the_audit_finds_doubled_keys_and_mnemonics(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    box = QVBoxLayout(window)
    name, made = QLineEdit(), QPushButton("新登记(&N)")
    words = QLabel("姓名(&N)")
    words.setBuddy(name)
    for part in (words, name, made):
        box.addWidget(part)
    window.show()
    QApplication.processEvents()
    assert doubled_keys(window) == ["Alt+N"]
    made.setText("新登记(&D)")
    assert doubled_keys(window) == []


@pytest.mark.parametrize("smallest", [40.0, 15.0, 4.5])
def test_the_colours_are_measured(smallest: float) -> None:
    three, five, ratio = gui.distances()
    assert {40.0: three, 15.0: five, 4.5: ratio}[smallest] >= smallest
