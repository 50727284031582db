"""The first schema. Long, because a migration never imports the tables of today: it says them all itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table; the triggers follow from their own list."""
    _applicants()
    _audit()
    _calendar_years()
    _drafts()
    _office_days()
    _offices()
    _settings()
    _cases()
    _counters()
    _persons()
    _case_copies()
    _journal()
    _mail()
    _texts()
    _attachments()
    _letters()
    _payloads()
    if op.get_context().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE grams USING fts5(words, content='', tokenize='ascii')")
        return
    op.execute(
        "CREATE TABLE grams (case_id INTEGER NOT NULL CONSTRAINT pk_grams PRIMARY KEY"
        " CONSTRAINT fk_grams_case_id_cases REFERENCES cases (id), words TSVECTOR NOT NULL)"
    )
    op.execute("CREATE INDEX ix_grams_words ON grams USING gin (words)")


def _applicants() -> None:
    op.create_table(
        "applicants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(400), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("id_kind", sa.String(32), nullable=False),
        sa.Column("id_number", sa.String(60), nullable=False),
        sa.Column("phone", sa.String(120), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("postcode", sa.String(20), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("fax", sa.String(120), nullable=False),
        sa.Column("unit", sa.String(400), nullable=False),
        sa.Column("contact", sa.String(400), nullable=False),
        sa.Column("legal_representative", sa.String(400), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applicants")),
    )
    op.create_index(op.f("ix_applicants_id_number"), "applicants", ["id_number"])
    op.create_index(op.f("ix_applicants_name"), "applicants", ["name"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.String(120), nullable=False),
        sa.Column("act", sa.String(32), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("payload_hash", sa.String(64), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_case_id_seq"), "audit", ["case_id", "seq"])


def _calendar_years() -> None:
    op.create_table(
        "calendar_years",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(120), nullable=False),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("off", sa.JSON(), nullable=False),
        sa.Column("work", sa.JSON(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_years")),
    )


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("person", sa.String(120), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index(op.f("ix_drafts_person_kind"), "drafts", ["person", "kind"])


def _office_days() -> None:
    op.create_table(
        "office_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_office_days")),
    )


def _offices() -> None:
    op.create_table(
        "offices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("short", sa.String(20), nullable=False),
        sa.Column("profile", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offices")),
    )


def _settings() -> None:
    op.create_table(
        "settings",
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("applicant_id", sa.Integer(), nullable=True),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["applicant_id"], ["applicants.id"], name=op.f("fk_cases_applicant_id_applicants")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_cases_office_id_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint(
            "office_id", "kind", "year", "serial", name=op.f("uq_cases_office_id_kind_year_serial")
        ),
        sa.UniqueConstraint("office_id", "number", name=op.f("uq_cases_office_id_number")),
    )
    op.create_index(op.f("ix_cases_applicant_id"), "cases", ["applicant_id"])
    op.create_index(op.f("ix_cases_year_serial"), "cases", ["year", "serial"])


def _counters() -> None:
    op.create_table(
        "counters",
        sa.Column("office_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_counters_office_id_offices")),
        sa.PrimaryKeyConstraint("office_id", "kind", "year", name=op.f("pk_counters")),
    )


def _persons() -> None:
    op.create_table(
        "persons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_persons_office_id_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
        sa.UniqueConstraint("office_id", "name", name=op.f("uq_persons_office_id_name")),
    )


def _case_copies() -> None:
    op.create_table(
        "case_copies",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("applicant", sa.String(400), nullable=False),
        sa.Column("applicant_kind", sa.String(32), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(32), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("clock_status", sa.String(32), nullable=False),
        sa.Column("base_due", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("suspended", sa.Boolean(), nullable=False),
        sa.Column("result", sa.String(32), nullable=False),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("handler", sa.String(120), nullable=False),
        sa.Column("drafter", sa.String(120), nullable=False),
        sa.Column("consulting", sa.Boolean(), nullable=False),
        sa.Column("next_duty", sa.String(400), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("reckoned_with", sa.String(64), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_copies_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_copies")),
    )
    op.create_index(op.f("ix_case_copies_applicant_case_id"), "case_copies", ["applicant", "case_id"])
    op.create_index(op.f("ix_case_copies_due_on_case_id"), "case_copies", ["due_on", "case_id"])
    op.create_index(
        op.f("ix_case_copies_handler_due_on_case_id"), "case_copies", ["handler", "due_on", "case_id"]
    )
    op.create_index(op.f("ix_case_copies_next_on_case_id"), "case_copies", ["next_on", "case_id"])
    op.create_index(
        "ix_case_copies_open",
        "case_copies",
        ["due_on", "case_id"],
        sqlite_where=sa.text("status NOT IN ('archived', 'closed', 'replied')"),
        postgresql_where=sa.text("status NOT IN ('archived', 'closed', 'replied')"),
    )
    op.create_index(op.f("ix_case_copies_received_on_case_id"), "case_copies", ["received_on", "case_id"])
    op.create_index(op.f("ix_case_copies_reckoned_with"), "case_copies", ["reckoned_with"])
    op.create_index(
        op.f("ix_case_copies_status_due_on_case_id"), "case_copies", ["status", "due_on", "case_id"]
    )


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event", sa.String(32), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("payload_hash", sa.String(64), nullable=False),
        sa.Column("op_id", sa.String(36), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_journal_case_id_cases")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_journal_person_id_persons")),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_journal")),
        sa.UniqueConstraint("op_id", name=op.f("uq_journal_op_id")),
    )


def _mail() -> None:
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("arrived_on", sa.Date(), nullable=False),
        sa.Column("way", sa.String(32), nullable=False),
        sa.Column("tracking_number", sa.String(60), nullable=False),
        sa.Column("sender", sa.String(400), nullable=False),
        sa.Column("taken_by", sa.String(120), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("no_request", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_mail_case_id_cases")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_mail_office_id_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
    )
    op.create_index(op.f("ix_mail_arrived_on"), "mail", ["arrived_on"])
    op.create_index(op.f("ix_mail_case_id"), "mail", ["case_id"])


def _texts() -> None:
    op.create_table(
        "texts",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_texts_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_texts")),
    )


def _attachments() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(120), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "seq"],
            ["journal.case_id", "journal.seq"],
            name=op.f("fk_attachments_case_id_seq_journal"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index(op.f("ix_attachments_case_id_seq"), "attachments", ["case_id", "seq"])
    op.create_index(op.f("ix_attachments_sha256"), "attachments", ["sha256"])


def _letters() -> None:
    op.create_table(
        "letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(120), nullable=False),
        sa.Column("quoted_due", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id", "seq"],
            ["journal.case_id", "journal.seq"],
            name=op.f("fk_letters_case_id_seq_journal"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
    )
    op.create_index(op.f("ix_letters_case_id_seq"), "letters", ["case_id", "seq"])
    op.create_index(op.f("ix_letters_quoted_due"), "letters", ["quoted_due"])
    op.create_index(op.f("ix_letters_sha256"), "letters", ["sha256"])


def _payloads() -> None:
    op.create_table(
        "payloads",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.String(32), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id", "seq"],
            ["journal.case_id", "journal.seq"],
            name=op.f("fk_payloads_case_id_seq_journal"),
        ),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_payloads")),
    )
