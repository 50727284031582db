"""一并办理: many cases at once, each with its own letter and number; stopped at any time, gone on with later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QHeaderView,
    QLabel,
    QProgressBar,
    QScrollArea,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gkcase.desktop.dressing import restyle
from gkcase.desktop.elided import ElidedLabel
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.layout import button, key_hint, row
from gkcase.desktop.paper_tabs import LetterText
from gkcase.desktop.screen import Screen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Cancelled, Progress
from gkcase.desktop.together_form import TogetherForm
from gkcase.desktop.tokens import look, sp
from gkcase.domain.errors import Refusal
from gkcase.domain.identity import mask_name
from gkcase.services.lettering import copy_out
from gkcase.services.many import Batch, Done, Job, decide_many, write_many
from gkcase.services.office import Change, Office, Topic
from gkcase.services.queries import CaseLine, case_lines
from gkcase.services.replying import LookedOver, look_over

HEADS = ("编号", "申请人", "所需信息", "办理结果")
WIDTHS = (104, 96, 0, 0)
STATE = 3
NOTHING = "请先在“案件”中按住Ctrl或Shift选中要一并办理的案件"
POLL_MS = 50
_ROW = 34
Work = Callable[[Progress, Cancelled], Batch]


def in_box(box: list[Batch], work: Work, progress: Progress, cancelled: Cancelled) -> Batch:
    """Do it, and leave the outcome where it is found although nobody waits for the answer any more."""
    batch = work(progress, cancelled)
    box.append(batch)
    return batch


def save_all(
    office: Office, done: Sequence[Done], folder: Path, progress: Progress, cancelled: Cancelled
) -> int:
    """Copy the letters of a batch into a folder; those of several cases have different names."""
    for place, one in enumerate(done):
        if cancelled():
            return place
        copy_out(office, one.sha256, folder / one.name)
        progress(place + 1, len(done))
    return len(done)


class TogetherScreen(Screen):
    """Gone to with the ids of cases, or with (mode, ids)."""

    form = "together"
    help_topic = "together"
    count_label: ElidedLabel
    body_splitter: QSplitter
    case_table: QTableWidget
    form_area: QScrollArea
    form_content: QWidget

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__()
        self._office, self._shell = office, shell
        self._ids: tuple[int, ...] = ()
        self._rows: dict[int, int] = {}
        self._done: dict[int, Done] = {}
        self._told: dict[int, str] = {}
        self._ticket = -1
        self._box: list[Batch] = []
        self.asking = TogetherForm(office, shell)
        self.error = ErrorLabel()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress_label = QLabel("")
        self.start_button = button("", "primary")
        self.stop_button = button("停止")
        self.look_button = button("看第一件", icon="eye")
        self.save_button = button("另存到文件夹…", icon="export")
        self.text_edit = LetterText()
        self._polling = QTimer(self, interval=POLL_MS)
        self._lay()
        self._connect()
        self._set_up_table()
        self._rest()
        self._say()

    def _lay(self) -> None:
        box = self.form_content.layout()
        assert isinstance(box, QVBoxLayout)  # together.ui
        acts = row(self.start_button, key_hint("Ctrl+Enter"), None)
        self.progress.setFixedHeight(sp(6))
        box.addWidget(self.asking)
        box.addWidget(self.error)
        box.addLayout(acts)
        box.addLayout(row(self.progress, self.progress_label, grow=0))
        box.addLayout(row(self.stop_button, self.look_button, self.save_button, None))
        box.addWidget(self.text_edit)
        box.addStretch()
        self.body_splitter.setSizes([620, 560])
        self.setFocusProxy(self.asking.modes)
        self.text_edit.hide()
        restyle(self)

    def _connect(self) -> None:
        self.asking.changed.connect(self._asking_changed)
        self.start_button.clicked.connect(self.start)
        self.stop_button.clicked.connect(self.stop)
        self.look_button.clicked.connect(self.look_at_first)
        self.save_button.clicked.connect(self._ask_where)
        self._polling.timeout.connect(self._poll)
        self._shell.tasks.moved.connect(self._moved)
        self._shell.tasks.ended.connect(self._ended)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.start)

    # -- what the shell says ----------------------------------------------------------------------------------

    def visit(self, subject: object) -> None:
        """Take up other cases; while a batch runs those of the batch stay."""
        mode, ids = subject if isinstance(subject, tuple) and isinstance(subject[0], str) else ("", subject)
        if mode:
            self.asking.choose(mode)
        if not isinstance(ids, tuple) or self.busy or ids == self._ids:
            return
        self._ids, self._done, self._told = ids, {}, {}
        self.asking.begin()
        self.error.tell("")
        self.text_edit.hide()
        self.read()

    def react(self, change: object) -> None:
        """Read the list again when one of its cases was touched."""
        if isinstance(change, Change) and change.topics & Topic.CASES and change.case_ids & set(self._ids):
            self.read()

    @property
    def busy(self) -> bool:
        """Whether a batch is running."""
        return self._ticket >= 0

    # -- the list ---------------------------------------------------------------------------------------------

    def _set_up_table(self) -> None:
        table = self.case_table
        table.setColumnCount(len(HEADS))
        table.setHorizontalHeaderLabels(HEADS)
        table.verticalHeader().hide()
        table.setCornerButtonEnabled(False)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for place in (2, STATE):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        table.cellDoubleClicked.connect(lambda line, _: self._open(line))
        table.installEventFilter(self)
        look.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.case_table.verticalHeader().setDefaultSectionSize(sp(_ROW))
        for place, width in enumerate(WIDTHS):
            if width:
                self.case_table.setColumnWidth(place, sp(width))

    def read(self) -> None:
        """Read the cases."""
        work = partial(case_lines, self._office, list(self._ids))
        self._shell.tasks.run(self, work, self._show, self._shell.notices.tell, topic="lines")

    def _show(self, lines: list[CaseLine]) -> None:
        known = {line.id: line for line in lines}
        self._ids = tuple(case_id for case_id in self._ids if case_id in known)
        self._rows = {case_id: place for place, case_id in enumerate(self._ids)}
        self.case_table.setRowCount(len(self._ids))
        for case_id, place in self._rows.items():
            line = known[case_id]
            words = (line.number, mask_name(line.applicant, line.applicant_kind), line.wanted)
            for at, text in enumerate(words):
                self._write(place, at, " ".join(text.split()))
            self._write(place, STATE, self._told.get(case_id, line.status.label))
        self._say()

    def _write(self, place: int, at: int, text: str) -> None:
        item = QTableWidgetItem(text)
        item.setToolTip(text)
        self.case_table.setItem(place, at, item)

    def _open(self, line: int) -> None:
        if 0 <= line < len(self._ids):
            self._shell.go("case", self._ids[line])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter opens the case on which the cursor stands."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            plain = not event.modifiers() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if plain and self.case_table.currentRow() >= 0:
                self._open(self.case_table.currentRow())
                return True
        return False

    @property
    def pending(self) -> tuple[int, ...]:
        """The cases that are not done yet."""
        return tuple(case_id for case_id in self._ids if case_id not in self._done)

    def _asking_changed(self) -> None:
        if not self.busy and self._done:
            self._done, self._told = {}, {}  # another reply or letter: every case is still to be done
            self.read()
        self._say()

    def _say(self) -> None:
        left = len(self.pending)
        done = f"{len(self._ids)} 件，已办成 {len(self._done)} 件"
        self.count_label.setText(done if self._done else f"{left} 件" if left else NOTHING)
        word = f"答复并送审 {left} 件" if self.asking.answering else f"生成 {left} 份文书"
        self.start_button.setText(f"接着办其余 {left} 件" if self._done and left else word)
        self.start_button.setEnabled(bool(left) and not self.busy)
        self.look_button.setVisible(self.asking.answering)
        self.look_button.setEnabled(bool(self._ids) and not self.busy)
        self.save_button.setVisible(bool(self._done) and not self.busy)

    # -- doing it ---------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Do what is left, one case after the other."""
        if self.busy or not self.pending or not self.isVisible() or not self.asking.check():
            return
        self.error.tell("")
        self.text_edit.hide()
        self._box = []
        title = "正在一并答复" if self.asking.answering else "正在生成文书"
        work = partial(in_box, self._box, self._work())
        self._ticket = self._shell.tasks.run_long(self, title, work, self._finished, self._failed)
        self._moved(self._ticket, 0, len(self.pending))
        for part in (self.stop_button, self.progress, self.progress_label):
            part.show()
        self.asking.setEnabled(False)
        self._say()

    def _work(self) -> Work:
        office, ids, form = self._office, self.pending, self.asking
        if not form.answering:
            jobs = [Job(case_id, form.kind, {}) for case_id in ids]
            return lambda progress, cancelled: write_many(office, jobs, progress, cancelled)
        facts, comment, reason = form.given(), form.comment, form.reason
        return lambda progress, cancelled: decide_many(
            office, ids, facts, comment=comment, reason=reason, report=progress, cancelled=cancelled
        )

    def stop(self) -> None:
        """Stop after the case that is being done."""
        if self.busy:
            self._shell.tasks.cancel(self._ticket)

    def _moved(self, ticket: int, done: int, total: int) -> None:
        if ticket == self._ticket:
            self.progress.setRange(0, total)
            self.progress.setValue(done)
            self.progress_label.setText(f"{done}/{total}")

    def _ended(self, ticket: int) -> None:
        """Without an answer where it was stopped: the case in hand is finished first."""
        if ticket == self._ticket:
            self.stop_button.setEnabled(False)
            self._polling.start()

    def _poll(self) -> None:
        if self._box:
            self._finished(self._box[0])

    def _finished(self, batch: Batch) -> None:
        self._rest()
        for one in batch.done:
            self._done[one.case_id] = one
            self._tell(one.case_id, f"已办成 {one.document}".strip())
        for other in batch.refused:
            basis = f"（{other.basis}）" if other.basis else ""
            self._tell(other.case_id, f"没有办成：{other.reason}{basis}")
        self.asking.ask_reason(any(other.needs_reason for other in batch.refused))
        self.error.tell(batch.trouble)
        if not self.pending:
            self.asking.done()
        self._say()
        self._shell.announce(batch.change)
        self._shell.notices.say(batch.change.said)

    def _tell(self, case_id: int, words: str) -> None:
        self._told[case_id] = words
        if case_id in self._rows:
            self._write(self._rows[case_id], STATE, words)

    def _failed(self, error: Exception) -> None:
        self._rest()
        self._say()
        self._shell.notices.tell(error)

    def _rest(self) -> None:
        self._ticket = -1
        self._polling.stop()
        self.asking.setEnabled(True)
        self.stop_button.setEnabled(True)
        for part in (self.stop_button, self.progress, self.progress_label):
            part.hide()

    # -- looking and saving -----------------------------------------------------------------------------------

    def look_at_first(self) -> None:
        """Show what the letter of the first case would say, and what would be wrong with it."""
        if self.pending and self.asking.check():
            self.error.tell("")
            work = partial(look_over, self._office, self.pending[0], self.asking.given())
            self._shell.tasks.run(self, work, self._looked, self._no_text, topic="look")

    def _looked(self, seen: LookedOver) -> None:
        self.text_edit.setPlainText(seen.text)
        self.text_edit.show()
        self.error.tell("；".join(finding.text for finding in seen.findings if finding.is_error))

    def _no_text(self, error: Exception) -> None:
        if isinstance(error, Refusal) and not self.asking.take(error):
            self.error.take(error)
        elif not isinstance(error, Refusal):
            self._shell.notices.tell(error)

    def _ask_where(self) -> None:
        dialog = QFileDialog(self.window(), "文书另存到")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda folder: self.save_to(Path(folder)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_to(self, folder: Path) -> None:
        """Copy the letters into a folder."""
        done = [self._done[case_id] for case_id in self._ids if case_id in self._done]
        work = partial(save_all, self._office, done, folder)
        said = self._shell.notices.say
        self._shell.tasks.run_long(
            self,
            "正在另存文书",
            work,
            lambda count: said(f"{count} 份文书已保存到 {folder}"),
            self._shell.notices.tell,
        )
