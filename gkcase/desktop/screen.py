"""Screens: a Designer form plus the code that drives it."""

from __future__ import annotations

from typing import ClassVar, get_type_hints

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMessageLogContext,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtUiTools import QUiLoader
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gkcase.desktop.custom import custom_widget
from gkcase.desktop.dressing import adopt
from gkcase.desktop.tabbing import Beginning
from gkcase.paths import FORMS


class FormError(Exception):
    """A form is not what its screen needs."""


class _Loader(QUiLoader):
    """Makes the program's own widgets wherever a form names them."""

    def createWidget(self, class_name: str, parent: QWidget | None = None, name: str = "") -> QWidget:
        kind = custom_widget(class_name)
        if kind is None:
            return super().createWidget(class_name, parent, name)
        made = kind(parent)
        made.setObjectName(name)
        return made


def load_form(form: str, parent: QWidget) -> QWidget:
    """Load `forms/<form>.ui`; whatever the loader grumbles about is an error."""
    complaints: list[str] = []

    def listen(_: QtMsgType, __: QMessageLogContext, text: str) -> None:
        complaints.append(text)

    source = QBuffer()
    source.setData(QByteArray((FORMS / f"{form}.ui").read_bytes()))
    source.open(QIODevice.OpenModeFlag.ReadOnly)
    loader = _Loader()
    before = qInstallMessageHandler(listen)
    try:
        body = loader.load(source, parent)
    except RuntimeError as error:
        raise FormError(f"{form}.ui: {error}") from error
    finally:
        qInstallMessageHandler(before)
    if complaints or loader.errorString():
        raise FormError(f"{form}.ui: {'; '.join(complaints) or loader.errorString()}")
    if type(body) is not QWidget:
        raise FormError(f"{form}.ui: the root is a {type(body).__name__}, not a QWidget")
    _hand_buddies_on(body)
    adopt(body)
    return body


def _hand_buddies_on(body: QWidget) -> None:
    """A label belongs to the part of a compound field that takes the keys, or a screen reader finds it nameless."""
    for words in body.findChildren(QLabel):
        buddy = words.buddy()
        if buddy is not None and (proxy := buddy.focusProxy()) is not None:
            words.setBuddy(proxy)


class Screen(Beginning):
    """Loads `forms/<form>.ui` and binds its widgets to the annotated names.

    Inside the shell a screen is told what happens: `visit` when it is gone to, `react` when a command has run,
    `search` when the officer types in the search field, `may_leave` before it is left.
    """

    form: ClassVar[str]
    help_topic: str = ""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body = load_form(self.form, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.body)
        for name, kind in self.widgets().items():
            widget = self.body.findChild(kind, name)
            if widget is None:
                raise FormError(f"{self.form}.ui has no {kind.__name__} named {name}")
            setattr(self, name, widget)

    @classmethod
    def widgets(cls) -> dict[str, type[QWidget]]:
        """The widgets this screen expects its form to hold."""
        hints = get_type_hints(cls)
        return {n: t for n, t in hints.items() if isinstance(t, type) and issubclass(t, QWidget)}

    def visit(self, subject: object) -> None:
        """The officer has come here; `subject` says what is to be shown (a case's id), None: as it was left."""

    def react(self, change: object) -> None:
        """A command has run; redraw if it touched what is shown here."""

    def search(self, text: str) -> bool:
        """The officer types in the search field; False: this screen finds nothing, ask the one that does."""
        return False

    def may_leave(self) -> bool:
        """Whether nothing would be lost; ask here, and only if something would."""
        return True
