"""Dashboard, yearly report, registers: an office with 150,000 cases and a million entries, and one ten times as large.

Usage: python -m benchmarks.reports [--cases 150000] [--times 10] [--folder DIR]. The larger one needs some 10 GB below
the folder and ten minutes; --times 1 leaves it out. Both are deleted afterwards. Exit status 1: a target was missed.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import NamedTuple

from benchmarks.large_office import TODAY
from benchmarks.whole_office import make_whole_office
from gkcase.services.annual_report import cases_in, figures, remedies_in
from gkcase.services.board_cases import cases_of
from gkcase.services.bulk import BrokenOff
from gkcase.services.dashboard import board
from gkcase.services.office import Office, open_office
from gkcase.services.queries import CaseFilter, case_ids, case_lines
from gkcase.services.register_export import export_register
from gkcase.services.registers import RegisterFilter, register_figures
from gkcase.services.values import Chosen

GROWTH = 12.0
"""Ten times as many cases may take so many times as long."""

NOTICEABLE = 0.02
"""What takes less at ten times the size is not compared: nobody sees it grow."""

PAGE = 200
ROUNDS = 5


@dataclass(frozen=True)
class Target:
    """Something that is measured, and the seconds it may take with 150,000 cases."""

    name: str
    most: float
    act: Callable[[], object]
    rounds: int = ROUNDS


class Taken(NamedTuple):
    """Seconds: the first time, the median of all, and the processor's alone, which other work does not lengthen."""

    first: float
    median: float
    cpu: float


def targets(office: Office, folder: Path) -> Iterator[Target]:
    """All that is measured on one office."""
    yield Target("dashboard", 0.3, lambda: board(office))
    for year in (2019, 2020, 2025, 2026):
        yield Target(f"yearly report {year}", 1.0, lambda year=year: figures(office, year))  # type: ignore[misc]
    for key in ("open", "soon", "late", "new", "done", "replies"):
        yield Target(f"dashboard: {key}", 0.2, lambda key=key: _opened(office, cases_of(office, key)))  # type: ignore[misc]
    for cell in (
        ("new", "natural"),
        ("carried_in", "total"),
        ("open", "total"),
        ("deny_third", "enterprise"),
    ):
        yield Target(f"report: {' '.join(cell)}", 0.2, lambda cell=cell: _cell(office, *cell))  # type: ignore[misc]
    yield Target("report: review", 0.2, lambda: _opened(office, remedies_in(office, 2025, "review", "总计")))
    for ending in ("xlsx", "csv"):
        file = folder / f"register.{ending}"
        yield Target(f"register as {ending}", 30.0, lambda file=file: _export(office, file), rounds=1)  # type: ignore[misc]


def _cell(office: Office, row: str, column: str) -> None:
    _opened(office, cases_in(office, 2025, "", row, column))


def _opened(office: Office, ids: list[int] | tuple[int, ...]) -> None:
    """What the page of the cases reads when a figure is clicked: the order of all, the lines of the first page."""
    found = case_ids(office, CaseFilter(chosen=Chosen("", tuple(ids))))
    case_lines(office, found[:PAGE])
    assert len(found) == len(set(ids))


def _export(office: Office, file: Path) -> None:
    told: list[tuple[int, int]] = []
    made = export_register(
        office, RegisterFilter(descending=False), file, report=lambda *step: told.append(step)
    )
    rows = register_figures(office, RegisterFilter()).rows
    assert made.rows == rows == told[-1][0]
    assert len(told) >= rows // 1000
    _break_off(office, file)


def _break_off(office: Office, file: Path) -> None:
    """Whoever stops is let go at once, and the file is the old one."""
    before = (file.stat().st_size, file.stat().st_mtime_ns)
    try:
        export_register(office, RegisterFilter(), file, cancelled=lambda: True)
    except BrokenOff:
        assert (file.stat().st_size, file.stat().st_mtime_ns) == before
        return
    raise AssertionError("it went on")


def measured(database: Path) -> dict[str, Taken]:
    """How long every target takes on one office."""
    office = open_office(database, today=lambda: TODAY, acting="李某")
    found = {}
    try:
        for target in targets(office, database.parent):
            times, busy = [], []
            for _ in range(target.rounds):
                begun, worked = perf_counter(), process_time()
                target.act()
                times.append(perf_counter() - begun)
                busy.append(process_time() - worked)
            taken = Taken(times[0], statistics.median(times), statistics.median(busy))
            found[target.name] = taken
            print(f"  {target.name:32} {taken.first:9.3f} {taken.median:9.3f} {taken.cpu:9.3f} s", flush=True)
    finally:
        office.close()
    return found


def main() -> int:
    """Measure both and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=150_000)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--folder", type=Path, default=None)
    options = parser.parse_args()
    sizes = [options.cases] if options.times == 1 else [options.cases, options.cases * options.times]
    results = []
    for cases in sizes:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            begun = perf_counter()
            make_whole_office(Path(folder) / "office.gkdb", cases)
            print(f"{cases} cases, made in {perf_counter() - begun:.0f} s", flush=True)
            results.append(measured(Path(folder) / "office.gkdb"))
    return table(results)


def table(results: list[dict[str, Taken]]) -> int:
    """Print what was found; 1 where a target is missed."""
    small, large = results[0], results[-1]
    missed = 0
    print(
        f"\n{'':32} {'target':>6} {'first':>8} {'median':>8} {'cpu':>8} {'larger':>8} {'cpu':>8} {'ratio':>6}"
    )
    for target in targets(None, Path()):  # type: ignore[arg-type]  # only their names are asked for
        one, more = small[target.name], large[target.name]
        ratio = more.cpu / one.cpu
        grown = len(results) > 1 and more.cpu > NOTICEABLE and ratio > GROWTH
        wrong = " MISSED" if one.median > target.most or grown else ""
        missed += bool(wrong)
        told = " ".join(f"{seconds:8.3f}" for seconds in (*one, more.median, more.cpu))
        print(f"{target.name:32} {target.most:6.1f} {told} {ratio:6.1f}{wrong}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
