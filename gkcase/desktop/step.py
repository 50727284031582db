"""The form of one act: its facts, its effect before it is confirmed, what is wrong, and the button that records it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel, QPushButton

from gkcase.desktop.elided import ElidedLabel
from gkcase.desktop.fact_form import FactForm
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.screen import Screen


class StepForm(Screen):
    """The content of a panel; `ActPanel` drives it."""

    form = "step"
    title_label: QLabel
    basis_label: ElidedLabel
    fact_form: FactForm
    effect_frame: QFrame
    effect_label: QLabel
    error_label: ErrorLabel
    confirm_button: QPushButton
    cancel_button: QPushButton
