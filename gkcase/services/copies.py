"""Copies of a case for lists and search: computed from the journal, written in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from gkcase.domain.duties import Duty, duties, pressing
from gkcase.domain.journal import Entry
from gkcase.domain.lifecycle import replay
from gkcase.domain.reporting import fee_received, report_ending, working_days_used
from gkcase.domain.rules import Rules
from gkcase.domain.standing import ENDINGS, ending, outcome_of, standing
from gkcase.domain.state import CaseState
from gkcase.domain.terms import DECISION_KINDS, ApplicantKind, Event, Status
from gkcase.services.search_words import hashes, kept_words, searched_text
from gkcase.services.side_copies import fitted, rewrite_sides, write_new_sides, write_sides
from gkcase.services.values import COPIED_AS
from gkcase.services.values import StoredDuty as StoredDuty
from gkcase.services.values import shown as shown
from gkcase.storage import search
from gkcase.storage.tables import CaseCopy

MOST = 4
"""How many duties are kept with a case: registering, checking and drafting lapse, the fourth one stays."""


RECKONED = frozenset(
    {
        *("received_on", "base_due", "due_on", "provisional", "late", "working_days"),
        *("next_duty", "next_on", "clock_status", "reckoned_with"),
    }
)
"""The columns that hang on the calendar and the choices; an ended case keeps those by which it was judged."""


def packed(found: list[Duty]) -> str:
    """The duties of a case as one column."""
    return "\n".join(StoredDuty.of(duty).line() for duty in pressing(found)[-MOST:])


def wanted_of(state: CaseState) -> str:
    """What is asked for, as the latest correction words it."""
    return next((words for entry in reversed(state.past) if (words := entry.text("wanted"))), "")


def handler_of(state: CaseState) -> str:
    """Who has the case in hand (经办)."""
    assigned = state.last(Event.ASSIGNED)
    first = state.last(Event.RECEIVED)
    return assigned.text("to") if assigned else first.by if first else ""


def drafter_of(state: CaseState) -> str:
    """Who wrote the latest reply."""
    written = [entry for entry in state.all(Event.LETTER_WRITTEN) if entry.text("kind") in DECISION_KINDS]
    return written[-1].by if written else ""


def copies_of(state: CaseState, rules: Rules, today: date) -> dict[str, Any]:
    """The copies of a case, by column; none depends on `today`, which only the clock's warnings ask for."""
    told = standing(state, rules, today, warned=False)
    first = state.last(Event.RECEIVED)
    owed = duties(state, told, rules)
    ended = ending(state)
    end = state.last(*ENDINGS) if ended else None
    row = {
        "applicant": first.text("applicant.name") if first else "",
        "applicant_kind": ApplicantKind.of((first.text("applicant.kind") if first else "") or "natural"),
        "wanted": wanted_of(state),
        "channel": state.receipt.channel if state.receipt else None,
        "received_on": told.receipt_date,
        "status": state.status or Status.IN_PROGRESS,
        "clock_status": told.status,
        "base_due": told.base_due,
        "due_on": told.due,
        "provisional": told.provisional,
        "suspended": told.status == "suspended",
        "result": outcome_of(state),
        "replied_on": told.replied_on,
        "late": bool(told.late),
        "handler": handler_of(state),
        "drafter": drafter_of(state),
        "consulting": bool(state.running_letters) and ended is None,
        "next_duty": packed(owed),
        "next_on": owed[0].by if owed else None,
        "reckoned_with": rules.fingerprint,
        "closed_on": end.on if end and ended is not Event.REPLIED else None,
        **_reported(state, rules),
    }
    return fitted(CaseCopy, row)


def _reported(state: CaseState, rules: Rules) -> dict[str, Any]:
    """What reports count of a case; fees in yuan."""
    finished, first = report_ending(state), state.last(Event.RECEIVED)
    asked, paid = state.last(Event.FEE_REQUESTED), state.last(Event.FEE_PAID)
    return {
        "kind": state.kind,
        "unit": unit_of(state),
        "finished_on": finished.on if finished else None,
        "finished_as": finished.code if finished else "",
        "working_days": working_days_used(state, rules),
        "corrected": bool(state.all(Event.CORRECTION_REQUESTED)),
        "extended": bool(state.all(Event.EXTENDED)),
        "fee_asked": asked.number("amount", 0) if asked else 0,
        "fee": fee_received(state),
        "fee_on": paid.on if paid else None,
        "copied_as": COPIED_AS,
        "kindless": not (first and first.text("applicant.kind")),
    }


def unit_of(state: CaseState) -> str:
    """Which unit has the case in hand (承办机构), as it was last handed over; empty: the office itself."""
    named = [entry.text("unit") for entry in state.all(Event.ASSIGNED) if entry.text("unit")]
    return named[-1] if named else ""


def write_copies(
    session: Session, case_id: int, number: str, state: CaseState, rules: Rules, today: date, *, new: bool
) -> None:
    """Bring the copies and the search index of one case up to date."""
    values: Mapping[str, Any] = copies_of(state, rules, today)
    if new:
        session.execute(insert(CaseCopy), [{"case_id": case_id, "number": number, **values}])
    else:
        session.execute(update(CaseCopy).where(CaseCopy.case_id == case_id).values(**values))
    write_sides(session, case_id, state, rules, new=new)
    index(session, case_id, number, state)


def index(session: Session, case_id: int, number: str, state: CaseState) -> None:
    """Bring the search index of one case up to date."""
    papers = kept_words(session, hashes(state.past))
    search.index(session, case_id, searched_text(number, state.past, papers))


def write_new_copies(
    session: Session, cases: Sequence[tuple[int, str, CaseState]], rules: Rules, today: date
) -> None:
    """Write the copies of cases (id, number, state) that have none yet."""
    rows = [
        {"case_id": case_id, "number": number, **copies_of(state, rules, today)}
        for case_id, number, state in cases
    ]
    session.execute(insert(CaseCopy), rows)
    write_new_sides(session, [(case_id, state) for case_id, _, state in cases], rules)
    search.index_new(session, _searched(session, cases))


def _searched(session: Session, cases: Sequence[tuple[int, str, CaseState]]) -> list[tuple[int, str]]:
    papers = kept_words(session, [sha256 for _, _, state in cases for sha256 in hashes(state.past)])
    return [(case_id, searched_text(number, state.past, papers)) for case_id, number, state in cases]


def recopy(
    session: Session, case_id: int, number: str, journal: Sequence[Entry], rules: Rules, today: date
) -> CaseState:
    """Reckon a case anew, after a calendar import or a changed choice."""
    state = replay(journal, rules)
    write_copies(session, case_id, number, state, rules, today, new=False)
    return state


def rewrite_copies(
    session: Session,
    cases: Sequence[tuple[int, str, CaseState]],
    rules: Rules,
    today: date,
    *,
    kept: frozenset[str] = frozenset(),
) -> None:
    """Write the copies of many cases (id, number, state) anew; the columns in `kept` stay as they are."""
    rows = [{"case_id": case_id, **copies_of(state, rules, today)} for case_id, _, state in cases]
    told = [{name: value for name, value in row.items() if name not in kept} for row in rows]
    session.execute(update(CaseCopy), told)
    rewrite_sides(session, [(case_id, state) for case_id, _, state in cases], rules)
    search.index_anew(session, _searched(session, cases))
