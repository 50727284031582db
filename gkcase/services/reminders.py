"""Reminders (提醒): what is late, due today or within three working days; never on a day off, quiet once seen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gkcase.domain.rights import May
from gkcase.domain.terms import Role
from gkcase.services.desk import NEAR
from gkcase.services.duty_calendar import MAIL, DutyDay, duty_days
from gkcase.services.office import Office
from gkcase.services.people import person_named
from gkcase.services.remembering import recall, remember_in
from gkcase.services.sign_queue import Waiting, queue
from gkcase.storage.tables import PersonRow, RememberedRow

SEEN = "seen"
"""Remembered for each person: the day, and the reminders that were seen on it; of earlier days nothing is kept."""

SIGN = "sign"


@dataclass(frozen=True)
class Reminders:
    """What somebody is reminded of on a day; `mine`: only of what is his."""

    overdue: tuple[DutyDay, ...] = ()
    today: tuple[DutyDay, ...] = ()
    near: tuple[DutyDay, ...] = ()
    mine: bool = False

    @property
    def all(self) -> tuple[DutyDay, ...]:
        """All of them, the most urgent first."""
        return (*self.overdue, *self.today, *self.near)

    @property
    def keys(self) -> frozenset[str]:
        """By what each is remembered as seen."""
        return frozenset(duty.key for duty in self.all)

    def without(self, keys: Collection[str]) -> Reminders:
        """What is left when these have been seen."""

        def left(group: tuple[DutyDay, ...]) -> tuple[DutyDay, ...]:
            return tuple(duty for duty in group if duty.key not in keys)

        return Reminders(left(self.overdue), left(self.today), left(self.near), self.mine)

    @property
    def words(self) -> str:
        """How many there are, and nothing that names anybody; empty where there are none."""
        counted = (("逾期", self.overdue), ("今天到期", self.today), (f"{NEAR}个工作日内到期", self.near))
        told = "，".join(f"{words}{len(found)}项" for words, found in counted if found)
        return f"您有{told}" if told and self.mine else told


def pending(office: Office) -> Reminders:
    """What the person who works has not seen today yet."""
    today, calendar = office.today(), office.rules.calendar
    if not calendar.is_workday(today):
        return Reminders()
    until = calendar.nth_after(today, NEAR)
    with office.reading() as session:
        mine = bool(office.acting) and not _alone(session)
    found = _of_person(office, until) if mine else _ours(office, until)
    seen = _seen(recall(office, SEEN, office.acting), today)
    left = sorted((duty for duty in found if duty.key not in seen), key=lambda duty: (duty.on, duty.number))
    return Reminders(
        tuple(duty for duty in left if duty.on < today),
        tuple(duty for duty in left if duty.on == today),
        tuple(duty for duty in left if duty.on > today),
        mine,
    )


def mark_seen(office: Office, keys: Iterable[str]) -> None:
    """These have been seen: today they do not come again."""
    today, person = office.today(), office.acting
    with office.transaction(May.OWN) as session:
        row = session.get(RememberedRow, (person, SEEN))
        seen = _seen(row.value if row else None, today) | set(keys)
        remember_in(session, SEEN, {"on": today.isoformat(), "keys": sorted(seen)}, person)


def _seen(kept: object, today: date) -> set[str]:
    if not isinstance(kept, dict) or kept.get("on") != today.isoformat():
        return set()
    keys = kept.get("keys")
    return {str(key) for key in keys} if isinstance(keys, list) else set()


def _ours(office: Office, until: date) -> list[DutyDay]:
    """What the office itself has to do, not the other side."""
    return [duty for duty in duty_days(office, date.min, until) if not duty.theirs]


def _of_person(office: Office, until: date) -> Iterator[DutyDay]:
    """Of whoever works the cases in hand and the replies to sign; the envelopes at the door are every clerk's."""
    with office.reading() as session:
        person = person_named(session, office.acting)
    at_the_door = person is None or Role.CLERK in person.roles
    known = set()
    for duty in _ours(office, until):
        if duty.handler == office.acting or (duty.code == MAIL and at_the_door):
            known.add(duty.case_id)
            yield duty
    for waiting in queue(office, office.acting):
        if waiting.due_on is not None and waiting.due_on <= until and waiting.case_id not in known:
            yield _to_sign(office, waiting, waiting.due_on)


def _alone(session: Session) -> bool:
    """Whether one person does everything here."""
    return (session.scalar(select(func.count()).select_from(PersonRow).where(PersonRow.active)) or 0) < 2


def _to_sign(office: Office, waiting: Waiting, due: date) -> DutyDay:
    return DutyDay(
        on=due,
        code=SIGN,
        number=waiting.number,
        text=f"{waiting.step}审签",
        basis="第三十三条第二款",
        state="late" if due < office.today() else "soon",
        who="",
        handler=waiting.drafter,
        case_id=waiting.case_id,
    )
