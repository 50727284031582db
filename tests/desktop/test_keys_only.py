"""A request is registered by keys alone: no mouse, no call past the event loop; how many keys it takes is counted."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gkcase.desktop.screens.intake import SAVED, IntakeScreen
from gkcase.services.queries import CaseFilter, case_ids
from gkcase.services.reading import dossier
from tests.desktop.workplace import Workplace, focused, press, write

KEY_S = 0.28
"""A practised typist, one key (Card, Moran and Newell, keystroke-level model)."""

MOST_S = 45.0
CTRL = Qt.KeyboardModifier.ControlModifier


class Typist:
    """Presses keys and counts them; a word of Chinese is two keys of pinyin a character and one to choose."""

    def __init__(self) -> None:
        self.keys = 0

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.keys += 1 if modifier is Qt.KeyboardModifier.NoModifier else 2
        press(key, modifier)

    def write(self, text: str) -> None:
        self.keys += len(text) if text.isascii() else 2 * len(text) + 1
        write(text)


def test_a_request_is_registered_by_keys_alone_within_45_seconds(place: Workplace, qtbot: QtBot) -> None:
    typist = Typist()
    place.shell.setFocus()
    QTest.keyClick(place.shell, Qt.Key.Key_N, CTRL)
    typist.keys += 2
    screen = place.shell.page("intake")
    assert isinstance(screen, IntakeScreen)
    qtbot.waitUntil(lambda: screen.is_ready)
    typist.press(Qt.Key.Key_Space)  # 当面, with which the form begins
    arrival = screen.fields.editors["arrival"]
    while not arrival.isAncestorOf(focused()):
        typist.press(Qt.Key.Key_Tab)
    typist.write("2026-06-15")
    typist.press(Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    assert focused() is screen.fields.editors["applicant.name"]
    typist.write("林某")
    for name, text in (("applicant.id_number", "999999199003070039"), ("applicant.phone", "13900001234")):
        while focused() is not screen.fields.editors[name]:
            typist.press(Qt.Key.Key_Tab)
        typist.write(text)
    typist.press(Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier)
    typist.write("东湾村六组集体土地征收补偿款发放明细")
    typist.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: screen.state_stack.currentIndex() == SAVED)
    [case_id] = case_ids(place.office, CaseFilter())
    file = dossier(place.office, case_id)
    assert file.wanted == "东湾村六组集体土地征收补偿款发放明细"
    assert QApplication.focusWidget() is not None
    assert typist.keys * KEY_S <= MOST_S, f"{typist.keys} keys, {typist.keys * KEY_S:.1f} s"
