"""The figures of a yearly report as JSON (年度报告数据): what `report annual --json` prints, and read back strictly."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from gkcase.domain.annual import (
    CELL_LABELS,
    COLUMN_LABELS,
    FORMATS,
    GROUP_LABELS,
    GROUPS,
    LABELS,
    ROWS,
    Figures,
    Numbers,
    Problem,
)
from gkcase.domain.errors import Refusal
from gkcase.domain.words import EARLIEST_YEAR, LATEST_YEAR

MOST = 100_000_000
"""No office counts more; what is greater is a number typed or read wrongly."""

LONGEST_SHOWN = 24
"""So many signs are quoted of what is wrong."""


def tables(figures: Figures) -> dict[str, object]:
    """Year, form and both tables: what is frozen, and of what the hash is taken."""
    table4 = figures.table4
    return {
        "year": figures.year,
        "format": figures.format,
        "table3": {row: list(numbers) for row, numbers in figures.table3.items()},
        "table4": None if table4 is None else {group: list(numbers) for group, numbers in table4.items()},
    }


def document(figures: Figures, problems: Iterable[Problem] = ()) -> dict[str, object]:
    """The whole document; `as_of` only where the year is not over (截至)."""
    told = [
        {"code": one.code, "row": one.where[0], "column": one.where[1], "what": one.text} for one in problems
    ]
    as_of = {"as_of": figures.as_of.isoformat()} if figures.as_of else {}
    return {**tables(figures), "problems": told, **as_of}


def from_document(found: object) -> Figures:
    """Figures out of such a document; raises Refusal with one sentence for what is not as it must be.

    Other keys beside the tables are left alone. What does not add up is read all the same: that is for `problems`.
    """
    if not isinstance(found, Mapping):
        raise Refusal("文件不是年度报告的数据：应为一个对象，含year、format、table3、table4")
    year, form = found.get("year"), found.get("format")
    if not isinstance(year, int) or isinstance(year, bool) or not EARLIEST_YEAR <= year <= LATEST_YEAR:
        said = f"年度（year）{_shown(year)}应为四位数字" if "year" in found else "缺少年度（year）"
        raise Refusal(said, "", "year")
    if form not in FORMATS:
        said = (
            f'格式（format）{_shown(form)}应为"2019"或者"2021"' if "format" in found else "缺少格式（format）"
        )
        raise Refusal(said, "", "format")
    form = str(form)
    table3 = _table("表三", found.get("table3"), ROWS[form], LABELS, COLUMN_LABELS)
    table4 = found.get("table4")
    if table4 is not None:
        table4 = _table("表四", table4, GROUPS, GROUP_LABELS, CELL_LABELS)
    return Figures(year, form, table3, table4)


def _table(
    name: str, found: object, rows: Sequence[str], labels: Mapping[str, str], columns: Mapping[str, str]
) -> dict[str, Numbers]:
    if not isinstance(found, Mapping):
        raise Refusal(f"缺少{name}的数据", "", name)
    if unknown := [str(row) for row in found if row not in rows]:
        raise Refusal(f"{name}没有{_shown(unknown[0])}这一行", "", unknown[0])
    if lacking := [row for row in rows if row not in found]:
        raise Refusal(f"{name}缺少“{labels[lacking[0]]}”（{lacking[0]}）一行", "", lacking[0])
    return {row: _numbers(f"{name}“{labels[row]}”", row, found[row], columns) for row in rows}


def _numbers(name: str, row: str, found: object, columns: Mapping[str, str]) -> Numbers:
    if not isinstance(found, list | tuple) or len(found) != len(columns):
        count = f"现有{len(found)}个" if isinstance(found, list | tuple) else "现在不是一列数字"
        raise Refusal(f"{name}应有{len(columns)}个数字，{count}", "", row)
    for number, column in zip(found, columns.values(), strict=True):
        if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= MOST:
            raise Refusal(f"{name}的{column}{_shown(number)}应为0至{MOST}的整数", "", row)
    return tuple(found)


def _shown(value: object) -> str:
    """What stands in the file, as it is written there: \"2021\" is another thing than 2021."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
