"""Reminders: who is reminded of what, on which days, and that what was seen stays quiet."""

from __future__ import annotations

from datetime import date

import pytest

from gkcase.domain.terms import Event, Role
from gkcase.services import mail, reminders
from gkcase.services.calendar import set_office_day
from gkcase.services.office import Office
from gkcase.services.people import save_person
from gkcase.services.remembering import recall, remember
from gkcase.services.reminders import SEEN, mark_seen, pending
from gkcase.services.sign_queue import Waiting
from tests.services.conftest import Clock
from tests.services.requests import do, register


@pytest.fixture
def busy(office: Office, clock: Clock) -> Office:
    """Two cases of 李某: one due on 1 December, the other on 15 December 2026; an envelope at the door."""
    clock.day = date(2026, 11, 3)
    register(office, signed_on="2026-11-03")
    clock.day = date(2026, 11, 17)
    register(office, signed_on="2026-11-17")
    clock.day = date(2026, 12, 8)
    return office


def told(office: Office) -> list[tuple[str, str]]:
    return [(duty.number, duty.code) for duty in pending(office).all]


LATE, NEXT = ("〔2026〕1号", "reply"), ("〔2026〕2号", "reply")


def test_late_today_and_the_next_three_working_days(busy: Office, clock: Clock) -> None:
    assert told(busy) == [LATE, ("〔2026〕2号", "draft")]
    clock.day = date(2026, 12, 10)  # Thursday: Friday, Monday, Tuesday
    assert told(busy) == [LATE, NEXT]
    assert pending(busy).words == "您有逾期1项，3个工作日内到期1项"
    clock.day = date(2026, 12, 15)
    assert pending(busy).words == "您有逾期1项，今天到期1项"


def test_never_on_a_day_off_be_it_the_offices_own(busy: Office, clock: Clock) -> None:
    clock.day = date(2026, 12, 12)
    assert told(busy) == []
    assert pending(busy).words == ""
    clock.day = date(2026, 12, 10)
    set_office_day(busy, date(2026, 12, 10), works=False, name="搬迁")
    assert told(busy) == []


def test_what_was_seen_stays_quiet_for_the_day_and_a_new_duty_does_not(busy: Office, clock: Clock) -> None:
    clock.day = date(2026, 12, 10)
    mark_seen(busy, [duty.key for duty in pending(busy).all])
    assert told(busy) == []
    mail.enter(busy, arrived_on=date(2026, 12, 9), way="post_signed", tracking_number="EB1CN")
    assert told(busy) == [("EB1CN", "mail")]
    mark_seen(busy, pending(busy).keys)
    assert told(busy) == []
    clock.day = date(2026, 12, 11)
    assert told(busy) == [LATE, ("EB1CN", "mail"), NEXT]
    mark_seen(busy, pending(busy).keys)
    kept = recall(busy, SEEN, "李某")
    for spoilt in (7, {"on": kept["on"]}, {"on": kept["on"], "keys": 7}):
        remember(busy, SEEN, spoilt, "李某")
        assert pending(busy).all
    remember(busy, SEEN, kept, "李某")
    assert kept["on"] == "2026-12-11"  # nothing of the day before is kept
    assert len(kept["keys"]) == 3


def test_each_sees_and_has_seen_what_is_his(busy: Office, clock: Clock) -> None:
    clock.day = date(2026, 12, 15)
    mark_seen(busy, pending(busy).keys)
    busy.acting = "周某"
    assert told(busy) == []
    busy.acting = "李某"
    save_person(busy, "孙某", roles=[Role.CLERK])
    do(busy, 2, Event.ASSIGNED, to="孙某")
    busy.acting = "孙某"
    assert told(busy) == [NEXT]
    save_person(busy, "孙某", active=False)
    save_person(busy, "周某", active=False)
    busy.acting = "李某"
    clock.day = date(2026, 12, 16)
    assert told(busy) == [LATE, NEXT]  # alone, all of it, whoever has it in hand
    assert pending(busy).words == "逾期2项"


def test_a_head_is_reminded_of_what_waits_for_the_signature(
    busy: Office, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.day = date(2026, 12, 15)
    waiting = Waiting(
        case_id=2,
        number="〔2026〕2号",
        applicant="陈某某",
        kind=None,  # type: ignore[arg-type]  # not asked for
        wanted="",
        result="",
        due_on=date(2026, 12, 15),
        drafter="李某",
        submitted_on=date(2026, 12, 14),
        step="负责人",
        takers={"周某": ""},
    )
    asked: list[str] = []

    def waits(_: Office, person: str) -> list[Waiting]:
        asked.append(person)
        return [waiting] if waiting.for_person(person) else []

    monkeypatch.setattr(reminders, "queue", waits)
    busy.acting = "周某"
    assert told(busy) == [("〔2026〕2号", "sign")]
    assert pending(busy).all[0].text == "负责人审签"
    busy.acting = "李某"
    assert told(busy) == [LATE, NEXT]
    assert asked == ["周某", "周某", "李某"]
