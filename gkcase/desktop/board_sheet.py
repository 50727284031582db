"""The dashboard (看板) as one drawing: `draw` serves the screen, the preview, the printer, PDF and PNG alike."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QTransform

from gkcase.desktop.board_due import draw_due
from gkcase.desktop.board_shares import Block, draw_blocks
from gkcase.desktop.board_table import draw_table
from gkcase.desktop.paper_pen import PAPER, RIGHT, SMALLEST, Pen, Spot, Tones, font, mapped
from gkcase.desktop.printing import Sheet
from gkcase.services.board_values import Board, Figure

TITLE = "依申请公开办理期限看板"
WIDTH, HEIGHT = 2970.0, 2100.0
"""A4 across, in tenths of a millimetre."""
_X, _W = 110.0, 2750.0
_TABLE = 1730.0
_GAP = 46.0
_NOTED = {
    "before": "上月末在办",
    "new_last": "上月新收",
    "done_last": "上月办结",
    "replies": "本年答复",
}


def draw(painter: QPainter, rect: QRectF, board: Board, tones: Tones = PAPER) -> list[Spot]:
    """Draw the page into `rect`, whatever the device; returns where which figure stands, in its coordinates."""
    scale = min(rect.width() / WIDTH, rect.height() / HEIGHT)
    left = rect.left() + (rect.width() - WIDTH * scale) / 2
    top = rect.top() + (rect.height() - HEIGHT * scale) / 2
    place = QTransform.fromTranslate(left, top).scale(scale, scale)
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.setTransform(place, True)
    pen = Pen(painter, tones)
    pen.bar(QRectF(0, 0, WIDTH, HEIGHT), tones.ground)
    _draw_page(pen, board)
    painter.restore()
    return mapped(pen.spots, place)


def board_sheet(board: Board) -> Sheet:
    """The page for the printer, a PDF or a picture: always dark on white."""

    def page(painter: QPainter, rect: QRectF) -> None:
        draw(painter, rect, board)

    return Sheet(TITLE, (page,), landscape=True, fonts=(font(SMALLEST),))


def _draw_page(pen: Pen, board: Board) -> None:
    _draw_head(pen, QRectF(_X, 84, _W, 150), board)
    _draw_figures(pen, QRectF(_X, 244, _W, 214), board.figures)
    draw_due(pen, QRectF(_X, 470, _W, 492), board)
    body = QRectF(_X, 978, _W, 958)
    draw_table(pen, QRectF(body.left(), body.top(), _TABLE, body.height()), board)
    width = (body.width() - _TABLE - 2 * _GAP) / 2
    left = QRectF(body.left() + _TABLE + _GAP, body.top(), width, body.height())
    year = board.year
    draw_blocks(
        pen,
        left,
        (
            Block("在办 · 环节", f"{board.month.after}件", board.stages),
            Block("在办 · 经办", f"{len(board.handlers)}人", board.handlers, rest="其余{}人"),
            Block("本年办结 · 结果", f"{year.done}件", board.results, percent=True, keys=("done_year",)),
        ),
        flexible=1,
    )
    draw_blocks(
        pen,
        left.translated(width + _GAP, 0),
        (
            Block("在办 · 承办单位", f"{len(board.units)}个", board.units, rest="其余{}个"),
            Block("本年新收 · 渠道", f"{year.new}件", board.channels, percent=True, keys=("new_year",)),
        ),
        flexible=0,
    )
    _draw_foot(pen, QRectF(_X, 1950, _W, 80), board)


def _draw_head(pen: Pen, box: QRectF, board: Board) -> None:
    right = QRectF(box.right() - 900, box.top(), 900, 46)
    pen.text(QRectF(box.left(), box.top(), 1800, 84), TITLE, 20, bold=True)
    pen.text(QRectF(box.left(), box.top() + 88, box.width(), 52), board.headline, 11)
    pen.text(right, board.office, 10.5, bold=True, align=RIGHT)
    pen.text(right.translated(0, 44), board.moment, 10, align=RIGHT)
    pen.text(QRectF(right.left(), box.top() + 92, 900, 46), board.calendar, 9, pen.muted, align=RIGHT)


def _draw_figures(pen: Pen, box: QRectF, figures: Sequence[Figure]) -> None:
    pen.rule(box.left(), box.top(), box.right(), 3, pen.ink)
    step = box.width() / len(figures)
    for place, figure in enumerate(figures):
        _draw_figure(
            pen, QRectF(box.left() + place * step, box.top() + 12, step, box.height() - 12), figure, place > 0
        )


def _draw_figure(pen: Pen, box: QRectF, figure: Figure, divided: bool) -> None:
    x, y = box.left() + (22 if divided else 0), box.top()
    room = box.right() - x - 14
    if divided:
        pen.upright(box.left(), y + 6, box.bottom() - 8)
    shift = 0.0
    if figure.state:
        pen.mark(QPointF(x + 16, y + 24), figure.state, 14)
        shift = 42
    pen.text(QRectF(x + shift, y, room - shift, 48), figure.label, 10, bold=True)
    used = pen.text(QRectF(x, y + 44, room, 100), figure.value, 26, bold=True)
    pen.text(QRectF(x + used + 10, y + 84, max(room - used - 10, 0), 48), figure.unit, 9, pen.muted)
    note = QRectF(x, y + 138, room, 62)
    pen.two_lines(note, figure.note, SMALLEST, pen.muted)
    said = f"{figure.value}{figure.unit}"
    if figure.note_key:
        pen.spot(QRectF(x - 8, y, room + 8, 136), figure.label, said, figure.key)
        noted = _NOTED[figure.note_key]
        pen.spot(note.adjusted(-8, 0, 0, 0), noted, f"{figure.note_count}件", figure.note_key)
    else:
        pen.spot(QRectF(x - 8, y, room + 8, 200), figure.label, f"{said}，{figure.note}", figure.key)


def _draw_foot(pen: Pen, box: QRectF, board: Board) -> None:
    pen.rule(box.left(), box.top(), box.right(), 1.5)
    first = (
        f"临近＝届满前{board.warn_days}个工作日内；暂停＝征求意见、待补正、待缴费、待确认，期间不计入期限；"
        "工作日按国务院办公厅放假安排（含调休）计算；按期率、平均办理只计答复；申请人姓名已遮盖"
    )
    month, year = board.month, board.year
    sums = (
        f"上月末{month.before}＋本月新收{month.new}－本月办结{month.done}＝在办{month.after}；",
        f"上年结转{year.before}＋本年新收{year.new}＝本年办结{year.done}＋在办{year.after}",
    )
    line = QRectF(box.left(), box.top() + 4, box.width(), 38)
    pen.text(line, first, SMALLEST, pen.muted)
    below = line.translated(0, 38)
    used = pen.text(below, sums[0], SMALLEST, pen.muted)
    pen.text(below.adjusted(used, 0, 0, 0), sums[1], SMALLEST, pen.muted)
    carried = QRectF(below.left() + used, below.top(), 400, below.height())
    pen.spot(carried, "上年结转", f"{year.before}件", "carried")
    pen.text(below, f"GKCase · {board.chain}", SMALLEST, pen.muted, align=RIGHT)
