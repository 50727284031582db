"""导入旧台账: a file, its columns, what would come of it, the cases; stopped, refused, narrowed, taken along."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import shiboken6
from openpyxl import load_workbook
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gkcase.desktop.pages import Page, Place
from gkcase.desktop.screens.old_ledger import COLUMNS, DONE, FILE, LINES, OldLedgerScreen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Tasks
from gkcase.services.dossier import OfficeProfile
from gkcase.services.ledger_columns import NONE
from gkcase.services.queries import counts
from gkcase.services.values import Chosen
from tests.desktop.audit import nameless
from tests.desktop.workplace import Visited
from tests.offices import new_office
from tests.services.ledger_books import HABITS, made

TODAY = date(2026, 12, 8)


class Wizard:
    """An empty office, the wizard, and a page of cases that writes down who comes by."""

    def __init__(self, folder: Path, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> None:
        self.folder, self.qtbot, self.tasks = folder, qtbot, tasks
        self.office = new_office(
            folder / "o.gkdb", OfficeProfile("云溪镇人民政府", "云"), today=lambda: TODAY
        )
        self.cases = Visited()
        pages = [
            Page("cases", "案件", "cases", lambda _: self.cases),
            Page(
                "ledger",
                "导入旧台账",
                "drop",
                lambda s: OldLedgerScreen(self.office, s),
                Place.INSIDE,
                "cases",
            ),
        ]
        self.shell = Shell(pages, tasks, settings, lambda: TODAY)
        self.shell.resize(1280, 800)
        self.shell.show()
        self.shell.activateWindow()
        qtbot.waitUntil(self.shell.isActiveWindow)
        self.shell.go("ledger")
        screen = self.shell.page("ledger")
        assert isinstance(screen, OldLedgerScreen)
        self.screen = screen

    def wait(self, step: int) -> None:
        self.qtbot.waitUntil(lambda: self.screen.step_stack.currentIndex() == step)

    def open(self, number: int) -> None:
        self.screen.open(made(HABITS[number - 1], self.folder))
        self.wait(COLUMNS)

    def look(self) -> None:
        self.screen.look_button.click()
        self.wait(LINES)


@pytest.fixture
def wizard(tmp_path: Path, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> Iterator[Wizard]:
    made = Wizard(tmp_path, tasks, settings, qtbot)
    yield made
    made.shell.close()
    shiboken6.delete(made.shell)
    tasks.close()
    made.office.close()


def test_from_the_file_to_the_cases(wizard: Wizard, tmp_path: Path) -> None:
    screen = wizard.screen
    assert screen.step_stack.currentIndex() == FILE
    wizard.open(7)
    assert screen.columns.boxes[2].currentText() == "收到日期"
    wizard.look()
    assert (
        screen.lines.count_label.text()
        == "读到11行：可以导入3件（其中答复逾期或者期限已过的1件），8行不能导入"
    )
    assert [line.line.row for line in screen.lines.shown] == [3, 4, 5, 7, 8, 9, 11, 12]
    screen.lines.search_edit.setText("理由")
    assert [line.line.cell for line in screen.lines.shown] == ["H5"]
    target = tmp_path / "清单.xlsx"
    screen.export_to(target)
    wizard.qtbot.waitUntil(target.is_file)
    rows = [list(row) for row in load_workbook(target).worksheets[0].iter_rows(values_only=True)]
    assert rows[-1][:4] == ["不能导入", "2025", "H5", "没有写明不予公开的理由"]
    screen.lines.kinds.choose("passed")
    screen.lines.search_edit.clear()
    assert [line.cells[3] for line in screen.lines.shown] == ["表头"]
    assert screen.import_button.text() == "导入3件"
    QTest.keyClick(screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wizard.wait(DONE)
    assert screen.done_label.text() == "已导入3件，其中逾期1件；8行没有导入"
    assert counts(wizard.office).all == 3
    screen.late_button.click()
    [chosen] = wizard.cases.subjects
    assert isinstance(chosen, Chosen)
    assert (chosen.title, len(chosen.ids)) == ("旧台账 · 逾期", 1)
    wizard.shell.go("ledger")
    screen.list_button.click()
    assert not screen.import_button.isEnabled()


def test_columns_are_corrected_once_and_masked(wizard: Wizard) -> None:
    screen = wizard.screen
    wizard.open(2)
    shown = screen.columns.findChildren(type(screen.count_label))
    texts = [label.text() for label in shown]
    assert "钟*、骆*、裴*" in texts
    assert "139****0001、139****0002、139****0003" in texts
    box = screen.columns.boxes[5]
    box.setCurrentIndex(box.findData(NONE))
    box.activated.emit(box.currentIndex())
    assert not screen.look_button.isEnabled()
    assert screen.why_label.text() == "2026年（4行）：请指定哪一列是“收到日期”"
    box = screen.columns.boxes[10]
    box.setCurrentIndex(box.findData("received"))
    box.activated.emit(box.currentIndex())
    wizard.look()
    wizard.open(2)
    assert screen.columns.boxes[10].currentData() == "received"
    assert screen.columns.boxes[5].currentData() == NONE


def test_a_file_that_is_none_is_said_and_nothing_else_happens(wizard: Wizard, tmp_path: Path) -> None:
    bad = tmp_path / "台账.xlsx"
    bad.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    wizard.screen.open(bad)
    wizard.qtbot.waitUntil(wizard.screen.error_label.isVisible)
    assert "是旧格式（.xls）的文件" in wizard.screen.error_label.text()
    assert wizard.screen.step_stack.currentIndex() == FILE
    assert wizard.screen.choose_button.isEnabled()


def test_stopped_at_once_nothing_was_written(wizard: Wizard, monkeypatch: pytest.MonkeyPatch) -> None:
    wizard.open(1)
    wizard.look()
    screen = wizard.screen
    monkeypatch.setattr("gkcase.desktop.screens.old_ledger.bring_in", _stopped)
    began: list[int] = []
    wizard.tasks.began.connect(lambda ticket, _: began.append(ticket))
    screen.import_button.click()
    assert not screen.import_button.isEnabled()
    wizard.tasks.cancel(began[-1])
    wizard.qtbot.waitUntil(screen.import_button.isEnabled)
    assert counts(wizard.office).all == 0
    assert wizard.shell.notice_bar.words.text() == "已停止，什么也没有写入"


def _stopped(*_: object, cancelled: object, **__: object) -> object:
    """An import that notices at once that nobody waits for it."""
    from gkcase.services.bulk import BrokenOff

    raise BrokenOff


def test_everything_has_a_name(wizard: Wizard) -> None:
    wizard.open(3)
    assert nameless(wizard.screen) == []
    wizard.look()
    assert nameless(wizard.screen) == []
