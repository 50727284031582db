"""The head of a long table: columns are dragged wider, and one of them takes the width that is left."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSettings, Qt, QTimer
from PySide6.QtWidgets import QHeaderView, QTableView

from gkcase.desktop.tokens import BASE_POINTS, look, sp

NARROWEST, FREE_LEAST, SETTLE_MS = 60, 190, 400


class Header(QObject):
    """Keeps the widths of one view's columns: `_free` says which take what is left, `_remember` keeps the rest."""

    def __init__(self, view: QTableView, settings: QSettings) -> None:
        super().__init__(view)
        self._view, self._settings = view, settings
        self._arranging = False
        self._later = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._later.timeout.connect(self._remember)
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.sectionResized.connect(self._touched)
        view.viewport().installEventFilter(self)
        look.changed.connect(self.arrange)

    def arrange(self) -> None:
        """Put the widths on."""
        self._arranging = True
        self._view.horizontalHeader().setMinimumSectionSize(sp(NARROWEST))
        self._lay_out()
        self._fit()
        self._arranging = False

    def _lay_out(self) -> None:
        """Show, hide and size the columns as they are remembered."""

    def _remember(self) -> None:
        """Keep the widths as they are now."""

    def _free(self) -> Sequence[int]:
        """The columns that share what the others leave."""
        return ()

    def _fit(self) -> None:
        header = self._view.horizontalHeader()
        for place in self._free():
            others = header.length() - header.sectionSize(place)
            header.resizeSection(place, max(self._view.viewport().width() - others, sp(FREE_LEAST)))

    def _touched(self, *_: int) -> None:
        if not self._arranging:
            self._later.start()

    def _width(self, place: int) -> int:
        """How wide a column is at the standard size of type; 0 where it is hidden."""
        header = self._view.horizontalHeader()
        shown = 0 if header.isSectionHidden(place) else header.sectionSize(place)
        return round(shown * BASE_POINTS / look.points)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and not self._arranging:
            self._arranging = True
            self._fit()
            self._arranging = False
        return False
