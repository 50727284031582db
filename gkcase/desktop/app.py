"""Brings the desktop up: application, look, threads, shell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QSettings, QTranslator
from PySide6.QtWidgets import QApplication

from gkcase.desktop.dressing import SYSTEM, Wardrobe
from gkcase.desktop.hard_crash import HardCrash
from gkcase.desktop.notices import Notices
from gkcase.desktop.pages import Page
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Tasks
from gkcase.desktop.tokens import BASE_POINTS
from gkcase.paths import data_folder

SCHEME_KEY, POINTS_KEY = "look/scheme", "look/points"


@dataclass(frozen=True)
class Desktop:
    """What lives as long as the program; `close` ends it in the right order."""

    app: QApplication
    wardrobe: Wardrobe
    tasks: Tasks
    settings: QSettings

    def shell(self, pages: Sequence[Page], today: Callable[[], date] = date.today) -> Shell:
        """The main window, which from now on hears of every error that nobody has caught."""
        made = Shell(pages, self.tasks, self.settings, today)
        made.notices.install()
        made.look_wanted.connect(self.remember_look)
        return made

    def remember_look(self, scheme: str, points: float) -> None:
        """Change colours and size of type, now and for the next start."""
        self.settings.setValue(SCHEME_KEY, scheme)
        self.settings.setValue(POINTS_KEY, points)
        self.wardrobe.choose_scheme(scheme)
        self.wardrobe.resize_type(points)

    def close(self) -> None:
        """End the threads; the office is closed after this."""
        self.tasks.close()
        self.wardrobe.retire()
        Notices.uninstall()


def make_desktop(settings_file: Path, arguments: Sequence[str] = ()) -> Desktop:
    """The application in Chinese, dressed as this person likes it. `settings_file` holds window state, nothing else."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(["gkcase", *arguments])
    app.setApplicationName("GKCase")
    app.setApplicationDisplayName("依申请公开办件")
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    _speak_chinese(app)
    settings = QSettings(str(settings_file), QSettings.Format.IniFormat)
    wardrobe = Wardrobe(app, str(settings.value(SCHEME_KEY, SYSTEM)), _points(settings))
    return Desktop(app, wardrobe, Tasks(), settings)


def _points(settings: QSettings) -> float:
    try:
        return float(str(settings.value(POINTS_KEY, BASE_POINTS)))
    except ValueError:
        return BASE_POINTS


def _speak_chinese(app: QApplication) -> None:
    """Qt's own words: 确定, 取消, the print preview."""
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)


def main(database: str = "", today: date | None = None, acting: str = "") -> int:
    """Open the window: on the database named, else on the one of last time, else on the first start."""
    from gkcase.desktop.program import Program

    hard_crash = HardCrash()
    died = hard_crash.begin()
    desktop = make_desktop(data_folder() / "window.ini")
    program = Program(desktop, database, today, acting, died)
    program.start()
    try:
        return desktop.app.exec()
    finally:
        program.close()
        hard_crash.end()
