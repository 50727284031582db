"""One dressed application for all tests of the desktop; threads that end with their test."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSettings
from PySide6.QtGui import QPainter, QPdfWriter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gkcase.desktop import letter_out, reports
from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.practice import practise
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Tasks
from gkcase.desktop.tokens import BASE_POINTS, look
from gkcase.services.office import Office
from tests.desktop.archive_desk import Archive
from tests.desktop.case_desk import CaseDesk, case_desk
from tests.desktop.settings_window import shell_with_settings
from tests.desktop.small_office import small_office
from tests.desktop.stalls import TARGET_MS, WORST_MS, Probe, felt
from tests.desktop.workplace import Workplace

SWEEP_EVERY = 10
PROBE = Probe()


@pytest.fixture(scope="session", autouse=True)
def _sweeper() -> Iterator[list[int]]:
    """As in the program garbage is collected between two events only, never in a call into Qt or in a thread."""
    gc.collect()
    gc.freeze()
    gc.disable()
    yield [0]
    gc.enable()


def _delete_closed() -> None:
    """Closed windows go at the next turn of the loop, as in the program; between two tests no loop turns.

    One that stayed would lose its Python half to the next collection, and still be told of every change of look.
    """
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _delete_left() -> None:
    """A window that its test forgot goes too: each that stays is dressed anew by every change of look after it."""
    for window in QApplication.topLevelWidgets():
        if shiboken6.isValid(window):  # one may have taken another with it
            shiboken6.delete(window)


@pytest.fixture(autouse=True)
def _swept(_sweeper: list[int], qapp: QApplication) -> None:
    """What the test before left behind goes before this one begins."""
    _delete_closed()
    _delete_left()
    _sweeper[0] += 1
    gc.disable()
    if _sweeper[0] % SWEEP_EVERY:
        gc.collect(1)
    else:
        gc.collect()
        gc.freeze()  # what has stayed between two tests stays until the end: it need not be looked through again


@pytest.fixture(scope="session", autouse=True)
def _probe(qapp: QApplication) -> Iterator[Probe]:
    """The loop of the GUI thread is felt in every test."""
    with felt(PROBE):
        yield PROBE


@pytest.fixture(autouse=True)
def _stalls(_probe: Probe, request: pytest.FixtureRequest) -> Iterator[None]:
    """No window stands still for long in any test."""
    name = f"{request.path.stem}::{request.node.name}"
    before, _probe.test = len(_probe.gaps), name
    yield
    worst = max((gap for gap, _ in _probe.gaps[before:]), default=0.0)
    if worst > WORST_MS:
        pytest.fail(f"the window stood still for {worst:.0f} ms, {WORST_MS:.0f} are the most")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How long windows stood still, in the session as a whole."""
    if PROBE.gaps:
        worst, where = PROBE.worst()
        terminalreporter.write_line(
            f"GUI thread: {len(PROBE.gaps)} turns of 1 ms and more, p99 {PROBE.percentile(0.99):.0f} ms "
            f"(target {TARGET_MS:.0f}), longest {worst:.0f} ms in {where}"
        )


@pytest.fixture(autouse=True)
def _printer(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is something to print on, whatever the computer of the tests has."""
    monkeypatch.setattr("gkcase.desktop.printing.has_printer", lambda: True)


@pytest.fixture(autouse=True)
def reports_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Reports of faults lie with the test, not with whoever runs it."""
    monkeypatch.setattr(reports, "folder", lambda: tmp_path / "reports")
    return tmp_path / "reports"


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> Wardrobe:
    return Wardrobe(qapp, "light")


@pytest.fixture
def wardrobe(_dressed: Wardrobe) -> Wardrobe:
    """The look of the program, which the next test finds as it was."""
    return _dressed


@pytest.fixture(autouse=True)
def _dressed(_swept: None, dressed: Wardrobe, qapp: QApplication) -> Wardrobe:
    """Every test sees the program as officers do; put back when the windows before are gone: none is dressed anew."""
    practise(qapp, None)
    if dressed.wanted != "light":
        dressed.choose_scheme("light")
    if look.points != BASE_POINTS:
        dressed.resize_type(BASE_POINTS)
    return dressed


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    runner = Tasks()
    yield runner
    runner.close()


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A township office with a few cases, as small_office makes it."""
    with small_office(tmp_path) as opened:
        yield opened


@pytest.fixture
def place(tmp_path: Path, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> Iterator[Workplace]:
    """A window at work on an office of its own."""
    made = Workplace(tmp_path, tasks, settings, qtbot)
    yield made
    made.close()


@pytest.fixture
def desk(tmp_path: Path, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> Iterator[CaseDesk]:
    """The window of a case at work, on an office of its own."""
    with case_desk(tmp_path, tasks, settings, qtbot) as made:
        yield made


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer that turns letters into PDFs at once."""

    def to_pdf(source: Path, target: Path) -> Path:
        assert source.read_bytes().startswith(b"PK")
        writer = QPdfWriter(str(target))
        painter = QPainter(writer)
        painter.drawText(QPoint(100, 400), source.stem)
        painter.end()
        return target

    monkeypatch.setattr(letter_out, "to_pdf", to_pdf)
    monkeypatch.setattr(letter_out, "find_soffice", lambda: Path("soffice"))


@pytest.fixture
def archive(tmp_path: Path, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> Iterator[Archive]:
    made = Archive(tmp_path, tasks, settings, qtbot)
    yield made
    made.shell.close()
    shiboken6.delete(made.shell)
    tasks.close()
    made.office.close()


@pytest.fixture
def shell(office: Office, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> Shell:
    """The settings on the screen; other pages have a shell of their own."""
    made = shell_with_settings(office, tasks, settings)
    qtbot.addWidget(made)
    return made
