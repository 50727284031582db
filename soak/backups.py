"""Automatic backups of a growing office with attachments: each is restored, checked as a whole and compared.

The office grows between two copies, its clock goes on by more than half an hour, every day ends at the second place,
and copies are thinned out as ever. Right after each copy the newest is restored by the drill; and now and then every
copy that is still listed, here and at the second place, is restored into a new file and opened.
"""

from __future__ import annotations

import random
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gkcase.domain.terms import Event
from gkcase.services import drills, handling, intake, keeping
from gkcase.services.backups import Why, due, folder_of, make_copy, second_folder, use_second_place
from gkcase.services.checking import check_office
from gkcase.services.office import Office
from gkcase.services.sealing import chain_head
from gkcase.storage import manifest
from soak.measured import Measured
from soak.offices import TODAY, keep_keys_in, make_office, open_again
from tests.services.requests import POSTED

COPIES, QUICK = 60, 6
"""So many automatic backups are made of each office, plain and encrypted."""

EVERY = 30
"""After so many copies all that are listed are restored."""


@dataclass
class Count:
    """How many copies were made, and how many restores brought the office of that moment back whole."""

    made: int = 0
    restores: int = 0
    good: int = 0


def grow(office: Office, folder: Path, chance: random.Random) -> None:
    """A request with a scan, and a note on an earlier one."""
    scan = folder / "scan.pdf"
    scan.write_bytes(b"%PDF " + chance.randbytes(chance.randint(1_000, 60_000)))
    case_id = intake.register(office, POSTED, files=[scan]).case_id
    earlier = chance.randint(1, case_id)
    handling.record(office, earlier, Event.NOTED, on=TODAY, facts={"note": "来电" * chance.randint(1, 200)})


def restored_whole(line: manifest.CopyLine, folder: Path, place: Path, key: bytes | None) -> bool:
    """Whether a copy comes back as the office that it was made of."""
    made = keeping.restore(folder / line.file, place / line.file, key)
    office = open_again(made.path, key)
    try:
        report = check_office(office)
        alike = (report.cases, report.entries, made.files) == (line.cases, line.entries, line.files)
        return report.ok and alike and made.head == line.hash and not made.missing
    finally:
        office.close()


def all_restored(folder: Path | None, key: bytes | None, count: Count) -> None:
    """Restore everything that a folder lists."""
    for line in manifest.copies(folder) if folder else []:
        with tempfile.TemporaryDirectory() as place:
            count.restores += 1
            count.good += restored_whole(line, folder or Path(), Path(place), key)


def one_office(folder: Path, copies: int, chance: random.Random, *, encrypted: bool) -> Count:
    """Make so many copies of one office that grows."""
    keep_keys_in(folder / "keys")
    (folder / "stick").mkdir()
    office, count = make_office(folder / "office.gkdb", encrypted=encrypted), Count()
    clock = [datetime.combine(TODAY, datetime.min.time(), UTC)]
    office.now = lambda: clock[0]  # type: ignore[method-assign]  # the moments are ours
    use_second_place(office, folder / "stick")
    try:
        for number in range(1, copies + 1):
            grow(office, folder, chance)
            clock[0] += timedelta(minutes=chance.randint(31, 400))
            line = make_copy(office, Why.TIMED) if due(office) else None
            whole = line is not None and line.green and line.hash == chain_head(office).hash
            count.made += 1
            count.restores += 1
            count.good += whole and drills.drill(office).ok
            if number % EVERY == 0 or number == copies:
                all_restored(folder_of(office), office.store.key, count)
                all_restored(second_folder(office), office.store.key, count)
    finally:
        office.close()
    return count


def run(quick: bool) -> list[Measured]:
    """Scorecard line 8: plain and encrypted."""
    found = []
    for words, encrypted in (("plain", False), ("encrypted", True)):
        with tempfile.TemporaryDirectory(prefix="gkcase-soak-") as folder:
            copies = QUICK if quick else COPIES
            count = one_office(Path(folder), copies, random.Random(8), encrypted=encrypted)
        figure = f"{count.good} of {count.restores} restores of {count.made} copies good"
        ok = count.good == count.restores
        found.append(Measured(8, f"automatic backups proven by restoring them, {words}", figure, "100 %", ok))
    return found
