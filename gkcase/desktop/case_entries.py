"""The timeline of a case window: its rows, its menu, its keys."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QListView

from gkcase.desktop.case_timeline import TimelineModel, file_of
from gkcase.desktop.case_view import CaseView
from gkcase.desktop.menus import menu_of
from gkcase.desktop.timeline import Happening, TimelineDelegate


class CaseEntries(QObject):
    """Drives the list of entries. `voiding` carries an entry, `opened` a paper; `attach` asks for scans."""

    voiding = Signal(int)
    opened = Signal(object)
    attach = Signal()

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        self._case: CaseView | None = None
        self.model = TimelineModel(self)
        view.setModel(self.model)
        delegate = TimelineDelegate(view)
        delegate.paper_clicked.connect(self.open_paper)
        view.setItemDelegate(delegate)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._offer_at)
        view.activated.connect(lambda _: self._open_first())
        delete = QShortcut(QKeySequence("Delete"), view)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._void_current)

    def show_case(self, case: CaseView) -> None:
        """Show the entries; the one that is current stays so, else the newest is in sight."""
        current = self.current_seq()
        self._case = case
        self.model.show_case(case)
        row = self.model.row_of(current)
        self._view.setCurrentIndex(self.model.index(row, 0))
        if row < 0:
            self._view.scrollToBottom()

    def current_seq(self) -> int:
        """The entry on which the cursor stands; 0 where it stands on none that is in force."""
        found = self._in_force(self.model.happening(self._view.currentIndex()))
        return found.seq if found else 0

    def open_paper(self, number: int) -> None:
        """Open a letter or scan."""
        if self._case is not None and (file := file_of(self._case, number)):
            self.opened.emit(file)

    def _in_force(self, happening: Happening | None) -> Happening | None:
        return happening if happening and happening.seq and happening.tone != "void" else None

    def _offer_at(self, where: QPoint) -> None:
        happening = self.model.happening(self._view.indexAt(where))
        if happening is None or not happening.seq or self._case is None:
            return
        menu = menu_of(self._view)
        for paper in happening.papers:
            menu.addAction(f"打开{paper.name}", partial(self.open_paper, paper.id))
        if self._in_force(happening):
            menu.addAction("添加附件…", self.attach.emit)
            first = happening.seq == self._case.file.received.seq
            words = "更正登记…\tDel" if first else "作废…\tDel"
            menu.addAction(words, partial(self.voiding.emit, happening.seq))
        menu.popup(self._view.viewport().mapToGlobal(where))

    def _void_current(self) -> None:
        if seq := self.current_seq():
            self.voiding.emit(seq)

    def _open_first(self) -> None:
        happening = self.model.happening(self._view.currentIndex())
        if happening and happening.papers:
            self.open_paper(happening.papers[0].id)
