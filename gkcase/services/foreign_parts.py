"""The parts of a workbook as a stream of elements, counted while they are read: no file decides how much it costs."""

from __future__ import annotations

import re
from typing import IO
from xml.parsers.expat import ExpatError, ParserCreate

from gkcase.services.office_guard import AT_ONCE, MEBIBYTE, Gate

MOST_ROWS, MOST_CELLS, MOST_COLUMNS, MOST_SHEETS = 20_000, 250_000, 1_000, 255
MOST_STRINGS, MOST_SIGNS, LONGEST_CELL = 500_000, 10_000_000, 100_000
MOST_STYLES, MOST_NAMES, DEEPEST, LONGEST_TAG = 100_000, 5_000, 100, MEBIBYTE
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How a workbook writes a sign that XML cannot hold."""


class TooMuch(Exception):
    """A limit was passed; the text says which."""


class Strange(Exception):
    """No program writes a workbook like this."""


class Listener:
    """Hears the elements of one part: `begin` and `finish` with their local names, `text` between them."""

    def __init__(self) -> None:
        self.keeping = False
        self._kept: list[str] = []
        self._signs = 0
        self._depth = 0

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def finish(self, tag: str) -> None:
        """An element ends."""

    def keep(self) -> None:
        """From here on the text is wanted."""
        self.keeping, self._kept, self._signs = True, [], 0

    def kept(self) -> str:
        """The text since then; nothing more is kept."""
        self.keeping = False
        return "".join(self._kept)

    def hear(self, stream: IO[bytes], gate: Gate) -> None:
        """Read the part to its end."""
        parser = ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        read = 0
        try:
            while piece := stream.read(AT_ONCE):
                read += len(piece)
                parser.Parse(piece, False)
                if read - parser.CurrentByteIndex > LONGEST_TAG or len(parser.intern) > MOST_NAMES:
                    raise Strange
            parser.Parse(b"", True)
        except (ExpatError, Strange) as error:
            raise gate.no(f"的内容已损坏，{gate.instead}") from error
        except TooMuch as error:
            raise gate.no(f"{error}，请按年度分成几个文件再导入") from error

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Strange
        self.begin(tag.rpartition(":")[2], attributes)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        self.finish(tag.rpartition(":")[2])

    def _text(self, text: str) -> None:
        if self.keeping:
            self._signs += len(text)
            if self._signs > LONGEST_CELL:
                raise TooMuch(f"有单元格超过{LONGEST_CELL}个字")
            self._kept.append(text)


def unescaped(text: str) -> str:
    """The text with its written-out signs put back."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class Strings(Listener):
    """The shared strings; readings above the signs (拼音) are none of the text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._text_of: list[str] = []
        self._aloud = False
        self._total = 0

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if tag == "si":
            self._text_of = []
        elif tag == "rPh":
            self._aloud = True
        elif tag == "t" and not self._aloud:
            self.keep()

    def finish(self, tag: str) -> None:
        """An element ends."""
        if tag == "t" and self.keeping:
            self._text_of.append(self.kept())
        elif tag == "rPh":
            self._aloud = False
        elif tag == "si":
            self._add(unescaped("".join(self._text_of)))

    def _add(self, text: str) -> None:
        self._total += len(text)
        if len(text) > LONGEST_CELL:
            raise TooMuch(f"有单元格超过{LONGEST_CELL}个字")
        if len(self.found) >= MOST_STRINGS or self._total > MOST_SIGNS:
            raise TooMuch("文字过多")
        self.found.append(text)


class Styles(Listener):
    """Which of the cell styles show a number as a day."""

    def __init__(self) -> None:
        super().__init__()
        self.formats: dict[int, str] = {}
        self.chosen: list[int] = []
        self._cells = False

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if tag == "numFmt":
            self.formats[whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")[:200]
        elif tag == "cellXfs":
            self._cells = True
        elif tag == "xf" and self._cells:
            self.chosen.append(whole(attributes.get("numFmtId")))
        if len(self.chosen) > MOST_STYLES or len(self.formats) > MOST_STYLES:
            raise TooMuch("单元格样式过多")

    def finish(self, tag: str) -> None:
        """An element ends."""
        if tag == "cellXfs":
            self._cells = False


class Index(Listener):
    """The list of sheets (name, whether hidden, relation) and from which day serials count."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, bool, str]] = []
        self.from_1904 = False

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if tag == "workbookPr":
            self.from_1904 = attributes.get("date1904", "0") in ("1", "true")
        elif tag == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), "state" in attributes
                                and attributes["state"] != "visible", relation))  # fmt: skip
            if len(self.sheets) > MOST_SHEETS:
                raise TooMuch("工作表过多")


class Links(Listener):
    """Where the relations of a part point to, with their kinds."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, tuple[str, str]] = {}

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if tag == "Relationship":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found[attributes.get("Id", "")] = (kind, attributes.get("Target", ""))


def whole(text: str | None) -> int:
    """The number in an attribute; 0 where there is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else 0
