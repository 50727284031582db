"""A small office with a handful of cases, and a shell whose other pages write down who comes by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gkcase.desktop.pages import Page, Place
from gkcase.desktop.screen import Screen
from gkcase.desktop.screens.cases import CasesScreen
from gkcase.desktop.screens.desk import DeskScreen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Tasks
from gkcase.domain.terms import Event, Role
from gkcase.services.dossier import OfficeProfile
from gkcase.services.handling import record
from gkcase.services.intake import register
from gkcase.services.mail import enter
from gkcase.services.office import Office, open_office
from tests.offices import made_by, new_office

TODAY = date(2026, 12, 8)
PROFILE = OfficeProfile("清河县云溪镇人民政府", "云公开")
COLLEAGUE = ("周某", "", Role.CLERK)
REQUESTS = (
    # 20 working days end on 2026-12-07: one day late.
    ("何小明", "natural", "in_person", {"submitted_on": "2026-11-09"}, "公益岗位名单"),
    ("云溪合作社", "enterprise", "post_signed", {"signed_on": "2026-11-13"}, "农田项目验收材料"),
    ("张伟", "natural", "in_person", {"submitted_on": "2026-12-03"}, "=道路\t养护\n经费"),
    ("刘海", "natural", "post_unsigned", {"arrived_on": "2026-12-08"}, "道路硬化工程合同"),
)


COMPLETE = {
    "applicant.id_kind": "resident_id",
    "applicant.id_number": "999999194912310025",
    "applicant.phone": "13812345678",
    "applicant.address": "清河县城南路1号",
    "applicant.contact": "何小明",
    "applicant.legal_representative": "何小明",
    "form_wanted": "paper",
    "way_wanted": "post",
}


class Visited(Screen):
    """A page that writes down who comes by."""

    def __init__(self) -> None:
        QWidget.__init__(self)
        self.visits: list[object] = []

    def visit(self, subject: object) -> None:
        self.visits.append(subject)


@contextmanager
def small_office(folder: Path, *, cases: bool = True, today: date = TODAY) -> Iterator[Office]:
    """Four cases of 李某 and 周某, one envelope; closed at the end."""
    path = folder / "office.gkdb"
    if cases:
        path.write_bytes(_filled(today))
        office = open_office(path, today=lambda: today, acting="李某")
    else:
        office = new_office(path, PROFILE, COLLEAGUE, today=lambda: today)
    try:
        yield office
    finally:
        office.close()


@cache
def _filled(today: date) -> bytes:
    def make(path: Path) -> None:
        day = [today]
        office = new_office(path, PROFILE, COLLEAGUE, today=lambda: day[0])
        _fill(office, day)
        office.close()

    return made_by(make)


def _fill(office: Office, day: list[date]) -> None:
    today = day[0]
    for place, (name, kind, channel, dates, wanted) in enumerate(REQUESTS):
        day[0] = max(date.fromisoformat(value) for value in dates.values())
        facts = {
            "channel": channel,
            "applicant.name": name,
            "applicant.kind": kind,
            "wanted": wanted,
            **COMPLETE,
        }
        office.acting = "周某" if place == 0 else "李某"
        register(office, {**facts, **dates})
    office.acting = "李某"
    day[0] = today
    record(
        office,
        2,
        Event.EXTENDED,
        on=date(2026, 12, 8),
        facts={"days": "20", "approver": "赵某", "reason": "征收档案多"},
    )
    enter(office, arrived_on=date(2026, 12, 7), way="post_signed", tracking_number="EB1CN", sender="郭某")


def shell_at(key: str, office: Office, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> Shell:
    """The shell on the screen, at one of its pages."""
    made = shell_of(office, tasks, settings)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    made.go(key)
    return made


def cases_page(shell: Shell, qtbot: QtBot) -> CasesScreen:
    """The register, when its four cases are there."""
    page = shell.page("cases")
    assert isinstance(page, CasesScreen)
    qtbot.waitUntil(lambda: page.table.rowCount() == 4)
    return page


def shell_of(office: Office, tasks: Tasks, settings: QSettings) -> Shell:
    """A shell with the real desk and register; the pages they lead to are `Visited`."""

    def visited(key: str, place: Place = Place.RAIL) -> Page:
        return Page(key, key, "cases", lambda _: Visited(), place)

    make: Callable[[Shell], QWidget] = lambda shell: DeskScreen(office, shell)  # noqa: E731 - typed
    return Shell(
        [
            Page("desk", "工作台", "desk", make),
            Page("cases", "案件", "cases", lambda shell: CasesScreen(office, shell), finds=True),
            visited("mail"),
            visited("sending"),
            visited("calendar"),
            visited("settings", Place.FOOT),
            visited("case", Place.INSIDE),
            visited("intake", Place.INSIDE),
            visited("ledger", Place.INSIDE),
        ],
        tasks,
        settings,
        lambda: office.today(),
    )
