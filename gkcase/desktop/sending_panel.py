"""The panel of one act of the dispatch list: the way first, then only what that way needs, then the law."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QFrame, QSizePolicy, QWidget

from gkcase.desktop.draft_keeper import DraftKeeper
from gkcase.desktop.layout import button, column, label, row, scrolled
from gkcase.desktop.sending_asks import BASIS, REASON, Act, asks_of, effect, offered, relevant
from gkcase.desktop.sending_table import veiled
from gkcase.desktop.sending_work import come_back, prove, send, send_again
from gkcase.desktop.shell import Shell
from gkcase.desktop.side_panel import SidePanel
from gkcase.desktop.step import StepForm
from gkcase.desktop.tasks import Cancelled, Progress
from gkcase.desktop.tokens import look, sp, tag
from gkcase.domain.errors import Refusal, Trouble
from gkcase.services.dispatch_list import Outgoing
from gkcase.services.handling import NeedsReason
from gkcase.services.office import Change, Office

WIDTH, _ANY = 400, 16_777_215
_POLL_MS = 50
DROP = "把签收记录、回证的扫描件拖到这里"


class SendingPanel(SidePanel):
    """Asks, says what counts, and records. `done` carries the change, `left` that it was given up."""

    draft_word = "送达登记"

    done = Signal(object)

    def __init__(self, office: Office, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tag(self, role="card")
        self._office, self._shell = office, shell
        self.act = Act.SEND
        self.lines: Sequence[Outgoing] = ()
        self.irregular = False
        self._alone = False
        self.files: tuple[Path, ...] = ()
        self.form = StepForm(self)
        self.form.body.setProperty("boundsAtBase", None)
        self.form.body.setMinimumWidth(0)
        self.form.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.files_label = label("", "caption", "muted", wrap=True)
        self.choose_button = button("选择文件", icon="file")
        self.choose_button.clicked.connect(self._choose)
        self.files_frame = QFrame()
        tag(self.files_frame, role="drop")
        self.files_frame.setLayout(
            column(self.files_label, row(self.choose_button, None), gap="s", margins=("m", "s"))
        )
        inside = QWidget()
        dropped = column(self.files_frame, gap=0, margins=("xl", 0))
        inside.setLayout(column(self.form, dropped, None, gap="xs", margins=(0, "xs")))
        self.setLayout(column(scrolled(inside), gap=0))
        self.form.fact_form.edited.connect(self._edited)
        self.form.confirm_button.clicked.connect(self.confirm)
        self.form.cancel_button.clicked.connect(self.left)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.confirm)
        self._box: list[Change] = []
        self.ticket = -1
        self._polling = QTimer(self, interval=_POLL_MS)
        self._polling.timeout.connect(self._poll)
        shell.tasks.ended.connect(self._ended)
        self.keeper = DraftKeeper(office, shell.tasks, self.form.fact_form.facts, shell.notices.tell, self)
        self.left.connect(self.keeper.flush)
        look.changed.connect(self._fit)
        self._fit()

    def put_by(self) -> bool:
        """Put away at once what has been typed."""
        return self.keeper.put_by()

    def _fit(self) -> None:
        self.setMinimumWidth(0 if self._alone else sp(WIDTH))
        self.setMaximumWidth(_ANY if self._alone else sp(WIDTH))

    def widen(self, alone: bool) -> None:
        """Take all the width there is, where the panel stands alone."""
        self._alone = alone
        self._fit()

    # -- opening ----------------------------------------------------------------------------------------------

    def open(self, act: Act, lines: Sequence[Outgoing], number: str = "") -> None:
        """Open for an act with one letter, or with several that leave together."""
        self.act, self.lines, self.irregular, self.files = act, tuple(lines), False, ()
        title, confirm = act.value
        first = lines[0]
        self.form.title_label.setText(f"{title} {len(lines)} 件" if self.many else title)
        about = f"{first.number} {first.letter} · {veiled(first)}"
        self.form.basis_label.setText(BASIS if self.many else about)
        self.form.confirm_button.setText(confirm)
        self.form.confirm_button.setEnabled(True)
        self.form.error_label.tell("")
        form = self.form.fact_form
        form.use(self._office.rules.calendar, self._office.today)
        asked = asks_of(act, first)
        form.ask(asked)
        form.fill(offered(act, first, self._office.today(), number))
        self.files_frame.setVisible(act is Act.PROVE)
        self._say_files()
        self._show_relevant()
        self._focus(asked[0].name if asked else "")
        self.keeper.begin(f"send:{act.name}:{first.case_id}:{first.first_seq}")
        self.keeper.bring_back(form.fill)

    def _focus(self, name: str) -> None:
        """Into the first field, at once: a scanner does not wait until fresh fields are shown."""
        editor = self.form.fact_form.find_editor(name) if name else None
        if editor is None:
            self.choose_button.setFocus()
            return
        editor.show()
        editor.setFocus()

    @property
    def many(self) -> bool:
        """Whether several letters leave together."""
        return len(self.lines) > 1

    def add_files(self, files: Sequence[Path]) -> None:
        """Proofs that will hang on the entry."""
        self.files = (*self.files, *(file for file in files if file not in self.files))
        self._say_files()

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, "送达凭证")
        self.add_files([Path(name) for name in chosen])

    def _say_files(self) -> None:
        names = "、".join(file.name for file in self.files)
        self.files_label.setText(f"随本项存入附件：{names}" if names else DROP)
        self.form.error_label.tell("")

    # -- while typing -----------------------------------------------------------------------------------------

    def _edited(self) -> None:
        self.form.error_label.tell("")
        self.keeper.touch()
        self._show_relevant()

    def _show_relevant(self) -> None:
        form, policy = self.form.fact_form, self._office.rules.policy
        form.show_only(relevant(self.act, form.facts(), policy, irregular=self.irregular, many=self.many))
        said = effect(self.act, self.lines, form.facts(), policy)
        if said.late and not self.irregular:
            self.irregular = True
            form.show_only(relevant(self.act, form.facts(), policy, irregular=True, many=self.many))
        self.form.effect_label.setText(said.words)
        self.form.effect_frame.setVisible(bool(said.words))

    # -- recording --------------------------------------------------------------------------------------------

    def confirm(self) -> None:
        """Record it, unless something is missing; the button waits for the answer."""
        made = self.form.confirm_button
        if not made.isEnabled() or not self.isVisible() or not self.form.fact_form.check():
            return
        if self.lines[0].proof and not self.files:
            self.form.error_label.tell("请先选择送达凭证的文件")
            return
        made.setEnabled(False)
        self.form.error_label.tell("")
        if self.act is Act.SEND and self.many:
            self._send_many()
            return
        self._shell.tasks.run(self, self._work(), self._recorded, self._shell.notices.beside(self))

    def _send_many(self) -> None:
        """Several may take a while: with progress, and stopped after the letter in hand."""
        lines, facts, self._box = self.lines, self.form.fact_form.facts(), []
        box = self._box

        def work(progress: Progress, cancelled: Cancelled) -> Change:
            def before(place: int) -> bool:
                progress(place, len(lines))
                return not cancelled()

            box.append(send(self._office, lines, facts, before))
            return box[0]

        failed = self._shell.notices.beside(self)
        self.ticket = self._shell.tasks.run_long(self, "正在送出", work, self._recorded, failed)

    def _ended(self, ticket: int) -> None:
        """What was stopped gives no answer: it is fetched when the letter in hand is recorded."""
        if ticket == self.ticket:
            self._polling.start()

    def _poll(self) -> None:
        if self.form.confirm_button.isEnabled():
            self._polling.stop()
        elif self._box:
            self._recorded(self._box[0])

    def _work(self) -> Callable[[], Change]:
        facts = self.form.fact_form.facts()
        if self.act is Act.PROVE:
            return partial(prove, self._office, self.lines[0], facts, self.files)
        if self.act is Act.RETURN:
            return partial(come_back, self._office, self.lines[0], facts)
        if self.act is Act.AGAIN:
            return partial(send_again, self._office, self.lines[0], facts)
        return partial(send, self._office, self.lines, facts)

    def _recorded(self, change: Change) -> None:
        self._polling.stop()
        self.form.confirm_button.setEnabled(True)
        self.keeper.forget()
        self.done.emit(change)

    def take(self, error: Refusal | Trouble) -> bool:
        """Show a refusal beside its field, else above the button; one that a reason lifts asks for the reason."""
        self.form.confirm_button.setEnabled(True)
        if isinstance(error, NeedsReason):
            self.irregular = True
            self._show_relevant()
            editor = self.form.fact_form.find_editor(REASON)
            if editor is not None:
                editor.setFocus()
            return self.form.error_label.take(error)
        return self.form.fact_form.take(error) or self.form.error_label.take(error)
