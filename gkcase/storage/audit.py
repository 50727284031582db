"""The chain (审计链): every act as one row, sealed with the hash of the row before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, insert, select, type_coerce
from sqlalchemy.orm import Session

from gkcase.storage import operations
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
    return append_all(session, [Act(at, who, act, case_id, seq, detail or {}, payload_hash)])


@dataclass(frozen=True, slots=True)
class Act:
    """What one row of the chain says, without its place."""

    at: datetime
    who: str
    act: str
    case_id: int | None
    seq: int | None
    detail: Mapping[str, object]
    payload_hash: str


def append_all(session: Session, acts: Iterable[Act]) -> Head:
    """Add rows to the chain in their order, in the caller's transaction, and give back its end."""
    end, rows = head(session), []
    places: list[operations.Place] = []
    for act in acts:
        row = {
            "n": end.n + 1,
            "at": act.at,
            "who": act.who,
            "act": act.act,
            "case_id": act.case_id,
            "seq": act.seq,
            "detail": canonical(act.detail),
            "payload_hash": act.payload_hash,
            "previous": end.hash,
        }
        at = moment(act.at)
        end = Head(end.n + 1, _seal([*(row | {"at": at}).values()]))
        rows.append(row | {"hash": end.hash})
        places.append((end.n, at, str(act.detail.get("event", act.act)), act.case_id))
    if rows:
        session.execute(insert(AuditRow), rows)
        operations.remember(session, places)
    return end


_LINKS = (
    AuditRow.n,
    type_coerce(AuditRow.at, String),
    AuditRow.who,
    AuditRow.act,
    AuditRow.case_id,
    AuditRow.seq,
    AuditRow.detail,
    AuditRow.payload_hash,
    AuditRow.previous,
    AuditRow.hash,
)


def _seal(fields: list[Any]) -> str:
    """The hash of a row: its fields in the order of the table, the moment as it is stored."""
    return sha256(canonical(fields))


def head(session: Session) -> Head:
    """The end of the chain as it stands."""
    row = session.execute(select(AuditRow.n, AuditRow.hash).order_by(AuditRow.n.desc()).limit(1)).first()
    return Head(row.n, row.hash) if row else Head()


def verify(session: Session) -> list[Problem]:
    """Compute the whole chain again and say which rows do not fit."""
    return list(_breaks(session))


def _breaks(session: Session) -> Iterator[Problem]:
    expected, last = 1, ""
    rows = session.execute(select(*_LINKS).order_by(AuditRow.n).execution_options(yield_per=1000))
    for *fields, seal in rows:
        n, case_id, previous = fields[0], fields[4], fields[8]
        if n != expected:
            yield Problem(f"审计链缺少第{expected}条至第{n - 1}条记录", case_id)
        elif previous != last:
            yield Problem(f"审计链第{n}条与上一条接不上", case_id)
        if _seal(fields) != seal:
            yield Problem(f"审计链第{n}条被改动过", case_id)
        expected, last = n + 1, seal
