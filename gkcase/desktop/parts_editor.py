"""The parts of a reply that answers several contents: each with its content, its result and that result's facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QWidget

from gkcase.desktop.dressing import restyle
from gkcase.desktop.fact_form import Ask, FactForm, FactSpec
from gkcase.desktop.fields import Guide
from gkcase.desktop.layout import button, column, label, row
from gkcase.desktop.phrase_menu import Phrases
from gkcase.desktop.tokens import tag
from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Fact

CONTENT, RESULT, FACTS = "content", "result", "facts"
FEWEST = 2
Specs = Sequence[FactSpec]
Choices = Sequence[tuple[str, str]]


class PartCard(QFrame):
    """One part. `edited` tells that something was typed, `dropped` that it is to go."""

    edited = Signal()
    dropped = Signal()

    def __init__(self, choices: Choices, asks: Callable[[str], Specs], phrases: Phrases) -> None:
        super().__init__()
        tag(self, role="card")
        self._asks, self._phrases = asks, phrases
        self._code = ""
        self._known: dict[str, Fact] = {}
        self.title = label("", bold=True)
        self.drop_button = button("删除", "flat", "trash")
        self.drop_button.clicked.connect(self.dropped)
        self.about = FactForm(stacked=True)
        self.about.ask(
            [
                Ask(CONTENT, "申请的内容", "lines", required=True, hint="这一部分是哪些信息"),
                Ask(RESULT, "答复类型", "choice", choices, required=True),
            ]
        )
        self.facts = FactForm(stacked=True)
        self.setLayout(
            column(
                row(self.title, None, self.drop_button), self.about, self.facts, gap="s", margins=("m", "m")
            )
        )
        self.about.edited.connect(self._about_edited)
        self.facts.edited.connect(self.edited)

    def use(self, guide: Guide, today: Callable[[], date]) -> None:
        """Give the office's calendar and its today."""
        self.facts.use(guide, today)

    def name(self, place: int, *, may_go: bool) -> None:
        """Say which part it is, and whether it may be taken away."""
        self.title.setText(f"第{place}部分")
        self.drop_button.setAccessibleName(f"删除第{place}部分")
        self.drop_button.setVisible(may_go)

    def value(self) -> dict[str, Fact]:
        """The part as the journal keeps it."""
        told = self.about.facts()
        return {
            CONTENT: told.get(CONTENT, ""),
            RESULT: told.get(RESULT, ""),
            FACTS: self.facts.facts(),
        }

    def put(self, part: Mapping[str, Fact]) -> None:
        """Show a part."""
        facts = part.get(FACTS)
        self._known = dict(facts) if isinstance(facts, Mapping) else {}
        self.about.fill({CONTENT: part.get(CONTENT) or "", RESULT: part.get(RESULT) or ""})
        self._ask(str(part.get(RESULT) or ""))
        self.facts.fill(self._known)

    def _about_edited(self) -> None:
        code = str(self.about.facts().get(RESULT) or "")
        if code != self._code:
            # Not at once: the choice is still telling that it has changed.
            QTimer.singleShot(0, self, partial(self._ask, code))
        self.edited.emit()

    def _ask(self, code: str) -> None:
        """Another result asks for other facts; what both ask for stays."""
        if code == self._code:
            return
        self._code = code
        self._known |= self.facts.facts()
        self.facts.ask(self._asks(code) if code else ())
        self.offer_phrases()
        self.facts.fill(self._known)
        restyle(self)

    def offer_phrases(self) -> None:
        """Put the sentence blocks beside the fields."""
        if self._code:
            self._phrases.offer(self.facts, list(self._asks(self._code)), self._code)
        self.facts.follow(self.about.editor(RESULT))

    def check(self) -> bool:
        """Say beside each field what is missing."""
        return self.about.check() and self.facts.check()


class PartsEditor(QWidget):
    """Adds, fills and takes away parts; two at least. `edited` tells that something was typed."""

    edited = Signal()

    def __init__(self, asks: Callable[[str], Specs], phrases: Phrases, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asks, self._phrases = asks, phrases
        self._choices: Choices = ()
        self._use: tuple[Guide, Callable[[], date]] | None = None
        self.cards: list[PartCard] = []
        self._box = column(gap="m")
        self.add_button = button("增加一部分", icon="plus")
        self.add_button.clicked.connect(self._add_one)
        hint = "逐项写明申请的内容、答复类型和理由；既有公开又有不予公开的，按“部分公开”答复和统计。"
        self.hint = label(hint, "caption", "muted", wrap=True)
        self.setLayout(column(self.hint, self._box, row(self.add_button, None), gap="s"))

    def open(self, choices: Choices, guide: Guide, today: Callable[[], date]) -> None:
        """Begin anew with two empty parts."""
        self._choices, self._use = choices, (guide, today)
        self.put([])

    def value(self) -> list[Fact]:
        """The parts as the journal keeps them."""
        return [card.value() for card in self.cards]

    def put(self, parts: Sequence[Mapping[str, Fact]]) -> None:
        """Show these parts."""
        for card in self.cards:
            card.hide()
            card.deleteLater()
        self.cards = []
        for part in [*parts, *({} for _ in range(FEWEST - len(parts)))]:
            self._add().put(part)
        self._name()

    def begin_with(self, content: str) -> None:
        """The words of the request stand in the first part, to be divided."""
        if self.cards and not any(card.about.facts() for card in self.cards):
            self.cards[0].about.fill({CONTENT: content})

    def check(self) -> bool:
        """Say what is missing in the first part that lacks something."""
        return all(card.check() for card in self.cards)

    def take(self, error: Refusal) -> bool:
        """Put a refusal beside the field of the part that it names (`parts.2.reasons`); False: it names none."""
        head, _, rest = error.field.partition(".")
        place, _, name = rest.partition(".")
        if head != "parts" or not place.isdecimal() or not 0 < int(place) <= len(self.cards):
            return False
        card = self.cards[int(place) - 1]
        told = Refusal(error.reason, error.basis, name.removeprefix("facts."))
        return card.about.take(told) or card.facts.take(told)

    def point(self, name: str) -> bool:
        """Put the cursor into the field of a part (`parts.2.reasons`), or into the first that asks for that fact."""
        head, _, rest = name.partition(".")
        place, _, fact = rest.partition(".")
        cards = self.cards
        if head == "parts":
            cards = self.cards[int(place) - 1 :][:1] if place.isdecimal() and int(place) else self.cards[:1]
            name = fact.removeprefix("facts.")
        for card in cards:
            editor = card.facts.find_editor(name) or card.about.find_editor(name)
            if editor is not None:
                editor.setFocus()
                return True
        return False

    def offer_phrases(self) -> None:
        """The sentence blocks have been read."""
        for card in self.cards:
            card.offer_phrases()

    def _add(self) -> PartCard:
        card = PartCard(self._choices, self._asks, self._phrases)
        if self._use is not None:
            card.use(*self._use)
        card.edited.connect(self.edited)
        card.dropped.connect(partial(self._drop, card))
        self.cards.append(card)
        self._box.addWidget(card)
        restyle(card)
        return card

    def _add_one(self) -> None:
        card = self._add()
        self._name()
        card.show()  # a layout shows what is new only later, and what is hidden takes no keys
        card.about.focus_first()
        self.edited.emit()

    def _drop(self, card: PartCard) -> None:
        self.cards.remove(card)
        card.hide()
        card.deleteLater()
        self._name()
        self.edited.emit()

    def _name(self) -> None:
        for place, card in enumerate(self.cards, 1):
            card.name(place, may_go=len(self.cards) > FEWEST)
