"""The history that shows tampering: how fast the chain is verified, what attacks it shows, how long a check takes."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path

from benchmarks.histories import histories
from benchmarks.large_office import TODAY
from gkcase.domain.rights import May
from gkcase.services import child, history, secrets
from gkcase.services.bulk import PART, prepare, write
from gkcase.services.checking import check_office
from gkcase.services.dossier import OfficeProfile
from gkcase.services.office import Office, create_office
from gkcase.storage import audit, chain
from soak.measured import Measured
from tests.offices import Pockets
from tests.services.attacks import MATRIX, attempt, scene

CASES = 150_000
"""So many cases have a million entries between them."""


def run(quick: bool) -> list[Measured]:
    """All three; the million takes a quarter of an hour to make."""
    kept = Pockets()
    secrets.secrets = lambda: kept
    return [*attacked(), verified(20_000 if quick else 100_000), checked(1000 if quick else CASES)]


@contextmanager
def _office(day: date = date(2026, 12, 8)) -> Iterator[Office]:
    with tempfile.TemporaryDirectory() as folder:
        profile = OfficeProfile("云溪镇人民政府", "云")
        office = create_office(Path(folder) / "office.gkdb", profile, today=lambda: day, acting="李某")
        try:
            yield office
        finally:
            office.close()


def attacked() -> Iterator[Measured]:
    """Each of the twelve attacks against every layer."""
    shown, as_expected = 0, True
    for attack, layers in MATRIX.items():
        with _office() as office:
            found = attempt(attack, scene(office))
        shown += bool(found)
        as_expected = as_expected and found == layers
    what = "attacks on the history that are stopped or shown"
    yield Measured(15, what, f"{shown} of {len(MATRIX)}", "11 of 12", shown == 11 and as_expected)


def verified(rows: int) -> Measured:
    """Links of the chain a second: number, link, hash and mac of each."""
    with _office() as office:
        for start in range(0, rows, PART):
            with office.transaction(May.OWN) as session:
                at = office.now()
                acts = (
                    audit.Act(
                        at, "李某", "entered", place, 1, {"event": "noted", "on": "2026-12-08"}, "0" * 64
                    )
                    for place in range(start, start + PART)
                )
                audit.append_all(session, acts)
        with office.reading() as session:
            keys = history.known_keys(office, session)
            began = time.process_time()
            read = chain.walk(session, keys)
            took = time.process_time() - began
    speed = read.rows / took
    sound = not read.problems and read.sealed_from == 1
    return Measured(16, "links verified per second", f"{speed:,.0f}", "≥ 100,000", sound and speed >= 100_000)


def checked(cases: int) -> Measured:
    """A whole check without the papers."""
    with _office(TODAY) as office:
        coming = histories(office.rules.calendar, cases)
        while part := [prepare(office, one) for one in islice(coming, PART)]:
            with office.transaction(May.IMPORT) as session:
                write(office, session, part)
        began, used = time.monotonic(), os.times()
        report = check_office(office, files=False)
        took = time.monotonic() - began
        child.end_all()
        own, apart = _processor(used, os.times())
    figure = (
        f"{took:.1f} s for {report.entries:,} entries ({own:.1f} s of processor and {apart:.1f} s in a child)"
    )
    return Measured(16, "check without papers, a million entries", figure, "≤ 60 s", report.ok and took <= 60)


def _processor(before: os.times_result, after: os.times_result) -> tuple[float, float]:
    """The time of the processor that this process took, and that of its children which have ended."""
    own = after.user + after.system - before.user - before.system
    return own, after.children_user + after.children_system - before.children_user - before.children_system
