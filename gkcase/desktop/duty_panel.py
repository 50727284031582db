"""The calendar of duties: a month or a week, printed, or taken along into another calendar program."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QScrollArea, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from gkcase.desktop.choice_row import SegmentRow
from gkcase.desktop.duty_sheet import print_month
from gkcase.desktop.duty_views import DutyView, MonthView, month_span, week_span
from gkcase.desktop.duty_ways import go_to_duty
from gkcase.desktop.duty_week import WeekView
from gkcase.desktop.icons import put_icon
from gkcase.desktop.layout import button, chip, column, label, row, scrolled
from gkcase.desktop.shell import Shell
from gkcase.desktop.tabbing import Beginning
from gkcase.desktop.tokens import sp
from gkcase.domain.workdays import BASE_DAY, LAST_YEAR
from gkcase.services.duty_calendar import DutySpan, duty_span
from gkcase.services.office import Change, Office, Topic

YEAR, MONTH, WEEK = "year", "month", "week"
SPANS = ((YEAR, "全年"), (MONTH, "月"), (WEEK, "周"))
MINE = "calendar/mine"
FIRST, LAST = BASE_DAY.replace(month=2), date(LAST_YEAR, 11, 30)
"""One can go so far: the days before and after a month that fill its weeks are in the calendar, too."""
TOUCHED = Topic.CASES | Topic.LETTERS | Topic.CALENDAR | Topic.MAIL


class DutyPanel(Beginning):
    """Month and week in one place; `span_wanted` carries the span that was chosen in the head."""

    span_wanted = Signal(str)

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__()
        self._office, self._shell = office, shell
        self.span = MONTH
        self.day = office.today()
        self.shown: DutySpan | None = None
        self._stale = True
        self.month_view, self.week_view = MonthView(), WeekView()
        self._build()
        self._connect()

    def _build(self) -> None:
        self.span_row = SegmentRow()
        self.span_row.offer(SPANS, "看多长时间")
        self.back_button, self.forward_button = QToolButton(), QToolButton()
        put_icon(self.back_button, "left")
        put_icon(self.forward_button, "right")
        self.title_label = label("", "h1", bold=True)
        self.today_button = button("今天", "flat")
        self.count_label = label("", "caption", "muted")
        self.mine_chip = chip("只看本人", on=self._shell.settings.value(MINE) == "true")
        self.print_button = button("打印", icon="print")
        self.print_button.setToolTip("把这个月印成一页，先预览（Ctrl+P）")
        self.export_button = button("导出到日历程序", icon="export")
        self.export_button.setToolTip("把全部待办存成 .ics 文件，手机和其他日历程序都能读；不含个人信息")
        head = row(self.span_row, self.back_button, self.title_label, self.forward_button, self.today_button)
        acts = row(self.count_label, None, self.mine_chip, self.print_button, self.export_button)
        self._stack = QStackedWidget()
        week = QWidget()
        week.setLayout(QVBoxLayout())
        inner = week.layout()
        assert isinstance(inner, QVBoxLayout)
        inner.setContentsMargins(0, 0, sp(8), 0)
        inner.addWidget(self.week_view)
        inner.addStretch()
        for view in (self.month_view, week):
            area: QScrollArea = scrolled(view)
            area.setFrameShape(QScrollArea.Shape.NoFrame)
            self._stack.addWidget(area)
        head.addStretch()
        self.setLayout(column(head, acts, self._stack, gap="m", margins=("xl", "l"), grow=2))

    def _connect(self) -> None:
        self.span_row.chosen.connect(self.span_wanted)
        self.back_button.clicked.connect(lambda: self.turn(-1))
        self.forward_button.clicked.connect(lambda: self.turn(1))
        self.today_button.clicked.connect(lambda: self.go(self._office.today()))
        self.mine_chip.clicked.connect(self._choose_whose)
        self.print_button.clicked.connect(self.print_sheet)
        self.export_button.clicked.connect(self._choose_file)
        for view in (self.month_view, self.week_view):
            view.opened.connect(lambda duty: go_to_duty(self._shell, duty))
            view.wanted.connect(self.go)
            view.chosen.connect(self._chosen)
        self._shell.new_day.connect(lambda _: self.grow_stale())
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self.print_button.click)

    # -- which days -------------------------------------------------------------------------------------------

    @property
    def view(self) -> DutyView:
        """The view in sight."""
        return self.week_view if self.span == WEEK else self.month_view

    @property
    def handler(self) -> str:
        """Whose duties are wanted; empty: everybody's."""
        return self._office.acting if self.mine_chip.isChecked() else ""

    def show_as(self, span: str) -> None:
        """Show a month or a week around the day of the cursor."""
        self.span = span
        self.span_row.choose(span)
        self._stack.setCurrentIndex(1 if span == WEEK else 0)
        self.print_button.setVisible(span == MONTH)
        word = "周" if span == WEEK else "月"
        for step, made, keys in (("上一", self.back_button, "PgUp"), ("下一", self.forward_button, "PgDn")):
            made.setAccessibleName(f"{step}{word}")
            made.setToolTip(f"{step}{word}（{keys}）")
        self.setFocusProxy(self.view)
        self.look_up()

    def go(self, day: date) -> None:
        """Put the cursor on a day, and show its month or week."""
        self.day = min(max(day, FIRST), LAST)
        since, until = self._span_of(self.day)
        here = self.shown
        if here is not None and not self._stale and (here.since, here.until) == (since, until):
            self._show(here)
        else:
            self.look_up()

    def turn(self, pages: int) -> None:
        """To another month or week."""
        self.go(self.view.turned(pages))

    def _span_of(self, day: date) -> tuple[date, date]:
        return week_span(day) if self.span == WEEK else month_span(day)

    def _chosen(self, day: date) -> None:
        self.day = day

    def _choose_whose(self) -> None:
        self._shell.settings.setValue(MINE, "true" if self.mine_chip.isChecked() else "false")
        self.look_up()

    # -- what is shown ----------------------------------------------------------------------------------------

    def react(self, change: Change) -> None:
        """Ask again when a command has moved something."""
        if change.topics & TOUCHED or (change.topics & Topic.PEOPLE and self.mine_chip.isChecked()):
            self.grow_stale()

    def grow_stale(self) -> None:
        """What is shown no longer holds; asked again at once where it is in sight."""
        self._stale = True
        if self.isVisible():
            self.look_up()

    def look_up(self) -> None:
        """Ask for the duties of these days; what is shown stays until they have come."""
        self.mine_chip.setEnabled(bool(self._office.acting))
        work = partial(duty_span, self._office, *self._span_of(self.day), self.handler)
        self._shell.tasks.run(self, work, self._show, self._shell.notices.tell, topic="duties")

    def _show(self, found: DutySpan) -> None:
        if (found.since, found.until) != self._span_of(self.day):
            return  # another month was asked for meanwhile
        self.shown, self._stale = found, False
        self.view.show_span(found, self.day, self._office.today())
        self.title_label.setText(self._title(found))
        inside = sum(len(duties) for day, duties in found.days.items() if self.view.holds(day))
        late = sum(duty.state == "late" for duties in found.days.values() for duty in duties)
        words = f"{inside:,} 项到期" if inside else "没有到期的事项"
        provisional = not found.calendar.is_published(self.day.year)
        more = (f"其中逾期 {late:,} 项" if late else "", "节假日暂定" if provisional else "")
        self.count_label.setText("，".join(filter(None, (words, *more))))

    def _title(self, found: DutySpan) -> str:
        if self.span == MONTH:
            return f"{self.day.year}年{self.day.month}月"
        return f"{found.since.year}年{found.since.month}月{found.since.day}日–{found.until.month}月{found.until.day}日"

    # -- out of the program -----------------------------------------------------------------------------------

    def print_sheet(self) -> None:
        """Show the month as it will be printed."""
        if self.shown is not None:
            whose = f"{self.handler}经办" if self.handler else "全办"
            print_month(self, self._office.profile.name, self.shown, self.day, self._office.today(), whose)

    def _choose_file(self) -> None:
        name = f"{self._office.profile.name}_待办_{self._office.today():%Y%m%d}.ics"
        chosen, _ = QFileDialog.getSaveFileName(
            self, "导出到日历程序", str(Path.home() / name), "日历文件 (*.ics)"
        )
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, target: Path) -> None:
        """Write all duties, or one's own, to a calendar file."""
        from gkcase.services.duty_ics import save_ics

        target = target if target.suffix else target.with_suffix(".ics")
        work = partial(save_ics, self._office, target, self.handler)
        tell = self._shell.notices.tell
        self._shell.tasks.run(self, work, partial(self._exported, target), tell, topic="ics")

    def _exported(self, target: Path, count: int) -> None:
        self._shell.notices.say(f"{count:,}项待办已存为日历文件：{target}")
