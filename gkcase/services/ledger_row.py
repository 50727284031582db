"""One row of an old ledger as facts: each cell read, what cannot be read said and kept as a remark."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from gkcase.domain.errors import Refusal
from gkcase.domain.identity import check_resident_id, check_uscc
from gkcase.domain.ledger_words import (
    DayRead,
    ResultRead,
    Value,
    is_ditto,
    is_nothing,
    plain,
    read_channel,
    read_day,
    read_kind,
    read_number,
    read_result,
)
from gkcase.domain.terms import ApplicantKind, Channel, chinese_date
from gkcase.services.foreign_sheet import cell_name
from gkcase.services.intake import likely_kind
from gkcase.services.ledger_columns import BY_KEY, NONE
from gkcase.services.ledger_sheet import Record, Table


@dataclass(frozen=True)
class Line:
    """One thing to look at: where it stands, what it is, what is proposed."""

    sheet: str
    row: int
    cell: str
    problem: str
    proposal: str

    def document(self) -> dict[str, object]:
        """As the command line prints it."""
        return {"sheet": self.sheet, "row": self.row, "cell": self.cell,
                "problem": self.problem, "proposal": self.proposal}  # fmt: skip


class NotTaken(Exception):
    """The row cannot come in; `key` is the field that is to blame."""

    def __init__(self, key: str, problem: str, proposal: str) -> None:
        super().__init__(problem)
        self.key, self.problem, self.proposal = key, problem, proposal


CLEARED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")
FAILED = re.compile(r"#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)")
"""What a formula shows that could not be reckoned."""

CORRECT_IT = "请在表格中改正后重新导入"
KEPT_AS_WRITTEN = frozenset(
    {NONE, "note", "order", "applied", "finished", "withdrawn", "confirmed", "archived", "due"}
    | {"result", "delivery", "tracking", "document", "channel", "kind"}
)
"""Columns whose own words are kept beside what was made of them."""

AFTERWARDS = frozenset(
    {"replied", "finished", "withdrawn", "extended", "due", "archived"}
    | {"correction_sent", "correction_back", "consult_sent", "consult_back"}
)
"""Days that follow the receipt; one without a year may be of the year after."""

SOON, BACK = 200, 240
"""So many days after the receipt a day of the next year is believed; so far back no row follows another."""

LONGEST = {"applicant": 200, "wanted": 20_000}


@dataclass
class Columns:
    """The columns of a table by field, and the values above for 同上."""

    table: Table
    mapping: Mapping[int, str]
    above: dict[int, Value] = field(default_factory=dict)
    last: date | None = None
    """The receipt of the row above."""

    def column(self, key: str) -> int:
        """The column of a field; 0 where the ledger has none."""
        return next((column for column, named in self.mapping.items() if named == key), 0)


class RowRead:
    """The cells of one record while they are read."""

    def __init__(self, columns: Columns, record: Record) -> None:
        self._columns, self.record = columns, record
        self.sheet = columns.table.sheet
        self.remarks: list[str] = []
        self.findings: list[Line] = []
        self.cells: dict[int, Value] = {}
        self._received: date | None = None
        for column in columns.table.headings:
            value = record.cells.get(column, "")
            value = columns.above.get(column, "") if is_ditto(value) else value
            self.cells[column] = columns.above[column] = value

    def line(self, key: str, problem: str, proposal: str) -> Line:
        """A line about this row, and the cell of that field."""
        column = self._columns.column(key)
        cell = cell_name(self.record.row, column) if column else ""
        return Line(self.sheet, self.record.row, cell, problem, proposal)

    def find(self, key: str, problem: str, proposal: str) -> None:
        """Something to look at, though the row comes in."""
        self.findings.append(self.line(key, problem, proposal))

    def remark(self, label: str, text: str) -> None:
        """Keep what has no place of its own."""
        if text:
            self.remarks.append(f"{label}：{text}")

    def raw(self, key: str) -> Value:
        """A cell as it stands."""
        return self.cells.get(self._columns.column(key), "")

    def text(self, key: str, *, lines: bool = False) -> str:
        """A cell as text that can be stored: no control signs, one line unless it may have several."""
        value = self.raw(key)
        if isinstance(value, str) and is_nothing(value):
            return ""
        text = CLEARED.sub("", _shown(value))
        if FAILED.fullmatch(text):
            self.find(key, f"{BY_KEY[key].label}是公式的错误值“{text}”", "没有导入这一格，请在案件中补登")
            return ""
        text = text.strip() if lines else " ".join(text.split())
        most = LONGEST.get(key, 500)
        if len(text) > most:
            self.find(key, f"“{BY_KEY[key].label}”有{len(text)}个字，超过{most}个", "已截短导入，请核对")
        return text[:most]

    def must_day(self, key: str) -> date:
        """A day without which there is no case."""
        found = self.day(key, must=True)
        if found is None:
            label = BY_KEY[key].label
            raise NotTaken(key, f"没有{label}", f"请在表格中补写{label}后重新导入")
        return found

    def receipt(self) -> date:
        """The day of receipt; days without a year that follow it are of its year or of the next."""
        self._received = on = self.must_day("received")
        before, self._columns.last = self._columns.last, on
        if before and (before - on).days > BACK and self._read("received").year_taken:
            said = f"收到日期没有写年份，读作{chinese_date(on)}，比上一行早{(before - on).days}天"
            self.find("received", said, "已照此导入，请核对年份")
        return on

    def _read(self, key: str) -> DayRead:
        """The day in a cell, with the year that it lacks."""
        value, label, since = self.raw(key), BY_KEY[key].label, self._received
        read = read_day(value, since.year if since else self.record.year, label)
        if since is None or key not in AFTERWARDS or not read.year_taken or read.found[0] >= since:
            return read
        later = read_day(value, since.year + 1, label)
        return later if (later.found[0] - since).days <= SOON else read

    def day(self, key: str, *, must: bool = False) -> date | None:
        """A day; one that cannot be read is said and kept as a remark, unless there is no case without it."""
        value, label = self.raw(key), BY_KEY[key].label
        try:
            read = self._read(key)
        except Refusal as refused:
            if must:
                raise NotTaken(key, refused.reason, CORRECT_IT) from None
            self.find(key, refused.reason, "原文已记入案件备注，请补登")
            self.remark(label, plain(value))
            return None
        if len(read.found) > 1:
            said = "、".join(map(chinese_date, read.found))
            self.find(
                key, f"{label}一格中有几个日期：{said}", f"已取第一个{chinese_date(read.found[0])}，请核对"
            )
            self.remark(label, plain(value))
        if read.doubt:
            self.find(key, f"{label}{read.doubt}", "请核对")
        if read.on and read.year_taken and self._received and read.on.year > self._received.year:
            self.find(key, f"{label}没有写年份，读作{chinese_date(read.on)}", "已照此导入，请核对年份")
        return read.on

    def result(self) -> ResultRead:
        """What was answered."""
        words, reason = self.text("result"), self.text("reason")
        read = read_result(words, reason)
        if reason:
            self.remark("理由", reason)
        return read

    def channel(self) -> Channel:
        """How it came in; by hand where the ledger does not say."""
        words = self.text("channel")
        found = read_channel(words)
        if words and found is None:
            self.find("channel", f"看不出“{words}”是哪一种申请渠道", "已按“当面”导入，请核对")
        return found or Channel.IN_PERSON

    def kind(self, name: str) -> ApplicantKind:
        """The kind of applicant, by the column or by the name."""
        words = self.text("kind")
        found = read_kind(words)
        if words and found is None:
            self.find("kind", f"看不出“{words}”是哪一类申请人", "已按名称判断，请核对")
        by_name = likely_kind(name) or (ApplicantKind.OTHER_ORG if len(name) > 8 else ApplicantKind.NATURAL)
        if found is ApplicantKind.OTHER_ORG and by_name is not ApplicantKind.NATURAL:
            return by_name
        return found or by_name

    def number(self, received: date) -> tuple[int, int]:
        """Year and running number; the number is 0 where the next one is to be taken."""
        raw = self.raw("number")
        read = read_number(raw) if not (isinstance(raw, str) and is_nothing(raw)) else None
        if read is None:
            self.remark("原编号", plain(raw))
            return received.year, 0
        year = read.year or self.record.year or received.year
        if abs(year - received.year) > 1:
            self.find(
                "number", f"编号的年份{year}与收到年份{received.year}不一致", "已按收到年份另编新号，请核对"
            )
            self.remark("原编号", plain(raw))
            return received.year, 0
        if plain(raw) != f"〔{year}〕{read.n}号":
            self.remark("原编号", plain(raw))
        return year, read.n

    def id_number(self) -> str:
        """The number of a paper; one that Excel has kept as a number has lost its end."""
        number = self.text("id_number").replace(" ", "")
        spoilt = len(number) == 18 and number.endswith("000") and bool(check_resident_id(number))
        if spoilt or re.search(r"[eE]\+", number):
            self.find("id_number", "证件号码是数字格式，末几位已经丢失", "没有作为证件号码导入，请按原件补登")
            self.remark("证件号码（不完整）", number)
            return ""
        return number

    def id_kind(self, number: str) -> str:
        """What kind of paper a number is of; one that does not check is kept as it stands."""
        if re.fullmatch(r"\d{15}|\d{17}[\dXx]", number):
            if said := check_resident_id(number):
                self.find("id_number", said, "已照原样导入，请核对")
            return "resident_id"
        return "uscc" if not check_uscc(number) else "other"

    def keep_rest(self) -> None:
        """Keep as remarks what stands in columns of no field, and what was written where only its meaning is taken."""
        for column, heading in self._columns.table.headings.items():
            value = self.cells.get(column, "")
            if self._columns.mapping.get(column, NONE) in KEPT_AS_WRITTEN and not is_nothing(_shown(value)):
                self.remark(heading or "其他", " ".join(CLEARED.sub("", _shown(value)).split())[:2000])


def _shown(value: Value) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.10g}" if isinstance(value, float) else str(value)
