"""Any list of requests, written down in any habit, is read back as the same facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from gkcase.domain.standing import outcome_of
from gkcase.services.dossier import OfficeProfile
from gkcase.services.ledger_plan import look, open_book
from gkcase.services.office import Office
from tests.offices import new_office
from tests.services.ledger_books import Cell, put

DIGITS = "〇一二三四五六七八九"
RESULTS = {
    "予以公开": "R2",
    "部分公开": "R3",
    "信息不存在": "R6",
    "不予公开（第三方）": "R4d",
    "撤回申请": "R17a",
}
CHANNELS = {
    "当面": "in_person",
    "EMS": "post_signed",
    "网上平台": "internet",
    "电子邮件": "email",
    "传真": "fax",
}


@dataclass(frozen=True)
class Request:
    """What one row says."""

    received: date
    name: str
    wanted: str
    channel: str
    replied: date
    result: str


@dataclass(frozen=True)
class Ways:
    """How a township writes: its spelling of days, its headings, what stands around, 同上 for what repeats."""

    spelling: int
    headings: tuple[str, ...]
    title: bool
    total: bool
    ditto: bool
    order: tuple[int, ...]
    yearless: bool


def spoken(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十") + (DIGITS[ones] if ones else "")


def written(day: date, ways: Ways) -> Cell:
    """A day as this township writes it."""
    y, m, d = day.year, day.month, day.day
    chinese = "".join(DIGITS[int(sign)] for sign in str(y))
    spellings: list[Cell] = [
        f"{y}.{m}.{d}", f"{y}-{m:02}-{d:02}", f"{y}年{m}月{d}日", f"{chinese}年{spoken(m)}月{spoken(d)}日",
        f"{y}{m:02}{d:02}", day, (day - date(1899, 12, 30)).days, f"{y}/{m}/{d} 09:30",
    ]  # fmt: skip
    short: list[Cell] = [f"{m}月{d}日", f"{m}.{d}", f"{spoken(m)}月{spoken(d)}日"]
    return short[ways.spelling % 3] if ways.yearless else spellings[ways.spelling % 8]


requests = st.builds(
    Request,
    received=st.dates(date(2024, 1, 2), date(2024, 6, 30)),
    name=st.text("钟骆裴沈卫褚陶章云苏", min_size=2, max_size=3),
    wanted=st.text("名册批文预算决算规划图=+-@", min_size=2, max_size=12).filter(
        lambda text: text.strip("-")
    ),
    channel=st.sampled_from(sorted(CHANNELS)),
    replied=st.integers(0, 90).map(lambda days: date(2024, 7, 1) + timedelta(days)),
    result=st.sampled_from(sorted(RESULTS)),
)
habits = st.builds(
    Ways,
    spelling=st.integers(0, 7),
    headings=st.sampled_from(
        [
            ("收到日期", "申请人", "申请内容", "申请方式", "答复日期", "答复结果"),
            ("受理时间", "申请人姓名", "所需信息内容", "受理渠道", "办结日期", "办理结果"),
            ("收件\n日期", "姓名", "申请公开事项", "来件方式", "答复书送达日期", "处理情况"),
        ]
    ),
    title=st.booleans(),
    total=st.booleans(),
    ditto=st.booleans(),
    order=st.permutations(range(6)).map(tuple),
    yearless=st.booleans(),
)


def written_book(rows: list[Request], ways: Ways) -> Workbook:
    """The workbook of this township."""
    book = Workbook()
    book.remove(book.worksheets[0])
    lines: list[list[Cell]] = [["云溪镇依申请公开台账"]] if ways.title else []
    lines.append([ways.headings[place] for place in ways.order])
    before: list[Cell] = [None] * 6
    for row in rows:
        cells: list[Cell] = [written(row.received, ways), row.name, row.wanted, row.channel,
                             written(row.replied, ways), row.result]  # fmt: skip
        shown = ["同上" if ways.ditto and cell == before[at] else cell for at, cell in enumerate(cells)]
        lines.append([shown[place] for place in ways.order])
        before = cells
    lines += [["合计", len(rows)]] if ways.total else []
    put(book, "2024年", lines, "A1:F1" if ways.title else "")
    return book


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("walks")
    made = new_office(
        folder / "o.gkdb", OfficeProfile("云溪镇人民政府", "云"), today=lambda: date(2026, 12, 8)
    )
    yield made
    made.close()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(requests, min_size=1, max_size=6), ways=habits)
def test_what_is_written_is_read_back(quiet: Office, tmp_path: Path, rows: list[Request], ways: Ways) -> None:
    rows = list({(row.received, row.name, row.wanted): row for row in rows}.values())
    path = tmp_path / "台账.xlsx"
    written_book(rows, ways).save(path)
    plan = look(quiet, open_book(quiet, path))
    assert plan.listed == []
    read = []
    for ready in plan.ready:
        first, last = ready.prepared.entries[0], ready.prepared.entries[-1]
        state = ready.prepared.state
        assert state.receipt is not None
        facts = (first.text("applicant.name"), first.text("wanted"), first.text("channel"))
        read.append((state.receipt.on, *facts, last.on, outcome_of(state)))
    assert read == [
        (row.received, row.name, row.wanted, CHANNELS[row.channel], row.replied, RESULTS[row.result])
        for row in rows
    ]
