"""Figures of the yearly report as lines of a grid, and what is to be said of single numbers."""

from __future__ import annotations

from collections.abc import Iterable

from gkcase.desktop.report_grid import MOVED, WRONG, Heads, Line, Marks, Spot
from gkcase.domain.annual import (
    CELL_LABELS,
    CELLS,
    COLUMN_LABELS,
    COLUMNS,
    GROUP_LABELS,
    HANDLED,
    Difference,
    Figures,
    Problem,
    printed,
)

HEADS3 = Heads(tuple(COLUMN_LABELS.values()), "法人或其他组织", 1, 5)
HEADS4 = Heads(tuple(CELL_LABELS.values()))


def lines3(figures: Figures) -> list[Line]:
    """The rows of table 三, those of one group under its word."""
    return [_line3(row, figures) for row in figures.table3]


def _line3(row: str, figures: Figures) -> Line:
    words = [part for part in printed(row) if part != HANDLED]
    group = words[0] if len(words) > 1 else ""
    strong = not group and row not in ("open", "partial", "oth")
    return Line(row, group, words[-1], figures.table3[row], strong)


def lines4(figures: Figures) -> list[Line]:
    """The groups of table 四."""
    if figures.table4 is None:
        return []
    return [Line(group, "", GROUP_LABELS[group], numbers) for group, numbers in figures.table4.items()]


def spot_of(where: tuple[str, str]) -> Spot | None:
    """The number that a sentence is about; None where it is about none."""
    row, column = where
    names = CELLS if row in GROUP_LABELS else COLUMNS
    return Spot(row, names.index(column)) if column in names else None


def where_of(spot: Spot) -> tuple[str, str]:
    """The row and column that a number stands under."""
    names = CELLS if spot.row in GROUP_LABELS else COLUMNS
    return spot.row, names[spot.column]


def marks_of(problems: Iterable[Problem], moved: Iterable[Difference]) -> Marks:
    """What is to be said of each number: what is wrong goes before what has moved since it was handed in."""
    found: dict[Spot, tuple[str, str]] = {}
    for difference in moved:
        if spot := spot_of(difference.where):
            found[spot] = (MOVED, difference.text)
    for problem in problems:
        if spot := spot_of(problem.where):
            found[spot] = (WRONG, problem.text)
    return found
