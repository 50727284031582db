"""The files of the yearly report: laid out as published, read back as the same figures, written whole or not at all."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import Workbook, load_workbook

from gkcase.domain.annual import Figures
from gkcase.domain.errors import Refusal, Trouble
from gkcase.paths import RESOURCES
from gkcase.services.annual_docx import docx_of, write_docx
from gkcase.services.annual_import import UNRECKONED, read_file
from gkcase.services.annual_layout import Grid, table2, table3, table4
from gkcase.services.annual_paper import AnnualPaper
from gkcase.services.annual_reading import NO_TABLE
from gkcase.services.annual_text import PARTS, YearFacts
from gkcase.services.annual_xlsx import write_xlsx
from gkcase.services.foreign_tables import MOST_PARAGRAPHS
from tests.services.annual_tables import CITY, COMPLETE, OLD_FORM, cells, title

DAY = date(2027, 1, 12)


def paper(figures: Figures, **more: Any) -> AnnualPaper:
    return AnnualPaper("云溪镇人民政府", YearFacts(figures), DAY, **more)


def texts(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]


# -- layout ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("grid", [table2("2019"), table2("2021"), table3("2019"), table3("2021"), table4()])
def test_the_cells_of_a_table_cover_it_once(grid: Grid) -> None:
    covered = [
        (row, column)
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    ]
    assert sorted(covered) == [
        (row, column) for row in range(grid.height) for column in range(len(grid.widths))
    ]
    assert round(sum(grid.widths), 6) == 156


# -- Word -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("figures", COMPLETE, ids=lambda figures: f"{figures.year}-{figures.format}")
def test_what_is_written_into_word_is_read_back(figures: Figures, tmp_path: Path) -> None:
    read = read_file(write_docx(paper(figures), tmp_path / "年报.docx"))
    assert (read.figures, read.problems, read.unread) == (figures, (), ())


def test_the_word_file_has_the_six_parts_and_the_tables_in_their_places() -> None:
    content = docx_of(paper(CITY))
    lines = texts(content)
    assert lines[0] == "云溪镇人民政府\n2023年政府信息公开工作年度报告"
    assert [line for line in lines if line in PARTS] == list(PARTS)
    two, three, four = Document(io.BytesIO(content)).tables
    assert "行政规范性文件" in {cell.text for row in two.rows for cell in row.cells}
    assert len(three.rows) == 28
    assert [cell.text for cell in three.rows[10].cells] == [
        "三、\n本年度\n办理\n结果", "（三）\n不予公开", "4.保护第三方合法权益", "38", "0", "0", "0", "0", "0", "38",
    ]  # fmt: skip
    assert [cell.text for cell in four.rows[3].cells][:5] == ["309", "17", "88", "26", "440"]


def test_the_old_form_has_its_own_tables() -> None:
    two, three, four = Document(io.BytesIO(docx_of(paper(OLD_FORM)))).tables
    assert "政府集中采购" in {cell.text for row in two.rows for cell in row.cells}
    assert len(three.rows) == 26
    assert {cell.text for cell in four.rows[3].cells} == {""}  # not known: the office fills it in


ORDER = {
    "tblPr": ["tblW", "jc", "tblBorders", "tblLayout", "tblCellMar"],
    "tcPr": ["tcW", "gridSpan", "vMerge", "vAlign"],
    "pPr": ["pStyle", "keepNext", "pageBreakBefore", "jc"],
}


def test_elements_stand_in_the_order_that_word_insists_on() -> None:
    body = Document(io.BytesIO(docx_of(paper(CITY)))).element.body
    for parent, order in ORDER.items():
        for properties in body.iter(qn(f"w:{parent}")):
            names = [child.tag.rpartition("}")[2] for child in properties]
            assert names == [name for name in order if name in names], parent


def test_no_row_is_torn_and_heads_come_again() -> None:
    for table in Document(io.BytesIO(docx_of(paper(CITY)))).tables:
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    three = Document(io.BytesIO(docx_of(paper(CITY)))).tables[1]
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in three.rows]
    assert heads == [True] * 3 + [False] * 25


def test_what_the_office_has_to_write_is_highlighted() -> None:
    document = Document(io.BytesIO(docx_of(paper(CITY))))
    marked = [run.text for line in document.paragraphs for run in line.runs if run.font.highlight_color]
    assert len(marked) == 7
    assert all(text.startswith("〔请填写：") for text in marked)


def test_a_year_that_is_not_over_and_practice_are_marked_and_the_seal_stands_on_every_page() -> None:
    made = docx_of(
        paper(replace(CITY, as_of=date(2023, 6, 9)), mark="练习模式", seal="2027年1月12日定稿　校验值abc")
    )
    assert "（截至2023年6月9日，本年度尚未结束）" in texts(made)
    section = Document(io.BytesIO(made)).sections[0]
    for header in (section.header, section.even_page_header):
        assert header.paragraphs[0].text == "练习模式"
    for footer in (section.footer, section.even_page_footer):
        assert footer.paragraphs[-1].text == "2027年1月12日定稿　校验值abc"


def test_the_same_report_is_the_same_file_and_names_nothing_of_this_computer() -> None:
    made = docx_of(paper(CITY))
    assert made == docx_of(paper(CITY))
    about = Document(io.BytesIO(made)).core_properties
    assert (about.title, about.author) == ("云溪镇人民政府2023年政府信息公开工作年度报告", "云溪镇人民政府")


def test_the_empty_sheet_is_what_its_script_makes(tmp_path: Path) -> None:
    made, kept = tmp_path / "sheet.docx", RESOURCES / "report" / "annual_report.docx"
    script = RESOURCES / "report" / "make_report.py"
    subprocess.run([sys.executable, str(script), str(made)], check=True, timeout=120)
    assert made.read_bytes() == kept.read_bytes()


# -- Excel ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("figures", COMPLETE, ids=lambda figures: f"{figures.year}-{figures.format}")
def test_what_is_written_into_excel_is_read_back(figures: Figures, tmp_path: Path) -> None:
    read = read_file(write_xlsx(paper(figures), tmp_path / "年报.xlsx"))
    assert (read.figures, read.problems, read.unread) == (figures, (), ())


def test_the_workbook_has_real_numbers_and_nothing_live(tmp_path: Path) -> None:
    office = replace(paper(CITY, mark="A&B", seal="=1+1"), office="=cmd|' /C calc'!A0")
    book = load_workbook(write_xlsx(office, tmp_path / "年报.xlsx"))
    sheet = book["三、申请情况"]
    assert (sheet["J7"].value, sheet["J7"].data_type) == (3511, "n")
    every = [cell for one in book.worksheets for row in one.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in every if cell.data_type == "f"]
    assert sheet["A1"].value.startswith("=cmd")
    assert sheet["A1"].quotePrefix


def test_the_workbook_is_set_up_for_the_eye_and_for_paper(tmp_path: Path) -> None:
    made = paper(replace(CITY, as_of=date(2023, 6, 9)), mark="练习模式", seal="定稿")
    book = load_workbook(write_xlsx(made, tmp_path / "年报.xlsx"))
    assert book.sheetnames == ["三、申请情况", "四、复议诉讼", "二、主动公开"]
    sheet: Any = book["三、申请情况"]
    assert sheet.freeze_panes == "D7"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight, sheet.page_setup.paperSize) == (
        1,
        0,
        9,
    )
    assert sheet.print_title_rows == "$1:$6"
    assert sheet.oddHeader.center.text == "练习模式"
    assert sheet["A3"].value == "截至2023年6月9日，本年度尚未结束　定稿"
    assert "A9:A30" in {str(area) for area in sheet.merged_cells.ranges}


# -- coming in ------------------------------------------------------------------------------------------------


def book_of(target: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([int(cell) if str(cell).isdigit() else cell for cell in row])
    book.save(target)
    return target


def rows_of(figures: Figures) -> list[list[Any]]:
    return [[title(figures)], *cells(table3(figures.format), figures)]


def test_of_several_years_in_a_workbook_the_one_asked_for_is_read(tmp_path: Path) -> None:
    book = book_of(
        tmp_path / "a.xlsx", {"二〇一九": rows_of(OLD_FORM), "今年": rows_of(CITY), "说明": [["略"]]}
    )
    assert read_file(book, 2019).figures == OLD_FORM
    assert read_file(book, 2023).figures == replace(CITY, table4=None)
    with pytest.raises(Refusal, match="工作表“二〇一九”、“今年”都有这张表，请只留下要导入的那一年再试"):
        read_file(book)


def test_a_formula_that_was_never_reckoned_is_told(tmp_path: Path) -> None:
    rows = rows_of(CITY)
    rows[4][9] = "=SUM(D5:I5)"
    read = read_file(book_of(tmp_path / "a.xlsx", {"2023": rows}))
    assert read.unread == (f"“一、本年新收政府信息公开申请数量”总计一栏的“{UNRECKONED}”不是数字，没有读入",)


def test_a_sheet_with_one_cell_far_away_is_read_all_the_same(tmp_path: Path) -> None:
    far = [[""] * 900 + ["见附件"]]
    assert read_file(book_of(tmp_path / "a.xlsx", {"2023": [*rows_of(CITY), *far]})).figures.year == 2023


def test_the_year_may_stand_in_the_name_of_the_file(tmp_path: Path) -> None:
    book = book_of(tmp_path / "2022年报.xlsx", {"Sheet1": cells(table3("2021"), CITY)})
    assert read_file(book).figures.year == 2022


def word_of(target: Path, paragraphs: list[str], tables: list[list[list[str]]]) -> Path:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    for rows in tables:
        made = document.add_table(len(rows), len(rows[0]))
        for row, words in zip(made.rows, rows, strict=True):
            for cell, text in zip(row.cells, words, strict=True):
                cell.text = text
    document.save(str(target))
    return target


def test_a_word_file_with_other_tables_gives_only_ours(tmp_path: Path) -> None:
    other = [["信息内容", "本年处理决定数量"], ["行政许可", "12"]]
    file = word_of(
        tmp_path / "a.docx", [title(CITY)], [other, cells(table3("2021"), CITY), cells(table4(), CITY)]
    )
    read = read_file(file)
    assert (read.figures, read.unread) == (CITY, ())


def test_a_table_within_a_table_is_found(tmp_path: Path) -> None:
    """Pages that were saved as Word files put everything into one large cell."""
    document = Document()
    document.add_paragraph(title(OLD_FORM))
    rows = cells(table3("2019"), OLD_FORM)
    inner = document.add_table(1, 1).cell(0, 0).add_table(len(rows), len(rows[0]))
    for row, words in zip(inner.rows, rows, strict=True):
        for cell, text in zip(row.cells, words, strict=True):
            cell.text = text
    document.save(str(tmp_path / "a.docx"))
    assert read_file(tmp_path / "a.docx").figures == OLD_FORM


def test_a_word_file_whose_table_is_lines_of_text_is_read_as_text(tmp_path: Path) -> None:
    lines = [" ".join(word for word in row if word) for row in cells(table3("2021"), CITY)]
    assert read_file(word_of(tmp_path / "a.docx", [title(CITY), *lines], [])).figures == replace(
        CITY, table4=None
    )


def test_what_is_no_report_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=NO_TABLE):
        read_file(word_of(tmp_path / "a.docx", ["关于放假的通知"], [[["日期", "1"]]]))
    with pytest.raises(Refusal, match=r"“a\.pdf”不是Excel（\.xlsx）或者Word（\.docx）文件"):
        read_file(tmp_path / "a.pdf")
    (tmp_path / "b.docx").write_bytes(b"%PDF-1.7")
    with pytest.raises(Trouble, match="实际是PDF文件"):
        read_file(tmp_path / "b.docx")


def body_of(target: Path, body: str) -> Path:
    """A Word file with a body of our own."""
    source = word_of(target.with_suffix(".tmp"), [], [])
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, body if name == "word/document.xml" else old.read(name))
    return target


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<w:p/>" * (MOST_PARAGRAPHS + 1), f"超过{MOST_PARAGRAPHS}段"),
        ("<w:tbl><w:tr>" + "<w:tc/>" * 1001 + "</w:tr></w:tbl>", "超过1000列"),
        ("<w:tbl>" + "<w:tr/>" * 20_001 + "</w:tbl>", "超过20000行"),
        ("<w:p>", "的内容已损坏"),
    ],
)
def test_a_word_file_that_never_ends_is_refused(inside: str, said: str, tmp_path: Path) -> None:
    body = f"<w:document {W}><w:body>{inside}</w:body></w:document>"
    with pytest.raises(Trouble, match=said):
        read_file(body_of(tmp_path / "a.docx", body))


def test_a_document_type_in_a_word_file_is_refused(tmp_path: Path) -> None:
    body = f'<!DOCTYPE z [<!ENTITY x "y">]><w:document {W}/>'
    with pytest.raises(Trouble, match="文档类型声明"):
        read_file(body_of(tmp_path / "a.docx", body))


def test_text_that_stands_there_twice_for_older_programs_is_read_once(tmp_path: Path) -> None:
    text = "<w:p><w:r><w:t>2023年年度报告</w:t></w:r></w:p>"
    rows = "".join(
        f"<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr><w:tc><w:p><w:r><w:t>{label}</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:tcPr><w:gridSpan w:val='6'/></w:tcPr><w:p/></w:tc>"
        "<w:tc><w:p><w:r><w:t>0</w:t><w:tab/><w:t/></w:r></w:p></w:tc></w:tr>"
        for label in ("一、本年新收", "（六）其他处理", "（七）总计", "四、结转下年度")
    )
    twice = f"<mc:Fallback>{text}{text}</mc:Fallback>"
    body = (
        f'<w:document {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>'
        f"{twice}{text}<w:tbl>{rows}</w:tbl></w:body></w:document>"
    )
    read = read_file(body_of(tmp_path / "a.docx", body))
    assert (read.figures.year, read.figures.format, read.unread) == (2023, "2019", ())


# -- where it cannot be written -------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [write_docx, write_xlsx])
def test_where_it_cannot_be_written_one_sentence_says_so_and_nothing_is_left(
    write: Any, tmp_path: Path
) -> None:
    with pytest.raises(Trouble, match=r"不存在，“年报\.x”没有写成"):
        write(paper(CITY), tmp_path / "无" / "年报.x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("write", [write_docx, write_xlsx])
def test_a_file_that_is_open_elsewhere_stays_as_it_was(
    write: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*_: object) -> None:
        raise PermissionError(13, "held by another program")

    target = tmp_path / "年报"
    target.write_text("上一稿", encoding="utf-8")
    monkeypatch.setattr("gkcase.services.outgoing.replace", held)
    with pytest.raises(Trouble, match="“年报”正在别的程序中打开或不允许改写，没有写成"):
        write(paper(CITY), target)
    assert [path.name for path in tmp_path.iterdir()] == ["年报"]
    assert target.read_text(encoding="utf-8") == "上一稿"
