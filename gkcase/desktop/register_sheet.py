"""The printed register (登记台账): A4 across, the head repeated on every page, names masked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QWidget

from gkcase.desktop.columns import Day, deadline_mark, masked
from gkcase.desktop.printing import Draw, Sheet, preview, print_font
from gkcase.domain.terms import chinese_date, dated
from gkcase.services.queries import CaseLine

TITLE = "政府信息公开申请登记台账"
MOST_PRINTED = 3000
_PT = 10
"""Units per point: fonts take whole pixels, and a tenth of a point is fine enough."""
_WIDTH, _HEIGHT, _MARGIN = 8420, 5950, 425
_HEAD, _FOOT = 470, 180
_SIZE, _LINE, _PAD, _GAP = 85, 122, 34, 36
_LINES = 3
_WIDE_FROM = "\u2e80"


@dataclass(frozen=True)
class _Cell:
    """A column on paper; `width` in tenths of a point, 0 takes what is left."""

    heading: str
    width: int
    read: Callable[[CaseLine, Day], str]
    number: bool = False


def _channel(case: CaseLine, _: Day) -> str:
    return case.channel.label if case.channel else "—"


_CELLS = (
    _Cell("编号", 860, lambda case, _: case.number),
    _Cell("申请人", 1050, lambda case, _: masked(case)),
    _Cell("所需信息", 0, lambda case, _: case.wanted),
    _Cell("渠道", 660, _channel),
    _Cell("收到申请之日", 830, lambda case, _: dated(case.received_on) if case.received_on else "—"),
    _Cell("状态", 520, lambda case, _: case.status.label),
    _Cell("期限", 700, lambda case, day: deadline_mark(case, day)[1]),
    _Cell("届满日", 830, lambda case, _: dated(case.due_on) if case.due_on else "—"),
    _Cell("经办", 560, lambda case, _: case.handler),
)
_ORDINAL = 330
_FREE = _WIDTH - 2 * _MARGIN - _ORDINAL - sum(cell.width for cell in _CELLS)


def _wide(words: str) -> float:
    """The width of words in ems, rather too wide than too narrow."""
    return sum(1.0 if sign >= _WIDE_FROM else 0.64 for sign in words)


def fitted(words: str, width: int, most: int = _LINES) -> tuple[str, int]:
    """Words cut to the lines that a cell has, and how many lines they take."""
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


@dataclass(frozen=True)
class Row:
    """One case on paper."""

    ordinal: int
    words: tuple[str, ...]
    lines: int

    @property
    def height(self) -> int:
        """How high it is."""
        return self.lines * _LINE + 2 * _PAD


def rows_of(cases: Iterable[CaseLine], day: Day) -> list[Row]:
    """The cases as rows, numbered from one."""
    made = []
    for ordinal, case in enumerate(cases, 1):
        cells = [fitted(cell.read(case, day), cell.width or _FREE) for cell in _CELLS]
        made.append(Row(ordinal, tuple(words for words, _ in cells), max(lines for _, lines in cells)))
    return made


def paginated(rows: Iterable[Row]) -> list[list[Row]]:
    """Rows onto pages; no row is broken, and there is a page even without rows."""
    pages: list[list[Row]] = [[]]
    room = _HEIGHT - 2 * _MARGIN - _HEAD - _FOOT - _head_height()
    left = room
    for row in rows:
        if row.height > left and pages[-1]:
            pages.append([])
            left = room
        pages[-1].append(row)
        left -= row.height
    return pages


def _head_height() -> int:
    return _LINE + 2 * _PAD


def register_sheet(office: str, cases: Sequence[CaseLine], day: Day, chosen: str) -> Sheet:
    """The sheet: which office, which cases, as of which day."""
    pages = paginated(rows_of(cases, day))
    facts = f"{office}    {chosen}，共 {len(cases):,} 件    截至 {chinese_date(day.today)}"
    return Sheet(TITLE, _Pages(facts, pages), landscape=True, fonts=(_font(_SIZE),))


class _Pages(Sequence[Draw]):
    """The drawings of the pages, made as they are asked for."""

    def __init__(self, facts: str, pages: Sequence[Sequence[Row]]) -> None:
        self._facts, self._pages = facts, pages

    def __len__(self) -> int:
        return len(self._pages)

    def __getitem__(self, number: int) -> Draw:  # type: ignore[override]  # no slices of a printed sheet
        if not 0 <= number < len(self._pages):
            raise IndexError(number)
        return partial(_draw, self._facts, self._pages[number], f"{number + 1}/{len(self._pages)}")


def print_register(parent: QWidget, office: str, cases: Sequence[CaseLine], day: Day, chosen: str) -> None:
    """Show the register as it will be printed."""
    preview(register_sheet(office, cases, day, chosen), parent)


def _font(size: int, bold: bool = False) -> QFont:
    made = print_font(bold=bold)
    made.setPixelSize(size)
    return made


def _draw(facts: str, rows: Sequence[Row], number: str, painter: QPainter, page: QRectF) -> None:
    painter.scale(page.width() / _WIDTH, page.width() / _WIDTH)
    painter.setPen(QColor("black"))
    painter.setFont(_font(150, bold=True))
    body = QRectF(_MARGIN, _MARGIN, _WIDTH - 2 * _MARGIN, _HEIGHT - 2 * _MARGIN)
    painter.drawText(QRectF(body.left(), body.top(), body.width(), 220), Qt.AlignmentFlag.AlignCenter, TITLE)
    painter.setFont(_font(_SIZE))
    line = QRectF(body.left(), body.top() + 250, body.width(), 160)
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, facts)
    top = body.top() + _HEAD
    _draw_row(painter, top, ("序号", *(cell.heading for cell in _CELLS)), _head_height(), bold=True)
    painter.setPen(QPen(QColor("black"), 8))
    top += _head_height()
    painter.drawLine(QPointF(body.left(), top), QPointF(body.right(), top))
    for row in rows:
        _draw_row(painter, top, (str(row.ordinal), *row.words), row.height)
        top += row.height
        painter.setPen(QPen(QColor("#999999"), 4))
        painter.drawLine(QPointF(body.left(), top), QPointF(body.right(), top))
    painter.setPen(QColor("black"))
    foot = QRectF(body.left(), body.bottom() - 140, body.width(), 140)
    painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, number)


def _draw_row(
    painter: QPainter, top: float, words: Sequence[str], height: int, *, bold: bool = False
) -> None:
    painter.setPen(QColor("black"))
    painter.setFont(_font(_SIZE, bold))
    left = float(_MARGIN)
    for place, text in enumerate(words):
        width = _ORDINAL if place == 0 else _CELLS[place - 1].width or _FREE
        box = QRectF(left, top + _PAD, width - _GAP, height - 2 * _PAD)
        side = Qt.AlignmentFlag.AlignRight if place == 0 else Qt.AlignmentFlag.AlignLeft
        flags = int(side | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWrapAnywhere)
        painter.drawText(box, flags, text)
        left += width
