"""Two fields for a new password: what it has to be like, and that both are the same."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gkcase.desktop.dressing import UNBOUNDED
from gkcase.desktop.layout import column, label
from gkcase.desktop.password_field import PasswordField
from gkcase.desktop.tabbing import in_order
from gkcase.desktop.tokens import sp
from gkcase.domain.errors import Refusal, Trouble

MISSING, DIFFERS = "请填写新密码", "两次输入的不一样，请重新输入"


class NewPassword(QWidget):
    """`changed` as one types, `entered` on Enter in the second field."""

    changed = Signal()
    entered = Signal()

    def __init__(self, word: str = "新密码", rules: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.first, self.again = PasswordField(word), PasswordField(f"再输一次{word}")
        self.rules_label = label(rules, "caption", "muted", wrap=True)
        one = column(label(word, "caption", "muted"), self.first, self.rules_label, gap="xs")
        two = column(label("再输一次", "caption", "muted"), self.again, gap="xs")
        self.setLayout(column(one, two, gap="m"))
        self.rules_label.setVisible(
            bool(rules)
        )  # not before it stands here, or it would be a window of its own
        self.setFocusProxy(self.first.edit)
        shows = (self.first.show_button, self.again.show_button)
        in_order((self.first.edit, self.again.edit, *shows))  # as one types it: 显示 comes after both
        self.first.changed.connect(self.changed)
        self.again.changed.connect(self.changed)
        self.first.entered.connect(self.again.edit.setFocus)
        self.again.entered.connect(self.entered)

    def narrow(self, width: int) -> None:
        """Keep the fields so narrow; what is said about them may be wider, or its lines would be counted wrongly."""
        for field in (self.first, self.again):
            field.setProperty("boundsAtBase", [0, 0, width, UNBOUNDED])
            field.setMaximumWidth(sp(width))

    def say_rules(self, rules: str) -> None:
        """Say what a password has to be like."""
        self.rules_label.setText(rules)
        self.rules_label.setVisible(bool(rules))

    def checked(self) -> str | None:
        """The new password, or None with a sentence beside the field that is wrong."""
        if not self.first.text:
            self.first.tell(MISSING)
            self.first.edit.setFocus()
        elif self.first.text != self.again.text:
            self.again.tell(DIFFERS)
            self.again.edit.setFocus()
        else:
            return self.first.text
        return None

    def clear(self) -> None:
        """Forget both."""
        self.first.clear()
        self.again.clear()

    def take(self, error: Refusal | Trouble) -> bool:
        """Say what is refused about the new password."""
        self.first.edit.setFocus()
        return self.first.take(error)
