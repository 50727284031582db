"""One bit is flipped in a live page of an encrypted database, a thousand times: each must be noticed (F6, line 7).

The file is looked over as the program does: opened, then every page. A flip counts as noticed where that says so. The
same flips in a plain file are counted beside it, to show that the test has teeth: SQLite notices one in twenty.
"""

from __future__ import annotations

import random
import secrets
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from gkcase.domain.errors import Trouble
from gkcase.services import intake
from gkcase.services.office import Office
from gkcase.storage import cipher
from gkcase.storage.opening import examine
from soak.measured import Measured
from soak.offices import keep_keys_in, make_office
from tests.services.requests import POSTED

FLIPS, QUICK = 1000, 60
CASES = 12
LINE = 7


def run(quick: bool) -> list[Measured]:
    """Flip bits (scorecard, line 7)."""
    seed = secrets.randbelow(10**6)
    print(f"    seed {seed}", flush=True)
    wanted = QUICK if quick else FLIPS
    with tempfile.TemporaryDirectory(prefix="gkcase-flips-") as folder:
        keep_keys_in(Path(folder) / "keys")
        ours = noticed(Path(folder), encrypted=True, flips=wanted, chance=random.Random(seed))
        plain = noticed(Path(folder), encrypted=False, flips=wanted, chance=random.Random(seed))
    figure = f"{ours} of {wanted} (plain SQLite: {plain})"
    return [
        Measured(
            LINE, "one-bit flips in an encrypted database noticed", figure, "100 %", ours == wanted > plain
        )
    ]


def noticed(folder: Path, *, encrypted: bool, flips: int, chance: random.Random) -> int:
    """How many of so many flips were noticed."""
    database = folder / f"{'encrypted' if encrypted else 'plain'}.gkdb"
    office = make_office(database, encrypted=encrypted)
    key = office.store.key
    _fill(office)
    office.close()
    content, found = database.read_bytes(), 0
    for _ in range(flips):
        spoilt = bytearray(content)
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        database.write_bytes(spoilt)
        found += not is_whole(database, key)
    database.write_bytes(content)
    if not is_whole(database, key):
        raise AssertionError("the file without a flip is not whole")
    return found


def _fill(office: Office) -> None:
    """Cases, so that live pages are of every kind; at closing all of it goes from the log into the file."""
    for _ in range(CASES):
        intake.register(office, POSTED)


def is_whole(database: Path, key: bytes | None) -> bool:
    """Whether the program takes the file for what it was."""
    look: Callable[[Path, bytes | None], str] = examine
    try:
        look(database, key)
        with closing(cipher.connect(f"{database.as_uri()}?mode=ro", key, uri=True)) as connection:
            return cipher.sound(connection, key)
    except Trouble:
        return False
    except Exception as error:
        if not cipher.is_error(error):
            raise
        return False
