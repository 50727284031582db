"""Repairs the text layer of PDFs that Qt writes, so that a search for 日 or 人民 finds them.

Qt writes for each glyph the lowest code point that the font shows with it, and CJK fonts show many characters and
their radicals with one glyph: 232 characters of GB 2312 come out as radicals. The maps stand uncompressed in the
file and are rewritten at equal length, so that every offset in the file stays right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from PySide6.QtGui import QFont, QRawFont

_CHARACTERS = (range(0x3001, 0x3020), range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xFF01, 0xFF5F))
_STAND_INS = (range(0x2000, 0x3020), range(0x3400, 0x4DC0), range(0xF900, 0xFB00))
_RADICALS = range(0x2E80, 0x2FE0)
_MAP = re.compile(rb"begincmap.*?endcmap", re.DOTALL)
_RANGE = re.compile(rb"(<[0-9A-F]{4}> <[0-9A-F]{4}>) (<[0-9A-F]{4}>|\[[^\]]*\])")
_CODE = re.compile(rb"<([0-9A-F]{4})>")
_PADDING = re.compile(rb"/CIDSystemInfo <<.*?>> def\n")  # readers do without it in such a map


class RadicalLeft(Exception):
    """The text layer of a PDF still says a radical where a character is meant."""


def repaired(pdf: bytes, fonts: Iterable[QFont]) -> bytes:
    """The same PDF whose text layer says the characters that were drawn with these fonts."""
    table: dict[int, int] = {}
    for font in fonts:
        for weight in (QFont.Weight.Normal, QFont.Weight.Bold):
            weighed = QFont(font)
            weighed.setWeight(weight)
            table |= _characters_of(weighed.toString())
    made = _MAP.sub(lambda found: _corrected(found[0], table), pdf)
    if left := sorted({code for code in mapped_codes(made) if code in _RADICALS}):
        raise RadicalLeft("、".join(f"U+{code:04X}" for code in left))
    return made


def mapped_codes(pdf: bytes) -> Iterator[int]:
    """Every code point that the text layer of a PDF by Qt can say."""
    for found in _MAP.findall(pdf):
        for ends, codes in _RANGE.findall(found):
            yield from _codes(ends, codes)


def _codes(ends: bytes, codes: bytes) -> list[int]:
    """What a range of glyphs says: a list as it stands, or counted on from one code."""
    said = [int(code, 16) for code in _CODE.findall(codes)]
    first, last = (int(end, 16) for end in _CODE.findall(ends))
    return said if codes.startswith(b"[") else [said[0] + step for step in range(last - first + 1)]


def _corrected(map_: bytes, table: dict[int, int]) -> bytes:
    """One map of the same length; a range that no longer counts on becomes a list, in the room of the padding."""

    def corrected(entry: re.Match[bytes]) -> bytes:
        before = _codes(entry[1], entry[2])
        codes = [table.get(code, code) for code in before]
        if codes == before:
            return entry[0]
        words = [b"<%04X>" % code for code in codes]
        if entry[2].startswith(b"["):
            return entry[1] + b" [" + b" ".join(words) + b" ]"
        return entry[1] + b" " + (words[0] if len(words) == 1 else b"[" + b" ".join(words) + b"]")

    made = _RANGE.sub(corrected, map_)
    if len(made) > len(map_):
        made = _PADDING.sub(b"", made)
    if len(made) > len(map_):
        raise RadicalLeft("a map of the text layer has no room for its repair")
    return made.replace(b"begincmap", b"begincmap" + b" " * (len(map_) - len(made)), 1)


@lru_cache(maxsize=32)
def _characters_of(font: str) -> dict[int, int]:
    """Radical or compatibility code -> the character that has the same glyph, in every face of a font's families."""
    described = QFont()
    described.fromString(font)
    table: dict[int, int] = {}
    for family in described.families() or [described.family()]:
        face = QFont(described)
        face.setFamilies([family])
        table |= _shared_glyphs(QRawFont.fromFont(face))
    return table


def _shared_glyphs(raw: QRawFont) -> dict[int, int]:
    by_glyph = {glyph: code for span in _CHARACTERS for code in span if (glyph := _glyph(raw, code))}
    codes = (code for span in _STAND_INS for code in span)
    return {code: by_glyph[g] for code in codes if (g := _glyph(raw, code)) and by_glyph.get(g, code) != code}


def _glyph(raw: QRawFont, code: int) -> int:
    glyphs = raw.glyphIndexesForString(chr(code))
    return glyphs[0] if glyphs else 0
