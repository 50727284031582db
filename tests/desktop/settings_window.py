"""A shell that shows the settings of a small office; the pages they lead to are `Visited`."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from gkcase.desktop.key_card import KeyCard
from gkcase.desktop.pages import Page, Place
from gkcase.desktop.screens.settings import SettingsScreen
from gkcase.desktop.settings_section import Section
from gkcase.desktop.settings_store import StoreSection
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Tasks
from gkcase.services.office import Office
from tests.desktop.small_office import Visited


def shell_with_settings(office: Office, tasks: Tasks, settings: QSettings) -> Shell:
    """The settings, come to from the desk."""
    pages = [
        Page("desk", "工作台", "desk", lambda _: Visited()),
        Page("settings", "设置", "settings", lambda shell: SettingsScreen(office, shell), Place.FOOT),
        Page("case", "案件", "cases", lambda _: Visited(), Place.INSIDE),
    ]
    made = Shell(pages, tasks, settings, lambda: office.today())
    made.resize(1280, 800)
    made.show()
    made.go("desk")
    made.go("settings")
    return made


S = TypeVar("S", bound=Section)


def section_in(shell: Shell, name: str, kind: type[S]) -> S:
    """A section of the settings, come to."""
    shell.go("settings", name)
    page = shell.page("settings")
    assert isinstance(page, SettingsScreen)
    assert isinstance(page.current, kind)
    return page.current


def key_card_in(shell: Shell, qtbot: QtBot) -> KeyCard:
    """The card of the encryption, once it knows how the data is protected."""
    card = section_in(shell, "store", StoreSection).key_card
    qtbot.waitUntil(card.acts.isVisible)
    return card


def said(shell: Shell) -> str:
    return shell.notice_bar.words.text()
