"""Published tables of yearly reports, and how they come to us: as cells, as browsers copy them, as text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from gkcase.domain.annual import Figures
from gkcase.services.annual_layout import Grid, said, table3, table4
from tests.sources import ROOT

VECTORS: dict[str, Any] = json.loads(
    (ROOT / "tests" / "data" / "annual_reports.json").read_text(encoding="utf-8")
)


def published(vector: dict[str, Any]) -> Figures:
    """The figures of one complete table of the vectors."""
    table4_ = vector["table4"] and {group: tuple(row) for group, row in vector["table4"].items()}
    table3_ = {row: tuple(numbers) for row, numbers in vector["table3"].items()}
    return Figures(vector["year"], vector["format"], table3_, table4_)


COMPLETE = [published(vector) for vector in VECTORS["complete"]]
CITY = COMPLETE[0]
OLD_FORM = next(figures for figures in COMPLETE if figures.format == "2019")


def title(figures: Figures) -> str:
    """The title of a report."""
    return f"某市{figures.year}年政府信息公开工作年度报告"


def grids(figures: Figures) -> list[Grid]:
    """The tables that a report has."""
    return [table3(figures.format), *([table4()] if figures.table4 else [])]


def cells(grid: Grid, figures: Figures) -> list[list[str]]:
    """As in Excel: a merged cell says what it says in its first place."""
    rows = [[""] * len(grid.widths) for _ in range(grid.height)]
    for cell in grid.cells:
        rows[cell.row][cell.column] = str(said(cell, figures))
    return rows


def copied(grid: Grid, figures: Figures) -> list[list[str]]:
    """As browsers copy: a merged cell once, and nothing where it reaches."""
    rows: list[list[str]] = [[] for _ in range(grid.height)]
    for cell in sorted(grid.cells, key=lambda cell: (cell.row, cell.column)):
        rows[cell.row].append(str(said(cell, figures)))
    return rows


def as_text(tables: Sequence[Sequence[Sequence[str]]], between: str, *before: str) -> str:
    """Tables as text, after lines such as the title."""
    return "\n".join([*before, *(between.join(row) for table in tables for row in table)])
