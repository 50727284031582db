"""What the shell knows of a page: its place in the rail and how it is made when it is first needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from gkcase.desktop.shell import Shell


class Place(Enum):
    """Where a page stands: in the rail, at its foot, or reached from other pages only."""

    RAIL = auto()
    FOOT = auto()
    INSIDE = auto()


@dataclass(frozen=True)
class Page:
    """One page of the shell. A page that stands inside another lights that one up in the rail (`under`).

    `keys` open it; a page of the rail without its own has Ctrl and its number there, the tenth Ctrl+0.
    """

    key: str
    word: str
    icon: str
    make: Callable[[Shell], QWidget]
    place: Place = Place.RAIL
    under: str = ""
    finds: bool = False
    keys: str = ""


@dataclass(frozen=True)
class Stop:
    """Where the officer is or was: a page and what it showed (a case's id)."""

    key: str
    subject: object = None


MOST_STOPS = 200
"""So many pages one can go back: a subject may be a filter of many cases, and a day is long."""


class Trail:
    """The way taken through the pages, to go back and forward on."""

    def __init__(self) -> None:
        self._stops: list[Stop] = []
        self._at = -1

    @property
    def here(self) -> Stop | None:
        """Where one is."""
        return self._stops[self._at] if self._stops else None

    def go(self, stop: Stop) -> None:
        """Walk on; what lay ahead is forgotten."""
        if stop != self.here:
            self._stops = [*self._stops[: self._at + 1], stop][-MOST_STOPS:]
            self._at = len(self._stops) - 1

    def look(self, steps: int) -> Stop | None:
        """What lies so many steps back (negative) or ahead."""
        there = self._at + steps
        return self._stops[there] if 0 <= there < len(self._stops) else None

    def walk(self, steps: int) -> None:
        """Go there."""
        if self.look(steps) is not None:
            self._at += steps
