"""Migrations: from nothing to today's schema, whole or not at all, and never without a copy."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, event, inspect, make_url, text

from gkcase.domain.errors import Trouble
from gkcase.storage import journal_store, migrating, opening, schema, triggers
from gkcase.storage.engine import open_store, postgresql_engine, sqlite_engine
from gkcase.storage.migrating import migrate, upgrade, upgrade_file
from gkcase.storage.schema import APPLICATION_ID, HEAD, REVISIONS, create_schema, revision_of
from tests.conftest import POSTGRES
from tests.storage.shorthand import add_case

NEXT = f"{len(REVISIONS) + 1:04}"
FURTHER = f"""
revision = "{NEXT}"
down_revision = "{HEAD}"

import sqlalchemy as sa
from alembic import op

def upgrade():
    op.add_column("journal", sa.Column("note", sa.Text()))
    op.create_table("extra", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO extra VALUES (1)")
    op.create_index("ix_extra", "extra", ["id"])
"""


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """The migrations of the program with one more."""
    folder = tmp_path / "migrations"
    shutil.copytree(Path(migrating.__file__).parent / "migrations", folder)
    (folder / "versions" / f"{NEXT}_further.py").write_text(FURTHER, encoding="utf-8")
    return folder


@pytest.fixture
def grown(
    scripts: Path, _sqlite_template: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that is one revision ahead of the databases there are."""
    if POSTGRES:
        request.getfixturevalue("_postgres")
    monkeypatch.setattr(migrating, "SCRIPTS", scripts)
    for module in (schema, opening, migrating):
        monkeypatch.setattr(module, "REVISIONS", (*REVISIONS, NEXT))
    monkeypatch.setattr("gkcase.storage.engine.REVISIONS", (*REVISIONS, NEXT))
    monkeypatch.setattr("gkcase.storage.engine.HEAD", NEXT)


@contextmanager
def connected(place: str) -> Iterator[Connection]:
    engine = engine_of(place)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def engine_of(place: str) -> Engine:
    if "://" in place:
        return postgresql_engine(make_url(place))
    return sqlite_engine(Path(place), "IMMEDIATE")


def shape(connection: Connection) -> dict[str, Any]:
    """Tables with columns, keys, constraints and indexes, as the database itself tells them."""
    found = inspect(connection)
    tables: dict[str, Any] = {}
    for table in sorted(found.get_table_names()):
        columns = [
            (one["name"], str(one["type"]), one["nullable"], one["default"])
            for one in found.get_columns(table)
        ]
        keys = sorted(
            (str(one["name"]), one["constrained_columns"], one["referred_table"], one["referred_columns"])
            for one in found.get_foreign_keys(table)
        )
        unique = sorted(
            (str(one["name"]), one["column_names"]) for one in found.get_unique_constraints(table)
        )
        indexes = sorted(
            (str(one["name"]), one["column_names"], one["unique"], options(one))
            for one in found.get_indexes(table)
        )
        primary = found.get_pk_constraint(table)
        tables[table] = (columns, primary["name"], primary["constrained_columns"], keys, unique, indexes)
    return tables


def options(index: Mapping[str, Any]) -> str:
    return str({name: str(value) for name, value in (index.get("dialect_options") or {}).items()})


def test_the_list_of_revisions_is_that_of_the_scripts() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrating.SCRIPTS))
    config.set_main_option("path_separator", "os")
    known = ScriptDirectory.from_config(config).walk_revisions()
    assert tuple(reversed([script.revision for script in known])) == REVISIONS


def test_migrations_end_at_todays_tables(empty_place: str) -> None:
    with connected(empty_place) as connection:
        upgrade(connection)
        migrated = shape(connection)
        assert revision_of(connection) == HEAD
        assert triggers.differing(connection) == []
        if connection.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA application_id")).scalar() == APPLICATION_ID
    place = f"{empty_place}.new" if "://" not in empty_place else empty_place
    with connected(place) as connection:
        if "://" in place:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        create_schema(connection)
        assert shape(connection) == migrated
        assert len(migrated) >= 19


def test_the_migrated_index_is_that_of_today(empty_place: str) -> None:
    with connected(empty_place) as connection:
        upgrade(connection)
        if connection.dialect.name == "sqlite":
            sql = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = 'grams'")).scalar()
            assert sql == schema.GRAMS["sqlite"][0]
        else:
            sql = connection.execute(
                text("SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_grams_words'")
            ).scalar()
            assert "USING gin (words)" in str(sql)


def test_a_server_is_migrated_only_when_told(empty_place: str) -> None:
    if "://" not in empty_place:
        with pytest.raises(Trouble, match="找不到"):
            open_store(empty_place)
        return
    with pytest.raises(Trouble, match="gkcase migrate"):
        open_store(empty_place)
    assert migrate(empty_place) == HEAD
    assert migrate(empty_place) == HEAD
    open_store(empty_place).close()


@pytest.mark.usefixtures("grown")
def test_an_older_database_is_copied_and_then_migrated(database: str, tmp_path: Path) -> None:
    add_first_case(database)
    if "://" in database:
        with pytest.raises(Trouble, match="需要升级"):
            open_store(database)
        return
    store = open_store(database)
    with store.reading() as session:
        assert session.execute(text("SELECT id FROM extra")).scalar() == 1
        assert len(journal_store.entries(session, 1)) == 1
        assert triggers.differing(session.connection()) == []
    store.close()
    (copy,) = (tmp_path / "office.gkdb.backups").glob("*.gkdb")
    assert copy.name.endswith(".upgrade.gkdb")
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (HEAD,)
        assert connection.execute("SELECT count(*) FROM journal").fetchone() == (1,)
    open_store(database).close()
    assert len(list((tmp_path / "office.gkdb.backups").glob("*.gkdb"))) == 1


def add_first_case(database: str) -> None:
    with pytest.MonkeyPatch.context() as undone:
        undone.setattr("gkcase.storage.engine.HEAD", HEAD)
        store = open_store(database)
        add_case(store)
        store.close()


def test_a_newer_server_is_refused(database: str) -> None:
    with connected(database) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0099'"))
    try:
        with pytest.raises(Trouble, match="较新版本"):
            open_store(database)
        if "://" in database:
            with pytest.raises(Trouble, match="较新版本"):
                migrate(database)
    finally:
        with connected(database) as connection:
            connection.execute(text(f"UPDATE alembic_version SET version_num = '{HEAD}'"))


def test_a_migration_killed_at_any_statement_leaves_old_or_new(
    tmp_path: Path, scripts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bytes that lie on the disk before each statement are what a kill would leave."""
    path = tmp_path / "office.gkdb"
    store = open_store(path, create=True)
    add_case(store)
    store.close()
    seen = states_while_migrating(path, scripts, tmp_path / "states")
    assert seen[0] == (HEAD, ["alembic_version"])
    assert seen[-1] == (NEXT, ["alembic_version", "extra"])
    assert len(seen) > 30
    assert set(map(str, seen)) == {str(seen[0]), str(seen[-1])}


def states_while_migrating(path: Path, scripts: Path, folder: Path) -> list[tuple[str, list[str]]]:
    folder.mkdir()
    seen: list[tuple[str, list[str]]] = []

    def look(*ignored: object) -> None:
        place = folder / str(len(seen))
        place.mkdir()
        for file in path.parent.glob(f"{path.name}*"):
            if file.is_file() and not file.name.endswith("-shm"):
                shutil.copy(file, place)
        with closing(sqlite3.connect(place / path.name)) as copy:
            revision = copy.execute("SELECT version_num FROM alembic_version").fetchone()[0]
            names = "SELECT name FROM sqlite_master WHERE name IN ('alembic_version', 'extra') ORDER BY 1"
            assert copy.execute("PRAGMA quick_check").fetchone() == ("ok",)
            seen.append((revision, [name for (name,) in copy.execute(names)]))

    engine = sqlite_engine(path, "IMMEDIATE", foreign_keys=False)
    event.listen(engine, "before_cursor_execute", look)
    with engine.begin() as connection:
        upgrade(connection, scripts)
    look()
    engine.dispose()
    return seen


KILLED = """
import os, sys
from pathlib import Path
from sqlalchemy import event
from gkcase.storage.engine import sqlite_engine
from gkcase.storage.migrating import upgrade
engine = sqlite_engine(Path(sys.argv[1]), "IMMEDIATE", foreign_keys=False)
left = [int(sys.argv[3])]
def count(*ignored):
    left[0] -= 1
    if not left[0]:
        os._exit(9)
event.listen(engine, "before_cursor_execute", count)
with engine.begin() as connection:
    upgrade(connection, Path(sys.argv[2]))
"""


@pytest.mark.parametrize("statement", [4, 25])
def test_a_process_that_dies_while_migrating_can_start_again(
    tmp_path: Path, scripts: Path, monkeypatch: pytest.MonkeyPatch, statement: int, grown: None
) -> None:
    path = tmp_path / "office.gkdb"
    with pytest.MonkeyPatch.context() as undone:
        undone.setattr("gkcase.storage.engine.HEAD", HEAD)
        undone.setattr(schema, "HEAD", HEAD)
        undone.setattr(schema, "REVISIONS", REVISIONS)
        store = open_store(path, create=True)
        add_case(store)
        store.close()
    arguments = [sys.executable, "-c", KILLED, str(path), str(scripts), str(statement)]
    assert subprocess.run(arguments, check=False).returncode == 9
    store = open_store(path)
    with store.reading() as session:
        assert session.execute(text("SELECT version_num FROM alembic_version")).scalar() == NEXT
        assert session.execute(text("SELECT count(*) FROM extra")).scalar() == 1
    store.close()


def test_a_migration_that_fails_leaves_the_old_schema(
    empty_place: str, scripts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connected(empty_place) as connection:
        create_schema(connection)
        before = shape(connection)
    wrong = FURTHER + "    op.execute('INSERT INTO nowhere VALUES (1)')\n"
    (scripts / "versions" / f"{NEXT}_further.py").write_text(wrong, encoding="utf-8")
    with pytest.raises(Exception, match="nowhere"), connected(empty_place) as connection:
        upgrade(connection, scripts)
    with connected(empty_place) as connection:
        assert shape(connection) == before
        assert revision_of(connection) == HEAD
        assert triggers.differing(connection) == []


def test_a_damaged_database_is_not_migrated(tmp_path: Path) -> None:
    path = tmp_path / "office.gkdb"
    open_store(path, create=True).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET rootpage = 3 WHERE name = 'cases'")
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(Trouble, match="已损坏"):
        upgrade_file(path)
    assert path.read_bytes() == before


def test_what_left_before_there_was_a_table_for_it_is_found_in_the_journals(empty_place: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrating.SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with connected(empty_place) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for statement in BEFORE:
            connection.execute(text(statement))
        command.upgrade(config, "0002")
        rows = connection.execute(text("SELECT seq, letter, event, addressee, way, proof FROM mailings"))
        assert [tuple(row) for row in rows] == [(3, 3, "replied", "陈某某", "post", 4)]
        marked = connection.execute(text("SELECT case_id FROM case_copies WHERE reckoned_with = ''"))
        assert [row.case_id for row in marked] == [1], "what is over is not judged anew"


BEFORE = (
    "INSERT INTO offices (id, name, short, profile) VALUES (1, '青山镇人民政府', '青', '{}')",
    """INSERT INTO cases (id, office_id, kind, number, year, serial, registered_at, version, imported)
       VALUES (1, 1, 'request', '〔2026〕1号', 2026, 1, '2026-03-02 01:30:00', 1, false),
              (2, 1, 'request', '〔2026〕2号', 2026, 2, '2026-03-02 01:30:00', 1, false)""",
    *(
        f"""INSERT INTO case_copies (case_id, number, applicant, applicant_kind, wanted, status, clock_status,
            provisional, suspended, result, late, handler, drafter, consulting, next_duty, reckoned_with)
            VALUES ({case}, '〔2026〕{case}号', '陈某某', 'natural', '', '{status}', '{status}',
            false, false, '', false, '', '', false, '', 'then')"""
        for case, status in ((1, "replied"), (2, "closed"))
    ),
    *(
        f"""INSERT INTO journal (case_id, seq, event, occurred_on, recorded_at, recorded_by, payload_hash)
            VALUES (1, {seq}, '{event}', '{on}', '{on} 01:30:00', '李经办', '{seq:064}')"""
        for seq, event, on in (
            (1, "received", "2026-03-02"),
            (2, "noted", "2026-03-03"),
            (3, "replied", "2026-03-24"),
            (4, "served", "2026-03-27"),
        )
    ),
    """INSERT INTO payloads (case_id, seq, body) VALUES
       (1, 1, '{"facts": {"applicant.name": "陈某某"}}'), (1, 2, NULL),
       (1, 3, '{"facts": {"delivery": "post"}}'), (1, 4, '{"facts": {"proof": "签收记录"}}')""",
)
