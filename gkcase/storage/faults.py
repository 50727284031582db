"""Turns what a database or a disk reports into one sentence for the officer; our own bugs pass through."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError

from gkcase.domain.errors import Conflict, Trouble
from gkcase.storage import cipher

STALE = "案件已被他人更新，请刷新后再办理"
BUSY = "另一个窗口或程序正在写入数据库，本次没有保存，请稍后再试"
DISK_FULL = "磁盘空间不足，本次没有保存；请清理数据库所在的磁盘后再试"
READ_ONLY = "数据库文件或所在文件夹是只读的，本次没有保存；请检查文件夹的写入权限"
DAMAGED = "数据库文件已损坏，请停止使用，用最近一次备份恢复到新的位置"
UNREADABLE = "读写数据库文件时磁盘出错，本次没有保存；请检查磁盘或换一个位置"
DISCONNECTED = "与数据库服务器的连接断开了，不能确定本次是否已保存；请重新连接后核对该案件"
NO_RIGHT = "数据库账号没有所需的权限，请联系数据库管理员"

NO_SPACE = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
"""What the system says when a disk or a quota is full; a limit on file size ends a save the same way."""

_SQLITE: dict[int, Conflict | Trouble] = {
    5: Conflict(BUSY),
    6: Conflict(BUSY),
    8: Trouble(READ_ONLY),
    10: Trouble(UNREADABLE),
    11: Trouble(DAMAGED),
    13: Trouble(DISK_FULL),
    14: Trouble(UNREADABLE),
    26: Trouble(DAMAGED),
}
_IOERR_WRITE = {778, 1034, 1290, 1546, 4874}
"""SQLITE_IOERR_WRITE, _FSYNC, _DIR_FSYNC, _TRUNCATE, _SHMSIZE: how a full disk shows itself besides FULL."""

_POSTGRES: dict[str, Conflict | Trouble] = {
    "40": Conflict(BUSY),
    "42501": Trouble(NO_RIGHT),
    "53100": Trouble(DISK_FULL),
    "55P03": Conflict(BUSY),
    "57P": Trouble(DISCONNECTED),
    "08": Trouble(DISCONNECTED),
    "XX001": Trouble(DAMAGED),
    "XX002": Trouble(DAMAGED),
}
_ONE_ENTRY_TWICE = (
    "journal.case_id",
    "journal.op_id",
    "journal is out of sequence",
    "pk_journal",
    "uq_journal_op_id",
)


@contextmanager
def explained() -> Iterator[None]:
    """Run the block; what the surroundings did to it comes out as a Conflict or a Trouble."""
    try:
        yield
    except Exception as error:
        known = explanation(error)
        if known is None:
            raise
        raise known from error


def explanation(error: Exception) -> Conflict | Trouble | None:
    """The sentence for an error of database or disk; None where it is our own bug."""
    if isinstance(error, StaleDataError):
        return Conflict(STALE)
    if isinstance(error, PoolTimeout):
        return Conflict(BUSY)
    if isinstance(error, OSError):
        return Trouble(DISK_FULL) if error.errno in NO_SPACE else None
    if isinstance(error, IntegrityError):
        return Conflict(STALE) if any(name in str(error.orig) for name in _ONE_ENTRY_TWICE) else None
    if cipher.is_error(error):
        return _of_sqlite(error)
    if isinstance(error, DBAPIError):
        return _of_sqlite(error.orig) if cipher.is_error(error.orig) else _of_server(error)
    return None


def _of_sqlite(error: BaseException | None) -> Conflict | Trouble | None:
    code = getattr(error, "sqlite_errorcode", 0)  # the module's own errors have none
    return _fresh(Trouble(DISK_FULL) if code in _IOERR_WRITE else _SQLITE.get(code & 0xFF))


def _of_server(error: DBAPIError) -> Conflict | Trouble | None:
    state = getattr(error.orig, "sqlstate", None) or ""
    for prefix, known in _POSTGRES.items():
        if state.startswith(prefix):
            return _fresh(known)
    return Trouble(DISCONNECTED) if error.connection_invalidated or _unreachable(error, state) else None


def _unreachable(error: DBAPIError, state: str) -> bool:
    """Whether the server never answered: psycopg gives no state then."""
    return not state and type(error.orig).__name__ == "OperationalError"


def _fresh(known: Conflict | Trouble | None) -> Conflict | Trouble | None:
    """A new exception each time: a raised one collects tracebacks."""
    return None if known is None else type(known)(str(known))
