"""期限台账: the reckoning as months, as lines and day by day, and as a printed annex."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTabBar, QWidget

from gkcase.desktop.badges import DeadlineBadge
from gkcase.desktop.case_view import CaseView, ledger_sentence
from gkcase.desktop.dressing import UNBOUNDED, restyle
from gkcase.desktop.flow import Flow
from gkcase.desktop.layout import button, column, label, row, scrolled
from gkcase.desktop.ledger_sheet import DAYS, LINES, annex_html, day_rows, line_rows
from gkcase.desktop.month_ledger import LEGEND, LegendSwatch, MonthLedger, day_marks, hatch
from gkcase.desktop.plain_table import PlainTable
from gkcase.desktop.tokens import colour, look, sp
from gkcase.domain.terms import spoken
from gkcase.services.office import Office
from gkcase.services.reading import LedgerView

MONTHS = 3
MONTH_WIDTH, WIDEST_MONTH = 262, 400
NOTHING = LedgerView((), ())


class SupposedStrip(QFrame):
    """A hatched strip above a ledger that is only supposed: nobody takes it for the record."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.badge = DeadlineBadge(None, "provisional", "假设")
        self.words = label("", bold=True)
        self.setLayout(row(self.badge, self.words, None, gap="s", margins=("m", "xs")))
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("card"))
        hatch(painter, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setPen(colour("card"))
        painter.fillRect(self.words.geometry().adjusted(-sp(4), 0, 0, 0), colour("card"))
        painter.fillRect(self.badge.geometry(), colour("card"))


class LedgerTab(QWidget):
    """The ledger of a case, or of the case as it would be."""

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._office = office
        self.view: CaseView | None = None
        self.shown = NOTHING
        self.supposed = False
        self.strip = SupposedStrip()
        self.sentence_label = label("", wrap=True)
        self.print_button = button("打印附页", "flat", "print", "accent")
        self.print_button.setShortcut("Alt+P")
        self.print_button.setToolTip("台账作为附页打印，先预览（Alt+P）")
        self.print_button.clicked.connect(self.print)
        self.months = [MonthLedger() for _ in range(MONTHS)]
        self.line_table = PlainTable(LINES, 5, "期限台账的各项", numbers=(3,))
        self.day_table = PlainTable(DAYS, 2, "逐日计算", numbers=(1,))
        self.ways = QTabBar()
        self.ways.setDrawBase(False)
        self.ways.setExpanding(False)
        self.ways.setAccessibleName("台账的写法")
        for word in ("各项", "逐日"):
            self.ways.addTab(word)
        self.ways.currentChanged.connect(self._turn)
        self._lay()

    def _lay(self) -> None:
        inside, self.legend = QWidget(), QWidget()
        self._swatches = swatches = Flow(self.legend)
        for kind in LEGEND:
            swatches.addWidget(LegendSwatch(None, kind))
        swatches.addWidget(label("班 调休上班", "caption", "muted"))
        head = row(self.sentence_label, self.print_button, gap="m", grow=0)
        tables = (self.ways, self.line_table, self.day_table, None)
        inside.setLayout(
            column(self.strip, head, self._month_row(), self.legend, *tables, margins=("xl", "m"))
        )
        self.day_table.hide()
        self.setLayout(column(scrolled(inside), gap=0))
        restyle(inside)
        look.changed.connect(self._space)
        self._space()

    def _space(self) -> None:
        self._swatches.gap, self._swatches.line_gap = sp("m"), sp("xs")
        self._swatches.invalidate()

    def _month_row(self) -> QHBoxLayout:
        made = row(*self.months, None, gap="l")
        for place, month in enumerate(self.months):
            made.setStretch(place, 1)
            month.setProperty("boundsAtBase", [0, 0, WIDEST_MONTH, UNBOUNDED])
        return made

    # -- showing ----------------------------------------------------------------------------------------------

    def show_case(self, view: CaseView) -> None:
        """Show the ledger of a case."""
        self.view = view
        self.show_supposed(None)

    def show_supposed(self, ledger: LedgerView | None) -> None:
        """Show the ledger as it would be; None: as it is."""
        if self.view is None:
            return
        self.supposed = ledger is not None and ledger != self.view.ledger
        self.shown = ledger if self.supposed and ledger is not None else self.view.ledger
        self.strip.setVisible(self.supposed)
        self.strip.words.setText(_supposed_words(self.shown))
        self.sentence_label.setText(ledger_sentence(self.view))
        self.sentence_label.setVisible(not self.supposed)
        self.print_button.setVisible(not self.supposed)
        self.line_table.show_rows(line_rows(self.shown))
        self.day_table.show_rows(day_rows(self.shown))
        self._draw()

    def _draw(self) -> None:
        if self.view is None:
            return
        today = self._office.today()
        months = shown_months(self.shown, today, self._room())
        since = months[0] - timedelta(days=7)
        last = months[-1].replace(day=monthrange(months[-1].year, months[-1].month)[1])
        marks = day_marks(self.shown.days, self._office.rules.calendar, since, last)
        begun = self.shown.days[0].on if self.shown.days else today
        self.legend.setVisible(bool(self.shown.days))
        for place, widget in enumerate(self.months):
            widget.setVisible(place < len(months) and bool(self.shown.days))
            if place < len(months):
                lead = months[place] - timedelta(days=months[place].weekday()) <= begun < months[place]
                widget.show_month(months[place], marks, due_of(self.shown), today, lead=lead)

    def _room(self) -> int:
        """How many months fit side by side."""
        return max(1, min(MONTHS, (self.width() - sp(48)) // sp(MONTH_WIDTH)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()

    def _turn(self, place: int) -> None:
        self.line_table.setVisible(place == 0)
        self.day_table.setVisible(place == 1)

    def print(self) -> None:
        """Preview the annex."""
        from gkcase.desktop.printing import preview, sheet_of, text_document  # loads the printing part of Qt

        if self.view is not None:
            document = text_document(annex_html(self.view, self._office))
            preview(sheet_of(document, f"期限台账 {self.view.file.number}"), self)


def due_of(ledger: LedgerView) -> date | None:
    """The due day with which a ledger ends."""
    return ledger.lines[-1].position.due if ledger.lines else None


def _supposed_words(ledger: LedgerView) -> str:
    due = due_of(ledger)
    return f"届满日为{spoken(due)}，未登记" if due else "届满日待定，未登记"


def shown_months(ledger: LedgerView, today: date, room: int) -> list[date]:
    """The months to show: those up to the last day of the ledger, the latest ones where there is no room for all.

    A start in the last week of a month is shown in the week that it shares with the next.
    """
    first = ledger.days[0].on if ledger.days else today
    last = ledger.days[-1].on if ledger.days else today
    after = _next_month(first.replace(day=1))
    month = (
        after if after - timedelta(days=after.weekday()) <= first and after <= last else first.replace(day=1)
    )
    months = []
    while month <= last:
        months.append(month)
        month = _next_month(month)
    around = [place for place, one in enumerate(months) if one <= today]
    start = max(0, min(len(months) - room, (around[-1] if around else 0)))
    return months[start : start + room] if len(months) > room else months


def _next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
