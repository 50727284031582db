"""Line icons on a 24 grid, one ink, tinted from the palette; always shown with a word beside them."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton

from gkcase.desktop.tokens import colour, sp, tag
from gkcase.paths import RESOURCES

FOLDER = RESOURCES / "icons"
LINE = 1.6


@lru_cache(maxsize=64)
def _drawing(name: str) -> bytes:
    return (FOLDER / f"{name}.svg").read_bytes()


def svg(name: str, ink: str, width: float = LINE) -> bytes:
    """The drawing of one icon in one ink."""
    drawing = _drawing(name).replace(b"currentColor", ink.encode())
    return drawing.replace(f'stroke-width="{LINE}"'.encode(), f'stroke-width="{width}"'.encode())


@lru_cache(maxsize=256)
def _pixmap(name: str, ink: str, size: int) -> QPixmap:
    drawn = QPixmap(size * 2, size * 2)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    QSvgRenderer(QByteArray(svg(name, ink))).render(painter, QRectF(drawn.rect()))
    painter.end()
    drawn.setDevicePixelRatio(2)
    return drawn


def pixmap(name: str, tone: str = "muted", size: int = 16) -> QPixmap:
    """One icon in the ink of a token; `size` grows with the type."""
    return _pixmap(name, colour(tone).name(), sp(size))


def icon(name: str, tone: str = "muted", checked: str = "accent", size: int = 16) -> QIcon:
    """One icon with its tint for the checked and the disabled state."""
    made = QIcon(pixmap(name, tone, size))
    made.addPixmap(pixmap(name, checked, size), QIcon.Mode.Normal, QIcon.State.On)
    made.addPixmap(pixmap(name, "faint", size), QIcon.Mode.Disabled)
    return made


def put_icon(button: QAbstractButton, name: str, tone: str = "", size: int = 16) -> None:
    """Give a button its icon, in the tone of its role unless one is named; it is tinted again by `restyle`."""
    tag(button, iconName=name, iconTone=tone)
    button.setProperty("iconSizePx", size)
    paint_icon(button)


def paint_icon(button: QAbstractButton) -> None:
    """Tint the icon that the button's property names, in the colours of now."""
    role = button.property("role")
    tone = button.property("iconTone") or {"primary": "on_accent", "flat": "accent"}.get(role, "muted")
    size = int(button.property("iconSizePx") or 16)
    checked = "on_accent" if role == "primary" else "accent"
    button.setIcon(icon(button.property("iconName"), tone, checked, size))
    button.setIconSize(QSize(sp(size), sp(size)))


def take_role(button: QAbstractButton, role: str) -> None:
    """Give a button another role after it was made; its icon follows, in the ink of that role."""
    tag(button, role=role)
    if button.property("iconName"):
        paint_icon(button)


def names() -> list[str]:
    """All icons there are."""
    return sorted(path.stem for path in FOLDER.glob("*.svg"))
