"""Reviews and suits against a case (复议、诉讼): each from its filing to its result, with the limits it starts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from gkcase.domain.journal import Entry
from gkcase.domain.limits import Limit, limit_of
from gkcase.domain.rules import Rules
from gkcase.domain.state import CaseState, Objection
from gkcase.domain.terms import Event, Remedy, RemedyResult, chinese_date

LONGEST_SET = 15
"""A court sets at most so many days for the defence in simplified procedure (行诉解释第一百零四条)."""

OURS = "office"
"""Who filed, where it was this office (上诉)."""


@dataclass(frozen=True, slots=True)
class RemedyCase:
    """One review or suit: `kind` is its group in table 四, `received_on` the day our copy came.

    `decided_on` is the day on the decision, by which the yearly report counts; `told_on` the day it reached us, from
    which an appeal and an ordered reply run. `ordered_on` is the day of the reply that it ordered.
    """

    id: str
    kind: Remedy
    body: str
    number: str
    filed_by: str
    filed_on: date
    received_on: date
    simplified: bool
    days: int
    appeal_of: str
    seq: int
    defended_on: date | None = None
    result: RemedyResult | None = None
    outcome: str = ""
    decided_on: date | None = None
    told_on: date | None = None
    is_ruling: bool = False
    ordered_on: date | None = None

    @property
    def label(self) -> str:
        """Its kind as a person says it: 行政复议, 行政诉讼（复议后起诉）, with 二审 where it is an appeal."""
        return f"{self.kind.label}二审" if self.appeal_of else self.kind.label

    @property
    def pending(self) -> bool:
        """Whether no result is known yet (尚未审结)."""
        return self.told_on is None

    def open_on(self, day: date) -> bool:
        """Whether it was filed and not decided on a day, as table 四 asks on 31 December."""
        return self.filed_on <= day and (self.decided_on is None or self.decided_on > day)


def remedies_of(state: CaseState) -> tuple[RemedyCase, ...]:
    """Every review and suit against the case, in the order in which the copies came."""
    found: dict[str, RemedyCase] = {}
    for entry in state.past:
        if entry.event is Event.REMEDY_FILED:
            key = entry.text("id") or next_id(found)
            found[key] = _filed(key, entry)
            continue
        step = _STEPS.get(entry.event)
        if step is not None and (meant := _meant(found, entry)):
            found[meant.id] = step(meant, entry)
    return tuple(found.values())


def next_id(known: Mapping[str, object]) -> str:
    """The next free id of a review or suit: r1, r2 …"""
    place = len(known) + 1
    while f"r{place}" in known:
        place += 1
    return f"r{place}"


def _filed(key: str, entry: Entry) -> RemedyCase:
    kind = entry.text("remedy")
    return RemedyCase(
        id=key,
        kind=Remedy.of(kind) if Remedy.knows(kind) else Remedy.ADMINISTRATIVE_REVIEW,
        body=entry.text("body"),
        number=entry.text("case_number"),
        filed_by=entry.text("filed_by") or "applicant",
        filed_on=entry.day("filed_on") or entry.on,
        received_on=entry.on,
        simplified=entry.flag("simplified"),
        days=entry.number("defence_days", 0),
        appeal_of=entry.text("appeal_of"),
        seq=entry.seq,
    )


def _defended(one: RemedyCase, entry: Entry) -> RemedyCase:
    return replace(one, defended_on=one.defended_on or entry.on)


def _decided(one: RemedyCase, entry: Entry) -> RemedyCase:
    return replace(
        one,
        result=result_said(entry),
        outcome=_words(entry, "outcome"),
        decided_on=entry.day("decided_on") or entry.on,
        told_on=entry.on,
        is_ruling=entry.flag("ruling"),
    )


def _ordered(one: RemedyCase, entry: Entry) -> RemedyCase:
    return replace(one, ordered_on=entry.on)


_STEPS = {Event.DEFENCE_FILED: _defended, Event.REMEDY_DECIDED: _decided, Event.REPLY_ORDERED: _ordered}


def _meant(found: Mapping[str, RemedyCase], entry: Entry) -> RemedyCase | None:
    """The one that a step names; without a name the first that it can be about, as older entries are."""
    if key := entry.text("id"):
        return found.get(key)
    if entry.event is Event.REPLY_ORDERED:
        return next((one for one in reversed(list(found.values())) if not one.pending), None)
    return next((one for one in found.values() if one.pending), None)


def _words(entry: Entry, name: str) -> str:
    value = entry.facts.get(name)
    return "；".join(map(str, value)) if isinstance(value, list | tuple) else entry.text(name)


_SAID = (
    (RemedyResult.OTHER, ("撤回", "不予受理", "不予立案", "调解", "终止", "驳回起诉")),
    (RemedyResult.CORRECTED, ("纠正", "撤销", "变更", "违法", "责令", "重新答复", "限期")),
    (RemedyResult.UPHELD, ("维持", "驳回")),
)
"""The words of a decision by which its result is known: 驳回起诉 is no judgment on the merits (table 四)."""

_REJECTED = re.compile(r"驳回[^，；。,;]*?请求")
"""What is rejected is only quoted: a claim to annul (驳回要求撤销答复的诉讼请求) annuls nothing."""


def result_said(entry: Entry) -> RemedyResult | None:
    """The result that a step names, or that the words of the decision leave no doubt of."""
    code = entry.text("result")
    if RemedyResult.knows(code):
        return RemedyResult.of(code)
    return result_of_words(_words(entry, "outcome"))


def result_of_words(words: str) -> RemedyResult | None:
    """The result that the words of a decision leave no doubt of (年报表四)."""
    rejected = _REJECTED.search(words)
    if rejected is not None:
        words = f"{words[: rejected.start()]}驳回{words[rejected.end() :]}"
    return next((result for result, signs in _SAID if any(sign in words for sign in signs)), None)


# -- limits ---------------------------------------------------------------------------------------------------


def defence_limit(one: RemedyCase, rules: Rules) -> Limit | None:
    """By when our defence and evidence must be there, counted from our copy; None where we filed ourselves."""
    if one.filed_by == OURS:
        return None
    name = "suit_defence"
    if one.kind is Remedy.ADMINISTRATIVE_REVIEW:
        name = "review_defence_simplified" if one.simplified else "review_defence"
    elif one.appeal_of:
        name = "appeal_defence"
    elif one.simplified:
        name = "suit_defence_simplified"
    period = rules.remedies[name]
    if name == "suit_defence_simplified" and one.days:
        period = replace(period, days=min(one.days, LONGEST_SET))
    return limit_of(period, name, one.received_on, rules.calendar)


def appeal_limit(one: RemedyCase, rules: Rules) -> Limit | None:
    """By when a first judgment or ruling can be appealed (行政诉讼法第八十五条); None where it cannot."""
    if one.kind is Remedy.ADMINISTRATIVE_REVIEW or one.appeal_of or one.told_on is None:
        return None
    name = "appeal_ruling" if one.is_ruling else "appeal_judgment"
    return limit_of(rules.remedies[name], name, one.told_on, rules.calendar)


# -- guards ---------------------------------------------------------------------------------------------------


def remedy_complete(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """What is filed says by which way and where, and its days fit."""
    if not Remedy.knows(entry.text("remedy")):
        return Objection("请选择救济途径：行政复议、行政诉讼或复议后起诉", field="remedy")
    if not entry.text("body").strip():
        return Objection("请填写复议机关或法院", field="body")
    filed = entry.day("filed_on")
    if filed is not None and filed > entry.on:
        said = f"提起日期{chinese_date(filed)}晚于收到副本之日{chinese_date(entry.on)}，请核对"
        return Objection(said, field="filed_on")
    days = entry.number("defence_days", LONGEST_SET)
    if not 1 <= days <= LONGEST_SET:
        said = f"法院指定的答辩期限应为1至{LONGEST_SET}日"
        return Objection(said, article=rules.remedies["suit_defence_simplified"].basis, field="defence_days")
    return None


def remedy_new(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """Each review or suit has its own id."""
    used = any(one.id == entry.text("id") for one in remedies_of(state))
    return Objection(f"复议诉讼编号“{entry.text('id')}”已经用过", field="id") if used else None


def appeal_known(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """Only a suit that was decided can be appealed."""
    key = entry.text("appeal_of")
    if not key:
        return None
    first = next((one for one in remedies_of(state) if one.id == key), None)
    if first is None or first.kind is Remedy.ADMINISTRATIVE_REVIEW or first.pending:
        return Objection(
            "只能对已经审结的一审诉讼提起上诉，请核对",
            article=rules.remedies["appeal_judgment"].basis,
            field="appeal_of",
        )
    return None


def remedy_pending(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """A defence or a result needs a review or suit that was filed and is not decided."""
    open_ = [one.id for one in remedies_of(state) if one.pending]
    if not open_:
        return Objection("没有尚未审结的复议或诉讼", article="第五十一条")
    key = entry.text("id")
    if key and key not in open_:
        return Objection(f"没有编号为“{key}”、尚未审结的复议或诉讼，请核对", article="第五十一条", field="id")
    return None


def defence_once(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """A defence is filed once; what is added later is a paper of that entry."""
    one = _meant({one.id: one for one in remedies_of(state)}, entry)
    if one is None or one.defended_on is None:
        return None
    return Objection(f"{one.label}的答复已于{chinese_date(one.defended_on)}提交", field="id")


def defence_late(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """On or before the last day; later the act counts as one without evidence."""
    one = _meant({one.id: one for one in remedies_of(state)}, entry)
    last = defence_limit(one, rules) if one else None
    if last is None or entry.on <= last.due:
        return None
    said = f"书面答复和证据应于{chinese_date(last.due)}前提交，逾期视为没有证据、依据"
    return Objection(said, "defence_late", last.article, "on")


def result_clear(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """A result is one of the three of table 四, and not decided after we were told."""
    if result_said(entry) is None:
        return Objection("请选择结果：结果维持、结果纠正或其他结果", article="第五十条", field="result")
    decided = entry.day("decided_on")
    if decided is not None and decided > entry.on:
        said = f"作出日期{chinese_date(decided)}晚于收到之日{chinese_date(entry.on)}，请核对"
        return Objection(said, field="decided_on")
    return None


def order_known(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """An ordered reply rests on a decision that is on record, where it names one, and its period lies ahead."""
    key = entry.text("id")
    if key and all(one.id != key or one.pending for one in remedies_of(state)):
        said = f"没有编号为“{key}”的复议或诉讼结果，请先登记“复议诉讼结果”"
        return Objection(said, article="第五十一条", field="id")
    if entry.number("days", 1) < 1:
        return Objection("重新答复的期限应为1个以上工作日", field="days")
    until = entry.day("until")
    if until is not None and until < entry.on:
        return Objection("决定指定的最后日期不得早于收到决定之日", field="until")
    return None


def no_remedy_pending(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """Nothing is archived while a review or suit is pending."""
    pending = any(one.pending for one in remedies_of(state))
    return Objection("复议或诉讼尚未审结，不能归档", article="第五十一条") if pending else None
