"""Leaves no trace of what was erased: freed pages are overwritten, the search index is merged, the log is emptied."""

from __future__ import annotations

import time
from contextlib import closing

from sqlalchemy import text
from sqlalchemy.orm import Session

from gkcase.domain.errors import Conflict
from gkcase.storage import cipher
from gkcase.storage.engine import Store
from gkcase.storage.faults import BUSY, explained

PATIENCE = 3.0


def overwrite_freed(session: Session) -> None:
    """From here on SQLite writes zeros over what is deleted; PostgreSQL leaves that to VACUUM."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA secure_delete = ON"))


def merge_index(session: Session) -> None:
    """Write the search index anew: what was taken out lies in its older parts until they are merged."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO grams (grams) VALUES ('optimize')"))


def empty_log(store: Store) -> None:
    """Bring the write-ahead log into the file and cut it to nothing, outside any transaction."""
    if store.path is None:
        return
    until = time.monotonic() + PATIENCE
    with explained(), closing(cipher.connect(store.path, store.key, timeout=PATIENCE)) as connection:
        while connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            if time.monotonic() > until:
                raise Conflict(BUSY)
            time.sleep(0.05)
