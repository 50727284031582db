"""加密本库、改为不加密: says what it means, asks why where that is wanted, before the window goes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.flow import Flow
from gkcase.desktop.layout import button, column, label
from gkcase.desktop.tokens import sp, tag

TO_ENCRYPT = (
    "案件、附件、文书和本机的备份一起加密。程序先关上数据库，办完自动打开；没写完的内容先存为草稿。"
    "数据多的要几分钟，换上加密的文件以前随时可以取消。随后给出恢复码，请准备打印。"
    "以前另存到别处的备份和导出的文件不会改变，请自行处理。"
)
TO_OPEN = (
    "改为不加密以后，谁拿到这台电脑、这块硬盘或者数据库文件，就能读出全部案件、附件和文书，包括申请人的身份信息；"
    "以后的备份也不加密。以前的备份仍是加密的，本机留着它们的钥匙。谁在何时为何改的，记入审计链。"
)
WHY = "理由，如：全部电脑已由单位统一整盘加密"


@dataclass(frozen=True)
class Wish:
    """What becomes of a database, for whom; a reason where its encryption is taken off."""

    database: Path
    office: str
    acting: str
    encrypt: bool
    reason: str = ""
    key: bytes | None = None


class RecodeForm(QWidget):
    """`wanted` carries the reason; `left`: nothing is changed."""

    wanted = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.encrypt = True
        self.about_label = label(TO_ENCRYPT, wrap=True)
        self.reason_edit = QLineEdit()
        self.reason_edit.setPlaceholderText(WHY)
        self.reason_edit.setAccessibleName("改为不加密的理由")
        self.error_label = ErrorLabel()
        self.go_button, self.leave_button = button("开始加密", "primary"), button("不改")
        keys = QWidget()
        acts = Flow(keys, sp("s"), sp("xs"))
        for part in (self.go_button, self.leave_button):
            acts.addWidget(part)
        self.setLayout(column(self.about_label, self.reason_edit, self.error_label, keys, gap="s"))
        self.go_button.clicked.connect(self.confirm)
        self.reason_edit.returnPressed.connect(self.confirm)
        self.leave_button.clicked.connect(self.left)

    def ask(self, *, encrypt: bool) -> None:
        """Say what it means, this way or the other."""
        self.encrypt = encrypt
        self.about_label.setText(TO_ENCRYPT if encrypt else TO_OPEN)
        self.reason_edit.clear()
        self.reason_edit.setVisible(not encrypt)
        self.go_button.setText("开始加密" if encrypt else "改为不加密")
        self.go_button.setEnabled(True)
        self.error_label.tell("")
        self.show()
        (self.go_button if encrypt else self.reason_edit).setFocus()

    def confirm(self) -> None:
        """It is wanted, where the reason is there; it cannot be pressed twice."""
        reason = self.reason_edit.text().strip()
        if not self.encrypt and not reason:
            self.error_label.tell("改为不加密须写明理由")
            tag(self.reason_edit, wrong=True)
            self.reason_edit.setFocus()
        elif self.go_button.isEnabled():
            tag(self.reason_edit, wrong=False)
            self.error_label.tell("")
            self.go_button.setEnabled(False)
            self.wanted.emit(reason)
