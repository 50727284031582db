"""Passwords of persons, a seal on each row of the chain, and a name by which keys are kept for this database."""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Nobody has a password yet; rows that were there before carry no seal and no name of a signer of their own."""
    op.create_table(
        "accounts",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("password", sa.String(200), nullable=False),
        sa.Column("earlier", sa.JSON(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_accounts_person_id_persons")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_accounts")),
    )
    op.add_column("audit", sa.Column("mac", sa.String(64), nullable=False, server_default=""))
    op.add_column("journal", sa.Column("signer", sa.String(120), nullable=True))
    settings = sa.table("settings", sa.column("key", sa.String()), sa.column("value", sa.JSON()))
    op.bulk_insert(settings, [{"key": "database_id", "value": uuid4().hex}])
