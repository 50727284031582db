"""The yearly report (年度报告) as services give it: live figures, the cases behind them, 定稿, last year's figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gkcase.domain.annual import Figures, Problem, problems
from gkcase.domain.annual_document import from_document, tables
from gkcase.domain.errors import Refusal
from gkcase.domain.rights import May
from gkcase.domain.terms import chinese_date
from gkcase.domain.words import clean_text
from gkcase.services.annual_counts import cases_in as cases_in
from gkcase.services.annual_counts import figures as figures
from gkcase.services.annual_drift import Drift as Drift
from gkcase.services.annual_drift import drift as drift
from gkcase.services.annual_drift import placements_of
from gkcase.services.annual_kept import FROZEN, PUBLISHED, keep, kept
from gkcase.services.annual_kept import Kept as Kept
from gkcase.services.annual_kept import every_kept as every_kept
from gkcase.services.annual_kept import hash_of as hash_of
from gkcase.services.annual_span import span
from gkcase.services.annual_suits import remedies_in as remedies_in
from gkcase.services.office import Change, Office, Topic

LIVE = "live"


@dataclass(frozen=True)
class AnnualReport:
    """The report of a year as it stands now, with last year's figures and what does not add up.

    `before_from` says where last year's figures are from: frozen, published or live. `unsound` is the sentence to be
    told where those were changed behind the program's back.
    """

    figures: Figures
    problems: tuple[Problem, ...]
    before: Figures
    before_from: str
    unsound: str = ""


def report(office: Office, year: int, form: str = "") -> AnnualReport:
    """The live report of a year, checked in itself and against last year's."""
    found = figures(office, year, form)
    before, source, unsound = last_year(office, year)
    told = problems(found, before)
    if unsound:
        told.append(Problem("unsound", ("", ""), unsound))
    return AnnualReport(found, tuple(told), before, source, unsound)


def last_year(office: Office, year: int) -> tuple[Figures, str, str]:
    """The figures of the year before: frozen, else published, else live; where from; and whether they are sound."""
    known = frozen(office, year - 1) or published(office, year - 1)
    if known:
        return known.figures, known.source, known.unsound
    return figures(office, year - 1), LIVE, ""


def frozen(office: Office, year: int) -> Kept | None:
    """The report of a year as it was frozen (定稿); None where it never was."""
    return kept(office, year, FROZEN)


def published(office: Office, year: int) -> Kept | None:
    """The figures of a year as they were published, taken over from a file; None where there are none."""
    return kept(office, year, PUBLISHED)


def freeze(office: Office, year: int, form: str = "", note: str = "") -> Change:
    """Freeze the report of a year (定稿): figures, where each case stands in them, hash, who and when, on the chain.

    Before 1 January of the next year, and while something does not add up, `note` must say why. Freezing again takes
    the place of the former one, which stays on record.
    """
    if office.assumed or not office.acting:
        raise Refusal("请先选定现在由谁办理，再定稿", "", "by")
    note = clean_text(note, "定稿说明", lines=True, field="note")
    found = report(office, year, form)
    _ready(office, found, note)
    asked = span(office, year, form)
    with office.transaction(May.REPORT) as session:
        placed = placements_of(session, asked)
        early, wrong = office.today() <= asked.last, len(found.problems)
        sha = keep(office, session, found.figures, FROZEN, note, placed, early=early, problems=wrong)
    return Change(Topic.REPORTS, said=f"{year}年度报告已定稿，校验值{sha[:16]}")


def _ready(office: Office, found: AnnualReport, note: str) -> None:
    """Refuse what nobody has given a reason for."""
    year = found.figures.year
    if note:
        return
    if office.today() <= date(year, 12, 31):
        said = (
            f"{year}年度尚未结束，{chinese_date(date(year + 1, 1, 1))}起才能定稿；确需提前定稿的，请写明理由"
        )
        raise Refusal(said, "第五十条", "note")
    if found.problems:
        first = found.problems[0].text
        said = f"数据有{len(found.problems)}处问题（{first}），请先核对；确需照此定稿的，请写明理由"
        raise Refusal(said, "第五十条", "note")


def publish(office: Office, found: Figures, note: str = "") -> Change:
    """Keep figures that were published as those of their year; next year's carry-over is held against them."""
    if found.year >= office.today().year:
        raise Refusal(f"{found.year}年度尚未结束，没有已公布的数据，请核对年度", "第五十条", "year")
    note = clean_text(note, "说明", lines=True, field="note")
    found = from_document(tables(found))  # what could not be read back is not kept
    with office.transaction(May.REPORT) as session:
        keep(office, session, found, PUBLISHED, note)
    return Change(Topic.REPORTS, said=f"已保存{found.year}年度已公布的数据")
