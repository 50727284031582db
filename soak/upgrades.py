"""Upgrades of every schema there was: killed at every statement, and brought up on both databases."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url

from gkcase.services.checking import check_office
from gkcase.services.keeping import migrate
from gkcase.services.office import open_office
from gkcase.storage.engine import open_store
from soak.measured import Measured
from tests.kept import OLD, contents, die_at, kept_file, kept_on_server

STEP_QUICK = 25


def run(quick: bool) -> list[Measured]:
    """Lines 10 and 11 of the scorecard."""
    return [_killed(STEP_QUICK if quick else 1), _brought_up()]


def _killed(step: int) -> Measured:
    """Kill at every statement (in a quick run at some), plain and encrypted: old and whole, and it can be done anew."""
    kills = bad = 0
    for revision in OLD:
        for key in (None, secrets.token_bytes(32)):
            statement, alive = 1, True
            while alive:
                with tempfile.TemporaryDirectory() as folder:
                    alive, well = _one(Path(folder) / "office.gkdb", revision, key, statement)
                kills += alive
                bad += not well
                statement += step
    figure = f"{bad} of {kills} killed upgrades from {len(OLD)} schemas, plain and encrypted"
    return Measured(10, "interrupted upgrades left half done", figure, "0", bad == 0 and kills > 0)


def _one(path: Path, revision: str, key: bytes | None, statement: int) -> tuple[bool, bool]:
    """Whether the upgrade came to that statement, and whether what is left is the old or the whole new database."""
    kept_file(revision, path, key)
    before = contents(path, key)
    killed = die_at(statement, path, key)
    after = contents(path, key)
    if not killed:
        return False, after[1] != before[1]
    open_store(path, key=key).close()
    return True, after == before and contents(path, key)[1] != before[1]


def _brought_up() -> Measured:
    """Open each as an office and check all of it."""
    good = 0
    with tempfile.TemporaryDirectory() as folder:
        places = [str(Path(folder) / f"{revision}.gkdb") for revision in OLD]
        for revision, place in zip(OLD, places, strict=True):
            kept_file(revision, Path(place))
            good += _is_sound(place)
        for revision in OLD if os.environ.get("GKCASE_TEST_POSTGRES") else ():
            with _empty_database() as url:
                kept_on_server(revision, url)
                migrate(url)
                good += _is_sound(url)
                places.append(url)
    figure = f"{good} of {len(places)} databases of {len(OLD)} schemas"
    return Measured(11, "old schemas that come up, checked whole", figure, "all", good == len(places))


def _is_sound(place: str) -> bool:
    office = open_office(place)
    try:
        return check_office(office, files=False).ok
    finally:
        office.close()


@contextmanager
def _empty_database() -> Iterator[str]:
    server = make_url(os.environ["GKCASE_TEST_POSTGRES"]).set(drivername="postgresql+psycopg")
    name = f"gkcase_soak_{os.getpid()}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        yield server.set(database=name).render_as_string(hide_password=False)
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        engine.dispose()
