"""The dashboard: every figure counted a second time over the journals, and every figure opens what it counts."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from gkcase.domain.errors import Refusal
from gkcase.domain.standing import ending, standing
from gkcase.domain.terms import Event
from gkcase.services.board_cases import cases_of
from gkcase.services.board_flow import Period
from gkcase.services.board_lists import warnings, weekly
from gkcase.services.board_open import OWN_UNIT, STAGES
from gkcase.services.board_values import Board, Share, State, short_label
from gkcase.services.dashboard import RESULTS, board, headline, periods_of, result_group
from gkcase.services.office import Office
from tests.domain.telling import tell
from tests.services.board_stories import Told, fill, take, told_of
from tests.services.conftest import Clock
from tests.services.requests import do, register

MANY = 260


def keys_of(shown: Board) -> dict[str, int]:
    """Every number that can be opened, by its key."""
    found = {figure.key: figure.count for figure in shown.figures}
    found |= {figure.note_key: figure.note_count for figure in shown.figures if figure.note_key}
    groups = (shown.stages, shown.handlers, shown.units, shown.channels, shown.results, shown.undated)
    found |= {share.key: share.count for group in groups for share in group}
    found |= {f"due:{day.on}": len(day.cases) for day in shown.days if day.cases}
    found |= {"carried": shown.year.before, "new_year": shown.year.new, "done_year": shown.year.done}
    return found | {"later": shown.later, f"due:{shown.as_of}": len(shown.today)}


def counted(shares: tuple[Share, ...]) -> dict[str, int]:
    return {share.label: share.count for share in shares}


def state_of(case: Told, office: Office) -> State:
    """The state of an open case by its clock."""
    told = standing(case.state, office.rules, office.today())
    if told.status != "running":
        return State.PAUSED
    if told.due is None:
        return State.NO_PERIOD
    if told.due < office.today():
        return State.LATE
    return State.SOON if office.rules.calendar.count(office.today(), told.due) <= 3 else State.SAFE


def stage_of(case: Told) -> str:
    consulting = case.state.running_letters and case.state.status.value == "in_progress"  # type: ignore[union-attr]
    return "征求意见" if consulting else case.state.status.label  # type: ignore[union-attr]


def test_every_figure_is_what_the_journals_tell(office: Office, clock: Clock) -> None:
    """On a usual day, early in a year (last month lies in the year before), and after a year's notice ran out."""
    fill(office, MANY)
    for day in (date(2026, 12, 8), date(2027, 1, 5)):
        clock.day = day
        cases, shown = told_of(office), board(office)
        opened = [case for case in cases if case.open]
        assert shown.month.after == len(opened) > 40
        assert Counter(state_of(case, office) for case in opened) == Counter(
            {state: shown.figure(state.value).count for state in (State.LATE, State.SOON, State.PAUSED)}
            | {State.SAFE: _rest(shown)}
        )
        assert counted(shown.stages) == Counter(map(stage_of, opened))
        assert counted(shown.handlers) == Counter(case.handler for case in opened)
        assert counted(shown.units) == Counter(case.unit or OWN_UNIT for case in opened)
        _check_flow(office, cases, shown)
        assert {key: len(cases_of(office, key)) for key in keys_of(shown)} == keys_of(shown)


def _rest(shown: Board) -> int:
    return shown.month.after - sum(shown.figure(key).count for key in ("late", "soon", "paused"))


def _check_flow(office: Office, cases: list[Told], shown: Board) -> None:
    periods = periods_of(office.today())
    for balance, period in ((shown.month, periods.month), (shown.year, periods.year)):
        before = sum(case.open_at_end_of(period.first - timedelta(days=1)) for case in cases)
        new = [case for case in cases if case.new_in(period)]
        done = [case for case in cases if case.done_in(period)]
        again = [case for case in new if case.came < period.first]
        told = (before, len(new), len(done), sum(case.open for case in cases), len(again))
        assert (balance.before, balance.new, balance.done, balance.after, balance.reopened) == told
        assert balance.before + balance.new - balance.done == balance.after
    last = [case for case in cases if case.new_in(periods.last)]
    assert shown.figure("new").note_count == len(last)
    assert shown.figure("done").note_count == sum(case.done_in(periods.last) for case in cases)
    _check_year(office, [case for case in cases if case.done_in(periods.year)], shown)
    arrived = Counter(
        case.state.receipt.channel.label for case in cases if case.new_in(periods.year) and case.state.receipt
    )
    assert counted(shown.channels) == arrived


def _check_year(office: Office, done: list[Told], shown: Board) -> None:
    groups = Counter(RESULTS[result_group(case.result, office.replies)] for case in done)
    assert counted(shown.results) == groups
    replied = [case for case in done if ending(case.state) is Event.REPLIED]
    late = [case for case in replied if standing(case.state, office.rules, office.today()).late]
    days = [case.days_taken(office.rules.calendar) for case in replied]
    assert shown.figure("on_time").count == len(replied) - len(late)
    assert shown.figure("on_time").note_count == len(replied)
    if days:
        assert shown.figure("average").value == f"{sum(days) / len(days):.1f}"
        assert float(shown.figure("on_time").value) == pytest.approx(
            100 * (len(replied) - len(late)) / len(replied), abs=0.1
        )


def test_the_sums_of_the_page_agree(office: Office) -> None:
    fill(office, 60, seed=3)
    shown = board(office)
    for group in (shown.stages, shown.handlers, shown.units):
        assert sum(share.count for share in group) == shown.figure("open").count
        assert sum(share.late for share in group) == shown.figure("late").count
    assert sum(share.count for share in shown.channels) == shown.year.new
    assert sum(share.count for share in shown.results) == shown.year.done
    drawn = len(shown.late) + len(shown.today) + sum(len(day.cases) for day in shown.days)
    undated = sum(share.count for share in shown.undated)
    assert drawn + shown.later + undated == shown.figure("open").count
    assert [line.case.due_on for line in shown.urgent] == sorted(line.case.due_on for line in shown.urgent)  # type: ignore[type-var]


def test_an_office_without_cases_has_a_board(office: Office) -> None:
    shown = board(office)
    assert shown.headline == "没有在办的案件。"
    assert [figure.value for figure in shown.figures] == ["0"] * 6 + ["—", "—"]
    assert not any((shown.urgent, shown.stages, shown.handlers, shown.units, shown.channels, shown.results))
    assert cases_of(office, *keys_of(shown)) == ()
    assert not weekly(office).groups
    assert not warnings(office)
    with pytest.raises(Refusal, match="看板上没有“colour”这一项"):
        cases_of(office, "colour")


def test_a_reply_ordered_later_opens_the_case_again_and_the_month_still_adds_up(
    office: Office,
) -> None:
    [case] = take(office, *tell("2026-10-12 登记 applicant.name=钟某\n2026-10-13 撤回申请"))
    assert (board(office).month.before, board(office).month.new) == (0, 0)
    do(office, case, Event.REPLY_ORDERED, body="云溪县人民政府")
    shown = board(office)
    assert (shown.month.before, shown.month.new, shown.month.done, shown.month.after) == (0, 1, 0, 1)
    assert shown.figure("new").note.endswith("含重新答复1件")
    assert cases_of(office, "new") == cases_of(office, "open") == (case,)
    assert (shown.year.before, shown.year.new, shown.year.done) == (0, 1, 0)


def test_days_off_made_up_and_unpublished_are_said(office: Office, clock: Clock) -> None:
    clock.day = date(2026, 9, 11)
    by_day = {day.on: day for day in board(office).days}
    assert by_day[date(2026, 10, 1)].off
    assert by_day[date(2026, 9, 20)].make_up
    assert date(2026, 9, 19) not in by_day
    clock.day = date(2026, 12, 8)
    assert [day.published for day in board(office).days if day.on.month in (12, 1)] == sorted(
        (day.published for day in board(office).days if day.on.month in (12, 1)), reverse=True
    )
    assert board(office).calendar == "节假日安排已公布至2026年"


def test_the_headline_says_what_presses(office: Office, clock: Clock) -> None:
    for place, on in enumerate(("2026-11-09", "2026-11-10", "2026-11-12", "2026-12-07"), 1):
        clock.day = date.fromisoformat(on)
        register(office, channel="in_person", submitted_on=on, signed_on="", wanted=f"第{place}件")
    clock.day = date(2026, 12, 8)
    shown = board(office)
    assert shown.headline == "1件已逾期；2件须在12月10日（周四）前答复，其中1件今天到期；其余1件有余。"
    assert [line.case.state.word for line in shown.urgent] == ["逾期", "临近", "临近", "有余"]
    assert all(line.applicant == "陈**" for line in shown.urgent)
    assert shown.figure("late").note == "最长超1个工作日"
    clock.day = date(2026, 12, 10)
    assert board(office).headline == "2件已逾期；1件今天到期；其余1件有余。"
    clock.day = date(2026, 11, 9)
    assert headline([], clock.day) == "没有在办的案件。"


def test_the_weekly_list_holds_what_is_at_risk_and_counts_the_rest(office: Office) -> None:
    fill(office, 120, seed=5)
    shown, listed = board(office), weekly(office)
    titles = {group.title: len(group.lines) for group in listed.groups}
    assert titles["已逾期"] == shown.figure("late").count
    assert titles.get("今天届满", 0) + titles["3个工作日内"] == shown.figure("soon").count
    assert titles["暂停"] == shown.figure("paused").count
    left = shown.figure("open").count - listed.count
    assert listed.period == "2026年第50周：12月7日（周一）至12月11日（周五）；" + (
        f"两周以后届满的{left}件不列" if left else "在办案件全部在列"
    )
    assert all("*" in line.applicant for group in listed.groups for line in group.lines)
    assert listed.signs == ("制表", "审核", "分管领导")


def test_each_handler_is_warned_of_what_presses(office: Office, clock: Clock) -> None:
    fill(office, 120, seed=5)
    lists = warnings(office)
    late = {case.id for case in board(office).late}
    warned = [line.case for listed in lists for group in listed.groups for line in group.lines]
    assert late <= {case.id for case in warned}
    assert len({case.id for case in warned}) == len(warned)
    for listed in lists:
        handlers = {line.case.handler for group in listed.groups for line in group.lines}
        assert [listed.period] == [f"经办：{name}；至12月11日（周五）须办" for name in handlers]
        for group in listed.groups:
            firsts = [min(filter(None, (line.by, line.case.due_on))) for line in group.lines]
            assert all((day < clock.day) == (group.title == "已过期") for day in firsts)


def test_numbers_are_short_in_blocks() -> None:
    assert short_label("〔2026〕269号", 2026) == "269"
    assert short_label("〔2025〕310号", 2026) == "25-310"
    assert short_label("更正〔2026〕3号", 2026) == "更3"
    assert short_label("旧台账第12号", 2026) == "第12号"


def test_the_stages_have_words() -> None:
    assert set(STAGES) >= {"consulting", "awaiting_confirmation", "approved"}
    assert date(2026, 1, 31) in Period(date(2026, 1, 1), date(2026, 1, 31))
