"""Steps, voids and corrections of a case: what is refused, what asks for a reason, what is kept."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select, text

from gkcase.domain.errors import Conflict, Refusal
from gkcase.domain.journal import Fact
from gkcase.domain.terms import CaseKind, Event, LetterKind, Status
from gkcase.services import handling, intake, lettering, people, queries
from gkcase.services.checking import check_office
from gkcase.services.handling import NeedsReason
from gkcase.services.office import Office
from gkcase.services.reading import dossier, ledger_of, supposed_ledger
from gkcase.storage.tables import AuditRow, JournalRow
from tests.services.conftest import Clock
from tests.services.requests import EXTENSION, NOTICE, POSTED_OUT, THIRD, approved, do, register, request

pytestmark = pytest.mark.file_only


def rows(office: Office) -> tuple[int, int]:
    with office.reading() as session:
        return tuple(
            session.scalar(select(func.count()).select_from(row)) or 0 for row in (JournalRow, AuditRow)
        )  # type: ignore[return-value]


# -- numbers --------------------------------------------------------------------------------------------------


def test_numbers_run_per_year_and_kind_without_gaps(office: Office, clock: Clock) -> None:
    register(office)
    register(office, case_kind="rectification")
    register(office)
    clock.day = date(2027, 1, 4)
    register(office)
    numbers = [line.number for line in queries.case_lines(office, [1, 2, 3, 4])]
    assert sorted(numbers) == ["〔2026〕1号", "〔2026〕2号", "〔2027〕1号", "更正〔2026〕1号"]
    assert check_office(office).ok


def test_what_is_rolled_back_takes_no_number(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(intake, "write_copies", broken)
        with pytest.raises(RuntimeError):
            register(office)
    assert rows(office) == (0, 0)
    assert intake.expected_number(office, CaseKind.REQUEST) == "〔2026〕1号"
    register(office)
    assert check_office(office).ok


# -- record ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "facts", "field"),
    [
        (Event.CORRECTION_REQUESTED, {}, "items"),
        (Event.CORRECTION_REQUESTED, {**NOTICE, "limit_days": "几天"}, "limit_days"),
        (Event.CORRECTION_REQUESTED, {**NOTICE, "delivered_on": "2026-02-30"}, "delivered_on"),
        (Event.CORRECTION_REQUESTED, {**NOTICE, "delivered_on": "2026-12-07"}, "delivered_on"),
        (Event.CORRECTION_REQUESTED, {**NOTICE, "itmes": "x"}, "itmes"),
        (Event.CONSULTATION_SENT, {**THIRD, "to": "somebody"}, "to"),
        (Event.CONSULTATION_ANSWERED, {"opinion": "consent"}, "id"),
        (Event.NOTED, {"note": "坏\x00字"}, "note"),
        (Event.REPLIED, {**POSTED_OUT, "kind_of_reply": "R99"}, "kind_of_reply"),
        (Event.REPLIED, {"delivery": "post"}, "kind_of_reply"),
        (Event.LETTER_WRITTEN, {"kind": "reply", "sha256": "0" * 64}, "event"),
        (Event.VOIDED, {"entry": "abc"}, "event"),
    ],
)
def test_a_refusal_says_why_beside_the_field_and_writes_nothing(
    office: Office, event: Event, facts: dict[str, Fact], field: str
) -> None:
    case_id = register(office)
    before = rows(office), dossier(office, case_id).version
    with pytest.raises(Refusal) as caught:
        do(office, case_id, event, **facts)
    assert caught.value.field == field
    assert caught.value.reason
    assert (rows(office), dossier(office, case_id).version) == before


def test_steps_lie_between_receipt_and_today(office: Office) -> None:
    case_id = register(office)
    for day in (date(2026, 12, 9), date(2026, 12, 7)):
        with pytest.raises(Refusal) as caught:
            do(office, case_id, Event.NOTED, day, note="电话")
        assert caught.value.field == "on"


def test_an_unknown_case_is_one_sentence(office: Office) -> None:
    with pytest.raises(Refusal, match="没有编号为9的案件"):
        do(office, 9, Event.NOTED, note="电话")
    with pytest.raises(Refusal, match="没有编号为9的案件"):
        dossier(office, 9)


def test_an_irregular_step_needs_a_reason_and_keeps_the_breach(office: Office, clock: Clock) -> None:
    case_id = register(office, signed_on="2026-11-20")
    with pytest.raises(NeedsReason) as caught:
        do(office, case_id, Event.CORRECTION_REQUESTED, **NOTICE)
    assert [breach.code for breach in caught.value.breaches] == ["correction_late"]
    assert "写明理由" in caught.value.reason
    handling.record(
        office, case_id, Event.CORRECTION_REQUESTED, on=clock.day, facts=NOTICE, reason=" 系统故障 "
    )
    [line] = [
        line for line in dossier(office, case_id).journal if line.entry.event is Event.CORRECTION_REQUESTED
    ]
    assert (line.entry.reason, line.entry.breaches) == ("系统故障", ("correction_late",))
    assert dossier(office, case_id).status is Status.AWAITING_CORRECTION


def test_several_breaches_are_all_kept(office: Office) -> None:
    case_id = register(office, signed_on="2026-10-20")
    facts = {**EXTENSION, "approver": "李某"}
    handling.record(office, case_id, Event.EXTENDED, on=office.today(), facts=facts, reason="迟办")
    entry = dossier(office, case_id).last(Event.EXTENDED)
    assert entry is not None
    assert set(entry.breaches) == {"extension_late", "approver_is_handler"}


def test_one_act_is_recorded_once(office: Office) -> None:
    case_id = register(office)
    for _ in range(2):
        change = handling.record(
            office, case_id, Event.NOTED, on=office.today(), facts={"note": "电话"}, op_id="n-1"
        )
        assert change.case_id == case_id
    assert len(dossier(office, case_id).journal) == 2


def test_two_windows_on_one_case_are_a_conflict(office: Office) -> None:
    case_id = register(office)
    seen = dossier(office, case_id).version
    handling.record(office, case_id, Event.NOTED, on=office.today(), facts={"note": "甲"}, version=seen)
    with pytest.raises(Conflict):
        handling.record(office, case_id, Event.NOTED, on=office.today(), facts={"note": "乙"}, version=seen)
    with pytest.raises(Conflict):
        handling.void(office, case_id, 2, reason="误登", version=seen)
    with pytest.raises(Conflict):
        lettering.record_with_letter(
            office, case_id, Event.CORRECTION_REQUESTED, on=office.today(), facts=NOTICE, version=seen
        )
    file = dossier(office, case_id)
    assert [line.entry.text("note") for line in file.journal[1:]] == ["甲"]
    handling.record(
        office, case_id, Event.NOTED, on=office.today(), facts={"note": "乙"}, version=file.version
    )


def test_a_backdated_step_is_taken_unless_a_later_one_breaks(office: Office, clock: Clock) -> None:
    case_id = register(office, signed_on="2026-12-01")
    do(office, case_id, Event.CORRECTION_REQUESTED, date(2026, 12, 3), **NOTICE)
    do(office, case_id, Event.CORRECTION_RECEIVED, date(2026, 12, 7))
    do(office, case_id, Event.NOTED, date(2026, 12, 2), note="电话核对")
    on = [line.entry.on.day for line in dossier(office, case_id).journal]
    assert on == [1, 2, 3, 7]
    with pytest.raises(Refusal, match="收到补正"):
        do(office, case_id, Event.CORRECTION_RECEIVED, date(2026, 12, 4))
    assert dossier(office, case_id).standing.clock_start == date(2026, 12, 7)


def test_what_the_program_knows_is_filled_in(office: Office) -> None:
    case_id = register(office)
    do(office, case_id, Event.CONSULTATION_SENT, **THIRD)
    do(office, case_id, Event.CONSULTATION_DELIVERED, signed_by="门卫")
    [asked] = dossier(office, case_id).consultations
    assert (asked.id, asked.delivered_on) == ("c1", office.today())
    do(office, case_id, Event.CONSULTATION_SENT, to="joint_agency", name="县水利局", information="批复")
    with pytest.raises(Refusal, match="哪一件"):
        do(office, case_id, Event.CONSULTATION_ANSWERED, opinion="consent")
    do(office, case_id, Event.CONSULTATION_ANSWERED, id="c2", opinion="consent")
    do(office, case_id, Event.CONSULTATION_ANSWERED, opinion="objection")
    assert [one.opinion and one.opinion.value for one in dossier(office, case_id).consultations] == [
        "objection",
        "consent",
    ]


def test_the_whole_way_to_a_reply(office: Office) -> None:
    case_id = register(office)
    approved(office, case_id)
    assert dossier(office, case_id).status is Status.APPROVED
    do(office, case_id, Event.REPLIED, **POSTED_OUT)
    file = dossier(office, case_id)
    assert (file.status, file.result, file.drafter) == (Status.REPLIED, "R6", "李某")
    assert file.standing.replied_on == date(2026, 12, 8)
    assert check_office(office).ok


def test_only_a_head_who_is_not_the_drafter_signs(office: Office) -> None:
    case_id = register(office)
    lettering.write_letter(office, case_id, LetterKind.REPLY, facts={"kind_of_reply": "R6", **_search()})
    do(office, case_id, Event.SUBMITTED)
    for signer in ("李某", "王某", ""):
        with pytest.raises(Refusal) as caught:
            do(office, case_id, Event.SIGNED, signer=signer)
        assert caught.value.field == "signer"
    people.save_person(office, "周某", active=False)
    with pytest.raises(Refusal, match="不是本单位登记的负责人"):
        do(office, case_id, Event.SIGNED, signer="周某")
    assert dossier(office, case_id).status is Status.UNDER_REVIEW


def _search() -> dict[str, Fact]:
    return {
        "places": ["档案室"],
        "method": "检索",
        "searcher": "李某",
        "outcome": "无",
        "searched_on": "2026-12-08",
    }


# -- void and amend -------------------------------------------------------------------------------------------


def test_a_void_leaves_the_case_as_without_the_entry(office: Office) -> None:
    case_id = register(office)
    before = dossier(office, case_id)
    do(office, case_id, Event.CORRECTION_REQUESTED, **NOTICE)
    handling.void(office, case_id, 2, reason="登错案件")
    after = dossier(office, case_id)
    assert (after.status, after.standing) == (before.status, before.standing)
    gone = after.journal[1]
    assert (gone.voided, gone.void_reason) == (3, "登错案件")
    assert check_office(office).ok


@pytest.mark.parametrize(("entry", "reason"), [(2, " "), (7, "误"), (1, "误")])
def test_a_void_is_refused_without_reason_without_entry_and_for_the_registration(
    office: Office, entry: int, reason: str
) -> None:
    case_id = register(office)
    do(office, case_id, Event.NOTED, note="电话")
    before = rows(office)
    with pytest.raises(Refusal):
        handling.void(office, case_id, entry, reason=reason)
    assert rows(office) == before


def test_a_void_that_breaks_a_later_step_names_it(office: Office) -> None:
    case_id = register(office)
    do(office, case_id, Event.CORRECTION_REQUESTED, **NOTICE)
    do(office, case_id, Event.CORRECTION_RECEIVED)
    with pytest.raises(Refusal, match="收到补正"):
        handling.void(office, case_id, 2, reason="误登")


def test_putting_a_registration_right_keeps_both(office: Office) -> None:
    case_id = register(office, signed_on="2026-12-07")
    do(office, case_id, Event.CORRECTION_REQUESTED, **NOTICE)
    handling.amend(office, case_id, request(applicant__name="陈𠮷"), reason="姓名登错")
    file = dossier(office, case_id)
    assert (file.applicant.name, file.status) == ("陈𠮷", Status.AWAITING_CORRECTION)
    assert file.standing.receipt_date == date(2026, 12, 8)
    assert [(line.entry.event, bool(line.voided)) for line in file.journal if line.entry.seq < 3] == [
        (Event.RECEIVED, True),
        (Event.CORRECTION_REQUESTED, False),
    ]
    assert queries.case_ids(office, queries.CaseFilter(text="陈𠮷")) == [case_id]
    assert queries.case_ids(office, queries.CaseFilter(text="陈某某")) == []
    assert check_office(office).ok


def test_putting_right_a_registration_of_the_same_day_keeps_what_followed(office: Office) -> None:
    """The new entry is typed after the others of its day and still comes first."""
    case_id = register(office)
    do(office, case_id, Event.CORRECTION_REQUESTED, **NOTICE)
    do(office, case_id, Event.CORRECTION_RECEIVED)
    do(office, case_id, Event.EXTENDED, **EXTENSION)
    handling.amend(office, case_id, request(wanted="另一份文件"), reason="内容登错")
    file = dossier(office, case_id)
    assert file.status is Status.IN_PROGRESS
    assert file.standing.extended_by == 20
    assert file.wanted == "另一份文件"
    assert check_office(office).ok


@pytest.mark.parametrize(
    ("changed", "reason"),
    [({}, ""), ({"signed_on": "2026-12-09"}, "误"), ({"channel": "fax"}, "误"), ({"signed_on": "x"}, "误")],
)
def test_a_wrong_correction_of_a_registration_writes_nothing(
    office: Office, changed: dict[str, Fact], reason: str
) -> None:
    case_id = register(office)
    before = rows(office)
    with pytest.raises(Refusal):
        handling.amend(office, case_id, request(**changed), reason=reason)
    assert rows(office) == before


def test_a_registration_is_not_moved_behind_a_later_step(office: Office) -> None:
    case_id = register(office, signed_on="2026-12-01")
    do(office, case_id, Event.NOTED, date(2026, 12, 2), note="电话")
    with pytest.raises(Refusal, match="请先作废该项"):
        handling.amend(office, case_id, request(signed_on="2026-12-03"), reason="误")


# -- what may be done, and what it would do -------------------------------------------------------------------


def test_possible_steps_say_why_not(office: Office) -> None:
    case_id = register(office)
    steps = handling.possible_steps(office, case_id)
    assert Event.VOIDED not in steps
    assert steps[Event.CORRECTION_REQUESTED].refusal == ""
    assert steps[Event.FEE_PAID].refusal == "案件办理中"
    approved(office, case_id)
    steps = handling.possible_steps(office, case_id)
    assert steps[Event.REPLIED].refusal == ""
    assert steps[Event.CORRECTION_REQUESTED].refusal == "案件待送达"


def test_possible_steps_warn_of_what_would_be_irregular_today(office: Office, clock: Clock) -> None:
    case_id = register(office)
    clock.day = date(2027, 1, 8)
    steps = handling.possible_steps(office, case_id)
    assert "已超过期限" in steps[Event.CORRECTION_REQUESTED].irregular
    assert "不产生效力" in steps[Event.EXTENDED].irregular
    assert steps[Event.NOTED].irregular == ""


def test_what_if_records_nothing(office: Office) -> None:
    case_id = register(office)
    before = rows(office), dossier(office, case_id)
    effect = handling.what_if(office, case_id, Event.EXTENDED, on=office.today(), facts=EXTENSION)
    assert effect.after is not None
    assert effect.after.due is not None
    assert effect.before.due == date(2027, 1, 6)
    assert effect.sentence == "答复期限由1月6日（周三）（暂定）变为2月3日（周三）（暂定）"
    assert (
        supposed_ledger(office, case_id, Event.EXTENDED, on=office.today(), facts=EXTENSION).days[-1].on
        == effect.after.due
    )
    assert (rows(office), dossier(office, case_id)) == before


def test_what_if_looks_ahead_and_says_what_is_against_it(office: Office) -> None:
    case_id = register(office)
    late = handling.what_if(office, case_id, Event.CORRECTION_REQUESTED, on=date(2026, 12, 31), facts=NOTICE)
    assert [breach.code for breach in late.breaches] == ["correction_late"]
    assert late.sentence == "答复期限由1月6日（周三）（暂定）变为收到补正后重新起算"
    refused = handling.what_if(office, case_id, Event.FEE_PAID, on=office.today())
    assert (refused.after, refused.refusal) == (None, "案件办理中，不能办理“已缴费”")
    unread = handling.what_if(office, case_id, Event.EXTENDED, on=office.today(), facts={"days": "很久"})
    assert unread.field == "days"
    ended = handling.what_if(office, case_id, Event.WITHDRAWN, on=office.today(), facts={"note": "书面"})
    assert ended.sentence == "期限停止计算，案件终止"
    same = handling.what_if(office, case_id, Event.NOTED, on=office.today(), facts={"note": "电话"})
    assert same.sentence.startswith("答复期限不变")


def test_a_ledger_without_a_due_day_ends_today(office: Office, clock: Clock) -> None:
    case_id = register(office)
    do(office, case_id, Event.CONSULTATION_SENT, **THIRD)
    clock.day = date(2026, 12, 14)
    view = ledger_of(office, case_id)
    assert view.days[-1].on == date(2026, 12, 14)
    assert view.days[-1].kind == "excluded"


def test_typing_times_are_kept_apart_from_days_of_effect(office: Office) -> None:
    case_id = register(office, signed_on="2026-12-01")
    [line] = dossier(office, case_id).journal
    assert line.entry.on == date(2026, 12, 1)
    assert line.recorded_at.tzinfo is not None
    with office.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM audit WHERE act = 'entered'")) == 1
