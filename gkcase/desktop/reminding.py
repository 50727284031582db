"""提醒: a calm line above the page and, where there is one, the system tray; made after the first picture stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QSettings, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QMenu, QSystemTrayIcon, QWidget

from gkcase.desktop.icons import pixmap
from gkcase.desktop.layout import button, label, row
from gkcase.desktop.pages import Stop
from gkcase.desktop.shell import Shell
from gkcase.desktop.tokens import look, sp, tag
from gkcase.services.office import Office
from gkcase.services.reminders import Reminders, mark_seen, pending

AT_START, IN_TRAY = "remind/start", "remind/tray"
HOUR_MS = 3_600_000
HOME, CASE = "desk", "case"
TITLE = "依申请公开办件"


def is_on(settings: QSettings, key: str) -> bool:
    """Whether the officer wants to be reminded so; at first yes."""
    return str(settings.value(key, "true")).lower() == "true"


class ReminderBar(QFrame):
    """How many duties are due; `opened` leads to them, `dismissed` says that they were seen."""

    opened = Signal()
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tag(self, role="notice", kind="done")
        self._sign = QLabel()
        self.words = label("", wrap=True)
        self.open_button = button("去工作台", "flat")
        self.dismiss_button = button("知道了", "flat")
        self.dismiss_button.setToolTip("今天不再提醒这些；有新的到期事项仍会提醒")
        self.open_button.clicked.connect(self.opened)
        self.dismiss_button.clicked.connect(self.dismissed)
        items = (self._sign, self.words, self.open_button, self.dismiss_button)
        self.setLayout(row(*items, gap="s", margins=("xl", "xs"), grow=1))
        look.changed.connect(self._draw)
        self._draw()
        self.hide()

    def _draw(self) -> None:
        self._sign.setPixmap(pixmap("clock", "accent", 16))
        self._sign.setFixedWidth(sp(18))

    def put_into(self, shell: Shell) -> None:
        """Stand above the notices."""
        box = shell.findChild(QBoxLayout, "page_layout")
        assert box is not None  # in the form
        box.insertWidget(box.indexOf(shell.notice_bar), self)
        QWidget.setTabOrder(shell.person_button, self.open_button)
        QWidget.setTabOrder(self.open_button, self.dismiss_button)

    def show_words(self, words: str) -> None:
        """Say it, or (empty) go."""
        self.words.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))


class Tray(QObject):
    """The sign in the system tray, which lives as long as the window; its message names nobody."""

    opened = Signal()
    ended = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._icon = QSystemTrayIcon(QIcon(pixmap("calendar", "accent", 32)), self)
        self._menu = QMenu()
        self._menu.addAction("打开", self.opened.emit)
        self._menu.addAction("退出提醒", self.ended.emit)
        self._icon.setContextMenu(self._menu)
        self._icon.messageClicked.connect(self.opened)
        self._icon.activated.connect(self._activated)
        self._icon.show()

    def say(self, words: str, *, aloud: bool) -> None:
        """Keep how many duties are due; aloud, also as a message."""
        self._icon.setToolTip(f"{TITLE}：{words}" if words else TITLE)
        if aloud:
            self._icon.showMessage(TITLE, words, QSystemTrayIcon.MessageIcon.NoIcon)

    def end(self) -> None:
        """Take the sign away."""
        self._icon.hide()
        self._menu.deleteLater()
        self.deleteLater()

    def _activated(self, why: QSystemTrayIcon.ActivationReason) -> None:
        if why is QSystemTrayIcon.ActivationReason.Trigger:
            self.opened.emit()


MakeTray = Callable[[QObject], Tray]


class Reminding(QObject):
    """Asks after the start, every hour, on a new day and when somebody else sits down."""

    def __init__(
        self,
        office: Office,
        shell: Shell,
        make_tray: MakeTray = Tray,
        has_tray: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable,
    ) -> None:
        super().__init__(shell)
        self._office, self._shell = office, shell
        self._make_tray, self._has_tray = make_tray, has_tray
        self.shown = Reminders()
        self._told: frozenset[str] = frozenset()
        self.tray: Tray | None = None
        self._ended = False
        self.bar = ReminderBar()
        self.bar.put_into(shell)
        self.bar.opened.connect(self.open_desk)
        self.bar.dismissed.connect(self.dismiss)
        shell.new_day.connect(self._new_day)
        shell.arrived.connect(self._arrived)
        if shell.here is not None:
            self._arrived(shell.here)
        self._hours = QTimer(self, interval=HOUR_MS)
        self._hours.timeout.connect(self.ask)
        self._hours.start()

    def ask(self) -> None:
        """Look behind whether there is something to be reminded of."""
        if not self._shell.isVisible():
            return
        if not is_on(self._shell.settings, AT_START):
            self._show(Reminders())
            return
        work = partial(pending, self._office)
        self._shell.tasks.run(self, work, self._show, self._shell.notices.tell, topic="reminders")

    def person_changed(self) -> None:
        """Somebody else works here now: what was shown is not his."""
        self._told = frozenset()
        self.ask()

    def _new_day(self, _: object) -> None:
        self._told = frozenset()
        self.ask()

    def _show(self, found: Reminders) -> None:
        """Show what is there; the tray speaks only of what it has not spoken of today."""
        self.shown = found
        self.bar.show_words(found.words)
        self._fit_tray()
        if self.tray is not None:
            self.tray.say(found.words, aloud=bool(found.keys - self._told))
        self._told |= found.keys

    def _fit_tray(self) -> None:
        """The sign is there when it is wanted and can be."""
        wanted = not self._ended and is_on(self._shell.settings, IN_TRAY) and self._has_tray()
        wanted = wanted and is_on(self._shell.settings, AT_START)
        if wanted and self.tray is None:
            self.tray = self._make_tray(self)
            self.tray.opened.connect(self.open_desk)
            self.tray.ended.connect(self.end)
        elif not wanted and self.tray is not None:
            tray, self.tray = self.tray, None
            tray.end()

    # -- what the officer does ----------------------------------------------------------------------------------

    def open_desk(self) -> None:
        """To the front, to the desk."""
        if self._shell.isMinimized():
            self._shell.showNormal()
        self._shell.raise_()
        self._shell.activateWindow()
        self._shell.go(HOME)

    def dismiss(self) -> None:
        """All that is shown has been seen."""
        self._see(self.shown.keys)

    def end(self) -> None:
        """No more reminders until the next start."""
        self._ended = True
        self._hours.stop()
        self._show(Reminders())

    def rest(self) -> None:
        """Somebody else works at another window: nothing is said here until `person_changed`."""
        self.shown = Reminders()
        self.bar.show_words("")
        if self.tray is not None:
            tray, self.tray = self.tray, None
            tray.end()

    def _arrived(self, stop: Stop) -> None:
        """Whose case has been opened need not be reminded of it today; on the desk one is there already."""
        self.bar.open_button.setVisible(stop.key != HOME)
        if stop.key != CASE:
            return
        case_id = stop.subject[0] if isinstance(stop.subject, tuple) and stop.subject else stop.subject
        if keys := frozenset(duty.key for duty in self.shown.all if duty.case_id == case_id):
            self._see(keys)

    def _see(self, keys: frozenset[str]) -> None:
        self.shown = self.shown.without(keys)
        self.bar.show_words(self.shown.words)
        if self.tray is not None:
            self.tray.say(self.shown.words, aloud=False)
        work = partial(mark_seen, self._office, keys)
        self._shell.tasks.run(self, work, lambda _: None, self._shell.notices.tell)
