"""The registers: every row of every journal stands in them once, narrowed and sorted as asked, and leaves asleep."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Entry, Fact
from gkcase.domain.terms import Delivery, Event, Opinion, Party, Remedy, RemedyResult
from gkcase.services import workbook
from gkcase.services.bulk import BrokenOff, History, prepare, write
from gkcase.services.dispatch_list import LETTERS
from gkcase.services.office import Office
from gkcase.services.register_export import export_all, export_lines, export_register
from gkcase.services.register_fields import FIELDS, FieldKind, Register
from gkcase.services.register_values import choices_of, unpacked
from gkcase.services.registers import (
    Condition,
    RegisterFilter,
    register_figures,
    register_keys,
    register_lines,
    register_years,
    stream,
)
from gkcase.storage.journal_store import every_journal
from gkcase.storage.tables import AuditRow
from tests.domain.telling import tell
from tests.services import requests as asked

LIVE = "=HYPERLINK(1)"
STORIES: tuple[tuple[str, str, str], ...] = (
    (
        "钟小明",
        "natural",
        """2026-03-02 登记
        2026-03-06 告知补正 delivered_on=2026-03-09
        2026-03-20 收到补正
        2026-04-10 答复 delivery=email""",
    ),
    (
        "李四",
        "natural",
        """2026-03-03 登记
        2026-03-06 告知补正 delivered_on=2026-03-09
        2026-05-20 逾期不补正""",
    ),
    (
        LIVE,
        "enterprise",
        """2026-05-06 登记
        2026-05-08 征求意见 name=王二小
        2026-05-11 对方签收
        2026-05-20 收到意见 opinion=objection
        2026-06-01 延期 days=10
        2026-06-10 答复 kind_of_reply=R6 tracking_number=EB123456785CN
        2026-06-13 送达
        2026-07-10 复议诉讼 filed_on=2026-07-07 case_number=云府复〔2026〕8号
        2026-09-01 复议诉讼结果 decided_on=2026-08-28 result=corrected""",
    ),
    (
        "云溪甲公司",
        "enterprise",
        """2026-10-09 登记
        2026-11-20 延期 days=5 reason=补登
        2026-11-23 征求意见 name=某建设工程公司""",
    ),
    (
        "赵六",
        "natural",
        """2025-11-03 登记
        2025-11-20 答复 kind_of_reply=R4f tracking_number=EB123456799CN
        2025-12-01 退信
        2025-12-03 再次寄送 delivery=post posted_on=2025-12-03 tracking_number=EB123456808CN""",
    ),
)


def entries(name: str, kind: str, story: str) -> list[Entry]:
    """A story as entries of a register kept elsewhere: its replies need no signature here."""
    made = []
    for told in tell(story):
        facts: dict[str, Fact] = dict(told.facts)
        if told.event is Event.RECEIVED:
            facts |= {"applicant.name": name, "applicant.kind": kind, "wanted": f"{name}所要的信息"}
        facts |= {"imported": True} if told.event is Event.REPLIED else {}
        facts |= {"reason": "需要核对"} if told.event is Event.EXTENDED else {}
        facts |= {"guidance": "写明"} if told.event is Event.CORRECTION_REQUESTED else {}
        made.append(replace(told, facts=facts, reason=told.reason or "补录"))
    return made


@pytest.fixture
def busy(office: Office) -> Office:
    """Five cases that have been through everything."""
    histories = [History(entries(*story), int(story[2][:4])) for story in STORIES]
    with office.unasked() as session:
        write(office, session, [prepare(office, one) for one in histories])
    return office


def rows(office: Office, wanted: RegisterFilter, *, unmasked: bool = True) -> list[dict[str, Any]]:
    """The rows of a register by column."""
    keys = register_keys(office, wanted)
    names = [field.key for field in FIELDS[wanted.register]]
    found = register_lines(office, wanted.register, keys, unmasked=unmasked)
    assert [line.key for line in found] == list(keys)
    return [dict(zip(names, line.values, strict=True)) for line in found]


# -- the second way of counting -------------------------------------------------------------------------------


def walked(office: Office) -> dict[Register, list[dict[str, Any]]]:
    """What the registers must say, from the facts as they were typed."""
    found: dict[Register, list[dict[str, Any]]] = {register: [] for register in Register}
    with office.reading() as session:
        for case_id, journal in every_journal(session):
            for register, row in _walk(journal):
                found[register].append({"case": case_id, **row})
    return found


def _walk(journal: list[Entry]) -> Iterator[tuple[Register, dict[str, Any]]]:
    first = journal[0]
    replies = [entry for entry in journal if entry.event is Event.REPLIED]
    yield (
        Register.CASES,
        {
            "applicant": first.text("applicant.name"),
            "received_on": first.on,
            "replied_on": replies[-1].on if replies else None,
            "corrected": any(entry.event is Event.CORRECTION_REQUESTED for entry in journal),
            "extended": any(entry.event is Event.EXTENDED for entry in journal),
        },
    )
    for place, entry in enumerate(journal):
        later = journal[place + 1 :]
        if entry.event is Event.CORRECTION_REQUESTED:
            end = later[0]
            words = {Event.CORRECTION_RECEIVED: "已补正", Event.CORRECTION_LAPSED: "逾期不补正，不再处理"}
            yield (
                Register.CORRECTIONS,
                {"began_on": entry.on, "ended_on": end.on, "result": words[end.event], "words": "写明名称"},
            )
        if entry.event is Event.EXTENDED:
            row = {"began_on": entry.on, "days": entry.facts["days"], "party": "赵某", "words": "需要核对"}
            yield Register.EXTENSIONS, row
        if entry.event is Event.CONSULTATION_SENT:
            signed, answer = (
                _after(later, Event.CONSULTATION_DELIVERED),
                _after(later, Event.CONSULTATION_ANSWERED),
            )
            opinion = Opinion.of(answer.text("opinion")).label if answer else "未回复"
            row = {"party": entry.text("name"), "code": Party.THIRD_PARTY.label, "began_on": entry.on}
            yield Register.CONSULTATIONS, {**row, "reached_on": signed and signed.on, "result": opinion}
        if entry.event is Event.REMEDY_FILED:
            end = _after(later, Event.REMEDY_DECIDED) or entry
            yield (
                Register.REMEDIES,
                {
                    "code": Remedy.of(entry.text("remedy")).label,
                    "party": entry.text("body"),
                    "case_number": entry.text("case_number"),
                    "began_on": entry.day("filed_on"),
                    "ended_on": end.day("decided_on"),
                    "result": RemedyResult.of(end.text("result")).label,
                },
            )
        if entry.event in LETTERS or entry.event is Event.RESENT:
            letter = LETTERS[replies[-1].event if entry.event is Event.RESENT else entry.event]
            way = entry.text("delivery") and Delivery.of(entry.text("delivery")).label
            yield (
                Register.MAILINGS,
                {
                    "letter": letter,
                    "addressee": entry.text("name") or first.text("applicant.name"),
                    "way": way or "未记",
                    "tracking_number": entry.text("tracking_number"),
                    "sent_on": entry.on,
                    "again": entry.event is Event.RESENT,
                },
            )


def _after(later: list[Entry], event: Event) -> Entry | None:
    return next((entry for entry in later if entry.event is event), None)


def test_every_step_of_every_journal_stands_in_its_register(busy: Office) -> None:
    expected = walked(busy)
    for register in Register:
        found = rows(busy, RegisterFilter(register, order="number", descending=False))
        keys = register_keys(busy, RegisterFilter(register, order="number", descending=False))
        assert len(expected[register]) == len(found) > 0, register
        for row, key, told in zip(found, keys, expected[register], strict=True):
            case = told.pop("case")
            assert unpacked(key)[0] == case
            assert {name: row[name] for name in told} == told, register


def test_figures_agree_with_the_rows(busy: Office) -> None:
    counted = {
        Register.CASES: {
            "在办": lambda row: row["status"] in ("办理中", "待补正"),
            "逾期": lambda row: row["late"],
            "办结": lambda row: row["finished_on"] is not None,
        },
        Register.CORRECTIONS: {
            "待补正": lambda row: row["ended_on"] is None,
            "逾期不补正": lambda row: row["result"].startswith("逾期"),
        },
        Register.EXTENSIONS: {
            "有效": lambda row: row["result"] == "有效",
            "无效": lambda row: row["result"] == "无效",
        },
        Register.CONSULTATIONS: {
            "未回复": lambda row: row["ended_on"] is None,
            "不同意公开": lambda row: row["result"] == "不同意公开",
            "逾期": lambda row: row["late"],
        },
        Register.REMEDIES: {
            "尚未审结": lambda row: row["ended_on"] is None,
            "结果纠正": lambda row: row["result"] == "结果纠正",
        },
        Register.MAILINGS: {
            "未签收": lambda row: row["delivered_on"] is None and row["returned_on"] is None,
            "退回": lambda row: row["returned_on"] is not None,
        },
    }
    for register, parts in counted.items():
        found, told = rows(busy, RegisterFilter(register)), register_figures(busy, RegisterFilter(register))
        assert told.rows == len(found)
        assert dict(told.parts) == {words: sum(map(holds, found)) for words, holds in parts.items()}, register
    used = [row["working_days"] for row in rows(busy, RegisterFilter()) if row["working_days"] is not None]
    assert register_figures(busy, RegisterFilter()).average == pytest.approx(sum(used) / len(used))


# -- narrowing and sorting ------------------------------------------------------------------------------------


def test_every_column_narrows_and_sorts_as_python_would(busy: Office) -> None:
    for register in Register:
        whole = rows(busy, RegisterFilter(register))
        for field in FIELDS[register]:
            up = rows(busy, RegisterFilter(register, order=field.key, descending=False))
            assert sorted(map(str, up)) == sorted(map(str, whole))
            values = [row[field.key] for row in up]
            if field.kind in (FieldKind.DAY, FieldKind.NUMBER) and field.key != "left":
                known = [value for value in values if value is not None]
                assert values == sorted(known) + [None] * (len(values) - len(known)), field.key
                down = [row[field.key] for row in rows(busy, RegisterFilter(register, order=field.key))]
                assert down == sorted(known, reverse=True) + [None] * (len(values) - len(known)), field.key
            for condition, holds in _conditions(busy, field, values):
                chosen = rows(busy, RegisterFilter(register, None, (condition,), field.key, False))
                assert chosen == [row for row in up if holds(row[field.key])], (register, condition)


def _conditions(office: Office, field: Any, values: list[Any]) -> Iterator[tuple[Condition, Any]]:
    some = next((value for value in values if value not in (None, "")), None)
    if some is None:
        return
    if field.kind is FieldKind.TEXT:
        yield Condition(field.key, text=f" {some[:2]} "), lambda value: some[:2] in value
        yield Condition(field.key, text="%"), lambda value: "%" in value
    elif field.kind is FieldKind.DAY:
        yield Condition(field.key, since=some, until=some), lambda value: value == some
        yield Condition(field.key, since=some), lambda value: value is not None and value >= some
    elif field.kind is FieldKind.NUMBER:
        yield Condition(field.key, least=some, most=some), lambda value: value == some
        yield Condition(field.key, most=some), lambda value: value is not None and value <= some
        yield Condition(field.key, least=some), lambda value: value is not None and value >= some
    elif field.kind is FieldKind.FLAG:
        yield Condition(field.key, flag=True), lambda value: value
        yield Condition(field.key, flag=False), lambda value: not value
    else:
        code = next(code for code, words in choices_of(office, field).items() if words == some)
        yield Condition(field.key, codes=frozenset({code})), lambda value: value == some


def test_a_year_is_that_of_the_number_or_of_the_step(busy: Office) -> None:
    assert [register_years(busy, register) for register in Register] == [
        [2026, 2025],
        [2026],
        [2026],
        [2026],
        [2026],
        [2026, 2025],
    ]
    assert len(rows(busy, RegisterFilter(Register.CASES, 2025))) == 1
    assert len(rows(busy, RegisterFilter(Register.MAILINGS, 2025))) == 2
    assert register_figures(busy, RegisterFilter(Register.MAILINGS, 2025)).rows == 2


def test_names_stay_behind_their_mask(busy: Office) -> None:
    masked = {register: rows(busy, RegisterFilter(register), unmasked=False) for register in Register}
    assert {row["applicant"] for row in masked[Register.CASES]} == {"钟**", "李*", "赵*", "云溪甲公司", LIVE}
    assert {row["party"] for row in masked[Register.CONSULTATIONS]} == {"王**", "某建设工程公司"}
    told = {(row["letter"], row["addressee"]) for row in masked[Register.MAILINGS]}
    assert ("征求意见书", "王**") in told
    assert ("答复书", "钟**") in told
    assert ("答复书", LIVE) in told
    with busy.reading() as session:
        streamed = list(stream(session, busy, RegisterFilter(Register.CASES)))
    assert [line.values[2] for line in streamed] == [row["applicant"] for row in masked[Register.CASES]]


def test_words_that_name_the_applicant_are_covered_with_him(office: Office, tmp_path: Path) -> None:
    wanted = "何小明（999999199003070039，13800005678）的低保档案"
    asked.register(office, applicant__name="何小明", applicant__id_number="", wanted=wanted)
    for reason, found in ((None, "何**（9999**********0039，138****5678）的低保档案"), ("核对", wanted)):
        export_all(office, tmp_path / "a.csv", reason=reason)
        assert found in (tmp_path / "a.csv").read_text("utf-8-sig")


# -- files ----------------------------------------------------------------------------------------------------


def acts(office: Office) -> list[str]:
    with office.reading() as session:
        return [row.detail for row in session.scalars(select(AuditRow).where(AuditRow.act == "revealed"))]


def test_a_workbook_holds_all_six(busy: Office, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    made = export_all(busy, tmp_path / "台账.xlsx", report=lambda *at: told.append(at))
    counts = {register: len(found) for register, found in walked(busy).items()}
    assert made.sheets == {
        "登记台账2025年": 1,
        "登记台账2026年": 4,
        "补正台账": counts[Register.CORRECTIONS],
        "延期台账": counts[Register.EXTENSIONS],
        "征求意见台账": counts[Register.CONSULTATIONS],
        "复议诉讼台账": counts[Register.REMEDIES],
        "送达台账": counts[Register.MAILINGS],
    }
    assert told[-1] == (made.rows, made.rows)
    book = load_workbook(made.file)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s", "n", "d"}
    assert any(cell.value == LIVE and cell.quotePrefix for cell in cells)
    assert not any(cell.value in ("钟小明", "王二小") for cell in cells)
    sheet = book["登记台账2026年"]
    head = [cell.value for cell in sheet[3]]
    first = dict(zip(head, [cell.value for cell in sheet[4]], strict=True))
    assert (first["编号"], first["申请人"], first["星期"]) == ("〔2026〕1号", "钟**", "周一")
    assert str(first["收到申请之日"]) == "2026-03-02 00:00:00"
    assert "自然人姓名已遮盖" in str(sheet["A2"].value)
    assert acts(busy) == []


def test_names_leave_openly_for_a_reason_that_is_put_on_record(busy: Office, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="须写明理由"):
        export_all(busy, tmp_path / "a.csv", reason=" ")
    assert not (tmp_path / "a.csv").exists()
    made = export_all(busy, tmp_path / "a.csv", reason="向审计局提供")
    assert made.sheets == {"登记台账": 5}
    lines = list(csv.reader(made.file.read_text("utf-8-sig").splitlines()))
    assert [line[2] for line in lines[1:]] == ["钟小明", "李四", f"'{LIVE}", "云溪甲公司", "赵六"]
    assert lines[1][6] == "2026-03-02"
    assert acts(busy) == ['{"reason":"导出a.csv：向审计局提供"}']


def test_what_is_narrowed_on_the_screen_leaves_so(busy: Office, tmp_path: Path) -> None:
    wanted = RegisterFilter(Register.CASES, None, (Condition("applicant", text="公司"),))
    assert export_register(busy, wanted, tmp_path / "a.xlsx").sheets == {"登记台账2026年": 1}
    nothing = replace(wanted, year=2024)
    assert export_register(busy, nothing, tmp_path / "b.xlsx").sheets == {"登记台账2024年": 0}
    keys = list(register_keys(busy, RegisterFilter(Register.MAILINGS)))[:3]
    assert export_lines(busy, Register.MAILINGS, keys, tmp_path / "c.csv").rows == 3
    assert export_lines(busy, Register.MAILINGS, keys, tmp_path / "c.xlsx", reason="核对").rows == 3
    with pytest.raises(Refusal, match=r"应以 .xlsx 或 .csv 结尾"):
        export_all(busy, tmp_path / "a.doc")


def test_an_empty_office_has_empty_registers(office: Office, tmp_path: Path) -> None:
    assert export_all(office, tmp_path / "a.xlsx").sheets == dict.fromkeys(
        [register.label for register in Register], 0
    )
    assert register_figures(office, RegisterFilter()).average is None


def test_a_sign_that_no_database_holds_finds_nothing(busy: Office) -> None:
    for sign in ("\x00", "\ud800"):
        assert not register_keys(busy, RegisterFilter(conditions=(Condition("wanted", text=sign),)))


def test_an_export_that_is_cancelled_leaves_nothing(
    busy: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "PART", 1)
    with pytest.raises(BrokenOff):
        export_all(busy, tmp_path / "a.xlsx", cancelled=lambda: True)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("a.")]
