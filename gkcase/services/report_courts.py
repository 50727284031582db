"""Reviews and suits for made-up cases (示例数据), so that table 四 of the yearly report comes out as given."""

from __future__ import annotations

from collections.abc import Sequence

from gkcase.domain.annual import CELLS, GROUP_OF, PENDING, Figures
from gkcase.domain.terms import Remedy, RemedyResult
from gkcase.services.report_days import Days
from gkcase.services.report_tales import Tale, Teller

FILING, DECIDING = (8, 20), (35, 43)
"""Working days from a reply to a review or suit, and from that to its decision."""

SETTLED = FILING[1] + DECIDING[1] + 2
"""What is filed and decided within the year needs so many working days after the reply."""

LATER = (RemedyResult.UPHELD.value, RemedyResult.UPHELD.value, RemedyResult.OTHER.value)
"""How what is pending ends in the year after, each as likely as it stands there."""

EARLIER = (55, 75)
"""So many working days before the year a request was answered whose review was decided before the year too."""

CARRIERS = ("cant_nohold", "np_petition", "deny_process", "open")
"""How those requests of the year before ended that carry what the year itself has no replies for."""


class Courts:
    """Finds a case for every review and suit: one of the year where there is time enough, else one of the year before.

    `_early` are the requests of the year after whose reply a review can be filed and decided in it, `_late` those after
    whose reply one can only be filed; `_reviewed` those whose review was decided, with the day, for suits after it.
    """

    def __init__(self, tales: Sequence[Tale], days: Days, teller: Teller) -> None:
        self._days, self._teller, self._chance = days, teller, teller.chance
        within = [tale for tale in tales if tale.replied and not tale.hurried and tale.ended <= days.last]
        self._early = [tale for tale in within if tale.ended + SETTLED <= days.last]
        self._late = [tale for tale in within if -SETTLED < tale.ended - days.last <= -FILING[1]]
        self._reviewed: list[tuple[Tale, int]] = []
        self._before: list[Tale] = []

    def needed(self, figures: Figures) -> list[Tale]:
        """Give every review and suit of table 四 its case; returns the cases of the year before that it took."""
        for remedy, group in GROUP_OF.items():
            for cell in CELLS[:-1]:
                for _ in range(figures.remedies(group, cell)):
                    if remedy is Remedy.LITIGATION_AFTER_REVIEW:
                        self._after_review(cell)
                    else:
                        self._against_reply(remedy, cell)
        return self._before

    def _against_reply(self, remedy: Remedy, cell: str) -> None:
        tale = self._taken(self._late if cell == PENDING else self._early, remedy)
        decided = self._filed(tale, remedy, cell, tale.ended + self._chance.randint(*FILING))
        if remedy is Remedy.ADMINISTRATIVE_REVIEW and cell != PENDING:
            self._reviewed.append((tale, decided))

    def _filed(self, tale: Tale, remedy: Remedy, cell: str, filed: int) -> int:
        """File it, decide it within the year or, where it is to be pending, after it; the day of the decision."""
        first, last = self._days.first, self._days.last
        filed = min(filed if self._days.counted(filed) else first, last)
        decided = filed + self._chance.randint(*DECIDING)
        if cell == PENDING:
            decided = max(decided, last + self._chance.randint(1, DECIDING[0]))
            cell = self._chance.choice(LATER)
        else:
            decided = min(max(decided, first), last)
        self._teller.remedy(tale, remedy, filed, decided, cell)
        return decided

    def _taken(self, pool: list[Tale], remedy: Remedy) -> Tale:
        """A request of the year, each once; where none is left one of the year before, answered at its end."""
        fit = [at for at, tale in enumerate(pool) if remedy is not Remedy.LITIGATION or not tale.withheld]
        return pool.pop(self._chance.choice(fit)) if fit else self._carrier(self._chance.randint(12, 28))

    def _carrier(self, before: int) -> Tale:
        """A request that was answered so many working days before the year began."""
        row = self._chance.choice(CARRIERS)
        steps = self._teller.steps(row, long=False)
        tale = Tale("natural", self._days.first - before - steps[-1].after, steps, row=row)
        self._before.append(tale)
        return tale

    def _after_review(self, cell: str) -> None:
        """A suit after a review that was decided in the year, early enough; else one that was decided before it."""
        needed = FILING[1] if cell == PENDING else SETTLED
        latest = self._days.last - needed
        fit = [at for at, (_, decided) in enumerate(self._reviewed) if decided <= latest]
        if fit:
            tale, reviewed = self._reviewed.pop(fit[0])
        else:
            tale, reviewed = self._reviewed_before()
        self._filed(tale, Remedy.LITIGATION_AFTER_REVIEW, cell, reviewed + self._chance.randint(*FILING))

    def _reviewed_before(self) -> tuple[Tale, int]:
        """A request whose review was decided in the year before."""
        tale = self._carrier(self._chance.randint(*EARLIER))
        filed = tale.ended + FILING[0]
        reviewed = filed + DECIDING[0]
        if self._days.counted(filed):
            upheld = RemedyResult.UPHELD.value
            self._teller.remedy(tale, Remedy.ADMINISTRATIVE_REVIEW, filed, reviewed, upheld)
        return tale, reviewed
