"""The office in which the long tests work: plain or encrypted, made and opened as the program does."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import date
from pathlib import Path

from gkcase.services import secrets
from gkcase.services.dossier import OfficeProfile
from gkcase.services.office import Office, create_office, open_office
from gkcase.storage import cipher

TODAY = date(2026, 12, 8)
PROFILE = OfficeProfile(
    "云溪镇人民政府",
    "云政依复",
    review_body="云溪县人民政府",
    court="云溪县人民法院",
    address="云溪镇人民路1号",
    phone="0557-1234567",
)


def today() -> date:
    """The day on which all this happens."""
    return TODAY


def make_office(database: Path | str, *, encrypted: bool = False) -> Office:
    """A new office, plain or with a key of its own."""
    return create_office(database, PROFILE, today=today, acting="李某", encrypted=encrypted)


def open_again(database: Path | str, key: bytes | None = None) -> Office:
    """The same office after whatever happened."""
    return open_office(database, today=today, acting="李某", key=key)


def keep_keys_in(folder: Path) -> None:
    """From here on keys are kept in a folder of our own, never in the keyring of whoever runs this."""
    folder.mkdir(exist_ok=True)
    os.environ["GKCASE_NO_KEYRING"] = "1"
    vars(secrets)["data_folder"] = lambda: folder


def make_older(database: Path) -> None:
    """Take a plain office back to the schema before the last migration, as the release before would have left it."""
    with closing(cipher.connect(database, None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in names:
            connection.execute(f'DROP TRIGGER "{name}"')
        for statement in BACK:
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


BACK = (
    "DROP TABLE accounts",
    "ALTER TABLE audit DROP COLUMN mac",
    "DELETE FROM settings WHERE key = 'database_id'",
    "UPDATE alembic_version SET version_num = '0003'",
    "PRAGMA user_version = 3",
)
