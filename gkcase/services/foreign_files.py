"""The door for office files from elsewhere (T3): read once, then looked at and taken apart in a limited child process.

Nothing else in the program takes such a file apart; what comes through the door are plain rows and texts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gkcase.services import child
from gkcase.services.foreign_sheet import Row, Sheet
from gkcase.services.foreign_tables import WordText
from gkcase.services.office_guard import WORD, WORKBOOK, Gate, Kind
from gkcase.services.progress import Cancelled, never


def read_book(path: Path, cancelled: Cancelled = never) -> tuple[bytes, list[Sheet]]:
    """A workbook that somebody chose: its content as it was read, and its sheets."""
    content = _content(path, WORKBOOK)
    told = child.run("workbook", content, path.name, named=f"文件“{path.name}”", cancelled=cancelled)
    return content, [_sheet(*sheet) for sheet in told]


def _sheet(name: str, hidden: bool, rows: list[Any], merged: list[Any], unreckoned: list[str]) -> Sheet:
    made = [Row(number, dict(cells), veiled) for number, cells, veiled in rows]
    return Sheet(name, hidden, made, [(a, b, c, d) for a, b, c, d in merged], unreckoned)


def read_word(path: Path, cancelled: Cancelled = never) -> WordText:
    """The tables and paragraphs of a Word file that somebody chose."""
    content = _content(path, WORD)
    tables, paragraphs = child.run(
        "word", content, path.name, named=f"文件“{path.name}”", cancelled=cancelled
    )
    return WordText(tables, paragraphs)


def _content(path: Path, kind: Kind) -> bytes:
    """What is read later is what is looked at."""
    gate = Gate(f"文件“{path.name}”", kind)
    try:
        with path.open("rb") as file:
            content = file.read(gate.file + 1)
    except OSError as error:
        raise gate.no("无法读取，请确认文件存在、没有被其他程序独占") from error
    gate.check_size(content)
    return content
