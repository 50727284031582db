"""How fast the n-th working day is found, side by side with `holidays` and numpy: python -m benchmarks.workdays."""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np
from holidays import country_holidays

from gkcase.domain.workdays import BASE_DAY, WorkCalendar, load_arrangements
from gkcase.paths import RESOURCES

OWN = "own nth_after"
ROUNDS = 31
COUNT = 20  # 第33条
Find = Callable[[Any, int], object]
TARGETS = {"holidays.get_nth_working_day": 100.0, "numpy.busday_offset": 20.0}


def main() -> int:
    """Measure interleaved, print the ratios; 1 when a target is missed."""
    texts = (each.read_text(encoding="utf-8") for each in sorted((RESOURCES / "calendar").glob("*.toml")))
    calendar = WorkCalendar(load_arrangements(texts))
    last = date(calendar.last_published, 12, 31)
    days = [BASE_DAY + timedelta(index) for index in range((last - BASE_DAY).days - 60)]
    random.Random(1).shuffle(days)
    # All are called directly with a date, as the program holds it; the last line spares numpy even its conversion.
    # Each round takes all of them some milliseconds, so that they meet the same moments of the machine.
    by_numpy = _by_numpy(calendar, last)
    contenders: dict[str, tuple[Find, list[Any]]] = {
        OWN: (calendar.nth_after, days * 10),
        "holidays.get_nth_working_day": (_by_holidays(), days[:200]),
        "numpy.busday_offset": (by_numpy, days[:1000]),
        "numpy, datetime64 at hand": (by_numpy, [np.datetime64(day) for day in days[:1000]]),
    }
    _agree(contenders)
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, (find, starts) in contenders.items():
            seconds[name].append(_each(find, starts))
    return _report(seconds)


def _by_holidays() -> Find:
    return country_holidays("CN", years=range(2018, 2028)).get_nth_working_day


def _by_numpy(calendar: WorkCalendar, last: date) -> Find:
    span = (BASE_DAY + timedelta(index) for index in range((last - BASE_DAY).days + 1))
    rest = np.array([day for day in span if not calendar.is_workday(day)], dtype="datetime64[D]")
    known = np.busdaycalendar(weekmask="1111111", holidays=rest)
    return partial(np.busday_offset, roll="backward", busdaycal=known)


def _agree(contenders: dict[str, tuple[Find, list[Any]]]) -> None:
    """A fast wrong answer is worth nothing."""
    for index in range(200):
        answers = {str(find(starts[index], COUNT)) for find, starts in contenders.values()}
        if len(answers) != 1:
            sys.exit(f"the answers differ: {answers}")


def _each(find: Find, starts: list[Any]) -> float:
    begin = perf_counter()
    for day in starts:
        find(day, COUNT)
    return (perf_counter() - begin) / len(starts)


def _report(seconds: dict[str, list[float]]) -> int:
    missed = 0
    for name, each in seconds.items():
        ratios = [slow / fast for slow, fast in zip(each, seconds[OWN], strict=True)]
        ratio, target = statistics.median(ratios), TARGETS.get(name, 0.0)
        missed += ratio < target
        verdict = f"at least {target:.0f}: {'reached' if ratio >= target else 'MISSED'}" if target else ""
        spread = f"({min(ratios):.0f}-{max(ratios):.0f})"
        print(f"{name:32}{statistics.median(each) * 1e9:10,.0f} ns {ratio:6.0f} times {spread} {verdict}")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
