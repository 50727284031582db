"""From an envelope to a numbered case, and what is known beside it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from gkcase.domain.errors import Conflict, Refusal
from gkcase.domain.journal import Fact
from gkcase.domain.terms import ApplicantKind, CaseKind, Event
from gkcase.services import attachments, drafts, earlier, intake, mail
from gkcase.services.checking import check_office
from gkcase.services.handling import record
from gkcase.services.office import Office, Topic
from gkcase.services.reading import dossier
from gkcase.storage.tables import AttachmentRow, Case, DraftRow
from tests.services.conftest import Clock

pytestmark = pytest.mark.file_only

POSTED: dict[str, Fact] = {
    "channel": "post_signed",
    "signed_on": "2026-12-08",
    "tracking_number": "EB120800123CN",
    "applicant.name": "陈某",
    "applicant.id_number": "999999199003070039",
    "applicant.phone": "13800005678",
    "wanted": "云溪镇2025年集体土地征收补偿款在东湾村六组的发放明细",
    "form_wanted": "paper",
}


def request(**changed: Fact) -> dict[str, Fact]:
    return {**POSTED, **{name.replace("__", "."): value for name, value in changed.items()}}


def test_a_preview_says_receipt_and_due_day_at_once(office: Office) -> None:
    told = intake.preview(office, POSTED)
    assert told.receipt.on == date(2026, 12, 8)
    assert told.receipt.basis == "第三十一条第（二）项"
    assert told.standing.due == date(2027, 1, 6)
    assert told.standing.provisional  # the arrangement of 2027 is not out yet
    assert told.shortcomings == ()
    assert told.problems == ()


def test_a_preview_names_what_art_29_misses_and_numbers_that_do_not_add_up(office: Office) -> None:
    facts = request(wanted="", applicant__id_number="999999199003070030", agent__id_number="1")
    told = intake.preview(office, facts)
    assert told.shortcomings == (("wanted", "申请公开的政府信息的名称、文号或者便于查询的其他特征性描述"),)
    problems = dict(told.problems)
    assert problems["applicant.id_number"] == "末位校验码应为 9，请核对证件"
    assert problems["agent.id_number"].startswith("居民身份证号码应为18位")


def test_a_preview_refuses_beside_the_field(office: Office) -> None:
    with pytest.raises(Refusal) as caught:
        intake.preview(office, {"channel": "post_unsigned"})
    assert caught.value.field == "arrived_on"
    with pytest.raises(Refusal) as caught:
        intake.preview(
            office, {"channel": "email", "submitted_on": "2026-12-08", "confirmed_on": "2026-12-07"}
        )
    assert caught.value.field == "confirmed_on"


def test_registering_gives_the_next_number_and_remembers_the_applicant(office: Office) -> None:
    assert intake.expected_number(office) == "〔2026〕1号"
    change = intake.register(office, POSTED)
    assert change.said == "已登记，编号〔2026〕1号"
    assert Topic.CASES in change.topics
    assert dossier(office, change.case_id).applicant.phone == "13800005678"
    assert intake.expected_number(office) == "〔2026〕2号"
    assert intake.expected_number(office, CaseKind.RECTIFICATION).endswith("1号")
    [known] = intake.applicants_like(office, "陈")
    assert (known.name, known.id_number) == ("陈某", "999999199003070039")
    assert intake.applicants_like(office, "") == []
    assert intake.applicants_like(office, "%") == []


def test_a_later_request_completes_what_is_known_of_the_applicant(office: Office) -> None:
    intake.register(office, POSTED)
    intake.register(office, request(applicant__phone="", applicant__email="chen@example.cn"))
    [known] = intake.applicants_like(office, "陈某")
    assert (known.phone, known.email) == ("13800005678", "chen@example.cn")


def test_one_act_registers_once(office: Office) -> None:
    first = intake.register(office, POSTED, op_id="a-1")
    again = intake.register(office, POSTED, op_id="a-1")
    assert again.case_id == first.case_id
    with office.reading() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 1


def test_saving_takes_envelope_draft_and_papers_along(office: Office, tmp_path: Path) -> None:
    scan = tmp_path / "申请书.pdf"
    scan.write_bytes(b"%PDF")
    mail.enter(office, arrived_on=date(2026, 12, 8), way="post_signed", tracking_number="EB1")
    [letter] = mail.mail_lines(office)
    taken = attachments.take_in_each(office, [scan])
    drafts.save_draft(office, {"op_id": "a-1"}, "intake")
    scan.unlink()
    change = intake.register(office, POSTED, papers=taken.papers, mail_id=letter.id, draft="intake")
    [kept] = dossier(office, change.case_id).files
    assert kept.name == "申请书.pdf"
    assert mail.envelope(office, letter.id).case_id == change.case_id
    assert drafts.load_draft(office) is None


def test_an_envelope_of_another_case_saves_nothing(office: Office) -> None:
    mail.enter(office, arrived_on=date(2026, 12, 8), way="post_signed")
    [letter] = mail.mail_lines(office)
    intake.register(office, POSTED, mail_id=letter.id)
    drafts.save_draft(office, {"op_id": "a-2"})
    with pytest.raises(Conflict, match="〔2026〕1号"):
        intake.register(office, POSTED, mail_id=letter.id, op_id="a-2", draft="intake")
    assert intake.expected_number(office) == "〔2026〕2号"
    assert drafts.load_draft(office) is not None


def test_files_that_cannot_be_taken_in_are_told_and_the_rest_is_kept(office: Office, tmp_path: Path) -> None:
    good, empty, huge = tmp_path / "信封.jpg", tmp_path / "空.pdf", tmp_path / "大.tif"
    good.write_bytes(b"\xff\xd8")
    empty.touch()
    with huge.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    taken = attachments.take_in_each(office, [tmp_path / "走了.pdf", empty, tmp_path, huge, good])
    assert [paper.name for paper in taken.papers] == ["信封.jpg"]
    said = "；".join(taken.problems)
    assert [word in said for word in ("不见了", "空文件", "文件夹", "超过100MB")] == [True] * 4
    assert len(taken.problems) == 4


def test_a_draft_gives_papers_back_as_far_as_they_are_there(office: Office, tmp_path: Path) -> None:
    files = [tmp_path / "1.pdf", tmp_path / "2.pdf"]
    for file in files:
        file.write_text(file.name, encoding="utf-8")
    papers = attachments.take_in_each(office, files).papers
    drafts.save_draft(office, {"papers": attachments.packed(papers)})
    office.store.files.path(papers[0].sha256).unlink()
    draft = drafts.load_draft(office)
    assert draft is not None
    assert attachments.unpacked(office, draft.body["papers"]) == papers[1:]
    assert attachments.unpacked(office, None) == ()


def test_taking_in_can_be_stopped(office: Office, tmp_path: Path) -> None:
    files = [tmp_path / "1.pdf", tmp_path / "2.pdf"]
    for file in files:
        file.write_text(file.name, encoding="utf-8")
    taken = attachments.take_in_each(office, files, before_each=lambda place: place < 1)
    assert [paper.name for paper in taken.papers] == ["1.pdf"]


# -- drafts ---------------------------------------------------------------------------------------------------


def test_a_draft_belongs_to_a_person_and_a_form(office: Office) -> None:
    assert drafts.load_draft(office) is None
    drafts.save_draft(office, {"wanted": "甲"})
    saved = drafts.save_draft(office, {"wanted": "乙"})
    drafts.save_draft(office, {"wanted": "丙"}, "intake/7")
    draft = drafts.load_draft(office)
    assert draft is not None
    assert (draft.body, draft.saved_at) == ({"wanted": "乙"}, saved)
    office.acting = "周某"
    assert drafts.load_draft(office) is None
    drafts.drop_draft(office)
    office.acting = "李某"
    assert drafts.load_draft(office) is not None
    drafts.drop_draft(office)
    assert drafts.load_draft(office) is None
    assert drafts.load_draft(office, "intake/7") is not None
    with office.reading() as session:
        assert session.scalar(select(func.count()).select_from(DraftRow)) == 1


def test_a_draft_that_became_a_case_is_none_any_more(office: Office) -> None:
    """A draft kept after the COMMIT, whose answer never came back, must not be registered again."""
    intake.register(office, POSTED, op_id="a-1")
    drafts.save_draft(office, {"op_id": "a-1"})
    assert drafts.load_draft(office) is None


# -- beside the form ------------------------------------------------------------------------------------------


def test_a_person_is_known_by_his_number_not_by_his_name_alone(office: Office) -> None:
    intake.register(office, POSTED)
    intake.register(office, request(applicant__id_number="999999199003070119", wanted="村务公开栏照片"))
    intake.register(office, request(applicant__id_number="", wanted="低保名单"))
    same = earlier.earlier_requests(office, "陈某", "99999919900307003 9")
    assert [case.number for case in same] == ["〔2026〕3号", "〔2026〕1号"]
    assert len(earlier.earlier_requests(office, "陈某")) == 3
    assert (
        len(earlier.earlier_requests(office, "陈某", "9999991990")) == 3
    )  # a number that is still being typed
    assert earlier.earlier_requests(office, "", "99999919900307003") == []
    assert earlier.earlier_requests(office, " ") == []
    assert earlier.requests_this_month(office, "陈某", "999999199003070039") == 2


def test_the_month_is_that_of_the_receipt_day(office: Office, clock: Clock) -> None:
    intake.register(office, request(signed_on="2026-11-30"))
    intake.register(office, POSTED)
    who = {"applicant.name": "陈某"}
    assert earlier.beside(office, who).this_month == 1
    assert earlier.beside(office, who, on=date(2026, 11, 30)).this_month == 1
    clock.day = date(2027, 1, 4)
    assert earlier.beside(office, who).this_month == 0


def test_a_repetition_is_seen_and_what_others_ask_alike(office: Office) -> None:
    first = intake.register(office, request(wanted="2025年征地补偿款发放表")).case_id
    intake.register(office, request(wanted="低保户名单和审批表"))
    other = intake.register(
        office,
        request(
            applicant__name="林某", applicant__id_number="", wanted="东湾村集体土地征收补偿款发放标准及依据"
        ),
    ).case_id
    seen = earlier.beside(office, POSTED)
    assert seen.count == 2
    assert seen.repeated is not None
    assert seen.repeated.id == first
    assert [case.id for case in seen.similar] == [other]
    assert earlier.beside(office, {"wanted": "申请公开政府信息"}).similar == ()
    assert earlier.beside(office, POSTED, besides=first).repeated is None


def test_words_that_every_request_has_make_no_repetition(office: Office) -> None:
    intake.register(office, request(wanted="申请公开有关政府信息公开的相关情况：道路建设预算"))
    assert (
        earlier.beside(office, request(wanted="申请公开有关政府信息公开的相关情况：低保名单")).repeated
        is None
    )


def test_more_earlier_requests_than_are_shown_are_counted(office: Office) -> None:
    for _ in range(earlier.SHOWN + 2):
        intake.register(office, POSTED)
    seen = earlier.beside(office, POSTED)
    assert (len(seen.earlier), seen.count, seen.this_month) == (8, 10, 10)


def test_an_earlier_request_says_when_it_was_answered(office: Office) -> None:
    case_id = intake.register(office, request(signed_on="2026-11-02")).case_id
    record(office, case_id, Event.WITHDRAWN, on=date(2026, 11, 4), facts={"note": "书面撤回"})
    [case] = earlier.earlier_requests(office, "陈某")
    assert case.status.label == "已终止"
    assert case.received_on == date(2026, 11, 2)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("云溪建材有限公司", ApplicantKind.ENTERPRISE),
        ("某某（合肥）律师事务所", ApplicantKind.LEGAL_SERVICE),
        ("省农业科学研究院", ApplicantKind.RESEARCH),
        ("绿色环境保护协会", ApplicantKind.WELFARE),
        ("东湾村村民委员会", ApplicantKind.OTHER_ORG),
        ("陈某", None),
    ],
)
def test_a_name_points_to_the_column_of_the_yearly_report(name: str, kind: ApplicantKind | None) -> None:
    assert intake.likely_kind(name) is kind


def test_what_a_case_keeps_hangs_on_its_first_entry(office: Office, tmp_path: Path) -> None:
    scan = tmp_path / "申请书.pdf"
    scan.write_bytes(b"%PDF")
    case_id = intake.register(office, POSTED, files=[scan]).case_id
    with office.reading() as session:
        [row] = session.scalars(select(AttachmentRow).where(AttachmentRow.case_id == case_id))
        assert (row.seq, row.name, row.added_by) == (1, "申请书.pdf", "李某")


def test_the_longest_lines_are_registered_on_every_database(office: Office) -> None:
    """The journal has them whole; who is remembered for the next time is cut to the width of the columns."""
    long = "9" * 500
    names = ("name", "id_number", "phone", "postcode", "email", "fax", "unit", "contact")
    for _ in range(2):
        asked = {f"applicant.{name}": long for name in names}
        intake.register(office, {**POSTED, **asked, "applicant.id_kind": "other"})
    [kept] = intake.applicants_like(office, "999")
    assert (len(kept.name), len(kept.id_number), len(kept.postcode)) == (400, 60, 20)
    assert check_office(office).findings == ()
