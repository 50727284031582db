"""Copies of the database on demand (备份), taken back to a new place only (恢复), and migrations."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from gkcase.domain.errors import Trouble
from gkcase.domain.rights import May
from gkcase.services.keys import data_key
from gkcase.services.marks import forget_place
from gkcase.services.office import Office
from gkcase.services.progress import Cancelled, Progress, never, silent, stepping
from gkcase.storage import backup as copies
from gkcase.storage.audit import ENTERED
from gkcase.storage.engine import open_store
from gkcase.storage.tables import AuditRow, Setting

LAST_BACKUP = "last_backup"


@dataclass(frozen=True)
class Kept:
    """A copy that has been reopened and compared with the original; `missing` papers could not go with it."""

    path: Path
    head: str
    files: int
    missing: tuple[str, ...]
    n: int = 0


def back_up(office: Office, to: Path, *, report: Progress = silent, cancelled: Cancelled = never) -> Kept:
    """Copy database and papers while work goes on; the copy is proven before it gets its name."""
    office.ask(May.BACKUP)
    made = copies.backup(office.store, to, stepping(report, cancelled))
    with office.transaction(May.BACKUP) as session:
        session.merge(Setting(key=LAST_BACKUP, value=office.now().isoformat()))
        office.on_record(session, "backed_up")
    return Kept(made.path, made.head.hash, made.files, made.missing, made.head.n)


def restore(
    source: Path,
    new: Path,
    key: bytes | None = None,
    *,
    report: Progress = silent,
    cancelled: Cancelled = never,
) -> Kept:
    """Bring a copy back as a new database, compared before it gets its name; nothing that is there is touched.

    A copy of an encrypted database has its key.
    """
    made = copies.restore(source, new, key or data_key(source), stepping(report, cancelled))
    with suppress(Trouble):  # without a keyring there is no mark either
        forget_place(made.path)
    return Kept(made.path, made.head.hash, made.files, made.missing, made.head.n)


def entries_after(office: Office, n: int, head: str) -> int | None:
    """How many entries this office has made after such an end of the chain; None where it is another office's."""
    with office.reading_all() as session:
        if n and session.scalar(select(AuditRow.hash).where(AuditRow.n == n)) != head:
            return None
        later = select(func.count()).select_from(AuditRow).where(AuditRow.n > n, AuditRow.act == ENTERED)
        return session.scalar(later) or 0


def last_backup(office: Office) -> str:
    """When the last proven copy was made (ISO 8601, UTC); empty if never."""
    with office.reading() as session:
        row = session.get(Setting, LAST_BACKUP)
        return str(row.value) if row else ""


def migrate(database: str, key: bytes | None = None) -> str:
    """Bring a database to this program's schema, after a copy where it is a file; returns the revision."""
    if "://" in database and not database.startswith("sqlite"):
        from gkcase.storage.migrating import migrate as bring_up  # Alembic only when there is need

        return bring_up(database)
    store = open_store(database, key=key or data_key(database))
    store.close()
    from gkcase.storage.schema import HEAD

    return HEAD
