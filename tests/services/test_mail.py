"""The mail register: every envelope at the door, and what became of it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from gkcase.domain.errors import Conflict, Refusal
from gkcase.domain.terms import Channel
from gkcase.services import intake, mail
from gkcase.services.desk import Group, desk
from gkcase.services.office import Office, Topic
from gkcase.storage.tables import AuditRow
from tests.services.conftest import Clock

TUESDAY = date(2026, 12, 8)
PERSONAL = ("EB120800123", "陈某", "王某")


def enter(office: Office, number: str = "eb 120800123 cn", on: date = TUESDAY) -> mail.Envelope:
    mail.enter(
        office, arrived_on=on, way="post_signed", tracking_number=number, sender="陈某", taken_by="王某"
    )
    return mail.mail_lines(office)[0]


def case_of(office: Office) -> int:
    facts = {"channel": "in_person", "submitted_on": "2026-12-08", "wanted": "征地批文"}
    return intake.register(office, facts).case_id


def test_an_envelope_is_written_down_as_it_comes(office: Office) -> None:
    line = enter(office)
    assert (line.tracking_number, line.way, line.taken_by) == ("EB120800123CN", Channel.POST_SIGNED, "王某")
    assert line.open
    assert line.settle_by == date(2026, 12, 9)
    change = mail.enter(office, arrived_on=TUESDAY, way="post_unsigned")
    assert change.topics == Topic.MAIL
    assert change.said == "已登记收件：2026-12-08 周二 平信"
    assert mail.mail_lines(office)[0].taken_by == "李某"  # whoever writes it down, where nobody is named


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"arrived_on": date(2026, 12, 9)}, "arrived_on"),
        ({"way": "pigeon"}, "way"),
        ({"tracking_number": "E" * 61}, "tracking_number"),
        ({"sender": "陈\x00某"}, "sender"),
        ({"taken_by": "王" * 121}, "taken_by"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    office: Office, given: dict[str, object], field: str
) -> None:
    whole = {"arrived_on": TUESDAY, "way": "post_signed", **given}
    with pytest.raises(Refusal) as caught:
        mail.enter(office, **whole)  # type: ignore[arg-type]  # wrong on purpose
    assert caught.value.field == field
    assert mail.mail_lines(office) == []


def test_an_envelope_scanned_twice_is_one_line(office: Office) -> None:
    enter(office)
    with pytest.raises(Refusal, match="已经登记过"):
        enter(office, "EB120800123CN")
    assert len(mail.mail_lines(office)) == 1
    enter(office, "EB120800123CN", date(2026, 12, 7))  # on another day it may have come back


def test_what_lies_open_is_a_duty_until_it_is_accounted_for(office: Office, clock: Clock) -> None:
    line = enter(office)
    clock.day = date(2026, 12, 10)
    [duty] = desk(office).lines
    assert (duty.mail_id, duty.group) == (line.id, Group.OVERDUE)
    mail.mark_no_request(office, line.id, "报刊，交收发室")
    assert desk(office).lines == ()
    assert mail.mail_lines(office, only_open=True) == []
    assert mail.envelope(office, line.id).note == "报刊，交收发室"


def test_an_envelope_belongs_to_one_case(office: Office) -> None:
    line, first, second = enter(office), case_of(office), case_of(office)
    change = mail.link(office, line.id, first)
    assert change.case_ids == {first}
    assert mail.envelope(office, line.id).case_number == "〔2026〕1号"
    mail.link(office, line.id, first)
    with pytest.raises(Conflict, match="〔2026〕1号"):
        mail.link(office, line.id, second)
    with pytest.raises(Conflict):
        mail.mark_no_request(office, line.id, "广告")
    mail.reopen(office, line.id)
    assert mail.envelope(office, line.id).open
    mail.link(office, line.id, second)


def test_marking_needs_words_and_linking_a_case(office: Office) -> None:
    line = enter(office)
    with pytest.raises(Refusal) as caught:
        mail.mark_no_request(office, line.id, "  ")
    assert caught.value.field == "note"
    with pytest.raises(Refusal) as caught:
        mail.link(office, line.id, 99)
    assert caught.value.field == "case"
    with pytest.raises(Refusal, match="不存在"):
        mail.link(office, 99, case_of(office))
    with pytest.raises(Refusal, match="不存在"):
        mail.envelope(office, 99)


def test_the_register_is_narrowed_by_words(office: Office) -> None:
    enter(office, "EB1", date(2026, 12, 7))
    enter(office, "EB2")
    mail.enter(office, arrived_on=TUESDAY, way="post_unsigned", sender="县档案馆_100%")
    assert [line.tracking_number for line in mail.mail_lines(office)] == ["", "EB2", "EB1"]
    assert [line.tracking_number for line in mail.mail_lines(office, text="eb2 陈")] == ["EB2"]
    assert [line.sender for line in mail.mail_lines(office, text="0%")] == ["县档案馆_100%"]
    assert mail.mail_lines(office, text="\x00 \ud800") == []
    assert len(mail.mail_lines(office, limit=1)) == 1
    mail.link(office, mail.mail_lines(office, text="EB1")[0].id, case_of(office))
    assert [line.tracking_number for line in mail.mail_lines(office, text="〔2026〕1号")] == ["EB1"]


def test_every_act_stands_on_the_chain_without_personal_data(office: Office) -> None:
    line = enter(office)
    mail.mark_no_request(office, line.id, "陈某来信，王某转交")
    mail.reopen(office, line.id)
    mail.link(office, line.id, case_of(office))
    with office.reading() as session:
        rows = session.scalars(
            select(AuditRow).where(AuditRow.act.startswith("mail_")).order_by(AuditRow.n)
        ).all()
    assert [row.act for row in rows] == ["mail_entered", "mail_no_request", "mail_reopened", "mail_linked"]
    assert not any(word in row.detail for row in rows for word in PERSONAL)
