"""The main window: rail, search, page stack and status line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from gkcase.desktop.dressing import restyle
from gkcase.desktop.elided import ElidedLabel
from gkcase.desktop.icons import put_icon
from gkcase.desktop.layout import on_screen
from gkcase.desktop.notices import NoticeBar, Notices
from gkcase.desktop.pages import Page, Place, Stop, Trail
from gkcase.desktop.putting_by import put_by
from gkcase.desktop.rail import Rail
from gkcase.desktop.screen import Screen
from gkcase.desktop.task_bar import TaskBar
from gkcase.desktop.tasks import Tasks
from gkcase.desktop.tokens import tag
from gkcase.domain.errors import Refusal
from gkcase.domain.terms import dated

if TYPE_CHECKING:
    from gkcase.desktop.help import HelpWindow

INTAKE = "intake"
NO_SEARCH = "不能查找：没有查看案件的权限"
TYPING_PAUSE_MS = 80
MINUTE_MS = 60_000


@dataclass(frozen=True)
class Sign:
    """Whose window this is."""

    office: str
    person: str
    role: str = ""


@dataclass(frozen=True)
class Health:
    """What the status line says: how the storage is, when the last proven backup was, how far holidays are known."""

    storage: str
    sound: bool
    backup: str
    published_to: int

    @property
    def words(self) -> str:
        """The line in one piece."""
        return f"{self.storage}  ·  {self.backup}  ·  节假日安排已公布至{self.published_to}年"


class Shell(Screen):
    """The window around the pages. Pages are made when they are first gone to; what changes is announced here."""

    form = "shell"
    rail_frame: QFrame
    search_frame: QFrame
    search_edit: QLineEdit
    search_key: QLabel
    office_label: ElidedLabel
    person_icon: QLabel
    person_label: QLabel
    role_label: QLabel
    person_button: QToolButton
    new_button: QPushButton
    notice_bar: NoticeBar
    task_bar: TaskBar
    page_stack: QStackedWidget
    seal_icon: QLabel
    seal_label: QLabel
    health_icon: QLabel
    health_label: ElidedLabel
    help_button: QPushButton
    today_label: QLabel

    changed = Signal(object)
    new_day = Signal(object)
    arrived = Signal(object)
    look_wanted = Signal(str, float)
    open_wanted = Signal(str)
    recode_wanted = Signal(object)
    rights_changed = Signal()
    covered = Signal(bool)
    held = Signal()

    def __init__(
        self, pages: Sequence[Page], tasks: Tasks, settings: QSettings, today: Callable[[], date] = date.today
    ) -> None:
        super().__init__()
        self.setWindowTitle("依申请公开办件")
        self.tasks = tasks
        self.notices = Notices(self.notice_bar, self, partial(put_by, self))
        self.task_bar.watch(tasks)
        self._pages = {page.key: page for page in pages}
        self._settings = settings
        self._today = today
        self._built: dict[str, QWidget] = {}
        self._missed: dict[str, list[object]] = {}
        self._trail = Trail()
        self._search_for = self.search_edit.placeholderText()
        self._rail: dict[str, QToolButton] = {}
        self._barred: Mapping[str, str] = {}
        self._help: HelpWindow | None = None
        self._fill_rail()
        self._bind_keys()
        self._typing = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._typing.timeout.connect(self._search)
        self.search_edit.textChanged.connect(lambda _: self._typing.start())
        self.search_edit.returnPressed.connect(self._search)
        self.new_button.clicked.connect(lambda: self.go(INTAKE))
        self.new_button.setEnabled(INTAKE in self._pages)
        self.help_button.clicked.connect(self.show_help)
        self.is_covered = False
        self._shown_day: date | None = None
        self._minutes = QTimer(self, interval=MINUTE_MS)
        self._minutes.timeout.connect(self.refresh_today)
        self._minutes.start()
        self.refresh_today()

    # -- what it says -----------------------------------------------------------------------------------------

    def show_sign(self, sign: Sign) -> None:
        """Say whose office this is and who is working."""
        self.office_label.setText(sign.office)
        self.person_label.setText(sign.person)
        self.role_label.setText(sign.role)
        self.setWindowTitle(f"{sign.office} · 依申请公开办件" if sign.office else "依申请公开办件")

    def show_health(self, health: Health) -> None:
        """Say how storage, backup and calendar stand."""
        self.health_label.setText(health.words)
        tag(self.health_icon, iconName="check" if health.sound else "warn")
        tag(self.health_icon, iconTone="accent" if health.sound else "late")
        restyle(self.health_icon)

    def show_seal(self, words: str, about: str, *, sound: bool) -> None:
        """Say whether the data is encrypted; nothing is said where there are no words (a shared database)."""
        for part in (self.seal_icon, self.seal_label):
            part.setVisible(bool(words))
            part.setToolTip(about)
        self.seal_label.setText(words)
        self.seal_label.setAccessibleDescription(about)
        tag(self.seal_icon, iconName="shield" if sound else "warn")
        tag(self.seal_icon, iconTone="accent" if sound else "soon")
        restyle(self.seal_icon)

    def refresh_today(self) -> None:
        """Write today's date; on a new day tell whoever counts days."""
        today = self._today()
        if today == self._shown_day:
            return
        first, self._shown_day = self._shown_day is None, today
        self.today_label.setText(dated(today))
        if not first:
            self.new_day.emit(today)

    def cover(self, on: bool) -> None:
        """Take the content out of sight (锁定), or show it as it was; whoever keeps or shows something hears of it."""
        self.is_covered = on
        self.covered.emit(on)
        self.body.setVisible(not on)

    # -- going about ------------------------------------------------------------------------------------------

    def bar(self, barred: Mapping[str, str], unseen: Collection[str]) -> None:
        """Pages that the person who works may not go to, each with the reason; those in `unseen` leave the rail."""
        self._barred = dict(barred)
        for key, lit in self._rail.items():
            why, keys = barred.get(key, ""), lit.toolTip().partition("\n")[0]
            lit.setVisible(key not in unseen)
            lit.setEnabled(not why)
            lit.setToolTip(f"{keys}\n{why}" if why else keys)
            lit.setAccessibleDescription(why)
        finder = next((page.key for page in self._pages.values() if page.finds), "")
        for part, why in (
            (self.new_button, barred.get(INTAKE, "")),
            (self.search_frame, barred.get(finder, "")),
            (self.search_edit, barred.get(finder, "")),
        ):
            part.setEnabled(not why)
            part.setToolTip(why)
            part.setAccessibleDescription(why)
        can_search = self.search_edit.isEnabled()
        self.search_edit.setPlaceholderText(self._search_for if can_search else NO_SEARCH)
        self.search_key.setVisible(can_search)
        self.rail.fit()

    def why_barred(self, key: str) -> str:
        """Why the person who works may not go to a page; empty where they may."""
        return self._barred.get(key, "")

    def go(self, key: str, subject: object = None) -> None:
        """Show a page, and on it a subject (a case's id); None: the page as it was left."""
        stop = Stop(key, subject)
        if why := self._barred.get(key):
            self.notices.tell(Refusal(why))
            return
        if self._may_leave_for(stop):
            self._show(stop)
            self._trail.go(stop)
            self.arrived.emit(stop)

    def back(self) -> None:
        """To where one was before."""
        self._walk(-1)

    def forward(self) -> None:
        """Again to where one went back from."""
        self._walk(1)

    def page(self, key: str) -> QWidget:
        """The page, made when it is first asked for."""
        if key not in self._built:
            made = self._pages[key].make(self)
            self._built[key] = made
            self.page_stack.addWidget(made)
        return self._built[key]

    @property
    def here(self) -> Stop | None:
        """Where one is."""
        return self._trail.here

    @property
    def settings(self) -> QSettings:
        """Where the state of windows is kept from one start to the next."""
        return self._settings

    def announce(self, change: object) -> None:
        """A command has run: the page in sight redraws now, the others when they come into sight."""
        self.changed.emit(change)
        for key, page in self._built.items():
            if page is self.page_stack.currentWidget():
                self._react(page, [change])
            else:
                self._missed.setdefault(key, []).append(change)

    def _walk(self, steps: int) -> None:
        stop = self._trail.look(steps)
        if stop is not None and stop.key not in self._barred and self._may_leave_for(stop):
            self._show(stop)
            self._trail.walk(steps)
            self.arrived.emit(stop)

    def _may_leave_for(self, stop: Stop) -> bool:
        current = self.page_stack.currentWidget()
        return stop == self.here or not isinstance(current, Screen) or current.may_leave()

    def _show(self, stop: Stop) -> None:
        page, searching = self.page(stop.key), self.search_edit.hasFocus()
        self._react(page, self._missed.pop(stop.key, []))
        if isinstance(page, Screen):
            page.visit(stop.subject)
        self.page_stack.setCurrentWidget(page)
        lit = self._rail.get(self._pages[stop.key].under or stop.key)
        if lit is not None:
            lit.setChecked(True)
            self.rail.ensureWidgetVisible(lit)
        if (
            not searching
        ):  # asked before: Qt may have handed the keys of the page that goes to the search field
            page.setFocus()

    def _react(self, page: QWidget, changes: list[object]) -> None:
        if isinstance(page, Screen):
            for change in changes:
                page.react(change)

    def _search(self) -> None:
        """Ask the page in sight, or else the page that finds things."""
        self._typing.stop()
        text, here = self.search_edit.text().strip(), self.page_stack.currentWidget()
        if isinstance(here, Screen) and here.search(text):
            return
        finder = next((page.key for page in self._pages.values() if page.finds), None)
        if not text or finder is None:
            return
        self.go(finder)
        page = self.page_stack.currentWidget()
        if isinstance(page, Screen):
            page.search(text)

    # -- rail and keys ----------------------------------------------------------------------------------------

    def _fill_rail(self) -> None:
        self.rail = Rail()
        frame = self.rail_frame.layout()
        assert frame is not None  # the form has given it one
        frame.addWidget(self.rail)
        group = QButtonGroup(self)
        ordered = [
            page for place in (Place.RAIL, Place.FOOT) for page in self._pages.values() if page.place is place
        ]
        foot = next((page for page in ordered if page.place is Place.FOOT), None)
        for number, page in enumerate(ordered, 1):
            if page is foot:
                self.rail.add_gap()
            button = self._rail_button(page, page.keys or f"Ctrl+{number % 10}")
            group.addButton(button)
            self.rail.add(button)
            self._rail[page.key] = button

    def _rail_button(self, page: Page, keys: str) -> QToolButton:
        button = tag(QToolButton(), role="rail", typeRole="caption")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setText(page.word)
        button.setToolTip(f"{page.word}（{keys}）")
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setProperty("boundsAtBase", [68, 0, 16777215, 16777215])
        put_icon(button, page.icon, size=22)
        button.clicked.connect(lambda: self.go(page.key))
        restyle(button)
        self._key(keys, lambda: self.go(page.key))
        return button

    def _bind_keys(self) -> None:
        for keys, act in {
            "Ctrl+K": self._to_search,
            "Ctrl+N": self.new_button.click,
            "Alt+Left": self.back,
            "Alt+Right": self.forward,
            "F1": self.show_help,
            "Esc": self._escape,
        }.items():
            self._key(keys, act)

    def _key(self, keys: str, act: Callable[[], object]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _to_search(self) -> None:
        if not self.search_edit.isEnabled():
            self.notices.tell(Refusal(self.search_edit.toolTip()))
            return
        self.search_edit.setFocus()
        self.search_edit.selectAll()

    def _escape(self) -> None:
        """Step back: out of the search field first, then to the page before."""
        if self.search_edit.hasFocus() or self.search_edit.text():
            self.search_edit.clear()
            current = self.page_stack.currentWidget()
            if current is not None:
                current.setFocus()
            return
        self.back()

    def show_help(self) -> None:
        """Explain the page one is on."""
        from gkcase.desktop.help import HelpWindow

        if self._help is None:
            self._help = HelpWindow(self)
        page = self.page_stack.currentWidget()
        topic = page.help_topic if isinstance(page, Screen) else ""
        self._help.open_topic(topic or (self.here.key if self.here else ""))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.is_covered:
            return
        if event.button() is Qt.MouseButton.BackButton:
            self.back()
        elif event.button() is Qt.MouseButton.ForwardButton:
            self.forward()
        elif event.button() is Qt.MouseButton.LeftButton:
            at = self.childAt(event.position().toPoint())
            if at in (self.person_icon, self.person_label, self.role_label):
                self.person_button.click()  # the name is part of what one clicks at

    # -- from one day to the next -----------------------------------------------------------------------------

    def restore(self, default: str) -> None:
        """Open where one was: size, place and page."""
        geometry = self._settings.value("window/geometry")
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            self.resize(on_screen(self, 1280, 800))
        key = str(self._settings.value("window/page", default))
        subject = self._settings.value("window/subject")
        known = key in self._pages and key not in self._barred
        self.go(key if known else default, int(subject) if known and str(subject).isdecimal() else None)

    def may_close(self) -> bool:
        """Whether nothing would be lost; else the page that holds something unsaved comes into sight."""
        for key, page in self._built.items():
            if isinstance(page, Screen) and not page.may_leave():
                self._show(Stop(key))
                self.held.emit()
                return False
        return True

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_close():
            event.ignore()
            return
        self._settings.setValue("window/geometry", self.saveGeometry())
        if self.here is not None:
            self._settings.setValue("window/page", self.here.key)
            subject = self.here.subject
            number = (
                subject[0] if isinstance(subject, tuple) and subject else subject
            )  # (case, act): the case
            self._settings.setValue("window/subject", number if isinstance(number, int) else "")
        self._settings.sync()
        if self._help is not None:
            self._help.close()
        event.accept()
