"""The archive page (归档): what remains to be done after the reply, in five lists."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QFrame,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QWidget,
)

from gkcase.desktop.after_acts import fit_for, read_list, why_not, write_indexes_of
from gkcase.desktop.after_lists import LISTS, Act, Row
from gkcase.desktop.after_panel import AfterPanel
from gkcase.desktop.after_table import AfterTable
from gkcase.desktop.badges import BadgeDelegate
from gkcase.desktop.by_right import ByRight, by_right, why_none
from gkcase.desktop.dressing import restyle
from gkcase.desktop.elided import ElidedLabel
from gkcase.desktop.erase_panel import ErasePanel
from gkcase.desktop.flow import Flow
from gkcase.desktop.layout import button, chip, clear, column, label, scrolled
from gkcase.desktop.screen import Screen
from gkcase.desktop.shell import Shell
from gkcase.desktop.short_table import rows_chosen
from gkcase.desktop.tokens import look, sp
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.rights import May, needed
from gkcase.services.afterwards import SHOWN
from gkcase.services.office import Change, Office, Topic

if TYPE_CHECKING:
    from gkcase.services.many import Batch

_ROW = 34
_BESIDE = 1000
_DETAIL = 120
_MARGINS = 64
_NARROWEST = 90


class ArchiveScreen(Screen):
    """Five lists and their acts. A visit with the code of a list goes to it."""

    form = "archive"
    help_topic = "archive"
    count_label: ElidedLabel
    done_chip: QPushButton
    print_button: QPushButton
    lists_host: QWidget
    list_frame: QFrame
    file_view: QTableView
    empty_page: QWidget
    empty_label: QLabel
    empty_hint: QLabel
    panel_frame: QFrame
    detail_host: QWidget
    acts_host: QWidget

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__()
        self._office, self._shell = office, shell
        self.shown = LISTS["archive"]
        self.table = AfterTable(self.shown, self)
        self._stale = True
        self.chips: dict[str, QPushButton] = {}
        self.buttons: dict[object, QPushButton] = {}
        self.panel = AfterPanel(office, shell, self.panel_frame)
        self.panel.left.connect(self.close_panel)
        self.erase_panel = ErasePanel(office, shell)
        self.erase_panel.left.connect(self.close_panel)
        self.erase_panel.done.connect(self.close_panel)
        host = self.panel_frame.layout()
        assert host is not None  # the panel has made it
        host.addWidget(self.erase_panel)
        self._set_up_lists()
        self.detail_label = label("", tone="muted", wrap=True)
        self.detail_label.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._detail = scrolled(self.detail_label)
        self.detail_host.setLayout(column(self._detail, gap=0))
        self._acts = Flow(self.acts_host, sp("s"), sp("xs"))
        self._set_up_view()
        self._offer()
        self.print_button.clicked.connect(self.print_list)
        self.done_chip.toggled.connect(lambda _: self.look_up())
        self.setFocusProxy(self.file_view)
        self.empty_page.hide()
        self.panel_frame.hide()
        shell.new_day.connect(self._new_day)

    # -- what the shell says ----------------------------------------------------------------------------------

    def visit(self, subject: object) -> None:
        """Come to the page as it was left, or to one of its lists."""
        if isinstance(subject, str) and subject in self.chips and not self.chips[subject].isChecked():
            self.chips[subject].click()
        elif self._stale:
            self.look_up()

    def react(self, change: object) -> None:
        """Look up again when cases, days or choices have changed; unseen, at the next visit."""
        if isinstance(change, Change) and change.topics & (Topic.CASES | Topic.CALENDAR | Topic.SETTINGS):
            if self.isVisible():
                self.look_up()
            else:
                self._stale = True

    def _new_day(self, _: object) -> None:
        self._stale = True
        if self.isVisible():
            self.look_up()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    # -- the list ---------------------------------------------------------------------------------------------

    def look_up(self) -> None:
        """Ask for the lines of the list again."""
        self._stale = False
        work = partial(read_list, self._office, self.shown.code, self.done_chip.isChecked())
        self._shell.tasks.run(self, work, self._show, self._shell.notices.tell, topic="lines")

    def current(self) -> Row | None:
        """The line on which the cursor stands."""
        index = self.file_view.currentIndex()
        return self.table.rows[index.row()] if index.isValid() else None

    def chosen(self) -> list[Row]:
        """The lines that are chosen, in their order."""
        return [self.table.rows[place] for place in rows_chosen(self.file_view)]

    def _turn_to(self, code: str) -> None:
        self.shown = LISTS[code]
        self.close_panel()
        self.done_chip.setVisible(self.shown.with_done)
        self.table.show(self.shown, ())
        self._fit()
        self.look_up()

    def _show(self, found: tuple[str, list[Row], int]) -> None:
        code, rows, waiting = found
        if code != self.shown.code:
            return
        before = self.current()
        self.table.show(self.shown, rows)
        self._fit()
        place = self.table.row_of(before.case_id, before.key) if before else 0
        if rows:
            self.file_view.setCurrentIndex(self.table.index(max(place, 0), 0))
        self.file_view.setVisible(bool(rows))
        self.empty_page.setVisible(not rows)
        self.empty_label.setText(self.shown.empty[0])
        self.empty_hint.setText(self.shown.empty[1])
        self.print_button.setEnabled(bool(rows))
        late = sum(row.mark[0] == "late" for row in rows)
        words = f"{self.shown.word} {max(waiting, len(rows))} 件" + (
            f"，其中 {late} 件已过期" if late else ""
        )
        self.count_label.setText(words + (f"，先列出最早的 {SHOWN} 件" if waiting > len(rows) else ""))
        self._offer()

    # -- acts -------------------------------------------------------------------------------------------------

    def _offer(self) -> None:
        """The acts of the list for what is chosen; why one cannot be taken stands in its tip."""
        rows, row = self.chosen(), self.current()
        self.detail_label.setText(row.detail if row else "")
        self._detail.verticalScrollBar().setValue(0)
        self._share()
        clear(self._acts)
        self.buttons = {}
        for number, act in enumerate(self.shown.acts, 1):
            why = why_not(act, rows)
            made = button(act.event.label, "primary" if number == 1 and not why else "")
            made.setShortcut(f"Alt+{number}")
            made.setEnabled(not why)
            made.setToolTip(why or f"Alt+{number}")
            made.setAccessibleDescription(why)
            made.clicked.connect(partial(self.open_panel, act))
            ByRight(made, partial(why_none, self._office, needed(act.event)), self._shell)
            self._acts.addWidget(made)
            self.buttons[act.event] = made
        if self.shown.code == "archive":
            listing = button("生成案卷目录", icon="letters")
            listing.setEnabled(bool(rows))
            listing.setToolTip("卷内材料按次序列出，页号手写；存入各案的文书")
            listing.clicked.connect(self.write_indexes)
            by_right(self._office, self._shell, {May.HANDLE: (listing,)})
            self._acts.addWidget(listing)
            self.buttons["index"] = listing
        if self.shown.code == "disposal":
            erasing = button("清除个人信息…", icon="trash")
            erasing.setEnabled(bool(rows))
            erasing.setToolTip("鉴定、批准以后清除；步骤、日期和结果留下" if rows else "请先在清单中选择案件")
            erasing.setAccessibleDescription("" if rows else "请先在清单中选择案件")
            erasing.clicked.connect(self.open_erasing)
            by_right(self._office, self._shell, {May.ERASE: (erasing,)})
            self._acts.addWidget(erasing)
            self.buttons["erase"] = erasing
        opening = button("打开案件", icon="cases")
        opening.setEnabled(row is not None)
        opening.setToolTip("Enter")
        opening.clicked.connect(self.open_case)
        self._acts.addWidget(opening)
        self.buttons["open"] = opening
        restyle(self.acts_host)

    def open_panel(self, act: Act) -> None:
        """Open the form of an act for the lines chosen."""
        rows = fit_for(act, self.chosen())
        if why_not(act, self.chosen()):
            return
        self.panel.start(act.event, rows)
        self._open(self.panel)

    def open_erasing(self) -> None:
        """Ask before the personal data of the lines chosen is erased."""
        if rows := self.chosen():
            self._open(self.erase_panel)
            self.erase_panel.start(rows)

    def _open(self, panel: QWidget) -> None:
        self.panel.setVisible(panel is self.panel)
        self.erase_panel.setVisible(panel is self.erase_panel)
        self.panel_frame.show()
        self._share()

    def close_panel(self) -> None:
        """Leave the form; the list takes its room."""
        self.panel_frame.hide()
        self._share()
        self.file_view.setFocus()

    def open_case(self) -> None:
        """Go to the case of the line."""
        if (row := self.current()) is not None:
            self._shell.go("case", row.case_id)

    def write_indexes(self) -> None:
        """Write the directory of each file chosen; it is kept with the letters of its case."""
        ids = [row.case_id for row in self.chosen()]
        if ids:
            self.buttons["index"].setEnabled(False)
            work = partial(write_indexes_of, self._office, ids)
            self._shell.tasks.run_long(self, "生成案卷目录", work, self._written, self._not_written)

    def _written(self, made: Batch) -> None:
        self._shell.announce(made.change)
        if made.trouble:
            self._not_written(Trouble(made.trouble))
        elif made.refused:
            self._not_written(Refusal(f"{made.refused[0].number}：{made.refused[0].reason}"))
        else:
            self._shell.notices.say(made.change.said)
            self._offer()

    def _not_written(self, error: Exception) -> None:
        self._shell.notices.tell(error)
        self._offer()

    def print_list(self) -> None:
        """Show the list as it will be printed."""
        if not self.table.rows:
            return
        from gkcase.desktop.after_sheet import list_sheet
        from gkcase.desktop.printing import preview

        preview(list_sheet(self._office, self.shown, self.table.rows), self)

    # -- the view ---------------------------------------------------------------------------------------------

    def _share(self) -> None:
        """List and form side by side where there is room for both; while it is open, the form has its own acts."""
        open_ = not self.panel_frame.isHidden()
        self.list_frame.setVisible(not open_ or self.width() >= sp(_BESIDE))
        self.acts_host.setVisible(not open_)
        words = self.detail_label
        self.detail_host.setVisible(bool(words.text()) and not open_)
        wanted = words.heightForWidth(max(self.width() - sp(_MARGINS), 1))
        self._detail.setFixedHeight(max(min(wanted, sp(_DETAIL), self.height() // 6), 1))

    def _set_up_lists(self) -> None:
        group = QButtonGroup(self)
        flow = Flow(self.lists_host, sp("s"), sp("xs"))
        for number, made in enumerate(LISTS.values(), 1):
            part = chip(made.word, on=made is self.shown)
            part.setShortcut(f"Ctrl+Shift+{number}")
            part.setToolTip(f"Ctrl+Shift+{number}")
            part.clicked.connect(partial(self._turn_to, made.code))
            group.addButton(part)
            flow.addWidget(part)
            self.chips[made.code] = part
        self.done_chip.setVisible(self.shown.with_done)

    def _set_up_view(self) -> None:
        view = self.file_view
        view.setModel(self.table)
        view.setAccessibleName("案件清单")
        view.verticalHeader().hide()
        view.verticalHeader().setMinimumSectionSize(1)
        view.setCornerButtonEnabled(False)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = view.horizontalHeader()
        header.setSelectionModel(QItemSelectionModel(self.table, header))  # see short_table.set_up
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        view.doubleClicked.connect(lambda _: self.open_case())
        view.selectionModel().selectionChanged.connect(lambda *_: self._offer())
        view.installEventFilter(self)
        QShortcut(QKeySequence("Alt+L"), self).activated.connect(view.setFocus)
        look.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        view, last = self.file_view, len(self.shown.heads) - 1
        view.verticalHeader().setDefaultSectionSize(sp(_ROW))
        view.horizontalHeader().setMinimumSectionSize(sp(_NARROWEST))
        for place, width in enumerate(self.shown.widths):
            view.setItemDelegateForColumn(place, BadgeDelegate(view) if place == last else None)  # type: ignore[arg-type]
            view.horizontalHeader().setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
            view.setColumnWidth(place, sp(width))
        view.horizontalHeader().setSectionResizeMode(self.shown.stretch, QHeaderView.ResizeMode.Stretch)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter opens the case."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return False
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        self.open_case()
        return True
