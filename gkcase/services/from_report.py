"""Cases whose yearly report is a given table again, digit for digit (demo --from-report)."""

from __future__ import annotations

import json
import random
from pathlib import Path

from gkcase.domain.annual import (
    CARRIED_IN,
    CARRIED_OUT,
    GROUPS,
    KINDS,
    NEW,
    RESULTS,
    TOTAL,
    Figures,
    problems,
)
from gkcase.domain.annual_document import from_document, tables
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.rights import May
from gkcase.domain.workdays import BASE_DAY
from gkcase.services.bulk import prepare, write
from gkcase.services.office import PRACTICE, Office
from gkcase.services.queries import counts
from gkcase.services.report_courts import Courts
from gkcase.services.report_days import Days
from gkcase.services.report_tales import Step, Tale, Teller
from gkcase.services.several import Cancelled, Progress, never, silent
from gkcase.storage.canonical import canonical
from gkcase.storage.tables import Setting

LONGEST = 4_000_000
"""No file of figures is longer; more is not read."""

TOLD = 5
"""So many sentences are quoted of what does not add up."""

MOST = 500_000
"""No table makes more cases: several times what a province has in a year, and what a small computer can hold."""

UNANSWERED, WAITED = 15, 18
"""Working days before the end of the year in which what is carried over comes in; before its beginning likewise."""

AFTERWARDS = {"open": 50, "cant_nohold": 35, "partial": 15}
"""How what is carried over ends in the year after, with its weight."""


def read_figures(path: Path) -> Figures:
    """The figures in a file: what `report annual --json` printed, or a published table in the same keys."""
    try:
        if path.stat().st_size > LONGEST:
            raise Trouble(f"文件{path}太大，不是一份年度报告的数据")
        found = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise Trouble(f"文件{path}无法读取，请检查路径和权限") from error
    except (ValueError, RecursionError) as error:
        raise Trouble(f"文件{path}不是JSON格式的年度报告数据，请检查") from error
    return from_document(found)


def fill(office: Office, figures: Figures, *, report: Progress = silent, cancelled: Cancelled = never) -> int:
    """Fill an empty office with cases whose report is these figures; returns their number.

    The office is one for practice from then on: its day is today's. What does not add up is refused, and nothing is
    written.
    """
    days = _days_of(office, figures)
    teller = Teller(office, random.Random(canonical(tables(figures))))
    tales = sorted(_tales(figures, days, teller), key=lambda tale: tale.came)
    prepared = (prepare(office, teller.history(tale, days)) for tale in tales)
    with office.transaction(May.IMPORT) as session:
        ids = write(office, session, prepared, total=len(tales), report=report, cancelled=cancelled)
        session.merge(Setting(key=PRACTICE, value=office.today().isoformat()))
    office.practise(office.today())
    return len(ids)


def _days_of(office: Office, figures: Figures) -> Days:
    """The working days of the year, where the office and the figures are such that cases can be made of them."""
    if counts(office).all:
        raise Refusal("示例数据只能放进还没有案件的新单位", "", "database")
    if found := problems(figures):
        said = "；".join(problem.text for problem in found[:TOLD])
        more = f"等{len(found)}处" if len(found) > TOLD else ""
        raise Refusal(f"这份报告的数字不平，不能据以生成案件：{said}{more}", "", "figures")
    if (many := _many(figures)) > MOST:
        raise Refusal(f"这份报告有{many}件，最多只能生成{MOST}件案件", "", "figures")
    if figures.year < BASE_DAY.year:
        raise Refusal(f"只能生成{BASE_DAY.year}年起的年度报告的案件", "第五十六条", "year")
    days = Days(office, figures.year)
    if days.last < days.first:
        raise Refusal(f"{figures.year}年度还没有工作日，不能生成该年度的案件", "", "year")
    return days


def _many(figures: Figures) -> int:
    """How many cases a report needs at most: its requests, and one for each review and suit."""
    requests = figures.cell(NEW, TOTAL) + figures.cell(CARRIED_IN, TOTAL)
    return requests + sum(figures.remedies(group, TOTAL) for group in GROUPS)


def _tales(figures: Figures, days: Days, teller: Teller) -> list[Tale]:
    """Every request of table 三, then what table 四 needs."""
    tales = []
    for kind in KINDS:
        rows = [row for row in RESULTS[figures.format] for _ in range(figures.cell(row, kind))]
        rows += [CARRIED_OUT] * figures.cell(CARRIED_OUT, kind)
        came = [CARRIED_IN] * figures.cell(CARRIED_IN, kind) + [NEW] * figures.cell(NEW, kind)
        ended = rows[: figures.cell(TOTAL, kind)]
        teller.chance.shuffle(ended)  # what was carried in ends first, as what, is left to chance
        rows[: len(ended)] = ended
        for before, row in zip(came, rows, strict=True):
            tales.append(_tale(kind, before, row, days, teller))
    if figures.table4:
        tales += Courts(tales, days, teller).needed(figures)
    return tales


def _tale(kind: str, before: str, row: str, days: Days, teller: Teller) -> Tale:
    if row == CARRIED_OUT:
        return _left_open(kind, before, days, teller)
    steps, room = teller.steps(row), days.last - days.first
    if before == NEW:
        steps, hurried = _fitted(steps, room)
        return Tale(kind, days.first + teller.chance.randint(0, room - steps[-1].after), steps, hurried, row)
    length = steps[-1].after
    waited = max(teller.chance.randint(1, min(length, WAITED)), length - room)
    if days.counted(days.first - waited):
        return Tale(kind, days.first - waited, steps, row=row)
    # No calendar reaches back so far: all of it happens in the new year.
    steps, hurried = _fitted(steps, room)
    late = [Step(step.after + waited, step.event, step.facts) for step in steps]
    return Tale(kind, days.first - waited, late, hurried, row)


def _fitted(steps: list[Step], room: int) -> tuple[list[Step], bool]:
    """The steps within so many working days; whether they had to be hurried for it."""
    length = steps[-1].after
    if length <= room:
        return steps, False
    return [Step(step.after * room // length, step.event, step.facts) for step in steps], True


def _left_open(kind: str, before: str, days: Days, teller: Teller) -> Tale:
    """Open at the end of the year, answered in January as far as that is over."""
    row = teller.chance.choices(list(AFTERWARDS), list(AFTERWARDS.values()))[0]
    [*_, reply] = teller.steps(row, long=False)
    if before == NEW:
        waiting = teller.chance.randint(0, min(UNANSWERED - 1, days.last - days.first))
        came = days.last - waiting
        return Tale(kind, came, [Step(max(reply.after, waiting + 1), reply.event, reply.facts)])
    came = days.first - teller.chance.randint(1, UNANSWERED)
    after = days.last - came + teller.chance.randint(1, UNANSWERED)
    return Tale(kind, came, [Step(after, reply.event, reply.facts)], hurried=True)
