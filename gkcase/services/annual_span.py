"""The year that a yearly report is about (年度报告), and in which row of its form each result is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, literal_column

from gkcase.domain.annual import MERGED_IN_2019, OTHER, RESULTS, TOTAL, format_of
from gkcase.domain.errors import Refusal
from gkcase.domain.words import EARLIEST_YEAR, LATEST_YEAR
from gkcase.services.office import Office


@dataclass(frozen=True)
class Span:
    """A year from its first day to its last, in one of the two forms, with the row of each result."""

    year: int
    format: str
    rows: Mapping[str, str]

    @property
    def first(self) -> date:
        """1 January."""
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """31 December."""
        return date(self.year, 12, 31)

    def codes(self, row: str) -> list[str]:
        """The results that are counted in a row; all of them in the total."""
        return [code for code, counted in self.rows.items() if row in (counted, TOTAL)]


def span(office: Office, year: int, form: str = "") -> Span:
    """The year to be counted; without a form that which the year is reported in."""
    if not EARLIEST_YEAR < year <= LATEST_YEAR:
        raise Refusal(f"年度“{year}”应为四位年份", "", "year")
    form = form or format_of(year)
    rows = {code: result.row for code, result in office.replies.items() if result.row}
    if OTHER in RESULTS[form]:
        rows = {code: OTHER if row in MERGED_IN_2019 else row for code, row in rows.items()}
    return Span(year, form, rows)


def grouping(number: int) -> list[ColumnElement[int]]:
    """Grouping by the place of a column: its words, written again, would not be the same to PostgreSQL."""
    return [literal_column(str(place + 1)) for place in range(number)]
