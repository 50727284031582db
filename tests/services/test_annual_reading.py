"""A published table is read as it stands, however it was written; what cannot be read or was filled in is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from gkcase.domain.annual import LABELS, Figures
from gkcase.domain.errors import Refusal
from gkcase.services.annual_reading import NO_TABLE, ONLY_TABLE4, Read, of_year, read_grids, read_text
from gkcase.services.annual_words import figure, row_of, year_in
from tests.services.annual_tables import (
    CITY,
    COMPLETE,
    OLD_FORM,
    VECTORS,
    as_text,
    cells,
    copied,
    grids,
    title,
)

NO_TABLE4 = "没有复议诉讼的表，只读入了申请情况的表"
Rows = list[list[str]]


def tables(figures: Figures, made: Callable[..., Rows] = cells) -> list[Rows]:
    return [made(grid, figures) for grid in grids(figures)]


def by_cells(figures: Figures) -> Read:
    return read_grids(tables(figures), [title(figures)])


def by_excel(figures: Figures) -> Read:
    return read_text(as_text(tables(figures), "\t", title(figures)))


def by_browser(figures: Figures) -> Read:
    heading = "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"
    first, *rest = tables(figures, copied)
    return read_text(as_text([first, [[heading]], *rest], "\t", title(figures), "三、收到和处理情况"))


def by_spaces(figures: Figures) -> Read:
    return read_text(as_text(tables(figures, copied), " ", title(figures)))


def by_lines(figures: Figures) -> Read:
    return read_text(as_text(tables(figures, copied), "\n", title(figures)))


def by_lines_apart(figures: Figures) -> Read:
    return read_text(as_text(tables(figures, copied), "\n\n", title(figures)))


def by_paragraphs(figures: Figures) -> Read:
    """Browsers copy a cell that holds a paragraph with empty lines around it, and an empty cell as a blank."""
    blank = [
        [["\xa0" if cell == "0" else cell for cell in row] for row in table]
        for table in tables(figures, copied)
    ]
    rows = ["\n\n\t\n\n".join(row) for table in blank for row in table]
    return read_text("\n\n\n".join([title(figures), *rows]))


WAYS = (by_cells, by_excel, by_browser, by_spaces, by_lines, by_lines_apart, by_paragraphs)


@pytest.mark.parametrize("way", WAYS)
def test_every_complete_table_comes_back_as_it_was(way: Callable[[Figures], Read]) -> None:
    for figures in COMPLETE:
        read = way(figures)
        assert read.figures == figures, figures.year
        assert (read.problems, read.unread) == ((), ())
        assert read.notes == (() if figures.table4 else (NO_TABLE4,))


# -- ugly ones ------------------------------------------------------------------------------------------------

FULL_WIDTH = str.maketrans("0123456789.()", "０１２３４５６７８９．（）")
ONE_LINE = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"
THREE_LINES = "（二）部分公开\n（区分处理的，只计\n这一情形，不计其他情形）"


def said_otherwise(change: Callable[[str], str]) -> Callable[[Figures], Read]:
    """The table with every cell written in another way."""
    return lambda figures: read_grids(
        [[[change(cell) for cell in row] for row in table] for table in tables(figures)], [title(figures)]
    )


def thousands(cell: str) -> str:
    return f"{int(cell):,}" if cell.isdigit() else cell


def broken_labels(cell: str) -> str:
    return cell if cell.isdigit() else "\n".join(cell[at : at + 5] for at in range(0, len(cell), 5))


def other_signs(cell: str) -> str:
    for old, new in (
        ("（", "("),
        ("）", ")"),
        ("“", '"'),
        ("”", '"'),
        ("1.", "1．"),
        ("2.", "2、"),
        ("，", ","),
    ):
        cell = cell.replace(old, new)
    return cell if cell.isdigit() else f"  {cell} "


def in_a_form_with_margins(figures: Figures) -> Read:
    """A sheet with empty columns before, numbers of rows behind, and other tables around."""
    other = [["信息内容", "本年制发件数"], ["规章", "3"], ["行政规范性文件", "12"]]
    moved = [[["", "", *row] for row in table] for table in tables(figures)]
    return read_grids([[*other, [], *moved[0]], *moved[1:]], [title(figures)])


def in_one_grid(figures: Figures) -> Read:
    joined = [row for table in tables(figures) for row in [[title(figures)], *table, []]]
    return read_grids([joined], [])


def torn_over_pages(figures: Figures) -> Read:
    first, *rest = tables(figures)
    return read_grids([first[:12], [*first[:3], *first[12:]], *rest], [title(figures)])


def labels_not_merged(figures: Figures) -> Read:
    """Converted from a page whose label cells lost their reach: figures begin further to the left."""
    pressed = [
        [row[0], *row[3:]] if number in (3, 4) else row for number, row in enumerate(tables(figures)[0])
    ]
    return read_grids([pressed, *tables(figures)[1:]], [title(figures)])


def cells_of_several_lines(figures: Figures) -> Read:
    """A browser copies the lines of a cell as lines."""
    text = as_text(tables(figures, copied), "\t", title(figures))
    return read_text(
        text.replace("部分公开（区分", "部分公开\n（区分").replace("再处理其政府", "再处理\n其政府")
    )


def quoted_by_excel(figures: Figures) -> Read:
    text = as_text(tables(figures), "\t", title(figures))
    return read_text(text.replace(ONE_LINE, f'"{THREE_LINES}"'))


def with_words_around(figures: Figures) -> Read:
    """A whole report: the text says figures too, and they are not taken for those of the table."""
    before = f"{title(figures)}\n一、总体情况\n本年新收申请 35 件，上年结转2件，予以公开 11 件。\n二、主动公开 规章 3\n"
    after = "\n五、存在的主要问题\n重复申请较多，共 18 件。\n"
    return read_text(before + as_text(tables(figures, copied), " ") + after)


UGLY = {
    "dashes": said_otherwise(lambda cell: "—" if cell == "0" else cell),
    "decimals": said_otherwise(lambda cell: f"{cell}.0" if cell.isdigit() else cell),
    "thousands": said_otherwise(thousands),
    "full width": said_otherwise(lambda cell: cell.translate(FULL_WIDTH)),
    "blank zeros": said_otherwise(lambda cell: "" if cell == "0" else cell),
    "broken labels": said_otherwise(broken_labels),
    "other signs": said_otherwise(other_signs),
    "margins": in_a_form_with_margins,
    "one grid": in_one_grid,
    "torn": torn_over_pages,
    "labels not merged": labels_not_merged,
    "lines in cells": cells_of_several_lines,
    "quoted": quoted_by_excel,
    "words around": with_words_around,
}


@pytest.mark.parametrize("ugly", UGLY)
@pytest.mark.parametrize("figures", [CITY, OLD_FORM], ids=["2021", "2019"])
def test_a_table_written_in_an_ugly_way_is_the_same_table(ugly: str, figures: Figures) -> None:
    read = UGLY[ugly](figures)
    assert read.figures == figures
    assert (read.problems, read.unread) == ((), ())


def test_rows_that_were_copied_without_the_heads_are_read_from_the_left() -> None:
    first = [[*row, "", ""] for row in tables(CITY)[0][3:]]
    assert read_text(as_text([first], "\t"), 2023).figures == replace(CITY, table4=None)


def test_the_old_form_of_a_later_year_is_recognised_by_its_rows() -> None:
    late = replace(OLD_FORM, year=2022)
    assert by_browser(late).figures == late


# -- what is filled in, what does not add up, what cannot be read ---------------------------------------------


def city_without(change: Callable[[Rows], object]) -> Read:
    first, second = tables(CITY)
    change(first)
    return read_grids([first, second], [title(CITY)])


def test_an_empty_total_column_is_added_up_and_said() -> None:
    def without(rows: Rows) -> None:
        for row in rows[3:]:
            row[9] = ""

    read = city_without(without)
    assert (read.figures, read.notes, read.problems) == (CITY, ("总计一栏是空的，按各栏相加读入",), ())


def test_one_empty_total_is_added_up_and_said() -> None:
    read = city_without(lambda rows: rows[3].__setitem__(9, ""))
    label = "一、本年新收政府信息公开申请数量"
    assert (read.figures, read.notes) == (CITY, (f"“{label}”一行的总计是空的，按各栏相加读入",))


def test_an_empty_total_row_is_added_up_and_said() -> None:
    read = city_without(lambda rows: rows[26].__setitem__(slice(3, 10), [""] * 7))
    assert (read.figures, read.notes) == (CITY, ("“（七）总计”一行是空的，按各行相加读入",))


def test_an_empty_total_of_table_four_is_added_up_and_said() -> None:
    first, second = tables(CITY)
    second[3][4] = ""
    read = read_grids([first, second], [title(CITY)])
    assert (read.figures, read.notes) == (CITY, ("复议诉讼的表有总计是空的，按前四项相加读入",))


def test_text_in_which_every_row_lacks_its_total_is_added_up() -> None:
    text = as_text(
        [[row[:-1] if number > 2 else row for number, row in enumerate(tables(CITY, copied)[0])]], " "
    )
    read = read_text(text, 2023)
    assert (read.figures, read.unread) == (replace(CITY, table4=None), ())
    assert "总计一栏是空的，按各栏相加读入" in read.notes


def test_text_with_a_row_that_lacks_a_figure_is_not_guessed() -> None:
    text = as_text(tables(CITY, copied), " ", title(CITY)).replace(
        "3402 99 0 4 5 1 3511", "3402 99 4 5 1 3511"
    )
    read = read_text(text)
    assert read.unread == ("“一、本年新收政府信息公开申请数量”一行应有7个数字，只有6个，没有读入",)


def test_text_with_a_figure_too_many_says_so() -> None:
    text = as_text(tables(CITY, copied), " ", title(CITY)).replace("5 1 3511", "5 1 3511 18")
    assert read_text(text).unread == ("“18”不知属于哪一栏，没有读入",)


def test_where_the_total_is_there_no_other_column_is_guessed() -> None:
    """Six figures of which the last is the sum of the others: the empty column may be any of them."""
    rows = [["一、本年新收", "3", "1", "0", "0", "0", "4"], ["二、上年结转", "0", "0", "0", "0", "0", "0"],
            ["（七）总计", "3", "1", "0", "0", "0", "4"], ["四、结转下年度", "0", "0", "0", "0", "0", "0"]]  # fmt: skip
    with pytest.raises(Refusal, match=NO_TABLE):
        read_text(as_text([rows], " "))


def test_what_does_not_add_up_is_named_and_nothing_else() -> None:
    """The public table whose figures break the identity in two columns."""
    odd = VECTORS["negative"][0]
    labels = {
        "new": "一、本年新收政府信息公开申请数量",
        "carried_in": "二、上年结转政府信息公开申请数量",
        "open": "（一）予以公开",
        "partial": "（二）部分公开",
        "oth_other": "3.其他",
        "total": "（七）总计",
        "carried_out": "四、结转下年度继续办理",
    }
    rows = [[labels[row], *map(str, numbers)] for row, numbers in odd["table3_partial"].items()]
    table = [["", "自然人", "商业企业", "总计"], *rows]
    for read in (
        read_grids([table], []),
        read_text(as_text([table], "\t")),
        read_text(as_text([table], " ")),
    ):
        assert [problem.text for problem in read.problems] == [
            "自然人：本年新收60加上年结转0，不等于办结总计61加结转下年度0",
            "总计：本年新收62加上年结转0，不等于办结总计63加结转下年度0",
        ]
        assert [problem.where[1] for problem in read.problems] == [
            finding.split(":")[0] for finding in odd["expected_findings"]
        ]
        assert (read.figures.format, read.unread) == ("2021", ())
        assert read.notes == (
            NO_TABLE4,
            "表中没有“1.属于国家秘密”、“2.其他法律行政法规禁止公开”、“3.危及“三安全一稳定””等18行，按0读入",
            "表中没有“科研机构”、“社会公益组织”、“法律服务机构”、“其他”一栏，按0读入",
        )


def test_a_township_whose_words_break_the_identity_is_named() -> None:
    """新收10件, nothing carried in, nothing finished, nothing carried out."""
    first, _ = tables(replace(CITY, table3=dict.fromkeys(CITY.table3, (0,) * 7)))
    first[3][3] = first[3][9] = "10"
    problems = [problem.where for problem in read_grids([first], ["2023年"]).problems]
    assert problems == [("carried_out", "natural"), ("carried_out", "total")]


def test_a_table_of_which_only_the_upper_part_is_there_is_read_as_far_as_it_goes() -> None:
    """A page of an office of a large district that was cut off in the middle."""
    part = next(one["seen"] for one in VECTORS["partial"] if "龙岗" in one["name"])
    first = [[LABELS[row].split(" ")[-1], *map(str, part[row])] for row in part]
    for between in ("\t", " "):
        read = read_text(as_text([first], between), 2024)
        assert {row: read.figures.table3[row] for row in part} == {row: tuple(part[row]) for row in part}
        assert any("等14行，按0读入" in note for note in read.notes)
        assert {problem.code for problem in read.problems} == {"balance"}
        assert read.unread == ()


def test_a_cell_that_is_no_number_is_told_and_not_read() -> None:
    read = city_without(lambda rows: rows[3].__setitem__(4, "约99"))
    said = "“一、本年新收政府信息公开申请数量”商业企业一栏的“约99”不是数字，没有读入"
    assert read.unread == (said,)
    assert read.figures.cell("new", "enterprise") == 0
    assert [problem.code for problem in read.problems] == ["balance", "row_sum"]


def test_a_cell_of_table_four_that_is_no_number_is_told() -> None:
    first, second = tables(CITY)
    second[3][6] = "?"
    assert read_grids([first, second], []).unread == ("复议诉讼的表“结果纠正”一栏的“?”不是数字，没有读入",)


def test_a_row_that_the_form_does_not_have_is_told() -> None:
    read = city_without(lambda rows: rows.insert(8, ["", "（八）另行统计", "", *["2"] * 7]))
    assert read.unread == ("不认识的一行：（八）另行统计 2 2 2 2 2 2 2",)
    assert read.figures == CITY


def test_of_very_many_lines_that_cannot_be_read_the_first_are_told() -> None:
    strange = [["", f"（八）第{number}项", "", *["2"] * 7] for number in range(53)]
    read = city_without(lambda rows: rows.__setitem__(slice(8, 8), strange))
    assert (len(read.unread), read.unread[-1]) == (51, "另有3处没有读入")


def test_a_row_with_more_cells_than_heads_is_told() -> None:
    rows = [[*row, "5"] if number == 3 else row for number, row in enumerate(tables(CITY, copied)[0])]
    read = read_grids([rows], ["2023年"])
    assert read.unread == (
        "“一、本年新收政府信息公开申请数量”一行的栏数和表头对不上，没有读入：3402 99 0 4 5 1 3511 5",
    )


def test_a_second_table_with_other_figures_is_told() -> None:
    first, second = tables(CITY)
    other = [row[:] for row in first]
    other[3][3] = "1"
    changed = [row[:] for row in second]
    changed[3][0] = "1"
    read = read_grids([first, second, other, changed], [title(CITY)])
    assert read.figures == CITY
    assert [line.split("：")[0] for line in read.unread] == [
        "“一、本年新收政府信息公开申请数量”一行出现两次而数字不同，只读入了第一次的",
        "复议诉讼的表出现两次而数字不同，只读入了第一次的",
    ]


def test_a_table_four_with_too_few_figures_is_told() -> None:
    text = as_text(tables(CITY, copied), " ", title(CITY)).replace("309 17 88", "309 88")
    read = read_text(text)
    assert read.figures.table4 is None
    assert read.unread == ("复议诉讼的表应有15个数字，只有14个，没有读入",)
    odd = [*tables(CITY, copied)[:1], [["结果维持", "结果纠正", "其他结果"], ["1"] * 16]]
    assert read_grids(odd, []).unread == (f"复议诉讼的表应有15栏，没有读入：{' '.join(['1'] * 16)}",)


def test_organisations_that_are_lumped_together_are_told() -> None:
    heads = ["", "自然人", "法人或其他组织", "总计"]
    rows = [
        ["一、本年新收", "3", "1", "4"],
        ["二、上年结转", "0", "0", "0"],
        ["（一）予以公开", "3", "1", "4"],
        ["（六）其他处理", "", "", ""],
        ["（七）总计", "3", "1", "4"],
        ["四、结转下年度", "0", "0", "0"],
    ]
    read = read_grids([[heads, *rows]], ["2020年政府信息公开工作年度报告"])
    assert "“法人或其他组织”没有分列，不能读入" in read.notes
    assert [problem.where[0] for problem in read.problems] == ["new", "open", "total"]


def test_a_sum_beside_its_three_parts_is_not_counted_twice() -> None:
    read = city_without(lambda rows: rows.insert(23, ["", "（六）其他处理", "", *["9"] * 7]))
    assert read.figures == CITY
    assert read.unread == ("“其他处理”一行之下另有分项，没有读入：9 9 9 9 9 9 9",)


def test_a_table_without_the_rows_that_tell_the_forms_apart_says_which_it_was_taken_for() -> None:
    first = [row for row in tables(OLD_FORM)[0] if "其他处理" not in row[1]]
    assert "表中没有“其他处理”各行，按2019年的格式读入" in read_grids([first], [title(OLD_FORM)]).notes
    assert "表中没有“其他处理”各行，按2021年的格式读入" in read_grids([first], []).notes


# -- the year, the refusals -----------------------------------------------------------------------------------


def test_a_year_that_no_title_names_is_asked_for() -> None:
    read = read_grids(tables(CITY), ["政府信息公开工作年度报告"])
    assert read.figures.year == 0
    assert of_year(read, 2023).figures == CITY


def test_a_year_that_was_asked_for_is_taken_and_another_in_the_title_is_told() -> None:
    read = read_grids(tables(CITY), [title(CITY)], year=2024)
    assert (read.figures.year, read.notes) == (2024, ("标题写的是2023年，按2024年读入",))


@pytest.mark.parametrize(
    ("line", "year"),
    [("云溪镇2023年度政府信息公开工作年度报告", 2023), ("二〇二二年政府信息公开年报", 2022),
     ("２０２１ 年政府信息公开工作年度报告", 2021), ("（2024年）", 2024), ("2024", None), ("电话05571234567", None)],
)  # fmt: skip
def test_the_year_of_a_title(line: str, year: int | None) -> None:
    assert year_in(["政府信息公开", line]) == year


def test_a_bare_number_is_a_year_only_in_the_name_of_a_sheet_or_file() -> None:
    assert year_in(["2019"], ["年报2023"]) == 2023
    first, second = tables(CITY)
    first[3][3] = "2019"
    assert read_grids([first, second], []).figures.year == 0


@pytest.mark.parametrize(
    "text", ["", "今天天气很好", "规章\t3\n行政规范性文件\t12", "予以公开 1 2 3 4 5 6 21"]
)
def test_what_is_no_such_table_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match=NO_TABLE):
        read_text(text)


def test_table_four_alone_is_refused() -> None:
    with pytest.raises(Refusal, match=ONLY_TABLE4):
        read_grids(tables(CITY)[1:], [title(CITY)])


# -- words ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "row"),
    [("(一) 予以公开", "open"), ("一、予以公开", "open"), ("（三）不予公开", ""), ("1．属于国家秘密", "deny_secret"),
     ("（六）其他处理 3．其他", "oth_other"), ("3、其他", "oth_other"), ("总  计", "total"), ("（七）合计", "total"),
     ("四、结转至下一年度继续办理", "carried_out"), ("二、上一年度结转申请数量", "carried_in"), ("申请人情况", ""),
     ("2.逾期未缴费不再处理", "oth_nofee"), ("3.其他原因", "oth_other"), ("本年度办理结果总计", "total"),
     ("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "")],
)  # fmt: skip
def test_labels_are_known_however_they_are_written(label: str, row: str) -> None:
    assert row_of(label) == row


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", None),
        (" — ", None),
        ("/", None),
        ("无", None),
        ("0.0", 0),
        ("12件", 12),
        ("1,318", 1318),
        ("１２", 12),
    ],
)
def test_figures_are_known_however_they_are_written(text: str, number: int | None) -> None:
    assert figure(text) == number


@pytest.mark.parametrize("text", ["-3", "3.5", "1,2", "约3", "12345678901", "1.", "三"])
def test_what_is_no_figure_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        figure(text)
