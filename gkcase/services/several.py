"""One step for several cases at once (批量办理): each in its own transaction, with what could not be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.journal import Facts
from gkcase.domain.terms import Event
from gkcase.services.backups import before_many
from gkcase.services.handling import NeedsReason, record
from gkcase.services.office import Change, Office, Topic
from gkcase.services.progress import Cancelled as Cancelled
from gkcase.services.progress import Progress as Progress
from gkcase.services.progress import never as never
from gkcase.services.progress import silent as silent
from gkcase.services.queries import case_lines


@dataclass(frozen=True)
class NotTaken:
    """A case whose step was refused, with the sentence; `needs_reason`: it can be taken once a reason is given."""

    case_id: int
    number: str
    reason: str
    needs_reason: bool = False


@dataclass(frozen=True)
class Taken:
    """What became of a step in several cases; `left` were not begun when it was stopped."""

    change: Change
    refused: tuple[NotTaken, ...]
    left: tuple[int, ...] = ()
    trouble: str = ""


def record_each(
    office: Office,
    steps: Sequence[tuple[int, Facts]],
    event: Event,
    *,
    on: date,
    reason: str = "",
    report: Progress = silent,
    cancelled: Cancelled = never,
) -> Taken:
    """Take one step in each of these cases, with its own facts; a refusal concerns its own case, trouble ends all."""
    before_many(office, len(steps))
    numbers = {line.id: line.number for line in case_lines(office, [case_id for case_id, _ in steps])}
    done: list[int] = []
    refused: list[NotTaken] = []
    trouble = ""
    while (at := len(done) + len(refused)) < len(steps) and not cancelled():
        case_id, facts = steps[at]
        try:
            record(office, case_id, event, on=on, facts=facts, reason=reason)
            done.append(case_id)
        except Refusal as error:
            needs = isinstance(error, NeedsReason)
            refused.append(NotTaken(case_id, numbers.get(case_id, ""), error.reason, needs))
        except Trouble as error:
            trouble = str(error)
            break
        report(at + 1, len(steps))
    left = tuple(case_id for case_id, _ in steps[len(done) + len(refused) :])
    said = [f"{len(done)}件已登记“{event.label}”"] if done or not refused else []
    said += [f"{len(refused)}件没有办成"] * bool(refused) + [f"{len(left)}件未办"] * bool(left)
    return Taken(Change(Topic.CASES, frozenset(done), "，".join(said)), tuple(refused), left, trouble)
