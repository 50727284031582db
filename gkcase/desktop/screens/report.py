"""The yearly report (年报): the official tables as they stand now, every number open to its cases."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QComboBox,
    QFileDialog,
    QFrame,
    QLabel,
    QPushButton,
    QWidget,
)

from gkcase.desktop.by_right import by_right
from gkcase.desktop.elided import ElidedLabel
from gkcase.desktop.layout import chip, column, row, segments
from gkcase.desktop.menus import menu_of, pop_below
from gkcase.desktop.report_freeze import FreezePanel
from gkcase.desktop.report_grid import ReportGrid, Spot
from gkcase.desktop.report_reading import Picture, read_picture
from gkcase.desktop.report_sheet import report_sheet
from gkcase.desktop.report_side import ReportSide
from gkcase.desktop.report_tables import HEADS3, HEADS4, lines3, lines4, marks_of, spot_of, where_of
from gkcase.desktop.screen import Screen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tokens import sp
from gkcase.domain.annual import FORMATS, GROUPS, format_of, place, place4
from gkcase.domain.rights import May
from gkcase.services.annual_report import cases_in, remedies_in
from gkcase.services.office import Change, Office, Topic
from gkcase.services.values import Chosen

TABLES = ("三、收到和处理情况", "四、复议诉讼情况")
FORMAT_WORDS = {"2021": "2021年格式", "2019": "2019年格式"}
ENDINGS = {".docx": "Word 文件", ".xlsx": "Excel 文件", ".json": "JSON 文件"}
_BESIDE, _LOW = 1040, 600
"""From this width on the sentences stand beside the table; in a low window always, or no row would be in sight."""


class ReportScreen(Screen):
    """One year's tables, what does not add up in them, and what moved since they were handed in."""

    form = "report"
    help_topic = "report"
    title_label: QLabel
    before_button: QPushButton
    year_box: QComboBox
    after_button: QPushButton
    state_label: ElidedLabel
    import_button: QPushButton
    print_button: QPushButton
    export_button: QPushButton
    freeze_button: QPushButton
    tables_host: QWidget
    format_host: QWidget
    grid_frame: QFrame
    grid_host: QWidget
    side_frame: QFrame

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__()
        self._office, self._shell = office, shell
        self.grid = ReportGrid("表三")
        self.grid_host.setLayout(column(self.grid, gap=0))
        self.picture: Picture | None = None
        self.year, self.format = office.today().year, ""
        self.table = 0
        self.side = ReportSide()
        self.side.meant.connect(self._go_to)
        self.side.cases.connect(lambda ids: self._open_cases("年报 · 变动", ids))
        self.freezing = FreezePanel(office, shell)
        self.freezing.left.connect(self._close_freezing)
        self.side_frame.setLayout(column(self.side, self.freezing, gap=0))
        self.freezing.hide()
        self._set_up_choices()
        self._set_up_acts()
        self.setFocusProxy(self.grid)
        shell.new_day.connect(self._new_day)

    # -- what the shell says ----------------------------------------------------------------------------------

    def visit(self, subject: object) -> None:
        """Come to the page as it was left, or to a year; counted anew, for others work in the same office."""
        if isinstance(subject, int):
            self.choose_year(subject)
        else:
            self.look_up()

    def react(self, change: object) -> None:
        """Look up again when cases, days or reports have changed; every visit looks up anyway."""
        if isinstance(change, Change) and change.topics & (Topic.CASES | Topic.CALENDAR | Topic.REPORTS):
            self._again()

    def _new_day(self, _: object) -> None:
        self._again()

    def _again(self) -> None:
        if self.isVisible():
            self.look_up()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= sp(_BESIDE) or self.height() < sp(_LOW)
        box = self.body.findChild(QBoxLayout, "body_layout")
        if box is not None:
            across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
            box.setDirection(across if beside else down)

    # -- which year, which table ------------------------------------------------------------------------------

    def choose_year(self, year: int) -> None:
        """Show another year, in the form in which it is reported."""
        self.year, self.format = year, ""
        self._close_freezing()
        self.look_up()

    def choose_format(self, form: str) -> None:
        """Show the same figures in the other form."""
        self.format = form
        self.look_up()

    def show_table(self, table: int) -> None:
        """Turn to table 三 (0) or 四 (1)."""
        self.table = table
        self.table_chips[table].setChecked(True)
        self._fill()

    def look_up(self) -> None:
        """Count again."""
        work = partial(read_picture, self._office, self.year, self.format)
        self._shell.tasks.run(self, work, self._show, self._shell.notices.tell, topic="report")

    def _show(self, picture: Picture) -> None:
        self.picture = picture
        self._offer_years(picture)
        self.state_label.setText(f"{picture.state}；{picture.carried}")
        shown = FORMATS.index(picture.figures.format)
        self.formats.button(shown).setChecked(True)
        self.side.show_state(picture.problems, picture.drift)
        self.freeze_button.setText("重新定稿" if picture.kept else "定稿")
        self.freezing.show_picture(picture)
        self._fill()

    def _offer_years(self, picture: Picture) -> None:
        box, years = self.year_box, sorted({*picture.years, self.year}, reverse=True)
        box.blockSignals(True)
        box.clear()
        for year in years:
            box.addItem(f"{year}年", year)
        box.setCurrentIndex(years.index(self.year))
        box.blockSignals(False)
        self.before_button.setEnabled(years.index(self.year) + 1 < len(years))
        self.after_button.setEnabled(self.year < years[0])

    def _fill(self) -> None:
        if self.picture is None:
            return
        moved = self.picture.drift.cells if self.picture.drift else ()
        marks = marks_of(self.picture.problems, moved)
        lines = lines4(self.picture.figures) if self.table else lines3(self.picture.figures)
        self.grid.show_lines(HEADS4 if self.table else HEADS3, lines, marks)
        self.grid.setAccessibleName(f"{self.year}年度报告{TABLES[self.table]}")

    # -- from a number to its cases ---------------------------------------------------------------------------

    def open_spot(self, spot: Spot) -> None:
        """Look up the cases that a number counts, and go to them."""
        if self.picture is None:
            return
        one, name = where_of(spot)
        form = self.picture.figures.format
        if one in GROUPS:
            title, work = place4(one, name), partial(remedies_in, self._office, self.year, one, name)
        else:
            title = place(one, name)
            work = partial(cases_in, self._office, self.year, form, one, name)
        then = partial(self._open_cases, f"{self.year}年报 · {title}")
        self._shell.tasks.run(self, work, then, self._shell.notices.tell, topic="cases")

    def _open_cases(self, title: str, ids: object) -> None:
        if isinstance(ids, list | tuple):
            self._shell.go("cases", Chosen(title, tuple(dict.fromkeys(ids))))

    def _go_to(self, where: tuple[str, str]) -> None:
        spot = spot_of(where)
        if spot is not None:
            self.show_table(int(spot.row in GROUPS))
            self.grid.go_to(spot)
            self.grid.setFocus()

    # -- acts -------------------------------------------------------------------------------------------------

    def open_freezing(self) -> None:
        """Show what 定稿 keeps, and ask for it."""
        if self.picture is not None:
            self.side.hide()
            self.freezing.start(self.picture)

    def _close_freezing(self) -> None:
        """Back to the sentences; the keys go where they came from."""
        inside = self.freezing.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self.side.show()
        if inside:
            self.freeze_button.setFocus()
        self.freezing.hide()

    def print_report(self) -> None:
        """Show both tables as they will be printed."""
        from gkcase.desktop.printing import preview

        if self.picture is not None:
            preview(report_sheet(self._office.profile.name, self.picture), self)

    def offer_export(self) -> None:
        """Offer the files in which the report can be handed in."""
        menu = menu_of(self.export_button)
        for ending, word in ENDINGS.items():
            menu.addAction(f"{word}（{ending}）").triggered.connect(partial(self._ask_target, ending))
        pop_below(self.export_button, menu)

    def _ask_target(self, ending: str) -> None:
        name = f"{self.year}年政府信息公开工作年度报告{ending}"
        chosen, _ = QFileDialog.getSaveFileName(self, "导出年报", name, f"{ENDINGS[ending]} (*{ending})")
        if chosen:
            self.export(Path(chosen))

    def export(self, target: Path) -> None:
        """Write the report into a file, by its ending."""
        form = self.picture.figures.format if self.picture else format_of(self.year)
        work = partial(_export, self._office, self.year, form, target)
        done = partial(self._shell.notices.say, f"年报已保存到“{target.name}”")
        self._shell.tasks.run_long(self, "正在导出年报", work, lambda _: done(), self._shell.notices.tell)

    # -- set-up -----------------------------------------------------------------------------------------------

    def _set_up_choices(self) -> None:
        group = QButtonGroup(self)
        self.table_chips = [chip(words, on=number == 0) for number, words in enumerate(TABLES)]
        for number, made in enumerate(self.table_chips):
            made.setShortcut(f"Ctrl+Shift+{number + 1}")
            made.setToolTip(f"Ctrl+Shift+{number + 1}")
            made.clicked.connect(partial(self.show_table, number))
            group.addButton(made)
        self.tables_host.setLayout(row(*self.table_chips, gap="s"))
        formats, self.formats = segments([FORMAT_WORDS[form] for form in FORMATS], 1)
        self.formats.idClicked.connect(lambda at: self.choose_format(FORMATS[at]))
        self.format_host.setLayout(row(formats, gap=0))
        order = (self.freeze_button, *self.table_chips, *self.formats.buttons(), self.grid)
        for before, after in pairwise(order):
            self.setTabOrder(before, after)
        self.year_box.activated.connect(lambda _: self.choose_year(self.year_box.currentData()))
        self.before_button.clicked.connect(lambda: self._step(1))
        self.after_button.clicked.connect(lambda: self._step(-1))

    def _step(self, places: int) -> None:
        at = self.year_box.currentIndex() + places
        if 0 <= at < self.year_box.count():
            self.choose_year(self.year_box.itemData(at, Qt.ItemDataRole.UserRole))

    def _set_up_acts(self) -> None:
        self.grid.opened.connect(self.open_spot)
        self.freeze_button.clicked.connect(self.open_freezing)
        by_right(self._office, self._shell, {May.REPORT: (self.freeze_button, self.import_button)})
        self.print_button.clicked.connect(self.print_report)
        self.export_button.clicked.connect(self.offer_export)
        self.import_button.clicked.connect(lambda: self._shell.go("report_import", self.year - 1))
        QShortcut(QKeySequence("F5"), self).activated.connect(self.look_up)
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self.print_report)
        QShortcut(QKeySequence("Alt+L"), self).activated.connect(self.grid.setFocus)


def _export(office: Office, year: int, form: str, target: Path, *_: object) -> None:
    from gkcase.services.annual_export import export_report  # loads Word and Excel

    export_report(office, year, form, target)
