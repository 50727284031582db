"""How a month and a week of duties are painted, on the screen and on paper; it must read in greyscale as well."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from gkcase.desktop.badges import SHAPES
from gkcase.desktop.printing import RESOLUTION
from gkcase.desktop.tokens import FAMILIES, LIGHT, TYPE, colour, font, sp
from gkcase.desktop.year_view import YearDay
from gkcase.domain.terms import WEEKDAYS
from gkcase.services.duty_calendar import DutyDay

STATE_WORDS = {
    "late": "逾期",
    "soon": "临近",
    "waiting": "等待",
    "paused": "暂停",
    "provisional": "暂定",
    "safe": "",
}
"""What stands beside the shape; a duty with time left needs no word."""

_TONES = {"waiting": "paused", "provisional": "safe"}
_YEAR = re.compile(r"^〔(\d{4})〕")
_SHAPE, _PAD = 8, 4
_PAPER_POINTS = 8.5
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Hand:
    """What is painted with: lengths, fonts and colours of the screen, or of paper."""

    px: Callable[[int], float]
    font: Callable[[str, bool], QFont]
    colour: Callable[[str], QColor]
    line: float = 1.0

    def height(self, role: str) -> float:
        """How high a line of type is."""
        return QFontMetricsF(self.font(role, False)).height()


def _paper_font(role: str, bold: bool) -> QFont:
    made = QFont(FAMILIES)
    made.setPixelSize(round(_PAPER_POINTS * TYPE[role] / TYPE["caption"] * RESOLUTION / 72))
    made.setBold(bold)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


SCREEN = Hand(sp, font, colour)
PAPER = Hand(
    lambda length: length * RESOLUTION / 96,
    _paper_font,
    lambda name: QColor(getattr(LIGHT, name)),
    RESOLUTION / 96,
)


@dataclass(frozen=True)
class Cell:
    """One day of the month: its box, how the office works on it, what falls due."""

    day: date
    box: QRectF
    mark: YearDay
    duties: Sequence[DutyDay]
    inside: bool = True


def short(duty: DutyDay, year: int) -> str:
    """Number and act; of a case of this year only the running number."""
    found = _YEAR.match(duty.number)
    number = duty.number[found.end() :] if found and int(found[1]) == year else duty.number
    return f"{number} {duty.act}"


def head_height(hand: Hand) -> float:
    """How much of a cell its date takes."""
    return hand.height("caption") + hand.px(6)


def line_height(hand: Hand) -> float:
    """How much of a cell a duty takes."""
    return hand.height("caption") + hand.px(4)


def lines_of(hand: Hand, cell: Cell) -> tuple[list[tuple[QRectF, DutyDay]], QRectF | None, int]:
    """Where the duties of a day stand; where, and for how many, the line that folds the others stands."""
    step, top = line_height(hand), cell.box.top() + head_height(hand)
    room = max(int((cell.box.bottom() - hand.px(2) - top) // step), 1)
    fold = len(cell.duties) > room
    shown = cell.duties[: max(room - 1, 0)] if fold else cell.duties
    left, width = cell.box.left() + hand.px(3), cell.box.width() - hand.px(6)
    boxes = [QRectF(left, top + place * step, width, step - hand.px(1)) for place in range(len(shown) + 1)]
    rest = len(cell.duties) - len(shown)
    return list(zip(boxes, shown, strict=False)), boxes[len(shown)] if fold else None, rest


def paint_weekdays(p: QPainter, hand: Hand, box: QRectF) -> None:
    """Monday to Sunday over the columns."""
    p.setFont(hand.font("caption", False))
    p.setPen(hand.colour("muted"))
    width = box.width() / 7
    for column, word in enumerate(WEEKDAYS):
        where = QRectF(box.left() + column * width, box.top(), width, box.height())
        p.drawText(where, Qt.AlignmentFlag.AlignCenter, f"周{word}")


def paint_cell(p: QPainter, hand: Hand, cell: Cell, *, today: bool, ring: str = "") -> None:
    """One day: hatched when off, 班 when made up, a corner when the office decided it, then its duties."""
    box = cell.box
    p.setPen(QPen(hand.colour("border"), hand.line))
    p.setBrush(hand.colour("card") if cell.inside else Qt.BrushStyle.NoBrush)
    p.drawRect(box)
    if cell.mark.kind in ("off", "weekend"):
        paint_hatch(p, hand, box)
    _paint_date(p, hand, cell, today)
    if cell.mark.own:
        paint_corner(p, hand, box)
    lines, folded, rest = lines_of(hand, cell)
    for where, duty in lines:
        paint_line(p, hand, where, duty, cell.day.year)
    if folded is not None:
        p.setFont(hand.font("caption", True))
        p.setPen(hand.colour("accent"))
        p.drawText(folded.adjusted(hand.px(_PAD), 0, 0, 0), _LEFT, f"还有{rest}项" if lines else f"{rest}项")
    if ring:
        p.setPen(QPen(hand.colour(ring), 2 * hand.line))
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.drawRect(box.adjusted(1, 1, -1, -1))


def _paint_date(p: QPainter, hand: Hand, cell: Cell, today: bool) -> None:
    height = head_height(hand)
    place = QRectF(cell.box.left() + hand.px(6), cell.box.top(), cell.box.width() - hand.px(12), height)
    words = str(cell.day.day) if cell.inside else f"{cell.day.month}/{cell.day.day}"
    bold = cell.mark.kind == "makeup" or today
    p.setFont(hand.font("caption", bold))
    metrics = QFontMetricsF(p.font())
    used = metrics.horizontalAdvance(words)
    if today:
        disc = QRectF(0, 0, max(used + hand.px(10), height - hand.px(4)), height - hand.px(4))
        disc.moveCenter(QPointF(place.left() + used / 2, place.center().y()))
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(hand.colour("accent"))
        p.drawRoundedRect(disc, disc.height() / 2, disc.height() / 2)
    off = cell.mark.kind in ("off", "weekend") or not cell.inside
    p.setPen(hand.colour("on_accent" if today else "faint" if off else "text"))
    p.drawText(place, _LEFT, words)
    name = "班" if cell.mark.kind == "makeup" else cell.mark.name if cell.mark.kind == "off" else ""
    if name:
        room = place.adjusted(used + hand.px(12), 0, 0, 0)
        p.setPen(hand.colour("text" if name == "班" else "muted"))
        p.drawText(room, _RIGHT, metrics.elidedText(name, Qt.TextElideMode.ElideRight, room.width()))


def paint_line(p: QPainter, hand: Hand, box: QRectF, duty: DutyDay, year: int) -> None:
    """A duty: shape, number and act, the word of its state; the nearer its day, the heavier."""
    fill = {"late": "late", "soon": "soon_tint"}.get(duty.state, "")
    ink = {"late": "on_late", "soon": "on_soon"}.get(duty.state, "muted" if duty.theirs else "text")
    mark = "on_late" if duty.state == "late" else _TONES.get(duty.state, duty.state)
    if fill:
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(hand.colour(fill))
        p.drawRoundedRect(box, hand.px(3), hand.px(3))
    left = box.left() + hand.px(_PAD)
    paint_shape(p, hand, QPointF(left, box.center().y() - hand.px(_SHAPE) / 2), duty.state, mark)
    p.setFont(hand.font("caption", False))
    p.setPen(hand.colour(ink))
    metrics = QFontMetricsF(p.font())
    words = box.adjusted(hand.px(_PAD + _SHAPE + 5), 0, -hand.px(_PAD), 0)
    text, state = short(duty, year), STATE_WORDS.get(duty.state, "")
    needed = metrics.horizontalAdvance(f"{text} {state}") + hand.px(2)
    if state and needed <= words.width():
        p.drawText(words, _RIGHT, state)
    p.drawText(words, _LEFT, metrics.elidedText(text, Qt.TextElideMode.ElideRight, words.width()))


def paint_shape(p: QPainter, hand: Hand, corner: QPointF, state: str, tone: str) -> None:
    """The shape of a state, as everywhere, in the size of this hand."""
    p.save()
    p.translate(corner)
    scale = hand.px(_SHAPE) / _SHAPE
    p.scale(scale, scale)
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(hand.colour(tone))
    SHAPES[state](p, QRectF(0, 0, _SHAPE, _SHAPE))
    p.restore()


def paint_corner(p: QPainter, hand: Hand, box: QRectF) -> None:
    """The office decided this day itself."""
    corner, foot = hand.px(8), box.bottomRight()
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(hand.colour("text"))
    p.drawPolygon([foot, QPointF(foot.x() - corner, foot.y()), QPointF(foot.x(), foot.y() - corner)])


def paint_hatch(p: QPainter, hand: Hand, box: QRectF) -> None:
    """Thin diagonal lines: nobody works here on this day."""
    p.save()
    p.setClipRect(box)
    p.setPen(QPen(hand.colour("border"), hand.line))
    step, x = hand.px(9), box.left() - box.height()
    while x < box.right():
        p.drawLine(QPointF(x, box.bottom()), QPointF(x + box.height(), box.top()))
        x += step
    p.restore()
