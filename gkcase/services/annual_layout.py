"""How the tables of the yearly report (国办公开办函〔2019〕60号、〔2021〕30号) are laid out, cell by cell.

Word, Excel, screen and print draw the same cells, so that they cannot differ from each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from gkcase.domain.annual import (
    CARRIED_IN,
    CARRIED_OUT,
    CELL_LABELS,
    COLUMN_LABELS,
    FORMATS,
    GROUPS,
    HANDLED,
    LABELS,
    NEW,
    RESULTS,
    ROWS,
    TOTAL,
    Figures,
)

HEAD, LABEL, NUMBER, BLANK = "head", "label", "number", "blank"
"""What a cell is: the head of columns, the name of a row, a figure of ours, a figure that the office writes in."""

COLUMN_NAMES, OUTCOMES = tuple(COLUMN_LABELS.values()), tuple(CELL_LABELS.values())
IDENTITY = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
SEPARATED = "（区分处理的，只计这一情形，不计其他情形）"
SUITS = ("未经复议直接起诉", "复议后起诉")


@dataclass(frozen=True)
class Cell:
    """One cell: where it begins, how far it reaches, what it says; figures carry the key by which they are found."""

    row: int
    column: int
    text: str = ""
    kind: str = LABEL
    rows: int = 1
    columns: int = 1
    key: tuple[str, int] | None = None


BROKEN = {
    "商业企业": "商业\n企业",
    "科研机构": "科研\n机构",
    "社会公益组织": "社会\n公益\n组织",
    "法律服务机构": "法律\n服务\n机构",
    "结果维持": "结果\n维持",
    "结果纠正": "结果\n纠正",
    "其他结果": "其他\n结果",
    "尚未审结": "尚未\n审结",
    HANDLED: "三、\n本年度\n办理\n结果",
}
"""What stands in narrow cells, broken by sense."""


@dataclass(frozen=True)
class Grid:
    """A table: its columns' widths in millimetres, how many rows its head takes, its cells."""

    widths: tuple[float, ...]
    heads: int
    cells: tuple[Cell, ...]

    @property
    def height(self) -> int:
        """How many rows it has."""
        return max(cell.row + cell.rows for cell in self.cells)


def table3(form: str) -> Grid:
    """Table 三: requests by result and by applicant, 25 rows of figures, 23 in the older form."""
    figures = [
        Cell(row, 3 + place, kind=NUMBER, key=(key, place))
        for row, key in enumerate(ROWS[form], start=3)
        for place in range(len(COLUMN_NAMES))
    ]
    return Grid((11.0, 15.0, 46.0, *([12.0] * 7)), 3, (*_heads3(), *_rows3(form), *figures))


def _heads3() -> Iterator[Cell]:
    yield Cell(0, 0, IDENTITY, HEAD, 3, 3)
    yield Cell(0, 3, "申请人情况", HEAD, 1, 7)
    yield Cell(1, 3, COLUMN_NAMES[0], HEAD, 2)
    yield Cell(1, 4, "法人或其他组织", HEAD, 1, 5)
    yield Cell(1, 9, COLUMN_NAMES[-1], HEAD, 2)
    for place, name in enumerate(COLUMN_NAMES[1:-1]):
        yield Cell(2, 4 + place, name, HEAD)


def _rows3(form: str) -> Iterator[Cell]:
    results = [LABELS[row].split(" ", 1) for row in RESULTS[form]]
    yield Cell(3, 0, LABELS[NEW], columns=3)
    yield Cell(4, 0, LABELS[CARRIED_IN], columns=3)
    yield Cell(5, 0, HANDLED, rows=len(results) + 1)
    row = 5
    for group, members in groupby(results, key=lambda words: words[0]):
        names = [words[1] for words in members if len(words) > 1]
        if names:
            yield Cell(row, 1, group, rows=len(names))
            yield from (Cell(row + place, 2, name) for place, name in enumerate(names))
        else:
            yield Cell(row, 1, group + (SEPARATED if group == LABELS["partial"] else ""), columns=2)
        row += max(1, len(names))
    yield Cell(row, 1, LABELS[TOTAL], columns=2)
    yield Cell(row + 1, 0, LABELS[CARRIED_OUT], columns=3)


def table4() -> Grid:
    """Table 四: reviews and suits by how they ended, one row of fifteen figures; the same in both formats."""
    heads = [
        Cell(0, 0, "行政复议", HEAD, 1, 5),
        Cell(0, 5, "行政诉讼", HEAD, 1, 10),
        *(Cell(1, place, name, HEAD, 2) for place, name in enumerate(OUTCOMES)),
        Cell(1, 5, SUITS[0], HEAD, 1, 5),
        Cell(1, 10, SUITS[1], HEAD, 1, 5),
        *(Cell(2, 5 + place, OUTCOMES[place % 5], HEAD) for place in range(10)),
    ]
    figures = [
        Cell(3, 5 * number + place, kind=NUMBER, key=(group, place))
        for number, group in enumerate(GROUPS)
        for place in range(5)
    ]
    return Grid((10.4,) * 15, 3, (*heads, *figures))


_Block = tuple[str, Sequence[str], Sequence[str]]
_BLOCKS: Mapping[str, Sequence[_Block]] = {
    FORMATS[0]: (
        ("（一）", ("本年新制作数量", "本年新公开数量", "对外公开总数量"), ("规章", "规范性文件")),
        ("（五）", ("上一年项目数量", "本年增/减", "处理决定数量"), ("行政许可", "其他对外管理服务事项")),
        ("（六）", ("上一年项目数量", "本年增/减", "处理决定数量"), ("行政处罚", "行政强制")),
        ("（八）", ("上一年项目数量", "本年增/减"), ("行政事业性收费",)),
        ("（九）", ("采购项目数量", "采购总金额"), ("政府集中采购",)),
    ),
    FORMATS[1]: (
        ("（一）", ("本年制发件数", "本年废止件数", "现行有效件数"), ("规章", "行政规范性文件")),
        ("（五）", ("本年处理决定数量",), ("行政许可",)),
        ("（六）", ("本年处理决定数量",), ("行政处罚", "行政强制")),
        ("（八）", ("本年收费金额（单位：万元）",), ("行政事业性收费",)),
    ),
}


def table2(form: str) -> Grid:
    """Table 二: what is published unasked (条例第二十条); its cells are empty, for no record holds its figures."""
    cells: list[Cell] = []
    row = 0
    for item, columns, names in _BLOCKS[form]:
        cells.append(Cell(row, 0, f"第二十条第{item}项", HEAD, 1, 4))
        cells += _spread(row + 1, ("信息内容", *columns), HEAD)
        for place, name in enumerate(names):
            cells += _spread(row + 2 + place, (name, *([""] * len(columns))), BLANK)
        row += 2 + len(names)
    return Grid((45.0, 37.0, 37.0, 37.0), 0, tuple(cells))


def _spread(row: int, texts: Sequence[str], kind: str) -> Iterable[Cell]:
    """A row of four columns; the last cell takes what is left."""
    last = len(texts) - 1
    for place, text in enumerate(texts):
        reach = 4 - last if place == last else 1
        yield Cell(row, place, text, LABEL if kind == BLANK and not place else kind, 1, reach)


def in_lines(cell: Cell) -> str:
    """The words of a cell as they are printed, narrow ones in several lines."""
    if cell.kind == LABEL and cell.rows > 1 and cell.text not in BROKEN:
        return cell.text.replace("）", "）\n", 1)
    return BROKEN.get(cell.text, cell.text)


def said(cell: Cell, figures: Figures) -> str | int:
    """What stands in a cell: its words, or the figure of its key; nothing where table 四 is not known."""
    if cell.key is None:
        return cell.text
    row, place = cell.key
    numbers = figures.table3.get(row) or (figures.table4 or {}).get(row)
    return numbers[place] if numbers else ""
