"""导入放假通知: what was read beside what was pasted, what it moves, and 启用 only when nothing disagrees."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from gkcase.desktop.by_right import by_right
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.layout import clear, column, frame, label, row
from gkcase.desktop.moved_list import MovedList
from gkcase.desktop.notice_reading import Looked, look_at, number_in, read_file, span_words, year_in
from gkcase.desktop.screen import Screen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tokens import sp, tag
from gkcase.desktop.whole import take_most
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.notices import Festival, Problem
from gkcase.domain.rights import May
from gkcase.domain.workdays import BASE_DAY, LAST_YEAR
from gkcase.services.calendar import apply_import, imported
from gkcase.services.office import Change, Office

PAUSE_MS = 250


def take_over(office: Office, looked: Looked, number: str) -> Change:
    """Put what was read into force under its number."""
    return apply_import(office, imported(office, looked.reading, number))


class ImportPanel(Screen):
    """The page on which a notice is pasted. `applied` carries the year that is now in force, `left` nothing."""

    form = "calendar_import"
    help_topic = "calendar"
    leave_button: QPushButton
    year_edit: QLineEdit
    number_edit: QLineEdit
    number_error: ErrorLabel
    open_button: QPushButton
    text_edit: QPlainTextEdit
    text_error: ErrorLabel
    waiting_label: QLabel
    problem_frame: QFrame
    problem_title: QLabel
    problem_body: QWidget
    read_frame: QFrame
    read_title: QLabel
    read_body: QWidget
    replaces_label: QLabel
    moved_frame: QFrame
    moved_list: MovedList
    apply_button: QPushButton
    why_label: QLabel

    applied = Signal(int)
    left = Signal()

    def __init__(self, office: Office, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._office, self._shell = office, shell
        self.looked: Looked | None = None
        self._applying = False
        self._typing = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._typing.timeout.connect(self.look)
        take_most(self.year_edit, 4)
        self.year_edit.setText(str(office.rules.calendar.last_published + 1))
        self.text_edit.textChanged.connect(self._text_changed)
        self.year_edit.textEdited.connect(lambda _: self._edited())
        self.number_edit.textChanged.connect(lambda _: self._number_changed())
        self.open_button.clicked.connect(self._choose_file)
        self.apply_button.clicked.connect(self.apply)
        self.leave_button.clicked.connect(self.left)
        by_right(office, shell, {May.RULES: (self.apply_button,)})
        self.moved_list.opened.connect(lambda case_id: shell.go("case", case_id))
        self.setFocusProxy(self.text_edit)
        self._show(None)

    # -- what is pasted ---------------------------------------------------------------------------------------

    def offer_year(self, year: int) -> None:
        """Ask for the arrangement of a year, unless something has been pasted already."""
        if not self.text_edit.toPlainText().strip():
            self.year_edit.setText(str(year))

    def _text_changed(self) -> None:
        """Take year and number from the text where it says them, so that nobody types them."""
        text = self.text_edit.toPlainText()
        if (number := number_in(text)) and not self.number_edit.text().strip():
            self.number_edit.setText(number)
        if (year := year_in(text)) and not self.year_edit.isModified():
            self.year_edit.setText(str(year))
        self._edited()

    def _edited(self) -> None:
        self.looked = None
        self._tell_text("")
        tag(self.year_edit, wrong=False)
        self._say_why()
        self._typing.start()

    def _number_changed(self) -> None:
        self._tell_number("")
        self._say_why()

    def _year(self) -> int | None:
        text = self.year_edit.text().strip()
        year = int(text) if text.isdecimal() else 0
        return year if BASE_DAY.year <= year <= LAST_YEAR else None

    def look(self) -> None:
        """Read what stands in the field; the answer comes when it has been reckoned."""
        text, year = self.text_edit.toPlainText(), self._year()
        tag(self.year_edit, wrong=year is None)
        if year is None:
            self._tell_number(f"年份应在{BASE_DAY.year}至{LAST_YEAR}之间")
            return
        if not text.strip():
            self._show(None)
            return
        work = partial(look_at, self._office, text, year)
        failed = self._shell.notices.beside(self.text_error)
        self._shell.tasks.run(self, work, self._show, failed, topic="notice")

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "打开通知", "", "文本文件 (*.txt);;所有文件 (*)")
        if chosen:
            self.open_file(Path(chosen))

    def open_file(self, path: Path) -> None:
        """Put the text of a file into the field."""
        failed = self._shell.notices.beside(self.text_error)
        self._shell.tasks.run(
            self, partial(read_file, path), self.text_edit.setPlainText, failed, topic="file"
        )

    # -- what was read ----------------------------------------------------------------------------------------

    def _show(self, looked: Looked | None) -> None:
        self.looked = looked
        self.waiting_label.setVisible(looked is None)
        self._show_problems(looked.reading.problems if looked else ())
        self._show_festivals(looked)
        self.moved_list.show_plan(looked.plan if looked else None)
        self.moved_frame.setVisible(looked is not None and looked.plan is not None)
        refusal = looked.refusal if looked else None
        self._tell_text(refusal.reason if refusal else "", refusal.basis if refusal else "")
        self._say_why()

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        self.problem_frame.setVisible(bool(problems))
        self.problem_title.setText(f"{len(problems)}处对不上，改正后才能启用")
        rows = self.problem_body.layout()
        assert rows is not None  # the form has it
        clear(rows)
        for problem in problems:
            where = f"第{problem.line}行" if problem.line else "全文"
            words = [label(f"“{problem.words}”", "caption", "muted", wrap=True)] if problem.words else []
            body = column(label(problem.reason, wrap=True), *words, gap="hair")
            place = label(where, tone="muted")
            place.setMinimumWidth(sp(52))
            holder = QWidget()
            holder.setLayout(row(column(place, None), body, gap="m", grow=1))
            rows.addWidget(holder)

    def _show_festivals(self, looked: Looked | None) -> None:
        festivals = looked.reading.by_festival if looked else ()
        self.read_frame.setVisible(bool(festivals))
        rows = self.read_body.layout()
        assert rows is not None  # as above
        clear(rows)
        if looked is None or not festivals:
            return
        off, made = len(looked.reading.off), len(looked.reading.work)
        self.read_title.setText(f"读出{looked.reading.year}年：放假{off}天，调休上班{made}天")
        for place, festival in enumerate(festivals):
            rows.addWidget(_festival_row(festival, first=place == 0))
        known = looked.in_force
        self.replaces_label.setText(f"启用后取代现在的{known.number}，没有写到的节日照旧。" if known else "")
        self.replaces_label.setVisible(known is not None)

    # -- putting it into force --------------------------------------------------------------------------------

    def _obstacle(self) -> str:
        """Why the notice cannot be put into force yet; empty: it can."""
        if self._applying:
            return "正在启用…"
        if self.looked is None:
            return "先粘贴通知" if not self.text_edit.toPlainText().strip() else "正在读…"
        if self.looked.reading.problems:
            return f"还有{len(self.looked.reading.problems)}处对不上"
        if self.looked.refusal is not None:
            return "通知不完整"
        return "" if self.number_edit.text().strip() else "还没有填文号"

    def _say_why(self) -> None:
        why = self._obstacle()
        self.apply_button.setEnabled(not why)
        self.why_label.setText(why or "对得上，可以启用。启用后在办案件立即按新安排重算。")

    def apply(self) -> None:
        """Put the notice into force; what is missing is said beside its field."""
        if self.looked is not None and self._obstacle() == "还没有填文号":
            self._tell_number("请填写通知的文号")
            self.number_edit.setFocus()
        if self.looked is None or self._obstacle():
            return
        self._applying = True
        self._say_why()
        work = partial(take_over, self._office, self.looked, self.number_edit.text())
        self._shell.tasks.run(self, work, partial(self._done, self.looked.reading.year), self._refused)

    def _done(self, year: int, change: Change) -> None:
        self._applying = False
        self.text_edit.clear()
        self.number_edit.clear()
        self.year_edit.setText(str(self._office.rules.calendar.last_published + 1))
        self.year_edit.setModified(False)
        self._show(None)
        self._shell.announce(change)
        self._shell.notices.say(change.said)
        self.applied.emit(year)

    def _refused(self, error: Exception) -> None:
        self._applying = False
        self._say_why()
        self._shell.notices.beside(self)(error)

    def take(self, error: Refusal | Trouble) -> bool:
        """Say beside the field what is refused."""
        if isinstance(error, Refusal) and error.field == "number":
            self._tell_number(error.reason)
            self.number_edit.setFocus()
            return True
        return self.text_error.take(error)

    def _tell_number(self, sentence: str) -> None:
        tag(self.number_edit, wrong=bool(sentence) and self._year() is not None)
        self.number_error.tell(sentence)

    def _tell_text(self, sentence: str, basis: str = "") -> None:
        tag(self.text_edit, wrong=bool(sentence))
        self.text_error.tell(sentence, basis)


def _festival_row(festival: Festival, *, first: bool) -> QFrame:
    """One festival: its days off with their number, and the days that are made up."""
    lines = []
    for what, days in ((f"放假{len(festival.off)}天", festival.off), ("调休上班", festival.work)):
        if days:
            words = label(what, tone="muted")
            words.setMinimumWidth(sp(64))
            lines.append(row(words, label(span_words(days), wrap=True), gap="m", grow=1))
    name = label(festival.name, bold=True, wrap=True)
    name.setFixedWidth(sp(64))
    body = row(column(name, None), column(*lines, gap="hair"), gap="m", margins=(0, "s"), grow=1)
    return tag(frame("row", body), first=first)
