"""The one window for all steps of the procedure: asks for the facts and shows the effect before it is confirmed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from gkcase.desktop.dialogs import Dialog
from gkcase.desktop.elided import ElidedLabel
from gkcase.desktop.fact_form import FactForm, FactSpec
from gkcase.desktop.fields import ErrorLabel, Guide
from gkcase.desktop.screen import Screen
from gkcase.domain.errors import Refusal, Trouble

PAUSE_MS = 150


@dataclass(frozen=True)
class StepText:
    """What the window says of a step: its name, the article behind it, the word on its button."""

    title: str
    basis: str = ""
    confirm: str = "确认"


class StepForm(Screen):
    """The content of the window."""

    form = "step"
    title_label: QLabel
    basis_label: ElidedLabel
    fact_form: FactForm
    effect_frame: QFrame
    effect_label: QLabel
    error_label: ErrorLabel
    confirm_button: QPushButton
    cancel_button: QPushButton


class StepDialog(Dialog):
    """Asks for a step. `asked` carries the facts while they are typed, for the effect; `confirmed` when they are final.

    Whoever opens it answers `asked` with `show_effect`, and `confirmed` with `close` or, through `Notices.beside`,
    with `take`.
    """

    asked = Signal(dict)
    confirmed = Signal(dict)

    def __init__(self, text: StepText, parent: QWidget | None = None) -> None:
        super().__init__(text.title, parent)
        self.step = StepForm(self)
        self.hold(self.step)
        self.step.title_label.setText(text.title)
        self.step.basis_label.setText(text.basis)
        self.step.confirm_button.setText(text.confirm)
        self.step.effect_frame.hide()
        self._typing = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._typing.timeout.connect(lambda: self.asked.emit(self.step.fact_form.facts()))
        self.step.fact_form.edited.connect(self._edited)
        self.step.confirm_button.clicked.connect(self.confirm)
        self.step.cancel_button.clicked.connect(self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.confirm)

    def ask(
        self,
        specs: Iterable[FactSpec],
        guide: Guide,
        today: Callable[[], date],
        future: Iterable[str] = (),
    ) -> None:
        """Ask for these facts and put the cursor into the first; days lie in the future only where `future` says."""
        self.step.fact_form.use(guide, today)
        self.step.fact_form.ask(specs, future)
        self.step.fact_form.focus_first()
        self._typing.start()

    def show_effect(self, sentence: str) -> None:
        """Say what the step will do to the due date; empty: nothing."""
        self.step.effect_label.setText(sentence)
        self.step.effect_frame.setVisible(bool(sentence))

    def confirm(self) -> None:
        """Take the step, unless something is missing; the button waits for the answer."""
        if not self.step.confirm_button.isEnabled() or not self.step.fact_form.check():
            return
        self.step.error_label.tell("")
        self.step.confirm_button.setEnabled(False)
        self.confirmed.emit(self.step.fact_form.facts())

    def take(self, error: Refusal | Trouble) -> bool:
        """Show why the step was not taken, beside its field or above the button; it can be tried again."""
        self.step.confirm_button.setEnabled(True)
        return self.step.fact_form.take(error) or self.step.error_label.take(error)

    def _edited(self) -> None:
        self.step.error_label.tell("")
        self._typing.start()
