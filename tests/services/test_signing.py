"""审签: on paper, the very file, two at once, the queue, returning, versions, 会商."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from pathlib import Path

import pytest

from gkcase.domain.errors import Conflict, Refusal, Trouble
from gkcase.domain.journal import Fact
from gkcase.domain.signoff import Step
from gkcase.domain.terms import Event, LetterKind, Role, Status
from gkcase.services import (
    deliberations,
    handling,
    lettering,
    people,
    sign_queue,
    signing,
)
from gkcase.services.checking import check_office
from gkcase.services.differences import Paragraph, Part, differences, paragraphs_of
from gkcase.services.office import Office
from gkcase.services.reading import dossier
from tests.services.conftest import TODAY, Clock
from tests.services.requests import NOT_HELD, do, register
from tests.services.signers import SEARCH, sign_as, signer_of, status, submitted, written

pytestmark = pytest.mark.file_only

E = Event


# -- on paper -------------------------------------------------------------------------------------------------


def test_a_signature_on_paper_is_entered_by_the_clerk_with_its_scan(office: Office, tmp_path: Path) -> None:
    case_id = submitted(office)
    scan = tmp_path / "审签单.pdf"
    scan.write_bytes(b"%PDF-1.4 signed")
    with pytest.raises(handling.NeedsReason, match="纸质签字没有附扫描件"):
        signing.sign_on_paper(office, case_id, signer="周某", on=TODAY, scan=None)
    signing.sign_on_paper(office, case_id, signer="周某", on=TODAY, scan=scan, comment="同意发出")
    [one] = signing.signatures_of(dossier(office, case_id))
    assert (one.name, one.role, one.on_paper, one.entered_by, one.opinion) == (
        "周某",
        "负责人",
        True,
        "李某",
        "同意发出",
    )
    [paper] = [file for file in dossier(office, case_id).files if file.name == "审签单.pdf"]
    assert one.scan == paper.sha256


def test_without_a_scan_the_reason_is_on_record(office: Office) -> None:
    case_id = submitted(office)
    signing.sign_on_paper(office, case_id, signer="周某", on=TODAY, scan=None, reason="扫描仪故障，原件在卷")
    entry = dossier(office, case_id).journal[-1].entry
    assert (entry.breaches, entry.reason) == (("scan_missing",), "扫描仪故障，原件在卷")


def test_the_command_line_names_signer_step_and_paper(office: Office, tmp_path: Path) -> None:
    case_id = submitted(office)
    signing.record_signature(office, case_id, {"signer": "周某", "step": "head"}, on=TODAY)
    assert status(office, case_id) is Status.APPROVED
    scan = tmp_path / "签字.jpg"
    scan.write_bytes(b"jpeg")
    other = submitted(office)
    facts: dict[str, Fact] = {"signer": "周某", "on_paper": "true", "scan": str(scan)}
    signing.record_signature(office, other, facts, on=TODAY)
    [one] = signing.signatures_of(dossier(office, other))
    assert (one.on_paper, one.entered_by, len(one.scan)) == (True, "李某", 64)


# -- what was signed stays what it was ------------------------------------------------------------------------


def test_a_letter_written_anew_voids_the_signatures(staffed: Office) -> None:
    case_id = submitted(staffed)
    sign_as(staffed, "钱某", case_id)
    lettering.write_letter(
        staffed, case_id, LetterKind.REPLY, facts={**NOT_HELD, "places": ["镇档案室", "财政所"]}
    )
    assert (status(staffed, case_id), signer_of(staffed, case_id)) == (Status.IN_PROGRESS, [])
    do(staffed, case_id, E.SUBMITTED)
    due = sign_queue.due_in(staffed, case_id)
    assert due is not None
    assert due.step == Step(Role.REVIEWER)


def test_a_file_changed_outside_is_not_signed(office: Office) -> None:
    case_id = submitted(office)
    [version] = signing.versions(office, case_id)
    path = office.store.files.path(version.sha256)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(Trouble, match="送审后的答复书文件被改动过"):
        sign_as(office, "周某", case_id)
    assert status(office, case_id) is Status.UNDER_REVIEW
    with pytest.raises(Trouble, match="文件内容被改动过"):
        signing.versions(office, case_id)


def test_what_leaves_decides_what_was_signed(office: Office) -> None:
    case_id = submitted(office)
    sign_as(office, "周某", case_id)
    facts: dict[str, Fact] = {"delivery": "post", "posted_on": "2026-12-08", "kind_of_reply": "R2"}
    with pytest.raises(Refusal, match="答复类型在审签后改变了，请重新写答复书并送审"):
        do(office, case_id, E.REPLIED, **facts)


def test_two_reviewers_at_once_one_signs_the_other_is_told(staffed: Office) -> None:
    people.save_person(staffed, "吴某", roles=[Role.REVIEWER])
    case_id = submitted(staffed)
    seen = dossier(staffed, case_id).version
    sign_as(staffed, "钱某", case_id, version=seen)
    with pytest.raises((Conflict, Refusal)) as caught:
        sign_as(staffed, "吴某", case_id, version=seen, step_code="reviewer")
    assert "已经签过" in str(caught.value) or "已被他人更新" in str(caught.value)
    staffed.acting = "周某"
    with pytest.raises(Conflict, match="案件已被他人更新"):
        signing.return_(staffed, case_id, comment="再核", version=seen)
    assert signer_of(staffed, case_id) == ["钱某"]
    assert check_office(staffed).ok


def test_two_threads_sign_the_same_step_and_one_signature_stands(staffed: Office) -> None:
    people.save_person(staffed, "吴某", roles=[Role.REVIEWER])
    case_id = submitted(staffed)
    version, told = dossier(staffed, case_id).version, list[str]()
    facts: dict[str, Fact] = {"step": "reviewer"}

    def go(person: str) -> None:
        try:
            handling.record(
                staffed,
                case_id,
                E.SIGNED,
                on=TODAY,
                facts={**facts, "signer": person},
                by=person,
                version=version,
            )
        except (Conflict, Refusal, Trouble) as error:
            told.append(str(error))

    threads = [threading.Thread(target=go, args=(name,)) for name in ("钱某", "吴某")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 1
    assert len(signer_of(staffed, case_id)) == 1


def test_a_scan_that_is_not_there_is_no_scan(office: Office, tmp_path: Path) -> None:
    """写错了扫描件的路径：不能当作附了扫描件。"""
    case_id = submitted(office)
    facts: dict[str, Fact] = {"signer": "周某", "on_paper": True, "scan": str(tmp_path / "审签单.pdf")}
    with pytest.raises(Trouble, match=r"“审签单\.pdf”不见了或读不出来，没有添加，请确认文件还在原处"):
        signing.record_signature(office, case_id, facts, on=TODAY)
    with pytest.raises(Trouble, match="不见了"):
        signing.record_signature(office, case_id, {**facts, "scan": "a" * 64}, on=TODAY)
    assert status(office, case_id) is Status.UNDER_REVIEW
    kept = office.store.files.put_bytes(b"%PDF-1.4", "审签单.pdf").sha256
    signing.record_signature(office, case_id, {**facts, "scan": kept}, on=TODAY)
    entry = dossier(office, case_id).last(E.SIGNED)
    assert entry is not None
    assert entry.text("scan") == kept


# -- the queue ------------------------------------------------------------------------------------------------


def test_the_queue_comes_by_due_date_and_shows_what_one_can_sign(staffed: Office, clock: Clock) -> None:
    later = submitted(staffed)
    clock.day = TODAY - timedelta(5)
    earlier = register(staffed, signed_on="2026-12-03")
    do(staffed, earlier, E.SEARCHED, **SEARCH)
    lettering.write_letter(
        staffed, earlier, LetterKind.REPLY, facts={**NOT_HELD, "searched_on": "2026-12-03"}
    )
    do(staffed, earlier, E.SUBMITTED)
    clock.day = TODAY
    assert [one.case_id for one in sign_queue.queue(staffed)] == [earlier, later]
    assert [one.case_id for one in sign_queue.queue(staffed, "钱某")] == [earlier, later]
    assert sign_queue.queue(staffed, "周某") == []
    sign_as(staffed, "钱某", earlier)
    [line] = sign_queue.queue(staffed, "周某")
    assert (line.step, line.drafter, line.result, line.takers) == ("负责人", "李某", "R6", {"周某": ""})
    assert sign_queue.due_in(staffed, register(staffed)) is None


def test_the_screen_is_told_why_one_cannot_sign(staffed: Office) -> None:
    case_id = submitted(staffed)

    def reason(person: str) -> str:
        staffed.acting = person
        return sign_queue.unsigned_reason(staffed, sign_queue.due_in(staffed, case_id))

    assert reason("钱某") == ""
    assert reason("") == "请先选定现在由谁办理，再审签"
    assert reason("李某") == "拟稿人不能签发本人拟的稿"
    assert reason("周某") == "现在由钱某签“法制审核”"
    staffed.acting = "李某"
    sign_as(staffed, "钱某", case_id)
    assert reason("钱某").startswith("钱某已经签过")
    people.save_person(staffed, "周某", roles=[])
    assert reason("孙某") == "环节“负责人”没有人能签，请在“设置”中登记"
    assert sign_queue.unsigned_reason(staffed, None) == "没有待签的环节"


# -- returning, versions, differences -------------------------------------------------------------------------


def test_a_reply_is_returned_with_a_reason_also_by_paragraph(staffed: Office) -> None:
    case_id = submitted(staffed)
    with pytest.raises(Refusal, match="请填写退回的理由"):
        signing.return_(staffed, case_id, comment=" ")
    staffed.acting = "钱某"
    change = signing.return_(staffed, case_id, comment="", paragraphs=["第3段：检索范围不全"])
    assert change.said.endswith("已退回李某修改")
    entry = dossier(staffed, case_id).journal[-1].entry
    assert (entry.text("comment"), entry.facts["paragraphs"]) == ("见逐段意见", ["第3段：检索范围不全"])


def test_versions_of_the_letter_and_what_changed(office: Office) -> None:
    case_id = written(office)
    lettering.write_letter(office, case_id, LetterKind.REPLY, facts={**NOT_HELD, "places": ["县档案馆"]})
    first, second = signing.versions(office, case_id)
    changed = [one for one in differences(first.paragraphs, second.paragraphs) if one.change != "same"]
    assert [(part.change, part.text) for one in changed for part in one.parts if part.change != "same"] == [
        ("gone", "镇"),
        ("new", "县"),
        ("gone", "室"),
        ("new", "馆"),
    ]


def test_differences_by_paragraph_and_word() -> None:
    old = ["一、收到申请", "二、经审查，第12页不予公开。", "三、删去的一段"]
    new = ["一、收到申请", "二、经审查，第13页不予公开。", "完全不同的文字"]
    same, changed, gone, added = differences(old, new)
    assert (same.change, same.place, same.text) == ("same", 1, "一、收到申请")
    assert (changed.change, changed.place, changed.text) == ("changed", 2, new[1])
    assert [part for part in changed.parts if part.change != "same"] == [
        Part("gone", "12"),
        Part("new", "13"),
    ]
    assert gone == Paragraph(0, (Part("gone", old[2]),))
    assert (gone.change, gone.text) == ("gone", old[2])
    assert (added.change, added.place) == ("new", 3)
    assert differences(["甲"], []) == [Paragraph(0, (Part("gone", "甲"),))]
    assert differences([], ["甲"]) == [Paragraph(1, (Part("new", "甲"),))]
    assert paragraphs_of(" 甲 \n\n乙\n") == ["甲", "乙"]


# -- consultation among agencies ------------------------------------------------------------------------------


def test_a_consultation_is_kept_with_its_members_and_opinions(office: Office) -> None:
    case_id = register(office)
    facts: dict[str, Fact] = {
        "form": "会议",
        "held_on": "2026-12-08",
        "members": ["司法所 钱某：可以公开", "财政所 吴某"],
        "outcome": "公开，遮盖银行账号",
    }
    do(office, case_id, E.DELIBERATED, **facts)
    before = dossier(office, case_id).standing.due
    [one] = deliberations.deliberations_of(dossier(office, case_id))
    assert (one.form, one.held_on, one.outcome) == ("会议", date(2026, 12, 8), "公开，遮盖银行账号")
    assert one.opinions == (("司法所 钱某", "可以公开"), ("财政所 吴某", ""))
    assert dossier(office, case_id).standing.due == before
