"""An old ledger looked through before anything is written (试读): what would come in, what not, what looks wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from sqlalchemy import select

from gkcase.domain.identity import mask_address, mask_email, mask_id, mask_name, mask_phone
from gkcase.domain.ledger_words import plain, year_in
from gkcase.domain.numbering import case_number
from gkcase.domain.standing import standing
from gkcase.domain.terms import ApplicantKind, CaseKind, Event, chinese_date, weekday
from gkcase.services import ledger_columns
from gkcase.services.bulk import Prepared
from gkcase.services.foreign_files import read_book
from gkcase.services.foreign_sheet import Sheet, cell_name
from gkcase.services.intake import likely_kind
from gkcase.services.ledger_columns import field_of
from gkcase.services.ledger_history import Told, told
from gkcase.services.ledger_row import Columns, Line, NotTaken, RowRead
from gkcase.services.ledger_sheet import Record, Table, tables_of
from gkcase.services.office import Office
from gkcase.services.several import Cancelled, Progress, never, silent
from gkcase.storage.tables import Case, CaseCopy

LONG = 365
"""Days between receipt and reply after which a wrong year is likelier than a slow office."""

AFTER = 50
"""So many rows are read between two looks at whoever waits."""


@dataclass(frozen=True)
class Book:
    """A workbook that was opened: its name, its hash, its tables, and what of it is no table."""

    name: str
    sha256: str
    tables: tuple[Table, ...]
    notes: tuple[Line, ...] = ()

    @property
    def rows(self) -> int:
        """How many records it holds."""
        return sum(len(table.records) for table in self.tables)


@dataclass(frozen=True)
class Ready:
    """A row that can come in."""

    sheet: str
    row: int
    prepared: Prepared
    late: bool = False


@dataclass
class Plan:
    """The outcome of looking a ledger through: every row read is either ready or listed."""

    book: Book
    ready: list[Ready] = field(default_factory=list)
    listed: list[Line] = field(default_factory=list)
    findings: list[Line] = field(default_factory=list)

    @property
    def late(self) -> int:
        """How many of those that can come in were answered too late, or are not answered and overdue."""
        return sum(one.late for one in self.ready)

    @property
    def read(self) -> int:
        """How many records were read."""
        return len(self.ready) + len(self.listed)


def open_book(office: Office, path: Path) -> Book:
    """Open a ledger; what somebody said before about such columns is remembered."""
    content, sheets = read_book(path)
    year = year_in(path.stem)
    tables: list[Table] = []
    notes: list[Line] = []
    for sheet in sheets:
        found = tables_of(sheet, year)
        tables += [table for table in found if not table.beside]
        notes += _about(sheet, found)
    for table in tables:
        table.mapping = ledger_columns.recalled(office, table.headings) or table.mapping
    return Book(path.name, hashlib.sha256(content).hexdigest(), tuple(tables), tuple(notes))


def _about(sheet: Sheet, tables: Sequence[Table]) -> Iterator[Line]:
    """What is to be said of a sheet as a whole."""
    if sheet.rows and not tables:
        said = f"工作表“{sheet.name}”没有找到表头，{len(sheet.rows)}行没有读取"
        yield Line(sheet.name, sheet.rows[0].number, "", said, "是台账的，请补上有“收到日期、申请人”等的表头")
    for table in tables:
        if table.beside:
            said = f"工作表“{sheet.name}”像是办理环节的台账，{len(table.records)}行没有按申请读取"
            yield Line(sheet.name, table.head, "", said, "确是申请登记的，请改工作表名和标题后再导入")
        yield from _twice(table)
    if sheet.hidden and tables:
        yield Line(
            sheet.name, tables[0].head, "", f"工作表“{sheet.name}”是隐藏的", "已一并读取，请核对是否需要"
        )
    for cell in sheet.unreckoned[:20]:
        yield Line(
            sheet.name, 0, cell, "公式没有算出结果，按空格处理", "请用Excel或WPS打开并保存一次后再导入"
        )


def _twice(table: Table) -> Iterator[Line]:
    """Two tables side by side would be read as one: the rows of the second one would only be remarks of the first."""
    seen: set[str] = set()
    for column, heading in table.headings.items():
        if heading in seen and field_of(heading) in ("received", "applicant"):
            said = f"表头“{heading}”有两列，只按前一列读取，后一列记入备注"
            yield Line(
                table.sheet,
                table.head,
                cell_name(table.head, column),
                said,
                "并排的两张表，请分放在两个工作表中再导入",
            )
        seen.add(heading)


def look(office: Office, book: Book, *, report: Progress = silent, cancelled: Cancelled = never) -> Plan:
    """Read every record of the book as a case; nothing is written."""
    plan = Plan(book, findings=list(book.notes))
    twins = _Twins(office)
    done = 0
    for table in book.tables:
        columns = Columns(table, table.mapping)
        for record in table.records:
            _take(office, plan, columns, record, twins)
            done += 1
            if done % AFTER == 0:
                report(done, book.rows)
                if cancelled():
                    return plan
    report(done, book.rows)
    return plan


def _take(office: Office, plan: Plan, columns: Columns, record: Record, twins: _Twins) -> None:
    row = RowRead(columns, record)
    try:
        found = told(office, row, plan.book.name)
        number = twins.admit(row, found)
    except NotTaken as no:
        plan.listed.append(row.line(no.key, no.problem, no.proposal))
        return
    if record.hidden:
        row.find("received", "这一行是隐藏的", "已导入，请核对是否需要")
    history = replace(found.prepared.history, number=number)
    late = _doubts(office, row, found.prepared)
    plan.ready.append(Ready(row.sheet, record.row, replace(found.prepared, history=history), late))
    plan.findings += row.findings


class _Twins:
    """What is there already: in the office, and further up in the file."""

    def __init__(self, office: Office) -> None:
        with office.reading() as session:
            rows = session.execute(select(Case.kind, Case.year, Case.serial))
            self._numbers = {(row.kind, row.year, row.serial) for row in rows}
            copies = session.execute(
                select(CaseCopy.number, CaseCopy.applicant, CaseCopy.received_on, CaseCopy.wanted)
            )
            self._cases = {(row.applicant, row.received_on, row.wanted): row.number for row in copies}
        self._given: set[tuple[CaseKind, int, int]] = set()
        self._rows: dict[tuple[str, date, str], str] = {}

    def admit(self, row: RowRead, found: Told) -> int:
        """The number that the case keeps (0: the next one); NotTaken for one that is there already."""
        name, _, wanted = found.who
        if name and (number := self._cases.get(found.who)):
            said = f"与案件{number}的申请人、收到日期和内容相同"
            raise NotTaken("number", said, "没有重复导入；确是两件的，请在内容中写明区别")
        if name and wanted and (place := self._rows.get(found.who)):
            raise NotTaken("number", f"与{place}重复", "没有重复导入；确是两件的，请在内容中写明区别")
        year, n = found.number
        kind = found.prepared.state.kind
        key = (kind, year, n)
        if n and key in self._numbers:
            said = f"编号{case_number(year, n, kind)}在本单位已有案件"
            raise NotTaken("number", said, "同一件的不必导入；不是的，请改编号后重新导入")
        self._rows[found.who] = f"“{row.sheet}”第{row.record.row}行"
        if n and key in self._given:
            row.find("number", f"编号{case_number(year, n, kind)}在表中重复", "已导入并另编新号，请核对")
            return 0
        self._given.add(key)
        return n


def _doubts(office: Office, row: RowRead, prepared: Prepared) -> bool:
    """What looks late or mis-dated about a case that comes in; whether it is late."""
    state = prepared.state
    clock = standing(state, office.rules, office.today())
    due = clock.due or clock.base_due
    for key, on in (("received", clock.receipt_date), ("replied", clock.replied_on)):
        if on and on >= office.rules.law.in_force and not office.rules.calendar.is_workday(on):
            label = "收到" if key == "received" else "答复"
            row.find(
                key, f"{label}日期{chinese_date(on)}（{weekday(on)}）不是工作日", "已照原样导入，请核对日期"
            )
    if clock.replied_on and clock.receipt_date and (clock.replied_on - clock.receipt_date).days > LONG:
        row.find("replied", "答复距收到超过一年", "已照原样导入，请核对年份")
    for caution in clock.warnings:
        if caution.code in TOLD:
            row.find(TOLD[caution.code], caution.text, "已照原样导入，请核对日期")
    written = row.day("due")
    if written and due and written != due:
        said = f"台账写的答复期限是{chinese_date(written)}，按收到日期和办理经过应为{chinese_date(due)}"
        row.find("due", said, "以程序计算的为准，请核对有无延期、补正没有写明")
    open_late = bool(state.status and state.status.is_open and due and due < office.today())
    if open_late and due:
        row.find(
            "replied", f"没有答复记载，答复期限{chinese_date(due)}已过", "已作为在办案件导入，请补登答复"
        )
    if not due and state.status and state.status.is_open and state.last(Event.RECEIVED):
        row.find("replied", "没有办结的记载", "已作为在办案件导入，没有计算期限，请补登")
    return bool(clock.late) or open_late


TOLD = {
    "reply_late": "replied",
    "correction_late": "correction_sent",
    "extension_late": "extended",
    "reply_before_answer": "replied",
}
"""Warnings of the clock that are told of an old case, and the columns they are about."""


def document(plan: Plan, imported: int) -> Mapping[str, object]:
    """As the command line prints it: read = imported + listed; findings are about rows that came in."""
    return {
        "read": plan.read,
        "imported": imported,
        "listed": [line.document() for line in plan.listed],
        "findings": [line.document() for line in plan.findings],
        "late": plan.late,
        "passed": [
            {"sheet": table.sheet, "row": passed.row, "why": passed.why}
            for table in plan.book.tables
            for passed in table.passed
        ],
    }


def sample(table: Table, column: int, most: int = 3) -> list[str]:
    """The first values of a column, personal data masked as everywhere."""
    key = table.mapping.get(column, "")
    return [_masked(key, plain(value)) for value in table.samples().get(column, [])[:most]]


def _masked(key: str, text: str) -> str:
    for looks, mask in (("id_number", mask_id), ("phone", mask_phone)):
        if key == looks or ledger_columns.LOOKS[looks](text):
            return mask(text)
    if key == "applicant":
        return mask_name(text, likely_kind(text) or ApplicantKind.NATURAL)
    if key == "address":
        return mask_address(text)
    return mask_email(text) if key == "email" else text
