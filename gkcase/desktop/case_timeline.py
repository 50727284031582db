"""The journal of a case as the lines of its timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QStandardItem, QStandardItemModel

from gkcase.desktop.case_view import CaseView
from gkcase.desktop.case_words import told
from gkcase.desktop.timeline import HAPPENING_ROLE, Happening, Paper
from gkcase.domain.procedure import PROCEDURE
from gkcase.domain.terms import DECISIONS, Clock, Event, LetterKind
from gkcase.services.dossier import FileLine, JournalLine
from gkcase.services.letters import LETTERS

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

    def row_of(self, seq: int) -> int:
        """The row of an entry; -1 where it has none."""
        rows = (row for row in range(self.rowCount()) if self._seq(row) == seq)
        return next(rows, -1) if seq else -1

    def _seq(self, row: int) -> int:
        found = self.happening(self.index(row, 0))
        return found.seq if found else 0

    def happening(self, index: Index) -> Happening | None:
        """What a row tells."""
        found = index.data(HAPPENING_ROLE) if index.isValid() else None
        return found if isinstance(found, Happening) else None


def happenings(view: CaseView) -> list[Happening]:
    """The timeline: a letter hangs on the step that called for it, a scan on its entry, a void on what it took back."""
    made: list[Happening] = []
    for line in view.file.journal:
        if line.entry.event is Event.VOIDED:
            continue
        if _hangs_on(made, line):
            made[-1] = replace(made[-1], papers=(*made[-1].papers, *_papers(line)))
        else:
            made.append(_happening(line, view))
    clock = view.file.standing
    if clock.due is not None and clock.replied_on is None:
        number = f"第 {clock.allowance + clock.extended_by} 个工作日"
        provisional = "（暂定）" if clock.provisional else ""
        made.append(Happening(clock.due, f"答复期限届满{provisional}", number, tone="ahead"))
    return made


def _hangs_on(made: Sequence[Happening], line: JournalLine) -> bool:
    """A notice that was written with its step needs no line of its own; a reply has one, for it has versions."""
    entry = line.entry
    if entry.event is not Event.LETTER_WRITTEN or line.voided or not made:
        return False
    kind, last = LetterKind.of(entry.text("kind")), made[-1]
    follows = LETTERS[kind].follows if kind not in DECISIONS else None
    return follows is not None and last.title == follows.label and last.on == entry.on and last.tone != "void"


def _papers(line: JournalLine) -> tuple[Paper, ...]:
    """A letter by its kind: the name that finds it again in any folder is too long for a line here."""
    named = ((file, f"{file.kind.label}.docx" if file.kind else file.name) for file in line.files)
    return tuple(Paper(paper_id(file), name) for file, name in named)


def _happening(line: JournalLine, view: CaseView) -> Happening:
    entry = line.entry
    tone = "pause" if PROCEDURE[entry.event].clock in STANDING_STILL else "done"
    title, detail = entry.event.label, told(line, view)
    if entry.event is Event.LETTER_WRITTEN:
        title, detail = f"成文 · {LetterKind.of(entry.text('kind')).label}", entry.text("number")
    if line.voided:
        tone, detail = "void", f"已作废：{line.void_reason}"
    return Happening(entry.on, title, detail, entry.by, _papers(line), tone, entry.seq)


def paper_id(file: FileLine) -> int:
    """One number for letters and scans, which are numbered apart: letters are even, scans odd."""
    return 2 * file.id + (file.kind is None)


def file_of(view: CaseView, number: int) -> FileLine | None:
    """The paper of that number."""
    return next((file for file in view.file.files if paper_id(file) == number), None)
