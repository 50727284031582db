"""Whatever stands in a name or a request, no cell of a file that leaves is live, and no file is half there."""

from __future__ import annotations

import csv
import errno
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from gkcase.domain.errors import Trouble
from gkcase.services import workbook
from gkcase.services.bulk import BrokenOff
from gkcase.services.cell_text import CUT, LONGEST, one_line, safe_text
from gkcase.services.outgoing import why_not_written
from gkcase.services.workbook import (
    About,
    Column,
    Kind,
    Table,
    csv_cell,
    put,
    save_book,
    write_csv,
    write_workbook,
)

LIVE = [
    '=HYPERLINK("http://127.0.0.1/","看")',
    "=cmd|' /C calc'!A0",
    "+86 138",
    "-1+1",
    "@SUM(1)",
    "＝1+1",
    "＋1",
    "－1",
    "＠a",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "\u3000=1+1",
    "\n=1+1",
    "\u2009=1+1",
    "\u2060\u202e@a",
]
DAY = date(2026, 12, 18)
COLUMNS = (
    Column("编号", 14),
    Column("申请人", 30),
    Column("届满日", 12, Kind.DAY),
    Column("剩余", 8, Kind.NUMBER),
    Column("逾期", 8, Kind.FLAG),
)
ROW = ("〔2026〕1号", "张三", DAY, 8, True)


def write(target: Path, *tables: Table, about: About | None = None) -> Workbook:
    write_workbook(target, tables, about)
    return load_workbook(target)


def test_no_text_becomes_a_formula_wherever_it_stands(tmp_path: Path) -> None:
    columns = [Column(LIVE[place], 30 if place else 9, kind) for place, kind in enumerate(Kind)]
    table = Table("=SUM(1)", columns, [(text,) * len(columns) for text in LIVE], "=1+1", "@a")
    made = write(tmp_path / "a.xlsx", table, about=About("=1+1", "@b", DAY, "&F=1"))
    sheet = made.worksheets[0]
    assert sheet.title == "_=SUM(1)"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    for text, row in zip(LIVE, sheet.iter_rows(min_row=4), strict=True):
        for cell in row:
            assert cell.value == text.replace("\r", "\n")
            assert (cell.data_type, cell.quotePrefix) == ("s", True)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as parts:
        assert not re.findall(rb"<f[ >/]", parts.read("xl/worksheets/sheet1.xml"))
    assert (made.properties.title, made.properties.creator) == ("'=1+1", "'@b")
    assert sheet.oddHeader is not None
    assert sheet.oddHeader.center.text == "&&F=1"


def test_days_are_days_and_numbers_numbers_and_what_only_looks_like_one_is_text(tmp_path: Path) -> None:
    odd = ("000123456789012345", "1E5", date(1900, 1, 31), 12345678901234567890, False)
    empty = (None, "", None, None, None)
    sheet = write(tmp_path / "a.xlsx", Table("台账", COLUMNS, [ROW, odd, empty])).worksheets[0]
    first, second, third = ([cell.value for cell in row] for row in sheet.iter_rows(min_row=2))
    assert str(first[2]) == f"{DAY} 00:00:00"
    assert [*first[:2], *first[3:]] == ["〔2026〕1号", "张三", 8, "是"]
    assert sheet["C2"].is_date
    assert sheet["C2"].number_format == "yyyy-mm-dd"
    assert second == ["000123456789012345", "1E5", "1900-01-31", "12345678901234567890", "否"]
    assert third == [None] * 5


def test_a_sheet_is_ready_for_filtering_and_for_the_printer(tmp_path: Path) -> None:
    tables = [Table("甲/乙", COLUMNS, [ROW], "标题", "截至"), Table("甲乙", COLUMNS, [])]
    assert write_workbook(tmp_path / "a.xlsx", tables) == {"甲乙": 1, "甲乙（2）": 0}
    first, second = load_workbook(tmp_path / "a.xlsx").worksheets
    assert (first["A1"].value, first["A2"].value, first["A3"].value) == ("标题", "截至", "编号")
    assert (first.freeze_panes, second.freeze_panes) == ("B4", "B2")
    assert (first.auto_filter.ref, second.auto_filter.ref) == ("A3:E4", "A1:E1")
    assert (first.print_title_rows, second.print_title_rows) == ("$3:$3", "$1:$1")
    assert first.page_setup.orientation == "landscape"
    assert first.sheet_properties.pageSetUpPr is not None
    assert first.sheet_properties.pageSetUpPr.fitToPage
    assert first.page_setup.fitToHeight == 0
    assert first.oddFooter is not None
    assert first.oddFooter.center.text == "第 &P 页，共 &N 页"
    assert [first.column_dimensions[letter].width for letter in "ABC"] == [14, 30, 12]


def test_a_table_longer_than_a_sheet_goes_on_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 5)
    rows = [(str(number),) for number in range(7)]
    written = write_workbook(tmp_path / "a.xlsx", [Table("2026年", [Column("号")], iter(rows), "标题")])
    assert written == {"2026年": 3, "2026年（2）": 3, "2026年（3）": 1}
    sheets = load_workbook(tmp_path / "a.xlsx").worksheets
    assert [row[0] for sheet in sheets for row in sheet.iter_rows(min_row=3, values_only=True)] == [
        row[0] for row in rows
    ]


def test_what_no_file_can_hold_is_left_out_and_what_is_too_long_says_so(tmp_path: Path) -> None:
    texts = ["a\x00b\x0bc\ud800d\ufffee", "x" * (LONGEST + 5), "_x0041_", "<b>&amp;"]
    sheet = write(tmp_path / "a.xlsx", Table("台账", [Column("字")], [(text,) for text in texts])).worksheets[
        0
    ]
    broken, long, escape, marked = (row[0] for row in sheet.iter_rows(min_row=2, values_only=True))
    assert (broken, marked) == ("abcde", "<b>&amp;")
    assert isinstance(long, str)
    assert len(long) == LONGEST
    assert long.endswith(CUT)
    assert escape == "_x005F_x0041_"  # Excel shows _x0041_; openpyxl leaves the escape as it is


def test_nobody_waits_any_more_and_the_old_file_stays(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")
    seen: list[tuple[int, int]] = []
    rows = ((str(number),) for number in range(5000))
    with pytest.raises(BrokenOff):
        write_workbook(
            target,
            [Table("a", [Column("号")], rows)],
            total=5000,
            report=lambda done, of: seen.append((done, of)),
            cancelled=lambda: len(seen) == 2,
        )
    assert seen == [(1000, 5000), (2000, 5000)]
    assert target.read_bytes() == b"old"
    with pytest.raises(BrokenOff):
        write_csv(target, [Column("号")], [("1",)], cancelled=lambda: True)
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            PermissionError(errno.EACCES, ""),
            "“a.xlsx”正在别的程序中打开或不允许改写，没有写成；请关闭后再试，或换一个名字",
        ),
        (OSError(errno.ENOSPC, ""), "磁盘空间不足，“a.xlsx”没有写成；请清理磁盘，或换一个位置再试"),
        (OSError(errno.EIO, ""), "“a.xlsx”没有写成，请检查磁盘和文件夹的权限，或换一个位置再试"),
    ],
)
def test_a_file_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, said: str
) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")

    def fail(_: Path, __: Path) -> None:
        raise error

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(Trouble) as told:
        write_workbook(target, [Table("a", COLUMNS, [ROW])])
    assert str(told.value) == said
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


def test_a_place_where_no_file_can_be_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"不存在，“a\.csv”没有写成；请换一个位置再试"):
        write_csv(tmp_path / "no" / "a.csv", COLUMNS, [ROW])
    with pytest.raises(Trouble, match=r"已有名为“.*”的文件夹，没有写成；请换一个名字"):
        write_csv(tmp_path, COLUMNS, [ROW])
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_may_not_be_written_to_is_one_sentence(tmp_path: Path) -> None:
    denied = PermissionError(errno.EACCES, "")
    assert why_not_written(tmp_path / "a.csv", denied) == (
        f"没有权限写到“{tmp_path}”，“a.csv”没有写成；请换一个位置再试"
    )


def test_a_csv_file_opens_as_it_is_meant(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    rows = [ROW, *((text, '引"号', None, -3, False) for text in LIVE)]
    assert write_csv(target, [Column("=号"), *COLUMNS[1:]], rows) == len(rows)
    content = target.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf'=")
    lines = list(csv.reader(content.decode("utf-8-sig").splitlines(keepends=True)))
    assert content.endswith(b"\r\n")
    assert lines[0] == ["'=号", "申请人", "届满日", "剩余", "逾期"]
    assert lines[1] == ["〔2026〕1号", "张三", "2026-12-18", "8", "是"]
    assert lines[2] == [f"'{LIVE[0]}", '引"号', "", "-3", "否"]
    assert all(line[0].startswith("'") for line in lines[2:])


def test_a_number_of_a_paper_or_a_parcel_keeps_its_figures_in_a_csv_file() -> None:
    for text in ("999999199003070039", "1151234567890", "007", "1E5"):
        assert csv_cell(text) == f"'{text}"
    for text in ("12", "0", "EB123456789CN", "〔2026〕1号", "2026-03-01"):
        assert csv_cell(text) == text


def test_a_sign_that_is_left_out_wakes_no_formula(tmp_path: Path) -> None:
    sheet = write(tmp_path / "a.xlsx", Table("a", (Column("a"),), [("\x00=1+1",)])).worksheets[0]
    assert (sheet["A2"].value, sheet["A2"].quotePrefix) == ("=1+1", True)


def test_text_without_a_file_is_asleep_too() -> None:
    assert all(safe_text(text).startswith("'") for text in LIVE)
    assert one_line("甲\t乙\r\n丙") == "甲 乙 丙"
    assert one_line("\t=1") == "' =1"
    assert safe_text("张三-1") == "张三-1"
    assert safe_text("") == ""


def test_a_layout_of_its_own_is_filled_with_the_same_cells(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for number, text in enumerate(LIVE, 1):
        put(sheet.cell(number, 1), text)
    for number, value in enumerate((DAY, 5, True, None, "", "\x00"), 1):
        put(sheet.cell(number, 2), value)
    save_book(book, tmp_path / "a.xlsx", About("年报", "单位", DAY))
    made = load_workbook(tmp_path / "a.xlsx")
    first = made.worksheets[0]
    assert [cell.data_type for cell in first["A"]] == ["s"] * len(LIVE)
    assert all(cell.quotePrefix for cell in first["A"])
    assert first["B1"].is_date
    assert [cell.value for cell in first["B"][1:6]] == [5, "是", None, None, None]
    assert made.properties.creator == "单位"
