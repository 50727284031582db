"""The tables. A case is its journal; all that is said of a case elsewhere is a copy for queries."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    literal_column,
)
from sqlalchemy.orm import Mapped, mapped_column

from gkcase.domain.terms import (
    ENDED,
    ApplicantKind,
    CaseKind,
    Channel,
    Event,
    LetterKind,
    StageKind,
    Status,
)
from gkcase.storage.base import Base, Stamp
from gkcase.storage.office_tables import (
    AbsenceRow,
    AccountRow,
    AnnualReportRow,
    ApplicantRow,
    CalendarYear,
    Counter,
    DraftRow,
    MailRow,
    OfficeDayRow,
    OfficeRow,
    PersonRow,
    RememberedRow,
    Setting,
)

__all__ = [
    "OPEN",
    "AbsenceRow",
    "AccountRow",
    "AnnualReportRow",
    "ApplicantRow",
    "AttachmentRow",
    "AuditRow",
    "Base",
    "CalendarYear",
    "Case",
    "CaseCopy",
    "Counter",
    "DraftRow",
    "JournalRow",
    "LetterRow",
    "MailRow",
    "MailingRow",
    "OfficeDayRow",
    "OfficeRow",
    "PaperTextRow",
    "PayloadRow",
    "PersonRow",
    "RememberedRow",
    "SearchText",
    "Setting",
    "StageRow",
]

NOT_ENDED = f"status NOT IN ({', '.join(repr(code) for code in sorted(status.value for status in ENDED))})"
"""The open cases in SQL, for their index and for whoever asks."""

OPEN: ColumnElement[bool] = literal_column(f"case_copies.{NOT_ENDED}")
"""The condition of the open cases, word for word that of their index: only so do the databases use it.

Not typed as Boolean: SQLAlchemy would add `= 1` in SQLite, and the index would be passed over."""


class Case(Base):
    """A request for information (政府信息公开申请): its number and version, nothing that can be computed."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("office_id", "number"),
        UniqueConstraint("office_id", "kind", "year", "serial"),
        Index(None, "year", "serial"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    number: Mapped[str] = mapped_column(String(60))
    year: Mapped[int]
    serial: Mapped[int]
    kind: Mapped[CaseKind] = mapped_column(default=CaseKind.REQUEST)
    registered_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    applicant_id: Mapped[int | None] = mapped_column(ForeignKey("applicants.id"), index=True)
    imported: Mapped[bool] = mapped_column(default=False)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - declared so by SQLAlchemy


BOARD = ("finished_on", "replied_on", "closed_on", "received_on", "result", "late", "working_days")
"""What the dashboard counts of ended cases stands in one index: it reads no row for it."""

ENDED_CASES = ("finished_on", "kind", "received_on", "applicant_kind", "finished_as", "kindless")
"""What the yearly report counts likewise."""


class CaseCopy(Base):
    """What lists show of a case, computed from its journal and written with it; redone freely, so no version."""

    __tablename__ = "case_copies"
    __table_args__ = (
        Index(None, "due_on", "case_id"),
        Index(None, "received_on", "case_id"),
        Index(None, "status", "due_on", "case_id"),
        Index(None, "applicant", "case_id"),
        Index(None, "handler", "due_on", "case_id"),
        Index(None, "next_on", "case_id"),
        Index(None, "reckoned_with"),
        Index(None, "copied_as"),
        Index(None, "received_on", "kind", "applicant_kind", "channel"),
        Index(None, "kindless"),
        Index("ix_case_copies_ended", *ENDED_CASES),
        Index("ix_case_copies_board", *BOARD),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(String(60))
    applicant: Mapped[str] = mapped_column(String(400), default="")
    applicant_kind: Mapped[ApplicantKind] = mapped_column(default=ApplicantKind.NATURAL)
    wanted: Mapped[str] = mapped_column(Text, default="")
    channel: Mapped[Channel | None]
    received_on: Mapped[date | None]
    status: Mapped[Status]
    clock_status: Mapped[str] = mapped_column(String(32), default="")
    base_due: Mapped[date | None]
    due_on: Mapped[date | None]
    provisional: Mapped[bool] = mapped_column(default=False)
    suspended: Mapped[bool] = mapped_column(default=False)
    result: Mapped[str] = mapped_column(String(32), default="")
    replied_on: Mapped[date | None]
    late: Mapped[bool] = mapped_column(default=False)
    handler: Mapped[str] = mapped_column(String(120), default="")
    drafter: Mapped[str] = mapped_column(String(120), default="")
    consulting: Mapped[bool] = mapped_column(default=False)
    next_duty: Mapped[str] = mapped_column(String(400), default="")
    next_on: Mapped[date | None]
    reckoned_with: Mapped[str] = mapped_column(String(64), default="")
    closed_on: Mapped[date | None]
    kind: Mapped[CaseKind] = mapped_column(default=CaseKind.REQUEST, server_default="request")
    unit: Mapped[str] = mapped_column(String(200), default="", server_default="")
    finished_on: Mapped[date | None]
    finished_as: Mapped[str] = mapped_column(String(32), default="", server_default="")
    working_days: Mapped[int | None]
    corrected: Mapped[bool] = mapped_column(default=False, server_default=false())
    extended: Mapped[bool] = mapped_column(default=False, server_default=false())
    fee_asked: Mapped[int] = mapped_column(default=0, server_default="0")
    fee: Mapped[int] = mapped_column(default=0, server_default="0")
    fee_on: Mapped[date | None]
    copied_as: Mapped[int] = mapped_column(default=0, server_default="0")
    kindless: Mapped[bool] = mapped_column(default=False, server_default=false())


class JournalRow(Base):
    """One entry (办理环节) without its words, which stand in the payload; this row holds their salted hash."""

    __tablename__ = "journal"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event: Mapped[Event]
    on: Mapped[date] = mapped_column("occurred_on")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    payload_hash: Mapped[str] = mapped_column(String(64))
    op_id: Mapped[str | None] = mapped_column(String(36), unique=True)
    signer: Mapped[str | None] = mapped_column(String(120))


def _entry_key() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["case_id", "seq"], ["journal.case_id", "journal.seq"])


class PayloadRow(Base):
    """The words and personal data of an entry; the only part of a journal that may be emptied."""

    __tablename__ = "payloads"
    __table_args__ = (_entry_key(),)

    case_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    salt: Mapped[str | None] = mapped_column(String(32))
    body: Mapped[str | None] = mapped_column(Text)
    erased_at: Mapped[datetime | None]


class AuditRow(Base):
    """A link of the chain (审计链): who did what when, sealed with the hash of the link before."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "case_id", "seq"),)

    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Stamp)
    who: Mapped[str] = mapped_column(String(120))
    act: Mapped[str] = mapped_column(String(32))
    case_id: Mapped[int | None]
    seq: Mapped[int | None]
    detail: Mapped[str] = mapped_column(Text)
    payload_hash: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    mac: Mapped[str] = mapped_column(String(64), default="", server_default="")


class AttachmentRow(Base):
    """A paper that came in and hangs on an entry (附件)."""

    __tablename__ = "attachments"
    __table_args__ = (_entry_key(), Index(None, "case_id", "seq"), Index(None, "sha256"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int]
    seq: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(120), default="")
    added_at: Mapped[datetime]
    added_by: Mapped[str] = mapped_column(String(120))


class LetterRow(Base):
    """A letter that was made (文书), with the due day it quotes, if it quotes one."""

    __tablename__ = "letters"
    __table_args__ = (
        _entry_key(),
        Index(None, "case_id", "seq"),
        Index(None, "sha256"),
        Index(None, "quoted_due"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int]
    seq: Mapped[int]
    kind: Mapped[LetterKind]
    number: Mapped[str] = mapped_column(String(60), default="")
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int]
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(120))
    quoted_due: Mapped[date | None]


class MailingRow(Base):
    """What left the house with an entry (寄送): a copy from the journal, redone freely, for lists and look-ups."""

    __tablename__ = "mailings"
    __table_args__ = (Index(None, "tracking_number"), Index(None, "sent_on", "case_id"))

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    letter: Mapped[int]
    event: Mapped[Event]
    addressee: Mapped[str] = mapped_column(String(400), default="")
    way: Mapped[str] = mapped_column(String(32), default="")
    carrier: Mapped[str] = mapped_column(String(32), default="")
    tracking_number: Mapped[str] = mapped_column(String(60), default="")
    sent_on: Mapped[date]
    delivered_on: Mapped[date | None]
    returned_on: Mapped[date | None]
    proof: Mapped[int] = mapped_column(default=0)


class StageRow(Base):
    """What runs beside the main line (环节): a copy from the journal, redone freely, for registers and table 四."""

    __tablename__ = "stages"
    __table_args__ = (
        Index(None, "kind", "began_on", "case_id"),
        Index(None, "kind", "ended_on", "code", "result"),
        Index(None, "part_of", "case_id"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[StageKind]
    key: Mapped[str] = mapped_column(String(60), default="")
    party: Mapped[str] = mapped_column(String(400), default="")
    code: Mapped[str] = mapped_column(String(32), default="")
    began_on: Mapped[date]
    reached_on: Mapped[date | None]
    limit_on: Mapped[date | None]
    due_before: Mapped[date | None]
    ended_on: Mapped[date | None]
    result: Mapped[str] = mapped_column(String(32), default="")
    days: Mapped[int] = mapped_column(default=0)
    number: Mapped[str] = mapped_column(String(120), default="")
    part_of: Mapped[str] = mapped_column(String(60), default="")
    words: Mapped[str] = mapped_column(Text, default="")


class PaperTextRow(Base):
    """What a letter says, by the hash of its file: letters are found by their words."""

    __tablename__ = "paper_texts"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    body: Mapped[str] = mapped_column(Text)


class SearchText(Base):
    """The words by which a case is found, folded for comparison; the gram index is made from them."""

    __tablename__ = "texts"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    body: Mapped[str] = mapped_column(Text)
