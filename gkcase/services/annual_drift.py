"""What has changed since a report was frozen (定稿后的变动): cell by cell, and line by line which case and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gkcase.domain.annual import (
    CELLS,
    COLUMNS,
    GROUPS,
    ROWS,
    Difference,
    differences,
    place,
    place4,
)
from gkcase.domain.terms import chinese_date
from gkcase.services.annual_counts import figures, standings
from gkcase.services.annual_kept import FROZEN, Kept, Placements, kept
from gkcase.services.annual_span import Span, span
from gkcase.services.annual_suits import remedy_standings
from gkcase.services.office import BEIJING, Office
from gkcase.storage.tables import Case, JournalRow

_PART = 500
"""So many cases are asked for in one query; databases bound the number of parameters."""


@dataclass(frozen=True)
class Line:
    """A case that stands elsewhere now, in one sentence."""

    case_id: int
    text: str


@dataclass(frozen=True)
class Drift:
    """The frozen report, the cells that have another number now, and the cases behind them."""

    frozen: Kept
    cells: tuple[Difference, ...]
    lines: tuple[Line, ...]


Places = Mapping[tuple[int, str], tuple[str, ...]]
"""Where a case, or with its id a review or suit of it, is counted: the cells in words."""


def placements_of(session: Session, asked: Span) -> Placements:
    """Where each case stands in the report, written compactly: places of column and rows, of group and cell."""
    rows = ROWS[asked.format]
    cases = {
        str(case_id): [COLUMNS.index(kind), rows.index(came), rows.index(went)]
        for case_id, (kind, came, went) in standings(session, asked).items()
    }
    remedies = {
        f"{case_id}:{key}": [GROUPS.index(group), CELLS.index(cell)]
        for case_id, key, group, cell in remedy_standings(session, asked)
    }
    return {"cases": cases, "remedies": remedies}


def drift(office: Office, year: int) -> Drift | None:
    """What has changed since the report of a year was frozen; None where it never was, or is not sound any more."""
    frozen = kept(office, year, FROZEN)
    if frozen is None or frozen.unsound:
        return None
    asked = span(office, year, frozen.figures.format)
    now = figures(office, year, asked.format)
    with office.reading() as session:
        before = _places(frozen.placements or {}, asked.format)
        after = _places(placements_of(session, asked), asked.format)
        changed = sorted(key for key in {*before, *after} if before.get(key) != after.get(key))
        ids = sorted({case_id for case_id, _ in changed})
        numbers, reasons = _numbers(session, ids), _reasons(session, ids, frozen.made_at)
    lines = []
    for key in changed:
        moved = _moved(before.get(key, ()), after.get(key, ()))
        lines.append(Line(key[0], f"{_named(key, numbers)}：{moved}{reasons.get(key[0], '')}"))
    return Drift(frozen, tuple(differences(frozen.figures, now)), tuple(lines))


def _places(placed: Placements, form: str) -> Places:
    rows = ROWS[form]
    found: dict[tuple[int, str], tuple[str, ...]] = {}
    for case_id, (column, *at) in placed.get("cases", {}).items():
        found[int(case_id), ""] = tuple(place(rows[row], COLUMNS[column]) for row in at)
    for name, (group, cell) in placed.get("remedies", {}).items():
        case_id, _, key = name.partition(":")
        found[int(case_id), key] = (place4(GROUPS[group], CELLS[cell]),)
    return found


def _named(key: tuple[int, str], numbers: Mapping[int, str]) -> str:
    case_id, remedy = key
    return f"{numbers.get(case_id, '')}的复议诉讼" if remedy else numbers.get(case_id, "")


def _moved(before: tuple[str, ...], after: tuple[str, ...]) -> str:
    """Only the cells that are others now."""
    left = [cell for cell in before if cell not in after]
    come = [cell for cell in after if cell not in before]
    said = f"定稿时计入{_quoted(left)}" if left else "定稿时没有计入"
    return f"{said}，现在{f'计入{_quoted(come)}' if come else '不再计入'}"


def _quoted(cells: Iterable[str]) -> str:
    return "、".join(f"“{cell}”" for cell in cells)


def _numbers(session: Session, ids: list[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in _parts(ids):
        for row in session.execute(select(Case.id, Case.number).where(Case.id.in_(part))):
            found[row.id] = row.number
    return found


def _reasons(session: Session, ids: list[int], since: datetime) -> dict[int, str]:
    """What was entered in a case after the report was frozen: why it stands elsewhere, as far as is known."""
    found: dict[int, list[str]] = {}
    for part in _parts(ids):
        chosen = select(JournalRow.case_id, JournalRow.event, JournalRow.recorded_at)
        chosen = chosen.where(JournalRow.case_id.in_(part), JournalRow.recorded_at > since)
        for row in session.execute(chosen.order_by(JournalRow.case_id, JournalRow.seq)):
            on = row.recorded_at.astimezone(BEIJING).date()
            found.setdefault(row.case_id, []).append(f"{chinese_date(on)}录入“{row.event.label}”")
    return {case_id: f"。定稿后{'、'.join(dict.fromkeys(said))}" for case_id, said in found.items()}


def _parts(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), _PART):
        yield ids[start : start + _PART]
