"""A reply that is about to leave the office (送审、送出), as the checks before it look at it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from gkcase.domain.journal import Entry, Fact, Facts
from gkcase.domain.replies import Reply, Result
from gkcase.domain.rules import Rules
from gkcase.domain.state import CaseState
from gkcase.domain.terms import DECISION_KINDS, Delivery, Event

GIVEN = frozenset({"R2", "R3"})
"""Results that give something out (第三十六条第（二）项、第三十七条)."""

ARTICLE_14 = frozenset({"R4a", "R4b", "R4c"})
"""Results that rest on article 14."""

OF_THE_LETTER = frozenset(
    {"secrecy_outcome", "third_untold", "third_reason", "review_body", "personal_maybe"}
)
"""Warnings that cannot have changed between signing and sending while the letter is the same."""

ELECTRONIC = frozenset({Delivery.EMAIL.value, Delivery.ONLINE.value})


_OF_THE_PROGRAM = frozenset({"kind", "name", "number", "sha256", "parts"})
WHOLE_REPLY = "fact:kind_of_reply"
"""Where a reply is written anew."""


def plain(value: Fact) -> str:
    """A fact as text, a list as lines."""
    if isinstance(value, list | tuple):
        return "\n".join(str(line) for line in value)
    return "" if value is None else str(value)


def facts_of_parts(entry: Entry) -> list[Facts]:
    """The facts of an entry, and those of the parts of its reply."""
    parts = entry.facts.get("parts")
    rows = [part for part in parts if isinstance(part, Mapping)] if isinstance(parts, list | tuple) else []
    inner = [row.get("facts") for row in rows]
    return [entry.facts, *(facts if isinstance(facts, Mapping) else {} for facts in inner)]


def answered_before(state: CaseState, entry: Entry) -> frozenset[str]:
    """The warnings about this very file that were answered when it was submitted, and need no second reason."""
    submitted = next((past for past in reversed(state.round) if past.event is Event.SUBMITTED), None)
    if entry.event is not Event.REPLIED or submitted is None:
        return frozenset()
    same = submitted.text("sha256") == entry.text("sha256")
    return OF_THE_LETTER & frozenset(submitted.breaches) if same else frozenset()


@dataclass(frozen=True)
class Sender:
    """What a letter says of the office that sends it, and which kind of organ that is."""

    name: str = ""
    short: str = ""
    review_body: str = ""
    court: str = ""
    online_review: str = ""
    address: str = ""
    phone: str = ""
    level: str = ""


@dataclass(frozen=True)
class Leaving:
    """The reply: its step (SUBMITTED or REPLIED) with the case before it, its results, and what its file says.

    `result` is the main result, `results` are all of them, each once; `text` is drawn from the very file.
    """

    number: str
    state: CaseState
    entry: Entry
    rules: Rules
    today: date
    result: Result | None
    results: tuple[Result, ...]
    sender: Sender
    text: str = ""

    @property
    def codes(self) -> frozenset[str]:
        """The codes of everything that the reply decides."""
        return frozenset(result.code for result in self.results)

    @property
    def letter(self) -> Entry | None:
        """The entry with which the file was written."""
        written = [
            entry for entry in self.state.all(Event.LETTER_WRITTEN) if entry.text("kind") in DECISION_KINDS
        ]
        same = [entry for entry in written if entry.text("sha256") == self.entry.text("sha256")]
        return next(iter(reversed(same or written)), None)

    @property
    def leaves(self) -> bool:
        """Whether it goes out with this step, and is not only submitted for signature."""
        return self.entry.event is Event.REPLIED

    @property
    def parts_are_known(self) -> bool:
        """Whether it is known what is opened and what is kept back: not of a 部分公开 without its parts."""
        return any(result.reply is not Reply.DISCLOSE_PART for result in self.results)

    def fact(self, name: str) -> Fact:
        """A fact of the step, else of the letter."""
        letter = self.letter
        return self.entry.facts.get(name) or (letter.facts.get(name) if letter else None)

    def spot_where(self, holds: Callable[[str], bool]) -> str:
        """The field of the letter, or of one of its parts, in which something stands; else its result."""
        letter = self.letter
        told = facts_of_parts(letter) if letter else []
        for place, facts in enumerate(told):
            part = f"parts.{place}." if place else ""
            found = [
                name for name, value in facts.items() if name not in _OF_THE_PROGRAM and holds(plain(value))
            ]
            if found:
                return f"fact:{part}{found[0]}"
        return WHOLE_REPLY

    @property
    def electronic(self) -> bool:
        """Whether it goes through the internet (《行政复议法》第二十二条第二款)."""
        return self.fact("delivery") in ELECTRONIC

    @property
    def asked(self) -> Facts:
        """What the applicant gave (登记)."""
        first = self.state.last(Event.RECEIVED)
        return first.facts if first else {}
