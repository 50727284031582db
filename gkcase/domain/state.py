"""What the journal says about a case so far, and what may be objected to a step."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from gkcase.domain.clock import Line, Reckoning
from gkcase.domain.journal import Entry
from gkcase.domain.receipt import Receipt
from gkcase.domain.rules import Rules
from gkcase.domain.terms import CaseKind, Event, Status


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a step is refused (no code) or irregular (with the code that the entry then carries).

    `text` is one Chinese sentence, `article` its basis in Chinese, `field` the fact it is about.
    """

    text: str
    code: str = ""
    article: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class CaseState:
    """Everything the journal says about a case so far: `past` are the entries in force, in order."""

    status: Status | None = None
    receipt: Receipt | None = None
    sum: Reckoning = field(default_factory=Reckoning)
    lines: tuple[Line, ...] = ()
    past: tuple[Entry, ...] = ()

    def last(self, *events: Event) -> Entry | None:
        """The latest entry of one of these events."""
        for entry in reversed(self.past):
            if entry.event in events:
                return entry
        return None

    def all(self, event: Event) -> list[Entry]:
        """Every entry of one event, in order."""
        return [entry for entry in self.past if entry.event is event]

    def since(self, *events: Event) -> tuple[Entry, ...]:
        """The entries after the latest of these events; all of them where there was none."""
        for place in range(len(self.past) - 1, -1, -1):
            if self.past[place].event in events:
                return self.past[place + 1 :]
        return self.past

    @property
    def round(self) -> tuple[Entry, ...]:
        """The entries since a reply was last ordered (责令重新答复): what was decided before is over."""
        return self.since(Event.REPLY_ORDERED)

    @property
    def kind(self) -> CaseKind:
        """Whether information or a rectification is asked for."""
        first = self.last(Event.RECEIVED)
        return CaseKind.of(first.text("case_kind") or "request") if first else CaseKind.REQUEST

    @property
    def unanswered_letters(self) -> list[str]:
        """The consultations that have no answer, by id; one may still come in when the case is over."""
        return [window.key for window in self.sum.windows if window.answered is None]

    @property
    def running_letters(self) -> list[str]:
        """Those among them that are still waited for: the end of a case ends them, also if it is opened again."""
        ended = {window.key for window in self.sum.windows if window.cut is not None}
        return [key for key in self.unanswered_letters if key not in ended]

    def notice(self) -> Entry | None:
        """The correction notice that counts: the first one (补正告知，一次性)."""
        return next((entry for entry in self.past if entry.event is Event.CORRECTION_REQUESTED), None)


def before_the_law(received: date, rules: Rules) -> bool:
    """Whether a request is older than the present regulation, and so is not reckoned (第五十六条)."""
    return received < rules.law.in_force


def correction_notice_due(state: CaseState, rules: Rules) -> date | None:
    """The last day for the correction notice: 7 working days from receipt (第三十条)."""
    if state.receipt is None or state.receipt.on is None or before_the_law(state.receipt.on, rules):
        return None
    return rules.calendar.nth_after(state.receipt.on, rules.law.period["correction_notice"].days)


def correction_limit(notice: Entry, rules: Rules) -> date:
    """The applicant's last day to correct, counted from delivery of the notice, else from the notice."""
    days = notice.number("limit_days", rules.policy.correction_limit_days)
    return rules.calendar.nth_after(notice.day("delivered_on") or notice.on, days)


def fee_pay_by(notice: Entry, rules: Rules) -> date:
    """The applicant's last day to pay: 20 working days from delivery of the fee notice (办法第六条)."""
    days = rules.law.period["fee_payment"].days
    return rules.calendar.nth_after(notice.day("delivered_on") or notice.on, days)
