"""Duties by day and as a calendar file: all of them, each on its last day, and nobody's name in the file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from gkcase.domain.duties import duties
from gkcase.domain.errors import Trouble
from gkcase.domain.journal import Entry, Fact
from gkcase.domain.lifecycle import replay
from gkcase.domain.standing import standing
from gkcase.domain.terms import Event
from gkcase.services import mail
from gkcase.services.bulk import History, prepare, write
from gkcase.services.calendar import set_office_day
from gkcase.services.duty_calendar import ACTS, DutyDay, duty_days
from gkcase.services.duty_ics import calendar_file, save_ics
from gkcase.services.office import Office
from gkcase.storage import journal_store
from tests.services.conftest import Clock
from tests.services.requests import NOTICE, THIRD, do, register

EVER = (date.min, date.max)
SUED = {"remedy": "administrative_review", "body": "云溪县人民政府", "filed_on": "2026-12-07"}


def history() -> History:
    """A request that was answered before its due day."""
    received: dict[str, Fact] = {
        "channel": "in_person",
        "submitted_on": "2026-11-20",
        "applicant.name": "钟某",
        "wanted": "低保名册",
    }
    replied: dict[str, Fact] = {
        "delivery": "post",
        "posted_on": "2026-12-07",
        "kind_of_reply": "R2",
        "imported": True,
    }
    return History(
        (
            Entry(Event.RECEIVED, date(2026, 11, 20), "周某", received),
            Entry(Event.REPLIED, date(2026, 12, 7), "周某", replied, reason="补录"),
        ),
        2026,
    )


@pytest.fixture
def busy(office: Office, clock: Clock) -> Office:
    """Cases in several stages, one of them late and sued over, and an envelope that nobody has claimed."""
    clock.day = date(2026, 11, 3)
    late = register(office, signed_on="2026-11-03", wanted="救灾款名册")
    clock.day = date(2026, 12, 8)
    do(office, late, Event.REMEDY_FILED, **SUED)
    do(office, register(office), Event.CORRECTION_REQUESTED, **NOTICE)
    do(office, register(office), Event.CONSULTATION_SENT, **THIRD)
    register(office, applicant__name="=SUM(A1)有限公司", applicant__kind="enterprise")
    with office.unasked() as session:
        write(office, session, [prepare(office, history())])
    do(office, 1, Event.PUBLICATION_DECIDED, information=["低保名册"], decided_by="周某")
    mail.enter(
        office, arrived_on=date(2026, 12, 7), way="post_signed", tracking_number="EB1CN", sender="郭某"
    )
    return office


def reckoned(office: Office) -> set[tuple[int, str, date]]:
    """The same in plain Python over the journals."""
    found = set()
    with office.reading() as session:
        for case_id, journal in journal_store.every_journal(session):
            state = replay(journal, office.rules)
            for duty in duties(state, standing(state, office.rules, office.today()), office.rules):
                if duty.by is not None and not (duty.soft and duty.by < office.today()):
                    found.add((case_id, duty.code, duty.by))
    return found


def seen(days: tuple[DutyDay, ...]) -> set[tuple[int, str, date]]:
    return {(day.case_id, day.code, day.on) for day in days if day.case_id is not None}


def events(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_every_duty_stands_on_its_last_day(busy: Office, clock: Clock) -> None:
    for day in (date(2026, 12, 8), date(2026, 12, 18)):
        clock.day = day
        assert seen(duty_days(busy, *EVER)) == reckoned(busy)
    codes = {day.code for day in duty_days(busy, *EVER)}
    assert {"reply", "defence", "publish", "mail"} <= codes <= ACTS.keys()


def test_a_span_holds_its_own_days_only_and_a_handler_his_own_cases(busy: Office) -> None:
    every = duty_days(busy, *EVER)
    for since, until in ((date(2026, 12, 1), date(2026, 12, 31)), (date(2026, 12, 9), date(2026, 12, 9))):
        assert duty_days(busy, since, until) == tuple(day for day in every if since <= day.on <= until)
    assert (
        duty_days(busy, *EVER, handler="周某") == ()
    )  # what he had is answered, though its due day is to come
    assert duty_days(busy, *EVER, handler="李某") == every
    assert [day.on for day in every] == sorted(day.on for day in every)


def test_each_says_how_it_stands_and_masks_who_asks(busy: Office) -> None:
    by_code = {(day.number, day.code): day for day in duty_days(busy, *EVER)}
    late = by_code["〔2026〕1号", "reply"]
    assert (late.state, late.who, late.on, late.act) == ("late", "陈**", date(2026, 12, 1), "答复")
    assert by_code["〔2026〕2号", "correction"].state == "waiting"
    assert by_code["〔2026〕3号", "delivery_proof"].state in ("soon", "safe")
    assert by_code["〔2026〕4号", "reply"].state == "provisional"
    envelope = by_code["EB1CN", "mail"]
    assert (envelope.on, envelope.state, envelope.who) == (date(2026, 12, 8), "soon", "")


def test_the_file_is_one_that_any_calendar_program_reads(busy: Office, tmp_path: Path) -> None:
    target = tmp_path / "待办.ics"
    every = duty_days(busy, *EVER)
    assert save_ics(busy, target) == len(every)
    content = target.read_bytes()
    lines = content.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert all(len(line) <= 75 for line in lines)
    read: Any = Calendar.from_ical(content)
    assert str(read["VERSION"]) == "2.0"
    assert str(read["X-WR-CALNAME"]) == "云溪镇人民政府 依申请公开"
    found = events(content)
    assert len({str(event["UID"]) for event in found}) == len(found) == len(every)
    for event, day in zip(found, every, strict=True):
        assert event["DTSTART"].dt == day.on
        assert type(event["DTSTART"].dt) is date
        assert (event["DTEND"].dt - event["DTSTART"].dt).days == 1
        assert event["DTSTAMP"].dt.tzinfo is not None
        assert event["DTSTAMP"].dt.astimezone(UTC) < datetime(2100, 1, 1, tzinfo=UTC)
        assert str(event["SUMMARY"]) == f"{day.number} {day.act}"
        [alarm] = event.walk("VALARM")
        rings = alarm["TRIGGER"].dt.total_seconds() / 3600
        assert rings < 0
        assert rings % 24 == 9


def test_the_alarm_rings_on_the_working_day_before_whatever_the_day(busy: Office) -> None:
    set_office_day(busy, date(2026, 12, 16), works=False, name="搬迁")
    for event in events(calendar_file(busy, duty_days(busy, *EVER))):
        on, alarm = event["DTSTART"].dt, event.walk("VALARM")[0]
        rings_on = (datetime.combine(on, datetime.min.time()) + alarm["TRIGGER"].dt).date()
        assert busy.rules.calendar.is_workday(rings_on)
        assert busy.rules.calendar.count(rings_on, on) == busy.rules.calendar.is_workday(on)
    assert seen(duty_days(busy, *EVER)) == reckoned(busy)


def test_nobody_is_named_and_the_same_duties_give_the_same_bytes(busy: Office, clock: Clock) -> None:
    before = calendar_file(busy, duty_days(busy, *EVER))
    assert calendar_file(busy, duty_days(busy, *EVER)) == before
    words = before.replace(b"\r\n ", b"").decode()
    assert "陈**" in words
    for private in ("陈某某", "999999199003070039", "13800005678", "郭某"):
        assert private not in words
    do(busy, 4, Event.EXTENDED, days=20, reason="需要汇总", approver="周某")
    after = calendar_file(busy, duty_days(busy, *EVER))
    uids = [
        {str(event["UID"]): event["DTSTART"].dt for event in events(content)} for content in (before, after)
    ]
    [moved] = [uid for uid in uids[0] if uid.startswith("case4-reply")]
    assert uids[1][moved] > uids[0][moved]


def test_a_place_that_cannot_be_written_is_named(busy: Office, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="没有写成"):
        save_ics(busy, tmp_path / "nowhere" / "待办.ics")
