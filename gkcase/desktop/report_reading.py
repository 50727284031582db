"""What the page of the yearly report shows of one year, read in one go."""

from __future__ import annotations

from dataclasses import dataclass

from gkcase.domain.annual import CARRIED_IN, Figures, Problem, format_of, problems
from gkcase.domain.terms import chinese_date
from gkcase.services.annual_report import Drift, Kept, drift, figures, frozen, last_year
from gkcase.services.office import Office
from gkcase.services.queries import years


@dataclass(frozen=True)
class Picture:
    """One year in one form: the figures as they are now, what does not add up, and how they were handed in.

    `source` says where last year's figures come from, `years` the years that can be chosen.
    """

    figures: Figures
    problems: tuple[Problem, ...]
    before: Figures | None
    source: str
    kept: Kept | None
    drift: Drift | None
    years: tuple[int, ...]

    @property
    def carried(self) -> str:
        """Where the carry-over comes from, as one sentence."""
        count = self.figures.table3[CARRIED_IN][-1]
        if self.before is None:
            return f"上年结转 {count} 件；没有{self.figures.year - 1}年的数据可以核对"
        return f"上年结转 {count} 件，核对{self.figures.year - 1}年{self.source}"


def read_picture(office: Office, year: int, form: str) -> Picture:
    """Read all of it; without a form the one of the year."""
    found = figures(office, year, form or format_of(year))
    before, source = last_year(office, year)
    return Picture(
        found,
        tuple(problems(found, before)),
        before,
        source,
        frozen(office, year),
        drift(office, year),
        known_years(office),
    )


def known_years(office: Office) -> tuple[int, ...]:
    """This year, last year and every year with cases, the latest first."""
    now = office.today().year
    return tuple(sorted({now, now - 1, *years(office)}, reverse=True))


def state_words(picture: Picture, office: Office) -> str:
    """Whether the year is over, and whether its figures were handed in, as one sentence."""
    if picture.kept is not None:
        at = chinese_date(picture.kept.made_on)
        return f"{at}由{picture.kept.made_by}定稿 · 校验值 {picture.kept.sha256[:8].upper()}"
    if picture.figures.as_of is not None:
        return f"截至{chinese_date(picture.figures.as_of)}，本年度未结束"
    return "尚未定稿"
