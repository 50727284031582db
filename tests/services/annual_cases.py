"""Cases for the tests of the yearly report, told entry by entry and written in bulk."""

from __future__ import annotations

from datetime import date

from gkcase.domain.journal import Entry, Fact
from gkcase.domain.terms import Event
from gkcase.services.bulk import History, prepare, write
from gkcase.services.office import Office


def received(on: str, kind: str = "natural", **facts: Fact) -> Entry:
    told: dict[str, Fact] = {"channel": "in_person", "submitted_on": on, "applicant.name": "钟某", **facts}
    return Entry(Event.RECEIVED, date.fromisoformat(on), "李某", {**told, "applicant.kind": kind})


def replied(on: str, code: str = "R2", reason: str = "补录") -> Entry:
    facts: dict[str, Fact] = {"delivery": "email", "sent_on": on, "kind_of_reply": code, "imported": True}
    return Entry(Event.REPLIED, date.fromisoformat(on), "李某", facts, reason=reason)


def step(event: Event, on: str, **facts: Fact) -> Entry:
    return Entry(event, date.fromisoformat(on), "李某", facts, reason="补录")


def filed(on: str, key: str, remedy: str = "administrative_review", **facts: Fact) -> Entry:
    body = "县人民政府" if remedy == "administrative_review" else "县人民法院"
    return step(Event.REMEDY_FILED, on, id=key, remedy=remedy, body=body, **facts)


def decided(on: str, key: str, result: str, **facts: Fact) -> Entry:
    return step(Event.REMEDY_DECIDED, on, id=key, result=result, outcome="见决定书", **facts)


def put(office: Office, *cases: tuple[Entry, ...]) -> list[int]:
    with office.unasked() as session:
        made = [prepare(office, History(entries, entries[0].on.year)) for entries in cases]
        return write(office, session, made)
