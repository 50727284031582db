"""A long list on paper: A4 across, the head repeated on every page, rows numbered and never broken."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from gkcase.desktop.printing import Draw, Sheet, print_font

MOST_PRINTED = 3000
_WIDTH, _HEIGHT, _MARGIN = 8420, 5950, 425
"""The page in tenths of a point: fonts take whole pixels, and a tenth of a point is fine enough."""
_HEAD, _FOOT = 470, 180
_SIZE, _LINE, _PAD, _GAP = 85, 122, 34, 36
_LINES = 3
_ORDINAL = 330
_WIDE_FROM = "\u2e80"
_NARROW = {**dict.fromkeys("0123456789", 0.58), "-": 0.45, " ": 0.35}
"""Rather too wide in every font that Windows and Linux print Chinese with; the others are letters."""
ORDINAL = "序号"


@dataclass(frozen=True)
class Head:
    """A column on paper; `width` in tenths of a point, 0 takes what is left."""

    heading: str
    width: int
    number: bool = False


@dataclass(frozen=True)
class Row:
    """One line on paper."""

    ordinal: int
    words: tuple[str, ...]
    lines: int

    @property
    def height(self) -> int:
        """How high it is."""
        return self.lines * _LINE + 2 * _PAD


def widths_of(heads: Sequence[Head]) -> list[int]:
    """How wide the columns are: those without a width share what is left."""
    left = _WIDTH - 2 * _MARGIN - _ORDINAL - sum(head.width for head in heads)
    free = sum(not head.width for head in heads)
    return [head.width or left // free for head in heads]


def _wide(words: str) -> float:
    """The width of words in ems, rather too wide than too narrow."""
    return sum(1.0 if sign >= _WIDE_FROM else _NARROW.get(sign, 0.64) for sign in words)


def fitted(words: str, width: int, most: int = _LINES) -> tuple[str, int]:
    """Words cut to the lines that a cell has, and how many lines they take; a line break stays one."""
    if "\n" in words:
        parts = [fitted(part, width, most) for part in words.split("\n")]
        return "\n".join(part for part, _ in parts), sum(taken for _, taken in parts)
    plain = " ".join(words.split())
    per_line = max((width - _GAP) / _SIZE, 1)
    lines = -int(-_wide(plain) // per_line) or 1
    if lines <= most:
        return plain, lines
    room, kept = per_line * most - 1, 0
    while room > 0:
        room -= _wide(plain[kept])
        kept += 1
    return plain[: kept - 1] + "…", most


def rows_of(heads: Sequence[Head], lines: Iterable[Sequence[str]]) -> list[Row]:
    """The lines as rows, numbered from one."""
    widths = widths_of(heads)
    made = []
    for ordinal, line in enumerate(lines, 1):
        cells = [fitted(words, width) for words, width in zip(line, widths, strict=True)]
        made.append(Row(ordinal, tuple(words for words, _ in cells), max(taken for _, taken in cells)))
    return made


def paginated(rows: Iterable[Row], head_height: int = _LINE + 2 * _PAD) -> list[list[Row]]:
    """Rows onto pages; no row is broken, and there is a page even without rows."""
    pages: list[list[Row]] = [[]]
    room = _HEIGHT - 2 * _MARGIN - _HEAD - _FOOT - head_height
    left = room
    for row in rows:
        if row.height > left and pages[-1]:
            pages.append([])
            left = room
        pages[-1].append(row)
        left -= row.height
    return pages


def list_sheet(title: str, facts: str, heads: Sequence[Head], lines: Iterable[Sequence[str]]) -> Sheet:
    """The sheet: its title, a line of facts below it, and the lines."""
    above = _above(heads)
    drawn = _Drawing(title, facts, tuple(heads), above)
    return Sheet(title, _Pages(drawn, paginated(rows_of(heads, lines), above.height)), True, (_font(_SIZE),))


def _above(heads: Sequence[Head]) -> Row:
    """The head of the list; a heading that is too long is broken into parts of about one length."""
    broken = []
    for head, width in zip(heads, widths_of(heads), strict=True):
        parts = fitted(head.heading, width)[1]
        size = len(head.heading) // parts
        cuts = [place * size for place in range(parts)] + [len(head.heading)]
        broken.append("\n".join(head.heading[a:b] for a, b in itertools.pairwise(cuts)))
    return rows_of(heads, [broken])[0]


@dataclass(frozen=True)
class _Drawing:
    """What stands on every page."""

    title: str
    facts: str
    heads: tuple[Head, ...]
    above: Row


class _Pages(Sequence[Draw]):
    """The drawings of the pages, made as they are asked for."""

    def __init__(self, drawn: _Drawing, pages: Sequence[Sequence[Row]]) -> None:
        self._drawn, self._pages = drawn, pages

    def __len__(self) -> int:
        return len(self._pages)

    def __getitem__(self, number: int) -> Draw:  # type: ignore[override]  # no slices of a printed sheet
        if not 0 <= number < len(self._pages):
            raise IndexError(number)
        return partial(_draw, self._drawn, self._pages[number], f"{number + 1}/{len(self._pages)}")


def _font(size: int, bold: bool = False) -> QFont:
    made = print_font(bold=bold)
    made.setPixelSize(size)
    return made


def _draw(drawn: _Drawing, rows: Sequence[Row], number: str, painter: QPainter, page: QRectF) -> None:
    painter.scale(page.width() / _WIDTH, page.width() / _WIDTH)
    painter.setPen(QColor("black"))
    painter.setFont(_font(150, bold=True))
    body = QRectF(_MARGIN, _MARGIN, _WIDTH - 2 * _MARGIN, _HEIGHT - 2 * _MARGIN)
    title = QRectF(body.left(), body.top(), body.width(), 220)
    painter.drawText(title, Qt.AlignmentFlag.AlignCenter, drawn.title)
    painter.setFont(_font(_SIZE))
    line = QRectF(body.left(), body.top() + 250, body.width(), 160)
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, drawn.facts)
    top = body.top() + _HEAD
    _draw_row(painter, top, drawn.heads, drawn.above, bold=True)
    painter.setPen(QPen(QColor("black"), 8))
    top += drawn.above.height
    painter.drawLine(QPointF(body.left(), top), QPointF(body.right(), top))
    for row in rows:
        _draw_row(painter, top, drawn.heads, row)
        top += row.height
        painter.setPen(QPen(QColor("#999999"), 4))
        painter.drawLine(QPointF(body.left(), top), QPointF(body.right(), top))
    painter.setPen(QColor("black"))
    foot = QRectF(body.left(), body.bottom() - 140, body.width(), 140)
    painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, number)


def _draw_row(painter: QPainter, top: float, heads: Sequence[Head], row: Row, *, bold: bool = False) -> None:
    painter.setPen(QColor("black"))
    painter.setFont(_font(_SIZE, bold))
    cells = [(_ORDINAL, True, ORDINAL if bold else str(row.ordinal))]
    widths = widths_of(heads)
    cells += [(width, head.number, text) for width, head, text in zip(widths, heads, row.words, strict=True)]
    left = float(_MARGIN)
    for width, right, text in cells:
        gap = 2 * _GAP if right and left > _MARGIN else _GAP
        box = QRectF(left, top + _PAD, width - gap, row.height - 2 * _PAD)
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        flags = int(side | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWrapAnywhere)
        painter.drawText(box, flags, text)
        left += width
