"""Puts the figures of a published yearly report together; nothing is guessed in silence."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from gkcase.domain.annual import (
    COLUMN_LABELS,
    COLUMNS,
    FORMATS,
    GROUPS,
    MERGED_IN_2019,
    OTHER,
    RESULTS,
    ROWS,
    TOTAL,
    Figures,
    Problem,
    added,
    format_of,
    from_cells,
    problems,
)
from gkcase.domain.errors import Refusal
from gkcase.services.annual_found import Found, called
from gkcase.services.annual_grid import Cells, GridReader
from gkcase.services.annual_stream import StreamReader
from gkcase.services.annual_words import LUMPED, is_figure, row_of, year_in

LEAST_ROWS = 3
"""Fewer rows of the form than these are no table 三."""

MOST_NAMED = 3
LONGEST_TEXT = 200_000
"""A whole report has a tenth of that."""

MOST_UNREAD = 50
NO_TABLE = "没有找到年度报告中收到和处理政府信息公开申请情况的表，请换一个文件，或者只复制这张表再粘贴"
ONLY_TABLE4 = "只找到复议诉讼的表，没有收到和处理政府信息公开申请情况的表，请把两张表一并选入"


@dataclass(frozen=True)
class Read:
    """What was read: the figures, what does not add up in them, what was filled in, what could not be read.

    The year of the figures is 0 where no title names one: then somebody has to say it (`of_year`).
    """

    figures: Figures
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def of_year(read: Read, year: int) -> Read:
    """The same figures as those of a year that somebody named."""
    return replace(read, figures=replace(read.figures, year=year))


def read_grids(
    grids: Iterable[Sequence[Cells]],
    titles: Sequence[str],
    names: Sequence[str] = (),
    year: int | None = None,
) -> Read:
    """Tables out of a file with the lines that stand beside them, and the names of its sheets and of itself."""
    found, loose = Found(), list(titles)
    reader = GridReader(found)
    for grid in grids:
        loose += [cell for cells in grid for cell in cells if not is_figure(cell) and not row_of(cell)]
        reader.read(grid)
    return put_together(found, year_in(loose, names), year)


def read_text(text: str, year: int | None = None, names: Sequence[str] = ()) -> Read:
    """Pasted text: with tabs, with spaces, or one cell a line; what gives most is taken."""
    if len(text) > LONGEST_TEXT:
        raise Refusal("粘贴的文字过长，请只复制年度报告中的表格", "", "table")
    streams = [StreamReader(Found(), text)]
    tries = [reader.found for reader in streams]
    if "\t" in text:
        streams.append(StreamReader(Found(), text, tabs=True))
        tries = [Found(), *(reader.found for reader in streams)]
        GridReader(tries[0]).read(_tabbed(text))
    for reader in streams:
        reader.read()
    best = max(tries, key=lambda one: (len(one.rows) - len(one.unread), one.table4 is not None))
    return put_together(best, year_in(text.splitlines(), names), year)


def _tabbed(text: str) -> list[list[str]]:
    """Rows as Excel and browsers copy them; a cell of several lines stands in quotation marks."""
    lines = text.splitlines(keepends=True)
    if text.count('"') % 2 == 0:
        with suppress(csv.Error):
            return list(csv.reader(lines, delimiter="\t"))
    return [line.rstrip("\r\n").split("\t") for line in lines]


def put_together(found: Found, titled: int | None, asked: int | None) -> Read:
    """The figures of what was found, with all that was filled in said; Refusal where it is no such table."""
    if len(found.rows) < LEAST_ROWS:
        raise Refusal(NO_TABLE if found.table4 is None else ONLY_TABLE4, "", "table")
    if asked and titled and asked != titled:
        found.notes.append(f"标题写的是{titled}年，按{asked}年读入")
    year = asked or titled or 0
    form = _form(found, year)
    rows = {row: [found.rows[row].get(name) for name in COLUMNS] for row in ROWS[form] if row in found.rows}
    table4 = None
    if found.table4 is None:
        found.notes.append("没有复议诉讼的表，只读入了申请情况的表")
    else:
        pieces = [found.table4[5 * place : 5 * place + 5] for place in range(len(GROUPS))]
        table4 = dict(zip(GROUPS, pieces, strict=True))
    found.notes += _filled_in(found, form, rows, table4)
    figures = _with_totals(from_cells(year, form, rows, table4), found, rows)
    unread = found.unread[:MOST_UNREAD]
    if len(found.unread) > MOST_UNREAD:
        unread.append(f"另有{len(found.unread) - MOST_UNREAD}处没有读入")
    return Read(figures, tuple(problems(figures)), tuple(found.notes), tuple(unread))


def _form(found: Found, year: int) -> str:
    """Which form it is: three rows of 其他处理, or one (some offices used the old one longer)."""
    if any(row in found.rows for row in MERGED_IN_2019):
        left = found.rows.pop(OTHER, {})
        if any(left.values()):
            said = " ".join(str(number or 0) for number in left.values())
            found.unread.append(f"“其他处理”一行之下另有分项，没有读入：{said}")
        return FORMATS[1]
    if OTHER in found.rows:
        return FORMATS[0]
    form = format_of(year) if year else FORMATS[1]
    found.notes.append(f"表中没有“其他处理”各行，按{form}年的格式读入")
    return form


def _filled_in(
    found: Found,
    form: str,
    rows: Mapping[str, Sequence[int | None]],
    table4: Mapping[str, Sequence[int | None]] | None,
) -> Iterator[str]:
    """What the tables left open: rows, columns and totals."""
    missing = [called(row) for row in ROWS[form] if row not in rows and row != TOTAL]
    if missing:
        more = f"等{len(missing)}行" if len(missing) > MOST_NAMED else ""
        yield f"表中没有{'、'.join(f'“{name}”' for name in missing[:MOST_NAMED])}{more}，按0读入"
    named = {name for cells in found.rows.values() for name in cells}
    absent = [COLUMN_LABELS[name] for name in COLUMNS[:-1] if name not in named]
    if LUMPED in named:
        yield "“法人或其他组织”没有分列，不能读入"
    if absent:
        yield f"表中没有{'、'.join(f'“{name}”' for name in absent)}一栏，按0读入"
    empty = [row for row in rows if rows[row][-1] is None and any(rows[row][:-1])]
    if len(empty) == len([row for row in rows if any(rows[row][:-1])]) and empty:
        yield "总计一栏是空的，按各栏相加读入"
    else:
        yield from (f"“{called(row)}”一行的总计是空的，按各栏相加读入" for row in empty)
    if any(cells[-1] is None and any(cells) for cells in (table4 or {}).values()):
        yield "复议诉讼的表有总计是空的，按前四项相加读入"


def _with_totals(figures: Figures, found: Found, rows: Mapping[str, Sequence[int | None]]) -> Figures:
    """The row （七）总计 added up where it is missing or empty."""
    if any(number is not None for number in rows.get(TOTAL, ())):
        return figures
    total = added(figures.table3[row] for row in RESULTS[figures.format])
    if any(total):
        found.notes.append("“（七）总计”一行是空的，按各行相加读入")
    return replace(figures, table3={**figures.table3, TOTAL: total})
