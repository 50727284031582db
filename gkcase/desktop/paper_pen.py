"""A pen for sheets of figures: lengths in tenths of a millimetre, text that is cut and never shrunk, own hatching.

What is drawn can be pointed at: a pen remembers which place stands for which cases, for the sheet on the screen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from math import ceil

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF, QTransform

from gkcase.desktop.printing import paper_font
from gkcase.desktop.tokens import look
from gkcase.services.board_values import State

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
PER_POINT = 254 / 72
SMALLEST = 7.5
"""No words on paper are smaller; the numbers in blocks are 7."""


@dataclass(frozen=True)
class Tones:
    """The colours of a sheet; on paper they tell each other apart in grey as well."""

    ground: str = "#FFFFFF"
    ink: str = "#1A1A1A"
    muted: str = "#595959"
    rule: str = "#BFBFBF"
    tint: str = "#F3F3F3"
    bar: str = "#8C8C8C"
    late: str = "#7A0019"
    on_late: str = "#FFFFFF"
    soon: str = "#E69F00"
    on_soon: str = "#000000"
    safe: str = "#0072B2"
    on_safe: str = "#FFFFFF"
    paused: str = "#8C8C8C"

    def fill(self, state: State) -> QColor:
        """The colour of a state."""
        return QColor(getattr(self, state.value, self.paused))

    def on(self, state: State) -> QColor:
        """The colour of words upon it."""
        return QColor(getattr(self, f"on_{state.value}", self.ink))


PAPER = Tones()


def screen_tones() -> Tones:
    """The same in the colours of the window."""
    t = look.tokens
    return Tones(
        ground=t.card,
        ink=t.text,
        muted=t.muted,
        rule=t.border_strong,
        tint=t.zebra if look.scheme == "dark" else t.surface,
        bar=t.field,
        late=t.late,
        on_late=t.on_late,
        soon=t.soon,
        safe=t.safe,
        on_safe=t.card,
        paused=t.paused,
    )


@dataclass(frozen=True)
class Spot:
    """A place that opens cases: those of its keys, or the one case `case_id`.

    `title` says which cases they are, `said` how many or what else; `small`: keys pass it by.
    """

    box: QRectF
    title: str
    said: str = ""
    keys: tuple[str, ...] = ()
    case_id: int = 0
    small: bool = False

    @property
    def words(self) -> str:
        """What a screen reader says."""
        return f"{self.title} {self.said}".strip()


def font(points: float, bold: bool = False) -> QFont:
    """A font of paper; rounded up, so that nothing is smaller than it says."""
    made = paper_font(bold)
    made.setPixelSize(ceil(points * PER_POINT))
    return made


def width_of(words: str, points: float, bold: bool = False) -> float:
    """How wide words are."""
    return QFontMetricsF(font(points, bold)).horizontalAdvance(words)


@dataclass
class Pen:
    """A painter with the colours of its sheet and the places drawn so far."""

    p: QPainter
    tones: Tones = PAPER
    spots: list[Spot] = field(default_factory=list)

    @property
    def ink(self) -> QColor:
        """The colour of words."""
        return QColor(self.tones.ink)

    @property
    def muted(self) -> QColor:
        """The colour of what is said beside."""
        return QColor(self.tones.muted)

    def text(
        self,
        box: QRectF,
        words: str,
        points: float = 9,
        colour: QColor | None = None,
        bold: bool = False,
        align: Qt.AlignmentFlag = LEFT,
        cut: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> float:
        """One line, cut with … where it does not fit; returns the width used."""
        face = font(points, bold)
        metrics = QFontMetricsF(face)
        plain = " ".join(words.split())
        fits = metrics.horizontalAdvance(plain) <= box.width() + 0.5
        shown = plain if fits else metrics.elidedText(plain, cut, box.width())
        self.p.setFont(face)
        self.p.setPen(colour or self.ink)
        self.p.drawText(box, align | Qt.TextFlag.TextSingleLine, shown)
        return metrics.horizontalAdvance(shown)

    def two_lines(self, box: QRectF, words: str, points: float, colour: QColor | None = None) -> None:
        """Words on two lines at most, the second one cut where need be."""
        metrics = QFontMetricsF(font(points))
        plain = " ".join(words.split())
        if metrics.horizontalAdvance(plain) <= box.width():
            self.text(box, plain, points, colour)
            return
        kept = _fitting(metrics, plain, box.width())
        height = min(box.height() / 2, metrics.height() * 1.02)
        top = box.center().y() - height
        self.text(QRectF(box.left(), top, box.width() + 4, height), plain[:kept].rstrip(" ·"), points, colour)
        self.text(
            QRectF(box.left(), top + height, box.width(), height), plain[kept:].lstrip(), points, colour
        )

    def rule(self, x1: float, y: float, x2: float, width: float = 1.5, colour: QColor | None = None) -> None:
        """A line across."""
        self.p.setPen(QPen(colour or QColor(self.tones.rule), width))
        self.p.drawLine(QPointF(x1, y), QPointF(x2, y))

    def upright(
        self, x: float, y1: float, y2: float, width: float = 1.5, colour: QColor | None = None
    ) -> None:
        """A line from top to bottom."""
        self.p.setPen(QPen(colour or QColor(self.tones.rule), width))
        self.p.drawLine(QPointF(x, y1), QPointF(x, y2))

    def bar(self, box: QRectF, colour: QColor | str) -> None:
        """A filled box."""
        self.p.fillRect(box, QColor(colour))

    def outline(self, box: QRectF, width: float = 3) -> None:
        """An empty box."""
        self.p.setPen(QPen(self.ink, width))
        self.p.setBrush(Qt.BrushStyle.NoBrush)
        self.p.drawRect(box)

    def broken(self, box: QRectF, width: float = 3) -> None:
        """The outline of what is provisional (暂定)."""
        pen = QPen(self.ink, width)
        pen.setDashPattern([2.2, 1.6])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        self.p.setPen(pen)
        self.p.setBrush(Qt.BrushStyle.NoBrush)
        self.p.drawRect(box)

    def hatch(self, box: QRectF, step: float = 14) -> None:
        """Own lines: the patterns of Qt are pixels of the device and vanish on paper."""
        self.p.setPen(QPen(QColor(self.tones.bar), 1.5))
        x = box.left() - box.height()
        while x < box.right():
            start, end = max(x, box.left()), min(x + box.height(), box.right())
            if start < end:
                self.p.drawLine(QLineF(start, box.bottom() - (start - x), end, box.bottom() - (end - x)))
            x += step

    def mark(self, centre: QPointF, state: State, r: float = 13) -> None:
        """The shape of a state: diamond late, triangle soon, disc safe, two bars paused, ring without period."""
        p, x, y = self.p, centre.x(), centre.y()
        p.setPen(QPen(self.ink, 1.5) if state is State.SOON else Qt.PenStyle.NoPen)
        p.setBrush(QBrush(self.tones.fill(state)))
        if state is State.LATE:
            s = r * 1.2
            p.drawPolygon(
                QPolygonF([QPointF(x, y - s), QPointF(x + s, y), QPointF(x, y + s), QPointF(x - s, y)])
            )
        elif state is State.SOON:
            foot = y + r * 0.85
            p.drawPolygon(
                QPolygonF([QPointF(x, y - r), QPointF(x + r * 1.1, foot), QPointF(x - r * 1.1, foot)])
            )
        elif state is State.SAFE:
            p.drawEllipse(centre, r * 0.85, r * 0.85)
        elif state is State.PAUSED:
            p.drawRect(QRectF(x - r * 0.8, y - r * 0.85, r * 0.55, r * 1.7))
            p.drawRect(QRectF(x + r * 0.25, y - r * 0.85, r * 0.55, r * 1.7))
        else:
            p.setPen(QPen(self.tones.fill(state), r * 0.3))
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.drawEllipse(centre, r * 0.7, r * 0.7)

    def caption(self, box: QRectF, title: str, note: str = "") -> float:
        """The head of a part: a rule, a bold word, what is said of it behind; returns where the words end."""
        self.rule(box.left(), box.top(), box.right(), 3, self.ink)
        line = QRectF(box.left(), box.top() + 6, box.width(), 48)
        used = self.text(line, title, 10, bold=True)
        used += 22 + self.text(line.adjusted(used + 22, 0, 0, 0), note, SMALLEST, self.muted)
        return box.left() + used

    def spot(
        self, box: QRectF, title: str, said: str, *keys: str, case_id: int = 0, small: bool = False
    ) -> None:
        """This place opens the cases of these keys."""
        self.spots.append(Spot(box, title, said, keys, case_id, small))


_STOPS = (" · ", "；", "，")
"""Where a line is best broken."""


def _fitting(metrics: QFontMetricsF, words: str, width: float) -> int:
    """How many signs fit on the first line; a number or a Latin word stays whole where it is not too long."""
    low, high = 1, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if metrics.horizontalAdvance(words[:middle]) <= width:
            low = middle
        else:
            high = middle - 1
    for stop in _STOPS:
        place = words.rfind(stop, low // 3, low + 1)
        if place > 0 and metrics.horizontalAdvance(words[place + len(stop) :]) <= width:
            return place + len(stop)
    start = low
    while start > 0 and _joined(words[start - 1], words[start : start + 1]):
        start -= 1
    kept = start if start > low // 2 else low
    closing = "，。；：、）》”’〕"
    return kept - 1 if kept > 1 and words[kept : kept + 1] and words[kept] in closing else kept


def _joined(before: str, after: str) -> bool:
    return before.isascii() and before.isalnum() and after.isascii() and after.isalnum()


def mapped(spots: Iterable[Spot], transform: QTransform) -> list[Spot]:
    """The places in the coordinates of the device."""
    return [replace(spot, box=transform.mapRect(spot.box)) for spot in spots]
