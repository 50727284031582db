"""Reads tables 三 and 四 of a published yearly report out of words, with spaces between them or one cell a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gkcase.domain.annual import COLUMNS
from gkcase.services.annual_found import FIFTEEN, Found, called
from gkcase.services.annual_words import (
    DISTINCT,
    HEADS,
    UPHELD,
    figure,
    folded,
    heads_table4,
    is_figure,
    row_of,
)

MOST_WORDS, MOST_SIGNS = 80, 400
"""No label is longer; what stands before it is the text of the report."""


def _by_spaces(text: str) -> Iterator[str]:
    """The words of a text; an empty line is an empty word, for it may be an empty cell."""
    for line in text.splitlines():
        yield from line.split() or [""]


def _by_tabs(text: str) -> Iterator[str]:
    """The lines between tabs: so browsers copy cells that hold paragraphs; nothing between two is an empty cell."""
    for cell in text.split("\t"):
        yield from [line.strip() for line in cell.splitlines() if line.strip()] or [""]


class StreamReader:
    """Goes through words one after the other: a label, then as many figures as the form has columns."""

    def __init__(self, found: Found, text: str, *, tabs: bool = False) -> None:
        self.found = found
        self._text, self._tabs = text, tabs
        self._names = _columns_named(text)
        self._label: list[str] = []
        self._values: list[str] = []
        self._short: list[tuple[str, list[str]]] = []
        self._full = False

    def read(self) -> None:
        """The whole text."""
        for word in _by_tabs(self._text) if self._tabs else _by_spaces(self._text):
            self._word(word)
        self._close()
        self._settle()

    def _target(self) -> tuple[str, int]:
        """Which row the words so far name, and how many figures it has."""
        label = " ".join(self._label[-MOST_WORDS:])[-MOST_SIGNS:]
        if heads_table4(label):
            return UPHELD, FIFTEEN
        row = row_of(label)
        return row, len(self._names) if row else 0

    def _word(self, word: str) -> None:
        if is_figure(word):
            row, expected = self._target() if self._label else ("", 0)
            if row:
                self._values.append(word)
                if sum(1 for value in self._values if value or self._tabs) == expected:
                    self._close()
                return
            if not word:
                return
        if self._values:
            self._close()
        if is_figure(word) and self._full:
            self.found.unread.append(f"“{word}”不知属于哪一栏，没有读入")
            return
        self._full = False
        self._label.append(word)

    def _close(self) -> None:
        """The figures of a row have ended: keep them, or set the row aside where there are too few."""
        (row, expected), values = self._target(), self._values
        if self._tabs and values:
            values = [*values, *([""] * (expected - len(values)))]  # the last ones were empty
        figures = [value for value in values if value]
        self._values = []
        if not row or (not figures and len(values) != expected):
            return  # the label goes on
        self._label = []
        if len(figures) == expected or len(values) == expected:
            self._keep(row, figures if len(figures) == expected else values)
            self._full = len(figures) == expected
        else:
            self._short.append((row, figures))

    def _keep(self, row: str, figures: Sequence[str]) -> None:
        if row == UPHELD:
            self.found.store4(figures)
        else:
            self.found.store(row, self._names, figures)

    def _settle(self) -> None:
        """Rows that all lack one figure lack their total, unless it may as well be another column."""
        lacking = {row: words for row, words in self._short if len(words) == len(self._names) - 1}
        if not self.found.rows and lacking and not _may_end_in_total(lacking.values()):
            for row, words in lacking.items():
                self.found.store(row, self._names, [*words, ""])
        for row, words in self._short:
            if row == UPHELD and self.found.table4 is None:
                self.found.unread.append(_too_few("复议诉讼的表", FIFTEEN, len(words)))
            elif row != UPHELD and row not in self.found.rows:  # else it is the text before the table
                self.found.unread.append(_too_few(f"“{called(row)}”一行", len(self._names), len(words)))


def _too_few(what: str, due: int, found: int) -> str:
    return f"{what}应有{due}个数字，只有{found}个，没有读入"


def _may_end_in_total(rows: Iterable[Sequence[str]]) -> bool:
    """Whether the last figure of every row is the sum of the others: then it is the total, and another is missing."""
    numbers = [[figure(text) or 0 for text in row] for row in rows]
    return any(row[-1] for row in numbers) and all(sum(row[:-1]) == row[-1] for row in numbers)


def _columns_named(text: str) -> tuple[str, ...]:
    """The columns that the words of a text name; all of them where it names none or only some kinds of them."""
    words = {folded(word) for word in text.split()}
    if not DISTINCT & words:
        return COLUMNS
    named = {HEADS[word] for word in words if word in HEADS}
    return tuple(name for name in COLUMNS if name in named)
