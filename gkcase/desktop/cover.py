"""Covers a window (锁定): nothing of it is seen or reached by keys, and all that was typed waits below unchanged."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QShortcut
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from shiboken6 import isValid

from gkcase.desktop.putting_by import put_by
from gkcase.desktop.shell import Shell

NAMES_NOBODY = "namesNobody"
"""The property of a window that may stand over a cover: the help about the cover itself."""

DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


class Cover(QObject):
    """Puts a page in the place of a window's content; other windows go out of sight, also those that come meanwhile."""

    def __init__(self, shell: Shell, page: QWidget) -> None:
        super().__init__(shell)
        self._shell, self._page = shell, page
        self.is_drawn = False
        self._keys: list[QShortcut] = []
        self._hidden: list[QWidget] = []
        self._focused: QWidget | None = None
        page.hide()
        box = shell.layout()
        assert box is not None  # every screen has one
        box.addWidget(page)

    def draw(self) -> None:
        """Cover the window; what is being typed is handed on first."""
        if self.is_drawn:
            return
        self.is_drawn = True
        QGuiApplication.inputMethod().commit()
        self._focused = self._shell.focusWidget()
        put_by(self._shell)
        self._shell.cover(True)
        _forget_copied()
        for window in QApplication.topLevelWidgets():
            self._hide(window)
        self._keys = [key for key in self._shell.findChildren(QShortcut, options=DIRECT) if key.isEnabled()]
        for key in self._keys:
            key.setEnabled(False)
        self._page.show()
        app = QApplication.instance()
        assert app is not None  # there is a window
        app.installEventFilter(self)

    def lift(self) -> None:
        """Show the window as it was left, the cursor where it was."""
        if not self.is_drawn:
            return
        self.is_drawn = False
        app = QApplication.instance()
        assert app is not None  # there is a window
        app.removeEventFilter(self)
        for key in self._keys:
            if isValid(key):
                key.setEnabled(True)
        self._page.hide()
        self._shell.cover(False)
        for window in self._hidden:
            if isValid(window):
                window.show()
        self._hidden = []
        if self._focused is not None and isValid(self._focused):
            self._focused.setFocus()

    def _hide(self, window: QWidget) -> None:
        """Out of sight; a window of ours comes back, a question for a file or an open menu does not."""
        if not isValid(window) or isinstance(window, Shell) or not window.isVisible():
            return
        if window.property(NAMES_NOBODY):
            return
        if isinstance(window, QFileDialog):
            window.reject()
            return
        window.hide()
        if window.windowType() in (Qt.WindowType.Window, Qt.WindowType.Dialog):
            self._hidden.append(window)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A window that opens behind the cover goes as well."""
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            QTimer.singleShot(0, self, partial(self._hide_later, watched))
        return False

    def _hide_later(self, window: QWidget) -> None:
        """While somebody else works at a desk of their own, only what belongs to the covered window is hidden."""
        if isValid(window) and (self._shell.isVisible() or self._belongs(window)):
            self._hide(window)

    def _belongs(self, window: QWidget) -> bool:
        above: QWidget | None = window
        while above is not None and above is not self._shell:
            above = above.parentWidget()
        return above is self._shell


def _forget_copied() -> None:
    """What was copied here may be personal data; what other programs have copied is left alone."""
    clipboard = QGuiApplication.clipboard()
    if clipboard.ownsClipboard():
        clipboard.clear()
