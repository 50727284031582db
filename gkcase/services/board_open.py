"""The open cases as the dashboard reckons with them: how each stands with its deadline, and where it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from sqlalchemy import String, select, type_coerce
from sqlalchemy.orm import Session

from gkcase.domain.terms import Status
from gkcase.services.board_values import OpenCase, Share, State
from gkcase.services.office import Office
from gkcase.storage.tables import OPEN, CaseCopy

CONSULTING = "consulting"
OWN_UNIT, NOBODY = "本机关", "未指定"
_WAITING = {
    "awaiting_confirmation": "待确认",
    "awaiting_correction": "待补正",
    "awaiting_payment": "待缴费",
}
STAGES = {CONSULTING: "征求意见", **{status.value: status.label for status in Status if status.is_open}}
"""Where an open case can be: its status, or that an opinion is waited for."""

_COLUMNS = (
    CaseCopy.case_id,
    CaseCopy.number,
    type_coerce(CaseCopy.status, String),  # thousands of members are not worth their making
    CaseCopy.clock_status,
    CaseCopy.due_on,
    CaseCopy.provisional,
    CaseCopy.suspended,
    CaseCopy.consulting,
    CaseCopy.handler,
    CaseCopy.unit,
    CaseCopy.received_on,
    CaseCopy.finished_on,
)


def open_cases(office: Office, session: Session) -> list[OpenCase]:
    """All open cases, the first due first, those without a day last."""
    query = select(*_COLUMNS).where(OPEN).order_by(CaseCopy.due_on.asc().nulls_last(), CaseCopy.case_id)
    today, count = office.today(), office.rules.calendar.count
    near = office.rules.law.period["due_soon"].days
    found: list[OpenCase] = []
    for row in session.execute(query):
        case_id, number, status, clock, due_on, provisional, suspended, consulting, *rest = row
        handler, unit, came, ended = rest
        waiting = _WAITING.get(clock, "征求意见" if suspended else "")
        due = None if waiting else due_on
        left = count(today, due) if due else None
        state = _state(waiting, due, left, today, near)
        stage = CONSULTING if consulting and status == Status.IN_PROGRESS.value else status
        told = (case_id, number, stage, handler, unit, due, left, state, bool(provisional and due), waiting)
        found.append(OpenCase(*told, came, ended is not None))
    found.sort(key=lambda case: (case.due_on is None, case.due_on or today, case.id))
    return found


def _state(waiting: str, due: date | None, left: int | None, today: date, near: int) -> State:
    if waiting:
        return State.PAUSED
    if due is None or left is None:
        return State.NO_PERIOD
    if due < today:
        return State.LATE
    return State.SOON if left <= near else State.SAFE


def shares(
    prefix: str, cases: Iterable[OpenCase], key: Callable[[OpenCase], str], label: Callable[[str], str]
) -> tuple[Share, ...]:
    """The cases by something, the most first; how many are late is said with each."""
    groups: dict[str, list[OpenCase]] = {}
    for case in cases:
        groups.setdefault(key(case), []).append(case)
    found = [
        Share(f"{prefix}:{code}", label(code), len(group), sum(one.state is State.LATE for one in group))
        for code, group in groups.items()
    ]
    return tuple(sorted(found, key=lambda share: (-share.count, share.label)))


def by_stage(cases: Sequence[OpenCase]) -> tuple[Share, ...]:
    """Where the open cases are (环节)."""
    return shares("stage", cases, lambda case: case.stage, STAGES.__getitem__)


def by_handler(cases: Sequence[OpenCase]) -> tuple[Share, ...]:
    """Who has them in hand (经办)."""
    return shares("handler", cases, lambda case: case.handler, lambda name: name or NOBODY)


def by_unit(cases: Sequence[OpenCase]) -> tuple[Share, ...]:
    """Which unit has them in hand (承办机构); none named is the office itself."""
    return shares("unit", cases, lambda case: case.unit, lambda name: name or OWN_UNIT)


def undated(cases: Iterable[OpenCase]) -> tuple[Share, ...]:
    """The open cases without a last day, by what is waited for."""
    without = [case for case in cases if case.due_on is None]
    return shares("waiting", without, lambda case: case.waiting, lambda word: word or State.NO_PERIOD.word)
