"""What is kept of the checks before a reply leaves: the codes of a stop on the chain, of a warning with its entry."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from sqlalchemy import select

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Fact
from gkcase.domain.terms import Event, LetterKind
from gkcase.services import attachments, lettering
from gkcase.services.handling import NeedsReason, record
from gkcase.services.office import Office
from gkcase.services.own_templates import BUILT_IN
from gkcase.services.preflight_list import findings_of
from gkcase.services.reading import dossier
from gkcase.services.template_checks import remember
from gkcase.storage.tables import AuditRow
from tests.services.requests import NOT_HELD, POSTED_OUT, approved, do, register

pytestmark = pytest.mark.file_only

ID, OTHER = "999999199003070039", "999999196102110012"
REVIEW: dict[str, Fact] = {"reviewer": "周某", "outcome": "不涉及国家秘密，可以公开"}
OPENED: dict[str, Fact] = {
    "kind_of_reply": "R2",
    "documents": ["补偿款发放明细（3页）"],
    "form": "paper",
    "way": "post",
    "delivery": "post",
}


@pytest.fixture
def case(office: Office) -> int:
    return register(office)


def stops(office: Office) -> list[dict[str, object]]:
    """What the chain holds of stopped replies."""
    with office.reading() as session:
        rows = session.scalars(select(AuditRow.detail).where(AuditRow.act == "preflight_stopped"))
        return [json.loads(row) for row in rows]


def hang(office: Office, case: int, folder: Path, name: str, text: str, event: Event) -> None:
    """Hang a paper on the latest entry of an event."""
    paper = folder / name
    paper.write_text(text, encoding="utf-8")
    entry = dossier(office, case).last(event)
    assert entry is not None
    attachments.add_files(office, case, [paper], seq=entry.seq)


def codes(office: Office, case: int) -> list[str]:
    return [finding.code for finding in findings_of(office, case)]


# -- stops ----------------------------------------------------------------------------------------------------


def test_a_stop_is_put_on_the_chain_without_anybodys_data(office: Office, case: int) -> None:
    lettering.write_letter(office, case, LetterKind.REPLY, facts=OPENED)
    before = dossier(office, case).version
    with pytest.raises(Refusal, match="保密审查"):
        do(office, case, Event.SUBMITTED)
    assert dossier(office, case).version == before
    assert stops(office) == [{"case": case, "step": "submitted", "codes": ["secrecy"]}]


def test_a_reason_does_not_help_against_a_stop(office: Office, case: int) -> None:
    lettering.write_letter(office, case, LetterKind.REPLY, facts=OPENED)
    for _ in range(2):
        with pytest.raises(Refusal, match="保密审查"):
            record(office, case, Event.SUBMITTED, on=office.today(), reason="急")
    assert len(stops(office)) == 2


def test_other_refusals_leave_nothing_on_the_chain(office: Office, case: int) -> None:
    with pytest.raises(Refusal):
        do(office, case, Event.SUBMITTED)
    assert stops(office) == []


def test_a_review_voided_after_signing_stops_the_dispatch(office: Office, case: int) -> None:
    """What was in order when it was submitted is looked at again before it leaves."""
    from gkcase.services.handling import void

    do(office, case, Event.SECRECY_REVIEWED, **REVIEW)
    lettering.write_letter(office, case, LetterKind.REPLY, facts=OPENED)
    do(office, case, Event.SUBMITTED)
    do(office, case, Event.SIGNED, signer="周某")
    assert codes(office, case) == []
    review = dossier(office, case).last(Event.SECRECY_REVIEWED)
    assert review is not None
    void(office, case, review.seq, reason="记错案件")
    assert codes(office, case) == ["secrecy"]
    with pytest.raises(Refusal, match="保密审查"):
        do(office, case, Event.REPLIED, **POSTED_OUT)
    assert stops(office)[-1]["step"] == "replied"


def test_what_was_answered_when_it_was_submitted_is_not_asked_again(office: Office, case: int) -> None:
    mobile = {**NOT_HELD, "outcome": "未检索到；可向县档案馆（13900001111）查询"}
    lettering.write_letter(office, case, LetterKind.REPLY, facts=mobile)
    [finding] = findings_of(office, case)
    assert (finding.code, finding.spot) == ("personal_maybe", "fact:outcome")
    record(office, case, Event.SUBMITTED, on=office.today(), reason="县档案馆对外公布的号码")
    do(office, case, Event.SIGNED, signer="周某")
    do(office, case, Event.REPLIED, **POSTED_OUT)
    replied = dossier(office, case).last(Event.REPLIED)
    assert replied is not None
    assert replied.breaches == ()


def test_what_stands_outside_the_lines_is_read_too(
    office: Office, case: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text box in the office's own template, with a number that somebody forgot there."""
    document = Document(str(BUILT_IN / "reply_not_held.docx"))
    box = (
        '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:pict><w:txbxContent>'
        f"<w:p><w:r><w:t>经办电话13900001111，证号{OTHER}</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    )
    document.add_paragraph()._p.append(parse_xml(box))
    document.save(str(tmp_path / "reply_not_held.docx"))
    monkeypatch.setattr(lettering, "own_templates", lambda: tmp_path)
    remember(office, "reply_not_held", (tmp_path / "reply_not_held.docx").read_bytes(), 0)
    lettering.write_letter(office, case, LetterKind.REPLY, facts=NOT_HELD)
    assert codes(office, case) == ["personal", "personal_maybe"]


# -- papers that go with the reply ----------------------------------------------------------------------------


def test_a_paper_with_others_data_asks_for_a_reason_and_is_kept(
    office: Office, case: int, tmp_path: Path
) -> None:
    lettering.write_letter(office, case, LetterKind.REPLY, facts=NOT_HELD)
    hang(
        office,
        case,
        tmp_path,
        "名册.txt",
        f"李四 {OTHER}\n王五 13900001111\n13900002222",
        Event.LETTER_WRITTEN,
    )
    [finding] = findings_of(office, case)
    seq = dossier(office, case).journal[-1].entry.seq
    assert (finding.code, finding.is_error, finding.spot) == ("paper_personal", False, f"paper:{seq}")
    assert "身份证号码1处、手机号码2处" in finding.text
    with pytest.raises(NeedsReason, match=r"名册\.txt"):
        do(office, case, Event.SUBMITTED)
    record(office, case, Event.SUBMITTED, on=office.today(), reason="均为申请人家庭成员，已取得同意")
    entry = dossier(office, case).last(Event.SUBMITTED)
    assert entry is not None
    assert (entry.breaches, entry.reason) == (("paper_personal",), "均为申请人家庭成员，已取得同意")


def test_the_applicants_own_number_may_go_back_to_the_applicant(
    office: Office, case: int, tmp_path: Path
) -> None:
    lettering.write_letter(office, case, LetterKind.REPLY, facts=NOT_HELD)
    hang(office, case, tmp_path, "档案.txt", f"陈某某 {ID} 13800005678", Event.LETTER_WRITTEN)
    assert codes(office, case) == []


def test_a_paper_that_cannot_be_read_is_left_to_people(office: Office, case: int, tmp_path: Path) -> None:
    lettering.write_letter(office, case, LetterKind.REPLY, facts=NOT_HELD)
    hang(office, case, tmp_path, "名册.docx", "不是Word文件", Event.LETTER_WRITTEN)
    [finding] = findings_of(office, case)
    assert (finding.code, finding.is_error) == ("paper_unreadable", False)
    assert finding.text == "无法读取附件“名册.docx”，请人工核对其中有无个人信息"


def test_a_paper_lost_from_the_store_is_told_and_looked_at_again(
    office: Office, case: int, tmp_path: Path
) -> None:
    lettering.write_letter(office, case, LetterKind.REPLY, facts=NOT_HELD)
    hang(office, case, tmp_path, "名册.txt", f"没有个人信息，存于{tmp_path.name}", Event.LETTER_WRITTEN)
    file = next(file for file in dossier(office, case).files if file.name == "名册.txt")
    path = office.store.files.path(file.sha256)
    kept = path.read_bytes()
    path.write_bytes(b"damaged")
    assert codes(office, case) == ["paper_unreadable"]
    path.write_bytes(kept)
    assert codes(office, case) == []


def test_what_came_in_and_what_only_lies_in_the_file_does_not_leave(
    office: Office, case: int, tmp_path: Path
) -> None:
    search = {name: NOT_HELD[name] for name in ("places", "method", "searcher", "outcome")}
    do(office, case, Event.SEARCHED, **search)
    hang(office, case, tmp_path, "申请人的材料.txt", OTHER, Event.RECEIVED)
    hang(office, case, tmp_path, "检索清单.txt", "王五 13900001111", Event.SEARCHED)
    lettering.write_letter(office, case, LetterKind.REPLY, facts=NOT_HELD)
    assert codes(office, case) == []


def test_a_paper_that_the_letter_names_leaves_wherever_it_hangs(
    office: Office, case: int, tmp_path: Path
) -> None:
    search = {name: NOT_HELD[name] for name in ("places", "method", "searcher", "outcome")}
    do(office, case, Event.SEARCHED, **search)
    do(office, case, Event.SECRECY_REVIEWED, **REVIEW)
    hang(office, case, tmp_path, "补偿款发放明细.txt", "王五 13900001111", Event.SEARCHED)
    hang(office, case, tmp_path, "发放.txt", "王五 13900001111", Event.SEARCHED)  # too short a name to tell
    hang(office, case, tmp_path, "补偿款发放明细（3页）.txt", "王五 13900002222", Event.RECEIVED)
    lettering.write_letter(office, case, LetterKind.REPLY, facts=OPENED)
    assert codes(office, case) == ["paper_personal"]


def test_papers_of_an_earlier_round_have_left_already(office: Office, case: int, tmp_path: Path) -> None:
    approved(office, case)
    hang(office, case, tmp_path, "名册.txt", "王五 13900001111", Event.LETTER_WRITTEN)
    assert codes(office, case) == ["paper_personal"]
    record(office, case, Event.REPLIED, on=office.today(), facts=POSTED_OUT, reason="已遮盖")
    assert codes(office, case) == []
    do(office, case, Event.REPLY_ORDERED, body="云溪县人民政府")
    lettering.write_letter(office, case, LetterKind.REPLY, facts=NOT_HELD)
    assert codes(office, case) == []
