"""The program comes up in Chinese, dressed as one likes it, with nothing loaded that the first picture needs not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QSettings
from pytestqt.qtbot import QtBot

from gkcase.desktop.app import POINTS_KEY, SCHEME_KEY, make_desktop
from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.tokens import look

HEAVY = (
    "docx",
    "docxtpl",
    "openpyxl",
    "holidays",
    "alembic",
    "PySide6.QtPrintSupport",
    "numpy",
    "jinja2",
    "lxml",
)


def test_the_desktop_loads_nothing_heavy() -> None:
    names = ", ".join(repr(name) for name in HEAVY)
    code = f"import sys, gkcase.desktop.app; print([n for n in ({names},) if n in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_qt_speaks_chinese(tmp_path: Path, wardrobe: Wardrobe) -> None:
    desktop = make_desktop(tmp_path / "window.ini")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    desktop.close()


def test_the_look_is_remembered(tmp_path: Path, wardrobe: Wardrobe) -> None:
    desktop = make_desktop(tmp_path / "window.ini")
    desktop.remember_look("dark", 14)
    desktop.close()
    desktop.settings.sync()
    again = make_desktop(tmp_path / "window.ini")
    assert (look.scheme, look.points) == ("dark", 14)
    again.remember_look("light", 10.5)
    again.close()


@pytest.mark.parametrize("damage", ["huge", "", "1e999", "nan"])
def test_a_damaged_size_of_type_does_no_harm(damage: str, tmp_path: Path, wardrobe: Wardrobe) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    settings.setValue(POINTS_KEY, damage)
    settings.setValue(SCHEME_KEY, damage)
    settings.sync()
    desktop = make_desktop(tmp_path / "window.ini")
    assert 9 <= look.points <= 20
    desktop.remember_look("light", 10.5)
    desktop.close()


def test_uncaught_errors_are_heard_until_the_end(
    tmp_path: Path, wardrobe: Wardrobe, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    desktop = make_desktop(tmp_path / "window.ini")
    shell = desktop.shell([])
    qtbot.addWidget(shell)
    assert sys.excepthook == shell.notices._hook
    desktop.close()
    assert sys.excepthook is sys.__excepthook__
