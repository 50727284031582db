"""What can be done with an envelope: log it as a request, link it to a case, say that it is none."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QStackedWidget, QWidget

from gkcase.desktop.by_right import by_right
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.part import Part
from gkcase.desktop.shell import Shell
from gkcase.desktop.suggest import Suggester, Suggestion
from gkcase.desktop.tokens import tag
from gkcase.domain.errors import Refusal
from gkcase.domain.identity import mask_name
from gkcase.domain.rights import May
from gkcase.domain.words import quoted
from gkcase.services.mail import Envelope, link, mark_no_request, reopen
from gkcase.services.office import Change, Office
from gkcase.services.queries import CaseFilter, case_id_of, case_ids, case_lines

ACTS, CASE, NOTE = 0, 1, 2
OFFERED, WORDS = 8, 24


def number_meant(words: str, year: int) -> str:
    """The case number that was typed: 12 is 〔2026〕12号."""
    text = words.strip()
    return f"〔{year}〕{text}号" if text.isdecimal() else text


def cases_named(office: Office, words: str) -> list[Suggestion]:
    """Cases in whose numbers or words the typed ones stand, the latest first."""
    wanted = words.strip()
    text = f"{wanted}号" if wanted.isdecimal() else wanted
    ids = case_ids(office, CaseFilter(text=text))[:OFFERED]
    lines = {line.id: line for line in case_lines(office, ids)}
    found = [lines[case_id] for case_id in ids if case_id in lines]
    return [
        Suggestion(
            f"{line.number}  ·  {mask_name(line.applicant, line.applicant_kind)}  ·  {line.wanted[:WORDS]}",
            line.number,
            line.id,
        )
        for line in found
    ]


def link_to(office: Office, mail_id: int, words: str) -> Change:
    """Link an envelope to the case that the typed words name."""
    number = number_meant(words, office.today().year)
    case_id = case_id_of(office, number) if number else None
    if case_id is None:
        said = f"没有编号为{quoted(number)}的案件，请核对" if number else "请填写案件编号"
        raise Refusal(said, "", "case")
    return link(office, mail_id, case_id)


class ActsBar(Part):
    """The acts below the list; one that asks for words takes the bar's place until it is done. No act is final."""

    settled = Signal()
    left = Signal()
    act_stack: QStackedWidget
    register_button: QPushButton
    register_key: QLabel
    link_button: QPushButton
    link_key: QLabel
    no_request_button: QPushButton
    no_request_key: QLabel
    open_case_button: QPushButton
    open_case_key: QLabel
    reopen_button: QPushButton
    case_edit: QLineEdit
    case_error: ErrorLabel
    case_confirm_button: QPushButton
    case_cancel_button: QPushButton
    note_edit: QLineEdit
    note_error: ErrorLabel
    note_confirm_button: QPushButton
    note_cancel_button: QPushButton

    def __init__(self, form: QWidget, office: Office, shell: Shell) -> None:
        super().__init__(form)
        self._office, self._shell = office, shell
        self._line: Envelope | None = None
        self._busy = False
        self._connect(form)
        entering = (self.register_button, self.link_button, self.no_request_button, self.reopen_button)
        by_right(office, shell, {May.REGISTER: entering})
        self.show_line(None)

    def show_line(self, line: Envelope | None) -> None:
        """Offer what can be done with this envelope."""
        if line is None or self._line is None or line.id != self._line.id:
            self.act_stack.setCurrentIndex(ACTS)
        self._line = line
        waiting, linked = line is not None and line.open, line is not None and line.case_id is not None
        for part in (self.register_button, self.link_button, self.no_request_button):
            part.setVisible(not linked)
            part.setEnabled(waiting)
        for key in (self.register_key, self.link_key, self.no_request_key):
            key.setVisible(waiting)
        self.open_case_button.setVisible(linked)
        self.open_case_key.setVisible(linked)
        self.reopen_button.setVisible(line is not None and not waiting)

    def do_first(self) -> None:
        """What is mostly done with it: log it, or open its case."""
        if self._line is None:
            return
        if self._line.case_id is not None:
            self._shell.go("case", self._line.case_id)
        elif self._line.open:
            self._shell.go("intake", self._line.id)

    # -- acts that ask ----------------------------------------------------------------------------------------

    def _ask(self, page: int, edit: QLineEdit, error: ErrorLabel) -> None:
        if self._line is None or not self._line.open:
            return
        error.tell("")
        tag(edit, wrong=False)
        edit.setText("")
        self.act_stack.setCurrentIndex(page)
        edit.setFocus()

    def _cancel(self) -> None:
        self.act_stack.setCurrentIndex(ACTS)
        self.left.emit()

    def _link(self) -> None:
        if self._line is not None:
            work = partial(link_to, self._office, self._line.id, self.case_edit.text())
            self._run(work, self._line.id, self.case_edit, self.case_error)

    def _mark(self) -> None:
        if self._line is not None:
            work = partial(mark_no_request, self._office, self._line.id, self.note_edit.text())
            self._run(work, self._line.id, self.note_edit, self.note_error)

    def _reopen(self) -> None:
        if self._line is not None:
            self._take_back(self._line.id)

    def _take_back(self, mail_id: int) -> None:
        self._run(partial(reopen, self._office, mail_id))

    def _run(
        self,
        work: Callable[[], Change],
        undone: int = 0,
        edit: QLineEdit | None = None,
        error: ErrorLabel | None = None,
    ) -> None:
        """Do it, once; `undone` names the envelope of which it can be taken back."""
        if self._busy:
            return
        self._busy = True
        failed = partial(self._refused, edit, error)
        self._shell.tasks.run(self, work, partial(self._done, undone), failed)

    def _done(self, mail_id: int, change: Change) -> None:
        """Say it, with the way back beside it."""
        self._busy = False
        self.act_stack.setCurrentIndex(ACTS)
        self._shell.announce(change)
        undo = ("撤销", partial(self._take_back, mail_id)) if mail_id else None
        self._shell.notices.say(change.said, undo)
        self.settled.emit()

    def _refused(self, edit: QLineEdit | None, label: ErrorLabel | None, error: Exception) -> None:
        self._busy = False
        if edit is None or label is None or not isinstance(error, Refusal):
            self._shell.notices.tell(error)
            return
        label.take(error)
        tag(edit, wrong=True)
        edit.setAccessibleDescription(error.reason)
        edit.setFocus()

    def _connect(self, form: QWidget) -> None:
        self.register_button.clicked.connect(self.do_first)
        self.open_case_button.clicked.connect(self.do_first)
        self.reopen_button.clicked.connect(self._reopen)
        ask_case = partial(self._ask, CASE, self.case_edit, self.case_error)
        ask_note = partial(self._ask, NOTE, self.note_edit, self.note_error)
        self.link_button.clicked.connect(ask_case)
        self.no_request_button.clicked.connect(ask_note)
        QShortcut(QKeySequence("Ctrl+L"), form).activated.connect(ask_case)
        QShortcut(QKeySequence("Ctrl+D"), form).activated.connect(ask_note)
        self.case_edit.setAccessibleName("案件编号")
        self.note_edit.setAccessibleName("说明")
        self.suggester = Suggester(
            self.case_edit, self._shell.tasks, partial(cases_named, self._office), self._shell.notices.tell
        )
        pages = (
            (self.case_edit, self.case_confirm_button, self.case_cancel_button, self._link),
            (self.note_edit, self.note_confirm_button, self.note_cancel_button, self._mark),
        )
        for edit, confirm, cancel, act in pages:
            edit.returnPressed.connect(act)
            confirm.clicked.connect(act)
            cancel.clicked.connect(self._cancel)
            for part in (edit, confirm, cancel):
                part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc leaves the question, not the page."""
        if not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_Escape:
            return False
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() is QEvent.Type.KeyPress:
            self._cancel()
        return True
