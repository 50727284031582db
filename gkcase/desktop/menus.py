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


def bar(menu: QMenu, why: str, instead: str) -> None:
    """Grey all that the menu offers, and say below it why, and what can be done instead."""
    menu.setToolTipsVisible(True)
    for action in menu.actions():
        action.setEnabled(False)
        action.setToolTip(why)
    menu.addSeparator()
    for words in (why, instead):
        menu.addAction(words).setEnabled(False)


def pop_below(widget: QWidget, menu: QMenu) -> None:
    """Open a menu at the foot of what it belongs to."""
    menu.popup(widget.mapToGlobal(QPoint(0, widget.height() + sp("xs"))))
