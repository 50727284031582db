"""送达: what waits to be sent, is on its way, came back or lacks its proof; from the keyboard or a scanner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QLabel,
    QPushButton,
    QTableView,
    QWidget,
)

from gkcase.desktop.by_right import by_right
from gkcase.desktop.elided import ElidedLabel
from gkcase.desktop.layout import row
from gkcase.desktop.screen import Screen
from gkcase.desktop.screens.sending_filter import GroupChips
from gkcase.desktop.screens.sending_forms import FormsMenu
from gkcase.desktop.screens.sending_scan import ScanLine
from gkcase.desktop.sending_asks import OF_GROUP, Act
from gkcase.desktop.sending_list import DispatchView
from gkcase.desktop.sending_panel import SendingPanel
from gkcase.desktop.sending_sheet import print_posting
from gkcase.desktop.shell import Shell
from gkcase.desktop.tokens import sp
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.parcels import tidy_number
from gkcase.domain.rights import May
from gkcase.domain.terms import Event
from gkcase.domain.words import quoted
from gkcase.services.dispatch_list import DispatchFilter, Group, Outgoing, dispatch_list
from gkcase.services.office import Change, Office, Topic
from gkcase.services.sending import posting_sheet

ROOMY = 1000
NOTHING_TO_DO = "先在清单中选择一件文书"


class SendingScreen(Screen):
    """The dispatch list with its scanner line and the panel of the act. A visit with a case's id goes to its line."""

    form = "sending"
    help_topic = "sending"
    count_label: ElidedLabel
    print_button: QPushButton
    sending_view: QTableView
    empty_page: QWidget
    empty_label: QLabel
    empty_hint: QLabel
    panel_host: QWidget
    send_button: QPushButton
    prove_button: QPushButton
    return_button: QPushButton
    again_button: QPushButton
    act_key: QLabel
    open_button: QPushButton

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__()
        self._office, self._shell = office, shell
        self.list = DispatchView(self.sending_view, office)
        self.table = self.list.table
        self._wanted: tuple[int, int] | None = None
        self._case: int | None = None
        self._loaded = self._has_read = False
        self.scan = ScanLine(self.body, office, shell)
        self.forms = FormsMenu(self.body, office, shell, self)
        self.panel = SendingPanel(office, shell)
        self.panel_host.setLayout(row(self.panel, gap=0))
        middle = self.body.findChild(QBoxLayout, "middle_layout")
        assert middle is not None  # in the form
        self._middle = middle
        self.panel_host.hide()
        self._acts = {
            Act.SEND: self.send_button,
            Act.PROVE: self.prove_button,
            Act.RETURN: self.return_button,
            Act.AGAIN: self.again_button,
        }
        self.chips = GroupChips(self.body)
        self._connect()
        self.setAcceptDrops(True)
        self.setFocusProxy(self.scan.number_edit)
        self.empty_page.hide()
        self._show_current()

    # -- what the shell says ----------------------------------------------------------------------------------

    def visit(self, subject: object) -> None:
        """Come to the list as it was left, or to the letters of one case."""
        if isinstance(subject, int):
            self._case = subject
            self.chips.show_all()
            self.look_up()
        elif not self._loaded:
            self.look_up()

    def react(self, change: object) -> None:
        """Look up again when cases have moved, or days have."""
        if isinstance(change, Change) and change.topics & (Topic.CASES | Topic.CALENDAR):
            self.look_up()

    def _new_day(self, _: object) -> None:
        self.scan.start_day()
        self.look_up()

    # -- the list ---------------------------------------------------------------------------------------------

    def look_up(self) -> None:
        """Ask for the lines again; the current one stays current where it is still there."""
        self._loaded = True
        current = self.list.current()
        if self._wanted is None and current is not None:
            self._wanted = current.key
        wanted = DispatchFilter(text=self.chips.words)
        work = partial(dispatch_list, self._office, wanted)
        self._shell.tasks.run(self, work, self._show, self._shell.notices.tell, topic="lines")

    def _show(self, lines: list[Outgoing]) -> None:
        self._has_read = True
        before = self.list.row
        self.list.show(self.chips.only(lines))
        self._say_how_many(lines)
        if self._case is not None:
            theirs = [line for line in lines if line.case_id == self._case]
            theirs.sort(
                key=lambda line: line.event is not Event.REPLIED
            )  # the reply before its other letters
            self._wanted = theirs[0].key if theirs else self._wanted
        place = self.table.row_of(self._wanted)
        if place < 0:
            place = self.table.next_to_send(before - 1, self.scan.leaving)
        if place < 0 and self.table.letters:
            place = self.table.row_of(self.table.letters[0].key)
        self._wanted = self._case = None
        self.list.go_to(place)

    def _say_how_many(self, lines: Sequence[Outgoing]) -> None:
        self.chips.show_counts(lines)
        today = self._office.today()
        late = sum(line.due_on is not None and line.due_on < today for line in lines)
        waiting = f"待送出 {sum(line.group is Group.TO_SEND for line in lines)} 件"
        self.count_label.setText(waiting + (f"，其中 {late} 件已过答复期限" if late else ""))
        self._arrange(panel=self.panel_host.isVisibleTo(self))
        words = self.chips.words
        self.empty_label.setText(f"没有找到{quoted(words)}" if words else "没有要送达的文书")
        self.empty_hint.setText(
            "换一个词，或者看“全部”" if words else "答复书签发后列在这里；寄出的文书登记签收后从这里移出"
        )

    # -- the current letter -----------------------------------------------------------------------------------

    def _show_current(self) -> None:
        line = self.list.current()
        self.scan.show_line(line)
        self.forms.show_line(line)
        acts = OF_GROUP[line.group] if line else ()
        for act, made in self._acts.items():
            made.setEnabled(act in acts)
            made.setToolTip("" if act in acts else self._why_not(line, act))
        self.act_key.setVisible(line is not None)
        self.act_key.setText(f"Enter {acts[0].value[0]}" if acts else "")
        self.act_key.updateGeometry()
        self.open_button.setEnabled(line is not None)
        self.open_button.setToolTip("" if line else NOTHING_TO_DO)

    def _why_not(self, line: Outgoing | None, act: Act) -> str:
        if line is None:
            return NOTHING_TO_DO
        if act is Act.SEND:
            return "这件文书已经送出"
        return "这件文书还没有送出" if line.group is Group.TO_SEND else "邮件已经退回，请再次寄送"

    def do(self, act: Act) -> None:
        """Open the panel of an act for what is selected."""
        lines = self.list.chosen()
        if not lines or act not in OF_GROUP[lines[0].group] or not self._acts[act].isEnabled():
            return
        together = [line for line in lines if line.group is Group.TO_SEND]
        self._open_panel(act, together if act is Act.SEND else lines[:1])

    def _open_panel(self, act: Act, lines: Sequence[Outgoing], number: str = "") -> None:
        self.panel_host.show()
        self.panel.open(act, lines, number)  # takes the keys before what had them is hidden
        self._arrange(panel=True)

    def _close_panel(self) -> None:
        self._arrange(panel=False)
        self.sending_view.setFocus()
        self.panel_host.hide()

    def _arrange(self, *, panel: bool) -> None:
        """With large type or in a small window the panel takes the place of the list while it is open."""
        alone = panel and self.width() < sp(ROOMY)
        self.panel.widen(alone)
        self._middle.setStretch(0, 0 if alone else 1)
        self._middle.setStretch(1, 1 if alone else 0)
        self.scan.scan_frame.setVisible(not alone)
        self.sending_view.setVisible(bool(self.table.letters) and not alone)
        self.empty_page.setVisible(self._has_read and not self.table.letters and not alone)

    def do_first(self) -> None:
        """What is mostly done with the current letter."""
        line = self.list.current()
        if line is not None:
            self.do(OF_GROUP[line.group][0])

    def _open_case(self) -> None:
        if (line := self.list.current()) is not None:
            self._shell.go("case", line.case_id)

    def _done(self, change: Change) -> None:
        self._close_panel()
        self._shell.announce(change)
        self._shell.notices.say(change.said)

    # -- the scanner ------------------------------------------------------------------------------------------

    def _scanned(self) -> None:
        """On to the next letter, before the one just scanned is recorded."""
        self.list.go_to(self.table.next_to_send(self.list.row, self.scan.leaving))

    def _stopped(self, line: Outgoing, number: str, error: Exception) -> None:
        self.list.go_to(self.table.row_of(line.key))
        self._open_panel(Act.SEND, [line], number)
        if not (isinstance(error, Refusal | Trouble) and self.panel.take(error)):
            self._shell.notices.tell(error)

    def _look_for(self, number: str) -> None:
        """A number of a parcel that has left: go to its line, else say where it stands."""
        place = self.table.with_number(tidy_number(number))
        if place >= 0:
            self.scan.number_edit.clear()
            self.list.go_to(place)
            return
        self.scan.look_for(number)

    # -- printing ---------------------------------------------------------------------------------------------

    def _print(self) -> None:
        day = self.scan.posted_on_field.day or self._office.today()
        work = partial(posting_sheet, self._office, day)
        show = partial(print_posting, parent=self)
        self._shell.tasks.run(self, work, show, self._shell.notices.tell, topic="sheet")

    # -- papers dropped on the window -------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        line = self.list.current()
        if event.mimeData().hasUrls() and line is not None and Act.PROVE in OF_GROUP[line.group]:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if not self.panel.isVisible() or self.panel.act is not Act.PROVE:
            self.do(Act.PROVE)
        self.panel.add_files(files)

    # -- setting up --------------------------------------------------------------------------------------------

    def _filtered(self) -> None:
        if self._loaded:
            self.look_up()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(panel=self.panel_host.isVisibleTo(self))

    def _connect(self) -> None:
        by_right(self._office, self._shell, {May.SEND: tuple(self._acts.values())})
        for act, made in self._acts.items():
            made.clicked.connect(partial(self.do, act))
        self.open_button.clicked.connect(self._open_case)
        self.list.moved.connect(self._show_current)
        self.list.entered.connect(self.do_first)
        self.print_button.clicked.connect(self._print)
        self.scan.scanned.connect(self._scanned)
        self.scan.looked_for.connect(self._look_for)
        self.scan.failed.connect(self._stopped)
        self.panel.left.connect(self._close_panel)
        self.chips.changed.connect(self._filtered)
        self.chips.filter_edit.returnPressed.connect(self.sending_view.setFocus)
        self.panel.done.connect(self._done)
        self._shell.new_day.connect(self._new_day)
        keys: dict[str, Callable[[], object]] = {
            "Alt+F": self.chips.filter_edit.setFocus,
            "Alt+L": self.sending_view.setFocus,
            "Alt+N": self.scan.number_edit.setFocus,
            "Ctrl+S": partial(self.do, Act.SEND),
            "Ctrl+D": partial(self.do, Act.PROVE),
            "Ctrl+T": partial(self.do, Act.RETURN),
            "Ctrl+R": partial(self.do, Act.AGAIN),
            "Ctrl+O": self._open_case,
            "Ctrl+P": self._print,
        }
        for word, jump in keys.items():
            QShortcut(QKeySequence(word), self).activated.connect(jump)
