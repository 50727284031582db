"""The deadline ledger (期限台账): lines that steps of a case post, added up to the last day to reply.

The due day is never stored as the truth and never edited: it is counted anew from the lines. Days are
counted on ranks: the rank of a day is the number of working days up to it, so a period of twenty days is an
addition, and a consultation window is the difference of two ranks. One room for lines, sum and ledger, though it
is long: who checks the counting reads it in one go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from gkcase.domain.rules import Rules
from gkcase.domain.terms import Clock, Event
from gkcase.domain.workdays import WorkCalendar

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger: from this day this effect, because of that step, on that legal basis.

    `days` is a number of working days, `key` the consultation it concerns, `until` a day fixed by the office
    or a court, `counts_itself` whether the starting day is day one (the choice `receipt_day_counts`).
    """

    on: date
    effect: Clock
    event: Event
    basis: str = ""
    days: int = 0
    key: str = ""
    until: date | None = None
    counts_itself: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """Time for one consultation (征求意见); `cut` is the day on which the case ended before an answer."""

    key: str
    sent: date
    delivered: date | None = None
    answered: date | None = None
    cut: date | None = None

    def limit(self, rules: Rules) -> date | None:
        """The last day for the opinion: 15 working days from delivery (第三十二条、第三十四条)."""
        if self.delivered is None:
            return None
        return rules.calendar.nth_after(self.delivered, rules.law.period["consultation_answer"].days)

    def end(self, rules: Rules) -> date | None:
        """The last day that is left out; None while no end can be known."""
        ends = [self.answered, self.limit(rules)]
        if not rules.policy.late_opinion_ends_window and self.answered is not None:
            ends = [self.answered]
        return min((day for day in (*ends, self.cut) if day is not None), default=None)


@dataclass(frozen=True, slots=True)
class Span:
    """Working days left out: those after `after` up to and including `end` (None: end not known)."""

    sent: date
    after: date
    end: date | None


@dataclass(frozen=True, slots=True)
class Position:
    """Where the reply period stands after a line (all days None while there is none)."""

    base_due: date | None = None
    due: date | None = None
    extension_valid: bool | None = None
    extended_by: int = 0


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The ledger added up: what runs, since when, how long, and which days are left out.

    `start` is the day shown as the beginning, `after` the day after which counting begins, `unused` what a
    payment hands back of an interrupted period (only with the choice `fee_restart = "rest"`).
    """

    start: date | None = None
    after: date | None = None
    allowance: int = 0
    extensions: tuple[tuple[date, int], ...] = ()
    fixed: date | None = None
    windows: tuple[Window, ...] = ()
    stopped: date | None = None
    interrupted: Reckoning | None = None

    def post(self, line: Line) -> Reckoning:
        """Carry one line into the sum."""
        return POSTINGS[line.effect](self, line)

    def window(self, key: str) -> Window | None:
        """The consultation of that id."""
        return next((window for window in self.windows if window.key == key), None)

    def spans(self, rules: Rules) -> list[Span]:
        """What the consultations leave out, in the order in which the letters were sent."""
        before, back = EDGES[rules.policy.window_edges]
        made = []
        for window in sorted(self.windows, key=lambda window: window.sent):
            end = window.end(rules)
            after = window.sent - before * ONE_DAY
            made.append(Span(window.sent, after, None if end is None else max(end - back * ONE_DAY, after)))
        return made

    def position(self, rules: Rules) -> Position:
        """Count the period out."""
        if self.after is None or self.allowance == 0:
            return Position(due=self.fixed)
        spans = self.spans(rules)
        base_due = count_out(self.after, self.allowance, spans, rules.calendar)
        valid, granted = self._granted(base_due, spans, rules)
        due = self.fixed or count_out(self.after, self.allowance + granted, spans, rules.calendar)
        return Position(base_due, due, valid, granted)

    def _granted(self, base_due: date | None, spans: Sequence[Span], rules: Rules) -> tuple[bool | None, int]:
        """Whether the extension holds and by how much: told in time, once, at most 20 (第三十三条第二款)."""
        if not self.extensions or self.after is None:
            return None, 0
        told, days = self.extensions[0]
        if base_due is not None and told > base_due:
            return False, 0
        cap = rules.law.period["extension"].days
        granted = min(days, cap)
        for told, days in self.extensions[1:] if rules.policy.extensions_allowed == "sum" else ():
            due = count_out(self.after, self.allowance + granted, spans, rules.calendar)
            if due is None or told <= due:
                granted = min(granted + days, cap)
        return True, granted


EDGES = {"after_sent": (0, 0), "both_out": (1, 0), "both_in": (0, 1)}
"""How many days earlier the window begins and ends than (sent, end]."""


def count_out(after: date, days: int, spans: Iterable[Span], calendar: WorkCalendar) -> date | None:
    """The `days`-th working day after `after` that no span leaves out; None while one that matters is open.

    A window that starts on or after the day reckoned without it does nothing; a day is left out only once.
    """
    floor = calendar.rank(after)
    target = floor + days
    for span in spans:
        if calendar.rank(span.sent) >= target:
            break
        if span.end is None:
            return None
        first = max(calendar.rank(span.after), floor)
        floor = max(calendar.rank(span.end), first)
        target += floor - first
    return calendar.at_rank(target)


def days_left_out(after: date, until: date, spans: Iterable[Span], calendar: WorkCalendar) -> int:
    """How many working days in (after, until] the spans leave out, each once."""
    floor, ceiling, found = calendar.rank(after), calendar.rank(until), 0
    for span in spans:
        if span.sent >= until:
            break
        first = max(calendar.rank(span.after), floor)
        last = ceiling if span.end is None else min(calendar.rank(span.end), ceiling)
        if last > first:
            found += last - first
            floor = last
    return found


def _start(sum_: Reckoning, line: Line) -> Reckoning:
    after = line.on - ONE_DAY if line.counts_itself else line.on
    return Reckoning(line.on, after, line.days, fixed=line.until, windows=sum_.windows)


def _void(sum_: Reckoning, line: Line) -> Reckoning:
    return Reckoning(windows=sum_.windows, interrupted=sum_)


def _stop(sum_: Reckoning, line: Line) -> Reckoning:
    cut = tuple(replace(window, cut=min(window.cut or line.on, line.on)) for window in sum_.windows)
    return replace(sum_, stopped=line.on, windows=cut)


def _pause(sum_: Reckoning, line: Line) -> Reckoning:
    return replace(sum_, windows=(*sum_.windows, Window(line.key, line.on)))


def _changed(sum_: Reckoning, key: str, change: Callable[[Window], Window]) -> Reckoning:
    return replace(sum_, windows=tuple(change(w) if w.key == key else w for w in sum_.windows))


def _limit(sum_: Reckoning, line: Line) -> Reckoning:
    return _changed(sum_, line.key, lambda window: replace(window, delivered=line.on))


def _resume(sum_: Reckoning, line: Line) -> Reckoning:
    return _changed(sum_, line.key, lambda window: replace(window, answered=line.on))


def _extend(sum_: Reckoning, line: Line) -> Reckoning:
    return replace(sum_, extensions=(*sum_.extensions, (line.on, line.days)))


def _fix(sum_: Reckoning, line: Line) -> Reckoning:
    return replace(sum_, fixed=line.until)


POSTINGS: dict[Clock, Callable[[Reckoning, Line], Reckoning]] = {
    Clock.START: _start,
    Clock.VOID: _void,
    Clock.STOP: _stop,
    Clock.PAUSE: _pause,
    Clock.LIMIT: _limit,
    Clock.RESUME: _resume,
    Clock.EXTEND: _extend,
    Clock.FIX: _fix,
}


@dataclass(frozen=True)
class Explained:
    """A ledger line with the period as it stood after it."""

    line: Line
    position: Position


def explain(lines: Iterable[Line], rules: Rules) -> list[Explained]:
    """Pair each line with the due day as it stood after it; the last one is the due day of the case."""
    sum_ = Reckoning()
    rows = []
    for line in lines:
        sum_ = sum_.post(line)
        rows.append(Explained(line, sum_.position(rules)))
    return rows


@dataclass(frozen=True, slots=True)
class Day:
    """One calendar day of the ledger: whether it counts, its running number (0: none), and why."""

    on: date
    counts: bool
    number: int
    why: str
    kind: str


def ledger(sum_: Reckoning, rules: Rules, until: date) -> Iterator[Day]:
    """Every calendar day from the start of the clock up to `until`, with its number and the reason."""
    if sum_.start is None or sum_.after is None:
        return
    spans = [span for span in sum_.spans(rules) if span.sent < until]
    number, day = 0, sum_.start
    while day <= until:
        kind, why = _kind(day, sum_.after, spans, rules.calendar)
        number += kind == "counted"
        yield Day(day, kind == "counted", number if kind == "counted" else 0, why, kind)
        day += ONE_DAY


def _kind(day: date, after: date, spans: Sequence[Span], calendar: WorkCalendar) -> tuple[str, str]:
    if day <= after:
        return "start", "起算日，不计入，次日起算"
    if not calendar.is_workday(day):
        return "off", f"{calendar.name_of(day)}，不计入"
    if any(span.after < day and (span.end is None or day <= span.end) for span in spans):
        return "excluded", "征求意见期间，不计入（第三十三条第三款）"
    name = calendar.name_of(day)
    return "counted", f"{name}，计入" if name else "工作日，计入"


@dataclass(frozen=True)
class Caution:
    """A violation or a risk: a stable code, the article, one Chinese sentence."""

    code: str
    article: str
    text: str


@dataclass(frozen=True)
class Standing:
    """What the clock says of a case; None means the key does not apply.

    `status` is what the clock does (running, suspended, awaiting_correction …), not the status of the case.
    """

    status: str
    receipt_date: date | None = None
    register_by: date | None = None
    correction_notice_due: date | None = None
    correction_notice_on_time: bool | None = None
    correction_limit: date | None = None
    clock_start: date | None = None
    base_due: date | None = None
    due: date | None = None
    safe_due: date | None = None
    extension_valid: bool | None = None
    consultation_due: tuple[tuple[str, date], ...] = ()
    fee_pay_by: date | None = None
    excluded_working_days: int | None = None
    remaining: int | None = None
    provisional: bool = False
    replied_on: date | None = None
    late: bool | None = None
    allowance: int = 0
    extended_by: int = 0
    warnings: tuple[Caution, ...] = ()
