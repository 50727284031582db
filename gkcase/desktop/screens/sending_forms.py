"""Prints what goes with a letter: its envelope, its label for the post, its form for the proof of service."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from gkcase.desktop.letter_out import LetterOut
from gkcase.desktop.part import Part
from gkcase.desktop.shell import Shell
from gkcase.domain.terms import LetterKind
from gkcase.services.dispatch_list import Outgoing
from gkcase.services.office import Office
from gkcase.services.sending_forms import FORMS, form_for


class FormsMenu(Part):
    """The menu of the forms for the current letter."""

    forms_button: QPushButton

    def __init__(self, form: QWidget, office: Office, shell: Shell, page: QWidget) -> None:
        super().__init__(form)
        self._office, self._shell = office, shell
        self._line: Outgoing | None = None
        self.out = LetterOut(office, shell, page)
        self.menu = QMenu(self.forms_button)
        for kind in FORMS:
            self.menu.addAction(kind.label).triggered.connect(lambda _=False, kind=kind: self.print(kind))
        self.forms_button.setMenu(self.menu)
        self.forms_button.setAccessibleName("打印信封、邮政面单、送达回证")

    def show_line(self, line: Outgoing | None) -> None:
        """The letter whose forms are offered."""
        self._line = line
        self.forms_button.setEnabled(line is not None)
        self.forms_button.setToolTip("信封、邮政面单、送达回证" if line else "先在清单中选择一件文书")

    def print(self, kind: LetterKind) -> None:
        """Show a form as it will be printed."""
        if self._line is not None:
            work = partial(form_for, self._office, self._line, kind)
            self._shell.tasks.run(self, work, self.out.print_draft, self._shell.notices.tell, topic="form")
