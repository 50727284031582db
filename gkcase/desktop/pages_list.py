"""The pages of the program, in the order of the rail; each screen's module is loaded when it is first gone to."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gkcase.desktop.pages import Page, Place
from gkcase.desktop.shell import Shell

if TYPE_CHECKING:
    from gkcase.services.office import Office

SCREENS = {
    "desk": ("desk", "DeskScreen"),
    "cases": ("cases", "CasesScreen"),
    "mail": ("mail", "MailScreen"),
    "signing": ("signing", "SigningScreen"),
    "sending": ("sending", "SendingScreen"),
    "archive": ("archive", "ArchiveScreen"),
    "board": ("board", "BoardScreen"),
    "registers": ("registers", "RegistersScreen"),
    "report": ("report", "ReportScreen"),
    "calendar": ("calendar", "CalendarScreen"),
    "templates": ("templates", "TemplatesScreen"),
    "settings": ("settings", "SettingsScreen"),
    "case": ("case", "CaseScreen"),
    "intake": ("intake", "IntakeScreen"),
    "report_import": ("report_import", "ReportImportScreen"),
    "together": ("together", "TogetherScreen"),
    "ledger": ("old_ledger", "OldLedgerScreen"),
}
"""Which screen shows a page: its module in `screens`, and its class, made with the office and the shell."""


def pages(office: Office) -> list[Page]:
    """Every page of an office."""

    def make(key: str) -> Callable[[Shell], QWidget]:
        return partial(_made, key, office)

    return [
        Page("desk", "工作台", "desk", make("desk")),
        Page("cases", "案件", "cases", make("cases"), finds=True),
        Page("mail", "收件簿", "mailbox", make("mail")),
        Page("signing", "审签", "sign", make("signing")),
        Page("sending", "送达", "send", make("sending")),
        Page("archive", "归档", "archive", make("archive")),
        Page("board", "看板", "board", make("board")),
        Page("registers", "台账", "registers", make("registers")),
        Page("report", "年报", "report", make("report")),
        Page("calendar", "日历", "calendar", make("calendar")),
        Page("templates", "文书模板", "letters", make("templates"), place=Place.FOOT, keys="Ctrl+M"),
        Page("settings", "设置", "settings", make("settings"), place=Place.FOOT, keys="Ctrl+,"),
        Page("case", "案件", "cases", make("case"), place=Place.INSIDE, under="cases"),
        Page("intake", "新登记", "plus", make("intake"), place=Place.INSIDE, under="cases"),
        Page("report_import", "年报", "report", make("report_import"), place=Place.INSIDE, under="report"),
        Page("together", "一并办理", "cases", make("together"), place=Place.INSIDE, under="cases"),
        Page("ledger", "导入旧台账", "drop", make("ledger"), place=Place.INSIDE, under="registers"),
    ]


def _made(key: str, office: Office, shell: Shell) -> QWidget:
    module, name = SCREENS[key]
    screen = getattr(import_module(f"gkcase.desktop.screens.{module}"), name)
    made: QWidget = screen(office, shell)
    return made
