"""Two people work on the same cases at once: nothing that one has written is lost, nobody is stopped for nothing.

Each works with what was read last. The program must refuse exactly what was decided on an older state of the case
(`Conflict`), and take everything else; in the end the journals hold every line that was taken, once, and no other.
"""

from __future__ import annotations

import os
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from uuid import uuid4

from sqlalchemy import select

from gkcase.domain.errors import Conflict
from gkcase.domain.terms import Event
from gkcase.services import handling
from gkcase.services.checking import check_office
from gkcase.services.office import Office
from gkcase.storage import journal_store
from gkcase.storage.tables import Case
from soak.measured import Measured
from soak.offices import make_office, open_again
from tests.services.requests import register

ACTS = 10_000
CASES = 6
_numbers = count(1)


@dataclass
class Found:
    """What came of it; both lists must stay empty."""

    acts: int = 0
    conflicts: int = 0
    races: int = 0
    lost: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)


class Person:
    """Somebody at a screen, with each case as it was read last."""

    def __init__(self, office: Office, name: str) -> None:
        self.office, self.name = office, name
        office.acting = name
        self.seen: dict[int, int] = {}

    def read(self, case_id: int) -> None:
        """Look at a case."""
        with self.office.reading() as session:
            self.seen[case_id] = session.scalars(select(Case.version).where(Case.id == case_id)).one()

    def write(self, case_id: int, words: str, op_id: str) -> bool:
        """Write a line on what was seen; False where a colleague came first."""
        try:
            handling.record(
                self.office,
                case_id,
                Event.NOTED,
                on=self.office.today(),
                facts={"note": words},
                version=self.seen[case_id],
                op_id=op_id,
            )
        except Conflict:
            return False
        return True

    def take_back(self, case_id: int, seq: int) -> bool:
        """Void a line on what was seen."""
        try:
            handling.void(self.office, case_id, seq, reason="记错了", version=self.seen[case_id])
        except Conflict:
            return False
        return True


class Desk:
    """The two people, and what must be in the journals by now."""

    def __init__(self, two: tuple[Person, Person], cases: list[int], chance: random.Random) -> None:
        self.two, self.cases, self.chance = two, cases, chance
        self.found = Found()
        self.version = dict.fromkeys(cases, 1)
        self.lines: dict[int, list[str]] = {case_id: [] for case_id in cases}
        self.voided: Counter[int] = Counter()
        self.taken: list[tuple[int, str, str]] = []
        for person in two:
            for case_id in cases:
                person.read(case_id)
        self.version = dict(two[0].seen)

    def one(self) -> None:
        """One act, or both at the same moment."""
        act = self.chance.choices(
            (self.look, self.write, self.race, self.take_back, self.say_again), (40, 45, 6, 6, 3)
        )[0]
        act()
        self.found.acts += 1

    def any(self) -> tuple[Person, int]:
        """Somebody and a case."""
        return self.chance.choice(self.two), self.chance.choice(self.cases)

    def look(self) -> None:
        """Somebody reads a case anew."""
        person, case_id = self.any()
        person.read(case_id)

    def write(self) -> None:
        """Somebody writes a line, on a state that may be old."""
        person, case_id = self.any()
        words, op_id = f"{person.name}{next(_numbers)}", str(uuid4())
        if self.judge(person, case_id, person.write(case_id, words, op_id)):
            self.lines[case_id].append(words)
            self.taken.append((case_id, words, op_id))

    def take_back(self) -> None:
        """Somebody voids a line that is there."""
        person, case_id = self.any()
        standing = len(self.lines[case_id]) - self.voided[case_id]
        if standing <= 0:
            return
        with person.office.reading() as session:
            entries = journal_store.entries(session, case_id)
        gone = {entry.facts["entry"] for entry in entries if entry.event is Event.VOIDED}
        notes = [entry.seq for entry in entries if entry.event is Event.NOTED and entry.seq not in gone]
        if self.judge(person, case_id, person.take_back(case_id, self.chance.choice(notes))):
            self.voided[case_id] += 1

    def say_again(self) -> None:
        """The answer of an act was lost on the way: it is said again under its name, and is not done twice."""
        if not self.taken:
            return
        case_id, words, op_id = self.chance.choice(self.taken)
        if not self.chance.choice(self.two).write(case_id, words, op_id):
            self.found.false.append(f"said again: {words}")

    def race(self) -> None:
        """Both write at the same moment on the same state: one of them comes first."""
        case_id = self.chance.choice(self.cases)
        told = [(person, f"{person.name}{next(_numbers)}", str(uuid4())) for person in self.two]
        for person in self.two:
            person.read(case_id)
        with ThreadPoolExecutor(2) as both:
            went = [both.submit(person.write, case_id, words, op_id) for person, words, op_id in told]
            taken = [one.result() for one in went]
        self.found.races += 1
        if sum(taken) != 1:
            kind = self.found.lost if sum(taken) else self.found.false
            kind.append(f"race in {case_id}: {taken}")
        for (_, words, op_id), was_taken in zip(told, taken, strict=True):
            if was_taken:
                self.lines[case_id].append(words)
                self.taken.append((case_id, words, op_id))
                self.version[case_id] += 1

    def judge(self, person: Person, case_id: int, taken: bool) -> bool:
        """Hold what the program said against what it had to say; whoever acted or was refused reads anew."""
        current = person.seen[case_id] == self.version[case_id]
        if taken and not current:
            self.found.lost.append(f"{person.name} wrote over {case_id}")
        if not taken:
            self.found.conflicts += 1
            if current:
                self.found.false.append(f"{person.name} was refused in {case_id}")
        self.version[case_id] += taken
        if not taken or self.chance.random() < 0.5:
            person.read(case_id)
        return taken

    def close(self) -> Found:
        """The journals against what was taken, and the program's own check."""
        office = self.two[0].office
        with office.reading() as session:
            for case_id, lines in self.lines.items():
                entries = journal_store.entries(session, case_id)
                kept = [str(entry.facts["note"]) for entry in entries if entry.event is Event.NOTED]
                if kept != lines:
                    self.found.lost.append(f"the lines of {case_id}: {len(kept)} of {len(lines)}")
        self.found.lost += [finding.what for finding in check_office(office).findings]
        return self.found


def fuzz(place: Path | str, acts: int, chance: random.Random) -> Found:
    """Two people, so many acts, in a new office."""
    office = make_office(place)
    with closing(office), closing(open_again(place)) as other:
        cases = [register(office) for _ in range(CASES)]
        desk = Desk((Person(office, "李某"), Person(other, "孙某")), cases, chance)
        for _ in range(acts):
            desk.one()
        return desk.close()


@contextmanager
def on_server() -> Iterator[str]:
    """A new database on the server for tests."""
    from tests.conftest import _administer, _database_url

    name = f"gkcase_soak_{os.getpid()}"
    _administer(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    try:
        yield _database_url(name)
    finally:
        _administer(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def in_a_file() -> Iterator[Path]:
    """A new file."""
    with tempfile.TemporaryDirectory(prefix="gkcase-two-") as folder:
        yield Path(folder) / "office.gkdb"


def run(quick: bool) -> list[Measured]:
    """On each database that is at hand (scorecard, line 12)."""
    seed, acts = random.randrange(10**6), 300 if quick else ACTS
    print(f"    seed {seed}", flush=True)
    places: dict[str, Callable[[], object]] = {"SQLite": in_a_file}
    if os.environ.get("GKCASE_TEST_POSTGRES"):
        places["PostgreSQL"] = on_server
    lines = []
    for what, place in places.items():
        with place() as here:  # type: ignore[attr-defined]  # both are context managers
            found = fuzz(here, acts, random.Random(seed))
        for problem in (*found.lost, *found.false)[:10]:
            print(f"    {problem}")
        figure = f"{len(found.lost)} lost, {len(found.false)} false in {found.acts} acts"
        told = f"{figure}, {found.conflicts} true conflicts, {found.races} races"
        lines.append(Measured(12, f"two people at once, {what}", told, "0, 0", not found.lost + found.false))
    return lines
