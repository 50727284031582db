"""期满清除: the question before personal data is erased, in the side panel of the archive page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from gkcase.desktop.after_lists import Row
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.layout import button, column, label, row
from gkcase.desktop.shell import Shell
from gkcase.desktop.side_panel import SidePanel
from gkcase.desktop.tasks import Abandoned, Cancelled, Progress
from gkcase.services.disposing import Disposal, dispose, preview
from gkcase.services.office import Change, Office

TITLE = "清除个人信息"
ABOUT = (
    "姓名、证件、联系方式、申请内容、理由和文书、附件一并清除，收件簿和申请人名册里的也清除。"
    "日期、环节、结果留下，期限和年度报告不变。不能撤销；以前的备份里还有，按保留规则逐步淘汰。"
)


def erase_each(
    office: Office, ids: Sequence[int], reason: str, progress: Progress, cancelled: Cancelled
) -> Change:
    """Erase them, as long as nobody stops it."""
    change = dispose(office, ids, reason, report=progress, cancelled=cancelled)
    if cancelled() and not change.case_ids:
        raise Abandoned
    return change


class ErasePanel(SidePanel):
    """`done` that something was erased, `left` that the panel was closed."""

    done = Signal()

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__()
        self._office, self._shell = office, shell
        self._ids: list[int] = []
        self.what_label = label("", wrap=True)
        self.reason_edit = QLineEdit()
        self.reason_edit.setPlaceholderText("批准的人和理由，如：馆长批准，期满销毁")
        self.reason_edit.setAccessibleName("清除的理由")
        self.error_label = ErrorLabel()
        self.confirm_button = button("清除", "primary", icon="trash")
        self.cancel_button = button("取消")
        self.confirm_button.clicked.connect(self.confirm)
        self.cancel_button.clicked.connect(self.leave)
        self.setLayout(
            column(
                label(TITLE, "title", bold=True),
                label(ABOUT, "caption", "muted", wrap=True),
                self.what_label,
                self.reason_edit,
                self.error_label,
                row(self.confirm_button, self.cancel_button, None),
                None,
                margins=("m", "m"),
            )
        )

    def start(self, rows: Sequence[Row]) -> None:
        """Ask about these lines."""
        self._ids = [one.case_id for one in rows]
        self.reason_edit.clear()
        self.what_label.setText("正在查看…")
        self._tell("")
        self.confirm_button.setEnabled(False)
        self.reason_edit.setFocus()
        work = partial(preview, self._office, self._ids)
        self._shell.tasks.run(self, work, self._previewed, self._failed, topic="preview")

    def _previewed(self, found: Disposal) -> None:
        numbers = "、".join(line.case.number for line in found.cases[:3])
        more = f"等{len(found.cases)}件" if len(found.cases) > 3 else ""
        self.what_label.setText(f"{numbers}{more}：{found.entries}项记录、{found.papers}份文件")
        self.confirm_button.setEnabled(True)

    def confirm(self) -> None:
        """Erase; once, and only with a reason."""
        if not self.confirm_button.isEnabled():
            return
        self._tell("")
        self.confirm_button.setEnabled(False)
        work = partial(erase_each, self._office, self._ids, self.reason_edit.text())
        self._shell.tasks.run_long(self, TITLE, work, self._erased, self._failed)

    def _erased(self, change: Change) -> None:
        self._shell.announce(change)
        self._shell.notices.say(change.said)
        self.done.emit()

    def _failed(self, error: Exception) -> None:
        self.confirm_button.setEnabled(bool(self._ids))
        self._shell.notices.beside(self.error_label)(error)

    def _tell(self, words: str) -> None:
        self.error_label.tell(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter confirms."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            Qt.KeyboardModifier.ControlModifier & event.modifiers()
        ):
            self.confirm()
        else:
            super().keyPressEvent(event)
