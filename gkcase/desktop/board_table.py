"""The most urgent cases of the dashboard: days left as number and as bar from a zero line, overdue to the left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QPointF, QRectF

from gkcase.desktop.paper_pen import CENTRE, RIGHT, SMALLEST, Pen
from gkcase.domain.terms import dated, weekday
from gkcase.services.board_open import NOBODY, OWN_UNIT, STAGES
from gkcase.services.board_values import URGENT, Board, State, UrgentCase, short_label

_COLUMNS = (
    ("状态", 122.0),
    ("编号", 98.0),
    ("申请人", 138.0),
    ("申请事项", 424.0),
    ("承办单位", 190.0),
    ("经办", 112.0),
    ("环节", 124.0),
    ("届满日", 182.0),
    ("剩余工作日", 300.0),
)
_HEAD, _NAMES = 62.0, 44.0
_ZERO = 0.4
_FULL = 6
"""Where the zero line stands in its column, and how many days the room to its right shows."""


def draw_table(pen: Pen, box: QRectF, board: Board) -> None:
    """The cases in the order of their days; the table keeps its height when there are fewer."""
    pen.caption(box, "最紧急的十件", "按届满日排列；“0”为今天是最后一天")
    scale = box.width() / sum(width for _, width in _COLUMNS)
    edges = [box.left()]
    for _, width in _COLUMNS:
        edges.append(edges[-1] + width * scale)
    top = box.top() + _HEAD
    for (name, _), x, end in zip(_COLUMNS, edges, edges[1:], strict=False):
        pen.text(QRectF(x + 6, top, end - x - 8, 40), name, 8, pen.muted)
    pen.rule(box.left(), top + _NAMES - 1, box.right(), 1.5, pen.ink)
    step = (box.height() - _HEAD - _NAMES) / URGENT
    for place, line in enumerate(board.urgent):
        row = QRectF(box.left(), top + _NAMES + place * step, box.width(), step)
        if place % 2:
            pen.bar(row, pen.tones.tint)
        _draw_row(pen, row, edges, line, board.as_of)
    if not board.urgent:
        room = QRectF(box.left(), top + _NAMES, box.width(), step * 2)
        pen.text(room, "没有正在计算期限的案件", 9, pen.muted, align=CENTRE)
    pen.rule(box.left(), box.bottom(), box.right(), 1.5, pen.ink)


def _draw_row(pen: Pen, row: QRectF, edges: Sequence[float], line: UrgentCase, today: date) -> None:
    def cell(place: int) -> QRectF:
        return QRectF(edges[place] + 6, row.top(), edges[place + 1] - edges[place] - 16, row.height())

    case = line.case
    pen.mark(QPointF(edges[0] + 24, row.center().y()), case.state, 12)
    pen.text(cell(0).adjusted(38, 0, 14, 0), case.state.word, 9, bold=True)
    pen.text(cell(1), short_label(case.number, today.year), 9)
    pen.two_lines(cell(2), line.applicant, 9 if len(line.applicant) < 5 else 8)
    pen.two_lines(cell(3), line.wanted, 8)
    pen.two_lines(cell(4), case.unit or OWN_UNIT, 8)
    pen.two_lines(cell(5), case.handler or NOBODY, 8)
    pen.text(cell(6), STAGES[case.stage], 9)
    if case.due_on:
        draw_due_on(pen, cell(7), case.due_on, case.provisional, today)
    _draw_left(pen, cell(8), line)
    said = f"{case.state.word} {line.applicant} {line.wanted}"
    due = f"，{dated(case.due_on)}届满" if case.due_on else ""
    pen.spot(row, case.number, said + due, case_id=case.id)


def draw_due_on(pen: Pen, box: QRectF, on: date, provisional: bool, today: date, bold: bool = False) -> None:
    """The last day: its year only where it is another one; a provisional one has a broken outline and the word."""
    if on.year == today.year and not provisional:
        pen.text(box, f"{on.month:02}-{on.day:02} {weekday(on)}", 9, bold=bold)
        return
    first = on.isoformat() if on.year != today.year else f"{on.month:02}-{on.day:02} {weekday(on)}"
    rest = [weekday(on)] if on.year != today.year else []
    second = " ".join([*rest, "暂定"] if provisional else rest)
    frame = QRectF(box.left() - 4, box.center().y() - 38, box.width() + 8, 76)
    if provisional:
        pen.broken(frame)
    pen.text(QRectF(box.left() + 4, frame.top() + 2, box.width() - 4, 38), first, 8.5, bold=bold)
    pen.text(
        QRectF(box.left() + 4, frame.top() + 36, box.width() - 4, 36), second, SMALLEST, bold=provisional
    )


def _draw_left(pen: Pen, box: QRectF, line: UrgentCase) -> None:
    left = line.case.left or 0
    zero = box.left() + box.width() * _ZERO
    unit = box.width() * (1 - _ZERO) / _FULL
    top, height = box.center().y() - 13, 26.0
    fill = pen.tones.fill(line.case.state)
    if line.case.state is State.LATE:
        width = min(max(-left * unit, 6), zero - box.left())
        pen.bar(QRectF(zero - width, top, width, height), fill)
        said = f"超{-left}" if left else "刚过"
        pen.text(QRectF(zero + 10, box.top(), 140, box.height()), said, 9, fill, True)
    else:
        room = box.right() - zero
        width = min(max(left * unit, 5), room)
        pen.bar(QRectF(zero, top, width, height), fill)
        if left > _FULL:  # the bar goes on: two gaps say so
            for back in (34, 22):
                pen.bar(QRectF(zero + room - back, top, 5, height), pen.tones.ground)
        pen.text(QRectF(zero - 72, box.top(), 62, box.height()), str(left), 9, bold=True, align=RIGHT)
    pen.upright(zero, box.top(), box.bottom(), 2, pen.ink)
