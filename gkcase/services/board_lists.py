"""Lists to print beside the dashboard: 每周风险清单 for those who answer for it, 到期预警 for each handler."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from gkcase.domain.identity import mask_name
from gkcase.domain.terms import spoken
from gkcase.services.board_open import NOBODY, OWN_UNIT, open_cases
from gkcase.services.board_values import OpenCase, State, moment_words
from gkcase.services.dashboard import clock_of
from gkcase.services.office import Office
from gkcase.services.sealing import seal_in
from gkcase.services.values import Seal, shown
from gkcase.storage.tables import CaseCopy

TWO_WEEKS = 14
_PART = 5000


@dataclass(frozen=True)
class RiskLine:
    """A case on a list; the applicant is masked, `by` the day of the next step where it has one."""

    case: OpenCase
    applicant: str
    wanted: str
    step: str
    basis: str
    by: date | None

    @property
    def unit(self) -> str:
        """Which unit has it in hand."""
        return self.case.unit or OWN_UNIT


@dataclass(frozen=True)
class RiskGroup:
    """Lines of one urgency under a title."""

    title: str
    note: str
    lines: tuple[RiskLine, ...]


@dataclass(frozen=True)
class RiskList:
    """A list as it is printed; `signs` are the words before the lines to sign on."""

    office: str
    title: str
    headline: str
    period: str
    as_of: date
    moment: str
    published_to: int
    seal: Seal
    groups: tuple[RiskGroup, ...]
    signs: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many cases stand on it."""
        return sum(len(group.lines) for group in self.groups)


def weekly(office: Office) -> RiskList:
    """每周风险清单: what is late or near, what falls due within two weeks, what waits, what is provisional."""
    with office.reading() as session:
        cases = open_cases(office, session)
        chosen = [case for case in cases if _weekly_place(office, case) < len(_WEEKLY)]
        lines = _lines(office, session, chosen)
        seal = seal_in(session)
    groups = []
    for place, (title, note) in enumerate(_WEEKLY):
        found = tuple(line for line in lines if _weekly_place(office, line.case) == place)
        if found:
            groups.append(RiskGroup(_filled(office, title), f"{len(found)}件{_filled(office, note)}", found))
    listed = _list(office, seal, "每周风险清单", tuple(groups))
    rest = len(cases) - listed.count
    said = f"{_week(office.today())}；" + (f"两周以后届满的{rest}件不列" if rest else "在办案件全部在列")
    return replace(listed, period=said, signs=("制表", "审核", "分管领导"))


_WEEKLY = (
    ("已逾期", " · 尽快答复，记明原因并报告分管领导"),
    ("今天届满", " · 交邮以邮戳为准，请在邮局停止收寄前办妥"),
    ("{near}个工作日内", ""),
    ("两周内", " · {end}前"),
    ("暂停", " · 期间不计入期限，收到意见、补正或者缴费后继续，请跟踪回执"),
    ("暂定", " · 下一年放假安排公布后重新计算"),
)


def _filled(office: Office, words: str) -> str:
    end = office.today() + timedelta(days=TWO_WEEKS)
    return words.format(near=office.rules.law.period["due_soon"].days, end=spoken(end))


def _weekly_place(office: Office, case: OpenCase) -> int:
    """In which group a case stands; none after the last."""
    today = office.today()
    if case.state in (State.PAUSED, State.NO_PERIOD):
        return 4
    if case.state is State.LATE:
        return 0
    if case.due_on == today:
        return 1
    if case.state is State.SOON:
        return 2
    if case.due_on and case.due_on <= today + timedelta(days=TWO_WEEKS):
        return 3
    return 5 if case.provisional else 6


def warnings(office: Office) -> tuple[RiskList, ...]:
    """到期预警: for each handler what is late, ends or asks for a step within the days of warning."""
    near = office.rules.law.period["due_soon"].days
    today = office.today()
    limit = office.rules.calendar.nth_after(today, near)
    with office.reading() as session:
        lines = _lines(office, session, open_cases(office, session))
        seal = seal_in(session)
    pressing = [line for line in lines if _first_day(line) and (_first_day(line) or today) <= limit]
    people: dict[str, list[RiskLine]] = {}
    for line in sorted(pressing, key=lambda line: (_first_day(line) or today, line.case.id)):
        people.setdefault(line.case.handler, []).append(line)
    return tuple(
        replace(
            _list(office, seal, "到期预警", _warning_groups(people[name], today, near)),
            period=f"经办：{name or NOBODY}；至{spoken(limit)}须办",
            signs=("签收", "日期"),
        )
        for name in sorted(people)
    )


def _first_day(line: RiskLine) -> date | None:
    days = [day for day in (line.case.due_on, line.by) if day]
    return min(days) if days else None


def _warning_groups(lines: Sequence[RiskLine], today: date, near: int) -> tuple[RiskGroup, ...]:
    first = [(line, _first_day(line) or today) for line in lines]
    groups = (
        ("已过期", tuple(line for line, day in first if day < today)),
        ("今天", tuple(line for line, day in first if day == today)),
        (f"{near}个工作日内", tuple(line for line, day in first if day > today)),
    )
    return tuple(RiskGroup(title, f"{len(found)}件", found) for title, found in groups if found)


# -- what both share ------------------------------------------------------------------------------------------


def _list(office: Office, seal: Seal, title: str, groups: tuple[RiskGroup, ...]) -> RiskList:
    said = "，".join(f"{group.title}{len(group.lines)}件" for group in groups)
    today = office.today()
    return RiskList(
        office=office.profile.name,
        title=title,
        headline=f"{said}。" if said else "没有需要列出的案件。",
        period="",
        as_of=today,
        moment=moment_words(today, clock_of(office)),
        published_to=office.rules.calendar.last_published,
        seal=seal,
        groups=groups,
        signs=(),
    )


def _week(today: date) -> str:
    """The working week that the list is for; from Friday on the next one."""
    monday = today - timedelta(days=today.weekday())
    monday += timedelta(days=7 if today.weekday() > 3 else 0)
    year, week, _ = monday.isocalendar()
    return f"{year}年第{week}周：{spoken(monday)}至{spoken(monday + timedelta(days=4))}"


def _lines(office: Office, session: Session, cases: Sequence[OpenCase]) -> list[RiskLine]:
    words = _words(session, [case.id for case in cases])
    found = []
    for case in cases:
        applicant, wanted, duties = words[case.id]
        duty = shown(duties, office.today())
        step = duty.text if duty else "答复" if case.due_on else "等待对方"
        by = duty.by if duty else None
        found.append(RiskLine(case, applicant, wanted, step, duty.basis if duty else "第三十三条", by))
    return found


def _words(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, str, str]]:
    columns = (
        CaseCopy.case_id,
        CaseCopy.applicant,
        CaseCopy.applicant_kind,
        CaseCopy.wanted,
        CaseCopy.next_duty,
    )
    found: dict[int, tuple[str, str, str]] = {}
    for chosen in _parts(ids):
        for case_id, name, kind, wanted, duties in session.execute(
            select(*columns).where(CaseCopy.case_id.in_(chosen))
        ):
            found[case_id] = (mask_name(name, kind), wanted, duties)
    return found


def _parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    """Databases take only so many parameters."""
    return (ids[start : start + _PART] for start in range(0, len(ids), _PART))
