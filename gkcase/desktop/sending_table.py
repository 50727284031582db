"""The dispatch list as a table: a heading for each group, below it the letters of the group."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QObject, Qt

from gkcase.desktop.badges import MARK_ROLE, Mark
from gkcase.desktop.short_table import Index, ShortTable
from gkcase.desktop.tokens import colour, font
from gkcase.domain.identity import mask_name, mask_party
from gkcase.domain.terms import Delivery, Event, dated, spoken
from gkcase.domain.workdays import WorkCalendar
from gkcase.services.dispatch_list import Group, Outgoing

COLUMNS = ("情况", "案件", "收件人", "文书", "方式", "邮件号码", "寄出日期", "经办")
WIDTHS = (168, 124, 150, 128, 96, 170, 150, 90)
STATE = 0
NEAR = 3
LONG = 10
"""From how many days on the way somebody should ask the post office."""

TO_OTHERS = frozenset({Event.CONSULTATION_SENT, Event.THIRD_PARTY_TOLD})


@dataclass(frozen=True)
class Day:
    """The day by which the list reckons."""

    today: date
    calendar: WorkCalendar


def veiled(line: Outgoing) -> str:
    """To whom it goes, as lists may show it; the names of organisations stay."""
    if line.event in TO_OTHERS:
        return mask_party(line.addressee)
    return mask_name(line.addressee, line.kind)


def mark(line: Outgoing, day: Day) -> Mark:
    """How a letter stands: by when it must leave, how long it is on its way, what is missing."""
    if line.group is Group.TO_SEND:
        return _due(line, day)
    if line.group is Group.RETURNED:
        return "late", f"{spoken(line.returned_on)}退回" if line.returned_on else line.group.label
    if line.group is Group.TO_PROVE:
        return "soon", f"缺{line.missing}"
    words = f"在途 {line.days} 天" if line.days else "今天寄出"
    return ("soon", f"{words}，请查询") if line.days > LONG else ("waiting", words)


def _due(line: Outgoing, day: Day) -> Mark:
    if line.due_on is None:
        return "safe", "待送出"
    if line.due_on < day.today:
        return "late", f"已过{spoken(line.due_on)}"
    left = day.calendar.count(day.today, line.due_on)
    words = f"{spoken(line.due_on)}前" if line.due_on > day.today else "今天最后一天"
    return ("soon" if left <= NEAR else "safe"), words


def way_words(line: Outgoing) -> str:
    """How it leaves or left."""
    if line.way is not None:
        return line.way.label
    return "" if line.group is Group.TO_SEND else "没有登记"


class SendingTable(ShortTable[Group | Outgoing]):
    """Headings and letters; `group_at` tells which rows are headings."""

    columns = COLUMNS

    def __init__(self, day: Callable[[], Day], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._day = day
        self._counts: dict[Group, int] = {}

    @property
    def letters(self) -> list[Outgoing]:
        """The letters alone."""
        return [row for row in self.lines if isinstance(row, Outgoing)]

    def show_letters(self, letters: Sequence[Outgoing]) -> None:
        """Show these, under the headings of their groups."""
        rows: list[Group | Outgoing] = []
        self._counts = {}
        for letter in letters:
            if letter.group not in self._counts:
                rows.append(letter.group)
            self._counts[letter.group] = self._counts.get(letter.group, 0) + 1
            rows.append(letter)
        self.show(rows)

    def line_at(self, row: int) -> Outgoing | None:
        """The letter of a row; None for a heading."""
        found = self.lines[row] if 0 <= row < len(self.lines) else None
        return found if isinstance(found, Outgoing) else None

    def row_of(self, key: tuple[int, int] | None) -> int:
        """Where a letter stands; -1: nowhere."""
        places = (
            place for place, row in enumerate(self.lines) if isinstance(row, Outgoing) and row.key == key
        )
        return next(places, -1)

    def next_to_send(self, after: int, skipped: Collection[tuple[int, int]] = ()) -> int:
        """The next letter that waits to be sent, from a row on and then from the top; -1: there is none."""
        waiting = [
            place
            for place, row in enumerate(self.lines)
            if isinstance(row, Outgoing) and row.group is Group.TO_SEND and row.key not in skipped
        ]
        return next((place for place in waiting if place > after), waiting[0] if waiting else -1)

    def with_number(self, number: str) -> int:
        """Where a parcel of that number stands; -1: not in the list."""
        places = (place for place, row in enumerate(self.lines) if isinstance(row, Outgoing))
        return next((place for place in places if self.lines[place].tracking_number == number), -1)  # type: ignore[union-attr]  # only letters are asked

    # -- what views ask ---------------------------------------------------------------------------------------

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.line_at(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.lines[index.row()]
        if isinstance(row, Group):
            return self._heading(row, index.column(), role)
        if role == MARK_ROLE and index.column() == STATE:
            return mark(row, self._day())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._words(row)[index.column()]
        return None

    def _heading(self, group: Group, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{group.label}　{self._counts[group]} 件" if column == STATE else ""
        if role == Qt.ItemDataRole.FontRole:
            return font("body", bold=True)
        return colour("text") if role == Qt.ItemDataRole.ForegroundRole else None

    def _words(self, line: Outgoing) -> tuple[str, ...]:
        return (
            mark(line, self._day())[1],
            line.number,
            veiled(line),
            line.letter,
            way_words(line),
            line.tracking_number,
            dated(line.sent_on) if line.sent_on else "",
            line.handler,
        )


def default_proof(way: Delivery | None) -> str:
    """What usually proves that a letter of this way arrived (235号 and its practice)."""
    return {
        Delivery.POST: "EMS签收记录",
        Delivery.EMAIL: "邮件服务器发送记录",
        Delivery.ONLINE: "平台送达记录",
        Delivery.NOTICE: "公告截图",
    }.get(way or Delivery.HAND, "送达回证")
