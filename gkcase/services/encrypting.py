"""Encrypts an office that is there, and the other way round (加密、取消加密): killed at any moment, nothing is lost.

The database is one file and changes at one moment. Attachments, letters and the copies made before follow one by one;
as long as the key file says that they are `mixed`, either kind is read, and the next start finishes the work.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gkcase.domain.errors import Refusal, Trouble
from gkcase.services import secrets
from gkcase.services.keys import data_key, file_of, look_at_password, make_key_file
from gkcase.services.progress import BrokenOff, Cancelled, Progress, never, silent, stepping
from gkcase.storage import cipher, vault

if TYPE_CHECKING:
    from gkcase.services.office import Office
    from gkcase.storage.argon import Cost
    from gkcase.storage.files import FileStore

SHARED = "共享数据库（PostgreSQL）不在这里加密，请由数据库管理员对服务器的磁盘加密"


def encrypt_office(
    database: str | Path,
    *,
    password: str = "",
    acting: str = "",
    cost: Cost | None = None,
    report: Progress = silent,
    cancelled: Cancelled = never,
) -> str:
    """Encrypt an office that nobody has open, with its papers and its own copies; gives back the recovery code.

    Cancelled (BrokenOff) before the encrypted file takes its place, everything is as it was; from the first report
    on there is no way back any more.
    What was carried elsewhere before stays as it is. Nobody is logged in here: whoever calls has asked for the right
    (May.SETTINGS) in the open office.
    """
    path = _file(database)
    if not cipher.is_plain(path):
        raise Refusal("这个数据库已经加密", "", "database")
    if password:
        look_at_password(password)
    with _opened(path, acting) as office:
        identity = _identity(office)
        _forget_that_a_code_was_kept(office)
    key = vault.new_key()
    bare = replace(vault.new_key_file(identity, key), mixed=True)
    made = make_key_file(path, bare, key, password, cost)
    try:
        _convert(path, None, key, cancelled)
    except BaseException:
        if cipher.is_plain(path):
            vault.put_aside(path)
        raise
    with _opened(path, acting, report):
        return made.code


def decrypt_office(
    database: str | Path,
    *,
    reason: str,
    key: bytes | None = None,
    acting: str = "",
    report: Progress = silent,
    cancelled: Cancelled = never,
) -> None:
    """Take the encryption off an office that nobody has open; why is put on record before anything is changed.

    Cancelled (BrokenOff) before the plain file takes its place, the next start seals again what was opened.
    Its key stays on this computer: the copies that were made before are opened by it.
    """
    path = _file(database)
    if cipher.is_plain(path):
        raise Refusal("这个数据库没有加密", "", "database")
    if not reason.strip():
        raise Refusal("取消加密须写明理由", "", "reason")
    key = key or data_key(path)
    with _opened(path, acting, key=key) as office:
        kept = vault.read_key_file(path)
        if kept is None or key is None:
            raise Trouble(f"找不到钥匙文件，请把备份旁边的钥匙文件复制回来：{vault.key_file(path)}")
        with office.unasked() as session:
            office.on_record(session, "decrypted", reason=reason.strip())
        vault.write_key_file(path, replace(kept, mixed=True))
        _reseal(office.store.files, stepping(report, cancelled), sealed=False)
    secrets.secrets().put(f"{kept.id}/history", vault.subkey(key, vault.HISTORY))
    _convert(path, key, None, cancelled)
    vault.put_aside(path)


def keep_first_code(database: Path, acting: str) -> None:
    """Put on record that the first code was put away, before the office is open: nobody can have logged in."""
    from gkcase.services.recovery_kept import put_down

    with _opened(database, acting) as office, office.unasked() as session:
        put_down(office, session)


def finish_encrypting(office: Office, report: Progress = silent) -> None:
    """Seal what is not sealed yet, and put on record that the office is encrypted; at most starts there is nothing."""
    path, key = office.store.path, office.store.key
    if path is None or key is None:
        return
    kept = vault.read_key_file(path)
    if kept is None or not kept.mixed:
        return
    from gkcase.storage import converting
    from gkcase.storage.backup import backups_folder, pool_of
    from gkcase.storage.engine import file_store
    from gkcase.storage.erasure import overwrite

    pool = file_store(pool_of(backups_folder(path)), key)
    for store in (office.store.files, pool):
        _reseal(store, report, sealed=True)
    for copy in converting.plain_copies(path):
        converting.convert_copy(path, copy, key)
    for left in (*converting.left_behind(path), *office.store.files.left_behind(), *pool.left_behind()):
        overwrite(left)
    with office.unasked() as session:
        office.on_record(session, "encrypted")
    vault.write_key_file(
        path, replace(kept, mixed=False)
    )  # where that fails, the next start does all this again


def _reseal(files: FileStore, report: Progress, *, sealed: bool) -> None:
    names = files.names()
    for done, sha256 in enumerate(names, start=1):
        files.reseal(sha256, sealed=sealed)
        report(done, len(names))


def _convert(path: Path, old: bytes | None, new: bytes | None, cancelled: Cancelled) -> None:
    from gkcase.storage.converting import convert  # with it comes all that proves copies

    def go_on() -> None:
        if cancelled():
            raise BrokenOff

    convert(path, old, new, go_on)


def _forget_that_a_code_was_kept(office: Office) -> None:
    """The code of an earlier encryption may lie in the safe; the one that comes now does not."""
    from gkcase.storage.tables import Setting

    with office.unasked() as session:
        if (row := session.get(Setting, vault.CODE_KEPT)) is not None:
            row.value = False


def _file(database: str | Path) -> Path:
    path = file_of(database)
    if path is None:
        raise Refusal(SHARED, "", "database")
    if not path.is_file():
        raise Trouble(f"找不到数据库文件，请检查路径：{path}")
    return path


def _identity(office: Office) -> str:
    from gkcase.storage.schema import DATABASE_ID
    from gkcase.storage.tables import Setting

    with office.reading() as session:
        return str(session.get_one(Setting, DATABASE_ID).value)


@contextmanager
def _opened(
    path: Path, acting: str, report: Progress = silent, *, key: bytes | None = None
) -> Iterator[Office]:
    """The office for a moment; opening it brings it up to date."""
    from gkcase.services.office import open_office

    office = open_office(path, acting=acting, key=key, report=report)
    try:
        yield office
    finally:
        office.close()
