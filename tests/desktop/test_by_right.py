"""What each role may not do is grey on every page, with the reason: the table of rights, seen through the window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gkcase.desktop.after_lists import LISTS
from gkcase.desktop.by_right import ByRight, fit_pages
from gkcase.desktop.duty_panel import MONTH
from gkcase.desktop.pages_list import pages
from gkcase.desktop.screens.archive import ArchiveScreen
from gkcase.desktop.screens.calendar import SPAN, CalendarScreen
from gkcase.desktop.screens.registers import RegistersScreen
from gkcase.desktop.screens.settings import SettingsScreen
from gkcase.desktop.settings_store import StoreSection
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Tasks
from gkcase.domain.rights import RIGHTS, May
from gkcase.domain.terms import Role
from gkcase.services.login import change_password, log_in, reset_password
from gkcase.services.office import Office, open_office
from gkcase.services.people import save_person
from tests.desktop.log_in_desk import ADMIN, CLERK, HEAD, PASSWORDS, guarded

SECRET = "walnut-meadow-7"
NAMES = {
    Role.ADMINISTRATOR: ADMIN,
    Role.CLERK: CLERK,
    Role.HEAD: HEAD,
    Role.REVIEWER: "周某",
    Role.MANAGER: "郑某",
    Role.AUDITOR: "王某",
}
BY_NAME: dict[str, dict[May, tuple[str, ...]]] = {
    "mail": {
        May.REGISTER: ("register_button", "link_button", "no_request_button", "reopen_button", "enter_button")
    },
    "sending": {May.SEND: ("send_button", "prove_button", "return_button", "again_button")},
    "templates": {May.TEMPLATES: ("import_button", "edit_button", "check_button", "check_all_button")},
    "calendar": {May.RULES: ("import_button",)},
    "report": {May.REPORT: ("freeze_button", "import_button")},
    "case": {May.REVEAL: ("reveal_button",)},
    "registers": {May.IMPORT: ("import_button",), May.REVEAL: ("reveal_button",)},
}


@dataclass(frozen=True)
class Control:
    """One control of a page, and the act that it begins."""

    page: str
    name: str
    part: QWidget
    act: May


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """One person of each role, each with a password."""
    made = open_office(guarded(tmp_path))
    once = {}
    log_in(made, ADMIN, PASSWORDS[ADMIN])
    for role, name in NAMES.items():
        if name not in PASSWORDS:
            save_person(made, name, roles=[role])
            once[name] = reset_password(made, name)
    for name, secret in once.items():
        log_in(made, name, secret)
        change_password(made, secret, SECRET)
    yield made
    made.close()


def controls(shell: Shell) -> Iterator[Control]:
    """Every control of the table on the pages that the person may come to."""
    for page, acts in BY_NAME.items():
        for act, names in acts.items():
            for name in names if not shell.why_barred(page) else ():
                part = shell.page(page).findChild(QPushButton, name)
                assert part is not None, (page, name)
                yield Control(page, name, part, act)
    settings = shell.page("settings")
    assert isinstance(settings, SettingsScreen)
    store = settings.section("store")
    assert isinstance(store, StoreSection)
    backups, move = store.backups_card, store.move_card
    found: dict[May, tuple[QWidget, ...]] = {
        May.BACKUP: (
            store.backup_button,
            backups.restore_button,
            backups.drill_button,
            backups.second_button,
        ),
        May.IMPORT: (move.import_button, move.ledger_button),
        May.EXPORT_OPEN: (move.export_button,),
        May.CHECK: (store.check_button,),
    }
    for act, parts in found.items():
        yield from (Control("store", each.objectName(), each, act) for each in parts)


@pytest.mark.parametrize("role", list(NAMES), ids=lambda role: role.value)
def test_what_a_role_may_not_do_is_grey_and_says_why(
    office: Office, role: Role, tasks: Tasks, settings: QSettings, qtbot: QtBot
) -> None:
    log_in(office, NAMES[role], PASSWORDS.get(NAMES[role], SECRET))
    shell = Shell(pages(office), tasks, settings, office.today)
    qtbot.addWidget(shell)
    fit_pages(shell, office)
    for one in controls(shell):
        told = (one.part.toolTip(), one.part.accessibleDescription())
        if one.act in RIGHTS[role]:
            assert office.may(one.act) == ""
            assert not [words for words in told if NAMES[role] in words], one
        else:
            why = office.may(one.act)
            assert why
            assert told == (why, why), one
            one.part.setEnabled(True)  # the page has found something that it could be done with
            assert not one.part.isEnabled(), one
    _settings(office, shell, role)
    if not shell.why_barred("archive"):
        archive = shell.page("archive")
        assert isinstance(archive, ArchiveScreen)
        archive.shown = LISTS["disposal"]
        archive._offer()
        erasing, why = archive.buttons["erase"], office.may(May.ERASE)
        assert (why in erasing.toolTip(), why in erasing.accessibleDescription()) == (True, True)
    page = shell.page("settings")
    assert isinstance(page, SettingsScreen)
    shell.notice_bar.hide()
    page.visit("store")
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert shell.notice_bar.isHidden()  # nobody is told of cases on a page that shows none
    calendar = shell.page("calendar")
    assert isinstance(calendar, CalendarScreen)
    settings.setValue(SPAN, MONTH)  # left by whoever worked here before
    shell.go("calendar")
    qtbot.waitUntil(lambda: not tasks.is_busy)
    duties_on = calendar.stack.currentWidget() is not calendar.year_page
    assert duties_on is (May.SEE_CASES in RIGHTS[role])
    assert calendar.span_row.buttons[MONTH].toolTip() == office.may(May.SEE_CASES)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.MANAGER], ids=lambda role: role.value)
def test_who_may_not_export_openly_is_told_so_in_the_menu(
    office: Office, role: Role, tasks: Tasks, settings: QSettings, qtbot: QtBot
) -> None:
    log_in(office, NAMES[role], SECRET)
    shell = Shell(pages(office), tasks, settings, office.today)
    qtbot.addWidget(shell)
    fit_pages(shell, office)
    shell.show()
    shell.go("registers")
    screen = shell.page("registers")
    assert isinstance(screen, RegistersScreen)
    assert [action.isEnabled() for action in _offered(screen)] == [True] * 3
    screen.veil.turn()
    screen.veil.reason_edit.setText("核对名单")
    screen.veil.confirm()
    qtbot.waitUntil(lambda: screen.veil.unmasked)
    why = office.may(May.EXPORT_OPEN)
    assert bool(why) is (role is Role.REVIEWER)
    actions = _offered(screen)
    assert [action.isEnabled() for action in actions[:3]] == [not why] * 3
    if why:
        assert {action.toolTip() for action in actions[:3]} == {why}
        assert [action.text() for action in actions[3:]] == [why, "隐藏个人信息后可以导出"]
    screen.veil.mask()
    assert [action.isEnabled() for action in _offered(screen)] == [True] * 3
    qtbot.waitUntil(lambda: not tasks.is_busy)


def _offered(screen: RegistersScreen) -> list[QAction]:
    """What the menu of 导出 offers."""
    screen.export_button.click()
    menu = screen.export_button.findChildren(QMenu)[-1]
    menu.hide()
    return [action for action in menu.actions() if not action.isSeparator()]


def _settings(office: Office, shell: Shell, role: Role) -> None:
    """The one button that saves says why for the section in sight."""
    page = shell.page("settings")
    assert isinstance(page, SettingsScreen)
    for key in ("office", "people", "choices", "routes"):
        page.visit(key)
        assert page.current is not None
        why = office.may(page.current.needs)
        assert (page.current.needs in RIGHTS[role]) is (why == "")
        assert page.save_button.toolTip() == why or not why
        assert page.save_button.accessibleDescription() == why
        assert page.foot_label.text() == (why or "没有修改")


def test_what_the_page_wants_holds_as_soon_as_it_is_allowed(
    tasks: Tasks, settings: QSettings, qtbot: QtBot
) -> None:
    shell, made = Shell((), tasks, settings), QPushButton("定稿")
    qtbot.addWidget(shell)
    qtbot.addWidget(made)
    reasons = ["", "钱某不能定稿", "钱某不能定稿", ""]
    made.setToolTip("Ctrl+Enter")
    ByRight(made, partial(reasons.pop, 0), shell)
    made.setEnabled(False)
    shell.rights_changed.emit()
    made.setToolTip("先改正上面的数")
    made.setEnabled(True)
    assert (made.isEnabled(), made.toolTip()) == (False, "钱某不能定稿")
    shell.rights_changed.emit()
    assert (made.isEnabled(), made.toolTip()) == (False, "钱某不能定稿")
    shell.rights_changed.emit()
    assert made.toolTip() == "先改正上面的数"
    assert made.accessibleDescription() == ""
