"""An office in a file for the tests of copies: its moments are moved by the test."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from gkcase.domain.terms import Event
from gkcase.services import handling, intake
from gkcase.services.backups import folder_of
from gkcase.services.dossier import OfficeProfile
from gkcase.services.office import Office
from gkcase.storage import manifest
from tests.offices import new_office
from tests.services.requests import POSTED

TODAY = date(2026, 12, 8)
MORNING = datetime(2026, 12, 8, 1, 0, tzinfo=UTC)  # nine o'clock in Beijing
Usage = namedtuple("Usage", "total used free")


class Watch:
    """The moments of an office, moved by the test."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def on(self, **passed: int) -> None:
        self.now += timedelta(**passed)


@pytest.fixture
def watch() -> Watch:
    return Watch(MORNING)


@pytest.fixture
def desk(tmp_path: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """An office in a file, with a case and an attachment."""
    made = new_office(
        tmp_path / "office.gkdb", OfficeProfile("云溪镇人民政府", "云政依复"), today=lambda: TODAY
    )
    monkeypatch.setattr(made, "now", lambda: watch.now)
    add_case(made, tmp_path, "first")
    yield made
    made.close()


def add_case(office: Office, folder: Path, name: str) -> int:
    scan = folder / f"{name}.pdf"
    scan.write_bytes(b"%PDF " + name.encode() * 100)
    return intake.register(office, POSTED, files=[scan]).case_id


def note(office: Office) -> None:
    handling.record(office, 1, Event.NOTED, on=TODAY, facts={"note": "来电"})


def place(office: Office) -> Path:
    folder = folder_of(office)
    assert folder is not None
    return folder


def lines(office: Office) -> list[manifest.CopyLine]:
    return manifest.copies(place(office))


def pool(office: Office) -> list[str]:
    return sorted(path.name for path in (place(office) / "pool").rglob("*") if path.is_file())


def overwrite(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[8192:20480] = b"\x55" * 12288
    path.write_bytes(content)
