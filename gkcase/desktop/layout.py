"""Small builders for what a form cannot say: rows, columns, surfaces and labels made from data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gkcase.desktop.dressing import set_rhythm
from gkcase.desktop.icons import put_icon
from gkcase.desktop.tokens import SPACE, font, sp, tag

BORDER, TITLE_BAR = 8, 36
"""What a system may put around a window; how much it is cannot be asked before the window stands."""

Item = QWidget | QLayout | None
Length = str | int


def _px(length: Length) -> int:
    return SPACE[length] if isinstance(length, str) else length


def _fill(
    box: QBoxLayout, items: Iterable[Item], gap: Length, margins: tuple[Length, Length], grow: int | None
) -> None:
    across, down = _px(margins[0]), _px(margins[1])
    set_rhythm(box, _px(gap), _px(gap), across, down, across, down)
    for item in items:
        if item is None:
            box.addStretch()
        elif isinstance(item, QLayout):
            box.addLayout(item)
        else:
            box.addWidget(item)
    if grow is not None:
        box.setStretch(grow, 1)


def row(
    *items: Item, gap: Length = "s", margins: tuple[Length, Length] = (0, 0), grow: int | None = None
) -> QHBoxLayout:
    """Side by side; None stretches, `grow` names the place that takes the free width."""
    made = QHBoxLayout()
    _fill(made, items, gap, margins, grow)
    return made


def column(
    *items: Item, gap: Length = "s", margins: tuple[Length, Length] = (0, 0), grow: int | None = None
) -> QVBoxLayout:
    """One below the other; None stretches, `grow` names the place that takes the free height."""
    made = QVBoxLayout()
    _fill(made, items, gap, margins, grow)
    return made


def frame(role: str, layout: QLayout) -> QFrame:
    """A surface of the style sheet (card, plain, note, warn, quiet, row, drop) around a layout."""
    made = tag(QFrame(), role=role)
    made.setLayout(layout)
    return made


def line() -> QFrame:
    """A hairline across."""
    made = tag(QFrame(), role="line")
    made.setFixedHeight(1)
    return made


def upright() -> QFrame:
    """A hairline from top to bottom."""
    made = tag(QFrame(), role="line")
    made.setFixedWidth(1)
    return made


def label(
    text: str, role: str = "body", tone: str = "text", bold: bool = False, wrap: bool = False
) -> QLabel:
    """Plain text of the type scale in a tone of the palette; what was typed by others never counts as markup."""
    made = tag(QLabel(text), tone=tone, typeRole=role, strong=bold)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(font(role, bold))
    made.setWordWrap(wrap)
    return made


def key_hint(text: str) -> QLabel:
    """A key, as it is written beside the act that it triggers."""
    made = tag(label(text, "caption"), role="key")
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def button(text: str, role: str = "", icon: str = "", tone: str = "") -> QPushButton:
    """A push button: plain, primary, flat, chip or segment."""
    made = tag(QPushButton(text), role=role)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    if icon:
        put_icon(made, icon, tone)
    return made


def chip(text: str, on: bool = False) -> QPushButton:
    """A filter that is on or off."""
    made = tag(button(text, "chip"), typeRole="caption")
    made.setFont(font("caption"))
    made.setCheckable(True)
    made.setChecked(on)
    return made


def segments(words: Sequence[str], current: int = 0) -> tuple[QWidget, QButtonGroup]:
    """Choices of which exactly one holds; the group tells which by `idClicked` and `checkedId`."""
    parts = [tag(button(word, "segment"), end=_end(place, len(words))) for place, word in enumerate(words)]
    made = QWidget()
    group = QButtonGroup(made)
    for place, part in enumerate(parts):
        part.setCheckable(True)
        part.setChecked(place == current)
        group.addButton(part, place)
    made.setLayout(row(*parts, None, gap=0))
    return made, group


def _end(place: int, count: int) -> str:
    return "first" if place == 0 else "last" if place == count - 1 else "middle"


def section(text: str, count: str = "", aside: str = "", tone: str = "text") -> QHBoxLayout:
    """A heading with its count and, at the right, what may be said about it."""
    return row(
        label(text, "body", tone, bold=True),
        label(count, "caption", "muted"),
        None,
        label(aside, "caption", "muted"),
    )


def on_screen(window: QWidget, width: int, height: int) -> QSize:
    """So large, in lengths at the standard size of type, but with its title bar no larger than the screen."""
    room = window.screen().availableSize() - QSize(2 * BORDER, TITLE_BAR + BORDER)
    return QSize(sp(width), sp(height)).boundedTo(room)


def scrolled(content: QWidget) -> QScrollArea:
    """Something that may be higher than the window: large type must never make the window larger."""
    area = QScrollArea()
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area


def clear(layout: QLayout) -> None:
    """Empty a layout and part with what stood in it."""
    while layout.count():
        item = layout.takeAt(0)
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
        elif inner := item.layout():
            clear(inner)
            inner.deleteLater()
