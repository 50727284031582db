"""Guards of signatures and of what was signed (审签、会商); see `guards` for what a guard is."""

from __future__ import annotations

from gkcase.domain.journal import Entry
from gkcase.domain.receipt import fact_day
from gkcase.domain.rules import Rules
from gkcase.domain.signoff import drafter_of_reply, next_step, route_of, signatures, step_of
from gkcase.domain.state import CaseState, Objection
from gkcase.domain.terms import Event, Status, chinese_date
from gkcase.domain.words import same_name


def signer_named(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """Somebody signs."""
    return None if entry.text("signer").strip() else Objection("请选择签发人", field="signer")


def signer_not_drafter(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """Nobody signs what they drafted, neither as deputy nor through one."""
    drafter = drafter_of_reply(state)
    if same_name(entry.text("signer"), drafter):
        return Objection("拟稿人不能签发本人拟的稿", article="第四十五条", field="signer")
    if same_name(entry.text("deputy_for"), drafter):
        return Objection(f"{drafter}是拟稿人，不能由他人代签", article="第四十五条", field="deputy_for")
    return None


def signed_file(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """The signature is over the very file that was submitted."""
    submitted = state.last(Event.SUBMITTED)
    if submitted is None or entry.text("sha256") == submitted.text("sha256"):
        return None
    return Objection("签发的文件与送审的不是同一文件，请重新打开后再签", field="sha256")


def step_in_order(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """The signatures come in the order of the route."""
    route, due, named = route_of(state), next_step(state), step_of(entry)
    step = next((one for one in route.steps if one.code == named), None)
    if step is None:
        said = f"审签路线“{route.label}”里没有“{named}”这一环节"
        return Objection(said, article="第四十五条", field="step")
    signed = any(step_of(past) == named for past in signatures(state))
    if signed or due is None or due == step:
        return None
    return Objection(f"应先由“{due.label}”环节审签", article="第四十五条", field="step")


def one_person_one_step(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """Nobody signs two steps of one route: the second look is that of another person."""
    signer = entry.text("signer").strip()
    if not any(same_name(past.text("signer"), signer) for past in signatures(state)):
        return None
    said = f"{signer}已经签过这一路线的另一环节，请由他人审签"
    return Objection(said, article="第四十五条", field="signer")


def scan_missing(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """What was signed on paper is shown by its scan."""
    if not entry.flag("on_paper") or entry.text("scan"):
        return None
    return Objection("纸质签字没有附扫描件", "scan_missing", "第四十五条", "on_paper")


def not_signed_twice(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """Nobody signs a step twice."""
    twice = any(step_of(past) == step_of(entry) for past in signatures(state))
    return Objection("这一审签环节已经签过", field="step") if twice else None


def result_as_signed(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """What leaves decides what was signed: a result that changed afterwards has to be signed again."""
    submitted = state.last(Event.SUBMITTED)
    if state.status is not Status.APPROVED or submitted is None:
        return None
    if "kind_of_reply" not in submitted.facts:
        return None  # such a journal names the result with the reply alone
    for name in ("kind_of_reply", "parts"):
        if name in entry.facts and entry.facts[name] != submitted.facts.get(name):
            said = "答复类型在审签后改变了，请重新写答复书并送审"
            return Objection(said, article="第四十五条", field="kind_of_reply")
    return None


def opinions_of_the_past(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """A consultation among agencies (会商) was held before it is recorded as concluded."""
    held = fact_day(entry.facts, "held_on", "会商日期")
    if held is None or held <= entry.on:
        return None
    said = f"会商日期{chinese_date(held)}晚于得出结论的日期{chinese_date(entry.on)}，请核对"
    return Objection(said, field="held_on")
