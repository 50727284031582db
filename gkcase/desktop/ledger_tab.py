"""期限台账: the reckoning as months, as lines and day by day, and as a printed annex."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from html import escape

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QWidget

from gkcase.desktop.case_view import CaseView, ledger_sentence
from gkcase.desktop.flow import Flow
from gkcase.desktop.layout import button, column, label, row, scrolled
from gkcase.desktop.month_ledger import LEGEND, LegendSwatch, MonthLedger, day_marks
from gkcase.desktop.plain_table import PlainTable
from gkcase.desktop.tokens import sp
from gkcase.domain.clock import Explained
from gkcase.domain.terms import Clock, dated
from gkcase.services.office import Office
from gkcase.services.reading import LedgerView

MONTHS = 3
LINES = ("日期", "事项", "作用", "工作日", "届满日", "依据")
DAYS = ("日期", "第几日", "计入或不计入的原因")


def line_texts(row_: Explained) -> tuple[str, ...]:
    """One line of the ledger in words."""
    line = row_.line
    days = {Clock.START: f"+{line.days}", Clock.EXTEND: f"+{line.days}"}.get(line.effect, "—")
    due = dated(row_.position.due) if row_.position.due else "—"
    return dated(line.on), line.event.label, line.effect.label, days, due, line.basis


def annex_html(view: CaseView, ledger: LedgerView) -> str:
    """The ledger as an annex for the file: every line, then every day."""

    def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        head = "".join(f"<th>{escape(word)}</th>" for word in heads)
        body = "".join("<tr>" + "".join(f"<td>{escape(t)}</td>" for t in texts) + "</tr>" for texts in rows)
        return f'<table border="1" cellspacing="0" cellpadding="3" width="100%"><tr>{head}</tr>{body}</table>'

    lines = [line_texts(one) for one in ledger.lines]
    days = [(dated(day.on), str(day.number or ""), day.why) for day in ledger.days]
    return (
        f"<h2>期限台账　{escape(view.file.number)}</h2><p>{escape(ledger_sentence(view))}</p>"
        f"{table(LINES, lines)}<p></p>{table(DAYS, days)}"
    )


class LedgerTab(QWidget):
    """The ledger of a case, or of a case as it would be."""

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._office = office
        self.view: CaseView | None = None
        self.sentence_label = label("", wrap=True)
        self.print_button = button("打印附页(&P)", "flat", "print", "accent")
        self.print_button.clicked.connect(self.print)
        self.months = [MonthLedger() for _ in range(MONTHS)]
        self.line_table = PlainTable(LINES, 5, "期限台账的各项")
        self.day_table = PlainTable(DAYS, 2, "逐日计算")
        self.ways = QTabBar()
        self.ways.setDrawBase(False)
        self.ways.setExpanding(False)
        for word in ("各项", "逐日"):
            self.ways.addTab(word)
        self.ways.currentChanged.connect(self._turn)
        self._lay()

    def _lay(self) -> None:
        inside = QWidget()
        legend = QWidget()
        swatches = Flow(legend, gap=sp("m"), line_gap=sp("xs"))
        for kind in LEGEND:
            swatches.addWidget(LegendSwatch(None, kind))
        swatches.addWidget(label("班 调休上班", "caption", "muted"))
        head = row(self.sentence_label, self.print_button, gap="m", grow=0)
        body = column(
            head, self._month_row(), legend, self.ways, self.line_table, self.day_table, margins=("xl", "m")
        )
        inside.setLayout(body)
        self.day_table.hide()
        self.setLayout(column(scrolled(inside), gap=0))

    def _month_row(self) -> QHBoxLayout:
        made = row(*self.months, gap="l")
        for place in range(MONTHS):
            made.setStretch(place, 1)
        return made

    def show_case(self, view: CaseView) -> None:
        """Show the ledger of a case."""
        self.view = view
        self.sentence_label.setText(ledger_sentence(view))
        self.line_table.show_rows([line_texts(one) for one in view.ledger.lines])
        rows = [(dated(day.on), str(day.number or "—"), day.why) for day in view.ledger.days]
        self.day_table.show_rows(rows)
        for table in (self.line_table, self.day_table):
            height = sum(table.rowHeight(place) for place in range(min(table.rowCount(), 40)))
            table.setMinimumHeight(min(height + sp(44), sp(1400)))
        self._draw()

    def _draw(self) -> None:
        if self.view is None:
            return
        months = shown_months(self.view.ledger, self._office.today(), self._room())
        since = date.fromordinal(months[0].toordinal() - 7)
        last = months[-1].replace(day=monthrange(months[-1].year, months[-1].month)[1])
        marks = day_marks(self.view.ledger.days, self._office.rules.calendar, since, last)
        for place, widget in enumerate(self.months):
            widget.setVisible(place < len(months))
            if place < len(months):
                due = self.view.file.standing.due
                widget.show_month(months[place], marks, due, self._office.today(), lead=place == 0)

    def _room(self) -> int:
        """How many months fit side by side."""
        return max(1, min(MONTHS, self.width() // sp(275)))

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
            html = annex_html(self.view, self.view.ledger)
            preview(sheet_of(text_document(html), f"期限台账 {self.view.file.number}"), self)


def shown_months(ledger: LedgerView, today: date, room: int) -> list[date]:
    """The months to show: those up to the last day of the ledger, the latest ones where there is no room for all."""
    first = ledger.days[0].on if ledger.days else today
    last = ledger.days[-1].on if ledger.days else today
    months = []
    month = first.replace(day=1)
    while month <= last:
        months.append(month)
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    around = [place for place, one in enumerate(months) if one <= today]
    start = max(0, min(len(months) - room, (around[-1] if around else 0)))
    return months[start : start + room] if len(months) > room else months
