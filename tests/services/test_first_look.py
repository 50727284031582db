"""The first look shows what the open office would show, without the database's library, or leaves it to it."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from gkcase.domain.errors import Trouble
from gkcase.domain.terms import Role
from gkcase.services.calendar import set_office_day
from gkcase.services.desk import desk
from gkcase.services.first_look import first_look
from gkcase.services.office import open_office
from gkcase.services.people import persons, save_person


@pytest.fixture
def database(_township: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(_township, tmp_path / "office.gkdb"))


def test_it_shows_what_the_open_office_shows(database: Path) -> None:
    office = open_office(database)
    set_office_day(office, date(2026, 12, 14), works=False, name="镇里停电")
    save_person(office, "孙某", roles=[Role.CLERK])
    look = first_look(str(database))
    assert look is not None
    assert look.desk() == desk(office)
    assert look.desk("周某") == desk(office, "周某")
    assert list(look.persons) == persons(office)
    assert look.office.profile == office.profile
    assert look.office.rules.fingerprint == office.rules.fingerprint
    assert (look.office.today(), look.office.practice) == (office.today(), True)
    office.close()


def test_a_day_given_at_the_start_is_the_day(database: Path) -> None:
    look = first_look(str(database), date(2026, 12, 1), "周某")
    assert look is not None
    assert (look.office.today(), look.office.practice, look.office.acting) == (
        date(2026, 12, 1),
        True,
        "周某",
    )


def test_the_early_office_becomes_the_office_when_more_is_asked(database: Path) -> None:
    look = first_look(str(database), acting="李某")
    assert look is not None
    office = look.office
    office.acting = "周某"
    with office.reading() as session:
        assert session is not None
    assert office.store.path == database
    assert look.early.opened().acting == "周某"
    office.acting = "李某"
    assert look.early.opened().acting == "李某"
    office.practise(date(2026, 12, 9))
    assert office.today() == date(2026, 12, 9)
    office.close()
    with pytest.raises(Trouble, match="已经关闭"):
        look.early.opened()


def test_an_office_that_was_never_opened_closes_as_well(database: Path) -> None:
    look = first_look(str(database))
    assert look is not None
    look.office.close()


def test_it_loads_no_library(database: Path) -> None:
    code = (
        "import sys; from gkcase.services.first_look import first_look;"
        f"look = first_look({str(database)!r}); look.desk();"
        "print([name for name in ('sqlalchemy', 'holidays', 'docx') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_it_writes_nothing(database: Path) -> None:
    before = database.read_bytes()
    assert first_look(str(database)) is not None
    assert database.read_bytes() == before


def test_what_is_not_as_expected_is_left_to_whoever_opens_it(database: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.gkdb").write_bytes(b"Dear office, " * 100)
    assert first_look(str(tmp_path / "letter.gkdb")) is None
    assert first_look(str(tmp_path / "gone.gkdb")) is None
    assert first_look(str(tmp_path)) is None
    assert first_look("postgresql://localhost/office") is None


@pytest.mark.parametrize(
    "damage",
    [
        "PRAGMA application_id = 7",
        "UPDATE alembic_version SET version_num = '9999'",
        "UPDATE case_copies SET status = 'unheard of'",
        "UPDATE case_copies SET due_on = 'soon'",
        "UPDATE offices SET profile = '['",
        "DELETE FROM offices",
    ],
)
def test_a_database_of_another_kind_or_damaged_is_not_looked_into(database: Path, damage: str) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(damage)
        connection.commit()
    assert first_look(str(database)) is None
