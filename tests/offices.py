"""Offices of tests: made once by the services, each test opens a copy of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from gkcase.domain.terms import Role
from gkcase.services.dossier import OfficeProfile
from gkcase.services.office import Office, create_office, open_office
from gkcase.services.people import save_person

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
        for name, title, role in colleagues:
            save_person(office, name, title=title, roles=[role])
        office.close()

    return made_by(make)


def made_by(make: Callable[[Path], None]) -> bytes:
    """What is in the database that `make` has left at its path."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "office.gkdb"
        make(path)
        return path.read_bytes()
