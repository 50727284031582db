"""The copy when the program ends: the window closes at once; if the copy takes a moment, a small window says so."""

from __future__ import annotations

import time
from threading import Thread

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from gkcase.desktop.layout import column, label
from gkcase.desktop.tokens import sp
from gkcase.domain.errors import Refusal, Trouble
from gkcase.services.backups import Why, changed, make_copy
from gkcase.services.office import Office

PATIENCE_SECONDS, LOOK_SECONDS = 0.4, 0.05
TITLE, WORDS = "正在备份…", "今天的修改正在写入备份，写好后程序自动结束，请不要关闭电脑。"


class LeavingWindow(QWidget):
    """Says that the program is still at work; there is nothing to press."""

    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.WindowStaysOnTopHint | Qt.WindowType.CustomizeWindowHint)
        self.setWindowTitle("依申请公开办件")
        self.setAccessibleName(TITLE)
        self.setFixedWidth(sp(420))
        self.setLayout(
            column(label(TITLE, "title", bold=True), label(WORDS, wrap=True), margins=("xl", "l"), gap="s")
        )


def last_copy(office: Office, app: QApplication) -> None:
    """Copy what has changed since the last copy and wait for it; that it failed is told at the next start."""
    if not _wanted(office):
        return
    working = Thread(target=_copy, args=(office,), name="gkcase-last-copy")
    began, window = time.monotonic(), None
    working.start()
    while working.is_alive():
        working.join(LOOK_SECONDS)
        if window is None and time.monotonic() - began > PATIENCE_SECONDS and working.is_alive():
            window = LeavingWindow()
            window.show()
        app.processEvents()  # the application's own loop has ended: this only paints the small window
    if window is not None:
        window.close()


def _wanted(office: Office) -> bool:
    try:
        return changed(office)
    except (Refusal, Trouble):
        return False  # a database that cannot be read any more is told of at the next start


def _copy(office: Office) -> None:
    try:
        make_copy(office, Why.EXIT)
    except (Refusal, Trouble):
        return  # it stands in the list of copies, and keeps the status line red
