"""The register as a table: the cases of a filter."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from operator import attrgetter

from PySide6.QtCore import QObject

from gkcase.desktop.badges import Mark
from gkcase.desktop.columns import COLUMNS, Column, Day, row_text
from gkcase.desktop.paged_table import PAGE, Found, PagedTable, Shown, Source
from gkcase.desktop.tasks import Abandoned, Cancelled, Progress, Tasks
from gkcase.services.office import Office
from gkcase.services.queries import CaseFilter, CaseLine, case_ids, case_lines

CHUNK = 500


def look_up(office: Office, wanted: CaseFilter) -> Found[CaseLine]:
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


def text_of(
    office: Office,
    ids: Sequence[int],
    columns: tuple[Column, ...],
    day: Day,
    progress: Progress,
    cancelled: Cancelled,
) -> tuple[int, str]:
    """Many rows as they are pasted into a spreadsheet, and how many: the text of all of them takes seconds."""
    lines = lines_in_order(office, ids, progress, cancelled)
    return len(lines), "\n".join(row_text(line, columns, day) for line in lines)


class CaseTable(PagedTable[CaseLine]):
    """Shows a filter's cases."""

    def __init__(
        self,
        office: Office,
        tasks: Tasks,
        failed: Callable[[Exception], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(office, tasks, failed, parent)
        self.columns = [self._column(each) for each in COLUMNS]
        self.source = Source(attrgetter("id"), self._reading)
        self._filter: CaseFilter = CaseFilter()
        self.day = self._today()

    def _reading(self, ids: list[int]) -> Callable[[], Iterable[CaseLine]]:
        return partial(case_lines, self._office, ids)

    def _column(self, column: Column) -> Shown[CaseLine]:
        how = column.mark

        def words(line: CaseLine) -> str:
            return column.read(line, self.day)

        def mark(line: CaseLine) -> Mark | None:
            return how(line, self.day) if how else None

        return Shown(column.heading, words, mark, number=column.number, long=column.width == 0)

    def show(self, wanted: CaseFilter) -> None:
        """Look the filter up and start over; what is shown stays until then."""
        self._ask(wanted, partial(look_up, self._office, wanted))

    def refresh(self) -> None:
        """Look the same filter up again, because something was changed or a new day has begun."""
        self.show(self._filter)

    def case_id(self, row: int) -> int:
        """The case of a row."""
        return self._ids[row]

    def _today(self) -> Day:
        return Day(self._office.today(), self._office.rules.calendar, self._office.replies)

    def _begins(self) -> None:
        self.day = self._today()
