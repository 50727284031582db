"""Opening: what is no database of ours, or not fit, is refused in one sentence and stays as it is."""

from __future__ import annotations

import errno
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text

from gkcase.domain.errors import Conflict, Trouble
from gkcase.storage import journal_store, network, opening, vault
from gkcase.storage.engine import Store, open_store
from gkcase.storage.operations import log_of
from gkcase.storage.schema import APPLICATION_ID, HEAD, REVISIONS
from tests.storage.shorthand import NOTED, NOW, add_case


def whole(path: Path) -> Path:
    """A database file with one case, closed."""
    store = open_store(path, create=True)
    add_case(store, *[NOTED] * 40)
    store.close()
    return path


def alter(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


OTHERS: list[tuple[Callable[[Path], object], str]] = [
    (Path.mkdir, "这是文件夹，不是数据库文件"),
    *(
        [(make_pipe, "这是管道或者设备，不是数据库文件")]
        if (make_pipe := getattr(os, "mkfifo", None))
        else []
    ),
]


@pytest.mark.parametrize(("make", "said"), OTHERS)
def test_what_is_no_file_is_no_database_and_no_key_file(
    tmp_path: Path, make: Callable[[Path], object], said: str
) -> None:
    make(tmp_path / "office.gkdb")
    with pytest.raises(Trouble, match=said):
        open_store(tmp_path / "office.gkdb")
    make(vault.key_file(tmp_path / "office.gkdb"))
    with pytest.raises(Trouble, match="钥匙文件读不出来"):
        vault.read_key_file(tmp_path / "office.gkdb")


def make_foreign(path: Path) -> None:
    alter(path, "CREATE TABLE bookmarks (url TEXT)")


def make_newer(path: Path) -> None:
    alter(whole(path), "PRAGMA user_version = 99", "UPDATE alembic_version SET version_num = '0099'")


def make_newer_by_revision_only(path: Path) -> None:
    alter(whole(path), "UPDATE alembic_version SET version_num = 'later'")


def make_cut(path: Path) -> None:
    content = whole(path).read_bytes()
    path.write_bytes(content[: len(content) // 2])


def make_overwritten(path: Path) -> None:
    content = bytearray(whole(path).read_bytes())
    content[100:60000] = b"\xff" * (60000 - 100)
    path.write_bytes(content)


@pytest.mark.parametrize("key", [None, bytes(range(32))], ids=["plain", "encrypted"])
def test_a_first_page_torn_by_a_power_failure_is_taken_from_the_log(
    tmp_path: Path, key: bytes | None
) -> None:
    """The power fails while a checkpoint writes into the file what stands in the write-ahead log, synced."""
    path, after = tmp_path / "office.gkdb", tmp_path / "after" / "office.gkdb"
    if key:
        vault.write_key_file(path, vault.new_key_file(vault.new_id(), key))
    store = open_store(path, create=True, key=key)
    add_case(store, *[NOTED] * 40)
    shutil.copytree(tmp_path, after.parent, ignore=shutil.ignore_patterns("*-shm", "after"))
    store.close()
    with after.open("rb+") as torn:
        torn.write(random.Random(1).randbytes(512))
        torn.seek(0, os.SEEK_END)
        torn.write(b"half a page")
    store = open_store(after, key=key)
    with store.reading() as session:
        assert len(journal_store.entries(session, 1)) == 40
    store.close()
    open_store(after, key=key).close()


UNFIT: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda path: path.write_bytes(b""), "数据库文件是空的"),
    "a letter": (lambda path: path.write_bytes(b"PK\x03\x04" + b"x" * 5000), "不是数据库"),
    "a few bytes": (lambda path: path.write_bytes(b"SQLite format 3\0"), "不是数据库"),
    "of another program": (make_foreign, "别的程序的数据库"),
    "of a newer program": (make_newer, "较新版本"),
    "of a newer program, by its revision": (make_newer_by_revision_only, "较新版本"),
    "cut in half": (make_cut, "已损坏"),
    "overwritten": (make_overwritten, "已损坏"),
}


@pytest.mark.parametrize(("make", "told"), UNFIT.values(), ids=UNFIT.keys())
def test_an_unfit_file_is_refused_and_stays_as_it_is(
    tmp_path: Path, make: Callable[[Path], object], told: str
) -> None:
    path = tmp_path / "单位 台账%20.gkdb"
    make(path)
    before, there = sha256(path.read_bytes()).hexdigest(), set(tmp_path.iterdir())
    with pytest.raises(Trouble, match=told) as trouble:
        open_store(path)
    assert str(path) in str(trouble.value)
    assert sha256(path.read_bytes()).hexdigest() == before
    assert set(tmp_path.iterdir()) == there


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="找不到数据库文件"):
        open_store(tmp_path / "none.gkdb")
    with pytest.raises(Trouble, match="是文件夹"):
        open_store(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_new_database_never_replaces_what_is_there(empty_place: str) -> None:
    store = open_store(empty_place, create=True)
    add_case(store)
    store.close()
    with pytest.raises(Trouble, match="没有新建"):
        open_store(empty_place, create=True)
    store = open_store(empty_place)
    with store.reading() as session:
        assert len(journal_store.entries(session, 1)) == 1
    store.close()


def test_a_new_file_is_whole_and_durable(tmp_path: Path) -> None:
    path = tmp_path / "office.gkdb"
    store = open_store(f"sqlite:///{path}", create=True)
    with store.reading() as session:
        settings = [
            session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("application_id", "user_version", "journal_mode", "foreign_keys", "busy_timeout")
        ]
        assert settings == [APPLICATION_ID, len(REVISIONS), "wal", 1, 5000]
        assert session.execute(text("SELECT version_num FROM alembic_version")).scalar() == HEAD
    with store.transaction() as session:
        assert session.execute(text("PRAGMA synchronous")).scalar() == 2
    store.close()
    assert list(tmp_path.iterdir()) == [path]


def test_a_creation_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", no_space)
    with pytest.raises(Trouble, match="磁盘空间不足"):
        open_store(tmp_path / "office.gkdb", create=True)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refused)
    path = whole(tmp_path / "office.gkdb")
    assert set(tmp_path.iterdir()) == {path, log_of(path)}
    with pytest.raises(Trouble, match="没有新建"):
        open_store(path, create=True)
    open_store(path).close()


def test_a_file_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = whole(tmp_path / "office.gkdb")
    monkeypatch.setattr("os.access", lambda path, mode: False)
    with pytest.raises(Trouble, match="数据库文件是只读的"):
        open_store(path)


def test_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = whole(tmp_path / "office.gkdb")

    def read_only(**where: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(tempfile, "TemporaryFile", read_only)
    before = path.read_bytes()
    with pytest.raises(Trouble, match="文件夹不能写入"):
        open_store(path)
    with pytest.raises(Trouble, match="文件夹不能写入"):
        open_store(tmp_path / "new.gkdb", create=True)
    assert path.read_bytes() == before


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="文件夹不能写入"):
        open_store(tmp_path / "none" / "office.gkdb", create=True)


MOUNTS = """/dev/sda1 / ext4 rw 0 0
//server/share /mnt/share cifs rw 0 0
srv:/home /mnt/our\\040files nfs4 rw 0 0
/dev/sdb1 /mnt/share/local ext4 rw 0 0
C: /mnt/c 9p rw 0 0
broken line
"""


@pytest.mark.parametrize(
    ("place", "shared"),
    [
        ("/mnt/share/台账.gkdb", True),
        ("/mnt/share/deep/er/a.gkdb", True),
        ("/mnt/our files/a.gkdb", True),
        ("/mnt/c/Users/a.gkdb", True),
        ("/mnt/share/local/a.gkdb", False),
        ("/home/a/a.gkdb", False),
    ],
)
def test_network_shares_are_known_by_their_mount(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, shared: bool
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS, encoding="utf-8")
    monkeypatch.setattr(network, "MOUNTS", mounts)
    assert network.mounted_share(Path(place)) is shared


def test_a_share_is_known_by_its_name_on_windows() -> None:
    assert network.named_share("\\\\server\\share\\office.gkdb")
    assert network.named_share("//server/share/office.gkdb")
    assert not network.named_share("C:\\data\\office.gkdb")


def test_a_database_on_a_share_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = whole(tmp_path / "office.gkdb")
    monkeypatch.setattr(opening, "is_network_share", lambda path: True)
    for create in (True, False):
        with pytest.raises(Trouble, match="网络共享文件夹"):
            open_store(path, create=create)


def test_a_system_without_a_list_of_mounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "MOUNTS", tmp_path / "none")
    assert not network.mounted_share(tmp_path / "office.gkdb")


def test_opening_needs_neither_alembic_nor_psycopg(tmp_path: Path) -> None:
    code = (
        "import sys; from gkcase.storage.engine import open_store;"
        f"[open_store({str(tmp_path / 'a.gkdb')!r}, create=new).close() for new in (True, False)];"
        "print(sorted({'alembic', 'psycopg', 'PySide6', 'docx'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_several_threads_write_and_read(store: Store) -> None:
    case_id = add_case(store)
    trouble: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(10):
                with store.transaction() as session:
                    journal_store.append(session, case_id, NOTED, at=NOW)
                with store.reading() as session:
                    journal_store.entries(session, case_id)
        except BaseException as error:
            trouble.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trouble == []
    with store.reading() as session:
        assert len(journal_store.entries(session, case_id)) == 41


def test_a_reader_sees_one_moment(store: Store) -> None:
    case_id = add_case(store)
    with store.reading() as session:
        assert len(journal_store.entries(session, case_id)) == 1
        with store.transaction() as writing:
            journal_store.append(writing, case_id, NOTED, at=NOW)
        assert len(journal_store.entries(session, case_id)) == 1


def test_a_database_that_another_program_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gkcase.storage.engine.BUSY_SECONDS", 0)
    path = whole(tmp_path / "office.gkdb")
    store = open_store(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Conflict, match="正在写入"), store.transaction() as session:
            journal_store.append(session, 1, NOTED, at=NOW)
        other.execute("ROLLBACK")
    with store.transaction() as session:
        journal_store.append(session, 1, NOTED, at=NOW)
    store.close()
