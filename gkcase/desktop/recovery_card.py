"""The recovery code on the screen, once: in large groups of four, to be printed and locked away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from gkcase.desktop.flow import Flow
from gkcase.desktop.icons import take_role
from gkcase.desktop.layout import button, column, frame, key_hint, label, row
from gkcase.desktop.recovery_sheet import groups_of, lines_of
from gkcase.desktop.tokens import sp, tag

ABOUT = (
    "数据已经加密，本机自动打开。换电脑、重装系统、从备份恢复以后，要用打开密码或者这个恢复码才能打开；"
    "两样都没有，谁也读不出来。"
)
ONCE = "恢复码只在这里显示一次，程序不留底。请打印出来，装进信封，锁进保险柜；不要拍照，不要放在电脑旁边。"


class RecoveryCard(QFrame):
    """Shows one code. `kept`: somebody says that it lies in a safe place; `left`: later; `print_wanted`: on paper."""

    kept = Signal()
    left = Signal()
    print_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tag(self, role="card")
        self.title_label = label("恢复码", "title", bold=True)
        self.lines = (label("", "clock", bold=True), label("", "clock", bold=True))
        for line in self.lines:
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            line.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.code_frame = frame("quiet", column(*self.lines, gap="s", margins=("l", "l")))
        self.code_frame.setAccessibleName("恢复码")
        self.print_button = button("打印…", "primary", "print")
        self.kept_button = button("我已妥善保存", icon="check")
        self.later_button = button("以后再打印", "flat")
        self.later_button.setToolTip("状态栏会提醒，直到换发并打印了恢复码")
        self.print_button.clicked.connect(self.print)
        self.kept_button.clicked.connect(self.kept)
        self.later_button.clicked.connect(self.left)
        keys = QWidget()
        acts = Flow(keys, sp("s"), sp("xs"))
        self.key = key_hint("Ctrl+P")
        for part in (self.print_button, self.key, self.kept_button, self.later_button):
            acts.addWidget(part)
        about, once = label(ABOUT, wrap=True), label(ONCE, "caption", "muted", wrap=True)
        items = (row(self.title_label, None), about, self.code_frame, once, keys)
        self.setLayout(column(*items, gap="m", margins=("l", "l")))
        self.setFocusProxy(self.print_button)

    def show_code(self, code: str) -> None:
        """Show a code that has just been made."""
        lines = lines_of(code)
        for place, words in enumerate(self.lines):
            words.setText("\n".join(lines[place:]) if place else lines[0])
            words.setVisible(place < len(lines))
        spelled = "，".join(" ".join(group) for group in groups_of(code))
        self.code_frame.setAccessibleDescription(spelled)

    def forget(self) -> None:
        """The code leaves the screen."""
        for words in self.lines:
            words.clear()
        self.code_frame.setAccessibleDescription("")

    def print(self) -> None:
        """On paper; who has printed it goes on by locking it away."""
        self.print_wanted.emit()
        take_role(self.print_button, "")
        take_role(self.kept_button, "primary")
        self.kept_button.setFocus()
