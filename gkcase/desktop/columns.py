"""The columns of the register: what a case says in each, how it is sorted and how wide it begins."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from gkcase.desktop.badges import CHIP, Mark
from gkcase.domain.identity import mask_name
from gkcase.domain.replies import Result
from gkcase.domain.terms import Status, dated
from gkcase.domain.workdays import WorkCalendar
from gkcase.services.cell_text import one_line
from gkcase.services.copies import shown
from gkcase.services.queries import CaseLine, Order

NONE = "—"
NEAR = 3
_ENDINGS = {
    "withdrawn": "申请人撤回",
    "abandoned_no_correction": "逾期不补正",
    "abandoned_no_fee": "逾期未缴费",
    "merged": "已并案",
}
_WAITING = {
    "awaiting_confirmation": "待确认",
    "awaiting_correction": "待补正",
    "awaiting_payment": "待缴费",
}
_NUMBER = re.compile(r"-?\d+")


@dataclass(frozen=True)
class Day:
    """The day by which a list reckons, with what it needs to know of the office's rules."""

    today: date
    calendar: WorkCalendar
    results: Mapping[str, Result]

    def left(self, case: CaseLine) -> int | None:
        """Working days until the case must be answered; negative when it is late, None where no day is known."""
        return self.calendar.count(self.today, case.due_on) if case.due_on else None


def deadline_mark(case: CaseLine, day: Day) -> Mark:
    """How the deadline of a case stands: a badge, or plain words for a case that is over."""
    if not case.status.is_open:
        return "", _ENDINGS.get(case.clock_status) or ("逾期答复" if case.late else "按期答复")
    if words := _WAITING.get(case.clock_status):
        return "waiting", words
    if case.suspended:
        return "paused", "已暂停"
    left = day.left(case)
    if left is None or case.due_on is None:
        return "", NONE
    if case.due_on < day.today:
        return "late", f"逾期 {-left} 天" if left else "逾期"
    if left <= NEAR:
        return "soon", f"临近 {left} 天" if left else "今天到期"
    return ("provisional", f"暂定 {left} 天") if case.provisional else ("safe", f"有余 {left} 天")


def _status_mark(case: CaseLine, _: Day) -> Mark:
    return CHIP, case.status.label


def masked(case: CaseLine) -> str:
    """The applicant as lists may show him."""
    return mask_name(case.applicant, case.applicant_kind)


def _days_left(case: CaseLine, day: Day) -> str:
    left = day.left(case)
    return "" if left is None or not case.status.is_open else str(left)


def _result(case: CaseLine, day: Day) -> str:
    known = day.results.get(case.result)
    return known.label if known else ""


def _next(case: CaseLine, day: Day) -> str:
    duty = shown(case.next_duty, day.today)
    return duty.text if duty else ""


def _next_on(case: CaseLine, day: Day) -> str:
    duty = shown(case.next_duty, day.today)
    return _dated(duty.by if duty else None)


def _dated(on: date | None) -> str:
    return dated(on) if on else NONE


@dataclass(frozen=True)
class Column:
    """One column; `width` is in px at the standard size of type, 0 takes the free width."""

    key: str
    heading: str
    read: Callable[[CaseLine, Day], str]
    width: int
    order: Order | None = None
    mark: Callable[[CaseLine, Day], Mark] | None = None
    number: bool = False
    shown: bool = True


COLUMNS = (
    Column("number", "编号", lambda case, _: case.number, 136, Order.NUMBER),
    Column("applicant", "申请人", lambda case, _: masked(case), 150, Order.APPLICANT),
    Column("wanted", "所需信息", lambda case, _: case.wanted, 0, Order.WANTED),
    Column(
        "channel", "渠道", lambda case, _: case.channel.label if case.channel else NONE, 104, Order.CHANNEL
    ),
    Column("received", "收到申请之日", lambda case, _: _dated(case.received_on), 133, Order.RECEIVED),
    Column("status", "状态", lambda case, _: case.status.label, 84, Order.STATUS, _status_mark),
    Column("deadline", "期限", lambda case, day: deadline_mark(case, day)[1], 124, Order.DUE, deadline_mark),
    Column("due", "届满日", lambda case, _: _dated(case.due_on), 133, Order.DUE),
    Column("handler", "经办", lambda case, _: case.handler, 84, Order.HANDLER),
    Column("left", "剩余工作日", _days_left, 104, Order.DUE, number=True, shown=False),
    Column("next", "下一步", _next, 260, shown=False),
    Column("next_on", "下一步期限", _next_on, 142, shown=False),
    Column("result", "处理结果", _result, 150, Order.RESULT, shown=False),
    Column("replied", "答复日期", lambda case, _: _dated(case.replied_on), 142, Order.REPLIED, shown=False),
)
ALWAYS = "number"
"""The column that cannot be hidden: without it a row names no case."""


def row_text(case: CaseLine, columns: tuple[Column, ...], day: Day) -> str:
    """A row to paste into a spreadsheet: tabs between, no line breaks, nothing that would be reckoned there."""
    return "\t".join(_inert(column.read(case, day)) for column in columns)


def _inert(words: str) -> str:
    return words if _NUMBER.fullmatch(words) else one_line(words)


def sorted_words(column: Column, descending: bool) -> str:
    """How the list is sorted, in words."""
    if column.order in (Order.NUMBER, Order.RECEIVED, Order.REPLIED):
        return f"按{column.heading}从{'新到旧' if descending else '旧到新'}"
    if column.order is Order.DUE:
        return f"按届满日从{'晚到早' if descending else '早到晚'}"
    return f"按{column.heading}排列" + ("（倒序）" if descending else "")


def is_over(case: CaseLine) -> bool:
    """Whether a case steps back in the list: it asks for nothing any more."""
    return case.status in (Status.CLOSED, Status.ARCHIVED)
