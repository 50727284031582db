"""A shell at work: a real office in a file, the pages under test, and pages that only write down who came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import shiboken6
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gkcase.desktop.pages import Page, Place
from gkcase.desktop.screen import Screen
from gkcase.desktop.screens.intake import IntakeScreen
from gkcase.desktop.screens.mail import MailScreen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Tasks
from gkcase.domain.journal import Fact
from gkcase.services import intake
from gkcase.services.dossier import OfficeProfile
from gkcase.services.office import Office, open_office
from tests.offices import new_office

MONDAY = date(2026, 6, 15)
PROFILE = OfficeProfile("云溪镇人民政府", "云政依复", address="云溪镇人民路1号", phone="0557-1234567")
REQUEST: dict[str, Fact] = {
    "channel": "in_person",
    "submitted_on": "2026-06-01",
    "applicant.name": "陈某",
    "applicant.id_number": "999999199003070039",
    "applicant.phone": "13800005678",
    "applicant.address": "云溪镇东湾村六组18号",
    "wanted": "2025年征地补偿款发放表",
}


class Visited(Screen):
    """A page that writes down who came."""

    def __init__(self) -> None:
        QWidget.__init__(self)
        self.subjects: list[object] = []

    def visit(self, subject: object) -> None:
        self.subjects.append(subject)


@dataclass
class Workplace:
    """An office, its window, and what a person does with it. `today` can be moved."""

    folder: Path
    tasks: Tasks
    settings: QSettings
    qtbot: QtBot
    today: date = MONDAY
    office: Office = field(init=False)
    shell: Shell = field(init=False)
    cases: Visited = field(init=False)
    together: Visited = field(init=False)

    def __post_init__(self) -> None:
        path = self.folder / "office.gkdb"
        how: Callable[..., Office] = open_office if path.exists() else _create
        self.office = how(path, today=lambda: self.today, acting="李某")
        self.open()

    def open(self) -> None:
        """Open the window on the desk."""
        self.cases, self.together = Visited(), Visited()
        pages = [
            Page("desk", "工作台", "desk", lambda _: Visited()),
            Page("mail", "收件簿", "mailbox", lambda shell: MailScreen(self.office, shell)),
            Page("case", "案件", "cases", lambda _: self.cases, place=Place.INSIDE, under="desk"),
            Page("together", "一并办理", "cases", lambda _: self.together, place=Place.INSIDE, under="desk"),
            Page(
                "intake",
                "新登记",
                "plus",
                lambda shell: IntakeScreen(self.office, shell),
                place=Place.INSIDE,
                under="desk",
            ),
        ]
        self.shell = Shell(pages, self.tasks, self.settings, lambda: self.today)
        self.shell.resize(1440, 900)
        self.shell.show()
        self.shell.activateWindow()
        self.qtbot.waitExposed(self.shell)
        self.shell.go("desk")

    def leave(self) -> None:
        """Close the window and take it away, with all that waits in it."""
        self.shell.close()
        shiboken6.delete(self.shell)

    def close(self) -> None:
        """End as the program does: window, threads, office."""
        self.leave()
        self.tasks.close()
        self.office.close()

    def intake(self, mail_id: int | None = None) -> IntakeScreen:
        """Go to the form and wait until it can be typed into."""
        self.shell.go("intake", mail_id)
        screen = self.shell.page("intake")
        assert isinstance(screen, IntakeScreen)
        self.qtbot.waitUntil(lambda: screen.is_ready)
        return screen

    def mail(self) -> MailScreen:
        """Go to the mail register."""
        self.shell.go("mail")
        screen = self.shell.page("mail")
        assert isinstance(screen, MailScreen)
        return screen

    def register(self, **changed: Fact) -> int:
        """A case that is there already."""
        facts = {**REQUEST, **{name.replace("__", "."): value for name, value in changed.items()}}
        return intake.register(self.office, facts).case_id


def _create(path: Path, **rest: object) -> Office:
    return new_office(path, PROFILE, **rest)  # type: ignore[arg-type]  # handed on as it came


def focused() -> QWidget:
    """Where the keys go."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """One key, wherever the cursor is."""
    QTest.keyClick(focused(), key, modifier)


def write(text: str) -> None:
    """Type ASCII, or commit Chinese as an input method does."""
    if text.isascii():
        QTest.keyClicks(focused(), text)
        return
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(focused(), event)
