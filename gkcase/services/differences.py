"""What changed from one version of a letter to the next, paragraph by paragraph and word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

Change = Literal["same", "new", "gone"]
ALIKE = 0.4
"""Paragraphs that share less than this are shown as one gone and one new: marks on every second word help nobody."""

_WORDS = re.compile(r"[0-9A-Za-z]+|\s+|.", re.DOTALL)


@dataclass(frozen=True)
class Part:
    """Some words of a paragraph: kept, new, or gone."""

    change: Change
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the newer version with its changes; `place` counts from 1, 0 for one that is gone."""

    place: int
    parts: tuple[Part, ...]

    @property
    def change(self) -> Literal["same", "new", "gone", "changed"]:
        """What became of the paragraph as a whole."""
        found = {part.change for part in self.parts}
        return found.pop() if len(found) == 1 else "changed"

    @property
    def text(self) -> str:
        """The words that stand there now; of a paragraph that is gone those that stood there."""
        keep = "gone" if self.change == "gone" else "new"
        return "".join(part.text for part in self.parts if part.change in ("same", keep))


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of a letter's text that hold words."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def differences(old: Sequence[str], new: Sequence[str]) -> list[Paragraph]:
    """The newer version with everything that changed from the older one."""
    made: list[Paragraph] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for what, i, j, k, m in matcher.get_opcodes():
        if what == "equal":
            made += [Paragraph(k + n + 1, (Part("same", text),)) for n, text in enumerate(new[k:m])]
            continue
        for n, (before, after) in enumerate(zip_longest(old[i:j], new[k:m])):
            made += _replaced(before, after, k + n + 1)
    return made


def _replaced(before: str | None, after: str | None, place: int) -> Iterator[Paragraph]:
    if before is not None and after is not None:
        words = _WORDS.findall(before), _WORDS.findall(after)
        matcher = SequenceMatcher(None, *words, autojunk=False)
        if matcher.ratio() >= ALIKE:
            yield Paragraph(place, tuple(_parts(matcher, *words)))
            return
    if before is not None:
        yield Paragraph(0, (Part("gone", before),))
    if after is not None:
        yield Paragraph(place, (Part("new", after),))


def _parts(matcher: SequenceMatcher[str], old: Sequence[str], new: Sequence[str]) -> Iterator[Part]:
    for what, i, j, k, m in matcher.get_opcodes():
        if what == "equal":
            yield Part("same", "".join(new[k:m]))
            continue
        if i < j:
            yield Part("gone", "".join(old[i:j]))
        if k < m:
            yield Part("new", "".join(new[k:m]))
