"""The corner of whoever has logged in: lock, let somebody else log in, another password, log out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from gkcase.desktop.menus import menu_of
from gkcase.desktop.password_window import PasswordWindow
from gkcase.desktop.session import LOCK_KEYS, Session
from gkcase.domain.terms import Role

if TYPE_CHECKING:
    from gkcase.desktop.office_window import OfficeWindow


def offer_session(window: OfficeWindow, session: Session) -> QMenu:
    """Show the menu below the corner."""
    shell = window.shell
    corner = shell.person_button
    menu = menu_of(corner)
    roles = "、".join(role.label for role in Role if role in session.person.roles)
    head = menu.addAction(f"{session.person.name}  {roles}".strip())
    head.setEnabled(False)
    menu.addSeparator()
    lock = menu.addAction(f"锁定\t{LOCK_KEYS}", session.lock)
    lock.setToolTip("离开一会儿：窗口盖住，输入登录密码回来")
    menu.addAction("换人登录…", session.ask_other)
    menu.addAction("修改登录密码…", lambda: PasswordWindow(window.office, shell).show())
    menu.addAction("退出登录", window.log_out)
    menu.addSeparator()
    menu.addAction("人员和角色…", lambda: shell.go("settings", "people"))
    menu.popup(corner.mapToGlobal(QPoint(corner.width() - menu.sizeHint().width(), corner.height())))
    return menu
