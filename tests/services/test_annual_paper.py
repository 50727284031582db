"""The yearly report of an office as it leaves the house: counted twice, sealed where frozen, in every kind of file."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import select, update

from gkcase.domain.annual import from_counts
from gkcase.domain.annual_document import from_document
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.lifecycle import replay
from gkcase.domain.reporting import report_ending, working_days_used
from gkcase.domain.standing import standing
from gkcase.domain.state import CaseState
from gkcase.domain.terms import CaseKind, Channel, Event
from gkcase.services.annual_export import export_report
from gkcase.services.annual_import import read_file
from gkcase.services.annual_paper import annual_paper
from gkcase.services.annual_report import figures, freeze
from gkcase.services.annual_text import YearFacts, overview
from gkcase.services.office import Office, open_office
from gkcase.storage import journal_store
from gkcase.storage.tables import AnnualReportRow, Case
from tests.services.annual_cases import put, received, replied, step
from tests.services.conftest import Clock

pytestmark = pytest.mark.file_only


def states_of(office: Office) -> Iterator[CaseState]:
    """Every request, replayed from its journal."""
    with office.reading() as session:
        for case_id in session.scalars(select(Case.id)):
            state = replay(journal_store.entries(session, case_id), office.rules)
            if state.kind is CaseKind.REQUEST and state.receipt and state.receipt.on:
                yield state


def counted_by_hand(office: Office, year: int) -> YearFacts:
    """The facts of a year by going through the journals, without SQL."""
    channels: Counter[Channel | None] = Counter()
    told: Counter[str] = Counter()
    for state in states_of(office):
        if state.receipt and state.receipt.on and state.receipt.on.year == year:
            channels[state.receipt.channel] += 1
        told["corrected"] += any(entry.on.year == year for entry in state.all(Event.CORRECTION_REQUESTED))
        paid, asked = state.last(Event.FEE_PAID), state.last(Event.FEE_REQUESTED)
        if paid and asked and paid.on.year == year:
            told["fees"] += 1
            told["yuan"] += asked.number("amount", 0)
        end = report_ending(state)
        if end is None or end.on.year != year:
            continue
        told["extended"] += bool(state.all(Event.EXTENDED))
        now = standing(state, office.rules, office.today())
        if now.replied_on:
            days = working_days_used(state, office.rules)
            told.update(replied=1, late=bool(now.late), days=days or 0, counted=days is not None)
    facts = YearFacts(figures(office, year), channels=dict(channels))
    return replace(facts, **told)  # type: ignore[arg-type]  # all of them are numbers


def test_what_the_text_tells_of_the_demo_township_is_what_its_journals_say(township: Path) -> None:
    office = open_office(township)
    try:
        years = range(office.today().year - 1, office.today().year + 1)
        by_hand = [counted_by_hand(office, year) for year in years]
        assert [annual_paper(office, year).facts for year in years] == by_hand
        assert all(facts.replied and facts.days for facts in by_hand)
        assert by_hand[-1].figures.as_of == office.today()
    finally:
        office.close()


def test_fees_count_in_the_year_in_which_they_were_paid_and_corrections_in_which_they_were_asked(
    office: Office,
) -> None:
    fee = step(Event.FEE_REQUESTED, "2025-12-24", pages=44, amount=140, delivered_on="2025-12-24")
    put(
        office,
        (received("2025-12-01"), replied("2025-12-12")),
        (
            received("2025-12-02", channel="oral"),
            fee,
            step(Event.FEE_PAID, "2026-01-05"),
            replied("2026-01-12"),
        ),
        (received("2025-12-03"), fee),
        (
            received("2025-12-04"),
            step(
                Event.CORRECTION_REQUESTED,
                "2025-12-08",
                items="内容不明确",
                guidance="写明文件名称",
                delivered_on="2025-12-08",
                limit_days=15,
            ),
        ),
        (received("2025-12-05"), replied("2026-02-24")),
    )
    facts = annual_paper(office, 2025).facts
    assert (facts.replied, facts.days, facts.late, facts.corrected, facts.fees) == (1, 9, 0, 1, 0)
    assert facts.channels == {Channel.IN_PERSON: 4, Channel.ORAL: 1}
    later = annual_paper(office, 2026).facts
    assert (later.replied, later.late, later.fees, later.yuan, later.corrected) == (2, 1, 1, 140, 0)
    assert [facts, later] == [counted_by_hand(office, year) for year in (2025, 2026)]
    assert annual_paper(office, 2024).facts == YearFacts(from_counts(2024, "2021", {}, {}))


def test_an_office_says_whom_to_ask_and_one_without_an_address_does_not(office: Office) -> None:
    contact = annual_paper(office, 2026).contact
    assert (
        contact == "对本报告有疑问的，请与云溪镇人民政府联系（地址：云溪镇人民路1号；电话：0557-1234567）。"
    )
    office.profile = type(office.profile)("云溪镇人民政府", "云政依复")
    assert annual_paper(office, 2026).contact == ""


def test_a_frozen_report_leaves_as_it_was_frozen(office: Office, clock: Clock, tmp_path: Path) -> None:
    put(office, (received("2025-03-03"), replied("2025-03-20")))
    freeze(office, 2025)
    fresh = annual_paper(office, 2025)
    assert re.fullmatch("20[0-9]{2}年[0-9]+月[0-9]+日定稿　校验值[0-9a-f]{64}", fresh.seal)
    assert fresh.facts.replied == 1
    put(office, (received("2025-04-07"), replied("2025-04-22", "R10")))
    kept = annual_paper(office, 2025)
    assert kept.figures.cell("new", "total") == 1
    assert kept.facts.changed
    assert any("定稿后案件有变动" in line.text for line in overview(kept.facts))
    other = annual_paper(office, 2025, "2019")
    assert (other.seal, other.figures.cell("new", "total")) == ("", 2)
    export_report(office, 2025, "", tmp_path / "年报.json")
    told = json.loads((tmp_path / "年报.json").read_text(encoding="utf-8"))
    assert from_document(told) == kept.figures
    assert (told["seal"], told["office"], told["problems"]) == (kept.seal, "云溪镇人民政府", [])


def test_a_frozen_report_that_was_tampered_with_does_not_leave(office: Office) -> None:
    freeze(office, 2025)
    with office.unasked() as session:
        session.execute(update(AnnualReportRow).values(sha256="0" * 64))
    with pytest.raises(Refusal, match="与保存时的校验值不一致"):
        annual_paper(office, 2025)


def test_each_kind_of_file_holds_the_figures_of_the_office(office: Office, tmp_path: Path) -> None:
    put(office, (received("2026-03-02"), replied("2026-03-20")), (received("2026-03-03"),))
    live = figures(office, 2026)
    for ending in ("docx", "xlsx"):
        export_report(office, 2026, "", tmp_path / f"年报.{ending}")
        assert read_file(tmp_path / f"年报.{ending}").figures == live
    export_report(office, 2026, "2019", tmp_path / "年报.JSON")
    told = json.loads((tmp_path / "年报.JSON").read_text(encoding="utf-8"))
    assert from_document(told) == figures(office, 2026, "2019")
    assert (told["as_of"], told["practice_today"]) == ("2026-12-08", "2026-12-08")


def test_what_is_not_counted_is_told_in_every_file_and_left_out_of_the_text(
    office: Office, tmp_path: Path
) -> None:
    asked = step(
        Event.CORRECTION_REQUESTED,
        "2026-03-04",
        items="内容不明确",
        guidance="写明文件名称",
        delivered_on="2026-03-04",
    )
    put(office, *[(received("2026-03-02", ""), asked)] * 7, (received("2026-03-02"), replied("2026-03-20")))
    paper = annual_paper(office, 2026)
    assert (paper.facts.channels, paper.facts.corrected) == ({Channel.IN_PERSON: 1}, 0)
    [doubt] = paper.doubts
    assert doubt.startswith("〔请核对：〔2026〕1号、")
    export_report(office, 2026, "", tmp_path / "年报.docx")
    marked = [
        run.text
        for line in Document(str(tmp_path / "年报.docx")).paragraphs
        for run in line.runs
        if run.font.highlight_color
    ]
    assert doubt in marked
    export_report(office, 2026, "", tmp_path / "年报.xlsx")
    assert doubt in str(load_workbook(tmp_path / "年报.xlsx")["三、申请情况"]["A3"].value)
    many = replace(paper, problems=paper.problems * 7)
    assert many.doubts == [doubt] * 5 + ["〔请核对：另有2处问题〕"]


def test_what_cannot_be_written_is_one_sentence_and_leaves_nothing(office: Office, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"“年报\.pdf”应以\.docx、\.xlsx或者\.json结尾"):
        export_report(office, 2026, "", tmp_path / "年报.pdf")
    for ending in ("docx", "xlsx", "json"):
        with pytest.raises(Trouble, match="没有写成"):
            export_report(office, 2026, "", tmp_path / "无" / f"年报.{ending}")
    assert [path.name for path in tmp_path.iterdir() if "年报" in path.name] == []
