"""The recovery code on a page of its own, after the office was made."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gkcase.desktop.layout import column, row, scrolled
from gkcase.desktop.recovery_card import RecoveryCard
from gkcase.desktop.recovery_sheet import print_recovery
from gkcase.desktop.tabbing import Beginning
from gkcase.desktop.tokens import sp
from gkcase.services.values import beijing_today


class RecoveryPage(Beginning):
    """The card in the middle; printed from here."""

    def __init__(self, code: str, office: str, database: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card = RecoveryCard()
        self.card.setProperty("boundsAtBase", [560, 0, 660, 16777215])
        self.card.setMinimumWidth(sp(560))
        self.card.setMaximumWidth(sp(660))
        self.card.show_code(code)
        show = partial(print_recovery, code, office, database, beijing_today(), self)
        self.card.print_wanted.connect(show)
        inside = QWidget()
        inside.setLayout(row(None, column(None, self.card, None, margins=("l", "l")), None))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(scrolled(inside))
        self.setFocusProxy(self.card.print_button)
        kept = self.card.kept_button.click
        for keys, act in {"Ctrl+P": self.card.print, "Ctrl+Return": kept, "Ctrl+Enter": kept}.items():
            QShortcut(QKeySequence(keys), self).activated.connect(act)
