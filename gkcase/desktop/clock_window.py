"""时钟倒退: the reason why the clock of this computer counts, though the last record says it is later."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from gkcase.desktop.by_right import ByRight, why_none
from gkcase.desktop.dialogs import Dialog
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.layout import button, column, key_hint, label, row
from gkcase.desktop.shell import Shell
from gkcase.desktop.tokens import sp
from gkcase.domain.errors import Refusal, Trouble
from gkcase.services.clock_guard import WHO, go_on
from gkcase.services.office import Change, Office

ABOUT = "本机的日期和时间不对的，请先校准，然后关上这个窗口再办；理由和前后两个时间都记入审计链。"
REASON = "理由，如：上次开机时日期设成了明年，现已校准"


class ClockWindow(Dialog):
    """A small window that closes once the reason is on the chain; what was refused can then be done again."""

    def __init__(self, office: Office, shell: Shell, said: str) -> None:
        super().__init__("时钟倒退", shell)
        self._office, self._shell = office, shell
        self.reason_edit = QLineEdit()
        self.reason_edit.setPlaceholderText(REASON)
        self.reason_edit.setAccessibleName("按本机时间继续的理由")
        self.go_on_button = button("按本机时间继续", "primary")
        self.error_label = ErrorLabel()
        self.error_label.tell("")
        self._content = content = QWidget()
        told = column(label(said, wrap=True), label(ABOUT, "caption", "muted", wrap=True), gap="s")
        reason = column(label("理由", "caption", "muted"), self.reason_edit, self.error_label, gap="xs")
        acts = row(self.go_on_button, key_hint("Ctrl+Enter"), None)
        content.setLayout(column(told, reason, acts, None, gap="m", margins=("xl", "l")))
        self.hold(content)
        self.go_on_button.clicked.connect(self.go_on)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.go_on)
        self.go_on_button.setAutoDefault(False)
        for control in (self.reason_edit, self.go_on_button):
            ByRight(control, partial(why_none, office, WHO), shell)
        self._fit()
        self.reason_edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def take(self, error: Refusal | Trouble) -> bool:
        """Say below the reason what is refused, and make room for it."""
        taken = self.error_label.take(error)
        self._fit()
        return taken

    def _fit(self) -> None:
        """As high as the words need: wrapped lines are not in a window's own hint."""
        width = max(self.width(), sp(480)) if self.isVisible() else sp(480)
        self._content.updateGeometry()
        needed = self._content.heightForWidth(width) + self.stripe.sizeHint().height() * (
            not self.stripe.isHidden()
        )
        self.resize(width, max(needed, self.height() if self.isVisible() else 0))

    def go_on(self) -> None:
        """Put the reason on the chain."""
        if not self.go_on_button.isEnabled():
            return
        self.go_on_button.setEnabled(False)
        work = partial(go_on, self._office, self.reason_edit.text())
        self._shell.tasks.run(self, work, self._done, self._failed)

    def _done(self, change: Change) -> None:
        self._shell.notices.say(change.said)
        self._shell.announce(change)
        self.close()

    def _failed(self, error: Exception) -> None:
        self.go_on_button.setEnabled(True)
        self._shell.notices.beside(self)(error)
