"""The program itself at work: started as often as a test likes, everything closed at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from gkcase import paths
from gkcase.desktop import office_window
from gkcase.desktop.app import make_desktop
from gkcase.desktop.program import Program
from gkcase.desktop.shell import Shell

Start = Callable[..., Program]

LATER = ("HEALTH_AFTER_MS", "REGISTER_AFTER_MS", "REMIND_AFTER_MS")


def at_home(home: Path, monkeypatch: pytest.MonkeyPatch, *, quiet: bool = True) -> None:
    """This person's data lies here; `quiet`: what the program does some time after its start never comes."""
    monkeypatch.setattr(paths, "user_data_path", lambda *_, **__: home)
    for name in LATER if quiet else ():
        monkeypatch.setattr(office_window, name, 3_600_000)


@contextmanager
def at_rest(home: Path, database: str = "", today: date | None = None, acting: str = "") -> Iterator[Program]:
    """The program, still to be started, with the settings of its window in this folder."""
    desktop = make_desktop(home / "window.ini")
    made = Program(desktop, database, today, acting)
    yield made
    if made.window is not None:
        made.window.close()
    made.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@contextmanager
def starting(home: Path) -> Iterator[Start]:
    """Starts the program as often as one likes."""
    with ExitStack() as running:

        def begin(database: str = "", today: date | None = None, acting: str = "") -> Program:
            made = running.enter_context(at_rest(home, database, today, acting))
            made.start()
            return made

        yield begin


def shell_of(running: Program, qtbot: QtBot) -> Shell:
    """The window of the office, once it is there."""
    qtbot.waitUntil(lambda: isinstance(running.window, Shell))
    assert isinstance(running.window, Shell)
    return running.window
