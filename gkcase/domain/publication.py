"""Information that requests have shown to be worth publishing (转主动公开), and by when it must be out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from gkcase.domain.journal import Entry
from gkcase.domain.limits import limit
from gkcase.domain.rules import Rules
from gkcase.domain.state import CaseState, Objection
from gkcase.domain.terms import Event


@dataclass(frozen=True, slots=True)
class Publication:
    """One decision to publish (第四十四条): what, by whom, and where it came out."""

    id: str
    information: str
    decided_by: str
    decided_on: date
    suggested: bool
    published_on: date | None = None
    place: str = ""

    @property
    def pending(self) -> bool:
        """Whether it is not out yet."""
        return self.published_on is None

    def due(self, rules: Rules) -> date:
        """The last day: 20 working days from the decision (第二十六条)."""
        counted = limit("proactive_publication", self.decided_on, rules.calendar, rules.law, rules.remedies)
        return counted.due


def publications_of(state: CaseState) -> tuple[Publication, ...]:
    """Every decision to publish, in order."""
    found: dict[str, Publication] = {}
    for entry in state.past:
        if entry.event is Event.PUBLICATION_DECIDED:
            key = entry.text("id") or next_id(found)
            found[key] = _decided(key, entry)
        elif entry.event is Event.PUBLISHED and (one := _meant(found, entry)):
            found[one.id] = replace(one, published_on=entry.on, place=entry.text("place"))
    return tuple(found.values())


def next_id(known: Mapping[str, object]) -> str:
    """The next free id of a decision to publish: p1, p2 …"""
    place = len(known) + 1
    while f"p{place}" in known:
        place += 1
    return f"p{place}"


def _decided(key: str, entry: Entry) -> Publication:
    value = entry.facts.get("information")
    lines = [str(line) for line in value] if isinstance(value, list | tuple) else [entry.text("information")]
    return Publication(key, "；".join(lines), entry.text("decided_by"), entry.on, entry.flag("suggested"))


def _meant(found: Mapping[str, Publication], entry: Entry) -> Publication | None:
    if key := entry.text("id"):
        return found.get(key)
    return next((one for one in found.values() if one.pending), None)


def publication_decided(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """Something is reported as published after it was decided to publish it (第四十四条第二款)."""
    open_ = [one.id for one in publications_of(state) if one.pending]
    if not open_:
        return Objection("没有尚未完成的转主动公开，请先登记“转主动公开”", article="第四十四条")
    key = entry.text("id")
    if key and key not in open_:
        return Objection(f"没有编号为“{key}”、尚未完成的转主动公开，请核对", article="第四十四条", field="id")
    return None
