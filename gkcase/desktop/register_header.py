"""Which columns of each register are shown and how wide; remembered for each from one start to the next."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QTableView

from gkcase.desktop.header import NARROWEST, Header
from gkcase.desktop.menus import menu_of
from gkcase.desktop.register_table import RegisterTable
from gkcase.desktop.tokens import sp
from gkcase.services.register_fields import FREE, Field, FieldKind

_SIGN, _PAD, _DAY, _HAN = 7, 18, 142, 13


def begins_with(field: Field) -> int:
    """How wide a column is at first, at the standard size of type."""
    heading = len(field.heading) * _HAN + _PAD + 16
    if field.kind is FieldKind.DAY:
        return max(_DAY, heading)
    return max(round(field.width * _SIGN) + _PAD, heading)


class RegisterHeader(Header):
    """Lays out the columns of whichever register stands in the view."""

    def __init__(self, view: QTableView, table: RegisterTable, settings: QSettings) -> None:
        super().__init__(view, settings)
        self._table = table
        self.arrange()

    def shown(self) -> list[tuple[int, Field]]:
        """The columns in sight, each with its place."""
        header = self._view.horizontalHeader()
        return [(at, one) for at, one in enumerate(self._table.fields) if not header.isSectionHidden(at)]

    def _lay_out(self) -> None:
        kept, header = self._kept(), self._view.horizontalHeader()
        for place, field in enumerate(self._table.fields):
            width = kept.get(field.key, begins_with(field) if field.shown else 0)
            header.setSectionHidden(place, not width)
            header.resizeSection(place, sp(width or NARROWEST))

    def show_column(self, key: str, shown: bool) -> None:
        """Show or hide a column."""
        self._remember()
        field = next(one for one in self._table.fields if one.key == key)
        self._save({**self._kept(), key: begins_with(field) if shown else 0})
        self.arrange()

    def reset(self) -> None:
        """As a new office sees it."""
        self._settings.remove(self._name())
        self.arrange()

    def menu(self) -> QMenu:
        """The column chooser."""
        menu = menu_of(self._view)
        on = {field.key for _, field in self.shown()}
        for field in self._table.fields:
            action = QAction(field.heading, menu, checkable=True, checked=field.key in on)
            action.setEnabled(field.key != "number")
            action.toggled.connect(lambda yes, key=field.key: self.show_column(key, yes))
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction("恢复默认列", self.reset)
        return menu

    def _free(self) -> Sequence[int]:
        """The column that takes the free width on paper takes it here too."""
        return [place for place, field in self.shown() if field.paper == FREE][:1]

    def _name(self) -> str:
        return f"registers/{self._table.register.value}"

    def _kept(self) -> dict[str, int]:
        try:
            kept = json.loads(str(self._settings.value(self._name(), "{}")))
            return {str(key): int(width) for key, width in kept.items()}
        except (ValueError, AttributeError, TypeError):
            return {}

    def _remember(self) -> None:
        """Keep the widths as they are; the column that takes the free width has none of its own."""
        self._later.stop()
        free = self._free()
        fields = enumerate(self._table.fields)
        self._save({field.key: self._width(place) for place, field in fields if place not in free})

    def _save(self, widths: dict[str, int]) -> None:
        self._settings.setValue(self._name(), json.dumps(widths))
