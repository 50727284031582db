"""案件窗口: head and clock, acts, timeline, and beside it the tabs or the panel of the act in hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QLabel,
    QListView,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabWidget,
)

from gkcase.desktop.act_bar import AMEND, WRITE, ActBar
from gkcase.desktop.badges import StatusChip
from gkcase.desktop.case_clock import CaseClock
from gkcase.desktop.case_tabs import (
    REMEDIES,
    SERVICE,
    ChangesTab,
    ConsultationsTab,
    EntriesTab,
    PapersTab,
    RequestTab,
    writable,
)
from gkcase.desktop.case_timeline import TimelineModel, file_of
from gkcase.desktop.case_view import CaseView, person_line, read_case
from gkcase.desktop.elided import ElidedLabel
from gkcase.desktop.layout import button
from gkcase.desktop.ledger_tab import LedgerTab
from gkcase.desktop.letter_out import LetterOut
from gkcase.desktop.screen import Screen
from gkcase.desktop.shell import Shell
from gkcase.desktop.sign_tab import SignTab
from gkcase.desktop.step_panel import StepPanel, Task
from gkcase.desktop.tasks import Cancelled, Progress
from gkcase.desktop.timeline import TimelineDelegate
from gkcase.desktop.undo_panel import AmendPanel, VoidPanel
from gkcase.domain.terms import Event, LetterKind
from gkcase.services import attachments, disclosing
from gkcase.services.dossier import FileLine
from gkcase.services.lettering import Written, reply_draft
from gkcase.services.office import Change, Office, Topic
from gkcase.services.signing import findings_of

MINUTE_MS = 60_000
TABS = ("申请内容", "期限台账", "文书", "附件", "征求意见", "审签", "送达", "复议诉讼", "修改记录")
LEDGER_TAB = 1


class CaseScreen(Screen):
    """One case. Gone to with its id, or with (id, event) to open at that act."""

    form = "case"
    help_topic = "case"
    number_label: QLabel
    status_chip: StatusChip
    extra_chip: StatusChip
    wanted_label: ElidedLabel
    person_label: ElidedLabel
    reveal_button: QPushButton
    case_clock: CaseClock
    act_bar: ActBar
    body_splitter: QSplitter
    timeline_view: QListView
    timeline_count: QLabel
    right_stack: QStackedWidget
    tabs_page: QFrame
    tabs: QTabWidget

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__()
        self._office, self._shell = office, shell
        self.case_id: int | None = None
        self.view: CaseView | None = None
        self._wanted_act: Event | None = None
        self._unmasked = False
        self._out = LetterOut(office, shell, self)
        self._hiding = QTimer(self, singleShot=True, interval=MINUTE_MS)
        self._hiding.timeout.connect(self._mask)
        self._make_timeline()
        self._make_tabs()
        self._make_panels()
        self._connect()
        self.setAcceptDrops(True)
        self.setFocusProxy(self.timeline_view)
        self.body_splitter.setSizes([340, 660])

    def _make_timeline(self) -> None:
        self.timeline = TimelineModel(self)
        self.timeline_view.setModel(self.timeline)
        delegate = TimelineDelegate(self.timeline_view)
        delegate.paper_clicked.connect(self._open_paper)
        self.timeline_view.setItemDelegate(delegate)
        self.timeline_view.setMouseTracking(True)
        self.timeline_view.viewport().setMouseTracking(True)
        self.timeline_view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.timeline_view.customContextMenuRequested.connect(self._offer_at)
        self.timeline_view.activated.connect(lambda _: self._open_first_paper())

    def _make_tabs(self) -> None:
        self.write_button = button("写文书(&W)", icon="letters")
        self.add_button = button("添加附件(&A)", icon="plus")
        self.request_tab = RequestTab()
        self.ledger_tab = LedgerTab(self._office)
        self.letters_tab = PapersTab("文书", [self.write_button])
        self.files_tab = PapersTab("附件", [self.add_button])
        self.consultations_tab = ConsultationsTab()
        self.sign_tab = SignTab()
        self.service_tab = EntriesTab(SERVICE, "还没有答复和送达记录")
        self.remedies_tab = EntriesTab(REMEDIES, "没有复议或诉讼")
        self.changes_tab = ChangesTab()
        made = (
            self.request_tab,
            self.ledger_tab,
            self.letters_tab,
            self.files_tab,
            self.consultations_tab,
            self.sign_tab,
            self.service_tab,
            self.remedies_tab,
            self.changes_tab,
        )
        for word, tab in zip(TABS, made, strict=True):
            self.tabs.addTab(tab, word)
        self.tabs.setCurrentIndex(LEDGER_TAB)
        self.tabs.tabBar().setUsesScrollButtons(True)

    def _make_panels(self) -> None:
        self.step_panel = StepPanel(self._office, self._shell)
        self.void_panel = VoidPanel(self._office, self._shell)
        self.amend_panel = AmendPanel(self._office, self._shell)
        for panel in (self.step_panel, self.void_panel, self.amend_panel):
            self.right_stack.addWidget(panel)
            panel.done.connect(self._recorded)
            panel.left.connect(self.close_panel)

    def _connect(self) -> None:
        self.act_bar.chosen.connect(self.choose)
        self.reveal_button.clicked.connect(self.reveal)
        self.write_button.clicked.connect(self._offer_letters)
        self.add_button.clicked.connect(self._choose_files)
        self.request_tab.amend.connect(lambda: self.choose(AMEND))
        for tab in (self.consultations_tab, self.sign_tab, self.service_tab, self.remedies_tab):
            tab.chosen.connect(self.choose)
        self.sign_tab.open_letter.connect(lambda sha256, name: self._out.open(sha256, name))
        for papers in (self.letters_tab, self.files_tab):
            papers.opened.connect(lambda file: self._out.open(file.sha256, file.name))
            papers.printed.connect(lambda file: self._out.print(file.sha256, file.name))
            papers.saved.connect(lambda file: self._out.save_pdf(file.sha256, file.name))
        for keys, act in {"F5": self.reload, "Delete": self._void_current}.items():
            QShortcut(QKeySequence(keys), self.timeline_view).activated.connect(act)
        escape = QShortcut(QKeySequence("Esc"), self.right_stack)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.close_panel)

    # -- what the shell says ----------------------------------------------------------------------------------

    def visit(self, subject: object) -> None:
        """Show a case, perhaps with one of its acts."""
        if isinstance(subject, tuple):
            case_id, act = subject
            self._wanted_act = act if isinstance(act, Event) else None
        else:
            case_id, self._wanted_act = subject, None
        if isinstance(case_id, int):
            if case_id != self.case_id:
                self.close_panel()
                self._mask()
            self.case_id = case_id
            self.reload()

    def react(self, change: object) -> None:
        """Read the case again when it was touched, or what it is reckoned with."""
        if not isinstance(change, Change) or self.case_id is None:
            return
        if self.case_id in change.case_ids or change.topics & (
            Topic.CALENDAR | Topic.SETTINGS | Topic.PEOPLE
        ):
            self.reload()

    def reload(self) -> None:
        """Read the case, off the GUI thread."""
        if self.case_id is not None:
            work = partial(read_case, self._office, self.case_id)
            self._shell.tasks.run(self, work, self.show_case, self._shell.notices.tell, topic="case")

    # -- showing ----------------------------------------------------------------------------------------------

    def show_case(self, view: CaseView) -> None:
        """Show a case that has been read."""
        self.view = view
        file = view.file
        self.number_label.setText(file.number)
        self.status_chip.show_word(file.status.label)
        self.extra_chip.show_word("已延期", "muted")
        self.extra_chip.setVisible(file.standing.extended_by > 0)
        self.wanted_label.setText(" ".join(file.wanted.split()) or "没有写明所需信息")
        self._show_person()
        self.case_clock.show_case(view)
        self.act_bar.show_case(view)
        self._show_timeline(view)
        self._show_tabs(view)
        if self._wanted_act is not None:
            act, self._wanted_act = self._wanted_act, None
            self.choose(WRITE if act is Event.LETTER_WRITTEN else act)

    def _show_person(self) -> None:
        if self.view is not None:
            self.person_label.setText(person_line(self.view.file, unmasked=self._unmasked))
            self.reveal_button.setText("隐藏(&V)" if self._unmasked else "显示(&V)")
            self.request_tab.show_case(self.view, unmasked=self._unmasked)

    def _show_timeline(self, view: CaseView) -> None:
        self.timeline.show_case(view)
        self.timeline_count.setText(f"{self.timeline.rowCount()} 项")
        self.timeline_view.scrollToBottom()

    def _show_tabs(self, view: CaseView) -> None:
        lines = [(line, file) for line in view.file.journal for file in line.files]
        letters = [(line, file) for line, file in lines if file.kind is not None]
        scans = [(line, file) for line, file in lines if file.kind is None]
        self.ledger_tab.show_case(view)
        self.letters_tab.show_papers(letters)
        self.files_tab.show_papers(scans)
        self.consultations_tab.show_case(view)
        self.sign_tab.show_case(view)
        self.service_tab.show_case(view)
        self.remedies_tab.show_case(view)
        self.changes_tab.show_case(view)
        for place, count in ((2, len(letters)), (3, len(scans)), (4, len(view.file.consultations))):
            self.tabs.setTabText(place, f"{TABS[place]} {count}" if count else TABS[place])
        work = partial(findings_of, self._office, view.file.id)
        told = self._shell.notices.tell
        self._shell.tasks.run(self, work, self.sign_tab.show_findings, told, topic="findings")

    # -- acts -------------------------------------------------------------------------------------------------

    def choose(self, act: object) -> None:
        """Open the panel of an act; WRITE offers the letters, AMEND puts the registration right."""
        if self.view is None:
            return
        if act == WRITE:
            self._offer_letters()
        elif act == AMEND:
            self.amend_panel.open(self.view)
            self.right_stack.setCurrentWidget(self.amend_panel)
        elif isinstance(act, Event) and not self.view.steps[act].refusal:
            self._open_step(Task(event=act))
        elif isinstance(act, Event):
            possible = self.view.steps[act]
            self._shell.notices.say(f"现在不能办理“{act.label}”：{possible.refusal}（{possible.basis}）")

    def _open_step(self, task: Task) -> None:
        if self.view is None:
            return
        facts = None
        if task.letter is LetterKind.REPLY and (draft := reply_draft(self.view.file)):
            facts = {name: value for name, value in draft.facts.items() if name not in ("kind", "sha256")}
        self.right_stack.setCurrentWidget(self.step_panel)
        self.step_panel.open(self.view, task, facts)

    def _offer_letters(self) -> None:
        """One letter: at once; several: a menu, the reply first."""
        if self.view is None:
            return
        kinds = writable(self.view)
        if not kinds:
            self._shell.notices.say("现在没有可写的文书")
        elif len(kinds) == 1:
            self._write(kinds[0])
        else:
            menu = QMenu(self)
            for kind in kinds:
                menu.addAction(kind.label, partial(self._write, kind))
            menu.setActiveAction(menu.actions()[0])
            anchor = self.act_bar.buttons.get(WRITE, self.write_button)
            menu.popup(anchor.mapToGlobal(QPoint(0, anchor.height())))

    def _write(self, kind: LetterKind) -> None:
        self._open_step(Task(letter=kind))

    def close_panel(self) -> None:
        """Back to the tabs."""
        self.right_stack.setCurrentWidget(self.tabs_page)
        self.timeline_view.setFocus()

    def _recorded(self, made: object) -> None:
        """An act has been recorded: say so, and offer its letter."""
        change = made.change if isinstance(made, Written) else made
        assert isinstance(change, Change)  # panels emit nothing else
        self.close_panel()
        self._shell.announce(change)
        action = None
        if isinstance(made, Written):
            action = ("打开文书", partial(self._out.open, made.sha256, made.composed.name))
        self._shell.notices.say(change.said, action)

    # -- personal data ----------------------------------------------------------------------------------------

    def reveal(self) -> None:
        """Show personal data for a minute, and put it on record; or hide it again."""
        if self.case_id is None:
            return
        if self._unmasked:
            self._mask()
            return
        work = partial(disclosing.reveal, self._office, self.case_id, "在案件窗口查看")
        self._shell.tasks.run(self, work, lambda _: self._unmask(), self._shell.notices.tell)

    def _unmask(self) -> None:
        self._unmasked = True
        self._hiding.start()
        self._show_person()

    def _mask(self) -> None:
        self._unmasked = False
        self._hiding.stop()
        self._show_person()

    # -- entries and papers -----------------------------------------------------------------------------------

    def _current_seq(self) -> int:
        happening = self.timeline.happening(self.timeline_view.currentIndex())
        return happening.seq if happening and happening.tone != "void" else 0

    def _offer_at(self, where: QPoint) -> None:
        happening = self.timeline.happening(self.timeline_view.indexAt(where))
        if happening is None or not happening.seq or happening.tone == "void":
            return
        menu = QMenu(self)
        for paper in happening.papers:
            menu.addAction(f"打开{paper.name}", partial(self._open_paper, paper.id))
        menu.addAction("添加附件…", self._choose_files)
        if happening.title == Event.RECEIVED.label:
            menu.addAction("更正登记…", lambda: self.choose(AMEND))
        else:
            menu.addAction("作废…", partial(self.void, happening.seq))
        menu.popup(self.timeline_view.viewport().mapToGlobal(where))

    def _void_current(self) -> None:
        if seq := self._current_seq():
            self.void(seq)

    def void(self, seq: int) -> None:
        """Open the panel that takes an entry back."""
        if self.view is not None:
            self.right_stack.setCurrentWidget(self.void_panel)
            self.void_panel.open(self.view, seq)

    def _file(self, number: int) -> FileLine | None:
        return file_of(self.view, number) if self.view else None

    def _open_paper(self, number: int) -> None:
        if file := self._file(number):
            self._out.open(file.sha256, file.name)

    def _open_first_paper(self) -> None:
        happening = self.timeline.happening(self.timeline_view.currentIndex())
        if happening and happening.papers:
            self._open_paper(happening.papers[0].id)

    def _choose_files(self) -> None:
        dialog = QFileDialog(self.window(), "添加附件")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.add_files([Path(name) for name in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def add_files(self, files: Sequence[Path]) -> None:
        """Hang scans on the entry that is selected, else on the latest one; one file after the other."""
        if self.case_id is None or not files:
            return
        case_id, seq = self.case_id, self._current_seq()

        def work(progress: Progress, cancelled: Cancelled) -> Change:
            before = _before(progress, cancelled, len(files))
            return attachments.add_files(self._office, case_id, files, seq=seq, before_each=before)

        self._shell.tasks.run_long(self, "正在添加附件", work, self._recorded, self._shell.notices.tell)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self.view is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.add_files(files)


def _before(progress: Progress, cancelled: Cancelled, total: int) -> Callable[[int], bool]:
    def before_each(place: int) -> bool:
        progress(place, total)
        return not cancelled()

    return before_each
