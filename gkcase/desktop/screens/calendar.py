"""日历: a year at a glance or the duties of a month or week, own days, the import of the State Council's notice."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gkcase.desktop.by_right import by_right
from gkcase.desktop.calendar_import import ImportPanel
from gkcase.desktop.choice_row import SegmentRow
from gkcase.desktop.duty_panel import MONTH, SPANS, WEEK, YEAR, DutyPanel
from gkcase.desktop.moved_list import MovedList
from gkcase.desktop.office_day import OfficeDayPanel
from gkcase.desktop.screen import Screen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tokens import sp
from gkcase.desktop.year_view import YearView
from gkcase.domain.rights import May
from gkcase.domain.terms import chinese_date
from gkcase.domain.workdays import LAST_YEAR
from gkcase.services.calendar import Plan
from gkcase.services.office import Change, Office, Topic
from gkcase.services.years import FIRST_YEAR, Year, year_of

KEY = "calendar"
IMPORT = "import"
"""Gone to with this subject, the page shows the import."""

SPAN = "calendar/span"


class CalendarScreen(Screen):
    """The year in sight and, in its place, the import of a notice."""

    form = "calendar"
    help_topic = "calendar"
    stack: QStackedWidget
    year_page: QWidget
    span_row: SegmentRow
    back_button: QToolButton
    forward_button: QToolButton
    today_button: QPushButton
    year_label: QLabel
    notice_label: QLabel
    dated_label: QLabel
    facts_label: QLabel
    import_button: QPushButton
    provisional_frame: QFrame
    provisional_label: QLabel
    year_area: QScrollArea
    year_view: YearView
    effect_frame: QFrame
    moved_list: MovedList
    side_body: QWidget

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__()
        self._office, self._shell = office, shell
        self.shown: Year | None = None
        self._importing: ImportPanel | None = None
        self._duties: DutyPanel | None = None
        self.own_days = OfficeDayPanel(office, shell)
        side = self.side_body.layout()
        assert isinstance(side, QVBoxLayout)  # the form has it
        side.insertWidget(1, self.own_days)
        self.setTabOrder(self.import_button, self.own_days)
        self.span_row.offer(SPANS, "看多长时间")
        self.moved_list.table.most_rows = 4
        self.effect_frame.hide()
        self.provisional_frame.hide()
        self._connect()
        self._bind_keys()
        shell.new_day.connect(lambda _: self.look_up())

    def _connect(self) -> None:
        self.span_row.chosen.connect(self.show_as)
        self.back_button.clicked.connect(lambda: self.turn(-1))
        self.forward_button.clicked.connect(lambda: self.turn(1))
        self.today_button.clicked.connect(self._to_today)
        self.import_button.clicked.connect(lambda: self._shell.go(KEY, IMPORT))
        spans = [self.span_row.buttons[span] for span in (MONTH, WEEK)]
        by_right(self._office, self._shell, {May.RULES: (self.import_button,), May.SEE_CASES: spans})
        self._shell.rights_changed.connect(self._fit_rights)
        self.year_view.turned.connect(self.turn)
        self.year_view.chosen.connect(self._day_chosen)
        self.own_days.wanted.connect(self._show_effect)
        self.own_days.day_wanted.connect(self.year_view.go)
        self.moved_list.opened.connect(lambda case_id: self._shell.go("case", case_id))

    @property
    def importing(self) -> ImportPanel:
        """The page of the import, made when it is first asked for."""
        if self._importing is None:
            self._importing = ImportPanel(self._office, self._shell)
            self._importing.left.connect(self._shell.back)
            self._importing.applied.connect(self._imported)
            self.stack.addWidget(self._importing)
        return self._importing

    @property
    def duties(self) -> DutyPanel:
        """The page of the duties, made when it is first asked for."""
        if self._duties is None:
            self._duties = DutyPanel(self._office, self._shell)
            self._duties.span_wanted.connect(self.show_as)
            self.stack.addWidget(self._duties)
        return self._duties

    def _bind_keys(self) -> None:
        for keys, act in {
            "Ctrl+I": self.import_button.click,
            "Ctrl+Return": self.confirm,
            "Ctrl+Enter": self.confirm,
        }.items():
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    # -- what the shell says ----------------------------------------------------------------------------------

    def visit(self, subject: object) -> None:
        """The span that was left, or with IMPORT the import; a year as `subject` shows that year."""
        if subject == IMPORT:
            self._show_import()
        elif isinstance(subject, int):
            self.show_as(YEAR)
            self.look_up(subject)
        elif subject in (YEAR, MONTH, WEEK):
            self.show_as(str(subject))
        else:
            self.show_as(str(self._shell.settings.value(SPAN, YEAR)))

    def show_as(self, span: str) -> None:
        """Show the year, or the duties of a month or a week."""
        if not self.span_row.buttons[span].isEnabled():
            span = YEAR  # duties are of cases, which not everybody may see; the choice of whoever may is kept
        else:
            self._shell.settings.setValue(SPAN, span)
        if span in (MONTH, WEEK):
            self.stack.setCurrentWidget(self.duties)
            self.setFocusProxy(self.duties)
            self.duties.show_as(span)
            return
        self.stack.setCurrentWidget(self.year_page)
        self.setFocusProxy(self.year_view)
        self.span_row.choose(YEAR)
        if self.shown is None:
            self.look_up()

    def _fit_rights(self) -> None:
        """Whoever may no longer see cases is led back to the year."""
        if self._duties is not None and self.stack.currentWidget() is self._duties:
            self.show_as(self._duties.span)

    def react(self, change: object) -> None:
        """Look the year up again when the calendar has changed, or the day that counts as today."""
        if not isinstance(change, Change):
            return
        if change.topics & Topic.CALENDAR:
            self.look_up()
        if self._duties is not None:
            self._duties.react(change)

    def _show_import(self) -> None:
        self.stack.setCurrentWidget(self.importing)
        self.setFocusProxy(self.importing)
        if self.shown is not None:
            next_year = self._office.rules.calendar.last_published + 1
            self.importing.offer_year(next_year if self.shown.published else self.shown.year)

    # -- the year ---------------------------------------------------------------------------------------------

    def look_up(self, year: int | None = None) -> None:
        """Ask for a year; None: the one in sight, at first this year."""
        if year is None:
            year = self.shown.year if self.shown else self._office.today().year
        work = partial(year_of, self._office, year)
        self._shell.tasks.run(self, work, self.show_year, self._shell.notices.tell, topic="year")

    def show_year(self, year: Year) -> None:
        """Show a year."""
        self.shown = year
        self.own_days.show_year(year)
        own = {each.day for each in year.own}
        today = self._office.today()
        self.year_view.show_year(year.year, year.calendar, own, today, published=year.published)
        self.year_label.setText(f"{year.year}年")
        self._show_notice(year)
        self.provisional_frame.setVisible(not year.published)
        self.provisional_label.setText(f"国务院办公厅尚未公布{year.year}年安排，期限为暂定")
        self.back_button.setEnabled(year.year > FIRST_YEAR)
        self.forward_button.setEnabled(year.year < LAST_YEAR)
        self.today_button.setEnabled(year.year != today.year)

    def _show_notice(self, year: Year) -> None:
        """The notice in force and what it makes of the year."""
        known = year.arrangement
        self.notice_label.setText(known.number if known else "放假通知尚未公布")
        self.dated_label.setText(f"{chinese_date(known.dated)}印发" if known and known.dated else "")
        self.dated_label.setVisible(bool(self.dated_label.text()))
        if known is None:
            self.facts_label.setText(f"按法定节日推算，全年约{year.workdays}个工作日")
            return
        off = sum(1 for each in known.off if each.year == year.year)
        made = sum(1 for each in known.work if each.year == year.year)
        self.facts_label.setText(f"全年{year.workdays}个工作日\n放假{off}天，调休上班{made}天")

    def turn(self, years: int) -> None:
        """To another year."""
        if self.shown is not None and FIRST_YEAR <= self.shown.year + years <= LAST_YEAR:
            self.look_up(self.shown.year + years)

    def confirm(self) -> None:
        """Ctrl+Enter: put into force what is in sight."""
        if self.stack.currentWidget() is self.year_page:
            self.own_days.save()
        elif self.stack.currentWidget() is self._importing:
            self.importing.apply()

    def _to_today(self) -> None:
        today = self._office.today()
        self.year_view.day = today
        self.look_up(today.year)

    def _day_chosen(self, day: date) -> None:
        self.own_days.show_day(day)
        self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        day = self.year_view.day
        if day not in self.year_view.days:
            return
        cell = self.year_view.cell_of(day)
        self.year_area.ensureVisible(round(cell.center().x()), round(cell.center().y()), 0, sp(60))

    def _show_effect(self, plan: Plan | None) -> None:
        self.effect_frame.setVisible(plan is not None)
        self.moved_list.show_plan(plan)
        QTimer.singleShot(0, self, self._keep_in_sight)  # once the year has got its new height

    def _imported(self, year: int) -> None:
        self._shell.go(KEY, year)
