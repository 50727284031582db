"""The deadline ledger as a month (期限台账): what each day counts and why; must read in greyscale as well."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gkcase.desktop.tokens import colour, font, sp
from gkcase.domain.clock import Day
from gkcase.domain.terms import WEEKDAYS, dated
from gkcase.domain.workdays import MAKE_UP, WorkCalendar

LEGEND = {"past": "已计入", "ahead": "将计入", "off": "周末、节假日", "excluded": "扣除", "due": "届满日"}
_SHORTEST_NOTE = 2  # 国庆节 is written 国庆


@dataclass(frozen=True)
class DayMark:
    """How one calendar day is drawn: kind is counted, off, excluded, start or outside."""

    kind: str
    number: int = 0
    note: str = ""
    makeup: bool = False
    why: str = ""


def day_marks(days: Iterable[Day], calendar: WorkCalendar, since: date, until: date) -> dict[date, DayMark]:
    """The marks of every day from `since` to `until`: those of the ledger, and days off around it."""
    known = {day.on: day for day in days}
    span = (date.fromordinal(n) for n in range(since.toordinal(), until.toordinal() + 1))
    return {day: _mark(day, known.get(day), calendar) for day in span}


def _mark(day: date, known: Day | None, calendar: WorkCalendar) -> DayMark:
    name = calendar.name_of(day)
    makeup = name == MAKE_UP
    if not calendar.is_workday(day):
        note = "" if name.startswith("周") else name[:_SHORTEST_NOTE]
        return DayMark("off", note=note, why=known.why if known else name)
    if known is None:
        return DayMark("outside", makeup=makeup, why=name)
    note = {"excluded": "扣", "start": "起算"}.get(known.kind, "")
    return DayMark(known.kind, known.number, note, makeup, known.why)


class MonthLedger(QWidget):
    """One month of the ledger; `lead` also shows the days before the 1st in its week."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.month = date(2026, 1, 1)
        self.marks: Mapping[date, DayMark] = {}
        self.due: date | None = None
        self.today: date | None = None
        self.lead = False
        self.weeks: list[list[date]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_month(
        self, month: date, marks: Mapping[date, DayMark], due: date | None, today: date, lead: bool = False
    ) -> None:
        """Draw the month in which `month` lies."""
        self.month, self.marks, self.due, self.today, self.lead = month, marks, due, today, lead
        self.weeks = Calendar().monthdatescalendar(month.year, month.month)
        self.setAccessibleName(f"{month.year}年{month.month}月期限台账")
        self.setAccessibleDescription(self._spoken())
        self.updateGeometry()
        self.update()

    def _spoken(self) -> str:
        """The month in words, for a screen reader."""
        lines = [f"{day.day}日第{mark.number}个工作日" for day, mark in self._of_month() if mark.number]
        if self.due is not None and (self.due.year, self.due.month) == (self.month.year, self.month.month):
            lines.append(f"{self.due.day}日届满")
        return "，".join(lines)

    def _of_month(self) -> Iterable[tuple[date, DayMark]]:
        days = (day for week in self.weeks for day in week if day.month == self.month.month)
        return ((day, self.marks.get(day, DayMark("outside"))) for day in days)

    def _cell(self) -> QSize:
        return QSize(max(sp(34), self.width() // 7), sp(38))

    def _head(self) -> int:
        return sp(50)

    def sizeHint(self) -> QSize:
        return QSize(sp(38) * 7, self._head() + 6 * sp(38))

    def minimumSizeHint(self) -> QSize:
        return QSize(sp(34) * 7, self._head() + max(len(self.weeks), 4) * sp(38))

    def day_at(self, where: QPoint) -> date | None:
        """The day that is drawn at a point."""
        cell = self._cell()
        place, column = (where.y() - self._head()) // cell.height(), where.x() // cell.width()
        if not (0 <= place < len(self.weeks) and 0 <= column < 7):
            return None
        day = self.weeks[place][column]
        return day if self._shows(day) else None

    def _shows(self, day: date) -> bool:
        return day.month == self.month.month or (self.lead and day < self.month)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            day = self.day_at(event.pos())
            why = self.marks[day].why if day is not None and day in self.marks else ""
            QToolTip.showText(event.globalPos(), f"{dated(day)}\n{why}" if day and why else "", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_head(p)
        cell = self._cell()
        for place, week in enumerate(self.weeks):
            for column, day in enumerate(week):
                if self._shows(day):
                    corner = QPoint(column * cell.width(), self._head() + place * cell.height())
                    self._paint_day(p, QRectF(QRect(corner, cell)).adjusted(1.5, 1.5, -1.5, -1.5), day)

    def _paint_head(self, p: QPainter) -> None:
        p.setFont(font("body", bold=True))
        p.setPen(colour("text"))
        title = f"{self.month.year}年{self.month.month}月"
        p.drawText(QRect(sp(6), 0, self.width(), sp(26)), Qt.AlignmentFlag.AlignVCenter, title)
        p.setFont(font("caption"))
        p.setPen(colour("faint"))
        width = self._cell().width()
        for column, word in enumerate(WEEKDAYS):
            p.drawText(QRect(column * width, sp(28), width, sp(20)), Qt.AlignmentFlag.AlignCenter, word)

    def _paint_day(self, p: QPainter, box: QRectF, day: date) -> None:
        mark = self.marks.get(day, DayMark("outside"))
        self._paint_ground(p, box, day, mark)
        self._paint_date(p, box, day, mark)
        self._paint_number(p, box, day, mark)
        if day == self.due:
            p.setPen(QPen(colour("safe"), 2))
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.drawRoundedRect(box, 5, 5)

    def _is_past(self, day: date) -> bool:
        return self.today is not None and day <= self.today

    def _paint_ground(self, p: QPainter, box: QRectF, day: date, mark: DayMark) -> None:
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(Qt.BrushStyle.NoBrush)
        if mark.kind == "counted" and self._is_past(day):
            p.setBrush(colour("safe_tint"))
        elif mark.kind == "counted":
            p.setPen(QPen(colour("border_strong"), 1))
        elif mark.kind == "off":
            p.setBrush(colour("paused_tint"))
        p.drawRoundedRect(box, 4, 4)
        if mark.kind == "excluded":
            hatch(p, box)

    def _paint_date(self, p: QPainter, box: QRectF, day: date, mark: DayMark) -> None:
        corner = QRectF(box.left() + sp(4), box.top() + sp(1), box.width() - sp(7), sp(16))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        p.setFont(font("caption", bold=day == self.today))
        if day == self.today:
            disc = QRectF(box.left() + sp(1), box.top() + sp(1), sp(19), sp(17))
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(colour("accent"))
            p.drawRoundedRect(disc, sp(8), sp(8))
            p.setPen(colour("on_accent"))
            p.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(day.day))
        else:
            p.setPen(colour("muted" if mark.kind in ("counted", "excluded") else "faint"))
            p.drawText(
                corner, left, str(day.day) if day.month == self.month.month else f"{day.month}/{day.day}"
            )
        if mark.makeup:
            p.setPen(colour("text"))
            p.setFont(font("caption", bold=True))
            p.drawText(QRectF(corner.left(), box.bottom() - sp(19), corner.width(), sp(17)), left, "班")

    def _paint_number(self, p: QPainter, box: QRectF, day: date, mark: DayMark) -> None:
        foot = QRectF(box.left(), box.top() + sp(15), box.width() - sp(5), box.height() - sp(17))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if mark.number:
            p.setFont(font("body", bold=True))
            p.setPen(colour("safe" if self._is_past(day) or day == self.due else "muted"))
            p.drawText(foot, right, str(mark.number))
        elif mark.note:
            p.setFont(font("caption"))
            p.setPen(colour("muted"))
            p.drawText(foot, right, mark.note)


def hatch(p: QPainter, box: QRectF) -> None:
    """Thin diagonal lines: these days were taken out of the reckoning."""
    p.save()
    p.setClipRect(box)
    p.setPen(QPen(colour("border_strong"), 0.8))
    for x in range(int(box.left() - box.height()), int(box.right()), sp(7)):
        p.drawLine(QPointF(x, box.bottom()), QPointF(x + box.height(), box.top()))
    p.restore()
    p.setPen(QPen(colour("border_strong"), 1))
    p.setBrush(Qt.BrushStyle.NoBrush)
    p.drawRoundedRect(box, 4, 4)


class LegendSwatch(QWidget):
    """One word of the ledger's legend with its sign; in a form set the property `kind`."""

    def __init__(self, parent: QWidget | None = None, kind: str = "past") -> None:
        super().__init__(parent)
        self.kind = kind
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(LEGEND[kind])

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(font("caption"))
        return QSize(sp(20) + metrics.horizontalAdvance(LEGEND[self.kind]), metrics.height() + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(1, (self.height() - sp(13)) / 2, sp(13), sp(13))
        if self.kind == "excluded":
            hatch(p, box)
        else:
            fill = {"past": "safe_tint", "off": "paused_tint"}.get(self.kind)
            edges = {"due": QPen(colour("safe"), 2), "ahead": QPen(colour("border_strong"), 1)}
            p.setPen(edges.get(self.kind, QPen(Qt.PenStyle.NoPen)))
            p.setBrush(QBrush(colour(fill)) if fill else Qt.BrushStyle.NoBrush)
            p.drawRoundedRect(box, 3, 3)
        p.setPen(colour("muted"))
        p.setFont(font("caption"))
        p.drawText(self.rect().adjusted(sp(20), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, LEGEND[self.kind])
