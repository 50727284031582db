"""The route of signatures (审签) a reply needs before it leaves: data of the office, kept in the case it was taken for.

Nothing here knows where routes are kept; `staffing` says who may take a step. The regulation asks for a
procedure inside the office (第四十五条) and leaves its steps to the office.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Entry
from gkcase.domain.state import CaseState
from gkcase.domain.terms import DECISION_KINDS, Event, Role

SIGNING = (Role.REVIEWER, Role.HEAD)
"""The roles whose signatures a route can ask for; whoever drafts or watches signs nothing (第四十五条)."""


@dataclass(frozen=True)
class Step:
    """One signature of a route: the role that gives it, and the office's own name for it (司法局把关)."""

    role: Role
    title: str = ""

    @property
    def code(self) -> str:
        """How the step stands in journals and settings: `head`, or `reviewer:司法局把关`."""
        return f"{self.role.value}:{self.title}" if self.title else self.role.value

    @property
    def label(self) -> str:
        """What people call the step."""
        return self.title or self.role.label

    @classmethod
    def read(cls, code: str) -> Step | None:
        """The step of that code; None where no signing role bears it."""
        role, _, title = code.partition(":")
        known = {one.value: one for one in SIGNING}
        return cls(known[role], title) if role in known else None


@dataclass(frozen=True)
class Route:
    """The signatures in their order."""

    steps: tuple[Step, ...]

    @property
    def codes(self) -> list[str]:
        """How the route stands in journals and settings."""
        return [step.code for step in self.steps]

    @property
    def label(self) -> str:
        """法制审核 → 负责人."""
        return " → ".join(step.label for step in self.steps)

    @classmethod
    def read(cls, codes: object) -> Route:
        """The route as it was kept; codes that no signing role bears are left out."""
        kept = codes if isinstance(codes, list | tuple) else ()
        return cls(tuple(step for code in kept if (step := Step.read(str(code)))))


HEAD_ALONE = Route((Step(Role.HEAD),))
"""The route of journals that name none: the head (负责人) alone signs."""

FULL = Route((Step(Role.REVIEWER), Step(Role.HEAD)))
"""The built-in route: legal review before the head."""


@dataclass(frozen=True)
class Routes:
    """The routes of an office: for everything (`default`, None: the built-in one) and for single results."""

    default: Route | None = None
    by_result: Mapping[str, Route] = field(default_factory=dict)

    def own(self, code: str) -> Route | None:
        """What the office chose for a result, for its kind (R4 stands for R4a to R4g) or for everything."""
        return self.by_result.get(code) or self.by_result.get(code.rstrip("abcdefg")) or self.default


def route_for(results: Sequence[str], routes: Routes, held: Collection[Role]) -> Route:
    """The route of a reply with these results; one with several results needs every signature that any of them needs.

    `held` are the roles that somebody has: the built-in route passes over legal review while nobody does it. An
    office's own route is taken as it stands.
    """
    built_in = FULL if Role.REVIEWER in held else HEAD_ALONE
    found = [routes.own(code) or built_in for code in results or ("",)]
    longest_first = sorted(found, key=lambda route: -len(route.steps))
    joined = longest_first[0]
    for route in longest_first[1:]:
        joined = Route(tuple(_joined(joined.steps, route.steps)))
    return joined


def _joined(first: Sequence[Step], second: Sequence[Step]) -> list[Step]:
    """All steps of both; a step that only the second has stands before the step that follows it there."""
    made = list(first)
    for place, step in enumerate(second):
        if step in made:
            continue
        after = next((later for later in second[place + 1 :] if later in made), None)
        made.insert(made.index(after) if after else len(made), step)
    return made


def check_route(route: Route) -> None:
    """Refuse a route that cannot be walked: without a step, or with the same step twice."""
    if not route.steps:
        raise Refusal("审签路线至少要有一个环节，请添加环节", "第四十五条", "route")
    twice = next((one for one in route.steps if route.steps.count(one) > 1), None)
    if twice:
        raise Refusal(f"审签路线里“{twice.label}”出现两次，请删去一个或者改名", "第四十五条", "route")


# -- the route of a case --------------------------------------------------------------------------------------


def route_of(state: CaseState) -> Route:
    """The route that the reply was last submitted for; later changes of the settings do not touch it."""
    submitted = state.last(Event.SUBMITTED)
    kept = Route.read(submitted.facts.get("route")) if submitted else HEAD_ALONE
    return kept if kept.steps else HEAD_ALONE


def drafter_of_reply(state: CaseState) -> str:
    """Who drafted what was submitted; they sign no step of it."""
    submitted = state.last(Event.SUBMITTED)
    return drafter_of_file(state, submitted) if submitted else ""


def drafter_of_file(state: CaseState, submitted: Entry) -> str:
    """Who wrote the file that a step submits; where it was not written here, whom the step names."""
    file = submitted.text("sha256")
    wrote = [past.by for past in state.past if _is_reply(past) and past.text("sha256") == file]
    return (wrote[-1] if wrote else "") or submitted.text("drafter") or submitted.by


def signatures(state: CaseState) -> tuple[Entry, ...]:
    """The signatures that hold: those given since the reply was last submitted, returned or written anew.

    Whatever replaces the letter voids them, for they are given over one very file.
    """
    given = state.since(Event.SUBMITTED, Event.RETURNED)
    rewritten = max((place for place, entry in enumerate(given, 1) if _is_reply(entry)), default=0)
    return tuple(entry for entry in given[rewritten:] if entry.event is Event.SIGNED)


def _is_reply(entry: Entry) -> bool:
    """Other letters void nothing: the sheet of signatures (审签单) itself is written between them."""
    return entry.event is Event.LETTER_WRITTEN and entry.text("kind") in DECISION_KINDS


def step_of(entry: Entry) -> str:
    """Which step a signature was given for; journals that name none mean the head."""
    return entry.text("step") or Role.HEAD.value


def _done(entries: Iterable[Entry]) -> set[str]:
    return {step_of(entry) for entry in entries}


def next_step(state: CaseState) -> Step | None:
    """Whose signature is due; None when the route is complete."""
    done = _done(signatures(state))
    return next((step for step in route_of(state).steps if step.code not in done), None)


def is_last_signature(state: CaseState, entry: Entry) -> bool:
    """Whether the case is approved with this signature."""
    done = _done((*signatures(state), entry))
    return all(step.code in done for step in route_of(state).steps)
