"""An archive page at work: an office with answered cases, a day that can be moved, and what an officer does there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from gkcase.desktop.pages import Page, Place
from gkcase.desktop.screens.archive import ArchiveScreen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Tasks
from gkcase.domain.journal import Fact
from gkcase.domain.terms import Event
from gkcase.services import handling, intake
from gkcase.services.dossier import OfficeProfile
from tests.desktop.case_desk import REQUEST
from tests.desktop.workplace import Visited
from tests.offices import new_office

TODAY = date(2026, 12, 8)
REVIEW: dict[str, Fact] = {
    "remedy": "administrative_review",
    "body": "清河县人民政府",
    "case_number": "清政复〔2026〕8号",
}


class Archive:
    """An office with an archive page; every case is answered on the spot on 1 December 2026."""

    def __init__(self, folder: Path, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> None:
        self.days, self.qtbot = [date(2026, 12, 1)], qtbot
        profile = OfficeProfile("清河县云溪镇人民政府", "云公开")
        path = folder / "office.gkdb"
        self.office = new_office(path, profile, today=lambda: self.days[0])
        self.visited = Visited()
        self.shell = Shell(
            [
                Page("desk", "工作台", "desk", lambda _: Visited()),
                Page("archive", "归档", "archive", lambda shell: ArchiveScreen(self.office, shell)),
                Page("case", "案件", "cases", lambda _: self.visited, Place.INSIDE, "desk"),
            ],
            tasks,
            settings,
            lambda: self.days[0],
        )
        self.shell.resize(1440, 900)
        self.shell.show()
        self.shell.activateWindow()
        qtbot.waitUntil(self.shell.isActiveWindow)
        self.shell.go("desk")

    def answered(self, code: str = "R6", **changed: Fact) -> int:
        """A case that was answered on the spot."""
        facts: dict[str, Fact] = {
            "delivery": "hand",
            "signed_on": "2026-12-01",
            "on_the_spot": True,
            "kind_of_reply": code,
        }
        case_id = intake.register(self.office, {**REQUEST, **changed}).case_id
        self.record(case_id, Event.REPLIED, **facts)
        self.record(case_id, Event.SERVED, proof="送达回证")
        return case_id

    def record(self, case_id: int, event: Event, **facts: Fact) -> None:
        """A step that somebody has taken already."""
        handling.record(self.office, case_id, event, on=self.office.today(), facts=facts)

    def open(self, code: str = "archive", count: int = 1) -> ArchiveScreen:
        """Go to a list and wait for its lines."""
        self.days[0] = max(self.days[0], TODAY)
        self.shell.go("archive", code)
        screen = self.screen
        self.qtbot.waitUntil(lambda: screen.shown.code == code and screen.table.rowCount() == count)
        return screen

    @property
    def screen(self) -> ArchiveScreen:
        """The page under test."""
        page = self.shell.page("archive")
        assert isinstance(page, ArchiveScreen)
        return page

    def act(self, event: Event) -> None:
        """Press the button of an act and wait for its form."""
        screen = self.screen
        self.qtbot.waitUntil(lambda: screen.buttons[event].isEnabled())
        screen.buttons[event].click()
        assert screen.panel_frame.isVisible()

    def fill(self, **facts: Fact) -> None:
        """Fill the form in."""
        self.screen.panel.form.fact_form.fill(facts)

    def confirm(self) -> None:
        """Record it, and wait until the form is gone."""
        screen = self.screen
        screen.panel.confirm()
        self.qtbot.waitUntil(lambda: not screen.panel_frame.isVisible())

    @property
    def notice(self) -> str:
        """What the bar says."""
        return self.shell.notice_bar.words.text()
