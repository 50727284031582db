"""Several contents typed or pasted as one list: one a line, numbering taken off, repetitions pointed out."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NUMBERING = re.compile(
    r"\s*(?:[（(]\s*(?:\d{1,4}|[一二三四五六七八九十百]+)\s*[）)]|\d{1,4}\s*[.．、)）]|[一二三四五六七八九十百]+\s*、"
    r"|[①-⑳]|[-•·●])\s*"
)
_SAYS_NOTHING = re.compile(r"[\s，。；、,.;：:“”\"'（）()《》<>]+")


def contents_of(text: str) -> list[str]:
    """The contents of a list, one a line; a numbering is taken off where every line bears one."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    marks = [_NUMBERING.match(line) for line in lines]
    if len(lines) < 2 or not all(marks):
        return lines
    return [line[mark.end() :].strip() or line for line, mark in zip(lines, marks, strict=True) if mark]


def doubles(texts: Sequence[str]) -> dict[int, int]:
    """The places of contents that repeat an earlier one of the list but for signs and spaces, and that one's place."""
    first: dict[str, int] = {}
    found = {}
    for place, text in enumerate(texts):
        plain = _SAYS_NOTHING.sub("", text)
        if first.setdefault(plain, place) != place:
            found[place] = first[plain]
    return found
