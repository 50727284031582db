"""What goes into the round of signatures (送审); light, for the queue is looked at soon after every start."""

from __future__ import annotations

from gkcase.domain.journal import Fact
from gkcase.domain.parts import PARTS
from gkcase.domain.state import CaseState
from gkcase.domain.terms import DECISION_KINDS, Event


def submission(state: CaseState) -> dict[str, Fact]:
    """What is submitted for signature: the latest reply letter, its hash, its result, who drafted it."""
    written = [entry for entry in state.round if entry.event is Event.LETTER_WRITTEN]
    letters = [entry for entry in written if entry.text("kind") in DECISION_KINDS]
    if not letters:
        return {}
    last = letters[-1]
    parts = {PARTS: last.facts[PARTS]} if last.facts.get(PARTS) else {}
    return {
        "sha256": last.text("sha256"),
        "kind_of_reply": last.text("kind_of_reply"),
        "drafter": last.by,
        "letter": last.text("name"),
        **parts,
    }
