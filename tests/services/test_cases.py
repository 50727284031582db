"""Acts about several cases: linked, split, merged, handed over; both histories are kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gkcase.domain.errors import Refusal
from gkcase.domain.terms import Event, Status
from gkcase.services import attachments, cases, queries
from gkcase.services.checking import check_office
from gkcase.services.office import Office
from gkcase.services.reading import dossier
from tests.services.requests import do, register


def told(office: Office, case_id: int, event: Event) -> list[str]:
    return [line.entry.text("case") for line in dossier(office, case_id).journal if line.entry.event is event]


def test_both_linked_cases_say_so(office: Office) -> None:
    first, second = register(office), register(office)
    change = cases.link(office, first, "〔2026〕2号", "同一事项")
    assert change.case_ids == {first, second}
    assert told(office, first, Event.LINKED) == ["〔2026〕2号"]
    assert told(office, second, Event.LINKED) == ["〔2026〕1号"]
    assert check_office(office).ok


@pytest.mark.parametrize("number", ["1", "〔2026〕1号", "〔2026〕9号", "", "9"])
def test_a_link_to_itself_or_to_nothing_is_refused(office: Office, number: str) -> None:
    case_id = register(office)
    with pytest.raises(Refusal) as caught:
        cases.link(office, case_id, number)
    assert caught.value.field == "case"
    assert len(dossier(office, case_id).journal) == 1


def test_an_ended_case_can_be_linked_to_but_takes_no_entry(office: Office) -> None:
    first, second = register(office), register(office)
    do(office, second, Event.WITHDRAWN, note="书面撤回")
    cases.link(office, first, "2")
    assert told(office, first, Event.LINKED) == ["〔2026〕2号"]
    assert told(office, second, Event.LINKED) == []


def test_a_merged_case_ends_and_both_histories_stay(office: Office) -> None:
    first, second = register(office, signed_on="2026-12-02"), register(office, signed_on="2026-12-01")
    do(office, second, Event.NOTED, date(2026, 12, 3), note="电话核对")
    cases.merge(office, second, "〔2026〕1号", on=date(2026, 12, 7))
    gone = dossier(office, second)
    assert (gone.status, gone.standing.status) == (Status.CLOSED, "merged")
    assert [line.entry.event for line in gone.journal] == [Event.RECEIVED, Event.NOTED, Event.MERGED]
    assert [line.entry.on.day for line in dossier(office, first).journal] == [2, 7]
    assert told(office, first, Event.LINKED) == ["〔2026〕2号"]
    assert dossier(office, first).status is Status.IN_PROGRESS


def test_a_case_is_not_merged_into_itself_or_an_ended_one(office: Office) -> None:
    first, second = register(office), register(office)
    with pytest.raises(Refusal, match="自己"):
        cases.merge(office, first, "1")
    do(office, second, Event.WITHDRAWN, note="书面撤回")
    with pytest.raises(Refusal, match="已办结"):
        cases.merge(office, first, "2")
    assert dossier(office, first).status is Status.IN_PROGRESS


def test_a_request_is_split_into_cases_with_the_same_receipt_day(office: Office) -> None:
    case_id = register(office, signed_on="2026-12-01")
    change = cases.split(office, case_id, ["补偿标准", "发放名册"], "一事一申请")
    assert change.said == "已拆分出〔2026〕2号、〔2026〕3号"
    assert told(office, case_id, Event.SPLIT) == ["〔2026〕2号", "〔2026〕3号"]
    parts = [dossier(office, part) for part in sorted(change.case_ids - {case_id})]
    assert [part.wanted for part in parts] == ["补偿标准", "发放名册"]
    assert {part.standing.receipt_date for part in parts} == {date(2026, 12, 1)}
    assert {part.applicant.name for part in parts} == {"陈某某"}
    assert [told(office, part.id, Event.LINKED) for part in parts] == [["〔2026〕1号"]] * 2
    assert dossier(office, case_id).status is Status.IN_PROGRESS
    assert check_office(office).ok


@pytest.mark.parametrize("parts", [[], ["补偿标准", " "]])
def test_a_split_without_words_gives_no_number_away(office: Office, parts: list[str]) -> None:
    case_id = register(office)
    with pytest.raises(Refusal):
        cases.split(office, case_id, parts)
    assert queries.counts(office).all == 1
    register(office)
    assert check_office(office).ok


def test_a_split_of_an_ended_case_is_rolled_back_whole(office: Office) -> None:
    case_id = register(office)
    do(office, case_id, Event.WITHDRAWN, note="书面撤回")
    with pytest.raises(Refusal):
        cases.split(office, case_id, ["补偿标准"])
    assert queries.counts(office).all == 1


def test_a_colleague_takes_over_all_open_cases(office: Office) -> None:
    mine, ended = register(office), register(office)
    do(office, ended, Event.WITHDRAWN, note="书面撤回")
    office.acting = "王某"
    other = register(office)
    change = cases.hand_over(office, "李某", "周某")
    assert change.case_ids == {mine}
    assert [dossier(office, case_id).handler for case_id in (mine, ended, other)] == ["周某", "李某", "王某"]
    assert dossier(office, mine).duties
    assert set(queries.handlers(office)) == {"周某", "李某", "王某"}
    for taker in ("", "周某"):
        with pytest.raises(Refusal):
            cases.hand_over(office, "周某", taker)
    assert check_office(office).ok


def test_a_paper_for_an_entry_that_is_not_there_is_refused(office: Office, tmp_path: Path) -> None:
    case_id = register(office)
    scan = tmp_path / "回执.pdf"
    scan.write_bytes(b"%PDF-1.4")
    with pytest.raises(Refusal, match="案件没有第9项记录，文件没有添加，请核对"):
        attachments.add_files(office, case_id, [scan], seq=9)
    with pytest.raises(Refusal, match="没有编号为99的案件，请核对"):
        attachments.add_files(office, 99, [scan])
    assert dossier(office, case_id).files == ()
