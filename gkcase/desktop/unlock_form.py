"""Opens an encrypted database whose key this computer does not have: by its password or by the recovery code."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QWidget

from gkcase.desktop.choice_row import SegmentRow
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.layout import button, column, key_hint, label, row
from gkcase.desktop.password_field import PasswordField
from gkcase.desktop.tokens import sp, tag
from gkcase.domain.errors import Refusal, Trouble

PASSWORD, CODE = "password", "code"
WHY = "数据库是加密的，这台电脑上没有它的钥匙：换了电脑、换了系统用户，或者这是恢复的副本。"
ASKED = {True: "请输入打开密码，或者照抄封存的恢复码。", False: "请照抄封存的恢复码。"}
NO_PASSWORD = "没有设置过打开密码，请用恢复码"
EMPTY = {PASSWORD: "请输入打开密码", CODE: "请输入恢复码"}


class UnlockForm(QFrame):
    """The card. `wanted` carries the way, what was typed, and whether this computer keeps the key."""

    wanted = Signal(str, str, bool)
    other_wanted = Signal()

    def __init__(self, database: Path, has_password: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tag(self, role="card")
        self.choice = SegmentRow()
        self.choice.offer([(PASSWORD, "打开密码"), (CODE, "恢复码")], "用什么打开")
        self.password = PasswordField("打开密码")
        self.code_edit = QLineEdit()
        self.code_edit.setAccessibleName("恢复码")
        self.code_edit.setPlaceholderText("不分大小写，组间空格可以不输")
        self.code_error = ErrorLabel()
        self.code_body = QWidget()
        self.code_body.setLayout(column(self.code_edit, self.code_error, gap="hair"))
        self.keep_box = QCheckBox("在这台电脑上记住，以后自动打开")
        self.keep_box.setChecked(
            not has_password
        )  # a key that was taken off this computer does not come back by Enter
        self.open_button = button("打开", "primary")
        self.other_button = button("另选数据库", "flat", "database")
        self._lay_out(database, WHY + ASKED[has_password])
        self._connect()
        self.choice.choose(PASSWORD if has_password else CODE)
        self.choice.setEnabled(has_password)
        self.choice.setToolTip("" if has_password else NO_PASSWORD)
        self._show_way()

    def _lay_out(self, database: Path, why: str) -> None:
        title = label("打开加密的数据库", "h1", bold=True)
        where = label(str(database), "caption", "muted", wrap=True)
        acts = row(self.open_button, key_hint("Enter"), None, self.other_button)
        items = (
            title,
            label(why, wrap=True),
            where,
            self.choice,
            self.password,
            self.code_body,
            self.keep_box,
            acts,
        )
        self.setLayout(column(*items, gap="m", margins=("xl", "xl")))
        self.setProperty("boundsAtBase", [520, 0, 640, 16777215])
        self.setMinimumWidth(sp(520))
        self.setMaximumWidth(sp(640))

    def _connect(self) -> None:
        self.choice.chosen.connect(lambda _: self._show_way())
        self.code_edit.textChanged.connect(lambda _: self._tell_code(""))
        self.password.entered.connect(self.confirm)
        self.code_edit.returnPressed.connect(self.confirm)
        self.open_button.clicked.connect(self.confirm)
        self.other_button.clicked.connect(self.other_wanted)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(
                QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
            )
            shortcut.activated.connect(self.confirm)

    @property
    def way(self) -> str:
        """Password or recovery code."""
        return self.choice.code or PASSWORD

    def begin(self) -> None:
        """Put the cursor into the field."""
        (self.password.edit if self.way == PASSWORD else self.code_edit).setFocus()

    def confirm(self) -> None:
        """Ask for the database to be opened with what was typed."""
        if not self.open_button.isEnabled():
            return
        typed = self.password.text if self.way == PASSWORD else self.code_edit.text().strip()
        if not typed:
            self._tell(EMPTY[self.way])
            self.begin()
            return
        self._enable(False)
        self.wanted.emit(self.way, typed, self.keep_box.isChecked())

    def take(self, error: Refusal | Trouble) -> bool:
        """Say beside the field why the database stays closed; a code stays to be corrected, a password goes."""
        self._enable(True)
        if self.way == PASSWORD:
            self.password.clear()
        self._tell(str(error))
        self.begin()
        return True

    def release(self) -> None:
        """The attempt is over; it can be tried again."""
        self._enable(True)

    def _enable(self, on: bool) -> None:
        for part in (self.password, self.code_body, self.keep_box, self.open_button, self.other_button):
            part.setEnabled(on)
        self.open_button.setText("打开" if on else "正在打开…")

    def _show_way(self) -> None:
        by_password = self.way == PASSWORD
        self.password.setVisible(by_password)
        self.code_body.setVisible(not by_password)
        if self.isVisible():
            self.begin()

    def _tell(self, sentence: str) -> None:
        if self.way == PASSWORD:
            self.password.tell(sentence)
        else:
            self._tell_code(sentence)

    def _tell_code(self, sentence: str) -> None:
        tag(self.code_edit, wrong=bool(sentence))
        self.code_edit.setAccessibleDescription(sentence)
        self.code_error.tell(sentence)
