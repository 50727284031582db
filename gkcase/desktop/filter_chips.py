"""The filter chips of the register: each narrows the list, and shows what it narrows it to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QPushButton

from gkcase.desktop.menus import menu_of, pop_below
from gkcase.domain.terms import Channel, Status
from gkcase.services.queries import CaseFilter


@dataclass(frozen=True)
class Chips:
    """The buttons of the form."""

    statuses: Mapping[Status, QPushButton]
    consulting: QPushButton
    overdue: QPushButton
    year: QPushButton
    channel: QPushButton
    handler: QPushButton


class FilterChips(QObject):
    """Turns clicks into a filter; `chosen` carries it. `ask_handlers` is called when the handlers are needed."""

    chosen = Signal(object)

    def __init__(
        self, chips: Chips, this_year: Callable[[], int], ask_handlers: Callable[[], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._chips, self._this_year = chips, this_year
        self.filter = CaseFilter()
        for chip in (*chips.statuses.values(), chips.consulting, chips.overdue, chips.year):
            chip.clicked.connect(self._clicked)
        chips.channel.clicked.connect(self._choose_channel)
        self._ask_handlers = ask_handlers
        chips.handler.clicked.connect(self._choose_handler)

    def show_filter(self, wanted: CaseFilter) -> None:
        """Let every chip say whether it holds."""
        self.filter, chips = wanted, self._chips
        for status, chip in chips.statuses.items():
            chip.setChecked(status in wanted.statuses)
        chips.consulting.setChecked(wanted.consulting)
        chips.overdue.setChecked(wanted.overdue)
        chips.year.setChecked(wanted.year == self._this_year())
        chips.channel.setChecked(bool(wanted.channels))
        words = "、".join(channel.label for channel in Channel if channel in wanted.channels)
        chips.channel.setText(f"{words or '渠道'} ▾")
        chips.handler.setChecked(bool(wanted.handler))
        chips.handler.setText(f"{wanted.handler or '经办'} ▾")

    def _clicked(self) -> None:
        chips = self._chips
        checked = {status for status, chip in chips.statuses.items() if chip.isChecked()}
        statuses = self.filter.statuses.difference(chips.statuses) | checked
        self._choose(
            replace(
                self.filter,
                statuses=statuses,
                consulting=chips.consulting.isChecked(),
                overdue=chips.overdue.isChecked(),
                year=self._year(),
            )
        )

    def _year(self) -> int | None:
        """The chip is about the running year only; another one stays until its own × is pressed."""
        running, chosen = self._this_year(), self.filter.year
        return running if self._chips.year.isChecked() else None if chosen == running else chosen

    def _choose(self, wanted: CaseFilter) -> None:
        self.show_filter(wanted)
        self.chosen.emit(wanted)

    def _choose_channel(self) -> None:
        self.show_filter(self.filter)  # the click has toggled the chip; it holds what the filter says
        menu = menu_of(self._chips.channel)
        menu.addAction("全部渠道", lambda: self._choose(replace(self.filter, channels=frozenset())))
        menu.addSeparator()
        for channel in Channel:
            action = QAction(channel.label, menu, checkable=True, checked=channel in self.filter.channels)
            action.triggered.connect(lambda _=False, chosen=channel: self._toggle(chosen))
            menu.addAction(action)
        pop_below(self._chips.channel, menu)

    def _toggle(self, channel: Channel) -> None:
        self._choose(replace(self.filter, channels=self.filter.channels ^ {channel}))

    def _choose_handler(self) -> None:
        self.show_filter(self.filter)
        self._ask_handlers()

    def offer_handlers(self, names: Sequence[str]) -> None:
        """Let the officer choose whose cases he wants to see."""
        menu = menu_of(self._chips.handler)
        group = QActionGroup(menu)
        for name in ("", *names):
            action = QAction(name or "全部经办", menu, checkable=True, checked=name == self.filter.handler)
            action.triggered.connect(
                lambda _=False, who=name: self._choose(replace(self.filter, handler=who))
            )
            group.addAction(action)
            menu.addAction(action)
        pop_below(self._chips.handler, menu)
