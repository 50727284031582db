"""What long work tells whoever waits for it, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable

from gkcase.storage.progress import Progress as Progress
from gkcase.storage.progress import silent as silent

Cancelled = Callable[[], bool]
"""Asked now and then whether nobody waits any more."""


class BrokenOff(Exception):
    """Whoever waits does not want it any more: what was begun is to be undone."""


def never() -> bool:
    """Nobody stops it."""
    return False


def stepping(report: Progress, cancelled: Cancelled) -> Callable[[int, int], None]:
    """Tell how far it is, and stop where nobody waits any more."""

    def step(done: int, total: int) -> None:
        if cancelled():
            raise BrokenOff
        report(done, total)

    return step
