"""The clock against a walker that goes from day to day and knows no ranks, spans or sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gkcase.domain.clock import explain, ledger
from gkcase.domain.journal import Entry
from gkcase.domain.lifecycle import replay
from gkcase.domain.rules import Rules
from gkcase.domain.standing import standing
from gkcase.domain.terms import Event
from gkcase.domain.workdays import OfficeDay, WorkCalendar
from gkcase.services.rulebook import rulebook
from tests.domain.telling import RULES

ONE = timedelta(days=1)
START = date(2023, 1, 1)
SPRING = date(2026, 12, 31)


@dataclass(frozen=True)
class Asked:
    """One consultation, in days after the receipt."""

    sent: int
    delivered: int | None
    answered: int | None


@dataclass(frozen=True)
class Timeline:
    """A case: when it came, what was asked, whether and when it was extended or corrected."""

    receipt: date
    asked: tuple[Asked, ...]
    extended: tuple[int, int] | None
    corrected: tuple[int, int] | None


@st.composite
def asked(draw: st.DrawFn) -> Asked:
    sent = draw(st.integers(0, 40))
    delivered = draw(st.none() | st.integers(sent, sent + 10))
    answered = draw(st.none() | st.integers(delivered if delivered is not None else sent, sent + 50))
    return Asked(sent, delivered, answered)


timelines = st.builds(
    Timeline,
    receipt=st.dates(START, date(2026, 6, 30)),
    asked=st.lists(asked(), max_size=4).map(tuple),
    extended=st.none() | st.tuples(st.integers(0, 45), st.integers(1, 20)),
    corrected=st.none() | st.tuples(st.integers(0, 12), st.integers(12, 25)),
)
office_days = st.lists(
    st.builds(OfficeDay, st.dates(START, SPRING), st.booleans(), st.just("本机关")),
    max_size=25,
    unique_by=lambda d: d.day,
)


def rules_of(days: Sequence[OfficeDay]) -> Rules:
    return replace(RULES, calendar=WorkCalendar(rulebook().arrangements, days))


def journal_of(line: Timeline) -> list[Entry]:
    def on(days: int) -> date:
        return line.receipt + days * ONE

    found = [
        (line.receipt, Event.RECEIVED, {"channel": "in_person", "submitted_on": line.receipt.isoformat()})
    ]
    for place, one in enumerate(line.asked):
        key = {"id": f"c{place}"}
        found.append(
            (on(one.sent), Event.CONSULTATION_SENT, {**key, "to": "other_agency", "name": f"n{place}"})
        )
        if one.delivered is not None:
            found.append((on(one.delivered), Event.CONSULTATION_DELIVERED, key))
        if one.answered is not None:
            found.append((on(one.answered), Event.CONSULTATION_ANSWERED, key))
    if line.extended:
        found.append((on(line.extended[0]), Event.EXTENDED, {"days": line.extended[1], "approver": "x"}))  # type: ignore[dict-item]
    if line.corrected:
        found.append((on(line.corrected[0]), Event.CORRECTION_REQUESTED, {"items": "x"}))
        found.append((on(line.corrected[1]), Event.CORRECTION_RECEIVED, {}))
    return [Entry(event, day, facts=facts, seq=seq) for seq, (day, event, facts) in enumerate(found, 1)]


# -- the walker -----------------------------------------------------------------------------------------------


def walk(
    start: date, days: int, windows: Sequence[tuple[date, date | None]], calendar: WorkCalendar
) -> date | None:
    """Go from day to day and count; a window that opens before the last day and never closes gives no day."""
    day, counted = start, 0
    while counted < days:
        day += ONE
        for sent, end in windows:
            if sent < day and end is None and counted < days:
                return None
        if calendar.is_workday(day) and not any(sent < day <= (end or day) for sent, end in windows):
            counted += 1
    return day


def fifteenth(day: date, calendar: WorkCalendar) -> date:
    left = 15
    while left:
        day += ONE
        left -= calendar.is_workday(day)
    return day


def expected(line: Timeline, calendar: WorkCalendar) -> tuple[date | None, date | None]:
    """Base due day and due day, the slow way."""
    windows = []
    for one in sorted(line.asked, key=lambda one: one.sent):
        ends = []
        if one.answered is not None:
            ends.append(line.receipt + one.answered * ONE)
        if one.delivered is not None:
            ends.append(fifteenth(line.receipt + one.delivered * ONE, calendar))
        windows.append((line.receipt + one.sent * ONE, min(ends) if ends else None))
    start, extended = line.receipt, line.extended
    if line.corrected:
        start = line.receipt + line.corrected[1] * ONE
        if (
            extended
            and (extended[0], 0) <= (line.corrected[1], 1)
            and line.receipt + extended[0] * ONE <= start
        ):
            extended = None if _before_restart(line) else extended
    base = walk(start, 20, windows, calendar)
    more = 0
    if extended and (base is None or line.receipt + extended[0] * ONE <= base):
        more = extended[1]
    return base, walk(start, 20 + more, windows, calendar)


def _before_restart(line: Timeline) -> bool:
    """Within a day the order of entering decides: the extension is entered before the corrected request."""
    return line.extended is not None and line.corrected is not None and line.extended[0] <= line.corrected[1]


@given(timelines, office_days)
def test_the_clock_counts_as_a_walker_does(line: Timeline, days: list[OfficeDay]) -> None:
    rules = rules_of(days)
    position = replay(journal_of(line), rules).sum.position(rules)
    assert (position.base_due, position.due) == expected(line, rules.calendar)


@given(timelines, st.randoms(use_true_random=False))
def test_the_order_of_entering_days_does_not_matter(line: Timeline, random: object) -> None:
    journal = journal_of(line)
    days = [entry.on for entry in journal]
    mixed = list(journal)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    if len(set(days)) == len(days):
        assert replay(mixed, RULES).sum == replay(journal, RULES).sum


@given(timelines, st.data())
def test_voiding_equals_never_having_entered(line: Timeline, data: st.DataObject) -> None:
    journal = journal_of(line)
    gone = data.draw(st.sampled_from(journal[1:])) if journal[1:] else None
    if gone is None:
        return
    void = Entry(
        Event.VOIDED, date(2026, 12, 1), facts={"entry": gone.seq}, seq=len(journal) + 1, reason="误登"
    )
    rest = [entry for entry in journal if entry is not gone]
    assert replay([*journal, void], RULES) == replay(rest, RULES)


@given(timelines, st.integers(0, 60))
def test_a_consultation_of_no_length_changes_nothing(line: Timeline, day: int) -> None:
    without = replay(journal_of(line), RULES).sum.position(RULES)
    added = replace(line, asked=(*line.asked, Asked(day, None, day)))
    assert replay(journal_of(added), RULES).sum.position(RULES) == without


@given(timelines, st.integers(0, 30), st.integers(0, 15), st.integers(0, 15))
def test_overlapping_consultations_count_once(line: Timeline, sent: int, length: int, shift: int) -> None:
    inner = Asked(sent + min(shift, length), None, sent + length)
    one = replace(line, asked=(Asked(sent, None, sent + length),))
    two = replace(line, asked=(Asked(sent, None, sent + length), inner))
    assert replay(journal_of(one), RULES).sum.position(RULES) == replay(journal_of(two), RULES).sum.position(
        RULES
    )


@given(timelines, office_days)
def test_a_counted_due_day_is_never_a_day_off(line: Timeline, days: list[OfficeDay]) -> None:
    rules = rules_of(days)
    due = replay(journal_of(line), rules).sum.position(rules).due
    assert due is None or rules.calendar.is_workday(due)


@given(timelines)
def test_explain_ends_at_due(line: Timeline) -> None:
    state = replay(journal_of(line), RULES)
    due = state.sum.position(RULES).due
    assert explain(state.lines, RULES)[-1].position.due == due


@given(timelines)
def test_the_ledger_gives_every_day_once_and_ends_with_the_last_number(line: Timeline) -> None:
    state = replay(journal_of(line), RULES)
    told = standing(state, RULES, line.receipt)
    if told.due is None or state.sum.start is None:
        return
    rows = list(ledger(state.sum, RULES, told.due))
    assert [row.on for row in rows] == [
        state.sum.start + n * ONE for n in range((told.due - state.sum.start).days + 1)
    ]
    assert rows[-1].number == told.allowance + told.extended_by
    assert sum(row.kind == "excluded" for row in rows) == told.excluded_working_days
    assert [row.number for row in rows if row.counts] == list(range(1, rows[-1].number + 1))
