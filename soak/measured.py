"""One line of the scorecard as it was measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """The figure of a scorecard line, the target it was held against, and whether it was met."""

    line: int
    what: str
    figure: str
    target: str
    ok: bool

    def __str__(self) -> str:
        verdict = "ok" if self.ok else "MISSED"
        return f"{self.line:>3}  {verdict:<7} {self.what}: {self.figure} (target: {self.target})"
