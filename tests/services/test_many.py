"""Many requests of one applicant: logged in one act, decided together, one letter each, stopped and gone on with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.journal import Fact, Facts
from gkcase.domain.terms import Event, LetterKind, Status
from gkcase.services import mail
from gkcase.services.drafts import load_draft, save_draft
from gkcase.services.lettering import write_letter
from gkcase.services.letters import text_of
from gkcase.services.many import Job, decide_many, look_at_list, register_many, write_many
from gkcase.services.office import Office
from gkcase.services.reading import dossier
from gkcase.services.replying import submit_reply
from tests.services.requests import NOT_HELD, POSTED, do, register, request

pytestmark = pytest.mark.file_only

LIST = [f"云溪镇第{n}号地块征收补偿协议" for n in range(1, 6)]


def cases(office: Office, count: int = 5) -> list[int]:
    texts = [f"云溪镇第{n}号地块征收补偿协议" for n in range(1, count + 1)]
    return sorted(register_many(office, POSTED, texts).case_ids)


def stop_after(count: int) -> Callable[[], bool]:
    asked = iter(range(1000))
    return lambda: next(asked) >= count


def steps(office: Office, case_id: int) -> list[Event]:
    lines = sorted(dossier(office, case_id).journal, key=lambda line: line.entry.seq)
    return [line.entry.event for line in lines]


# -- logging --------------------------------------------------------------------------------------------------


def test_one_form_logs_a_request_for_each_content(office: Office) -> None:
    """三百件里的五件：一个申请人，一行一件，一件一个编号。"""
    seen: list[tuple[int, int]] = []
    change = register_many(office, POSTED, LIST, report=lambda done, of: seen.append((done, of)))
    files = [dossier(office, case_id) for case_id in sorted(change.case_ids)]
    assert [file.number for file in files] == [f"〔2026〕{n}号" for n in range(1, 6)]
    assert [file.wanted for file in files] == LIST
    assert {file.applicant.name for file in files} == {"陈某某"}
    assert change.said == "已登记5件，编号〔2026〕1号至〔2026〕5号"
    assert seen == [(n, 5) for n in range(1, 6)]


def test_a_cancelled_list_leaves_nothing_behind(office: Office) -> None:
    with pytest.raises(Refusal, match="已取消，没有登记任何一件"):
        register_many(office, POSTED, LIST, cancelled=stop_after(3))
    assert dossier(office, register(office)).number == "〔2026〕1号"


def test_a_list_whose_answer_was_lost_is_not_logged_twice(office: Office) -> None:
    op_id = str(uuid4())
    first = register_many(office, POSTED, LIST, op_id=op_id)
    assert register_many(office, POSTED, LIST, op_id=op_id).case_ids == first.case_ids
    assert dossier(office, register(office)).number == "〔2026〕6号"


def test_the_envelope_and_the_draft_go_with_the_list(office: Office) -> None:
    letter = mail.enter(
        office, arrived_on=office.today(), way="post_signed", tracking_number="1", sender="陈某某"
    )
    save_draft(office, {"wanted": "x"}, "intake:1")
    mail_id = mail.mail_lines(office, only_open=True)[0].id
    assert letter.said
    register_many(office, POSTED, LIST, mail_id=mail_id, draft="intake:1")
    assert mail.mail_lines(office, only_open=True) == []
    assert load_draft(office, "intake:1") is None


def test_an_empty_list_is_refused(office: Office) -> None:
    with pytest.raises(Refusal, match="请逐行写明所需信息的内容"):
        register_many(office, POSTED, ["", " "])


def test_too_long_a_list_is_refused(office: Office) -> None:
    with pytest.raises(Refusal, match="一次最多登记1000件，现有1001件"):
        register_many(office, POSTED, [str(n) for n in range(1001)])


def test_what_repeats_and_what_it_costs_is_said_before(office: Office) -> None:
    """本月已有九件，再来五件：第十一件起可以收费。"""
    register_many(office, POSTED, [f"第{n}份会议纪要" for n in range(8)])
    register(office, wanted="云溪镇道路硬化工程施工合同")
    told = look_at_list(office, request(), [*LIST[:3], "云溪镇道路硬化工程的施工合同", LIST[0] + "。"])
    assert (told.count, told.this_month, told.month_total) == (5, 9, 14)
    assert told.doubles == {4: 0}
    assert told.repeated == {3: "〔2026〕9号"}
    assert told.yuan == 400


def test_the_month_is_that_of_the_receipt_day(office: Office) -> None:
    """十二月补录十一月收到的申请，按十一月的件数计。"""
    register_many(office, request(signed_on="2026-11-30"), LIST)
    assert look_at_list(office, request(signed_on="2026-11-30"), LIST).this_month == 5
    assert look_at_list(office, request(), LIST).this_month == 0


def test_nothing_is_said_of_a_nameless_applicant(office: Office) -> None:
    told = look_at_list(office, {}, LIST)
    assert (told.repeated, told.this_month, told.yuan) == ({}, 0, 0)
    assert look_at_list(office, {}, []).yuan == 0


# -- letters --------------------------------------------------------------------------------------------------


def test_a_batch_writes_a_letter_for_each_case(office: Office) -> None:
    ids = cases(office)
    batch = write_many(office, [Job(case_id, LetterKind.RECEIPT, {}) for case_id in ids])
    assert [one.case_id for one in batch.done] == ids
    assert (batch.refused, batch.left, batch.trouble) == ((), (), "")
    assert batch.change.said == "5份文书已生成"
    for one in batch.done:
        [file] = dossier(office, one.case_id).files
        assert (file.sha256, file.name) == (one.sha256, one.name)


def test_a_stopped_batch_leaves_whole_cases_and_goes_on(office: Office) -> None:
    ids = cases(office)
    jobs = [Job(case_id, LetterKind.RECEIPT, {}) for case_id in ids]
    first = write_many(office, jobs, cancelled=stop_after(2))
    assert (len(first.done), first.left) == (2, tuple(ids[2:]))
    assert first.change.said == "2份文书已生成，3件未办"
    assert [len(dossier(office, case_id).files) for case_id in ids] == [1, 1, 0, 0, 0]
    second = write_many(office, jobs)
    assert len(second.done) == 5
    assert [len(dossier(office, case_id).files) for case_id in ids] == [1, 1, 1, 1, 1]
    assert second.done[0].sha256 == first.done[0].sha256


def test_a_case_that_cannot_have_the_letter_is_named_and_the_others_go_on(office: Office) -> None:
    ids = cases(office, 3)
    do(office, ids[1], Event.CORRECTION_REQUESTED, items="身份证明", guidance="请附复印件")
    batch = write_many(office, [Job(case_id, LetterKind.RECEIPT, {}) for case_id in ids])
    assert [one.case_id for one in batch.done] == [ids[0], ids[2]]
    [refused] = batch.refused
    assert (refused.number, refused.needs_reason) == ("〔2026〕2号", False)
    assert "不能出具登记回执" in refused.reason
    assert batch.change.said == "2份文书已生成，1件没有办成"
    assert batch.change.case_ids == {ids[0], ids[2]}


def test_a_full_disk_ends_the_batch_between_two_cases(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = cases(office, 4)
    put = office.store.files.put_bytes
    room = iter((True, True, False))

    def full(data: bytes, name: str) -> object:
        if not next(room):
            raise Trouble("磁盘空间不足，请清理后重试")
        return put(data, name)

    monkeypatch.setattr(office.store.files, "put_bytes", full)
    batch = write_many(office, [Job(case_id, LetterKind.RECEIPT, {}) for case_id in ids])
    assert (len(batch.done), batch.left) == (2, tuple(ids[2:]))
    assert batch.trouble == "磁盘空间不足，请清理后重试"


# -- replies --------------------------------------------------------------------------------------------------


def test_many_requests_are_decided_together_each_with_its_own_letter(office: Office) -> None:
    ids = cases(office)
    seen: list[tuple[int, int]] = []
    batch = decide_many(office, ids, NOT_HELD, report=lambda done, of: seen.append((done, of)))
    assert [one.document for one in batch.done] == [f"云政依复〔2026〕{n}号" for n in range(1, 6)]
    assert seen[-1] == (5, 5)
    assert batch.change.said == "5件已拟好答复书并送审"
    for place, case_id in enumerate(ids):
        file = dossier(office, case_id)
        assert (file.status, file.result) == (Status.UNDER_REVIEW, "R6")
        text = text_of(office.store.files.read(file.files[-1].sha256))
        assert LIST[place] in text
        assert f"云政依复〔2026〕{place + 1}号" in text


def test_deciding_is_gone_on_with_after_a_stop(office: Office) -> None:
    ids = cases(office)
    first = decide_many(office, ids, NOT_HELD, cancelled=stop_after(2))
    assert first.left == tuple(ids[2:])
    assert [steps(office, case_id) for case_id in ids[2:]] == [[Event.RECEIVED]] * 3
    again = decide_many(office, ids, NOT_HELD)
    assert len(again.done) == 5
    assert all(steps(office, case_id).count(Event.SUBMITTED) == 1 for case_id in ids)
    assert [one.document for one in again.done] == [f"云政依复〔2026〕{n}号" for n in range(1, 6)]


def test_a_reply_that_the_preflight_stops_leaves_its_case_untouched(office: Office) -> None:
    ids = cases(office, 2)
    bad: dict[str, Fact] = {**NOT_HELD, "outcome": "未检索到【请填写】"}
    batch = decide_many(office, ids, bad)
    assert batch.done == ()
    assert "还有没填的地方" in batch.refused[0].reason
    assert [steps(office, case_id) for case_id in ids] == [[Event.RECEIVED]] * 2


def test_an_irregular_reply_waits_for_its_reason(office: Office) -> None:
    ids = cases(office, 2)
    do(office, ids[0], Event.CONSULTATION_SENT, to="other_agency", name="县自然资源局", information="协议")
    batch = decide_many(office, ids, NOT_HELD)
    assert [one.needs_reason for one in batch.refused] == [True]
    assert [one.case_id for one in batch.done] == [ids[1]]
    with_reason = decide_many(office, [ids[0]], NOT_HELD, reason="对方已口头答复")
    assert [one.case_id for one in with_reason.done] == [ids[0]]


def test_a_case_that_a_colleague_changes_meanwhile_is_left_to_him(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """一并答复正要写这一件时，同事先写好了另一份答复书：不覆盖，说明白，其余照办。"""
    ids = cases(office, 2)

    def late(office: Office, case_id: int, facts: Facts, **rest: Any) -> Any:
        if case_id == ids[0]:
            write_letter(office, case_id, LetterKind.REPLY, facts={**NOT_HELD, "outcome": "没有找到"})
        return submit_reply(office, case_id, facts, **rest)

    monkeypatch.setattr("gkcase.services.many.submit_reply", late)
    batch = decide_many(office, ids, NOT_HELD)
    assert [one.case_id for one in batch.done] == [ids[1]]
    assert "案件已被他人更新" in batch.refused[0].reason
    assert steps(office, ids[0]) == [Event.RECEIVED, Event.LETTER_WRITTEN]


def test_another_reply_than_the_one_under_review_is_refused(office: Office) -> None:
    [case_id] = cases(office, 1)
    decide_many(office, [case_id], NOT_HELD)
    batch = decide_many(office, [case_id], {**NOT_HELD, "outcome": "没有找到"})
    assert batch.done == ()
    assert batch.refused[0].reason == "案件审签中，一并答复只用于办理中的案件"
