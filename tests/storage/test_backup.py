"""Copies: taken while others write, proven before they have a name, restored to a new place only."""

from __future__ import annotations

import errno
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from gkcase.domain.errors import Trouble
from gkcase.storage import audit, check, journal_store
from gkcase.storage.backup import backup, restore
from gkcase.storage.engine import Store, open_store
from gkcase.storage.tables import AttachmentRow
from tests.storage.shorthand import NOTED, NOW, add_case


@pytest.fixture
def office(tmp_path: Path) -> Store:
    """A file store with one case and one attachment."""
    store = open_store(tmp_path / "office.gkdb", create=True)
    add_paper(store, add_case(store), b"%PDF scan")
    return store


def add_paper(store: Store, case_id: int, content: bytes) -> str:
    stored = store.files.put_bytes(content, "扫描件.pdf")
    with store.transaction() as session:
        row = AttachmentRow(case_id=case_id, seq=1, sha256=stored.sha256, name=stored.name, size=stored.size)
        row.added_at, row.added_by = NOW, "李"
        session.add(row)
    return stored.sha256


def test_a_copy_restores_to_the_same_office(tmp_path: Path, office: Store) -> None:
    made = backup(office, tmp_path / "copy.gkdb")
    assert (made.head.n, made.files, made.missing) == (2, 1, ())
    restored = restore(made.path, tmp_path / "new.gkdb")
    assert restored.head == made.head
    office.close()
    store = open_store(tmp_path / "new.gkdb")
    with store.reading() as session:
        assert check.problems(session, store.files) == []
        assert audit.head(session) == made.head
    store.close()


def test_a_copy_needs_no_folder_that_can_be_written(tmp_path: Path, office: Store) -> None:
    made = backup(office, tmp_path / "copy.gkdb")
    office.close()
    with closing(sqlite3.connect(f"{made.path.as_uri()}?immutable=1", uri=True)) as copy:
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_nothing_is_ever_overwritten(tmp_path: Path, office: Store) -> None:
    made = backup(office, tmp_path / "copy.gkdb")
    before = made.path.read_bytes()
    for target in (made.path, tmp_path / "office.gkdb"):
        with pytest.raises(Trouble, match="没有覆盖"):
            backup(office, target)
        with pytest.raises(Trouble, match="没有覆盖"):
            restore(made.path, target)
    assert made.path.read_bytes() == before
    office.close()


def test_a_copy_taken_while_others_write_is_one_moment(tmp_path: Path, office: Store) -> None:
    enough = threading.Event()

    def write() -> None:
        while not enough.is_set():
            with office.transaction() as session:
                journal_store.append(session, 1, NOTED, at=NOW)

    writer = threading.Thread(target=write)
    writer.start()
    copies = [backup(office, tmp_path / f"copy{number}.gkdb") for number in range(5)]
    enough.set()
    writer.join()
    office.close()
    for made in copies:
        store = open_store(made.path)
        with store.reading() as session:
            assert check.problems(session, store.files) == []
            assert audit.head(session) == made.head
            assert len(journal_store.entries(session, 1)) == made.head.n - 1
        store.close()


def test_a_lost_or_damaged_paper_is_said_and_not_copied(tmp_path: Path, office: Store) -> None:
    lost, damaged = add_paper(office, 1, b"lost"), add_paper(office, 1, b"damaged")
    office.files.path(lost).unlink()
    office.files.path(damaged).write_bytes(b"other")
    made = backup(office, tmp_path / "copy.gkdb")
    assert set(made.missing) == {lost, damaged}
    assert made.files == 1
    office.close()


def test_a_damaged_database_gives_no_copy(tmp_path: Path, office: Store) -> None:
    office.close()
    path = tmp_path / "office.gkdb"
    content = bytearray(path.read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'journal'").fetchone()
    content[(root - 1) * 4096 : root * 4096] = b"\x55" * 4096
    path.write_bytes(content)
    store = open_store(path)
    with pytest.raises(Trouble, match="已损坏"):
        backup(store, tmp_path / "copy.gkdb")
    with pytest.raises(Trouble, match="已损坏"), store.transaction() as session:
        journal_store.append(session, 1, NOTED, at=NOW)
    store.close()
    assert not (tmp_path / "copy.gkdb").exists()


def test_a_disk_that_fills_up_leaves_no_half_copy(
    tmp_path: Path, office: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "stick").mkdir()
    monkeypatch.setattr("os.fsync", no_space)
    with pytest.raises(Trouble, match="磁盘空间不足"):
        backup(office, tmp_path / "stick" / "copy.gkdb")
    assert [path for path in (tmp_path / "stick").rglob("*") if path.is_file()] == []
    office.close()


def test_places_that_do_not_exist(tmp_path: Path, office: Store) -> None:
    with pytest.raises(Trouble, match="找不到要写入的文件夹"):
        backup(office, tmp_path / "none" / "copy.gkdb")
    with pytest.raises(Trouble, match="找不到备份文件"):
        restore(tmp_path / "none.gkdb", tmp_path / "new.gkdb")
    (tmp_path / "letter.docx").write_bytes(b"PK" * 100)
    with pytest.raises(Trouble, match="不是数据库"):
        restore(tmp_path / "letter.docx", tmp_path / "new.gkdb")
    office.close()


def test_a_shared_database_is_backed_up_by_its_own_tools(store: Store, tmp_path: Path) -> None:
    if store.dialect == "sqlite":
        assert backup(store, tmp_path / "copy.gkdb").head.n == 0
    else:
        with pytest.raises(Trouble, match="pg_dump"):
            backup(store, tmp_path / "copy.gkdb")
    with store.reading() as session:
        assert session.execute(text("SELECT 1")).scalar() == 1
