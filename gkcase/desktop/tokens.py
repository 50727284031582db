"""Design tokens: colours of both schemes, rhythm, type, and the palette made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QWidget

BASE_POINTS = 10.5
SMALLEST, LARGEST = 9.0, 20.0
SPACE = {"hair": 2, "xs": 4, "s": 8, "m": 12, "l": 16, "xl": 24, "xxl": 32}
RADIUS = 6
TYPE = {"caption": 0.88, "body": 1.0, "title": 1.14, "h1": 1.5, "clock": 2.6}
FAMILIES = [
    "Microsoft YaHei UI",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
]


@dataclass(frozen=True)
class Tokens:
    """One colour scheme. A `_tint` is the quiet background that goes with a colour."""

    surface: str
    card: str
    zebra: str
    rail: str
    hover: str
    text: str
    muted: str
    faint: str
    border: str
    border_strong: str
    field: str
    accent: str
    accent_hover: str
    accent_tint: str
    on_accent: str
    safe: str
    safe_tint: str
    soon: str
    soon_tint: str
    on_soon: str
    late: str
    late_tint: str
    on_late: str
    paused: str
    paused_tint: str


LIGHT = Tokens(
    surface="#F5F6F7", card="#FFFFFF", zebra="#FAFBFB", rail="#EEF0F2", hover="#F0F2F3",
    text="#1B2025", muted="#57616B", faint="#626B75", border="#E2E5E8", border_strong="#C6CCD2", field="#868F98",
    accent="#0B6B66", accent_hover="#095A56", accent_tint="#E8F4F2", on_accent="#FFFFFF",
    safe="#0072B2", safe_tint="#E7F1F8", soon="#E69F00", soon_tint="#FDF1D6", on_soon="#000000",
    late="#7A0019", late_tint="#F8E9EC", on_late="#FFFFFF", paused="#646D79", paused_tint="#EDEFF1",
)  # fmt: skip

DARK = Tokens(
    surface="#16191C", card="#1D2125", zebra="#20252A", rail="#111416", hover="#272C32",
    text="#E4E8EB", muted="#9EA8B2", faint="#8D97A1", border="#2C3238", border_strong="#464E57", field="#6F7883",
    accent="#56BDB4", accent_hover="#6ECCC4", accent_tint="#193230", on_accent="#06201E",
    safe="#5AA6F5", safe_tint="#1A3041", soon="#F4CB3C", soon_tint="#40341A", on_soon="#FFF3D9",
    late="#F7727F", late_tint="#43212A", on_late="#2A060D", paused="#A0A9B4", paused_tint="#2A3037",
)  # fmt: skip

SCHEMES = {"light": LIGHT, "dark": DARK}


class Look(QObject):
    """How the program looks now; `changed` is emitted after scheme or size of type have changed."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.wanted = "system"
        self.scheme = "light"
        self.points = BASE_POINTS

    @property
    def tokens(self) -> Tokens:
        """The colours in use."""
        return SCHEMES[self.scheme]


look = Look()


def colour(name: str) -> QColor:
    """A token as a QColor; painted widgets ask here while they paint and nowhere else."""
    return QColor(getattr(look.tokens, name))


def sp(name: str | int) -> int:
    """A step of the spacing scale (or a length in px), grown with the size of the body text."""
    length = SPACE[name] if isinstance(name, str) else name
    return round(length * look.points / BASE_POINTS)


def font(role: str = "body", bold: bool = False) -> QFont:
    """A font of the type scale, relative to the body text."""
    made = QFont(FAMILIES)
    made.setPointSizeF(look.points * TYPE[role])
    made.setBold(bold)
    return made


W = TypeVar("W", bound=QWidget)


def tag(widget: W, **properties: str | bool) -> W:
    """Set the properties that the style sheet selects by, polish again where needed; returns the widget."""
    changed = [name for name, value in properties.items() if widget.property(name) != value]
    for name in changed:
        widget.setProperty(name, properties[name])
    if changed and widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)
    return widget


def palette(scheme: Tokens) -> QPalette:
    """The scheme as a QPalette, so that every stock widget agrees with the tokens."""
    role = QPalette.ColorRole
    made = QPalette()
    for part, value in {
        role.Window: scheme.surface, role.WindowText: scheme.text, role.Base: scheme.card,
        role.AlternateBase: scheme.zebra, role.Text: scheme.text, role.PlaceholderText: scheme.faint,
        role.Button: scheme.card, role.ButtonText: scheme.text, role.BrightText: scheme.late,
        role.Highlight: scheme.accent, role.HighlightedText: scheme.on_accent,
        role.ToolTipBase: scheme.text, role.ToolTipText: scheme.card,
        role.Link: scheme.accent, role.LinkVisited: scheme.accent, role.Accent: scheme.accent,
        role.Mid: scheme.border_strong, role.Light: scheme.card,
    }.items():  # fmt: skip
        made.setColor(part, QColor(value))
    for part in (role.Text, role.ButtonText, role.WindowText):
        made.setColor(QPalette.ColorGroup.Disabled, part, QColor(scheme.faint))
    return made
