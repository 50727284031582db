"""What tests of several folders share: the same store on every database that is at hand."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, make_url

from gkcase.storage.engine import Store, open_store

POSTGRES = os.environ.get("GKCASE_TEST_POSTGRES", "")
DATABASES = ["sqlite", "postgresql"] if POSTGRES else ["sqlite"]
_numbers = count(1)


def pytest_report_header() -> str:
    if POSTGRES:
        return "databases: sqlite, postgresql"
    return "WARNING: NOT TESTED ON POSTGRESQL - GKCASE_TEST_POSTGRES is not set, only sqlite is tested"


@pytest.fixture(scope="session")
def administer() -> Iterator[Callable[[str], None]]:
    """Runs a statement on the test server, outside any transaction."""
    engine = create_engine(
        make_url(POSTGRES).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        yield lambda statement: connection.exec_driver_sql(statement)
    engine.dispose()


def _database_url(name: str) -> str:
    url: URL = make_url(POSTGRES).set(database=name)
    return url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.gkdb"
    open_store(path, create=True).close()
    return path


@pytest.fixture(scope="session")
def _postgres_template(administer: Callable[[str], None]) -> Iterator[str]:
    name = f"gkcase_template_{os.getpid()}"
    administer(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    try:
        open_store(_database_url(name), create=True).close()
        yield name
    finally:
        administer(f"DROP DATABASE {name} WITH (FORCE)")


def _new_database(request: pytest.FixtureRequest, template: str) -> Iterator[str]:
    administer = request.getfixturevalue("administer")
    name = f"gkcase_test_{os.getpid()}_{next(_numbers)}"
    administer(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'")
    yield _database_url(name)
    administer(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=DATABASES)
def empty_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a database may be made: a path without a file, or the URL of a database without tables."""
    if request.param == "sqlite":
        yield str(tmp_path / "office.gkdb")
    else:
        yield from _new_database(request, "template0")


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of today's schema without rows, by path or URL."""
    if request.param == "sqlite":
        path = tmp_path / "office.gkdb"
        shutil.copy(request.getfixturevalue("_sqlite_template"), path)
        yield str(path)
    else:
        yield from _new_database(request, request.getfixturevalue("_postgres_template"))


@pytest.fixture
def store(database: str, tmp_path: Path) -> Iterator[Store]:
    """An open store without rows, on each database in turn."""
    opened = open_store(database, files=tmp_path / "office.gkdb.files")
    yield opened
    opened.close()
