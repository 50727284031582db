"""The chain (审计链): every act as one row, sealed with the hash of the row before (RELIABILITY 0.8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from gkcase.storage.canonical import canonical, moment, sha256
from gkcase.storage.tables import AuditRow

ENTERED = "entered"
ERASED = "erased"
ATTACHED = "attached"
WRITTEN = "written"


@dataclass(frozen=True)
class Problem:
    """What a check found: one Chinese sentence and the case it concerns (None: the whole database)."""

    what: str
    case_id: int | None = None


@dataclass(frozen=True)
class Head:
    """The end of the chain: how many rows, and the hash that stands for all of them."""

    n: int = 0
    hash: str = ""


def append(
    session: Session,
    *,
    at: datetime,
    who: str,
    act: str,
    case_id: int | None = None,
    seq: int | None = None,
    detail: Mapping[str, object] | None = None,
    payload_hash: str = "",
) -> Head:
    """Add one row to the chain in the caller's transaction; `detail` must hold no personal data."""
    session.flush()
    return add_row(
        session, at=at, who=who, act=act, case_id=case_id, seq=seq, detail=detail, payload_hash=payload_hash
    )


def add_row(
    session: Session,
    *,
    at: datetime,
    who: str,
    act: str,
    case_id: int | None = None,
    seq: int | None = None,
    detail: Mapping[str, object] | None = None,
    payload_hash: str = "",
) -> Head:
    """Do what `append` does inside a flush, which must not be started twice."""
    before = head(session)
    fields = (before.n + 1, at, who, act, case_id, seq, canonical(detail or {}), payload_hash, before.hash)
    seal = _seal(*fields)
    session.execute(insert(AuditRow), dict(zip(_FIELDS, (*fields, seal), strict=True)))
    return Head(before.n + 1, seal)


_FIELDS = ("n", "at", "who", "act", "case_id", "seq", "detail", "payload_hash", "previous", "hash")


def _seal(n: int, at: datetime, *rest: object) -> str:
    return sha256(canonical([n, moment(at), *rest]))


def head(session: Session) -> Head:
    """The end of the chain as it stands."""
    row = session.execute(select(AuditRow.n, AuditRow.hash).order_by(AuditRow.n.desc()).limit(1)).first()
    return Head(row.n, row.hash) if row else Head()


def verify(session: Session) -> list[Problem]:
    """Compute the whole chain again and say which rows do not fit."""
    return list(_breaks(session))


def _breaks(session: Session) -> Iterator[Problem]:
    expected, last = 1, ""
    columns = [getattr(AuditRow, field) for field in _FIELDS]
    rows = session.execute(select(*columns).order_by(AuditRow.n).execution_options(yield_per=1000))
    for row in rows:
        if row.n != expected:
            yield Problem(f"审计链缺少第{expected}条至第{row.n - 1}条记录", row.case_id)
        elif row.previous != last:
            yield Problem(f"审计链第{row.n}条与上一条接不上", row.case_id)
        if _seal(*row[:9]) != row.hash:
            yield Problem(f"审计链第{row.n}条被改动过", row.case_id)
        expected, last = row.n + 1, row.hash
