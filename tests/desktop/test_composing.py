"""What is being composed in an input method is no word yet: nothing is looked for, then once; rare words stay whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gkcase.desktop.fields import DateField
from gkcase.desktop.tasks import Tasks
from gkcase.desktop.whole import take_most
from gkcase.services.office import Office
from tests.desktop.composing import RARE, STEPS, compose, halved, hasty, lines, unread_days
from tests.desktop.small_office import cases_page, shell_at

PAUSE_MS = 300
"""Longer than any field waits before it looks."""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Everything that is asked of the services from now on."""
    found: list[object] = []
    run: Callable[..., int] = Tasks.run

    def counted(tasks: Tasks, owner: object, work: object, *rest: Any, **named: Any) -> int:
        found.append(owner)
        return run(tasks, owner, work, *rest, **named)

    monkeypatch.setattr(Tasks, "run", counted)
    return found


def test_a_search_field_looks_once_when_the_word_is_there(
    office: Office, tasks: Tasks, settings: QSettings, qtbot: QtBot, asked: list[object]
) -> None:
    shell = shell_at("cases", office, tasks, settings, qtbot)
    page = cases_page(shell, qtbot)
    page.filters.filter_button.setChecked(True)
    qtbot.waitUntil(lambda: not tasks.is_busy)
    fields = [shell.search_edit, *(one for one in lines(page) if not isinstance(one.parent(), DateField))]
    assert len(fields) >= 3
    asked.clear()
    for field in fields:
        compose(field, *STEPS)
    qtbot.wait(PAUSE_MS)
    assert asked == []
    compose(shell.search_edit, *STEPS, commit="道路")
    qtbot.waitUntil(lambda: page.filter.text == "道路")
    qtbot.wait(PAUSE_MS)
    assert [one for one in asked if one is page.table] == [page.table]


def test_a_rare_character_is_taken_whole_or_not_at_all(qtbot: QtBot) -> None:
    edit = QLineEdit()
    qtbot.addWidget(edit)
    take_most(edit, 3)
    compose(edit, commit=f"吴{RARE}")
    assert edit.text() == f"吴{RARE}"
    edit.setText("吴某")
    compose(edit, commit=RARE)
    compose(edit, commit="甲")
    assert edit.text() == "吴某甲"


def test_what_is_wrong_is_found(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    box, cut, day = QVBoxLayout(window), QLineEdit(), DateField()

    class Hasty(QLineEdit):
        def inputMethodEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
            self.setText("z")

    eager = Hasty()
    for name, one in {"cut": cut, "eager": eager}.items():
        one.setObjectName(name)
        box.addWidget(one)
    box.addWidget(day)
    cut.setMaxLength(3)
    window.show()
    assert hasty(window) == ["eager"]
    assert halved(window) == ["cut"]
    assert len(unread_days(window)) == 3
