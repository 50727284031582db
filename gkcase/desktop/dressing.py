"""Puts the tokens on: application, windows and forms, again after each change of scheme or size of type.

A widget says what it wants by properties, which Designer can set as well: `typeRole` and `strong` choose from the
type scale, `iconName` and `iconTone` an icon, `role`, `tone` and others a rule of the style sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from string import Template

from PySide6.QtCore import QObject, Qt, QTemporaryDir
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QBoxLayout,
    QFormLayout,
    QGridLayout,
    QLabel,
    QLayout,
    QWidget,
)

from gkcase.desktop.icons import paint_icon, pixmap, svg
from gkcase.desktop.tokens import (
    BASE_POINTS,
    FAMILIES,
    LARGEST,
    RADIUS,
    SCHEMES,
    SMALLEST,
    SPACE,
    Tokens,
    font,
    look,
    palette,
    sp,
)
from gkcase.paths import RESOURCES

SCHEME_CHOICES = {"system": "跟随系统", "light": "浅色", "dark": "深色"}
SYSTEM = "system"
UNBOUNDED = 16777215  # QWIDGETSIZE_MAX, which the binding does not export


class Wardrobe(QObject):
    """Keeps one application dressed; lives as long as it."""

    def __init__(self, app: QApplication, scheme: str = SYSTEM, points: float = BASE_POINTS) -> None:
        super().__init__(app)
        self._app = app
        self._folder = QTemporaryDir()
        self._wanted = scheme
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._system_changed)
        look.points = _bounded(points)
        self._put_on()

    @property
    def wanted(self) -> str:
        """What was asked for: system, light or dark."""
        return self._wanted

    def choose_scheme(self, scheme: str) -> None:
        """Take the system's colours, or always light, or always dark."""
        self._wanted = scheme
        self._put_on()

    def resize_type(self, points: float) -> None:
        """Set the size of the body text; everything else grows with it."""
        look.points = _bounded(points)
        self._put_on()

    def retire(self) -> None:
        """Follow the system no longer."""
        self._app.styleHints().colorSchemeChanged.disconnect(self._system_changed)

    def _system_changed(self, _: Qt.ColorScheme) -> None:
        if self._wanted == SYSTEM:
            self._put_on()

    def _put_on(self) -> None:
        dark = self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        look.scheme = self._wanted if self._wanted in SCHEMES else ("dark" if dark else "light")
        self._app.setFont(base_font())
        self._app.setPalette(palette(look.tokens))
        self._write_icons()
        self._app.setStyleSheet(style_sheet(look.tokens, Path(self._folder.path())))
        for window in self._app.topLevelWidgets():
            restyle(window)
        look.changed.emit()

    def _write_icons(self) -> None:
        """The icons that the style sheet names must be files, each scheme's own: pictures are cached by name."""
        for name, ink in (
            ("check", look.tokens.on_accent),
            ("dash", look.tokens.on_accent),
            ("down", look.tokens.muted),
        ):
            Path(self._folder.filePath(f"{name}_{look.scheme}.svg")).write_bytes(svg(name, ink, width=2.4))


def _bounded(points: float) -> float:
    return min(LARGEST, max(SMALLEST, points))


def base_font() -> QFont:
    """The body text: the first Chinese sans that the system has."""
    made = QFont(FAMILIES)
    made.setPointSizeF(look.points)
    return made


class _Values(Mapping[str, str]):
    """What the style sheet may name: tokens, steps of the scale, `px` and a number, the folder of icons."""

    def __init__(self, scheme: Tokens, icons: Path) -> None:
        self._known: dict[str, str] = asdict(scheme) | {name: f"{sp(name)}px" for name in SPACE}
        self._known |= {"radius": f"{RADIUS}px", "icons": icons.as_posix(), "scheme": look.scheme}

    def __getitem__(self, name: str) -> str:
        if length := re.fullmatch(r"px(\d+)", name):
            return f"{sp(int(length[1]))}px"
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def style_sheet(scheme: Tokens, icons: Path) -> str:
    """The style sheet filled with tokens. It holds colours and lengths, never a font size."""
    template = (RESOURCES / "style.qss").read_text(encoding="utf-8")
    return Template(template).substitute(_Values(scheme, icons))


def restyle(root: QWidget) -> None:
    """Give `root` and all in it the type, icons and rhythm that their properties ask for, in the look of now."""
    for widget in (root, *root.findChildren(QWidget)):
        if role := widget.property("typeRole"):
            widget.setFont(font(role, bool(widget.property("strong"))))
        if widget.property("iconName"):
            _paint_icon(widget)
        if base := widget.property("boundsAtBase"):
            _set_bounds(widget, base)
        widget.updateGeometry()
    for layout in root.findChildren(QLayout):
        if base := layout.property("rhythmAtBase"):
            set_rhythm(layout, *base)


def _paint_icon(widget: QWidget) -> None:
    if isinstance(widget, QAbstractButton):
        paint_icon(widget)
    elif isinstance(widget, QLabel):
        size = int(widget.property("iconSizePx") or 16)
        widget.setPixmap(pixmap(widget.property("iconName"), widget.property("iconTone") or "muted", size))


def adopt(root: QWidget) -> None:
    """Take the lengths of a loaded form as those at the standard size of type, so that they grow with it.

    The program's own widgets within it have grown already and have said from what.
    """
    for widget in root.findChildren(QWidget):
        if widget.property("boundsAtBase") is not None:
            continue
        bounds = (
            widget.minimumWidth(),
            widget.minimumHeight(),
            widget.maximumWidth(),
            widget.maximumHeight(),
        )
        if bounds != (0, 0, UNBOUNDED, UNBOUNDED):
            widget.setProperty("boundsAtBase", list(bounds))
    for layout in root.findChildren(QLayout):
        if layout.property("rhythmAtBase") is not None:
            continue
        margins = layout.contentsMargins()
        edges = (margins.left(), margins.top(), margins.right(), margins.bottom())
        layout.setProperty("rhythmAtBase", [*_gaps(layout), *edges])
    restyle(root)


def _set_bounds(widget: QWidget, base: list[int]) -> None:
    narrow, low, wide, high = (length if length in (0, UNBOUNDED) else sp(length) for length in base)
    widget.setMinimumSize(narrow, low)
    widget.setMaximumSize(wide, high)


def _gaps(layout: QLayout) -> tuple[int, int]:
    if isinstance(layout, QGridLayout | QFormLayout):
        return layout.horizontalSpacing(), layout.verticalSpacing()
    return layout.spacing(), layout.spacing()


def set_rhythm(layout: QLayout, across: int, down: int, left: int, top: int, right: int, bottom: int) -> None:
    """Set gaps and margins in lengths at the standard size of type; they are kept and grow with it."""
    layout.setProperty("rhythmAtBase", [across, down, left, top, right, bottom])
    layout.setContentsMargins(sp(left), sp(top), sp(right), sp(bottom))
    if isinstance(layout, QGridLayout | QFormLayout):
        layout.setHorizontalSpacing(sp(across))
        layout.setVerticalSpacing(sp(down))
    elif isinstance(layout, QBoxLayout):
        layout.setSpacing(sp(across))
