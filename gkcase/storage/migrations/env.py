"""Runs the migrations on the connection it is given, in the transaction that is already open there.

Alembic's own handling leaves SQLite half-migrated when it is killed; one BEGIN IMMEDIATE around all of it does not.
No batch mode: it makes tables anew and drops the triggers of journal, audit and payloads without a word.
"""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    transactional_ddl=True,
    transaction_per_migration=False,
    render_as_batch=False,
)
context.run_migrations()
