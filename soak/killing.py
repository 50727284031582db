"""Kill -9 in the middle of an office's work, through the services that the desktop and the commands use.

A process does every act that saves something in a random mix, and says what must be there once each has returned; it
is killed at a random moment. Then the office is opened as ever: what was said must be there whole, nothing may be
there by half, no number may be missing, and the next process goes on.
"""

from __future__ import annotations

import multiprocessing
import random
import secrets
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from gkcase.domain.terms import Role
from gkcase.services import people
from gkcase.services.checking import check_office
from soak.measured import Measured
from soak.offices import keep_keys_in, make_office, open_again
from soak.saids import Record, Said, lost
from soak.worker import Worker

SAVES = 20_000
"""So many acknowledged saves make the long run."""

LONGEST = 16.0
"""How long a process may work before it is killed, in seconds."""

KILLS = 10
"""After so many kills another office is begun: what was checked once costs time again at every kill."""


def work_for_ever(database: str, key: bytes | None, seed: int, said: Connection) -> None:
    """What the process does that is killed: acts of every kind, each said once it has returned."""

    def tell(when: str, told: tuple[Said, ...]) -> None:
        said.send((when, told))

    path = Path(database)
    keep_keys_in(path.parent / "keys")
    office = open_again(path, key)
    Worker(office, path.parent, random.Random(seed), tell).work()


def kill_once(database: Path, key: bytes | None, seed: int, seconds: float, record: Record) -> None:
    """Let a process work, kill it after its first act, and take note of what it said."""
    processes = multiprocessing.get_context("spawn")  # as on Windows: nothing open is inherited
    ours, theirs = processes.Pipe(duplex=False)
    child = processes.Process(target=work_for_ever, args=(str(database), key, seed, theirs))
    child.start()
    theirs.close()
    record.hear(*ours.recv())  # the office is open and the first act is done
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if ours.poll(left):
            record.hear(*ours.recv())
    child.kill()
    child.join()
    with suppress(EOFError, OSError):
        while True:
            record.hear(*ours.recv())
    ours.close()
    child.close()


@dataclass
class Outcome:
    """What came of many kills."""

    saves: int = 0
    kills: int = 0
    entries: int = 0
    lost: list[str] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)
    slowest: float = 0.0


def prove(database: Path, key: bytes | None, record: Record, outcome: Outcome) -> int:
    """Open the office as ever and hold it against what was said; gives back how many entries it has."""
    began = time.perf_counter()
    office = open_again(database, key)
    outcome.slowest = max(outcome.slowest, time.perf_counter() - began)
    try:
        outcome.lost += lost(office, record)
        report = check_office(office)
        outcome.unsound += [f"{finding.case} {finding.what}" for finding in report.findings]
        return report.entries
    finally:
        office.close()


def kills(folder: Path, encrypted: bool, wanted: int, chance: random.Random, longest: float) -> Outcome:
    """Kill that often in one office."""
    database, outcome, record = folder / "office.gkdb", Outcome(), Record()
    keep_keys_in(folder / "keys")
    office = make_office(database, encrypted=encrypted)
    people.save_person(office, "周某", roles=[Role.HEAD])
    key = office.store.key
    office.close()
    for _ in range(wanted):
        kill_once(database, key, chance.randrange(10**9), chance.uniform(0, longest), record)
        outcome.entries = prove(database, key, record, outcome)
        outcome.kills += 1
        if outcome.lost or outcome.unsound:
            break
    outcome.saves = record.done
    return outcome


def many(encrypted: bool, saves: int, seed: int) -> Outcome:
    """Kill in one office after the other until so many saves were acknowledged."""
    chance, total = random.Random(seed), Outcome()
    while total.saves < saves and not total.lost and not total.unsound:
        with tempfile.TemporaryDirectory(prefix="gkcase-kill-") as folder:
            one = kills(Path(folder), encrypted, KILLS, chance, LONGEST)
        total.saves, total.kills = total.saves + one.saves, total.kills + one.kills
        total.entries += one.entries
        total.lost, total.unsound = one.lost, one.unsound
        total.slowest = max(total.slowest, one.slowest)
        print(f"    {total.saves} saves, {total.kills} kills", flush=True)
    return total


def run(quick: bool) -> list[Measured]:
    """Kill often, a plain database and an encrypted one (scorecard, lines 1 and 4)."""
    seed = secrets.randbelow(10**6)
    print(f"    seed {seed}", flush=True)
    wanted = 200 if quick else SAVES
    found: list[Measured] = []
    for what, encrypted in (("plain", False), ("encrypted", True)):
        outcome = many(encrypted, wanted, seed)
        found += measured(what, outcome, wanted)
    return found


def measured(what: str, outcome: Outcome, wanted: int) -> Sequence[Measured]:
    """The two lines of an outcome; what went wrong is printed."""
    for problem in (*outcome.lost, *outcome.unsound)[:20]:
        print(f"    {problem}")
    figure = f"{len(outcome.lost)} of {outcome.saves} in {outcome.kills} kills"
    enough = outcome.saves >= wanted
    half = f"{len(outcome.unsound)} in {outcome.entries} entries; reopened in at most {outcome.slowest:.2f} s"
    return [
        Measured(
            1,
            f"acknowledged saves lost, kill -9, {what}",
            figure,
            f"0 of {wanted}",
            enough and not outcome.lost,
        ),
        Measured(4, f"by half, gaps, after a kill, {what}", half, "0", not outcome.unsound),
    ]
