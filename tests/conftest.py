"""What tests of several folders share: the same store on every database that is at hand."""

from __future__ import annotations

import gc
import os
import shutil
import socket
import sqlite3
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, Engine, create_engine, make_url

from gkcase.services import secrets
from gkcase.storage import argon, triggers
from gkcase.storage import engine as engines
from gkcase.storage.engine import Store, open_store
from tests.offices import COMMON, Pockets

os.environ["GKCASE_NO_KEYRING"] = "1"  # the keyring of whoever runs the tests is not ours to fill
POSTGRES = os.environ.get("GKCASE_TEST_POSTGRES", "")
DATABASES = ["sqlite", "postgresql"] if POSTGRES else ["sqlite"]
_numbers = count(1)


@pytest.fixture(scope="module", autouse=True)
def shared_pockets() -> Iterator[Pockets]:
    """Where offices that several tests share keep their keys."""
    made = Pockets()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gkcase.services.secrets.secrets", lambda: made)
        yield made


@pytest.fixture(autouse=True)
def pockets(shared_pockets: Pockets, monkeypatch: pytest.MonkeyPatch) -> Pockets:
    """Where this test keeps its keys; those of a shared office are at hand."""
    made = Pockets()
    made.kept |= COMMON.kept | shared_pockets.kept
    monkeypatch.setattr("gkcase.services.secrets.secrets", lambda: made)
    return made


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """What this computer bears is not measured for each password that a test sets."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(argon, "calibrated", lambda: argon.Cost(8, 1, 1))
        yield


def pytest_report_header() -> str:
    if POSTGRES:
        return "databases: sqlite, postgresql"
    return "WARNING: NOT TESTED ON POSTGRESQL - GKCASE_TEST_POSTGRES is not set, only sqlite is tested"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is marked `file_only` says the same on every database; all of it runs on the server in the long tests."""
    if os.environ.get("GKCASE_EVERY_DATABASE"):
        return
    twice = [item for item in items if item.get_closest_marker("file_only") and "postgresql" in item.name]
    if twice:
        config.hook.pytest_deselected(items=twice)
        items[:] = [item for item in items if item not in set(twice)]


def pytest_collection_finish() -> None:
    """The tests themselves stay until the end: whoever looks for garbage need not look through them."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """At the end pytest looks for garbage five times: once through all that is left is enough."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    """Every test opens engines of its own; what was compiled for one of them serves all of its kind."""
    models = {}
    for url in ("sqlite://", POSTGRES.replace("postgresql:", "postgresql+psycopg:"))[: len(DATABASES)]:
        model = create_engine(url, **{**engines._ENGINE, "query_cache_size": 5000})
        model.connect().close()  # from here on the dialect knows its server
        models[model.name] = model

    def create(url: str | URL, **rest: Any) -> Engine:
        made = create_engine(url, **rest)
        if (model := models.get(made.name)) and rest.get("module") in (None, sqlite3):
            made.dialect = made.pool._dialect = model.dialect
            made._compiled_cache = model._compiled_cache
        return made

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(engines, "create_engine", create)
        yield
    for model in models.values():
        model.dispose()


@pytest.fixture(scope="session", autouse=True)
def _keys_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nor is the file that stands in for the keyring."""
    folder = tmp_path_factory.mktemp("keys")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(secrets, "data_folder", lambda: folder)
        yield


@pytest.fixture(scope="session", autouse=True)
def _offline() -> Iterator[None]:
    """Nothing in the program speaks to another computer (T16): whoever tries fails its test.

    The driver of PostgreSQL does not use Python's sockets; the tests' own server on this computer is reached all
    the same.
    """
    with pytest.MonkeyPatch.context() as patched:
        for name in ("connect", "connect_ex", "sendto"):
            patched.setattr(socket.socket, name, _only_here(getattr(socket.socket, name)))
        for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
            patched.setattr(socket, name, _refused)
        yield


def _only_here(real: Callable[..., Any]) -> Callable[..., Any]:
    """The real call for sockets of this computer, which have no address of a network."""

    def call(self: socket.socket, *values: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _refused(*values)
        return real(self, *values)

    return call


def _refused(*values: object, **_: object) -> Any:
    raise AssertionError(f"the program went online: {values}")


_EMPTY = """DO $$ DECLARE name text; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('DELETE FROM %%I', name);
  END LOOP;
  PERFORM setval(format('%%I', sequencename)::regclass, 1, false) FROM pg_sequences WHERE schemaname = 'public';
END $$"""
"""Takes every row out, past the triggers: making a database anew costs ten times as much."""


def _administer(*statements: str) -> None:
    """Run statements on the test server, outside any transaction."""
    engine = create_engine(
        make_url(POSTGRES).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def _database_url(name: str) -> str:
    url: URL = make_url(POSTGRES).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.gkdb"
    open_store(path, create=True).close()
    return path


@pytest.fixture(scope="session")
def _postgres() -> Iterator[Engine]:
    """One migrated database for the session, emptied for each test."""
    name = f"gkcase_test_{os.getpid()}"
    _administer(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    try:
        open_store(_database_url(name), create=True).close()
        engine = create_engine(_database_url(name))
        yield engine
        engine.dispose()
    finally:
        _administer(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def _township(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from gkcase.services.demo import make_demo

    return make_demo(tmp_path_factory.mktemp("township"))


@pytest.fixture
def township(_township: Path, tmp_path: Path) -> Path:
    """The database of a demo office with all its letters, a copy of its own for each test."""
    return Path(shutil.copytree(_township.parent, tmp_path / "township")) / _township.name


@pytest.fixture(params=DATABASES)
def empty_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a database may be made: a path without a file, or the URL of a database without tables."""
    if request.param == "sqlite":
        yield str(tmp_path / "office.gkdb")
        return
    name = f"gkcase_test_{os.getpid()}_{next(_numbers)}"
    _administer(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    yield _database_url(name)
    _administer(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of today's schema without rows, by path or URL."""
    if request.param == "sqlite":
        path = tmp_path / "office.gkdb"
        shutil.copy(request.getfixturevalue("_sqlite_template"), path)
        return str(path)
    engine: Engine = request.getfixturevalue("_postgres")
    with engine.begin() as connection:
        connection.exec_driver_sql(_EMPTY)
        if triggers.differing(connection):
            triggers.install(connection)
    return engine.url.render_as_string(hide_password=False)


@pytest.fixture
def store(database: str, tmp_path: Path) -> Iterator[Store]:
    """An open store without rows, on each database in turn."""
    opened = open_store(database, files=tmp_path / "office.gkdb.files")
    yield opened
    opened.close()
