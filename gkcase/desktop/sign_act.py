"""The foot of the sign-off page: sign or return as the person who works, with words, also paragraph by paragraph."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from gkcase.desktop.choice_row import SegmentRow
from gkcase.desktop.draft_keeper import DraftKeeper
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.flow import Flow
from gkcase.desktop.layout import button, column, key_hint, label, row
from gkcase.desktop.password_field import PasswordField
from gkcase.desktop.shell import Shell
from gkcase.desktop.sign_view import Reading
from gkcase.desktop.tokens import look, sp, tag
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.journal import Fact
from gkcase.services.office import Change, Office
from gkcase.services.signing import return_, sign

NO_PASSWORD = "审签须输入本人的登录密码"
SIGN, RETURN = "sign", "return"
_PARAGRAPH = re.compile(r"第\d+段：")
_LINES = 2
SHORT = 16


class SignAct(QFrame):
    """`wanted` carries the work to be done; `paper` asks for the entry of a signature on paper."""

    draft_word = "审签意见"

    wanted = Signal(object)
    paper = Signal()
    opened = Signal()

    def __init__(self, office: Office, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tag(self, role="card")
        self._office = office
        self.keeper = DraftKeeper(office, shell.tasks, self._typed, shell.notices.tell, self)
        self._reading: Reading | None = None
        self._lines = _LINES
        self.route_label = label("", wrap=True)
        self.choice = SegmentRow()
        self.choice.offer([(SIGN, "通过"), (RETURN, "退回")], "通过还是退回")
        self.comment_edit = QPlainTextEdit()
        self.comment_edit.setTabChangesFocus(True)
        self.comment_edit.setAccessibleName("意见")
        self.error_label = ErrorLabel()
        self.password = PasswordField("审签的登录密码")
        self.password_body = QWidget()
        self.password.setMaximumWidth(sp(420))
        self._asked = label("登录密码", tone="muted")
        asked = row(self._asked, self.password, None, gap="s")
        asked.setAlignment(
            self._asked, Qt.AlignmentFlag.AlignTop
        )  # beside the line, also while one is told below it
        self.password_body.setLayout(asked)
        self.password.entered.connect(self.confirm)
        self.confirm_button = button("通过", "primary", "check")
        self.remark_button = button("对本段提意见", icon="edit")
        self.remark_button.setToolTip("光标所在的一段　Alt+M")
        self.paper_button = button("纸质签字…")
        self.open_button = button("打开案件", icon="forward")
        self.confirm_button.clicked.connect(self.confirm)
        self.paper_button.clicked.connect(self.paper)
        self.open_button.clicked.connect(self.opened)
        self.choice.chosen.connect(self._chosen)
        keys = QWidget()
        flow = Flow(keys, sp("s"), sp("xs"))
        self._keys = key_hint("Ctrl+Enter"), key_hint("Alt+M")
        for part in (self.confirm_button, self._keys[0], self.remark_button, self._keys[1]):
            flow.addWidget(part)
        flow.addWidget(self.paper_button)
        flow.addWidget(self.open_button)
        head = row(self.choice, self.route_label, gap="l", grow=1)
        items = (head, self.comment_edit, self.password_body, self.error_label, keys)
        self.setLayout(column(*items, gap="s", margins=("l", "m")))
        look.changed.connect(self._fit)
        self._fit()
        self.show_reading(None)
        self.comment_edit.textChanged.connect(self.keeper.touch)

    def put_by(self) -> bool:
        """Put away at once what has been typed."""
        return self.keeper.put_by()

    def compact(self, narrow: bool) -> None:
        """Leave the room to the letter where the type is large for the window."""
        self._lines = 1 if narrow else _LINES
        for key in self._keys:
            key.setVisible(not narrow)
        self._fit()

    def _fit(self) -> None:
        self._asked.setMinimumHeight(self.password.edit.sizeHint().height())
        self.comment_edit.setFixedHeight(
            self.comment_edit.fontMetrics().lineSpacing() * self._lines + sp("l")
        )

    # -- what is asked ----------------------------------------------------------------------------------------

    def show_reading(self, reading: Reading | None, *, fresh: bool = True) -> None:
        """Offer to sign or return a reply; what was typed on the same one stays."""
        self._reading = reading
        if fresh:
            self.keeper.flush()
            self.comment_edit.clear()
            self.password.clear()
            self.error_label.tell("")
            self.choice.choose(SIGN)
            self.keeper.begin(f"sign:{reading.file.id}" if reading else "")
            if reading is not None:
                self.keeper.bring_back(self._bring_back)
        self.setEnabled(reading is not None)
        self._show_choice()

    def _typed(self) -> dict[str, Fact]:
        return {"comment": self.comment_edit.toPlainText(), "choice": self.choice.code}

    def _bring_back(self, body: dict[str, Fact]) -> None:
        """What was written on this reply and not signed or returned."""
        if not self.unsaved:
            self.comment_edit.setPlainText(str(body.get("comment") or ""))
            self.choice.choose(str(body.get("choice") or SIGN))
            self._show_choice()

    def done(self) -> None:
        """It is signed or returned: its words stand in the journal now."""
        self.keeper.forget()

    def _chosen(self, code: str) -> None:
        """Whoever returns a reply goes on with the reason."""
        self._show_choice()
        if code == RETURN:
            self.comment_edit.setFocus()

    def _show_choice(self) -> None:
        reading, returning = self._reading, self.choice.code == RETURN
        due = reading.due if reading else None
        reason = "" if reading is None else reading.reason
        words = due.words if due else ""
        self.route_label.setText(f"{words}。{reason}" if reason and not returning else words)
        step = due.step.label if due and due.step else ""
        away = due.takers.get(self._office.acting, "") if due else ""
        who = f"{self._office.acting}代{away}" if away else self._office.acting
        self.confirm_button.setText(
            "退回修改" if returning else f"通过，{who}签“{step}”" if step and not reason else "通过"
        )
        self.confirm_button.setEnabled(reading is not None and (returning or not reason))
        self.confirm_button.setToolTip("" if returning else reason)
        self.confirm_button.setAccessibleDescription("" if returning else reason)
        asks = self._office.person is not None and not returning and not reason
        self.password_body.setVisible(asks and reading is not None)
        hint = "退回的理由，可以逐段写：第3段：依据不准确" if returning else "意见，可以不填"
        self.comment_edit.setPlaceholderText(hint)

    def remark(self, place: int, text: str) -> None:
        """Begin a line on one paragraph; who has something to say on one returns the reply."""
        self.choice.choose(RETURN)
        self._show_choice()
        before = self.comment_edit.toPlainText().rstrip()
        name = f"第{place}段：" if place else f"删去的“{text[:SHORT]}”："
        self.comment_edit.setPlainText(f"{before}\n{name}" if before else name)
        cursor = self.comment_edit.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.comment_edit.setTextCursor(cursor)
        self.comment_edit.setFocus()

    @property
    def unsaved(self) -> bool:
        """Whether words would be lost."""
        return bool(self.comment_edit.toPlainText().strip())

    # -- doing ------------------------------------------------------------------------------------------------

    def confirm(self) -> None:
        """Sign or return, unless something is missing."""
        if self._reading is None or not self.confirm_button.isEnabled():
            return
        self.error_label.tell("")
        if not self.password_body.isHidden() and not self.password.text:
            self.password.tell(NO_PASSWORD)
            self.password.edit.setFocus()
            return
        self.confirm_button.setEnabled(False)
        work = self.work()
        self.password.clear()
        self.wanted.emit(work)

    def work(self) -> Callable[[], Change]:
        """What is to be done off the GUI thread, over the very version of the case that was read."""
        assert self._reading is not None  # asked by confirm
        file = self._reading.file
        lines = [line.strip() for line in self.comment_edit.toPlainText().splitlines() if line.strip()]
        if self.choice.code == SIGN:
            words, password = "\n".join(lines), self.password.text
            return partial(
                sign, self._office, file.id, comment=words, version=file.version, password=password
            )
        told = [line for line in lines if _PARAGRAPH.match(line)]
        rest = "\n".join(line for line in lines if line not in told)
        return partial(return_, self._office, file.id, comment=rest, paragraphs=told, version=file.version)

    def take(self, error: Refusal | Trouble) -> bool:
        """Say above the keys what is refused; what was typed stays."""
        self._show_choice()
        if isinstance(error, Refusal) and error.field == "password":
            self.password.clear()
            self.password.edit.setFocus()
            return self.password.take(error)
        self.comment_edit.setFocus()
        return self.error_label.take(error)
