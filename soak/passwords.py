"""What the check of a password costs on this computer: calibrated as at set-up, then measured through the log-in."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from gkcase.domain.errors import Refusal
from gkcase.domain.terms import Role
from gkcase.services import login, people
from gkcase.services.dossier import OfficeProfile
from gkcase.services.office import Office, create_office
from gkcase.storage.argon import LEAST_SECONDS, MOST_SECONDS
from soak.measured import Measured

ADMIN, SECRET = "管某", "门前大桥下游过一群鸭"
TRIES = 4
"""In vain under one name before a lock: as many are timed under a name that exists and one that does not."""


def run(quick: bool) -> list[Measured]:
    """Switch the log-in on, log in again and again, and try names that exist and that do not."""
    with tempfile.TemporaryDirectory() as folder:
        office = create_office(
            Path(folder) / "office.gkdb", OfficeProfile("云溪镇人民政府", "云政"), acting="李某"
        )
        try:
            people.save_person(office, ADMIN, roles=[Role.ADMINISTRATOR])
            login.switch_on(office, ADMIN, SECRET)
            good = [_timed(office, ADMIN, SECRET) for _ in range(3 if quick else 20)]
            known = [_timed(office, ADMIN, "猜一个不对的密码") for _ in range(TRIES)]
            strange = [_timed(office, "没有这个人", "猜一个不对的密码") for _ in range(TRIES)]
            cost = office.gate.rules.cost
        finally:
            office.close()
    middle, apart = statistics.median(good), abs(statistics.median(known) - statistics.median(strange))
    price = f"{cost.memory // 1024} MiB, {cost.rounds} rounds, {cost.lanes} lanes"
    span = f"{LEAST_SECONDS * 1000:.0f}–{MOST_SECONDS * 1000:.0f} ms"
    inside = LEAST_SECONDS <= middle <= MOST_SECONDS
    near = apart <= 0.25 * middle
    return [
        Measured(24, f"log-in with argon2id ({price}), median", f"{middle * 1000:.0f} ms", span, inside),
        Measured(24, "known and unknown name, apart", f"{apart * 1000:.0f} ms", "≤ a quarter of it", near),
    ]


def _timed(office: Office, name: str, password: str) -> float:
    began = time.perf_counter()
    try:
        login.log_in(office, name, password)
    except Refusal:
        return time.perf_counter() - began
    return time.perf_counter() - began
