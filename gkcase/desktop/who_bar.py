"""The first question of a day in an office of several persons: who works now. It blocks nothing but signing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QPushButton, QWidget

from gkcase.desktop.dressing import restyle
from gkcase.desktop.flow import Flow
from gkcase.desktop.layout import button, column, label
from gkcase.desktop.shell import Shell
from gkcase.desktop.tokens import sp, tag
from gkcase.domain.terms import Role
from gkcase.services.values import Person

MOST = 8
"""So many are offered by name; the rest is in the corner, where one sits down at any time."""


class WhoBar(QFrame):
    """A line above the page with the persons of the office; `chosen` carries the one who works."""

    chosen = Signal(object)

    def __init__(self, known: Sequence[Person], likely: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tag(self, role="notice", kind="done")
        self.setAccessibleName("现在由谁办理")
        self.buttons: list[QPushButton] = []
        self.words = label("")
        self.hint = label("", "caption", "muted")
        inside = QWidget()
        self._flow = Flow(inside, sp("s"), sp("xs"))
        self._flow.addWidget(self.words)
        self.setLayout(column(inside, gap=0, margins=("xl", "s")))
        self.offer(known, likely)

    def offer(self, known: Sequence[Person], likely: str) -> None:
        """Ask for one of these; who worked here last stands first."""
        for made in self.buttons:
            self._flow.removeWidget(made)
            made.deleteLater()
        self._flow.removeWidget(self.hint)
        self.buttons = []
        self.words.setText("现在由谁办理？")
        for person in sorted(known, key=lambda one: one.name != likely)[:MOST]:
            roles = "、".join(role.label for role in Role if role in person.roles)
            made = button(f"{person.name}　{roles}".strip())
            made.clicked.connect(partial(self._choose, person))
            self._flow.addWidget(made)
            self.buttons.append(made)
        more = "，其他人在右上角" if len(known) > MOST else ""
        self.hint.setText(
            f"选定后才能审签{more}；未选定时按{likely}登记" if likely else f"选定后才能审签{more}"
        )
        self._flow.addWidget(self.hint)
        restyle(self)

    def put_into(self, shell: Shell) -> None:
        """Stand above the notices; the Tab key comes here after the corner where one sits down."""
        box = shell.findChild(QBoxLayout, "page_layout")
        assert box is not None  # in the form
        box.insertWidget(box.indexOf(shell.notice_bar), self)
        before: QWidget = shell.person_button
        for made in self.buttons:
            QWidget.setTabOrder(before, made)
            before = made

    def _choose(self, person: Person) -> None:
        self.chosen.emit(person)
