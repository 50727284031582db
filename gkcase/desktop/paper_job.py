"""Draws a dashboard into a file without a window: the one door by which the command line comes to the desktop.

Drawing needs Qt and nothing else of the desktop, no display and no screen; where a program runs already, its
application serves.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from gkcase.desktop.board_sheet import board_sheet
from gkcase.desktop.practice import marked
from gkcase.desktop.printing import save_pdf, save_png
from gkcase.services.board_values import Board

WRITERS = {".pdf": save_pdf, ".png": save_png}
"""How a file of each kind is written."""


def write_board(board: Board, target: Path, practised: date | None = None) -> None:
    """Write the dashboard as PDF or PNG, by the ending of the file; a day practised is marked on it."""
    with _application(), marked(practised) if practised else nullcontext():
        WRITERS[target.suffix.lower()](board_sheet(board), target)


@contextmanager
def _application() -> Iterator[None]:
    """The application that runs, or one for this job that needs no display."""
    if QGuiApplication.instance() is not None:
        yield
        return
    made = QGuiApplication(["gkcase", "-platform", "offscreen"])
    try:
        yield
    finally:
        made.shutdown()
