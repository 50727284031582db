"""加密: how the data is protected, what opens it elsewhere, and the way from plain to encrypted and back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from gkcase.desktop.dressing import restyle
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.flow import Flow
from gkcase.desktop.layout import button, column, label, row
from gkcase.desktop.new_password import NewPassword
from gkcase.desktop.recode_form import RecodeForm, Wish
from gkcase.desktop.recovery_card import RecoveryCard
from gkcase.desktop.recovery_sheet import print_recovery
from gkcase.desktop.shell import Shell
from gkcase.desktop.tokens import sp, tag
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.rights import May
from gkcase.services.keys import forget_key, new_recovery_code, set_password
from gkcase.services.office import Change, Office, Topic
from gkcase.services.recovery_kept import Protection, keep_code, protection

ABOUT = "加密以后，电脑丢失、硬盘被取走，别人也读不出案件、附件和文书；备份同样加密。本机自动打开，平时不用输入什么。"
SHARED = "共享数据库的加密由数据库管理员在服务器上设置。"
PLAIN = "谁拿到这台电脑、硬盘或者数据库文件，就能读出全部内容。"
BUSY = "“{title}”还在进行，做完以后再办"
PASSWORD_RULES = "至少8个字，越长越好。换电脑时用它打开；忘记了还可以用恢复码。"
EACH_TIME = "从下次启动起，打开时要输入打开密码或者恢复码"
FIRST_A_PASSWORD = "请先设置打开密码"


class KeyCard(QFrame):
    """The card; `told` carries what has changed."""

    told = Signal(object)

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__()
        tag(self, role="card")
        self._office, self._shell = office, shell
        self._code = ""
        self._encrypted = False
        self.sign = tag(QLabel(), iconName="shield", iconTone="muted")
        self.state_label = label("正在查看…", wrap=True)
        self.ways_label = label("", "caption", "muted", wrap=True)
        self.about_label = label(ABOUT, "caption", "muted", wrap=True)
        self.error_label = ErrorLabel()
        self.password_button, self.code_button = button("设置打开密码…"), button("换发恢复码…")
        self.kept_button = button("恢复码已妥善保存", icon="check")
        self.ask_button = button("本机不存钥匙")
        self.turn_button = button("加密本库…", icon="shield")
        self.recode = RecodeForm()
        self.acts = QWidget()
        self.password = NewPassword("打开密码", PASSWORD_RULES)
        self.save_button, self.leave_button = button("保存打开密码", "primary"), button("不改")
        self.password_body = QWidget()
        self.code = RecoveryCard()
        tag(self.code, role="quiet")
        self.code.later_button.setText("稍后")
        self.code.key.hide()
        self._lay_out()
        self._connect()
        for part in (self.password_body, self.code, self.recode, self.acts):
            part.hide()

    def _lay_out(self) -> None:
        flow = Flow(self.acts, sp("s"), sp("xs"))
        for part in self._offered:
            flow.addWidget(part)
        self.password_body.setLayout(
            column(self.password, row(self.save_button, self.leave_button, None), gap="m")
        )
        self.password.narrow(420)
        state = row(self.sign, self.state_label, gap="s", grow=1)
        words = column(state, self.ways_label, self.about_label, gap="xs")
        heading = label("加密", "title", bold=True)
        items = (heading, words, self.error_label, self.acts, self.password_body, self.recode, self.code)
        self.setLayout(column(*items, gap="s", margins=("l", "m")))

    def _connect(self) -> None:
        self.password_button.clicked.connect(self.ask_password)
        self.code_button.clicked.connect(self.renew_code)
        self.kept_button.clicked.connect(self.keep)
        self.save_button.clicked.connect(self.save_password)
        self.leave_button.clicked.connect(self.show_acts)
        self.password.entered.connect(self.save_password)
        self.ask_button.clicked.connect(self.ask_each_time)
        self.turn_button.clicked.connect(self.ask_to_turn)
        self.recode.wanted.connect(self.turn)
        self.recode.left.connect(self.show_acts)
        self.code.kept.connect(self.keep)
        self.code.left.connect(self.show_acts)
        self.code.print_wanted.connect(self._print)
        self._shell.covered.connect(self._covered)

    @property
    def _offered(self) -> tuple[QPushButton, ...]:
        ways = self.password_button, self.code_button, self.kept_button
        return *ways, self.ask_button, self.turn_button

    @property
    def stops(self) -> list[QWidget]:
        """Where the Tab key comes by, in this order."""
        acts = list(self._offered)
        turn = [self.recode.reason_edit, self.recode.go_button, self.recode.leave_button]
        first, again = self.password.first, self.password.again
        fields = [first.edit, again.edit, first.show_button, again.show_button]
        code = [self.code.print_button, self.code.kept_button, self.code.later_button]
        return [*acts, *fields, self.save_button, self.leave_button, *turn, *code]

    # -- how it stands ----------------------------------------------------------------------------------------

    def look_up(self) -> None:
        """Ask how the data is protected."""
        work = partial(protection, self._office)
        self._shell.tasks.run(self, work, self.show_state, self._refused, topic="key")

    def show_state(self, state: Protection | None) -> None:
        """Say it; what may be done is offered."""
        if state is None:
            self.state_label.setText(SHARED)
            return
        status = state.status
        self.state_label.setText(status.said)
        told = status.kept_in == "keyring" or not status.encrypted
        self.about_label.setVisible(told)  # else it would promise what the line above takes back
        tag(self.sign, iconName="shield" if state.sound else "warn")
        tag(self.sign, iconTone="accent" if state.sound else "soon")
        word = "已设置" if status.has_password else "没有设置"
        code = "已妥善保存" if state.code_kept else "还没有确认保存，请打印封存"
        self.ways_label.setText(f"打开密码：{word}　恢复码：{code}" if status.encrypted else PLAIN)
        self.password_button.setText("修改打开密码…" if status.has_password else "设置打开密码…")
        why = self._office.may(May.SETTINGS)
        for part in self._offered:
            part.setVisible(status.encrypted or part is self.turn_button)
            part.setEnabled(not why)
            part.setToolTip(why)
            part.setAccessibleDescription(why)
        self._encrypted = status.encrypted
        self.turn_button.setText("改为不加密…" if status.encrypted else "加密本库…")
        self.kept_button.setVisible(status.encrypted and not state.code_kept)
        self.ask_button.setVisible(bool(status.kept_in))
        if not why:
            self.ask_button.setEnabled(status.has_password)
            self.ask_button.setToolTip(EACH_TIME if status.has_password else FIRST_A_PASSWORD)
        forms = (self.password_body, self.recode, self.code)
        self.acts.setVisible(all(part.isHidden() for part in forms))
        restyle(self)

    def show_acts(self) -> None:
        """The forms go; what was typed or shown in them is forgotten."""
        self.password.clear()
        self.code.forget()
        self._code = ""
        begun_by = {
            self.password_body: self.password_button,
            self.recode: self.turn_button,
            self.code: self.code_button,
        }
        self.acts.show()
        for part, begun in begun_by.items():
            if not part.isHidden():
                begun.setFocus()  # else the cursor would go on to another card with what is hidden
            part.hide()
        self.error_label.tell("")

    def _covered(self, on: bool) -> None:
        """A code is not left on the screen of a locked window."""
        if on and not self.code.isHidden():
            self.show_acts()

    def _refused(self, error: Exception) -> None:
        for part in (self.save_button, self.code_button, self.kept_button, self.ask_button):
            part.setEnabled(True)
        self.recode.go_button.setEnabled(True)
        self._shell.notices.beside(self)(error)

    def take(self, error: Refusal | Trouble) -> bool:
        """Say beside the field, or below the state, what is refused."""
        if not self.password_body.isHidden():
            return self.password.take(error)
        if not self.recode.isHidden():
            return self.recode.error_label.take(error)
        return self.error_label.take(error)

    # -- encrypted, or no longer ------------------------------------------------------------------------------

    def ask_to_turn(self) -> None:
        """Encrypt the database, or the other way round: what that means is read first."""
        self.error_label.tell("")
        self.acts.hide()
        self.recode.ask(encrypt=not self._encrypted)

    def turn(self, reason: str) -> None:
        """Who may not is told so here; then the window goes, and others do the work."""
        if busy := self._shell.tasks.long_work:
            self._refused(Refusal(BUSY.format(title=busy[0])))
            return
        work = partial(self._office.ask, May.SETTINGS)
        self._shell.tasks.run(self, work, lambda _: self._go(reason), self._refused)

    def _go(self, reason: str) -> None:
        office, path = self._office, self._office.store.path
        assert path is not None  # a shared database offers nothing of this
        encrypt = not self._encrypted
        wish = Wish(path, office.profile.name, office.acting, encrypt, reason, office.store.key)
        self.show_acts()
        self._shell.recode_wanted.emit(wish)

    # -- what opens it ----------------------------------------------------------------------------------------

    def ask_password(self) -> None:
        """A password for other computers."""
        self.acts.hide()
        self.password_body.show()
        self.password.setFocus()

    def save_password(self) -> None:
        """Keep it: that takes its time on purpose."""
        password = self.password.checked()
        if password is None or not self.save_button.isEnabled():
            return
        self.save_button.setEnabled(False)
        work = partial(set_password, self._office, password)
        self._shell.tasks.run(self, work, lambda _: self._saved(), self._refused)

    def _saved(self) -> None:
        self.save_button.setEnabled(True)
        self.show_acts()
        self.look_up()
        self.told.emit(Change(Topic.SETTINGS, said="打开密码已保存，换电脑时用它打开数据库"))

    def ask_each_time(self) -> None:
        """The key leaves this computer: whoever takes it away reads nothing."""
        self.ask_button.setEnabled(False)
        self.error_label.tell("")
        work = partial(forget_key, self._office)
        self._shell.tasks.run(self, work, lambda _: self._forgotten(), self._refused)

    def _forgotten(self) -> None:
        self.password_button.setFocus()
        self.look_up()
        self.told.emit(Change(Topic.SETTINGS, said=f"本机已不存钥匙，{EACH_TIME}"))

    def renew_code(self) -> None:
        """A new code; the one on paper opens nothing any more."""
        self.code_button.setEnabled(False)
        self.error_label.tell("")
        work = partial(new_recovery_code, self._office)
        self._shell.tasks.run(self, work, self.show_code, self._refused)

    def show_code(self, code: str) -> None:
        """Show a code that has just been made, to be printed."""
        self.code_button.setEnabled(True)
        self.acts.hide()
        self.code.show_code(code)
        self.code.show()
        restyle(self.code)
        self._code = code
        self.code.print_button.setFocus()
        self.look_up()

    def _print(self) -> None:
        path = self._office.store.path
        name = path.name if path else ""
        print_recovery(self._code, self._office.profile.name, name, self._office.today(), self)

    def keep(self) -> None:
        """Somebody says that the code lies in a safe place."""
        work = partial(keep_code, self._office)
        self._shell.tasks.run(self, work, self._kept, self._refused)

    def _kept(self, change: Change) -> None:
        self.show_acts()
        self.look_up()
        self.told.emit(change)
