"""The chain (审计链): every act as one row, sealed with the hash of the row before and, with a key, by its mac."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from gkcase.storage import operations
from gkcase.storage.canonical import canonical, moment, sha256
from gkcase.storage.tables import AuditRow

ENTERED = "entered"
ERASED = "erased"
DISPOSED = "disposed"
ATTACHED = "attached"
WRITTEN = "written"
KEYED = "history_key"
"""From this act on every row bears a mac under the key that it names."""
SEALED = "office_sealed"
"""Says what the tables were worth that decide days and rights."""

KEY = "history_key"
"""Where a writing session keeps the key under which its rows are sealed."""
END = "chain_end"
"""Where it keeps the end of the chain that it has written."""


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
    key: bytes | None = session.info.get(KEY)
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
        end = Head(end.n + 1, sha256(canonical([*(row | {"at": at}).values()])))
        rows.append(row | {"hash": end.hash, "mac": mac_of(key, end.hash)})
        places.append((end.n, at, str(act.detail.get("event", act.act)), act.case_id))
    if rows:
        session.execute(insert(AuditRow), rows)
        session.info[END] = end
        operations.remember(session, places)
    return end


def mac_of(key: bytes | None, seal: str) -> str:
    """HMAC-SHA256 of a row's hash (RFC 2104): who has the file but not the key cannot make it."""
    return "" if key is None else hmac.digest(key, seal.encode(), "sha256").hex()


def name_of(key: bytes) -> str:
    """By what the chain calls a key without giving it away."""
    return hmac.digest(key, b"gkcase history key", "sha256").hex()[:16]


def head(session: Session) -> Head:
    """The end of the chain as it stands."""
    row = session.execute(select(AuditRow.n, AuditRow.hash).order_by(AuditRow.n.desc()).limit(1)).first()
    return Head(row.n, row.hash) if row else Head()


def hash_at(session: Session, n: int) -> str:
    """The hash of a row; empty where there is none."""
    return session.scalar(select(AuditRow.hash).where(AuditRow.n == n)) or ""
