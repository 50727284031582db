"""Acts that concern more than one case (关联、拆分、并案) or more than one person (转办)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Entry, Facts
from gkcase.domain.lifecycle import judge, replay
from gkcase.domain.rights import May
from gkcase.domain.terms import Event
from gkcase.domain.words import clean_text
from gkcase.services.copies import write_copies
from gkcase.services.handling import find_case, step
from gkcase.services.intake import open_case
from gkcase.services.office import Change, Office, Topic
from gkcase.services.queries import case_id_in
from gkcase.storage import journal_store
from gkcase.storage.tables import OPEN, Case, CaseCopy


def _named(session: Session, number: str) -> Case:
    case_id = case_id_in(session, number)
    if case_id is None:
        raise Refusal(f"没有编号为“{number}”的案件，请核对", "", "case")
    return find_case(session, case_id)


def _record(
    office: Office, session: Session, case: Case, event: Event, other: Case, note: str, on: date | None
) -> None:
    facts: Facts = {"case": other.number, "case_id": other.id, "note": clean_text(note, "说明", lines=True)}
    step(office, session, case, Entry(event, on or office.today(), office.acting, facts))


def _mention(office: Office, session: Session, case: Case, other: Case, note: str, on: date | None) -> None:
    """Say it on the other case too, unless that one is ended and takes no more entries."""
    state = replay(journal_store.entries(session, case.id), office.rules)
    if state.status is not None and state.status.is_open:
        _record(office, session, case, Event.LINKED, other, note, on)


def link(office: Office, case_id: int, number: str, note: str = "", *, on: date | None = None) -> Change:
    """Link two cases that have to do with each other; both say so."""
    with office.transaction(May.HANDLE) as session:
        case, other = find_case(session, case_id), _named(session, number)
        if case.id == other.id:
            raise Refusal("案件不能与自己关联", "", "case")
        _record(office, session, case, Event.LINKED, other, note, on)
        _mention(office, session, other, case, note, on)
        return Change(Topic.CASES, frozenset([case.id, other.id]), f"{case.number}已与{other.number}关联")


def merge(office: Office, case_id: int, into: str, note: str = "", *, on: date | None = None) -> Change:
    """Close a case into another one (并案); both histories stay."""
    with office.transaction(May.HANDLE) as session:
        case, other = find_case(session, case_id), _named(session, into)
        if case.id == other.id:
            raise Refusal("案件不能并入自己", "", "case")
        target = replay(journal_store.entries(session, other.id), office.rules)
        if target.status is None or not target.status.is_open:
            raise Refusal(f"{other.number}已办结，不能再并入案件", "", "case")
        _record(office, session, case, Event.MERGED, other, note, on)
        _mention(office, session, other, case, note or f"{case.number}并入", on)
        return Change(Topic.CASES, frozenset([case.id, other.id]), f"{case.number}已并入{other.number}")


def split(
    office: Office, case_id: int, parts: Sequence[str], note: str = "", *, on: date | None = None
) -> Change:
    """Split a request with several contents (一事一申请): each part becomes a case with the same receipt day.

    The original keeps what is not split off; every new case has its own number and says where it comes from.
    """
    wanted = [clean_text(part, "所需信息内容描述", lines=True).strip() for part in parts]
    if not wanted or not all(wanted):
        raise Refusal("请写明拆分出的每一项内容", "", "wanted")
    with office.transaction(May.HANDLE) as session:
        case = find_case(session, case_id)
        made = [_part_of(office, session, case, words, on) for words in wanted]
        for part in made:
            _record(office, session, case, Event.SPLIT, part, note, on)
        numbers = "、".join(part.number for part in made)
        return Change(Topic.CASES, frozenset([case.id, *(part.id for part in made)]), f"已拆分出{numbers}")


def _part_of(office: Office, session: Session, case: Case, wanted: str, on: date | None) -> Case:
    first = replay(journal_store.entries(session, case.id), office.rules).last(Event.RECEIVED)
    assert first is not None  # a case is made with its registration
    entry = Entry(Event.RECEIVED, first.on, office.acting, {**first.facts, "wanted": wanted})
    part = open_case(office, session, entry)
    state = judge((), entry, office.rules, office.today()).state
    journal_store.append(session, part.id, entry, at=office.now(), person_id=office.person_id)
    write_copies(session, part.id, part.number, state, office.rules, office.today(), new=True)
    _record(office, session, part, Event.LINKED, case, f"由{case.number}拆分", on)
    return part


def hand_over(office: Office, giver: str, taker: str, note: str = "") -> Change:
    """Hand all open cases of one person, with their duties, to another (工作交接)."""
    if not taker.strip() or giver == taker:
        raise Refusal("请选择接办人", "", "to")
    with office.transaction(May.HANDLE) as session:
        chosen = select(CaseCopy.case_id).where(OPEN, CaseCopy.handler == giver)
        ids = list(session.scalars(chosen))
        for case_id in ids:
            facts: Facts = {"to": taker, "note": note or f"由{giver}移交"}
            entry = Entry(Event.ASSIGNED, office.today(), office.acting, facts)
            step(office, session, find_case(session, case_id), entry)
        return Change(Topic.CASES, frozenset(ids), f"{giver}的{len(ids)}件在办案件已交给{taker}")
