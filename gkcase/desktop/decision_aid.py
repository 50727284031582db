"""The decision aid on the screen: one question at a time, what was answered above it, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from gkcase.desktop.dressing import restyle
from gkcase.desktop.layout import button, clear, column, key_hint, label, row
from gkcase.desktop.tokens import look, sp
from gkcase.domain.decision import MOST_QUESTIONS, Answer, Decision, Question


class AnswerButton(QPushButton):
    """One answer, in as many lines as it needs, with the digit that chooses it."""

    def __init__(self, number: int, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = label(words, wrap=True)
        self._key = key_hint(str(number))
        for part in (self.words, self._key):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setLayout(row(self._key, self.words, gap="s", margins=("m", "s"), grow=1))
        self.setAccessibleName(words)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        inside = width - self._key.sizeHint().width() - sp("s") - 2 * sp("m")
        return max(self.words.heightForWidth(max(inside, 1)), sp(18)) + 2 * sp("s")

    def sizeHint(self) -> QSize:
        return QSize(sp(320), self.heightForWidth(max(self.width(), sp(160))))

    def minimumSizeHint(self) -> QSize:
        return QSize(sp(160), sp(34))


class DecisionAid(QWidget):
    """Asks until a kind of reply is `found` (its code); `changed`: an answer was given or taken back."""

    found = Signal(str)
    changed = Signal()

    def __init__(self, decision: Decision, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._decision = decision
        self.answers: list[int] = []
        self.buttons: list[QPushButton] = []
        self.steps: list[QPushButton] = []
        self._box = column(gap="xs")
        self.setLayout(self._box)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("逐项回答，确定答复类型")
        look.changed.connect(self.show_walk)
        self.show_walk()

    @property
    def result(self) -> str:
        """The kind of reply that the answers lead to; empty while there is a question left."""
        return self._decision.walk(self.answers).result

    def put(self, answers: Sequence[int]) -> None:
        """Begin with answers that were given before."""
        self.answers = list(answers)
        self.show_walk()

    def answer(self, place: int) -> None:
        """Give an answer to the question that is asked."""
        self.answers.append(place)
        self.show_walk()
        self.changed.emit()
        if code := self.result:
            self.found.emit(code)
        else:
            self._to_first()

    def back(self, place: int) -> None:
        """Ask a question again; the answers after it are taken back."""
        del self.answers[place:]
        self.show_walk()
        self.changed.emit()
        self._to_first()

    def show_walk(self) -> None:
        """Draw what was answered and the question that comes next."""
        walk = self._decision.walk(self.answers)
        clear(self._box)
        self.buttons, self.steps = [], []
        for place, (question, answer) in enumerate(walk.given):
            self._show_given(place, question, answer)
        if walk.question is not None:
            self._ask(walk.question, len(walk.given) + 1)
        restyle(self)

    def _show_given(self, place: int, question: Question, answer: Answer) -> None:
        words = label(f"{question.text}  {answer.text}", "caption", "muted", wrap=True)
        again = button("重答", "flat")
        again.setAccessibleName(f"重答：{question.text}")
        again.clicked.connect(partial(self._back_later, place))
        self.steps.append(again)
        self._box.addLayout(row(words, again, gap="s", grow=0))

    def _ask(self, question: Question, number: int) -> None:
        count = label(
            f"第{number}问，最多{MOST_QUESTIONS}问 · {question.article}", "caption", "muted", wrap=True
        )
        self._box.addWidget(count)
        self._box.addWidget(label(question.text, "title", bold=True, wrap=True))
        self._box.addWidget(label(question.help, "caption", "muted", wrap=True))
        for place, answer in enumerate(question.answers):
            made = AnswerButton(place + 1, answer.text)
            made.clicked.connect(partial(self._answer_later, place))
            self.buttons.append(made)
            self._box.addWidget(made)

    def _answer_later(self, place: int, _: bool = False) -> None:
        self.answer(place)

    def _back_later(self, place: int, _: bool = False) -> None:
        self.back(place)

    def _to_first(self) -> None:
        if self.buttons:
            self.buttons[0].show()  # a layout shows what is new only later, and what is hidden takes no keys
            self.buttons[0].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit chooses, Backspace takes the last answer back."""
        digit = event.key() - Qt.Key.Key_1
        if 0 <= digit < len(self.buttons) and not event.modifiers():
            self.answer(digit)
        elif event.key() == Qt.Key.Key_Backspace and self.answers:
            self.back(len(self.answers) - 1)
        else:
            super().keyPressEvent(event)
