"""Tab and Shift+Tab go through a whole page, wherever the page begins."""

from __future__ import annotations

from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gkcase.desktop.fields import DateField
from gkcase.desktop.pages import Page
from gkcase.desktop.shell import Shell
from gkcase.desktop.tabbing import Beginning, in_order
from gkcase.desktop.tasks import Tasks


class Begun(Beginning):
    """A page that begins with its second part, as a list below its buttons does."""

    def __init__(self) -> None:
        super().__init__()
        self.parts = [QPushButton(words) for words in ("上面", "列表", "下面")]
        box = QVBoxLayout(self)
        for part in self.parts:
            box.addWidget(part)
        self.parts[2].setEnabled(False)
        self.setFocusProxy(self.parts[1])


def come_to(shell: Shell, key: Qt.Key, times: int) -> list[QWidget | None]:
    found: list[QWidget | None] = []
    for _ in range(times):
        QTest.keyClick(shell.focusWidget() or shell, key)
        found.append(shell.focusWidget())
    return found


def test_tab_comes_to_what_stands_above_the_part_with_which_a_page_begins(
    tasks: Tasks, settings: QSettings, qtbot: QtBot
) -> None:
    page = Begun()
    shell = Shell([Page("page", "页", "cases", lambda _: page)], tasks, settings)
    qtbot.addWidget(shell)
    shell.show()
    shell.activateWindow()
    shell.go("page")
    upper, first, asleep = page.parts
    assert shell.focusWidget() is first
    forth = come_to(shell, Qt.Key.Key_Tab, 30)
    assert upper in forth
    assert forth[forth.index(upper) + 1] is first
    assert asleep not in forth
    first.setFocus()
    assert come_to(shell, Qt.Key.Key_Backtab, 2)[0] is upper


def test_a_field_of_several_parts_does_not_lead_back_to_its_first_part(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    box = QVBoxLayout(window)
    plain, field, last = QPushButton("甲"), DateField(), QPushButton("乙")
    for part in (field, last, plain):
        box.addWidget(part)
    in_order([plain, field.edit, last])
    window.show()
    window.activateWindow()
    plain.setFocus()
    seen = []
    for _ in range(4):
        QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
        seen.append(window.focusWidget())
    assert seen[0] is field.edit
    assert last in seen
    assert seen.index(last) < (seen.index(plain) if plain in seen else 9)
