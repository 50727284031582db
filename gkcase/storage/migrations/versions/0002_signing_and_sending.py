"""Absences with their deputies, and what left the house."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

from gkcase.domain.journal import Entry, in_force
from gkcase.domain.sending import mailings_of
from gkcase.domain.state import CaseState
from gkcase.domain.terms import Event

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make both tables; neither grows only, so no trigger guards them."""
    op.create_table(
        "absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_absences_person_id_persons")),
        sa.ForeignKeyConstraint(["deputy_id"], ["persons.id"], name=op.f("fk_absences_deputy_id_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    op.create_index(op.f("ix_absences_person_id"), "absences", ["person_id"])
    mailings = op.create_table(
        "mailings",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("letter", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(32), nullable=False),
        sa.Column("addressee", sa.String(400), nullable=False),
        sa.Column("way", sa.String(32), nullable=False),
        sa.Column("carrier", sa.String(32), nullable=False),
        sa.Column("tracking_number", sa.String(60), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("proof", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_mailings_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_mailings")),
    )
    op.create_index(op.f("ix_mailings_tracking_number"), "mailings", ["tracking_number"])
    op.create_index(op.f("ix_mailings_sent_on_case_id"), "mailings", ["sent_on", "case_id"])
    op.bulk_insert(mailings, list(_sent_before()))
    # Duties and results are reckoned otherwise since: the copies of what is not over are made anew on opening.
    op.execute("UPDATE case_copies SET reckoned_with = '' WHERE status NOT IN ('closed', 'archived')")


JOURNAL = """
    SELECT journal.case_id, journal.seq, journal.event, journal.occurred_on, payloads.body
    FROM journal LEFT JOIN payloads ON payloads.case_id = journal.case_id AND payloads.seq = journal.seq
    ORDER BY journal.case_id, journal.seq
"""


def _sent_before() -> Iterator[dict[str, Any]]:
    """What left the house before there was a table for it, from the journals."""
    found = op.get_bind().execute(sa.text(JOURNAL).columns(occurred_on=sa.Date()))
    for case_id, rows in groupby(found, key=lambda row: row.case_id):
        past = tuple(in_force([_entry(row) for row in rows]))
        for mailing in mailings_of(CaseState(past=past)):
            way = mailing.way.value if mailing.way else ""
            event = mailing.event.value
            yield {"case_id": case_id, **asdict(mailing), "way": way, "event": event}


def _entry(row: Any) -> Entry:
    facts = json.loads(row.body)["facts"] if row.body else {}
    return Entry(Event.of(row.event), row.occurred_on, facts=facts, seq=row.seq)
