"""定稿: figures with a hash on the chain, what changes them afterwards, and last year's figures from elsewhere."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import delete, not_, update

from gkcase.domain.annual import from_cells
from gkcase.domain.errors import Refusal
from gkcase.domain.terms import Event
from gkcase.services.annual_report import (
    drift,
    every_kept,
    figures,
    freeze,
    frozen,
    hash_of,
    last_year,
    publish,
    published,
    report,
)
from gkcase.services.checking import check_office
from gkcase.services.handling import record, void
from gkcase.services.office import Office, Topic
from gkcase.storage.tables import AnnualReportRow
from tests.services.annual_cases import decided, filed, put, received, replied
from tests.services.conftest import Clock

pytestmark = pytest.mark.file_only

ANSWERED = (received("2025-03-03"), replied("2025-03-20"))
REVIEWED = (
    received("2025-03-04"),
    replied("2025-03-20", "R4d"),
    filed("2025-04-07", "r1"),
    decided("2025-06-03", "r1", "upheld"),
)


def test_a_report_is_frozen_with_who_and_when_and_proved_when_read(office: Office) -> None:
    put(office, ANSWERED, REVIEWED)
    assert frozen(office, 2025) is None
    assert drift(office, 2025) is None
    change = freeze(office, 2025)
    kept = frozen(office, 2025)
    assert kept is not None
    assert change.topics is Topic.REPORTS
    assert kept.sha256[:16] in change.said
    assert kept.figures == figures(office, 2025)
    assert (kept.sha256, kept.made_by, kept.unsound) == (hash_of(kept.figures), "李某", "")
    found = drift(office, 2025)
    assert found is not None
    assert (found.cells, found.lines) == ((), ())
    assert check_office(office).findings == ()


def test_an_early_or_doubtful_report_is_frozen_only_with_a_reason(office: Office, clock: Clock) -> None:
    put(office, (received("2026-03-02", ""), replied("2026-03-20")))
    with pytest.raises(Refusal, match="2026年度尚未结束，2027年1月1日起才能定稿"):
        freeze(office, 2026)
    clock.day = date(2027, 1, 4)
    with pytest.raises(Refusal, match="数据有1处问题（〔2026〕1号没有申请人类别，未计入）"):
        freeze(office, 2026)
    assert every_kept(office, 2026) == []
    freeze(office, 2026, note="类别无法查明")
    kept = frozen(office, 2026)
    assert kept is not None
    assert kept.note == "类别无法查明"


def test_what_changes_afterwards_is_told_line_by_line(office: Office) -> None:
    """A reply is overturned and voided, another case is written in later, a decision turns out otherwise."""
    [first, second, third] = put(office, ANSWERED, REVIEWED, (received("2025-11-03"),))
    freeze(office, 2025)
    void(office, first, 2, reason="登错案件")
    void(office, second, 4, reason="结果登错")
    record(office, third, Event.WITHDRAWN, on=date(2025, 11, 10), facts={"note": "当日来函"})
    [fourth] = put(office, (received("2025-12-01", "enterprise"),))
    found = drift(office, 2025)
    assert found is not None
    today = found.frozen.made_at.astimezone().date()
    assert [line.case_id for line in found.lines] == [first, second, third, fourth]
    said = [line.text.split("。")[0] for line in found.lines]
    assert said == [
        "〔2025〕1号：定稿时计入“（一）予以公开·自然人”，现在计入“四、结转下年度继续办理·自然人”",
        "〔2025〕2号的复议诉讼：定稿时计入“行政复议·结果维持”，现在计入“行政复议·尚未审结”",
        "〔2025〕3号：定稿时计入“四、结转下年度继续办理·自然人”，现在计入“（六）其他处理 3.其他·自然人”",
        "〔2025〕4号：定稿时没有计入，现在计入“一、本年新收政府信息公开申请数量·商业企业”、"
        "“四、结转下年度继续办理·商业企业”",
    ]
    assert "录入“作废”" in found.lines[0].text
    assert f"定稿后{today.year}年" in found.lines[0].text
    assert "一、本年新收政府信息公开申请数量·总计：原为3，现为4" in [cell.text for cell in found.cells]
    assert "行政复议·结果维持：原为1，现为0" in [cell.text for cell in found.cells]


def test_freezing_again_replaces_the_former_which_stays(office: Office) -> None:
    [first] = put(office, ANSWERED)
    freeze(office, 2025)
    void(office, first, 2, reason="登错案件")
    freeze(office, 2025, "2019")
    kept = frozen(office, 2025)
    assert kept is not None
    assert (kept.figures.format, kept.figures.cell("carried_out", "total")) == ("2019", 1)
    assert [one.replaced for one in every_kept(office, 2025)] == [False, True]
    assert kept.placements == {"cases": {str(first): [0, 0, 22]}, "remedies": {}}
    found = drift(office, 2025)
    assert found is not None
    assert found.lines == ()


def test_last_years_figures_are_the_frozen_else_the_published_else_the_live_ones(office: Office) -> None:
    put(office, (received("2025-12-22"),))
    assert (last_year(office, 2026)[1], report(office, 2026).problems) == ("live", ())
    told = from_cells(2025, "2021", {"new": (2,), "carried_out": (2,)})
    publish(office, told, "县政府网站")
    kept = published(office, 2025)
    assert kept is not None
    assert (kept.figures, kept.note, kept.unsound) == (told, "县政府网站", "")
    found = report(office, 2026)
    assert found.before_from == "published"
    assert [problem.text for problem in found.problems][:1] == [
        "自然人：上年结转1，而2025年度报告结转下年度2"
    ]
    freeze(office, 2025)
    assert (report(office, 2026).before_from, report(office, 2026).problems) == ("frozen", ())
    with pytest.raises(Refusal, match="2026年度尚未结束，没有已公布的数据"):
        publish(office, from_cells(2026, "2021", {}))


@pytest.mark.parametrize(("year", "number"), [(0, 1), (2025, 999_999_999)])
def test_figures_that_could_not_be_read_back_are_not_kept(office: Office, year: int, number: int) -> None:
    with pytest.raises(Refusal, match=r"应为四位数字|应为0至100000000的整数"):
        publish(office, from_cells(year, "2021", {"new": (number,)}))
    assert every_kept(office, year) == []


OTHER = from_cells(2025, "2021", {"new": (7,)})
FORGED = {"table3": {row: list(numbers) for row, numbers in OTHER.table3.items()}, "table4": None}


@pytest.mark.parametrize(
    "changed",
    [
        {"figures": FORGED},
        {"figures": FORGED, "sha256": hash_of(OTHER)},
        {"figures": {"table3": {}}},
        {"figures": []},
        {"placements": {"cases": {"1": [99, 99, 99]}, "remedies": {}}},
        {"placements": [1]},
        {"format": "2019"},
        {"replaced": True},
        {"note": "已报县政府"},
        {"made_by": "周某"},
        {"made_at": datetime(2026, 1, 5, tzinfo=UTC)},
        {"source": "published"},
        {"source": "draft"},
    ],
    ids=lambda changed: " ".join(changed),
)
def test_a_report_changed_behind_the_programs_back_is_told(
    office: Office, changed: dict[str, object]
) -> None:
    put(office, ANSWERED)
    freeze(office, 2025)
    with office.unasked() as session:
        session.execute(update(AnnualReportRow).values(**changed))
    words = {"published": "已公布数据", "draft": "数据"}.get(str(changed.get("source")), "定稿数据")
    said = f"2025年度报告的{words}与保存时的校验值不一致，数据库可能被改动过，请核对后重新保存"
    assert [finding.what for finding in check_office(office).findings] == [said]
    assert drift(office, 2025) is None
    if words != "数据":
        assert report(office, 2026).unsound == said
        assert report(office, 2026).problems[-1].text == said


def test_neither_an_older_report_nor_a_published_one_can_be_put_in_the_place_of_the_latest(
    office: Office,
) -> None:
    [first] = put(office, ANSWERED)
    freeze(office, 2025)
    void(office, first, 2, reason="登错案件")
    freeze(office, 2025)
    publish(office, OTHER)
    assert check_office(office).findings == ()
    with office.unasked() as session:
        session.execute(
            update(AnnualReportRow)
            .where(AnnualReportRow.source == "frozen")
            .values(replaced=not_(AnnualReportRow.replaced))
        )
    assert len(check_office(office).findings) == 2
    kept = frozen(office, 2025)
    assert kept is not None
    assert (kept.figures.cell("carried_out", "total"), kept.unsound != "") == (1, True)


def test_a_report_that_is_gone_is_told(office: Office) -> None:
    put(office, ANSWERED)
    freeze(office, 2025)
    with office.unasked() as session:
        session.execute(delete(AnnualReportRow))
    assert [finding.what for finding in check_office(office).findings] == [
        "年度报告保存过的一份数据不见了，审计链里还有它"
    ]


@pytest.mark.parametrize("unknown", ["", "李某"])
def test_nobody_freezes_a_report_before_it_is_said_who_works(office: Office, unknown: str) -> None:
    put(office, ANSWERED)
    office.acting, office.assumed = unknown, bool(unknown)
    with pytest.raises(Refusal, match="请先选定现在由谁办理，再定稿"):
        freeze(office, 2025)
    assert every_kept(office, 2025) == []
