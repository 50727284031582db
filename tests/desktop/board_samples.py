"""Dashboards that no office has yet: empty, with one case, and with more than a page likes to hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from gkcase.services import board_open as grouping
from gkcase.services.board_values import Balance, Board, DueDay, Figure, OpenCase, Share, State, UrgentCase
from gkcase.services.dashboard import headline
from gkcase.services.values import Seal

TODAY = date(2026, 12, 8)
LONG = "清河县自然资源和规划局云溪镇不动产登记与国土空间用途管制联合办公室"


def open_case(place: int, due: date | None, **changed: object) -> OpenCase:
    """An open case that is due on a day; without one it waits for an opinion."""
    left = None if due is None else (due - TODAY).days
    state = (
        State.PAUSED if left is None else State.LATE if left < 0 else State.SOON if left < 4 else State.SAFE
    )
    made = OpenCase(
        id=place,
        number=f"〔2026〕{place}号",
        stage="in_progress" if due else "consulting",
        handler=f"经办{place % 3}",
        unit="",
        due_on=due,
        left=left,
        state=state,
        provisional=due is not None and due.year > 2026,
        waiting="" if due else "征求意见",
        received_on=date(2026, 11, 3),
        reopened=False,
    )
    return replace(made, **changed)  # type: ignore[arg-type]  # fields by name


def days(cases: Sequence[OpenCase]) -> Iterator[DueDay]:
    """The days of eight weeks, New Year off, one Saturday made up."""
    for day in (TODAY + timedelta(days=n) for n in range(1, 57)):
        due = tuple(case for case in cases if case.due_on == day)
        made_up = day == date(2026, 12, 26)
        if day.weekday() < 5 or due or made_up:
            off = "元旦" if (day.month, day.day) == (1, 1) else ""
            yield DueDay(day, off, made_up, day.year == 2026, due)


def board_of(cases: Sequence[OpenCase], results: Sequence[Share] = (), wanted: str = "道路养护经费") -> Board:
    """The dashboard of these open cases."""
    due = sorted((case for case in cases if case.due_on), key=lambda case: case.due_on or TODAY)
    count = {state: sum(case.state is state for case in cases) for state in State}
    done = sum(share.count for share in results)
    figures = (
        Figure("open", "在办", f"{len(cases)}", "件", len(cases), "上月末 31件", "before", 31),
        Figure("soon", "临近", f"{count[State.SOON]}", "件", count[State.SOON], "3个工作日内届满", state=State.SOON),
        Figure("late", "逾期", f"{count[State.LATE]}", "件", count[State.LATE], "最长超3个工作日", state=State.LATE),
        Figure("paused", "暂停", f"{count[State.PAUSED]}", "件", count[State.PAUSED],
               "征求意见4 · 待补正3 · 待缴费1 · 待确认2", state=State.PAUSED),
        Figure("new", "本月新收", "1206", "件", 1206, "上月 24件；含重新答复1件", "new_last", 24),
        Figure("done", "本月办结", "23", "件", 23, "上月 27件", "done_last", 27),
        Figure("on_time", "按期率", "100.0", "%", 1286, "本年答复1286件，按期1286件", "replies", 1286),
        Figure("average", "平均办理", "14.2", "工作日", 286, "本年答复的；法定20个工作日"),
    )  # fmt: skip
    return Board(
        office="清河县云溪镇人民政府",
        as_of=TODAY,
        time="17:00",
        published_to=2026,
        seal=Seal(18342, "7f3a09c1" * 8),
        warn_days=3,
        period_days=20,
        headline=headline(list(cases), TODAY),
        figures=figures,
        late=tuple(case for case in due if case.state is State.LATE),
        today=tuple(case for case in due if case.due_on == TODAY),
        days=tuple(days(cases)),
        later=sum(case.due_on > TODAY + timedelta(days=56) for case in due if case.due_on),
        undated=grouping.undated(cases),
        urgent=tuple(UrgentCase(case, "张**", wanted) for case in due[:10]),
        stages=grouping.by_stage(cases),
        handlers=grouping.by_handler(cases),
        units=grouping.by_unit(cases),
        channels=tuple(results),
        results=tuple(results),
        month=Balance(31, len(cases), 31, len(cases)),
        year=Balance(22, len(cases) + done, done, len(cases)),
    )


def crowded() -> Board:
    """300 open cases, 40 of them on one day, 60 handlers, 40 units with long names."""
    cases = []
    for place in range(300):
        ahead = -3 - place % 9 if place < 20 else 7 if place < 60 else (place * 7) % 70
        due = None if place % 13 == 0 else TODAY + timedelta(days=ahead)
        cases.append(
            open_case(
                place + 1000,
                due,
                handler=f"欧阳经办{place % 60}",
                unit=f"{LONG}{place % 40}" if place % 4 else "",
                stage=("in_progress", "under_review", "approved")[place % 3] if due else "consulting",
            )
        )
    results = [
        Share(f"result:{n}", word, 900 - 100 * n)
        for n, word in enumerate(("予以公开", "部分公开", "不予公开"))
    ]
    return board_of(cases, results, "关于公开" + LONG * 4)
