"""Tables and paragraphs of a Word file from elsewhere, read as a stream: no file decides how much memory it takes."""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass, field
from typing import Any

from gkcase.services.foreign_parts import MOST_COLUMNS, MOST_ROWS, Links, Listener, TooMuch, whole
from gkcase.services.office_guard import DAMAGED, WORD, Gate, checked

MOST_PARAGRAPHS = 20_000
MAIN = "word/document.xml"


@dataclass
class WordText:
    """What a Word file holds: its tables, inner ones before outer ones, and the paragraphs outside of them."""

    tables: list[list[list[str]]] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)


@dataclass
class _Open:
    """A table while it is read: its rows so far, the row and the cell in the making."""

    rows: list[list[str]] = field(default_factory=list)
    row: list[str] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)
    reach: int = 1


class _Body(Listener):
    """The body of a document; a merged cell says what it says in its first place, as in Excel."""

    def __init__(self) -> None:
        super().__init__()
        self.found = WordText()
        self._tables: list[_Open] = []
        self._paragraphs: list[list[str]] = []
        self._count = 0
        self._twice = 0

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        value = next((text for name, text in attributes.items() if name.rpartition(":")[2] == "val"), "")
        table = self._tables[-1] if self._tables else None
        if tag == "Fallback":  # the same once more, for older programs
            self._twice += 1
        elif tag == "t" and not self._twice and self._paragraphs:
            self.keep()
        elif tag == "p":
            self._paragraphs.append([])
        elif tag in ("tab", "br") and self._paragraphs:
            self._paragraphs[-1].append(" ")
        elif tag == "tbl":
            self._tables.append(_Open())
        elif table is not None:
            self._table_begins(table, tag, value)

    def _table_begins(self, table: _Open, tag: str, value: str) -> None:
        if tag == "tr":
            table.row = []
        elif tag == "tc":
            table.cell, table.reach = [], 1
        elif tag == "gridSpan":
            table.reach = min(max(1, whole(value)), MOST_COLUMNS)
        elif tag == "gridBefore":
            table.row += [""] * min(whole(value), MOST_COLUMNS)

    def finish(self, tag: str) -> None:
        """An element ends."""
        if tag == "Fallback":
            self._twice -= 1
        elif tag == "t" and self.keeping:
            self._paragraphs[-1].append(self.kept())
        elif tag == "p" and self._paragraphs:
            self._paragraph("".join(self._paragraphs.pop()))
        elif self._tables:
            self._table_ends(self._tables[-1], tag)

    def _paragraph(self, text: str) -> None:
        self._count += 1
        if self._count > MOST_PARAGRAPHS:
            raise TooMuch(f"超过{MOST_PARAGRAPHS}段")
        if not self._twice:
            (self._tables[-1].cell if self._tables else self.found.paragraphs).append(text)

    def _table_ends(self, table: _Open, tag: str) -> None:
        if tag == "tc":
            table.row += ["\n".join(table.cell), *([""] * (table.reach - 1))]
            if len(table.row) > MOST_COLUMNS:
                raise TooMuch(f"超过{MOST_COLUMNS}列")
        elif tag == "tr":
            table.rows.append(table.row)
            if len(table.rows) > MOST_ROWS:
                raise TooMuch(f"超过{MOST_ROWS}行")
        elif tag == "tbl":
            self.found.tables.append(self._tables.pop().rows)


def job(content: bytes, name: str) -> list[Any]:
    """In a child process: the text of a document that nobody looked at yet, as plain values (`foreign_files`)."""
    found = text_of(content, name)
    return [found.tables, found.paragraphs]


def text_of(content: bytes, name: str) -> WordText:
    """The tables of a Word file; Trouble where it is none or cannot be trusted."""
    gate = Gate(f"文件“{name}”", WORD)
    try:
        with zipfile.ZipFile(io.BytesIO(checked(content, gate))) as archive:
            body = _Body()
            with archive.open(_main(archive, gate)) as stream:
                body.hear(stream, gate)
            return body.found
    except DAMAGED as error:
        raise gate.no(gate.broken) from error


def _main(archive: zipfile.ZipFile, gate: Gate) -> str:
    """The part that holds the body."""
    links = Links()
    with archive.open("_rels/.rels") as stream:
        links.hear(stream, gate)
    target = next((to for kind, to in links.found.values() if kind == "officeDocument"), MAIN)
    return posixpath.normpath(f"/{target.lstrip('/')}").lstrip("/")
