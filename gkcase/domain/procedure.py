"""The procedure as one table: which step may follow which, what it does to the clock, and on which basis.

Guards are in `guards.py`; a row names them. Roles are not here: who may take a step is another, smaller table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from gkcase.domain import completeness, guards, publication, remedies, reply_guards, sending, sign_guards
from gkcase.domain.clock import Line
from gkcase.domain.guards import Guard
from gkcase.domain.journal import Entry
from gkcase.domain.receipt import Receipt, receipt_of
from gkcase.domain.rules import Rules
from gkcase.domain.signoff import is_last_signature
from gkcase.domain.state import CaseState, before_the_law
from gkcase.domain.terms import DECISION_KINDS, ENDED, CaseKind, Clock, Event, Status

S, E, C = Status, Event, Clock
OPEN = frozenset(status for status in Status if status.is_open)
ANY = frozenset(Status)
WORKING = frozenset({S.IN_PROGRESS, S.UNDER_REVIEW})

Target = Callable[[CaseState, Entry, Rules], Status | None]
Poster = Callable[[CaseState, Entry, Rules], Line | None]


@dataclass(frozen=True)
class Step:
    """One row of the procedure."""

    event: Event
    frm: frozenset[Status | None]
    to: Target
    clock: Clock
    basis: str
    impossible: tuple[Guard, ...] = ()
    irregular: tuple[Guard, ...] = ()
    poster: Poster | None = None

    def line(self, state: CaseState, entry: Entry, rules: Rules) -> Line | None:
        """The line that the step posts to the deadline ledger; None where it posts nothing."""
        if self.poster is not None:
            return self.poster(state, entry, rules)
        if self.clock is Clock.NONE:
            return None
        return Line(entry.on, self.clock, entry.event, self.basis, key=entry.text("id"))

    def receipt(self, state: CaseState, entry: Entry, rules: Rules) -> Receipt:
        """The receipt day that RECEIVED or CONFIRMED fixes."""
        return guards.receipt_after(state, entry, rules)


# -- where a step leads ---------------------------------------------------------------------------------------


def _stay(state: CaseState, entry: Entry, rules: Rules) -> Status | None:
    return None


def _to(status: Status) -> Target:
    return lambda state, entry, rules: status


def _after_receipt(state: CaseState, entry: Entry, rules: Rules) -> Status:
    receipt = receipt_of(entry.facts, rules.calendar, rules.policy)
    return S.AWAITING_CONFIRMATION if receipt.on is None else S.IN_PROGRESS


def _after_signature(state: CaseState, entry: Entry, rules: Rules) -> Status | None:
    return S.APPROVED if is_last_signature(state, entry) else None


def _after_letter(state: CaseState, entry: Entry, rules: Rules) -> Status | None:
    """A reply written anew voids the signatures: it has to be submitted again."""
    signed = state.status in (S.UNDER_REVIEW, S.APPROVED) and entry.text("kind") in DECISION_KINDS
    return S.IN_PROGRESS if signed else None


def _after_notice(state: CaseState, entry: Entry, rules: Rules) -> Status | None:
    """A second notice has no effect (一次性告知): an applicant who has corrected is not made to wait again."""
    return None if state.notice() is not None else S.AWAITING_CORRECTION


def _with_reasons(status: Status) -> Target:
    """Asking for reasons moves the case only where the office treats it as a correction."""
    return lambda state, entry, rules: status if rules.policy.reasons_stop else None


# -- what a step posts to the ledger --------------------------------------------------------------------------


def _start_line(on: date, event: Event, basis: str, state: CaseState, rules: Rules) -> Line | None:
    days = rules.law.period["reply"].days
    if state.kind is CaseKind.RECTIFICATION:
        days = rules.policy.rectification_days
    inclusive = rules.policy.receipt_day_counts and event is not E.FEE_PAID
    return Line(on, C.START, event, basis, days=days, counts_itself=inclusive)


def _received(state: CaseState, entry: Entry, rules: Rules) -> Line | None:
    receipt = guards.receipt_after(state, entry, rules)
    if receipt.on is None or before_the_law(receipt.on, rules):
        return None
    return _start_line(receipt.on, entry.event, receipt.basis, CaseState(past=(*state.past, entry)), rules)


def _notice(state: CaseState, entry: Entry, rules: Rules) -> Line | None:
    if state.notice() is not None:
        return None
    late = guards.correction_late(state, entry, rules) is not None
    if late and not rules.policy.late_correction_restarts:
        return None
    return Line(entry.on, C.VOID, entry.event, "第三十条")


def _corrected(state: CaseState, entry: Entry, rules: Rules) -> Line | None:
    if state.sum.start is not None:
        return None  # the office's choice: a late notice did not interrupt the period
    return _start_line(entry.on, entry.event, "第三十条", state, rules)


def _sent(state: CaseState, entry: Entry, rules: Rules) -> Line | None:
    basis = "第三十四条" if entry.text("to") == "joint_agency" else "第三十三条第三款"
    if entry.text("to") == "third_party":
        basis = "第三十二条、第三十三条第三款"
    return Line(entry.on, C.PAUSE, entry.event, basis, key=entry.text("id"))


def _extended(state: CaseState, entry: Entry, rules: Rules) -> Line | None:
    return Line(entry.on, C.EXTEND, entry.event, "第三十三条第二款", days=entry.number("days", 20))


def _delayed(state: CaseState, entry: Entry, rules: Rules) -> Line | None:
    return Line(entry.on, C.FIX, entry.event, "第三十五条", until=entry.day("until"))


def _paid(state: CaseState, entry: Entry, rules: Rules) -> Line | None:
    line = _start_line(entry.on, entry.event, "《信息处理费管理办法》第六条", state, rules)
    before = state.sum.interrupted
    if line is None or rules.policy.fee_restart == "full" or before is None or before.after is None:
        return line
    notice = state.last(E.FEE_REQUESTED)
    until = notice.on if notice else entry.on
    used = guards.counted_days(before, until, rules)
    return Line(entry.on, C.START, entry.event, line.basis, days=max(before.allowance - used, 1))


def _reasons(effect: Clock) -> Poster:
    def post(state: CaseState, entry: Entry, rules: Rules) -> Line | None:
        if not rules.policy.reasons_stop:
            return None
        if effect is C.START:
            return _start_line(entry.on, entry.event, "第三十五条", state, rules)
        return Line(entry.on, effect, entry.event, "第三十五条")

    return post


def _ordered(state: CaseState, entry: Entry, rules: Rules) -> Line | None:
    days = entry.number("days", rules.law.period["reply"].days)
    return Line(entry.on, C.START, entry.event, "复议决定或者判决", days=days, until=entry.day("until"))


# -- the table ------------------------------------------------------------------------------------------------


def row(
    event: Event,
    frm: Status | Iterable[Status] | None,
    to: Target | Status,
    clock: Clock,
    basis: str,
    impossible: tuple[Guard, ...] = (),
    irregular: tuple[Guard, ...] = (),
    poster: Poster | None = None,
) -> tuple[Event, Step]:
    """Spell a row of the table compactly."""
    sources: frozenset[Status | None] = (
        frozenset([frm]) if frm is None or isinstance(frm, Status) else frozenset(frm)
    )
    target = _to(to) if isinstance(to, Status) else to
    return event, Step(event, sources, target, clock, basis, impossible, irregular, poster)


NOT_FOR_RECTIFICATION = frozenset(
    {
        E.SECRECY_REVIEWED,
        E.CONSULTATION_SENT,
        E.CONSULTATION_DELIVERED,
        E.CONSULTATION_ANSWERED,
        E.THIRD_PARTY_TOLD,
        E.EXTENDED,
        E.REASONS_REQUESTED,
        E.REASONS_RECEIVED,
        E.DELAYED,
        E.FEE_REQUESTED,
        E.FEE_PAID,
        E.FEE_LAPSED,
        E.PUBLICATION_DECIDED,
        E.PUBLISHED,
        E.REASSESSED,
    }
)
"""Steps that belong to a request for information and have no sense where a record is to be put right (第四十一条)."""


def suits(kind: CaseKind, event: Event) -> bool:
    """Whether a kind of case knows a step at all."""
    return kind is CaseKind.REQUEST or event not in NOT_FOR_RECTIFICATION


g, r, m, a, n = guards, reply_guards, sending, remedies, sign_guards
# fmt: off
PROCEDURE: dict[Event, Step] = dict([
    row(E.RECEIVED, None, _after_receipt, C.START, "第三十一条、第三十三条第二款", (), (), _received),
    row(E.CONFIRMED, S.AWAITING_CONFIRMATION, S.IN_PROGRESS, C.START, "第三十一条", (), (), _received),
    row(E.ASSIGNED, OPEN, _stay, C.NONE, "第四十五条", (g.needs("to", "接办人"),)),
    row(E.SEARCHED, OPEN, _stay, C.NONE, "第三十六条第（四）项"),
    row(E.SECRECY_REVIEWED, OPEN, _stay, C.NONE, "第十七条"),
    row(E.DELIBERATED, OPEN, _stay, C.NONE, "第十七条", (n.opinions_of_the_past,)),
    row(E.THIRD_PARTY_TOLD, OPEN, _stay, C.NONE, "第三十二条", (), (m.courier,)),
    row(E.LETTER_WRITTEN, ANY, _after_letter, C.NONE, "第四十五条"),
    row(E.LINKED, OPEN, _stay, C.NONE, "第四十四条", (g.needs("case", "关联的案件"),)),
    row(E.SPLIT, OPEN, _stay, C.NONE, "一事一申请", (g.needs("case", "拆分出的案件"),)),
    row(E.MERGED, OPEN, S.CLOSED, C.STOP, "第三十六条第（六）项", (g.needs("case", "并入的案件"),)),
    row(E.NOTED, OPEN, _stay, C.NONE, "第四十五条"),
    row(E.CORRECTION_REQUESTED, {S.IN_PROGRESS, S.AWAITING_CORRECTION}, _after_notice, C.VOID, "第三十条",
        (g.delivered_after_sending, g.limit_within_reason), (g.correction_twice, g.correction_late, m.courier),
        _notice),
    row(E.CORRECTION_RECEIVED, S.AWAITING_CORRECTION, S.IN_PROGRESS, C.START, "第三十条",
        (), (), _corrected),
    row(E.CORRECTION_LAPSED, S.AWAITING_CORRECTION, S.CLOSED, C.STOP, "第三十条", (), (g.lapse_early,)),
    row(E.CONSULTATION_SENT, WORKING, _stay, C.PAUSE, "第三十二条、第三十三条第三款、第三十四条",
        (g.consultation_named, g.consultation_new), (g.party_asked_twice, m.courier), _sent),
    row(E.CONSULTATION_DELIVERED, ANY, _stay, C.LIMIT, "第三十二条、第三十四条",
        (g.consultation_known, g.consultation_undelivered)),
    row(E.CONSULTATION_ANSWERED, ANY, _stay, C.RESUME, "第三十三条第三款",
        (g.consultation_known, g.consultation_unanswered)),
    row(E.EXTENDED, WORKING, _stay, C.EXTEND, "第三十三条第二款", (g.days_within_twenty,),
        (g.extension_twice, g.extension_late, g.approver_missing, m.courier), _extended),
    row(E.REASONS_REQUESTED, S.IN_PROGRESS, _with_reasons(S.AWAITING_CORRECTION), C.NONE, "第三十五条",
        (), (m.courier,), _reasons(C.VOID)),
    row(E.REASONS_RECEIVED, {S.IN_PROGRESS, S.AWAITING_CORRECTION}, _with_reasons(S.IN_PROGRESS), C.NONE,
        "第三十五条", (g.reasons_asked,), (), _reasons(C.START)),
    row(E.DELAYED, S.IN_PROGRESS, _stay, C.FIX, "第三十五条", (g.until_after_on,),
        (g.reasons_missing, m.courier), _delayed),
    row(E.FEE_REQUESTED, S.IN_PROGRESS, S.AWAITING_PAYMENT, C.VOID, "第四十二条",
        (g.delivered_after_sending, g.amount_sensible), (g.fee_below_threshold, m.courier)),
    row(E.FEE_PAID, S.AWAITING_PAYMENT, S.IN_PROGRESS, C.START, "第四十二条", (), (), _paid),
    row(E.FEE_LAPSED, S.AWAITING_PAYMENT, S.CLOSED, C.STOP, "第四十二条", (), (g.fee_lapse_early,)),
    row(E.SUBMITTED, S.IN_PROGRESS, S.UNDER_REVIEW, C.NONE, "第四十五条",
        (r.result_chosen, r.result_fits_kind, r.letter_hash), (g.consultation_running,)),
    row(E.SIGNED, S.UNDER_REVIEW, _after_signature, C.NONE, "第四十五条",
        (n.signer_named, n.signer_not_drafter, n.signed_file, n.step_in_order, n.one_person_one_step,
         n.not_signed_twice), (n.scan_missing,)),
    row(E.RETURNED, {S.UNDER_REVIEW, S.APPROVED}, S.IN_PROGRESS, C.NONE, "第四十五条",
        (g.needs("comment", "退回的理由"),)),
    row(E.REPLIED, {S.APPROVED, S.IN_PROGRESS}, S.REPLIED, C.STOP, "第三十六条",
        (r.delivery_dated, r.result_chosen, r.result_fits_kind, r.signed_or_on_the_spot, r.sent_file,
         n.result_as_signed),
        (g.consultation_running, m.courier, r.reply_late, r.on_the_spot_only)),
    row(E.MAIL_RETURNED, ANY, _stay, C.NONE, m.BASIS, (m.mailing_named, m.returned_once)),
    row(E.RESENT, ANY, _stay, C.NONE, m.BASIS, (m.mailing_named, r.delivery_dated), (m.courier,)),
    row(E.NOTICE_SERVED, ANY, _stay, C.NONE, m.BASIS,
        (m.notice_meant, m.mailing_named, g.needs("proof", "送达凭证"))),
    row(E.SERVED, S.REPLIED, _stay, C.NONE, m.BASIS, (m.served_once, g.needs("proof", "送达凭证"))),
    row(E.REMEDY_FILED, ANY, _stay, C.NONE, "第五十一条", (a.remedy_complete, a.remedy_new, a.appeal_known)),
    row(E.DEFENCE_FILED, ANY, _stay, C.NONE, "《行政复议法》第四十八条、《行政诉讼法》第六十七条",
        (a.remedy_pending, a.defence_once), (a.defence_late,)),
    row(E.REMEDY_DECIDED, ANY, _stay, C.NONE, "第五十一条", (a.remedy_pending, a.result_clear)),
    row(E.WITHDRAWN, OPEN, S.CLOSED, C.STOP, ""),
    row(E.REPLY_ORDERED, ANY, S.IN_PROGRESS, C.START, "复议决定或者判决", (a.order_known,), (), _ordered),
    row(E.PUBLICATION_DECIDED, ANY, _stay, C.NONE, "第四十四条、第二十六条"),
    row(E.PUBLISHED, ANY, _stay, C.NONE, "第二十六条", (publication.publication_decided,)),
    row(E.REASSESSED, ENDED, _stay, C.NONE, "第十八条"),
    row(E.ARCHIVED, {S.REPLIED, S.CLOSED}, S.ARCHIVED, C.NONE, "第四十五条", (a.no_remedy_pending,),
        (completeness.service_unproved, completeness.file_incomplete, completeness.remedy_periods_running)),
    row(E.VOIDED, ANY, _stay, C.NONE, ""),
])
# fmt: on
