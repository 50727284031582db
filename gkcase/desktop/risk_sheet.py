"""每周风险清单 and 到期预警 on paper: A4 upright, heads repeated, a box to tick, lines to sign on the last page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from gkcase.desktop.board_table import draw_due_on
from gkcase.desktop.paper_pen import LEFT, RIGHT, SMALLEST, Pen, font, width_of
from gkcase.desktop.printing import Draw, Sheet
from gkcase.domain.terms import spoken
from gkcase.services.board_lists import RiskGroup, RiskLine, RiskList
from gkcase.services.board_values import State, short_label

WIDTH, HEIGHT = 2100.0, 2970.0
_X, _W = 120.0, 1860.0
_TOP, _HEAD, _BOTTOM = 330.0, 52.0, 2790.0
_ROW, _GROUP, _SIGNS = 126.0, 62.0, 150.0
_COLUMNS = (
    ("状态", 132.0),
    ("编号", 100.0),
    ("申请人 · 申请事项", 580.0),
    ("下一步与依据", 500.0),
    ("届满日", 236.0),
    ("剩余", 96.0),
    ("落实情况", 216.0),
)


@dataclass(frozen=True)
class _Again:
    """The head of a group that goes on."""

    title: str


_Item = RiskGroup | RiskLine | _Again


def paginated(groups: Sequence[RiskGroup]) -> list[list[_Item]]:
    """Lines onto pages; a head never stands alone at the foot, and the last page has room for the signatures."""
    pages: list[list[_Item]] = [[]]
    room = left = _BOTTOM - _TOP - _HEAD
    for group in groups:
        if left < _GROUP + _ROW:
            pages.append([])
            left = room
        pages[-1].append(group)
        left -= _GROUP
        for line in group.lines:
            if left < _ROW:
                pages.append([_Again(f"{group.title}（续）")])
                left = room - _GROUP
            pages[-1].append(line)
            left -= _ROW
    if left < _SIGNS:
        pages.append([])
    return pages


def risk_sheet(lists: Sequence[RiskList], title: str) -> Sheet:
    """The lists as one sheet, each beginning on a page of its own."""
    draws: list[Draw] = []
    for listed in lists:
        pages = paginated(listed.groups)
        for number, items in enumerate(pages, 1):
            draws.append(partial(_draw_page, listed, items, number, len(pages)))
    return Sheet(title, draws, fonts=(font(SMALLEST),))


def _draw_page(
    listed: RiskList, items: Sequence[_Item], number: int, count: int, painter: QPainter, page: QRectF
) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(page.topLeft())
    painter.scale(page.width() / WIDTH, page.width() / WIDTH)
    pen = Pen(painter)
    _draw_title(pen, listed)
    _draw_head(pen)
    y, shade = _TOP + _HEAD, False
    for item in items:
        if isinstance(item, RiskLine):
            _draw_line(pen, y, item, listed, shade)
            y, shade = y + _ROW, not shade
        else:
            _draw_group(pen, y, item)
            y, shade = y + _GROUP, False
    pen.rule(_X, y, _X + _W, 3, pen.ink)
    if number == count:
        _draw_signs(pen, y + 60, listed.signs)
    _draw_foot(pen, listed, f"第{number}页 共{count}页")
    painter.restore()


def _draw_title(pen: Pen, listed: RiskList) -> None:
    pen.text(QRectF(_X, 110, 1100, 84), listed.title, 20, bold=True)
    pen.text(QRectF(_X, 200, _W, 50), listed.headline, 10.5)
    pen.text(QRectF(_X, 252, _W, 44), listed.period, 9, pen.muted)
    right = QRectF(_X + _W - 800, 108, 800, 42)
    pen.text(right, listed.office, 10, bold=True, align=RIGHT)
    pen.text(right.translated(0, 44), listed.moment, 9, align=RIGHT)
    published = QRectF(_X + _W - 500, 252, 500, 44)
    pen.text(published, f"节假日安排已公布至{listed.published_to}年", 8.5, pen.muted, align=RIGHT)


def _edges() -> list[float]:
    at = [_X]
    for _, width in _COLUMNS:
        at.append(at[-1] + width)
    return at


def _draw_head(pen: Pen) -> None:
    pen.rule(_X, _TOP, _X + _W, 3, pen.ink)
    for (name, width), x in zip(_COLUMNS, _edges(), strict=False):
        box = QRectF(x + 8, _TOP, width - 16, _HEAD)
        pen.text(box, name, 8.5, bold=True, align=RIGHT if name == "剩余" else LEFT)
    pen.rule(_X, _TOP + _HEAD, _X + _W, 1.5, pen.ink)


def _draw_group(pen: Pen, y: float, group: RiskGroup | _Again) -> None:
    used = pen.text(QRectF(_X + 8, y + 8, _W - 20, _GROUP - 8), group.title, 10, bold=True)
    if isinstance(group, RiskGroup):
        pen.text(QRectF(_X + used + 36, y + 10, _W - used - 40, _GROUP - 8), group.note, 8, pen.muted)
    pen.rule(_X, y + _GROUP, _X + _W, 1.5, pen.ink)


def _draw_line(pen: Pen, y: float, line: RiskLine, listed: RiskList, shade: bool) -> None:
    at, case = _edges(), line.case
    if shade:
        pen.bar(QRectF(_X, y, at[6] - _X, _ROW), pen.tones.tint)

    def cell(place: int, top: float, height: float) -> QRectF:
        return QRectF(at[place] + 8, top, at[place + 1] - at[place] - 16, height)

    pen.mark(QPointF(at[0] + 26, y + _ROW / 2), case.state, 13)
    pen.text(QRectF(at[0] + 48, y, 92, _ROW), case.state.word, 9.5, bold=True)
    pen.text(cell(1, y, _ROW), short_label(case.number, listed.as_of.year), 9.5)
    who = " · ".join(filter(None, (line.applicant, line.unit, case.handler)))
    pen.text(cell(2, y + 4, 40), who, 8, pen.muted)
    pen.two_lines(cell(2, y + 44, 76), line.wanted, 8.5)
    pen.two_lines(cell(3, y + 5, 76), line.step, 8.5)
    pen.text(cell(3, y + 83, 38), line.basis, SMALLEST, pen.muted)
    if case.due_on:
        near = case.state in (State.LATE, State.SOON)
        draw_due_on(pen, cell(4, y, _ROW), case.due_on, case.provisional, listed.as_of, near)
    else:
        pen.text(cell(4, y, _ROW), case.waiting or case.state.word, 8.5, pen.muted)
    _draw_left(pen, cell(5, y, _ROW), line)
    pen.outline(QRectF(at[6] + 14, y + 20, 28, 28), 1.5)
    pen.text(QRectF(at[6] + 52, y + 14, 150, 40), "已落实", 8, pen.muted)
    pen.rule(at[6] + 14, y + 108, at[7], 1.2)
    pen.rule(_X, y + _ROW, _X + _W, 1)


def _draw_left(pen: Pen, box: QRectF, line: RiskLine) -> None:
    case = line.case
    late = case.state is State.LATE
    if case.left is None:
        words = "—"
    elif late:
        words = f"超{-case.left}" if case.left else "刚过"
    else:
        words = str(case.left)
    pen.text(box, words, 11, pen.tones.fill(State.LATE) if late else pen.ink, True, RIGHT)


def _draw_signs(pen: Pen, y: float, signs: Sequence[str]) -> None:
    for place, who in enumerate(signs):
        x = _X + place * _W / len(signs)
        used = pen.text(QRectF(x, y, 300, 50), who, 9)
        pen.rule(x + used + 16, y + 46, x + _W / len(signs) - 60, 1.5, pen.muted)


def _draw_foot(pen: Pen, listed: RiskList, page: str) -> None:
    words = f"申请人姓名已遮盖；剩余按工作日计，以{spoken(listed.as_of)}为准。{listed.seal.words}"
    pen.rule(_X, 2830, _X + _W)
    room = _W - width_of(page, 8) - 40
    pen.text(QRectF(_X, 2838, room, 42), words, SMALLEST, pen.muted)
    pen.text(QRectF(_X, 2838, _W, 42), page, 8, align=RIGHT)
