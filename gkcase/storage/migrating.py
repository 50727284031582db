"""Brings a database to today's schema: copy first, then everything in one transaction, then proof."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, make_url, text

from gkcase.domain.errors import Trouble
from gkcase.storage.backup import backups_folder
from gkcase.storage.engine import lock_for_writing, postgresql_engine, sqlite_engine
from gkcase.storage.faults import DAMAGED, explained
from gkcase.storage.opening import NEWER, examine
from gkcase.storage.pooled import copy_to_folder
from gkcase.storage.schema import REVISIONS, finish_schema, revision_of

BEFORE_UPGRADE = "upgrade"
"""Why this copy was made, as the list of copies keeps it."""

SCRIPTS = Path(__file__).parent / "migrations"
"""Where the migrations lie; they travel inside the package."""


def migrate(url: str | URL) -> str:
    """Create or upgrade the schema of a shared database (`gkcase migrate`) and give back its revision."""
    where = make_url(url)
    engine = postgresql_engine(where)
    try:
        with explained(), engine.begin() as connection:
            lock_for_writing(connection)
            revision = revision_of_any(connection)
            if revision and revision not in REVISIONS:
                raise Trouble(NEWER.format(path=where.render_as_string(hide_password=True)))
            upgrade(connection)
            return revision_of(connection)
    finally:
        engine.dispose()


def upgrade_file(path: Path, key: bytes | None = None) -> Path:
    """Upgrade a database file after a copy of it was made and proven; gives back the copy's path."""
    examine(path, key)
    folder = backups_folder(path)
    line = copy_to_folder(path, folder, None, key, why=BEFORE_UPGRADE, now=datetime.now(UTC))
    engine = sqlite_engine(path, "IMMEDIATE", key, foreign_keys=False)
    try:
        with explained(), engine.begin() as connection:
            upgrade(connection)
            if connection.execute(text("PRAGMA foreign_key_check")).first():
                raise Trouble(f"{DAMAGED}：{path}")
    finally:
        engine.dispose()
    return folder / line.file


def upgrade(connection: Connection, scripts: Path | None = None) -> None:
    """Run what is missing in the caller's transaction, then make the triggers again."""
    config = Config()
    config.set_main_option("script_location", str(scripts or SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    finish_schema(connection)


def revision_of_any(connection: Connection) -> str:
    """The revision, empty for an empty schema; PostgreSQL must be asked first, an error would end the transaction."""
    if connection.execute(text("SELECT to_regclass('alembic_version')")).scalar() is None:
        return ""
    return revision_of(connection)
