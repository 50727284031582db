"""A page of the yearly report at work: an office with some cases of two years, and what an officer does there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from gkcase.desktop.pages import Page, Place
from gkcase.desktop.screens.report import ReportScreen
from gkcase.desktop.screens.report_import import ReportImportScreen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Tasks
from gkcase.domain.journal import Entry, Fact
from gkcase.domain.terms import Event
from gkcase.services.bulk import History, prepare, write
from gkcase.services.office import Change
from tests.desktop.workplace import PROFILE, Visited
from tests.offices import new_office

TODAY = date(2026, 12, 8)


def history(received: str, replied: str = "", code: str = "R2", kind: str = "natural") -> History:
    """A request, answered by e-mail where a day is given."""
    facts: dict[str, Fact] = {"channel": "in_person", "submitted_on": received, "applicant.name": "钟某"}
    on = date.fromisoformat(received)
    entries = [Entry(Event.RECEIVED, on, "李某", {**facts, "applicant.kind": kind, "wanted": "低保名册"})]
    if replied:
        answer: dict[str, Fact] = {
            "delivery": "email",
            "sent_on": replied,
            "kind_of_reply": code,
            "imported": True,
        }
        entries.append(Entry(Event.REPLIED, date.fromisoformat(replied), "李某", answer, reason="补录"))
    return History(entries, on.year)


CASES = (
    history("2025-12-22", "2026-01-12"),
    history("2026-02-02", "2026-02-12", "R4d"),
    history("2026-03-02", "2026-03-12", "R2", "enterprise"),
    history("2026-03-03", "2026-03-12", "R6"),
    history("2026-12-01"),
)


class ReportDesk:
    """An office with a page of the yearly report."""

    def __init__(self, folder: Path, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> None:
        self.days, self.qtbot = [TODAY], qtbot
        self.office = new_office(folder / "office.gkdb", PROFILE, today=lambda: self.days[0], acting="李某")
        self.add(*CASES)
        self.cases = Visited()
        self.shell = Shell(
            [
                Page("report", "年报", "report", lambda shell: ReportScreen(self.office, shell)),
                Page("cases", "案件", "cases", lambda _: self.cases),
                Page(
                    "report_import",
                    "年报",
                    "report",
                    lambda shell: ReportImportScreen(self.office, shell),
                    Place.INSIDE,
                    "report",
                ),
            ],
            tasks,
            settings,
            lambda: self.days[0],
        )
        self.shell.resize(1440, 900)
        self.shell.show()
        self.shell.activateWindow()
        qtbot.waitUntil(self.shell.isActiveWindow)

    def add(self, *histories: History) -> Change:
        """Write whole cases."""
        from gkcase.services.office import Topic

        with self.office.unasked() as session:
            ids = write(self.office, session, [prepare(self.office, one) for one in histories])
        return Change(Topic.CASES, frozenset(ids))

    def open(self, year: int = 2026) -> ReportScreen:
        """Go to the page and wait for its figures."""
        self.shell.go("report", year)
        screen = self.shell.page("report")
        assert isinstance(screen, ReportScreen)
        self.qtbot.waitUntil(lambda: screen.picture is not None and screen.picture.figures.year == year)
        return screen

    def importing(self) -> ReportImportScreen:
        """Go to the page on which a published report is read."""
        self.shell.go("report_import", 2025)
        screen = self.shell.page("report_import")
        assert isinstance(screen, ReportImportScreen)
        return screen
