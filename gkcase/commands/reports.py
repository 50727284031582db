"""Commands about reports: the yearly report (年度报告) with its tables 三 and 四."""

from __future__ import annotations

from argparse import Namespace as Options
from collections.abc import Iterator

from gkcase.commands.common import Told, office_of, say
from gkcase.domain.annual import CELL_LABELS, COLUMN_LABELS, GROUP_LABELS, LABELS, Figures, Numbers
from gkcase.domain.annual_document import document
from gkcase.domain.terms import chinese_date


def annual(options: Options) -> int:
    """Count the yearly report: tables 三 and 四, and what does not add up."""
    from gkcase.services.annual_report import report

    with office_of(options) as office:
        found = report(office, options.year, options.format or "")
        lines = [*_lines(found.figures), *(problem.text for problem in found.problems)]
        return say(options, Told(document(found.figures, found.problems), lines), office)


def _lines(figures: Figures) -> Iterator[str]:
    """The tables with tabs between the columns, so that they can be pasted into a sheet."""
    until = f"，截至{chinese_date(figures.as_of)}" if figures.as_of else ""
    yield f"{figures.year}年度报告（{figures.format}年格式{until}）"
    yield "\t".join(("表三", *COLUMN_LABELS.values()))
    for row, numbers in figures.table3.items():
        yield _line(LABELS[row], numbers)
    yield "\t".join(("表四", *CELL_LABELS.values()))
    for group, numbers in (figures.table4 or {}).items():
        yield _line(GROUP_LABELS[group], numbers)


def _line(label: str, numbers: Numbers) -> str:
    return "\t".join((label, *map(str, numbers)))
