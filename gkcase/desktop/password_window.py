"""修改登录密码: one's own password, with the one before."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from gkcase.desktop.dialogs import Dialog
from gkcase.desktop.layout import button, column, key_hint, label, row
from gkcase.desktop.new_password import NewPassword
from gkcase.desktop.password_field import PasswordField
from gkcase.desktop.shell import Shell
from gkcase.desktop.tokens import sp
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.passwords import ADVICE
from gkcase.services.login import change_password
from gkcase.services.office import Change, Office

NO_PASSWORD = "请输入现在的登录密码"


class PasswordWindow(Dialog):
    """A small window that closes once the password has been changed."""

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__("修改登录密码", shell)
        self._office, self._shell = office, shell
        self.old = PasswordField("现在的登录密码")
        self.new = NewPassword(rules=ADVICE)
        self.save_button = button("修改登录密码", "primary")
        content = QWidget()
        old = column(label("现在的登录密码", "caption", "muted"), self.old, gap="xs")
        acts = row(self.save_button, key_hint("Ctrl+Enter"), None)
        content.setLayout(column(old, self.new, acts, None, gap="m", margins=("xl", "l")))
        content.setMinimumWidth(sp(380))
        self.hold(content)
        self.save_button.clicked.connect(self.save)
        self.old.entered.connect(self.new.setFocus)
        self.new.entered.connect(self.save)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.save)
        self.save_button.setAutoDefault(False)
        self.resize(self.sizeHint())  # Qt itself would take no more than two thirds of a small screen
        self.old.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """Change it, off the GUI thread: checking a password takes its time on purpose."""
        if not self.save_button.isEnabled():
            return
        if not self.old.text:
            self.old.tell(NO_PASSWORD)
            self.old.edit.setFocus()
            return
        new = self.new.checked()
        if new is None:
            return
        self.save_button.setEnabled(False)
        work = partial(change_password, self._office, self.old.text, new)
        self._shell.tasks.run(self, work, self._saved, self._failed)

    def _saved(self, change: Change) -> None:
        self._shell.notices.say(change.said)
        self.close()

    def _failed(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        self._shell.notices.beside(self)(error)

    def take(self, error: Refusal | Trouble) -> bool:
        """The password before was wrong, or the new one is refused."""
        old = isinstance(error, Refusal) and error.field == "old"
        return (self.old if old else self.new).take(error)
