"""Copies while work goes on: looks now and then whether half an hour of changes is not yet in any copy."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from gkcase.desktop.shell import Shell
from gkcase.domain.errors import Refusal, Trouble
from gkcase.services.backups import Why, due, make_copy
from gkcase.services.office import Office

LOOK_MS = 5 * 60_000
"""Whether a copy is due is asked every five minutes: two small questions to the database."""


def copy_if_due(office: Office) -> bool:
    """Make a copy if it is time; whether one was made."""
    return due(office) and make_copy(office, Why.TIMED) is not None


class Backing(QObject):
    """Lives as long as the window. `done`: a copy was made, or was tried; the status line has something new to say."""

    done = Signal()

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__(shell)
        self._office, self._shell = office, shell
        self._told = ""
        self._looking = QTimer(self, interval=LOOK_MS)
        self._looking.timeout.connect(self.look)
        self._looking.start()

    def look(self) -> None:
        """Make a copy behind, if one is due."""
        work = partial(copy_if_due, self._office)
        self._shell.tasks.run(self, work, self._made, self._failed, topic="backup")

    def _made(self, made: bool) -> None:
        if made:
            self._told = ""
            self.done.emit()

    def _failed(self, error: Exception) -> None:
        """Told once in a sentence; the status line stays red until a copy has succeeded."""
        if not isinstance(error, Trouble | Refusal) or str(error) != self._told:
            self._shell.notices.tell(error)
        self._told = str(error)
        self.done.emit()
