"""What a case asks of the office next, and by when (1, 7, 15, 20 and all other limits)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gkcase.domain.clock import Reckoning, Standing, count_out
from gkcase.domain.facts import shortcomings
from gkcase.domain.guards import counted_days
from gkcase.domain.journal import Entry
from gkcase.domain.law import INTERNAL
from gkcase.domain.publication import publications_of
from gkcase.domain.remedies import appeal_limit, defence_limit, remedies_of
from gkcase.domain.rules import Rules
from gkcase.domain.sending import BASIS, reply_mailing
from gkcase.domain.state import CaseState, correction_limit, fee_pay_by
from gkcase.domain.terms import DECISION_KINDS, Channel, Event, RemedyResult, Status, spoken

CHECKED = (
    Event.CORRECTION_REQUESTED,
    Event.SEARCHED,
    Event.SECRECY_REVIEWED,
    Event.CONSULTATION_SENT,
    Event.EXTENDED,
    Event.SUBMITTED,
)
"""Steps which show that the request was found complete, or that a correction was asked for."""


@dataclass(frozen=True)
class Duty:
    """One thing to do: a stable code, the act in one sentence, the last day, the basis, the step that does it.

    `by` is None where no day is known. `theirs` marks a day that the other side has to keep; `soft` a duty that
    lapses when its day has passed, because not acting was a decision.
    """

    code: str
    text: str
    by: date | None
    basis: str
    event: Event | None = None
    theirs: bool = False
    soft: bool = False


def duties(state: CaseState, told: Standing, rules: Rules) -> list[Duty]:
    """All duties of a case, the most urgent first; none for a closed or archived case."""
    found = list(_found(state, told, rules))
    return sorted(found, key=lambda duty: (duty.by is None, duty.by or date.max, duty.theirs))


def _found(state: CaseState, told: Standing, rules: Rules) -> Iterator[Duty]:
    if state.status is Status.AWAITING_CONFIRMATION:
        yield _confirm(state, rules)
    elif state.status is Status.AWAITING_CORRECTION:
        yield from _await_correction(state, rules)
    elif state.status is Status.AWAITING_PAYMENT:
        yield from _await_payment(state, rules)
    elif state.status is Status.IN_PROGRESS:
        yield from _register(state, told)
        yield from _check(state, told)
        yield from _draft(state, rules)
    elif state.status is Status.REPLIED:
        yield from _serve(state, rules)
    if state.status in (Status.IN_PROGRESS, Status.UNDER_REVIEW, Status.APPROVED):
        yield from _consultations(state, rules)
        yield from _reply(state, told)
    yield from remedy_duties(state, rules)
    yield from publication_duties(state, rules)


def _confirm(state: CaseState, rules: Rules) -> Duty:
    first = state.last(Event.RECEIVED)
    arrival = state.receipt.arrival if state.receipt else (first.on if first else date.max)
    basis = state.receipt.basis if state.receipt else "第三十一条"
    if state.receipt and state.receipt.channel is Channel.POST_UNSIGNED:
        return Duty("confirm", "来信当日与申请人确认收到", arrival, basis, Event.CONFIRMED)
    by = rules.calendar.nth_after(arrival, 1)
    return Duty("confirm", f"最迟 {spoken(by)}与申请人确认收到", by, basis, Event.CONFIRMED)


def _register(state: CaseState, told: Standing) -> Iterator[Duty]:
    untouched = all(entry.event in (Event.RECEIVED, Event.CONFIRMED) for entry in state.past)
    if untouched and told.register_by:
        said = "交付登记回执，确定承办人"
        yield Duty("register", said, told.register_by, "内部时限1日", Event.LETTER_WRITTEN, soft=True)


def _check(state: CaseState, told: Standing) -> Iterator[Duty]:
    due = told.correction_notice_due
    if due is None or state.last(*CHECKED) or state.last(Event.REPLY_ORDERED):
        return
    if any(entry.text("kind") in DECISION_KINDS for entry in state.all(Event.LETTER_WRITTEN)):
        return
    first = state.last(Event.RECEIVED)
    lacking = first is not None and bool(shortcomings(first.facts))
    words = "申请内容有欠缺，补正告知书" if lacking else "审查申请；需要补正的，补正告知书"
    said = f"{words}最迟 {spoken(due)}发出"
    yield Duty("correction_check", said, due, "第三十条", Event.CORRECTION_REQUESTED, soft=not lacking)


def _draft(state: CaseState, rules: Rules) -> Iterator[Duty]:
    letters = (entry for entry in state.round if entry.event is Event.LETTER_WRITTEN)
    written = any(entry.text("kind") in DECISION_KINDS for entry in letters)
    sum_, days = state.sum, rules.law.period["drafting"].days
    if written or sum_.after is None or sum_.allowance <= days or sum_.fixed or sum_.extensions:
        return
    by = count_out(sum_.after, days, sum_.spans(rules), rules.calendar)
    if by is not None:
        said = f"答复书初稿最迟 {spoken(by)}拟出"
        yield Duty("draft", said, by, "内部时限15日", Event.LETTER_WRITTEN, soft=True)


def _consultations(state: CaseState, rules: Rules) -> Iterator[Duty]:
    running = set(state.running_letters)
    for window in state.sum.windows:
        if window.key not in running:
            continue
        limit = window.limit(rules)
        if limit is None:
            by = rules.calendar.nth_after(window.sent, rules.law.period["mail_sorting"].days + 4)
            said = "查询征求意见书是否签收；未签收期限一直暂停"
            yield Duty("delivery_proof", said, by, "第三十三条第三款", Event.CONSULTATION_DELIVERED)
        else:
            said = f"对方意见最迟 {spoken(limit)}提出，到期即恢复计算"
            yield Duty(
                "opinion", said, limit, "第三十二条", Event.CONSULTATION_ANSWERED, theirs=True, soft=True
            )


def _reply(state: CaseState, told: Standing) -> Iterator[Duty]:
    if told.due is None:
        if state.sum.start is not None and not state.sum.allowance:
            yield Duty("reply", "核实记录，告知申请人", None, "第四十一条", Event.LETTER_WRITTEN)
        return
    back = returned(state)
    words, event = {
        Status.APPROVED: ("答复书已签，最迟 {}送出", Event.REPLIED),
        Status.UNDER_REVIEW: ("审签中，最迟 {}答复", Event.SIGNED),
    }.get(state.status or Status.IN_PROGRESS, ("最迟 {}答复", Event.LETTER_WRITTEN))
    if back is not None:
        words = f"{back.by}退回了答复书，修改后重新送审，最迟 {{}}答复"
    extended = "已延期，" if told.extended_by else ""
    yield Duty("reply", extended + words.format(spoken(told.due)), told.due, "第三十三条第二款", event)


def returned(state: CaseState) -> Entry | None:
    """The return (退回) that the drafter still has to answer; None once the reply was submitted again."""
    sent = [entry for entry in state.round if entry.event in (Event.SUBMITTED, Event.RETURNED)]
    return sent[-1] if sent and sent[-1].event is Event.RETURNED else None


def _await_correction(state: CaseState, rules: Rules) -> Iterator[Duty]:
    notice = state.notice() or state.last(Event.REASONS_REQUESTED)
    assert notice is not None  # nothing else leads to this status
    limit = correction_limit(notice, rules)
    said = f"申请人最迟 {spoken(limit)}交回补正，未交回可终止"
    yield Duty("correction", said, limit, "第三十条", Event.CORRECTION_RECEIVED, theirs=True)


def _await_payment(state: CaseState, rules: Rules) -> Iterator[Duty]:
    notice = state.last(Event.FEE_REQUESTED)
    assert notice is not None  # nothing else leads to this status
    limit = fee_pay_by(notice, rules)
    said = f"申请人最迟 {spoken(limit)}缴费，未缴可终止"
    yield Duty("payment", said, limit, "第四十二条", Event.FEE_PAID, theirs=True)


def _serve(state: CaseState, rules: Rules) -> Iterator[Duty]:
    """A reply that left is proved to have arrived; one that came back is sent again; an old ledger's owes neither."""
    last = state.last(Event.REPLIED)
    if last is not None and last.flag("imported"):
        return
    sent, days = reply_mailing(state), rules.law.period["mail_sorting"].days
    assert sent is not None  # the status says that a reply was sent
    if sent.delivered_on is not None:
        return
    if sent.returned_on is not None:
        by = rules.calendar.nth_after(sent.returned_on, days + 4)
        yield Duty("resend", f"答复书被退回，最迟 {spoken(by)}再次寄送", by, INTERNAL, Event.RESENT)
        return
    by = rules.calendar.nth_after(sent.sent_on, days + 9)
    yield Duty("service", f"最迟 {spoken(by)}登记送达凭证", by, BASIS, Event.SERVED)


def remedy_duties(state: CaseState, rules: Rules) -> Iterator[Duty]:
    """The defences that are due, and the judgments that can still be appealed."""
    found = remedies_of(state)
    for one in found:
        last = defence_limit(one, rules)
        if one.pending and one.defended_on is None and last is not None:
            said = f"{one.label}最迟 {spoken(last.due)}提交书面答复和证据"
            yield Duty("defence", said, last.due, last.article, Event.DEFENCE_FILED)
        lost = one.result is RemedyResult.CORRECTED and all(other.appeal_of != one.id for other in found)
        if lost and (end := appeal_limit(one, rules)):
            said = f"不服{one.label}判决、裁定的，最迟 {spoken(end.due)}上诉"
            yield Duty("appeal", said, end.due, end.article, Event.REMEDY_FILED, soft=True)


def publication_duties(state: CaseState, rules: Rules) -> Iterator[Duty]:
    """What was decided to be published and is not out yet."""
    for one in publications_of(state):
        if one.pending:
            due = one.due(rules)
            said = f"最迟 {spoken(due)}主动公开已决定公开的信息"
            yield Duty("publish", said, due, "第二十六条、第四十四条", Event.PUBLISHED)


def pressing(found: list[Duty]) -> list[Duty]:
    """The duties that can become the one to show: the soft ones that come first, and the first that stays."""
    kept: list[Duty] = []
    for duty in found:
        kept.append(duty)
        if not duty.soft:
            break
    return kept


def used_days(sum_: Reckoning, rules: Rules, today: date) -> int:
    """How many days of the running period have been counted up to today."""
    return counted_days(sum_, today, rules)
