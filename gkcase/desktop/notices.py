"""The one place where the officer is told something: three kinds of trouble, three ways, and no modal boxes.

Refusal (the rules say no): beside its field or button, else in the bar. Trouble (disk, database, template): in the
bar, with what the office can do. Anything else is our bug: crash dialog with a report, and the program stays open.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QToolButton, QWidget
from shiboken6 import isValid

from gkcase.desktop.icons import pixmap, put_icon
from gkcase.desktop.layout import button, label, row
from gkcase.desktop.tokens import look, sp, tag
from gkcase.domain.errors import Refusal, Trouble

if TYPE_CHECKING:
    from gkcase.desktop.crash import CrashDialog

SHOWN_MS = 12_000
_SIGNS = {
    "done": ("check", "accent"),
    "refusal": ("warn", "soon"),
    "trouble": ("info", "late"),
    "note": ("info", "accent"),
}
Action = tuple[str, Callable[[], object]]


class Place(Protocol):
    """Something that can show a refusal beside what caused it: ErrorLabel, DateField, FactForm."""

    def take(self, error: Refusal | Trouble) -> bool:
        """Show it, or answer False: it does not belong here."""


class NoticeBar(QFrame):
    """A calm bar above the content: sign, sentence, article, perhaps one thing to do, and a way to close it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tag(self, role="notice")
        self.kind = "done"
        self._sign = QLabel()
        self.words = label("", wrap=True)
        self._basis = label("", "caption", "muted")
        self.action_button = button("", "flat")
        self.close_button = QToolButton()
        put_icon(self.close_button, "close")
        self.close_button.setAccessibleName("关闭提示")
        self.close_button.setToolTip("关闭提示")
        self.close_button.clicked.connect(self.hide)
        self.action_button.clicked.connect(self._act)
        self._act_on: Callable[[], object] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        items = (self._sign, self.words, self._basis, self.action_button, self.close_button)
        self.setLayout(row(*items, gap="s", margins=("xl", "xs"), grow=1))
        look.changed.connect(self._draw)
        self.hide()

    def show_notice(self, kind: str, sentence: str, basis: str = "", action: Action | None = None) -> None:
        """Show a notice (done, refusal, trouble, note) in place of the one before; what is done goes by itself."""
        self.kind = kind
        tag(self, kind=kind)
        self.words.setText(sentence)
        self._basis.setText(basis)
        self._basis.setVisible(bool(basis))
        self._act_on = action[1] if action else None
        self.action_button.setText(action[0] if action else "")
        self.action_button.setVisible(action is not None)
        self.setAccessibleName(sentence)
        self._draw()
        self.show()
        if kind == "done":
            self._timer.start(SHOWN_MS)
        else:
            self._timer.stop()

    def _draw(self) -> None:
        name, tone = _SIGNS[self.kind]
        self._sign.setPixmap(pixmap(name, tone, 16))
        self._sign.setFixedWidth(sp(18))

    def _act(self) -> None:
        self.hide()
        if self._act_on is not None:
            self._act_on()


class Notices(QObject):
    """Tells the officer what happened; errors may come from any thread. `refused` carries every refusal.

    `ways`: what can be done about a kind of trouble; it is offered in the bar wherever the trouble comes up.
    """

    refused = Signal(object)
    _raised = Signal(object)

    def __init__(
        self, bar: NoticeBar, parent: QObject | None = None, put_by: Callable[[], str] = lambda: ""
    ) -> None:
        super().__init__(parent)
        self._bar, self._put_by = bar, put_by
        self.ways: dict[type[Exception], tuple[str, Callable[[Exception], object]]] = {}
        self._crash: CrashDialog | None = None
        self._telling = False
        # Never at once: the fault may have been in the midst of painting, or of an event of a window half made.
        self._raised.connect(self.tell, Qt.ConnectionType.QueuedConnection)

    def say(self, sentence: str, action: Action | None = None) -> None:
        """Say that something is done."""
        self._bar.show_notice("done", sentence, action=action)

    def note(self, sentence: str, action: Action | None = None) -> None:
        """Say something that stays until it is read, and is no trouble."""
        self._bar.show_notice("note", sentence, action=action)

    def tell(self, error: BaseException, action: Action | None = None) -> None:
        """Tell any error in the way of its kind."""
        if isinstance(error, Refusal):
            self.refused.emit(error)
            self._bar.show_notice("refusal", error.reason, error.basis, action)
        elif isinstance(error, Trouble):
            self._bar.show_notice("trouble", str(error), action=action or self._way(error))
        else:
            self._show_crash(error)

    def _way(self, error: Exception) -> Action | None:
        found = self.ways.get(type(error))
        return (found[0], partial(found[1], error)) if found else None

    def beside(self, *places: Place) -> Callable[[Exception], None]:
        """A `failed` for tasks: the first place that takes the error shows it; what none takes goes to the bar."""

        def failed(error: Exception) -> None:
            taken = isinstance(error, Refusal | Trouble) and any(place.take(error) for place in places)
            if not taken or self._way(error):
                self.tell(error)
            elif isinstance(error, Refusal):
                self.refused.emit(error)

        return failed

    def install(self) -> None:
        """Hear of every error that nobody has caught: in slots, in what Qt calls, in threads, in what is let go of."""
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook
        sys.unraisablehook = self._unraisable_hook

    @staticmethod
    def uninstall() -> None:
        """Leave errors to Python again."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        sys.unraisablehook = sys.__unraisablehook__

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt) or not isValid(self):
            sys.__excepthook__(kind, error, trace)
            return
        self._raised.emit(error)

    def _thread_hook(self, caught: threading.ExceptHookArgs) -> None:
        if caught.exc_value is not None:
            self._hook(caught.exc_type, caught.exc_value, caught.exc_traceback)

    def _unraisable_hook(self, caught: sys.UnraisableHookArgs) -> None:
        if caught.exc_value is not None:
            self._hook(caught.exc_type, caught.exc_value, caught.exc_traceback)

    def _show_crash(self, error: BaseException) -> None:
        from gkcase.desktop.crash import CrashDialog, write_down

        if self._telling:  # a fault in telling of a fault would go round for ever
            return
        self._telling = True
        try:
            if self._crash is not None:  # one window, in which the others are counted
                if self._crash.count(error):
                    write_down(error)
                return
            write_down(error)
            dialog = CrashDialog(error, self._put_by(), self._bar.window())
            dialog.finished.connect(self._crash_closed)
            self._crash = dialog
            dialog.show()
        finally:
            self._telling = False

    def _crash_closed(self) -> None:
        self._crash = None
