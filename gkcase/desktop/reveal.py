"""显示: personal data without its mask for one minute, after the reason for the look at it has been put on record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QWidget
from shiboken6 import isValid

from gkcase.desktop.dressing import restyle
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.layout import button, column, label, row
from gkcase.desktop.shell import Shell
from gkcase.desktop.tokens import sp
from gkcase.services.disclosing import reveal
from gkcase.services.office import Office

MINUTE_MS = 60_000


@dataclass(frozen=True)
class Wording:
    """What the button and the question say, what goes before the reason on the chain, how far in it stands."""

    show: str
    hide: str
    hint: str
    about: str
    place: str
    edge: str = "m"


IN_CASE = Wording(
    show="显示",
    hide="隐藏",
    hint="理由，如：电话联系申请人",
    about="写明理由后显示一分钟；谁在何时为何查看，记入审计链。",
    place="查看案件",
    edge="xl",
)
IN_REGISTERS = Wording(
    show="显示全部信息",
    hide="隐藏个人信息",
    hint="理由，如：向审计部门提供名单",
    about="写明理由后显示一分钟，其间的复制、打印和导出都不遮盖；谁在何时为何查看，记入审计链。",
    place="查看台账",
)


@dataclass(frozen=True, eq=False)
class _Question:
    """A look that waits for its reason: at which case, as what it goes on record, what follows."""

    case_id: int | None
    place: str
    then: Callable[[], object]


class Reveal(QObject):
    """Asks for the reason in its own row of the page; `changed` says that what is shown has to be written anew.

    The reason given last is proposed again, so that one who looks at many cases for one purpose only confirms it.
    """

    changed = Signal()

    def __init__(
        self, office: Office, shell: Shell, act: QPushButton, frame: QFrame, words: Wording = IN_CASE
    ) -> None:
        super().__init__(frame)
        self._office, self._shell, self._act, self._frame, self._words = office, shell, act, frame, words
        self.unmasked = False
        self._given = self._shown_for = ""
        self._asked: _Question | None = None
        self._before: QWidget | None = None
        self.reason_edit = QLineEdit()
        self.reason_edit.setPlaceholderText(words.hint)
        self.reason_edit.setAccessibleName("显示的理由")
        self.reason_edit.setMinimumWidth(sp(160))
        self.error_label = ErrorLabel()
        self.show_button, self.leave_button = button("显示", "primary"), button("不显示")
        self._about = label("", "caption", "muted", wrap=True)
        self._lay_out()
        self.hiding = QTimer(self, singleShot=True, interval=MINUTE_MS)
        self.hiding.timeout.connect(self.mask)
        shell.covered.connect(self._covered)
        shell.rights_changed.connect(self._forget)
        self.show_button.clicked.connect(self.confirm)
        self.reason_edit.returnPressed.connect(self.confirm)
        self.leave_button.clicked.connect(self.leave)

    def _lay_out(self) -> None:
        items = (self.reason_edit, self.show_button, self.leave_button)
        asked = row(*items, grow=0)
        self._frame.setLayout(
            column(asked, self.error_label, self._about, gap="xs", margins=(self._words.edge, "s"))
        )
        restyle(self._frame)
        self._frame.hide()
        self._frame.installEventFilter(self)

    @property
    def reason(self) -> str | None:
        """Why personal data stands open now; None while it is masked."""
        return self._shown_for if self.unmasked else None

    # -- the question -----------------------------------------------------------------------------------------

    def turn(self, case_id: int | None = None) -> None:
        """Ask why what is masked is to be shown, or hide it again."""
        if self.unmasked:
            self.mask()
        else:
            self._ask(_Question(case_id, self._words.place, self._unmask), self._words.about)

    def before(self, case_id: int, place: str, about: str, then: Callable[[], object]) -> None:
        """Ask why personal data is to stand open in an act; the act begins once that is on record."""
        self._ask(_Question(case_id, place, then), about)

    def _ask(self, question: _Question, about: str) -> None:
        self._asked = question
        self._about.setText(about)
        self.error_label.tell("")
        self.show_button.setEnabled(True)
        if self._frame.isHidden():
            self._before = self._frame.window().focusWidget()
            self.reason_edit.setText(self._given)
        self._frame.show()
        self.reason_edit.setFocus()
        self.reason_edit.selectAll()

    def confirm(self) -> None:
        """Put the reason on record, then show; once, however often Enter is pressed."""
        if (asked := self._asked) is None or not self.show_button.isEnabled():
            return
        self.show_button.setEnabled(False)
        reason = self.reason_edit.text().strip()
        work = partial(reveal, self._office, asked.case_id, f"{asked.place}：{reason}" if reason else "")
        then = partial(self._recorded, asked, reason)
        self._shell.tasks.run(self, work, then, self._failed, topic="reveal")

    def leave(self) -> None:
        """Nothing is shown; the cursor stands where it stood."""
        self._asked = None
        if self._frame.isHidden():
            return
        self.error_label.tell("")
        self._frame.hide()
        before, self._before = self._before, None
        (before if before is not None and isValid(before) and before.isVisible() else self._act).setFocus()

    def _recorded(self, asked: _Question, reason: str, _: object) -> None:
        """Who has left the question meanwhile sees nothing; that it was asked stays on record."""
        if asked is not self._asked:
            return
        self._given = self._shown_for = reason
        self.leave()
        asked.then()

    def _failed(self, error: Exception) -> None:
        self.show_button.setEnabled(True)
        self._shell.notices.beside(self.error_label)(error)

    # -- the mask ---------------------------------------------------------------------------------------------

    def mask(self) -> None:
        """Hide personal data."""
        self.hiding.stop()
        self._show(unmasked=False)

    def _covered(self, on: bool) -> None:
        """Who comes back to a locked window finds the mask on."""
        if on:
            self.leave()
        if on and self.unmasked:
            self.mask()

    def _forget(self) -> None:
        """Somebody else works now: what the one before gave as a reason is no proposal."""
        self._given = ""

    def _unmask(self) -> None:
        self.hiding.start()
        self._show(unmasked=True)

    def _show(self, *, unmasked: bool) -> None:
        self.unmasked = unmasked
        keys = self._act.shortcut()
        self._act.setText(self._words.hide if unmasked else self._words.show)
        self._act.setShortcut(keys)  # other words take the key of a button away
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc leaves the question, not the page."""
        if not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_Escape:
            return False
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() is QEvent.Type.KeyPress:
            self.leave()
            return True
        return False
