"""What the dashboard says (看板), as plain values: drawn on screen and paper, told by the command line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from gkcase.domain.errors import Refusal
from gkcase.domain.numbering import parse_number
from gkcase.domain.terms import spoken
from gkcase.services.values import Seal

WEEKS = 8
"""How many weeks of due dates the dashboard shows."""

URGENT = 10
"""How many of the most urgent cases it lists."""


class State(Enum):
    """How an open case stands with its deadline; each has a shape, a word and a tone."""

    LATE = "late"
    SOON = "soon"
    SAFE = "safe"
    PAUSED = "paused"
    NO_PERIOD = "no_period"

    @property
    def word(self) -> str:
        """The word that stands beside the shape."""
        return _WORDS[self]


_WORDS = {
    State.LATE: "逾期",
    State.SOON: "临近",
    State.SAFE: "有余",
    State.PAUSED: "暂停",
    State.NO_PERIOD: "无期限",
}


@dataclass(frozen=True)
class Figure:
    """A large number with its comparison; `key` and `note_key` open the cases behind both, `count` many of them."""

    key: str
    label: str
    value: str
    unit: str
    count: int
    note: str
    note_key: str = ""
    note_count: int = 0
    state: State | None = None


@dataclass(frozen=True)
class Share:
    """One bar: so many cases, `late` of them overdue."""

    key: str
    label: str
    count: int
    late: int = 0


@dataclass(frozen=True, slots=True)
class OpenCase:
    """An open case as the dashboard reckons with it; `left` in working days, negative when it is late."""

    id: int
    number: str
    stage: str
    handler: str
    unit: str
    due_on: date | None
    left: int | None
    state: State
    provisional: bool
    waiting: str
    received_on: date | None
    reopened: bool


@dataclass(frozen=True)
class UrgentCase:
    """A line of the table of the most urgent cases; the applicant is masked."""

    case: OpenCase
    applicant: str
    wanted: str


@dataclass(frozen=True)
class DueDay:
    """A day of the next eight weeks: what it is called when it is off or made up, and what falls due."""

    on: date
    off: str
    make_up: bool
    published: bool
    cases: tuple[OpenCase, ...]


@dataclass(frozen=True)
class Balance:
    """期初 + 新收 − 办结 = 期末 of a month or a year; `reopened` of the new ones were opened again by an order."""

    before: int
    new: int
    done: int
    after: int
    reopened: int = 0


@dataclass(frozen=True)
class Board:
    """The dashboard of a moment. Stages, handlers and units add up to the open cases."""

    office: str
    as_of: date
    time: str
    published_to: int
    seal: Seal
    warn_days: int
    period_days: int
    headline: str
    figures: tuple[Figure, ...]
    late: tuple[OpenCase, ...]
    today: tuple[OpenCase, ...]
    days: tuple[DueDay, ...]
    later: int
    undated: tuple[Share, ...]
    urgent: tuple[UrgentCase, ...]
    stages: tuple[Share, ...]
    handlers: tuple[Share, ...]
    units: tuple[Share, ...]
    channels: tuple[Share, ...]
    results: tuple[Share, ...]
    month: Balance
    year: Balance

    @property
    def moment(self) -> str:
        """As of when the figures hold: 截至2026年12月8日（周二） 17:00."""
        return moment_words(self.as_of, self.time)

    @property
    def calendar(self) -> str:
        """By which calendar was reckoned."""
        return f"节假日安排已公布至{self.published_to}年"

    @property
    def chain(self) -> str:
        """The end of the chain in short (审计链); sheets that are signed bear it whole."""
        return self.seal.short

    def figure(self, key: str) -> Figure:
        """The figure of a key."""
        return next(figure for figure in self.figures if figure.key == key)


def short_label(number: str, year: int) -> str:
    """A number as a small block can carry it: 269, of an earlier year 25-310, of a rectification 更3."""
    try:
        found = parse_number(number)
    except Refusal:
        return number[-4:]
    mark = found.short[:1]
    return f"{mark}{found.n}" if found.year == year else f"{mark}{found.year % 100:02}-{found.n}"


def moment_words(on: date, time: str = "") -> str:
    """As of when a sheet holds; an office that practises has a day and no time."""
    return f"截至{on.year}年{spoken(on)} {time}".rstrip()
