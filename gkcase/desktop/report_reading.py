"""What the page of the yearly report shows of one year, read in one go."""

from __future__ import annotations

from dataclasses import dataclass

from gkcase.domain.annual import CARRIED_IN, Figures, Problem
from gkcase.domain.terms import chinese_date
from gkcase.services.annual_report import AnnualReport, Drift, Kept, drift, frozen, report
from gkcase.services.office import BEIJING, Office
from gkcase.services.queries import years

SOURCES = {"frozen": "定稿", "published": "已公布的年报", "live": "案件的现有记录"}


@dataclass(frozen=True)
class Picture:
    """One year in one form: the report as it stands now, how it was handed in, what has moved since.

    `years` are those that can be chosen, the latest first.
    """

    report: AnnualReport
    kept: Kept | None
    drift: Drift | None
    years: tuple[int, ...]

    @property
    def figures(self) -> Figures:
        """The figures as they stand now."""
        return self.report.figures

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What does not add up, and what was changed behind the program's back."""
        unsound = self.kept.unsound if self.kept else ""
        told = (Problem("unsound", ("", ""), unsound),) if unsound else ()
        return (*self.report.problems, *told)

    @property
    def carried(self) -> str:
        """With what the carry-over is compared, as one sentence."""
        count = self.figures.table3[CARRIED_IN][-1]
        return f"上年结转 {count} 件，与{self.figures.year - 1}年{SOURCES[self.report.before_from]}核对"

    @property
    def state(self) -> str:
        """Whether the year is over, and whether its figures were handed in."""
        if self.kept is not None:
            on = chinese_date(self.kept.made_at.astimezone(BEIJING).date())
            return f"{on}由{self.kept.made_by}定稿 · 校验值 {self.kept.sha256[:16].upper()}"
        if self.figures.as_of is not None:
            return f"截至{chinese_date(self.figures.as_of)}，本年度未结束"
        return "尚未定稿"


def read_picture(office: Office, year: int, form: str) -> Picture:
    """Read all of it; without a form in the one of the year."""
    found = report(office, year, form)
    return Picture(found, frozen(office, year), drift(office, year), known_years(office))


def known_years(office: Office) -> tuple[int, ...]:
    """This year, last year and every year with cases, the latest first."""
    now = office.today().year
    return tuple(sorted({now, now - 1, *years(office)}, reverse=True))
