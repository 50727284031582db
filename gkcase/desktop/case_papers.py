"""The papers of a case window: opened as copies, saved elsewhere, added by choosing or dropping."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from gkcase.desktop.letter_out import LetterOut
from gkcase.desktop.paper_tabs import PapersTab
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Cancelled, Progress
from gkcase.services import attachments
from gkcase.services.dossier import FileLine
from gkcase.services.lettering import copy_out
from gkcase.services.office import Change, Office


class CasePapers(QObject):
    """What can be done with papers. `added` carries the change after scans have been hung on an entry."""

    added = Signal(object)

    def __init__(self, office: Office, shell: Shell, page: QWidget) -> None:
        super().__init__(page)
        self._office, self._shell, self._page = office, shell, page
        self.out = LetterOut(office, shell, page)

    def serve(self, tab: PapersTab) -> None:
        """Do what the buttons of a list ask for."""
        tab.opened.connect(self.open)
        tab.printed.connect(lambda file: self.out.print(file.sha256, file.name))
        tab.exported.connect(self.export)
        tab.saved.connect(lambda file: self.out.save_pdf(file.sha256, file.name))

    def open(self, file: FileLine) -> None:
        """Hand a copy to the program that the computer has for it."""
        self.out.open(file.sha256, file.name)

    def export(self, file: FileLine) -> None:
        """Ask where to, and write a copy there."""
        dialog = QFileDialog(self._page.window(), "另存")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(file.name)
        dialog.fileSelected.connect(lambda target: self.write(file, Path(target)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, file: FileLine, target: Path) -> None:
        """Write a copy to a place, whole or not at all."""
        said = self._shell.notices.say
        work = partial(copy_out, self._office, file.sha256, target)
        self._shell.tasks.run(
            self._page, work, lambda path: said(f"已保存为 {path}"), self._shell.notices.tell
        )

    def choose(self, then: Callable[[Sequence[Path]], object]) -> None:
        """Ask for scans."""
        dialog = QFileDialog(self._page.window(), "添加附件")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: then([Path(name) for name in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def add(self, case_id: int, files: Sequence[Path], seq: int) -> None:
        """Hang scans on an entry, one after the other; each that cannot be kept has its sentence."""

        def work(progress: Progress, cancelled: Cancelled) -> Change:
            def before_each(place: int) -> bool:
                progress(place, len(files))
                return not cancelled()

            return attachments.add_files(self._office, case_id, files, seq=seq, before_each=before_each)

        told = self._shell.notices.tell
        self._shell.tasks.run_long(self._page, "正在添加附件", work, self.added.emit, told)
