"""The yearly report as it leaves the house: one set of figures and texts for Word, Excel and JSON."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from gkcase.domain.annual import Figures, Problem, problems
from gkcase.domain.errors import Refusal
from gkcase.domain.terms import chinese_date
from gkcase.services.annual_facts import year_facts
from gkcase.services.annual_report import Kept, frozen, last_year, report
from gkcase.services.annual_text import YearFacts
from gkcase.services.lettering import practice_mark
from gkcase.services.office import BEIJING, Office

MOST_DOUBTS = 5


@dataclass(frozen=True)
class AnnualPaper:
    """What is printed: the office, its figures, the day of making, the mark of practice, the seal of 定稿."""

    office: str
    facts: YearFacts
    made_on: date
    mark: str = ""
    seal: str = ""
    contact: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def figures(self) -> Figures:
        """The figures of tables 三 and 四."""
        return self.facts.figures

    @property
    def name(self) -> str:
        """What the report is called, without the office."""
        return f"{self.figures.year}年政府信息公开工作年度报告"

    @property
    def title(self) -> str:
        """What the report is called."""
        return f"{self.office}{self.name}"

    @property
    def until(self) -> str:
        """Up to which day a year that is not over was counted; empty for a whole year."""
        day = self.figures.as_of
        return f"截至{chinese_date(day)}，本年度尚未结束" if day else ""

    @property
    def doubts(self) -> list[str]:
        """What has to be looked at before the report is handed in: what does not add up or is not counted."""
        most = self.problems[:MOST_DOUBTS]
        told = [f"〔请核对：{problem.text}〕" for problem in most]
        left = len(self.problems) - len(most)
        return [*told, f"〔请核对：另有{left}处问题〕"] if left else told


def annual_paper(office: Office, year: int, form: str = "") -> AnnualPaper:
    """The report of a year: as it was frozen (定稿), where it was in this form, else as it stands now."""
    live, final, seal = report(office, year, form), frozen(office, year), ""
    facts, wrong = year_facts(office, live.figures), live.problems
    if final and form in ("", final.figures.format):
        facts, seal = _final(facts, final), _seal(final)
        wrong = tuple(problems(final.figures, last_year(office, year)[0]))
    return AnnualPaper(
        office.profile.name, facts, office.today(), practice_mark(office), seal, _contact(office), wrong
    )


def _final(facts: YearFacts, final: Kept) -> YearFacts:
    """The frozen figures; where the cases have changed since, the text does not tell what may contradict them."""
    if final.unsound:
        raise Refusal(final.unsound, "", "year")
    changed = final.figures != facts.figures
    then = replace(final.figures, as_of=facts.figures.as_of)
    return YearFacts(then, changed=True) if changed else replace(facts, figures=then)


def _seal(final: Kept) -> str:
    """When the figures became final, and their hash."""
    return f"{chinese_date(final.made_at.astimezone(BEIJING).date())}定稿　校验值{final.sha256}"


def _contact(office: Office) -> str:
    """Whom to ask about the report."""
    profile = office.profile
    ways = [
        f"{name}：{value}" for name, value in (("地址", profile.address), ("电话", profile.phone)) if value
    ]
    return f"对本报告有疑问的，请与{profile.name}联系（{'；'.join(ways)}）。" if ways else ""
