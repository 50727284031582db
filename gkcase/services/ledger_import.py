"""Bringing an old ledger in (导入旧台账): after a copy of the database, in one transaction, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gkcase.domain.errors import Refusal
from gkcase.domain.rights import May
from gkcase.services.backups import Why, copy_before
from gkcase.services.bulk import write
from gkcase.services.ledger_plan import Plan
from gkcase.services.office import Change, Office, Topic
from gkcase.services.several import Cancelled, Progress, never, silent


@dataclass(frozen=True)
class Brought:
    """What came in: the cases in the order of the ledger, and the copy that was made before (None: no file)."""

    cases: tuple[int, ...]
    late: tuple[int, ...]
    backup: Path | None
    change: Change


def bring_in(
    office: Office, plan: Plan, *, report: Progress = silent, cancelled: Cancelled = never
) -> Brought:
    """Write what a plan holds; raises BrokenOff where it is cancelled, and then nothing was written."""
    if not plan.ready:
        raise Refusal("没有可以导入的行，请先按清单改正表格", "", "file")
    office.ask(May.IMPORT)
    backup = copy_before(office, Why.IMPORT)
    # Numbers that the ledger names go first, so that a row without one does not take them.
    order = sorted(range(len(plan.ready)), key=lambda at: plan.ready[at].prepared.history.number == 0)
    with office.transaction(May.IMPORT) as session:
        coming = (plan.ready[at].prepared for at in order)
        ids = write(office, session, coming, total=len(order), report=report, cancelled=cancelled)
        office.on_record(
            session,
            "ledger_imported",
            sha256=plan.book.sha256,
            read=plan.read,
            imported=len(ids),
            listed=len(plan.listed),
        )
    placed = dict(zip(order, ids, strict=True))
    cases = tuple(placed[at] for at in range(len(order)))
    late = tuple(case for case, ready in zip(cases, plan.ready, strict=True) if ready.late)
    said = f"已导入{len(cases)}件，{len(plan.listed)}行没有导入"
    return Brought(cases, late, backup, Change(Topic.CASES, frozenset(cases), said))
