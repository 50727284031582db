"""Ten old ledgers, each with the habits of another township, and what has to come of them, written down by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | float | date | None


@dataclass(frozen=True)
class Expected:
    """What must come of a ledger; listed lines as (sheet, row, cell, a part of the problem)."""

    read: int
    imported: int
    listed: tuple[tuple[str, int, str, str], ...] = ()
    findings: tuple[tuple[str, int, str, str], ...] = ()
    late: int = 0
    results: tuple[str, ...] = ()
    received: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Habit:
    """A township's way to keep a ledger."""

    name: str
    file: str
    write: Callable[[Workbook], None]
    expected: Expected


def made(habit: Habit, folder: Path) -> Path:
    """The workbook of a township."""
    book = Workbook()
    book.remove(book.worksheets[0])
    habit.write(book)
    path = folder / habit.file
    book.save(path)
    return path


def put(
    book: Workbook, name: str, rows: Sequence[Sequence[Cell]], merged: str = "", first: int = 1
) -> Worksheet:
    """A sheet with these rows, and areas merged (A1:D1 …)."""
    sheet: Any = book.create_sheet(name)
    for number, row in enumerate(rows, first):
        for column, value in enumerate(row, 1):
            if value is not None:
                sheet.cell(number, column).value = value
                if isinstance(value, str):
                    sheet.cell(number, column).data_type = "s"
    for area in merged.split():
        sheet.merge_cells(area)
    return sheet  # type: ignore[no-any-return]


# -- 1: a title over all columns, days as 2026.3.1, a total and a note below --------------------------------------


def tidy(book: Workbook) -> None:
    put(book, "台账", [
        ["青石镇2025年依申请公开台账"],
        ["序号", "收到日期", "申请人", "申请内容", "申请方式", "答复日期", "答复结果", "备注"],
        [1, "2025.3.3", "钟某", "低保名册", "当面", "2025.3.10", "予以公开", None],
        [2, "2025.3.5", "骆某", "征地批文", "邮寄", "2025.4.2", "信息不存在", "寄挂号"],
        [3, "2025.4.7", "云桥商贸有限公司", "招标文件", "网上", "2025.4.30", "部分公开", None],
        [4, "2025.6.3", "裴某", "会议记录", "现场", "2025.7.15", "不予公开（过程性信息）", None],
        ["合计", None, None, "4件"],
        ["注：以上为全年数。"],
    ], "A1:H1 A7:C7 A8:H8")  # fmt: skip


TIDY = Expected(
    4, 4,
    findings=(("台账", 6, "F6", "答复期限为2025年7月1日，实际2025年7月15日答复"),),
    late=1,
    results=("R2", "R6", "R3", "R4f"),
    received=("2025-03-03", "2025-03-05", "2025-04-07", "2025-06-03"),
    numbers=("〔2025〕1号", "〔2025〕2号", "〔2025〕3号", "〔2025〕4号"),
)  # fmt: skip


# -- 2: a head of two rows with groups, corrections and extensions ----------------------------------------------


def grouped(book: Workbook) -> None:
    put(book, "2026年", [
        ["依申请公开办理情况登记表"],
        ["编号", "申请人", None, None, "收到日期", "申请内容", "补正", None, "延期告知日期", "答复", None],
        [None, "姓名", "联系电话", "联系地址", None, None, "告知日期", "收到日期", None, "日期", "类型"],
        ["〔2026〕1号", "钟某", "13900000001", "云溪镇一村", "1月5日", "宅基地档案", "1月8日",
         "1月20日", None, "2月10日", "予以公开"],
        ["〔2026〕2号", "骆某", "13900000002", "云溪镇二村", "1月6日", "拆迁协议", None, None,
         "1月28日", "2月20日", "不予公开，涉及个人隐私"],
        ["〔2026〕5号", "裴某", "13900000003", "云溪镇三村", "2月2日", "财务公开", "2月5日", None,
         None, "3月20日", "逾期未补正"],
        ["〔2026〕6号", "沈某", None, None, "3月2日", "补贴发放", "是", None, None, "3月9日", "予以公开"],
    ], "A1:K1 A2:A3 B2:D2 E2:E3 F2:F3 G2:H2 I2:I3 J2:K2")  # fmt: skip


GROUPED = Expected(
    4, 4,
    findings=(
        ("2026年", 5, "J5", "答复日期2026年2月20日（周五）不是工作日"),
        ("2026年", 7, "G7", "写明告知补正，没有写日期"),
    ),
    results=("R2", "R4d", "R15", "R2"),
    received=("2026-01-05", "2026-01-06", "2026-02-02", "2026-03-02"),
    numbers=("〔2026〕1号", "〔2026〕2号", "〔2026〕5号", "〔2026〕6号"),
)  # fmt: skip


# -- 3: one sheet a year, some of them from before the regulation, days without a year -----------------------------


def yearly(book: Workbook) -> None:
    head = ["编号", "日期", "申请人", "申请事项", "办理结果", "办结时间"]
    put(
        book,
        "2018年",
        [
            head,
            [1, "3月7日", "钟某", "土地批文", "公开", "5月30日"],
            [2, "12月25日", "骆某", "名册", "不存在", "12.28"],
        ],
    )
    put(
        book,
        "2019年",
        [
            head,
            [1, "5月15日", "裴某", "名册", "公开", "6月13日"],
            [2, "5月14日", "沈某", "名册", "公开", "6月28日"],
        ],
    )
    put(
        book,
        "二〇二〇年",
        [
            head,
            [1, "三月二日", "卫某", "规划图", "非本机关", "三月九日"],
            [2, "二月三十日", "钟某", "预算", "公开", "三月九日"],
        ],
    )
    hidden = put(book, "2021年", [head, [1, "4月1日", "骆某", "预算", "公开", "4月7日"]])
    hidden.sheet_state = "hidden"
    put(book, "说明", [["本表由党政办填写"], ["请勿外传"]])


YEARLY = Expected(
    7,
    6,
    listed=(("二〇二〇年", 3, "B3", "“收到日期”2020年2月30日不存在"),),
    findings=(
        ("2021年", 1, "", "工作表“2021年”是隐藏的"),
        ("说明", 1, "", "工作表“说明”没有找到表头，2行没有读取"),
    ),
    results=("R2", "R6", "R2", "R2", "R7", "R2"),
    received=("2018-03-07", "2018-12-25", "2019-05-15", "2019-05-14", "2020-03-02", "2021-04-01"),
    numbers=("〔2018〕1号", "〔2018〕2号", "〔2019〕1号", "〔2019〕2号", "〔2020〕1号", "〔2021〕1号"),
)


# -- 4: sections on one sheet, the head repeated, 同上, blank rows and rows with nothing but their number -----------


def sections(book: Workbook) -> None:
    head = ["序号", "申请时间", "申请人", "内容", "受理方式", "答复时间", "处理结果"]
    put(book, "Sheet1", [
        ["依申请公开登记"],
        head,
        ["2024年"],
        [1, "1.8", "钟某", "名册", "当面", "1.12", "公开"],
        [2, "同上", "同上", "批文", "〃", "1.15", "信息不存在"],
        [],
        head,
        ["一、2025年度"],
        [1, "1月7日", "骆某", "预算", "来信", "1月20日", "公开"],
        [2, "2月29日", "骆某", "决算", "来信", "3月10日", "公开"],
        [3],
        [4, None, None, None, None, None, "  "],
        ["小计", None, 2],
    ])  # fmt: skip


SECTIONS = Expected(
    4, 3,
    listed=(("Sheet1", 10, "B10", "“收到日期”2025年2月29日不存在"),),
    results=("R2", "R6", "R2"),
    received=("2024-01-08", "2024-01-08", "2025-01-07"),
    numbers=("〔2024〕1号", "〔2024〕2号", "〔2025〕1号"),
)  # fmt: skip


# -- 5: serials, real days and text in one column; numbers as text; full-width figures ---------------------------


def mixed(book: Workbook) -> None:
    sheet = put(book, "2023", [
        ["登记编号", "申请人姓名或者名称", "身份证号码", "收件日期", "所需信息", "答复书送达日期", "答复类型"],
        ["2023-001", "钟某", "999999199003070039", 44927, "名册", "44936", "予以公开"],
        ["2023-002", "骆某", None, date(2023, 2, 6), "批文", datetime(2023, 2, 14, 9, 30), "予以公开"],
        ["２０２３－００３", "裴某", None, "２０２３年３月１日", "预算", "20230310", "予以公开"],
        ["2023-004", "沈某", None, "2023-3-2 14:30", "预算", "2023/3/9（星期四）", "予以公开"],
        ["2023-005", "卫某", None, 4.1, "决算", 4.7, "予以公开"],
        ["2023-006", "褚某", None, "2023.5.4、2023.5.5", "决算", "2023.5.10", "予以公开"],
    ])  # fmt: skip
    sheet.row_dimensions[5].hidden = True


MIXED = Expected(
    6, 6,
    findings=(
        ("2023", 2, "D2", "收到日期2023年1月1日（周日）不是工作日"),
        ("2023", 5, "D5", "这一行是隐藏的"),
        ("2023", 6, "D6", "收到日期“4.1”是数字，4月1日也可能是10日"),
        ("2023", 6, "D6", "收到日期2023年4月1日（周六）不是工作日"),
        ("2023", 7, "D7", "收到日期一格中有几个日期"),
    ),
    results=("R2",) * 6,
    received=("2023-01-01", "2023-02-06", "2023-03-01", "2023-03-02", "2023-04-01", "2023-05-04"),
    numbers=tuple(f"〔2023〕{n}号" for n in range(1, 7)),
)  # fmt: skip


# -- 6: data merged downwards: one applicant, several requests -----------------------------------------------------


def merged(book: Workbook) -> None:
    put(book, "2022年台账", [
        ["云溪镇", None, None, None, None, None],
        ["序号", "申请人", "收到日期", "申请信息名称", "答复日期", "答复意见"],
        [1, "骆某", "2022年3月1日", "名册甲", "2022年3月8日", "公开"],
        [2, None, None, "名册乙", "2022年3月8日", "重复申请"],
        [3, None, None, "名册丙", "2022年3月9日", "已主动公开"],
        [4, "沈某", "2022年4月6日", "名册丁", None, None],
    ], "A1:F1 B3:B5 C3:C5")  # fmt: skip


MERGED = Expected(
    4, 4,
    findings=(("2022年台账", 6, "E6", "没有答复记载，答复期限2022年5月6日已过"),),
    late=1,
    results=("R2", "R11", "R1", ""),
    received=("2022-03-01",) * 3 + ("2022-04-06",),
    numbers=tuple(f"〔2022〕{n}号" for n in range(1, 5)),
)  # fmt: skip


# -- 7: wrong years, answers before receipt, days to come, refusals without a ground -------------------------------


def wrong(book: Workbook) -> None:
    put(book, "2025", [
        ["编号", "收到日期", "登记日期", "答复期限", "申请人", "申请内容", "答复日期", "结果", "不予公开理由"],
        ["2025-1", "2025-3-3", "2025-3-1", "2025-3-31", "钟某", "名册", "2025-3-10", "公开", None],
        ["2025-2", "2025-3-10", None, None, "骆某", "批文", "2025-3-3", "公开", None],
        ["2025-3", "2027-3-3", None, None, "裴某", "批文", "2025-3-9", "公开", None],
        ["2025-4", "2025-3-3", None, None, "沈某", "批文", "2025-3-20", "不予公开", None],
        ["2025-5", "2025-3-3", None, None, "卫某", "批文", "2025-3-20", "不予公开", "属于内部事务"],
        ["2025-6", "2025-3-4", None, None, "褚某", "批文", None, "公开", None],
        ["2025-7", None, None, None, "陶某", "批文", "2025-3-20", "公开", None],
        ["2025-8", "2025-3-5", None, None, None, None, "2025-3-20", "公开", None],
        ["2025-9", "2025-3-6", None, None, "章某", "批文", "2026-3-12", "公开", None],
        ["2025-10", "收到", None, None, "云某", "批文", "2025-3-20", "公开", None],
        ["2025-11", "2025-3-6", None, None, "苏某", "批文", "2025-3-20", "已答复", None],
    ])  # fmt: skip


WRONG = Expected(
    11, 3,
    listed=(
        ("2025", 3, "G3", "答复日期2025年3月3日早于收到日期2025年3月10日"),
        ("2025", 4, "B4", "收到日期2027年3月3日晚于今天"),
        ("2025", 5, "H5", "没有写明不予公开的理由"),
        ("2025", 7, "G7", "有答复结果，没有答复日期"),
        ("2025", 8, "B8", "没有收到日期"),
        ("2025", 9, "E9", "没有申请人和申请内容"),
        ("2025", 11, "B11", "“收到日期”写的“收到”不是日期"),
        ("2025", 12, "H12", "没有写明答复类型"),
    ),
    findings=(
        ("2025", 2, "C2", "登记日期2025年3月1日早于收到日期2025年3月3日"),
        ("2025", 10, "G10", "答复距收到超过一年"),
        ("2025", 10, "G10", "实际2026年3月12日答复"),
    ),
    late=1,
    results=("R2", "R4e", "R2"),
    received=("2025-03-03", "2025-03-03", "2025-03-06"),
    numbers=("〔2025〕1号", "〔2025〕5号", "〔2025〕9号"),
)  # fmt: skip


# -- 8: due dates that disagree, consultations, withdrawals, reviews ------------------------------------------------


def beside(book: Workbook) -> None:
    put(book, "台账", [
        ["2024年依申请公开台账"],
        ["编号", "申请人", "收到日期", "法定期限", "内容", "第三方", "征求意见日期", "第三方回复日期", "第三方意见",
         "答复日期", "答复结果", "复议", "归档日期"],
        ["〔2024〕1号", "钟某", "2024-3-1", "2024-4-1", "合同", "云桥公司", "2024-3-5", "2024-3-15", "不同意",
         "2024-4-10", "不予公开：商业秘密", "2024-5-6申请，2024-7-1维持", None],
        ["〔2024〕2号", "骆某", "2024-3-4", "2024-4-1", "合同", None, None, None, None, "2024-3-8",
         "申请人撤回", None, "2024-12-30"],
        ["〔2024〕3号", "裴某", "2024-3-4", None, "合同", "云桥公司", "2024-3-6", None, None,
         "2024-3-20", "公开", "是", None],
    ], "A1:M1")  # fmt: skip


BESIDE = Expected(
    3, 3,
    findings=(
        ("台账", 3, "D3", "台账写的答复期限是2024年4月1日，按收到日期和办理经过应为2024年4月11日"),
        ("台账", 5, "G5", "征求意见的发出和收回日期不全"),
        ("台账", 5, "L5", "行政复议“是”没有可用的日期"),
    ),
    results=("R4d", "R17a", "R2"),
    received=("2024-03-01", "2024-03-04", "2024-03-04"),
    numbers=("〔2024〕1号", "〔2024〕2号", "〔2024〕3号"),
)  # fmt: skip


# -- 9: no number, headings that say nothing, the same row twice, hostile texts ------------------------------------


def unnamed(book: Workbook) -> None:
    put(book, "登记", [
        ["收件日期", "甲", "申请公开的政府信息", "乙", "答复日期", "丙"],
        ["2025-7-1", "钟某", "=HYPERLINK(\"http://127.0.0.1:9\",\"名册\")", "当面", "2025-7-9", "予以公开"],
        ["2025-7-1", "骆某", "+1+cmd|' /C calc'!A0", "邮寄", "2025-7-9", "信息不存在"],
        ["2025-7-1", "骆某", "+1+cmd|' /C calc'!A0", "邮寄", "2025-7-9", "信息不存在"],
        ["2025-7-2", "云桥律师事务所", "批\u202e文", "网上", "2025-7-9", "公开"],
        ["2025-7-3", "裴某", "补助\n名册", "电子邮箱", "2025-7-9", "公开"],
    ])  # fmt: skip


UNNAMED = Expected(
    5, 4,
    listed=(("登记", 4, "", "与“登记”第3行重复"),),
    results=("R2", "R6", "R2", "R2"),
    received=("2025-07-01", "2025-07-01", "2025-07-02", "2025-07-03"),
    numbers=("〔2025〕1号", "〔2025〕2号", "〔2025〕3号", "〔2025〕4号"),
)  # fmt: skip


# -- 10: two tables beneath each other, numbers twice, rectifications, fees, formulas ------------------------------


def two_tables(book: Workbook) -> None:
    sheet = put(book, "依申请", [
        ["政府信息公开申请"],
        ["编号", "申请人", "申请人类别", "受理日期", "申请内容", "回复日期", "处理结果", "经办人", "承办科室"],
        ["云政公开〔2025〕1号", "钟某", "公民", "2025年5月6日", "名册", "2025年5月12日", "公开", "李某", "民政办"],
        ["云政公开〔2025〕1号", "骆某", "公民", "2025年5月7日", "批文", "2025年5月13日",
         "未缴费，不再处理", "李某", "民政办"],
        ["云政公开〔2025〕3号", "云桥合作社", "法人-其他组织", "2025年5月8日", "批文",
         "2025年5月14日", "信访事项", None, None],
        [],
        ["更正申请"],
        ["序号", "姓名", "收到日期", "申请更正内容", "办理日期", "办理结果"],
        [1, "裴某", "2025年6月3日", "户主姓名有误", "2025年6月10日", "已更正"],
        ["=1+1", "沈某", "2025年6月4日", "地址有误", "2025年6月11日", "不予更正"],
    ])  # fmt: skip
    sheet["A10"].value = "=A9+1"
    sheet["A10"].data_type = "f"


TWO_TABLES = Expected(
    5, 5,
    findings=(
        ("依申请", 0, "A10", "公式没有算出结果，按空格处理"),
        ("依申请", 4, "A4", "编号〔2025〕1号在表中重复"),
    ),
    results=("R2", "R16", "R10", "X1", "X2"),
    received=("2025-05-06", "2025-05-07", "2025-05-08", "2025-06-03", "2025-06-04"),
    numbers=("〔2025〕1号", "〔2025〕4号", "〔2025〕3号", "更正〔2025〕1号", "更正〔2025〕2号"),
)  # fmt: skip


HABITS = (
    Habit("title, total and note", "台账.xlsx", tidy, TIDY),
    Habit("groups over heads", "登记表.xlsx", grouped, GROUPED),
    Habit("a sheet a year", "历年台账.xlsx", yearly, YEARLY),
    Habit("sections and ditto", "登记.xlsx", sections, SECTIONS),
    Habit("serials among texts", "2023台账.xlsx", mixed, MIXED),
    Habit("merged downwards", "合并.xlsx", merged, MERGED),
    Habit("wrong days", "问题台账.xlsx", wrong, WRONG),
    Habit("steps beside", "全过程.xlsx", beside, BESIDE),
    Habit("columns without names", "无名.xlsx", unnamed, UNNAMED),
    Habit("two tables", "两张表.xlsx", two_tables, TWO_TABLES),
)
