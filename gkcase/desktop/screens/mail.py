"""The mail register (收件簿): every envelope gets a line at the door, and every line must be accounted for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTableView,
    QWidget,
)

from gkcase.desktop.elided import ElidedLabel
from gkcase.desktop.mail_table import STATE, WIDTHS, MailTable
from gkcase.desktop.screen import Screen
from gkcase.desktop.screens.mail_acts import ActsBar
from gkcase.desktop.screens.mail_entry import EntryLine
from gkcase.desktop.shell import Shell
from gkcase.desktop.short_table import set_up
from gkcase.desktop.tokens import look, sp
from gkcase.domain.words import quoted
from gkcase.services.mail import Envelope, mail_lines
from gkcase.services.office import Change, Office, Topic

_ROW = 34
_PAUSE_MS = 120
_NOTE = len(WIDTHS) - 1


class MailScreen(Screen):
    """Enter, find and settle envelopes. A visit with the id of an envelope goes to that line."""

    draft_word = "收件登记"

    form = "mail"
    help_topic = "mailbox"
    count_label: ElidedLabel
    open_chip: QPushButton
    all_chip: QPushButton
    filter_edit: QLineEdit
    mail_view: QTableView
    empty_page: QWidget
    empty_label: QLabel
    empty_hint: QLabel
    act_stack: QStackedWidget

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__()
        self._office, self._shell = office, shell
        self.table = MailTable(office.today, self)
        self._wanted: int | None = None
        self._loaded = False
        self.entry = EntryLine(self.body, office, shell)
        self.acts = ActsBar(self.body, office, shell)
        self._set_up_view()
        self._set_up_filter()
        self.entry.entered.connect(self._entered)
        self.acts.settled.connect(self._settled)
        self.acts.left.connect(self.mail_view.setFocus)
        self.setFocusProxy(self.entry.tracking_number_edit)
        self.empty_page.hide()
        shell.new_day.connect(self._new_day)

    # -- what the shell says ----------------------------------------------------------------------------------

    def put_by(self) -> bool:
        """Put away at once what has been typed."""
        return self.entry.keeper.put_by()

    def visit(self, subject: object) -> None:
        """Come to the register as it was left, or to one envelope in it."""
        if isinstance(subject, int):
            self._wanted = subject
            self.filter_edit.clear()
            self.look_up()
        elif not self._loaded:
            self.look_up()

    def react(self, change: object) -> None:
        """Look up again when mail was settled, or days have moved."""
        if isinstance(change, Change) and change.topics & (Topic.MAIL | Topic.CALENDAR):
            self.look_up()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.entry.fit(self.width())

    def _new_day(self, _: object) -> None:
        self.entry.start_day()
        self.look_up()

    # -- the list ---------------------------------------------------------------------------------------------

    def look_up(self) -> None:
        """Ask for the lines again; the current one stays current where it is still there."""
        self._loaded = True
        current = self.current()
        if self._wanted is None and current is not None:
            self._wanted = current.id
        work = partial(
            mail_lines, self._office, only_open=self.open_chip.isChecked(), text=self.filter_edit.text()
        )
        self._shell.tasks.run(self, work, self._show, self._shell.notices.tell, topic="lines")

    def current(self) -> Envelope | None:
        """The envelope on which the cursor stands."""
        index = self.mail_view.currentIndex()
        return self.table.lines[index.row()] if index.isValid() else None

    def _show(self, lines: list[Envelope]) -> None:
        row = self.mail_view.currentIndex().row()
        self.table.show(lines)
        found = self.table.row_of(self._wanted) if self._wanted is not None else -1
        if self._wanted is not None and found < 0 and self.open_chip.isChecked() and row < 0:
            self.all_chip.click()  # an envelope that was asked for is settled already
            return
        self._wanted = None
        if lines:
            self.mail_view.setCurrentIndex(
                self.table.index(found if found >= 0 else min(max(row, 0), len(lines) - 1), 0)
            )
        self.acts.show_line(self.current())
        self._say_how_many(lines)

    def _say_how_many(self, lines: list[Envelope]) -> None:
        waiting = sum(line.open for line in lines)
        late = sum(line.open and line.settle_by < self._office.today() for line in lines)
        words = f"{len(lines)} 件" if self.all_chip.isChecked() else f"待处理 {waiting} 件"
        self.count_label.setText(words + (f"，其中 {late} 件已过期" if late else ""))
        self.mail_view.setVisible(bool(lines))
        self.empty_page.setVisible(not lines)
        if self.filter_edit.text().strip():
            self.empty_label.setText(f"没有找到{quoted(self.filter_edit.text())}")
            self.empty_hint.setText("换一个词，或者看“全部”")
        elif self.open_chip.isChecked():
            self.empty_label.setText("没有待处理的来件")
            self.empty_hint.setText("每一封来件都已登记为申请、关联案件或注明去向")
        else:
            self.empty_label.setText("还没有登记过来件")
            self.empty_hint.setText(
                "收到的信封在上面登记一行，签收之日就是收到申请之日（第三十一条第（二）项）"
            )

    def _entered(self) -> None:
        """The fresh line is the first; the cursor stays at the door for the next envelope."""
        self.mail_view.setCurrentIndex(QModelIndex())
        self.look_up()

    def _settled(self) -> None:
        self.mail_view.setFocus()

    # -- the view ---------------------------------------------------------------------------------------------

    def _set_up_view(self) -> None:
        view = self.mail_view
        set_up(view, self.table, STATE, _NOTE)
        view.doubleClicked.connect(lambda _: self.acts.do_first())
        view.selectionModel().currentRowChanged.connect(lambda *_: self.acts.show_line(self.current()))
        view.installEventFilter(self)
        look.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.mail_view.verticalHeader().setDefaultSectionSize(sp(_ROW))
        for place, width in enumerate(WIDTHS[:-1]):
            self.mail_view.setColumnWidth(place, sp(width))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter does what is mostly done with the line."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return False
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        self.acts.do_first()
        return True

    def _set_up_filter(self) -> None:
        chips = QButtonGroup(self)
        for chip in (self.open_chip, self.all_chip):
            chips.addButton(chip)
            chip.toggled.connect(self._look_up_if_on)
        self.open_chip.setChecked(True)
        self.filter_edit.setAccessibleName("筛选来件")
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.look_up)
        self.filter_edit.textChanged.connect(lambda _: self._pause.start())
        self.filter_edit.returnPressed.connect(self.mail_view.setFocus)
        jumps: dict[str, Callable[[], object]] = {
            "Alt+F": self.filter_edit.setFocus,
            "Alt+L": self.mail_view.setFocus,
            "Alt+N": self.entry.tracking_number_edit.setFocus,
        }
        for keys, jump in jumps.items():
            QShortcut(QKeySequence(keys), self).activated.connect(jump)

    def _look_up_if_on(self, on: bool) -> None:
        if on and self._loaded:
            self.look_up()
