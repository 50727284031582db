"""One of the six registers as a table: pages on demand, names masked until they are asked for."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from operator import attrgetter

from PySide6.QtCore import QObject

from gkcase.desktop.paged_table import PAGE, Found, PagedTable, Shown, Source
from gkcase.desktop.register_words import cell_mark, cell_words
from gkcase.desktop.tasks import Tasks
from gkcase.services.office import Office
from gkcase.services.register_fields import FIELDS, Field, FieldKind, Register
from gkcase.services.register_values import RegisterLine, unpacked
from gkcase.services.registers import RegisterFilter, register_keys, register_lines

LONG = 20
"""Columns that begin at least so wide hold words that may be longer."""


def look_up(office: Office, wanted: RegisterFilter, unmasked: bool) -> Found[RegisterLine]:
    """Ask for the keys of a filter and, in the same go, for what will be seen first."""
    keys = register_keys(office, wanted)
    first = register_lines(office, wanted.register, keys[:PAGE].tolist(), unmasked=unmasked) if keys else ()
    return Found(keys, first)


def _column(place: int, field: Field) -> Shown[RegisterLine]:
    return Shown(
        field.heading,
        lambda line: cell_words(field, line.values[place]),
        lambda line: cell_mark(field, line.values[place]),
        number=field.kind is FieldKind.NUMBER,
        long=field.width >= LONG,
    )


class RegisterTable(PagedTable[RegisterLine]):
    """Shows the rows of a filter; another register brings its own columns."""

    def __init__(
        self,
        office: Office,
        tasks: Tasks,
        failed: Callable[[Exception], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(office, tasks, failed, parent)
        self.source = Source(attrgetter("key"), self._reading)
        self.unmasked = False
        self._take(Register.CASES)

    def _take(self, register: Register) -> None:
        self.register = register
        self.columns = [_column(place, field) for place, field in enumerate(FIELDS[register])]

    def _reading(self, keys: list[int]) -> Callable[[], Iterable[RegisterLine]]:
        return partial(register_lines, self._office, self.register, keys, unmasked=self.unmasked)

    @property
    def fields(self) -> Sequence[Field]:
        """The columns of the register."""
        return FIELDS[self.register]

    def show(self, wanted: RegisterFilter) -> None:
        """Look a filter up; another register begins empty, with its own heads."""
        if wanted.register is not self.register:
            self.beginResetModel()
            self._take(wanted.register)
            self._begin_with(Found(array("q"), ()))
            self._edition += 1
            self.endResetModel()
        self._ask(wanted, partial(look_up, self._office, wanted, self.unmasked))

    def case_id(self, row: int) -> int:
        """The case of a row."""
        return unpacked(self._ids[row])[0]
