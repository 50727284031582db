"""Looks at a database file before SQLite may touch it: what is not ours, or not fit, stays as it is."""

from __future__ import annotations

import os
import tempfile
from contextlib import closing
from pathlib import Path

from gkcase.domain.errors import Trouble
from gkcase.storage import cipher
from gkcase.storage.faults import DAMAGED
from gkcase.storage.network import is_network_share
from gkcase.storage.schema import APPLICATION_ID, REVISIONS

NEWER = "数据库由较新版本的程序建立，本版本不能打开，请先升级程序：{path}"
MISSING = "找不到数据库文件，请检查路径或新建一个：{path}"
NO_DATABASE = "这个文件不是数据库，未作任何改动，请另选文件：{path}"
SHARE = "数据库不能放在网络共享文件夹里，多人使用请改用 PostgreSQL，或移到本机磁盘：{path}"
FOLDER_CLOSED = "数据库所在文件夹不能写入，请换一个文件夹或检查权限：{path}"


def examine(path: Path) -> str:
    """The schema's revision of a database file that may be opened; Trouble for any other."""
    _look_at_place(path)
    look_at_header(path)
    revision = _revision(path)
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
    look_at_folder(path)
    if not os.access(path, os.R_OK | os.W_OK):
        raise Trouble(f"数据库文件是只读的，请检查文件权限：{path}")


def look_at_header(path: Path) -> None:
    """Refuse what is not ours by its first 100 bytes, which sqlite.org/fileformat2.html, section 1.3, lays out."""
    with path.open("rb") as handle:
        header = handle.read(100)
    if not header:
        raise Trouble(f"数据库文件是空的（0 字节），请用备份恢复或新建：{path}")
    if len(header) < 100 or not header.startswith(b"SQLite format 3\0"):
        raise Trouble(NO_DATABASE.format(path=path))
    if int.from_bytes(header[68:72]) != APPLICATION_ID:
        raise Trouble(f"这个文件是别的程序的数据库，未作任何改动，请另选文件：{path}")
    if int.from_bytes(header[60:64]) > len(REVISIONS):
        raise Trouble(NEWER.format(path=path))
    page, pages = int.from_bytes(header[16:18]), int.from_bytes(header[28:32])
    whole = pages * (65536 if page == 1 else page)
    wal = path.with_name(path.name + "-wal")
    if path.stat().st_size < whole and not (wal.exists() and wal.stat().st_size):
        raise Trouble(f"{DAMAGED}：{path}")


def _revision(path: Path) -> str:
    """Ask through a connection that cannot write: the newest schema may still stand in the write-ahead log.

    Where there is no log nobody has the file open; taken as immutable it is read without leaving anything beside it.
    """
    how = "mode=ro" if path.with_name(path.name + "-wal").exists() else "immutable=1"
    try:
        with closing(cipher.connect(f"{path.as_uri()}?{how}", None, uri=True)) as connection:
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except Exception as error:
        if not cipher.is_error(error):
            raise
        raise Trouble(f"{DAMAGED}：{path}") from error
    return str(found[0]) if found else ""
