"""The password of one person in the settings (密码): whether there is one, and a one-time password to hand over."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.layout import button, column, frame, label, row
from gkcase.desktop.shell import Shell
from gkcase.domain.rights import May
from gkcase.services.login import Standing, reset_password
from gkcase.services.office import BEIJING, Change, Office, Person, Topic

ONCE = "请当面交给{name}，或者抄在纸上。只在这里显示一次；{name}登录后要换成自己的密码。"


def account_words(standing: Standing | None) -> str:
    """How a person stands with the log-in."""
    if standing is None or not standing.has_password:
        return "还没有登录密码，不能登录"
    if standing.locked_until is not None:
        return f"登录密码多次输错，锁定到{clock_words(standing.locked_until)}"
    return "一次性密码，登录后须修改" if standing.must_change else "已设置登录密码"


def clock_words(moment: datetime) -> str:
    """A moment as the clock on the wall shows it."""
    return f"{moment.astimezone(BEIJING):%H:%M}"


class AccountBlock(QWidget):
    """`told` carries that a password was given."""

    told = Signal(object)

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__()
        self._office, self._shell = office, shell
        self.person = Person(0, "")
        self.state_label = label("", "body", wrap=True)
        self.give_button = button("发一次性密码")
        self.error_label = ErrorLabel()
        self.once_label = label("", "h1", bold=True)
        self.once_label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.once_note = label("", "caption", "muted", wrap=True)
        self.done_button = button("已交给本人", icon="check")
        once = column(
            self.once_label, self.once_note, row(self.done_button, None), gap="s", margins=("m", "m")
        )
        self.once_frame = frame("note", once)
        heading = label("登录密码", tone="muted")
        line = row(self.state_label, self.give_button, grow=0)
        self.setLayout(column(heading, line, self.error_label, self.once_frame, gap="xs"))
        self.give_button.clicked.connect(self.give)
        self.done_button.clicked.connect(self._done)
        shell.covered.connect(self._forget)
        self.once_frame.hide()

    def show_person(self, person: Person, standing: Standing | None, *, on: bool) -> None:
        """Show how this person stands; not there while nobody logs in."""
        if person.name != self.person.name:
            self._forget()
        self.person = person
        self.setVisible(on and bool(person.id) and person.active)
        self.state_label.setText(account_words(standing))
        why = self._office.may(May.PEOPLE) if on else ""
        self.give_button.setEnabled(not why)
        self.give_button.setToolTip(why)
        self.give_button.setText("重置为一次性密码" if standing and standing.has_password else "发一次性密码")

    def give(self) -> None:
        """Make a one-time password and show it."""
        self.give_button.setEnabled(False)
        self.error_label.tell("")
        name = self.person.name
        work = partial(reset_password, self._office, name)
        self._shell.tasks.run(self, work, partial(self._given, name), self._refused)

    def _given(self, name: str, once: str) -> None:
        self.give_button.setEnabled(True)
        self.once_label.setText(once)
        self.once_note.setText(ONCE.format(name=name))
        self.once_frame.show()
        self.done_button.setFocus()
        self.told.emit(Change(Topic.PEOPLE, said=f"已给{name}发一次性密码"))

    def _refused(self, error: Exception) -> None:
        self.give_button.setEnabled(True)
        self._shell.notices.beside(self.error_label)(error)

    def _done(self) -> None:
        self.give_button.setFocus()  # else the cursor would go on to another card with the button that goes
        self._forget()

    def _forget(self) -> None:
        self.once_label.clear()
        self.once_frame.hide()
