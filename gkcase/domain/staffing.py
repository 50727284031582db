"""Who may take a step of the route (审签): persons with their roles, and deputies while somebody is away (代签)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from gkcase.domain.journal import Entry
from gkcase.domain.signoff import SIGNING, Route, Step
from gkcase.domain.state import Objection
from gkcase.domain.terms import Event, Role, chinese_date

BASIS = "第四十五条"


@dataclass(frozen=True)
class Absence:
    """While `person` is away, `deputy` signs for them; both days belong to it."""

    person: str
    deputy: str
    since: date
    until: date

    def covers(self, day: date) -> bool:
        """Whether the person is away on that day."""
        return self.since <= day <= self.until


@dataclass(frozen=True)
class Staff:
    """The persons who work here with their roles, and who stands in for whom when."""

    roles: Mapping[str, frozenset[Role]] = field(default_factory=dict)
    absences: tuple[Absence, ...] = ()

    def holders(self, role: Role) -> list[str]:
        """Who has a role."""
        return [name for name, held in self.roles.items() if role in held]

    def principals(self, deputy: str, day: date) -> list[str]:
        """For whom somebody stands in on a day; who has left stands in for nobody."""
        if deputy not in self.roles:
            return []
        return [one.person for one in self.absences if one.deputy == deputy and one.covers(day)]

    def roles_on(self, name: str, day: date) -> frozenset[Role]:
        """The roles in which somebody can act on a day: their own, and to sign those of whom they stand in for."""
        lent = (self.roles.get(person, frozenset()) for person in self.principals(name, day))
        return self.roles.get(name, frozenset()) | frozenset(SIGNING) & frozenset().union(*lent)

    @property
    def held(self) -> frozenset[Role]:
        """The roles that count for the built-in route: legal review only where another person than the head does it."""
        reviewers, heads = self.holders(Role.REVIEWER), self.holders(Role.HEAD)
        apart = any(one != other for one in reviewers for other in heads)
        found = frozenset().union(*self.roles.values())
        return found if apart else found - {Role.REVIEWER}


def takers(step: Step, staff: Staff, day: date, drafter: str) -> dict[str, str]:
    """Who may sign a step on a day, and for whom they then sign (empty: in their own name).

    The drafter signs neither as holder nor as deputy, and nobody signs in the drafter's place.
    """
    holders = [name for name in staff.holders(step.role) if name != drafter]
    found = dict.fromkeys(holders, "")
    for away in staff.absences:
        if away.person in holders and away.covers(day) and away.deputy in staff.roles:
            found.setdefault(away.deputy, away.person)
    found.pop(drafter, None)
    return found


def understaffed(route: Route, staff: Staff, day: date, drafter: str) -> Objection | None:
    """The first step that cannot be taken by anybody but the drafter, or not by somebody else than the others."""
    if not route.steps:
        return Objection(
            "审签路线没有写明任何环节，请在“设置”的“审签路线”中添加", article=BASIS, field="route"
        )
    able = [frozenset(takers(step, staff, day, drafter)) for step in route.steps]
    for step, names in zip(route.steps, able, strict=True):
        if not names:
            return Objection(_nobody(step, staff, drafter), article=BASIS, field="route")
    if not _all_seated(able):
        said = f"审签路线“{route.label}”要由不同的人签，现有人员不够，请在“设置”中登记人员或者改路线"
        return Objection(said, article=BASIS, field="route")
    return None


def _nobody(step: Step, staff: Staff, drafter: str) -> str:
    if drafter in staff.holders(step.role):
        return f"审签环节“{step.label}”只有拟稿人{drafter}能签，请由他人拟稿，或者在“设置”中登记其他{step.role.label}"
    return f"审签环节“{step.label}”没有人能签，请在“设置”中登记{step.role.label}或者改审签路线"


def _all_seated(able: Sequence[frozenset[str]], taken: frozenset[str] = frozenset()) -> bool:
    """Whether each step can be given to somebody of its own."""
    if not able:
        return True
    return any(_all_seated(able[1:], taken | {name}) for name in able[0] - taken)


def signing_for(entry: Entry, step: Step, staff: Staff, drafter: str) -> str:
    """For whom the signer of an entry signs as deputy; empty where they sign in their own name, or may not."""
    return takers(step, staff, entry.on, drafter).get(entry.text("signer").strip(), "")


def unentitled(entry: Entry, step: Step, staff: Staff, drafter: str) -> Objection | None:
    """Why the signer of an entry may not sign this step on this day, or not in this way."""
    signer = entry.text("signer").strip()
    able = takers(step, staff, entry.on, drafter)
    if signer not in able:
        role = step.role.label
        said = f"“{signer}”不是本单位登记的{role}，也没有{chinese_date(entry.on)}代签的登记，请在“设置”中登记"
        return Objection(said, article=BASIS, field="signer")
    claimed = entry.text("deputy_for")
    if claimed and claimed != able[signer]:
        said = f"没有{signer}在{chinese_date(entry.on)}代{claimed}签的外出登记，请先在“设置”中登记"
        return Objection(said, article=BASIS, field="deputy_for")
    return None


def not_by_own_hand(entry: Entry, staff: Staff) -> Objection | None:
    """Whoever works signs as themselves; what somebody else signed on paper is entered as such.

    An acting person whom the office does not know is not held against anybody: nobody logs in yet.
    """
    signer = entry.text("signer").strip()
    if entry.flag("on_paper") or entry.by == signer or entry.by not in staff.roles:
        return None
    said = f"只能由{signer}本人审签；{signer}在纸上签过的，请选“纸质签字”并附扫描件"
    return Objection(said, article=BASIS, field="on_paper")


def unchosen(event: Event, *, assumed: bool) -> Objection | None:
    """Nobody signs, returns or enters a signature before it has been said who works (第四十五条)."""
    if not assumed or event not in (Event.SIGNED, Event.RETURNED):
        return None
    return Objection("请先选定现在由谁办理，再审签", article=BASIS, field="by")
