"""定稿: the figures of a year are kept as they are handed in, with a hash; what moves later is told beside them."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from gkcase.desktop.dressing import restyle
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.layout import button, column, key_hint, label, row, scrolled
from gkcase.desktop.report_reading import Picture
from gkcase.desktop.shell import Shell
from gkcase.desktop.side_panel import SidePanel
from gkcase.desktop.tokens import sp
from gkcase.services.annual_report import freeze
from gkcase.services.office import Change, Office

EFFECT = "表三、表四按现在的数据留存，算出校验值，记入审计链。以后案件有更正的，逐件列出与定稿的不同，定稿本身不变。"


class FreezePanel(SidePanel):
    """The form of the act. `left` when it is closed."""

    def __init__(self, office: Office, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._office, self._shell = office, shell
        self._picture: Picture | None = None
        self.warning = label("", tone="late", wrap=True)
        self.note_edit = QPlainTextEdit()
        self.note_edit.setTabChangesFocus(True)
        self.note_edit.setAccessibleName("说明或者理由")
        self.note_edit.setPlaceholderText("如：报县政务公开办；数据不符或者年度未结束的，写明理由")
        self.error = ErrorLabel()
        self.go_button = button("定稿", "primary")
        self.leave_button = button("返回")
        self._lay()
        self.go_button.clicked.connect(self.freeze)
        self.leave_button.clicked.connect(self.left)
        self.leave_button.setToolTip("Esc")
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.go_button.click)

    def _lay(self) -> None:
        self.title = label("定稿", "title", bold=True)
        self.note_edit.setMinimumHeight(sp(72))
        words = label("说明或者理由", tone="muted")
        words.setBuddy(self.note_edit)
        inside = QWidget()
        inside.setLayout(
            column(
                self.title,
                label(EFFECT, tone="muted", wrap=True),
                self.warning,
                words,
                self.note_edit,
                self.error,
                row(self.go_button, key_hint("Ctrl+Enter"), None, self.leave_button),
                None,
                margins=("l", "l"),
            )
        )
        self.setLayout(column(scrolled(inside), gap=0))
        restyle(self)

    def start(self, picture: Picture) -> None:
        """Ask for this year."""
        self.show_picture(picture)
        self.error.tell("")
        self.show()
        self.note_edit.setFocus()

    def show_picture(self, picture: Picture) -> None:
        """What would be kept, as it stands now."""
        self._picture = picture
        again = "，取代上一次定稿（仍然留存）" if picture.kept else ""
        self.title.setText(f"{picture.figures.year}年度报告定稿{again}")
        said = [f"有 {len(picture.problems)} 处核对不符。"] if picture.problems else []
        said += ["本年度还没有结束。"] if picture.figures.as_of else []
        self.warning.setText("".join(said) + ("确要定稿的，请写明理由。" if said else ""))
        self.warning.setVisible(bool(said))

    def freeze(self) -> None:
        """Keep the figures."""
        if self._picture is None:
            return
        self.go_button.setEnabled(False)
        figures, note = self._picture.figures, self.note_edit.toPlainText().strip()
        work = partial(freeze, self._office, figures.year, figures.format, note)
        self._shell.tasks.run(self, work, self._done, self._failed)

    def _done(self, change: Change) -> None:
        self.go_button.setEnabled(True)
        self.note_edit.clear()
        self.left.emit()
        self._shell.announce(change)

    def _failed(self, error: Exception) -> None:
        self.go_button.setEnabled(True)
        self._shell.notices.beside(self.error)(error)
