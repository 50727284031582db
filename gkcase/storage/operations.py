"""The operations journal (`<name>.gkdb.log`): which acts were saved, to be told if the database is ever damaged.

One line of JSON an act, without words and without persons. It is no part of the proof of anything: a lost line is no
harm, so nobody waits for the disk, and a journal that cannot be written stops no save.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from gkcase.storage.lines import add_lines, keep_newest, newest_lines

ACTS, NUMBERS = "acts", "numbers"
"""Under these names a session carries the acts that it has added to the chain, and the numbers of their cases."""

MOST_AT_ONCE = 200
"""Of an import of thousands the first and the last acts are noted, and how many lie between."""

LARGEST = 4 * 1024 * 1024
"""A journal that has grown beyond this loses its older half: about twenty thousand acts remain."""


@dataclass(frozen=True)
class Noted:
    """An act as the journal tells it; `number` is empty where the case was not at hand."""

    n: int
    at: str
    act: str
    case_id: int | None
    number: str
    more: int = 0


def log_of(database: Path) -> Path:
    """Where the journal of a database lies."""
    return database.with_name(f"{database.name}.log")


Place = tuple[int, str, str, int | None]
"""Where an act stands on the chain, its moment, what it was, its case."""


def remember(session: Session, places: Sequence[Place]) -> None:
    """Carry acts until they are saved; of very many the first ones, and the last for all the others."""
    known: list[tuple[Place, int]] = session.info.setdefault(ACTS, [])
    room = max(MOST_AT_ONCE - len(known), 0)
    known += [(place, 0) for place in places[:room]]
    if (left := len(places) - room) > 0:
        skipped = known.pop()[1] + 1 if len(known) > MOST_AT_ONCE else 0
        known.append((places[-1], skipped + left - 1))


def name_case(session: Session, case_id: int, number: str) -> None:
    """Carry the number of a case, so that the journal can name it."""
    session.info.setdefault(NUMBERS, {})[case_id] = number


def note(database: Path, session: Session) -> None:
    """Write down what has just been saved."""
    acts: list[tuple[Place, int]] = session.info.pop(ACTS, [])
    numbers: dict[int | None, str] = session.info.pop(NUMBERS, {})
    if not acts:
        return
    with suppress(OSError):  # the save itself has succeeded: a full disk will be told by the next one
        log = log_of(database)
        if add_lines(log, (_line(place, more, numbers) for place, more in acts)) > LARGEST:
            keep_newest(log, LARGEST // 2)


def _line(place: Place, more: int, numbers: dict[int | None, str]) -> dict[str, object]:
    n, at, what, case_id = place
    line: dict[str, object] = {"n": n, "at": at, "act": what}
    if case_id:
        line["case"] = case_id
    if case_id in numbers:
        line["number"] = numbers[case_id]
    return line | ({"more": more} if more else {})


def noted_since(database: Path, n: int) -> list[Noted]:
    """The acts that the journal knows after a place on the chain, in their order."""
    found = [_noted(line) for line in newest_lines(log_of(database))]
    return [one for one in reversed(found) if one is not None and one.n > n]


def _noted(line: dict[str, Any]) -> Noted | None:
    n, case_id, more = line.get("n"), line.get("case"), line.get("more", 0)
    if not isinstance(n, int) or not isinstance(more, int):
        return None
    at, act, number = (str(line.get(key, "")) for key in ("at", "act", "number"))
    return Noted(n, at, act, case_id if isinstance(case_id, int) else None, number, more)
