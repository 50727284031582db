"""In the place of the program until somebody has logged in."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gkcase.desktop.door import Door
from gkcase.desktop.login_form import LoginForm
from gkcase.desktop.tasks import Tasks
from gkcase.services.office import Office

ABOUT = "请用自己的姓名和登录密码登录，办理的每一步都记在登录人名下。"


class LoginScreen(Door):
    """`entered` carries the person who has proved to be it."""

    help_topic = "login"
    entered = Signal(object)

    def __init__(
        self, tasks: Tasks, office: Office, names: list[str], likely: str, parent: QWidget | None = None
    ) -> None:
        self.form = LoginForm(office, tasks)
        super().__init__(tasks, self.form, parent)
        self.setWindowTitle(f"{office.profile.name} · 登录 · 依申请公开办件")
        self.form.entered.connect(self.entered)
        self.form.failed.connect(self.notices.tell)
        self.form.offer(names, likely, office.profile.name, ABOUT)
        self.form.begin()
