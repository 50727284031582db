"""What each act of the dispatch list asks for, offers and says before it is confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from gkcase.desktop.fact_form import Ask
from gkcase.desktop.sending_table import default_proof
from gkcase.domain.journal import Fact, Facts
from gkcase.domain.parcels import CHINA_POST, number_hint
from gkcase.domain.policy import Policy
from gkcase.domain.reply_guards import legal_date_words, reply_date_fact
from gkcase.domain.sending import BASIS as BASIS
from gkcase.domain.terms import Delivery, Event, spoken
from gkcase.services.dispatch_list import Group, Outgoing

REASON = "reason_"


class Act(Enum):
    """What can be done with a letter: title, word on the button."""

    SEND = "送出", "送出"
    PROVE = "登记签收", "登记签收"
    RETURN = "退信", "登记退信"
    AGAIN = "再次寄送", "再次寄送"


OF_GROUP: dict[Group, tuple[Act, ...]] = {
    Group.TO_SEND: (Act.SEND,),
    Group.ON_THE_WAY: (Act.PROVE, Act.RETURN, Act.AGAIN),
    Group.RETURNED: (Act.AGAIN, Act.PROVE),
    Group.TO_PROVE: (Act.PROVE, Act.RETURN),
}
"""The acts of a letter by where it stands, the usual one first."""

_WAY = Ask("delivery", "送达方式", "choice", tuple((way.value, way.label) for way in Delivery), True)
_DAYS = tuple(
    Ask(name, label, "day", required=True)
    for name, label in (
        ("posted_on", "交邮日期"),
        ("signed_on", "签收日期"),
        ("sent_on", "发送、发布日期"),
        ("arrived_on", "到达日期"),
    )
)
_PARCEL = (
    Ask("tracking_number", "邮件号码", hint="可以扫码"),
    Ask("carrier", "寄递企业", "choice", (("china_post", "中国邮政"), ("courier", "其他快递企业"))),
)
_REASON = Ask(REASON, "如此办理的理由", "lines", required=True, hint="照实写明，与这一步一起记录在案")
BY_POST = frozenset({"tracking_number", "carrier"})
DATES = frozenset({"posted_on", "signed_on", "sent_on", "arrived_on"})


def asks_of(act: Act, line: Outgoing) -> list[Ask]:
    """The fields of an act."""
    if act is Act.PROVE:
        if line.proof:
            return []
        signed = [Ask("signed_by", "签收人", hint="选填")]
        return [_day("送达日期"), Ask("proof", "送达凭证", required=True), *signed, _REASON]
    if act is Act.RETURN:
        return [_day("退信日期"), Ask("note", "退回原因", required=True, hint="如：查无此人、拒收、逾期未领")]
    note = [Ask("note", "说明", hint="选填")] if act is Act.AGAIN else []
    return [_WAY, *_DAYS, *_PARCEL, *note, _REASON]


def _day(words: str) -> Ask:
    return Ask("on", words, "day", required=True)


def relevant(act: Act, facts: Facts, policy: Policy, *, irregular: bool, many: bool) -> set[str]:
    """The fields that matter as far as the form is filled in: each way of delivery has its own day."""
    names = {"delivery", "on", "note", "proof", "signed_by"} | ({REASON} if irregular else set())
    way = facts.get("delivery")
    if act in (Act.SEND, Act.AGAIN) and Delivery.knows(way):
        names.add(reply_date_fact(Delivery.of(way), policy)[0])
        names |= BY_POST if way == Delivery.POST.value and not many else set()
    return names


def offered(act: Act, line: Outgoing, today: date, number: str = "") -> dict[str, Fact]:
    """What is filled in already: today, the usual way, the usual proof."""
    day = today.isoformat()
    if act is Act.PROVE:
        on = line.sent_on.isoformat() if line.sent_on and line.way is Delivery.HAND else day
        return {"on": on, "proof": default_proof(line.way)}
    if act is Act.RETURN:
        return {"on": day}
    way = (line.way or Delivery.POST).value
    return {**dict.fromkeys(DATES, day), "delivery": way, "carrier": CHINA_POST, "tracking_number": number}


def way_and_day(facts: Facts, policy: Policy) -> tuple[Delivery, date] | None:
    """The way chosen and the day of its own; None while one of them is missing."""
    way = facts.get("delivery")
    if not Delivery.knows(way):
        return None
    day = facts.get(reply_date_fact(Delivery.of(way), policy)[0])
    return (Delivery.of(way), date.fromisoformat(str(day))) if day else None


@dataclass(frozen=True)
class Said:
    """What the panel says of an act before it is confirmed."""

    words: str
    late: bool = False


def effect(act: Act, lines: Sequence[Outgoing], facts: Facts, policy: Policy) -> Said:
    """Which day counts, whether it is in time, and what looks wrong about the number."""
    if act is Act.PROVE:
        return Said("；".join(dict.fromkeys(_started(line) for line in lines)))
    if act is Act.RETURN:
        return Said("首次寄出的日期不变；退回的文书请再次寄送")
    way = facts.get("delivery")
    if not Delivery.knows(way):
        return Said("先选送达方式：不同方式，答复日期的算法不同")
    if act is Act.AGAIN:
        first = "答复日期仍是首次寄出的日期" if lines[0].event is Event.REPLIED else "首次寄出的日期不变"
        return Said("\n".join(filter(None, [first, _number(facts)])))
    chosen = way_and_day(facts, policy)
    due = min((line.due_on for line in lines if line.due_on), default=None)
    late = chosen is not None and due is not None and chosen[1] > due
    told = legal_date_words(Delivery.of(way), policy)
    if way == Delivery.NOTICE.value:
        told += "。公告是最后的办法，其他方式无法送达的才用"
    if due is not None:
        told += f"。答复期限{spoken(due)}" + ("，已经逾期，须写明理由" if late else "")
    return Said("\n".join(filter(None, [told, _number(facts)])), late)


def _number(facts: Facts) -> str:
    if facts.get("delivery") != Delivery.POST.value:
        return ""
    return number_hint(str(facts.get("tracking_number") or ""))


def _started(line: Outgoing) -> str:
    return {
        Event.REPLIED: "申请行政复议、提起行政诉讼的期限从送达之日的次日起算",
        Event.CORRECTION_REQUESTED: "补正期限从送达之日的次日起算",
        Event.FEE_REQUESTED: "缴费期限从送达之日的次日起算",
        Event.CONSULTATION_SENT: "对方提出意见的期限从签收之日的次日起算",
    }.get(line.event, "送达日期与凭证一并存入案件")
