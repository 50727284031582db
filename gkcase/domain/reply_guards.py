"""Guards of reply and signatures (答复、审签); see `guards` for what a guard is."""

from __future__ import annotations

from datetime import date

from gkcase.domain.journal import Entry, Facts
from gkcase.domain.policy import Policy
from gkcase.domain.receipt import fact_day
from gkcase.domain.result_codes import RECTIFICATIONS
from gkcase.domain.rules import Rules
from gkcase.domain.state import CaseState, Objection
from gkcase.domain.terms import CaseKind, Delivery, Event, Status, chinese_date

REPLY_DATES = {
    Delivery.HAND: ("signed_on", "签收日期"),
    Delivery.ENTRUSTED: ("signed_on", "签收日期"),
    Delivery.POST: ("posted_on", "交邮日期"),
    Delivery.EMAIL: ("sent_on", "发送日期"),
    Delivery.ONLINE: ("sent_on", "发送日期"),
    Delivery.NOTICE: ("sent_on", "发布日期"),
}
"""Which date is the reply date, by way of delivery (国办公开办函〔2016〕235号)."""

ARRIVED = ("arrived_on", "到达日期")
"""What counts for e-mail and website where the office has chosen so."""


def reply_date_fact(way: Delivery, policy: Policy) -> tuple[str, str]:
    """The fact that holds the reply date, and its Chinese name."""
    electronic = way in (Delivery.EMAIL, Delivery.ONLINE)
    return ARRIVED if electronic and policy.email_reply_date == "arrived" else REPLY_DATES[way]


def legal_date_words(way: Delivery, policy: Policy) -> str:
    """Which day is the reply date of a way, as a form says it before the day is typed."""
    return f"{way.label}的，以{reply_date_fact(way, policy)[1]}为答复日期（国办公开办函〔2016〕235号）"


def reply_date(facts: Facts, policy: Policy) -> date | None:
    """The reply date of a delivery; None while the way or its date is not given."""
    way = facts.get("delivery")
    if not Delivery.knows(way):
        return None
    name, label = reply_date_fact(Delivery.of(way), policy)
    return fact_day(facts, name, label)


def delivery_dated(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """The way of delivery and its legal date must be there."""
    way = entry.text("delivery")
    if not Delivery.knows(way):
        return Objection("请选择送达方式", article="国办公开办函〔2016〕235号", field="delivery")
    name, label = reply_date_fact(Delivery.of(way), rules.policy)
    if fact_day(entry.facts, name, label) is None:
        return Objection(
            f"{Delivery.of(way).label}请填写{label}", article="国办公开办函〔2016〕235号", field=name
        )
    return None


def result_of(state: CaseState, entry: Entry | None = None) -> str:
    """The result code that the step or an earlier one names; empty where none was chosen."""
    named = entry.text("kind_of_reply") if entry else ""
    chosen = [past for past in state.round if past.event in (Event.SUBMITTED, Event.REPLIED)]
    return named or (chosen[-1].text("kind_of_reply") if chosen else "")


def result_chosen(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """A kind of reply must be chosen."""
    return (
        None
        if result_of(state, entry)
        else Objection("请选择答复类型", article="第三十六条", field="kind_of_reply")
    )


def result_fits_kind(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """A rectification is corrected, not corrected or passed on (第四十一条); a request is answered by article 36."""
    code = result_of(state, entry)
    of_rectification = code in RECTIFICATIONS
    if not code or of_rectification == (state.kind is CaseKind.RECTIFICATION):
        return None
    if of_rectification:
        return Objection("“更正”类的处理结果只用于更正申请", article="第四十一条", field="kind_of_reply")
    said = "更正申请的处理结果为更正、不予更正或者转送，不适用信息公开的答复类型"
    return Objection(said, article="第四十一条", field="kind_of_reply")


def signed_or_on_the_spot(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """A reply leaves after its last signature, or at once on the spot (第三十三条第一款), or was imported."""
    if state.status is Status.APPROVED:
        return None
    if entry.flag("on_the_spot") or entry.flag("imported"):
        return None
    return Objection("答复书尚未审签，不能发出；能够当场答复的请选“当场答复”", article="第三十三条第一款")


def on_the_spot_only(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """What goes out unsigned as an answer on the spot goes out on the day of receipt (第三十三条第一款)."""
    if not entry.flag("on_the_spot") or state.status is Status.APPROVED:
        return None
    if state.sum.start is None or entry.on <= state.sum.start:
        return None
    said = f"当场答复应在收到申请的当日{chinese_date(state.sum.start)}作出，之后的答复应当先审签"
    return Objection(said, "not_on_the_spot", "第三十三条第一款", "on_the_spot")


def sent_file(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """What leaves is the file that was signed."""
    signed = next((past for past in reversed(state.round) if past.event is Event.SIGNED), None)
    sent = entry.text("sha256")
    if not signed or not sent or signed.text("sha256") == sent:
        return None
    return Objection("要发出的答复书与审签的不是同一文件，请重新送审", article="第四十五条", field="sha256")


def reply_late(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """On or before the due day."""
    due = state.sum.position(rules).due
    if due is None or entry.on <= due:
        return None
    return Objection(f"答复期限已于{chinese_date(due)}届满", "reply_late", "第三十三条第二款", "on")


# -- signatures (审签) and what follows -----------------------------------------------------------------------


def letter_hash(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """What is submitted is one very file."""
    return (
        None
        if entry.text("sha256")
        else Objection("请先拟好答复书再送审", article="第四十五条", field="sha256")
    )
