"""What narrows the register beyond its chips: the panel, the line of conditions that hold, filters kept by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from gkcase.desktop.active_filters import ActiveFilters, Narrowing
from gkcase.desktop.flow import Flow
from gkcase.desktop.menus import menu_of, pop_below
from gkcase.desktop.part import Part
from gkcase.desktop.tokens import look, sp
from gkcase.domain.errors import Refusal
from gkcase.domain.terms import Status
from gkcase.services.case_filter import CaseFilter
from gkcase.services.filter_words import conditions
from gkcase.services.office import Office
from gkcase.services.queries import handlers, units

if TYPE_CHECKING:
    from gkcase.desktop.filter_panel import FilterPanel
    from gkcase.desktop.shell import Shell
    from gkcase.services.saved_filters import SavedFilter

ON_CHIPS = frozenset({"text", "consulting", "overdue", "channels", "handler"})
"""Conditions that the search field and the chips of the page show already."""


OF_COLUMN: Mapping[str, str] = {
    "number": "number",
    "applicant": "applicant",
    "wanted": "wanted",
    "channel": "channels",
    "received": "received",
    "status": "statuses",
    "deadline": "within",
    "due": "due",
    "handler": "handler",
    "left": "within",
    "next": "duty",
    "next_on": "next_on",
    "result": "results",
    "replied": "replied",
}
"""Which field narrows a column of the register."""


class RegisterFilters(Part):
    """Drives panel, line and menu; `chosen` carries the filter that the officer made with them."""

    chosen = Signal(object)
    done = Signal()
    filter_button: QPushButton
    saved_button: QPushButton
    chips_host: QWidget
    active_filters: ActiveFilters
    panel_host: QWidget

    def __init__(self, form: QWidget, office: Office, shell: Shell) -> None:
        super().__init__(form)
        self._form, self._office, self._shell = form, office, shell
        self.filter = CaseFilter()
        self.panel: FilterPanel | None = None
        self.panel_host.hide()
        self._lay_chips()
        self.filter_button.toggled.connect(self._turn)
        self.saved_button.clicked.connect(self._ask_for_saved)

    def _lay_chips(self) -> None:
        """The chips go on in a second line where the type is large."""
        self._flow = Flow(self.chips_host)
        for chip in self.chips_host.findChildren(QPushButton):
            self._flow.addWidget(chip)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.chips_host.setSizePolicy(policy)
        QWidget.setTabOrder(self.saved_button, self.active_filters)
        look.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self._flow.gap, self._flow.line_gap = sp("s"), sp("xs")
        self._flow.invalidate()

    def show_filter(self, wanted: CaseFilter) -> None:
        """Say what narrows the list."""
        self.filter = wanted
        found = conditions(wanted, self._office.replies)
        shown = [one for one in found if one.name not in self._elsewhere(wanted)]
        narrowings = [Narrowing(one.words, partial(self._take_off, one.name)) for one in shown]
        self.active_filters.show_all(narrowings, self._clear if len(found) > 1 else None)
        if self.panel is not None:
            self.panel.show_filter(wanted)

    def words(self) -> str:
        """What the list is narrowed to, for the head of a printed sheet."""
        return "；".join(one.words for one in conditions(self.filter, self._office.replies)) or "全部案件"

    def _elsewhere(self, wanted: CaseFilter) -> set[str]:
        """The conditions that are seen already: on a chip, or in the search field."""
        on_chips = {Status.IN_PROGRESS, Status.AWAITING_CORRECTION, Status.UNDER_REVIEW}
        names = set(ON_CHIPS)
        if wanted.statuses <= on_chips:
            names.add("statuses")
        if wanted.year == self._office.today().year:
            names.add("year")
        return names

    def _take_off(self, name: str) -> None:
        self._choose(self.filter.without(name))

    def _clear(self) -> None:
        self._shell.search_edit.clear()
        self._choose(self.filter.cleared())

    def _choose(self, wanted: CaseFilter) -> None:
        self.chosen.emit(wanted)
        if not self.active_filters.chips and not self.panel_host.isVisible():
            self.done.emit()

    # -- the panel --------------------------------------------------------------------------------------------

    def open_at(self, name: str) -> None:
        """Open the panel at the field of a column."""
        self.filter_button.setChecked(True)
        if self.panel is not None:
            self.panel.go_to(name)

    def _turn(self, on: bool) -> None:
        self.panel_host.setVisible(on)
        if on:
            self._opened().go_to()
        else:
            self.done.emit()

    def _opened(self) -> FilterPanel:
        from gkcase.desktop.filter_panel import FilterPanel

        if self.panel is None:
            self.panel = FilterPanel(self._office)
            layout = self.panel_host.layout()
            assert layout is not None  # the form has given it one
            layout.addWidget(self.panel)
            self.panel.show()
            self.panel.chosen.connect(self.chosen)
            self.panel.clear_wanted.connect(self._clear)
            self.panel.left.connect(partial(self.filter_button.setChecked, False))
            self.panel.show_filter(self.filter)
        self._shell.tasks.run(
            self, partial(_people, self._office), self._offer, self._shell.notices.tell, topic="people"
        )
        return self.panel

    def _offer(self, found: tuple[list[str], list[str]]) -> None:
        if self.panel is not None:
            self.panel.offer(*found)

    # -- kept filters -----------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Begin with the filter that the officer has chosen for it, unless the list was narrowed meanwhile."""
        from gkcase.services.saved_filters import first_view

        before = self.filter

        def then(kept: SavedFilter | None) -> None:
            if self.filter is before:
                self.apply(kept) if kept else self.chosen.emit(before)

        def failed(error: Exception) -> None:
            self._shell.notices.tell(error)
            then(None)  # the list itself is asked for all the same

        self._shell.tasks.run(self, partial(first_view, self._office), then, failed, topic="first")

    def apply(self, kept: SavedFilter) -> None:
        """Narrow the list by a kept filter, and say what of it is gone."""
        with QSignalBlocker(self._shell.search_edit):
            self._shell.search_edit.setText(kept.wanted.text)
        self.chosen.emit(kept.wanted)
        if kept.gone:
            self._shell.notices.tell(Refusal(f"常用筛选“{kept.name}”：{'；'.join(kept.gone)}"))

    def _ask_for_saved(self) -> None:
        from gkcase.services.saved_filters import saved_filters

        work = partial(saved_filters, self._office)
        self._shell.tasks.run(self, work, self._offer_saved, self._shell.notices.tell, topic="saved")

    def _offer_saved(self, found: Sequence[SavedFilter]) -> None:
        menu = menu_of(self.saved_button)
        for shared, title in ((False, "我的"), (True, "全单位")):
            listed = [kept for kept in found if kept.shared is shared]
            if listed:
                menu.addSection(title)
            for kept in listed:
                menu.addAction(self._entry(menu, kept))
        if not found:
            menu.addAction("还没有常用筛选").setEnabled(False)
        menu.addSeparator()
        menu.addAction("存为常用筛选…", partial(self._open_window, ""))
        menu.addAction("管理…", partial(self._open_window, found[0].name if found else "")).setEnabled(
            bool(found)
        )
        pop_below(self.saved_button, menu)

    def _entry(self, menu: QMenu, kept: SavedFilter) -> QAction:
        action = QAction(f"{kept.name}（起始视图）" if kept.first else kept.name, menu)
        action.triggered.connect(partial(self.apply, kept))
        return action

    def _open_window(self, name: str) -> None:
        from gkcase.desktop.filter_window import FilterWindow

        window = FilterWindow(self._office, self._shell, self.filter, self._form)
        window.opened.connect(self.apply)
        window.show()
        if not name:
            window.name_edit.setFocus()


def _people(office: Office) -> tuple[list[str], list[str]]:
    return handlers(office), units(office)
