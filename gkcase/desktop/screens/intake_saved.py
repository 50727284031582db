"""After saving: the number, what comes next, the receipt, and the way on."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from gkcase.desktop.badges import DeadlineBadge
from gkcase.desktop.elided import ElidedLabel
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.letter_out import LetterOut, can_print
from gkcase.desktop.part import Part
from gkcase.desktop.shell import Shell
from gkcase.domain.terms import Channel, LetterKind, dated
from gkcase.services.dossier import Dossier
from gkcase.services.lettering import Written, write_letter
from gkcase.services.letters import LETTERS
from gkcase.services.office import Office

PRINTED = {LetterKind.RECEIPT: "打印登记回执", LetterKind.APPLICATION_FORM: "打印申请表"}
UNCONFIRMED = "收到申请之日待双方确认，确认后才能出具登记回执（第三十一条）"
SIGNED_BY_HAND = "口头申请由本机关代为填写，打印申请表请申请人签名（第二十九条第一款）"


class SavedPage(Part):
    """Shows the case that has just been registered. `again` asks for an empty form, `opened` for the case."""

    again = Signal()
    opened = Signal(int)
    saved_page: QWidget
    saved_number: QLabel
    saved_about: QLabel
    saved_due: QLabel
    saved_badge: DeadlineBadge
    saved_next: QLabel
    print_button: QPushButton
    receipt_button: QPushButton
    open_button: QPushButton
    again_button: QPushButton
    print_reason: QLabel
    saved_error: ErrorLabel
    letter_part: QWidget
    letter_label: ElidedLabel
    letter_open_button: QPushButton
    letter_pdf_button: QPushButton

    def __init__(self, form: QWidget, office: Office, shell: Shell, out: LetterOut) -> None:
        super().__init__(form)
        self._office, self._shell, self._out = office, shell, out
        self._case_id = 0
        self._first = LetterKind.RECEIPT
        self._written: dict[LetterKind, Written] = {}
        self._last: Written | None = None
        self.print_button.clicked.connect(lambda: self.print(self._first))
        self.receipt_button.clicked.connect(lambda: self.print(LetterKind.RECEIPT))
        self.open_button.clicked.connect(lambda: self.opened.emit(self._case_id))
        self.again_button.clicked.connect(self.again)
        self.letter_open_button.clicked.connect(lambda: self._hand_out(out.open))
        self.letter_pdf_button.clicked.connect(lambda: self._hand_out(out.save_pdf))
        for keys, act in (("Alt+P", self.print_button), ("Alt+O", self.open_button)):
            QShortcut(QKeySequence(keys), self.saved_page).activated.connect(act.click)

    def show_case(self, file: Dossier) -> None:
        """Show a fresh case; the cursor stands on what is mostly done next."""
        self._case_id, self._written, self._last = file.id, {}, None
        standing = file.standing
        oral = file.channel is Channel.ORAL
        self._first = LetterKind.APPLICATION_FORM if oral else LetterKind.RECEIPT
        self.saved_number.setText(file.number)
        received = dated(standing.receipt_date) if standing.receipt_date else "待确认"
        who = file.applicant.name or "申请人姓名待补正"
        self.saved_about.setText(f"{who} · {file.channel.label} · 收到申请之日 {received}")
        self.saved_due.setText(
            f"答复不迟于 {dated(standing.due)}" if standing.due else "答复期限自确认之日起算"
        )
        self.saved_badge.show_state("provisional")
        self.saved_badge.setVisible(standing.provisional)
        self.saved_next.setText("\n".join(f"{duty.text} · {duty.basis}" for duty in file.duties[:2]))
        self.saved_next.setVisible(bool(file.duties))
        self._offer_letters(oral, confirmed=standing.due is not None)
        self.saved_error.tell("")
        self.letter_part.hide()
        (self.print_button if self.print_button.isEnabled() else self.open_button).setFocus()

    def print(self, kind: LetterKind) -> None:
        """Write the letter into the case, once, and show it as it will be printed."""
        self.saved_error.tell("")
        if kind in self._written:
            self._show_letter(self._written[kind])
            return
        self._enable(False)
        work = partial(write_letter, self._office, self._case_id, kind)
        self._shell.tasks.run(self, work, partial(self._letter_written, kind), self._refused)

    def _offer_letters(self, oral: bool, *, confirmed: bool) -> None:
        self.print_button.setText(PRINTED[self._first])
        self.print_button.setToolTip(f"Alt+P · {LETTERS[self._first].basis}")
        self.print_button.setEnabled(oral or confirmed)
        self.receipt_button.setVisible(oral)
        self.print_reason.setText(SIGNED_BY_HAND if oral else "" if confirmed else UNCONFIRMED)
        self.print_reason.setVisible(bool(self.print_reason.text()))

    def _enable(self, on: bool) -> None:
        self.print_button.setEnabled(on)
        self.receipt_button.setEnabled(on)

    def _letter_written(self, kind: LetterKind, written: Written) -> None:
        self._enable(True)
        self._written[kind] = written
        self._shell.announce(written.change)
        self._show_letter(written)

    def _refused(self, error: Exception) -> None:
        self._enable(True)
        self._shell.notices.beside(self.saved_error)(error)

    def _show_letter(self, written: Written) -> None:
        self._last = written
        self.letter_label.setText(written.composed.name)
        self.letter_part.show()
        able = can_print()
        self.letter_pdf_button.setEnabled(able)
        self.letter_pdf_button.setToolTip("" if able else "安装LibreOffice后可用")
        self._out.print(written.sha256, written.composed.name)

    def _hand_out(self, way: object) -> None:
        if self._last is not None and callable(way):
            way(self._last.sha256, self._last.composed.name)
