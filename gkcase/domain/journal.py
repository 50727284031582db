"""The case journal (办理日志): what happened, in order. Entries are never edited, only voided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from gkcase.domain.terms import Event

Fact = str | int | bool | None | Sequence["Fact"] | Mapping[str, "Fact"]
"""What a fact may be: plain JSON. Days are written as ISO 8601 text."""

Facts = Mapping[str, Fact]


@dataclass(frozen=True)
class Entry:
    """One step, on the day it took legal effect.

    `on` is the day of legal effect, `by` the person who entered it, `seq` its place in the order of entering
    (from 1), `reason` why an irregular step was taken all the same, `breaches` the codes of what was so.
    """

    event: Event
    on: date
    by: str = ""
    facts: Facts = field(default_factory=dict)
    seq: int = 0
    reason: str = ""
    breaches: tuple[str, ...] = ()

    def text(self, name: str) -> str:
        """A fact as text; empty where it was not given."""
        value = self.facts.get(name)
        return "" if value is None else str(value)

    def number(self, name: str, default: int) -> int:
        """A fact as a whole number."""
        value = self.facts.get(name)
        return (
            value if isinstance(value, int) else int(value) if isinstance(value, str) and value else default
        )

    def day(self, name: str) -> date | None:
        """A fact as a day; None where it was not given."""
        value = self.facts.get(name)
        return date.fromisoformat(value) if isinstance(value, str) and value else None

    def flag(self, name: str) -> bool:
        """A fact as yes or no; no where it was not given."""
        return self.facts.get(name) in (True, "true", "yes", "是", 1)


def voided_numbers(journal: Iterable[Entry]) -> frozenset[int]:
    """The entries that a later VOIDED (作废) names."""
    return frozenset(entry.number("entry", 0) for entry in journal if entry.event is Event.VOIDED)


def in_force(journal: Sequence[Entry]) -> list[Entry]:
    """The entries that still count, in the order in which they took effect (on, seq); voids are left out.

    A registration that was put right was typed after other entries of its day, and still comes first.
    """
    gone = voided_numbers(journal)
    kept = [entry for entry in journal if entry.event is not Event.VOIDED and entry.seq not in gone]
    return sorted(kept, key=lambda entry: (entry.on, entry.event is not Event.RECEIVED, entry.seq))
