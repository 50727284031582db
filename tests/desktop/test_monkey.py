"""Somebody presses everything for a few seconds; set GKCASE_MONKEY_SEED to the printed seed to repeat it."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from random import Random

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from gkcase.services.checking import check_office
from soak import monkey
from soak.edges import closed_edges
from soak.monkey import SEED, Monkey, gaps, too_wide, window_of

SECONDS = 3.0


def test_whatever_is_pressed_nothing_fails_and_the_data_agrees(
    township: Path,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    seed = int(os.environ.get(SEED) or time.time())
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    with closed_edges(tmp_path, Random(seed)), window_of(township, tmp_path) as (_, shell, office):
        pressed = Monkey(shell, seed)
        sys.excepthook = pressed.heard
        rate = pressed.run(SECONDS)
        with capsys.disabled():
            print(f"\nmonkey: {SEED}={seed}, {rate:.0f} events/s", flush=True)
        assert (dict(pressed.faults), dict(pressed.in_the_way)) == ({}, {})
        assert check_office(office).findings == ()
        assert gaps(office) == []
        assert too_wide(shell) == []


def test_the_monkey_notices_a_fault_and_a_dialog_that_does_not_go(
    township: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stubborn(QDialog):
        def closeEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
            event.ignore()  # type: ignore[attr-defined]

    monkeypatch.setattr(monkey, "PATIENCE_S", -1.5)
    with closed_edges(tmp_path, Random(1)), window_of(township, tmp_path) as (_, shell, _office):
        pressed = Monkey(shell, 1)
        dialog = Stubborn(shell)
        dialog.setWindowTitle("不走")
        dialog.show()
        pressed._look_at_dialogs()
        assert list(pressed.in_the_way) == []
        monkeypatch.setattr(monkey, "PATIENCE_S", -3.0)
        pressed._look_at_dialogs()
        assert list(pressed.in_the_way) == ["Stubborn 不走"]
        pressed.heard(KeyError, KeyError("x"), None)
        assert pressed.faults.total() == 1
        dialog.deleteLater()


def test_a_seed_says_what_is_pressed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SEED, raising=False)
    assert monkey.seeds(True) == [1]
    assert monkey.seeds(False) == list(range(1, 9))
    monkeypatch.setenv(SEED, "77")
    assert monkey.seeds(False) == [77]
