"""文书 and 附件: the papers of a case, to be opened, printed, saved; a letter is read beside its list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QSizePolicy, QWidget

from gkcase.desktop.case_tabs import hold
from gkcase.desktop.case_view import CaseView
from gkcase.desktop.layout import Item, button, label, row
from gkcase.desktop.plain_table import PlainTable
from gkcase.desktop.tokens import look, sp
from gkcase.domain.terms import Channel, Event, LetterKind, Status, dated
from gkcase.services.dossier import FileLine, JournalLine
from gkcase.services.form_builders import letters_out
from gkcase.services.lettering import reply_draft
from gkcase.services.replying import decision_letter

AS_TEXT = "按文书文字显示，版式以文件为准"
WILL_SAY = "成文后的文字（按文书文字显示，版式以文件为准）"
LINES = 16


class LetterText(QPlainTextEdit):
    """What a letter says, for reading: half a page high, more where there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setAccessibleName("文书文字")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        look.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * LINES + sp("xl"))


class PapersTab(QWidget):
    """A list of papers; what is chosen below it concerns the paper that is selected."""

    opened = Signal(object)
    printed = Signal(object)
    exported = Signal(object)
    saved = Signal(object)
    picked = Signal(object)

    def __init__(
        self, name: str, empty: str, offers: Sequence[QPushButton], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.table = PlainTable(("日期", "名称", "文号", "大小", "经办"), 1, name, numbers=(3,))
        self.open_button = button("打开", icon="file")
        self.print_button = button("打印", icon="print")
        self.export_button = button("另存", icon="export")
        self.pdf_button = button("存为PDF")
        self.empty_label = label(empty, tone="muted", wrap=True)
        for made, signal in (
            (self.open_button, self.opened),
            (self.print_button, self.printed),
            (self.export_button, self.exported),
            (self.pdf_button, self.saved),
        ):
            made.clicked.connect(lambda _=False, signal=signal: self._with_paper(signal))
        self.table.opened.connect(self.opened)
        self.table.currentCellChanged.connect(lambda *_: self._with_paper(self.picked))
        acts: list[Item] = [*offers, None, *self._acts()]
        hold(self, row(*acts, gap="s"), self.empty_label, self.table, *self._below())

    def _acts(self) -> tuple[QPushButton, ...]:
        return self.open_button, self.print_button, self.export_button, self.pdf_button

    def _below(self) -> tuple[QWidget, ...]:
        return ()

    def show_papers(self, papers: Sequence[tuple[JournalLine, FileLine]]) -> None:
        """List papers; the latest one is selected."""
        rows = [
            (dated(line.entry.on), file.name, file.number, f"{max(file.size // 1024, 1):,} KB", line.entry.by)
            for line, file in papers
        ]
        self.table.show_rows(rows, [file for _, file in papers])
        self.empty_label.setVisible(not papers)
        self.table.setVisible(bool(papers))
        for made in self._acts():
            made.setEnabled(bool(papers))
        if papers:
            self.table.selectRow(len(papers) - 1)
            self._with_paper(self.picked)

    def select(self, seq: int) -> bool:
        """Select the paper that hangs on that entry, and take the keys; False where none does."""
        for place in range(self.table.rowCount()):
            item = self.table.item(place, 0)
            file = item.data(Qt.ItemDataRole.UserRole) if item else None
            if isinstance(file, FileLine) and file.seq == seq:
                self.table.selectRow(place)
                self.table.setFocus()
                return True
        return False

    def _with_paper(self, signal: object) -> None:
        if (file := self.table.key()) is not None:
            signal.emit(file)  # type: ignore[attr-defined]  # a bound Signal


class LettersTab(PapersTab):
    """The letters, and below them what the one that is selected or being written says."""

    def _below(self) -> tuple[QWidget, ...]:
        self.text_label = label(AS_TEXT, "caption", "muted", wrap=True)
        self.text_edit = LetterText()
        self.text_label.hide()
        self.text_edit.hide()
        return self.text_label, self.text_edit

    def show_text(self, text: str, *, coming: bool = False) -> None:
        """Show what a letter says; `coming`: it is not written yet."""
        self.text_label.setText(WILL_SAY if coming else AS_TEXT)
        if text != self.text_edit.toPlainText():
            self.text_edit.setPlainText(text)
        self.text_label.setVisible(bool(text))
        self.text_edit.setVisible(bool(text))


AFTER = {
    Event.CORRECTION_REQUESTED: LetterKind.CORRECTION_NOTICE,
    Event.EXTENDED: LetterKind.EXTENSION_NOTICE,
    Event.CONSULTATION_SENT: LetterKind.CONSULTATION_NOTICE,
    Event.REASONS_REQUESTED: LetterKind.REASONS_NOTICE,
    Event.DELAYED: LetterKind.DELAY_NOTICE,
    Event.THIRD_PARTY_TOLD: LetterKind.THIRD_PARTY_DECISION,
    Event.FEE_REQUESTED: LetterKind.FEE_NOTICE,
    Event.WITHDRAWN: LetterKind.WITHDRAWAL,
    Event.CORRECTION_LAPSED: LetterKind.CLOSED_NO_CORRECTION,
    Event.FEE_LAPSED: LetterKind.CLOSED_NO_FEE,
}
"""The letters that can be written (again) once their step is on record."""


def writable(view: CaseView) -> list[LetterKind]:
    """The letters that make sense in the case as it stands."""
    status = view.file.status
    kinds = [LetterKind.RECEIPT] if view.file.standing.due else []
    if view.file.channel is Channel.ORAL:
        kinds.insert(0, LetterKind.APPLICATION_FORM)
    had = {line.entry.event for line in view.file.journal if not line.voided}
    kinds += [kind for event, kind in AFTER.items() if event in had]
    if letters_out(view.file):
        kinds += [LetterKind.SERVICE_PROOF, LetterKind.ENVELOPE, LetterKind.EMS_LABEL]
    if reply_draft(view.file):
        kinds.append(LetterKind.SIGNOFF_SHEET)
    if not status.is_open:
        kinds.append(LetterKind.FILE_INDEX)
    if status in (Status.IN_PROGRESS, Status.UNDER_REVIEW, Status.APPROVED):
        kinds.insert(0, decision_letter(view.file.kind))
    return kinds
