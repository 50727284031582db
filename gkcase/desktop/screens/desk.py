"""The desk (工作台): what has to be done today, by urgency, and how the office stands."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QWidget

from gkcase.desktop.dressing import restyle
from gkcase.desktop.due_weeks import DueWeeks
from gkcase.desktop.duty_list import DutyModel, DutyView
from gkcase.desktop.duty_ways import go_to_duty
from gkcase.desktop.elided import ElidedLabel
from gkcase.desktop.screen import Screen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tokens import look, sp, tag
from gkcase.services.desk import Desk, DutyLine, desk
from gkcase.services.values import Change

if TYPE_CHECKING:
    from gkcase.services.office import Office

WHOSE = "desk/whose"
MINE, ALL = "mine", "all"
ROOM_FOR_FIGURES = 900


class DeskScreen(Screen):
    """Duties in four groups; Enter or a double click opens the case at the act."""

    form = "desk"
    help_topic = "desk"
    count_label: ElidedLabel
    mine_button: QPushButton
    all_button: QPushButton
    duty_view: DutyView
    empty_page: QWidget
    empty_label: QLabel
    empty_hint: QLabel
    empty_button: QPushButton
    ledger_button: QPushButton
    open_figure: QLabel
    soon_figure: QLabel
    overdue_figure: QLabel
    correction_figure: QLabel
    paused_figure: QLabel
    review_figure: QLabel
    side_scroll: QScrollArea
    due_weeks: DueWeeks
    note_frame: QFrame
    note_title: QLabel
    note_label: QLabel
    note_button: QPushButton

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__()
        self._office, self._shell = office, shell
        self.model = DutyModel(self)
        self.shown: Desk | None = None
        self.duty_view.setModel(self.model)
        self.duty_view.opened.connect(self.open_duty)
        self.setFocusProxy(self.duty_view)
        mine = shell.settings.value(WHOSE, ALL) == MINE
        (self.mine_button if mine else self.all_button).setChecked(True)
        self.mine_button.clicked.connect(lambda: self._choose(MINE))
        self.all_button.clicked.connect(lambda: self._choose(ALL))
        self.empty_button.clicked.connect(self._leave_emptiness)
        self.ledger_button.clicked.connect(lambda: shell.go("ledger"))
        self.note_button.clicked.connect(lambda: shell.go("calendar"))
        self.empty_page.hide()
        self.note_frame.hide()
        shell.new_day.connect(lambda _: self.look_up())
        look.changed.connect(self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """In large type the figures give way: what is to be done must be readable."""
        self.side_scroll.setVisible(self.width() >= sp(ROOM_FOR_FIGURES))

    def visit(self, subject: object) -> None:
        """Come to the desk; what it shows is looked up when it has never been."""
        if self.shown is None:
            self.look_up()

    def react(self, change: object) -> None:
        """Whatever a command has done may be a duty less or more."""
        if isinstance(change, Change):
            self.look_up()

    @property
    def handler(self) -> str:
        """Whose duties are wanted; empty: everybody's."""
        return self._office.acting if self.mine_button.isChecked() else ""

    def look_up(self) -> None:
        """Ask for the duties again; what is shown stays until they have come."""
        work = partial(desk, self._office, self.handler)
        self._shell.tasks.run(self, work, self.show_desk, self._shell.notices.tell, topic="desk")

    def show_desk(self, found: Desk) -> None:
        """Show the duties and figures."""
        self.mine_button.setEnabled(bool(self._office.acting))
        before = self.duty_view.current()
        self.shown = found
        self.model.show(found.lines)
        self.duty_view.go_to(before)
        count = len(found.lines)
        self.count_label.setText(f"{count} 件事，先做上面的" if count else "")
        self._show_emptiness(found)
        self._show_figures(found)
        today, calendar = self._office.today(), self._office.rules.calendar
        self.due_weeks.show_dues(today, dict(found.due_days), calendar.is_workday)
        self._show_note(found)

    def open_duty(self, duty: DutyLine) -> None:
        """Go to the case at the act that is to be done, to the line of its reply to be sent, or to the envelope."""
        go_to_duty(self._shell, duty)

    def _choose(self, whose: str) -> None:
        self._shell.settings.setValue(WHOSE, whose)
        self.look_up()

    def _show_emptiness(self, found: Desk) -> None:
        self.duty_view.setVisible(bool(found.lines))
        self.empty_page.setVisible(not found.lines)
        if found.lines:
            return
        mine = self.mine_button.isChecked()
        self.empty_label.setText("您手上没有要办的事" if mine else "没有要办的事")
        hint = "看看全办还有什么" if mine else "收到申请后登记，接下来做什么、最迟哪天，都列在这里"
        self.empty_hint.setText(hint)
        self.empty_button.setText("看全办" if mine else "新登记")
        self.ledger_button.setVisible(not mine)

    def _leave_emptiness(self) -> None:
        if self.mine_button.isChecked():
            self.all_button.click()
        else:
            self._shell.go("intake")

    def _show_figures(self, found: Desk) -> None:
        for label, number in (
            (self.open_figure, found.open),
            (self.soon_figure, found.soon),
            (self.overdue_figure, found.overdue),
            (self.correction_figure, found.awaiting_correction),
            (self.paused_figure, found.paused),
            (self.review_figure, found.under_review),
        ):
            label.setText(f"{number:,}")
        tag(self.overdue_figure, tone="late" if found.overdue else "text")
        restyle(self.overdue_figure)  # polishing anew has taken the size of type off

    def _show_note(self, found: Desk) -> None:
        year = self._office.rules.calendar.last_published + 1
        self.note_frame.setVisible(found.provisional > 0)
        self.note_title.setText(f"{year}年放假安排尚未公布")
        self.note_label.setText(f"{found.provisional:,} 件案件的届满日为暂定，公布后自动重算并提示。")
