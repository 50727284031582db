"""Workbooks from elsewhere: what is in a cell, whoever wrote the file."""

from __future__ import annotations

from datetime import date

import pytest

from gkcase.domain.errors import Trouble
from gkcase.services.foreign_sheet import Sheet, Value, cell_name, place_of, sheets_of, shown
from tests.services.hostile_files import FOOT, HEAD, RELATIONS, SHEET, honest_workbook, read_part, repacked

STYLES = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2">'
    '<numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>'
    '<numFmt numFmtId="165" formatCode="0.00"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="31"/>'
    '<xf numFmtId="14"/></cellXfs>'
    "</styleSheet>"
)
STRINGS = (
    "<sst><si><t>甲</t></si><si><r><rPr/><t>乙</t></r><r><t xml:space='preserve'> 丙</t></r>"
    "<rPh><t>yi</t></rPh></si><si><t>丁_x000D_戊</t></si></sst>"
)
SHARED = '<Relationship Id="r99" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>'


def book(rows: str, *, workbook: tuple[str, str] = ("", ""), after: str = "") -> bytes:
    """A workbook with these rows."""
    plain = honest_workbook()
    relations = read_part(plain, RELATIONS)
    if "sharedStrings" not in relations:
        relations = relations.replace("</Relationships>", SHARED)
    return repacked(
        plain,
        {
            SHEET: HEAD + rows + FOOT.replace("</worksheet>", f"{after}</worksheet>"),
            "xl/styles.xml": STYLES,
            "xl/sharedStrings.xml": STRINGS,
            RELATIONS: relations,
            "xl/workbook.xml": read_part(plain, "xl/workbook.xml").replace(*workbook),
        },
    )


def only(content: bytes) -> Sheet:
    [sheet] = sheets_of(content, "台账.xlsx")
    return sheet


def value(cell: str, workbook: tuple[str, str] = ("", "")) -> Value:
    """What a cell holds; 空 where it holds nothing."""
    return (
        only(book(f'<row r="1"><c r="A1"><v>0</v></c>{cell}</row>', workbook=workbook))
        .rows[0]
        .cells.get(2, "空")
    )


@pytest.mark.parametrize(
    ("cell", "held"),
    [
        ('<c r="B1" t="s"><v>0</v></c>', "甲"),
        ('<c r="B1" t="s"><v>1</v></c>', "乙 丙"),
        ('<c r="B1" t="s"><v>2</v></c>', "丁\r戊"),
        ('<c r="B1" t="s"><v>9</v></c>', "空"),
        ('<c r="B1" t="inlineStr"><is><t>己</t></is></c>', "己"),
        ('<c r="B1" t="str"><f>A1</f><v>庚</v></c>', "庚"),
        ('<c r="B1" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="B1" t="e"><v>#REF!</v></c>', "#REF!"),
        ('<c r="B1" t="d"><v>2026-03-01</v></c>', "2026-03-01"),
        ('<c r="B1"><v>3</v></c>', 3),
        ('<c r="B1" s="2"><v>3.25</v></c>', 3.25),
        ('<c r="B1" s="1"><v>46082</v></c>', date(2026, 3, 1)),
        ('<c r="B1" s="3"><v>46082.4</v></c>', date(2026, 3, 1)),
        ('<c r="B1" s="4"><v>46082</v></c>', date(2026, 3, 1)),
        ('<c r="B1" s="4"><v>99999999</v></c>', 99_999_999),
        ('<c r="B1"><v>1e308</v></c>', "1e308"),
        ('<c r="B1"><v>x</v></c>', "x"),
        ('<c r="B1" s="4"/>', "空"),
        ("<c><v>7</v></c>", 7),
    ],
)
def test_a_cell_holds_what_it_shows(cell: str, held: Value) -> None:
    assert value(cell) == held


def test_days_may_count_from_1904() -> None:
    how = ("<sheets>", '<workbookPr date1904="1"/><sheets>')
    assert value('<c r="B1" s="4"><v>44620</v></c>', how) == date(2026, 3, 1)


def test_what_is_hidden_merged_or_never_reckoned_is_told() -> None:
    rows = '<row r="1" hidden="1"><c r="A1"><v>1</v></c></row>'
    rows += '<row r="4"><c r="B4"><f>A1+1</f></c><c r="C4"><v>1</v></c></row>'
    merged = '<mergeCells><mergeCell ref="A1:B3"/><mergeCell ref="x"/></mergeCells>'
    sheet = only(book(rows, after=merged, workbook=('state="visible"', 'state="hidden"')))
    assert [(row.number, row.hidden) for row in sheet.rows] == [(1, True), (4, False)]
    assert (sheet.hidden, sheet.merged, sheet.unreckoned) == (True, [(1, 1, 3, 2)], ["B4"])


def test_a_claimed_size_costs_nothing() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>2</v></c></row>'
    content = book(rows, workbook=("x", "x"))
    claimed = repacked(content, {SHEET: read_part(content, SHEET).replace(
        "<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')})  # fmt: skip
    assert [row.number for row in only(claimed).rows] == [1, 1_048_576]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("", "中没有内容，请确认选对了文件"),
        ("<row>", "的内容已损坏，请换一份"),
        ('<row><c r="ALM1"><v>1</v></c></row>', "超过1000列，请按年度分成几个文件再导入"),
    ],
)
def test_what_cannot_be_read_is_said(rows: str, said: str) -> None:
    with pytest.raises(Trouble, match=f"文件“台账.xlsx”{said}"):
        sheets_of(book(rows), "台账.xlsx")


def test_names_of_cells() -> None:
    for row, column, name in ((1, 1, "A1"), (3, 28, "AB3"), (9, 702, "ZZ9"), (2, 703, "AAA2")):
        assert (cell_name(row, column), place_of(name)) == (name, (row, column))
    assert place_of("A0") is None


def test_values_as_text() -> None:
    assert [shown(one) for one in (date(2026, 3, 1), 2.50, 3, "甲")] == ["2026-03-01", "2.5", "3", "甲"]
