"""What remains to be done after the reply: the lists of the archive page, and the steps behind them."""

from __future__ import annotations

from datetime import date

import pytest

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Fact
from gkcase.domain.terms import CaseKind, Event, LetterKind, Status
from gkcase.services import afterwards, handling, lettering, preflight_list
from gkcase.services.afterwards import others_who_asked, waiting_for_archive
from gkcase.services.handling import record
from gkcase.services.lettering import reply_draft
from gkcase.services.office import Office
from gkcase.services.reading import dossier
from tests.services.conftest import Clock
from tests.services.requests import NOT_HELD, approved, do, register
from tests.services.test_archiving import WHOLE, archive, replied

pytestmark = pytest.mark.file_only

REVIEW: dict[str, Fact] = {"remedy": "administrative_review", "body": "云溪县人民政府"}
SUIT: dict[str, Fact] = {"remedy": "litigation", "body": "云溪县人民法院"}


def refused(office: Office, clock: Clock, code: str = "R4d", **facts: Fact) -> int:
    """A refusal that was answered on the spot on 8 December 2026."""
    clock.day = date(2026, 12, 8)
    case_id = register(office)
    on_the_spot: dict[str, Fact] = {
        "delivery": "hand",
        "signed_on": "2026-12-08",
        "on_the_spot": True,
        "kind_of_reply": code,
        **facts,
    }
    do(office, case_id, Event.REPLIED, **on_the_spot)
    return case_id


# -- archive --------------------------------------------------------------------------------------------------


def test_what_waits_for_the_archive(office: Office, clock: Clock) -> None:
    whole, withdrawn = replied(office, clock), register(office, signed_on="2027-07-01")
    register(office, signed_on="2027-07-01")
    do(office, withdrawn, Event.WITHDRAWN, note="书面撤回")
    first, second = afterwards.to_archive(office)
    assert (first.case.id, first.served, first.ready) == (whole, True, False)
    assert [part.code for part in first.check.missing] == [
        "request",
        "identity",
        "receipt",
        "review",
        "proof",
    ]
    assert (first.check.retention.label, first.check.attackable_until) == ("10年", date(2027, 6, 8))
    assert (second.case.id, second.ended_on) == (withdrawn, date(2027, 7, 1))
    assert [part.code for part in second.check.missing] == ["request", "identity", "receipt", "closing"]
    assert waiting_for_archive(office) == 2
    archive(office, whole, **WHOLE)
    assert [line.case.id for line in afterwards.to_archive(office)] == [withdrawn]


def test_a_list_looks_through_so_many_at_once(office: Office, clock: Clock) -> None:
    for _ in range(3):
        do(office, register(office), Event.WITHDRAWN, note="书面撤回")
    assert len(afterwards.to_archive(office, limit=2)) == 2
    assert waiting_for_archive(office) == 3


def test_a_file_whose_period_is_over_is_to_be_appraised(office: Office, clock: Clock) -> None:
    case_id, kept = replied(office, clock), replied(office, clock)
    for one, years in ((case_id, "5年"), (kept, "永久")):
        archive(office, one, **WHOLE, retention=years, place="3柜")
    clock.day = date(2031, 12, 31)
    assert afterwards.disposal_lines(office) == ()
    clock.day = date(2032, 1, 1)
    [line] = afterwards.disposal_lines(office)
    assert (line.case.id, line.retention, line.until, line.place) == (
        case_id,
        "5年",
        date(2031, 12, 31),
        "3柜",
    )


def test_a_voided_archiving_is_not_appraised(office: Office, clock: Clock) -> None:
    case_id = replied(office, clock)
    entry = archive(office, case_id, **WHOLE, retention="5年")
    handling.void(office, case_id, entry.seq, reason="误归")
    clock.day = date(2032, 1, 1)
    assert afterwards.disposal_lines(office) == ()


# -- reviews and suits ----------------------------------------------------------------------------------------


def test_open_reviews_by_the_day_of_their_defence(office: Office, clock: Clock) -> None:
    first, second = replied(office, clock), replied(office, clock)
    do(office, first, Event.REMEDY_FILED, **SUIT, filed_on="2027-06-30")
    do(office, second, Event.REMEDY_FILED, **REVIEW, simplified=True)
    do(office, second, Event.REMEDY_FILED, **SUIT)
    lines = afterwards.remedy_lines(office)
    assert [(line.case.id, line.remedy.id, line.due) for line in lines] == [
        (second, "r1", date(2027, 7, 8)),
        (first, "r1", date(2027, 7, 16)),
        (second, "r2", date(2027, 7, 16)),
    ]
    with pytest.raises(Refusal, match="请选择是哪一件复议或诉讼"):
        do(office, second, Event.DEFENCE_FILED, papers="答复书")
    do(office, second, Event.DEFENCE_FILED, id="r1", papers="答复书")
    do(office, second, Event.REMEDY_DECIDED, id="r2", outcome="裁定准予撤回起诉")
    still = afterwards.remedy_lines(office)
    assert [(line.case.id, line.remedy.id, line.due) for line in still] == [
        (first, "r1", date(2027, 7, 16)),
        (second, "r1", None),
    ]
    assert len(afterwards.remedy_lines(office, only_open=False)) == 3


def test_a_defence_that_is_due_stands_on_the_desk_also_of_an_archived_case(
    office: Office, clock: Clock
) -> None:
    case_id = replied(office, clock)
    archive(office, case_id, **WHOLE)
    do(office, case_id, Event.REMEDY_FILED, **REVIEW)
    file = dossier(office, case_id)
    assert file.status is Status.ARCHIVED
    assert [(duty.code, duty.by) for duty in file.duties] == [("defence", date(2027, 7, 15))]
    do(office, case_id, Event.DEFENCE_FILED, papers=["答复书", "证据清单"])
    assert dossier(office, case_id).duties == ()


def test_a_result_is_known_from_the_words_and_stored(office: Office, clock: Clock) -> None:
    case_id = replied(office, clock)
    do(office, case_id, Event.REMEDY_FILED, **REVIEW)
    with pytest.raises(Refusal, match="请填写结果"):
        do(office, case_id, Event.REMEDY_DECIDED, outcome="见附件")
    do(office, case_id, Event.REMEDY_DECIDED, outcome="撤销并责令重新答复")
    entry = dossier(office, case_id).last(Event.REMEDY_DECIDED)
    assert entry is not None
    assert (entry.facts["id"], entry.facts["result"]) == ("r1", "corrected")


def test_an_ordered_reply_reopens_the_archived_case_with_a_letter_of_its_own(
    office: Office, clock: Clock
) -> None:
    case_id = replied(office, clock)
    archive(office, case_id, **WHOLE)
    do(office, case_id, Event.REMEDY_FILED, **REVIEW)
    do(office, case_id, Event.REMEDY_DECIDED, outcome="撤销并责令重新答复")
    do(office, case_id, Event.REPLY_ORDERED)
    file = dossier(office, case_id)
    ordered = file.last(Event.REPLY_ORDERED)
    assert ordered is not None
    assert (ordered.facts["id"], ordered.facts["body"]) == ("r1", "云溪县人民政府")
    assert (file.status, file.standing.due) == (Status.IN_PROGRESS, date(2027, 7, 29))
    assert (file.result, reply_draft(file)) == ("", None)
    with pytest.raises(Refusal, match="请选择答复类型"):
        do(office, case_id, Event.SUBMITTED)
    approved(office, case_id)
    do(office, case_id, Event.REPLIED, delivery="post", posted_on="2027-07-01")
    again = dossier(office, case_id)
    letters = [paper for paper in again.files if paper.kind is LetterKind.REPLY]
    assert [paper.number for paper in letters] == ["云政依复〔2026〕1号", "云政依复〔2027〕1号"]
    assert len([line for line in again.journal if line.entry.event is Event.REPLIED]) == 2
    assert [duty.code for duty in again.duties] == ["service"]


def test_a_draft_from_before_the_order_is_not_the_new_reply(office: Office, clock: Clock) -> None:
    case_id = register(office)
    do(
        office,
        case_id,
        Event.SEARCHED,
        **{name: NOT_HELD[name] for name in ("places", "method", "searcher", "outcome")},
    )
    lettering.write_letter(office, case_id, LetterKind.REPLY, facts=NOT_HELD)
    do(office, case_id, Event.REMEDY_FILED, **REVIEW)
    do(office, case_id, Event.REMEDY_DECIDED, outcome="确认逾期未答复违法，责令答复")
    do(office, case_id, Event.REPLY_ORDERED, days=10)
    file = dossier(office, case_id)
    assert (reply_draft(file), file.result) == (None, "")
    assert file.standing.due == date(2026, 12, 22)
    assert preflight_list.findings_of(office, case_id) == []


def test_an_order_that_names_a_day(office: Office, clock: Clock) -> None:
    case_id = replied(office, clock)
    do(office, case_id, Event.REPLY_ORDERED, body="云溪县人民法院", until="2027-07-20")
    assert dossier(office, case_id).standing.due == date(2027, 7, 20)


# -- publication ----------------------------------------------------------------------------------------------


def test_what_is_turned_over_to_publication_is_out_within_twenty_working_days(
    office: Office, clock: Clock
) -> None:
    case_id = replied(office, clock)
    facts: dict[str, Fact] = {"information": ["补偿款发放明细"], "decided_by": "周某", "suggested": True}
    do(office, case_id, Event.PUBLICATION_DECIDED, **facts)
    [line] = afterwards.publication_lines(office)
    assert (line.case.id, line.publication.id, line.due) == (case_id, "p1", date(2027, 7, 29))
    assert [duty.code for duty in dossier(office, case_id).duties] == ["publish"]
    do(office, case_id, Event.PUBLISHED, place="云溪镇政府网站")
    assert afterwards.publication_lines(office) == ()
    [done] = afterwards.publication_lines(office, only_open=False)
    assert done.publication.place == "云溪镇政府网站"


def test_of_several_one_is_named(office: Office, clock: Clock) -> None:
    case_id = replied(office, clock)
    for words in ("方案", "名册"):
        do(office, case_id, Event.PUBLICATION_DECIDED, information=words, decided_by="周某")
    with pytest.raises(Refusal, match="请选择是哪一项转主动公开"):
        do(office, case_id, Event.PUBLISHED, place="网站")
    do(office, case_id, Event.PUBLISHED, id="p2", place="网站")
    assert [line.publication.id for line in afterwards.publication_lines(office)] == ["p1"]


def test_others_who_asked_for_the_same_are_a_reason_to_publish(office: Office) -> None:
    wanted = "2025年农村危房改造补助资金发放名册"
    case_id = register(office, wanted=wanted)
    other = register(office, wanted=wanted, applicant__name="吴某某", applicant__id_number="")
    register(office, wanted=wanted)
    register(office, wanted="敬老院运营补贴拨付情况", applicant__name="孙某某", applicant__id_number="")
    assert [case.id for case in others_who_asked(office, case_id, wanted)] == [other]


# -- re-assessment --------------------------------------------------------------------------------------------


def test_a_refusal_is_looked_at_again_after_a_year(office: Office, clock: Clock) -> None:
    case_id = refused(office, clock)
    replied(office, clock)
    clock.day = date(2027, 12, 7)
    assert afterwards.reassessment_lines(office) == ()
    clock.day = date(2027, 12, 8)
    [line] = afterwards.reassessment_lines(office)
    assert (line.case.id, line.results, line.due) == (case_id, ("R4d",), date(2027, 12, 8))
    do(office, case_id, Event.REASSESSED, outcome="keep", reason="理由仍在", reviewer="周某")
    assert afterwards.reassessment_lines(office) == ()
    clock.day = date(2028, 12, 8)
    [again] = afterwards.reassessment_lines(office)
    assert (again.last_on, again.due) == (date(2027, 12, 8), date(2028, 12, 8))
    do(office, case_id, Event.REASSESSED, outcome="open", reason="已解密", reviewer="周某")
    clock.day = date(2031, 1, 2)
    assert afterwards.reassessment_lines(office) == ()


def test_a_part_that_was_refused_counts(office: Office, clock: Clock) -> None:
    parts: list[Fact] = [
        {"content": "方案", "result": "R2", "facts": {}},
        {"content": "名册", "result": "R4d", "facts": {}},
    ]
    case_id = refused(office, clock, "R3", parts=parts)
    clock.day = date(2028, 1, 4)
    [line] = afterwards.reassessment_lines(office)
    assert (line.case.id, line.results) == (case_id, ("R4d",))


def test_a_refusal_that_was_overturned_is_over(office: Office, clock: Clock) -> None:
    case_id = refused(office, clock)
    clock.day = date(2027, 1, 4)
    do(office, case_id, Event.REPLY_ORDERED, body="云溪县人民政府")
    do(
        office,
        case_id,
        Event.REPLIED,
        delivery="hand",
        signed_on="2027-01-04",
        kind_of_reply="R2",
        on_the_spot=True,
    )
    clock.day = date(2028, 6, 1)
    assert afterwards.reassessment_lines(office) == ()


# -- rectification --------------------------------------------------------------------------------------------


def test_a_rectification_knows_its_own_steps(office: Office, clock: Clock) -> None:
    case_id = register(
        office, case_kind="rectification", recorded="姓名记为陈某", should_be="陈某某", proof="户口簿"
    )
    file = dossier(office, case_id)
    assert (file.kind, file.number, file.standing.due) == (
        CaseKind.RECTIFICATION,
        "更正〔2026〕1号",
        date(2027, 1, 6),
    )
    steps = handling.possible_steps(office, case_id)
    assert steps[Event.CONSULTATION_SENT].refusal == "更正申请没有“征求意见”这一环节"
    assert steps[Event.SEARCHED].refusal == ""
    with pytest.raises(Refusal, match="更正申请没有“延期”这一环节"):
        do(office, case_id, Event.EXTENDED, days=20, reason="需要核实", approver="周某")
    with pytest.raises(Refusal, match="不适用信息公开的答复类型"):
        record(
            office,
            case_id,
            Event.REPLIED,
            on=office.today(),
            facts={"delivery": "hand", "signed_on": "2026-12-08", "on_the_spot": True, "kind_of_reply": "R2"},
        )


def test_a_rectification_says_what_is_recorded_wrongly(office: Office) -> None:
    case_id = register(office, case_kind="rectification", form_wanted="")
    [duty] = [duty for duty in dossier(office, case_id).duties if duty.code == "correction_check"]
    assert duty.text.startswith("申请内容有欠缺")
