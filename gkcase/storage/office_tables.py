"""The tables of the office itself: its people, applicants, mail register, calendar and settings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gkcase.domain.terms import ApplicantKind, IdKind
from gkcase.storage.base import Base


class OfficeRow(Base):
    """An office (政府信息公开工作机构) and what its letters say of it."""

    __tablename__ = "offices"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    short: Mapped[str] = mapped_column(String(20))
    profile: Mapped[dict[str, Any]] = mapped_column(default=dict)


class PersonRow(Base):
    """A person of the office; who left stays on record, inactive."""

    __tablename__ = "persons"
    __table_args__ = (UniqueConstraint("office_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    name: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(120), default="")
    roles: Mapped[list[str]] = mapped_column(default=list)
    active: Mapped[bool] = mapped_column(default=True)


class AccountRow(Base):
    """How a person proves who they are (登录): the hash of the password and what was tried in vain."""

    __tablename__ = "accounts"

    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True, autoincrement=False)
    password: Mapped[str] = mapped_column(String(200), default="")
    earlier: Mapped[list[str]] = mapped_column(default=list)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    set_at: Mapped[datetime | None]
    must_change: Mapped[bool] = mapped_column(default=False)


class AbsenceRow(Base):
    """While somebody is away, who signs for them (外出代签); cancelled ones stay on record."""

    __tablename__ = "absences"
    __table_args__ = (Index(None, "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    since: Mapped[date]
    until: Mapped[date]
    note: Mapped[str] = mapped_column(Text, default="")
    cancelled: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))


class ApplicantRow(Base):
    """Who asks (申请人), remembered from one request to the next."""

    __tablename__ = "applicants"
    __table_args__ = (Index(None, "name"), Index(None, "id_number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(400))
    kind: Mapped[ApplicantKind] = mapped_column(default=ApplicantKind.NATURAL)
    id_kind: Mapped[IdKind] = mapped_column(default=IdKind.RESIDENT_ID)
    id_number: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(120), default="")
    address: Mapped[str] = mapped_column(Text, default="")
    postcode: Mapped[str] = mapped_column(String(20), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    fax: Mapped[str] = mapped_column(String(120), default="")
    unit: Mapped[str] = mapped_column(String(400), default="")
    contact: Mapped[str] = mapped_column(String(400), default="")
    legal_representative: Mapped[str] = mapped_column(String(400), default="")
    updated_at: Mapped[datetime]


class Counter(Base):
    """The last number given, per office, kind of number and year; locked while the next one is given."""

    __tablename__ = "counters"

    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class MailRow(Base):
    """A line of the mail register (收件簿): every envelope at the door, whether a request or not."""

    __tablename__ = "mail"
    __table_args__ = (Index(None, "arrived_on"), Index(None, "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    arrived_on: Mapped[date]
    way: Mapped[str] = mapped_column(String(32))
    tracking_number: Mapped[str] = mapped_column(String(60), default="")
    sender: Mapped[str] = mapped_column(String(400), default="")
    taken_by: Mapped[str] = mapped_column(String(120), default="")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    no_request: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))


class DraftRow(Base):
    """What somebody has typed and not saved yet (草稿)."""

    __tablename__ = "drafts"
    __table_args__ = (Index(None, "person", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    person: Mapped[str] = mapped_column(String(120))
    body: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]


class CalendarYear(Base):
    """An imported arrangement (放假安排) of one year; overrides the one that came with the program."""

    __tablename__ = "calendar_years"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(String(120))
    dated: Mapped[date | None]
    off: Mapped[dict[str, Any]]
    work: Mapped[dict[str, Any]]
    imported_at: Mapped[datetime]
    imported_by: Mapped[str] = mapped_column(String(120))


class OfficeDayRow(Base):
    """A day that this office decided for itself (本机关上班日、休息日)."""

    __tablename__ = "office_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    works: Mapped[bool]
    name: Mapped[str] = mapped_column(String(120))


class Setting(Base):
    """A choice of the office that is no fact of a case (设置)."""

    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class RememberedRow(Base):
    """What the program remembers for one person, or for all (no name): filters, mappings, reminders seen."""

    __tablename__ = "remembered"

    person: Mapped[str] = mapped_column(String(120), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class AnnualReportRow(Base):
    """The figures of a year as they were handed in (定稿) or published elsewhere; an older one stays, replaced."""

    __tablename__ = "annual_reports"
    __table_args__ = (Index(None, "year", "source"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    format: Mapped[str] = mapped_column(String(8))
    source: Mapped[str] = mapped_column(String(16))
    figures: Mapped[dict[str, Any]]
    placements: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(120))
    replaced: Mapped[bool] = mapped_column(default=False)
