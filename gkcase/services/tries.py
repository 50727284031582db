"""Tries in vain at the door (登录失败): counted per name and over all names, in the database.

Five in a row lock a name for 1, then 5, then 15 minutes; ten in a row under any names make everybody wait some seconds.
The counts of names that nobody has stand in a setting, so that their answer is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gkcase.domain.errors import Refusal
from gkcase.domain.passwords import LOCKS, locked_for, pause_for
from gkcase.services.values import OFFICE_ID
from gkcase.storage.table_seals import TRIES
from gkcase.storage.tables import AccountRow, PersonRow, Setting

STRANGERS, DOOR = TRIES
"""The settings that count tries under names that nobody has, and tries under all names."""

MOST_STRANGERS = 100
FORGOTTEN = timedelta(minutes=15)
"""So long after the last failure nobody waits any more for failures under other names."""


@dataclass(frozen=True)
class Tries:
    """Failures in a row, this try among them, and until when the next one is refused."""

    failures: int = 0
    until: datetime | None = None


def count_try(session: Session, name: str, now: datetime) -> Tries:
    """Count a try before it is looked at; raises Refusal where it has to wait, which does not count."""
    door = _door(session, now)
    if (wait := pause_for(door.failures)) and (left := _left(door.until, now, timedelta(seconds=wait))):
        raise Refusal(f"登录密码输错的次数较多，请{ceil(left.total_seconds())}秒后再试", "", "password")
    person_id = _id_of(session, name)
    kept = _kept(session, person_id, name)
    if left := _left(kept.until, now, timedelta(minutes=LOCKS[-1])):
        raise Refusal(locked_words(kept.failures, left), "", "password")
    minutes = locked_for(kept.failures + 1)
    made = Tries(kept.failures + 1, now + timedelta(minutes=minutes) if minutes else None)
    _keep(session, person_id, name, made)
    _set(session, DOOR, [door.failures + 1, now.isoformat()])
    return made


def forget_tries(session: Session, name: str, now: datetime) -> None:
    """Whoever has proven who they are begins anew; the failures under other names stay."""
    person_id = _id_of(session, name)
    own = _kept(session, person_id, name).failures
    _keep(session, person_id, name, Tries())
    door = _door(session, now)
    if own and door.failures:
        _set(session, DOOR, [max(0, door.failures - own), now.isoformat()])


def locked_words(failures: int, left: timedelta) -> str:
    """The sentence of somebody who has to wait; the same for a name that nobody has."""
    return f"连续输错{failures}次，已锁定，请{ceil(left.total_seconds() / 60)}分钟后再试"


def _left(until: datetime | None, now: datetime, longest: timedelta) -> timedelta | None:
    """How long it still is; where the clock was set back, no longer than the longest wait."""
    return min(until - now, longest) if until is not None and until > now else None


def _door(session: Session, now: datetime) -> Tries:
    """The failures of the last quarter of an hour under all names, and until when they make everybody wait."""
    row = session.get(Setting, DOOR)
    failures, last = _read(row.value if row else None)
    if last is None or now - last > FORGOTTEN:
        return Tries()
    return Tries(failures, last + timedelta(seconds=pause_for(failures)))


def _kept(session: Session, person_id: int | None, name: str) -> Tries:
    if person_id is None:
        return Tries(*_read(_strangers(session).get(_mark(name))))
    account = session.get(AccountRow, person_id)
    return Tries(account.failures, account.locked_until) if account else Tries()


def _keep(session: Session, person_id: int | None, name: str, tries: Tries) -> None:
    if person_id is not None:
        account = session.get(AccountRow, person_id)
        if account is None:
            account = AccountRow(person_id=person_id, password="", earlier=[])
            session.add(account)
        account.failures, account.locked_until = tries.failures, tries.until
        return
    others = {mark: kept for mark, kept in _strangers(session).items() if mark != _mark(name)}
    if len(others) >= MOST_STRANGERS:
        others = {}
    until = tries.until.isoformat() if tries.until else None
    _set(session, STRANGERS, {**others, _mark(name): [tries.failures, until]})


def _strangers(session: Session) -> dict[str, Any]:
    row = session.get(Setting, STRANGERS)
    return dict(row.value) if row is not None and isinstance(row.value, dict) else {}


def _mark(name: str) -> str:
    """Not the name itself: in haste people type their password there."""
    return sha256(name.encode()).hexdigest()[:16]


def _id_of(session: Session, name: str) -> int | None:
    active = (PersonRow.office_id == OFFICE_ID, PersonRow.name == name, PersonRow.active)
    return session.scalar(select(PersonRow.id).where(*active))


def _read(value: Any) -> tuple[int, datetime | None]:
    """A count as a setting holds it; what cannot be read is none."""
    match value:
        case [int(failures), str(last)]:
            return failures, datetime.fromisoformat(last)
        case [int(failures), None]:
            return failures, None
    return 0, None


def _set(session: Session, key: str, value: object) -> None:
    session.merge(Setting(key=key, value=value))
