"""The office in which the long tests work: plain or encrypted, made and opened as the program does."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import date
from pathlib import Path

from alembic import command
from alembic.config import Config

from gkcase.services import secrets
from gkcase.services.dossier import OfficeProfile
from gkcase.services.office import Office, create_office, open_office
from gkcase.storage import cipher
from gkcase.storage.engine import sqlite_engine
from gkcase.storage.migrating import SCRIPTS
from gkcase.storage.schema import APPLICATION_ID, REVISIONS

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
    """Take a plain office back to the schema before the last migration: its rows in tables made by the migrations."""
    older = database.with_name("older.gkdb")
    engine = sqlite_engine(older, "IMMEDIATE", mode="DELETE", foreign_keys=False)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, REVISIONS[-2])
    engine.dispose()
    with closing(cipher.connect(older, None)) as connection:
        connection.execute("ATTACH ? AS newer", (str(database),))
        for (table,) in connection.execute(TABLES).fetchall():
            columns = ", ".join(
                sorted(_columns(connection, "main", table) & _columns(connection, "newer", table))
            )
            connection.execute(f"DELETE FROM main.{table}")
            connection.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM newer.{table}")
        connection.execute("DELETE FROM settings WHERE key = 'database_id'")
        connection.execute("UPDATE alembic_version SET version_num = ?", (REVISIONS[-2],))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(REVISIONS) - 1}")
    older.replace(database)


TABLES = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"


def _columns(connection: cipher.Connection, database: str, table: str) -> set[str]:
    return {f'"{row[1]}"' for row in connection.execute(f"PRAGMA {database}.table_info({table})")}
