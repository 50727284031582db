"""Where the tables of an old ledger stand: titles, heads of two rows, sections, totals and notes told from the rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from gkcase.domain.ledger_words import Value, is_nothing, plain, read_number, year_in
from gkcase.services.foreign_sheet import Row, Sheet
from gkcase.services.ledger_columns import LONGEST_HEADING, field_of, guess, heading_of

LEAST = 3
"""A row with so many headings that are known is the head of a table."""

TOTAL = re.compile(r"(本年|年度|全年|本页)?(合\s*计|小\s*计|总\s*计|共\s*计|累\s*计|合计数)[:：]?.{0,12}")
NOTE = re.compile(r"(注|说明|备注|填表|制表|审核|填报|负责人|分管|联系人|单位负责人|报送|制表人)[:：\d一]?.*")
SECTION = re.compile(
    r"[\s一二三四五六七八九十、.．（）()]*((19|20)\d{2}|[〇零○一二三四五六七八九]{4})年?度?.{0,20}"
)
BESIDE = re.compile("(补正|延期|征求意见|送达|复议|诉讼|收费)[^申]{0,4}(台账|登记簿|登记表|清单|一览表)")
"""Registers of what runs beside the requests; their rows are none."""

SAMPLES = 30


@dataclass(frozen=True)
class Record:
    """One row that may be a case; `year` is that of its section, its title or its sheet (0: none is named)."""

    row: int
    cells: Mapping[int, Value]
    year: int = 0
    hidden: bool = False


@dataclass(frozen=True)
class Passed:
    """A row that is none, and why it was passed over."""

    row: int
    why: str


@dataclass
class Table:
    """One table of a sheet: headings by column, its records, what was passed over, and what its columns mean."""

    sheet: str
    head: int
    headings: dict[int, str]
    hidden: bool = False
    records: list[Record] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)
    mapping: dict[int, str] = field(default_factory=dict)
    beside: bool = False

    def samples(self, most: int = SAMPLES) -> dict[int, list[Value]]:
        """What stands in each column, in the first rows."""
        rows = self.records[:most]
        return {
            column: [row.cells[column] for row in rows if column in row.cells] for column in self.headings
        }


def tables_of(sheet: Sheet, year: int = 0) -> list[Table]:
    """The tables of a sheet; none where nothing in it looks like a head."""
    reader = _Reader(sheet, year_in(sheet.name) or year)
    for at in range(len(sheet.rows)):
        reader.take(at)
    for table in reader.tables:
        table.mapping = guess(table.headings, table.samples())
    return reader.tables


class _Reader:
    """Goes down a sheet row by row."""

    def __init__(self, sheet: Sheet, year: int) -> None:
        self._sheet, self._year = sheet, year
        self._rows = _filled(sheet)
        self.tables: list[Table] = []
        self._before: list[Passed] = []
        self._beside = BESIDE.search(plain(sheet.name)) is not None
        self._until = -1

    def take(self, at: int) -> None:
        """Read one row."""
        row = self._rows[at]
        if at <= self._until or not row.cells:
            return
        if _is_head(row) and _score(row) >= max(LEAST, 0.4 * len(_texts(row))):
            self._head(at)
        elif not self.tables:
            self._title(row)
        else:
            self._body(row)

    def _title(self, row: Row) -> None:
        self._year = next(filter(None, map(year_in, _texts(row))), self._year)
        self._beside = self._beside or any(BESIDE.search(text) for text in _texts(row))
        self._before.append(Passed(row.number, "标题"))

    def _head(self, at: int) -> None:
        rows = [self._rows[at]]
        above, below = self._near(at - 1), self._near(at + 1)
        if below and _continues(rows[0], below):
            rows.append(below)
            self._until = at + 1
        elif above and not self.tables and _is_group(above, self._sheet.merged):
            rows.insert(0, above)
        columns = sorted({column for row in rows for column in row.cells})
        spread = [_spread(row, self._sheet.merged, columns[-1]) for row in rows]
        headings = {column: heading_of(*(row.get(column, "") for row in spread)) for column in columns}
        last = self.tables[-1] if self.tables else None
        if last and _same(last.headings, headings):
            last.passed += [Passed(row.number, "重复的表头") for row in rows]
            return
        if last:
            self._before = _titles_of_next(last)
        self.tables.append(Table(self._sheet.name, rows[-1].number, headings, self._sheet.hidden))
        self.tables[-1].beside = self._beside
        self.tables[-1].passed += [*self._before, *(Passed(row.number, "表头") for row in rows)]
        self._before = []

    def _near(self, at: int) -> Row | None:
        return self._rows[at] if 0 <= at < len(self._rows) and self._rows[at].cells else None

    def _body(self, row: Row) -> None:
        table = self.tables[-1]
        texts = _texts(row)
        if any(TOTAL.fullmatch(text) for text in texts[:3]):
            table.passed.append(Passed(row.number, "合计行"))
        elif len(texts) == 1 and SECTION.fullmatch(texts[0]) and year_in(texts[0]):
            self._year = year_in(texts[0])
            table.passed.append(Passed(row.number, "年份标题"))
        elif len(texts) <= 2 and NOTE.fullmatch(texts[0]):
            table.passed.append(Passed(row.number, "表下说明"))
        elif _only_counted(row, table.headings):
            table.passed.append(Passed(row.number, "只有序号的空行"))
        else:
            table.records.append(Record(row.number, row.cells, self._year, row.hidden))


def _titles_of_next(table: Table) -> list[Passed]:
    """Take the last rows of one text from a table: they are the title of the one that begins."""
    made: list[Passed] = []
    while table.records and len(table.records[-1].cells) == 1:
        made.insert(0, Passed(table.records.pop().row, "标题"))
    return made


def _filled(sheet: Sheet) -> list[Row]:
    """The rows with what is merged downwards written into each of them."""
    rows = {row.number: row for row in sheet.rows}
    for first, left, last, _ in sheet.merged:
        top = rows.get(first)
        if last > first and top and left in top.cells:
            for number in range(first + 1, min(last, sheet.rows[-1].number) + 1):
                row = rows.get(number)
                if row and left not in row.cells:
                    rows[number] = replace(row, cells={**row.cells, left: top.cells[left]})
    return [rows[row.number] for row in sheet.rows]


def _spread(row: Row, merged: Sequence[tuple[int, int, int, int]], last: int) -> dict[int, str]:
    """The texts of a head, a group's over all of its columns."""
    made = {column: plain(value) for column, value in row.cells.items()}
    for first, left, _, right in merged:
        if first == row.number and left in made:
            made |= dict.fromkeys(range(left, min(right, last) + 1), made[left])
    return made


def _texts(row: Row) -> list[str]:
    return [plain(row.cells[column]) for column in sorted(row.cells) if plain(row.cells[column])]


def _score(row: Row) -> int:
    return len({key for text in set(_texts(row)) if len(text) <= LONGEST_HEADING and (key := field_of(text))})


def _is_head(row: Row) -> bool:
    """A head holds words: no day, no number, and nothing long."""
    return all(isinstance(value, str) and len(value) <= LONGEST_HEADING and not re.search(r"\d{2}", plain(value))
               for value in row.cells.values())  # fmt: skip


def _continues(head: Row, below: Row) -> bool:
    """Whether the row below belongs to the head: its words stand under groups, the rest is merged downwards."""
    if not _is_head(below) or any(is_nothing(value) for value in below.cells.values()):
        return False
    merged_down = sum(below.cells.get(column) == value for column, value in head.cells.items())
    under = [text for column, value in below.cells.items()
             if head.cells.get(column) != value and (text := plain(value))]  # fmt: skip
    known = sum(
        bool(field_of(text)) or re.search("日期|时间|姓名|名称|方式|类别", text) is not None for text in under
    )
    return bool(under) and known >= len(under) / 2 and (merged_down > 0 or known >= 2)


def _is_group(above: Row, merged: Sequence[tuple[int, int, int, int]]) -> bool:
    """Whether the row above holds the groups of the head: several texts, of which one is merged across."""
    across = any(first == above.number and right > left for first, left, _, right in merged)
    return across and len(above.cells) >= 2 and _is_head(above)


def _same(one: Mapping[int, str], other: Mapping[int, str]) -> bool:
    alike = sum(one.get(column) == heading for column, heading in other.items())
    return alike >= 0.7 * max(len(one), len(other))


def _only_counted(row: Row, headings: Mapping[int, str]) -> bool:
    """Nothing but a running number; words in its column are none, and what they say is not passed over."""
    kept = {
        column: value
        for column, value in row.cells.items()
        if not (isinstance(value, str) and is_nothing(value))
    }
    order = {column for column, heading in headings.items() if field_of(heading) == "order"}
    return kept.keys() <= order and all(read_number(value) for value in kept.values())
