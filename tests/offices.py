"""Offices of tests: made once by the services, each test opens a copy of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from gkcase.domain.terms import Role
from gkcase.services.dossier import OfficeProfile
from gkcase.services.office import Office, create_office, open_office
from gkcase.services.people import save_person


class Pockets:
    """Keys in memory: the tests fill neither a keyring nor anybody's folder."""

    kind = "file"

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        return self.kept.get(name)

    def put(self, name: str, value: bytes) -> None:
        self.kept[name] = value

    def forget(self, name: str) -> None:
        self.kept.pop(name, None)


COMMON = Pockets()
"""The keys of what many tests open copies of."""

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

Colleague = tuple[str, str, Role]
"""Name, title and role."""


def new_office(
    path: Path,
    profile: OfficeProfile,
    *colleagues: Colleague,
    today: Callable[[], date],
    acting: str = "李某",
) -> Office:
    """As create_office leaves it, with colleagues, at a hundredth of the cost."""
    path.write_bytes(_new(profile, colleagues, acting))
    return open_office(path, today=today, acting=acting)


@cache
def _new(profile: OfficeProfile, colleagues: tuple[Colleague, ...], acting: str) -> bytes:
    def make(path: Path) -> None:
        office = create_office(path, profile, acting=acting)
        office.now = lambda: LONG_AGO  # type: ignore[method-assign]  # a test may set its clock as it likes
        for name, title, role in colleagues:
            save_person(office, name, title=title, roles=[role])
        office.close()

    return made_by(make)


def made_by(make: Callable[[Path], None]) -> bytes:
    """What is in the database that `make` has left at its path; every test has the keys to it."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("gkcase.services.secrets.secrets", lambda: COMMON)
        path = Path(folder) / "office.gkdb"
        make(path)
        return path.read_bytes()
