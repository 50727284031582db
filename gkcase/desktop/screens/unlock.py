"""In the place of the program while an encrypted database waits for its password or its recovery code."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gkcase.desktop.door import Door
from gkcase.desktop.tasks import Tasks
from gkcase.desktop.unlock_form import CODE, UnlockForm
from gkcase.services.keys import Locked, unlock_with_code, unlock_with_password


def key_for(database: Path, way: str, typed: str, keep: bool) -> bytes:
    """The data key by what was typed; that takes its time on purpose."""
    unlock = unlock_with_code if way == CODE else unlock_with_password
    return unlock(database, typed, remember=keep)


class UnlockScreen(Door):
    """`wanted` carries the way in, what was typed and whether this computer keeps the key."""

    help_topic = "encryption"
    wanted = Signal(str, str, bool)
    other_wanted = Signal()

    def __init__(self, tasks: Tasks, locked: Locked, parent: QWidget | None = None) -> None:
        self.database = locked.database
        self.form = UnlockForm(locked.database, locked.has_password)
        super().__init__(tasks, self.form, parent)
        self.setWindowTitle("打开加密的数据库 · 依申请公开办件")
        self.form.wanted.connect(self.wanted)
        self.form.other_wanted.connect(self.other_wanted)
        self.form.begin()

    def failed(self, error: Exception) -> None:
        """Say beside the field what is wrong; the form can be used again."""
        self.form.release()
        self.notices.beside(self.form)(error)
