"""The register as a table: all ids at once, the rows only as they scroll into sight."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from gkcase.desktop.badges import MARK_ROLE
from gkcase.desktop.columns import COLUMNS, Column, Day
from gkcase.desktop.tasks import Abandoned, Cancelled, Progress, Tasks
from gkcase.desktop.tokens import font
from gkcase.services.office import Office
from gkcase.services.queries import CaseFilter, CaseLine, case_ids, case_lines

Role = Qt.ItemDataRole
Index = QModelIndex | QPersistentModelIndex

PAGE = 100
PAGES_KEPT = 30
CHUNK = 500
IN_FLIGHT, WAITING = 1, 3
"""Pages fetched at a time, and how many more are remembered: what has been scrolled past is not fetched."""

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Found:
    """The hits of a filter: all ids, packed to eight bytes a case, and the rows of the first page."""

    ids: array[int]
    first: Sequence[CaseLine]


def look_up(office: Office, wanted: CaseFilter) -> Found:
    """Ask for the ids of a filter and, in the same go, for what will be seen first."""
    ids = array("q", case_ids(office, wanted))
    return Found(ids, case_lines(office, ids[:PAGE].tolist()) if ids else ())


def lines_in_order(
    office: Office, ids: Sequence[int], progress: Progress, cancelled: Cancelled
) -> list[CaseLine]:
    """The rows of many cases in the order of their ids, for copying and printing."""
    found: list[CaseLine] = []
    for start in range(0, len(ids), CHUNK):
        if cancelled():
            raise Abandoned
        part = list(ids[start : start + CHUNK])
        by_id = {line.id: line for line in case_lines(office, part)}
        found += [by_id[case_id] for case_id in part if case_id in by_id]
        progress(min(start + CHUNK, len(ids)), len(ids))
    return found


def _in_order(ids: Iterable[int], lines: Iterable[CaseLine]) -> list[CaseLine | None]:
    by_id = {line.id: line for line in lines}
    return [by_id.get(case_id) for case_id in ids]


class CaseTable(QAbstractTableModel):
    """Shows a filter's cases; a row not yet fetched reads “…”.

    `loaded` is emitted with the number of hits when the list has been looked up.
    """

    loaded = Signal(int)
    sort_wanted = Signal(int, bool)

    def __init__(
        self,
        office: Office,
        tasks: Tasks,
        failed: Callable[[Exception], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._office, self._tasks, self._failed = office, tasks, failed
        self._filter = CaseFilter()
        self._ids: array[int] = array("q")
        self._pages: OrderedDict[int, list[CaseLine | None]] = OrderedDict()
        self._wanted: list[int] = []
        self._in_flight: set[int] = set()
        self._edition = 0
        self.day = self._today()

    # -- the list ---------------------------------------------------------------------------------------------

    def show(self, wanted: CaseFilter) -> None:
        """Look the filter up and start over; what is shown stays until then."""
        self._filter = wanted
        work = partial(look_up, self._office, wanted)
        self._tasks.run(self, work, partial(self._restart, wanted), self._failed, topic="ids")

    def refresh(self) -> None:
        """Look the same filter up again, because something was changed or a new day has begun."""
        self.show(self._filter)

    @property
    def ids(self) -> Sequence[int]:
        """All hits in order."""
        return self._ids

    def case_id(self, row: int) -> int:
        """The case of a row."""
        return self._ids[row]

    def row_of(self, case_id: int) -> int:
        """The row of a case; -1 where it is not in the list."""
        try:
            return self._ids.index(case_id)
        except ValueError:
            return -1

    def line(self, row: int) -> CaseLine | None:
        """The case of a row, if it is at hand."""
        page = self._pages.get(row // PAGE)
        return page[row % PAGE] if page else None

    def _today(self) -> Day:
        return Day(self._office.today(), self._office.rules.calendar, self._office.replies)

    def _restart(self, wanted: CaseFilter, found: Found) -> None:
        if wanted is not self._filter:
            return  # the officer has typed on
        self._edition += 1
        self._wanted.clear()
        self._in_flight.clear()
        self.day = self._today()
        if found.ids == self._ids:
            self._begin_with(found)
            if found.ids:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, len(COLUMNS) - 1))
        else:
            self.beginResetModel()
            self._begin_with(found)
            self.endResetModel()
        self.loaded.emit(len(self._ids))

    def _begin_with(self, found: Found) -> None:
        self._ids = found.ids
        self._pages.clear()
        if found.ids:
            self._pages[0] = _in_order(found.ids[:PAGE], found.first)

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
        work = partial(case_lines, self._office, ids)
        then = partial(self._arrive, self._edition, page, ids)
        self._tasks.run(self, work, then, partial(self._page_failed, self._edition, page))

    def _arrive(self, edition: int, page: int, ids: Sequence[int], lines: Iterable[CaseLine]) -> None:
        if edition != self._edition:
            return  # the list has changed meanwhile
        self._in_flight.discard(page)
        self._pages[page] = _in_order(ids, lines)
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        first = page * PAGE
        self.dataChanged.emit(self.index(first, 0), self.index(first + len(ids) - 1, len(COLUMNS) - 1))
        self._fetch_next()

    def _page_failed(self, edition: int, page: int, error: Exception) -> None:
        if edition == self._edition:
            self._in_flight.discard(page)
            self._pages[page] = [None] * PAGE  # asked for again by the next refresh, not by every paint
        self._failed(error)

    # -- what Qt asks -----------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        if role == Role.DisplayRole:
            return self._words(index.row(), COLUMNS[index.column()])
        if role == MARK_ROLE:
            return self._mark(index.row(), COLUMNS[index.column()])
        if role == Role.TextAlignmentRole:
            return _RIGHT if COLUMNS[index.column()].number else _LEFT
        if role == Role.ToolTipRole and COLUMNS[index.column()].width == 0:
            return self._words(index.row(), COLUMNS[index.column()])
        return None

    def _words(self, row: int, column: Column) -> str:
        page = self._pages.get(row // PAGE)
        if page is None:
            self._ask_for(row // PAGE)
            return "…"
        case = page[row % PAGE]
        return column.read(case, self.day) if case else "…"

    def _mark(self, row: int, column: Column) -> object:
        case = self.line(row) if column.mark else None
        return column.mark(case, self.day) if column.mark and case else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        if role == Role.DisplayRole:
            return COLUMNS[section].heading
        if role == Role.TextAlignmentRole:
            return _RIGHT if COLUMNS[section].number else _LEFT
        return font("caption") if role == Role.FontRole else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sorting is the database's: say what is wanted to whoever keeps the filter."""
        if 0 <= column < len(COLUMNS):
            self.sort_wanted.emit(column, order == Qt.SortOrder.DescendingOrder)
