"""The whole schema at once, and which one a database has."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import Connection, insert, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from gkcase.storage import triggers
from gkcase.storage.revisions import APPLICATION_ID as APPLICATION_ID
from gkcase.storage.revisions import HEAD as HEAD
from gkcase.storage.revisions import REVISIONS as REVISIONS
from gkcase.storage.tables import NOT_ENDED, Base, Setting

_OPEN_CASES = f"CREATE INDEX ix_case_copies_open ON case_copies (due_on, case_id) WHERE {NOT_ENDED}"
# Not declared with the table: the words for a partial index make SQLAlchemy load PostgreSQL at every start.

GRAMS = {
    "sqlite": (
        # The tokenizer `ascii` takes every character beyond ASCII for a letter; unicode61 knows Unicode 6.1 only
        # and would drop the hanzi of extensions E to I (𰻞) that stand in names.
        "CREATE VIRTUAL TABLE grams USING fts5(words, content='', tokenize='ascii')",
    ),
    "postgresql": (
        "CREATE TABLE grams (case_id INTEGER NOT NULL CONSTRAINT pk_grams PRIMARY KEY"
        " CONSTRAINT fk_grams_case_id_cases REFERENCES cases (id), words TSVECTOR NOT NULL)",
        "CREATE INDEX ix_grams_words ON grams USING gin (words)",
    ),
}
"""The search index, which no table definition covers: it differs in kind between the databases."""


DATABASE_ID = "database_id"
"""The setting that names this database for life: keys are kept under it."""


def create_schema(connection: Connection, database_id: str = "") -> None:
    """Make every table, index and trigger of today in the caller's transaction and stamp the revision and an id."""
    Base.metadata.create_all(connection, checkfirst=False)
    for statement in (_OPEN_CASES, *GRAMS[connection.dialect.name]):
        connection.execute(text(statement))
    connection.execute(
        text(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,"
            " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
        )
    )
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})
    connection.execute(insert(Setting).values(key=DATABASE_ID, value=database_id or uuid4().hex))
    finish_schema(connection)


def finish_schema(connection: Connection) -> None:
    """What follows every creation and migration: the triggers, and the marks in a file's header."""
    triggers.install(connection)
    if wrong := triggers.differing(connection):
        raise AssertionError(f"triggers differ after they were made: {wrong}")
    if connection.dialect.name == "sqlite":
        connection.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))
        connection.execute(text(f"PRAGMA user_version = {len(REVISIONS)}"))


def revision_of(connection: Connection) -> str:
    """The schema's revision by one SELECT; empty where there is no schema of ours."""
    try:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""
    except (OperationalError, ProgrammingError) as error:
        missing = getattr(error.orig, "sqlstate", None) == "42P01" or "no such table" in str(error.orig)
        if not missing:
            raise
        return ""
