"""导入旧台账: choose the file, say what its columns hold, look at what would come of it, bring it in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from gkcase.desktop.dressing import restyle
from gkcase.desktop.elided import ElidedLabel
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.layout import button, column, frame, key_hint, label, row, scrolled
from gkcase.desktop.old_ledger_columns import ColumnsPage
from gkcase.desktop.old_ledger_lines import LinesPage, write_lines
from gkcase.desktop.screen import Screen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Abandoned, Cancelled, Progress
from gkcase.desktop.tokens import sp, tag
from gkcase.services import ledger_columns
from gkcase.services.ledger_import import Brought, bring_in
from gkcase.services.ledger_plan import Book, Plan, look, open_book
from gkcase.services.ledger_sheet import Table
from gkcase.services.office import Office
from gkcase.services.values import Chosen

STEPS = ("选择文件", "核对各列", "试读结果", "导入完成")
FILE, COLUMNS, LINES, DONE = range(4)
POLL_MS = 50
ABOUT = (
    "把原来用Excel记的依申请公开台账变成案件，进入登记台账、统计和年度报告。",
    "标题、两行表头、合计行、各年的工作表都认得；日期可以写成2026.3.1、3月1日、二〇二六年三月一日、同上。",
    "先试读、再导入：试读不写入任何内容，逐行说明有什么问题、建议怎样改。",
    "导入前自动备份数据库；一次全部写入，中途停止或者出错就什么也不写。",
    "2019年5月15日以前收到的申请作为已办结的案件收进来，不计算期限。",
)
HINT = "旧格式.xls和.et文件，请先在Excel或WPS中另存为.xlsx"


@dataclass
class Box:
    """What a piece of work leaves behind, although nobody may wait for its answer any more."""

    found: list[Brought] = field(default_factory=list)
    begun: Event = field(default_factory=Event)
    over: Event = field(default_factory=Event)


def open_it(office: Office, path: Path, progress: Progress, _: Cancelled) -> Book:
    """Open the workbook."""
    progress(0, 0)
    return open_book(office, path)


def look_through(
    office: Office, book: Book, changed: Sequence[Table], progress: Progress, cancelled: Cancelled
) -> Plan:
    """Remember what was said of the columns, and look the ledger through."""
    for table in changed:
        ledger_columns.remember(office, table.headings, table.mapping)
    plan = look(office, book, report=progress, cancelled=cancelled)
    if cancelled():
        raise Abandoned
    return plan


def bring(office: Office, plan: Plan, box: Box, progress: Progress, cancelled: Cancelled) -> Brought:
    """Bring it in, and leave the outcome in the box."""
    box.begun.set()
    try:
        brought = bring_in(office, plan, report=progress, cancelled=cancelled)
        box.found.append(brought)
        return brought
    finally:
        box.over.set()


class OldLedgerScreen(Screen):
    """A wizard of four steps; what was chosen stays until another file is opened."""

    form = "ledger"
    help_topic = "ledger"
    count_label: ElidedLabel
    steps_host: QWidget
    error_label: ErrorLabel
    step_stack: QStackedWidget
    file_page: QWidget
    columns_page: QWidget
    lines_page: QWidget
    done_page: QWidget

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__()
        self._office, self._shell = office, shell
        self.book: Book | None = None
        self.plan: Plan | None = None
        self.brought: Brought | None = None
        self._ticket, self._box = -1, Box()
        self._polling = QTimer(self, interval=POLL_MS)
        self._polling.timeout.connect(self._poll)
        self.columns, self.lines = ColumnsPage(), LinesPage()
        self._lay_file()
        self._lay_columns()
        self._lay_lines()
        self._lay_done()
        self._steps = [label(f"{place + 1}　{word}", "caption", "muted") for place, word in enumerate(STEPS)]
        self.steps_host.setLayout(row(*self._steps, None, gap="xl"))
        self.setAcceptDrops(True)
        shell.tasks.ended.connect(self._ended)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._onwards)
        self._show_step(FILE)
        restyle(self)

    # -- the four pages ---------------------------------------------------------------------------------------

    def _lay_file(self) -> None:
        self.choose_button = button("选择台账文件…", "primary", icon="folder")
        self.choose_button.clicked.connect(self._choose)
        words = [label(text, wrap=True) for text in ABOUT]
        drop = frame("drop", column(row(self.choose_button, None), label("也可以把文件拖进来", "caption", "muted"),
                                    label(HINT, "caption", "muted", wrap=True), margins=("l", "l")))  # fmt: skip
        box = column(*words, drop, None, gap="m", margins=("l", "l"))
        card = frame("card", box)
        card.setMaximumWidth(sp(820))
        body = QWidget()
        body.setLayout(column(row(card, None, grow=0), None, gap=0))
        self.file_page.setLayout(column(scrolled(body), gap=0))

    def _lay_columns(self) -> None:
        self.look_button = button("试读", "primary", icon="eye")
        self.look_button.clicked.connect(self.look_through)
        self.columns.changed.connect(self._say_obstacle)
        self.why_label = label("", "caption", "muted", wrap=True)
        acts = row(self._back(FILE), self.look_button, key_hint("Ctrl+Enter"), self.why_label, grow=3)
        self.columns_page.setLayout(column(self.columns, acts, gap="m", grow=0))

    def _lay_lines(self) -> None:
        self.import_button = button("导入", "primary", icon="check")
        self.import_button.clicked.connect(self.bring_in)
        self.lines.export_wanted.connect(self._choose_target)
        self.import_note = label("", "caption", "muted", wrap=True)
        acts = row(self._back(COLUMNS), self.import_button, key_hint("Ctrl+Enter"), self.import_note, grow=3)
        self.lines_page.setLayout(column(self.lines, acts, gap="m", grow=0))

    def _lay_done(self) -> None:
        self.done_label = label("", "title", bold=True, wrap=True)
        self.backup_label = label("", "caption", "muted", wrap=True)
        self.cases_button = button("查看导入的案件", "primary", icon="cases")
        self.late_button = button("查看逾期的", icon="warn")
        self.list_button = button("没有导入的行", icon="letters")
        self.again_button = button("再导入一份", icon="plus")
        self.cases_button.clicked.connect(
            lambda: self._go("旧台账导入", self.brought.cases if self.brought else ())
        )
        self.late_button.clicked.connect(
            lambda: self._go("旧台账 · 逾期", self.brought.late if self.brought else ())
        )
        self.list_button.clicked.connect(lambda: self._show_step(LINES))
        self.again_button.clicked.connect(lambda: self._show_step(FILE))
        acts = row(self.cases_button, self.late_button, self.list_button, self.again_button, None)
        card = frame("card", column(self.done_label, self.backup_label, acts, gap="m", margins=("l", "l")))
        self.done_page.setLayout(column(card, None, gap=0))

    def _back(self, step: int) -> QWidget:
        made = button("上一步", icon="left")
        made.clicked.connect(partial(self._show_step, step))
        return made

    def _show_step(self, step: int) -> None:
        self.error_label.tell("")
        self.step_stack.setCurrentIndex(step)
        for place, words in enumerate(self._steps):
            tag(words, tone="text" if place == step else "muted", strong=place == step)
        restyle(self.steps_host)
        name = self.book.name if self.book and step != FILE else ""
        self.count_label.setText(name)
        first = (self.choose_button, self.columns, self.lines, self.cases_button)[step]
        self.setFocusProxy(first)
        if self.isVisible():
            first.setFocus()

    def _onwards(self) -> None:
        step = self.step_stack.currentIndex()
        (self.choose_button, self.look_button, self.import_button, self.cases_button)[step].click()

    # -- the file ---------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, "旧台账", str(Path.home()), "Excel文件 (*.xlsx *.xls *.et)"
        )
        if chosen:
            self.open(Path(chosen))

    def open(self, path: Path) -> None:
        """Open a ledger."""
        self._busy(True)
        work = partial(open_it, self._office, path)
        self._ticket = self._shell.tasks.run_long(self, "正在打开台账", work, self._opened, self._failed)

    def _opened(self, book: Book) -> None:
        self._busy(False)
        self.book, self.plan, self.brought = book, None, None
        self.columns.show_book(book)
        self._show_step(COLUMNS)
        self._say_obstacle()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.open(files[0])

    # -- looking through --------------------------------------------------------------------------------------

    def _say_obstacle(self) -> None:
        why = self.columns.obstacle()
        self.look_button.setEnabled(not why)
        self.why_label.setText(why or "试读只看不写")

    def look_through(self) -> None:
        """See what would come of the ledger."""
        if self.book is None or self.columns.obstacle():
            return
        self._busy(True)
        work = partial(look_through, self._office, self.book, self.columns.changed_tables())
        self._ticket = self._shell.tasks.run_long(self, "正在试读", work, self._looked, self._failed)

    def _looked(self, plan: Plan) -> None:
        self.plan, self.brought = plan, None
        self._busy(False)
        self.lines.show_plan(plan)
        self.import_button.setText(f"导入{len(plan.ready)}件" if plan.ready else "导入")
        self.import_note.setText(
            "导入前先备份，一次全部写入" if plan.ready else "没有可以导入的行，请先按清单改正表格"
        )
        self._show_step(LINES)

    # -- bringing in ------------------------------------------------------------------------------------------

    def bring_in(self) -> None:
        """Bring in what can come in."""
        if self.plan is None or not self.plan.ready:
            return
        self._busy(True)
        self._box = Box()
        work = partial(bring, self._office, self.plan, self._box)
        self._ticket = self._shell.tasks.run_long(self, "正在导入台账", work, self._done, self._failed)

    def _done(self, brought: Brought) -> None:
        self.brought, plan = brought, self.plan
        self._busy(False)
        listed = len(plan.listed) if plan else 0
        late = f"，其中逾期{len(brought.late)}件" if brought.late else ""
        self.done_label.setText(f"已导入{len(brought.cases)}件{late}；{listed}行没有导入")
        kept = f"导入前的备份：{brought.backup}" if brought.backup else "共享数据库的备份由数据库管理员负责"
        self.backup_label.setText(kept)
        self.late_button.setVisible(bool(brought.late))
        self.list_button.setVisible(bool(listed))
        self._show_step(DONE)
        self._shell.announce(brought.change)
        self._shell.notices.say(brought.change.said)

    def _ended(self, ticket: int) -> None:
        """Work is over, or nobody waits for it any more: then what became of it is found in the box."""
        if ticket == self._ticket and not self.choose_button.isEnabled():
            self._polling.start()

    def _poll(self) -> None:
        if self.choose_button.isEnabled():
            self._polling.stop()
        elif (
            self.step_stack.currentIndex() != LINES or self._box.over.is_set() or not self._box.begun.is_set()
        ):
            self._polling.stop()
            self._settle_stopped()

    def _settle_stopped(self) -> None:
        self._busy(False)
        if self._box.found:
            self._done(self._box.found[0])
        elif self.step_stack.currentIndex() == LINES:
            self._shell.notices.say("已停止，什么也没有写入")

    def _failed(self, error: Exception) -> None:
        self._busy(False)
        self._shell.notices.beside(self.error_label)(error)

    def _busy(self, busy: bool) -> None:
        self.error_label.tell("")
        self.choose_button.setEnabled(not busy)
        self.look_button.setEnabled(not busy and self.book is not None and not self.columns.obstacle())
        self.import_button.setEnabled(
            not busy and self.plan is not None and bool(self.plan.ready) and not self.brought
        )

    # -- onwards ----------------------------------------------------------------------------------------------

    def _go(self, title: str, cases: tuple[int, ...]) -> None:
        self._shell.go("cases", Chosen(title, cases))

    def _choose_target(self) -> None:
        name = str(Path.home() / f"{self.book.name if self.book else '台账'}_问题清单.xlsx")
        chosen, _ = QFileDialog.getSaveFileName(self, "导出清单", name, "Excel文件 (*.xlsx);;CSV文件 (*.csv)")
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, target: Path) -> None:
        """Write the lines in sight to a file."""
        target = target if target.suffix else target.with_suffix(".xlsx")
        work: Callable[[], Path] = partial(write_lines, self.lines.shown, target)
        said = "清单已导出："
        self._shell.tasks.run(self, work, lambda to: self._shell.notices.say(f"{said}{to}"), self._failed)
