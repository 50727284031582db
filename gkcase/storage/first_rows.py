"""What the first picture needs of a database file, read with the standard library alone.

To load SQLAlchemy takes longer than everything else before the first picture together. Nothing is written here, and
whatever is not as expected is left to `open_store`, which says what is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gkcase.domain.terms import ENDED
from gkcase.storage import cipher
from gkcase.storage.revisions import APPLICATION_ID, HEAD

Row = tuple[Any, ...]
PATIENCE_SECONDS = 0.2
_ENDED = ", ".join(repr(code) for code in sorted(status.value for status in ENDED))


@dataclass(frozen=True)
class FirstRows:
    """Rows as the database holds them: days as ISO text, terms as codes, lists and maps as JSON."""

    office: Row
    persons: Sequence[Row]
    years: Sequence[Row]
    office_days: Sequence[Row]
    settings: Sequence[Row]
    cases: Sequence[Row]
    mail: Sequence[Row]


def first_rows(path: Path, case_columns: Sequence[str], key: bytes | None = None) -> FirstRows | None:
    """Read them in one view of the database; None where it is not a sound file of today's schema."""
    if not path.is_file():
        return None
    try:
        uri = f"{path.absolute().as_uri()}?mode=ro"
        with closing(cipher.connect(uri, key, uri=True, timeout=PATIENCE_SECONDS)) as connection:
            connection.execute("BEGIN")
            return _read(connection, case_columns) if _is_ours(connection) else None
    except Exception as error:
        if cipher.is_error(error):
            return None
        raise


def _is_ours(connection: cipher.Connection) -> bool:
    marked = connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    return marked and connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]


def _read(connection: cipher.Connection, case_columns: Sequence[str]) -> FirstRows | None:
    def all_of(statement: str) -> list[Row]:
        return connection.execute(statement).fetchall()

    offices = all_of("SELECT name, short, profile FROM offices")
    if len(offices) != 1:
        return None
    columns = ", ".join(case_columns)
    return FirstRows(
        office=offices[0],
        persons=all_of("SELECT id, name, title, roles FROM persons WHERE active ORDER BY id"),
        years=all_of('SELECT year, number, dated, "off", work FROM calendar_years ORDER BY year'),
        office_days=all_of("SELECT day, works, name FROM office_days"),
        settings=all_of("SELECT key, value FROM settings"),
        cases=all_of(
            f"SELECT {columns} FROM case_copies WHERE status NOT IN ({_ENDED}) OR next_on IS NOT NULL"
            " ORDER BY due_on ASC NULLS LAST, case_id"
        ),
        mail=all_of(
            "SELECT id, arrived_on, way, tracking_number, sender, taken_by, note FROM mail"
            " WHERE case_id IS NULL AND NOT no_request ORDER BY arrived_on DESC, id DESC"
        ),
    )
