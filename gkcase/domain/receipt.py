"""The day a request counts as received (收到申请之日), by channel (条例第三十一条)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Facts
from gkcase.domain.policy import Policy
from gkcase.domain.terms import Channel, chinese_date
from gkcase.domain.workdays import BASE_DAY, WorkCalendar


@dataclass(frozen=True)
class Route:
    """What one channel needs: the fact with its first day, whether both sides confirm, the article."""

    arrival: str
    arrival_label: str
    confirmed: bool
    basis: str


BY_HAND = "第三十一条第（一）项"
BY_POST = "第三十一条第（二）项"
BY_WIRE = "第三十一条第（三）项"

ROUTES = {
    Channel.IN_PERSON: Route("submitted_on", "提交日期", False, BY_HAND),
    Channel.ORAL: Route("submitted_on", "填表日期", False, BY_HAND),
    Channel.POST_SIGNED: Route("signed_on", "签收日期", False, BY_POST),
    Channel.POST_UNSIGNED: Route("arrived_on", "信件到达日期", True, BY_POST),
    Channel.INTERNET: Route("submitted_on", "提交日期", True, BY_WIRE),
    Channel.EMAIL: Route("submitted_on", "邮件到达日期", True, BY_WIRE),
    Channel.FAX: Route("submitted_on", "传真收到日期", True, BY_WIRE),
    Channel.OTHER: Route("submitted_on", "提交日期", True, BY_WIRE),
}

WORDS = {
    BY_HAND: "当面提交，以提交之日为收到申请之日",
    BY_POST: "以签收之日为收到申请之日",
    BY_WIRE: "以双方确认之日为收到申请之日",
}


@dataclass(frozen=True)
class Receipt:
    """When a request came, when it counts as received (None: not yet confirmed), and why."""

    channel: Channel
    arrival: date
    on: date | None
    basis: str
    automatic: bool = False

    @property
    def why(self) -> str:
        """One sentence that says what the day rests on."""
        if self.automatic:
            return f"系统自动确认，以提交之日为收到申请之日，依据{self.basis}"
        if self.channel is Channel.POST_UNSIGNED:
            return f"平信以与申请人确认之日为收到申请之日，依据{self.basis}"
        return f"{WORDS[self.basis]}，依据{self.basis}"


def channel_of(facts: Facts) -> Channel:
    """The channel named in the facts of RECEIVED; refused in one sentence where it is missing or unknown."""
    code = facts.get("channel")
    if not Channel.knows(code):
        known = "、".join(channel.value for channel in Channel)
        raise Refusal(f"申请渠道“{code or ''}”无法识别，请从 {known} 中选择一项", BY_HAND, "channel")
    return Channel.of(code)


def fact_day(facts: Facts, name: str, label: str) -> date | None:
    """A day among the facts; refused in one sentence where it is not a day of the calendar."""
    value = facts.get(name)
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise Refusal(f"{label}“{value}”不是有效日期，请按 2026-03-05 的样式填写", "", name) from None


def receipt_of(facts: Facts, calendar: WorkCalendar, policy: Policy) -> Receipt:
    """Find the receipt day from the channel and its dates; refused where the channel's date is missing.

    `auto_confirmed` (a website that confirms by itself) fixes the submission day, also where somebody
    confirms later (指导案例26号). Electronic requests on rest days follow the choice `rest_day_receipt`.
    """
    channel = channel_of(facts)
    route = ROUTES[channel]
    arrival = fact_day(facts, route.arrival, route.arrival_label)
    if arrival is None:
        raise Refusal(f"渠道为“{channel.label}”，请填写{route.arrival_label}", route.basis, route.arrival)
    if not route.confirmed:
        return Receipt(channel, arrival, arrival, route.basis)
    confirmed = fact_day(facts, "confirmed_on", "确认日期")
    if confirmed is not None and confirmed < arrival:
        said = f"确认日期{chinese_date(confirmed)}早于{route.arrival_label}{chinese_date(arrival)}，请核对"
        raise Refusal(said, route.basis, "confirmed_on")
    automatic = facts.get("auto_confirmed") in (True, "true") and channel is not Channel.POST_UNSIGNED
    if automatic:
        return Receipt(channel, arrival, arrival, route.basis, automatic=True)
    moved = None if confirmed is None else moved_for_rest_days(channel, arrival, confirmed, calendar, policy)
    return Receipt(channel, arrival, moved, route.basis)


def moved_for_rest_days(
    channel: Channel, arrival: date, confirmed: date, calendar: WorkCalendar, policy: Policy
) -> date:
    """Apply the office's choice for electronic requests that come on a rest day; no calendar knows days before 2019."""
    if arrival < BASE_DAY or channel is Channel.POST_UNSIGNED or calendar.is_workday(arrival):
        return confirmed
    if policy.rest_day_receipt == "submission":
        return arrival
    if policy.rest_day_receipt == "next_workday":
        return calendar.nth_after(confirmed - timedelta(days=1), 1)
    return confirmed
