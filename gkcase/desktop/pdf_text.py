"""Repairs the text layer of PDFs that Qt writes, so that a search for 日 or 人民 finds them.

Qt writes for each glyph the lowest code point that the font shows with it, and CJK fonts show many characters and
their radicals with one glyph: 232 characters of GB 2312 come out as radicals. The maps stand uncompressed in the
file, so a code is replaced by another of the same length and every offset stays right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from PySide6.QtGui import QFont, QRawFont

_CHARACTERS = (range(0x3001, 0x3020), range(0x3400, 0x4DC0), range(0x4E00, 0xA000))
_STAND_INS = (range(0x2329, 0x232B), range(0x2E80, 0x2FE0), range(0x3400, 0x4DC0), range(0xF900, 0xFB00))
_MAP = re.compile(rb"begincmap.*?endcmap", re.DOTALL)
_ARRAY = re.compile(rb"\[[^\]]*\]")
_CODE = re.compile(rb"<([0-9A-Fa-f]{4})>")
_RADICALS = range(0x2E80, 0x2FE0)


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

    def swapped(code: re.Match[bytes]) -> bytes:
        return b"<%04X>" % table.get(int(code[1], 16), int(code[1], 16))

    def corrected(map_: re.Match[bytes]) -> bytes:
        return _ARRAY.sub(lambda codes: _CODE.sub(swapped, codes[0]), map_[0])

    made = _MAP.sub(corrected, pdf)
    if left := sorted({code for map_ in _MAP.findall(made) for code in _mapped(map_) if code in _RADICALS}):
        raise RadicalLeft("、".join(f"U+{code:04X}" for code in left))
    return made


def _mapped(map_: bytes) -> list[int]:
    return [int(code, 16) for codes in _ARRAY.findall(map_) for code in _CODE.findall(codes)]


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
