"""The life of a case: one table of steps, and functions that judge a step and add the steps up.

`replay` only adds up what has happened and never judges, so a later change of calendar or settings cannot make
an old case unreadable. `judge` judges a new step against the present, in one of two strengths: what is
impossible is refused; what is irregular did happen and must be recordable, so it asks for a reason and the
entry carries the breach.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Entry, in_force
from gkcase.domain.procedure import PROCEDURE, suits
from gkcase.domain.rules import Rules
from gkcase.domain.sending import delivered_past
from gkcase.domain.state import CaseState, Objection
from gkcase.domain.terms import Event, chinese_date


@dataclass(frozen=True)
class Verdict:
    """What the rules say of a step: the state it leads to, and what is irregular about it."""

    state: CaseState
    breaches: tuple[Objection, ...] = ()


def apply(state: CaseState, entry: Entry, rules: Rules) -> CaseState:
    """Carry a step into the state; what has happened is not judged again."""
    step = PROCEDURE[entry.event]
    line = step.line(state, entry, rules)
    status = step.to(state, entry, rules) or state.status
    receipt, past = state.receipt, (*state.past, entry)
    if entry.event is Event.RECEIVED or entry.event is Event.CONFIRMED:
        receipt = step.receipt(state, entry, rules)
    if entry.event is Event.NOTICE_SERVED:
        past = delivered_past(state, entry)
    if line is None:
        return CaseState(status, receipt, state.sum, state.lines, past)
    return CaseState(status, receipt, state.sum.post(line), (*state.lines, line), past)


def replay(journal: Sequence[Entry], rules: Rules) -> CaseState:
    """Add a whole journal up, in the order in which its entries took effect; voided ones are left out."""
    state = CaseState()
    for entry in in_force(journal):
        state = apply(state, entry, rules)
    return state


def impossibility(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """Why the step cannot have been taken from this state; None when it can."""
    step = PROCEDURE[entry.event]
    if state.status not in step.frm:
        return Objection(_wrong_status(state, entry), article=step.basis)
    if not suits(state.kind, entry.event):
        return Objection(f"更正申请没有“{entry.event.label}”这一环节", article="第四十一条")
    return next(filter(None, (guard(state, entry, rules) for guard in step.impossible)), None)


def _wrong_status(state: CaseState, entry: Entry) -> str:
    if state.status is None:
        return f"案件尚未登记，不能办理“{entry.event.label}”"
    if entry.event is Event.RECEIVED:
        return "案件已经登记，不能重复登记"
    return f"案件{state.status.label}，不能办理“{entry.event.label}”"


def irregularities(state: CaseState, entry: Entry, rules: Rules) -> tuple[Objection, ...]:
    """What would be against the rules about the step, though it can be taken."""
    found = (guard(state, entry, rules) for guard in PROCEDURE[entry.event].irregular)
    return tuple(objection for objection in found if objection is not None)


def judge(journal: Sequence[Entry], entry: Entry, rules: Rules, today: date) -> Verdict:
    """Judge a new step, also a back-dated one or a void, against the journal as it stands.

    Raises Refusal for what is impossible; returns the state of the case with the step, and what is irregular
    about it. An entry placed before others is taken only if each later one stays possible after it.
    """
    if entry.on > today:
        raise Refusal(f"日期{chinese_date(entry.on)}晚于今天，尚未发生的环节不能登记", "", "on")
    if entry.event is Event.VOIDED:
        return Verdict(_without(journal, entry, rules))
    numbered = replace(entry, seq=max((past.seq for past in journal), default=0) + 1)
    whole = in_force((*journal, numbered))
    place = whole.index(numbered)
    before = add_up(whole[:place], rules)
    _not_before_receipt(whole, numbered)
    if objection := impossibility(before, numbered, rules):
        raise Refusal(objection.text, objection.article, objection.field)
    breaches = irregularities(before, numbered, rules)
    after = apply(before, numbered, rules)
    return Verdict(_still_possible(after, whole[place + 1 :], rules, f"补记“{entry.event.label}”"), breaches)


def _not_before_receipt(whole: Sequence[Entry], entry: Entry) -> None:
    first = next((past for past in whole if past.event is Event.RECEIVED), None)
    if first is not None and entry.on < first.on:
        said = f"日期{chinese_date(entry.on)}早于登记的收件日期{chinese_date(first.on)}，请核对"
        raise Refusal(said, "", "on")


def add_up(entries: Iterable[Entry], rules: Rules) -> CaseState:
    """Carry entries that are already in order into a state."""
    state = CaseState()
    for entry in entries:
        state = apply(state, entry, rules)
    return state


def _still_possible(state: CaseState, later: Iterable[Entry], rules: Rules, act: str) -> CaseState:
    for entry in later:
        if objection := impossibility(state, entry, rules):
            said = f"{chinese_date(entry.on)}的“{entry.event.label}”将不再成立：{objection.text}"
            raise Refusal(f"不能{act}，{said}", objection.article)
        state = apply(state, entry, rules)
    return state


def _without(journal: Sequence[Entry], void: Entry, rules: Rules) -> CaseState:
    named = void.number("entry", 0)
    gone = next((entry for entry in in_force(journal) if entry.seq == named), None)
    if gone is None:
        raise Refusal(f"第{named}项记录不存在或已作废，请核对后再作废", "", "entry")
    if not void.reason:
        raise Refusal("作废须写明理由", "", "reason")
    if gone.event is Event.RECEIVED:
        raise Refusal("登记不能单独作废；日期或内容登错的，请用“更正登记”", "", "entry")
    rest = [entry for entry in in_force(journal) if entry.seq != named]
    _not_relied_on(gone, rest)
    return _still_possible(CaseState(), rest, rules, f"作废“{gone.event.label}”")


def _not_relied_on(gone: Entry, rest: Sequence[Entry]) -> None:
    """What was submitted, signed or sent is one very file: its letter does not vanish from under it."""
    file = gone.text("sha256") if gone.event is Event.LETTER_WRITTEN else ""
    same = [entry for entry in rest if file and entry.text("sha256") == file]
    if same and all(entry.event is not Event.LETTER_WRITTEN for entry in same):
        later = same[0]
        said = f"这件文书已经{later.event.label}（{chinese_date(later.on)}），请先作废该项再作废文书"
        raise Refusal(said, "第四十五条", "entry")


def amended(journal: Sequence[Entry], entry: Entry, rules: Rules, today: date) -> CaseState:
    """Judge a registration that takes the place of the one made (更正登记); every later step must still fit."""
    if entry.on > today:
        raise Refusal(f"日期{chinese_date(entry.on)}晚于今天，尚未发生的环节不能登记", "", "on")
    rest = [past for past in in_force(journal) if past.event is not Event.RECEIVED]
    first = min(rest, key=lambda past: past.on, default=None)
    if first is not None and first.on < entry.on:
        said = f"更正后的收件日期晚于{chinese_date(first.on)}的“{first.event.label}”，请先作废该项"
        raise Refusal(said, "第三十一条", "on")
    return _still_possible(CaseState(), [entry, *rest], rules, "更正登记")
