"""显示: personal data without its mask for one minute, after the look at it has been put on record."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QPushButton

from gkcase.desktop.shell import Shell
from gkcase.services.disclosing import reveal
from gkcase.services.office import Office

MINUTE_MS = 60_000
WHY = "在案件窗口查看"


class Reveal(QObject):
    """Lifts the mask and puts it on again; `changed` says that what is shown has to be written anew."""

    changed = Signal()

    def __init__(self, office: Office, shell: Shell, button: QPushButton) -> None:
        super().__init__(button)
        self._office, self._shell, self._button = office, shell, button
        self.unmasked = False
        self.hiding = QTimer(self, singleShot=True, interval=MINUTE_MS)
        self.hiding.timeout.connect(self.mask)
        shell.covered.connect(self._covered)

    def turn(self, case_id: int) -> None:
        """Show what is masked, or hide it again."""
        if self.unmasked:
            self.mask()
            return
        work = partial(reveal, self._office, case_id, WHY)
        self._shell.tasks.run(self, work, lambda _: self._unmask(), self._shell.notices.tell, topic="reveal")

    def mask(self) -> None:
        """Hide personal data."""
        self.hiding.stop()
        self._show(unmasked=False)

    def _covered(self, on: bool) -> None:
        """Who comes back to a locked window finds the mask on."""
        if on and self.unmasked:
            self.mask()

    def _unmask(self) -> None:
        self.hiding.start()
        self._show(unmasked=True)

    def _show(self, *, unmasked: bool) -> None:
        self.unmasked = unmasked
        self._button.setText("隐藏" if unmasked else "显示")
        self.changed.emit()
