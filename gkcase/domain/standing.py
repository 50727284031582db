"""What the clock says of a case: every date of the contract, and the warnings with their articles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gkcase.domain import guards, reply_guards
from gkcase.domain.clock import Caution, Position, Reckoning, Standing, days_left_out
from gkcase.domain.lifecycle import add_up
from gkcase.domain.rules import Rules
from gkcase.domain.sending import courier
from gkcase.domain.state import CaseState, before_the_law, correction_limit, correction_notice_due, fee_pay_by
from gkcase.domain.terms import Channel, Event, Status, chinese_date

WAITING = {
    Status.AWAITING_CONFIRMATION: "awaiting_confirmation",
    Status.AWAITING_CORRECTION: "awaiting_correction",
    Status.AWAITING_PAYMENT: "awaiting_payment",
}
CLOSED_BY = {
    Event.CORRECTION_LAPSED: "abandoned_no_correction",
    Event.FEE_LAPSED: "abandoned_no_fee",
    Event.WITHDRAWN: "withdrawn",
    Event.MERGED: "merged",
}
ENDINGS = (Event.REPLIED, *CLOSED_BY)
ELECTRONIC = frozenset({Channel.INTERNET, Channel.EMAIL, Channel.FAX, Channel.OTHER})


def ending(state: CaseState) -> Event | None:
    """What ended the case, if it is ended: a reply, a lapse, a withdrawal; an ordered reply opens it again."""
    last = state.last(*ENDINGS, Event.REPLY_ORDERED)
    return None if last is None or last.event is Event.REPLY_ORDERED else last.event


CLOSED_AS = {
    Event.CORRECTION_LAPSED: "R15",
    Event.FEE_LAPSED: "R16",
    Event.WITHDRAWN: "R17a",
    Event.MERGED: "R17b",
}
"""The result, and so the row of the yearly report, of a case that ended without a reply (年报表三（六）)."""


def outcome_of(state: CaseState) -> str:
    """The code of the result that the case ended with, or that its reply names so far; empty where none is chosen."""
    end = ending(state)
    return CLOSED_AS[end] if end in CLOSED_AS else reply_guards.result_of(state)


def clock_status(state: CaseState, position: Position) -> str:
    """What the clock does, which is another thing than the status of the case."""
    end = ending(state)
    if end is Event.REPLIED:
        return "replied"
    if end is not None:
        return CLOSED_BY[end]
    if state.status in WAITING:
        return WAITING[state.status]
    counted = (
        state.sum.start is not None and state.sum.allowance > 0
    )  # an office may set no period for art. 41
    return "suspended" if counted and position.due is None else "running"


def standing(state: CaseState, rules: Rules, today: date, *, warned: bool = True) -> Standing:
    """Everything the clock says of the case; only `remaining` and warnings depend on `today`.

    Who keeps no warnings need not have them made: that is half of the work.
    """
    sum_, calendar = state.sum, rules.calendar
    position = sum_.position(rules)
    status = clock_status(state, position)
    closed = ending(state) not in (None, Event.REPLIED)
    due = None if closed else position.due
    receipt = state.receipt.on if state.receipt else None
    notice, fee, replied = state.notice(), state.last(Event.FEE_REQUESTED), _reply_date(state)
    notice_due = correction_notice_due(state, rules)
    running = due is not None and replied is None
    return Standing(
        status=status,
        receipt_date=receipt,
        register_by=_register_by(receipt, rules),
        correction_notice_due=notice_due,
        correction_notice_on_time=notice.on <= notice_due if notice and notice_due else None,
        correction_limit=correction_limit(notice, rules) if notice else None,
        clock_start=sum_.start,
        base_due=None if closed else position.base_due,
        due=due,
        safe_due=calendar.nth_before(due) if due else None,
        extension_valid=position.extension_valid,
        consultation_due=_consultation_due(sum_, rules),
        fee_pay_by=fee_pay_by(fee, rules) if fee else None,
        excluded_working_days=excluded(sum_, due, rules) if due else None,
        remaining=remaining(sum_, due, rules, today) if running and due else None,
        provisional=_is_provisional(sum_, due, rules),
        replied_on=replied,
        late=replied > position.due if replied and position.due else None,
        allowance=sum_.allowance,
        extended_by=position.extended_by,
        warnings=tuple(cautions(state, rules, position, today)) if warned else (),
    )


def _register_by(receipt: date | None, rules: Rules) -> date | None:
    if receipt is None or before_the_law(receipt, rules):
        return None
    return rules.calendar.nth_after(receipt, rules.law.period["registration"].days)


def _reply_date(state: CaseState) -> date | None:
    entry = state.last(Event.REPLIED) if ending(state) is Event.REPLIED else None
    return entry.on if entry else None


def _consultation_due(sum_: Reckoning, rules: Rules) -> tuple[tuple[str, date], ...]:
    limits = ((window.key, window.limit(rules)) for window in sum_.windows)
    return tuple((key, limit) for key, limit in limits if limit is not None)


def _is_provisional(sum_: Reckoning, due: date | None, rules: Rules) -> bool:
    """A day that the office or a court has named is not counted over anything."""
    if due is None or sum_.start is None or sum_.fixed is not None:
        return False
    return rules.calendar.is_provisional(sum_.start, due)


def excluded(sum_: Reckoning, due: date, rules: Rules) -> int:
    """Working days left out by consultations after the clock start and up to the due day."""
    return days_left_out(sum_.after or due, due, sum_.spans(rules), rules.calendar)


def remaining(sum_: Reckoning, due: date, rules: Rules, today: date) -> int:
    """Counted days after `today` up to the due day; after it, minus the working days that have passed."""
    calendar = rules.calendar
    if today > due:
        return -calendar.count(due, today)
    since = max(today, sum_.after or today)
    return calendar.count(since, due) - days_left_out(since, due, sum_.spans(rules), calendar)


# -- warnings -------------------------------------------------------------------------------------------------


def cautions(state: CaseState, rules: Rules, position: Position, today: date) -> Iterator[Caution]:
    """Every violation on the way and every risk ahead."""
    yield from _receipt_cautions(state, rules)
    yield from _notice_cautions(state, rules)
    yield from _consultation_cautions(state, rules)
    yield from _extension_cautions(state, position)
    yield from _reply_cautions(state, rules, position)
    if ending(state) is None and position.due is not None:
        yield from _due_cautions(state, position.due, rules, today)


def _receipt_cautions(state: CaseState, rules: Rules) -> Iterator[Caution]:
    receipt = state.receipt
    if receipt is None or receipt.on is None:
        return
    if late := guards.confirmed_late(receipt, rules):
        yield Caution("confirmed_late", "31", late.text)
    if receipt.channel in ELECTRONIC and receipt.on > receipt.arrival:
        due = rules.calendar.nth_after(receipt.arrival, rules.law.period["reply"].days)
        said = f"若以到达之日{chinese_date(receipt.arrival)}起算，答复期限为{chinese_date(due)}"
        yield Caution("arrival_earlier", "31", said)


def _notice_cautions(state: CaseState, rules: Rules) -> Iterator[Caution]:
    notices = state.all(Event.CORRECTION_REQUESTED)
    if not notices:
        return
    last = correction_notice_due(state, rules)
    if last is not None and notices[0].on > last:
        said = f"补正告知书应于{chinese_date(last)}前发出，实际{chinese_date(notices[0].on)}发出"
        yield Caution("correction_late", "30", said)
        before = add_up(state.past[: state.past.index(notices[0])], rules).sum.position(rules).due
        if before is not None:
            yield Caution("original_due", "30", f"未重新起算前的答复期限为{chinese_date(before)}")
    if len(notices) > 1:
        yield Caution("correction_twice", "30", "补正应当一次性告知，再次告知不影响期限")


def _consultation_cautions(state: CaseState, rules: Rules) -> Iterator[Caution]:
    if ending(state) is not None:
        return
    for window in state.sum.windows:
        if window.end(rules) is None:
            said = f"{chinese_date(window.sent)}发出的征求意见没有签收记录，期限一直暂停，请查询投递情况"
            yield Caution("no_delivery_proof", "33(3)", said)


def _extension_cautions(state: CaseState, position: Position) -> Iterator[Caution]:
    if position.extension_valid is False:
        said = (
            f"延期告知晚于{chinese_date(position.base_due)}，不产生效力"
            if position.base_due
            else "延期告知过晚"
        )
        yield Caution("extension_late", "33(2)", said)
    if len(state.sum.extensions) > 1:
        yield Caution("extension_twice", "33(2)", "同一期限内再次延期，不产生效力")


def _reply_cautions(state: CaseState, rules: Rules, position: Position) -> Iterator[Caution]:
    entry = state.last(Event.REPLIED) if ending(state) is Event.REPLIED else None
    if entry is None:
        return
    if position.due is not None and entry.on > position.due:
        yield Caution(
            "reply_late", "33(2)", f"答复期限为{chinese_date(position.due)}，实际{chinese_date(entry.on)}答复"
        )
    before = add_up(state.past[: state.past.index(entry)], rules)
    if guards.consultation_running(before, entry, rules):
        yield Caution("reply_before_answer", "32", "答复时征求意见尚未收回且期限未满")
    if courier(state, entry, rules):
        yield Caution("courier", "邮政法55", "答复书交由快递企业寄递，公文应由邮政企业寄递")


def _due_cautions(state: CaseState, due: date, rules: Rules, today: date) -> Iterator[Caution]:
    left = remaining(state.sum, due, rules, today)
    if left < 0:
        yield Caution("overdue", "33(2)", f"答复期限已于{chinese_date(due)}届满")
    elif left <= rules.law.period["due_soon"].days:
        yield Caution("due_soon", "33(2)", f"距{chinese_date(due)}届满还有{left}个工作日")
    if (due.month, due.day) >= (12, 28) and not rules.calendar.is_published(due.year + 1):
        said = f"{due.year + 1}年放假安排公布后，{due.year}年12月末的工作日可能变动"
        yield Caution("next_notice", "33(2)", said)
