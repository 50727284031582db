"""The file of a Word template, looked at before anything else opens it: templates come by mail, none is trusted.

What holds for every office file is in `office_guard`; a template is parsed to its end, for the fields in it, too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers.expat import XMLParserType

from gkcase.services.office_guard import DAMAGED as DAMAGED
from gkcase.services.office_guard import MEBIBYTE, WORD, Gate, Part
from gkcase.services.office_guard import checked as guarded

INSTEAD = "请换一份或者恢复内置模板"
BROKEN = f"不是完好的{WORD.name}，{INSTEAD}"
CALLING = frozenset({"DDE", "DDEAUTO", "INCLUDETEXT", "INCLUDEPICTURE", "IMPORT", "LINK", "DATABASE"})
"""Word fields that fetch something from elsewhere."""

LONGEST_CODE = 64
"""So much of a field's code is kept: its first word says what it does, and there may be millions of them."""


def checked(content: bytes, template: str) -> bytes:
    """The file of a template, unless it is none, or holds macros, outside links, a document type or a bomb."""
    gate = Gate(
        f"文书模板“{template}”",
        WORD,
        file=5 * MEBIBYTE,
        unpacked=50 * MEBIBYTE,
        part=20 * MEBIBYTE,
        parts=500,
        instead=INSTEAD,
        smaller="请缩小其中的图片或者恢复内置模板",
    )
    return guarded(content, gate, _LetterPart)


@dataclass
class _LetterPart(Part):
    """A part of a letter; `codes` are the Word fields in it, as they stand in its runs."""

    whole: bool = True
    codes: list[str] = field(default_factory=list)
    _in_code: bool = False

    def listen(self, parser: XMLParserType) -> None:
        super().listen(parser)
        parser.CharacterDataHandler = self._text

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        super().start(tag, attributes)
        local = tag.rpartition(":")[2]
        self._in_code = local == "instrText"
        if local == "altChunk":
            raise self.no("中插入了另一个文件（altChunk），请打开后另存再用")
        if local == "fldSimple":
            self.codes += [value for key, value in attributes.items() if key.rpartition(":")[2] == "instr"]
        elif local == "fldChar":
            self.codes.append("")

    def end(self, tag: str) -> None:
        super().end(tag)
        self._in_code = False
        if self._depth == 0 and any(_calling(code) for code in self.codes):
            raise self.no("中有引用其他文件的域，请在Word中把它改成普通文字再用")

    def _text(self, text: str) -> None:
        if self._in_code:
            before = self.codes.pop() if self.codes else ""
            self.codes.append((before + text).lstrip()[:LONGEST_CODE])


def _calling(code: str) -> bool:
    words = code.split()
    return bool(words) and words[0].upper() in CALLING
