"""Who is it (登录): a name, a password; one that must be changed is changed at once. Shows nothing of any case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QWidget

from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.layout import button, column, key_hint, label, row
from gkcase.desktop.new_password import NewPassword
from gkcase.desktop.password_field import PasswordField
from gkcase.desktop.still import ChoiceBox
from gkcase.desktop.tasks import Tasks
from gkcase.desktop.tokens import sp, tag
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.passwords import ADVICE
from gkcase.services.login import change_password, log_in, standings
from gkcase.services.office import Office, Person

NO_NAME, NO_PASSWORD = "请选择或者输入姓名", "请输入登录密码"
MUST = "这是一次性密码，请换成自己的密码再开始工作。"


def come_in(office: Office, name: str, password: str) -> tuple[Person, bool]:
    """Log in; whether the password was for this one time."""
    person = log_in(office, name, password)
    return person, any(one.person.id == person.id and one.must_change for one in standings(office))


class LoginForm(QFrame):
    """The card. `entered` carries the person who has proved to be it, `failed` what is nobody's mistyping."""

    entered = Signal(object)
    failed = Signal(object)

    def __init__(self, office: Office, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tag(self, role="card")
        self._office, self._tasks = office, tasks
        self.wait_for: Callable[[str], str] = lambda _: ""
        self._person: Person | None = None
        self._password = ""
        self.title_label = label("登录", "h1", bold=True)
        self.about_label = label("", "body", "muted", wrap=True)
        self.name_box = ChoiceBox()
        self.name_box.setEditable(True)
        self.name_box.setAccessibleName("姓名")
        self.name_box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.name_error = ErrorLabel()
        self.password = PasswordField("登录密码")
        self.enter_button = button("登录", "primary")
        self.new_password = NewPassword(rules=ADVICE)
        self.change_button = button("保存新密码并开始", "primary")
        self.ask_body, self.change_body = QWidget(), QWidget()
        self._lay_out()
        self._connect()
        self.change_body.hide()

    def _lay_out(self) -> None:
        name = column(label("姓名", "caption", "muted"), self.name_box, self.name_error, gap="xs")
        word = column(label("登录密码", "caption", "muted"), self.password, gap="xs")
        ask = row(self.enter_button, key_hint("Enter"), None)
        self.ask_body.setLayout(column(name, word, ask, gap="m"))
        change = row(self.change_button, key_hint("Enter"), None)
        self.change_body.setLayout(column(self.new_password, change, gap="m"))
        items = (self.title_label, self.about_label, self.ask_body, self.change_body)
        self.setLayout(column(*items, gap="m", margins=("xl", "xl")))
        self.setProperty("boundsAtBase", [380, 0, 460, 16777215])
        self.setMinimumWidth(sp(380))
        self.setMaximumWidth(sp(460))

    def _connect(self) -> None:
        line = self.name_box.lineEdit()
        assert line is not None  # it can be edited
        line.setPlaceholderText("选择或者输入")
        line.returnPressed.connect(self.password.edit.setFocus)
        self.name_box.currentTextChanged.connect(lambda _: self.name_error.tell(""))
        self.password.entered.connect(self.enter)
        self.enter_button.clicked.connect(self.enter)
        self.new_password.entered.connect(self.change)
        self.change_button.clicked.connect(self.change)

    # -- what is asked ----------------------------------------------------------------------------------------

    def offer(self, names: Sequence[str], likely: str, title: str, about: str) -> None:
        """Ask anew: these names can be chosen, `likely` stands in the field; nothing typed before is left."""
        self._person, self._password = None, ""
        self.title_label.setText(title)
        self.about_label.setText(about)
        self.about_label.setVisible(bool(about))
        self.name_box.clear()
        self.name_box.addItems(list(names))
        self.name_box.setCurrentText(likely)
        for field in (self.password, self.new_password):
            field.clear()
        self.password.tell("")
        self.name_error.tell("")
        self.change_body.hide()
        self.ask_body.show()
        self._enable(True)

    def begin(self) -> None:
        """Put the cursor where one goes on."""
        (self.password.edit if self.name_box.currentText().strip() else self.name_box).setFocus()

    def _enable(self, on: bool) -> None:
        for part in (self.name_box, self.password, self.enter_button, self.new_password, self.change_button):
            part.setEnabled(on)

    # -- in ---------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Check the password, off the GUI thread: that takes its time on purpose."""
        if not self.enter_button.isEnabled():
            return
        name, password = self.name_box.currentText().strip(), self.password.text
        if not name:
            self.name_error.tell(NO_NAME)
            self.name_box.setFocus()
        elif not password:
            self.password.tell(NO_PASSWORD)
            self.password.edit.setFocus()
        elif wait := self.wait_for(name):
            self.name_error.tell(wait)
        else:
            self._enable(False)
            work = partial(come_in, self._office, name, password)
            self._tasks.run(self, work, partial(self._in, password), self._refused)

    def _refused(self, error: Exception) -> None:
        self._enable(True)
        self.password.clear()
        if isinstance(error, Refusal | Trouble):
            self.password.take(error)
        else:
            self.failed.emit(error)
        self.password.edit.setFocus()

    def _in(self, password: str, came: tuple[Person, bool]) -> None:
        person, must_change = came
        self.password.clear()
        if not must_change:
            self._go_in(person)
            return
        self._person, self._password = person, password
        self._enable(True)
        self.title_label.setText("换一个密码")
        self.about_label.setText(MUST)
        self.about_label.show()
        self.ask_body.hide()
        self.change_body.show()
        self.new_password.setFocus()

    # -- a new password ---------------------------------------------------------------------------------------

    def change(self) -> None:
        """Put a password of one's own in the place of the one that was given."""
        new = self.new_password.checked() if self.change_button.isEnabled() else None
        if new is None or self._person is None:
            return
        self._enable(False)
        work = partial(change_password, self._office, self._password, new)
        self._tasks.run(self, work, self._changed, self._not_changed)

    def _changed(self, _: object) -> None:
        if self._person is not None:
            self._go_in(self._person)

    def _not_changed(self, error: Exception) -> None:
        self._enable(True)
        if isinstance(error, Refusal | Trouble):
            self.new_password.take(error)
        else:
            self.failed.emit(error)

    def _go_in(self, person: Person) -> None:
        self._person, self._password = None, ""
        self.new_password.clear()
        self._enable(True)
        self.entered.emit(person)
