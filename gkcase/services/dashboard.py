"""The dashboard (看板): how the office stands with its deadlines, and the cases behind every figure of it.

Requests and rectifications both are cases here. What counts as new and as finished says `board_flow`; the yearly
report counts by its own rules (条例第五十条), which leave rectifications out and a reply ordered later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from gkcase.domain.identity import mask_name
from gkcase.domain.replies import Result
from gkcase.domain.terms import Channel, spoken
from gkcase.services import board_open as grouping
from gkcase.services.board_flow import Flow, Period, Replies, read_flow
from gkcase.services.board_open import open_cases
from gkcase.services.board_values import (
    URGENT,
    WEEKS,
    Balance,
    Board,
    DueDay,
    Figure,
    OpenCase,
    Share,
    State,
    UrgentCase,
)
from gkcase.services.office import BEIJING, Office
from gkcase.services.sealing import seal_in
from gkcase.storage.tables import CaseCopy

RESULTS = {
    "open": "予以公开",
    "partial": "部分公开",
    "deny": "不予公开",
    "cant": "无法提供",
    "np": "不予处理",
    "oth": "其他处理",
    "": "更正申请",
}
"""The groups of table 三 of the yearly report by the beginning of their rows; rectifications are not in it."""


@dataclass(frozen=True)
class Periods:
    """This month and the last, and this year."""

    month: Period
    last: Period
    year: Period

    @property
    def since(self) -> date:
        """The first day of all three."""
        return min(self.last.first, self.year.first)


def periods_of(today: date) -> Periods:
    """The periods that the dashboard of a day compares."""
    first = today.replace(day=1)
    before = first - timedelta(days=1)
    return Periods(
        Period(first, date.max),
        Period(before.replace(day=1), before),
        Period(today.replace(month=1, day=1), date.max),
    )


def board(office: Office) -> Board:
    """The dashboard as it stands; one view of one moment."""
    today = office.today()
    with office.reading() as session:
        cases = open_cases(office, session)
        flow = read_flow(session, unsettled(cases), periods_of(today).since)
        urgent = _urgent(session, cases)
        seal = seal_in(session)
    periods = periods_of(today)
    month, year = _balance(cases, flow, periods.month), _balance(cases, flow, periods.year)
    due = [case for case in cases if case.due_on]
    end = today + timedelta(weeks=WEEKS)
    law = office.rules.law
    return Board(
        office=office.profile.name,
        as_of=today,
        time=clock_of(office),
        published_to=office.rules.calendar.last_published,
        seal=seal,
        warn_days=law.period["due_soon"].days,
        period_days=law.period["reply"].days,
        headline=headline(cases, today),
        figures=_figures(office, cases, flow, periods, month),
        late=tuple(case for case in due if case.state is State.LATE),
        today=tuple(case for case in due if case.due_on == today),
        days=_days(office, due),
        later=sum(case.due_on > end for case in due if case.due_on),
        undated=grouping.undated(cases),
        urgent=urgent,
        stages=grouping.by_stage(cases),
        handlers=grouping.by_handler(cases),
        units=grouping.by_unit(cases),
        channels=_channels(flow.new(periods.year)),
        results=_results(flow.done(periods.year), office.replies),
        month=month,
        year=year,
    )


def clock_of(office: Office) -> str:
    """The time of day in China; an office that practises has none."""
    return "" if office.practice else office.now().astimezone(BEIJING).strftime("%H:%M")


def unsettled(cases: Iterable[OpenCase]) -> list[int]:
    """Open cases that must be read from their journals: opened again, or without a day of receipt."""
    return [case.id for case in cases if case.reopened or case.received_on is None]


def _balance(cases: list[OpenCase], flow: Flow, period: Period) -> Balance:
    new, done = flow.new(period).total(), flow.done(period).total()
    reopened = sum(case.is_new(period) and case.spans[0].began < period.first for case in flow.kept)
    return Balance(len(cases) + done - new, new, done, len(cases), reopened)


# -- the figures ----------------------------------------------------------------------------------------------


def _figures(
    office: Office, cases: list[OpenCase], flow: Flow, periods: Periods, month: Balance
) -> tuple[Figure, ...]:
    count = Counter(case.state for case in cases)
    near = office.rules.law.period["due_soon"].days
    new, done = flow.new(periods.last).total(), flow.done(periods.last).total()
    again = f"；含重新答复{month.reopened}件" if month.reopened else ""
    late, paused = count[State.LATE], count[State.PAUSED]
    return (
        Figure(
            "open",
            "在办",
            str(len(cases)),
            "件",
            len(cases),
            f"上月末 {month.before}件",
            "before",
            month.before,
        ),
        Figure(
            "soon",
            "临近",
            str(count[State.SOON]),
            "件",
            count[State.SOON],
            f"{near}个工作日内届满",
            state=State.SOON,
        ),
        Figure("late", "逾期", str(late), "件", late, _longest(cases), state=State.LATE),
        Figure("paused", "暂停", str(paused), "件", paused, _waiting(cases), state=State.PAUSED),
        Figure("new", "本月新收", str(month.new), "件", month.new, f"上月 {new}件{again}", "new_last", new),
        Figure("done", "本月办结", str(month.done), "件", month.done, f"上月 {done}件", "done_last", done),
        *_reply_figures(flow.replies(periods.year), office.rules.law.period["reply"].days),
    )


def _longest(cases: list[OpenCase]) -> str:
    late = [case.left or 0 for case in cases if case.state is State.LATE]
    if not late:
        return "没有逾期"
    return f"最长超{-min(late)}个工作日" if min(late) else "届满不足1个工作日"


def _waiting(cases: list[OpenCase]) -> str:
    count = Counter(case.waiting for case in cases if case.waiting)
    return " · ".join(f"{word}{many}" for word, many in count.most_common()) or "没有暂停"


def _reply_figures(replies: Replies, period: int) -> tuple[Figure, Figure]:
    count, on_time = replies.many, replies.many - replies.late
    share = f"{on_time * 1000 // count / 10:.1f}" if count else "—"  # cut: 99.96 must not read as all
    average = f"{replies.days / replies.counted:.1f}" if replies.counted else "—"
    said = f"本年答复{count}件，按期{on_time}件" if count else "本年尚无答复"
    return (
        Figure("on_time", "按期率", share, "%" if count else "", on_time, said, "replies", count),
        Figure(
            "average",
            "平均办理",
            average,
            "工作日" if replies.counted else "",
            count,
            f"本年答复的；法定{period}个工作日",
        ),
    )


def headline(cases: list[OpenCase], today: date) -> str:
    """How the office stands, in one sentence."""
    count = Counter(case.state for case in cases)
    late, soon = count[State.LATE], [case for case in cases if case.state is State.SOON]
    rest = len(cases) - late - len(soon)
    others = "或".join(state.word for state in (State.SAFE, State.PAUSED, State.NO_PERIOD) if count[state])
    if not cases:
        return "没有在办的案件。"
    if not late and not soon:
        return f"没有逾期和临近的案件；在办{rest}件{others}。"
    parts = [f"{late}件已逾期"] if late else []
    if soon:
        last = max(case.due_on for case in soon if case.due_on)
        now = sum(case.due_on == today for case in soon)
        ending = "今天到期" if last == today else f"须在{spoken(last)}前答复"
        among = f"，其中{now}件今天到期" if now and last != today else ""
        parts.append(f"{len(soon)}件{ending}{among}")
    return "；".join([*parts, f"其余{rest}件{others}"] if rest else parts) + "。"


# -- the parts ------------------------------------------------------------------------------------------------


def _days(office: Office, due: list[OpenCase]) -> tuple[DueDay, ...]:
    """The days after today for eight weeks; of the weekends only those worked on or due on."""
    calendar, today = office.rules.calendar, office.today()
    by_day: dict[date, list[OpenCase]] = {}
    for case in due:
        if case.due_on and case.due_on > today:
            by_day.setdefault(case.due_on, []).append(case)
    found: list[DueDay] = []
    for day in (today + timedelta(days=n) for n in range(1, 7 * WEEKS + 1)):
        works, weekend = calendar.is_workday(day), day.weekday() > 4
        if works or not weekend or day in by_day:
            off = "" if works else calendar.name_of(day)
            cases = tuple(by_day.get(day, ()))
            found.append(DueDay(day, off, works and weekend, calendar.is_published(day.year), cases))
    return tuple(found)


def _urgent(session: Session, cases: list[OpenCase]) -> tuple[UrgentCase, ...]:
    chosen = [case for case in cases if case.due_on][:URGENT]
    columns = (CaseCopy.case_id, CaseCopy.applicant, CaseCopy.applicant_kind, CaseCopy.wanted)
    rows = session.execute(select(*columns).where(CaseCopy.case_id.in_([case.id for case in chosen])))
    words = {row.case_id: (mask_name(row.applicant, row.applicant_kind), row.wanted) for row in rows}
    return tuple(UrgentCase(case, *words[case.id]) for case in chosen)


def _channels(count: Mapping[Channel | None, int]) -> tuple[Share, ...]:
    found = [
        Share(f"channel:{channel.value if channel else ''}", channel.label if channel else "未注明", many)
        for channel, many in count.items()
        if many
    ]
    return tuple(sorted(found, key=lambda share: (-share.count, share.label)))


def result_group(code: str, replies: Mapping[str, Result]) -> str:
    """The group under which a result is shown; one that is not known is 其他处理."""
    if code not in replies:
        return "oth"
    return replies[code].row.split("_")[0]


def _results(count: Mapping[str, int], replies: Mapping[str, Result]) -> tuple[Share, ...]:
    groups: Counter[str] = Counter()
    for code, many in count.items():
        groups[result_group(code, replies)] += many
    order = list(RESULTS)
    found = sorted(groups.items(), key=lambda group: (-group[1], order.index(group[0])))
    return tuple(Share(f"result:{group}", RESULTS[group], many) for group, many in found if many)
