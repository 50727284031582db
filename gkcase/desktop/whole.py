"""Keeps rare characters whole: Qt counts halves of them, and would cut one in two at the most that a field takes."""

from __future__ import annotations

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QLineEdit


class _Whole(QValidator):
    """Takes any text; half a character is no part of it, so what does not fit as a whole is left out."""

    def validate(self, text: str, at: int) -> object:
        return (
            QValidator.State.Acceptable,
            "".join(one for one in text if not "\ud800" <= one <= "\udfff"),
            at,
        )


def take_most(edit: QLineEdit, most: int) -> None:
    """Let a field take so much and no more, in whole characters."""
    edit.setMaxLength(most)
    edit.setValidator(_Whole(edit))
