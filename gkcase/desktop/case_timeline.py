"""The journal of a case as the lines of its timeline."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QStandardItem, QStandardItemModel

from gkcase.desktop.case_tabs import entry_words
from gkcase.desktop.case_view import CaseView
from gkcase.desktop.timeline import HAPPENING_ROLE, Happening, Paper
from gkcase.domain.procedure import PROCEDURE
from gkcase.domain.terms import Clock, Event
from gkcase.services.dossier import FileLine, JournalLine

STANDING_STILL = frozenset({Clock.PAUSE, Clock.LIMIT, Clock.VOID})
Index = QModelIndex | QPersistentModelIndex


class TimelineModel(QStandardItemModel):
    """One row per entry, the newest last, and at the end the due day while it lies ahead."""

    def show_case(self, view: CaseView) -> None:
        """Fill the rows."""
        self.clear()
        for happening in happenings(view):
            item = QStandardItem(happening.words)
            item.setData(happening, HAPPENING_ROLE)
            item.setEditable(False)
            self.appendRow(item)

    def happening(self, index: Index) -> Happening | None:
        """What a row tells."""
        found = index.data(HAPPENING_ROLE) if index.isValid() else None
        return found if isinstance(found, Happening) else None


def happenings(view: CaseView) -> list[Happening]:
    """The timeline: letters and scans hang on the entry they belong to, a void on what it took back."""
    shown = [line for line in view.file.journal if line.entry.event is not Event.VOIDED]
    made = [_happening(line) for line in shown]
    told = view.file.standing
    if told.due is not None and told.replied_on is None:
        number = f"第 {told.allowance + told.extended_by} 个工作日"
        provisional = "（暂定）" if told.provisional else ""
        made.append(Happening(told.due, f"答复期限届满{provisional}", number, tone="ahead"))
    return made


def _happening(line: JournalLine) -> Happening:
    entry = line.entry
    tone = "pause" if PROCEDURE[entry.event].clock in STANDING_STILL else "done"
    detail = entry_words(line)
    if line.voided:
        tone, detail = "void", f"已作废：{line.void_reason}"
    papers = tuple(Paper(paper_id(file), file.name) for file in line.files)
    return Happening(entry.on, entry.event.label, detail, entry.by, papers, tone, entry.seq)


def paper_id(file: FileLine) -> int:
    """One number for letters and scans, which are numbered apart: letters are even, scans odd."""
    return 2 * file.id + (file.kind is None)


def file_of(view: CaseView, number: int) -> FileLine | None:
    """The paper of that number."""
    return next((file for file in view.file.files if paper_id(file) == number), None)
