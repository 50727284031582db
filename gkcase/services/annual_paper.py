"""The yearly report as it leaves the house: one set of figures and texts for Word, Excel and JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gkcase.domain.annual import Figures
from gkcase.domain.terms import chinese_date
from gkcase.services.annual_facts import year_facts
from gkcase.services.annual_report import figures
from gkcase.services.annual_text import YearFacts
from gkcase.services.lettering import practice_mark
from gkcase.services.office import Office


@dataclass(frozen=True)
class AnnualPaper:
    """What is printed: the office, its figures, the day of making, the mark of practice, the seal of 定稿."""

    office: str
    facts: YearFacts
    made_on: date
    mark: str = ""
    seal: str = ""
    contact: str = ""

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


def annual_paper(office: Office, year: int, form: str = "") -> AnnualPaper:
    """The report of a year."""
    facts = year_facts(office, figures(office, year, form))
    return AnnualPaper(
        office.profile.name, facts, office.today(), practice_mark(office), contact=_contact(office)
    )


def _contact(office: Office) -> str:
    """Whom to ask about the report."""
    profile = office.profile
    ways = [
        f"{name}：{value}" for name, value in (("地址", profile.address), ("电话", profile.phone)) if value
    ]
    return f"对本报告有疑问的，请与{profile.name}联系（{'；'.join(ways)}）。" if ways else ""
