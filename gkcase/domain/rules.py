"""What the reckoning and the guards consult: the law, the calendar and the office's choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gkcase.domain.law import Law, Period
from gkcase.domain.policy import Policy
from gkcase.domain.workdays import WorkCalendar


@dataclass(frozen=True)
class Rules:
    """The rules of one office on one day; values only, replaced as a whole when one of them changes."""

    law: Law
    calendar: WorkCalendar
    policy: Policy
    remedies: Mapping[str, Period]

    @property
    def fingerprint(self) -> str:
        """Names the calendar and the choices that a copied due day was reckoned with."""
        return f"{self.calendar.fingerprint}:{self.policy.fingerprint}"
