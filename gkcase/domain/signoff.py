"""The route of signatures (审签) a reply needs before it leaves, and whether it is complete."""

from __future__ import annotations

from gkcase.domain.journal import Entry
from gkcase.domain.state import CaseState
from gkcase.domain.terms import Event, Role

ROUTE = (Role.HEAD,)
"""The steps in order; for now the head (负责人) alone signs."""


def signatures(state: CaseState) -> tuple[Entry, ...]:
    """The signatures that hold: those given since the reply was last submitted and not returned since."""
    given = state.since(Event.SUBMITTED, Event.RETURNED)
    return tuple(entry for entry in given if entry.event is Event.SIGNED)


def next_step(state: CaseState) -> Role | None:
    """Whose signature is due; None when the route is complete."""
    done = {entry.text("step") for entry in signatures(state)}
    return next((role for role in ROUTE if role.value not in done), None)


def is_last_signature(state: CaseState, entry: Entry) -> bool:
    """Whether the case is approved with this signature."""
    done = {past.text("step") for past in signatures(state)} | {entry.text("step") or Role.HEAD.value}
    return all(role.value in done for role in ROUTE)
