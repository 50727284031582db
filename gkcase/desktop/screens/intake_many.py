"""Several requests of one applicant in one form: one content a line; what repeats and what it costs is said before."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from gkcase.desktop.part import Part
from gkcase.desktop.screens.intake_fields import MANY, IntakeFields
from gkcase.desktop.shell import Shell
from gkcase.domain.contents import contents_of
from gkcase.domain.journal import Fact
from gkcase.services.many import Listed, look_at_list
from gkcase.services.office import Change, Office
from gkcase.services.values import MOST

PAUSE_MS = 300
SHOWN = 5
MATTERS = frozenset({MANY, "wanted", "applicant.name", "applicant.id_number", "applicant.id_kind"})
ONE, EACH = "内容描述 *", "每行一件 *"


def listed_words(told: Listed) -> str:
    """How many it will be, what repeats, and what articles 35 and 42 allow."""
    lines = [f"共 {told.count} 件，一件一个编号"]
    lines += _doubled(told)
    lines += _repeated(told)
    if told.month_total > told.count or told.yuan:
        lines.append(f"该申请人本月已有 {told.this_month} 件，登记后共 {told.month_total} 件")
    if told.yuan:
        fee = f"按件计收的信息处理费为 {told.yuan:,} 元（第四十二条）"
        lines.append(f"{fee}；数量、频次明显超过合理范围的，可以要求说明理由（第三十五条）")
    return "。".join(lines) + "。"


def _doubled(told: Listed) -> list[str]:
    pairs = [f"第{place + 1}行与第{first + 1}行" for place, first in sorted(told.doubles.items())]
    return [f"{_some(pairs)}相同"] if pairs else []


def _repeated(told: Listed) -> list[str]:
    pairs = [f"第{place + 1}行与{number}" for place, number in sorted(told.repeated.items())]
    return [f"{_some(pairs)}内容相近"] if pairs else []


def _some(pairs: list[str]) -> str:
    more = f"等{len(pairs)}处" if len(pairs) > SHOWN else ""
    return "、".join(pairs[:SHOWN]) + more


class ManyBlock(Part):
    """The switch below the words of the request. `stopped`: no answer came, saving again finds what was logged."""

    stopped = Signal()
    many_check: QCheckBox
    many_label: QLabel

    def __init__(
        self,
        form: QWidget,
        office: Office,
        shell: Shell,
        fields: IntakeFields,
        facts: Callable[[], dict[str, Fact]],
    ) -> None:
        super().__init__(form)
        self._office, self._shell, self._fields, self._facts = office, shell, fields, facts
        self._ticket = -1
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.look)
        fields.edited.connect(self._edited)
        shell.tasks.ended.connect(self._ended)
        QShortcut(QKeySequence("Alt+M"), form).activated.connect(self.many_check.click)
        self.many_check.setToolTip("Alt+M")
        self.many_label.hide()

    @property
    def on(self) -> bool:
        """Whether each line is a request of its own."""
        return bool(self._fields.value(MANY))

    @property
    def contents(self) -> list[str]:
        """The contents, one for each request."""
        return contents_of(str(self._fields.value("wanted") or ""))

    def _edited(self, name: str) -> None:
        if name == MANY:
            self._fields.rename("wanted", EACH if self.on else ONE)
            self.many_label.setVisible(self.on)
        if self.on and name in MATTERS:
            self._pause.start()

    def look(self) -> None:
        """Say what is to be said of the list."""
        contents = self.contents
        if not self.on or len(contents) > MOST:
            self.many_label.setText(f"一次最多登记 {MOST:,} 件，现有 {len(contents):,} 件" if self.on else "")
            return
        if not contents:
            self.many_label.setText("每行写一件的内容，可以从表格或者文档粘贴；行首的编号自动去掉。")
            return
        work = partial(look_at_list, self._office, self._facts(), contents)
        self._shell.tasks.run(self, work, self._show, self._shell.notices.tell, topic="many")

    def _show(self, told: Listed) -> None:
        if self.on:
            self.many_label.setText(listed_words(told))

    def save(
        self,
        register: Callable[..., Change],
        then: Callable[[Change], object],
        failed: Callable[[Exception], object],
    ) -> None:
        """Log them all, with progress; stopped means that none is logged, and saving again goes on."""

        def done(change: Change) -> None:
            self._ticket = -1
            then(change)

        def refused(error: Exception) -> None:
            self._ticket = -1
            failed(error)

        work = partial(_register, register, self.contents)
        self._ticket = self._shell.tasks.run_long(self, "正在登记", work, done, refused)

    def _ended(self, ticket: int) -> None:
        if ticket == self._ticket:
            QTimer.singleShot(0, self, self._was_stopped)

    def _was_stopped(self) -> None:
        """No answer has come, for it was cancelled; what may be logged all the same is found by its name again."""
        if self._ticket >= 0:
            self._ticket = -1
            self._shell.notices.say("已停止登记；表格还在，再按“保存登记”接着办")
            self.stopped.emit()


def _register(
    register: Callable[..., Change],
    contents: list[str],
    progress: Callable[[int, int], object],
    cancelled: Callable[[], bool],
) -> Change:
    return register(wanted=contents, report=progress, cancelled=cancelled)
