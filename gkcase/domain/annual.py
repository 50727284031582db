"""The figures of tables 三 and 四 of the yearly report (年度报告), and what must add up in them (条例第五十条)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from gkcase.domain.annual_form import CARRIED_IN as CARRIED_IN
from gkcase.domain.annual_form import CARRIED_OUT as CARRIED_OUT
from gkcase.domain.annual_form import CELL_LABELS as CELL_LABELS
from gkcase.domain.annual_form import CELLS as CELLS
from gkcase.domain.annual_form import COLUMN_LABELS as COLUMN_LABELS
from gkcase.domain.annual_form import COLUMNS as COLUMNS
from gkcase.domain.annual_form import FORMATS as FORMATS
from gkcase.domain.annual_form import GROUP_LABELS as GROUP_LABELS
from gkcase.domain.annual_form import GROUP_OF as GROUP_OF
from gkcase.domain.annual_form import GROUPS as GROUPS
from gkcase.domain.annual_form import HANDLED as HANDLED
from gkcase.domain.annual_form import KINDS as KINDS
from gkcase.domain.annual_form import LABELS as LABELS
from gkcase.domain.annual_form import MERGED_IN_2019 as MERGED_IN_2019
from gkcase.domain.annual_form import NEW as NEW
from gkcase.domain.annual_form import OTHER as OTHER
from gkcase.domain.annual_form import PENDING as PENDING
from gkcase.domain.annual_form import RESULTS as RESULTS
from gkcase.domain.annual_form import ROWS as ROWS
from gkcase.domain.annual_form import TOTAL as TOTAL
from gkcase.domain.annual_form import format_of as format_of
from gkcase.domain.annual_form import place as place
from gkcase.domain.annual_form import place4 as place4
from gkcase.domain.annual_form import printed as printed

Numbers = tuple[int, ...]
Table3 = Mapping[str, Numbers]
"""Seven numbers a row, in the order of COLUMNS."""
Table4 = Mapping[str, Numbers]
"""Five numbers a group, in the order of CELLS."""


@dataclass(frozen=True)
class Problem:
    """What does not add up or is not counted: a stable code, where (row, column) it shows, one sentence.

    In table 四 the row is the group and the column its cell. `cases` are those that a sentence is about.
    """

    code: str
    where: tuple[str, str]
    text: str
    cases: tuple[int, ...] = ()


@dataclass(frozen=True)
class Figures:
    """The two tables of one year in one form; table 四 may be unknown, where only table 三 was published.

    `as_of` is the day up to which a year that is not over was counted (截至); `uncounted` names the cases that could
    not be counted.
    """

    year: int
    format: str
    table3: Table3
    table4: Table4 | None = None
    as_of: date | None = field(default=None, compare=False)
    uncounted: tuple[Problem, ...] = field(default=(), compare=False)

    def cell(self, row: str, column: str) -> int:
        """One number of table 三."""
        return self.table3[row][COLUMNS.index(column)]

    def remedies(self, group: str, cell: str) -> int:
        """One number of table 四; 0 where the table is not known."""
        return self.table4[group][CELLS.index(cell)] if self.table4 else 0


# -- making figures -------------------------------------------------------------------------------------------


def from_counts(
    year: int,
    form: str,
    counts: Mapping[tuple[str, str], int],
    remedies: Mapping[tuple[str, str], int] | None,
) -> Figures:
    """Figures from counted cells by (row, kind of applicant) and (group, result): totals are added here."""
    rows: dict[str, Numbers] = {}
    for row in (NEW, CARRIED_IN, *RESULTS[form], CARRIED_OUT):
        rows[row] = with_total([counts.get((row, kind), 0) for kind in KINDS])
    rows[TOTAL] = added(rows[row] for row in RESULTS[form])
    table4 = None
    if remedies is not None:
        table4 = {
            group: with_total([remedies.get((group, cell), 0) for cell in CELLS[:-1]]) for group in GROUPS
        }
    return Figures(year, form, {row: rows[row] for row in ROWS[form]}, table4)


def from_cells(
    year: int,
    form: str,
    table3: Mapping[str, Sequence[int | None]],
    table4: Mapping[str, Sequence[int | None]] | None = None,
    columns: Sequence[str] = COLUMNS,
) -> Figures:
    """Figures from the cells of a published table: an empty cell is 0, an empty total is the sum of its row.

    `columns` names the columns that the table has, where it has not all of them. Nothing is put right: what does not
    add up is for `problems` to say.
    """
    rows = {
        row: _filled(dict(zip(columns, table3.get(row, ()), strict=False)), COLUMNS) for row in ROWS[form]
    }
    groups = None
    if table4 is not None:
        groups = {
            group: _filled(dict(zip(CELLS, table4.get(group, ()), strict=False)), CELLS) for group in GROUPS
        }
    return Figures(year, form, rows, groups)


def _filled(cells: Mapping[str, int | None], names: Sequence[str]) -> Numbers:
    numbers = [cells.get(name) or 0 for name in names[:-1]]
    total = cells.get(TOTAL)
    return (*numbers, sum(numbers) if total is None else total)


def with_total(numbers: Sequence[int]) -> Numbers:
    """A row with its total at the end."""
    return (*numbers, sum(numbers))


def added(rows: Iterable[Numbers]) -> Numbers:
    """The sum of rows, column by column."""
    return tuple(map(sum, zip(*rows, strict=True)))


# -- what must add up -----------------------------------------------------------------------------------------


def problems(figures: Figures, last_year: Figures | None = None) -> list[Problem]:
    """Everything that does not add up, where it breaks; with last year's figures also the carry-over."""
    found = [*_balance(figures), *_row_sums(figures), *_result_sums(figures)]
    if last_year is not None:
        found += _carried_over(figures, last_year)
    return [*found, *_group_sums(figures), *figures.uncounted]


def _balance(figures: Figures) -> Iterator[Problem]:
    """一 + 二 = 三（七） + 四 in every column, as the form itself says."""
    for column in COLUMNS:
        new, before, done, after = (
            figures.cell(row, column) for row in (NEW, CARRIED_IN, TOTAL, CARRIED_OUT)
        )
        if new + before != done + after:
            yield Problem(
                "balance",
                (CARRIED_OUT, column),
                f"{COLUMN_LABELS[column]}：本年新收{new}加上年结转{before}，"
                f"不等于办结总计{done}加结转下年度{after}",
            )


def _row_sums(figures: Figures) -> Iterator[Problem]:
    for row, numbers in figures.table3.items():
        if sum(numbers[:-1]) != numbers[-1]:
            said = f"{LABELS[row]}：各类申请人合计{sum(numbers[:-1])}，总计栏为{numbers[-1]}"
            yield Problem("row_sum", (row, TOTAL), said)


def _result_sums(figures: Figures) -> Iterator[Problem]:
    sums = added(figures.table3[row] for row in RESULTS[figures.format])
    for column, told, counted in zip(COLUMNS, figures.table3[TOTAL], sums, strict=True):
        if told != counted:
            said = f"{COLUMN_LABELS[column]}：（一）至（六）合计{counted}，“（七）总计”为{told}"
            yield Problem("result_sum", (TOTAL, column), said)


def _carried_over(figures: Figures, last_year: Figures) -> Iterator[Problem]:
    for column in COLUMNS:
        here, there = figures.cell(CARRIED_IN, column), last_year.cell(CARRIED_OUT, column)
        if here != there:
            said = f"{COLUMN_LABELS[column]}：上年结转{here}，而{last_year.year}年度报告结转下年度{there}"
            yield Problem("carry_over", (CARRIED_IN, column), said)


def _group_sums(figures: Figures) -> Iterator[Problem]:
    for group, numbers in (figures.table4 or {}).items():
        if sum(numbers[:-1]) != numbers[-1]:
            said = f"{GROUP_LABELS[group]}：前四项合计{sum(numbers[:-1])}，总计为{numbers[-1]}"
            yield Problem("group_sum", (group, TOTAL), said)


# -- what differs between two reports of a year ---------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """A cell whose number is another one now."""

    where: tuple[str, str]
    before: int
    now: int
    text: str


def differences(before: Figures, now: Figures) -> list[Difference]:
    """The cells that differ between two reports of one form, in print order."""
    found = [*_different(before.table3, now.table3, COLUMNS, place)]
    return [*found, *_different(before.table4 or {}, now.table4 or {}, CELLS, place4)]


def _different(
    before: Mapping[str, Numbers],
    now: Mapping[str, Numbers],
    names: Sequence[str],
    called: Callable[[str, str], str],
) -> Iterator[Difference]:
    for row in now:
        for name, old, new in zip(names, before.get(row, ()), now[row], strict=False):
            if old != new:
                yield Difference((row, name), old, new, f"{called(row, name)}：原为{old}，现为{new}")
