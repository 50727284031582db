"""The sign-off page at work: a clerk, a reviewer and a head, and the one who sits before it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import shiboken6
from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gkcase.desktop.pages import Page, Place
from gkcase.desktop.screens.signing import SigningScreen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Tasks
from gkcase.domain.journal import Fact
from gkcase.domain.terms import Event, LetterKind, Role, Status
from gkcase.services import handling, intake, lettering
from gkcase.services.office import Change, Office, Topic
from gkcase.services.reading import dossier
from tests.desktop.case_desk import PROFILE, REQUEST, SEARCH, TODAY
from tests.desktop.workplace import Visited
from tests.offices import new_office

REPLY: dict[str, Fact] = {"kind_of_reply": "R6", **SEARCH, "searched_on": "2026-12-08", "delivery": "post"}


class SignDesk:
    """An office with a clerk, a reviewer and a head; the page, and the one who sits before it."""

    def __init__(self, folder: Path, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        colleagues = (("钱某", "司法所", Role.REVIEWER), ("赵某", "镇长", Role.HEAD))
        self.office: Office = new_office(folder / "office.gkdb", PROFILE, *colleagues, today=lambda: TODAY)
        self.case, self.settings = Visited(), Visited()
        pages = [
            Page("desk", "工作台", "desk", lambda _: Visited()),
            Page("signing", "审签", "sign", lambda shell: SigningScreen(self.office, shell)),
            Page("case", "案件", "cases", lambda _: self.case, Place.INSIDE, "desk"),
            Page("settings", "设置", "settings", lambda _: self.settings, Place.FOOT),
        ]
        self.shell = Shell(pages, tasks, settings, lambda: TODAY)
        self.shell.resize(1440, 900)
        self.shell.show()
        self.shell.activateWindow()
        qtbot.waitUntil(self.shell.isActiveWindow)
        self.shell.go("desk")

    def submitted(self, **changed: Fact) -> int:
        """A reply that is under review; told on another day of receipt with signed_on."""
        case_id = intake.register(self.office, {**REQUEST, **changed}).case_id
        handling.record(self.office, case_id, Event.SEARCHED, on=TODAY, facts=SEARCH)
        lettering.write_letter(self.office, case_id, LetterKind.REPLY, facts=REPLY)
        handling.record(self.office, case_id, Event.SUBMITTED, on=TODAY)
        return case_id

    @property
    def screen(self) -> SigningScreen:
        """The page under test."""
        page = self.shell.page("signing")
        assert isinstance(page, SigningScreen)
        return page

    def sit_down(self, person: str) -> SigningScreen:
        """Somebody else works; the page has read their queue."""
        self.office.acting = person
        if self.shell.here and self.shell.here.key == "signing":
            self.shell.announce(Change(Topic.PEOPLE))
        else:
            self.shell.go("signing")
        return self.screen

    def wait_for(self, case_id: int) -> None:
        """Until a reply can be read."""
        self.qtbot.waitUntil(lambda: self.reads(case_id))

    def reads(self, case_id: int) -> bool:
        """Whether a reply is shown."""
        reading = self.screen.reading
        return reading is not None and reading.file.id == case_id

    def press(self, keys: str) -> None:
        """A key or chord, wherever the cursor is."""
        QTest.keySequence(QApplication.focusWidget() or self.shell, keys)

    def status(self, case_id: int) -> Status:
        """Where the case stands."""
        return dossier(self.office, case_id).status


@contextmanager
def sign_desk(folder: Path, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> Iterator[SignDesk]:
    """It, put away at the end before its threads end."""
    made = SignDesk(folder, tasks, settings, qtbot)
    yield made
    made.shell.close()
    shiboken6.delete(made.shell)
    tasks.close()
    made.office.close()
