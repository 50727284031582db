"""How far long work is: what whoever waits for it is told."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], object]
"""Told how much is done, of how much; it stops the work by raising."""


def silent(_: int, __: int) -> None:
    """Nobody watches."""
