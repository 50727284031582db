"""What the yearly report counts of one request: when it was finished, as what, and how long it took (条例第五十条)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gkcase.domain.clock import days_left_out
from gkcase.domain.journal import Entry
from gkcase.domain.rules import Rules
from gkcase.domain.standing import CLOSED_AS, ENDINGS, ending
from gkcase.domain.state import CaseState
from gkcase.domain.terms import Event


@dataclass(frozen=True, slots=True)
class ReportEnding:
    """The day by which a request counts as finished, and the code of the result under which it counts."""

    on: date
    code: str


def report_ending(state: CaseState) -> ReportEnding | None:
    """How the yearly report counts the request as finished (年度报告第三项); None while it never was.

    It is finished in the year of its first ending, with the result that stood when that year was over. A reply
    ordered later is neither a new request nor one carried over, so it changes no year that is over and adds to none.
    """
    ends = [entry for entry in state.past if entry.event in ENDINGS]
    if not ends:
        return None
    received = state.receipt.on if state.receipt else None
    on = max(ends[0].on, received or ends[0].on)
    last = [entry for entry in ends if entry.on.year <= on.year][-1]
    return ReportEnding(on, _code(state, last))


def _code(state: CaseState, end: Entry) -> str:
    """The result of one ending; a reply that does not name its own has that of its submission."""
    if end.event in CLOSED_AS:
        return CLOSED_AS[end.event]
    before = state.past[: state.past.index(end)]
    submitted = [entry.text("kind_of_reply") for entry in before if entry.event is Event.SUBMITTED]
    return end.text("kind_of_reply") or (submitted[-1] if submitted else "")


def fee_received(state: CaseState) -> int:
    """The fees that were paid, in yuan: each payment is that of the notice before it (《信息处理费管理办法》第六条)."""
    paid = asked = 0
    for entry in state.past:
        if entry.event is Event.FEE_REQUESTED:
            asked = entry.number("amount", 0)
        elif entry.event is Event.FEE_PAID:
            paid += asked
    return paid


def working_days_used(state: CaseState, rules: Rules) -> int | None:
    """How many counted working days the case took to its end (办理工作日); None while it is open or was not counted."""
    after = state.sum.after
    if ending(state) is None or after is None:
        return None
    last = state.last(*ENDINGS)
    until = last.on if last else after
    if until <= after:
        return 0
    return rules.calendar.count(after, until) - days_left_out(
        after, until, state.sum.spans(rules), rules.calendar
    )
