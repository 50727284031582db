"""Old ledgers come in whole: ten townships' habits, with what has to come of each written down by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.standing import outcome_of
from gkcase.services import ledger_columns, remembering
from gkcase.services.bulk import BrokenOff
from gkcase.services.checking import check_office
from gkcase.services.ledger_import import bring_in
from gkcase.services.ledger_plan import Plan, document, look, open_book
from gkcase.services.ledger_row import Line
from gkcase.services.office import Office
from gkcase.services.queries import CaseFilter, case_ids, case_lines, counts
from gkcase.storage.tables import AuditRow, CaseCopy
from tests.services.ledger_books import HABITS, Cell, Habit, made, put

pytestmark = pytest.mark.file_only

AT_ONCE = (HABITS[1], HABITS[2], HABITS[4], HABITS[5], HABITS[7], HABITS[9])
"""Those whose numbers do not meet in one office."""


def plan_of(office: Office, habit: Habit, folder: Path) -> Plan:
    return look(office, open_book(office, made(habit, folder)))


Place = tuple[str, int, str, str]


def said(lines: Sequence[Line], expected: Sequence[Place]) -> list[Place]:
    """The lines, each with the part of its problem that was expected at its place."""
    return [_said(line, expected) for line in lines]


def _said(line: Line, expected: Sequence[Place]) -> Place:
    place = (line.sheet, line.row, line.cell)
    parts = [one[3] for one in expected if one[:3] == place and one[3] in line.problem]
    return (*place, parts[0] if parts else line.problem)


def test_every_habit_is_read_as_a_person_would(office: Office, tmp_path: Path) -> None:
    for habit in HABITS:
        plan, hand = plan_of(office, habit, tmp_path), habit.expected
        assert (plan.read, len(plan.ready), plan.late) == (hand.read, hand.imported, hand.late), habit.name
        assert plan.read == len(plan.ready) + len(plan.listed)
        assert said(plan.listed, hand.listed) == list(hand.listed), habit.name
        assert sorted(said(plan.findings, hand.findings)) == sorted(hand.findings), habit.name
        states = [ready.prepared.state for ready in plan.ready]
        assert tuple(map(outcome_of, states)) == hand.results, habit.name
        received = [state.receipt.on.isoformat() for state in states if state.receipt and state.receipt.on]
        assert tuple(received) == hand.received, habit.name


def test_what_came_in_is_as_sound_as_any_case_and_comes_in_once(office: Office, tmp_path: Path) -> None:
    for habit in AT_ONCE:
        brought = bring_in(office, plan_of(office, habit, tmp_path))
        lines = {line.id: line for line in case_lines(office, brought.cases)}
        assert tuple(lines[case].number for case in brought.cases) == habit.expected.numbers, habit.name
        assert len(brought.late) == habit.expected.late
        assert (brought.backup is not None and brought.backup.is_file()) or office.store.path is None
    assert check_office(office).findings == ()
    for habit in AT_ONCE:
        again = plan_of(office, habit, tmp_path)
        assert (again.ready, again.read) == ([], habit.expected.read), habit.name
    with office.reading() as session:
        old = session.scalars(select(CaseCopy).where(CaseCopy.number == "〔2018〕1号")).one()
        chain = select(AuditRow.detail).where(AuditRow.act == "ledger_imported").order_by(AuditRow.n)
        kept = [json.loads(detail) for detail in session.scalars(chain)]
    assert (old.due_on, old.late, old.status.value, str(old.finished_on)) == (
        None,
        False,
        "replied",
        "2018-05-30",
    )
    assert [row["imported"] for row in kept] == [habit.expected.imported for habit in AT_ONCE]
    assert not any("钟某" in str(row) for row in kept)


def test_whoever_waits_may_stop_and_nothing_was_written(office: Office, tmp_path: Path) -> None:
    plan = plan_of(office, HABITS[0], tmp_path)
    with pytest.raises(BrokenOff):
        bring_in(office, plan, cancelled=lambda: True)
    assert counts(office).all == 0
    told: list[tuple[int, int]] = []
    bring_in(office, plan, report=lambda *at: told.append(at))
    assert told[-1] == (4, 4)
    with pytest.raises(Refusal, match="编号〔2025〕1号已有案件"):
        bring_in(office, plan)
    assert counts(office).all == 4


def head_only(book: Workbook) -> None:
    put(book, "a", [["编号", "申请人", "收到日期"]])


def test_a_ledger_of_which_nothing_can_come_in_changes_nothing(office: Office, tmp_path: Path) -> None:
    habit = Habit("nothing", "空.xlsx", head_only, HABITS[0].expected)
    plan = plan_of(office, habit, tmp_path)
    assert plan.read == 0
    with pytest.raises(Refusal, match="没有可以导入的行，请先按清单改正表格"):
        bring_in(office, plan)


def test_what_a_person_says_of_the_columns_is_remembered(office: Office, tmp_path: Path) -> None:
    path = made(HABITS[8], tmp_path)
    [table] = open_book(office, path).tables
    changed = {**table.mapping, 6: ""}
    ledger_columns.remember(office, table.headings, changed)
    [again] = open_book(office, path).tables
    assert again.mapping == changed
    assert "result" not in again.mapping.values()
    remembering.remember(
        office, ledger_columns.key_of(table.headings), {"x": "wanted", "1": "nonsense", "2": 7, "3": "wanted"}
    )
    [spoilt] = open_book(office, path).tables
    assert {column: key for column, key in spoilt.mapping.items() if key} == {3: "wanted"}


def test_texts_that_look_like_formulas_are_texts(office: Office, tmp_path: Path) -> None:
    bring_in(office, plan_of(office, HABITS[8], tmp_path))
    [line] = case_lines(office, case_ids(office, CaseFilter(text="HYPERLINK")))
    assert line.wanted.startswith('=HYPERLINK("http://127.0.0.1:9"')


def test_a_plan_as_a_document_says_what_the_contract_says(office: Office, tmp_path: Path) -> None:
    told = document(plan_of(office, HABITS[6], tmp_path), 0)
    assert (told["read"], told["imported"], told["late"]) == (11, 0, 1)
    assert told["listed"][0] == {  # type: ignore[index]
        "sheet": "2025",
        "row": 3,
        "cell": "G3",
        "problem": "答复日期2025年3月3日早于收到日期2025年3月10日",
        "proposal": "请核对两处，改正后重新导入",
    }


def test_what_is_no_ledger_is_said(office: Office, tmp_path: Path) -> None:
    book, path = Workbook(), tmp_path / "空白.xlsx"
    book.save(path)
    with pytest.raises(Trouble, match="中没有内容，请确认选对了文件"):
        open_book(office, path)


def own_registers(book: Workbook) -> None:
    """As this program exports them: what runs beside the requests stands on sheets of its own."""
    put(book, "登记台账2025年", [
        ["编号", "类别", "申请人", "申请人类别", "所需信息", "收到申请之日", "届满日", "处理结果", "答复日期",
         "办结日期"],
        ["〔2025〕1号", "信息公开申请", "钟某", "自然人", "名册", "2025-3-3", "2025-3-31", "予以公开",
         "2025-3-10", "2025-3-10"],
        ["〔2025〕2号", "信息公开申请", "骆某", "自然人", "批文", "2025-3-3", None, "申请人撤回", None, "2025-3-12"],
    ])  # fmt: skip
    head: list[Cell] = ["编号", "申请人", "所需信息", "告知日", "结果"]
    put(book, "补正台账", [head, ["〔2025〕1号", "钟某", "名册", "2025-3-4", "已补正"]])


def test_registers_of_other_things_are_not_read_as_requests(office: Office, tmp_path: Path) -> None:
    plan = plan_of(office, Habit("own", "台账.xlsx", own_registers, HABITS[0].expected), tmp_path)
    assert [line.problem for line in plan.findings] == [
        "工作表“补正台账”像是办理环节的台账，1行没有按申请读取"
    ]
    assert [outcome_of(ready.prepared.state) for ready in plan.ready] == ["R2", "R17a"]
    assert plan.listed == []


def rest(book: Workbook) -> None:
    """Columns of no field, words of which only the meaning is taken, and a number that Excel has spoilt."""
    put(book, "2025", [
        ["序号", "编号", "申请日期", "收到日期", "申请人", "身份证号", "内容", "答复日期", "结果", "领导批示", "备注"],
        [7, "2025-3", "2025-3-1", "2025-3-3", "钟某", 999999199003070039, "名册", "2025-3-10", "同意公开了",
         "已阅", "急"],
    ])  # fmt: skip


def test_nothing_that_was_written_is_lost(office: Office, tmp_path: Path) -> None:
    plan = plan_of(office, Habit("rest", "备注.xlsx", rest, HABITS[0].expected), tmp_path)
    [ready] = plan.ready
    note = ready.prepared.entries[1].text("note")
    for words in ("旧台账：备注.xlsx，2025，第2行", "序号：7", "原编号：2025-3", "申请日期：2025-3-1",
                  "结果：同意公开了", "领导批示：已阅", "备注：急", "证件号码（不完整）："):  # fmt: skip
        assert words in note.splitlines() or words in note
    assert ready.prepared.entries[0].text("applicant.id_number") == ""
    assert [(line.cell, line.problem) for line in plan.findings] == [
        ("F2", "证件号码是数字格式，末几位已经丢失")
    ]


def careless(book: Workbook) -> None:
    """Days without a year across New Year, words where numbers stand, two answers in one cell, 句号 between figures."""
    put(book, "台账", [
        ["某镇2024年度依申请公开登记表"],
        ["序号", "收到日期", "申请人", "内容", "申请方式", "答复日期", "答复结果"],
        [1.0, "12月25日", "钟某", "名册", "当面", "1月10日", "予以公开"],
        [2.0, "1月5日", "骆某", "预算", "当面", "1月3日", "予以公开"],
        ["五月份共受理三件，均按期办结"],
        [3.0, "1月8日", "裴某", "决算", "当面", "1月19日", "予以公开；信息不存在"],
        [4.0, "2月28日", "卫某", "批文", "当面", "2024。3。4", "予以公开"],
        [5.0, "12月30日", "沈某", "批文", "当面", "2月29日", "予以公开"],
    ], "A5:G5")  # fmt: skip


def test_what_was_guessed_is_said_and_words_are_not_passed_over(office: Office, tmp_path: Path) -> None:
    plan = plan_of(office, Habit("careless", "登记表.xlsx", careless, HABITS[0].expected), tmp_path)
    assert [str(ready.prepared.entries[-1].on) for ready in plan.ready] == ["2025-01-10", "2024-01-19"]
    assert [(line.cell, line.problem) for line in plan.listed] == [
        ("F4", "答复日期2024年1月3日早于收到日期2024年1月5日"),
        ("B5", "没有收到日期"),
        ("F7", "“答复日期”写的“2024。3。4”不是日期"),
        ("F8", "“答复日期”2025年2月29日不存在，请核对"),
    ]
    assert [(line.cell, line.problem) for line in plan.findings] == [
        ("F3", "答复日期没有写年份，读作2025年1月10日"),
        ("G6", "写了几种答复结果：予以公开、信息不存在"),
    ]
    assert [one.row for table in plan.book.tables for one in table.passed] == [1, 2]


def backwards(book: Workbook) -> None:
    head: list[Cell] = ["序号", "收到日期", "申请人", "内容", "答复日期", "答复结果"]
    rows: list[list[Cell]] = [
        [1, "12月30日", "钟某", "名册", "12月31日", "公开"],
        [2, "1月5日", "骆某", "预算", "1月8日", "公开"],
    ]
    put(book, "2024年", [head, *rows])


def test_a_year_that_would_run_backwards_is_said(office: Office, tmp_path: Path) -> None:
    plan = plan_of(office, Habit("backwards", "登记表.xlsx", backwards, HABITS[0].expected), tmp_path)
    assert [(line.cell, line.problem) for line in plan.findings] == [
        ("B3", "收到日期没有写年份，读作2024年1月5日，比上一行早360天")
    ]


def spoilt(book: Workbook) -> None:
    """Formulas that failed, and a second table beside the first."""
    head: list[Cell] = ["序号", "收到日期", "申请人", "内容"]
    put(book, "2024年", [
        [*head, None, *head],
        [1, "2024-3-4", "#N/A", "名册", None, 2, "2024-3-5", "骆某", "预算"],
        [3, "2024-3-6", "#REF!", "#VALUE!"],
    ])  # fmt: skip


def test_errors_of_formulas_are_no_names_and_a_table_beside_another_is_said(
    office: Office, tmp_path: Path
) -> None:
    plan = plan_of(office, Habit("spoilt", "登记表.xlsx", spoilt, HABITS[0].expected), tmp_path)
    assert [ready.prepared.entries[0].text("applicant.name") for ready in plan.ready] == [""]
    assert [(line.cell, line.problem) for line in plan.listed] == [
        ("C3", "没有申请人和申请内容，看不出是一件申请")
    ]
    assert [(line.cell, line.problem) for line in plan.findings][:3] == [
        ("G1", "表头“收到日期”有两列，只按前一列读取，后一列记入备注"),
        ("H1", "表头“申请人”有两列，只按前一列读取，后一列记入备注"),
        ("C2", "申请人是公式的错误值“#N/A”"),
    ]
