"""The fields of the registration form by the names of their facts: reading, filling, errors beside them, Enter."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from gkcase.desktop.choice_row import ChoiceRow
from gkcase.desktop.fields import DateField, ErrorLabel
from gkcase.desktop.screen import FormError
from gkcase.desktop.tokens import tag
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.facts import spec_of
from gkcase.domain.journal import Fact
from gkcase.domain.terms import Event

Editor = QLineEdit | QPlainTextEdit | QComboBox | QCheckBox | DateField | ChoiceRow
ARRIVAL, WHO, RECTIFICATION, MANY = "arrival", "who", "rectification", "many"
"""Fields that are no facts themselves: the day of whichever channel, citizen or organisation, the kind of case,
whether each line is a request of its own.
"""

ARRIVAL_FACTS = frozenset({"submitted_on", "signed_on", "arrived_on", "on"})

STEMS = {
    "channel": "channel",
    ARRIVAL: "arrival",
    "confirmed_on": "confirmed",
    "auto_confirmed": "auto_confirmed",
    "tracking_number": "tracking_number",
    WHO: "who",
    "applicant.name": "name",
    "applicant.kind": "kind",
    "applicant.id_kind": "id_kind",
    "applicant.id_number": "id_number",
    "applicant.phone": "phone",
    "applicant.postcode": "postcode",
    "applicant.email": "email",
    "applicant.contact": "contact",
    "applicant.legal_representative": "legal_representative",
    "applicant.address": "address",
    "applicant.fax": "fax",
    "applicant.unit": "unit",
    "agent.name": "agent_name",
    "agent.phone": "agent_phone",
    "agent.id_number": "agent_id_number",
    "agent.authority": "agent_authority",
    "wanted": "wanted",
    "recorded": "recorded",
    "should_be": "should_be",
    "proof": "proof",
    "document_number": "document_number",
    "purpose": "purpose",
    "form_wanted": "form_wanted",
    "way_wanted": "way_wanted",
    "accepts_other_form": "accepts_other_form",
    "needs_help": "needs_help",
    RECTIFICATION: "rectification",
    MANY: "many",
}
_KINDS: Mapping[str, type[QWidget]] = {
    "edit": QWidget,
    "row": ChoiceRow,
    "combo": QComboBox,
    "field": DateField,
    "check": QCheckBox,
}


class IntakeFields(QObject):
    """Every field of the form. `edited` names the fact whose field has changed; `left`: the cursor has gone."""

    edited = Signal(str)
    left = Signal()

    def __init__(self, form: QWidget) -> None:
        super().__init__(form)
        self._form = form
        self.editors: dict[str, Editor] = {name: _found(form, stem) for name, stem in STEMS.items()}
        self._errors = {name: form.findChild(ErrorLabel, f"{stem}_error") for name, stem in STEMS.items()}
        self._labels = {name: form.findChild(QLabel, f"{stem}_label") for name, stem in STEMS.items()}
        for name, editor in self.editors.items():
            self._name(name, editor)
            self._listen(name, editor)

    def line(self, name: str) -> QLineEdit:
        """The line in which a fact is typed."""
        editor = self.editors[name]
        assert isinstance(editor, QLineEdit)
        return editor

    def show(self, name: str, on: bool, words: str = "") -> None:
        """Ask for a fact or not, with its label; `words` renames it."""
        label = self._labels[name]
        if label is not None:
            label.setVisible(on)
            if words:
                label.setText(words)
                _speaking(self.editors[name]).setAccessibleName(words.rstrip(" *"))
        self.editors[name].setVisible(on)
        error = self._errors[name]
        if error is not None and not on:
            error.tell("")

    def rename(self, name: str, words: str) -> None:
        """Call a field otherwise."""
        label = self._labels[name]
        if label is not None:
            label.setText(words)

    def asks(self, name: str) -> bool:
        """Whether the field is part of the form as it stands."""
        return self.editors[name].isVisibleTo(self._form)

    def value(self, name: str) -> Fact:
        """What a field says: text, code, flag, or a day as ISO text; None where it says nothing."""
        editor = self.editors[name]
        if isinstance(editor, DateField):
            return editor.day.isoformat() if editor.day else None
        return _raw(editor) or None

    def values(self) -> dict[str, Fact]:
        """What the fields say that are asked for."""
        found = {name: self.value(name) for name in self.editors if self.asks(name)}
        return {name: value for name, value in found.items() if value is not None}

    def state(self) -> dict[str, Fact]:
        """What stands in all fields, letter by letter, also in those that are not asked for now."""
        raw = {name: _raw(editor) for name, editor in self.editors.items()}
        return {name: value for name, value in raw.items() if value not in ("", False)}

    def restore(self, state: Mapping[str, Fact]) -> None:
        """Put everything back as it stood; what `state` does not name is emptied."""
        for name, editor in self.editors.items():
            put(editor, state.get(name, ""))

    # -- errors -----------------------------------------------------------------------------------------------

    def tell(self, name: str, sentence: str, basis: str = "") -> None:
        """Say beside a field what is wrong with it, or (empty) that nothing is."""
        editor = self.editors[name]
        if isinstance(editor, DateField):
            editor.tell(sentence, basis)
            return
        tag(editor, wrong=bool(sentence))
        editor.setAccessibleDescription(sentence)
        error = self._errors[name]
        if error is not None:
            error.tell(sentence, basis)

    def told(self, name: str) -> str:
        """What is said beside a field."""
        editor = self.editors[name]
        error = editor.error_label if isinstance(editor, DateField) else self._errors[name]
        return error.text() if error is not None else ""

    def days_are_right(self) -> bool:
        """Read the days; go to the first that cannot be read."""
        for editor in self.editors.values():
            if isinstance(editor, DateField) and editor.isVisibleTo(self._form) and not editor.check():
                editor.setFocus()
                return False
        return True

    def take(self, error: Refusal | Trouble) -> bool:
        """Put a refusal beside the field that it names and go there; False: it names none of these."""
        name = self.told_beside(error) if isinstance(error, Refusal) else ""
        if name:
            self.editors[name].setFocus()
        return bool(name)

    def told_beside(self, refusal: Refusal) -> str:
        """Put a refusal beside the field that it names, whose name is given back; empty: it names none of these."""
        name = ARRIVAL if refusal.field in ARRIVAL_FACTS else refusal.field
        if name not in self.editors or not self.asks(name):
            return ""
        self.tell(name, refusal.reason, refusal.basis)
        return name

    # -- typing -----------------------------------------------------------------------------------------------

    def _name(self, name: str, editor: Editor) -> None:
        """A screen reader says the name as the procedure has it."""
        spec = spec_of(Event.RECEIVED, name)
        if spec is not None and not isinstance(editor, ChoiceRow | QCheckBox):
            _speaking(editor).setAccessibleName(spec.label)

    def _listen(self, name: str, editor: Editor) -> None:
        if isinstance(editor, DateField):
            editor.changed.connect(lambda _: self.edited.emit(name))
            editor.edit.textEdited.connect(lambda _: self.edited.emit(name))
        elif isinstance(editor, QCheckBox):
            editor.toggled.connect(lambda _: self.edited.emit(name))
        elif isinstance(editor, QComboBox):
            editor.currentIndexChanged.connect(lambda _: self._changed(name))
        elif isinstance(editor, ChoiceRow):
            editor.chosen.connect(lambda _: self._changed(name))
        else:
            editor.textChanged.connect(lambda *_: self._changed(name))
        for watched in _watched(editor):
            watched.installEventFilter(self)

    def _changed(self, name: str) -> None:
        self.tell(name, "")
        self.edited.emit(name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on to the next field; files dropped on a field belong to the form, not into its text."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._enter(watched, event)
        if event.type() is QEvent.Type.FocusOut:
            self.left.emit()
        if isinstance(event, QDropEvent) and event.mimeData().hasUrls():
            event.ignore()
            return True
        return False

    def _enter(self, watched: QObject, event: QKeyEvent) -> bool:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not plain:
            return False
        if not isinstance(watched, QLineEdit | QComboBox):
            return False
        tab = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(watched, tab)
        return True


def _found(form: QWidget, stem: str) -> Editor:
    for end, kind in _KINDS.items():
        widget = form.findChild(kind, f"{stem}_{end}")
        if isinstance(widget, Editor):
            return widget
    raise FormError(f"{form.objectName()} has no field for {stem}")


def _speaking(editor: Editor) -> QWidget:
    return editor.edit if isinstance(editor, DateField) else editor


def _watched(editor: Editor) -> tuple[QWidget, ...]:
    return (editor, editor.viewport()) if isinstance(editor, QPlainTextEdit) else (_speaking(editor),)


def _raw(editor: Editor) -> str | bool:
    if isinstance(editor, DateField):
        return editor.edit.text()
    if isinstance(editor, QCheckBox):
        return editor.isChecked()
    if isinstance(editor, QComboBox):
        return str(editor.currentData() or "")
    if isinstance(editor, ChoiceRow):
        return editor.code
    text = editor.toPlainText() if isinstance(editor, QPlainTextEdit) else editor.text()
    return text if text.strip() else ""


def put(editor: Editor, value: Fact) -> None:
    """Fill a field; in a line Ctrl+Z brings back what stood there."""
    text = "" if value is None or value is False else str(value)
    if isinstance(editor, DateField):
        editor.edit.setText(text)
        editor.check()
    elif isinstance(editor, QCheckBox):
        editor.setChecked(value is True)
    elif isinstance(editor, QComboBox):
        editor.setCurrentIndex(max(editor.findData(text), 0))
    elif isinstance(editor, ChoiceRow):
        editor.choose(text)
    elif isinstance(editor, QPlainTextEdit):
        if editor.toPlainText() != text:
            editor.selectAll()
            editor.insertPlainText(text)
    elif editor.text() != text:
        editor.selectAll()
        editor.insert(text)
