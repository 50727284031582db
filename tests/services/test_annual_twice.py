"""Every figure of the yearly report is counted twice: SQL over the copies, and plain Python over the journals."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from gkcase.domain.annual import CELLS, COLUMNS, GROUPS, KINDS, ROWS, problems
from gkcase.domain.journal import Entry, Fact
from gkcase.domain.terms import Event
from gkcase.services.annual_report import cases_in, figures, remedies_in
from gkcase.services.bulk import History, prepare, write
from gkcase.services.checking import check_office
from gkcase.services.handling import amend, void
from gkcase.services.office import Office
from gkcase.storage import journal_store
from tests.services import annual_reckoning as second
from tests.services.annual_cases import decided, filed, received, replied, step

LAST = date(2026, 12, 8)
ANSWERS = [code for code in second.ROW if code not in ("R15", "R16", "R17a", "R17b")]
DAY = timedelta(days=1)


def some_day(chance: random.Random) -> date:
    """Any day of three years; around New Year more often than otherwise."""
    if chance.random() < 0.4:
        return date(chance.choice((2024, 2025)), 12, 31) + chance.randint(-12, 12) * DAY
    return date(2024, 1, 1) + chance.randrange(1000) * DAY


def request(chance: random.Random, on: date) -> Iterator[Entry]:
    kind = chance.choice(("natural", "natural", "natural", "", *KINDS))
    if chance.random() < 0.85:
        yield received(on.isoformat(), kind)
        return
    letter: dict[str, Fact] = {"channel": "post_unsigned", "arrived_on": on.isoformat(), "submitted_on": ""}
    yield received(on.isoformat(), kind, **letter)
    if chance.random() < 0.7:
        yield step(Event.CONFIRMED, (on + chance.randrange(4) * DAY).isoformat())


def ending(chance: random.Random, on: date, code: str) -> list[Entry]:
    """The request ends with that result, some days after the day given."""
    end = (on + chance.randint(0, 40) * DAY).isoformat()
    if code == "R15":
        asked = step(Event.CORRECTION_REQUESTED, on.isoformat(), items="名称")
        return [asked, step(Event.CORRECTION_LAPSED, end)]
    if code == "R16":
        asked = step(Event.FEE_REQUESTED, on.isoformat(), amount=100)
        return [asked, step(Event.FEE_LAPSED, end)]
    if code == "R17a":
        return [step(Event.WITHDRAWN, end, note="来函")]
    if code == "R17b":
        return [step(Event.MERGED, end, case="〔2024〕1号")]
    return [replied(end, code)]


def aftermath(chance: random.Random, on: date) -> Iterator[Entry]:
    """A review, a suit, an appeal, each decided or not; sometimes a reply is ordered.

    Copies and decisions come some days after the day on them; a day may be typed wrongly, an appeal named as another
    kind than the suit, and both sides may appeal.
    """
    day, above = on, ""
    for place, remedy in enumerate(chance.choice(PATHS), 1):
        day += chance.randint(0, 60) * DAY
        for side in (
            ("a", "b") if above and remedy != "administrative_review" and chance.random() < 0.3 else "a"
        ):
            key = f"r{place}{side}"
            facts: dict[str, Fact] = {"filed_on": (day - chance.choice((0, 3, 20)) * DAY).isoformat()}
            if above and remedy != "administrative_review":
                facts["appeal_of"] = above
                remedy = chance.choice((remedy, "litigation"))
            yield filed(day.isoformat(), key, remedy, **facts)
            if chance.random() < 0.3:
                return
            day += chance.randint(0, 120) * DAY
            made = (day - chance.choice((0, 0, 4, 40)) * DAY).isoformat()
            yield decided(
                day.isoformat(), key, chance.choice(("upheld", "corrected", "other")), decided_on=made
            )
        above = key if remedy != "administrative_review" else ""
    if chance.random() < 0.6:
        yield step(Event.REPLY_ORDERED, day.isoformat(), body="县人民政府")
        if chance.random() < 0.7:
            yield replied((day + chance.randint(0, 40) * DAY).isoformat(), chance.choice(ANSWERS))


PATHS = (
    ("administrative_review",),
    ("litigation",),
    ("litigation", "litigation"),
    ("administrative_review", "litigation_after_review"),
    ("administrative_review", "litigation_after_review", "litigation_after_review"),
)


def case(chance: random.Random, code: str) -> list[Entry]:
    on = some_day(chance)
    entries = list(request(chance, on))
    waiting = entries[0].facts["channel"] == "post_unsigned" and len(entries) == 1
    if waiting:
        entries += ending(chance, on, "R17a") if chance.random() < 0.5 else []
    elif chance.random() < 0.85:
        entries += ending(chance, entries[-1].on + chance.randint(0, 30) * DAY, code)
    if entries[-1].event is Event.REPLIED and chance.random() < 0.4:
        entries += aftermath(chance, entries[-1].on)
    kept = [entry for entry in entries if entry.on <= LAST]
    return kept or [received("2026-12-01")]


def rectification(chance: random.Random) -> list[Entry]:
    on = some_day(chance)
    code = chance.choice(("X1", "X2", "X3"))
    past = [received(on.isoformat(), case_kind="rectification"), replied(on.isoformat(), code)]
    return [entry for entry in (*past, *aftermath(chance, on)) if entry.on <= LAST and _answered(entry)]


def _answered(entry: Entry) -> bool:
    """A correction of a record is answered once here: what can be ordered anew belongs to article 36."""
    return entry.event is not Event.REPLY_ORDERED and entry.facts.get("kind_of_reply") not in ANSWERS


def _in_hand(first: Entry) -> bool:
    return first.facts["channel"] == "in_person"


def random_office(office: Office, seed: int) -> dict[int, list[Entry]]:
    """Some hundred cases with every result, some put right: an ending is voided, or the registration amended."""
    chance = random.Random(seed)
    told = [case(chance, code) for code in second.ROW for _ in range(8)]
    told += [rectification(chance) for _ in range(6)]
    with office.unasked() as session:
        made = [prepare(office, History(entries, entries[0].on.year)) for entries in told]
        ids = write(office, session, made)
    ended = [
        (case_id, one.entries[-1].seq)
        for case_id, one in zip(ids, made, strict=True)
        if one.entries[-1].event in (Event.REPLIED, Event.WITHDRAWN, Event.REMEDY_DECIDED)
    ]
    for case_id, seq in chance.sample(ended, 8):
        void(office, case_id, seq, reason="登错案件")
    in_hand = [(i, one.entries[0]) for i, one in zip(ids, made, strict=True) if _in_hand(one.entries[0])]
    for case_id, first in chance.sample(in_hand, 20):
        on = (first.on - chance.choice((0, 9, 200)) * DAY).isoformat()
        facts = {**first.facts, "submitted_on": on, "applicant.kind": chance.choice(("", *KINDS))}
        amend(office, case_id, facts, reason="登错类别和日期")
    with office.reading() as session:
        return {case_id: list(journal) for case_id, journal in journal_store.journals(session, ids).items()}


def test_every_figure_is_the_same_counted_a_second_way(office: Office) -> None:
    journals = random_office(office, 1)
    assert check_office(office).findings == ()
    for year in (2023, 2024, 2025, 2026):
        for form in ("2019", "2021"):
            found, expected = figures(office, year, form), second.table3(journals, year, form)
            assert problems(replace(found, uncounted=())) == []
            for row in ROWS[form]:
                for column in COLUMNS:
                    cases = sorted(expected[row, column])
                    assert found.cell(row, column) == len(cases), (year, form, row, column)
                    assert sorted(cases_in(office, year, form, row, column)) == cases
        named = {case_id for problem in found.uncounted for case_id in problem.cases}
        assert named == second.uncounted(journals, year)
        courts = second.table4(journals, year)
        for group in GROUPS:
            for cell in CELLS:
                assert found.remedies(group, cell) == courts[group, cell], (year, group, cell)
                assert len(remedies_in(office, year, group, cell)) == courts[group, cell]
    assert {row for row, _ in second.table3(journals, 2025, "2021")} >= {
        "carried_in",
        "carried_out",
        "oth_nofee",
    }
