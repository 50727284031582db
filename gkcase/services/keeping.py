"""Copies of the database on demand (备份), taken back to a new place only (恢复), and migrations."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gkcase.services.keys import data_key
from gkcase.services.office import Office
from gkcase.storage import backup as copies
from gkcase.storage.engine import open_store
from gkcase.storage.tables import Setting

LAST_BACKUP = "last_backup"


@dataclass(frozen=True)
class Kept:
    """A copy that has been reopened and compared with the original; `missing` papers could not go with it."""

    path: Path
    head: str
    files: int
    missing: tuple[str, ...]


def back_up(office: Office, to: Path) -> Kept:
    """Copy database and papers while work goes on; the copy is proven before it gets its name."""
    made = copies.backup(office.store, to)
    with office.transaction() as session:
        session.merge(Setting(key=LAST_BACKUP, value=office.now().isoformat()))
        office.on_record(session, "backed_up")
    return Kept(made.path, made.head.hash, made.files, made.missing)


def restore(source: Path, new: Path, key: bytes | None = None) -> Kept:
    """Bring a copy back as a new database; nothing that is there is touched. A copy of an encrypted one has its key."""
    made = copies.restore(source, new, key or data_key(source))
    return Kept(made.path, made.head.hash, made.files, made.missing)


def last_backup(office: Office) -> str:
    """When the last proven copy was made (ISO 8601, UTC); empty if never."""
    with office.reading() as session:
        row = session.get(Setting, LAST_BACKUP)
        return str(row.value) if row else ""


def migrate(database: str) -> str:
    """Bring a database to this program's schema, after a copy where it is a file; returns the revision."""
    if "://" in database and not database.startswith("sqlite"):
        from gkcase.storage.migrating import migrate as bring_up  # Alembic only when there is need

        return bring_up(database)
    store = open_store(database, key=data_key(database))
    store.close()
    from gkcase.storage.schema import HEAD

    return HEAD
