"""Computes the whole chain again, row by row, and reads from it on the way what the other checks need.

Rows are read as the driver gives them and their text is put together by hand: through rows of SQLAlchemy and a JSON
encoder made anew for each one, a million would take minutes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from json.encoder import encode_basestring as quoted
from typing import Any

from sqlalchemy import String, select, type_coerce
from sqlalchemy.orm import Session

from gkcase.storage import audit
from gkcase.storage.audit import Problem
from gkcase.storage.tables import AuditRow

PART = 20_000
"""So many rows are read in one go; after each whoever waits is told."""

_ROWS = (
    "SELECT n, at, who, act, case_id, seq, detail, payload_hash, previous, hash, mac"
    " FROM audit WHERE n > {last} ORDER BY n LIMIT {part}"
)
_TOLD = frozenset(
    {audit.ERASED, audit.DISPOSED, audit.ATTACHED, audit.WRITTEN, audit.KEYED, audit.SEALED}
    | {"mail_entered", "mail_linked", "mail_no_request", "mail_reopened"}
)
"""The acts that other checks compare with their tables."""

Step = Callable[[int], None]
"""Told how many more rows are done; raises where nobody waits any more."""


@dataclass(frozen=True, slots=True)
class Told:
    """An act that another check needs."""

    n: int
    at: str
    who: str
    act: str
    case_id: int | None
    seq: int | None
    detail: str

    def read(self) -> dict[str, Any]:
        """What it says; empty where it cannot be read."""
        try:
            found = json.loads(self.detail)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass
class Chain:
    """What came of it: findings, remarks that are no findings, the acts that others need, and how many rows."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    rows: int = 0
    entered: int = 0
    sealed_from: int = 0
    """From which row on the key at hand holds; 0 where the chain does not name it."""


def nothing(_: int) -> None:
    """Nobody waits."""


def walk(session: Session, keys: Sequence[bytes] = (), step: Step = nothing) -> Chain:
    """Verify every row: its number, its link, its hash and, from the act on that names a key, its mac."""
    made = Chain()
    seals = _Seals(keys)
    expected, last = 1, ""
    for row in _rows(session, step):
        n, at, who, act, case_id, seq, detail, _, previous, seal, mac = row
        if n != expected:
            made.problems.append(Problem(f"审计链缺少第{expected}条至第{n - 1}条记录", case_id))
        elif previous != last:
            made.problems.append(Problem(f"审计链第{n}条与上一条接不上", case_id))
        if _seal(row) != seal:
            made.problems.append(Problem(f"审计链第{n}条被改动过", case_id))
        if act == audit.ENTERED:
            made.entered += 1
        elif act in _TOLD:
            one = Told(n, at, who, act, case_id, seq, detail)
            made.told.append(one)
            if act == audit.KEYED:
                seals.turn(one)
        seals.look(n, seal, mac)
        expected, last = n + 1, seal
        made.rows += 1
    made.sealed_from = seals.first
    made.problems += seals.problems()
    made.notes += seals.notes()
    return made


def told(session: Session, *acts: str) -> list[Told]:
    """The acts of these kinds, without verifying anything."""
    columns = (AuditRow.n, type_coerce(AuditRow.at, String), AuditRow.who, AuditRow.act)
    chosen = select(*columns, AuditRow.case_id, AuditRow.seq, AuditRow.detail).where(AuditRow.act.in_(acts))
    return [Told(*row) for row in session.execute(chosen.order_by(AuditRow.n))]


def _rows(session: Session, step: Step) -> Iterator[tuple[Any, ...]]:
    last, connection = 0, session.connection()
    while True:
        cursor: Any = connection.exec_driver_sql(_ROWS.format(last=last, part=PART)).cursor
        part: list[tuple[Any, ...]] = cursor.fetchall()
        if not part:
            return
        yield from part
        last = part[-1][0]
        step(len(part))


def _seal(row: tuple[Any, ...]) -> str:
    """The hash of a row: its first nine fields as canonical JSON; empty for what is not of its kind."""
    n, at, who, act, case_id, seq, detail, payload_hash, previous = row[:9]
    try:
        text = (
            f"[{n},{quoted(at)},{quoted(who)},{quoted(act)},"
            f"{'null' if case_id is None else case_id},{'null' if seq is None else seq},"
            f"{quoted(detail)},{quoted(payload_hash)},{quoted(previous)}]"
        )
        return hashlib.sha256(text.encode()).hexdigest()
    except (TypeError, UnicodeEncodeError):
        return ""


class _Seals:
    """The macs, stretch by stretch: before any key, under one that is at hand, under one of another computer."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._known = {audit.name_of(key): key for key in keys}
        self._since, self._under = 0, ""
        self._key: bytes | None = None
        self._wrong: list[tuple[int, str]] = []
        self._others: list[tuple[int, int]] = []
        self._last = self.first = 0

    def turn(self, told: Told) -> None:
        """From this row on another key holds."""
        self._end()
        self._since, self._under = told.n, str(told.read().get("key", ""))
        self._key = self._known.get(self._under)
        if self._key is not None:
            self.first = self.first or told.n

    def look(self, n: int, seal: str, mac: str) -> None:
        """Compare one mac."""
        self._last = n
        if self._key is None:
            return
        if not mac:
            self._wrong.append((n, "封存码被去掉了"))
        elif hmac.digest(self._key, seal.encode(), "sha256").hex() != mac:
            self._wrong.append((n, "封存码不对，不是用本机的钥匙写的"))

    def problems(self) -> Iterator[Problem]:
        """The first row whose mac is wrong, and how many there are."""
        if self._wrong:
            n, what = self._wrong[0]
            more = f"（从这一条起共{len(self._wrong)}条）" if len(self._wrong) > 1 else ""
            yield Problem(f"审计链第{n}条的{what}{more}")

    def notes(self) -> Iterator[str]:
        """Which rows could not be held against a key."""
        self._end()
        for first, last in self._others:
            yield f"审计链第{first}条至第{last}条由另一台电脑封存，这里没有它的钥匙，只核对了链本身"

    def _end(self) -> None:
        if self._under and self._key is None and self._last >= self._since:
            self._others.append((self._since, self._last))
        self._under = ""
