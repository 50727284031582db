"""Guards of the procedure: each returns why a step cannot be taken or is irregular, or None.

An objection without a code makes the step impossible; one with a code makes it irregular. Arguments are always
(state, entry, rules), in this order.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from gkcase.domain.clock import Reckoning, days_left_out
from gkcase.domain.fees import month_total, page_fee
from gkcase.domain.journal import Entry
from gkcase.domain.receipt import Receipt, fact_day, receipt_of
from gkcase.domain.rules import Rules
from gkcase.domain.state import (
    CaseState,
    Objection,
    correction_limit,
    correction_notice_due,
    fee_pay_by,
)
from gkcase.domain.terms import Channel, Event, Party, chinese_date

HIGHEST_FEE = 10_000_000
"""No tariff comes near it; a greater number is a typing error."""

Guard = Callable[[CaseState, Entry, Rules], Objection | None]


def needs(name: str, label: str) -> Guard:
    """The step must name this fact."""

    def guard(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
        return None if entry.text(name).strip() else Objection(f"请填写{label}", field=name)

    return guard


def receipt_after(state: CaseState, entry: Entry, rules: Rules) -> Receipt:
    """The receipt day as RECEIVED tells it, or as CONFIRMED completes it."""
    if entry.event is Event.RECEIVED:
        return receipt_of(entry.facts, rules.calendar, rules.policy)
    first = state.last(Event.RECEIVED)
    facts = {**(first.facts if first else {}), "confirmed_on": entry.on.isoformat()}
    return receipt_of(facts, rules.calendar, rules.policy)


def counted_days(sum_: Reckoning, until: date, rules: Rules) -> int:
    """How many days of a period were used up to `until`."""
    if sum_.after is None:
        return 0
    worked = max(rules.calendar.count(sum_.after, until), 0)
    return worked - days_left_out(sum_.after, until, sum_.spans(rules), rules.calendar)


# -- correction (补正) ----------------------------------------------------------------------------------------


def delivered_after_sending(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """A notice is not delivered before it is sent."""
    delivered = fact_day(entry.facts, "delivered_on", "送达日期")
    if delivered is None or delivered >= entry.on:
        return None
    said = f"送达日期{chinese_date(delivered)}早于发出日期{chinese_date(entry.on)}，请核对"
    return Objection(said, field="delivered_on")


def limit_within_reason(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """The time to correct is a number of working days from 1 up."""
    days = entry.number("limit_days", rules.policy.correction_limit_days)
    return (
        None if days >= 1 else Objection("补正期限应为1个以上工作日", article="第三十条", field="limit_days")
    )


def correction_twice(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """Only one notice (一次性告知)."""
    if state.notice() is None:
        return None
    return Objection("补正应当一次性告知，再次告知不影响期限", "correction_twice", "第三十条")


def correction_late(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """Within 7 working days of receipt."""
    last = correction_notice_due(state, rules)
    if last is None or entry.on <= last or state.notice() is not None:
        return None
    return Objection(
        f"补正告知书应于{chinese_date(last)}前发出，已超过期限", "correction_late", "第三十条", "on"
    )


def lapse_early(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """The applicant's time must be over."""
    notice = state.notice()
    last = correction_limit(notice, rules) if notice else None
    if last is None or entry.on > last:
        return None
    return Objection(f"补正期限到{chinese_date(last)}为止，尚未届满", "lapse_early", "第三十条", "on")


# -- consultation (征求意见) ----------------------------------------------------------------------------------


def consultation_named(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """The letter has an id and says to what kind of party it goes."""
    if not Party.knows(entry.text("to")):
        return Objection("请选择征求意见的对象：第三方、共同制作机关或其他行政机关", field="to")
    return None if entry.text("id") else Objection("征求意见缺少编号", field="id")


def consultation_new(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """Each letter has its own id."""
    used = state.sum.window(entry.text("id")) is not None
    return Objection(f"征求意见编号“{entry.text('id')}”已经用过", field="id") if used else None


def party_asked_twice(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """That party is not already asked."""
    name = entry.text("name").strip()
    running = set(state.running_letters)
    asked = [past for past in state.all(Event.CONSULTATION_SENT) if past.text("id") in running]
    if not name or all(past.text("name").strip() != name for past in asked):
        return None
    return Objection(f"已向“{name}”征求意见，对方尚未答复", "party_asked_twice", "第三十二条", "name")


def consultation_known(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """The letter that was delivered or answered must have been sent, and before."""
    window = state.sum.window(entry.text("id"))
    if window is None:
        return Objection(f"没有编号为“{entry.text('id')}”的征求意见，请先登记发出", field="id")
    return None


def consultation_undelivered(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """A letter is delivered once."""
    window = state.sum.window(entry.text("id"))
    if window is None or window.delivered is None:
        return None
    return Objection(f"该征求意见已于{chinese_date(window.delivered)}签收", field="id")


def consultation_unanswered(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """A letter is answered once."""
    window = state.sum.window(entry.text("id"))
    if window is None or window.answered is None:
        return None
    return Objection(f"该征求意见已于{chinese_date(window.answered)}收到答复", field="id")


def consultation_running(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """No opinion may be outstanding whose time is not over."""
    for window in state.sum.windows:
        end = window.end(rules)
        if window.answered is None and (end is None or end >= entry.on):
            said = "征求意见尚未收回且期限未满，确需先行办理的请写明理由"
            return Objection(said, "reply_before_answer", "第三十二条")
    return None


# -- extension (延期), delay (延迟答复), fees (收费) ------------------------------------------------------------


def days_within_twenty(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """1 to 20 working days."""
    days, most = entry.number("days", 20), rules.law.period["extension"].days
    if 1 <= days <= most:
        return None
    return Objection(f"延长期限应为1至{most}个工作日", article="第三十三条第二款", field="days")


def extension_twice(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """Once in a period, unless the office chose otherwise."""
    if not state.sum.extensions or rules.policy.extensions_allowed == "sum":
        return None
    return Objection("已延期一次，再次延期不产生效力", "extension_twice", "第三十三条第二款")


def extension_late(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """The applicant must be told before the period ends."""
    base = state.sum.position(rules).base_due
    if base is None or entry.on <= base:
        return None
    said = f"延期应于{chinese_date(base)}前告知申请人，逾期告知不产生效力"
    return Objection(said, "extension_late", "第三十三条第二款", "on")


def approver_missing(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """The head of the office agrees, and he is not the handler."""
    approver = entry.text("approver").strip()
    if not approver:
        said = "延期须经政府信息公开工作机构负责人同意，请填写批准人"
        return Objection(said, "approver_missing", "第三十三条第二款", "approver")
    if approver == entry.by:
        return Objection("批准人不应是经办人本人", "approver_is_handler", "第三十三条第二款", "approver")
    return None


def until_after_on(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """The day fixed for the delayed reply lies ahead."""
    until = fact_day(entry.facts, "until", "延迟答复的期限")
    if until is not None and until >= entry.on:
        return None
    return Objection("请填写延迟答复的期限，且不得早于决定之日", article="第三十五条", field="until")


def reasons_asked(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """Reasons come after they were asked for."""
    return (
        None
        if state.last(Event.REASONS_REQUESTED)
        else Objection("尚未要求申请人说明理由", article="第三十五条")
    )


def reasons_missing(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """A delay presupposes that reasons were given and accepted."""
    if state.last(Event.REASONS_RECEIVED):
        return None
    return Objection("申请人尚未说明理由，不宜确定延迟答复期限", "reasons_missing", "第三十五条")


def fee_below_threshold(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """Nothing is due up to 10 requests a month or 30 pages."""
    counted = entry.text("nth_in_month") or entry.text("pages")
    if not counted:
        return None
    nth, items = entry.number("nth_in_month", 0) or 1, entry.number("items", 0) or 1
    owed = month_total(nth + items - 1) - month_total(nth - 1) + page_fee(entry.number("pages", 0))
    return None if owed else Objection("未达到收费标准，不应收费", "fee_below_threshold", "第四十二条")


def amount_sensible(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """A fee is an amount that can be charged: reports add the fees up (办法第四条、第五条)."""
    if 0 <= entry.number("amount", 0) <= HIGHEST_FEE:
        return None
    return Objection(f"金额应为0至{HIGHEST_FEE}元，请核对", article="第四十二条", field="amount")


def fee_lapse_early(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """The time to pay must be over."""
    notice = state.last(Event.FEE_REQUESTED)
    last = fee_pay_by(notice, rules) if notice else None
    if last is None or entry.on > last:
        return None
    return Objection(f"缴费期限到{chinese_date(last)}为止，尚未届满", "fee_lapse_early", "第四十二条", "on")


def confirmed_late(receipt: Receipt, rules: Rules) -> Objection | None:
    """A letter is confirmed on the day it comes, anything electronic by the next working day."""
    if receipt.on is None or receipt.on == receipt.arrival:
        return None
    latest = receipt.arrival
    if receipt.channel is not Channel.POST_UNSIGNED:
        latest = rules.calendar.nth_after(receipt.arrival, 1)
    if receipt.on <= latest:
        return None
    said = f"应于{chinese_date(latest)}前与申请人确认，实际{chinese_date(receipt.on)}才确认"
    return Objection(said, "confirmed_late", receipt.basis)
