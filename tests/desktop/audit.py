"""What a screen reader, a keyboard and large type need of any window; and how far colours are apart."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction, QColor, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QTabBar,
    QTextEdit,
    QWidget,
)

from gkcase.desktop.board_view import SpotButton
from gkcase.desktop.elided import ElidedLabel

INTERACTIVE = (
    QAbstractButton,
    QLineEdit,
    QComboBox,
    QAbstractSpinBox,
    QTextEdit,
    QPlainTextEdit,
    QAbstractItemView,
    QTabBar,
)
MOST_TABS, MOST_LINKS = 500, 40
PARTS_OF_OTHERS = (QComboBox, QAbstractSpinBox, QHeaderView, QAbstractItemView, QLineEdit)
Colour = tuple[float, float, float]
# How three kinds of colour-blindness see linear light (Viénot, Brettel and Mollon; severity 1.0).
BLINDNESS = {
    "none": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.01182, 0.04294, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.3039),
    ),
}


def controls(window: QWidget) -> list[QWidget]:
    """Everything in a window that a person can act on."""
    return [
        child
        for child in window.findChildren(QWidget)
        if isinstance(child, INTERACTIVE)
        and child.isVisibleTo(window)
        and not child.objectName().startswith("qt_")
        and not isinstance(child.parent(), PARTS_OF_OTHERS)
        and not isinstance(child, QHeaderView)
    ]


def _described(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else widget.accessibleName()
    return f"{type(widget).__name__} {widget.objectName() or text[:12]}"


def nameless(window: QWidget) -> list[str]:
    """Controls that a screen reader cannot name."""
    found = ((child, QAccessible.queryAccessibleInterface(child)) for child in controls(window))
    return [_described(c) for c, face in found if not face or not face.text(QAccessible.Text.Name).strip()]


def out_of_reach(window: QWidget) -> list[str]:
    """Controls that the Tab key never comes to."""
    seen: set[QWidget] = set()
    at = window.nextInFocusChain()
    while at is not None and at is not window:
        if at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            seen.add(at)
        at = at.nextInFocusChain()
    wanted = (c for c in controls(window) if c.isEnabled() and not isinstance(c, QTabBar | QRadioButton))
    return [_described(c) for c in wanted if c not in seen and c.focusProxy() not in seen]


def passed_by(window: QWidget) -> list[str]:
    """Controls that pressing Tab does not come to, and the one in which Tab is caught."""
    window.activateWindow()
    seen: set[QWidget] = set()
    stayed = 0
    for _ in range(MOST_TABS):
        before = window.focusWidget()
        QTest.keyClick(before or window, Qt.Key.Key_Tab)
        now = window.focusWidget()
        stayed = stayed + 1 if now is before else 0
        if now is None or (now in seen and not stayed) or stayed > MOST_LINKS:
            break
        seen.add(now)
    wanted = [c for c in controls(window) if c.isEnabled() and not isinstance(c, QTabBar) and not _within(c)]
    return [_described(c) for c in wanted if not _come_to(c, seen)]


def _within(control: QWidget) -> bool:
    """A small spot of the board, which repeats a part of a larger one that Tab comes to."""
    return isinstance(control, SpotButton) and control.spot.small


def _come_to(control: QWidget, seen: set[QWidget]) -> bool:
    """Of buttons that exclude each other Tab comes to one, and the arrows to the others."""
    if control in seen or control.focusProxy() in seen:
        return True
    if not isinstance(control, QAbstractButton):
        return False
    group = control.group()
    if group is not None and group.exclusive():
        return any(one in seen for one in group.buttons())
    alone = control.autoExclusive() and control.isCheckable()
    return alone and any(isinstance(one, type(control)) and one.parent() is control.parent() for one in seen)


def clipped(window: QWidget) -> list[str]:
    """Labels and buttons whose words do not fit into the room they have."""
    return [_described(child) for child in window.findChildren(QWidget) if _is_clipped(window, child)]


def _is_clipped(window: QWidget, child: QWidget) -> bool:
    if not child.isVisibleTo(window) or isinstance(child, ElidedLabel):
        return False
    if not isinstance(child, QLabel | QAbstractButton) or not child.text():
        return False
    if isinstance(child, QLabel) and child.wordWrap():
        return child.heightForWidth(child.width()) > child.height() + 1
    need = child.sizeHint()
    return need.width() > child.width() + 1 or need.height() > child.height() + 1


def doubled_keys(window: QWidget) -> list[str]:
    """Keys and mnemonics that would trigger two things at once."""
    keys = [s.toString() for a in window.findChildren(QAction) for s in a.shortcuts()]
    for shortcut in window.findChildren(QShortcut):
        owner = shortcut.parent()
        if isinstance(owner, QWidget) and (owner is window or owner.isVisibleTo(window)):
            keys.append(f"{shortcut.key().toString()}{_realm(shortcut)}")
    for pressed in window.findChildren(QAbstractButton):
        if pressed.isVisibleTo(window) and pressed.isEnabled() and not pressed.shortcut().isEmpty():
            keys.append(pressed.shortcut().toString())
    for words in window.findChildren(QLabel):
        if words.buddy() is not None and words.isVisibleTo(window):
            keys.append(QKeySequence.mnemonic(words.text()).toString())
    return [key for key, count in Counter(filter(None, keys)).items() if count > 1]


def _realm(shortcut: QShortcut) -> str:
    """Keys that hold within one part of a window do not meet those of another part."""
    inside = shortcut.context() in (
        Qt.ShortcutContext.WidgetShortcut,
        Qt.ShortcutContext.WidgetWithChildrenShortcut,
    )
    return f" in {id(shortcut.parent())}" if inside else ""


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _light(name: str) -> Colour:
    colour = QColor(name)
    return _linear(colour.redF()), _linear(colour.greenF()), _linear(colour.blueF())


def contrast(ink: str, ground: str) -> float:
    """WCAG contrast of two colours."""
    weights = (0.2126, 0.7152, 0.0722)
    lights = sorted(sum(w * c for w, c in zip(weights, _light(n), strict=True)) for n in (ink, ground))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _seen(light: Colour, blindness: str) -> Colour:
    red, green, blue = (
        min(1.0, max(0.0, sum(a * b for a, b in zip(row, light, strict=True))))
        for row in BLINDNESS[blindness]
    )
    return red, green, blue


def _lab(light: Colour) -> Colour:
    def bent(t: float) -> float:
        return math.cbrt(t) if t > 0.008856 else 7.787 * t + 16 / 116

    red, green, blue = light
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    return 116 * bent(y) - 16, 500 * (bent(x) - bent(y)), 200 * (bent(y) - bent(z))


def smallest_distance(colours: Sequence[str], blindness: str) -> float:
    """ΔE between the two colours that are hardest to tell apart."""
    labs = [_lab(_seen(_light(name), blindness)) for name in colours]
    return min(math.dist(a, b) for a, b in itertools.combinations(labs, 2))
