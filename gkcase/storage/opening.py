"""Looks at a database file before SQLite may touch it: what is not ours, or not fit, stays as it is.

An encrypted file shows nothing without its key: what is wrong with it is told by the key file and the first page.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import closing
from pathlib import Path

from gkcase.domain.errors import Trouble
from gkcase.storage import cipher, vault
from gkcase.storage.faults import DAMAGED
from gkcase.storage.network import is_network_share
from gkcase.storage.schema import APPLICATION_ID, REVISIONS

NEWER = "数据库由较新版本的程序建立，本版本不能打开，请先升级程序：{path}"
MISSING = "找不到数据库文件，请检查路径或新建一个：{path}"
NO_DATABASE = "这个文件不是数据库，未作任何改动，请另选文件：{path}"
SHARE = "数据库不能放在网络共享文件夹里，多人使用请改用 PostgreSQL，或移到本机磁盘：{path}"
FOLDER_CLOSED = (
    "数据库所在文件夹不能写入，请检查权限；光盘、只读盘上的备份请用“恢复为新文件”取到本机磁盘：{path}"
)


NO_KEY_FILE = (
    "打不开：文件开头已损坏，或者已加密而没有钥匙文件；请用备份恢复，或把备份旁边的钥匙文件复制回来：{path}"
)
NO_KEY = "数据库已加密，需要钥匙才能打开：{path}"
OTHER_KEY = "这把钥匙打不开这个数据库，请用打开密码或恢复码打开：{path}"
_PAGE = 4096


def examine(path: Path, key: bytes | None = None) -> str:
    """The schema's revision of a database file that may be opened; Trouble for any other."""
    _look_at_place(path)
    look_at_header(path, key)
    revision = _revision(path, key)
    if revision not in REVISIONS:
        raise Trouble(NEWER.format(path=path))
    return revision


def look_at_folder(path: Path) -> None:
    """Make sure that a database may live in this folder."""
    if is_network_share(path):
        raise Trouble(SHARE.format(path=path))
    try:
        tempfile.TemporaryFile(dir=path.parent).close()
    except OSError as error:
        raise Trouble(FOLDER_CLOSED.format(path=path.parent)) from error


def _look_at_place(path: Path) -> None:
    if path.is_dir():
        raise Trouble(f"这是文件夹，不是数据库文件：{path}")
    if not path.exists():
        raise Trouble(MISSING.format(path=path))
    if not path.is_file():
        raise Trouble(f"这是管道或者设备，不是数据库文件：{path}")
    look_at_folder(path)
    if not os.access(path, os.R_OK | os.W_OK):
        raise Trouble(f"数据库文件是只读的，请检查文件权限：{path}")


def look_at_header(path: Path, key: bytes | None = None) -> None:
    """Refuse what is not ours by its first 100 bytes, which sqlite.org/fileformat2.html, section 1.3, lays out."""
    size = path.stat().st_size
    if not size:
        raise Trouble(f"数据库文件是空的（0 字节），请用备份恢复或新建：{path}")
    if _log(path) and _log_opens(path, key):
        return
    if size >= 100 and cipher.is_plain(path):
        if key is not None:
            raise Trouble(f"这个数据库没有加密，不需要钥匙：{path}")
        _look_at_plain(path)
    elif size % _PAGE:
        raise Trouble((DAMAGED + "：{path}" if key else NO_DATABASE).format(path=path))
    elif key is None:
        there = vault.key_file(path).exists()
        raise Trouble(NO_KEY.format(path=path) if there else NO_KEY_FILE.format(path=vault.key_file(path)))
    else:
        _look_inside(path, key)


def _log_opens(path: Path, key: bytes | None) -> bool:
    """Whether the write-ahead log makes it whole: a power failure may have torn what a checkpoint was writing."""
    try:
        marks = _marks(path, key)
    except Exception as error:
        if not cipher.is_error(error):
            raise
        return False
    _look_at_marks(path, *marks[:2])
    return True


def _marks(path: Path, key: bytes | None) -> list[int]:
    with closing(_looking(path, key)) as connection:
        return [int(connection.execute(f"PRAGMA {name}").fetchone()[0]) for name in _MARKS]


def _look_at_plain(path: Path) -> None:
    with path.open("rb") as handle:
        header = handle.read(100)
    _look_at_marks(path, int.from_bytes(header[68:72]), int.from_bytes(header[60:64]))
    page, pages = int.from_bytes(header[16:18]), int.from_bytes(header[28:32])
    whole = pages * (65536 if page == 1 else page)
    if path.stat().st_size < whole and not _log(path):
        raise Trouble(f"{DAMAGED}：{path}")


def _look_inside(path: Path, key: bytes) -> None:
    """The same marks on the first page of an encrypted file; where it does not open, whose fault that is."""
    try:
        marks = _marks(path, key)
    except Exception as error:
        if not cipher.is_error(error):
            raise
        kept = vault.read_key_file(path)
        fits = kept is not None and kept.fits(key)
        raise Trouble(f"{DAMAGED}：{path}" if fits else OTHER_KEY.format(path=path)) from error
    _look_at_marks(path, *marks[:2])
    short = path.stat().st_size < marks[2] * _PAGE or not cipher.begins_well(path, key)
    if short and not _log(path):
        raise Trouble(f"{DAMAGED}：{path}")


_MARKS = ("application_id", "user_version", "page_count")


def _look_at_marks(path: Path, application: int, version: int) -> None:
    if application != APPLICATION_ID:
        raise Trouble(f"这个文件是别的程序的数据库，未作任何改动，请另选文件：{path}")
    if version > len(REVISIONS):
        raise Trouble(NEWER.format(path=path))


def _log(path: Path) -> int:
    """The length of the write-ahead log: what the file lacks may stand there."""
    wal = path.with_name(path.name + "-wal")
    return wal.stat().st_size if wal.exists() else 0


def _looking(path: Path, key: bytes | None) -> cipher.Connection:
    """A connection that cannot write: the newest schema may still stand in the write-ahead log.

    Where there is no log nobody has the file open; taken as immutable it is read without leaving anything beside it.
    """
    how = "mode=ro" if path.with_name(path.name + "-wal").exists() else "immutable=1"
    return cipher.connect(f"{path.absolute().as_uri()}?{how}", key, uri=True)


def _revision(path: Path, key: bytes | None) -> str:
    try:
        with closing(_looking(path, key)) as connection:
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except Exception as error:
        if not cipher.is_error(error):
            raise
        raise Trouble(f"{DAMAGED}：{path}") from error
    return str(found[0]) if found else ""
