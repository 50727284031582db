"""A request is registered, and lives on to the archive, by keys alone; how many keys it takes is counted."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gkcase.desktop.screens.intake import SAVED, IntakeScreen
from gkcase.domain.terms import Status
from gkcase.services.queries import CaseFilter, case_ids
from gkcase.services.reading import dossier
from soak.keys import CTRL, KEY_S, MOST_S, Life, Typist, office_window, register
from tests.desktop.workplace import MONDAY, Workplace


def test_a_request_is_registered_by_keys_alone_within_45_seconds(place: Workplace, qtbot: QtBot) -> None:
    typist = Typist()
    place.shell.setFocus()
    QTest.keyClick(place.shell, Qt.Key.Key_N, CTRL)
    typist.keys += 2
    screen = place.shell.page("intake")
    assert isinstance(screen, IntakeScreen)
    qtbot.waitUntil(lambda: screen.is_ready)
    register(typist, screen, MONDAY)
    qtbot.waitUntil(lambda: screen.state_stack.currentIndex() == SAVED)
    [case_id] = case_ids(place.office, CaseFilter())
    file = dossier(place.office, case_id)
    assert file.wanted == "东湾村六组集体土地征收补偿款发放明细"
    assert QApplication.focusWidget() is not None
    assert typist.keys * KEY_S <= MOST_S, f"{typist.keys} keys, {typist.keys * KEY_S:.1f} s"


def test_a_request_lives_from_receipt_to_archive_by_keys_alone(tmp_path: Path, qtbot: QtBot) -> None:
    with office_window(tmp_path) as (shell, office, days):
        life = Life(shell, office, days)
        life.live()
        assert life.status is Status.ARCHIVED
        assert life.signed() == ["钱某", "赵某"]
        assert [name for name, keys in life.counted if not keys] == []
