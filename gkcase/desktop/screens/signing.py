"""审签: the queue by due date; request, letter with its changes, opinions and checks side by side; sign or return."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QFrame,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTableView,
    QWidget,
)

from gkcase.desktop.elided import ElidedLabel
from gkcase.desktop.finding_spots import follow_into
from gkcase.desktop.layout import chip, column, label, row
from gkcase.desktop.screen import Screen
from gkcase.desktop.shell import Shell
from gkcase.desktop.short_table import set_up
from gkcase.desktop.sign_act import SignAct
from gkcase.desktop.sign_beside import SignBeside
from gkcase.desktop.sign_view import WIDTHS, Line, QueueTable, Reading, read_queue, read_reply
from gkcase.desktop.tokens import look, sp
from gkcase.desktop.version_text import VersionText
from gkcase.domain.terms import Event, spoken
from gkcase.services.office import Change, Office, Topic

_ROW = 52
_SHARES = (34, 40, 26)
_SCALE = 20
_NARROW = 1080
PLAIN, MARKED, BESIDE = "plain", "marked", "beside"
VIEWS = {MARKED: "与上一稿对照", PLAIN: "只看本稿", BESIDE: "检查和意见"}
TOUCHED = Topic.CASES | Topic.PEOPLE | Topic.CALENDAR | Topic.SETTINGS


class SigningScreen(Screen):
    """The reviewer's page. A visit with the id of a case goes to that line, whoever is due."""

    form = "signing"
    help_topic = "signing"
    count_label: ElidedLabel
    mine_chip: QPushButton
    all_chip: QPushButton
    body_splitter: QSplitter
    queue_view: QTableView
    empty_page: QWidget
    empty_label: QLabel
    empty_hint: QLabel
    text_head: QWidget
    text_host: QWidget
    beside_frame: QFrame
    act_host: QWidget

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__()
        self._office, self._shell = office, shell
        self.table = QueueTable(self)
        self.reading: Reading | None = None
        self._wanted: int | None = None
        self._stale = True
        self.text = VersionText()
        self.beside = SignBeside()
        self.act = SignAct(office, shell)
        self.version_label = label("", "caption", "muted", wrap=True)
        self.view_chips = {view: chip(words) for view, words in VIEWS.items()}
        self._narrow: bool | None = None
        self._lay()
        self._set_up_queue()
        self._connect()
        self._bind_keys()
        self.empty_page.hide()
        self.act_host.hide()  # until something is read: what it would need must not make the window higher
        self.setFocusProxy(self.queue_view)
        shell.new_day.connect(lambda _: self._moved_on())

    def _lay(self) -> None:
        chips = row(*self.view_chips.values(), None)
        head = column(self.version_label, chips, gap="xs", margins=("l", "s"))
        self.text_head.setLayout(head)
        self.text_stack = QStackedWidget()
        self.text_stack.addWidget(self.text)
        self.text_host.setLayout(column(self.text_stack, gap=0))
        self.beside_frame.setLayout(column(self.beside, gap=0))
        self.act_host.setLayout(column(self.act, gap=0))
        self.body_splitter.setSizes([share * _SCALE for share in _SHARES])
        for place, share in enumerate(_SHARES):
            self.body_splitter.setStretchFactor(place, share)

    def _connect(self) -> None:
        chips = QButtonGroup(self)
        for whose in (self.mine_chip, self.all_chip):
            chips.addButton(whose)
        self.mine_chip.setChecked(True)
        self.mine_chip.toggled.connect(lambda _: self.look_up())
        views = QButtonGroup(self)
        for made in self.view_chips.values():
            views.addButton(made)
            made.toggled.connect(self._view_chosen)
        self.text.remarked.connect(self.act.remark)
        self.act.remark_button.clicked.connect(self.text.remark)
        self.act.wanted.connect(self._do)
        self.act.paper.connect(self._enter_paper)
        self.act.opened.connect(self._open_case)
        self.beside.findings.followed.connect(self._follow)
        self.queue_view.doubleClicked.connect(lambda _: self._open_case())

    def _bind_keys(self) -> None:
        for keys, act in {
            "Ctrl+Return": self.act.confirm,
            "Ctrl+Enter": self.act.confirm,
            "Alt+M": self.text.remark,
            "Alt+O": self._open_case,
            "Alt+L": self.text.setFocus,
            "F5": self.look_up,
        }.items():
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    # -- what the shell says ----------------------------------------------------------------------------------

    def visit(self, subject: object) -> None:
        """Come to the queue as it was left, or to one case in it."""
        if isinstance(subject, int):
            self._wanted = subject
            self.look_up()
        elif self._stale:
            self.look_up()

    def react(self, change: object) -> None:
        """Look up again when cases, persons, days or choices have changed."""
        if isinstance(change, Change) and change.topics & TOUCHED:
            self._moved_on()

    def _moved_on(self) -> None:
        self._stale = True
        if self.isVisible():
            self.look_up()

    # -- the queue --------------------------------------------------------------------------------------------

    def look_up(self) -> None:
        """Ask for the queue again; the current line stays current where it is still there."""
        self._stale = False
        work = partial(read_queue, self._office, self.mine_chip.isChecked())
        self._shell.tasks.run(self, work, self._show, self._shell.notices.tell, topic="queue")

    def current(self) -> Line | None:
        """The line on which the cursor stands."""
        index = self.queue_view.currentIndex()
        return self.table.lines[index.row()] if index.isValid() else None

    def _show(self, lines: list[Line]) -> None:
        before, place = self.current(), self.queue_view.currentIndex().row()
        wanted = self._wanted or (before.waiting.case_id if before else None)
        self.table.show(lines)
        found = self.table.row_of(wanted)
        if self._wanted is not None and found < 0 and self.mine_chip.isChecked():
            self.all_chip.click()  # somebody else is due
            return
        self._wanted = None
        if lines:
            found = found if found >= 0 else min(max(place, 0), len(lines) - 1)
            self.queue_view.setCurrentIndex(self.table.index(found, 0))
        self._say_how_many(lines)
        self._read()

    def _say_how_many(self, lines: list[Line]) -> None:
        late = sum(line.mark[0] == "late" for line in lines)
        words = f"{len(lines)} 件" if lines else ""
        self.count_label.setText(words + (f"，其中 {late} 件已过期" if late else ""))
        self._show_emptiness(not lines)
        mine = self.mine_chip.isChecked()
        who = self._office.acting or "经办人"
        if mine and self._office.assumed:
            said = "请先选定现在由谁办理", "选定后，轮到这个人审签的答复书按期限排在这里"
        elif mine:
            said = f"没有等{who}审签的答复书", "轮到他人的在“全部审签中”；换人审签在右上角"
        else:
            said = "没有审签中的答复书", "送审后的答复书按期限排在这里"
        self.empty_label.setText(said[0])
        self.empty_hint.setText(said[1])

    def _show_emptiness(self, empty: bool) -> None:
        """Where nothing waits one calm sentence stands for the whole page; the keys stay where the list is."""
        places: tuple[QWidget, QWidget] = (self.empty_page, self.body_splitter)
        after, before = places if empty else places[::-1]
        kept = self._has_keys()
        after.show()
        self.setFocusProxy(self.empty_page if empty else self.queue_view)
        if kept:
            self.setFocus()
        before.hide()
        self.act_host.setVisible(not empty)

    def _has_keys(self) -> bool:
        """Whether the cursor is in what comes and goes with the queue."""
        now = QApplication.focusWidget()
        places = (self.body_splitter, self.act_host, self.empty_page)
        return now is not None and any(place is now or place.isAncestorOf(now) for place in places)

    def _moved(self, now: QModelIndex, before: QModelIndex) -> None:
        """The cursor was moved by hand; what the list itself does is followed by its own reading."""
        if now.isValid() and before.isValid():
            self._read()

    def _read(self) -> None:
        """Read what is under the cursor."""
        line = self.current()
        if line is None:
            self._show_reading(None)
            return
        work = partial(read_reply, self._office, line.waiting.case_id)
        self._shell.tasks.run(self, work, self._show_reading, self._unread, topic="reply")

    def _unread(self, error: Exception) -> None:
        self._show_reading(None)
        self._shell.notices.tell(error)

    # -- one reply --------------------------------------------------------------------------------------------

    def _show_reading(self, reading: Reading | None) -> None:
        line = self.current()
        if reading is not None and (line is None or line.waiting.case_id != reading.file.id):
            return  # the cursor has moved on
        before = self.reading
        same = reading is not None and before is not None and reading.file.id == before.file.id
        self.reading = reading
        if reading is not None and (not same or before is None or reading.versions != before.versions):
            self.view_chips[MARKED if len(reading.versions) > 1 else PLAIN].setChecked(True)
        self.act.show_reading(reading, fresh=not same)
        self.beside.show_reading(reading)
        self._show_text()

    @property
    def view(self) -> str:
        """What the middle column shows: the letter with its changes, the letter alone, or the rest."""
        return next((view for view, made in self.view_chips.items() if made.isChecked()), MARKED)

    def _view_chosen(self, on: bool) -> None:
        if on:
            self._show_text()

    def _offer_views(self) -> None:
        """The letter with its changes or without; where the window is narrow the rest takes its turn there too."""
        several = self.reading is not None and len(self.reading.versions) > 1
        self.view_chips[MARKED].setVisible(several)
        self.view_chips[PLAIN].setVisible(several or bool(self._narrow))
        self.view_chips[BESIDE].setVisible(bool(self._narrow))
        if self.view_chips[self.view].isHidden() or not self.view_chips[self.view].isChecked():
            self.view_chips[MARKED if several else PLAIN].setChecked(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """Three columns side by side, or two where the type is large for the window."""
        narrow = self.width() < sp(_NARROW)
        if narrow is self._narrow:
            return
        self._narrow = narrow
        self.beside_frame.setVisible(not narrow)
        self.queue_view.setColumnHidden(2, narrow)
        self.act.compact(narrow)
        if narrow:
            self.text_stack.addWidget(self.beside)
        elif (layout := self.beside_frame.layout()) is not None:
            layout.addWidget(self.beside)
            self.beside.show()
        self._show_text()

    def _show_text(self) -> None:
        reading = self.reading
        self._offer_views()
        marked = self.view == MARKED
        self.text_stack.setCurrentWidget(self.beside if self.view == BESIDE else self.text)
        self.text.show_paragraphs(reading.paragraphs if reading else (), marked=marked)
        self.version_label.setText(_version_words(reading) if reading else "")

    def may_leave(self) -> bool:
        """Words that were typed stay on the page; nothing is lost by going away."""
        return True

    # -- acts -------------------------------------------------------------------------------------------------

    def _do(self, work: Callable[[], Change]) -> None:
        self._shell.tasks.run(self, work, self._done, self._shell.notices.beside(self.act))

    def _done(self, change: Change) -> None:
        """Signed or returned: the next one in the queue comes under the cursor."""
        self.reading = None
        self.act.done()
        self._shell.announce(change)
        self._shell.notices.say(change.said)
        self.queue_view.setFocus()

    def _enter_paper(self) -> None:
        if (line := self.current()) is not None:
            self._shell.go("case", (line.waiting.case_id, Event.SIGNED))

    def _follow(self, spot: str) -> None:
        """Where a finding is put right: in the settings, else in its case."""
        if (line := self.current()) is not None:
            follow_into(self._shell, line.waiting.case_id, spot)

    def _open_case(self) -> None:
        if (line := self.current()) is not None:
            self._shell.go("case", line.waiting.case_id)

    # -- the view ---------------------------------------------------------------------------------------------

    def _set_up_queue(self) -> None:
        view = self.queue_view
        set_up(view, self.table, badge=0, wide=1)
        view.selectionModel().currentRowChanged.connect(self._moved)
        self.text.installEventFilter(self)
        look.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.queue_view.verticalHeader().setDefaultSectionSize(sp(_ROW))
        for place, width in enumerate(WIDTHS):
            self.queue_view.setColumnWidth(place, sp(width))
        self.queue_view.setMinimumWidth(sp(200))
        self._share()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Alt+Up and Alt+Down go through the queue while one reads."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return False
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() not in steps or not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return False
        place = self.queue_view.currentIndex().row() + steps[Qt.Key(event.key())]
        if 0 <= place < self.table.rowCount():
            self.queue_view.setCurrentIndex(self.table.index(place, 0))
        return True


def _version_words(reading: Reading) -> str:
    """第2稿 12月7日（周一）李某 · 与第1稿相比改动 2 段."""
    if not reading.versions:
        return ""
    last, count = reading.versions[-1], len(reading.versions)
    said = f"第{count}稿 {spoken(last.on)}{last.by}"
    if count == 1:
        return f"{said} · 按文书文字显示，版式以文件为准"
    changes = f"改动 {reading.changes} 段" if reading.changes else "文字没有改动"
    return f"{said} · 与第{count - 1}稿相比{changes}"
