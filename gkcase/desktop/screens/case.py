"""案件窗口: head and clock, acts, timeline or the panel of the act in hand, and the tabs beside it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListView,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QWidget,
)

from gkcase.desktop.act_bar import AMEND, ATTACH, WRITE, ActBar
from gkcase.desktop.badges import StatusChip
from gkcase.desktop.by_right import by_right
from gkcase.desktop.case_clock import CaseClock
from gkcase.desktop.case_entries import CaseEntries
from gkcase.desktop.case_panels import CasePanels
from gkcase.desktop.case_papers import CasePapers
from gkcase.desktop.case_tab_row import LEDGER, LETTERS, REQUEST, SIGN, CaseTabs
from gkcase.desktop.case_view import CaseView, person_line, read_case
from gkcase.desktop.elided import ElidedLabel
from gkcase.desktop.finding_spots import follow
from gkcase.desktop.menus import menu_of
from gkcase.desktop.paper_tabs import writable
from gkcase.desktop.reveal import Reveal
from gkcase.desktop.screen import Screen
from gkcase.desktop.shell import Shell
from gkcase.domain.journal import Facts
from gkcase.domain.rights import May
from gkcase.domain.terms import DECISIONS, Event, LetterKind
from gkcase.services.lettering import Written
from gkcase.services.office import Change, Office, Topic
from gkcase.services.similar import Precedent

BESIDE = (REQUEST, LETTERS, REQUEST, LETTERS)
"""What stands beside each step of a reply: the request while its result is chosen and its letter read."""

AMENDING = "更正时原登记完整显示，不遮盖个人信息；谁在何时为何查看，记入审计链。"

RECKONED_WITH = Topic.CALENDAR | Topic.SETTINGS | Topic.PEOPLE


class CaseScreen(Screen):
    """One case. Gone to with its id, or with (id, event) or (id, spot) to open at that act or finding."""

    form = "case"
    help_topic = "case"
    number_label: QLabel
    status_chip: StatusChip
    extra_chip: StatusChip
    wanted_label: ElidedLabel
    person_label: ElidedLabel
    reveal_button: QPushButton
    reason_frame: QFrame
    case_clock: CaseClock
    act_bar: ActBar
    suppose_button: QPushButton
    case_stack: QStackedWidget
    waiting_page: QWidget
    case_page: QWidget
    waiting_label: QLabel
    body_splitter: QSplitter
    left_stack: QStackedWidget
    timeline_frame: QFrame
    timeline_view: QListView
    timeline_count: QLabel
    tabs: QTabWidget

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__()
        self._office, self._shell = office, shell
        self.case_id: int | None = None
        self.view: CaseView | None = None
        self._wanted_act: Event | str | None = None
        self.papers = CasePapers(office, shell, self)
        self.rows = CaseTabs(office, shell, self.tabs, self.papers)
        self.panels = CasePanels(office, shell, self.left_stack, self.body_splitter)
        self.veil = Reveal(office, shell, self.reveal_button, self.reason_frame)
        self.entries = CaseEntries(self.timeline_view)
        by_right(office, shell, {May.REVEAL: (self.reveal_button,)})
        self._connect()
        self._bind_keys()
        shell.new_day.connect(lambda _: self.reload())
        self.setAcceptDrops(True)
        self.setFocusProxy(self.timeline_view)
        self.case_stack.setCurrentWidget(self.waiting_page)

    def _connect(self) -> None:
        self.act_bar.chosen.connect(self.choose)
        self.suppose_button.clicked.connect(self._offer_suppositions)
        self.reveal_button.clicked.connect(lambda: self.veil.turn(self.case_id or 0))
        self.veil.changed.connect(self._show_person)
        self.rows.chosen.connect(self.choose)
        self.rows.write.connect(self.write)
        choose_files = partial(self.papers.choose, self.add_files)
        self.rows.add.connect(choose_files)
        self.panels.step_panel.attach.connect(choose_files)
        self.rows.sign_tab.paper.connect(lambda: self._step(Event.SIGNED, {"on_paper": True}))
        self.rows.sign_tab.findings.followed.connect(self.follow)
        self.papers.added.connect(self._recorded)
        self.entries.voiding.connect(self.void)
        self.entries.opened.connect(self.papers.open)
        self.entries.attach.connect(choose_files)
        self.panels.done.connect(self._recorded)
        self.panels.closed.connect(self._closed)
        self.panels.stale.connect(self.reload)
        self.panels.supposed.connect(self.rows.show_supposed)
        self.panels.previewed.connect(self.rows.show_coming)
        self.panels.turned.connect(lambda step: self.rows.turn(BESIDE[step]))
        self.panels.followed.connect(self.follow)
        self.rows.similar_tab.told.connect(self.panels.show_similar)
        self.rows.similar_tab.adopted.connect(self.adopt)
        self.panels.step_panel.for_good.connect(lambda wanted: self._step(*wanted))

    def _bind_keys(self) -> None:
        for keys, act in {
            "F5": self.reload,
            "Alt+T": self.timeline_view.setFocus,
            **{f"Ctrl+Shift+{number}": partial(self.rows.turn, (number - 1) % 10) for number in range(10)},
        }.items():
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    # -- what the shell says ----------------------------------------------------------------------------------

    def visit(self, subject: object) -> None:
        """Show a case, perhaps with one of its acts or at the spot of a finding; an open panel stays open."""
        case_id, act = subject if isinstance(subject, tuple) else (subject, None)
        if not isinstance(case_id, int):
            return
        if case_id != self.case_id:
            self._leave_case()
            self.case_id = case_id
        self._wanted_act = act if isinstance(act, Event | str) else None
        self.reload()

    def take_act(self, event: Event) -> None:
        """Open the act that is to be done, as soon as the case is there; nothing is recorded by that."""
        self._wanted_act = event
        if self.view is not None and self.view.file.id == self.case_id:
            self._take_wanted_act()

    def react(self, change: object) -> None:
        """Read the case again when it was touched, or what it is reckoned with."""
        if not isinstance(change, Change) or self.case_id is None:
            return
        if self.case_id in change.case_ids or change.topics & RECKONED_WITH:
            self.reload()

    def reload(self) -> None:
        """Read the case, off the GUI thread."""
        if self.case_id is not None:
            work = partial(read_case, self._office, self.case_id)
            self._shell.tasks.run(self, work, self.show_case, self._not_found, topic="case")

    def _not_found(self, error: Exception) -> None:
        if self.view is None:
            self.waiting_label.setText("这件案件打不开，请回到“案件”重新选择")
        self._shell.notices.tell(error)

    def _leave_case(self) -> None:
        if (panel := self.panels.open_one) is not None:
            panel.leave()
        self.veil.leave()
        self.veil.mask()
        self.view = None
        self.waiting_label.setText("正在打开案件…")
        self.case_stack.setCurrentWidget(self.waiting_page)

    # -- showing ----------------------------------------------------------------------------------------------

    def show_case(self, view: CaseView) -> None:
        """Show a case that has been read."""
        fresh = self.view is None
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
        self.entries.show_case(view)
        self.timeline_count.setText(f"{self.entries.model.rowCount()} 项")
        self.rows.show_case(view)
        self.panels.refreshed(view)
        self.case_stack.setCurrentWidget(self.case_page)
        if fresh:
            self.rows.turn(LEDGER)
            if self.isVisible() and self.window().focusWidget() in (None, self, self.timeline_view):
                self.timeline_view.setFocus()  # it could not take the keys while the case was being read
        self._take_wanted_act()

    def _take_wanted_act(self) -> None:
        act, self._wanted_act = self._wanted_act, None
        if act is None or self.view is None:
            return
        if isinstance(act, str):
            self.follow(act)
        elif act is Event.LETTER_WRITTEN:
            receipt = bool(self.view.file.duties) and self.view.file.duties[0].code == "register"
            self.write(LetterKind.RECEIPT if receipt else LetterKind.REPLY)
        else:
            self.choose(act)

    def _show_person(self) -> None:
        if self.view is not None:
            self.person_label.setText(person_line(self.view.file, unmasked=self.veil.unmasked))
            self.rows.request_tab.show_case(self.view, unmasked=self.veil.unmasked)

    # -- acts -------------------------------------------------------------------------------------------------

    def choose(self, act: object) -> None:
        """Open the panel of an act or of a letter; WRITE offers the letters, AMEND puts the registration right."""
        if self.view is None:
            return
        if act == WRITE:
            self._offer_letters()
        elif isinstance(act, LetterKind):
            self.write(act)
        elif act == ATTACH:
            self.papers.choose(self.add_files)
        elif act == AMEND:
            self._amend()
        elif isinstance(act, Event) and not self.view.steps[act].refusal:
            self._step(act)
        elif isinstance(act, Event):
            possible = self.view.steps[act]
            self._shell.notices.say(f"现在不能办理“{act.label}”：{possible.refusal}（{possible.basis}）")

    def _step(self, event: Event, facts: Facts | None = None) -> None:
        paper = bool(facts and facts.get("on_paper"))
        if event is Event.SIGNED and self._office.person is not None and not paper:
            self._shell.go("signing", self.case_id)  # there the password is asked for
        elif self.view is not None:
            if event in (Event.SUBMITTED, Event.SIGNED, Event.RETURNED):
                self.rows.turn(SIGN)
            self.panels.step(self.view, event, facts=facts)

    def adopt(self, told: Precedent, number: str) -> None:
        """Put the reasons of another reply into the one that is being written; the path opens where it is not."""
        if self.view is None:
            return
        if self.panels.open_one is not self.panels.reply_panel:
            if refusal := self.view.steps[Event.SUBMITTED].refusal:
                self._shell.notices.say(f"现在不能写答复：{refusal}")
                return
            self.write(LetterKind.REPLY)
        self.panels.reply_panel.adopt(told.code, told.reasons, number)

    def _offer_suppositions(self) -> None:
        """Any step that moves the period may be tried, also one that is not yet due."""
        if self.view is None:
            return
        menu = menu_of(self.suppose_button)
        for event in self.act_bar.suppositions(self.view):
            menu.addAction(event.label, partial(self.suppose, event))
        menu.popup(self.suppose_button.mapToGlobal(QPoint(0, self.suppose_button.height())))

    def suppose(self, event: Event) -> None:
        """Try a step: the ledger shows what would be, nothing is recorded."""
        if self.view is not None:
            self.rows.turn(LEDGER)
            self.panels.step(self.view, event, trying=True)

    def _offer_letters(self) -> None:
        """One letter: at once; several: a menu, the reply first."""
        kinds = writable(self.view) if self.view else []
        if len(kinds) == 1:
            self.write(kinds[0])
        elif not kinds:
            self._shell.notices.say("现在没有可写的文书")
        else:
            anchor = self.act_bar.buttons.get(WRITE, self.rows.write_button)
            menu = menu_of(anchor)
            for kind in kinds:
                menu.addAction(kind.label, partial(self.write, kind))
            menu.setActiveAction(menu.actions()[0])
            menu.popup(anchor.mapToGlobal(QPoint(0, anchor.height())))

    def write(self, kind: LetterKind) -> None:
        """Open the panel of a letter, its text beside it."""
        if self.view is not None and kind in DECISIONS:
            self.panels.reply(self.view)
            self.rows.look_for_similar()
            self.help_topic = "reply"
        elif self.view is not None:
            self.rows.turn(LETTERS)
            self.panels.letter(self.view, kind)

    def _closed(self) -> None:
        self.help_topic = "case"
        self.rows.show_supposed(None)
        self.rows.show_picked()
        self.timeline_view.setFocus()

    def _recorded(self, made: object) -> None:
        """An act has been recorded: say so; its letter stands in sight, to be opened, printed, saved."""
        change = made.change if isinstance(made, Written) else made
        assert isinstance(change, Change)  # panels emit nothing else
        if self.case_id in change.case_ids:
            self.panels.close()
        self._shell.announce(change)
        action = None
        if isinstance(made, Written):
            if self.case_id in change.case_ids:
                self.rows.turn(LETTERS)
            action = ("打印", partial(self.papers.out.print, made.sha256, made.composed.name))
        self._shell.notices.say(change.said, action)

    def follow(self, spot: str) -> None:
        """Go to where a finding is put right."""
        if self.view is not None:
            follow(self, self._shell, spot)

    # -- entries and papers -----------------------------------------------------------------------------------

    def void(self, seq: int) -> None:
        """Open the panel that takes an entry back; a registration is put right instead."""
        if self.view is None:
            return
        if seq == self.view.file.received.seq:
            self._amend()
        else:
            self.panels.void(self.view, seq)

    def _amend(self) -> None:
        """The registration stands open while it is put right: why goes on record before."""
        self.veil.before(self.case_id or 0, "更正登记", AMENDING, self._open_registration)

    def _open_registration(self) -> None:
        if self.view is not None:
            self.panels.amend(self.view)

    def add_files(self, files: Sequence[Path]) -> None:
        """Hang scans on the step that is being taken, else on the entry that is selected or the latest one."""
        if self.case_id is not None and files and not self.panels.add_files(files):
            self.papers.add(self.case_id, files, self.entries.current_seq())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self.view is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.add_files([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
