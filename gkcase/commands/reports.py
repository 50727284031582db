"""Commands about reports: the yearly report (年度报告) with its tables 三 and 四."""

from __future__ import annotations

from argparse import Namespace as Options
from collections.abc import Iterator
from pathlib import Path

from gkcase.commands.common import Misused, Told, office_of, say
from gkcase.domain.annual import CELL_LABELS, COLUMN_LABELS, GROUP_LABELS, LABELS, Figures, Numbers
from gkcase.domain.annual_document import document
from gkcase.domain.errors import Refusal
from gkcase.domain.terms import chinese_date
from gkcase.services.office import Office


def annual(options: Options) -> int:
    """Count the yearly report: tables 三 and 四, and what does not add up; into a file by its ending."""
    from gkcase.services.annual_report import report

    target = _target(options.to) if options.to else None
    with office_of(options) as office:
        if target:
            return _written(options, office, target)
        found = report(office, options.year, options.format or "")
        lines = [*_lines(found.figures), *(problem.text for problem in found.problems)]
        return say(options, Told(document(found.figures, found.problems), lines), office)


def _target(file: str) -> Path:
    """The file to be written; its ending says what it shall be, so another one is a wrong argument."""
    from gkcase.services.annual_export import checked_target

    try:
        return checked_target(Path(file))
    except Refusal as refused:
        raise Misused(refused.reason) from refused


def _written(options: Options, office: Office, target: Path) -> int:
    """Write the report into a file; what does not add up is told all the same."""
    from gkcase.services.annual_export import export_report

    paper = export_report(office, options.year, options.format or "", target)
    told = document(paper.figures, paper.problems)
    lines = [f"{paper.name}已写入{target}", *([paper.seal] if paper.seal else [])]
    lines += [problem.text for problem in paper.problems]
    return say(options, Told({**told, "file": str(target)}, lines), office)


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
