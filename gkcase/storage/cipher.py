"""Opens a database file: SQLite as it is, or SQLCipher where there is a data key. Nothing else opens one."""

from __future__ import annotations

import hmac
import sqlite3
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, cast

from gkcase.storage.durable import open_file

KEY_BYTES = 32
"""The length of a data key."""

HEADER = b"SQLite format 3\0"
"""How every SQLite file begins (sqlite.org/fileformat2.html, section 1.3)."""

if TYPE_CHECKING:
    Connection = sqlite3.Connection


def driver(key: bytes | None) -> ModuleType:
    """The DB-API module for a file with this key; SQLCipher's is loaded when it is first needed."""
    if key is None:
        return sqlite3
    from sqlcipher3 import dbapi2

    return cast("ModuleType", dbapi2)


def connect(path: Path | str, key: bytes | None, *, uri: bool = False, timeout: float = 5) -> Connection:
    """A connection without transactions of its own; a wrong key shows itself at the first read, as no database."""
    connection = driver(key).connect(
        path if uri else str(path), timeout=timeout, uri=uri, isolation_level=None, check_same_thread=False
    )
    try:
        if key is not None:
            if len(key) != KEY_BYTES:
                raise ValueError("a data key has 32 bytes")
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(f"PRAGMA key = \"x'{key.hex()}{_salt(key).hex()}'\"")
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute("PRAGMA cache_size = -32000")  # KiB: the deciphered list of 100 000 cases
    except BaseException:
        connection.close()
        raise
    return cast("Connection", connection)


def begins_well(path: Path, key: bytes) -> bool:
    """Whether the first bytes of an encrypted file are its salt: no seal covers them, and nothing else reads them."""
    with path.open("rb") as handle:
        return hmac.compare_digest(handle.read(16), _salt(key))


def _salt(key: bytes) -> bytes:
    """The salt of an encrypted file, drawn from its key.

    SQLCipher would read it from the first bytes of the file, and a power failure that tears these while a checkpoint
    writes them made a file that nobody can open, though the whole page stands in the write-ahead log.
    """
    return hmac.digest(key, b"gkcase/1/salt", "sha256")[:16]


def is_plain(path: Path) -> bool:
    """Whether a file begins as SQLite's do: an encrypted one shows nothing but noise."""
    with open_file(path) as handle:
        return handle.read(len(HEADER)) == HEADER


def sound(connection: Connection, key: bytes | None) -> bool:
    """Whether every page is what was written, as far as the file can tell: SQLCipher signs each of them."""
    if key is not None and connection.execute("PRAGMA cipher_integrity_check").fetchone() is not None:
        return False
    return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))


def is_error(error: BaseException | None) -> bool:
    """Whether an error comes from either driver; SQLCipher's classes are its own.

    Text of a damaged file that is no text any more is told by the drivers as an error of decoding.
    """
    return isinstance(error, UnicodeDecodeError) or any(
        kind.__name__ == "Error" and kind.__module__.partition(".")[0] in ("sqlite3", "sqlcipher3")
        for kind in type(error).__mro__
    )
