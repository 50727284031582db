"""Stands in for what lies beyond the program while nobody sits before it: file dialogs, printers, other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from unittest.mock import patch

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from gkcase import paths
from gkcase.desktop import letter_out, printing


class FileChoice:
    """A person who answers file dialogs: gives one up now and then, else names a file in one folder."""

    def __init__(self, folder: Path, chance: Random) -> None:
        self._folder, self._chance = folder, chance
        self._made = 0
        self._scan = folder / "扫描件.pdf"
        self._scan.write_bytes(b"%PDF-1.4\n%%EOF\n")

    def target(self, *_: object, **__: object) -> tuple[str, str]:
        """Where something is to be saved."""
        self._made += 1
        return ("" if self._chance.random() < 0.3 else str(self._folder / f"存{self._made}")), ""

    def source(self, *_: object, **__: object) -> tuple[str, str]:
        """What is to be read."""
        return ("" if self._chance.random() < 0.3 else str(self._scan)), ""

    def sources(self, *_: object, **__: object) -> tuple[list[str], str]:
        """Several files that are to be read."""
        chosen, _kind = self.source()
        return ([chosen] if chosen else []), ""

    def place(self, *_: object, **__: object) -> str:
        """A folder."""
        return "" if self._chance.random() < 0.3 else str(self._folder)

    def answer(self, dialog: QFileDialog) -> None:
        """Answer a dialog that was opened beside the window, a moment later as a person would."""
        QTimer.singleShot(20, dialog, lambda: self._settle(dialog))

    def _settle(self, dialog: QFileDialog) -> None:
        saves = dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
        folder = dialog.fileMode() is QFileDialog.FileMode.Directory
        chosen = self.place() if folder else (self.target() if saves else self.source())[0]
        if chosen:
            dialog.fileSelected.emit(chosen)
            dialog.filesSelected.emit([chosen])
        dialog.finished.emit(int(bool(chosen)))


def opens_nothing(_: QUrl) -> bool:
    """No other program is there to open a file."""
    return True


@contextmanager
def closed_edges(data: Path, chance: Random) -> Iterator[None]:
    """Nothing leaves `data`, nothing is printed, no other program is started."""
    choice = FileChoice(data, chance)
    fakes: list[tuple[type[QObject] | object, str, Callable[..., object]]] = [
        (QFileDialog, "getOpenFileName", choice.source),
        (QFileDialog, "getOpenFileNames", choice.sources),
        (QFileDialog, "getSaveFileName", choice.target),
        (QFileDialog, "getExistingDirectory", choice.place),
        (QFileDialog, "open", lambda dialog: choice.answer(dialog)),
        (QDesktopServices, "openUrl", opens_nothing),
        (printing, "has_printer", lambda: False),
        (letter_out, "find_soffice", lambda: None),
        (paths, "user_data_path", lambda *_, **__: data),
    ]
    patches = [patch.object(target, name, fake) for target, name, fake in fakes]
    for one in patches:
        one.start()
    try:
        yield
    finally:
        for one in patches:
            one.stop()
