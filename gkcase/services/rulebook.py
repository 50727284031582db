"""The law as it is shipped, read once from resources/law and resources/calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from gkcase.domain.law import Law, Period, parse_remedies
from gkcase.domain.policy import Policy, Question, parse_policy, questions
from gkcase.domain.replies import Result, parse_replies
from gkcase.domain.rules import Rules
from gkcase.domain.workdays import Arrangement, OfficeDay, WorkCalendar, load_statutory
from gkcase.paths import RESOURCES

if TYPE_CHECKING:
    from gkcase.domain.decision import Decision


@dataclass(frozen=True)
class RuleBook:
    """Everything that is the same in every office."""

    law: Law
    remedies: Mapping[str, Period]
    replies: Mapping[str, Result]
    policy_text: str
    arrangements: tuple[Arrangement, ...]
    statutory: Mapping[int, Mapping[date, str]]

    @property
    def questions(self) -> tuple[Question, ...]:
        """The doubtful points that an office may decide for itself."""
        return questions(self.policy_text)

    def rules(
        self,
        imported: Iterable[Arrangement] = (),
        office_days: Iterable[OfficeDay] = (),
        choices: Mapping[str, object] | None = None,
    ) -> Rules:
        """The rules of one office: what it has imported wins over what was shipped."""
        years = {arrangement.year: arrangement for arrangement in self.arrangements}
        years |= {arrangement.year: arrangement for arrangement in imported}
        calendar = WorkCalendar(years.values(), office_days, self.statutory)
        policy = parse_policy(self.policy_text, choices) if choices else Policy()
        return Rules(self.law, calendar, policy, self.remedies)


@lru_cache(1)
def decision() -> Decision:
    """Read the questions that lead to a kind of reply, with the first reply that is written."""
    from gkcase.domain.decision import parse_decision

    return parse_decision(_text(RESOURCES / "law" / "decision.toml"))


def _text(path: Path) -> str:
    return path.read_text("utf-8")


@lru_cache(1)
def rulebook() -> RuleBook:
    """Read the shipped law."""
    law = RESOURCES / "law"
    years = sorted((RESOURCES / "calendar").glob("*.toml"))
    return RuleBook(
        law=Law.parse(_text(law / "regulation_2019.toml")),
        remedies=parse_remedies(_text(law / "remedies.toml")),
        replies=parse_replies(_text(law / "replies.toml")),
        policy_text=_text(law / "policy.toml"),
        arrangements=tuple(Arrangement.parse(_text(year)) for year in years),
        statutory=load_statutory(_text(law / "statutory_days.toml")),
    )
