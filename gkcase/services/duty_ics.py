"""The duties as a calendar file (.ics, RFC 5545) for any calendar program: names nobody, rings a working day before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gkcase import __version__
from gkcase.domain.terms import dated
from gkcase.domain.workdays import WorkCalendar
from gkcase.services.duty_calendar import DutyDay, duty_days
from gkcase.services.office import Office
from gkcase.services.outgoing import written_whole
from gkcase.storage.tables import AuditRow, JournalRow, MailRow

if TYPE_CHECKING:
    from icalendar import Alarm, Event

RINGS_AT = time(9)
"""When the alarm of the working day before rings, by the clock of whoever looks at the calendar."""

_SINCE = datetime(2008, 5, 1, tzinfo=UTC)  # the regulation came into force: older than any entry
_PART = 5000


def save_ics(office: Office, target: Path, handler: str = "") -> int:
    """Write all duties to a calendar file, whole or not at all; tells how many."""
    days = duty_days(office, date.min, date.max, handler)
    content = calendar_file(office, days)
    with written_whole(target) as draft:
        draft.write_bytes(content)
    return len(days)


def calendar_file(office: Office, days: Sequence[DutyDay]) -> bytes:
    """The duties as one calendar; the same duties give the same bytes."""
    from icalendar import Calendar  # loaded when a file is wanted

    made = Calendar()
    made.add("prodid", f"-//GKCase//{__version__}//ZH")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    name = f"{office.profile.name} 依申请公开"
    made.add("name", name)
    made.add("x-wr-calname", name)
    with office.reading() as session:
        place = session.scalar(select(AuditRow.hash).order_by(AuditRow.n).limit(1)) or ""
        stamps = _stamps(session, days)
    times: Counter[str] = Counter()
    for day in days:
        key = _name(day)
        times[key] += 1
        uid = f"{key}-{times[key]}@{place[:16]}.gkcase"
        made.add_component(
            _event(office.rules.calendar, day, uid, stamps.get(key.rpartition("-")[0], _SINCE))
        )
    return bytes(made.to_ical())


def _name(day: DutyDay) -> str:
    """Which duty of which case: when it moves to another day it is still the same event."""
    whose = f"case{day.case_id}" if day.case_id is not None else f"mail{day.mail_id}"
    return f"{whose}-{day.code}"


def _stamps(session: Session, days: Iterable[DutyDay]) -> Mapping[str, datetime]:
    """When the latest entry of each case was written: by it a calendar program knows which event is newer."""
    cases = sorted({day.case_id for day in days if day.case_id is not None})
    found: dict[str, datetime] = {}
    for start in range(0, len(cases), _PART):
        latest = select(JournalRow.case_id, func.max(JournalRow.recorded_at)).group_by(JournalRow.case_id)
        latest = latest.where(JournalRow.case_id.in_(cases[start : start + _PART]))
        found |= {f"case{case_id}": at for case_id, at in session.execute(latest)}
    mails = [day.mail_id for day in days if day.mail_id is not None]
    for start in range(0, len(mails), _PART):
        chosen = select(MailRow.id, MailRow.recorded_at).where(MailRow.id.in_(mails[start : start + _PART]))
        found |= {f"mail{mail_id}": at for mail_id, at in session.execute(chosen)}
    return found


def _event(calendar: WorkCalendar, day: DutyDay, uid: str, stamp: datetime) -> Event:
    """One duty, all day, on its last day by the law, be it a day off."""
    from icalendar import Event

    made = Event()
    made.add("uid", uid)
    made.add("dtstamp", stamp.replace(microsecond=0))
    made.add("last-modified", stamp.replace(microsecond=0))
    made.add("dtstart", day.on)
    made.add("dtend", day.on + timedelta(days=1))
    made.add("summary", f"{day.number} {day.act}")
    whose = f"申请人：{day.who}" if day.who else ""
    words = (day.text, f"依据：{day.basis}", whose, f"经办：{day.handler}" if day.handler else "")
    made.add("description", "\n".join(filter(None, words)))
    made.add("categories", ["依申请公开", "等待对方" if day.theirs else "待办"])
    made.add("transp", "TRANSPARENT")
    made.add("class", "PRIVATE")
    made.add_component(_alarm(calendar, day))
    return made


def _alarm(calendar: WorkCalendar, day: DutyDay) -> Alarm:
    """Rings on the working day before, so that there is one left to act on."""
    from icalendar import Alarm

    made = Alarm()
    before = calendar.nth_before(day.on, 1)
    made.add("action", "DISPLAY")
    made.add("description", f"{dated(day.on)}到期：{day.number} {day.act}")
    made.add("trigger", datetime.combine(before, RINGS_AT) - datetime.combine(day.on, time()))
    return made
