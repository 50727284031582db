"""Menus that hang on a button or a list and go away when they are closed."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from gkcase.desktop.tokens import sp


def menu_of(widget: QWidget) -> QMenu:
    """A menu that goes away when it is closed."""
    menu = QMenu(widget)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def pop_below(widget: QWidget, menu: QMenu) -> None:
    """Open a menu at the foot of what it belongs to."""
    menu.popup(widget.mapToGlobal(QPoint(0, widget.height() + sp("xs"))))
