"""The due dates of the next eight weeks: one block is one case, so that a bar can be counted and looked up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QPen

from gkcase.desktop.paper_pen import CENTRE, LEFT, RIGHT, SMALLEST, Pen, width_of
from gkcase.domain.terms import WEEKDAYS, spoken
from gkcase.services.board_values import Board, DueDay, OpenCase, State, short_label

_APART, _GAP = 226.0, 20.0
_HEAD, _BAND, _COUNT, _FEET = 64.0, 50.0, 42.0, 90.0
_TALLEST, _LOWEST = 82.0, 32.0
"""A block is so high where there is room, and carries its number down to the lower height."""
_PILE = 70.0


@dataclass(frozen=True)
class _Scale:
    """How high one case is, and for which year numbers are short."""

    height: float
    year: int

    @property
    def numbered(self) -> bool:
        return self.height >= _LOWEST


@dataclass(frozen=True)
class _Slot:
    """A day and its place."""

    day: DueDay
    box: QRectF


def draw_due(pen: Pen, box: QRectF, board: Board) -> None:
    """The overdue and today apart on the left, then the days; a year without a notice has a ground of its own."""
    end = pen.caption(
        box, "今后八周到期", "每格一件，格内为编号；按届满日（最迟答复日）排列，不上班的周末不列"
    )
    _draw_asides(pen, QRectF(end + 20, box.top() + 6, box.right() - end - 20, 48), board)
    floor, top = box.bottom() - _FEET, box.top() + _HEAD
    field = QRectF(box.left(), top, box.width(), floor - top)
    slots = _slots(board.days, QRectF(box.left() + _APART, top, box.width() - _APART, floor - top))
    piles = [board.late, board.today, *(slot.day.cases for slot in slots)]
    room = field.height() - _BAND - _COUNT
    scale = _Scale(min(_TALLEST, room / max(max(map(len, piles)), 1)), board.as_of.year)
    _draw_unpublished(pen, slots, field)
    pen.rule(box.left(), floor, box.right(), 2, pen.ink)
    _draw_apart(pen, box, floor, board, scale)
    for slot in slots:
        _draw_day(pen, slot, scale)
    _draw_offs(pen, slots)
    _draw_weeks(pen, slots, floor)
    _draw_bracket(pen, box.left() + 108, slots, board)
    if not any(piles):
        words = QRectF(field.left() + _APART, field.bottom() - 120, field.width() - _APART, 48)
        pen.text(words, "今后八周没有届满的案件", 9, pen.muted)


def _draw_asides(pen: Pen, box: QRectF, board: Board) -> None:
    """At the right of the head: what has no day in the chart."""
    right = box.right()
    waiting = "，".join(f"{share.label}{share.count}件" for share in board.undated)
    asides = []
    if board.undated:
        total = sum(share.count for share in board.undated)
        keys = tuple(share.key for share in board.undated)
        asides.append(("无届满日", f"另有{total}件无届满日：{waiting}", keys, State.PAUSED))
    if board.later:
        asides.append(("八周以后届满", f"八周以后届满{board.later}件", ("later",), State.SAFE))
    for title, words, keys, state in asides:
        width = min(width_of(words, 8.5), right - box.left() - 40)
        if width < 100:
            return
        place = QRectF(right - width, box.top(), width, box.height())
        pen.text(place, words, 8.5, align=RIGHT)
        pen.mark(QPointF(place.left() - 20, box.top() + 24), state, 12)
        pen.spot(place.adjusted(-40, 0, 4, 0), title, words, *keys)
        right = place.left() - 60


def _weeks(days: Sequence[DueDay]) -> list[list[DueDay]]:
    weeks: dict[tuple[int, int], list[DueDay]] = {}
    for day in days:
        weeks.setdefault(day.on.isocalendar()[:2], []).append(day)
    return list(weeks.values())


def _slots(days: Sequence[DueDay], box: QRectF) -> list[_Slot]:
    weeks = _weeks(days)
    width = (box.width() - _GAP * (len(weeks) - 1)) / max(len(days), 1)
    x, slots = box.left(), []
    for week in weeks:
        for day in week:
            slots.append(_Slot(day, QRectF(x, box.top(), width, box.height())))
            x += width
        x += _GAP
    return slots


def _draw_unpublished(pen: Pen, slots: Sequence[_Slot], field: QRectF) -> None:
    first = next((slot for slot in slots if not slot.day.published), None)
    if first is None:
        return
    zone = QRectF(
        first.box.left() - _GAP / 2, field.top(), field.right() - first.box.left() + _GAP / 2, field.height()
    )
    pen.bar(zone, pen.tones.tint)
    words = f"{first.day.on.year}年放假安排尚未公布，此后日期均为暂定（虚线框），公布后重新计算"
    left = min(zone.left() + 12, field.right() - width_of(words, 8, bold=True) - 12)
    pen.text(QRectF(left, field.top() + 4, field.right() - left - 12, 40), words, 8, bold=True)


def _draw_apart(pen: Pen, box: QRectF, floor: float, board: Board, scale: _Scale) -> None:
    late = QRectF(box.left(), box.top() + _HEAD, _PILE, floor - box.top() - _HEAD)
    today = QRectF(box.left() + 110, late.top(), _PILE, late.height())
    _draw_pile(pen, late, board.late, scale)
    _draw_pile(pen, today, board.today, scale)
    on = board.as_of
    tone = pen.tones.fill(State.LATE) if board.late else pen.muted
    pen.text(QRectF(late.left() - 20, floor + 4, 110, 40), "已逾期", 8, tone, True, CENTRE)
    pen.text(QRectF(today.left() - 20, floor + 4, 110, 40), "今天", 8, bold=True, align=CENTRE)
    date = QRectF(today.left() - 40, floor + 42, 150, 40)
    pen.text(date, f"{on.month}月{on.day}日", SMALLEST, pen.muted, align=CENTRE)
    if board.late:
        pen.spot(_reach(late, board.late, scale), "逾期", f"{len(board.late)}件", "late")
    if board.today:
        pen.spot(
            _reach(today, board.today, scale), "今天届满", f"{len(board.today)}件", f"due:{on.isoformat()}"
        )


def _reach(column: QRectF, cases: Sequence[OpenCase], scale: _Scale) -> QRectF:
    """A pile with its count above and its day below."""
    height = len(cases) * scale.height + _COUNT
    return QRectF(column.left(), column.bottom() - height, column.width(), height + 42)


def _draw_day(pen: Pen, slot: _Slot, scale: _Scale) -> None:
    day, box = slot.day, slot.box
    word = "休" if day.off else "班" if day.make_up else WEEKDAYS[day.on.weekday()]
    tone = pen.ink if day.make_up else pen.muted
    pen.text(QRectF(box.left(), box.bottom() + 4, box.width(), 40), word, SMALLEST, tone, day.make_up, CENTRE)
    if day.off:
        pen.hatch(box.adjusted(3, _BAND + 16, -3, 0))
    _draw_pile(pen, box, day.cases, scale)
    if day.cases:
        title, said = f"{spoken(day.on)}届满", f"{len(day.cases)}件"
        pen.spot(_reach(box, day.cases, scale), title, said, f"due:{day.on.isoformat()}")


def _draw_pile(pen: Pen, column: QRectF, cases: Sequence[OpenCase], scale: _Scale) -> None:
    """Blocks of equal height; too many to carry their numbers become one bar, provisional days on top."""
    if not cases:
        return
    sure = [case for case in cases if not case.provisional]
    loose = [case for case in cases if case.provisional]
    if scale.numbered:
        for place, case in enumerate((*sure, *loose)):
            _draw_block(pen, column, place, case, scale)
    else:
        _draw_bar(pen, column, 0, sure, scale)
        _draw_bar(pen, column, len(sure), loose, scale)
    top = column.bottom() - len(cases) * scale.height - 40
    wide = column.adjusted(-10, 0, 10, 0)
    pen.text(QRectF(wide.left(), top, wide.width(), 38), str(len(cases)), 8.5, bold=True, align=CENTRE)


def _draw_block(pen: Pen, column: QRectF, place: int, case: OpenCase, scale: _Scale) -> None:
    top = column.bottom() - (place + 1) * scale.height
    block = QRectF(column.left() + 2, top, column.width() - 4, scale.height - 4)
    _fill(pen, block, case)
    label = short_label(case.number, scale.year)
    if width_of(label, 7) > block.width() - 2:
        label = f"…{label[-3:]}"
    ink = pen.ink if case.provisional else pen.tones.on(case.state)
    bold = width_of(label, 7, bold=True) <= block.width() - 4
    pen.text(block, label, 7, QColor(ink), bold, CENTRE)
    pen.spot(block, case.number, "", case_id=case.id, small=True)


def _draw_bar(pen: Pen, column: QRectF, below: int, cases: Sequence[OpenCase], scale: _Scale) -> None:
    if cases:
        height = len(cases) * scale.height
        foot = column.bottom() - below * scale.height
        _fill(pen, QRectF(column.left() + 2, foot - height, column.width() - 4, height - 2), cases[0])


def _fill(pen: Pen, block: QRectF, case: OpenCase) -> None:
    pen.bar(block, pen.tones.ground if case.provisional else pen.tones.fill(case.state))
    if case.provisional:
        pen.broken(block.adjusted(1, 1, -1, -1))
    elif case.state is State.SOON:
        pen.outline(block.adjusted(1, 1, -1, -1))


def _draw_offs(pen: Pen, slots: Sequence[_Slot]) -> None:
    """The name of a holiday once over the days that it takes."""
    runs: list[list[_Slot]] = []
    for slot in slots:
        if not slot.day.off:
            continue
        last = runs[-1][-1] if runs else None
        if last and last.day.off == slot.day.off and (slot.day.on - last.day.on).days == 1:
            runs[-1].append(slot)
        else:
            runs.append([slot])
    for run in runs:
        busy = max(len(slot.day.cases) for slot in run)
        if busy:
            continue
        box = run[0].box
        label = QRectF(box.left() - 2, box.bottom() - 78, run[-1].box.right() - box.left() + 4, 40)
        pen.bar(label, pen.tones.ground if run[0].day.published else pen.tones.tint)
        pen.text(label, run[0].day.off, SMALLEST, bold=True, align=CENTRE)


def _draw_weeks(pen: Pen, slots: Sequence[_Slot], floor: float) -> None:
    for week in _weeks([slot.day for slot in slots]):
        boxes = [slot.box for slot in slots if slot.day in week]
        words = f"{week[0].on.month}月{week[0].on.day}日起"
        room = boxes[-1].right() - boxes[0].left() + _GAP
        if width_of(words, SMALLEST) <= room:
            place = QRectF(boxes[0].left() + 8, floor + 42, room, 40)
            pen.text(place, words, SMALLEST, pen.muted, align=LEFT)


def _draw_bracket(pen: Pen, left: float, slots: Sequence[_Slot], board: Board) -> None:
    """Over today and the working days within which a case counts as near."""
    near = [slot.box for slot in slots if not slot.day.off][: board.warn_days]
    if not near:
        return
    y, right = near[0].top() + 46, near[-1].right()
    pen.p.setPen(QPen(pen.ink, 2))
    pen.p.drawPolyline([QPointF(left, y + 10), QPointF(left, y), QPointF(right, y), QPointF(right, y + 10)])
    words = f"{board.warn_days}个工作日内"
    pen.text(QRectF(left, y - 42, max(right - left, 240), 40), words, 8, bold=True)
    pen.p.drawLine(QLineF(left, y, right, y))
