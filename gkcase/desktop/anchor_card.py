"""核对审计链: a digest printed on a sheet held against the chain, and a restored chain taken for good."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from gkcase.desktop.by_right import by_right
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.layout import button, column, label, row
from gkcase.desktop.shell import Shell
from gkcase.desktop.tokens import tag
from gkcase.domain.rights import May
from gkcase.services.anchors import Anchored, check_anchor
from gkcase.services.history import accept_mark, mark_trouble
from gkcase.services.office import Change, Office

ABOUT = (
    "审签单和每周风险清单上印着审计链的条数和摘要。照着输入，看纸上的这一条是否还在链上："
    "谁改写过历史，纸上的摘要就对不上。"
)
EXAMPLE = "照纸上抄，如：n=18342 首尾摘要 7F3A-…（八组）"
REASON = "理由，如：硬盘损坏，恢复到11月20日的备份"


class AnchorCard(QFrame):
    """The card; `told` carries what has changed."""

    told = Signal(object)

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__()
        tag(self, role="card")
        self._office, self._shell = office, shell
        self.anchor_edit, self.reason_edit = QLineEdit(), QLineEdit()
        self.anchor_edit.setPlaceholderText(EXAMPLE)
        self.anchor_edit.setAccessibleName("纸上的审计链")
        self.reason_edit.setPlaceholderText(REASON)
        self.reason_edit.setAccessibleName("确认审计链现状的理由")
        self.compare_button = button("核对", icon="check")
        self.accept_button = button("确认现状", icon="shield")
        self.result_label = label("", wrap=True)
        self.error_label, self.doubt_label = ErrorLabel(), ErrorLabel()
        self.compare_button.clicked.connect(self.compare)
        self.anchor_edit.returnPressed.connect(self.compare)
        self.accept_button.clicked.connect(self.accept)
        by_right(office, shell, {May.BACKUP: (self.reason_edit, self.accept_button)})
        self.reason_edit.returnPressed.connect(self.accept)
        self._lay()
        self._doubt("")
        self._tell("")

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab halts, in order."""
        return self.anchor_edit, self.compare_button, self.reason_edit, self.accept_button

    def _lay(self) -> None:
        self.doubt_frame = QFrame()
        acting = row(self.reason_edit, self.accept_button)
        self.doubt_frame.setLayout(column(self.doubt_label, acting))
        self.setLayout(
            column(
                label("核对审计链", "title", bold=True),
                label(ABOUT, "caption", "muted", wrap=True),
                row(self.anchor_edit, self.compare_button),
                self.result_label,
                self.error_label,
                self.doubt_frame,
                gap="s",
                margins=("l", "m"),
            )
        )

    def look_up(self) -> None:
        """Ask whether the chain has come as far as this computer knows."""
        work = partial(mark_trouble, self._office)
        self._shell.tasks.run(self, work, self._doubt, self._shell.notices.tell, topic="mark")

    def _doubt(self, said: str) -> None:
        self.doubt_label.tell(said)
        self.doubt_frame.setVisible(bool(said))

    def compare(self) -> None:
        """Hold what was typed against the chain."""
        self.error_label.tell("")
        self._tell("")
        work = partial(check_anchor, self._office, self.anchor_edit.text())
        self._shell.tasks.run(self, work, self._compared, self._shell.notices.beside(self.error_label))

    def _compared(self, found: Anchored) -> None:
        self._tell(found.said if found.ok else "")
        self.error_label.tell("" if found.ok else found.said)

    def _tell(self, words: str) -> None:
        self.result_label.setText(words)
        self.result_label.setVisible(bool(words))

    def accept(self) -> None:
        """Take the chain as it is, with the reason on it."""
        work = partial(accept_mark, self._office, self.reason_edit.text())
        self._shell.tasks.run(self, work, self._accepted, self._shell.notices.beside(self.doubt_label))

    def _accepted(self, change: Change) -> None:
        self.reason_edit.clear()
        self._doubt("")
        self.told.emit(change)
