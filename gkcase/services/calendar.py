"""The office's calendar (日历): read a notice, see what it moves, apply it; days that the office decides itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from gkcase.domain.errors import Refusal
from gkcase.domain.lifecycle import replay
from gkcase.domain.rights import May
from gkcase.domain.rules import Rules
from gkcase.domain.standing import standing
from gkcase.domain.terms import chinese_date, spoken
from gkcase.domain.words import clean_text
from gkcase.domain.workdays import Arrangement, OfficeDay
from gkcase.services.copies import recopy
from gkcase.services.office import POLICY, Change, Office, Topic
from gkcase.services.queries import letters_quoting
from gkcase.storage import journal_store
from gkcase.storage.tables import OPEN, CalendarYear, CaseCopy, OfficeDayRow, Setting

if TYPE_CHECKING:
    from gkcase.domain.notices import Reading


@dataclass(frozen=True)
class Moved:
    """An open case whose due day changes, and the letters already written that quote the old one."""

    case_id: int
    number: str
    applicant: str
    before: date | None
    after: date | None
    letters: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """One line for the list."""
        was = spoken(self.before) if self.before else "无"
        becomes = spoken(self.after) if self.after else "无"
        return f"{self.number}：答复期限由{was}变为{becomes}"


@dataclass(frozen=True)
class Plan:
    """What applying new rules would change."""

    rules: Rules
    moved: tuple[Moved, ...]
    stale: int


def arrangement_of(office: Office, year: int) -> Arrangement | None:
    """The arrangement now in force for a year: the imported one, else the one that came with the program."""
    with office.reading() as session:
        row = session.get(CalendarYear, year)
        if row is not None:
            return Arrangement(row.year, row.number, row.dated, _days(row.off), _days(row.work))
    return next((shipped for shipped in office.book.arrangements if shipped.year == year), None)


def _days(stored: Mapping[str, object]) -> dict[date, str]:
    return {date.fromisoformat(day): str(name) for day, name in stored.items()}


def read_text(office: Office, text: str, year: int) -> Reading:
    """Read the words of a notice and hold them against themselves; changes nothing."""
    from gkcase.domain.notices import read_notice  # a large reader, wanted once a year

    return read_notice(text, year, arrangement_of(office, year))


def imported(office: Office, reading: Reading, number: str) -> Arrangement:
    """The arrangement that a notice gives; refused while a problem stands or festivals are missing."""
    if not number.strip():
        raise Refusal("请填写通知的文号", "", "number")
    earlier = arrangement_of(office, reading.year)
    if earlier is None and reading.missing:
        names = "、".join(reading.missing)
        raise Refusal(
            f"通知里没有{names}的安排，请粘贴通知全文", "《全国年节及纪念日放假办法》第二条", "text"
        )
    return reading.arrangement(clean_text(number, "文号").strip(), earlier=earlier)


def preview_import(office: Office, arrangement: Arrangement) -> Plan:
    """Which open cases get another due day if this arrangement is applied, and which letters quote the old one."""
    with office.reading() as session:
        years = [row for row in _stored(session) if row.year != arrangement.year]
        own, choices = _own(session), _choices(session)
    rules = office.book.rules([*years, arrangement], own, choices)
    return plan(office, rules)


def preview_office_days(office: Office, days: Iterable[OfficeDay]) -> Plan:
    """The same for days that the office decides itself."""
    with office.reading() as session:
        years, choices = _stored(session), _choices(session)
    return plan(office, office.book.rules(years, days, choices))


def preview_choices(office: Office, choices: Mapping[str, object]) -> Plan:
    """The same for a choice among the doubtful points (policy.toml)."""
    with office.reading() as session:
        years, own = _stored(session), _own(session)
    return plan(office, office.book.rules(years, own, choices))


def plan(office: Office, rules: Rules) -> Plan:
    """Reckon every open case with other rules and compare; what is due first stands first."""
    with office.reading() as session:
        found = session.execute(
            select(CaseCopy.case_id, CaseCopy.number, CaseCopy.applicant).where(OPEN)
        ).all()
        journals = journal_store.journals(session, [row.case_id for row in found])
        moved = []
        for row in found:
            journal = journals[row.case_id]
            before = standing(replay(journal, office.rules), office.rules, office.today()).due
            after = standing(replay(journal, rules), rules, office.today()).due
            if before != after:
                quoting = (name for name, due in letters_quoting(session, row.case_id) if due == before)
                moved.append(Moved(row.case_id, row.number, row.applicant, before, after, tuple(quoting)))
    moved.sort(key=lambda case: (case.before or date.max, case.case_id))
    return Plan(rules, tuple(moved), len(found))


def _stored(session: Session) -> list[Arrangement]:
    return [
        Arrangement(row.year, row.number, row.dated, _days(row.off), _days(row.work))
        for row in session.scalars(select(CalendarYear))
    ]


def _own(session: Session) -> list[OfficeDay]:
    return [OfficeDay(row.day, row.works, row.name) for row in session.scalars(select(OfficeDayRow))]


def _choices(session: Session) -> dict[str, object]:
    row = session.get(Setting, POLICY)
    return dict(row.value) if row else {}


def apply_import(office: Office, arrangement: Arrangement) -> Change:
    """Store an arrangement and reckon the open cases anew, all in one transaction."""
    proposed = preview_import(office, arrangement)
    with office.transaction(May.RULES) as session:
        session.merge(
            CalendarYear(
                year=arrangement.year,
                number=arrangement.number,
                dated=arrangement.dated,
                off={day.isoformat(): name for day, name in sorted(arrangement.off.items())},
                work={day.isoformat(): name for day, name in sorted(arrangement.work.items())},
                imported_at=office.now(),
                imported_by=office.acting,
            )
        )
        office.on_record(session, "calendar_imported", year=arrangement.year, number=arrangement.number)
        ids = reckon_anew(office, session, proposed.rules)
    office.reload()
    said = f"{arrangement.year}年放假安排已启用，{len(proposed.moved)}件案件的期限有变化"
    return Change(Topic.CALENDAR | Topic.CASES, frozenset(ids), said)


def set_office_day(office: Office, day: date, *, works: bool, name: str) -> Change:
    """Decide a day for this office (ethnic holidays, local emergency decisions) and reckon anew."""
    name = clean_text(name, "名称").strip()
    if not name:
        raise Refusal("请写明依据或名称，如“自治州成立纪念日”", "", "name")
    with office.reading() as session:
        own = [kept for kept in _own(session) if kept.day != day]
    return _apply_days(office, [*own, OfficeDay(day, works, name)], f"{chinese_date(day)}已设为{name}")


def drop_office_day(office: Office, day: date) -> Change:
    """Let the published arrangement speak for the day again."""
    with office.reading() as session:
        own = [kept for kept in _own(session) if kept.day != day]
    return _apply_days(office, own, f"{chinese_date(day)}恢复按国家安排")


def _apply_days(office: Office, days: list[OfficeDay], said: str) -> Change:
    proposed = preview_office_days(office, days)
    with office.transaction(May.RULES) as session:
        session.execute(delete(OfficeDayRow))
        session.add_all(OfficeDayRow(day=each.day, works=each.works, name=each.name) for each in days)
        office.on_record(session, "office_days_changed", days=[each.day.isoformat() for each in days])
        ids = reckon_anew(office, session, proposed.rules)
    office.reload()
    said = f"{said}，{len(proposed.moved)}件案件的期限有变化"
    return Change(Topic.CALENDAR | Topic.CASES, frozenset(ids), said)


def choose(office: Office, choices: Mapping[str, object]) -> Change:
    """Settle doubtful points for this office (policy.toml) and reckon the open cases anew."""
    proposed = preview_choices(office, choices)
    with office.transaction(May.RULES) as session:
        session.merge(Setting(key=POLICY, value=dict(choices)))
        office.on_record(session, "policy_changed", choices=dict(choices))
        ids = reckon_anew(office, session, proposed.rules)
    office.reload()
    said = f"设置已保存，{len(proposed.moved)}件案件的期限有变化"
    return Change(Topic.SETTINGS | Topic.CASES, frozenset(ids), said)


def choices_of(office: Office) -> dict[str, object]:
    """What the office has chosen; what it has not stands at its default."""
    with office.reading() as session:
        return _choices(session)


def office_days(office: Office) -> list[OfficeDay]:
    """The days that the office decided for itself."""
    with office.reading() as session:
        return sorted(_own(session), key=lambda each: each.day)


def reckon_anew(office: Office, session: Session, rules: Rules) -> list[int]:
    """Bring the copies of all open cases to these rules, in the caller's transaction."""
    found = session.execute(select(CaseCopy.case_id, CaseCopy.number).where(OPEN)).all()
    journals = journal_store.journals(session, [row.case_id for row in found])
    for row in found:
        recopy(session, row.case_id, row.number, journals[row.case_id], rules, office.today())
    return [row.case_id for row in found]
