"""A long list as a table: all its keys at once, the rows only as they scroll into sight."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from gkcase.desktop.badges import MARK_ROLE, Mark
from gkcase.desktop.tasks import Tasks
from gkcase.desktop.tokens import font

if TYPE_CHECKING:
    from gkcase.services.office import Office

Role = Qt.ItemDataRole
Index = QModelIndex | QPersistentModelIndex
Line = TypeVar("Line")

PAGE = 100
PAGES_KEPT = 30
IN_FLIGHT, WAITING = 1, 3
"""Pages fetched at a time, and how many more are remembered: what has been scrolled past is not fetched."""
UNREAD = "…"

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Found(Generic[Line]):
    """The hits of a filter: all keys, packed to eight bytes each, and the rows of the first page."""

    ids: array[int]
    first: Sequence[Line]


@dataclass(frozen=True)
class Shown(Generic[Line]):
    """A column: what stands above it, what it says of a row, and how a cell is drawn that is not plain words.

    A `number` stands at the right; the words of a `long` one may be longer than it is wide.
    """

    heading: str
    words: Callable[[Line], str]
    mark: Callable[[Line], Mark | None] | None = None
    number: bool = False
    long: bool = False


@dataclass(frozen=True)
class Source(Generic[Line]):
    """Where rows come from: the key of a row, and the work that fetches the rows of some keys."""

    key: Callable[[Line], int]
    reading: Callable[[list[int]], Callable[[], Iterable[Line]]]


class PagedTable(QAbstractTableModel, Generic[Line]):
    """Shows the hits of a filter in `columns`; a row not yet fetched reads “…”.

    `loaded` is emitted with the number of hits when the list has been looked up.
    """

    loaded = Signal(int)
    sort_wanted = Signal(int, bool)
    columns: Sequence[Shown[Line]] = ()
    source: Source[Line]

    def __init__(
        self,
        office: Office,
        tasks: Tasks,
        failed: Callable[[Exception], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._office, self._tasks, self._failed = office, tasks, failed
        self._filter: object = None
        self._ids: array[int] = array("q")
        self._pages: OrderedDict[int, list[Line | None]] = OrderedDict()
        self._wanted: list[int] = []
        self._in_flight: set[int] = set()
        self._edition = 0

    # -- the list ---------------------------------------------------------------------------------------------

    def _begins(self) -> None:
        """A new list is about to be shown."""

    def _ask(self, wanted: object, work: Callable[[], Found[Line]]) -> None:
        """Look something up and start over; what is shown stays until then."""
        self._filter = wanted
        self._tasks.run(self, work, partial(self._restart, wanted), self._failed, topic="ids")

    @property
    def ids(self) -> Sequence[int]:
        """All hits in order."""
        return self._ids

    def row_of(self, key: int) -> int:
        """The row of a key; -1 where it is not in the list."""
        try:
            return self._ids.index(key)
        except ValueError:
            return -1

    def line(self, row: int) -> Line | None:
        """What stands in a row, if it is at hand."""
        page = self._pages.get(row // PAGE)
        return page[row % PAGE] if page else None

    def _restart(self, wanted: object, found: Found[Line]) -> None:
        if wanted is not self._filter:
            return  # the officer has typed on
        self._edition += 1
        self._wanted.clear()
        self._in_flight.clear()
        self._begins()
        if found.ids == self._ids:
            self._begin_with(found)
            if found.ids:
                self.dataChanged.emit(
                    self.index(0, 0), self.index(len(self._ids) - 1, self.columnCount() - 1)
                )
        else:
            self.beginResetModel()
            self._begin_with(found)
            self.endResetModel()
        self.loaded.emit(len(self._ids))

    def _begin_with(self, found: Found[Line]) -> None:
        self._ids = found.ids
        self._pages.clear()
        if found.ids:
            self._pages[0] = self._in_order(found.ids[:PAGE], found.first)

    def _in_order(self, ids: Iterable[int], lines: Iterable[Line]) -> list[Line | None]:
        by_key = {self.source.key(line): line for line in lines}
        return [by_key.get(key) for key in ids]

    # -- pages ------------------------------------------------------------------------------------------------

    def _ask_for(self, page: int) -> None:
        """The page in sight goes first; of those waiting only the latest few are kept."""
        if page in self._in_flight:
            return
        if page in self._wanted:
            self._wanted.remove(page)
        self._wanted.append(page)
        del self._wanted[:-WAITING]
        self._fetch_next()

    def _fetch_next(self) -> None:
        if not self._wanted or len(self._in_flight) >= IN_FLIGHT:
            return
        page = self._wanted.pop()
        self._in_flight.add(page)
        ids = self._ids[page * PAGE : (page + 1) * PAGE].tolist()
        work = self.source.reading(ids)
        then = partial(self._arrive, self._edition, page, ids)
        self._tasks.run(self, work, then, partial(self._page_failed, self._edition, page))

    def _arrive(self, edition: int, page: int, ids: Sequence[int], lines: Iterable[Line]) -> None:
        if edition != self._edition:
            return  # the list has changed meanwhile
        self._in_flight.discard(page)
        self._pages[page] = self._in_order(ids, lines)
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        first = page * PAGE
        self.dataChanged.emit(self.index(first, 0), self.index(first + len(ids) - 1, self.columnCount() - 1))
        self._fetch_next()

    def _page_failed(self, edition: int, page: int, error: Exception) -> None:
        if edition == self._edition:
            self._in_flight.discard(page)
            self._pages[page] = [None] * PAGE  # asked for again by the next refresh, not by every paint
        self._failed(error)

    # -- what Qt asks -----------------------------------------------------------------------------------------

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        row, column = index.row(), index.column()
        if role == Role.DisplayRole:
            return self._shown(row, column)
        if role == MARK_ROLE:
            line, mark = self.line(row), self.columns[column].mark
            return mark(line) if mark is not None and line is not None else None
        if role == Role.TextAlignmentRole:
            return _RIGHT if self.columns[column].number else _LEFT
        if role == Role.ToolTipRole and self.columns[column].long:
            return self._shown(row, column)
        return None

    def _shown(self, row: int, column: int) -> str:
        page = self._pages.get(row // PAGE)
        if page is None:
            self._ask_for(row // PAGE)
            return UNREAD
        line = page[row % PAGE]
        return self.columns[column].words(line) if line is not None else UNREAD

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < self.columnCount():
            return None
        if role == Role.DisplayRole:
            return self.columns[section].heading
        if role == Role.TextAlignmentRole:
            return _RIGHT if self.columns[section].number else _LEFT
        return font("caption") if role == Role.FontRole else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sorting is the database's: say what is wanted to whoever keeps the filter."""
        if 0 <= column < self.columnCount():
            self.sort_wanted.emit(column, order == Qt.SortOrder.DescendingOrder)
