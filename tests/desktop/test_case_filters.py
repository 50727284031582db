"""What narrows the register besides its chips: cases picked elsewhere, the panel of conditions, kept filters."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from gkcase.desktop.columns import COLUMNS
from gkcase.desktop.pages import Stop
from gkcase.desktop.screens.cases import CasesScreen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Tasks
from gkcase.services.office import Office
from gkcase.services.values import Chosen
from tests.desktop.small_office import shell_of

NUMBER = next(place for place, column in enumerate(COLUMNS) if column.key == "number")


@pytest.fixture
def shell(office: Office, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> Shell:
    made = shell_of(office, tasks, settings)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    made.go("cases")
    return made


@pytest.fixture
def screen(shell: Shell, qtbot: QtBot) -> CasesScreen:
    page = shell.page("cases")
    assert isinstance(page, CasesScreen)
    qtbot.waitUntil(lambda: page.table.rowCount() == 4)
    return page


def wait_for(qtbot: QtBot, screen: CasesScreen, numbers: Sequence[int]) -> None:
    table, wanted = screen.table, [f"〔2026〕{number}号" for number in numbers]
    qtbot.waitUntil(lambda: [table.index(row, NUMBER).data() for row in range(table.rowCount())] == wanted)


def test_cases_picked_elsewhere_cover_the_list_up_until_their_chip_is_taken_off(
    screen: CasesScreen, shell: Shell, qtbot: QtBot
) -> None:
    screen.in_progress_chip.click()
    wait_for(qtbot, screen, [3, 2, 1])
    chosen = Chosen("看板 · 临近", (1, 4))
    shell.go("desk")
    shell.go("cases", chosen)
    wait_for(qtbot, screen, [4, 1])
    [chip] = screen.active_filters.chips
    assert (chip.text(), chip.accessibleName()) == ("看板 · 临近 2件 ×", "去掉条件：看板 · 临近 2件")
    assert screen.chips.words() == "看板 · 临近 2件"
    screen.overdue_chip.click()
    wait_for(qtbot, screen, [1])
    screen.open_current()
    shell.back()
    assert (shell.here, screen.filter.overdue) == (Stop("cases", chosen), True)
    shell.back()
    shell.back()
    wait_for(qtbot, screen, [3, 2, 1])
    assert (shell.here, screen.active_filters.isVisible()) == (Stop("cases"), False)
    shell.forward()
    shell.forward()
    wait_for(qtbot, screen, [4, 1])
    screen.active_filters.chips[0].click()
    wait_for(qtbot, screen, [4, 3, 2, 1])
    assert (shell.here, screen.active_filters.chips) == (Stop("cases"), [])


def test_the_next_start_shows_the_whole_list_again(
    screen: CasesScreen, shell: Shell, settings: QSettings
) -> None:
    shell.go("cases", Chosen("看板 · 逾期", (1,)))
    shell.close()
    assert (settings.value("window/page"), settings.value("window/subject")) == ("cases", "")
