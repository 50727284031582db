"""The panels of a case window: they open where the timeline stands, so that tabs and ledger stay in sight."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from gkcase.desktop.act_panel import ActPanel
from gkcase.desktop.case_view import CaseView
from gkcase.desktop.letter_panel import LetterPanel
from gkcase.desktop.shell import Shell
from gkcase.desktop.step_panel import StepPanel
from gkcase.desktop.undo_panel import AmendPanel, VoidPanel
from gkcase.domain.journal import Facts
from gkcase.domain.terms import Event, LetterKind
from gkcase.services.office import Office

if TYPE_CHECKING:
    from gkcase.desktop.reply_panel import ReplyPanel

CLOSED, OPEN, WIDE = (34, 66), (42, 58), (50, 50)
"""How the width is shared between the left and the tabs, in hundredths."""
SCALE = 20  # wider than any minimum, so that the shares decide


class CasePanels(QObject):
    """Opens one panel at a time. `done` carries what was recorded, `closed` that none is open any more."""

    done = Signal(object)
    closed = Signal()
    stale = Signal()
    supposed = Signal(object)
    previewed = Signal(str)
    turned = Signal(int)
    followed = Signal(str)

    def __init__(self, office: Office, shell: Shell, stack: QStackedWidget, splitter: QSplitter) -> None:
        super().__init__(stack)
        self._stack, self._splitter = stack, splitter
        self._office, self._shell = office, shell
        self._reply: ReplyPanel | None = None
        self._similar = ""
        self._rest: QWidget = stack.currentWidget()
        self.step_panel = StepPanel(office, shell)
        self.letter_panel = LetterPanel(office, shell)
        self.void_panel = VoidPanel(office, shell)
        self.amend_panel = AmendPanel(office, shell)
        for panel in (self.step_panel, self.letter_panel, self.void_panel, self.amend_panel):
            self._take_in(panel)
        self.step_panel.supposed.connect(self.supposed)
        self.void_panel.supposed.connect(self.supposed)
        self.letter_panel.previewed.connect(self.previewed)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), stack).activated.connect(self._confirm)
        self._share(CLOSED)

    def _confirm(self) -> None:
        if (panel := self.open_one) is not None:
            panel.confirm()

    def _take_in(self, panel: ActPanel) -> None:
        self._stack.addWidget(panel)
        panel.done.connect(self.done)
        panel.left.connect(self.close)
        panel.stale.connect(self.stale)

    @property
    def reply_panel(self) -> ReplyPanel:
        """The path of a reply, made when the first one is written."""
        if self._reply is None:
            from gkcase.desktop.reply_panel import ReplyPanel

            made = self._reply = ReplyPanel(self._office, self._shell)
            self._take_in(made)
            made.previewed.connect(self.previewed)
            made.turned.connect(self.turned)
            made.followed.connect(self.followed)
            made.result_page.show_similar(self._similar)
        return self._reply

    @property
    def open_one(self) -> ActPanel | None:
        """The panel that is open."""
        current = self._stack.currentWidget()
        return current if isinstance(current, ActPanel) else None

    def step(self, view: CaseView, event: Event, *, trying: bool = False, facts: Facts | None = None) -> None:
        """Take a step, or only try it."""
        self._show(self.step_panel)
        self.step_panel.open(view, event, trying=trying, facts=facts)

    def reply(self, view: CaseView) -> None:
        """Write and submit the reply; a path that is open already goes on where it is."""
        if self.open_one is not self.reply_panel:
            self._show(self.reply_panel, WIDE)
            self.reply_panel.open(view)

    def show_similar(self, words: str) -> None:
        """How requests like this one were decided, for the first step of a reply."""
        self._similar = words
        if self._reply is not None:
            self._reply.result_page.show_similar(words)

    def letter(self, view: CaseView, kind: LetterKind) -> None:
        """Write a letter other than the reply."""
        self._show(self.letter_panel)
        self.letter_panel.open(view, kind)

    def void(self, view: CaseView, seq: int) -> None:
        """Take an entry back."""
        self._show(self.void_panel)
        self.void_panel.open(view, seq)

    def amend(self, view: CaseView) -> None:
        """Put the registration right."""
        self._show(self.amend_panel)
        self.amend_panel.open(view)

    def add_files(self, files: Sequence[Path]) -> bool:
        """Give dropped files to the step that is being taken; False: none is."""
        taking = self.open_one is self.step_panel and not self.step_panel.trying
        if taking:
            self.step_panel.add_files(files)
        return taking

    def refreshed(self, view: CaseView) -> None:
        """The case has been read again."""
        if (panel := self.open_one) is not None:
            panel.refreshed(view)

    def close(self) -> None:
        """Back to the timeline."""
        if self.open_one is not None:
            self._stack.setCurrentWidget(self._rest)
            self._share(CLOSED)
            self.closed.emit()

    def _show(self, panel: ActPanel, share: tuple[int, int] = OPEN) -> None:
        if (before := self.open_one) is not None and before is not panel:
            before.leave()
        self._stack.setCurrentWidget(panel)
        self._share(share)

    def _share(self, parts: tuple[int, int]) -> None:
        self._splitter.setSizes([part * SCALE for part in parts])
