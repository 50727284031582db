"""A database of every schema there ever was comes up to today's, whole, or stays as it was."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

import pytest

from gkcase.services import checking
from gkcase.services.keeping import migrate
from gkcase.services.office import Office, open_office
from gkcase.storage.engine import open_store
from gkcase.storage.opening import examine
from gkcase.storage.revisions import HEAD
from tests.kept import FOLDER, OLD, contents, die_at, kept_file, kept_on_server

KEY = secrets.token_bytes(32)


CASES = {"0001": 22, "0002": 26, "0003": 27}


def sound(office: Office, revision: str) -> None:
    """Nothing that is checked disagrees; the letters of the kept offices are not kept with them."""
    report = checking.check_office(office, files=False)
    assert (report.findings, report.cases) == ((), CASES[revision])


def test_every_schema_there_was_is_kept() -> None:
    wanted = {f"{revision}.{kind}.gz" for revision in OLD for kind in ("gkdb", "sql")}
    assert {path.name for path in FOLDER.iterdir()} == wanted


@pytest.mark.parametrize("revision", OLD)
def test_a_file_of_an_old_schema_is_opened_as_if_it_were_new(tmp_path: Path, revision: str) -> None:
    path = tmp_path / "office.gkdb"
    kept_file(revision, path)
    assert examine(path) == revision
    before = contents(path)
    office = open_office(path)
    sound(office, revision)
    office.close()
    assert examine(path) == HEAD
    assert contents(path)[1] != before[1]


@pytest.mark.parametrize("revision", OLD)
def test_a_server_of_an_old_schema_is_migrated_when_told(empty_place: str, revision: str) -> None:
    if "://" not in empty_place:
        path = Path(empty_place)
        kept_file(revision, path, KEY)
        open_store(path, key=KEY).close()
        assert examine(path, KEY) == HEAD
        return
    kept_on_server(revision, empty_place)
    assert migrate(empty_place) == HEAD
    office = open_office(empty_place)
    sound(office, revision)
    office.close()


@pytest.mark.parametrize("statement", [2, 60])
def test_an_upgrade_that_is_killed_leaves_the_old_database_and_is_done_anew(
    tmp_path: Path, statement: int
) -> None:
    path = tmp_path / "office.gkdb"
    kept_file(OLD[0], path)
    before = contents(path)
    assert die_at(statement, path)
    assert contents(path) == before
    shutil.copy(path, tmp_path / "again.gkdb")
    open_store(tmp_path / "again.gkdb").close()
    assert examine(tmp_path / "again.gkdb") == HEAD
