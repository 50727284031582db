"""审签路线: routes as the office sets them, who signs, deputies, and who may take which step."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Entry, Fact
from gkcase.domain.signoff import FULL, Route, Routes, Step
from gkcase.domain.state import CaseState
from gkcase.domain.terms import Event, LetterKind, Role, Status
from gkcase.services import (
    absences,
    attachments,
    handling,
    intake,
    lettering,
    people,
    routing,
    sign_queue,
    signing,
)
from gkcase.services.checking import check_office
from gkcase.services.office import Office
from gkcase.services.reading import dossier
from tests.services.conftest import TODAY, Clock
from tests.services.requests import NOT_HELD, do, register
from tests.services.signers import SEARCH, sign_as, signer_of, status, submitted, written

pytestmark = pytest.mark.file_only

E = Event


# -- the route of a case --------------------------------------------------------------------------------------


def test_legal_review_signs_before_the_head_and_then_the_reply_may_leave(staffed: Office) -> None:
    case_id = written(staffed)
    planned = sign_queue.due_in(staffed, case_id)
    assert planned is not None
    assert planned.words == "送审后的审签路线：法制审核 → 负责人；拟稿人李某不能签"
    do(staffed, case_id, E.SUBMITTED)
    due = sign_queue.due_in(staffed, case_id)
    assert due is not None
    assert due.words == "审签路线：法制审核 → 负责人；下一环节：法制审核，可由钱某签"
    assert sign_as(staffed, "钱某", case_id, comment="同意").endswith("下一环节：负责人")
    assert sign_as(staffed, "周某", case_id).endswith("已由周某审签，可以送达")
    assert status(staffed, case_id) is Status.APPROVED
    done = sign_queue.due_in(staffed, case_id)
    assert done is not None
    assert done.words == "审签路线：法制审核 → 负责人，已签完"
    assert check_office(staffed).ok


def test_without_a_reviewer_the_head_alone_signs(office: Office) -> None:
    case_id = submitted(office)
    assert "可以送达" in sign_as(office, "周某", case_id)


def test_an_office_binds_routes_to_results(staffed: Office) -> None:
    people.save_person(staffed, "吴某", roles=[Role.REVIEWER])
    bureau = Step(Role.REVIEWER, "司法局把关")
    wanted = Routes(FULL, {"R6": Route((Step(Role.REVIEWER), bureau, Step(Role.HEAD)))})
    routing.save_routes(staffed, wanted)
    assert routing.routes(staffed) == wanted
    case_id = submitted(staffed)
    for person in ("钱某", "吴某", "周某"):
        sign_as(staffed, person, case_id)
    assert [(step, one.who if one else "") for step, one in signing.steps_of(dossier(staffed, case_id))] == [
        ("法制审核", "钱某"),
        ("司法局把关", "吴某"),
        ("负责人", "周某"),
    ]


def test_routes_that_were_changed_do_not_touch_what_is_under_review(staffed: Office) -> None:
    case_id = submitted(staffed)
    routing.save_routes(staffed, Routes(Route((Step(Role.HEAD),))))
    routing.save_routes(staffed, Routes(Route((Step(Role.HEAD),))))
    with pytest.raises(Refusal, match="不是本单位登记的法制审核"):
        sign_as(staffed, "周某", case_id)


def test_a_route_that_names_nobody_is_refused_and_nothing_is_lost(office: Office) -> None:
    with pytest.raises(Refusal, match="至少要有一个环节"):
        routing.save_routes(office, Routes(Route(())))
    routing.save_routes(office, Routes(None, {"R6": FULL}))
    case_id = written(office)
    with pytest.raises(Refusal, match="审签环节“法制审核”没有人能签，请在“设置”中登记法制审核或者改审签路线"):
        do(office, case_id, E.SUBMITTED)
    assert status(office, case_id) is Status.IN_PROGRESS


def test_a_head_who_drafts_needs_another_head(office: Office) -> None:
    people.save_person(office, "周某", roles=[Role.CLERK, Role.HEAD])
    office.acting = "周某"
    case_id = written(office)
    planned = sign_queue.due_in(office, case_id)
    assert planned is not None
    assert "只有拟稿人周某能签" in planned.words
    with pytest.raises(Refusal, match="只有拟稿人周某能签，请由他人拟稿"):
        do(office, case_id, E.SUBMITTED)


def test_a_mixed_reply_needs_every_signature(staffed: Office) -> None:
    bureau = Step(Role.REVIEWER, "司法局把关")
    routing.save_routes(staffed, Routes(None, {"R6": Route((bureau, Step(Role.HEAD)))}))
    parts: Fact = [{"content": "名单", "result": "R2"}, {"content": "台账", "result": "R6"}]
    entry = Entry(E.SUBMITTED, TODAY, "李某", {"kind_of_reply": "R3", "parts": parts})
    with staffed.reading() as session:
        routed = routing.routed(session, CaseState(), entry)
    assert routed.facts["route"] == ["reviewer", "reviewer:司法局把关", "head"]


# -- who signs ------------------------------------------------------------------------------------------------


def test_only_who_works_signs_and_never_the_drafter(staffed: Office) -> None:
    case_id = submitted(staffed)
    with pytest.raises(Refusal, match="拟稿人不能签发本人拟的稿"):
        signing.sign(staffed, case_id)
    with pytest.raises(Refusal, match="只能由钱某本人审签"):
        signing.sign(staffed, case_id, signer="钱某")
    with pytest.raises(Refusal, match="应先由“法制审核”环节审签"):
        sign_as(staffed, "周某", case_id, step_code="head")
    sign_as(staffed, "钱某", case_id)
    with pytest.raises(Refusal, match="已经签过这一路线的另一环节"):
        sign_as(staffed, "钱某", case_id)


def test_signing_waits_until_it_is_said_who_works(staffed: Office) -> None:
    case_id = submitted(staffed)
    staffed.acting, staffed.assumed = "钱某", True
    for act in (signing.sign, signing.return_):
        with pytest.raises(Refusal, match="请先选定现在由谁办理，再审签"):
            act(staffed, case_id, comment="同意")
    assert handling.possible_steps(staffed, case_id)[E.SIGNED].refusal == "请先选定现在由谁办理，再审签"
    staffed.assumed = False
    signing.sign(staffed, case_id)


def test_nobody_signs_two_steps(staffed: Office) -> None:
    people.save_person(staffed, "吴某", roles=[Role.REVIEWER, Role.HEAD])
    case_id = submitted(staffed)
    sign_as(staffed, "吴某", case_id)
    with pytest.raises(Refusal, match="吴某已经签过这一路线的另一环节"):
        sign_as(staffed, "吴某", case_id)
    due = sign_queue.due_in(staffed, case_id)
    assert due is not None
    assert list(due.takers) == ["周某"]


def test_a_deputy_signs_for_the_absent_on_the_days_on_record(office: Office, clock: Clock) -> None:
    people.save_person(office, "孙某", roles=[Role.CLERK])
    case_id = submitted(office)
    with pytest.raises(Refusal, match="“孙某”不是本单位登记的负责人，也没有2026年12月8日代签的登记"):
        sign_as(office, "孙某", case_id)
    absences.record_absence(office, "周某", "孙某", since=TODAY, until=TODAY + timedelta(2), note="学习")
    assert [one.case_id for one in sign_queue.queue(office, "孙某")] == [case_id]
    sign_as(office, "孙某", case_id)
    assert signer_of(office, case_id) == ["孙某（代周某）"]


def test_a_drafter_is_no_deputy_and_has_none(office: Office) -> None:
    absences.record_absence(office, "周某", "李某", since=TODAY, until=TODAY)
    with pytest.raises(Refusal, match="拟稿人不能签发本人拟的稿"):
        signing.sign(office, submitted(office))


def test_a_deputy_may_also_return(staffed: Office) -> None:
    case_id = submitted(staffed)
    people.save_person(staffed, "郑某", roles=[Role.AUDITOR])
    staffed.acting = "郑某"
    with pytest.raises(Refusal, match="郑某的角色是监督，不能办理“退回”，应由经办或者法制审核或者负责人办理"):
        signing.return_(staffed, case_id, comment="再查")
    absences.record_absence(staffed, "钱某", "郑某", since=TODAY, until=TODAY)
    signing.return_(staffed, case_id, comment="再查")
    assert status(staffed, case_id) is Status.IN_PROGRESS


ABSENCES = {
    "ends before it begins": ("周某", "李某", 0, -1, "早于开始日期"),
    "their own deputy": ("周某", "周某", 0, 0, "代签人不能是外出的本人"),
    "nobody of the office": ("周某", "外某", 0, 0, "“外某”没有登记为本单位人员"),
    "two deputies at once": ("周某", "钱某", 1, 5, "周某在2026年12月8日至2026年12月10日已有外出登记"),
}


@pytest.mark.parametrize("name", ABSENCES)
def test_an_absence_is_refused(staffed: Office, name: str) -> None:
    person, deputy, since, until, words = ABSENCES[name]
    if "two" in name:
        absences.record_absence(staffed, "周某", "孙某", since=TODAY, until=TODAY + timedelta(2))
    before = len(absences.absences(staffed, past=True))
    with pytest.raises(Refusal, match=words):
        absences.record_absence(
            staffed, person, deputy, since=TODAY + timedelta(since), until=TODAY + timedelta(until)
        )
    assert len(absences.absences(staffed, past=True)) == before


def test_a_cancelled_absence_stays_on_record_and_counts_no_more(staffed: Office, clock: Clock) -> None:
    absences.record_absence(staffed, "周某", "孙某", since=TODAY, until=TODAY)
    [line] = absences.absences(staffed)
    assert (line.person, line.deputy) == ("周某", "孙某")
    absences.cancel_absence(staffed, line.id)
    with pytest.raises(Refusal, match="已经取消"):
        absences.cancel_absence(staffed, line.id)
    assert absences.absences(staffed) == []
    assert [one.cancelled for one in absences.absences(staffed, past=True)] == [True]
    assert routing.staff(staffed).absences == ()
    assert "孙某" not in routing.able(staffed, Step(Role.HEAD))


# -- roles ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR, Role.ADMINISTRATOR, Role.REVIEWER, Role.HEAD])
def test_who_does_not_handle_cases_registers_nothing(office: Office, role: Role) -> None:
    case_id = register(office)
    before = len(dossier(office, case_id).journal)
    people.save_person(office, "郑某", roles=[role])
    office.acting = "郑某"
    for act in (
        lambda: register(office),
        lambda: do(office, case_id, E.SEARCHED, **SEARCH),
        lambda: lettering.write_letter(office, case_id, LetterKind.REPLY, facts=NOT_HELD),
    ):
        with pytest.raises(Refusal, match=f"郑某的角色是{role.label}，不能办理") as caught:
            act()
        assert caught.value.field == "by"
    assert len(dossier(office, case_id).journal) == before
    assert intake.expected_number(office) == "〔2026〕2号"


def test_an_unknown_person_and_one_without_roles_may_as_before(office: Office) -> None:
    people.save_person(office, "郑某")
    for person in ("", "外某", "郑某"):
        office.acting = person
        assert register(office)


def test_an_auditor_adds_no_papers(office: Office, tmp_path: Path) -> None:
    case_id = register(office)
    paper = tmp_path / "a.txt"
    paper.write_text("a", "utf-8")
    people.save_person(office, "郑某", roles=[Role.AUDITOR])
    office.acting = "郑某"
    with pytest.raises(Refusal, match="郑某的角色是监督"):
        attachments.add_files(office, case_id, [paper])
