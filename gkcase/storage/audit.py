"""The chain (审计链): every act as one row, sealed with the hash of the row before and, with a key, by its mac."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import String, insert, select, type_coerce
from sqlalchemy.orm import Session

from gkcase.domain.errors import ClockBack
from gkcase.domain.terms import BEIJING, chinese_date
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
CLOCK_SET_BACK = "clock_set_back"
"""Somebody has said why the clock is behind: from this act on it counts again."""

KEY = "history_key"
"""Where a writing session keeps the key under which its rows are sealed."""
END = "chain_end"
"""Where it keeps the end of the chain that it has written."""
CLOCK_RIGHT = "clock_right"
"""Where it is told that it writes nothing while the clock is behind; others write and mark what they write."""

TOLERATED = timedelta(minutes=5)
"""So much may a clock be behind the last act: two computers are never quite together."""
BEHIND = "clock_behind"
"""In the detail of an act that was written while the clock was behind: the moment that counts until it is past."""
_AS_SEALED = frozenset({ENTERED, ATTACHED, WRITTEN})
"""Acts whose detail is computed again from the rows that they stand for: nothing may be added to it."""
SET_BACK = (
    "时钟倒退，没有保存：本机现在是{now}，最近的记录是{last}（北京时间）；"
    "请校准本机的日期和时间再办，如果是当时的时钟快了，请说明理由后继续"
)


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
    end, past = _last(session)
    rows: list[dict[str, object]] = []
    places: list[operations.Place] = []
    key: bytes | None = session.info.get(KEY)
    for act in acts:
        act, past = _timed(session, act, past)
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


def _last(session: Session) -> tuple[Head, datetime | None]:
    """The end of the chain, and the moment that no act may come before; None where there is none to be read."""
    columns = (AuditRow.n, AuditRow.hash, type_coerce(AuditRow.at, String), AuditRow.detail)
    row = session.execute(select(*columns).order_by(AuditRow.n.desc()).limit(1)).first()
    return (Head(row[0], row[1]), _counting(row[2], row[3])) if row else (Head(), None)


def _counting(at: str, detail: str) -> datetime | None:
    """The moment of an act, or the later one that it was behind of; what was written past the program stops nobody."""
    with suppress(ValueError, AttributeError):
        found = json.loads(detail).get(BEHIND) if f'"{BEHIND}":' in detail else None
        counting = datetime.fromisoformat(str(found or at))
        return counting if counting.tzinfo else None
    return None


def _timed(session: Session, act: Act, past: datetime | None) -> tuple[Act, datetime]:
    """The act as it may be written, and the moment that counts after it: what is refused here is not saved."""
    if past is None or act.act == CLOCK_SET_BACK or act.at >= past - TOLERATED:
        return act, act.at
    if session.info.get(CLOCK_RIGHT):
        raise ClockBack(SET_BACK.format(now=_spoken(act.at), last=_spoken(past)))
    if act.act in _AS_SEALED:
        return act, past
    return replace(act, detail={**act.detail, BEHIND: moment(past)}), past


def behind(session: Session, now: datetime) -> datetime | None:
    """The last moment that counts, if the clock is behind it by more than is tolerated."""
    past = _last(session)[1]
    return past if past is not None and now < past - TOLERATED else None


def _spoken(at: datetime) -> str:
    here = at.astimezone(BEIJING)
    return f"{chinese_date(here.date())}{here:%H:%M}"


def mac_of(key: bytes | None, seal: str) -> str:
    """HMAC-SHA256 of a row's hash (RFC 2104): who has the file but not the key cannot make it."""
    return "" if key is None else hmac.digest(key, seal.encode(), "sha256").hex()


def name_of(key: bytes) -> str:
    """By what the chain calls a key without giving it away."""
    return hmac.digest(key, b"gkcase history key", "sha256").hex()[:16]


def head(session: Session) -> Head:
    """The end of the chain as it stands."""
    return _last(session)[0]


def hash_at(session: Session, n: int) -> str:
    """The hash of a row; empty where there is none."""
    return session.scalar(select(AuditRow.hash).where(AuditRow.n == n)) or ""
