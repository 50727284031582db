"""显示全部信息: names in a register without their mask for one minute, after a reason has been put on record."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton

from gkcase.desktop.dressing import restyle
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.layout import button, column, label, row
from gkcase.desktop.shell import Shell
from gkcase.desktop.tokens import sp
from gkcase.services.disclosing import reveal
from gkcase.services.office import Office

MINUTE_MS = 60_000
WHY = "理由，如：向审计部门提供名单"
ABOUT = "显示一分钟，其间的复制、打印和导出都不遮盖；谁在何时为何查看，记入审计链。"


class RegisterReveal(QObject):
    """Asks for the reason below the head of the page; `changed` says that the list has to be read anew."""

    changed = Signal()

    def __init__(self, office: Office, shell: Shell, act: QPushButton, frame: QFrame) -> None:
        super().__init__(frame)
        self._office, self._shell, self._act, self._frame = office, shell, act, frame
        self.unmasked = False
        self._reason = ""
        self.reason_edit = QLineEdit()
        self.reason_edit.setPlaceholderText(WHY)
        self.reason_edit.setAccessibleName("显示的理由")
        self.reason_edit.setMinimumWidth(sp(160))
        self.error_label = ErrorLabel()
        self.show_button, self.leave_button = button("显示", "primary"), button("不显示")
        items = (self.reason_edit, self.show_button, self.leave_button)
        about = label(ABOUT, "caption", "muted", wrap=True)
        frame.setLayout(column(row(*items, grow=0), self.error_label, about, gap="xs", margins=("m", "s")))
        restyle(frame)
        frame.hide()
        frame.installEventFilter(self)
        self.hiding = QTimer(self, singleShot=True, interval=MINUTE_MS)
        self.hiding.timeout.connect(self.mask)
        shell.covered.connect(self._covered)
        act.clicked.connect(self.turn)
        self.show_button.clicked.connect(self.confirm)
        self.reason_edit.returnPressed.connect(self.confirm)
        self.leave_button.clicked.connect(self.leave)

    @property
    def reason(self) -> str | None:
        """Why names leave openly now; None while they are masked."""
        return self._reason if self.unmasked else None

    def turn(self) -> None:
        """Ask why names are to be shown, or hide them again."""
        if self.unmasked:
            self.mask()
            return
        self._frame.show()
        self.reason_edit.setFocus()

    def confirm(self) -> None:
        """Put the reason on record, then show."""
        self.show_button.setEnabled(False)
        reason = self.reason_edit.text().strip()
        work = partial(reveal, self._office, None, f"查看台账：{reason}" if reason else "")
        self._shell.tasks.run(self, work, lambda _: self._unmask(reason), self._failed, topic="reveal")

    def leave(self) -> None:
        """Nothing is shown."""
        self.error_label.tell("")
        self._frame.hide()
        self._act.setFocus()

    def mask(self) -> None:
        """Hide personal data."""
        self.hiding.stop()
        self._show(unmasked=False)

    def _covered(self, on: bool) -> None:
        """Who comes back to a locked window finds the mask on."""
        if on and self.unmasked:
            self.mask()

    def _unmask(self, reason: str) -> None:
        self._reason = reason
        self.reason_edit.clear()
        self.show_button.setEnabled(True)
        self.leave()
        self.hiding.start()
        self._show(unmasked=True)

    def _failed(self, error: Exception) -> None:
        self.show_button.setEnabled(True)
        self._shell.notices.beside(self.error_label)(error)

    def _show(self, *, unmasked: bool) -> None:
        self.unmasked = unmasked
        self._act.setText("隐藏个人信息" if unmasked else "显示全部信息")
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc leaves the question, not the page."""
        if not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_Escape:
            return False
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() is QEvent.Type.KeyPress:
            self.leave()
            return True
        return False
