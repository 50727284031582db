"""One doubtful point as the settings ask it: the question, its answers, where it comes from and what it does."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit

from gkcase.desktop.choice_row import RadioRow
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.layout import column, label, row
from gkcase.desktop.tokens import sp, tag
from gkcase.domain.policy import Question, Value, written


class QuestionRow(QFrame):
    """Radio buttons, a number or a line of text; what cannot be chosen is only said. `answered` names the point."""

    answered = Signal(str)

    def __init__(self, question: Question, *, first: bool) -> None:
        super().__init__()
        tag(self, role="row", first=first)
        self.question = question
        self.mark = label("", "caption", "accent")
        self.error = ErrorLabel()
        self.radios: RadioRow | None = None
        self.edit: QLineEdit | None = None
        head = row(label(question.question, bold=True, wrap=True), self.mark, gap="m", grow=0)
        words = [
            label(f"影响：{question.effect}", "caption", "muted", wrap=True),
            label(f"来源：{question.source}", "caption", "muted", wrap=True),
        ]
        self.setLayout(column(head, self._answers(), self.error, *words, gap="xs", margins=(0, "m")))
        self.put(question.default)

    def _answers(self) -> RadioRow | QFrame | QLabel:
        if self.question.highest or self.question.free:
            return self._line()
        if len(self.question.choices) == 1:
            return label(f"{self.question.choices[0].label}（不能更改）", tone="muted", wrap=True)
        self.radios = RadioRow()
        default = self.question.default
        choices = [
            (written(choice.value), f"{choice.label}（默认）" if choice.value == default else choice.label)
            for choice in self.question.choices
        ]
        self.radios.offer(choices, self.question.question)
        self.radios.chosen.connect(lambda _: self.answered.emit(self.question.key))
        return self.radios

    def _line(self) -> QFrame:
        self.edit = QLineEdit()
        self.edit.setAccessibleName(self.question.question)
        self.edit.textChanged.connect(lambda _: self.answered.emit(self.question.key))
        if self.question.highest:
            self.edit.setMaximumWidth(sp(72))
            hint = f"个工作日，可填{self.question.range_words}"
            special = [c.label for c in self.question.choices if c.value != self.question.default]
            hint += "".join(f"；填0：{words}" for words in special) + f"（默认{self.question.default}）"
        else:
            hint = f"默认：{self.question.choices[0].label}"
        holder = QFrame()
        words = label(hint, "caption", "muted", wrap=True)
        holder.setLayout(
            row(self.edit, words, gap="s", grow=1) if self.question.highest else column(self.edit, words)
        )
        return holder

    @property
    def value(self) -> Value:
        """What is answered; for a number that cannot be read, the text itself, which the question refuses."""
        if self.radios is not None:
            return next(c.value for c in self.question.choices if written(c.value) == self.radios.code)
        if self.edit is None:
            return self.question.default
        text = self.edit.text().strip()
        if not self.question.highest:
            return self._value_of(text)
        plain = unicodedata.normalize("NFKC", text)
        return int(plain) if plain.isdecimal() else text

    def _value_of(self, text: str) -> Value:
        """The stored word behind a label, else the text itself."""
        return next((c.value for c in self.question.choices if text == c.label), text)

    def put(self, value: Value) -> None:
        """Show an answer."""
        if self.radios is not None:
            self.radios.choose(written(value))
        elif self.edit is not None and self.value != value:
            self.edit.setText(self.question.label_of(value) if self.question.free else written(value))

    def check(self) -> bool:
        """Say beside the field what cannot be chosen."""
        fine = self.question.allows(self.value)
        self.error.tell("" if fine else f"应为{self.question.range_words}")
        if self.edit is not None:
            tag(self.edit, wrong=not fine)
        return fine

    def compare(self, saved: Value) -> None:
        """Mark what differs from what is saved, and what the office has decided against the default."""
        if self.value != saved:
            self.mark.setText("已改动，未保存")
        else:
            self.mark.setText("" if saved == self.question.default else "本单位已选")
