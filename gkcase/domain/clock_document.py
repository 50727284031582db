"""A case as the contract of `gkcase clock` writes it, and the answer in the same words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from gkcase.domain.clock import Day, Standing, ledger
from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Entry, Facts
from gkcase.domain.lifecycle import apply, impossibility
from gkcase.domain.receipt import channel_of, fact_day, receipt_of
from gkcase.domain.reply_guards import reply_date_fact
from gkcase.domain.rules import Rules
from gkcase.domain.standing import standing
from gkcase.domain.state import CaseState, correction_limit, fee_pay_by
from gkcase.domain.terms import Delivery, Event, Party, chinese_date

Document = Mapping[str, object]

KINDS = {
    event.value: event
    for event in (
        Event.RECEIVED,
        Event.CONFIRMED,
        Event.CORRECTION_REQUESTED,
        Event.CORRECTION_RECEIVED,
        Event.CORRECTION_LAPSED,
        Event.CONSULTATION_SENT,
        Event.CONSULTATION_DELIVERED,
        Event.CONSULTATION_ANSWERED,
        Event.EXTENDED,
        Event.REASONS_REQUESTED,
        Event.REASONS_RECEIVED,
        Event.DELAYED,
        Event.FEE_REQUESTED,
        Event.FEE_PAID,
        Event.FEE_LAPSED,
        Event.REPLIED,
        Event.WITHDRAWN,
        Event.REPLY_ORDERED,
    )
}
LAPSES: Mapping[Event, tuple[Event, Callable[[Entry, Rules], date]]] = {
    Event.CORRECTION_LAPSED: (Event.CORRECTION_REQUESTED, correction_limit),
    Event.FEE_LAPSED: (Event.FEE_REQUESTED, fee_pay_by),
}


def read_case(document: Document, rules: Rules) -> list[Entry]:
    """The events of a case as entries, sorted by day and, within a day, by the order given.

    Raises Refusal with one sentence that names the event where a field is missing or is not of its kind.
    """
    events = document.get("events")
    if not isinstance(events, Sequence) or isinstance(events, str) or not events:
        raise Refusal("缺少 events（事件列表）", "", "events")
    entries: list[Entry] = []
    undated: list[tuple[Event, int, Facts]] = []
    for place, event in enumerate(events, 1):
        kind, facts = _kind(event, place)
        on = _day_of(kind, facts, rules, place)
        if on is None:
            undated.append((kind, place, facts))
        else:
            entries.append(Entry(kind, on, facts=facts, seq=place))
    entries += [_lapsed(kind, place, facts, entries, rules) for kind, place, facts in undated]
    return sorted(entries, key=lambda entry: (entry.on, entry.seq))


def _kind(event: object, place: int) -> tuple[Event, Facts]:
    if not isinstance(event, Mapping):
        raise Refusal(f"第{place}个事件不是一组字段", "", "events")
    kind = KINDS.get(str(event.get("kind")))
    if kind is None:
        raise Refusal(f"第{place}个事件的 kind “{event.get('kind')}”无法识别", "", "kind")
    return kind, event


def _day_of(kind: Event, facts: Facts, rules: Rules, place: int) -> date | None:
    """The day that sorts an event; None for a lapse that leaves its day open."""
    if kind is Event.RECEIVED:
        return _arrival(facts, rules)
    if kind is Event.REPLIED:
        return _reply_day(facts, rules, place)
    on = fact_day(facts, "on", f"第{place}个事件的 on ")
    if on is None and kind not in LAPSES:
        raise Refusal(f"第{place}个事件（{kind.label}）缺少日期 on", "", "on")
    _check_fields(kind, facts, place)
    return on


def _arrival(facts: Facts, rules: Rules) -> date:
    """The earliest date of `received`; a request from before the present regulation is refused."""
    channel_of(facts)
    receipt = receipt_of(facts, rules.calendar, rules.policy)
    received = receipt.on or receipt.arrival
    if received < rules.law.in_force:
        since = chinese_date(rules.law.in_force)
        raise Refusal(f"收到日期{chinese_date(received)}早于现行条例施行之日{since}，不能计算", "第五十六条")
    return receipt.arrival


def _reply_day(facts: Facts, rules: Rules, place: int) -> date:
    way = facts.get("delivery")
    if not Delivery.knows(way):
        raise Refusal(f"第{place}个事件的送达方式 delivery “{way or ''}”无法识别", "", "delivery")
    name, label = reply_date_fact(Delivery.of(way), rules.policy)
    on = fact_day(facts, name, label)
    if on is None:
        raise Refusal(f"第{place}个事件（答复）缺少{label} {name}", "", name)
    return on


def _check_fields(kind: Event, facts: Facts, place: int) -> None:
    if kind is Event.CONSULTATION_SENT and not Party.knows(facts.get("to")):
        raise Refusal(f"第{place}个事件的征求意见对象 to “{facts.get('to') or ''}”无法识别", "", "to")
    for name in ("delivered_on", "until"):
        fact_day(facts, name, f"第{place}个事件的 {name} ")
    for name in ("days", "limit_days"):
        value = facts.get(name)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
            raise Refusal(f"第{place}个事件的 {name} “{value}”应为1以上的整数", "", name)


def _lapsed(kind: Event, place: int, facts: Facts, entries: Sequence[Entry], rules: Rules) -> Entry:
    """A lapse without a day counts as entered on the first working day after its limit."""
    asked, limit = LAPSES[kind]
    notice = next((entry for entry in entries if entry.event is asked), None)
    if notice is None:
        raise Refusal(f"第{place}个事件（{kind.label}）之前没有“{asked.label}”", "", "kind")
    return Entry(kind, rules.calendar.nth_after(limit(notice, rules), 1), facts=facts, seq=place)


def follow(entries: Sequence[Entry], rules: Rules) -> CaseState:
    """Add the entries up; refused where one cannot follow what precedes it.

    The contract knows no sign-off, so a reply comes straight out of the work in progress.
    """
    state = CaseState()
    for entry in entries:
        told = entry
        if entry.event is Event.REPLIED:
            told = replace(entry, facts={**entry.facts, "imported": True})
        if objection := impossibility(state, told, rules):
            raise Refusal(f"第{entry.seq}个事件（{entry.event.label}）：{objection.text}", objection.article)
        _in_order(state, entry)
        state = apply(state, entry, rules)
    return state


def _in_order(state: CaseState, entry: Entry) -> None:
    window = state.sum.window(entry.text("id")) if entry.text("id") else None
    answered = window is not None and window.answered is not None
    if answered and entry.event is Event.CONSULTATION_DELIVERED:
        raise Refusal(f"第{entry.seq}个事件（{entry.event.label}）：签收晚于收到意见，请核对")


def answer(document: Document, rules: Rules, today: date, *, with_ledger: bool = False) -> dict[str, object]:
    """What `gkcase clock` prints for one case; raises Refusal where it cannot be reckoned."""
    entries = read_case(document, rules)
    as_of = fact_day({"as_of": str(document.get("as_of") or "")}, "as_of", "as_of ") or today
    state = follow(entries, rules)
    told = standing(state, rules, as_of)
    made = {"id": document.get("id"), **standing_document(told)}
    if with_ledger:
        until = told.due or (state.sum.start or as_of) - timedelta(days=1)
        made["ledger"] = [day_document(day) for day in ledger(state.sum, rules, until)]
    return made


def day_document(day: Day) -> dict[str, object]:
    """One day of the ledger in the words of the contract."""
    return {"date": day.on.isoformat(), "counts": day.counts, "n": day.number or None, "why": day.why}


DAYS = (
    "receipt_date",
    "register_by",
    "correction_notice_due",
    "correction_limit",
    "clock_start",
    "base_due",
    "safe_due",
    "fee_pay_by",
    "replied_on",
)
PLAIN = ("correction_notice_on_time", "extension_valid", "excluded_working_days", "remaining", "late")


def standing_document(told: Standing) -> dict[str, object]:
    """A standing in the words of the contract: a key that does not apply is left out, except `due`."""
    made: dict[str, object] = {"status": told.status, "due": told.due.isoformat() if told.due else None}
    for name in DAYS:
        day = getattr(told, name)
        if day is not None:
            made[name] = day.isoformat()
    for name in PLAIN:
        value = getattr(told, name)
        if value is not None:
            made[name] = value
    if told.consultation_due:
        made["consultation_due"] = {key: day.isoformat() for key, day in told.consultation_due}
    made["provisional"] = told.provisional
    made["warnings"] = [
        {"code": caution.code, "article": caution.article, "text": caution.text} for caution in told.warnings
    ]
    return made
