"""The register (案件): filter, search, sort, choose columns, copy, print, and open a case."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QPushButton, QTableView, QWidget

from gkcase.desktop.badges import BadgeDelegate
from gkcase.desktop.case_table import CaseTable
from gkcase.desktop.column_header import ColumnHeader
from gkcase.desktop.columns import COLUMNS, sorted_words
from gkcase.desktop.elided import ElidedLabel
from gkcase.desktop.filter_chips import Chips, FilterChips
from gkcase.desktop.hit_line import HitLine
from gkcase.desktop.menus import pop_below
from gkcase.desktop.register_acts import RegisterActs
from gkcase.desktop.register_filters import OF_COLUMN, RegisterFilters
from gkcase.desktop.screen import Screen
from gkcase.desktop.shell import Shell
from gkcase.desktop.short_table import rows_chosen
from gkcase.desktop.tokens import look, sp
from gkcase.domain.terms import Status
from gkcase.domain.words import quoted
from gkcase.services.office import Change, Office, Topic
from gkcase.services.queries import CaseFilter, Counts, Order, counts, handlers
from gkcase.services.values import ANSWER, Chosen

if TYPE_CHECKING:
    from gkcase.desktop.register_out import RegisterOut

_ROW = 34
_SORTED_AT_FIRST = next(place for place, column in enumerate(COLUMNS) if column.order is Order.NUMBER)


class CasesScreen(Screen):
    """All cases, narrowed as the officer types."""

    form = "cases"
    help_topic = "cases"
    count_label: ElidedLabel
    sort_label: ElidedLabel
    together_button: QPushButton
    columns_button: QPushButton
    print_button: QPushButton
    export_button: QPushButton
    in_progress_chip: QPushButton
    awaiting_correction_chip: QPushButton
    consulting_chip: QPushButton
    under_review_chip: QPushButton
    overdue_chip: QPushButton
    year_chip: QPushButton
    channel_chip: QPushButton
    handler_chip: QPushButton
    list_frame: QFrame
    case_view: QTableView
    hit_label: QLabel
    empty_page: QWidget
    empty_label: QLabel
    empty_hint: QLabel
    empty_button: QPushButton

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__()
        self._office, self._shell = office, shell
        self.filter = CaseFilter()
        self._own_filter = CaseFilter()
        self._current_id: int | None = None
        self._never_loaded = True
        self._counts: Counts | None = None
        self.table = CaseTable(office, shell.tasks, shell.notices.tell, self)
        self._set_up_view()
        self.header = ColumnHeader(self.case_view, shell.settings)
        self.chips = self._make_chips()
        self.chips.chosen.connect(self.narrow)
        self.acts = RegisterActs(self, office, shell)
        self.together_button.clicked.connect(partial(self.acts.go_together, ANSWER))
        self.columns_button.clicked.connect(self._choose_columns)
        self.out: RegisterOut | None = None
        self.print_button.clicked.connect(self.print_list)
        self.export_button.clicked.connect(self._offer_export)
        self.empty_button.clicked.connect(self._leave_emptiness)
        self.filters = RegisterFilters(self.body, office, shell)
        self.filters.chosen.connect(self.narrow)
        self.filters.done.connect(self.case_view.setFocus)
        self.header.also = self._offer_filter
        self.hits = HitLine(self.hit_label, office, shell)
        self.case_view.selectionModel().currentRowChanged.connect(lambda *_: self._ask_where())
        self.setFocusProxy(self.case_view)
        self.empty_page.hide()
        shell.new_day.connect(self._new_day)

    # -- what the shell says ----------------------------------------------------------------------------------

    def visit(self, subject: object) -> None:
        """Come to the list as it was left; a filter replaces the one it had, chosen cases only cover it up."""
        if isinstance(subject, CaseFilter):
            self.choose(subject)
        elif isinstance(subject, Chosen):
            self._show_chosen(subject)
        elif self.filter.chosen:
            self.choose(self._own_filter)
        elif self._never_loaded:
            self._never_loaded = False
            self.filters.begin()

    def _show_chosen(self, chosen: Chosen) -> None:
        """Show cases picked elsewhere; coming back to them finds them narrowed and sorted as they were left."""
        if self.filter.chosen == chosen:
            return
        if not self.filter.chosen:
            self._own_filter = self.filter
        self.choose(CaseFilter(chosen=chosen, order=self.filter.order, descending=self.filter.descending))

    def react(self, change: object) -> None:
        """Look up again when cases or the calendar have changed."""
        if isinstance(change, Change) and change.topics & (Topic.CASES | Topic.CALENDAR | Topic.SETTINGS):
            self.look_up()

    def search(self, text: str) -> bool:
        """Narrow the list to what was typed in the shell's search field."""
        if text != self.filter.text:
            self.choose(replace(self.filter, text=text))
        return True

    def _new_day(self, _: object) -> None:
        self.look_up()

    # -- the list ---------------------------------------------------------------------------------------------

    def choose(self, wanted: CaseFilter) -> None:
        """Show the cases of a filter."""
        self.filter = wanted
        self.chips.show_filter(wanted)
        self.filters.show_filter(wanted)
        self._show_sorting()
        self.look_up()

    def narrow(self, wanted: CaseFilter) -> None:
        """Show what the officer has narrowed the list to; without cases picked elsewhere, a list of its own."""
        left = self.filter.chosen and not wanted.chosen
        self.choose(wanted)
        if left:
            self._shell.go("cases")

    def look_up(self) -> None:
        """Ask for the list again; the current case stays current where it is still in it."""
        self._never_loaded = False
        self._current_id = self.current_case()
        self.table.show(self.filter)

    def current_case(self) -> int | None:
        """The case on which the cursor stands."""
        index = self.case_view.currentIndex()
        return self.table.case_id(index.row()) if index.isValid() else None

    def open_current(self) -> None:
        """Open the case on which the cursor stands."""
        case_id = self.current_case()
        if case_id is not None:
            self._shell.go("case", case_id)

    def _loaded(self, hits: int) -> None:
        """The rows come first; the figures above them are asked for when those stand."""
        self._say_how_many()
        work = partial(counts, self._office, self.filter.year)
        self._shell.tasks.run(self, work, self._counted, self._shell.notices.tell, topic="counts")
        self._show_emptiness(hits)
        column = next(c for c in COLUMNS if c.order is self.filter.order)
        self.sort_label.setText(sorted_words(column, self.filter.descending))
        self.hits.again()
        if not hits:
            self._ask_where()
            return
        row = self.table.row_of(self._current_id) if self._current_id is not None else -1
        index = self.table.index(max(row, 0), 0)
        if self.case_view.currentIndex() != index:
            self.case_view.setCurrentIndex(index)
        self.case_view.scrollTo(index)
        self._ask_where()

    def _ask_where(self) -> None:
        self.hits.ask(self.current_case(), self.filter.text)

    def _counted(self, found: Counts) -> None:
        self._counts = found
        self._say_how_many()

    def _say_how_many(self) -> None:
        hits = self.table.rowCount()
        narrowed = self.filter.narrowing.without("year") != CaseFilter()
        year = f"{self.filter.year}年" if self.filter.year else ""
        if narrowed:
            self.count_label.setText(f"{year}找到 {hits:,} 件")
        elif self._counts is not None:
            self.count_label.setText(f"{year or '共 '}{hits:,} 件，其中在办 {self._counts.open:,} 件")

    def _show_emptiness(self, hits: int) -> None:
        self.case_view.setVisible(hits > 0)
        self.empty_page.setVisible(hits == 0)
        if hits:
            return
        if self._is_narrowed():
            words = f"没有找到{quoted(self.filter.text)}" if self.filter.text else "没有符合条件的案件"
            self._tell_empty(words, "换一个词，或者去掉上面的条件", "清除条件")
        else:
            self._tell_empty("还没有案件", "收到申请后登记第一件，编号从1号开始", "新登记")

    def _is_narrowed(self) -> bool:
        return self.filter.narrowing != CaseFilter()

    def _tell_empty(self, words: str, hint: str, act: str) -> None:
        self.empty_label.setText(words)
        self.empty_hint.setText(hint)
        self.empty_button.setText(act)

    def _leave_emptiness(self) -> None:
        if not self._is_narrowed():
            self._shell.go("intake")
            return
        self._shell.search_edit.clear()
        self.narrow(self.filter.cleared())
        self.case_view.setFocus()

    # -- the view ---------------------------------------------------------------------------------------------

    def _set_up_view(self) -> None:
        view = self.case_view
        view.setModel(self.table)
        view.verticalHeader().hide()
        view.verticalHeader().setMinimumSectionSize(1)
        view.setCornerButtonEnabled(False)
        for place, column in enumerate(COLUMNS):
            if column.mark:
                view.setItemDelegateForColumn(place, BadgeDelegate(view))
        header = view.horizontalHeader()
        # The header would ask for every row whether it is selected, in every column: seconds for all cases.
        header.setSelectionModel(QItemSelectionModel(self.table, header))
        header.setSortIndicator(_SORTED_AT_FIRST, Qt.SortOrder.DescendingOrder)
        view.setSortingEnabled(True)
        self.table.sort_wanted.connect(self._sort_by)
        view.doubleClicked.connect(lambda _: self.open_current())
        view.installEventFilter(self)
        self.table.loaded.connect(self._loaded)
        look.changed.connect(self._fit_rows)
        self._fit_rows()

    def _fit_rows(self) -> None:
        self.case_view.verticalHeader().setDefaultSectionSize(sp(_ROW))

    def _sort_by(self, place: int, descending: bool) -> None:
        order = COLUMNS[place].order
        if order is None:  # what is computed for each row cannot be sorted by the database
            self._show_sorting()
        elif (order, descending) != (self.filter.order, self.filter.descending) or place != self._sorted_at:
            self._sorted_at = place
            self.choose(replace(self.filter, order=order, descending=descending))

    _sorted_at = _SORTED_AT_FIRST

    def _show_sorting(self) -> None:
        """A kept filter brings its own order: the arrow goes to its column."""
        if COLUMNS[self._sorted_at].order is not self.filter.order:
            self._sorted_at = next(at for at, one in enumerate(COLUMNS) if one.order is self.filter.order)
        way = Qt.SortOrder.DescendingOrder if self.filter.descending else Qt.SortOrder.AscendingOrder
        self.case_view.horizontalHeader().setSortIndicator(self._sorted_at, way)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.case_view and isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.ShortcutOverride and event.matches(QKeySequence.StandardKey.Copy):
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_current()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.acts.copy_rows()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        else:
            return False
        return True

    def select_all(self) -> None:
        """Select every hit as one range."""
        if self.table.rowCount():
            rows = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.case_view.selectionModel().select(_whole(self.table), rows)

    def selected_rows(self) -> list[int]:
        """The rows selected, from top to bottom."""
        return rows_chosen(self.case_view)

    # -- chips and columns ------------------------------------------------------------------------------------

    def _make_chips(self) -> FilterChips:
        statuses = {
            Status.IN_PROGRESS: self.in_progress_chip,
            Status.AWAITING_CORRECTION: self.awaiting_correction_chip,
            Status.UNDER_REVIEW: self.under_review_chip,
        }
        others = (self.consulting_chip, self.overdue_chip, self.year_chip)
        chips = Chips(statuses, *others, self.channel_chip, self.handler_chip)
        return FilterChips(chips, lambda: self._office.today().year, self._ask_for_handlers, self)

    def _ask_for_handlers(self) -> None:
        work = partial(handlers, self._office)
        self._shell.tasks.run(
            self, work, self.chips.offer_handlers, self._shell.notices.tell, topic="handlers"
        )

    def _offer_filter(self, menu: QMenu, place: int) -> None:
        """What the menu of a column's head offers besides the columns."""
        name = OF_COLUMN[COLUMNS[place].key]
        menu.addAction(f"筛选“{COLUMNS[place].heading}”…", partial(self.filters.open_at, name))
        menu.addSeparator()

    def _choose_columns(self) -> None:
        pop_below(self.columns_button, self.header.menu())

    # -- out of the program -----------------------------------------------------------------------------------

    def print_list(self) -> None:
        """Print the register of what is listed now, with preview."""
        self._out().print_cases(self.table.ids, self.filters.words())

    def _offer_export(self) -> None:
        self._out().offer_cases(self.export_button, self.table.ids)

    def _out(self) -> RegisterOut:
        """What prints and exports is loaded when it is first asked for."""
        from gkcase.desktop.register_out import RegisterOut

        if self.out is None:
            self.out = RegisterOut(self, self._office, self._shell)
        return self.out


def _whole(table: CaseTable) -> QItemSelection:
    last = table.index(table.rowCount() - 1, table.columnCount() - 1)
    return QItemSelection(table.index(0, 0), last)
