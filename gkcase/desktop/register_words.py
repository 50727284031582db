"""What the cells of a register say, on the screen, on paper and on the clipboard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from gkcase.desktop.badges import CHIP, Mark
from gkcase.desktop.list_sheet import Head, list_sheet
from gkcase.desktop.printing import Sheet
from gkcase.domain.terms import chinese_date, dated
from gkcase.services.cell_text import one_line
from gkcase.services.office import Office
from gkcase.services.progress import Cancelled, Progress
from gkcase.services.register_fields import FIELDS, FREE, Field, FieldKind, Register
from gkcase.services.register_values import RegisterLine
from gkcase.services.registers import register_lines
from gkcase.services.workbook import YES, Value

NONE = "—"
CHUNK = 500
LATE = "late"
NEAR = 3
_BAD = frozenset({"无效"})


def cell_words(field: Field, value: Value) -> str:
    """What a cell says: days with their weekday, a flag only where it holds."""
    if isinstance(value, bool):
        return YES if value else ""
    if isinstance(value, date):
        return dated(value)
    if value is None:
        return NONE if field.kind is FieldKind.DAY else ""
    return str(value)


def paper_words(field: Field, value: Value) -> str:
    """The same on paper, in one line; a day with its weekday has just the width of its column."""
    return " ".join(cell_words(field, value).split())


def cell_mark(field: Field, value: Value) -> Mark | None:
    """How a cell is drawn where it is not plain words: the status as a chip, what is late as its badge."""
    if field.key == "status":
        return CHIP, str(value)
    if field.key == LATE and value:
        return LATE, "逾期"
    if field.key == "left" and isinstance(value, int) and value <= NEAR:
        return (
            (LATE, f"逾期 {-value} 天")
            if value < 0
            else ("soon", f"临近 {value} 天" if value else "今天到期")
        )
    if field.kind is FieldKind.CHOICE and value in _BAD:
        return LATE, str(value)
    return None


def copied(fields: Iterable[tuple[int, Field]], line: RegisterLine) -> str:
    """A row to paste into a spreadsheet: tabs between, no line breaks, nothing that would be reckoned there."""
    return "\t".join(_inert(field, line.values[place]) for place, field in fields)


def _inert(field: Field, value: Value) -> str:
    if isinstance(value, date):
        return value.isoformat()
    words = cell_words(field, value)
    return words if field.kind is FieldKind.NUMBER else one_line(words)


def lines_of(
    office: Office,
    register: Register,
    keys: Sequence[int],
    unmasked: bool,
    progress: Progress,
    cancelled: Cancelled,
) -> list[RegisterLine]:
    """Many rows in the order of their keys, for copying and printing."""
    found: list[RegisterLine] = []
    for start in range(0, len(keys), CHUNK):
        if cancelled():
            return []  # nobody waits for them any more
        found += register_lines(office, register, keys[start : start + CHUNK], unmasked=unmasked)
        progress(min(start + CHUNK, len(keys)), len(keys))
    return found


def text_of(
    office: Office, register: Register, keys: Sequence[int], unmasked: bool, fields: Sequence[tuple[int, Field]],
    progress: Progress, cancelled: Cancelled,
) -> tuple[int, str]:  # fmt: skip
    """Many rows as they are pasted into a spreadsheet, and how many: the text of all of them takes seconds."""
    lines = lines_of(office, register, keys, unmasked, progress, cancelled)
    return len(lines), "\n".join(copied(fields, line) for line in lines)


def register_sheet(office: Office, register: Register, lines: Sequence[RegisterLine], chosen: str) -> Sheet:
    """The printed register: which office, which rows, as of which day."""
    shown = [(place, field) for place, field in enumerate(FIELDS[register]) if field.paper]
    heads = [
        Head(field.heading, 0 if field.paper == FREE else field.paper, field.kind is FieldKind.NUMBER)
        for _, field in shown
    ]
    rows = ([paper_words(field, line.values[place]) for place, field in shown] for line in lines)
    facts = f"{office.profile.name}    {chosen}，共 {len(lines):,} 条    截至 {chinese_date(office.today())}"
    return list_sheet(f"政府信息公开申请{register.label}", facts, heads, rows)
