"""What the case must hold before a reply leaves: each rule yields what is lacking, with its article and spot."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from gkcase.domain.findings import Finding
from gkcase.domain.guards import confirmed_late, consultation_running
from gkcase.domain.journal import Entry
from gkcase.domain.leaving import ARTICLE_14, GIVEN, Leaving, facts_of_parts, plain
from gkcase.domain.lifecycle import replay
from gkcase.domain.reply_guards import reply_late, signed_or_on_the_spot
from gkcase.domain.sending import mailings_of
from gkcase.domain.terms import Event, Opinion, Party, chinese_date

NOT_TO_OPEN = re.compile(r"不得公开|不予公开|不宜公开|不能公开|不应公开|(?<![不未无])(?:属于|涉及)国家秘密")
"""Words of a secrecy review that do not go with opening."""


def route(leaving: Leaving) -> Iterator[Finding]:
    """Nothing leaves before its last signature (第四十五条)."""
    if leaving.leaves and (found := signed_or_on_the_spot(leaving.state, leaving.entry, leaving.rules)):
        yield Finding("route", found.text, found.article, spot="step:signed")


def secrecy(leaving: Leaving) -> Iterator[Finding]:
    """What is opened, and what is kept back under article 14, was reviewed (先审查、后公开).

    Refusals under articles 15 and 16, and replies that give nothing out, need no review: it precedes disclosure.
    """
    opened, kept = leaving.codes & GIVEN, leaving.codes & ARTICLE_14
    review = leaving.state.last(Event.SECRECY_REVIEWED)
    if review is None and (opened or kept):
        said = "公开政府信息之前须有保密审查记录" if opened else "依据第十四条不予公开的，须有保密审查记录"
        yield Finding("secrecy", said, "第十七条、《保守国家秘密法》第三十五条", spot="step:secrecy_reviewed")
    elif review is not None and opened and NOT_TO_OPEN.search(plain(review.facts.get("outcome"))):
        said = "保密审查的结论与公开不一致，请核对"
        yield Finding("secrecy_outcome", said, "第十七条", is_error=False, spot="step:secrecy_reviewed")


def search(leaving: Leaving) -> Iterator[Finding]:
    """A reply that nothing exists rests on a search, recorded as a step or with the letter itself.

    A reply that was ordered needs one of its own: that of the reply before it did not convince.
    """
    now = leaving.state.round
    letters = [past for past in now if past.event is Event.LETTER_WRITTEN]
    told = any(_has_places(past) for past in (*letters, leaving.entry))
    if "R6" in leaving.codes and all(past.event is not Event.SEARCHED for past in now) and not told:
        said = "答复“信息不存在”之前须有检索记录"
        yield Finding("search", said, "第三十六条第（四）项", spot="step:searched")


def _has_places(entry: Entry) -> bool:
    """Whether the entry, or a part of its reply, says where was searched."""
    return any(facts.get("places") not in (None, "", []) for facts in facts_of_parts(entry))


def third_party_asked(leaving: Leaving) -> Iterator[Finding]:
    """Nothing is kept back for a third party that was never asked (第三十二条: 应当书面征求).

    The letter itself is the record, so a party that cannot be found does not hold up the reply.
    """
    asked = [sent for sent in leaving.state.all(Event.CONSULTATION_SENT) if _is_third(sent)]
    if "R4d" in leaving.codes and not asked:
        said = "以第三方合法权益为由不予公开的，应当先书面征求第三方意见"
        yield Finding("third_unasked", said, "第三十二条", spot="step:consultation_sent")


def _is_third(sent: Entry) -> bool:
    return bool(sent.text("to") == Party.THIRD_PARTY.value)


def third_party_told(leaving: Leaving) -> Iterator[Finding]:
    """What is opened against a third party's will is told it before, in writing, with the reason (第三十二条).

    Where a part is kept back under article 15, that is taken to be the part objected to. Of a 部分公开 whose
    parts are not recorded it is not known, so the rule only warns.
    """
    if not leaving.codes & GIVEN or "R4d" in leaving.codes:
        return
    spot, strict = "step:third_party_told", leaving.parts_are_known
    notices = [_told(leaving, name, answer) for name, answer in _objectors(leaving)]
    if any(not told for told in notices):
        said = "第三方不同意公开，公开前应当把决定公开的内容和理由书面告知第三方"
        yield Finding("third_untold", said, "第三十二条", strict, spot)
    elif any(not plain(told[-1].facts.get("reason")).strip() for told in notices):
        said = "没有写明不顾第三方异议而公开的理由（对公共利益的重大影响，或者其理由不成立）"
        yield Finding("third_reason", said, "第三十二条", strict, spot)
    elif leaving.leaves:
        yield from _too_soon(leaving, [told[-1] for told in notices])


def _objectors(leaving: Leaving) -> list[tuple[str, Entry]]:
    """The third parties whose last answer was no; 部分同意 goes against them only if all is opened."""
    whole = "R3" not in leaving.codes
    against = {Opinion.OBJECTION.value, *([Opinion.PARTIAL.value] if whole else [])}
    names = {
        sent.text("id"): sent.text("name").strip()
        for sent in leaving.state.all(Event.CONSULTATION_SENT)
        if _is_third(sent)
    }
    answers = [one for one in leaving.state.all(Event.CONSULTATION_ANSWERED) if one.text("id") in names]
    last = {names[answer.text("id")]: answer for answer in answers}
    return [(name, answer) for name, answer in last.items() if answer.text("opinion") in against]


def _told(leaving: Leaving, name: str, answer: Entry) -> list[Entry]:
    """The notices to that party since it objected; with one objector, whatever name they bear."""
    alone = len(_objectors(leaving)) == 1
    return [
        told
        for told in leaving.state.all(Event.THIRD_PARTY_TOLD)
        if told.on >= answer.on and (alone or told.text("name").strip() == name)
    ]


def _too_soon(leaving: Leaving, notices: Sequence[Entry]) -> Iterator[Finding]:
    days = leaving.rules.law.period["third_party_told"].days
    arrived = {sent.letter: sent.delivered_on for sent in mailings_of(leaving.state) if sent.delivered_on}
    last = max((arrived.get(told.seq, told.on) + timedelta(days) for told in notices), default=None)
    if last is not None and leaving.entry.on <= last:
        said = f"告知第三方后宜留{days}日再公开，{chinese_date(last)}以前公开的请写明理由"
        yield Finding("third_wait", said, "第三十二条", is_error=False)


def fee(leaving: Leaving) -> Iterator[Finding]:
    """Nothing is handled on while a fee is due (《信息处理费管理办法》第六条)."""
    after = leaving.state.since(Event.FEE_PAID, Event.FEE_LAPSED, Event.REPLY_ORDERED)
    if any(entry.event is Event.FEE_REQUESTED for entry in after) and "R16" not in leaving.codes:
        yield Finding("fee", "收费通知已经发出，尚未缴费", "第四十二条", spot="step:fee_paid")


def time(leaving: Leaving) -> Iterator[Finding]:
    """No opinion is outstanding, and neither the day to reply nor the day before it has come."""
    if running := consultation_running(leaving.state, leaving.entry, leaving.rules):
        spot = "step:consultation_answered"
        yield Finding(running.code, running.text, running.article, is_error=False, spot=spot)
    if late := reply_late(leaving.state, leaving.entry, leaving.rules):
        yield Finding(late.code, f"{late.text}，须写明理由", late.article, is_error=False)
    elif not leaving.leaves:
        yield from _safe_due(leaving)
    yield from arrival(leaving)


def arrival(leaving: Leaving) -> Iterator[Finding]:
    """A court may reckon what was confirmed late from the day it came (第三十一条, 最高人民法院指导案例26号)."""
    receipt, rules = leaving.state.receipt, leaving.rules
    due = _due_from_arrival(leaving)
    if receipt is None or due is None or leaving.entry.on < rules.calendar.nth_before(due):
        return
    said = f"确认收到晚于到达之日，若以到达之日{chinese_date(receipt.arrival)}起算，答复期限为{chinese_date(due)}"
    if leaving.entry.on <= due:
        yield Finding("arrival_due", f"{said}，请在此前送出", receipt.basis, is_error=False, is_hint=True)
        return
    late = confirmed_late(receipt, rules) is not None
    end = "，已经届满，须写明理由" if late else "，已经届满"
    yield Finding("arrival_due", said + end, receipt.basis, is_error=False, is_hint=not late)


def _due_from_arrival(leaving: Leaving) -> date | None:
    """The due day if the request had been confirmed when it came; None where that changes nothing."""
    receipt = leaving.state.receipt
    if receipt is None or receipt.on is None or receipt.on <= receipt.arrival:
        return None
    at_once = {"confirmed_on": receipt.arrival.isoformat()}
    past = [
        replace(entry, facts={**entry.facts, **at_once}) if entry.event is Event.RECEIVED else entry
        for entry in leaving.state.past
        if entry.event is not Event.CONFIRMED
    ]
    due = replay(past, leaving.rules).sum.position(leaving.rules).due
    return None if due == leaving.state.sum.position(leaving.rules).due else due


def _safe_due(leaving: Leaving) -> Iterator[Finding]:
    due = leaving.state.sum.position(leaving.rules).due
    if due is not None and leaving.entry.on >= leaving.rules.calendar.nth_before(due):
        said = f"答复期限{chinese_date(due)}届满，请当日交邮或者送出"
        yield Finding("safe_due", said, "第三十三条第二款", is_error=False, is_hint=True)


RULES = (route, secrecy, search, third_party_asked, third_party_told, fee)
"""What is looked at in the case; `time` stands apart, for some of it belongs to the guards of the procedure."""
