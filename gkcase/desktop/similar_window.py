"""按内容找类似: words are typed or taken from a case, and what was decided of such requests stands below."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from gkcase.desktop.dialogs import Dialog
from gkcase.desktop.dressing import restyle
from gkcase.desktop.layout import column, row
from gkcase.desktop.shell import Shell
from gkcase.desktop.similar_view import SimilarView
from gkcase.desktop.tokens import sp
from gkcase.services.office import Office

PAUSE_MS = 300


class SimilarWindow(Dialog):
    """Asks while one types."""

    def __init__(self, office: Office, shell: Shell, words: str, besides: int, parent: QWidget) -> None:
        super().__init__("按内容找类似案件", parent)
        self._besides = besides
        self.edit = QLineEdit(" ".join(words.split()))
        self.edit.setAccessibleName("申请的内容")
        self.edit.setPlaceholderText("申请的内容，如 2024年土地征收补偿方案")
        self.edit.setClearButtonEnabled(True)
        self.view = SimilarView(office, shell, adopting=False)
        content = QWidget()
        content.setLayout(
            column(row(self.edit, margins=("m", "xs")), self.view, gap="s", margins=("m", "m"), grow=1)
        )
        self.hold(content)
        restyle(self)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.edit.textChanged.connect(lambda _: self._pause.start())
        self.view.open_button.clicked.connect(self.close)
        self.view.table.opened.connect(lambda _: self.close())
        self.resize(sp(860), sp(640))
        self._ask()

    def _ask(self) -> None:
        self.view.ask(self.edit.text(), self._besides)
