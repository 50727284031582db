"""A form made from a list of facts: what a step of the procedure asks for, with each error beside its field."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from gkcase.desktop.dressing import set_rhythm
from gkcase.desktop.fields import DateField, ErrorLabel, Guide, Lines, Weekdays
from gkcase.desktop.layout import clear, column, label, row
from gkcase.desktop.still import ChoiceBox
from gkcase.desktop.tokens import sp, tag
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.journal import Fact


class FactSpec(Protocol):
    """What the form reads of a fact; kind is day, text, lines, number, choice or flag."""

    @property
    def name(self) -> str:
        """The key of the fact in the entry."""

    @property
    def label(self) -> str:
        """Its Chinese name."""

    @property
    def kind(self) -> str:
        """How it is asked for."""

    @property
    def choices(self) -> Sequence[tuple[str, str]]:
        """Code and label of each choice."""

    @property
    def required(self) -> bool:
        """Whether the step cannot be taken without it."""

    @property
    def hint(self) -> str:
        """What helps to fill it."""


@dataclass(frozen=True)
class Ask:
    """A fact to ask for, where no table of the procedure names it."""

    name: str
    label: str
    kind: str = "text"
    choices: Sequence[tuple[str, str]] = ()
    required: bool = False
    hint: str = ""


NARROW = 14
"""How many characters of a check go on one line of a stacked form."""

Editor = QLineEdit | QPlainTextEdit | QComboBox | QCheckBox | DateField


@dataclass
class _Field:
    """One fact on the screen."""

    spec: FactSpec
    editor: Editor
    error: ErrorLabel
    parts: tuple[QWidget, ...] = ()
    shown: bool = True
    side: QBoxLayout | None = None
    aided: bool = False

    def show(self, shown: bool) -> None:
        """Ask for it, or not; the error comes and goes with what it says."""
        self.shown = shown
        for part in self.parts:
            part.setVisible(shown)
        if not isinstance(self.editor, DateField):
            self.error.setVisible(shown and bool(self.error.text()))


class FactForm(QWidget):
    """Asks for facts and gives them back as an entry takes them: days as ISO text, numbers as int, flags as bool.

    A `stacked` form has the names above the fields, for where there is little width.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None, *, stacked: bool = False) -> None:
        super().__init__(parent)
        self._stacked = stacked
        self._grid = QGridLayout(self)
        set_rhythm(self._grid, 12, 8, 0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._fields: dict[str, _Field] = {}
        self._guide: Guide = Weekdays()
        self._today: Callable[[], date] = date.today

    def use(self, guide: Guide, today: Callable[[], date]) -> None:
        """Give the office's calendar and its today, for the days that will be asked for."""
        self._guide, self._today = guide, today

    def stack(self, stacked: bool) -> None:
        """Put the names above the fields, or beside them, from the next question on."""
        self._stacked = stacked
        self._grid.setColumnStretch(1, 1)

    def ask(self, specs: Iterable[FactSpec], future: Iterable[str] = ()) -> None:
        """Ask for these facts, in this order; days may lie in the future only where `future` names them."""
        clear(self._grid)
        self._fields = {}
        ahead = set(future)
        for place, spec in enumerate(specs):
            field = _Field(spec, self._editor(spec, spec.name in ahead), ErrorLabel())
            self._fields[spec.name] = field
            self._lay(place, field)

    def show_only(self, names: Container[str]) -> None:
        """Ask for these alone; what the others hold is kept, but neither checked nor given back."""
        for name, field in self._fields.items():
            if field.shown != (name in names):
                field.show(name in names)

    def editor(self, name: str) -> Editor:
        """The field of a fact."""
        return self._fields[name].editor

    def find_editor(self, name: str) -> Editor | None:
        """The field of a fact; None where it is not asked for."""
        field = self._fields.get(name)
        return field.editor if field is not None and field.shown else None

    def attach(self, name: str, aid: QWidget) -> None:
        """Put something that helps to fill a field below its name."""
        field = self._fields[name]
        if field.side is not None:
            field.side.addWidget(aid)
            field.parts, field.aided = (*field.parts, aid), True

    def is_aided(self, name: str) -> bool:
        """Whether something stands below the name of a field already."""
        return self._fields[name].aided

    def fill(self, facts: Mapping[str, Fact]) -> None:
        """Put in what is known."""
        for name, value in facts.items():
            if name in self._fields and value is not None:
                _put(self._fields[name].editor, value)

    def facts(self) -> dict[str, Fact]:
        """What was filled in; what was left empty is left out."""
        found = {name: _value(field) for name, field in self._fields.items() if field.shown}
        return {name: value for name, value in found.items() if value not in (None, "")}

    def focus_first(self) -> None:
        """Put the cursor where one begins."""
        for field in list(self._fields.values())[:1]:
            field.editor.setFocus()

    def follow(self, before: QWidget) -> None:
        """Let Tab come to these fields after that one: what is made later would otherwise come last."""
        for field in self._fields.values():
            for part in (field.editor, *field.parts[1:]):
                if part is field.editor or part.focusPolicy() != Qt.FocusPolicy.NoFocus:
                    QWidget.setTabOrder(before, part)
                    before = part

    def check(self) -> bool:
        """Say beside each field what is missing or wrong, and go to the first; True when nothing is."""
        shown = {name: field for name, field in self._fields.items() if field.shown}
        wrong = [name for name, field in shown.items() if not self._tell(name, _problem(field))]
        if wrong:
            self._fields[wrong[0]].editor.setFocus()
        return not wrong

    def take(self, error: Refusal | Trouble) -> bool:
        """Put a refusal beside the field that it names; False: it names none of these."""
        field = self._fields.get(error.field) if isinstance(error, Refusal) else None
        if field is None or not field.shown or not isinstance(error, Refusal):
            return False
        self._tell(error.field, error.reason, error.basis)
        self._fields[error.field].editor.setFocus()
        return True

    def _tell(self, name: str, sentence: str, basis: str = "") -> bool:
        field = self._fields[name]
        if isinstance(field.editor, DateField):
            field.editor.tell(sentence, basis)
        else:
            tag(field.editor, wrong=bool(sentence))
            field.editor.setAccessibleDescription(sentence)
            field.error.tell(sentence, basis)
        return not sentence

    def _lay(self, place: int, field: _Field) -> None:
        hints = _hint(field.spec)
        field.parts = (field.editor, *hints)
        whole = column(field.editor, *hints, field.error, gap="hair")
        self._grid.addLayout(whole, 2 * place + 1 if self._stacked else place, 1)
        if isinstance(field.editor, QCheckBox):
            return
        words = label(field.spec.label + (" *" if field.spec.required else ""), tone="muted")
        if not self._stacked:
            words.setMinimumHeight(sp(30))
        words.setBuddy(field.editor.focusProxy() or field.editor)
        field.parts = (*field.parts, words)
        field.side = row(words, None) if self._stacked else column(words, gap="hair")
        at = (2 * place, 1) if self._stacked else (place, 0)
        self._grid.addLayout(field.side, *at, Qt.AlignmentFlag.AlignTop)
        _name(field.editor, field.spec.label)

    def _editor(self, spec: FactSpec, future: bool) -> Editor:
        made = _MAKERS[spec.kind](spec)
        if isinstance(made, DateField):
            made.use(self._guide, self._today, future)
            made.changed.connect(lambda _: self.edited.emit())
        elif isinstance(made, QCheckBox):
            if self._stacked:
                made.setText(_broken(spec.label))
                made.setAccessibleName(spec.label)
            made.toggled.connect(lambda _: self.edited.emit())
        elif isinstance(made, QComboBox):
            made.currentIndexChanged.connect(lambda _: self._changed(spec.name))
        else:
            made.textChanged.connect(lambda *_: self._changed(spec.name))
        return made

    def _changed(self, name: str) -> None:
        if name in self._fields:
            self._tell(name, "")
        self.edited.emit()


def _hint(spec: FactSpec) -> list[QLabel]:
    if not spec.hint or spec.kind in ("text", "lines", "number"):
        return []
    return [label(spec.hint, "caption", "muted", wrap=True)]


def _broken(text: str) -> str:
    """A text in short lines: what stands beside a box does not wrap by itself."""
    return "\n".join(text[place : place + NARROW] for place in range(0, len(text), NARROW))


def _name(editor: Editor, words: str) -> None:
    """A screen reader says the name without the star."""
    (editor.edit if isinstance(editor, DateField) else editor).setAccessibleName(words)


def _line(spec: FactSpec) -> QLineEdit:
    made = QLineEdit()
    made.setPlaceholderText(spec.hint)
    return made


def _lines(spec: FactSpec) -> QPlainTextEdit:
    made = Lines()
    made.setPlaceholderText(spec.hint)
    return made


def _choice(spec: FactSpec) -> QComboBox:
    made = ChoiceBox()
    made.addItem("请选择" if spec.required else "—", "")
    for code, words in spec.choices:
        made.addItem(words, code)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(8)  # long words must not make a narrow form wider than its window
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return made


_MAKERS: dict[str, Callable[[FactSpec], Editor]] = {
    "day": lambda _: DateField(),
    "text": _line,
    "lines": _lines,
    "number": _line,
    "choice": _choice,
    "flag": lambda spec: QCheckBox(spec.label),
}


def _put(editor: Editor, value: Fact) -> None:
    if isinstance(editor, DateField):
        editor.set_day(date.fromisoformat(str(value)))
    elif isinstance(editor, QCheckBox):
        editor.setChecked(bool(value))
    elif isinstance(editor, QComboBox):
        editor.setCurrentIndex(max(editor.findData(value), 0))
    elif isinstance(editor, QPlainTextEdit):
        editor.setPlainText("\n".join(map(str, value)) if isinstance(value, list | tuple) else str(value))
    else:
        editor.setText(str(value))


def _text(editor: Editor) -> str:
    if isinstance(editor, QPlainTextEdit):
        return editor.toPlainText().strip()
    return editor.text().strip() if isinstance(editor, QLineEdit) else ""


def _number(text: str) -> int | None:
    plain = unicodedata.normalize("NFKC", text).replace(",", "")
    return int(plain) if plain.isdecimal() else None


def _value(field: _Field) -> Fact:
    editor = field.editor
    if isinstance(editor, DateField):
        return editor.day.isoformat() if editor.day else None
    if isinstance(editor, QCheckBox):
        return editor.isChecked() or None
    if isinstance(editor, QComboBox):
        return str(editor.currentData() or "")
    return _number(_text(editor)) if field.spec.kind == "number" else _text(editor)


def _problem(field: _Field) -> str:
    spec, editor = field.spec, field.editor
    if isinstance(editor, DateField) and (sentence := editor.problem()):
        return sentence
    if spec.kind == "number" and _text(editor) and _value(field) is None:
        return f"{spec.label}应当是数字，如 20。"
    if spec.required and _value(field) in (None, ""):
        return f"请{'选择' if spec.kind in ('choice', 'flag') else '填写'}{spec.label}。"
    return ""
