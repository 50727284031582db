"""Where a duty is done: at the act in its case, in the dispatch list, or at the envelope."""

from __future__ import annotations

from typing import Protocol

from gkcase.desktop.shell import Shell
from gkcase.domain.terms import Event

SENDING = frozenset({Event.REPLIED, Event.RESENT, Event.SERVED})
"""What is done in the dispatch list, with its day, its number and its proof."""


class ToDo(Protocol):
    """A duty: of a case, or of an envelope that is no case yet."""

    @property
    def case_id(self) -> int | None:
        """Its case."""

    @property
    def mail_id(self) -> int | None:
        """Its envelope."""

    @property
    def event(self) -> Event | None:
        """The step that does it."""


def go_to_duty(shell: Shell, duty: ToDo) -> None:
    """Go to the case at the act that is to be done, to the line of its reply to be sent, or to the envelope."""
    if duty.case_id is None:
        shell.go("mail", duty.mail_id)
    elif duty.event in SENDING:
        shell.go("sending", duty.case_id)
    else:
        shell.go("case", (duty.case_id, duty.event) if duty.event else duty.case_id)
