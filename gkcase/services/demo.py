"""The demo township (示例数据): a fictional office with its cases, made by the very services the office uses."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from gkcase.domain.annual import from_cells
from gkcase.domain.errors import Refusal
from gkcase.domain.rights import May
from gkcase.domain.terms import Event, LetterKind, Role
from gkcase.paths import RESOURCES
from gkcase.services import annual_report, handling, intake, lettering, mail, people
from gkcase.services.dossier import OfficeProfile
from gkcase.services.office import PRACTICE, Office, change_profile, create_office
from gkcase.services.queries import counts
from gkcase.storage.tables import Setting


@dataclass(frozen=True)
class Happening:
    """Something that happens on a day: to a case (by its place in the story) or at the door."""

    on: date
    place: int
    event: str
    facts: Mapping[str, Any]
    letter: bool = False
    by: str = ""


def story() -> dict[str, Any]:
    """The township as data."""
    return tomllib.loads((RESOURCES / "demo" / "township.toml").read_text("utf-8"))


def make_demo(folder: Path) -> Path:
    """Make a demo office in a folder that has none yet, in practice mode; returns its database."""
    folder.mkdir(parents=True, exist_ok=True)
    database = folder / "示例.gkdb"
    told = story()
    office = create_office(database, OfficeProfile(**told["office"]))
    try:
        fill(office)
    finally:
        office.close()
    return database


def fill(office: Office) -> int:
    """Let the whole story happen in an empty office, day by day; returns the number of cases."""
    if counts(office).all:
        raise Refusal("示例数据只能放进还没有案件的新单位", "", "database")
    told = story()
    change_profile(office, OfficeProfile(**told["office"]))
    for person in told["person"]:
        roles = [Role.of(code) for code in person["roles"]]
        people.save_person(office, person["name"], title=person["title"], roles=roles)
    ids: dict[int, int] = {}
    for happening in _in_order(told):
        office.practise(happening.on)
        office.acting = told["case"][happening.place]["handler"]
        _let_happen(office, happening, ids)
    last = date.fromisoformat(told["today"])
    office.practise(last)
    for envelope in told["mail"]:
        mail.enter(office, **{**envelope, "arrived_on": date.fromisoformat(envelope["arrived_on"])})
    before = told["published"]
    figures = from_cells(before["year"], before["format"], before["table3"], before["table4"])
    annual_report.publish(office, figures, before["note"])
    with office.transaction(May.IMPORT) as session:
        session.merge(Setting(key=PRACTICE, value=last.isoformat()))
    return len(ids)


def _in_order(told: Mapping[str, Any]) -> list[Happening]:
    """All happenings by day; within a day in the order in which the story tells them."""
    found = []
    for place, case in enumerate(told["case"]):
        facts = case["facts"]
        arrival = next(facts[key] for key in ("submitted_on", "signed_on", "arrived_on") if key in facts)
        found.append(Happening(date.fromisoformat(arrival), place, Event.RECEIVED.value, facts))
        for step in case["steps"]:
            on = date.fromisoformat(step["on"])
            by = step.get("by", step["facts"].get("signer", ""))  # whoever signs acts
            letter = step.get("letter", False)
            found.append(Happening(on, place, step["event"], step["facts"], letter, by))
    return sorted(found, key=lambda happening: happening.on)


def _let_happen(office: Office, happening: Happening, ids: dict[int, int]) -> None:
    on, facts = happening.on, happening.facts
    if happening.event == Event.RECEIVED.value:
        ids[happening.place] = intake.register(office, facts).case_id
    elif happening.event == "letter":
        lettering.write_letter(office, ids[happening.place], LetterKind.REPLY, on=on, facts=facts)
    elif happening.event == "receipt":
        lettering.write_letter(office, ids[happening.place], LetterKind.RECEIPT, on=on)
    elif happening.letter:
        lettering.record_with_letter(
            office, ids[happening.place], Event.of(happening.event), on=on, facts=facts
        )
    else:
        event, by = Event.of(happening.event), happening.by
        handling.record(office, ids[happening.place], event, on=on, facts=facts, by=by)
