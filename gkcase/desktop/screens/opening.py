"""What is shown while a database opens, and instead of the program when it cannot be opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from gkcase.desktop.icons import take_role
from gkcase.desktop.layout import column, scrolled
from gkcase.desktop.notices import NoticeBar, Notices
from gkcase.desktop.screen import Screen
from gkcase.desktop.task_bar import TaskBar
from gkcase.desktop.tasks import Tasks
from gkcase.domain.errors import Refusal, Trouble

if TYPE_CHECKING:
    from gkcase.desktop.rescue_card import RescueCard


class OpeningScreen(Screen):
    """One sentence and the ways on: again, another database, a new one, the demo."""

    form = "opening"
    notice_bar: NoticeBar
    task_bar: TaskBar
    title_label: QLabel
    sentence_label: QLabel
    hint_label: QLabel
    again_button: QPushButton
    other_button: QPushButton
    new_button: QPushButton
    demo_button: QPushButton

    again = Signal()
    other_wanted = Signal()
    new_wanted = Signal()
    demo_wanted = Signal()
    restored = Signal(str)

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("依申请公开办件")
        self.notices = Notices(self.notice_bar, self)
        self.task_bar.watch(tasks)
        self.again_button.clicked.connect(self.again)
        self.other_button.clicked.connect(self.other_wanted)
        self.new_button.clicked.connect(self.new_wanted)
        self.demo_button.clicked.connect(self.demo_wanted)
        self._tasks = tasks
        self._rescue: RescueCard | None = None
        self.show_waiting("")

    def show_waiting(self, database: str) -> None:
        """Say that the database is being opened."""
        self.title_label.setText("正在打开数据库…")
        self.sentence_label.setText(database)
        self._offer(False)

    def show_trouble(self, error: Exception, database: str = "") -> None:
        """Say why it could not be opened, and offer the copies; an error of the program's own is told as such."""
        self.title_label.setText("数据库没有打开")
        if isinstance(error, Trouble | Refusal):
            self.sentence_label.setText(str(error))
        else:
            self.sentence_label.setText("程序出错，数据库没有打开。")
            self.notices.tell(error)
        self._offer(True)
        self.again_button.setFocus()
        self._look_for_copies(error, database)

    def _look_for_copies(self, error: Exception, database: str) -> None:
        """A damaged file is no end: which copies there are is asked behind."""
        from gkcase.services.rescue import is_wanted

        if not database or not is_wanted(error):
            return
        if self._rescue is None:
            self._rescue = self._rescue_card()
        self._rescue.look(database)

    def _show_rescue(self, on: bool) -> None:
        """Where there is a way back, it is the first thing to press."""
        self._area.setVisible(on)
        self.hint_label.setVisible(not on)
        take_role(self.again_button, "" if on else "primary")

    def _rescue_card(self) -> RescueCard:
        from gkcase.desktop.rescue_card import RescueCard

        made = RescueCard(self._tasks)
        made.restored.connect(self.restored)
        made.failed.connect(self.notices.tell)
        inside = QWidget()
        inside.setLayout(column(made, None))
        self._area = scrolled(inside)
        self._area.hide()
        made.shown.connect(self._show_rescue)
        words = self.body.findChild(QVBoxLayout, "words_layout")
        assert words is not None  # in the form
        words.insertWidget(words.count() - 1, self._area, 8)
        return made

    def _offer(self, ways_on: bool) -> None:
        for widget in (
            self.hint_label,
            self.again_button,
            self.other_button,
            self.new_button,
            self.demo_button,
        ):
            widget.setVisible(ways_on)
