"""What is recorded while it works: `python -m soak.power_child DATABASE SEED ACTS [SWITCH …]`.

It makes the office or upgrades an old one, and does acts of every kind; each is told on stderr once it has returned.
The switches exist for the control runs only, which must lose something: `NORMAL` and `OFF` take the place of the
program's synchronous=FULL, `nofolders` leaves out the syncing of folders. `encrypted` makes an encrypted office.
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from gkcase.domain.terms import Role
from gkcase.services import people
from gkcase.storage import files
from soak.offices import keep_keys_in, make_office, open_again
from soak.saids import Said
from soak.tracing import ACK
from soak.worker import DONE, Worker

CHECKPOINT = 60
"""Pages after which SQLite brings the log into the file: seldom enough in a day's work, often enough here."""


def main(database: Path, seed: int, acts: int, switches: list[str]) -> None:
    """Work that long and go."""
    said = 0

    def tell(when: str, _: tuple[Said, ...]) -> None:
        nonlocal said
        if when == DONE:
            said += 1
            os.write(2, ACK + b"%d\n" % said)

    event.listen(Engine, "connect", lambda connection, _: _tune(connection, switches))
    if "nofolders" in switches:
        vars(files)["sync_folder"] = lambda folder: None
    keep_keys_in(database.parent / "keys")
    new, encrypted = not database.exists(), "encrypted" in switches
    office = make_office(database, encrypted=encrypted) if new else open_again(database)
    tell(DONE, ())
    people.save_person(office, "周某", roles=[Role.HEAD])
    tell(DONE, ())
    scans = database.parent.parent / "scans"
    scans.mkdir(exist_ok=True)
    Worker(office, database.parent, random.Random(seed), tell, scans=scans).work(acts)
    office.close()
    tell(DONE, ())


def _tune(connection: Any, switches: list[str]) -> None:
    """Checkpoints come often; a control run takes back what the program has set."""
    if type(connection).__module__.startswith("psycopg"):
        return
    connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT}")
    for level in {"NORMAL", "OFF"}.intersection(switches):
        connection.execute(f"PRAGMA synchronous = {level}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
