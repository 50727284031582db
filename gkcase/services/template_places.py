"""Where in a template its fields stand, in the words of Word, and what somebody left in it by mistake."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
INSIDE = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)

LEFT = {
    "comment": "批注",
    **dict.fromkeys(("ins", "del", "moveFrom", "moveTo"), "未接受的修订"),
    "highlight": "突出显示的底色",
}
"""Elements that are meant for colleagues, and go out with every letter all the same."""


def left_behind(content: bytes) -> list[str]:
    """What stands in a template that was checked and would leave the house with the letters: comments, revisions."""
    from docx.opc.oxml import parse_xml

    found: dict[str, None] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [name for name in archive.namelist() if re.fullmatch(r"word/(?!styles)[^/]+\.xml", name)]
        for name in parts:
            names = {element.tag for element in parse_xml(archive.read(name)).iter()}  # type: ignore[arg-type]
            found |= {word: None for local, word in LEFT.items() if f"{WORD}{local}" in names}
    return list(found)


def places(sources: Sequence[tuple[str, str, frozenset[str]]]) -> dict[str, list[str]]:
    """Each field with the places it stands in; `sources` are the parts: name, text and the fields used there."""
    found: dict[str, list[str]] = {}
    for label, source, names in sources:
        known = dict.fromkeys(sorted(names), "")
        standing = [(place or label, text) for place, text in _tagged(source)]
        for name in known:
            word = re.compile(rf"(?<![\w.]){re.escape(name)}(?!\w)")
            here = dict.fromkeys(place for place, text in standing if word.search(text)) or {label: None}
            found[name] = [*dict.fromkeys([*found.get(name, []), *here])]
    return found


def _tagged(source: str) -> Iterator[tuple[str, str]]:
    """The tags in each paragraph, with the box or table around it; empty where it stands in the part itself."""
    from docx.opc.oxml import parse_xml

    for paragraph in parse_xml(source).iter(f"{WORD}p"):
        tags = " ".join(INSIDE.findall(_own_text(paragraph)))
        if tags:
            yield _around(paragraph), tags


def _own_text(paragraph: Any) -> str:
    """The text of a paragraph without that of the boxes anchored in it."""
    texts = paragraph.iter(f"{WORD}t")
    return "".join(text.text or "" for text in texts if next(text.iterancestors(f"{WORD}p")) is paragraph)


def _around(paragraph: Any) -> str:
    for element in paragraph.iterancestors(f"{WORD}txbxContent", f"{WORD}tbl"):
        return "文本框" if element.tag.endswith("txbxContent") else "表格"
    return ""
