"""The form of tables 三 and 四 of the yearly report (年度报告): rows, columns, groups and their words.

国办公开办函〔2019〕60号 for the reports of 2019 and 2020, 〔2021〕30号 since the report for 2021.
"""

from __future__ import annotations

from collections.abc import Mapping

from gkcase.domain.report_rows import ROW_LABELS
from gkcase.domain.terms import Remedy, RemedyResult

FORMATS = ("2019", "2021")
"""The forms, by the year since which they are in use."""

COLUMN_LABELS: Mapping[str, str] = {
    "natural": "自然人",
    "enterprise": "商业企业",
    "research": "科研机构",
    "welfare": "社会公益组织",
    "legal_service": "法律服务机构",
    "other_org": "其他",
    "total": "总计",
}
"""The columns of table 三 as printed; all but the first and the last stand under 法人或其他组织."""

COLUMNS = tuple(COLUMN_LABELS)
TOTAL = "total"
KINDS = COLUMNS[:-1]
"""The six kinds of applicants."""

NEW, CARRIED_IN, CARRIED_OUT, OTHER = "new", "carried_in", "carried_out", "oth"
MERGED_IN_2019 = ("oth_nocorrect", "oth_nofee", "oth_other")
"""The three rows of the newer form that the older one has as one row, 其他处理."""

RESULTS: Mapping[str, tuple[str, ...]] = {
    "2019": (*(row for row in ROW_LABELS if row not in MERGED_IN_2019), OTHER),
    "2021": tuple(ROW_LABELS),
}
"""The result rows (一) to (六) of each form, in print order."""

ROWS: Mapping[str, tuple[str, ...]] = {
    form: (NEW, CARRIED_IN, *results, TOTAL, CARRIED_OUT) for form, results in RESULTS.items()
}
"""All rows of each form, in print order."""

LABELS: Mapping[str, str] = {
    NEW: "一、本年新收政府信息公开申请数量",
    CARRIED_IN: "二、上年结转政府信息公开申请数量",
    **ROW_LABELS,
    OTHER: "（六）其他处理",
    TOTAL: "（七）总计",
    CARRIED_OUT: "四、结转下年度继续办理",
}
"""What each row is called, group and row in one."""

HANDLED = "三、本年度办理结果"

GROUP_LABELS: Mapping[str, str] = {
    "review": "行政复议",
    "suit_direct": "行政诉讼：未经复议直接起诉",
    "suit_after_review": "行政诉讼：复议后起诉",
}
"""The groups of table 四."""

GROUPS = tuple(GROUP_LABELS)
GROUP_OF: Mapping[Remedy, str] = dict(
    zip(
        (Remedy.ADMINISTRATIVE_REVIEW, Remedy.LITIGATION, Remedy.LITIGATION_AFTER_REVIEW),
        GROUPS,
        strict=True,
    )
)
"""The group in which each remedy is counted."""

PENDING = "pending"
CELL_LABELS: Mapping[str, str] = {
    **{result.value: result.label for result in RemedyResult},
    PENDING: "尚未审结",
    TOTAL: "总计",
}
"""The cells of a group of table 四, in print order."""

CELLS = tuple(CELL_LABELS)


def format_of(year: int) -> str:
    """The form in which the report of a year is written."""
    return FORMATS[0] if year <= 2020 else FORMATS[1]


def printed(row: str) -> tuple[str, ...]:
    """The words of a row as they stand side by side in the form: 三、…, （三）不予公开, 1.属于国家秘密."""
    words = tuple(LABELS[row].split(" ", 1))
    return words if row in (NEW, CARRIED_IN, CARRIED_OUT) else (HANDLED, *words)


def place(row: str, column: str) -> str:
    """How a cell of table 三 is called in a sentence: （一）予以公开·自然人."""
    return f"{LABELS[row]}·{COLUMN_LABELS[column]}"


def place4(group: str, cell: str) -> str:
    """How a cell of table 四 is called in a sentence: 行政复议·结果维持."""
    return f"{GROUP_LABELS[group]}·{CELL_LABELS[cell]}"
