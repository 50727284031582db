"""Many cases with many fates for the dashboard, and how they are counted in plain Python over their journals."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Entry, Fact, in_force
from gkcase.domain.lifecycle import replay
from gkcase.domain.standing import ENDINGS
from gkcase.domain.state import CaseState
from gkcase.domain.terms import Event
from gkcase.domain.workdays import WorkCalendar
from gkcase.services.board_flow import Period
from gkcase.services.bulk import History, Prepared, prepare, write
from gkcase.services.office import Office
from gkcase.storage import journal_store

UNITS, HANDLERS = ("", "民政办", "自然资源所"), ("李某", "周某", "孙某")
RESULTS = ("R1", "R2", "R3", "R4d", "R6", "R9", "R11", "R17c")


def _entry(event: Event, on: date, **facts: Fact) -> Entry:
    told = {name.replace("__", "."): value for name, value in facts.items()}
    return Entry(event, on, "李某", told, reason="补录")


def _received(chance: Random, on: date) -> Entry:
    channel = chance.choice(("in_person", "in_person", "internet", "post_signed", "email"))
    dated = "signed_on" if channel == "post_signed" else "submitted_on"
    kind = {"case_kind": "rectification"} if chance.random() < 0.1 else {}
    facts = {"channel": channel, dated: on.isoformat(), "wanted": f"第{chance.randrange(99)}号材料", **kind}
    return _entry(Event.RECEIVED, on, applicant__name=chance.choice(("钟某某", "方某")), **facts)


def _reply(chance: Random, on: date, first: Entry) -> Entry:
    code = "X1" if first.facts.get("case_kind") else chance.choice(RESULTS)
    return _entry(
        Event.REPLIED, on, delivery="email", sent_on=on.isoformat(), kind_of_reply=code, imported=True
    )


def story(chance: Random, today: date) -> list[Entry]:
    """One fate: open, waiting, answered, withdrawn, ordered to be answered again."""

    def later(on: date, most: int) -> date:
        return on + timedelta(days=chance.randrange(most))

    on = today - timedelta(days=chance.randrange(420))
    told = [_received(chance, on)]
    if told[0].text("channel") == "email" and chance.random() < 0.6:
        told.append(_entry(Event.CONFIRMED, on := later(on, 12)))
    if chance.random() < 0.7:
        unit = {"unit": chance.choice(UNITS[1:])} if chance.random() < 0.7 else {}
        told.append(_entry(Event.ASSIGNED, on := later(on, 3), to=chance.choice(HANDLERS), **unit))
    fate = chance.random()
    if fate < 0.15:
        told.append(_entry(Event.CORRECTION_REQUESTED, on := later(on, 6), items="写明名称"))
    elif fate < 0.3:
        told.append(
            _entry(Event.CONSULTATION_SENT, on := later(on, 6), id="甲", to="third_party", name="甲公司")
        )
    elif fate < 0.4:
        told.append(_entry(Event.WITHDRAWN, on := later(on, 20)))
    elif fate < 0.8:
        told.append(_reply(chance, on := later(on, 40), told[0]))
        while chance.random() < 0.4:
            told.append(_entry(Event.REPLY_ORDERED, on := later(on, 60)))
            if chance.random() < 0.7:
                told.append(_reply(chance, on := later(on, 30), told[0]))
            else:
                break
    return [entry for entry in told if entry.on <= today]


def fill(office: Office, many: int, seed: int = 7) -> None:
    """Write so many cases."""
    chance = Random(seed)
    histories: list[Prepared] = []
    while len(histories) < many:
        told = story(chance, office.today())
        with suppress(Refusal):  # a fate that cannot be: asking third parties before the request is confirmed
            histories.append(prepare(office, History(told, told[0].on.year, imported=True)))
    with office.unasked() as session:
        write(office, session, histories)


def take(office: Office, *entries: Entry) -> list[int]:
    """Write one case."""
    history = History(entries, entries[0].on.year, imported=True)
    with office.unasked() as session:
        return write(office, session, [prepare(office, history)])


@dataclass(frozen=True)
class Told:
    """A case as its journal tells it."""

    id: int
    journal: Sequence[Entry]
    state: CaseState

    @property
    def open(self) -> bool:
        return self.state.status is not None and self.state.status.is_open

    @property
    def came(self) -> date:
        """The day of receipt, or the day of logging where there is none."""
        receipt = self.state.receipt
        return receipt.on if receipt and receipt.on else self.state.past[0].on

    def open_at_end_of(self, day: date) -> bool:
        if self.came > day:
            return False
        turns = [e for e in in_force(self.journal) if e.event in (*ENDINGS, Event.REPLY_ORDERED)]
        past = [e for e in turns if max(e.on, self.came) <= day]
        return not past or past[-1].event is Event.REPLY_ORDERED

    def new_in(self, period: Period) -> bool:
        orders = [e.on for e in in_force(self.journal) if e.event is Event.REPLY_ORDERED]
        touched = any(day in period for day in (self.came, *orders))
        return touched and not self.open_at_end_of(period.first - timedelta(days=1))

    def done_in(self, period: Period) -> bool:
        before = self.open_at_end_of(period.first - timedelta(days=1))
        last = period.last if period.last < date.max else max(e.on for e in self.journal)
        return (before or self.new_in(period)) and not self.open_at_end_of(max(last, self.came))

    @property
    def result(self) -> str:
        last = self._last(*ENDINGS)
        return "R17a" if last is None or last.event is Event.WITHDRAWN else last.text("kind_of_reply")

    @property
    def handler(self) -> str:
        assigned = self._last(Event.ASSIGNED)
        return assigned.text("to") if assigned else in_force(self.journal)[0].by

    @property
    def unit(self) -> str:
        units = [entry.text("unit") for entry in in_force(self.journal)]
        return next((unit for unit in reversed(units) if unit), "")

    def days_taken(self, calendar: WorkCalendar) -> int:
        """The working days from the receipt, or from the last order, to the reply; no story has more in between."""
        ordered, replied = self._last(Event.REPLY_ORDERED), self._last(Event.REPLIED)
        day = ordered.on if ordered else self.came
        days = 0
        while replied and day < replied.on:
            day += timedelta(days=1)
            days += calendar.is_workday(day)
        return days

    def _last(self, *events: Event) -> Entry | None:
        return next((e for e in reversed(in_force(self.journal)) if e.event in events), None)


def told_of(office: Office) -> list[Told]:
    """Every case of the office, read from the journals alone."""
    with office.reading() as session:
        found = list(journal_store.every_journal(session))
    return [Told(case_id, journal, replay(journal, office.rules)) for case_id, journal in found]
