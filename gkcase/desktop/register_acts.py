"""What can be done with the rows of the register: open, copy, answer together, look for similar cases."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut

from gkcase.desktop.case_table import text_of
from gkcase.desktop.columns import COLUMNS
from gkcase.desktop.menus import menu_of
from gkcase.domain.errors import Refusal
from gkcase.services.office import Office
from gkcase.services.values import ANSWER, LETTERS_OF_EACH, MOST

if TYPE_CHECKING:
    from gkcase.desktop.screens.cases import CasesScreen
    from gkcase.desktop.shell import Shell

SELECT_MORE = "按住Ctrl或Shift选中两件以上，可以一并答复或者批量生成文书"


class RegisterActs(QObject):
    """The menu of the rows and what it does; says on the button how many are selected."""

    def __init__(self, screen: CasesScreen, office: Office, shell: Shell) -> None:
        super().__init__(screen)
        self._screen, self._office, self._shell = screen, office, shell
        view = screen.case_view
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._offer)
        view.selectionModel().selectionChanged.connect(lambda *_: self._say_selected())
        QShortcut(QKeySequence("Ctrl+Shift+L"), screen).activated.connect(self.find_similar)
        self._say_selected()

    def _offer(self, at: QPoint) -> None:
        view = self._screen.case_view
        menu = menu_of(view)
        menu.addAction("打开案件\tEnter", self._screen.open_current)
        menu.addAction("复制所选各行\tCtrl+C", self.copy_rows)
        menu.addAction("按内容找类似案件\tCtrl+Shift+L", self.find_similar)
        menu.addSeparator()
        menu.addAction("一并答复…", partial(self.go_together, ANSWER))
        menu.addAction("批量生成文书…", partial(self.go_together, LETTERS_OF_EACH))
        menu.popup(view.viewport().mapToGlobal(at))

    def find_similar(self) -> None:
        """How requests like the current one were decided; the words can be changed."""
        from gkcase.desktop.similar_window import SimilarWindow

        screen = self._screen
        row = screen.case_view.currentIndex().row()
        line = screen.table.line(row) if row >= 0 else None
        words = line.wanted if line else screen.filter.text
        SimilarWindow(self._office, self._shell, words, line.id if line else 0, screen).show()

    def _say_selected(self) -> None:
        found = self._screen.case_view.selectionModel().selection()
        count = sum(found.at(place).height() for place in range(found.size()))
        made = self._screen.together_button
        made.setEnabled(count > 1)
        made.setText(f"一并办理 {count} 件" if count > 1 else "一并办理")
        made.setToolTip("一并答复，或者批量生成文书" if count > 1 else SELECT_MORE)

    def go_together(self, mode: str) -> None:
        """Reply to the selected cases at once, or write a letter for each."""
        screen = self._screen
        rows = screen.selected_rows()
        if len(rows) > MOST:
            said = f"一次最多一并办理 {MOST:,} 件，请先缩小范围"
            self._shell.notices.tell(Refusal(said))
        elif rows:
            self._shell.go("together", (mode, tuple(screen.table.case_id(row) for row in rows)))

    def copy_rows(self) -> None:
        """Put the selected rows on the clipboard, to be pasted into a spreadsheet."""
        screen = self._screen
        ids = [screen.table.case_id(row) for row in screen.selected_rows()]
        if ids:
            shown = screen.header.layout
            columns = tuple(column for column in COLUMNS if column.key in shown)
            work = partial(text_of, self._office, ids, columns, screen.table.day)
            told = self._shell.notices.tell
            self._shell.tasks.run_long(screen, "正在复制", work, self._put_on_clipboard, told)

    def _put_on_clipboard(self, found: tuple[int, str]) -> None:
        count, text = found
        QGuiApplication.clipboard().setText(text)
        self._shell.notices.say(f"已复制 {count:,} 行，可粘贴到表格中；姓名已遮盖")
