"""In the place of the program while its database is encrypted, or the other way round; then the recovery code."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, wait
from functools import partial
from threading import Event

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QProgressBar, QWidget

from gkcase.desktop.door import Door
from gkcase.desktop.dressing import restyle
from gkcase.desktop.layout import button, column, frame, label, row
from gkcase.desktop.recode_form import Wish
from gkcase.desktop.recovery_page import RecoveryPage
from gkcase.desktop.tasks import Cancelled, Progress, Tasks
from gkcase.desktop.tokens import sp
from gkcase.services.encrypting import decrypt_office, encrypt_office, keep_first_code
from gkcase.services.office import Office
from gkcase.services.progress import BrokenOff

LOOK_SECONDS = 0.1
WRITING = "正在写成{how}的新文件并逐项核对；原来的文件一个字也没有改，可以取消。"
SEALING = "数据库已经换成加密的文件，正在加密附件、文书和本机的备份，请稍候。"
OPENING = "正在取消附件和文书的加密，可以取消。"
STOPPING = "正在取消，数据库同以前一样…"
DONE = {True: "数据库已加密", False: "数据库已改为不加密，以前的备份仍是加密的"}
STOPPED = {True: "已取消，没有加密，数据库同以前一样", False: "已取消，数据库仍是加密的"}


def recode(
    office: Office,
    wish: Wish,
    running: Sequence[Future[None]],
    stop: Event,
    progress: Progress,
    cancelled: Cancelled,
) -> str:
    """Wait until nothing reads the office any more, close it, convert it; the recovery code, where there is one."""

    def stopped() -> bool:
        return stop.is_set() or cancelled()

    while wait(running, LOOK_SECONDS).not_done:
        if stopped():
            break
    office.close()
    if stopped():
        raise BrokenOff
    if wish.encrypt:
        return encrypt_office(wish.database, acting=wish.acting, report=progress, cancelled=stopped)
    decrypt_office(
        wish.database,
        reason=wish.reason,
        key=wish.key,
        acting=wish.acting,
        report=progress,
        cancelled=stopped,
    )
    return ""


class RecodingScreen(Door):
    """`done` carries one sentence, or the error, for whoever opens the database again."""

    help_topic = "encryption"
    shows_work = False
    done = Signal(object)

    def __init__(self, tasks: Tasks, wish: Wish, parent: QWidget | None = None) -> None:
        how = "加密" if wish.encrypt else "不加密"
        self.title_label = label("正在加密…" if wish.encrypt else "正在改为不加密…", "title", bold=True)
        self.words_label = label(WRITING.format(how=how), wrap=True)
        self.path_label = label(str(wish.database), "caption", "muted", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(sp(6))
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(self.title_label.text())
        self.count_label = label("", "caption", "muted")
        self.cancel_button = button("取消")
        items = (self.title_label, self.words_label, self.bar, row(self.count_label, None), self.path_label)
        card = frame("card", column(*items, row(None, self.cancel_button), gap="m", margins=("l", "l")))
        card.setProperty("boundsAtBase", [520, 0, 620, 16777215])
        card.setMinimumWidth(sp(520))
        card.setMaximumWidth(sp(620))
        super().__init__(tasks, card, parent)
        self.setWindowTitle("加密 · 依申请公开办件")
        self._tasks, self._wish = tasks, wish
        self._stop, self._ticket, self._at_work = Event(), -1, True
        self.recovery: RecoveryPage | None = None
        self.cancel_button.clicked.connect(self.cancel)
        tasks.moved.connect(self._moved)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self.cancel)
        self.cancel_button.setFocus()
        restyle(self)

    # -- the work ---------------------------------------------------------------------------------------------

    def begin(self, office: Office) -> None:
        """The windows on the office are gone: go to work."""
        running = self._tasks.leave_off()
        work = partial(recode, office, self._wish, running, self._stop)
        self._ticket = self._tasks.run_long(
            self, self.title_label.text(), work, self._converted, self._failed
        )

    def cancel(self) -> None:
        """Stop it, as long as that is possible."""
        if self.cancel_button.isEnabled():
            self._stop.set()
            self.cancel_button.setEnabled(False)
            self.words_label.setText(STOPPING)

    def _moved(self, ticket: int, done: int, total: int) -> None:
        if ticket != self._ticket or self._stop.is_set():
            return
        self.bar.setRange(0, total if done < total else 0)
        self.bar.setValue(done)
        self.count_label.setText(f"{done}/{total}" if done < total else "")
        self.words_label.setText(SEALING if self._wish.encrypt else OPENING)
        if not self._wish.encrypt and done >= total:
            self.words_label.setText(WRITING.format(how="不加密"))
        if self._wish.encrypt:
            self.cancel_button.setEnabled(False)
            self.cancel_button.hide()

    def _failed(self, error: Exception) -> None:
        self._at_work = False
        self.done.emit(STOPPED[self._wish.encrypt] if isinstance(error, BrokenOff) else error)

    def _converted(self, code: str) -> None:
        self._at_work = False
        if not code:
            self._leave()
            return
        self.recovery = RecoveryPage(code, self._wish.office, self._wish.database.name)
        self.recovery.card.left.connect(self._leave)
        self.recovery.card.kept.connect(self._code_kept)
        self.area.hide()
        box = self.layout()
        assert box is not None  # every door has one
        box.addWidget(self.recovery)
        self.recovery.setFocus()

    def _code_kept(self) -> None:
        """On record behind; that this fails keeps nobody from going on, the reminder stays then."""
        work = partial(keep_first_code, self._wish.database, self._wish.acting)
        self._tasks.run(self, work, lambda _: self._leave(), lambda error: self.done.emit(error))

    def _leave(self) -> None:
        self.done.emit(DONE[self._wish.encrypt])

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window stays until the database is one or the other."""
        if self._at_work:
            event.ignore()
