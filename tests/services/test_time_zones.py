"""Deadlines and stamps are the same wherever the computer stands: days are days in China, moments are kept in UTC."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from gkcase.domain.errors import ClockBack
from gkcase.domain.terms import Event, LetterKind
from gkcase.services import duty_ics, values
from gkcase.services.backup_state import standing, told_moment
from gkcase.services.backups import Why, make_copy
from gkcase.services.dashboard import clock_of
from gkcase.services.dossier import OfficeProfile
from gkcase.services.letter_file import text_of
from gkcase.services.lettering import preview_letter
from gkcase.services.office import beijing_today
from gkcase.services.reading import dossier
from tests.offices import new_office
from tests.services.requests import EXTENSION, do, register

ZONES = {
    "UTC": "UTC0",
    "America/New_York": "EST5EDT,M3.2.0,M11.1.0",
    "Asia/Shanghai": "CST-8",
    "Pacific/Apia": "<+13>-13",
    "Europe/Berlin": "CET-1CEST,M3.5.0,M10.5.0/3",
}
"""As POSIX writes them, so that no table of zones has to be installed."""
NIGHT_OF_TWO_ONES = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
"""Half past one in New York, for the first time of two."""
NEW_YEAR = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
"""Half past midnight in Beijing: still the old year in Europe and America."""
HOURS = {"UTC": 16, "America/New_York": 11, "Asia/Shanghai": 0, "Pacific/Apia": 5, "Europe/Berlin": 17}


PROFILE = OfficeProfile("云溪镇人民政府", "云政依复", address="云溪镇人民路1号", phone="0557-1234567")


class Moment:
    """Stands in for the class datetime where the program asks what time it is."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def now(self, zone: tzinfo | None = None) -> datetime:
        return self.at.astimezone(zone)


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> Moment:
    """The moment of everything that asks for one."""
    made = Moment(NIGHT_OF_TWO_ONES)
    monkeypatch.setattr(values, "datetime", made)
    return made


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Takes this process to another zone, where the system can; back at the end."""
    move: Callable[[], None] = getattr(time, "tzset", lambda: None)

    def go(name: str) -> None:
        monkeypatch.setenv("TZ", ZONES[name])
        move()
        if hasattr(time, "tzset"):
            assert time.localtime(NEW_YEAR.timestamp()).tm_hour == HOURS[name]

    yield go
    monkeypatch.undo()
    move()


def figures(folder: Path, moment: Moment) -> dict[str, Any]:
    """What an office says that was at work in both nights: days, deadlines, stamps, words."""
    folder.mkdir()
    moment.at = NIGHT_OF_TWO_ONES
    office = new_office(folder / "office.gkdb", PROFILE, today=beijing_today)
    office.now = moment  # type: ignore[method-assign]  # the same clock
    try:
        first = register(office, signed_on="2026-11-01")
        do(office, first, Event.EXTENDED, **EXTENSION)
        moment.at = NEW_YEAR
        second = register(office, signed_on="2027-01-01", wanted="另一件")
        copy = make_copy(office, Why.TIMED)
        assert copy is not None
        duty_ics.save_ics(office, folder / "days.ics")
        moment.at -= timedelta(hours=1)
        with pytest.raises(ClockBack) as behind:
            register(office, wanted="第三件")
        moment.at = NEW_YEAR
        letter = preview_letter(office, second, LetterKind.RECEIPT, on=office.today(), facts={})
        with office.store.reading() as session:
            stamps = session.execute(text("SELECT n, at FROM audit ORDER BY n")).all()
            days = session.execute(text("SELECT * FROM case_copies ORDER BY 1")).all()
        return {
            "today": office.today(),
            "cases": [dossier(office, case).standing for case in (first, second)],
            "numbers": [dossier(office, case).number for case in (first, second)],
            "stamps": [tuple(row) for row in stamps],
            "days": [tuple(row) for row in days],
            "letter": text_of(letter.content),
            "calendar": (folder / "days.ics").read_bytes(),
            "copy": (copy.file, copy.made, standing(office).words, told_moment(copy.made, office.today())),
            "board": clock_of(office),
            "behind": str(behind.value),
        }
    finally:
        office.close()


def test_days_deadlines_and_stamps_are_the_same_in_every_zone(
    zone: Callable[[str], None], moment: Moment, tmp_path: Path
) -> None:
    found = {}
    for name in ZONES:
        zone(name)
        found[name] = figures(tmp_path / name.replace("/", "-"), moment)
    here = found["Asia/Shanghai"]
    for name, told in found.items():
        assert told == here, name
    assert here["today"] == date(2027, 1, 1)
    assert "〔2027〕" in here["numbers"][1]
    assert here["stamps"][-1][1].startswith("2026-12-31T16:30:00.000000+00:00")
    assert "本机现在是2026年12月31日23:30，最近的记录是2027年1月1日00:30" in here["behind"]
    assert (here["board"], here["copy"][3]) == ("00:30", "今天 00:30")
