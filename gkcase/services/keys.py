"""The data key of an encrypted database: where it is found, what else opens it, how those ways are changed.

The key lies in the keyring of the system; a password and the recovery code in the key file lead to the same key. This
module is asked before the first picture: what is heavy is loaded where it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.rights import May
from gkcase.services import secrets
from gkcase.storage import argon, cipher, vault
from gkcase.storage.argon import Cost
from gkcase.storage.recovery_code import Mistyped, read_code
from gkcase.storage.vault import CODE_KEPT, KeyFile

if TYPE_CHECKING:
    from gkcase.services.office import Office

SHORTEST, LONGEST = 8, 1000
"""How long a password may be: at least what ASVS 5.0, 6.2.1 asks for."""

LOCKED = "数据库已加密，这台电脑上没有它的钥匙，请输入打开密码或恢复码：{path}"
LOCKED_CODE = "数据库已加密，这台电脑上没有它的钥匙，请输入恢复码：{path}"
NO_KEYRING = "数据库已加密，系统钥匙串打不开，请解锁钥匙串，或输入打开密码或恢复码：{path}"
NOT_ENCRYPTED = "这个数据库没有加密"


class Locked(Trouble):
    """An encrypted database whose key is not at hand: a password, where one was set, or the recovery code opens it."""

    def __init__(self, said: str, database: Path, has_password: bool) -> None:
        super().__init__(said)
        self.database = database
        self.has_password = has_password


@dataclass(frozen=True)
class Protected:
    """What a new database is encrypted with; `code` is the recovery code, shown once and kept nowhere."""

    key: bytes
    code: str


@dataclass(frozen=True)
class KeyStatus:
    """How a database is protected; `kept_in` says where its key lies: "keyring", "file", or "" where it is not here."""

    encrypted: bool
    kept_in: str = ""
    has_password: bool = False
    has_code: bool = False

    @property
    def said(self) -> str:
        """The same for the status line."""
        if not self.encrypted:
            return "未加密"
        return SAID[self.kept_in]


SAID = {
    "keyring": "已加密（钥匙在系统钥匙串）",
    "file": "已加密；钥匙存放在本机文件，整台电脑或者硬盘被偷时不能保护",
    "": "已加密（本机没有保存钥匙）",
}


def file_of(database: str | Path) -> Path | None:
    """The file of a database that is one; None for a shared database."""
    words = str(database)
    if "://" not in words:
        return Path(words).absolute()
    return Path(words.partition(":///")[2]).absolute() if words.startswith("sqlite") else None


def data_key(database: str | Path) -> bytes | None:
    """The key to open a database with; None where it needs none or where opening it says what is wrong.

    Raises Locked where it is encrypted and the key is not on this computer.
    """
    path = file_of(database)
    kept = _key_file(path) if path else None
    if path is None or kept is None:
        return None
    try:
        key = secrets.secrets().get(name_of(kept))
    except Trouble as trouble:
        raise Locked(NO_KEYRING.format(path=path), path, kept.has_password) from trouble
    if key is None or not kept.fits(key):
        said = LOCKED if kept.has_password else LOCKED_CODE
        raise Locked(said.format(path=path), path, kept.has_password)
    return key


def _key_file(path: Path) -> KeyFile | None:
    """The key file of an encrypted database; None beside a plain one, whatever lies there."""
    try:
        if cipher.is_plain(path):
            return None
    except OSError:
        return None
    return vault.read_key_file(path)


def name_of(kept: KeyFile) -> str:
    """Under what name the data key of a database is kept on this computer."""
    return f"{kept.id}/data"


# -- a new database -------------------------------------------------------------------------------------------


def protect(database: Path, password: str = "", *, cost: Cost | None = None) -> Protected:
    """Make the key of a database that is to be made, and its key file; both are kept before the database is there."""
    if database.exists():
        raise Trouble(f"已有同名文件，没有新建，请换一个名字：{database}")
    key = vault.new_key()
    return make_key_file(database, vault.new_key_file(vault.new_id(), key), key, password, cost)


def make_key_file(database: Path, bare: KeyFile, key: bytes, password: str, cost: Cost | None) -> Protected:
    """Give a bare key file its ways in, keep the key on this computer, and put the file beside the database."""
    if password:
        look_at_password(password)
        bare = vault.with_password(bare, key, password, cost or argon.calibrated())
    vault.put_aside(database)
    kept, code = vault.with_code(bare, key)
    secrets.secrets().put(name_of(kept), key)
    vault.write_key_file(database, kept)
    return Protected(key, code)


def abandon(database: Path) -> None:
    """Take the key of a database back that was not made after all."""
    kept = vault.read_key_file(database)
    if kept is not None and not database.exists():
        secrets.secrets().forget(name_of(kept))
        vault.key_file(database).unlink(missing_ok=True)


# -- ways in --------------------------------------------------------------------------------------------------


def unlock_with_password(database: str | Path, password: str, *, remember: bool = True) -> bytes:
    """The data key by password; with `remember` it is kept on this computer, so that nobody is asked again."""
    kept = _locked(database)
    if not kept.has_password:
        raise Refusal("这个数据库没有设置打开密码，请用恢复码打开", "", "password")
    key = vault.key_by_password(kept, password)
    if key is None:
        raise Refusal("打开密码不对，请重新输入；忘记了可以用恢复码打开", "", "password")
    return _unlocked(kept, key, remember)


def unlock_with_code(database: str | Path, code: str, *, remember: bool = True) -> bytes:
    """The data key by recovery code; a typing error is told from the code of another database."""
    kept = _locked(database)
    try:
        key = vault.key_by_code(kept, code)
    except Mistyped as error:
        raise Refusal("恢复码有输入错误，请对照打印件逐组核对（共7组，每组4位）", "", "code") from error
    if key is None:
        raise Refusal("这不是本数据库现在的恢复码：可能属于别的数据库，或已被新的恢复码取代", "", "code")
    return _unlocked(kept, key, remember)


def unlock(database: str | Path, typed: str, *, remember: bool = True) -> bytes:
    """The data key by what somebody typed: the recovery code where it is one, else the password."""
    try:
        read_code(typed)
    except Mistyped:
        return unlock_with_password(database, typed, remember=remember)
    return unlock_with_code(database, typed, remember=remember)


def _locked(database: str | Path) -> KeyFile:
    path = file_of(database)
    kept = _key_file(path) if path else None
    if kept is None:
        raise Refusal(f"{NOT_ENCRYPTED}，不需要打开密码", "", "password")
    return kept


def _unlocked(kept: KeyFile, key: bytes, remember: bool) -> bytes:
    if remember:
        secrets.secrets().put(name_of(kept), key)
    return key


def forget_key(office: Office) -> None:
    """Remove the data key from this computer: from the next start on a password or the recovery code is asked for."""
    _, kept, _ = _open(office)
    if not kept.has_password:
        raise Refusal("请先设置打开密码，再让本机每次启动都询问", "", "password")
    with office.transaction(May.SETTINGS) as session:
        office.on_record(session, "key_forgotten")
    with _or_as_it_was(office, "key_forgotten"):
        secrets.secrets().forget(name_of(kept))


# -- how the ways in are changed ------------------------------------------------------------------------------


def set_password(office: Office, password: str, *, cost: Cost | None = None) -> None:
    """Set or change the password that opens the database; nothing is encrypted anew.

    Trying one costs what this computer bears; measuring that takes a second or two.
    """
    look_at_password(password)
    path, kept, key = _open(office)
    changed = vault.with_password(kept, key, password, cost or argon.calibrated())
    with vault.key_file_to_come(path, changed) as put:
        with office.transaction(May.SETTINGS) as session:
            office.on_record(session, "key_password_set")
        with _or_as_it_was(office, "key_password_set"):
            _put(path, changed, put)


def new_recovery_code(office: Office) -> str:
    """A new recovery code, to be shown once and not put away yet; the one before opens nothing from now on.

    The record comes before the key file takes its place: whatever fails, the code that people have goes on working.
    """
    from gkcase.storage.tables import Setting

    path, kept, key = _open(office)
    changed, code = vault.with_code(kept, key)
    with vault.key_file_to_come(path, changed) as put:
        with office.transaction(May.SETTINGS) as session:
            row = session.get(Setting, CODE_KEPT)
            before = row is not None and row.value is True
            session.merge(Setting(key=CODE_KEPT, value=False))
            office.on_record(session, "recovery_code_made")
        with _or_as_it_was(office, "recovery_code_made", Setting(key=CODE_KEPT, value=before)):
            _put(path, changed, put)
    return code


def _put(path: Path, changed: KeyFile, put: Callable[[], None]) -> None:
    """Let the key file take its place; that the disk complains after it is there takes nothing back."""
    try:
        put()
    except Trouble:
        if vault.read_key_file(path) != changed:
            raise


@contextmanager
def _or_as_it_was(office: Office, act: str, *rows: object) -> Iterator[None]:
    """What is on record and fails after all is taken back on record too, with what else was written with it."""
    try:
        yield
    except Trouble:
        with office.transaction(May.SETTINGS) as session:
            office.on_record(session, "key_change_failed", change=act)
            for row in rows:
                session.merge(row)
        raise


def key_status(office: Office) -> KeyStatus:
    """How the open database is protected, and whether its key lies on this computer."""
    if office.store.key is None:
        return KeyStatus(encrypted=False)
    _, kept, key = _open(office)
    place = secrets.secrets()
    here = place.get(name_of(kept)) == key
    ways = [slot in kept.slots for slot in (vault.PASSWORD, vault.RECOVERY)]
    return KeyStatus(True, place.kind if here else "", *ways)


def _open(office: Office) -> tuple[Path, KeyFile, bytes]:
    path, key = office.store.path, office.store.key
    if path is None or key is None:
        raise Refusal(f"{NOT_ENCRYPTED}，没有打开密码和恢复码", "", "password")
    kept = vault.read_key_file(path)
    if kept is None:
        raise Trouble(f"找不到钥匙文件，请把备份旁边的钥匙文件复制回来：{vault.key_file(path)}")
    return path, kept, key


def look_at_password(password: str) -> None:
    """Refuse a password that is too short or too long."""
    if len(password) < SHORTEST:
        raise Refusal(f"打开密码至少{SHORTEST}个字符，越长越好", "", "password")
    if len(password) > LONGEST:
        raise Refusal(f"打开密码最多{LONGEST}个字符", "", "password")
