"""No cell of a file that leaves is reckoned by the program that opens it (T4): every disguise, every way out."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

from openpyxl import Workbook, load_workbook

from gkcase.services.cell_text import STARTS, one_line
from gkcase.services.workbook import Column, Table, put, save_book, write_csv, write_workbook
from tests.services.live_cells import PAYLOADS, shown

LIVE = re.compile(rf"[\s\u200b\ufeff\u2060\u202e]*[{re.escape(STARTS)}\u2212]")


def cells_of(path: Path) -> list[object]:
    """What stands in the cells, none of which is a formula, a link or anything else that acts."""
    book = load_workbook(path)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell.coordinate for cell in cells if cell.hyperlink or cell.comment]
    assert [
        cell.quotePrefix for cell in cells if isinstance(cell.value, str) and cell.value[0] in STARTS
    ] != []
    with zipfile.ZipFile(path) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if "worksheets/" in name]
        assert not [name for name in parts.namelist() if "externalLink" in name or "calcChain" in name]
    assert not any(re.search(rb"<f[ >/]|t=\"str\"|t=\"e\"", sheet) for sheet in sheets)
    return [cell.value for cell in cells]


def test_a_register_as_a_workbook_reckons_nothing(tmp_path: Path) -> None:
    assert len(PAYLOADS) >= 40
    rows = [(text, f"{text}", text) for text in PAYLOADS]
    write_workbook(tmp_path / "a.xlsx", [Table("=1+1", [Column(text) for text in "甲乙丙"], rows)])
    found = cells_of(tmp_path / "a.xlsx")
    assert found[3:] == [shown(text) for text in PAYLOADS for _ in range(3)]


def test_a_register_as_csv_reckons_nothing(tmp_path: Path) -> None:
    write_csv(
        tmp_path / "a.csv", [Column(text) for text in ("=1+1", "乙")], [(text, "x") for text in PAYLOADS]
    )
    text = (tmp_path / "a.csv").read_text("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert [len(row) for row in rows] == [2] * (len(PAYLOADS) + 1)
    assert [row[0] for row in rows if LIVE.match(row[0]) and not row[0].startswith("\u2212")] == []
    assert [row[0].removeprefix("'") for row in rows[1:]] == [
        shown(text).removeprefix("'") for text in PAYLOADS
    ]


def test_a_yearly_report_as_a_workbook_reckons_nothing(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row, text in enumerate(PAYLOADS, 1):
        put(sheet.cell(row, 1), text)
    save_book(book, tmp_path / "a.xlsx")
    assert cells_of(tmp_path / "a.xlsx") == [shown(text) for text in PAYLOADS]


def test_rows_on_the_clipboard_reckon_nothing() -> None:
    lines = [one_line(text) for text in PAYLOADS]
    assert [line for line in lines if LIVE.match(line) and not line.startswith("\u2212")] == []
    assert not any("\n" in line or "\t" in line for line in lines)
