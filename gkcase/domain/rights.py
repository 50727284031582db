"""Who may take which step (角色和权限): one small table, so that a log-in later only adds proof of who acts.

The regulation wants the office to have a procedure for requests (第四十五条); that whoever drafts does not sign
and that those who watch over the work do not change it follows from it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from gkcase.domain.terms import Event, Role

_SIGNING = frozenset({Event.SIGNED, Event.RETURNED, Event.DELIBERATED, Event.NOTED, Event.VOIDED})

ACTS: Mapping[Role, frozenset[Event]] = {
    Role.CLERK: frozenset(Event) - {Event.SIGNED},
    Role.REVIEWER: _SIGNING,
    Role.HEAD: _SIGNING | {Event.EXTENDED},
    Role.MANAGER: frozenset(),
    Role.AUDITOR: frozenset(),
    Role.ADMINISTRATOR: frozenset(),
}
"""The steps that each role may enter; managers and auditors read, administrators see no case."""


def may(roles: Collection[Role], event: Event, *, on_paper: bool = False) -> bool:
    """Whether somebody with these roles may enter a step; a signature given on paper is entered by the clerk."""
    if event is Event.SIGNED and on_paper and Role.CLERK in roles:
        return True
    return any(event in ACTS[role] for role in roles)


def who_may(event: Event) -> tuple[Role, ...]:
    """The roles that may enter a step, for the sentence that refuses somebody else."""
    return tuple(role for role, events in ACTS.items() if event in events)
