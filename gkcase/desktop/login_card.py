"""启用登录: who administers, the first password, what changes; while it is on, its rules and the way out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSpinBox, QWidget

from gkcase.desktop.choice_row import RadioRow
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.layout import button, column, label, row
from gkcase.desktop.new_password import NewPassword
from gkcase.desktop.password_field import PasswordField
from gkcase.desktop.shell import Shell
from gkcase.desktop.still import ChoiceBox, NumberBox
from gkcase.desktop.tokens import sp, tag
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.passwords import ADVICE, Policy
from gkcase.domain.rights import May
from gkcase.domain.terms import Role
from gkcase.services.gate import LoginRules
from gkcase.services.login import rules_of, set_rules, switch_off, switch_on
from gkcase.services.office import Change, Office, Person

OFF = "没有启用：坐到电脑前的人自己选由谁办理。启用以后，每个人用自己的登录密码登录，只能看到、办理自己角色的事。"
CHANGES = (
    "启用以后：打开程序先登录；离开一段时间自动锁定，没写完的都还在；审签要再输一次密码；系统管理员看不到案件内容；"
    "登录密码输错5次锁定1分钟，再错5分钟、15分钟。"
)
WHO = (
    "系统管理员管人员、登录密码、设置和备份，不看案件，也不能兼别的角色。没有合适的人，可以填写“系统管理员”。"
)
STRICT = "等保：密码要有三种字符，每90天更换，不能重复最近用过的，空闲锁定最多10分钟。"
LEAST, MOST = 1, 120


class LoginCard(QFrame):
    """`told` carries what has changed."""

    told = Signal(object)

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__()
        tag(self, role="card")
        self._office, self._shell = office, shell
        self.rules = LoginRules()
        self.state_label = label("", wrap=True)
        self.start_button = button("启用登录…", icon="shield")
        self.ask_body, self.rules_body = QWidget(), QWidget()
        self.go_body, self.end_body = QWidget(), QWidget()
        self.minutes_box = NumberBox()
        self.minutes_box.setRange(LEAST, MOST)
        self.minutes_box.setSuffix(" 分钟")
        self.minutes_box.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.minutes_box.setAccessibleName("空闲多久锁定")
        self.policy_row = RadioRow()
        self.policy_row.offer([(policy.value, policy.label) for policy in Policy], "登录密码规则")
        self.rules_error = ErrorLabel()
        self.rules_button = button("保存登录设置")
        self.admin_box = ChoiceBox()
        self.admin_box.setEditable(True)
        self.admin_box.setAccessibleName("系统管理员")
        self.admin_error = ErrorLabel()
        self.password = NewPassword("系统管理员的登录密码", ADVICE)
        self.on_button, self.leave_button = button("启用登录", "primary"), button("暂不启用")
        self.stop_button = button("停用登录…")
        self.end_password = PasswordField("您的登录密码")
        self.end_button, self.stay_button = button("停用登录", "primary"), button("不停用")
        self._lay_out()
        self._connect()
        self.show_rules(LoginRules())

    def _lay_out(self) -> None:
        idle = row(label("空闲多久锁定", tone="muted"), self.minutes_box, None)
        policy = column(
            label("登录密码规则", tone="muted"),
            self.policy_row,
            label(STRICT, "caption", "muted", wrap=True),
            gap="xs",
        )
        self._act = row(self.rules_button, self.stop_button, None)
        self.rules_body.setLayout(column(idle, policy, self.rules_error, self._act, gap="s"))
        who = column(
            label("系统管理员", tone="muted"), self.admin_box, self.admin_error,
            label(WHO, "caption", "muted", wrap=True), gap="xs",
        )  # fmt: skip
        changes = label(CHANGES, "caption", "muted", wrap=True)
        self.ask_body.setLayout(column(who, self.password, gap="m"))
        self.go_body.setLayout(column(changes, row(self.on_button, self.leave_button, None), gap="m"))
        end = column(label("输入您的登录密码，停用登录", tone="muted"), self.end_password, gap="xs")
        self.end_body.setLayout(column(end, row(self.end_button, self.stay_button, None), gap="m"))
        heading = label("登录", "title", bold=True)
        items = (
            heading,
            self.state_label,
            row(self.start_button, None),
            self.ask_body,
            self.rules_body,
            self.go_body,
            self.end_body,
        )
        self.setLayout(column(*items, gap="s", margins=("l", "m")))
        self.password.narrow(420)
        for part in (self.admin_box, self.end_password):
            part.setMaximumWidth(sp(420))

    def _connect(self) -> None:
        self.start_button.clicked.connect(self.ask)
        self.leave_button.clicked.connect(partial(self._leave, self.start_button))
        self.on_button.clicked.connect(self.switch_on)
        self.password.entered.connect(self.switch_on)
        self.admin_box.currentTextChanged.connect(lambda _: self.admin_error.tell(""))
        self.rules_button.clicked.connect(self.save_rules)
        self.stop_button.clicked.connect(self.ask_to_stop)
        self.stay_button.clicked.connect(partial(self._leave, self.stop_button))
        self.end_button.clicked.connect(self.switch_off)
        self.end_password.entered.connect(self.switch_off)

    @property
    def stops(self) -> list[QWidget]:
        """Where the Tab key comes by, in this order."""
        first, again = self.password.first, self.password.again
        fields = [self.admin_box, first.edit, again.edit, first.show_button, again.show_button]
        fields += [self.on_button, self.leave_button]
        rules = [self.minutes_box, *self.policy_row.buttons.values(), self.rules_button, self.stop_button]
        rules += [self.on_button, self.leave_button]
        end = [self.end_password.edit, self.end_password.show_button, self.end_button, self.stay_button]
        return [self.start_button, *fields, *rules, *end]

    # -- what there is ----------------------------------------------------------------------------------------

    def look_up(self) -> None:
        """Ask whether persons log in here."""
        work = partial(rules_of, self._office)
        self._shell.tasks.run(self, work, self.show_rules, self._shell.notices.tell, topic="login")

    def offer(self, persons: Sequence[Person]) -> None:
        """Those who are administrators already can be chosen."""
        typed = self.admin_box.currentText()
        self.admin_box.clear()
        self.admin_box.addItems(
            [one.name for one in persons if one.active and Role.ADMINISTRATOR in one.roles]
        )
        if typed:
            self.admin_box.setCurrentText(typed)

    def show_rules(self, rules: LoginRules) -> None:
        """Say how it is; what may be changed by the person who works can be changed."""
        self.rules = rules
        why = self._office.may(May.PEOPLE)
        said = f"已启用：空闲{rules.idle_minutes}分钟锁定，密码规则为{rules.policy.label}。{why}"
        self.state_label.setText(said if rules.on else OFF)
        self.start_button.setVisible(not rules.on)
        for part in (self.ask_body, self.go_body, self.end_body):
            part.hide()
        self.rules_body.setVisible(rules.on)
        self.minutes_box.setValue(rules.idle_minutes)
        self.policy_row.choose(rules.policy.value)
        self.rules_error.tell("")
        for part in (self.minutes_box, self.policy_row, self.rules_button, self.stop_button):
            part.setEnabled(not why)
            part.setToolTip(why)
        self._enable(True)

    def _leave(self, begun: QWidget) -> None:
        """Nothing is changed; the cursor is where it was."""
        self.show_rules(self.rules)
        self.rules_button.show()
        self.stop_button.show()
        begun.setFocus()

    def _enable(self, on: bool) -> None:
        for part in (self.on_button, self.leave_button, self.end_button, self.stay_button):
            part.setEnabled(on)

    # -- on ---------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Who administers, with which password, by which rules."""
        self.start_button.hide()
        for part in (self.ask_body, self.rules_body, self.go_body):
            part.show()
        self.rules_button.hide()
        self.stop_button.hide()
        self.admin_box.setFocus()

    def switch_on(self) -> None:
        """Begin, unless something is missing."""
        name = self.admin_box.currentText().strip()
        if not name:
            self.admin_error.tell("请选择或者填写系统管理员的姓名")
            self.admin_box.setFocus()
            return
        password = self.password.checked()
        if password is None or not self.on_button.isEnabled():
            return
        self._enable(False)
        policy, minutes = Policy.of(self.policy_row.code), self.minutes_box.value()
        work = partial(
            switch_on, self._office, name, password, policy=policy, idle_minutes=minutes, enter=True
        )
        self._shell.tasks.run(self, work, self._changed, self._refused)

    def _changed(self, change: Change) -> None:
        self.password.clear()
        self.end_password.clear()
        self.rules_button.show()
        self.stop_button.show()
        self._enable(True)
        self.look_up()
        self.told.emit(change)

    def _refused(self, error: Exception) -> None:
        self._enable(True)
        self._shell.notices.beside(self)(error)

    def take(self, error: Refusal | Trouble) -> bool:
        """Say beside the field what is refused."""
        field = error.field if isinstance(error, Refusal) else ""
        if not self.end_body.isHidden():
            return self.end_password.take(error)
        if field == "password" and not self.ask_body.isHidden():
            return self.password.take(error)
        if field == "idle_minutes" or self.ask_body.isHidden():
            return self.rules_error.take(error)
        return self.admin_error.take(error)

    # -- while it is on ---------------------------------------------------------------------------------------

    def save_rules(self) -> None:
        """Keep the rules."""
        self.rules_error.tell("")
        work = partial(
            set_rules,
            self._office,
            policy=Policy.of(self.policy_row.code),
            idle_minutes=self.minutes_box.value(),
        )
        self._shell.tasks.run(self, work, self._changed, self._refused)

    def ask_to_stop(self) -> None:
        """Switching off needs the password once more."""
        self.end_body.show()
        self.rules_body.hide()
        self.end_password.setFocus()

    def switch_off(self) -> None:
        """Nobody needs a password any more."""
        if not self.end_button.isEnabled():
            return
        self._enable(False)
        work = partial(switch_off, self._office, self.end_password.text)
        self._shell.tasks.run(self, work, self._changed, self._refused)
