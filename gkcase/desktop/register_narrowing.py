"""What narrows a register: its year, the panel of its columns, and the line of conditions that hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget

from gkcase.desktop.active_filters import ActiveFilters, Narrowing
from gkcase.desktop.menus import menu_of, pop_below
from gkcase.desktop.register_panel import RegisterPanel, in_words
from gkcase.desktop.shell import Shell
from gkcase.services.office import Office
from gkcase.services.register_fields import FIELDS
from gkcase.services.registers import Condition, RegisterFilter, register_years

EVERY_YEAR = "全部年份"


@dataclass(frozen=True)
class Narrowers:
    """The widgets of the form."""

    year_chip: QPushButton
    filter_button: QPushButton
    active_filters: ActiveFilters
    panel_host: QWidget


class RegisterNarrowing(QObject):
    """Drives chip, panel and line; `chosen` carries the filter made with them, `turned` that the panel came or went."""

    chosen = Signal(object)
    turned = Signal(bool)

    def __init__(self, widgets: Narrowers, office: Office, shell: Shell) -> None:
        super().__init__(widgets.panel_host)
        self._widgets, self._office, self._shell = widgets, office, shell
        self.filter = RegisterFilter()
        self.panel: RegisterPanel | None = None
        widgets.year_chip.clicked.connect(self._ask_for_years)
        widgets.filter_button.toggled.connect(self._show_panel)
        widgets.panel_host.hide()

    def show_filter(self, wanted: RegisterFilter) -> None:
        """Say what holds."""
        self.filter, chip = wanted, self._widgets.year_chip
        chip.setText(f"{wanted.year}年 ▾" if wanted.year else f"{EVERY_YEAR} ▾")
        chip.setChecked(bool(wanted.year))
        self._widgets.active_filters.show_all(
            [Narrowing(self._said(one), partial(self._without, one)) for one in wanted.conditions]
        )
        if self.panel is not None:
            self.panel.show_conditions(wanted.register, wanted.conditions)

    def words(self, also: str = "") -> str:
        """What the list is narrowed to, for the head of a printed sheet."""
        words = [f"{self.filter.year}年"] if self.filter.year else []
        words += [self._said(one) for one in self.filter.conditions]
        return "、".join([*words, *([also] if also else [])]) or "全部"

    def go_to(self, key: str) -> None:
        """Open the panel at the field of a column."""
        self._widgets.filter_button.setChecked(True)
        if self.panel is not None:
            self.panel.go_to(key)

    def _said(self, condition: Condition) -> str:
        field = next(field for field in FIELDS[self.filter.register] if field.key == condition.key)
        return in_words(self._office, field, condition)

    def _without(self, gone: Condition) -> None:
        self.narrow(tuple(condition for condition in self.filter.conditions if condition != gone))

    def narrow(self, conditions: tuple[Condition, ...]) -> None:
        """Let these conditions hold and no others."""
        if conditions != self.filter.conditions:
            self.chosen.emit(replace(self.filter, conditions=conditions))

    # -- years ------------------------------------------------------------------------------------------------

    def _ask_for_years(self) -> None:
        self._widgets.year_chip.setChecked(bool(self.filter.year))  # the click has toggled it
        work = partial(register_years, self._office, self.filter.register)
        self._shell.tasks.run(self, work, self._offer_years, self._shell.notices.tell, topic="years")

    def _offer_years(self, years: Sequence[int]) -> None:
        menu = menu_of(self._widgets.year_chip)
        for year in (None, *years):
            words = f"{year}年" if year else EVERY_YEAR
            action = QAction(words, menu, checkable=True, checked=year == self.filter.year)
            action.triggered.connect(
                lambda _=False, which=year: self.chosen.emit(replace(self.filter, year=which))
            )
            menu.addAction(action)
        pop_below(self._widgets.year_chip, menu)

    # -- the panel --------------------------------------------------------------------------------------------

    def _show_panel(self, on: bool) -> None:
        self._widgets.panel_host.setVisible(on)
        if on:
            panel = self._built()
            panel.show_conditions(self.filter.register, self.filter.conditions)
            panel.go_to()  # before the list may have to give way: the focus must not wander
        self.turned.emit(on)

    def _built(self) -> RegisterPanel:
        if self.panel is None:
            self.panel = RegisterPanel(self._office)
            layout = self._widgets.panel_host.layout()
            assert layout is not None  # the form has given it one
            layout.addWidget(self.panel)
            self.panel.chosen.connect(self.narrow)
            self.panel.left.connect(partial(self._widgets.filter_button.setChecked, False))
            self.panel.show()
        return self.panel
