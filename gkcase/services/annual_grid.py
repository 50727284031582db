"""Reads tables 三 and 四 of a published yearly report out of rows of cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from gkcase.domain.annual import CELL_LABELS, COLUMNS
from gkcase.services.annual_found import FIFTEEN, LONGEST, Found, called
from gkcase.services.annual_words import DISTINCT, HEADS, LUMPED, UPHELD, folded, is_figure, row_of

Cells = Sequence[str]
ORGANISATIONS = COLUMNS[1:-1]
ORDER = (COLUMNS[0], LUMPED, *COLUMNS[1:])


class GridReader:
    """Goes through tables row by row: heads say where the columns are, labels which row it is."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self._heads: dict[str, int] = {}
        self._heads4: set[int] = set()
        self._in_table4 = False
        self._pending = ""
        self._strange: list[str] = []

    def read(self, grid: Iterable[Cells]) -> None:
        """One table, or a part of one: what the heads before it said still holds."""
        self._strange, self._pending = [], ""
        for cells in grid:
            self._line(cells)

    def _line(self, cells: Cells) -> None:
        texts = [(place, cell) for place, cell in enumerate(cells) if not is_figure(cell)]
        plain = {folded(cell): place for place, cell in reversed(texts)}
        if UPHELD in plain or (self._in_table4 and plain and set(plain) <= set(CELL_LABELS.values())):
            self._in_table4 = True
            self._heads4 |= {place for place, cell in texts if folded(cell) in CELL_LABELS.values()}
        elif DISTINCT & plain.keys():
            self._take_heads(plain)
        elif not self._labelled(cells, texts):
            self._rest(cells, texts)

    def _take_heads(self, plain: Mapping[str, int]) -> None:
        if "自然人" in plain:
            self._heads = {}
        self._heads |= {HEADS[words]: place for words, place in plain.items() if words in HEADS}
        if LUMPED in plain:
            self._heads[LUMPED] = plain[LUMPED]
        if self._heads.keys() & set(ORGANISATIONS):
            self._heads.pop(LUMPED, None)

    def _labelled(self, cells: Cells, texts: Sequence[tuple[int, str]]) -> bool:
        """Take the row whose label stands furthest to the right; words behind it are figures that are none."""
        for place, text in reversed(texts):
            if row := row_of(text):
                self._in_table4 = False
                if not any(cell.strip() for cell in cells[place + 1 :]) and len(cells) == place + 1:
                    self._pending = row  # a cell of several lines, copied as several lines
                else:
                    self._keep(row, cells, place)
                return True
        return False

    def _rest(self, cells: Cells, texts: Sequence[tuple[int, str]]) -> None:
        """A row without a known label: table 四, the rest of a label, or something strange."""
        figures = [cell for cell in cells if cell.strip() and is_figure(cell)]
        if self._in_table4 and len(figures) > len(texts):
            self._row4(cells)
        elif self._pending and texts and figures:
            self._keep(self._pending, cells, texts[-1][0])
        elif texts and figures:
            self._strange.append(" ".join(cell.strip() for cell in cells if cell.strip()))

    def _keep(self, row: str, cells: Cells, place: int) -> None:
        if self.found.rows:
            self.found.unread += [f"不认识的一行：{line[:LONGEST]}" for line in self._strange]
        self._strange, self._pending = [], ""
        names, texts = self._values(cells, place)
        if names:
            self.found.store(row, names, texts)
        else:
            label = called(row)
            self.found.unread.append(
                f"“{label}”一行的栏数和表头对不上，没有读入：{' '.join(texts)[:LONGEST]}"
            )

    def _values(self, cells: Cells, place: int) -> tuple[Sequence[str], Sequence[str]]:
        """The figures of a row with their columns: below the heads where these are in line, else from the left."""
        places = {name: self._heads[name] for name in (*COLUMNS, LUMPED) if name in self._heads}
        ordered = sorted(places, key=lambda name: places[name])
        expected = [name for name in ORDER if name in places]
        first = min(places.values(), default=0)
        in_line = ordered == expected and len(set(places.values())) == len(places) and place < first
        if places and in_line and not any(cell.strip() for cell in cells[place + 1 : first]):
            return ordered, [cells[at] if at < len(cells) else "" for at in places.values()]
        return _from_left(expected or list(COLUMNS), list(cells[place + 1 :]))

    def _row4(self, cells: Cells) -> None:
        places = sorted(self._heads4)
        if len(places) == FIFTEEN:
            self.found.store4([cells[at] if at < len(cells) else "" for at in places])
        else:
            _, texts = _from_left([str(place) for place in range(FIFTEEN)], list(cells))
            if len(texts) == FIFTEEN:
                self.found.store4(texts)
            else:
                self.found.unread.append(f"复议诉讼的表应有15栏，没有读入：{' '.join(texts)[:LONGEST]}")
        self._in_table4 = False


def _from_left(names: Sequence[str], texts: list[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Cells without heads above them; empty ones too many are left out, the last ones may be missing."""
    while len(texts) > len(names) and not texts[-1].strip():
        texts.pop()
    while len(texts) > len(names) and not texts[0].strip():
        texts.pop(0)
    if len(texts) > len(names):
        return (), texts
    return names, [*texts, *([""] * (len(names) - len(texts)))]
