"""What runs beside the main line of a case: corrections, extensions, consultations, reviews and suits (环节台账)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gkcase.domain.journal import Entry
from gkcase.domain.lifecycle import add_up
from gkcase.domain.remedies import defence_limit, remedies_of
from gkcase.domain.rules import Rules
from gkcase.domain.standing import ENDINGS
from gkcase.domain.state import CaseState, correction_limit
from gkcase.domain.terms import Event, StageKind

CLOSED, RECEIVED, LAPSED, VALID, INVALID = "closed", "received", "lapsed", "valid", "invalid"
"""Results that are no opinion and no decision: the case ended before, the correction came or did not, the extension
was told in time or not."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One of them, opened by the entry `seq`, as a line of its register.

    `party` is the other side (对方) or who approved, `code` what it is to us (Party, Remedy), `began_on` the day it was
    told, sent or filed, `reached_on` the day it was delivered, or our copy came. `limit_on` is the last day (补正期限,
    意见期限, 答辩期限, 延期后届满日), `due_before` the last day to reply before an extension.
    `result` is an Opinion, a RemedyResult or a word above; `part_of` the suit that is appealed against.
    """

    kind: StageKind
    seq: int
    began_on: date
    key: str = ""
    party: str = ""
    code: str = ""
    reached_on: date | None = None
    limit_on: date | None = None
    due_before: date | None = None
    ended_on: date | None = None
    result: str = ""
    days: int = 0
    number: str = ""
    part_of: str = ""
    words: str = ""


def stages_of(state: CaseState, rules: Rules) -> tuple[Stage, ...]:
    """Every stage of the case, in the order of the entries that opened them."""
    found = [
        *_corrections(state, rules),
        *_extensions(state, rules),
        *_consultations(state, rules),
        *_remedies(state, rules),
    ]
    return tuple(sorted(found, key=lambda stage: stage.seq))


def _corrections(state: CaseState, rules: Rules) -> Iterator[Stage]:
    """A notice ends with the first answer after it, or with the case (第三十条)."""
    ends = {Event.CORRECTION_RECEIVED: RECEIVED, Event.CORRECTION_LAPSED: LAPSED}
    for place, entry in enumerate(state.past):
        if entry.event is not Event.CORRECTION_REQUESTED:
            continue
        end = _first(state.past[place + 1 :], (*ends, *ENDINGS))
        yield Stage(
            kind=StageKind.CORRECTION,
            seq=entry.seq,
            began_on=entry.on,
            reached_on=entry.day("delivered_on"),
            limit_on=correction_limit(entry, rules),
            ended_on=end.on if end else None,
            result=ends.get(end.event, CLOSED) if end else "",
            days=entry.number("limit_days", rules.policy.correction_limit_days),
            words=_words(entry, "items"),
        )


def _first(entries: tuple[Entry, ...], events: tuple[Event, ...]) -> Entry | None:
    return next((entry for entry in entries if entry.event in events), None)


def _words(entry: Entry, name: str) -> str:
    value = entry.facts.get(name)
    return "；".join(map(str, value)) if isinstance(value, list | tuple) else entry.text(name)


def _extensions(state: CaseState, rules: Rules) -> Iterator[Stage]:
    for place, entry in enumerate(state.past):
        if entry.event is not Event.EXTENDED:
            continue
        before = add_up(state.past[:place], rules).sum.position(rules)
        after = add_up(state.past[: place + 1], rules).sum.position(rules)
        moved = after.due is None or before.due is None or after.due > before.due
        yield Stage(
            kind=StageKind.EXTENSION,
            seq=entry.seq,
            began_on=entry.on,
            party=entry.text("approver"),
            limit_on=after.due,
            due_before=before.due,
            result=VALID if after.extension_valid and moved else INVALID,
            days=entry.number("days", 0),
            words=_words(entry, "reason"),
        )


def _consultations(state: CaseState, rules: Rules) -> Iterator[Stage]:
    for entry in state.all(Event.CONSULTATION_SENT):
        window = state.sum.window(entry.text("id"))
        answered = window.answered if window else None
        cut = window.cut if window else None
        answer = next(
            (a for a in state.all(Event.CONSULTATION_ANSWERED) if a.text("id") == entry.text("id")), None
        )
        yield Stage(
            kind=StageKind.CONSULTATION,
            seq=entry.seq,
            began_on=entry.on,
            key=entry.text("id"),
            party=entry.text("name"),
            code=entry.text("to"),
            reached_on=window.delivered if window else None,
            limit_on=window.limit(rules) if window else None,
            ended_on=answered or cut,
            result=answer.text("opinion") if answer else CLOSED if cut else "",
            words=_words(entry, "information"),
        )


def _remedies(state: CaseState, rules: Rules) -> Iterator[Stage]:
    for one in remedies_of(state):
        limit = defence_limit(one, rules)
        yield Stage(
            kind=StageKind.REMEDY,
            seq=one.seq,
            began_on=one.filed_on,
            key=one.id,
            party=one.body,
            code=one.kind.value,
            reached_on=one.received_on,
            limit_on=limit.due if limit else None,
            ended_on=one.decided_on,
            result=one.result.value if one.result else "",
            number=one.number,
            part_of=one.appeal_of,
            words=one.outcome,
        )
