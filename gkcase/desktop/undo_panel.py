"""Panels that put the record right: an entry is voided with a reason, a registration amended; both stay visible."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from gkcase.desktop.case_tabs import entry_words
from gkcase.desktop.case_view import CaseView
from gkcase.desktop.fact_form import Ask
from gkcase.desktop.layout import column, scrolled
from gkcase.desktop.shell import Shell
from gkcase.desktop.step import StepForm
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.facts import RECEIVED_FACTS
from gkcase.domain.terms import dated
from gkcase.services import handling
from gkcase.services.office import Change, Office

REASON = Ask("reason", "理由", "lines", required=True, hint="写明为什么作废，如：日期登错")
NOT_AMENDED = frozenset({"imported"})


class _Panel(QWidget):
    """A form with its reason; `done` carries the change, `left` says that it was given up."""

    done = Signal(object)
    left = Signal()

    def __init__(self, office: Office, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._office, self._shell = office, shell
        self.view: CaseView | None = None
        self.form = StepForm(self)
        inside = QWidget()
        inside.setLayout(column(self.form, None, gap="s", margins=("l", "s")))
        self.setLayout(column(scrolled(inside), gap=0))
        self.form.confirm_button.clicked.connect(self.confirm)
        self.form.cancel_button.clicked.connect(self.left)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.confirm)

    def _start(self, view: CaseView, title: str, basis: str, confirm: str, said: str) -> None:
        self.view = view
        self.form.title_label.setText(title)
        self.form.basis_label.setText(basis)
        self.form.confirm_button.setText(confirm)
        self.form.confirm_button.setEnabled(True)
        self.form.error_label.tell("")
        self.form.effect_label.setText(said)
        self.form.effect_frame.setVisible(bool(said))
        self.form.fact_form.use(self._office.rules.calendar, self._office.today)

    def confirm(self) -> None:
        """Put the record right; the button waits for the answer."""
        button = self.form.confirm_button
        if (
            self.view is None
            or not self.isVisible()
            or not button.isEnabled()
            or not self.form.fact_form.check()
        ):
            return
        button.setEnabled(False)
        self._shell.tasks.run(self, self._work(), self._recorded, self._shell.notices.beside(self))

    def _work(self) -> partial[Change]:
        raise AssertionError("each panel says what it does")

    def _recorded(self, change: Change) -> None:
        self.form.confirm_button.setEnabled(True)
        self.done.emit(change)

    def take(self, error: Refusal | Trouble) -> bool:
        """Show a refusal beside its field or above the button."""
        self.form.confirm_button.setEnabled(True)
        return self.form.fact_form.take(error) or self.form.error_label.take(error)


class VoidPanel(_Panel):
    """作废: takes an entry back; it stays in the record, struck out."""

    def open(self, view: CaseView, seq: int) -> None:
        """Ask for the reason."""
        self._seq = seq
        line = next(line for line in view.file.journal if line.entry.seq == seq)
        said = f"{dated(line.entry.on)} {line.entry.event.label}　{entry_words(line)}"
        self._start(view, "作废", f"第{seq}项", "作废这一项", said)
        self.form.fact_form.ask([REASON])
        self.form.fact_form.focus_first()

    def _work(self) -> partial[Change]:
        assert self.view is not None  # asked by confirm
        reason = str(self.form.fact_form.facts().get("reason") or "")
        file = self.view.file
        return partial(handling.void, self._office, file.id, self._seq, reason=reason, version=file.version)


class AmendPanel(_Panel):
    """更正登记: the registration as it was typed, to be put right as one act."""

    def open(self, view: CaseView) -> None:
        """Show the facts of the registration; personal data stands open, as in the form in which it is typed."""
        said = "原登记作废并保留；各项期限按更正后的日期重新计算。"
        self._start(view, "更正登记", "第三十一条", "更正登记", said)
        reason = Ask("reason", "更正的理由", "lines", required=True)
        self.form.fact_form.ask([*(spec for spec in RECEIVED_FACTS if spec.name not in NOT_AMENDED), reason])
        self.form.fact_form.fill(view.file.received.facts)
        self.form.fact_form.focus_first()

    def _work(self) -> partial[Change]:
        assert self.view is not None  # asked by confirm
        facts = self.form.fact_form.facts()
        reason = str(facts.pop("reason", "") or "")
        return partial(handling.amend, self._office, self.view.file.id, facts, reason=reason)
