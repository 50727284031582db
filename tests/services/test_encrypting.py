"""An office is encrypted where it lies, and the other way round; killed at any step it is one or the other."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.terms import LetterKind
from gkcase.services import encrypting, keys, lettering
from gkcase.services.backups import Why, make_copy
from gkcase.services.checking import check_office
from gkcase.services.dossier import OfficeProfile
from gkcase.services.encrypting import decrypt_office, encrypt_office, keep_first_code
from gkcase.services.intake import register
from gkcase.services.keeping import back_up, restore
from gkcase.services.office import Office, create_office, open_office
from gkcase.services.progress import BrokenOff
from gkcase.services.recovery_kept import code_is_kept
from gkcase.storage import cipher, converting, erasure, vault
from gkcase.storage.files import FileStore
from gkcase.storage.tables import AuditRow
from tests.services.requests import POSTED

TODAY = date(2026, 12, 8)
PROFILE = OfficeProfile("云溪镇人民政府", "云政依复")
PLAIN = "甄测试的申请材料".encode() * 1000


def opened(path: Path) -> Office:
    return open_office(path, today=lambda: TODAY, acting="李某")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A plain office with a case, a paper and a letter, closed."""
    path, scan = tmp_path / "office.gkdb", tmp_path / "申请书.txt"
    scan.write_bytes(PLAIN)
    office = create_office(path, PROFILE, today=lambda: TODAY, acting="李某")
    case_id = register(office, POSTED, files=[scan]).case_id
    lettering.write_letter(office, case_id, LetterKind.RECEIPT)
    office.close()
    scan.unlink()
    return path


def rows(path: Path) -> tuple[object, ...]:
    """What the office holds, and that it is sound."""
    office = opened(path)
    try:
        assert check_office(office).findings == ()
        with office.reading() as session:
            told = session.execute(select(AuditRow.n, AuditRow.hash).order_by(AuditRow.n)).all()
        names = office.store.files.names()
        return tuple(map(tuple, told)), tuple(office.store.files.read(name) for name in names)
    finally:
        office.close()


def acts(path: Path) -> list[str]:
    office = opened(path)
    try:
        with office.reading() as session:
            return list(session.scalars(select(AuditRow.act).order_by(AuditRow.n)))
    finally:
        office.close()


def plain_files(folder: Path) -> list[Path]:
    """The files in which the paper's words stand as they are."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in found if "甄测试".encode() in path.read_bytes()]


def test_encrypted_and_back_it_is_the_same_office(database: Path) -> None:
    chain, papers = rows(database)
    code = encrypt_office(database, acting="李某")
    assert not cipher.is_plain(database)
    assert plain_files(database.parent) == []
    encrypted, sealed = rows(database)
    assert sealed == papers
    assert isinstance(chain, tuple)
    assert isinstance(encrypted, tuple)
    assert encrypted[: len(chain)] == chain
    assert acts(database)[-1] == "encrypted"
    assert keys.unlock_with_code(database, code) == keys.data_key(database)
    decrypt_office(database, reason="换用整盘加密", acting="李某")
    assert cipher.is_plain(database)
    assert rows(database)[1] == papers
    assert "decrypted" in acts(database)
    assert not vault.key_file(database).exists()
    assert len(plain_files(database.with_name("office.gkdb.files"))) == 1


def test_its_own_copies_are_encrypted_with_it(database: Path) -> None:
    office = opened(database)
    assert make_copy(office, Why.ASKED)
    office.close()
    encrypt_office(database, acting="李某")
    assert plain_files(database.parent) == []
    assert converting.plain_copies(database) == []
    [copy] = database.with_name("office.gkdb.backups").glob("*.gkdb")
    kept = restore(copy, database.with_name("back.gkdb"))
    assert (kept.files, kept.missing) == (2, ())
    rows(kept.path)


def test_what_makes_no_sense_is_refused(database: Path) -> None:
    with pytest.raises(Refusal, match="没有加密"):
        decrypt_office(database, reason="试")
    encrypt_office(database)
    with pytest.raises(Refusal, match="已经加密"):
        encrypt_office(database)
    with pytest.raises(Refusal, match="须写明理由"):
        decrypt_office(database, reason=" ")
    with pytest.raises(Refusal, match="数据库管理员"):
        encrypt_office("postgresql://somewhere/office")
    with pytest.raises(Trouble, match="找不到数据库文件"):
        encrypt_office(database.with_name("none.gkdb"))


def test_a_password_that_is_too_short_changes_nothing(database: Path) -> None:
    with pytest.raises(Refusal, match="至少8个字符"):
        encrypt_office(database, password="短")
    assert cipher.is_plain(database)
    assert not vault.key_file(database).exists()


def untouched(database: Path) -> None:
    """A conversion is refused, and nothing has changed."""
    with pytest.raises(Trouble, match="先把它们全部关闭"):
        encrypt_office(database)
    assert cipher.is_plain(database)
    assert not vault.key_file(database).exists()


def test_an_office_that_is_open_is_left_alone(database: Path) -> None:
    office = opened(database)
    untouched(database)
    office.close()
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        assert other.stdout.readline().strip() == b"open"
        untouched(database)
        other.communicate(b"")
    rows(database)


HOLDING = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("SELECT count(*) FROM audit").fetchone()
print("open", flush=True)
sys.stdin.read()
connection.close()
"""


class Killed(BaseException):
    """The process ends here."""


STEPS: dict[str, tuple[object, str]] = {
    "the key file is written": (encrypting, "_convert"),
    "the copy is written": (converting, "prove"),
    "the copy is proven": (converting, "put_over"),
    "the old file lies aside": (erasure, "replace"),
    "the new file has its name": (erasure, "overwrite"),
    "the papers are sealed": (converting, "plain_copies"),
}


@contextmanager
def killed_at(owner: object, name: str) -> Iterator[None]:
    """The process ends where a step is about to be taken, and nothing is tidied up after it."""

    def die(*_: object, **__: object) -> None:
        raise Killed

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(owner, name, die)
        patched.setattr(vault, "put_aside", lambda _: None)
        with pytest.raises(Killed):
            yield


@pytest.mark.parametrize("step", STEPS)
def test_killed_while_it_is_encrypted_it_is_one_or_the_other(database: Path, step: str) -> None:
    _, papers = rows(database)
    with killed_at(*STEPS[step]):
        encrypt_office(database, acting="李某")
    assert rows(database)[1] == papers  # opened: what was begun is finished here
    if cipher.is_plain(database):
        encrypt_office(database, acting="李某")
    assert rows(database)[1] == papers
    assert plain_files(database.parent) == []
    assert acts(database).count("encrypted") == 1
    assert list(database.parent.rglob("*.old")) == []


def test_killed_while_it_is_decrypted_it_is_one_or_the_other(database: Path) -> None:
    _, papers = rows(database)
    encrypt_office(database, acting="李某")
    with killed_at(encrypting, "_convert"):
        decrypt_office(database, reason="试", acting="李某")
    assert len(plain_files(database.parent)) == 1
    assert rows(database)[1] == papers
    assert plain_files(database.parent) == []
    assert acts(database)[-1] == "encrypted"


@pytest.mark.parametrize("looks", [1, 2])
def test_cancelled_it_is_what_it_was(database: Path, looks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the middle of the copy, or when it is proven; the other way the next start seals again what was opened."""
    monkeypatch.setattr(converting, "LOOK_EVERY", 1 if looks == 1 else 10**9)
    _, papers = rows(database)
    with pytest.raises(BrokenOff):
        encrypt_office(database, acting="李某", cancelled=lambda: True)
    assert cipher.is_plain(database)
    assert not vault.key_file(database).exists()
    encrypt_office(database, acting="李某")
    asked = iter([False] * looks)
    with pytest.raises(BrokenOff):
        decrypt_office(database, reason="试", acting="李某", cancelled=lambda: next(asked, True))
    assert not cipher.is_plain(database)
    assert rows(database)[1] == papers
    assert plain_files(database.parent) == []


def test_a_code_of_an_earlier_encryption_does_not_count_as_kept(database: Path) -> None:
    encrypt_office(database, acting="李某")
    keep_first_code(database, "李某")
    decrypt_office(database, reason="试", acting="李某")
    encrypt_office(database, acting="李某")
    office = opened(database)
    assert not code_is_kept(office)
    office.close()


def test_a_damaged_paper_stays_as_it_was(database: Path) -> None:
    files = FileStore(database.with_name("office.gkdb.files"))
    path = files.path(files.names()[0])
    path.write_bytes(b"damaged")
    encrypt_office(database, acting="李某")
    assert path.read_bytes() == b"damaged"
    office = opened(database)
    assert len(check_office(office).findings) == 1
    made = back_up(office, database.with_name("copy.gkdb"))
    assert len(made.missing) == 1
    office.close()
