"""The yearly report out of the cases: live figures, the cases behind each of them, and what could not be counted."""

from __future__ import annotations

from datetime import date

from gkcase.domain.annual import COLUMNS, ROWS, problems
from gkcase.domain.journal import Entry, Fact
from gkcase.domain.terms import Event
from gkcase.services.annual_report import cases_in, figures
from gkcase.services.bulk import History, prepare, write
from gkcase.services.office import Office


def received(on: str, kind: str = "natural", **facts: str) -> Entry:
    told = {
        "channel": "in_person",
        "submitted_on": on,
        "applicant.name": "钟某",
        "applicant.kind": kind,
        **facts,
    }
    return Entry(Event.RECEIVED, date.fromisoformat(told["submitted_on"]), "李某", told)


def replied(on: str, code: str = "R2") -> Entry:
    facts: dict[str, Fact] = {"delivery": "email", "sent_on": on, "kind_of_reply": code, "imported": True}
    return Entry(Event.REPLIED, date.fromisoformat(on), "李某", facts, reason="补录")


def put(office: Office, *cases: tuple[Entry, ...]) -> list[int]:
    with office.transaction() as session:
        made = [prepare(office, History(entries, entries[0].on.year)) for entries in cases]
        return write(office, session, made)


def test_a_year_without_cases_is_all_nought(office: Office) -> None:
    found = figures(office, 2025)
    assert {number for row in found.table3.values() for number in row} == {0}
    assert problems(found) == []
    assert found.as_of is None


def test_every_cell_opens_the_cases_it_counts(office: Office) -> None:
    ids = put(
        office,
        (received("2025-12-22"), replied("2026-01-12", "R4d")),
        (received("2025-12-23", "enterprise"),),
        (received("2026-03-02"), replied("2026-03-20")),
        (received("2026-03-03"), replied("2026-03-20", "R17d")),
        (received("2026-11-30"),),
    )
    for form, last_row in (("2021", "oth_other"), ("2019", "oth")):
        found = figures(office, 2026, form)
        assert problems(found) == []
        for row in ROWS[form]:
            for column in COLUMNS:
                assert len(cases_in(office, 2026, form, row, column)) == found.cell(row, column), (
                    row,
                    column,
                )
        assert cases_in(office, 2026, form, "carried_in", "total") == ids[:2]
        assert cases_in(office, 2026, form, last_row, "natural") == [ids[3]]
        assert cases_in(office, 2026, form, "carried_out", "total") == [ids[1], ids[4]]
    assert found.as_of == date(2026, 12, 8)


def test_what_cannot_be_counted_is_named(office: Office) -> None:
    [kindless, *_] = put(
        office,
        (received("2026-03-02", ""), replied("2026-03-20")),
        (received("2026-03-03"), replied("2026-03-20")),
        (received("2026-03-04", channel="post_unsigned", arrived_on="2026-03-04"),),
    )
    found = figures(office, 2026)
    assert [problem.text for problem in problems(found)] == [
        "〔2026〕3号没有收到申请的日期，未计入",
        "〔2026〕1号没有申请人类别，未计入",
    ]
    assert problems(found)[1].cases == (kindless,)
    assert (found.cell("new", "total"), found.cell("open", "total")) == (1, 1)
    assert len(cases_in(office, 2026, "2021", "open", "total")) == 1
