"""A decision on its way through the case: in parts, on a correction, and where nothing is answered any more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Entry, Fact
from gkcase.domain.parts import results_in
from gkcase.domain.terms import Event, LetterKind, Status
from gkcase.services import lettering
from gkcase.services.handling import NeedsReason, record
from gkcase.services.office import Office
from gkcase.services.reading import dossier
from tests.services.conftest import Clock
from tests.services.requests import NOTICE, POSTED_OUT, do, register

pytestmark = pytest.mark.file_only

OPENED: Mapping[str, Fact] = {
    "content": "发放标准",
    "result": "R2",
    "facts": {"documents": ["《发放标准》，共3页"], "form": "paper", "way": "post"},
}
KEPT: Mapping[str, Fact] = {
    "content": "会议讨论记录",
    "result": "R4f",
    "facts": {
        "ground_fact": "讨论记录形成于方案制定过程中，方案尚未确定",
        "reasons": "公开会妨碍充分讨论",
        "category": "讨论记录",
        "no_rule": True,
    },
}


def last(office: Office, case_id: int, event: Event) -> Entry:
    """The latest step of that kind."""
    found = dossier(office, case_id).last(event)
    assert found is not None
    return found


def signed_and_sent(office: Office, case_id: int) -> None:
    """What follows a decision that is written."""
    do(office, case_id, Event.SUBMITTED)
    do(office, case_id, Event.SIGNED, signer="周某")
    do(office, case_id, Event.REPLIED, **POSTED_OUT)


def test_a_reply_in_parts_keeps_them_from_the_letter_to_the_reply(office: Office) -> None:
    """区分处理的，只计部分公开；每一部分的答复类型随文书、送审、答复留存。"""
    case_id = register(office)
    made = lettering.write_letter(office, case_id, LetterKind.REPLY, facts={"parts": [OPENED, KEPT]})
    assert "部分公开告知书" in made.composed.name
    do(office, case_id, Event.SECRECY_REVIEWED, reviewer="王某", outcome="不涉及国家秘密，可以公开")
    signed_and_sent(office, case_id)
    for event in (Event.LETTER_WRITTEN, Event.SUBMITTED, Event.REPLIED):
        facts = last(office, case_id, event).facts
        assert facts["kind_of_reply"] == "R3"
        assert results_in(facts) == ("R2", "R4f")
    case = dossier(office, case_id)
    assert (case.status, case.result) == (Status.REPLIED, "R3")


def test_another_result_at_the_counter_does_not_carry_the_parts_along(office: Office) -> None:
    case_id = register(office, channel="in_person", submitted_on="2026-12-08", signed_on=None)
    lettering.write_letter(office, case_id, LetterKind.REPLY, facts={"parts": [OPENED, KEPT]})
    facts: dict[str, Fact] = {"delivery": "hand", "signed_on": "2026-12-08", "on_the_spot": True}
    do(office, case_id, Event.REPLIED, kind_of_reply="R2", **facts)
    assert results_in(last(office, case_id, Event.REPLIED).facts) == ("R2",)


def test_the_main_result_that_the_office_chose_stands(office: Office) -> None:
    case_id = register(office)
    search: dict[str, Fact] = {
        "places": ["档案室"],
        "method": "按名称",
        "searcher": "李某",
        "outcome": "没有",
    }
    do(office, case_id, Event.SEARCHED, **search)
    nothing: Fact = {"content": "发放名册", "result": "R6", "facts": {}}
    facts: dict[str, Fact] = {"parts": [OPENED, nothing], "kind_of_reply": "R6"}
    made = lettering.letter_for(office, case_id, LetterKind.REPLY, facts)
    assert last(office, case_id, Event.LETTER_WRITTEN).text("kind_of_reply") == "R6"
    again = lettering.letter_for(office, case_id, LetterKind.REPLY, {})
    assert again.sha256 == made.sha256


def test_parts_that_cannot_be_read_are_refused_and_nothing_is_written(office: Office) -> None:
    case_id = register(office)
    with pytest.raises(Refusal, match="至少要有两部分"):
        lettering.write_letter(office, case_id, LetterKind.REPLY, facts={"parts": [OPENED]})
    assert dossier(office, case_id).last(Event.LETTER_WRITTEN) is None


def test_a_correction_is_signed_and_sent_like_a_reply(office: Office) -> None:
    """更正申请的答复也要审签，也以交邮之日为答复之日；不计入年报表三。"""
    case_id = register(office, case_kind="rectification", wanted="更正发放表中本人的家庭人口数")
    facts: dict[str, Fact] = {
        "kind_of_reply": "X1",
        "record": "2025年发放表第17行",
        "corrected": "家庭人口由3人更正为4人",
        "corrected_on": "2026-12-08",
        "delivery": "post",
    }
    lettering.write_letter(office, case_id, LetterKind.REPLY, facts=facts)
    assert last(office, case_id, Event.LETTER_WRITTEN).text("kind") == "rectification"
    kept = lettering.letter_for(office, case_id, LetterKind.RECTIFICATION, {})
    assert kept.number
    signed_and_sent(office, case_id)
    case = dossier(office, case_id)
    assert (case.status, case.result) == (Status.REPLIED, "X1")
    assert office.replies["X1"].row == ""


def test_a_draft_that_takes_the_place_of_another_keeps_its_number(office: Office) -> None:
    case_id = register(office, case_kind="rectification")
    facts: dict[str, Fact] = {"kind_of_reply": "X2", "record": "第17行", "not_corrected": "与户口登记一致"}
    first = lettering.write_letter(office, case_id, LetterKind.RECTIFICATION, facts=facts)
    again = lettering.write_letter(office, case_id, LetterKind.RECTIFICATION, facts=facts)
    assert first.number == again.number


@pytest.mark.parametrize("kind", [LetterKind.CLOSED_NO_CORRECTION, LetterKind.CLOSED_NO_FEE])
def test_an_open_case_is_not_told_that_it_is_closed(office: Office, kind: LetterKind) -> None:
    with pytest.raises(Refusal, match="不能告知不再处理"):
        lettering.write_letter(office, register(office), kind)


def test_who_did_not_correct_in_time_is_told_so(office: Office, clock: Clock) -> None:
    case_id = register(office)
    on = office.today()
    told = {**NOTICE, "delivered_on": on.isoformat()}
    lettering.record_with_letter(office, case_id, Event.CORRECTION_REQUESTED, on=on, facts=told)
    clock.day = date(2027, 1, 11)
    do(office, case_id, Event.CORRECTION_LAPSED)
    made = lettering.letter_for(office, case_id, LetterKind.CLOSED_NO_CORRECTION, {})
    text = lettering.draft_text(office, made.sha256)
    assert "本机关于2026年12月8日以云政依复〔2026〕1号告知你补正以下事项" in text.replace(
        "云政依复〔2026〕", "云政依复〔2026〕"
    )
    assert "如不服本告知，可以自收到本告知书之日起六十日内" in text
    assert lettering.letter_for(office, case_id, LetterKind.CLOSED_NO_CORRECTION, {}).sha256 == made.sha256
    with pytest.raises((Refusal, NeedsReason)):
        record(office, case_id, Event.SUBMITTED, on=office.today())
