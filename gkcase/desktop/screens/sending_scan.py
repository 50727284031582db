"""The line for the scanner: one posting date, then number after number, each for the next letter of the list."""

from __future__ import annotations

from collections import deque
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QWidget

from gkcase.desktop.elided import ElidedLabel
from gkcase.desktop.fields import DateField, ErrorLabel
from gkcase.desktop.part import Part
from gkcase.desktop.shell import Shell
from gkcase.desktop.tokens import tag
from gkcase.domain.parcels import number_hint, tidy_number
from gkcase.domain.reply_guards import legal_date_words
from gkcase.domain.terms import Delivery, spoken
from gkcase.services.dispatch_list import Group, Outgoing, by_tracking_number
from gkcase.services.office import Change, Office
from gkcase.services.sending import dispatch


class ScanLine(Part):
    """Sends one letter for each number. `scanned` asks for the next letter, `failed` hands a letter to the panel."""

    scanned = Signal()
    looked_for = Signal(str)
    failed = Signal(object, str, object)
    scan_frame: QFrame
    posted_on_field: DateField
    number_edit: QLineEdit
    number_error: ErrorLabel
    scan_button: QPushButton
    legal_label: ElidedLabel

    def __init__(self, form: QWidget, office: Office, shell: Shell) -> None:
        super().__init__(form)
        self._office, self._shell = office, shell
        self._line: Outgoing | None = None
        self._waiting: deque[tuple[Outgoing, str]] = deque()
        self._leaving: set[tuple[int, int]] = set()
        self._busy = False
        self.number_edit.setAccessibleName("邮件号码")
        self.posted_on_field.use(office.rules.calendar, office.today, future=False)
        self.posted_on_field.edit.setAccessibleName("交邮日期")
        self.scan_button.clicked.connect(self.scan)
        self.number_edit.textChanged.connect(self._typed)
        self.number_edit.installEventFilter(self)
        self.posted_on_field.changed.connect(lambda _: self._say())
        self.start_day()

    @property
    def leaving(self) -> frozenset[tuple[int, int]]:
        """The letters whose numbers were taken and that are not recorded yet."""
        return frozenset(self._leaving)

    def start_day(self) -> None:
        """What is posted is posted today, until somebody says otherwise."""
        self.posted_on_field.set_day(self._office.today())
        self._say()

    def show_line(self, line: Outgoing | None) -> None:
        """The letter that the next number is for."""
        self._line = line
        self._say()

    def _say(self) -> None:
        line, day = self._line, self.posted_on_field.day
        if line is None or line.group is not Group.TO_SEND:
            self.scan_button.setEnabled(False)
            self.scan_button.setToolTip("先在清单中选择一件待送出的答复书")
            self.legal_label.setText("扫描已寄出的邮件号码，可以找到它在哪一件案件")
            return
        self.scan_button.setEnabled(True)
        self.scan_button.setToolTip("")
        told = f"{line.number}　{legal_date_words(Delivery.POST, self._office.rules.policy)}"
        if line.due_on is not None:
            late = day is not None and day > line.due_on
            told += f"；答复期限{spoken(line.due_on)}" + ("，已经逾期" if late else "")
        self.legal_label.setText(told)

    def _typed(self, text: str) -> None:
        hint = number_hint(text) if len(text.strip()) >= 8 else ""
        tag(self.number_edit, wrong=False)
        self.number_error.tell(hint)

    def scan(self) -> None:
        """Take the number for the current letter; without one to be sent, look for the parcel."""
        number = self.number_edit.text().strip()
        line = self._line
        if line is None or line.group is not Group.TO_SEND:
            if number:
                self.looked_for.emit(number)
            return
        if not self._has_day():
            self.posted_on_field.setFocus()
            return
        if not number:
            self._refuse("请扫描或者输入邮件号码；没有号码的，请按“送出”办理")
            return
        self._waiting.append((line, number))
        self._leaving.add(line.key)
        self.number_edit.clear()
        self.scanned.emit()
        self._go_on()

    def _has_day(self) -> bool:
        readable = self.posted_on_field.check()
        if readable and self.posted_on_field.day is None:
            self.posted_on_field.tell("请填写交邮日期")
        return readable and self.posted_on_field.day is not None

    def _refuse(self, sentence: str) -> None:
        tag(self.number_edit, wrong=True)
        self.number_error.tell(sentence)
        self.number_edit.setFocus()

    def _go_on(self) -> None:
        """One after the other, in the order of scanning."""
        if self._busy or not self._waiting:
            return
        self._busy = True
        line, number = self._waiting.popleft()
        day = self.posted_on_field.day or self._office.today()
        work = partial(
            dispatch, self._office, line.case_id, way=Delivery.POST, on=day, tracking_number=number
        )
        sent, stopped = partial(self._sent, line), partial(self._stopped, line, number)
        self._shell.tasks.run(self, work, sent, stopped)

    def _sent(self, line: Outgoing, change: Change) -> None:
        self._busy = False
        self._leaving.discard(line.key)
        self._shell.announce(change)
        self._shell.notices.say(change.said)
        self._go_on()

    def _stopped(self, line: Outgoing, number: str, error: Exception) -> None:
        """What cannot leave goes to the panel; numbers scanned meanwhile are not used for other letters."""
        self._busy = False
        self._waiting.clear()
        self._leaving.clear()
        self.failed.emit(line, number, error)

    def look_for(self, number: str) -> None:
        """A number that is not in the list: say in which case its parcel was sent."""
        work = partial(by_tracking_number, self._office, number)
        found = partial(self._found, tidy_number(number))
        self._shell.tasks.run(self, work, found, self._shell.notices.tell, topic="number")

    def _found(self, number: str, cases: list[tuple[int, str]]) -> None:
        if not cases:
            self._refuse(f"没有寄送登记过邮件号码{number}")
            return
        self.number_edit.clear()
        case_id, name = cases[-1]
        there = ("打开案件", partial(self._shell.go, "case", case_id))
        self._shell.notices.say(f"邮件号码{number}在{name}", there)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter, with which a scanner ends, takes the number."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return False
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not plain:
            return False
        self.scan()
        return True
