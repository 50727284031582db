"""The cases behind the figures of the dashboard: every number on it opens the cases that it counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from gkcase.domain.errors import Refusal
from gkcase.domain.terms import Channel
from gkcase.services.board_flow import Kept, done_ids, new_ids, read_kept
from gkcase.services.board_open import open_cases
from gkcase.services.board_values import WEEKS, OpenCase, State
from gkcase.services.dashboard import Periods, periods_of, result_group, unsettled
from gkcase.services.office import Office


@dataclass(frozen=True)
class _Asked:
    """What is looked into: the open cases, and those that their journals tell of."""

    office: Office
    session: Session
    cases: Sequence[OpenCase]
    kept: Sequence[Kept]
    periods: Periods

    def open(self, fits: Callable[[OpenCase], bool]) -> set[int]:
        """The open cases of which something holds."""
        return {case.id for case in self.cases if fits(case)}

    def new(self, period: str) -> set[int]:
        """What came in."""
        return new_ids(self.session, self.kept, getattr(self.periods, period))

    def channel(self, code: str) -> set[int]:
        """What came in this year through a channel."""
        chosen = Channel.of(code) if code else None
        return new_ids(self.session, self.kept, self.periods.year, chosen)

    def done(self, period: str, *, replied: bool = False, late: bool | None = None) -> set[int]:
        """What left."""
        chosen = getattr(self.periods, period)
        return done_ids(self.session, self.kept, chosen, replied=replied, late=late)

    def before(self, period: str) -> set[int]:
        """What was in hand when a period began: 期末 + 办结 − 新收."""
        return (self.open(lambda _: True) | self.done(period)) - self.new(period)

    def result(self, group: str) -> set[int]:
        """What left this year with the results of a group."""
        codes = (code for code in ("", *self.office.replies))
        chosen = frozenset(code for code in codes if result_group(code, self.office.replies) == group)
        return done_ids(self.session, self.kept, self.periods.year, chosen)


_PLAIN: dict[str, Callable[[_Asked], set[int]]] = {
    "open": lambda asked: asked.open(lambda _: True),
    "before": lambda asked: asked.before("month"),
    "carried": lambda asked: asked.before("year"),
    "new": lambda asked: asked.new("month"),
    "new_last": lambda asked: asked.new("last"),
    "new_year": lambda asked: asked.new("year"),
    "done": lambda asked: asked.done("month"),
    "done_last": lambda asked: asked.done("last"),
    "done_year": lambda asked: asked.done("year"),
    "replies": lambda asked: asked.done("year", replied=True),
    "average": lambda asked: asked.done("year", replied=True),
    "on_time": lambda asked: asked.done("year", replied=True, late=False),
    "later": lambda asked: asked.open(_later(asked.office.today())),
}
_STATES = {state.value: state for state in State}
_OF_OPEN: dict[str, Callable[[OpenCase], object]] = {
    "stage": lambda case: case.stage,
    "handler": lambda case: case.handler,
    "unit": lambda case: case.unit,
    "waiting": lambda case: case.waiting if case.due_on is None else None,
    "due": lambda case: case.due_on.isoformat() if case.due_on else None,
    "case": lambda case: str(case.id),
}


def cases_of(office: Office, *keys: str) -> tuple[int, ...]:
    """The cases that the figures, bars and blocks of these keys count, by id."""
    with office.reading() as session:
        cases = open_cases(office, session)
        periods = periods_of(office.today())
        kept = read_kept(session, unsettled(cases), periods.since)
        asked = _Asked(office, session, cases, kept, periods)
        return tuple(sorted(set().union(*(_found(asked, key) for key in keys))))


def _later(today: date) -> Callable[[OpenCase], bool]:
    end = today + timedelta(weeks=WEEKS)
    return lambda case: case.due_on is not None and case.due_on > end


def _found(asked: _Asked, key: str) -> set[int]:
    kind, colon, code = key.partition(":")
    if key in _PLAIN:
        return _PLAIN[key](asked)
    if key in _STATES:
        return asked.open(lambda case: case.state is _STATES[key])
    if colon and kind in _OF_OPEN:
        return asked.open(lambda case: _OF_OPEN[kind](case) == code)
    if kind == "channel":
        return asked.channel(code)
    if kind == "result":
        return asked.result(code)
    raise Refusal(f"看板上没有“{key}”这一项", "", "key")
