"""Kill -9 in the middle of an office's work.

A process registers, takes steps and writes letters, and says the name of each act once it has returned; it is killed
at a random moment. What it said must be there, nothing may be there by half, and the next process goes on.
"""

from __future__ import annotations

import multiprocessing
import random
import tempfile
import time
from contextlib import suppress
from datetime import date
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import select

from gkcase.domain.terms import Event, LetterKind
from gkcase.services import handling, intake, lettering
from gkcase.services.checking import check_office
from gkcase.services.dossier import OfficeProfile
from gkcase.services.office import Office, create_office, open_office
from gkcase.storage.tables import JournalRow, LetterRow
from soak.measured import Measured
from tests.services.requests import EXTENSION, POSTED

TODAY = date(2026, 12, 8)
LONGEST = 0.5
"""How long a process may work before it is killed, in seconds."""


def today() -> date:
    """The day on which all this happens."""
    return TODAY


def make(database: Path) -> None:
    """Make the office that is worked in."""
    create_office(database, OfficeProfile("云溪镇人民政府", "云政依复"), today=today, acting="李某").close()


def work_for_ever(database: str, scan: str, round_: int, said: Connection) -> None:
    """What the process does that is killed: acts with names, each said once it has returned."""
    office = open_office(database, today=today, acting="李某")
    for number in count():
        name = f"{round_}-{number}"
        case_id = intake.register(office, POSTED, files=[Path(scan)], op_id=f"r-{name}").case_id
        said.send(("act", f"r-{name}"))
        handling.record(
            office, case_id, Event.NOTED, on=TODAY, facts={"note": "来电" * 500}, op_id=f"n-{name}"
        )
        said.send(("act", f"n-{name}"))
        if number % 4 == 0:
            written = lettering.record_with_letter(office, case_id, Event.EXTENDED, on=TODAY, facts=EXTENSION)
            assert isinstance(written, lettering.Written)
            said.send(("letter", written.number))
        if number % 4 == 1:
            sha256 = lettering.write_letter(office, case_id, LetterKind.RECEIPT).sha256
            said.send(("paper", sha256))


def kill_once(database: Path, scan: Path, round_: int, seconds: float) -> set[tuple[str, str]]:
    """Let a process work, kill it after its first acts, and give back what it has said."""
    processes = multiprocessing.get_context("spawn")  # as on Windows: nothing open is inherited
    ours, theirs = processes.Pipe(duplex=False)
    child = processes.Process(target=work_for_ever, args=(str(database), str(scan), round_, theirs))
    child.start()
    theirs.close()
    told = {ours.recv()}  # the office is open and the first act is done
    time.sleep(seconds)
    child.kill()
    child.join()
    with suppress(EOFError, OSError):
        while True:
            told.add(ours.recv())
    ours.close()
    child.close()
    return told


def lost(office: Office, told: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """What was said and is not there."""
    with office.reading() as session:
        acts = {("act", name) for name in session.scalars(select(JournalRow.op_id)) if name}
        letters = session.execute(select(LetterRow.number, LetterRow.sha256)).all()
    kept = acts | {("letter", row.number) for row in letters} | {("paper", row.sha256) for row in letters}
    return told - kept


def rounds(folder: Path, wanted: int, chance: random.Random) -> tuple[int, int]:
    """Kill that often; how many acts were acknowledged, how many cases there are. Raises where something is lost."""
    database, scan = folder / "office.gkdb", folder / "申请书.pdf"
    scan.write_bytes(b"%PDF" + bytes(200_000))
    make(database)
    told: set[tuple[str, str]] = set()
    for round_ in range(wanted):
        told |= kill_once(database, scan, round_, chance.uniform(0, LONGEST))
        office = open_office(database, today=today)
        try:
            report = check_office(office)
            assert not lost(office, told), (round_, lost(office, told))
            assert report.ok, (round_, report.findings)
        finally:
            office.close()
    return len(told), report.cases


def run(quick: bool) -> list[Measured]:
    """Kill often; no acknowledged act may be lost (scorecard, lines 1 and 4)."""
    chance = random.Random()
    with tempfile.TemporaryDirectory(prefix="gkcase-kill-") as folder:
        acts, cases = rounds(Path(folder), 3 if quick else 200, chance)
    figure = f"0 of {acts} in {cases} cases"
    return [
        Measured(1, "acknowledged saves lost, kill -9", figure, "0 of >= 20,000", quick or acts >= 20_000)
    ]
