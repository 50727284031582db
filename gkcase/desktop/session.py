"""Who has logged in to this window: locked after a while without keys and mouse, or at once; handed over, or left."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from gkcase.desktop.cover import Cover
from gkcase.desktop.door import Door
from gkcase.desktop.idle import Idle
from gkcase.desktop.login_form import LoginForm
from gkcase.desktop.shell import Shell
from gkcase.domain.errors import Refusal
from gkcase.services.gate import LoggedOut

if TYPE_CHECKING:
    from gkcase.services.office import Office, Person

LOCK_KEYS = "Ctrl+L"
BUSY = "{name}的工作还没有做完，等它做完才能换人登录；{name}本人现在就可以登录"
HELD = "{name}有没有保存的内容，请本人登录后保存或者放弃，再关闭程序"


class Session(QObject):
    """One person's time at one window. `handed_over` carries somebody else who has logged in, `came_back` the same."""

    handed_over = Signal(object)
    came_back = Signal()
    locked = Signal()

    def __init__(
        self, office: Office, shell: Shell, person: Person, names: list[str], minutes: float
    ) -> None:
        super().__init__(shell)
        self._office, self._shell = office, shell
        self.person = person
        self._names = names
        self.form = LoginForm(office, shell.tasks)
        self.form.wait_for = self._why_not_yet
        self.door = Door(shell.tasks, self.form)
        self.door.help_topic = "login"
        self.door.task_bar.cancel_button.hide()
        self.cover = Cover(shell, self.door)
        self.idle = Idle(minutes, self)
        self.idle.elapsed.connect(partial(self.lock, idle=True))
        self.form.entered.connect(self._entered)
        self.form.failed.connect(shell.notices.tell)
        shell.held.connect(self._held)
        shell.notices.refused.connect(self._refused)
        self._key = QShortcut(QKeySequence(LOCK_KEYS), shell)
        self._key.activated.connect(self.lock)
        self.idle.begin()

    def lock(self, *, idle: bool = False) -> None:
        """Cover the window until somebody proves who it is; what was typed and what runs go on below."""
        if self.cover.is_drawn:
            return
        why = f"{self.idle.minutes:g}分钟没有操作，已自动锁定。" if idle else ""
        self._ask(f"{why}没有保存的内容都还在；后台的工作继续进行。")

    def ask_other(self) -> None:
        """Let somebody else log in; the window is covered meanwhile."""
        self._ask("请换一个人登录；还是本人的，输入登录密码即可回来。", likely="")

    def come_back(self) -> None:
        """This person works here again."""
        self.cover.lift()
        self.idle.begin()
        self.came_back.emit()

    def know(self, names: list[str]) -> None:
        """These persons can log in."""
        self._names = names

    def _ask(self, about: str, likely: str | None = None) -> None:
        self.idle.rest()
        self.cover.draw()
        likely = self.person.name if likely is None else likely
        self.form.offer(self._names, likely, f"已锁定 · {self.person.name}", about)
        self.form.begin()
        self.locked.emit()

    def _entered(self, person: Person) -> None:
        if person.id == self.person.id:
            self.come_back()
        else:
            self.handed_over.emit(person)

    def _why_not_yet(self, name: str) -> str:
        """Work that runs is recorded under the name of who has begun it: nobody else comes in before it is done."""
        busy = name != self.person.name and self._shell.tasks.is_busy
        return BUSY.format(name=self.person.name) if busy else ""

    def _refused(self, refusal: Refusal) -> None:
        """A password that was set anew, or an account that was switched off, ends the time at the window at once."""
        if isinstance(refusal, LoggedOut) and not self.cover.is_drawn:
            self._ask(refusal.reason)

    def _held(self) -> None:
        if self.cover.is_drawn:
            self.door.notices.tell(Refusal(HELD.format(name=self.person.name), "", ""))
