"""Reminders in the window and in the tray, with a tray that only writes down what it was told."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot

from gkcase.desktop.pages import Stop
from gkcase.desktop.reminding import AT_START, IN_TRAY, Reminding, Tray, is_on
from gkcase.desktop.screens.settings import SettingsScreen
from gkcase.desktop.settings_remind import RemindSection
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Tasks
from gkcase.services.mail import enter
from gkcase.services.office import Change, Office, Topic
from gkcase.services.remembering import recall
from tests.desktop.audit import clipped, nameless, out_of_reach
from tests.desktop.settings_window import shell_with_settings
from tests.desktop.small_office import shell_of


class FakeTray(Tray):
    """Writes down what it says."""

    def __init__(self, parent: QObject) -> None:
        QObject.__init__(self, parent)
        self.said: list[str] = []
        self.tip = ""
        self.there = True

    def say(self, words: str, *, aloud: bool) -> None:
        self.tip = words
        if aloud:
            self.said.append(words)

    def end(self) -> None:
        self.there = False


@dataclass
class At:
    """A window that reminds; its day can be moved."""

    office: Office
    shell: Shell
    reminding: Reminding
    qtbot: QtBot
    trays: list[FakeTray] = field(default_factory=list)

    @property
    def words(self) -> str:
        return self.reminding.bar.words.text()

    def until(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: self.words == words)

    def move(self, days: int) -> None:
        day = self.office.today() + timedelta(days=days)
        self.office.practise(day)
        self.shell.refresh_today()


@pytest.fixture
def at(office: Office, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> At:
    """李某 at work on Tuesday 8 December 2026, beside 周某."""
    shell = shell_of(office, tasks, settings)
    qtbot.addWidget(shell)
    shell.show()
    shell.go("desk")
    trays: list[FakeTray] = []

    def make(parent: QObject) -> FakeTray:
        trays.append(FakeTray(parent))
        return trays[-1]

    made = At(office, shell, Reminding(office, shell, make, lambda: True), qtbot, trays)
    made.reminding.ask()
    qtbot.waitUntil(lambda: bool(made.words))
    return made


def test_the_line_and_the_tray_say_how_many_and_name_nobody(at: At) -> None:
    words = at.words
    assert "今天到期" in words
    [tray] = at.trays
    assert tray.said == [words]
    assert at.reminding.bar.isVisible()
    assert at.reminding.bar.open_button.isHidden()  # one is there already
    for name in ("何小明", "何", "刘海", "郭某", "〔2026〕"):
        assert name not in words
    assert nameless(at.reminding.bar) == []
    assert clipped(at.reminding.bar) == []
    assert out_of_reach(at.shell) == []


def test_what_was_dismissed_stays_quiet_until_something_new_comes_or_the_day_ends(at: At) -> None:
    before = at.words
    at.reminding.bar.dismiss_button.click()
    assert at.reminding.bar.isHidden()
    assert at.trays[0].tip == ""
    at.qtbot.waitUntil(lambda: recall(at.office, "seen", "李某") is not None)
    at.reminding.ask()
    at.until("")
    enter(at.office, arrived_on=date(2026, 12, 4), way="post_signed", tracking_number="EB9CN", sender="某")
    at.reminding._hours.timeout.emit()
    at.until("您有逾期1项")
    assert at.trays[0].said == [before, "您有逾期1项"]
    at.reminding._hours.timeout.emit()
    at.reminding._hours.timeout.emit()
    at.qtbot.waitUntil(lambda: not at.shell.tasks._waiting)
    assert at.trays[0].said == [before, "您有逾期1项"]  # it does not say the same twice
    at.move(1)
    at.qtbot.waitUntil(lambda: len(at.trays[0].said) == 3)
    assert "逾期" in at.words


def test_a_day_off_is_quiet(at: At) -> None:
    at.move(4)  # Saturday
    at.until("")
    assert at.reminding.bar.isHidden()


def test_a_case_that_was_opened_is_not_reminded_of_again(at: At) -> None:
    case = next(duty.case_id for duty in at.reminding.shown.all if duty.case_id is not None)
    at.shell.go("case", (case, None))
    assert all(duty.case_id != case for duty in at.reminding.shown.all)
    at.qtbot.waitUntil(lambda: recall(at.office, "seen", "李某") is not None)
    at.reminding.ask()
    at.qtbot.waitUntil(lambda: not at.shell.tasks._waiting)
    assert all(duty.case_id != case for duty in at.reminding.shown.all)


def test_somebody_else_sees_his_own(at: At) -> None:
    at.office.acting = "周某"
    at.reminding.person_changed()
    at.qtbot.waitUntil(lambda: [duty.number for duty in at.reminding.shown.overdue] == ["〔2026〕1号"])


def test_the_tray_leads_to_the_desk_and_can_be_told_to_stop(at: At) -> None:
    at.shell.go("cases")
    assert not at.reminding.bar.open_button.isHidden()
    at.shell.showMinimized()
    at.trays[0].opened.emit()
    assert at.shell.here == Stop("desk")
    assert not at.shell.isMinimized()
    at.trays[0].ended.emit()
    assert not at.trays[0].there
    assert at.reminding.bar.isHidden()
    assert not at.reminding._hours.isActive()


def test_the_sign_in_the_tray_has_a_menu_and_ends_with_the_window(qtbot: QtBot) -> None:
    window = QWidget()
    tray = Tray(window)
    heard: list[str] = []
    tray.opened.connect(lambda: heard.append("open"))
    tray.ended.connect(lambda: heard.append("end"))
    assert [action.text() for action in tray._menu.actions()] == ["打开", "退出提醒"]
    for action in tray._menu.actions():
        action.trigger()
    tray._icon.messageClicked.emit()
    tray._icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    tray._icon.activated.emit(QSystemTrayIcon.ActivationReason.Context)
    assert heard == ["open", "end", "open", "open"]
    tray.say("今天到期2项", aloud=True)
    assert tray._icon.toolTip() == "依申请公开办件：今天到期2项"
    tray.say("", aloud=False)
    assert tray._icon.toolTip() == "依申请公开办件"
    tray.end()
    assert not tray._icon.isVisible()
    window.deleteLater()


def test_without_a_tray_the_line_is_enough(
    office: Office, tasks: Tasks, settings: QSettings, qtbot: QtBot
) -> None:
    shell = shell_of(office, tasks, settings)
    qtbot.addWidget(shell)
    shell.show()
    shell.go("desk")
    made = Reminding(office, shell, Tray, lambda: False)
    made.ask()
    qtbot.waitUntil(made.bar.isVisible)
    assert made.tray is None


def test_the_settings_turn_both_off_at_once(at: At) -> None:
    at.shell.settings.setValue(IN_TRAY, "false")
    at.reminding.ask()
    at.qtbot.waitUntil(lambda: at.reminding.tray is None)
    assert at.reminding.bar.isVisible()
    at.shell.settings.setValue(AT_START, "false")
    at.reminding.ask()
    assert at.reminding.bar.isHidden()


def test_the_choices_are_kept_and_told(
    office: Office, tasks: Tasks, settings: QSettings, qtbot: QtBot
) -> None:
    shell = shell_with_settings(office, tasks, settings)
    qtbot.addWidget(shell)
    shell.go("settings", "remind")
    page = shell.page("settings")
    assert isinstance(page, SettingsScreen)
    section = page.current
    assert isinstance(section, RemindSection)
    heard: list[object] = []
    shell.changed.connect(heard.append)
    assert section.start_box.isChecked()
    section.start_box.click()
    assert not is_on(shell.settings, AT_START)
    assert heard == [Change(Topic.SETTINGS)]
    assert not section.tray_box.isEnabled()
    assert section.tray_note.text().startswith("这台电脑没有系统托盘")  # as here, where tests run


def test_looking_for_what_is_due_loads_nothing_that_only_acts_need() -> None:
    heavy = (
        "gkcase.services.handling",
        "gkcase.services.preflight",
        "gkcase.services.letters",
        "gkcase.domain.notices",
    )
    asked = f"import sys, gkcase.services.reminders; print([m for m in {heavy} if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
