"""The registers (台账): six of them, narrowed by every column, printed, and taken into a spreadsheet."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QPushButton,
    QTableView,
    QWidget,
)

from gkcase.desktop.active_filters import ActiveFilters
from gkcase.desktop.badges import BadgeDelegate
from gkcase.desktop.by_right import by_right, why_none
from gkcase.desktop.elided import ElidedLabel
from gkcase.desktop.flow import Flow
from gkcase.desktop.layout import chip
from gkcase.desktop.menus import bar, menu_of, pop_below
from gkcase.desktop.register_header import RegisterHeader
from gkcase.desktop.register_narrowing import Narrowers, RegisterNarrowing
from gkcase.desktop.register_out import CSV, XLSX, RegisterOut
from gkcase.desktop.register_table import RegisterTable
from gkcase.desktop.register_words import text_of
from gkcase.desktop.reveal import IN_REGISTERS, Reveal
from gkcase.desktop.screen import Screen
from gkcase.desktop.shell import Shell
from gkcase.desktop.short_table import rows_chosen
from gkcase.desktop.tokens import look, sp
from gkcase.domain.rights import May
from gkcase.services.office import Change, Office, Topic
from gkcase.services.register_fields import Register
from gkcase.services.registers import Figures, RegisterFilter, register_figures

_ROW = 34
_BESIDE = 900
EMPTY = {
    Register.CASES: ("还没有登记的申请", "新登记的申请都在这里，一件一行"),
    Register.CORRECTIONS: ("没有告知过补正", "告知补正后，期限和结果记在这里"),
    Register.EXTENSIONS: ("没有延期", "延长答复期限后，新旧届满日和理由记在这里"),
    Register.CONSULTATIONS: ("没有征求过意见", "向第三方、其他机关发出征求意见书后记在这里"),
    Register.REMEDIES: ("没有复议、诉讼", "收到复议申请书、起诉状副本后，在案件中登记“复议诉讼”"),
    Register.MAILINGS: ("没有送出的文书", "文书送出后，邮件号码、签收和退回记在这里"),
}


class RegistersScreen(Screen):
    """Six lists under one head. A visit with the code of a register goes to it."""

    form = "registers"
    help_topic = "registers"
    count_label: ElidedLabel
    reveal_button: QPushButton
    columns_button: QPushButton
    print_button: QPushButton
    export_button: QPushButton
    import_button: QPushButton
    lists_host: QWidget
    year_chip: QPushButton
    filter_button: QPushButton
    active_filters: ActiveFilters
    reason_frame: QFrame
    list_frame: QFrame
    row_view: QTableView
    empty_page: QWidget
    empty_label: QLabel
    empty_hint: QLabel
    panel_host: QWidget

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__()
        self._office, self._shell = office, shell
        self._filters = {register: RegisterFilter(register) for register in Register}
        self.filter = self._filters[Register.CASES]
        self._current: int | None = None
        self._stale = True
        self.chips: dict[Register, QPushButton] = {}
        self.table = RegisterTable(office, shell.tasks, shell.notices.tell, self)
        self._set_up_view()
        self.header = RegisterHeader(self.row_view, self.table, shell.settings)
        self.out = RegisterOut(self, office, shell)
        self.veil = Reveal(office, shell, self.reveal_button, self.reason_frame, IN_REGISTERS)
        self.veil.changed.connect(self._unveil)
        self._set_up_lists()
        widgets = Narrowers(self.year_chip, self.filter_button, self.active_filters, self.panel_host)
        self.narrowing = RegisterNarrowing(widgets, office, shell)
        self.narrowing.chosen.connect(self.choose)
        self.narrowing.turned.connect(self._panel_turned)
        self.reveal_button.clicked.connect(lambda: self.veil.turn())
        self.columns_button.clicked.connect(lambda: pop_below(self.columns_button, self.header.menu()))
        self.print_button.clicked.connect(self.print_list)
        self.export_button.clicked.connect(self._offer_export)
        self.import_button.clicked.connect(lambda: shell.go("ledger"))
        by_right(office, shell, {May.IMPORT: (self.import_button,), May.REVEAL: (self.reveal_button,)})
        self.setFocusProxy(self.row_view)
        self.empty_page.hide()
        self._fit_delegates()
        shell.new_day.connect(self._new_day)

    # -- what the shell says ----------------------------------------------------------------------------------

    def visit(self, subject: object) -> None:
        """Come to the page as it was left, or to one of its registers."""
        if isinstance(subject, str) and Register.knows(subject):
            self.turn_to(Register.of(subject))
        elif self._stale:
            self.look_up()

    def react(self, change: object) -> None:
        """Look up again when cases, days or choices have changed; unseen, at the next visit."""
        if isinstance(change, Change) and change.topics & (Topic.CASES | Topic.CALENDAR | Topic.SETTINGS):
            self._look_up_or_wait()

    def _new_day(self, _: object) -> None:
        self._look_up_or_wait()

    def _look_up_or_wait(self) -> None:
        if self.isVisible():
            self.look_up()
        else:
            self._stale = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    # -- the list ---------------------------------------------------------------------------------------------

    def turn_to(self, register: Register) -> None:
        """Show another register, narrowed as it was left."""
        for each, part in self.chips.items():
            part.setChecked(each is register)
        self.choose(self._filters[register])

    def choose(self, wanted: RegisterFilter) -> None:
        """Show the rows of a filter."""
        other = wanted.register is not self.table.register
        if other:
            self.row_view.setCurrentIndex(QModelIndex())
        self.filter = self._filters[wanted.register] = wanted
        self.narrowing.show_filter(wanted)
        self.look_up()
        if other:
            self.header.arrange()
            self._fit_delegates()
            self._show_sorting()

    def look_up(self) -> None:
        """Ask for the list again; the current row stays current where it is still in it."""
        self._stale = False
        index = self.row_view.currentIndex()
        self._current = self.table.ids[index.row()] if index.isValid() else None
        self.count_label.setText("正在读取…")
        self.table.show(self.filter)

    def current_case(self) -> int | None:
        """The case of the row on which the cursor stands."""
        index = self.row_view.currentIndex()
        return self.table.case_id(index.row()) if index.isValid() else None

    def open_current(self) -> None:
        """Open the case of that row."""
        if (case_id := self.current_case()) is not None:
            self._shell.go("case", case_id)

    def _loaded(self, hits: int) -> None:
        """The rows come first; the figures above them are asked for when those stand."""
        self.count_label.setText(f"{hits:,} 行")
        work = partial(register_figures, self._office, self.filter)
        then = partial(self._counted, self.filter)
        self._shell.tasks.run(self, work, then, self._shell.notices.tell, topic="figures")
        self.row_view.setVisible(hits > 0)
        self.empty_page.setVisible(hits == 0)
        self.print_button.setEnabled(hits > 0)
        narrowed = bool(self.filter.conditions or self.filter.year)
        words, hint = EMPTY[self.filter.register]
        self.empty_label.setText("没有符合条件的行" if narrowed else words)
        self.empty_hint.setText("换一个年份，或者去掉上面的条件" if narrowed else hint)
        if hits:
            row = self.table.row_of(self._current) if self._current is not None else 0
            self.row_view.setCurrentIndex(self.table.index(max(row, 0), 0))

    def _counted(self, asked: RegisterFilter, found: Figures) -> None:
        if asked is not self.filter:
            return
        parts = [f"{words} {count:,}" for words, count in found.parts]
        parts += [f"平均用时 {found.average:.1f} 个工作日"] if found.average is not None else []
        self.count_label.setText("，".join([f"共 {found.rows:,} 行", *parts]))

    def _share(self) -> None:
        """List and panel side by side where there is room for both."""
        self.list_frame.setVisible(self.panel_host.isHidden() or self.width() >= sp(_BESIDE))

    def _panel_turned(self, on: bool) -> None:
        self._share()
        if not on:
            self.row_view.setFocus()

    def chosen_words(self) -> str:
        """What the list is narrowed to, for the head of a printed sheet."""
        return self.narrowing.words("未遮盖个人信息" if self.table.unmasked else "")

    # -- the view ---------------------------------------------------------------------------------------------

    def _set_up_lists(self) -> None:
        flow = Flow(self.lists_host, sp("s"), sp("xs"))
        for number, register in enumerate(Register, 1):
            part = chip(register.label, on=register is self.filter.register)
            part.setShortcut(f"Ctrl+Shift+{number}")
            part.setToolTip(f"Ctrl+Shift+{number}")
            part.clicked.connect(partial(self.turn_to, register))
            flow.addWidget(part)
            self.chips[register] = part

    def _set_up_view(self) -> None:
        view = self.row_view
        view.setModel(self.table)
        view.setAccessibleName("台账")
        view.verticalHeader().hide()
        view.verticalHeader().setMinimumSectionSize(1)
        view.setCornerButtonEnabled(False)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = view.horizontalHeader()
        # The header would ask for every row whether it is selected, in every column: seconds for all rows.
        header.setSelectionModel(QItemSelectionModel(self.table, header))
        header.setSortIndicator(-1, Qt.SortOrder.DescendingOrder)
        view.setSortingEnabled(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._offer_column)
        self.table.sort_wanted.connect(self._sort_by)
        self.table.loaded.connect(self._loaded)
        view.doubleClicked.connect(lambda _: self.open_current())
        view.installEventFilter(self)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._offer)
        look.changed.connect(self._fit_rows)
        self._fit_rows()

    def _fit_rows(self) -> None:
        self.row_view.verticalHeader().setDefaultSectionSize(sp(_ROW))

    def _fit_delegates(self) -> None:
        """Badges stand in other columns in each register; all cells may have one."""
        self.row_view.setItemDelegate(BadgeDelegate(self.row_view))

    def _sort_by(self, place: int, descending: bool) -> None:
        field = self.table.fields[place]
        if (field.key, descending) != (self.filter.order, self.filter.descending):
            self.choose(replace(self.filter, order=field.key, descending=descending))

    def _show_sorting(self) -> None:
        places = [place for place, field in enumerate(self.table.fields) if field.key == self.filter.order]
        way = Qt.SortOrder.DescendingOrder if self.filter.descending else Qt.SortOrder.AscendingOrder
        self.row_view.horizontalHeader().setSortIndicator(places[0] if places else -1, way)

    def _offer_column(self, at: QPoint) -> None:
        header = self.row_view.horizontalHeader()
        place, menu = header.logicalIndexAt(at), self.header.menu()
        if place >= 0:
            first = menu.actions()[0]
            field = self.table.fields[place]
            action = QAction(f"筛选“{field.heading}”…", menu)
            action.triggered.connect(partial(self.narrowing.go_to, field.key))
            menu.insertAction(first, action)
            menu.insertSeparator(first)
        menu.popup(header.mapToGlobal(at))

    def _offer(self, at: QPoint) -> None:
        menu = menu_of(self.row_view)
        menu.addAction("打开案件\tEnter", self.open_current)
        menu.addAction("复制所选各行\tCtrl+C", self.copy_rows)
        menu.popup(self.row_view.viewport().mapToGlobal(at))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter opens the case, Ctrl+C copies the rows."""
        if watched is not self.row_view or not isinstance(event, QKeyEvent):
            return False
        is_copy = event.matches(QKeySequence.StandardKey.Copy)
        if event.type() is QEvent.Type.ShortcutOverride and is_copy:
            event.accept()
            return True
        if event.type() is not QEvent.Type.KeyPress:
            return False
        if is_copy:
            self.copy_rows()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_current()
        else:
            return False
        return True

    # -- out of the program -----------------------------------------------------------------------------------

    def selected_rows(self) -> list[int]:
        """The rows selected, from top to bottom."""
        return rows_chosen(self.row_view)

    def copy_rows(self) -> None:
        """Put the selected rows on the clipboard, to be pasted into a spreadsheet."""
        keys = [self.table.ids[row] for row in self.selected_rows()]
        if keys:
            shown, unmasked = self.header.shown(), self.table.unmasked
            work = partial(text_of, self._office, self.filter.register, keys, unmasked, shown)
            self._shell.tasks.run_long(
                self, "正在复制", work, self._put_on_clipboard, self._shell.notices.tell
            )

    def _put_on_clipboard(self, found: tuple[int, str]) -> None:
        count, text = found
        QGuiApplication.clipboard().setText(text)
        masked = "" if self.table.unmasked else "；姓名已遮盖"
        self._shell.notices.say(f"已复制 {count:,} 行，可粘贴到表格中{masked}")

    def print_list(self) -> None:
        """Print what is listed now, with preview."""
        register, words = self.filter.register, self.chosen_words()
        self.out.print_rows(register, list(self.table.ids), words, self.table.unmasked)

    def _offer_export(self) -> None:
        menu, reason = menu_of(self.export_button), self.veil.reason
        label = self.filter.register.label
        menu.addAction(f"{label}导出Excel…", lambda: self.out.export_view(self.filter, XLSX, reason))
        menu.addAction(f"{label}导出CSV…", lambda: self.out.export_view(self.filter, CSV, reason))
        menu.addSeparator()
        menu.addAction("六种台账导出到一个Excel…", lambda: self.out.export_all(reason))
        if reason is not None and (why := why_none(self._office, (May.EXPORT_OPEN,))):
            bar(menu, why, "隐藏个人信息后可以导出")
        pop_below(self.export_button, menu)

    def _unveil(self) -> None:
        self.table.unmasked = self.veil.unmasked
        self.look_up()
