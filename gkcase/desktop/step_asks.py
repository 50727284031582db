"""What the step panel asks for: the facts of a step, with persons, letters and results of this very case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gkcase.desktop.case_view import CaseView, party_name
from gkcase.desktop.fact_form import Ask
from gkcase.desktop.service_tab import mailing_choices
from gkcase.domain.clock import Standing
from gkcase.domain.facts import FACTS, FactSpec, shortcomings
from gkcase.domain.journal import Fact, Facts
from gkcase.domain.policy import Policy
from gkcase.domain.reply_guards import reply_date_fact
from gkcase.domain.terms import Delivery, Event, Opinion, Party, Remedy, Role, Status, chinese_date, spoken
from gkcase.services.earlier import beside
from gkcase.services.handling import effect_sentence
from gkcase.services.office import Office

Choices = tuple[tuple[str, str], ...]
Specs = list[FactSpec | Ask]
ON = "on"
REASON = Ask("reason_", "如此办理的理由", "lines", required=True, hint="照实写明，与这一步一起记录在案")
PARTS = Ask("parts", "拆分出的各项内容", "lines", required=True, hint="每行一项，每项成为一件新案件")
DAYS: Mapping[Event, str] = {
    Event.CORRECTION_REQUESTED: "发出日期",
    Event.CORRECTION_RECEIVED: "收到日期",
    Event.CONSULTATION_SENT: "发出日期",
    Event.CONSULTATION_DELIVERED: "签收日期",
    Event.CONSULTATION_ANSWERED: "收到日期",
    Event.EXTENDED: "告知申请人的日期",
    Event.CONFIRMED: "确认日期",
    Event.FEE_REQUESTED: "发出日期",
    Event.REASONS_REQUESTED: "发出日期",
    Event.DELAYED: "告知申请人的日期",
    Event.THIRD_PARTY_TOLD: "告知日期",
    Event.SERVED: "送达日期",
    Event.REPLY_ORDERED: "收到决定的日期",
    Event.REMEDY_FILED: "收到副本的日期",
    Event.DEFENCE_FILED: "提交日期",
    Event.REMEDY_DECIDED: "收到决定的日期",
    Event.PUBLICATION_DECIDED: "决定日期",
    Event.PUBLISHED: "公开日期",
    Event.REASSESSED: "评估日期",
    Event.ARCHIVED: "归档日期",
}
CONFIRM: Mapping[Event, str] = {
    Event.CORRECTION_REQUESTED: "登记并生成告知书",
    Event.CONSULTATION_SENT: "登记并生成征询文书",
    Event.EXTENDED: "登记并生成告知书",
    Event.REASONS_REQUESTED: "登记并生成告知书",
    Event.DELAYED: "登记并生成告知书",
    Event.THIRD_PARTY_TOLD: "登记并生成告知书",
    Event.FEE_REQUESTED: "登记并生成通知书",
    Event.WITHDRAWN: "登记并生成确认书",
    Event.CORRECTION_LAPSED: "登记并生成告知书",
    Event.FEE_LAPSED: "登记并生成告知书",
    Event.SUBMITTED: "送审",
    Event.SIGNED: "签发",
    Event.RETURNED: "退回",
}
DELIVERED = frozenset({Event.REPLIED, Event.RESENT})
"""Steps whose day is that of their way of delivery, so that it is not asked for twice."""

DATES = frozenset({"posted_on", "signed_on", "sent_on", "arrived_on"})
BY_POST = frozenset({"carrier", "tracking_number"})
REMEDY_STEPS = frozenset({Event.REMEDY_FILED, Event.DEFENCE_FILED, Event.REMEDY_DECIDED, Event.REPLY_ORDERED})
ON_THE_SPOT = frozenset({"kind_of_reply", "on_the_spot"})
"""What a reply asks for where none was signed: an answer on the spot (第三十三条第一款)."""


def confirm_word(event: Event) -> str:
    """The word on the button that records a step."""
    return CONFIRM.get(event, f"登记{event.label}")


def future_days(event: Event, *, trying: bool) -> tuple[str, ...]:
    """The days that may lie ahead: those that an act fixes, and any day of a step that is only tried."""
    return (ON, "until", *DATES) if trying else ("until",)


def step_asks(view: CaseView, event: Event) -> Specs:
    """The facts of a step; a reply has its day from its delivery, so it is not asked for twice."""
    if event is Event.SPLIT:
        return [_day(event), PARTS, Ask("note", "说明")]
    first = [] if event in DELIVERED else [_day(event)]
    specs = [_of_case(view, event, spec) for spec in FACTS[event] if _wanted(view, event, spec)]
    return [*first, *specs, REASON]


def _day(event: Event) -> Ask:
    return Ask(ON, DAYS.get(event, "日期"), "day", required=True)


def _wanted(view: CaseView, event: Event, spec: FactSpec) -> bool:
    if event is Event.REPLIED and spec.name in ON_THE_SPOT:
        return view.file.status is Status.IN_PROGRESS
    if spec.name == "mailing":
        return len(mailing_choices(view, event)) > 1
    if spec.name == "appeal_of":
        return bool(remedy_choices(view, event))
    return spec.name != "imported"


def relevant(event: Event, facts: Facts, policy: Policy) -> set[str]:
    """The facts that matter as far as the form is filled in: each way of delivery has its own day."""
    names = {ON, REASON.name, PARTS.name, "note", *(spec.name for spec in FACTS[event])}
    way = facts.get("delivery")
    names -= frozenset() if way == Delivery.POST.value or event is Event.RECEIVED else BY_POST
    if event not in DELIVERED:
        return names
    wanted = reply_date_fact(Delivery.of(way), policy)[0] if Delivery.knows(way) else ""
    return names - (DATES - {wanted})


def _of_case(view: CaseView, event: Event, spec: FactSpec) -> FactSpec:
    choices = _choices(view, event, spec.name)
    return replace(spec, kind="choice", choices=choices) if choices else spec


def _choices(view: CaseView, event: Event, name: str) -> Choices:
    if name in ("id", "appeal_of") and event in REMEDY_STEPS:
        return remedy_choices(view, event)
    if name == "mailing":
        return mailing_choices(view, event)
    if name == "id" and event is Event.PUBLISHED:
        return tuple((one.id, one.information) for one in view.file.publications if one.pending)
    if name == "id":
        return tuple(
            (one.id, f"{party_name(one.to, one.name) or one.to.label}（{spoken(one.sent_on)}发出）")
            for one in view.file.consultations
            if one.answered_on is None and (event is not Event.CONSULTATION_DELIVERED or not one.delivered_on)
        )
    if name == "kind_of_reply":
        return view.results
    if name == "signer":
        return _takers(view)
    if name == "approver":
        heads = [one for one in view.persons if Role.HEAD in one.roles]
        return tuple((one.name, f"{one.name} {one.title}".strip()) for one in heads)
    if name in ("searcher", "reviewer") or (name == "to" and event is Event.ASSIGNED):
        return tuple((one.name, f"{one.name} {one.title}".strip()) for one in view.persons)
    return ()


def remedy_choices(view: CaseView, event: Event) -> Choices:
    """The reviews and suits that a step can be about."""
    open_ = event in (Event.DEFENCE_FILED, Event.REMEDY_DECIDED)
    return tuple(
        (one.id, f"{one.label} {one.body} {one.number}（{spoken(one.received_on)}收到）")
        for one in view.file.remedies
        if one.pending is open_
        and not (event is Event.DEFENCE_FILED and one.defended_on)
        and not (event is Event.REMEDY_FILED and one.kind is Remedy.ADMINISTRATIVE_REVIEW)
    )


def _takers(view: CaseView) -> Choices:
    """Who can give the signature that is due; a deputy with the person in whose place it is given."""
    able = view.due.takers if view.due else {}
    return tuple((name, f"{name}（代{away}）" if away else name) for name, away in able.items())


def defaults(view: CaseView, event: Event, office: Office) -> dict[str, Fact]:
    """What is offered: today, the usual period, the only one there is to choose."""
    today = office.today().isoformat()
    made: dict[str, Fact] = {ON: today, **{spec.name: spec.default for spec in FACTS[event] if spec.default}}
    more = {
        Event.CORRECTION_REQUESTED: _correction,
        Event.CONSULTATION_SENT: _consultation,
        Event.CONSULTATION_DELIVERED: _only_letter,
        Event.CONSULTATION_ANSWERED: _only_letter,
        Event.DEFENCE_FILED: _only_remedy,
        Event.REMEDY_DECIDED: _only_remedy,
        Event.REPLY_ORDERED: _ordering,
        Event.PUBLISHED: _only_publication,
        Event.REASSESSED: _assessor,
        Event.EXTENDED: _approver,
        Event.REASONS_REQUESTED: _requests,
        Event.THIRD_PARTY_TOLD: _objector,
        Event.SEARCHED: _searcher,
        Event.SIGNED: _signer,
        Event.REPLIED: _delivery,
        Event.RESENT: _again,
    }.get(event)
    return made | (more(view, office) if more else {})


def _correction(view: CaseView, office: Office) -> dict[str, Fact]:
    lacking = [words for _, words in shortcomings(view.file.received.facts)]
    return {"items": lacking, "limit_days": office.rules.policy.correction_limit_days}


def _consultation(view: CaseView, office: Office) -> dict[str, Fact]:
    return {"information": view.file.wanted}


def _only_letter(view: CaseView, office: Office) -> dict[str, Fact]:
    waiting = [one.id for one in view.file.consultations if one.answered_on is None]
    return {"id": waiting[0]} if len(waiting) == 1 else {}


def _requests(view: CaseView, office: Office) -> dict[str, Fact]:
    """This request and the applicant's earlier ones of which the program knows, the latest first."""
    file = view.file
    known = {"applicant.name": file.applicant.name, "applicant.id_number": file.applicant.id_number}
    days = [(file.number, file.standing.receipt_date)]
    days += [(one.number, one.received_on) for one in beside(office, known, besides=file.id).earlier]
    lines = [f"{number}，{chinese_date(on)}收到" if on else number for number, on in days]
    return {"requests": lines, "limit_days": office.rules.law.period["reasons_answer"].days}


def _objector(view: CaseView, office: Office) -> dict[str, Fact]:
    """The third party that did not agree, where there is only one."""
    asked = [one.name for one in view.file.consultations if one.to is Party.THIRD_PARTY]
    against = [
        one.name
        for one in view.file.consultations
        if one.to is Party.THIRD_PARTY and one.opinion not in (None, Opinion.CONSENT)
    ]
    names = against or asked
    return {"name": names[0]} if len(names) == 1 else {}


def _only_remedy(view: CaseView, office: Office) -> dict[str, Fact]:
    waiting = [one.id for one in view.file.remedies if one.pending]
    return {"id": waiting[0]} if len(waiting) == 1 else {}


def _ordering(view: CaseView, office: Office) -> dict[str, Fact]:
    """The decision that came last, and who made it."""
    done = [one for one in view.file.remedies if not one.pending]
    return {"id": done[-1].id, "body": done[-1].body} if done else {}


def _only_publication(view: CaseView, office: Office) -> dict[str, Fact]:
    waiting = [one.id for one in view.file.publications if one.pending]
    return {"id": waiting[0]} if len(waiting) == 1 else {}


def _assessor(view: CaseView, office: Office) -> dict[str, Fact]:
    return {"reviewer": office.acting}


def _searcher(view: CaseView, office: Office) -> dict[str, Fact]:
    return {"searcher": office.acting}


def _approver(view: CaseView, office: Office) -> dict[str, Fact]:
    heads = [one.name for one in view.persons if Role.HEAD in one.roles and one.name != office.acting]
    return {"approver": heads[0]} if len(heads) == 1 else {}


def _signer(view: CaseView, office: Office) -> dict[str, Fact]:
    """Whoever works signs as themselves; what others signed is entered from paper."""
    able = list(view.due.takers) if view.due else []
    if office.acting in able:
        return {"signer": office.acting}
    return {"on_paper": True, **({"signer": able[0]} if len(able) == 1 else {})}


def _delivery(view: CaseView, office: Office) -> dict[str, Fact]:
    today = office.today().isoformat()
    made: dict[str, Fact] = dict.fromkeys(DATES, today)
    spot = view.file.status is Status.IN_PROGRESS
    if spot:
        return made | {
            "delivery": Delivery.HAND.value,
            "on_the_spot": True,
            "kind_of_reply": view.file.result,
        }
    return made | {"delivery": Delivery.POST.value, "carrier": "china_post"}


def _again(view: CaseView, office: Office) -> dict[str, Fact]:
    today = office.today().isoformat()
    return {**dict.fromkeys(DATES, today), "delivery": Delivery.POST.value, "carrier": "china_post"}


def effect_words(before: Standing, after: Standing | None, breaches: Sequence[str], said: str = "") -> str:
    """The effect of a step on the due day, or what is `said` of it instead, and what is irregular about it."""
    lines = [said or effect_sentence(before, after)] if after is not None else []
    return "\n".join([*lines, *(f"不合规定：{breach}" for breach in breaches)])
