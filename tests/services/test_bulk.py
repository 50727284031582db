"""Many whole cases in one transaction: the same judgement, the same copies, the same chain as one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Entry, Fact
from gkcase.domain.terms import Event
from gkcase.services import bulk
from gkcase.services.bulk import PART, BrokenOff, History, prepare, write
from gkcase.services.checking import check_office
from gkcase.services.intake import expected_number
from gkcase.services.office import Office
from gkcase.services.queries import CaseFilter, case_ids, counts
from gkcase.storage.tables import CaseCopy
from tests.services.requests import register


def history(day: int = 2, number: int = 0) -> History:
    received: dict[str, Fact] = {
        "channel": "in_person",
        "submitted_on": f"2026-03-{day:02}",
        "applicant.name": "钟某",
    }
    replied: dict[str, Fact] = {
        "delivery": "email",
        "sent_on": "2026-03-20",
        "kind_of_reply": "R2",
        "imported": True,
    }
    entries = (
        Entry(Event.RECEIVED, date(2026, 3, day), "李某", {**received, "wanted": "低保名册"}),
        Entry(Event.REPLIED, date(2026, 3, 20), "李某", replied, reason="补录"),
    )
    return History(entries, 2026, number, imported=True)


def take(office: Office, *histories: History) -> list[int]:
    with office.unasked() as session:
        return write(office, session, [prepare(office, one) for one in histories])


def test_they_are_numbered_found_and_as_sound_as_any_other(office: Office) -> None:
    register(office)
    ids = take(office, history(2), history(3), history(4))
    assert case_ids(office, CaseFilter(text="低保名册", descending=False)) == ids
    assert expected_number(office) == "〔2026〕5号"
    report = check_office(office)
    assert report.findings == ()
    assert (report.cases, report.entries) == (4, 7)


def test_a_number_that_it_has_already_is_kept_once(office: Office) -> None:
    take(office, history(number=2), history(number=1))
    assert expected_number(office) == "〔2026〕3号"
    with pytest.raises(Refusal, match="编号〔2026〕2号已有案件"):
        take(office, history(number=2))
    assert counts(office).all == 2


def test_what_cannot_have_been_is_refused(office: Office) -> None:
    [received, replied] = history().entries
    with pytest.raises(Refusal, match="第一项应为登记"):
        prepare(office, History((), 2026))
    with pytest.raises(Refusal, match="案件尚未登记，不能办理“答复”"):
        prepare(office, History((replied,), 2026))
    with pytest.raises(Refusal, match="早于2026年3月20日的“答复”"):
        prepare(office, History((received, replied, Entry(Event.NOTED, date(2026, 3, 1))), 2026))
    with pytest.raises(Refusal, match="晚于今天"):
        prepare(office, History((received, Entry(Event.NOTED, date(2027, 1, 5))), 2026))
    late = {**replied.facts, "sent_on": "2026-06-01"}
    unexplained = replace(replied, on=date(2026, 6, 1), facts=late, reason="")
    with pytest.raises(Refusal, match="请写明理由"):
        prepare(office, History((received, unexplained), 2026))


@pytest.mark.parametrize(("year", "number"), [(2026, -3), (2026, 10**9), (2026, 10**20), (26, 1), (20261, 1)])
def test_what_is_no_number_is_refused(office: Office, year: int, number: int) -> None:
    with pytest.raises(Refusal, match="不是编号，请按〔2026〕12号的样子填写"):
        prepare(office, replace(history(), year=year, number=number))


def test_what_fails_in_the_middle_leaves_nothing_and_gives_no_number_away(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "PART", 2)
    impossible = History((*history().entries, history().entries[1]), 2026)
    told = (prepare(office, one) for one in (history(2), history(3), history(4, number=9), impossible))
    with pytest.raises(Refusal, match="案件已答复"), office.unasked() as session:
        write(office, session, told)
    report = check_office(office)
    assert (report.findings, report.cases, report.entries) == ((), 0, 0)
    assert expected_number(office) == "〔2026〕1号"


def test_numbers_go_on_after_the_greatest_also_over_a_gap(office: Office) -> None:
    take(office, history(2, number=5), history(3, number=2), history(4))
    assert expected_number(office) == "〔2026〕7号"


def test_whoever_waits_is_told_and_can_stop(office: Office) -> None:
    told: list[tuple[int, int]] = []
    cases = [prepare(office, history()) for _ in range(2)]
    with pytest.raises(BrokenOff), office.unasked() as session:
        write(office, session, cases, report=lambda *at: told.append(at), cancelled=lambda: True)
    assert told == [(2, 2)]
    assert counts(office).all == 0
    assert PART >= 100


def test_a_case_is_closed_on_the_day_of_its_ending_not_on_that_of_the_archive(office: Office) -> None:
    [received, _] = history().entries
    withdrawn = Entry(Event.WITHDRAWN, date(2026, 3, 9), "李某", {"note": "书面撤回"})
    archived = Entry(Event.ARCHIVED, date(2026, 5, 6), "李某", {"place": "1柜"})
    take(office, History((received, withdrawn, archived), 2026))
    with office.reading() as session:
        [copy] = session.scalars(select(CaseCopy))
        assert (copy.closed_on, copy.finished_on) == (date(2026, 3, 9), date(2026, 3, 9))


LONG = "长" * 500
"""The longest line that can be typed."""


@pytest.mark.parametrize(
    ("event", "facts"),
    [
        (Event.ASSIGNED, {"to": LONG, "unit": LONG}),
        (Event.CONSULTATION_SENT, {"id": LONG, "to": "third_party", "name": LONG}),
        (Event.REMEDY_FILED, {"id": LONG, "remedy": "litigation", "body": LONG, "case_number": LONG}),
        (Event.EXTENDED, {"days": 3, "approver": LONG, "delivery": "post", "tracking_number": LONG}),
    ],
)
def test_the_longest_line_fits_into_every_copy(office: Office, event: Event, facts: dict[str, Fact]) -> None:
    """A server refuses what is wider than its column, a file does not."""
    [received, _] = history().entries
    named = replace(received, facts={**received.facts, "applicant.name": LONG})
    take(office, History((named, Entry(event, date(2026, 3, 4), "李某", facts, reason="补录")), 2026))
    assert check_office(office).findings == ()


@pytest.mark.parametrize("yuan", [-5, 10_000_001, 10**20])
def test_a_fee_that_nobody_can_charge_is_refused(office: Office, yuan: int) -> None:
    [received, _] = history().entries
    asked = Entry(Event.FEE_REQUESTED, date(2026, 3, 4), "李某", {"amount": yuan}, reason="补录")
    with pytest.raises(Refusal, match="金额应为0至10000000元，请核对"):
        prepare(office, History((received, asked), 2026))
