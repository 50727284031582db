"""The desk before the office is open: the first picture waits for no library, the rest of the program follows."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.rules import Rules
from gkcase.domain.terms import ApplicantKind, Channel, Role, Status
from gkcase.domain.workdays import Arrangement, OfficeDay
from gkcase.services.desk import Desk, arranged
from gkcase.services.keys import data_key
from gkcase.services.rulebook import rulebook
from gkcase.services.values import (
    LOGIN,
    POLICY,
    PRACTICE,
    CaseLine,
    Envelope,
    OfficeProfile,
    Person,
    beijing_today,
)
from gkcase.storage.first_rows import FirstRows, Row, first_rows

if TYPE_CHECKING:
    from gkcase.services.office import Office

_COLUMNS = ("case_id", *(field.name for field in fields(CaseLine) if field.name != "id"))


class EarlyOffice:
    """An office whose rules, profile and day are known before its database is open.

    It stands in for the `Office`. Whoever asks for more than is known opens the database by that, or waits until
    somebody else has; from then on everything is asked of the office itself.
    """

    def __init__(self, opener: Callable[[], Office], **known: object) -> None:
        vars(self).update(_opener=opener, _known=known, _real=None, _closed=False, _lock=Lock())

    def opened(self) -> Office:
        """The office itself; who has sat down meanwhile stays."""
        with self._lock:
            if self._closed:
                raise Trouble("数据库已经关闭，请重新启动程序")
            if self._real is None:
                real = self._opener()
                real.acting, real.assumed = str(self._known["acting"]), bool(self._known["assumed"])
                vars(self)["_real"] = real
            return cast("Office", self._real)

    @property
    def is_open(self) -> bool:
        """Whether the database has been opened by now."""
        return vars(self)["_real"] is not None

    def close(self) -> None:
        """Let go of the database, if it was ever opened."""
        with self._lock:
            vars(self)["_closed"] = True
            if self._real is not None:
                self._real.close()

    def __getattr__(self, name: str) -> Any:
        own = vars(self)
        if own["_real"] is None and name in own["_known"]:
            return own["_known"][name]
        return getattr(own["_real"] or self.opened(), name)

    def __setattr__(self, name: str, value: object) -> None:
        own = vars(self)
        if own["_real"] is None and name in own["_known"]:
            own["_known"][name] = value
        else:
            setattr(own["_real"] or self.opened(), name, value)


@dataclass(frozen=True)
class FirstLook:
    """What the first picture shows: the office in advance, its persons, and the desk of anybody."""

    early: EarlyOffice
    persons: tuple[Person, ...]
    cases: tuple[CaseLine, ...]
    envelopes: tuple[Envelope, ...]

    @property
    def office(self) -> Office:
        """The early office in the place of an office."""
        return cast("Office", self.early)

    def desk(self, handler: str = "") -> Desk:
        """All duties, or those of one handler."""
        return arranged(self.office, self.cases, self.envelopes, handler)


def first_look(database: str, today: date | None = None, acting: str = "") -> FirstLook | None:
    """Look into a database file; None where `open_office` has to say what is wrong, or has to do more."""
    if "://" in database:
        return None
    try:
        key = data_key(database)
    except Trouble:  # the key is not here: opening says so
        return None
    rows = first_rows(Path(database), _COLUMNS, key)
    if rows is None:
        return None
    try:
        return _look(rows, partial(_open, database, today, acting, key), today, acting)
    except (
        LookupError,
        TypeError,
        ValueError,
        Refusal,
    ):  # no such rows are ever written: the file is damaged
        return None


def _look(rows: FirstRows, opener: Callable[[], Office], today: date | None, acting: str) -> FirstLook | None:
    settings = {str(key): json.loads(value) for key, value in rows.settings}
    if LOGIN in settings:  # somebody has to log in first, or had to once: that is for the office to say
        return None
    book = rulebook()
    rules = book.rules(_years(rows), _own_days(rows), settings.get(POLICY))
    practised = date.fromisoformat(settings[PRACTICE]) if PRACTICE in settings else None
    day = today or practised
    early = EarlyOffice(
        opener,
        profile=_profile(rows.office),
        rules=rules,
        book=book,
        replies=book.replies,
        acting=acting,
        assumed=False,
        person=None,
        may=lambda act: "",
        practice=day is not None,
        today=_clock(day),
    )
    envelopes = tuple(_envelope(row, rules) for row in rows.mail)
    return FirstLook(early, tuple(map(_person, rows.persons)), tuple(map(_case, rows.cases)), envelopes)


def _open(database: str, today: date | None, acting: str, key: bytes | None) -> Office:
    from gkcase.services.office import open_office

    return open_office(database, today=_clock(today), acting=acting, key=key)


def _clock(day: date | None) -> Callable[[], date]:
    return beijing_today if day is None else lambda: day


def _profile(row: Row) -> OfficeProfile:
    name, short, rest = row
    known = {field.name for field in fields(OfficeProfile)} - {"name", "short"}
    return OfficeProfile(
        name, short, **{key: str(value) for key, value in json.loads(rest).items() if key in known}
    )


def _years(rows: FirstRows) -> list[Arrangement]:
    return [
        Arrangement(year, number, _day(dated), _named(off), _named(work))
        for year, number, dated, off, work in rows.years
    ]


def _named(days: str) -> Mapping[date, str]:
    return {date.fromisoformat(day): str(name) for day, name in json.loads(days).items()}


def _own_days(rows: FirstRows) -> list[OfficeDay]:
    return [OfficeDay(date.fromisoformat(day), bool(works), name) for day, works, name in rows.office_days]


def _person(row: Row) -> Person:
    number, name, title, roles = row
    known = frozenset(Role.of(code) for code in json.loads(roles) if Role.knows(code))
    return Person(number, name, title, known)


def _case(row: Row) -> CaseLine:
    value = dict(zip(_COLUMNS, row, strict=True))
    value["id"] = value.pop("case_id")
    value["applicant_kind"] = ApplicantKind.of(value["applicant_kind"])
    value["channel"] = Channel.of(value["channel"]) if value["channel"] else None
    value["status"] = Status.of(value["status"])
    for name in ("received_on", "base_due", "due_on", "replied_on", "next_on"):
        value[name] = _day(value[name])
    for name in ("provisional", "suspended", "late", "consulting"):
        value[name] = bool(value[name])
    return CaseLine(**value)


def _envelope(row: Row, rules: Rules) -> Envelope:
    number, arrived, way, tracking, sender, taken_by, note = row
    on = date.fromisoformat(arrived)
    settle_by = rules.calendar.nth_after(on, rules.law.period["mail_sorting"].days)
    return Envelope(
        number, on, Channel.of(way), tracking, sender, taken_by, None, "", False, note, settle_by, True
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
