"""From the last signature to the proof: the dispatch list, numbers of parcels, what comes back, what arrives."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.sending import LEAVING
from gkcase.domain.terms import Delivery, Event, LetterKind, Status
from gkcase.services import attachments, calendar, lettering, queries
from gkcase.services.checking import check_office
from gkcase.services.dispatch_list import (
    LETTERS,
    DispatchFilter,
    Group,
    by_tracking_number,
    dispatch_list,
    posted_on,
)
from gkcase.services.handling import NeedsReason, record, void
from gkcase.services.letters import text_of
from gkcase.services.office import Office
from gkcase.services.reading import dossier
from gkcase.services.sending import (
    Parcel,
    came_back,
    dispatch,
    dispatch_all,
    prove,
    send_again,
)
from gkcase.services.sending_forms import FORMS, form_for
from tests.services.conftest import Clock
from tests.services.requests import NOT_HELD, NOTICE, THIRD, approved, do, register

pytestmark = pytest.mark.file_only

TODAY = date(2026, 12, 8)
NUMBER = "1234567890123"
POST = Delivery.POST


@pytest.fixture
def signed(office: Office) -> int:
    """A case whose reply has its last signature."""
    case_id = register(office)
    approved(office, case_id)
    return case_id


@pytest.fixture
def posted(office: Office, signed: int) -> int:
    """A case whose reply was handed to the post today."""
    dispatch(office, signed, way=POST, on=TODAY, tracking_number=NUMBER)
    return signed


def groups(office: Office, wanted: DispatchFilter | None = None) -> list[tuple[str, int]]:
    return [(line.group.label, line.case_id) for line in dispatch_list(office, wanted)]


def sent_by(office: Office, case_id: int, event: Event) -> int:
    """The number of the latest entry of an event."""
    entry = dossier(office, case_id).last(event)
    assert entry is not None
    return entry.seq


# -- the list -------------------------------------------------------------------------------------------------


def test_a_signed_reply_waits_to_be_sent(office: Office, signed: int) -> None:
    [line] = dispatch_list(office)
    assert (line.group, line.case_id, line.letter, line.addressee) == (
        Group.TO_SEND,
        signed,
        "答复书",
        "陈某某",
    )
    assert line.due_on == dossier(office, signed).standing.due


def test_a_posted_reply_is_on_its_way_until_it_is_proved(office: Office, posted: int, clock: Clock) -> None:
    clock.day = date(2026, 12, 11)
    [line] = dispatch_list(office)
    assert (line.group, line.days, line.tracking_number, line.carrier) == (
        Group.ON_THE_WAY,
        3,
        NUMBER,
        "china_post",
    )
    prove(office, posted, line.seq, on=date(2026, 12, 10), proof="EMS签收记录", signed_by="陈某某")
    [line] = dispatch_list(office)
    assert (line.group, line.missing, line.delivered_on) == (
        Group.TO_PROVE,
        "凭证文件",
        date(2026, 12, 10),
    )
    assert check_office(office).ok


def test_a_proof_with_its_file_ends_it(office: Office, posted: int, tmp_path: Path) -> None:
    scan = tmp_path / "签收记录.pdf"
    scan.write_bytes(b"%PDF-1.4 proof")
    seq = dispatch_list(office)[0].seq
    papers = attachments.take_in(office, [scan])
    change = prove(office, posted, seq, on=TODAY, proof="EMS签收记录", papers=papers)
    assert "已登记“送达”" in change.said
    assert dispatch_list(office) == []
    served = [line for line in dossier(office, posted).journal if line.entry.event is Event.SERVED]
    assert [file.name for file in served[0].files] == ["签收记录.pdf"]


def test_a_reply_handed_over_asks_for_its_proof_at_once(office: Office, signed: int) -> None:
    dispatch(office, signed, way=Delivery.HAND, on=TODAY)
    [line] = dispatch_list(office)
    assert (line.group, line.missing, line.way) == (Group.TO_PROVE, "送达凭证", Delivery.HAND)
    entry = dossier(office, signed).last(Event.REPLIED)
    assert entry is not None
    assert "carrier" not in entry.facts


def test_what_came_back_waits_to_be_sent_again(office: Office, posted: int, clock: Clock) -> None:
    clock.day = date(2026, 12, 14)
    came_back(office, posted, dispatch_list(office)[0].seq, on=clock.day, note="查无此人")
    [line] = dispatch_list(office)
    assert (line.group, line.returned_on) == (Group.RETURNED, clock.day)
    clock.day = date(2026, 12, 15)
    send_again(office, posted, line.seq, way=POST, on=clock.day, tracking_number="1098765432109")
    [line] = dispatch_list(office)
    assert (line.group, line.tracking_number, line.letter) == (Group.ON_THE_WAY, "1098765432109", "答复书")
    file = dossier(office, posted)
    assert (file.standing.replied_on, file.standing.late) == (TODAY, False)
    prove(office, posted, line.seq, on=clock.day, proof="EMS签收记录")
    assert [one.delivered_on for one in file.mailings] == [None, None]
    assert [one.delivered_on for one in dossier(office, posted).mailings] == [None, clock.day]
    assert check_office(office).ok


def test_notices_wait_for_their_proof_while_somebody_waits_for_their_answer(office: Office) -> None:
    case_id = register(office)
    do(office, case_id, Event.CORRECTION_REQUESTED, **NOTICE, delivery="post", tracking_number=NUMBER)
    [line] = dispatch_list(office)
    assert (line.group, line.letter) == (Group.ON_THE_WAY, "补正告知书")
    do(office, case_id, Event.CORRECTION_RECEIVED, wanted="2025年补偿款发放明细")
    assert dispatch_list(office) == []


def test_the_arrival_of_a_notice_moves_the_time_it_starts(office: Office, clock: Clock) -> None:
    case_id = register(office)
    do(office, case_id, Event.CORRECTION_REQUESTED, **NOTICE, limit_days=15, delivery="post")
    clock.day = date(2026, 12, 11)
    seq = sent_by(office, case_id, Event.CORRECTION_REQUESTED)
    before = dossier(office, case_id).standing.correction_limit
    prove(office, case_id, seq, on=clock.day, proof="EMS签收记录")
    assert before == date(2026, 12, 29)
    assert dossier(office, case_id).standing.correction_limit == date(2027, 1, 4)
    assert dispatch_list(office) == []
    assert check_office(office).ok


def test_a_consultation_arrives_by_its_own_step(office: Office) -> None:
    case_id = register(office)
    do(office, case_id, Event.CONSULTATION_SENT, **THIRD, delivery="post", tracking_number=NUMBER)
    [line] = dispatch_list(office)
    assert (line.letter, line.addressee) == ("征求意见书", "云溪建材有限公司")
    prove(office, case_id, line.seq, on=TODAY, proof="EMS签收记录", signed_by="前台")
    entry = dossier(office, case_id).last(Event.CONSULTATION_DELIVERED)
    assert entry is not None
    assert (entry.text("id"), entry.text("proof"), entry.text("signed_by")) == ("c1", "EMS签收记录", "前台")
    assert dispatch_list(office) == []


def test_a_consultation_without_a_way_and_an_extension_told_by_hand(office: Office) -> None:
    case_id = register(office)
    do(office, case_id, Event.CONSULTATION_SENT, **THIRD)
    do(office, case_id, Event.EXTENDED, days=5, reason="汇总", approver="周某", delivery="hand")
    assert groups(office) == [("待补凭证", case_id)]


def test_a_reply_that_was_overturned_is_not_waited_for(office: Office, posted: int, clock: Clock) -> None:
    """责令重新答复后又寄出一件：前一件的签收不能算作新答复的送达。"""
    old = dispatch_list(office)[0].seq
    clock.day = date(2026, 12, 21)
    do(office, posted, Event.REPLY_ORDERED, body="云溪县人民政府")
    approved(office, posted)
    dispatch(office, posted, way=POST, on=clock.day, tracking_number="1234567890124")
    [line] = dispatch_list(office)
    assert (line.seq, line.tracking_number) == (sent_by(office, posted, Event.REPLIED), "1234567890124")
    with pytest.raises(Refusal, match="这是重新答复以前的答复书，不再登记送达"):
        prove(office, posted, old, on=clock.day, proof="EMS签收记录")
    assert [one.delivered_on for one in dossier(office, posted).mailings] == [None, None]


def test_the_list_is_narrowed(office: Office, posted: int) -> None:
    other = register(office, applicant__name="吴某某")
    approved(office, other)
    assert groups(office) == [("待送出", other), ("在途", posted)]
    assert groups(office, DispatchFilter(frozenset({Group.ON_THE_WAY}))) == [("在途", posted)]
    assert groups(office, DispatchFilter(text="吴某某")) == [("待送出", other)]
    assert groups(office, DispatchFilter(text=NUMBER[:6])) == [("在途", posted)]
    assert groups(office, DispatchFilter(handler="王某")) == []
    assert len(groups(office, DispatchFilter(handler="李某"))) == 2


def test_an_archived_case_asks_for_nothing(office: Office, posted: int) -> None:
    prove(office, posted, dispatch_list(office)[0].seq, on=TODAY, proof="EMS签收记录")
    record(office, posted, Event.ARCHIVED, on=TODAY, reason="纸质案卷已归档")
    assert dispatch_list(office) == []


def test_the_sheet_for_the_post_office(office: Office, posted: int) -> None:
    other = register(office)
    do(office, other, Event.CONSULTATION_SENT, **THIRD, delivery="post", tracking_number="1098765432109")
    handed = register(office)
    do(office, handed, Event.CORRECTION_REQUESTED, **NOTICE, delivery="hand")
    assert [(line.case_id, line.letter) for line in posted_on(office, TODAY)] == [
        (posted, "答复书"),
        (other, "征求意见书"),
    ]
    assert posted_on(office, date(2026, 12, 7)) == []


# -- numbers of parcels ---------------------------------------------------------------------------------------


def test_a_number_is_kept_tidy_and_finds_its_case(office: Office, signed: int) -> None:
    dispatch(office, signed, way=POST, on=TODAY, tracking_number=" 1234 5678 90123 ")
    assert by_tracking_number(office, "1234 5678 90123") == [(signed, "〔2026〕1号")]
    assert by_tracking_number(office, "999") == []
    found = queries.case_ids(office, queries.CaseFilter(text=NUMBER))
    assert found == [signed]


def test_a_number_used_before_needs_a_reason_and_names_the_case(office: Office, posted: int) -> None:
    other = register(office, applicant__name="吴某某")
    approved(office, other)
    with pytest.raises(NeedsReason, match="邮件号码1234567890123已用于〔2026〕1号（12月8日") as caught:
        dispatch(office, other, way=POST, on=TODAY, tracking_number=NUMBER)
    assert [breach.field for breach in caught.value.breaches] == ["tracking_number"]
    dispatch(office, other, way=POST, on=TODAY, tracking_number=NUMBER, reason="邮局换单，原号重用")
    entry = dossier(office, other).last(Event.REPLIED)
    assert entry is not None
    assert entry.breaches == ("tracking_number_used",)


def test_letters_to_one_person_in_one_parcel_share_its_number(office: Office, posted: int) -> None:
    other = register(office)
    approved(office, other)
    dispatch(office, other, way=POST, on=TODAY, tracking_number=NUMBER)
    assert [case_id for case_id, _ in by_tracking_number(office, NUMBER)] == [posted, other]


def test_the_same_number_on_another_day_is_another_parcel(office: Office, posted: int, clock: Clock) -> None:
    clock.day = date(2026, 12, 14)
    seq = dispatch_list(office)[0].seq
    came_back(office, posted, seq, on=clock.day, note="无人签收")
    with pytest.raises(NeedsReason, match="已用于〔2026〕1号"):
        send_again(office, posted, seq, way=POST, on=clock.day, tracking_number=NUMBER)


def test_the_number_of_a_courier_is_found_out(office: Office, signed: int) -> None:
    with pytest.raises(NeedsReason, match="公文应由邮政企业寄递"):
        dispatch(office, signed, way=POST, on=TODAY, tracking_number="SF1234567890123")


# -- several at once ------------------------------------------------------------------------------------------


def test_several_leave_together_and_each_for_itself(office: Office) -> None:
    ids = [register(office, applicant__name=f"陈{place}") for place in range(3)]
    for case_id in ids[:2]:
        approved(office, case_id)
    numbers = ["1000000000001", "1000000000002", "1000000000003"]
    parcels = [Parcel(case_id, number) for case_id, number in zip(ids, numbers, strict=True)]
    one, two, three = dispatch_all(office, parcels, on=TODAY)
    assert (one.problem, two.problem) == ("", "")
    assert three.problem == "请填写答复类型"
    assert [dossier(office, case_id).status for case_id in ids] == [
        Status.REPLIED,
        Status.REPLIED,
        Status.IN_PROGRESS,
    ]


def test_a_batch_can_be_stopped(office: Office, signed: int) -> None:
    assert dispatch_all(office, [Parcel(signed)], on=TODAY, before_each=lambda _: False) == []


# -- late, changed, gone --------------------------------------------------------------------------------------


def test_a_reply_posted_a_day_late_says_so_in_journal_and_register(
    office: Office, clock: Clock, signed: int
) -> None:
    """The reply is dated in time, but handed to the post a day after the last day."""
    due = dossier(office, signed).standing.due
    assert due is not None
    clock.day = office.rules.calendar.nth_after(due, 1)
    with pytest.raises(NeedsReason, match="答复期限已于"):
        dispatch(office, signed, way=POST, on=clock.day, tracking_number=NUMBER)
    dispatch(office, signed, way=POST, on=clock.day, tracking_number=NUMBER, reason="交邮延误")
    entry = dossier(office, signed).last(Event.REPLIED)
    assert entry is not None
    assert entry.breaches == ("reply_late",)
    assert queries.case_lines(office, [signed])[0].late


def changed(office: Office, case_id: int) -> tuple[str, bytes]:
    """Somebody edits the signed letter in the folder."""
    entry = dossier(office, case_id).last(Event.SIGNED)
    assert entry is not None
    sha256 = entry.text("sha256")
    path = office.store.files.path(sha256)
    kept = path.read_bytes()
    path.write_bytes(kept + b"edited")
    return sha256, kept


def test_a_letter_edited_after_it_was_signed_does_not_leave(office: Office, signed: int) -> None:
    changed(office, signed)
    with pytest.raises(Trouble, match="签发后的答复书文件被改动过、损坏或者不见了，没有登记送出"):
        dispatch(office, signed, way=POST, on=TODAY, tracking_number=NUMBER)
    assert dossier(office, signed).status is Status.APPROVED


def test_the_signed_copy_added_as_a_paper_heals_it(office: Office, signed: int, tmp_path: Path) -> None:
    _, kept = changed(office, signed)
    copy = tmp_path / "答复书（签发件）.docx"
    copy.write_bytes(kept)
    attachments.add_files(office, signed, [copy])
    dispatch(office, signed, way=POST, on=TODAY, tracking_number=NUMBER)
    assert dossier(office, signed).status is Status.REPLIED


def test_without_a_copy_it_is_returned_written_and_signed_anew(office: Office, signed: int) -> None:
    changed(office, signed)
    do(office, signed, Event.RETURNED, comment="文件损坏，重新生成")
    lettering.write_letter(office, signed, LetterKind.REPLY, facts={**NOT_HELD, "method": "逐卷检索"})
    do(office, signed, Event.SUBMITTED)
    do(office, signed, Event.SIGNED, signer="周某")
    dispatch(office, signed, way=POST, on=TODAY, tracking_number=NUMBER)
    assert dossier(office, signed).status is Status.REPLIED


def test_a_sending_that_is_not_there_is_refused(office: Office, posted: int) -> None:
    with pytest.raises(Refusal, match="这次寄送已经作废或者不存在"):
        prove(office, posted, 99, on=TODAY, proof="回证")


# -- the copies -----------------------------------------------------------------------------------------------


def test_check_finds_a_copy_that_is_wrong_or_gone(office: Office, posted: int) -> None:
    assert check_office(office).ok
    with office.unasked() as session:
        session.execute(text("UPDATE mailings SET tracking_number = 'X'"))
    [found] = check_office(office).findings
    assert (found.case, "寄送的副本" in found.what) == ("〔2026〕1号", True)
    with office.unasked() as session:
        session.execute(text("DELETE FROM mailings"))
    assert not check_office(office).ok


def test_a_calendar_redoes_the_copies(office: Office) -> None:
    case_id = register(office)
    do(office, case_id, Event.EXTENDED, days=5, reason="汇总", approver="周某", delivery="post")
    calendar.set_office_day(office, date(2026, 12, 31), works=False, name="本机关停电")
    assert check_office(office).ok
    assert groups(office) == [("在途", case_id)]


def test_a_void_takes_the_copy_away(office: Office, posted: int) -> None:
    void(office, posted, sent_by(office, posted, Event.REPLIED), reason="误登")
    assert groups(office) == [("待送出", posted)]
    assert check_office(office).ok


# -- what service starts --------------------------------------------------------------------------------------


def test_the_periods_that_service_starts(office: Office, posted: int) -> None:
    assert dossier(office, posted).periods is None
    prove(office, posted, dispatch_list(office)[0].seq, on=TODAY, proof="EMS签收记录")
    told = dossier(office, posted).periods
    assert told is not None
    assert told.suit is not None
    assert (told.review.due, told.suit.due) == (date(2027, 2, 9), date(2027, 6, 8))


# -- forms ----------------------------------------------------------------------------------------------------


def test_forms_name_the_letter_and_its_addressee(office: Office) -> None:
    signed = register(office, applicant__address="云溪镇东湾村六组18号")
    approved(office, signed)
    [line] = dispatch_list(office)
    number = next(
        one.entry.text("number")
        for one in dossier(office, signed).journal
        if one.entry.event is Event.LETTER_WRITTEN
    )
    texts = {kind: text_of(form_for(office, line, kind).content) for kind in FORMS}
    assert "陈某某" in texts[LetterKind.SERVICE_PROOF]
    assert number in texts[LetterKind.SERVICE_PROOF]
    assert "陈某某" in texts[LetterKind.ENVELOPE]
    assert "陈某某" in texts[LetterKind.EMS_LABEL]


def test_the_form_of_a_new_reply_names_the_new_one(office: Office, posted: int, clock: Clock) -> None:
    """责令重新答复：新答复待送出时，送达回证写新文号；已寄出的那件仍写原来的。"""
    clock.day = date(2026, 12, 21)
    [before] = dispatch_list(office)
    do(office, posted, Event.REPLY_ORDERED, body="云溪县人民政府")
    approved(office, posted)
    [line] = dispatch_list(office)
    new = text_of(form_for(office, line, LetterKind.SERVICE_PROOF).content)
    assert "云政依复〔2026〕2号" in new
    assert "云政依复〔2026〕1号" not in new
    old = text_of(form_for(office, before, LetterKind.SERVICE_PROOF).content)
    assert "云政依复〔2026〕1号" in old


def test_an_envelope_without_an_address_is_refused(office: Office, signed: int) -> None:
    with pytest.raises(Refusal, match="没有登记收件人的地址"):
        form_for(office, dispatch_list(office)[0], LetterKind.ENVELOPE)


def test_the_proof_of_a_consultation_is_for_the_party(office: Office) -> None:
    case_id = register(office)
    lettering.record_with_letter(
        office, case_id, Event.CONSULTATION_SENT, on=TODAY, facts={**THIRD, "delivery": "post"}
    )
    [line] = dispatch_list(office)
    text = text_of(form_for(office, line, LetterKind.SERVICE_PROOF).content)
    assert "云溪建材有限公司" in text
    assert "第三方意见征询书" in text


def test_every_letter_that_leaves_has_its_word() -> None:
    assert set(LETTERS) == LEAVING
