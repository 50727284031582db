"""Step two of a reply: what its result asks for, with sentence blocks, or part by part; nothing typed is forgotten."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from gkcase.desktop.case_view import CaseView
from gkcase.desktop.dressing import restyle
from gkcase.desktop.fact_form import FactForm, FactSpec
from gkcase.desktop.parts_editor import PartsEditor
from gkcase.desktop.phrase_menu import Phrases
from gkcase.desktop.reply_result import PARTLY, offered
from gkcase.desktop.tokens import look
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.journal import Fact
from gkcase.domain.terms import Event, LetterKind
from gkcase.services.letters import asks
from gkcase.services.office import Office

PARTS = "parts"
LARGE = 14.0
"""From this size of type on the names of the facts stand above their fields."""

FROM_SEARCH = "R6"
"""The result whose letter tells of the search that is on record."""


class ReplyFacts(QObject):
    """Drives the form of the facts and the editor of the parts. `edited` tells that something was typed into a part."""

    edited = Signal()

    def __init__(self, office: Office, form: FactForm, phrases: Phrases) -> None:
        super().__init__(form)
        self._office, self._form, self._phrases = office, form, phrases
        self._view: CaseView | None = None
        self._code = ""
        self.apart = False
        self.known: dict[str, Fact] = {}
        self.parts = PartsEditor(self._asks_of_part, phrases)
        self.parts.edited.connect(self.edited)
        phrases.changed.connect(self._offer_phrases)

    def begin(self, view: CaseView) -> None:
        """Begin anew for a case."""
        self._view, self._code, self.apart, self.known = view, "", False, {}
        results = offered(self._office, view.file.kind)
        choices = tuple((result.code, result.label) for result in results if result.code != PARTLY)
        self.parts.open(choices, self._office.rules.calendar, self._office.today)
        self._form.ask([])

    def ask(self, code: str, *, apart: bool) -> None:
        """Another result asks for other facts; what was typed for one is there again when it comes back."""
        if (code, apart) == (self._code, self.apart):
            return
        self.known |= self._form.facts()
        self._code, self.apart = code, apart
        self._form.stack(look.points >= LARGE)
        self._form.ask(self._specs(), ("searched_on",))
        self._offer_phrases()
        self._form.fill({**self._searched(), **self.known})
        if apart and self._view is not None:
            self.parts.begin_with(self._view.file.wanted)
        restyle(self._form)

    def fill(self, own: Mapping[str, Fact], parts: Fact) -> None:
        """Put in what was typed before."""
        self._form.fill(own)
        if isinstance(parts, list):
            self.parts.put([part for part in parts if isinstance(part, Mapping)])

    def value(self) -> dict[str, Fact]:
        """The facts of the reply, without its result."""
        made = self._form.facts()
        return {**made, PARTS: self.parts.value()} if self.apart else made

    def check(self) -> bool:
        """Say beside each field what is missing."""
        return self._form.check() and (not self.apart or self.parts.check())

    def asks_for(self, field: str) -> bool:
        """Whether a fact is asked for here."""
        return self._form.find_editor(field) is not None or (self.apart and field.startswith(f"{PARTS}."))

    def take(self, error: Refusal | Trouble) -> bool:
        """Put a refusal beside the field of the part that it names; False: it names none."""
        return isinstance(error, Refusal) and self.apart and self.parts.take(error)

    def focus(self) -> None:
        """Put the cursor where one begins."""
        (self.parts.cards[0].about if self.apart else self._form).focus_first()

    def _specs(self) -> list[FactSpec]:
        """What the result asks for; a reply of several parts asks here for what they have in common."""
        if not self.apart:
            return list(asks(LetterKind.REPLY, self._code)) if self._code else []
        return [spec for spec in asks(LetterKind.REPLY, PARTLY) if spec.kind != PARTS]

    def _asks_of_part(self, code: str) -> list[FactSpec]:
        whole = {spec.name for spec in asks(LetterKind.REPLY, PARTLY)}
        return [spec for spec in asks(LetterKind.REPLY, code) if spec.name not in whole]

    def _offer_phrases(self) -> None:
        """The sentence blocks stand beside the fields that take them."""
        if self._code:
            self._phrases.offer(self._form, self._specs(), self._code)
            self.parts.offer_phrases()

    def _searched(self) -> dict[str, Fact]:
        """A search on record fills in what the letter tells of it."""
        searched = self._view.file.last(Event.SEARCHED) if self._view else None
        if searched is None or self._code != FROM_SEARCH:
            return {}
        return {**searched.facts, "searched_on": searched.on.isoformat()}
