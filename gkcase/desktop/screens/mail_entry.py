"""One line at the door: day, way, number (scanned or typed), sender, who took it."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QBoxLayout, QComboBox, QFrame, QLineEdit, QPushButton, QWidget

from gkcase.desktop.by_right import by_right
from gkcase.desktop.draft_keeper import DraftKeeper
from gkcase.desktop.fields import DateField, ErrorLabel
from gkcase.desktop.part import Part
from gkcase.desktop.shell import Shell
from gkcase.desktop.tokens import sp, tag
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.journal import Fact
from gkcase.domain.rights import May
from gkcase.domain.terms import Channel
from gkcase.services.mail import enter
from gkcase.services.office import Change, Office

WIDE = 1000
DRAFT = "mail"
BY_DOOR = (Channel.POST_SIGNED, Channel.POST_UNSIGNED, Channel.IN_PERSON, Channel.FAX, Channel.OTHER)
"""What comes as paper; the website and the mailbox keep their own registers."""


class EntryLine(Part):
    """Writes envelopes down; the day, the way and the taker stay for the next one."""

    entered = Signal()
    entry_frame: QFrame
    arrived_on_field: DateField
    way_combo: QComboBox
    way_error: ErrorLabel
    tracking_number_edit: QLineEdit
    tracking_number_error: ErrorLabel
    sender_edit: QLineEdit
    sender_error: ErrorLabel
    taken_by_edit: QLineEdit
    taken_by_error: ErrorLabel
    enter_button: QPushButton

    def __init__(self, form: QWidget, office: Office, shell: Shell) -> None:
        super().__init__(form)
        self._office, self._shell = office, shell
        self._busy = False
        self._fields: dict[str, tuple[QWidget, ErrorLabel]] = {
            "way": (self.way_combo, self.way_error),
            "tracking_number": (self.tracking_number_edit, self.tracking_number_error),
            "sender": (self.sender_edit, self.sender_error),
            "taken_by": (self.taken_by_edit, self.taken_by_error),
        }
        for way in BY_DOOR:
            self.way_combo.addItem(way.label, way.value)
        names = {"way": "方式", "tracking_number": "邮件号码", "sender": "寄件人", "taken_by": "收件人"}
        for name, words in names.items():
            self._fields[name][0].setAccessibleName(words)
        self.arrived_on_field.use(office.rules.calendar, office.today, future=False)
        self.arrived_on_field.edit.setAccessibleName("收件日期")
        self.taken_by_edit.setText(office.acting)
        self.start_day()
        self.fit(0)  # until it is known how wide the page is, the line must not widen the window
        self._listen(form)
        self.keeper = DraftKeeper(office, shell.tasks, self._typed, shell.notices.tell, self)
        self.keeper.begin(DRAFT)
        self.keeper.bring_back(self._fill)

    def _typed(self) -> dict[str, Fact]:
        """What is written down and not entered yet."""
        day = self.arrived_on_field.day
        texts: dict[str, Fact] = {name: edit.text() for name, edit in self._texts().items()}
        return texts | {"way": self.way_combo.currentData(), "arrived_on": day.isoformat() if day else ""}

    def _texts(self) -> dict[str, QLineEdit]:
        return {name: one for name, (one, _) in self._fields.items() if isinstance(one, QLineEdit)}

    def _fill(self, body: dict[str, Fact]) -> None:
        for name, edit in self._texts().items():
            edit.setText(str(body.get(name, "")))
        self.way_combo.setCurrentIndex(max(self.way_combo.findData(body.get("way")), 0))
        if day := str(body.get("arrived_on", "")):
            self.arrived_on_field.set_day(date.fromisoformat(day))

    def start_day(self) -> None:
        """What comes through the door comes today, until somebody says otherwise."""
        self.arrived_on_field.set_day(self._office.today())

    def fit(self, width: int) -> None:
        """One line where there is room for it, with large type or in a small window two."""
        box = self.entry_frame.layout()
        assert isinstance(box, QBoxLayout)
        wide = width >= sp(WIDE)
        box.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def enter(self) -> None:
        """Write the line down, once."""
        if self._busy or not self.enter_button.isEnabled() or not self.arrived_on_field.check():
            return
        day = self.arrived_on_field.day
        if day is None:
            self.take(Refusal("请填写收件日期", "", "arrived_on"))
            return
        self._busy = True
        self.enter_button.setEnabled(False)
        work = partial(
            enter,
            self._office,
            arrived_on=day,
            way=str(self.way_combo.currentData()),
            tracking_number=self.tracking_number_edit.text(),
            sender=self.sender_edit.text(),
            taken_by=self.taken_by_edit.text(),
        )
        self._shell.tasks.run(self, work, self._written, self._refused)

    def take(self, error: Refusal | Trouble) -> bool:
        """Put a refusal beside the field that it names and go there."""
        if not isinstance(error, Refusal):
            return False
        if error.field == "arrived_on":
            self.arrived_on_field.setFocus()
            return self.arrived_on_field.take(error)
        if error.field not in self._fields:
            return False
        editor, label = self._fields[error.field]
        tag(editor, wrong=True)
        editor.setAccessibleDescription(error.reason)
        editor.setFocus()
        if isinstance(editor, QLineEdit):
            editor.selectAll()
        return label.take(error)

    def _written(self, change: Change) -> None:
        self._ready()
        self.keeper.forget()
        self.keeper.begin(DRAFT)
        for edit in (self.tracking_number_edit, self.sender_edit):
            edit.clear()
        self.tracking_number_edit.setFocus()
        self.entered.emit()
        self._shell.announce(change)
        self._shell.notices.say(change.said)

    def _refused(self, error: Exception) -> None:
        self._ready()
        self._shell.notices.beside(self)(error)

    def _ready(self) -> None:
        self._busy = False
        self.enter_button.setEnabled(True)

    # -- keys -------------------------------------------------------------------------------------------------

    def _listen(self, form: QWidget) -> None:
        self.enter_button.clicked.connect(self.enter)
        by_right(self._office, self._shell, {May.REGISTER: (self.enter_button,)})
        for editor, label in self._fields.values():
            editor.installEventFilter(self)
            if isinstance(editor, QLineEdit):
                editor.textChanged.connect(partial(self._clear, editor, label))
                editor.textEdited.connect(lambda _: self.keeper.touch())
        self.arrived_on_field.edit.installEventFilter(self)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            saving = QShortcut(QKeySequence(keys), form)
            saving.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            saving.activated.connect(self.enter)

    def _clear(self, editor: QWidget, label: ErrorLabel, _: str) -> None:
        tag(editor, wrong=False)
        editor.setAccessibleDescription("")
        label.tell("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on (a scanner ends its number so), and after the sender it writes the line down."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return False
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not _is_plain(event):
            return False
        if watched in (self.sender_edit, self.taken_by_edit):
            self.enter()
        else:
            tab = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier)
            QApplication.sendEvent(watched, tab)
        return True


def _is_plain(event: QKeyEvent) -> bool:
    return event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
