"""Figures for reports and registers: more copies of a case, its stages, what is remembered, reports handed in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Copies that are new are written when the office is next opened: `copied_as` 0 marks every case for it."""
    _case_copies()
    _stages()
    _remembered()
    _annual_reports()
    op.create_table(
        "paper_texts",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_paper_texts")),
    )


def _case_copies() -> None:
    for column in (
        sa.Column("kind", sa.String(32), nullable=False, server_default="request"),
        sa.Column("unit", sa.String(200), nullable=False, server_default=""),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("finished_as", sa.String(32), nullable=False, server_default=""),
        sa.Column("working_days", sa.Integer(), nullable=True),
        sa.Column("corrected", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("extended", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("fee_asked", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("fee", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("fee_on", sa.Date(), nullable=True),
        sa.Column("copied_as", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("kindless", sa.Boolean(), nullable=False, server_default=sa.false()),
    ):
        op.add_column("case_copies", column)
    for columns in INDEXES:
        op.create_index(op.f(f"ix_case_copies_{'_'.join(columns)}"), "case_copies", list(columns))
    op.create_index(op.f("ix_case_copies_board"), "case_copies", list(BOARD))
    op.create_index(op.f("ix_case_copies_ended"), "case_copies", list(ENDED))


INDEXES = (
    ("copied_as",),
    ("kindless",),
    ("received_on", "kind", "applicant_kind", "channel"),
)

ENDED = ("finished_on", "kind", "received_on", "applicant_kind", "finished_as", "kindless")
BOARD = ("finished_on", "replied_on", "closed_on", "received_on", "result", "late", "working_days")


def _stages() -> None:
    op.create_table(
        "stages",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("party", sa.String(400), nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("reached_on", sa.Date(), nullable=True),
        sa.Column("limit_on", sa.Date(), nullable=True),
        sa.Column("due_before", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("result", sa.String(32), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(120), nullable=False),
        sa.Column("part_of", sa.String(60), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_stages_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_stages")),
    )
    op.create_index(op.f("ix_stages_kind_began_on_case_id"), "stages", ["kind", "began_on", "case_id"])
    op.create_index(
        op.f("ix_stages_kind_ended_on_code_result"), "stages", ["kind", "ended_on", "code", "result"]
    )
    op.create_index(op.f("ix_stages_part_of_case_id"), "stages", ["part_of", "case_id"])


def _remembered() -> None:
    op.create_table(
        "remembered",
        sa.Column("person", sa.String(120), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("person", "key", name=op.f("pk_remembered")),
    )


def _annual_reports() -> None:
    op.create_table(
        "annual_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(8), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("placements", sa.JSON(), nullable=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(120), nullable=False),
        sa.Column("replaced", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annual_reports")),
    )
    op.create_index(op.f("ix_annual_reports_year_source"), "annual_reports", ["year", "source"])
