"""The panel beside a register in which each of its columns can be narrowed; what is typed holds at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QToolButton, QVBoxLayout, QWidget

from gkcase.desktop.dressing import UNBOUNDED, restyle
from gkcase.desktop.fields import DateField
from gkcase.desktop.filter_controls import Control, OneControl, SomeControl, WordsControl
from gkcase.desktop.icons import put_icon
from gkcase.desktop.layout import button, column, label, row, scrolled
from gkcase.desktop.side_panel import SidePanel
from gkcase.desktop.tokens import tag
from gkcase.desktop.whole import take_most
from gkcase.domain.terms import dated
from gkcase.services.office import Office
from gkcase.services.register_fields import FIELDS, Field, FieldKind, Register
from gkcase.services.register_values import choices_of
from gkcase.services.registers import Condition
from gkcase.services.workbook import NO, YES

WIDTH = 288


class DaysControl(Control):
    """From one day to another; either may be left open."""

    def __init__(self, key: str, title: str, office: Office) -> None:
        super().__init__()
        self._key = key
        self.since, self.until = DateField(), DateField()
        for field, word in ((self.since, "起"), (self.until, "止")):
            field.use(office.rules.calendar, office.today)
            field.edit.setPlaceholderText(f"{word}，如 3-1")
            field.edit.setAccessibleName(f"{title}{word}")
            field.changed.connect(lambda _: self.changed.emit())
        self.setFocusProxy(self.since)
        self.setLayout(column(self.since, self.until, gap="xs"))

    @property
    def value(self) -> Condition:
        return Condition(self._key, since=self.since.day, until=self.until.day)

    def put(self, value: Condition) -> None:
        for field, day in ((self.since, value.since), (self.until, value.until)):
            if field.day != day:
                with QSignalBlocker(field):
                    field.set_day(day)


class NumbersControl(Control):
    """From one number to another; either may be left open."""

    def __init__(self, key: str, title: str) -> None:
        super().__init__()
        self._key = key
        self.least, self.most = QLineEdit(), QLineEdit()
        for edit, word in ((self.least, "从"), (self.most, "到")):
            edit.setAccessibleName(f"{title}{word}")
            edit.setPlaceholderText(word)
            take_most(edit, 6)
            edit.textEdited.connect(lambda _, which=edit: self._typed(which))
        self.setFocusProxy(self.least)
        self.setLayout(row(self.least, label("—", tone="muted"), self.most, gap="s"))

    def _typed(self, edit: QLineEdit) -> None:
        wrong = bool(edit.text().strip()) and _number(edit.text()) is None
        tag(edit, wrong=wrong)
        edit.setToolTip("请填写整数，如 3" if wrong else "")
        self.changed.emit()

    @property
    def value(self) -> Condition:
        return Condition(self._key, least=_number(self.least.text()), most=_number(self.most.text()))

    def put(self, value: Condition) -> None:
        for edit, number in ((self.least, value.least), (self.most, value.most)):
            if _number(edit.text()) != number:
                edit.setText("" if number is None else str(number))
                tag(edit, wrong=False)


def _number(text: str) -> int | None:
    plain = unicodedata.normalize("NFKC", text.strip())
    return int(plain) if plain.removeprefix("-").isdecimal() else None


def in_words(office: Office, field: Field, condition: Condition) -> str:
    """One condition as its chip says it."""
    if condition.text:
        return f"{field.heading}含“{condition.text}”"
    if condition.codes:
        choices = choices_of(office, field)
        named = "、".join(words for code, words in choices.items() if code in condition.codes)
        return f"{field.heading}：{named}"
    if condition.flag is not None:
        return f"{field.heading}：{YES if condition.flag else NO}"
    since = dated(condition.since) if condition.since else condition.least
    until = dated(condition.until) if condition.until else condition.most
    parts = (f"从{since}" if since is not None else "", f"到{until}" if until is not None else "")
    return f"{field.heading}{''.join(parts)}"


class RegisterPanel(SidePanel):
    """All columns one below the other; `chosen` carries the conditions, `left` says that the panel is done with."""

    chosen = Signal(object)

    def __init__(self, office: Office) -> None:
        super().__init__()
        tag(self, role="card")
        self.setProperty("boundsAtBase", [WIDTH, 0, WIDTH, UNBOUNDED])
        self._office = office
        self._register: Register | None = None
        self.controls: dict[str, Control] = {}
        self.clear_button = button("清除全部", "flat")
        self.clear_button.clicked.connect(lambda: self.chosen.emit(()))
        self.close_button = QToolButton()
        put_icon(self.close_button, "close")
        self.close_button.setAccessibleName("收起筛选")
        self.close_button.setToolTip("收起（Esc），条件不变")
        self.close_button.clicked.connect(self.left)
        head = row(label("筛选", "title", bold=True), None, self.clear_button, self.close_button, gap="s")
        self._scroll = scrolled(QWidget())
        self.setLayout(column(head, self._scroll, gap="s", margins=("m", "m"), grow=1))
        restyle(self)

    def show_conditions(self, register: Register, conditions: tuple[Condition, ...]) -> None:
        """Let every field show what holds; another register has its own fields."""
        if register is not self._register:
            self._register = register
            self._build(register)
        held = {condition.key: condition for condition in conditions}
        for field in FIELDS[register]:
            _put(self.controls[field.key], held.get(field.key, Condition(field.key)), field)
        self.clear_button.setEnabled(bool(conditions))

    def _build(self, register: Register) -> None:
        self.controls = {field.key: self._control(field) for field in FIELDS[register]}
        content = QWidget()
        box: QVBoxLayout = column(*self._fields(register), None, gap="m", margins=("s", 0))
        content.setLayout(box)
        self._scroll.setWidget(content)
        restyle(content)

    def _fields(self, register: Register) -> Iterator[QWidget]:
        for field in FIELDS[register]:
            control, words, held = (
                self.controls[field.key],
                label(field.heading, "caption", "muted"),
                QWidget(),
            )
            if proxy := control.focusProxy():
                words.setBuddy(proxy.focusProxy() or proxy)
            held.setLayout(column(words, control, gap="hair"))
            control.changed.connect(self._changed)
            yield held

    def _control(self, field: Field) -> Control:
        if field.kind is FieldKind.DAY:
            return DaysControl(field.key, field.heading, self._office)
        if field.kind is FieldKind.NUMBER:
            return NumbersControl(field.key, field.heading)
        if field.kind is FieldKind.CHOICE:
            return SomeControl(field.heading, list(choices_of(self._office, field).items()))
        if field.kind is FieldKind.FLAG:
            return OneControl[bool | None](field.heading, None, [(True, YES), (False, NO)])
        return WordsControl(field.heading)

    def _changed(self) -> None:
        if self._register is not None:
            found = (_condition(field, self.controls[field.key]) for field in FIELDS[self._register])
            self.chosen.emit(tuple(one for one in found if one != Condition(one.key)))

    def go_to(self, key: str = "number") -> None:
        """Put the cursor into a field."""
        control = self.controls[key]
        control.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._scroll.ensureWidgetVisible(control)


def _condition(field: Field, control: Control) -> Condition:
    value = control.value
    if isinstance(value, Condition):
        return value
    if field.kind is FieldKind.CHOICE:
        return Condition(field.key, codes=value)
    return (
        Condition(field.key, flag=value) if field.kind is FieldKind.FLAG else Condition(field.key, text=value)
    )


def _put(control: Control, condition: Condition, field: Field) -> None:
    if isinstance(control, DaysControl | NumbersControl):
        control.put(condition)
    elif field.kind is FieldKind.CHOICE:
        control.put(condition.codes)
    else:
        control.put(condition.flag if field.kind is FieldKind.FLAG else condition.text)
