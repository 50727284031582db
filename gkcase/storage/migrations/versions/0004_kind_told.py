"""What the yearly report looks for: requests that do not say what kind of applicant asks, and appeals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """The copy is written with the others that are new since 0002."""
    op.add_column(
        "case_copies", sa.Column("kindless", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_index(op.f("ix_case_copies_kindless"), "case_copies", ["kindless"])
    op.create_index(op.f("ix_stages_part_of_case_id"), "stages", ["part_of", "case_id"])
    op.create_index(op.f("ix_case_copies_ended"), "case_copies", list(ENDED))


ENDED = ("finished_on", "kind", "received_on", "applicant_kind", "finished_as", "kindless")
