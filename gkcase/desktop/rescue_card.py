"""救援: what can be done when a database does not open: proven copies to a new file, and what was saved since."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QListWidget, QPushButton

from gkcase.desktop.layout import button, clear, column, label, row
from gkcase.desktop.tasks import Cancelled, Progress, Tasks
from gkcase.desktop.tokens import sp, tag
from gkcase.domain.terms import dated
from gkcase.services.backup_state import ListedCopy
from gkcase.services.keeping import Kept
from gkcase.services.rescue import UNTOUCHED, Rescue, Since, bring_back, rescue

DATABASES = "数据库 (*.gkdb);;所有文件 (*)"
ROWS_SHOWN = 6


def look_around(database: str) -> Rescue | None:
    """Which ways back there are."""
    return rescue(database)


def restore_from(database: Path, source: Path, progress: Progress, cancelled: Cancelled) -> Kept:
    """Bring a copy back beside the file that does not open."""
    return bring_back(database, source, report=progress, cancelled=cancelled)


def since_words(one: Since) -> str:
    """A line of what was saved after the copy."""
    case = f"{one.case}　" if one.case else ""
    return f"{one.at:%m-%d %H:%M}　{case}{one.what}"


class RescueCard(QFrame):
    """Copies with a button each; `restored` carries the path of the new file, `failed` what went wrong."""

    restored = Signal(str)
    failed = Signal(object)
    shown = Signal(bool)

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        tag(self, role="card")
        self._tasks, self._running = tasks, -1
        tasks.ended.connect(self._ended)
        self.buttons: list[QPushButton] = []
        self._database: Path | None = None
        self._copies = column(gap="xs")
        self.other_button = button("用别处的备份恢复…", icon="folder")
        self.other_button.clicked.connect(self._choose)
        self.since_label = label("", wrap=True)
        self.since_list = QListWidget()
        self.since_list.setAccessibleName("这份备份以后保存过的内容")
        items = (
            label("从备份恢复", "title", bold=True),
            label(f"{UNTOUCHED}恢复会写成旁边的一个新文件。", "caption", "muted", wrap=True),
            self._copies,
            self.since_label,
            self.since_list,
            row(self.other_button, None),
        )
        self.setLayout(column(*items, gap="s", margins=("l", "m")))
        self.hide()

    def look(self, database: str) -> None:
        """Ask behind which ways back there are."""
        self.shown.emit(False)
        work = partial(look_around, database)
        self._tasks.run(self, work, self.show_rescue, self.failed.emit, topic="rescue")

    def show_rescue(self, found: Rescue | None) -> None:
        """Offer the copies, and list what the newest one lacks."""
        if found is None:
            return
        self._database = found.database
        clear(self._copies)
        self.buttons = []
        for place, copy in enumerate(found.copies):
            self._copies.addLayout(self._offer(found, copy, newest=not place))
        self.since_label.setText(found.words)
        self.since_label.setVisible(bool(found.words))
        self.since_list.clear()
        self.since_list.addItems([since_words(one) for one in found.since])
        self.since_list.setVisible(bool(found.since))
        self.since_list.setFixedHeight(sp(26) * min(len(found.since), ROWS_SHOWN) + sp(8))
        self.show()
        self.shown.emit(True)

    def _offer(self, found: Rescue, copy: ListedCopy, *, newest: bool) -> QHBoxLayout:
        when = f"{dated(copy.made.date())} {copy.made:%H:%M}"
        said = f"{when}　{copy.cases:,}件案件、{copy.entries:,}条经过，已验证可恢复"
        act = button("恢复到新文件并打开", "primary" if newest else "")
        act.setAccessibleName(f"恢复{when}的备份到新文件并打开")
        act.clicked.connect(partial(self._restore, found.database, copy.path))
        self.buttons.append(act)
        return row(label(said, wrap=True), act, gap="m", grow=0)

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "用哪份备份恢复", str(Path.home()), DATABASES)
        if chosen and self._database is not None:
            self._restore(self._database, Path(chosen))

    def _restore(self, database: Path, source: Path, _: bool = False) -> None:
        self._enable(False)
        work = partial(restore_from, database, source)
        self._running = self._tasks.run_long(self, "正在恢复", work, self._done, self.failed.emit)

    def _done(self, kept: Kept) -> None:
        self.restored.emit(str(kept.path))

    def _ended(self, ticket: int) -> None:
        if ticket == self._running:
            self._enable(True)

    def _enable(self, on: bool) -> None:
        for act in (*self.buttons, self.other_button):
            act.setEnabled(on)
