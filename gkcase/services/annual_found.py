"""What the tables of a published yearly report gave so far, before it is put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gkcase.domain.annual import CELL_LABELS, CELLS, COLUMN_LABELS, GROUPS, LABELS
from gkcase.services.annual_words import LUMPED, figure

FIFTEEN = len(GROUPS) * len(CELLS)
"""The cells of table 四."""

LONGEST = 60
"""So many signs of a line that cannot be read are shown."""


def called(row: str) -> str:
    """The last words of a row's name, by which people find it in the table."""
    return LABELS[row].split(" ", 1)[-1]


@dataclass
class Found:
    """What the tables gave so far: rows by key, each with its cells by column; the fifteen cells of table 四."""

    rows: dict[str, dict[str, int | None]] = field(default_factory=dict)
    table4: list[int | None] | None = None
    notes: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def store(self, row: str, names: Sequence[str], texts: Sequence[str]) -> None:
        """Keep one row; a second one of the same name is told where it differs."""
        label = called(row)
        said = [f"“{label}”{COLUMN_LABELS.get(name, LUMPED)}一栏" for name in names]
        cells = dict(zip(names, self._figures(said, texts), strict=True))
        if cells != self.rows.setdefault(row, cells):
            self.unread.append(f"“{label}”一行出现两次而数字不同，只读入了第一次的：{' '.join(texts)}")

    def store4(self, texts: Sequence[str]) -> None:
        """Keep the row of table 四."""
        said = [f"复议诉讼的表“{CELL_LABELS[CELLS[place % 5]]}”一栏" for place in range(FIFTEEN)]
        cells = self._figures(said, texts)
        if self.table4 is None:
            self.table4 = cells
        elif cells != self.table4:
            self.unread.append(f"复议诉讼的表出现两次而数字不同，只读入了第一次的：{' '.join(texts)}")

    def _figures(self, said: Sequence[str], texts: Sequence[str]) -> list[int | None]:
        made: list[int | None] = []
        for what, text in zip(said, texts, strict=True):
            try:
                made.append(figure(text))
            except ValueError:
                made.append(None)
                self.unread.append(f"{what}的“{text.strip()[:LONGEST]}”不是数字，没有读入")
        return made
