"""审签: what would be wrong with the reply if it left now, and the signatures over the very file."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from gkcase.desktop.case_tabs import SIGNATURES, entry_words, hold
from gkcase.desktop.case_view import CaseView
from gkcase.desktop.finding_list import FindingList
from gkcase.desktop.layout import button, label, row, section
from gkcase.desktop.paper_tabs import AS_TEXT, LetterText
from gkcase.desktop.plain_table import PlainTable
from gkcase.domain.terms import Event, dated
from gkcase.services.lettering import reply_draft
from gkcase.services.preflight import Finding

NOTHING_WRITTEN = "写好答复书后在这里检查。"


class SignTab(QWidget):
    """Preflight list, the file to be signed, the signatures; offers 送审, 审签 and 退回."""

    chosen = Signal(object)
    open_letter = Signal(str, str)
    write = Signal()
    paper = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = {event: button(event.label) for event in SIGNATURES}
        for event, made in self.buttons.items():
            made.clicked.connect(lambda _=False, event=event: self.chosen.emit(event))
        self.paper_button = button("纸质签字录入")
        self.paper_button.setToolTip("在打印的审签单上签过的，连同扫描件录入")
        self.paper_button.clicked.connect(self.paper)
        self.file_label = label("", bold=True, wrap=True)
        self.hash_label = label("", "caption", "muted", wrap=True)
        self.hash_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.open_button = button("打开答复书", icon="file")
        self.open_button.clicked.connect(self._open)
        self.write_button = button("写答复书", icon="letters")
        self.write_button.clicked.connect(self.write)
        self.findings = FindingList()
        self.hint_label = label("", "caption", "muted", wrap=True)
        self.table = PlainTable(("日期", "环节", "内容", "签发人"), 2, "审签记录")
        self.table_title = label("审签记录", bold=True)
        self.text_label = label(AS_TEXT, "caption", "muted")
        self.text_edit = LetterText()
        self._file = ("", "")
        self._lay()

    def _lay(self) -> None:
        hold(
            self,
            row(*self.buttons.values(), self.paper_button, None, gap="s"),
            self.hint_label,
            row(self.file_label, self.write_button, self.open_button, gap="s", grow=0),
            self.hash_label,
            section("出门前检查"),
            self.findings,
            self.table_title,
            self.table,
            self.text_label,
            self.text_edit,
        )

    @property
    def sha256(self) -> str:
        """The file that is to be signed."""
        return self._file[0]

    def show_case(self, view: CaseView) -> None:
        """Show the reply and its signatures; the findings and the text come when they have been read."""
        for event, made in self.buttons.items():
            made.setEnabled(not view.steps[event].refusal)
            made.setToolTip(view.steps[event].refusal or view.steps[event].basis)
        self.paper_button.setEnabled(not view.steps[Event.SIGNED].refusal)
        draft = reply_draft(view.file)
        before, self._file = self._file, (draft.text("sha256"), draft.text("name")) if draft else ("", "")
        if self._file != before:
            self.findings.show_words("正在检查…" if draft else NOTHING_WRITTEN)
        self.open_button.setVisible(draft is not None)
        self.write_button.setVisible(draft is None and not view.steps[Event.SEARCHED].refusal)
        self.file_label.setText(draft.text("name") if draft else "还没有答复书")
        self.hash_label.setText(f"签的就是这一份：SHA-256 {_grouped(self.sha256)}" if draft else "")
        self.hint_label.setText(_hint(view))
        for part in (self.hash_label, self.text_label, self.text_edit):
            part.setVisible(draft is not None)
        self._show_signatures(view)

    def _show_signatures(self, view: CaseView) -> None:
        lines = [line for line in view.file.journal if line.entry.event in SIGNATURES and not line.voided]
        rows = [
            (
                dated(one.entry.on),
                one.entry.event.label,
                entry_words(one),
                _who(one.entry.text("signer"), one.entry.by),
            )
            for one in lines
        ]
        self.table.show_rows(rows)
        self.table.setVisible(bool(rows))
        self.table_title.setVisible(bool(rows))

    def show_findings(self, found: Sequence[Finding]) -> None:
        """List what would be wrong."""
        if self._file[0]:
            self.findings.show_findings(found)
        else:
            self.findings.show_words(NOTHING_WRITTEN)

    def show_text(self, text: str) -> None:
        """Show what the reply says."""
        self.text_edit.setPlainText(text)

    def _open(self) -> None:
        self.open_letter.emit(*self._file)


def _grouped(sha256: str) -> str:
    """The hash in groups, so that large type can break the line between them."""
    return " ".join(sha256[place : place + 16] for place in range(0, len(sha256), 16))


def _who(signer: str, by: str) -> str:
    return f"{signer}（{by}录入）" if signer and signer != by else signer or by


def _hint(view: CaseView) -> str:
    """The route, who is next, and what to do where nobody can sign."""
    if view.due is None:
        return "写好答复书并送审后，按审签路线依次审签；拟稿人不能签发本人拟的稿。"
    return f"{view.due.words}。"
