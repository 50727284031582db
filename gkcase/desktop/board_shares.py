"""The bars of the dashboard: sorted, the figure at the end of each, no axis and no legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt

from gkcase.desktop.paper_pen import SMALLEST, Pen, width_of
from gkcase.services.board_values import Share, State

_HEAD, _BETWEEN = 58.0, 26.0
_STEP, _WIDEST = 37.0, 44.0
_LABEL = 0.48


@dataclass(frozen=True)
class Block:
    """A group of bars; `rest` is said of those that have no room, `keys` open all that the title counts."""

    title: str
    note: str
    shares: Sequence[Share]
    percent: bool = False
    rest: str = "其余{}项"
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Bar:
    label: str
    count: int
    late: int
    keys: tuple[str, ...]


def draw_blocks(pen: Pen, box: QRectF, blocks: Sequence[Block], flexible: int) -> None:
    """Blocks one below the other; the flexible one gives way when there are too many bars."""
    room = box.height() - _HEAD * len(blocks) - _BETWEEN * (len(blocks) - 1)
    wanted = [max(len(block.shares), 1) for block in blocks]
    fixed = sum(count for place, count in enumerate(wanted) if place != flexible)
    wanted[flexible] = min(wanted[flexible], max(int(room / _STEP) - fixed, 2))
    step = min(room / sum(wanted), _WIDEST)
    top = box.top()
    for block, count in zip(blocks, wanted, strict=True):
        height = _HEAD + count * step
        _draw_block(pen, QRectF(box.left(), top, box.width(), height), block, count, step)
        top += height + _BETWEEN


def gathered(block: Block, most: int) -> list[_Bar]:
    """The bars that have room; the last one stands for all the rest."""
    bars = [_Bar(share.label, share.count, share.late, (share.key,)) for share in block.shares]
    if len(bars) <= most:
        return bars
    rest = bars[most - 1 :]
    keys = tuple(key for bar in rest for key in bar.keys)
    last = _Bar(
        block.rest.format(len(rest)), sum(bar.count for bar in rest), sum(bar.late for bar in rest), keys
    )
    return [*bars[: most - 1], last]


def _draw_block(pen: Pen, box: QRectF, block: Block, most: int, step: float) -> None:
    end = pen.caption(box, block.title, block.note)
    if block.keys:
        pen.spot(
            QRectF(box.left(), box.top() + 4, end - box.left(), 48),
            f"{block.title} {block.note}",
            *block.keys,
        )
    bars = gathered(block, most)
    if not bars:
        pen.text(QRectF(box.left(), box.top() + _HEAD, box.width(), step), "没有", 8, pen.muted)
        return
    total, longest = sum(bar.count for bar in bars), max(bar.count for bar in bars)
    label = min(max(width_of(bar.label, 8) for bar in bars) + 12, box.width() * _LABEL)
    tails = [_tail(bar, total if block.percent else 0) for bar in bars]
    after = max(_width(tail, bar) for tail, bar in zip(tails, bars, strict=True))
    room = max(box.width() - label - after, 20)
    for place, (bar, tail) in enumerate(zip(bars, tails, strict=True)):
        row = QRectF(box.left(), box.top() + _HEAD + place * step, box.width(), step)
        name = QRectF(row.left(), row.top(), label - 8, step)
        pen.text(name, bar.label, 8, cut=Qt.TextElideMode.ElideMiddle)  # units begin alike
        width = max(room * bar.count / longest, 3)
        pen.bar(QRectF(row.left() + label, row.top() + step * 0.2, width, step * 0.6), pen.tones.bar)
        _draw_tail(
            pen, QRectF(row.left() + label + width + 8, row.top(), after, step), bar, tail, block.percent
        )
        said = f"{bar.count}件，逾期{bar.late}件" if bar.late else f"{bar.count}件"
        pen.spot(row, f"{block.title.split(' · ')[0]} · {bar.label}", said, *bar.keys)


def _tail(bar: _Bar, total: int) -> str:
    return f"{bar.count} · {bar.count / total:.0%}" if total else str(bar.count)


def _width(tail: str, bar: _Bar) -> float:
    late = 40 + width_of(f"逾期{bar.late}", SMALLEST, bold=True) if bar.late else 0
    return 12 + width_of(tail, 8, bold=True) + late


def _draw_tail(pen: Pen, box: QRectF, bar: _Bar, tail: str, percent: bool) -> None:
    used = pen.text(box, tail, 8, bold=not percent)
    if bar.late:
        pen.mark(QPointF(box.left() + used + 18, box.center().y()), State.LATE, 8)
        late = box.adjusted(used + 32, 0, 0, 0)
        pen.text(late, f"逾期{bar.late}", SMALLEST, pen.tones.fill(State.LATE), True)
