"""Kills, full disks, lost servers: no acknowledged save is lost, nothing is half-saved."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from gkcase.domain.errors import Conflict, Trouble
from gkcase.storage import check, faults, journal_store
from gkcase.storage.engine import Store, open_store
from gkcase.storage.tables import Case
from tests.storage.saving import save
from tests.storage.shorthand import NOTED, NOW, add_case


def whole_saves(path: Path) -> int:
    """Open the database as the program does; every case in it must be complete, and numbers without a gap."""
    store = open_store(path)
    with store.reading() as session:
        assert check.problems(session, store.files) == []
        assert session.execute(text("PRAGMA quick_check")).scalar() == "ok"
        counted = {
            table: session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in ("cases", "case_copies", "texts", "attachments", "journal")
        }
        last = session.execute(text("SELECT last FROM counters")).scalar_one()
        biggest = session.execute(text("SELECT max(serial) FROM cases")).scalar_one()
    store.close()
    cases: int = counted["cases"]
    assert last == biggest == cases
    assert counted["case_copies"] == counted["texts"] == counted["attachments"] == cases - 1
    assert counted["journal"] == 2 * (cases - 1) + 1
    return cases


def test_a_disk_that_is_full_at_any_write_loses_nothing(tmp_path: Path) -> None:
    """The database may grow by one page more each time, until a save fits; each failure leaves it as it was."""
    path = tmp_path / "office.gkdb"
    store = open_store(path, create=True)
    add_case(store)
    refused = saved = 0
    for _ in range(60):
        with store.transaction() as session:
            pages = session.execute(text("PRAGMA page_count")).scalar_one()
        for room in range(30):
            limit(store, pages + room)
            before = dump(path)
            told = saved_on(store)
            if not told:
                saved += 1
                break
            assert told == "full"
            assert dump(path) == before
            refused += 1
        if refused > 8:
            break
    limit(store, 1_000_000)
    save(store)
    store.close()
    assert refused > 8
    assert whole_saves(path) == saved + 2


def saved_on(store: Store) -> str:
    """The sentence that a save ends with; empty when it was taken."""
    try:
        save(store)
    except Trouble as trouble:
        return str(trouble) if str(trouble) != faults.DISK_FULL else "full"
    return ""


def limit(store: Store, pages: int) -> None:
    with store.transaction() as session:
        session.execute(text(f"PRAGMA max_page_count = {pages}"))


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def test_two_sessions_save_one_case(database: str, tmp_path: Path) -> None:
    mine, theirs = (open_store(database, files=tmp_path / "files") for _ in range(2))
    case_id = add_case(mine)
    with mine.reading() as one, theirs.reading() as other:
        seen = [session.get_one(Case, case_id).version for session in (one, other)]
    with mine.transaction() as session:
        journal_store.append(session, case_id, NOTED, at=NOW, version=seen[0])
    with pytest.raises(Conflict, match="案件已被他人更新"), theirs.transaction() as session:
        journal_store.append(session, case_id, NOTED, at=NOW, version=seen[1])
    with theirs.reading() as session:
        assert len(journal_store.entries(session, case_id)) == 2
    mine.close()
    theirs.close()


def test_our_own_mistakes_are_not_dressed_up(store: Store) -> None:
    with pytest.raises(IntegrityError), store.transaction() as session:
        session.execute(text("INSERT INTO counters VALUES (99, 'x', 2026, 1)"))
    with pytest.raises(FileNotFoundError), store.transaction():
        Path("/nowhere/at/all").read_bytes()


def test_personal_data_is_not_in_the_message_of_an_error(store: Store) -> None:
    told = "INSERT INTO settings (key, value) VALUES (:key, :value)"
    rows = [{"key": "one", "value": '"999999199003070000"'}] * 2
    with pytest.raises(IntegrityError) as error, store.transaction() as session:
        session.execute(text(told), rows)
    assert "999999199003070000" not in str(error.value.args[0]).split("DETAIL")[0]
    assert "hidden due to hide_parameters" in str(error.value)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (5, faults.BUSY), (6, faults.BUSY), (8, faults.READ_ONLY), (10, faults.UNREADABLE), (13, faults.DISK_FULL),
        (778, faults.DISK_FULL), (11, faults.DAMAGED), (26, faults.DAMAGED), (517, faults.BUSY), (1, ""),
    ],
)  # fmt: skip
def test_what_sqlite_reports_becomes_a_sentence(code: int, told: str) -> None:
    error = sqlite3.OperationalError("whatever")
    error.sqlite_errorcode = code
    for reported in (error, OperationalError("SELECT 1", {}, error)):
        known = faults.explanation(reported)
        assert (str(known) if known else "") == told


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (psycopg.errors.DiskFull, faults.DISK_FULL),
        (psycopg.errors.LockNotAvailable, faults.BUSY),
        (psycopg.errors.DeadlockDetected, faults.BUSY),
        (psycopg.errors.SerializationFailure, faults.BUSY),
        (psycopg.errors.AdminShutdown, faults.DISCONNECTED),
        (psycopg.errors.InsufficientPrivilege, faults.NO_RIGHT),
        (psycopg.errors.SyntaxError, ""),
    ],
)
def test_what_postgresql_reports_becomes_a_sentence(error: type[psycopg.Error], told: str) -> None:
    known = faults.explanation(OperationalError("SELECT 1", {}, error("whatever")))
    assert (str(known) if known else "") == told


def test_waiting_in_vain_for_the_only_writer_is_a_conflict() -> None:
    known = faults.explanation(PoolTimeout())
    assert isinstance(known, Conflict)
    assert str(known) == faults.BUSY


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(Trouble, match="连接不上数据库服务器") as trouble:
        open_store("postgresql://clerk:secret@127.0.0.1:1/gkcase")
    assert "secret" not in str(trouble.value)


def test_a_connection_that_breaks_in_the_middle(store: Store, database: str) -> None:
    case_id = add_case(store)
    if store.dialect == "sqlite":
        return
    with pytest.raises(Trouble, match="断开"), store.transaction() as session:
        save_while_cut_off(session, case_id, database)
    with store.transaction() as session:
        assert journal_store.find_operation(session, "act") is None
        journal_store.append(session, case_id, NOTED, at=NOW, op_id="act")


def save_while_cut_off(session: Session, case_id: int, database: str) -> None:
    journal_store.append(session, case_id, NOTED, at=NOW, op_id="act")
    mine = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    url = make_url(database).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as other:
        other.execute("SELECT pg_terminate_backend(%s)", (mine,))
    session.execute(text("SELECT 1"))
