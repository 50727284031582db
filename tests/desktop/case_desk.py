"""A case window at work: an office in a file, a day that can be moved, and what an officer does with the panel."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import shiboken6
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from gkcase.desktop.act_panel import ActPanel
from gkcase.desktop.fields import DateField
from gkcase.desktop.pages import Page, Place
from gkcase.desktop.reply_panel import ReplyPanel
from gkcase.desktop.screens.case import CaseScreen
from gkcase.desktop.screens.sending import SendingScreen
from gkcase.desktop.screens.settings import SettingsScreen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Tasks
from gkcase.domain.journal import Fact
from gkcase.domain.terms import Event, LetterKind, Role
from gkcase.services import handling, intake, lettering
from gkcase.services.dossier import OfficeProfile
from gkcase.services.office import Office
from gkcase.services.reading import dossier
from tests.desktop.workplace import Visited, focused, write
from tests.offices import new_office

TODAY = date(2026, 12, 8)
PROFILE = OfficeProfile(
    "清河县云溪镇人民政府",
    "云公开",
    review_body="清河县人民政府",
    court="清河县人民法院",
    address="中心路1号",
    phone="0999-8000000",
)
REQUEST: dict[str, Fact] = {
    "channel": "post_signed",
    "signed_on": "2026-12-01",
    "applicant.name": "陈溪石",
    "applicant.kind": "natural",
    "applicant.id_number": "999999196102110012",
    "applicant.phone": "13812345678",
    "applicant.address": "清河县云溪镇东湾村2组",
    "wanted": "2025年征地补偿款发放表",
    "form_wanted": "paper",
    "way_wanted": "post",
}
DISCLOSE: dict[str, Fact] = {
    "kind_of_reply": "R2",
    "documents": "征地补偿款发放表，共3页",
    "delivery": "post",
}
SEARCH: dict[str, Fact] = {
    "places": "档案室",
    "method": "按名称检索",
    "searcher": "李某",
    "outcome": "检得1份",
}


@dataclass
class CaseDesk:
    """The window of one case, and the officer before it."""

    office: Office
    shell: Shell
    qtbot: QtBot
    days: list[date]

    @property
    def screen(self) -> CaseScreen:
        """The page under test."""
        page = self.shell.page("case")
        assert isinstance(page, CaseScreen)
        return page

    @property
    def panel(self) -> ActPanel:
        """The panel that is open."""
        panel = self.screen.panels.open_one
        assert panel is not None
        return panel

    # -- the office -------------------------------------------------------------------------------------------

    def move(self, day: date) -> None:
        """Another day."""
        self.days[0] = day

    def register(self, **changed: Fact) -> int:
        """A case that is there already."""
        facts = {**REQUEST, **{name.replace("__", "."): value for name, value in changed.items()}}
        return intake.register(self.office, {name: value for name, value in facts.items() if value}).case_id

    def record(self, case_id: int, event: Event, **facts: Fact) -> None:
        """A step that somebody has taken already; whoever signs acts."""
        by = str(facts.get("signer") or "")
        handling.record(self.office, case_id, event, on=self.office.today(), facts=facts, by=by)

    def signed(self, case_id: int) -> None:
        """A reply that has been written, submitted and signed."""
        self.record(case_id, Event.SECRECY_REVIEWED, reviewer="钱某", outcome="不涉及国家秘密，可以公开")
        lettering.write_letter(self.office, case_id, LetterKind.REPLY, facts=DISCLOSE)
        self.record(case_id, Event.SUBMITTED)
        self.record(case_id, Event.SIGNED, signer="赵某")

    def entries(self, case_id: int) -> list[Event]:
        """What the journal holds, in the order of typing."""
        lines = sorted(dossier(self.office, case_id).journal, key=lambda line: line.entry.seq)
        return [line.entry.event for line in lines]

    # -- the window -------------------------------------------------------------------------------------------

    def open(self, case_id: int, event: Event | None = None) -> CaseScreen:
        """Go to a case and wait until it is there."""
        self.shell.go("case", (case_id, event) if event else case_id)
        screen = self.screen
        self.qtbot.waitUntil(lambda: screen.view is not None and screen.view.file.id == case_id)
        return screen

    def press(self, keys: str) -> None:
        """A key or chord, wherever the cursor is."""
        QTest.keySequence(QApplication.focusWidget() or self.shell, keys)

    def act(self, event: object) -> ActPanel:
        """The key of an act in the row."""
        self.qtbot.waitUntil(lambda: self.screen.act_bar.buttons[event].isVisible())
        self.press(self.screen.act_bar.buttons[event].shortcut().toString())
        self.qtbot.waitUntil(lambda: self.screen.panels.open_one is not None)
        return self.panel

    def fill(self, **facts: Fact) -> None:
        """Type facts into the open panel."""
        for name, value in facts.items():
            editor = self.panel.form.fact_form.editor(name)
            self.qtbot.waitUntil(editor.isVisible)
            if isinstance(editor, QComboBox):
                editor.setCurrentIndex(editor.findData(value))
            elif isinstance(editor, QCheckBox):
                editor.setChecked(bool(value))
            elif isinstance(editor, DateField):
                editor.edit.setText("")
                QTest.keyClicks(editor.edit, str(value))
            else:
                editor.setFocus()
                editor.selectAll()
                write(str(value))

    @property
    def path(self) -> ReplyPanel:
        """The path of a reply that is open."""
        panel = self.panel
        assert isinstance(panel, ReplyPanel)
        return panel

    def on(self) -> None:
        """Ctrl+Enter, and wait for the next step of the path."""
        path, at = self.path, self.path.at
        QTest.keyClick(focused(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.qtbot.waitUntil(lambda: path.at != at or bool(self.told()))
        assert path.at == at + 1, self.told()

    def choose_result(self, code: str) -> None:
        """Write a reply and choose its kind."""
        if self.screen.panels.open_one is not self.screen.panels.reply_panel:
            self.screen.write(LetterKind.REPLY)
            self.qtbot.wait(50)  # what was typed before is being looked for
        combo = self.path.result_page.combo
        self.qtbot.waitUntil(combo.isVisible)
        combo.setFocus()
        combo.setCurrentIndex(combo.findData(code))

    def confirm(self) -> None:
        """Ctrl+Enter, and wait until it is recorded and the case has been read again."""
        screen = self.screen
        before = screen.view
        QTest.keyClick(focused(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.qtbot.waitUntil(lambda: screen.panels.open_one is None or bool(self.told()))
        assert screen.panels.open_one is None, self.told()
        self.qtbot.waitUntil(lambda: screen.view is not before)

    def refused(self) -> str:
        """Ctrl+Enter, and the sentence that comes back above the button."""
        label = self.panel.form.error_label
        label.tell("")
        QTest.keyClick(focused(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.qtbot.waitUntil(lambda: bool(label.text()) or bool(self.wrong()))
        return label.text()

    def told(self) -> str:
        """What the open panel refuses: above its button or beside its fields."""
        panel = self.panel
        return panel.form.error_label.text() or "、".join(self.wrong())

    def wrong(self) -> list[str]:
        """The fields that are marked as wrong."""
        form = self.panel.form.fact_form
        return [
            child.accessibleName()
            for child in form.findChildren(QWidget)
            if child.property("wrong") and child.isVisibleTo(form)
        ]

    @property
    def effect(self) -> str:
        """What the panel says of the due day."""
        form = self.panel.form
        return form.effect_label.text() if not form.effect_frame.isHidden() else ""


@contextmanager
def case_desk(folder: Path, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> Iterator[CaseDesk]:
    """An office with a clerk and a head, its window on the screen; all closed at the end."""
    days = [TODAY]
    head = ("赵某", "镇长", Role.HEAD)
    office = new_office(folder / "office.gkdb", PROFILE, head, today=lambda: days[0])
    shell = Shell(
        [
            Page("desk", "工作台", "desk", lambda _: Visited()),
            Page("case", "案件", "cases", lambda shell: CaseScreen(office, shell), Place.INSIDE, "desk"),
            Page("sending", "送达", "send", lambda shell: SendingScreen(office, shell)),
            Page("settings", "设置", "settings", lambda shell: SettingsScreen(office, shell), Place.FOOT),
        ],
        tasks,
        settings,
        lambda: days[0],
    )
    shell.resize(1440, 900)
    shell.show()
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow)
    shell.go("desk")
    try:
        yield CaseDesk(office, shell, qtbot, days)
    finally:
        shell.close()
        shiboken6.delete(shell)
        tasks.close()
        office.close()
