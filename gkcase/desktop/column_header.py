"""Which columns of the register are shown, in what order and how wide; remembered from one start to the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QTableView

from gkcase.desktop.columns import ALWAYS, COLUMNS
from gkcase.desktop.header import NARROWEST, Header
from gkcase.desktop.tokens import sp

KEY = "cases/columns"


def default_layout() -> dict[str, int]:
    """The columns that a new office sees, with their widths at the standard size of type."""
    return {column.key: column.width for column in COLUMNS if column.shown}


def read_layout(text: str) -> dict[str, int]:
    """A remembered layout; what it names and the program no longer has is left out."""
    known = {column.key for column in COLUMNS}
    found: dict[str, int] = {}
    for part in text.split(","):
        key, _, width = part.partition(":")
        if key in known and width.isdecimal():
            found[key] = int(width)
    return found if ALWAYS in found else default_layout()


def write_layout(layout: dict[str, int]) -> str:
    """A layout as it is remembered."""
    return ",".join(f"{key}:{width}" for key, width in layout.items())


class ColumnHeader(Header):
    """Lays out the columns of one view: widths grow with the type, the free width goes to one of them."""

    def __init__(self, view: QTableView, settings: QSettings) -> None:
        super().__init__(view, settings)
        self.layout = read_layout(str(settings.value(KEY, "")))
        self.also: Callable[[QMenu, int], object] | None = None
        header = view.horizontalHeader()
        header.setSectionsMovable(True)
        header.sectionMoved.connect(self._touched)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._pop)
        self.arrange()

    def _lay_out(self) -> None:
        header = self._view.horizontalHeader()
        order = [*self.layout, *(column.key for column in COLUMNS if column.key not in self.layout)]
        places = {column.key: place for place, column in enumerate(COLUMNS)}
        for visual, key in enumerate(order):
            header.moveSection(header.visualIndex(places[key]), visual)
            header.setSectionHidden(places[key], key not in self.layout)
            header.resizeSection(places[key], sp(self.layout.get(key) or NARROWEST))

    def show_column(self, key: str, shown: bool) -> None:
        """Show or hide a column."""
        if shown and key not in self.layout:
            self.layout[key] = next(column.width for column in COLUMNS if column.key == key)
        elif not shown and key != ALWAYS:
            self.layout.pop(key, None)
        self.arrange()
        self._save()

    def reset(self) -> None:
        """As a new office sees it."""
        self.layout = default_layout()
        self.arrange()
        self._save()

    def _pop(self, at: QPoint) -> None:
        header = self._view.horizontalHeader()
        self.menu(header.logicalIndexAt(at)).popup(header.mapToGlobal(at))

    def menu(self, place: int = -1) -> QMenu:
        """The column chooser; on a column's head with what `also` can do with that column."""
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.also is not None and place >= 0:
            self.also(menu, place)
        for column in COLUMNS:
            action = QAction(column.heading, menu, checkable=True, checked=column.key in self.layout)
            action.setEnabled(column.key != ALWAYS)
            action.toggled.connect(lambda on, key=column.key: self.show_column(key, on))
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction("恢复默认列", self.reset)
        return menu

    def _free(self) -> Sequence[int]:
        header = self._view.horizontalHeader()
        return [
            place
            for place, column in enumerate(COLUMNS)
            if column.width == 0 and not header.isSectionHidden(place)
        ]

    def _remember(self) -> None:
        header = self._view.horizontalHeader()
        places = sorted(range(len(COLUMNS)), key=header.visualIndex)
        shown = [place for place in places if not header.isSectionHidden(place)]
        free = self._free()
        self.layout = {COLUMNS[place].key: 0 if place in free else self._width(place) for place in shown}
        self._arranging = True
        self._fit()
        self._arranging = False
        self._save()

    def _save(self) -> None:
        self._settings.setValue(KEY, write_layout(self.layout))
