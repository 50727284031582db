"""What all tables share: names of constraints, stored terms, moments in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, String
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from gkcase.domain.terms import (
    ApplicantKind,
    CaseKind,
    Channel,
    Clock,
    Event,
    IdKind,
    LetterKind,
    StageKind,
    Status,
    Term,
)
from gkcase.storage.canonical import moment


def coded(kind: type[Term]) -> Enum:
    """A text column that holds a term's code, readable in either database and free of type migrations."""
    return Enum(
        kind, native_enum=False, length=32, values_callable=lambda terms: [term.value for term in terms]
    )


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps no zone, so it is added when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without zone: it would silently be taken for UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs a time zone")
        at = value.astimezone(UTC)
        return at.replace(tzinfo=None) if dialect.name == "sqlite" else at

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give every moment back in UTC, whatever the server's zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


TERMS: tuple[type[Term], ...] = (
    *(ApplicantKind, CaseKind, Channel, Clock, Event, IdKind),
    *(LetterKind, StageKind, Status),
)
"""The enumerations that stand in columns of their own."""


class Stamp(TypeDecorator[datetime]):
    """A moment kept as the very text that goes into a hash, so that proving it needs no conversion."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write it in UTC to the microsecond."""
        return None if value is None else moment(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Give it back in UTC."""
        return None if value is None else datetime.fromisoformat(value)


class Base(DeclarativeBase):
    """The metadata of every table; constraints have names, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        **{kind: coded(kind) for kind in TERMS},
        datetime: Moment,
        dict[str, Any]: JSON,
        list[str]: JSON,
        Any: JSON,
    }
