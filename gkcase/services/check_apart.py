"""The later cases of a large office are checked in a child process, while the program does the chain and the others.

The key of an encrypted database goes through the pipe to the child, never into its arguments or its environment.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Generator, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from gkcase.domain.errors import Refusal, Trouble
from gkcase.services import child
from gkcase.services.check_cases import Cases, Compared
from gkcase.services.check_numbers import Finding
from gkcase.services.office import Office, rules_in
from gkcase.services.rulebook import rulebook
from gkcase.storage import audit, chain, check
from gkcase.storage.audit import Problem
from gkcase.storage.chain import Chain, Step
from gkcase.storage.check import EVERY, Span
from gkcase.storage.engine import sqlite_engine
from gkcase.storage.tables import AuditRow, Case, JournalRow

LARGE = 100_000
"""From so many entries on a child is worth the second that it takes to start."""

_SHARE = 0.6
"""So much of the entries the child gets: meanwhile the program walks the chain, too."""

_LOOK_AGAIN = 0.1


class Apart:
    """The child at work; `done` counts the rows that it has behind it."""

    def __init__(self, office: Office, first: int) -> None:
        self.first, self.done = first, 0
        self._stop, self._pool = Event(), ThreadPoolExecutor(1, "check")
        values = (str(office.store.path), office.store.key, office.today(), first)
        self._answer: Future[Any] = self._pool.submit(
            child.run, "check", *values, named="数据库", part=self._count, cancelled=self._stop.is_set
        )

    def _count(self, rows: int) -> None:
        self.done += rows

    def wait(self, step: Step) -> tuple[Compared, int] | None:
        """What came of it, and at which link of the chain it looked; None where the child could not do it."""
        while not wait([self._answer], _LOOK_AGAIN).done:
            step(0)
        step(0)
        try:
            told = self._answer.result()
        except (Trouble, Refusal):
            return None
        return _unpacked(told), int(told["links"])

    def end(self) -> None:
        """Let it go; one that nobody waits for any more is ended."""
        self._stop.set()
        self._pool.shutdown()


@contextmanager
def later_cases(office: Office, session: Session, entries: int) -> Iterator[Apart | None]:
    """The child that checks the later cases, where there are many and a second processor; None where not."""
    if office.store.path is None or entries < LARGE or (os.cpu_count() or 1) < 2:
        yield None
        return
    ordered = select(JournalRow.case_id).order_by(JournalRow.case_id, JournalRow.seq)
    first = session.scalar(ordered.offset(int(entries * (1 - _SHARE))).limit(1))
    apart = Apart(office, first or 0)
    try:
        yield apart
    finally:
        apart.end()


def span_before(apart: Apart | None) -> Span:
    """The cases that are left to the program itself."""
    return (EVERY[0], apart.first) if apart else EVERY


# -- in the child ---------------------------------------------------------------------------------------------


def job(path: str, key: bytes | None, today: date, first: int) -> Generator[int, None, dict[str, Any]]:
    """Check the cases from this one on; tells how many rows are done, at last what was found."""
    gc.set_threshold(
        50_000
    )  # there are no circles to be found, and looking for them takes an eighth of the time
    engine = sqlite_engine(Path(path), "DEFERRED", key)
    try:
        with Session(engine) as session:
            session.execute(text("PRAGMA temp_store = MEMORY"))  # a child may write no file
            made, links = yield from _compared(session, today, first)
    finally:
        engine.dispose()
    return _packed(made, links)


def _compared(session: Session, today: date, first: int) -> Generator[int, None, tuple[Compared, int]]:
    links = session.scalar(select(func.max(AuditRow.n))) or 0
    erased = check.erased_in(Chain(told=chain.told(session, audit.ERASED, audit.DISPOSED)))
    named = select(Case.id, Case.number).where(Case.id >= first).order_by(Case.id)
    numbers = [(row.id, row.number) for row in session.execute(named)]
    cases = Cases(session, rules_in(session, rulebook()), today, erased)
    made = Compared()
    for some, span in _steps(numbers, first):
        before = made.entries
        made.add(cases.compare(some, span, chain.nothing))
        yield made.entries - before
    return made, links


_TELLS = 2000
"""After so many cases the child says how far it is."""


def _steps(numbers: list[tuple[int, str]], first: int) -> Iterator[tuple[Mapping[int, str], Span]]:
    """The cases some at a time; whatever lies between and behind them is looked at, too."""
    for place in range(0, max(len(numbers), 1), _TELLS):
        behind = numbers[place + _TELLS : place + _TELLS + 1]
        end = behind[0][0] if behind else EVERY[1]
        yield dict(numbers[place : place + _TELLS]), (first, end)
        first = end


def _packed(made: Compared, links: int) -> dict[str, Any]:
    return {
        "problems": [[one.what, one.case_id] for one in made.problems],
        "differing": [[one.case, one.what] for one in made.differing],
        "empty": [[one.case, one.what] for one in made.empty],
        "entries": made.entries,
        "links": links,
    }


def _unpacked(told: dict[str, Any]) -> Compared:
    return Compared(
        [Problem(*one) for one in told["problems"]],
        [Finding(*one) for one in told["differing"]],
        [Finding(*one) for one in told["empty"]],
        told["entries"],
    )
