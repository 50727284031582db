"""The dashboard page (看板): the office on one sheet; every figure opens its cases, and what is seen is printed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QScrollArea, QWidget

from gkcase.desktop.board_sheet import board_sheet
from gkcase.desktop.board_view import BoardView
from gkcase.desktop.dressing import restyle
from gkcase.desktop.flow import Flow
from gkcase.desktop.layout import button
from gkcase.desktop.menus import menu_of, pop_below
from gkcase.desktop.paper_pen import Spot
from gkcase.desktop.screen import Screen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tokens import look, sp
from gkcase.services.board_cases import cases_of
from gkcase.services.board_lists import RiskList, warnings, weekly
from gkcase.services.board_values import Board
from gkcase.services.dashboard import board
from gkcase.services.office import Change, Office, Topic
from gkcase.services.values import Chosen

Lists = Callable[[Office], tuple[RiskList, ...]]
WEEKLY, WARNINGS = "每周风险清单", "到期预警"
NONE_DUE = "今后几个工作日没有到期的案件，不用发预警"


def _weekly(office: Office) -> tuple[RiskList, ...]:
    return (weekly(office),)


LISTS: dict[str, Lists] = {WEEKLY: _weekly, WARNINGS: warnings}


class BoardScreen(Screen):
    """One sheet, looked up again at every visit, whenever something has changed or a new day has begun."""

    form = "board"
    help_topic = "board"
    acts_host: QWidget
    wait_label: QLabel
    sheet_area: QScrollArea

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__()
        self._office, self._shell = office, shell
        self.view = BoardView()
        self.sheet_area.setWidget(self.view)
        self.view.came_to.connect(self._keep_in_sight)
        self.view.opened.connect(self.open_spot)
        self.buttons: dict[str, QPushButton] = {}
        self._set_up_acts()
        self.sheet_area.hide()
        QShortcut(QKeySequence("F5"), self).activated.connect(self.look_up)
        shell.new_day.connect(self._new_day)
        look.changed.connect(self._fit)

    # -- what the shell says ----------------------------------------------------------------------------------

    def visit(self, subject: object) -> None:
        """Come to the sheet; it is looked up each time, for others work in the same office."""
        self.look_up()

    def react(self, change: object) -> None:
        """Any step may move a figure; every visit looks up anyway."""
        if isinstance(change, Change) and change.topics & (Topic.CASES | Topic.CALENDAR | Topic.SETTINGS):
            self._new_day(None)

    def _new_day(self, _: object) -> None:
        if self.isVisible():
            self.look_up()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    # -- the sheet --------------------------------------------------------------------------------------------

    @property
    def shown(self) -> Board | None:
        """What stands on the sheet."""
        return self.view.board

    def look_up(self) -> None:
        """Reckon the figures again."""
        self._shell.tasks.run(self, partial(board, self._office), self._show, self._failed, topic="board")

    def _show(self, found: Board) -> None:
        self.wait_label.hide()
        self.sheet_area.show()
        self._fit()
        self.view.show_board(found)
        for made in self.buttons.values():
            made.setEnabled(True)

    def _failed(self, error: Exception) -> None:
        self.wait_label.setText("没有汇总成功，按 F5 再试")
        self._shell.notices.tell(error)

    def _fit(self) -> None:
        """Make the sheet as large as the room there is."""
        bar = self.sheet_area.verticalScrollBar().sizeHint().width()
        room = self.sheet_area.maximumViewportSize()
        self.view.fit(QSize(room.width() - bar, room.height()))

    def _keep_in_sight(self, box: QRect) -> None:
        """What the keys have gone to is scrolled into sight; whoever comes back comes to it."""
        self.setFocusProxy(self.view.focusWidget())
        middle = box.center()
        self.sheet_area.ensureVisible(middle.x(), middle.y(), box.width() // 2 + 8, box.height() // 2 + 8)

    def open_spot(self, spot: Spot) -> None:
        """Go to the cases behind a figure, or to the one case of a block or line."""
        if spot.case_id:
            self._shell.go("case", spot.case_id)
            return
        work = partial(cases_of, self._office, *spot.keys)
        then = partial(self._open, f"看板：{spot.title}")
        self._shell.tasks.run(self, work, then, self._shell.notices.tell, topic="cases")

    def _open(self, title: str, ids: tuple[int, ...]) -> None:
        if ids:
            self._shell.go("cases", Chosen(title, ids))
        else:
            self._shell.notices.say(f"{title}，没有案件")

    # -- on paper ---------------------------------------------------------------------------------------------

    def _set_up_acts(self) -> None:
        flow = Flow(self.acts_host, sp("s"), sp("xs"))
        acts: tuple[tuple[str, str, str, Callable[[], object]], ...] = (
            ("打印", "print", "Ctrl+P", self.print_sheet),
            ("存为PDF", "export", "Ctrl+Shift+S", self.save_pdf),
            ("存为图片", "export", "Ctrl+Shift+I", self.save_png),
            (WEEKLY, "warn", "Alt+W", partial(self._offer, WEEKLY)),
            (WARNINGS, "clock", "Alt+D", partial(self._offer, WARNINGS)),
        )
        for words, icon, keys, act in acts:
            made = button(words, icon=icon)
            made.setShortcut(QKeySequence(keys))
            made.setToolTip(keys)
            made.setAccessibleName(words)
            made.setEnabled(False)
            made.clicked.connect(lambda _=False, act=act: act())
            flow.addWidget(made)
            self.buttons[words] = made
        restyle(self.acts_host)

    def print_sheet(self) -> None:
        """Show the sheet as it will be printed."""
        from gkcase.desktop.printing import preview

        if self.shown:
            preview(board_sheet(self.shown), self)

    def save_pdf(self) -> None:
        """Ask where to, and write the sheet there as PDF."""
        self._save("存为PDF", "pdf")

    def save_png(self) -> None:
        """Ask where to, and write the sheet there as a picture of 300 dots an inch."""
        self._save("存为图片", "png")

    def _save(self, title: str, kind: str) -> None:
        from gkcase.desktop.printing import ask_for_file

        if self.shown:
            ask_for_file(self, title, f"看板_{self._stamp()}.{kind}", self.write)

    def write(self, target: Path) -> None:
        """Write the sheet to a place, as its ending says."""
        from gkcase.desktop.printing import save_pdf, save_png

        if self.shown:
            writer = save_png if target.suffix.lower() == ".png" else save_pdf
            self._write(partial(writer, board_sheet(self.shown), target), target)

    def _write(self, work: Callable[[], object], target: Path) -> None:
        said = self._shell.notices.say
        self._shell.tasks.run(self, work, lambda _: said(f"已保存为 {target}"), self._shell.notices.tell)

    def _stamp(self) -> str:
        return self.shown.as_of.strftime("%Y%m%d") if self.shown else ""

    # -- the lists --------------------------------------------------------------------------------------------

    def _offer(self, name: str) -> None:
        """A list can be printed, or saved to be passed on."""
        menu: QMenu = menu_of(self.buttons[name])
        menu.addAction("打印…").triggered.connect(lambda _=False: self.print_list(name))
        menu.addAction("存为PDF…").triggered.connect(lambda _=False: self.save_list(name))
        pop_below(self.buttons[name], menu)

    def print_list(self, name: str) -> None:
        """Show a list as it will be printed."""
        self._read(name, self._preview_list)

    def save_list(self, name: str) -> None:
        """Ask where to, and write a list there as PDF."""
        self._read(name, self._save_list)

    def _read(self, name: str, then: Callable[[str, tuple[RiskList, ...]], object]) -> None:
        work = partial(LISTS[name], self._office)
        tell = self._shell.notices.tell
        self._shell.tasks.run(self, work, partial(then, name), tell, topic="list")

    def _preview_list(self, name: str, lists: tuple[RiskList, ...]) -> None:
        from gkcase.desktop.printing import preview
        from gkcase.desktop.risk_sheet import risk_sheet

        if lists:
            preview(risk_sheet(lists, name), self)
        else:
            self._shell.notices.say(NONE_DUE)

    def _save_list(self, name: str, lists: tuple[RiskList, ...]) -> None:
        from gkcase.desktop.printing import ask_for_file, save_pdf
        from gkcase.desktop.risk_sheet import risk_sheet

        if not lists:
            self._shell.notices.say(NONE_DUE)
            return
        sheet = risk_sheet(lists, name)

        def write(target: Path) -> None:
            self._write(partial(save_pdf, sheet, target), target)

        ask_for_file(self, "存为PDF", f"{name}_{self._stamp()}.pdf", write)
