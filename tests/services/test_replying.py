"""The reply before it is written, and its submission as one act."""

from __future__ import annotations

import pytest

from gkcase.domain.errors import Conflict, Refusal
from gkcase.domain.terms import Event, LetterKind, Status
from gkcase.services import lettering
from gkcase.services.handling import NeedsReason
from gkcase.services.lettering import Written
from gkcase.services.office import Office
from gkcase.services.reading import dossier
from gkcase.services.replying import look_over, submit_reply
from tests.services.requests import NOT_HELD, do, register

pytestmark = pytest.mark.file_only


def events(office: Office, case_id: int) -> list[Event]:
    lines = sorted(dossier(office, case_id).journal, key=lambda line: line.entry.seq)
    return [line.entry.event for line in lines]


def test_what_is_looked_over_is_what_is_written(office: Office) -> None:
    case_id = register(office)
    seen = look_over(office, case_id, NOT_HELD)
    assert seen.findings == ()
    assert seen.ready
    assert "云政依复〔2026〕1号" in seen.text
    assert events(office, case_id) == [Event.RECEIVED]
    written = submit_reply(office, case_id, NOT_HELD, comment="请审")
    assert isinstance(written, Written)
    assert written.composed.content == seen.composed.content
    assert events(office, case_id) == [Event.RECEIVED, Event.LETTER_WRITTEN, Event.SUBMITTED]
    submitted = dossier(office, case_id).last(Event.SUBMITTED)
    assert submitted is not None
    assert (submitted.text("sha256"), submitted.text("comment")) == (written.sha256, "请审")
    assert written.change.said == "〔2026〕1号的答复书已送审"


def test_a_letter_that_would_be_the_same_is_not_written_again(office: Office) -> None:
    case_id = register(office)
    lettering.write_letter(office, case_id, LetterKind.REPLY, facts=NOT_HELD)
    submit_reply(office, case_id, NOT_HELD)
    assert events(office, case_id) == [Event.RECEIVED, Event.LETTER_WRITTEN, Event.SUBMITTED]


def test_a_changed_letter_keeps_its_number_and_takes_the_place_of_the_draft(office: Office) -> None:
    case_id = register(office)
    lettering.write_letter(office, case_id, LetterKind.REPLY, facts=NOT_HELD)
    written = submit_reply(office, case_id, {**NOT_HELD, "outcome": "没有找到"})
    assert isinstance(written, Written)
    assert written.number == "云政依复〔2026〕1号"
    assert dossier(office, case_id).status is Status.UNDER_REVIEW


def test_what_is_wrong_is_said_before_and_stops_it_afterwards(office: Office) -> None:
    case_id = register(office)
    bad = {**NOT_HELD, "outcome": "未检索到【待定】"}
    seen = look_over(office, case_id, bad)
    assert not seen.ready
    assert "还有没填的地方" in seen.findings[0].text
    with pytest.raises(Refusal, match="还有没填的地方"):
        submit_reply(office, case_id, bad)
    assert events(office, case_id) == [Event.RECEIVED]


def test_an_outstanding_opinion_asks_for_a_reason(office: Office) -> None:
    case_id = register(office)
    do(office, case_id, Event.CONSULTATION_SENT, to="other_agency", name="县自然资源局", information="合同")
    assert look_over(office, case_id, NOT_HELD).ready
    with pytest.raises(NeedsReason):
        submit_reply(office, case_id, NOT_HELD)
    assert Event.LETTER_WRITTEN not in events(office, case_id)
    submit_reply(office, case_id, NOT_HELD, reason="对方已口头答复")
    assert dossier(office, case_id).status is Status.UNDER_REVIEW


def test_a_colleague_was_faster(office: Office) -> None:
    case_id = register(office)
    version = dossier(office, case_id).version
    do(office, case_id, Event.NOTED, note="电话")
    with pytest.raises(Conflict):
        submit_reply(office, case_id, NOT_HELD, version=version)
    lettering.write_letter(office, case_id, LetterKind.REPLY, facts=NOT_HELD)
    with pytest.raises(Conflict):
        submit_reply(office, case_id, NOT_HELD, version=version)
    assert Event.SUBMITTED not in events(office, case_id)
