"""The papers of a request: dropped anywhere on the window or chosen, kept at once, listed beside the form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QUrl, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gkcase.desktop.dressing import restyle
from gkcase.desktop.elided import ElidedLabel
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.icons import put_icon
from gkcase.desktop.layout import clear, label, row
from gkcase.desktop.part import Part
from gkcase.desktop.tasks import Cancelled, Failed, Progress, Tasks
from gkcase.desktop.tokens import tag
from gkcase.domain.errors import Refusal
from gkcase.services.attachments import Incoming, TakenIn, take_in_each
from gkcase.services.office import Office
from gkcase.services.values import spoken_size


def take_in(office: Office, files: Sequence[Path], progress: Progress, cancelled: Cancelled) -> TakenIn:
    """Copy files into the store, telling how far it is; what was copied before a cancellation is kept."""

    def before_each(place: int) -> bool:
        progress(place, len(files))
        return not cancelled()

    return take_in_each(office, files, before_each=before_each)


class PapersBlock(Part):
    """Keeps the papers in the store before any case names them, so that a stick may be pulled out.

    `changed`: there are others now; `rested`: nothing is being taken in any more.
    """

    changed = Signal()
    rested = Signal()
    papers_hint: QLabel
    drop_frame: QFrame
    add_files_button: QPushButton
    paper_list: QWidget
    papers_error: ErrorLabel

    def __init__(
        self,
        form: QWidget,
        office: Office,
        tasks: Tasks,
        failed: Failed,
        ready: Callable[[], bool],
    ) -> None:
        super().__init__(form)
        self._form, self._office, self._tasks, self._failed = form, office, tasks, failed
        self._ready = ready
        self._window: QWidget | None = None
        self.papers: Incoming = ()
        self._coming = 0
        self._form_number = 0
        self.add_files_button.clicked.connect(self._choose)
        QShortcut(QKeySequence("Alt+F"), form).activated.connect(self.add_files_button.click)
        self._list()

    def show_papers(self, papers: Incoming) -> None:
        """Show these instead of those that were there."""
        self._form_number += 1
        self.papers = papers
        self.papers_error.tell("")
        self._list()

    @property
    def is_busy(self) -> bool:
        """Whether files are being taken in."""
        return self._coming > 0

    def add(self, files: Sequence[Path]) -> None:
        """Take files in; what cannot be is told in one sentence each, the rest is kept."""
        if files:
            work = partial(take_in, self._office, list(files))
            self._coming += 1
            then = partial(self._added, self._form_number)
            self._tasks.run_long(self, "正在添加材料", work, then, self._not_added)

    def _not_added(self, error: Exception) -> None:
        self._failed(error)
        self._rest()

    def _rest(self) -> None:
        self._coming -= 1
        if not self.is_busy:
            self.rested.emit()

    def _added(self, form_number: int, taken: TakenIn) -> None:
        if form_number == self._form_number:
            self._take(taken)
        else:
            names = "、".join(paper.name for paper in taken.papers)
            self._failed(Refusal(f"添加{names}时已经换到另一张表格，请回到原来的表格重新添加"))
        self._rest()

    def _take(self, taken: TakenIn) -> None:
        known = {paper.sha256 for paper in self.papers}
        twice = [f"“{paper.name}”已经添加过" for paper in taken.papers if paper.sha256 in known]
        fresh = {paper.sha256: paper for paper in taken.papers if paper.sha256 not in known}
        self.papers = (*self.papers, *fresh.values())
        self.papers_error.tell("\n".join([*taken.problems, *taken.notes, *twice]))
        self._list()
        if fresh:
            self.changed.emit()

    def _choose(self) -> None:
        dialog = QFileDialog(self._form.window(), "添加材料")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.add([Path(name) for name in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _remove(self, sha256: str) -> None:
        self.papers = tuple(paper for paper in self.papers if paper.sha256 != sha256)
        self.papers_error.tell("")
        self._list()
        self.add_files_button.setFocus()
        self.changed.emit()

    def _list(self) -> None:
        self.papers_hint.setText(f"{len(self.papers)} 份" if self.papers else "扫描件、照片")
        column = self.paper_list.layout()
        assert isinstance(column, QVBoxLayout)
        clear(column)
        for paper in self.papers:
            column.addLayout(self._line(paper.name, paper.size, paper.sha256))
        self.paper_list.setVisible(bool(self.papers))
        restyle(self.paper_list)

    def _line(self, name: str, size: int, sha256: str) -> QHBoxLayout:
        sign = tag(QLabel(), iconName="file", iconTone="accent")
        words = tag(ElidedLabel(None, name), typeRole="caption")
        remove = QToolButton()
        put_icon(remove, "close", size=14)
        remove.setAccessibleName(f"去掉{name}")
        remove.setToolTip("去掉")
        remove.clicked.connect(lambda: self._remove(sha256))
        return row(sign, words, label(spoken_size(size), "caption", "muted"), remove, gap="s", grow=1)

    # -- dropping ---------------------------------------------------------------------------------------------

    def watch(self, window: QWidget) -> None:
        """Take what is dropped anywhere on the window while the form is in sight."""
        if self._window is None:
            self._window = window
            window.setAcceptDrops(True)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragLeaveEvent):
            tag(self.drop_frame, over=False)
        elif isinstance(event, QDropEvent) and self._ready() and event.mimeData().hasUrls():
            self._dropped(event)
            return True
        return False

    def _dropped(self, event: QDropEvent) -> None:
        """Enter, move and drop are all drops to Qt; only the last one brings the files."""
        event.acceptProposedAction()
        over = isinstance(event, QDragEnterEvent) or event.type() is QEvent.Type.DragMove
        tag(self.drop_frame, over=over)
        if event.type() is QEvent.Type.Drop:
            self.add(_files(event.mimeData().urls(), self.papers_error))


def _files(urls: Sequence[QUrl], error: ErrorLabel) -> list[Path]:
    """What lies on this computer; the rest is told."""
    local = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    error.tell("" if len(local) == len(urls) else "只能添加这台电脑上的文件，请先把网页上的文件保存下来")
    return local
