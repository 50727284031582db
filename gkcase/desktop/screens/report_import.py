"""导入已公布的年报: what was read beside what was pasted, what does not add up, and kept only when somebody says so."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from gkcase.desktop.dressing import restyle
from gkcase.desktop.elided import ElidedLabel
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.layout import chip, clear, column, label, row, scrolled
from gkcase.desktop.report_grid import ReportGrid
from gkcase.desktop.report_tables import HEADS3, HEADS4, lines3, lines4, marks_of
from gkcase.desktop.screen import Screen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Failed
from gkcase.desktop.tokens import tag
from gkcase.desktop.whole import take_most
from gkcase.services.annual_reading import Read, of_year, read_text
from gkcase.services.annual_report import publish
from gkcase.services.office import Change, Office

PAUSE_MS = 250
EARLIEST = 2019
TABLES = ("三、申请", "四、复议诉讼")
FILES = "年报 (*.docx *.xlsx);;所有文件 (*)"


class ReportImportScreen(Screen):
    """The page on which a published report is pasted or opened. A visit with a year offers that year."""

    form = "report_import"
    help_topic = "report"
    leave_button: QPushButton
    year_edit: QLineEdit
    note_edit: QLineEdit
    year_error: ErrorLabel
    open_button: QPushButton
    text_edit: QPlainTextEdit
    text_error: ErrorLabel
    waiting_label: QLabel
    read_frame: QFrame
    tables_host: QWidget
    grid_host: QWidget
    problem_frame: QFrame
    problem_host: QWidget
    why_label: ElidedLabel
    keep_button: QPushButton

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__()
        self._office, self._shell = office, shell
        self.grid = ReportGrid("表三")
        self.grid_host.setLayout(column(self.grid, gap=0))
        self.found: Read | None = None
        self._table = 0
        self._typing = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._typing.timeout.connect(self.look)
        group = QButtonGroup(self)
        self.chips = [chip(words, on=number == 0) for number, words in enumerate(TABLES)]
        for number, made in enumerate(self.chips):
            group.addButton(made)
            made.clicked.connect(partial(self.show_table, number))
        self.tables_host.setLayout(row(*self.chips, gap="s"))
        self._problems = column(gap="xs", margins=("m", "s"))
        inside = QWidget()
        inside.setLayout(self._problems)
        self.problem_host.setLayout(column(scrolled(inside), gap=0))
        self.text_edit.textChanged.connect(self._typing.start)
        take_most(self.year_edit, 4)
        self.year_edit.textEdited.connect(lambda _: self._say_why())
        self.open_button.clicked.connect(self._choose_file)
        self.keep_button.clicked.connect(self.keep)
        self.leave_button.clicked.connect(shell.back)
        self.setFocusProxy(self.text_edit)
        self._show(None)

    def visit(self, subject: object) -> None:
        """Offer a year, unless something has been pasted already."""
        if isinstance(subject, int) and self.found is None:
            self.year_edit.setText(str(subject))

    # -- what is read -----------------------------------------------------------------------------------------

    def look(self) -> None:
        """Read what stands in the field."""
        text = self.text_edit.toPlainText()
        self.text_error.tell("")
        if not text.strip():
            self._show(None)
            return
        failed = self._shell.notices.beside(self.text_error)
        self._shell.tasks.run(self, partial(read_text, text), self._show, self._unread(failed), topic="read")

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "打开年报", "", FILES)
        if chosen:
            self.open_file(Path(chosen))

    def open_file(self, path: Path) -> None:
        """Read a file; what was pasted makes room for its name."""
        self._typing.stop()
        self.text_edit.blockSignals(True)
        self.text_edit.setPlainText(f"（取自文件“{path.name}”）")
        self.text_edit.blockSignals(False)
        self.text_error.tell("")
        if not self.note_edit.text().strip():
            self.note_edit.setText(path.name)
        failed = self._shell.notices.beside(self.text_error)
        self._shell.tasks.run(self, partial(_read_file, path), self._show, self._unread(failed), topic="read")

    def _unread(self, failed: Failed) -> Failed:
        def tell(error: Exception) -> None:
            self._show(None)
            failed(error)

        return tell

    def _show(self, found: Read | None) -> None:
        self.found = found
        if found is not None and found.figures.year and not self.year_edit.isModified():
            self.year_edit.setText(str(found.figures.year))
        self.waiting_label.setVisible(found is None)
        self.read_frame.setVisible(found is not None)
        self._show_sentences(found)
        self.show_table(0)
        self.chips[0].setChecked(True)
        self.chips[1].setEnabled(found is not None and found.figures.table4 is not None)
        self._say_why()

    def show_table(self, number: int) -> None:
        """Turn to table 三 (0) or 四 (1)."""
        self._table = number
        if self.found is None:
            return
        marks = marks_of(self.found.problems, ())
        lines = lines4(self.found.figures) if number else lines3(self.found.figures)
        self.grid.show_lines(HEADS4 if number else HEADS3, lines, marks)

    def _show_sentences(self, found: Read | None) -> None:
        clear(self._problems)
        wrong = [problem.text for problem in found.problems] if found else []
        said = [*wrong, *(found.unread if found else ()), *(found.notes if found else ())]
        for words in said:
            self._problems.addWidget(label(words, wrap=True))
        self._problems.addStretch()
        self.problem_frame.setVisible(bool(said))
        restyle(self.problem_frame)

    # -- keeping it -------------------------------------------------------------------------------------------

    def _year(self) -> int | None:
        text = self.year_edit.text().strip()
        year = int(text) if text.isdecimal() else 0
        return year if EARLIEST <= year <= self._office.today().year else None

    def _say_why(self) -> None:
        year = self._year()
        tag(self.year_edit, wrong=year is None and bool(self.year_edit.text()))
        why = ""
        if self.found is None:
            why = "先粘贴表格或者打开文件"
        elif year is None:
            why = f"请填写年份（{EARLIEST}至{self._office.today().year}）"
        elif self.found.problems:
            why = f"有 {len(self.found.problems)} 处加不起来；公布的数字就是如此的，可以照此保存"
        elif self.found.unread:
            why = f"有 {len(self.found.unread)} 处没有读入，请核对"
        self.why_label.setText(why)
        self.keep_button.setEnabled(self.found is not None and year is not None)
        self.keep_button.setToolTip("Ctrl+Enter" if self.keep_button.isEnabled() else why)
        self.keep_button.setShortcut("Ctrl+Return")

    def keep(self) -> None:
        """Keep the figures as those of their year."""
        year = self._year()
        if self.found is None or year is None:
            return
        self.keep_button.setEnabled(False)
        figures = of_year(self.found, year).figures
        work = partial(publish, self._office, figures, self.note_edit.text().strip())
        self._shell.tasks.run(self, work, self._kept, self._failed)

    def _kept(self, change: Change) -> None:
        self.text_edit.clear()
        self.note_edit.clear()
        self._show(None)
        self._shell.announce(change)
        self._shell.back()

    def _failed(self, error: Exception) -> None:
        self._say_why()
        self._shell.notices.beside(self.year_error)(error)


def _read_file(path: Path) -> Read:
    from gkcase.services.annual_import import read_file  # reads Word and Excel, which take long to load

    return read_file(path)
