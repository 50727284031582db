"""What the step panel asks for: the facts of a step, with persons, letters and results of this very case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gkcase.desktop.case_view import CaseView
from gkcase.desktop.fact_form import Ask
from gkcase.domain.clock import Standing
from gkcase.domain.facts import FACTS, FactSpec
from gkcase.domain.terms import Event, Role, Status
from gkcase.services.handling import effect_sentence
from gkcase.services.letters import asks
from gkcase.services.office import Office

Choices = tuple[tuple[str, str], ...]
ON = "on"
REASON = Ask("reason_", "如此办理的理由", "lines", required=True, hint="照实写明，与这一步一起记录在案")
PARTS = Ask("parts", "拆分出的各项内容", "lines", required=True, hint="每行一项，每项成为一件新案件")
FUTURE = ("until",)
DAYS: dict[Event, str] = {
    Event.CORRECTION_REQUESTED: "发出日期",
    Event.CORRECTION_RECEIVED: "收到日期",
    Event.CONSULTATION_SENT: "发出日期",
    Event.CONSULTATION_DELIVERED: "签收日期",
    Event.CONSULTATION_ANSWERED: "收到日期",
    Event.EXTENDED: "告知申请人的日期",
    Event.CONFIRMED: "确认日期",
    Event.FEE_REQUESTED: "发出日期",
    Event.SERVED: "送达日期",
    Event.REPLY_ORDERED: "收到决定的日期",
}


def step_asks(view: CaseView, event: Event, *, irregular: bool) -> list[FactSpec | Ask]:
    """The facts of a step; a reply has its day from its delivery, so it is not asked for twice."""
    if event is Event.SPLIT:
        return [PARTS, Ask("note", "说明")]
    first = [] if event is Event.REPLIED else [Ask(ON, DAYS.get(event, "日期"), "day", required=True)]
    specs = [_of_case(view, spec) for spec in FACTS[event] if _wanted(view, event, spec)]
    return [*first, *specs, *([REASON] if irregular else [])]


def _wanted(view: CaseView, event: Event, spec: FactSpec) -> bool:
    if event is Event.REPLIED and spec.name == "kind_of_reply":
        return view.file.status is Status.IN_PROGRESS
    if event is Event.REPLIED and spec.name == "on_the_spot":
        return view.file.status is Status.IN_PROGRESS
    return spec.name not in ("agent", "imported")


def _of_case(view: CaseView, spec: FactSpec) -> FactSpec:
    choices = _choices(view, spec.name)
    return replace(spec, kind="choice", choices=choices) if choices else spec


def _choices(view: CaseView, name: str) -> Choices:
    if name == "id":
        waiting = [one for one in view.file.consultations if one.answered_on is None]
        return tuple((one.id, f"{one.name or one.to.label}（{one.sent_on:%m月%d日}发出）") for one in waiting)
    if name == "signer":
        return tuple((one.name, one.name) for one in view.heads)
    if name == "approver":
        return tuple((one.name, one.name) for one in view.persons if Role.HEAD in one.roles)
    if name in ("searcher", "reviewer"):
        return tuple((one.name, f"{one.name} {one.title}".strip()) for one in view.persons)
    return ()


def reply_asks(office: Office, code: str) -> list[FactSpec | Ask]:
    """What a reply letter asks for: its result first, then what that result needs."""
    results = [result for result in office.replies.values() if result.letter]
    choices = tuple((result.code, f"{result.label}（{result.basis}）") for result in results)
    from gkcase.domain.terms import LetterKind

    kind: list[FactSpec | Ask] = [Ask("kind_of_reply", "答复类型", "choice", choices, required=True)]
    return [*kind, *(asks(LetterKind.REPLY, code) if code else ())]


def effect_words(before: Standing, after: Standing | None, breaches: Sequence[str]) -> str:
    """The effect of a step on the due day, and what is irregular about it."""
    lines = [effect_sentence(before, after)] if after is not None else []
    return "\n".join([*lines, *(f"不合规定：{breach}" for breach in breaches)])
