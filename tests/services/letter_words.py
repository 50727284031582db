"""Any text at all on its way through a letter: it comes out as it went in, or it is refused with a reason (F13)."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache

from hypothesis import strategies as st

from gkcase.domain.errors import Refusal
from gkcase.domain.words import clean_text
from gkcase.services.letter_file import About, text_of
from gkcase.services.letter_render import compiled

PLANES = st.one_of(
    st.integers(0, 0xFFFF),
    st.integers(0x10000, sys.maxunicode),
    st.sampled_from(
        [*range(0x00, 0xA0), *range(0x2000, 0x2070), *range(0xD800, 0xD804), 0xFDD0, 0xFFFE, 0xFFFF]
    ),
    st.sampled_from(list(map(ord, "{}%#_<>&;'\"·・•‧𠮷𰻞葛\U000e0100\u200d\ufe0f٠é"))),
).map(chr)
MARKS = (
    ["{{", "}}", "{%", "%}", "{#", "#}", "{_{", "}_}", "&amp;", "&#95;", "<w:t>", "</w:t>", "甲", "_x0041_"],
    [" ", "\n", "\t"],
)
WORDS = st.one_of(
    st.text(PLANES, max_size=60),
    st.lists(st.sampled_from([mark for marks in MARKS for mark in marks]), max_size=12).map("".join),
)
EDGES = " \t\n\u00a0\u3000\ufeff"
BREAKS = re.compile("\r\n|[\r\u2028\u2029]")
"""Line breaks of other systems become those of Word; nothing else is exchanged."""


@cache
def letter(place: str) -> object:
    """A template with a field in one place."""
    from tests.services.test_letter_gate import template_bytes

    return compiled(template_bytes("[{{ applicant }}]", place), "own.docx", ["applicant"])


def fate(words: str, place: str) -> str:
    """ "same", "refused", or what came out instead."""
    try:
        kept = clean_text(words, "内容", lines=True)
    except Refusal as told:
        return "refused" if re.search(r"第\d+个字符|最多", told.reason) else f"no reason: {told.reason}"
    if unicodedata.normalize("NFC", words.replace("\r\n", "\n").replace("\r", "\n")).strip(
        EDGES
    ) != kept.strip(EDGES):
        return f"{words!a} was kept as {kept!a}"
    made = letter(place).letter({"applicant": kept}, About())  # type: ignore[attr-defined]
    shown = text_of(made)
    wanted = f"[{BREAKS.sub(chr(10), kept)}]"
    return "same" if wanted in shown else f"{wanted!a} became {shown!a}"
