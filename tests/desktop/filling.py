"""What tests of the registration form do again and again."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from pytestqt.qtbot import QtBot

from gkcase.desktop.screens.intake import SAVED, IntakeScreen
from gkcase.desktop.screens.intake_fields import put
from gkcase.services.queries import CaseFilter, case_ids
from tests.desktop.workplace import Workplace


def key(code: Qt.Key) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, code, Qt.KeyboardModifier.NoModifier)


def fill(screen: IntakeScreen, **facts: object) -> None:
    for name, value in facts.items():
        put(screen.fields.editors[name.replace("__", ".")], value)  # type: ignore[arg-type]  # plain values


def posted(screen: IntakeScreen) -> None:
    fill(
        screen,
        channel="post_signed",
        arrival="2026-06-15",
        tracking_number="EB120800123CN",
        applicant__name="林某",
        applicant__phone="13900001234",
        wanted="东湾村六组集体土地征收补偿款发放明细",
        form_wanted="paper",
    )


def save(screen: IntakeScreen, qtbot: QtBot) -> int:
    screen.save()
    qtbot.waitUntil(lambda: screen.state_stack.currentIndex() == SAVED)
    return case_ids(screen._office, CaseFilter())[0]


def count(place: Workplace) -> int:
    return len(case_ids(place.office, CaseFilter()))
