"""Letters in a case: step and letter both or neither, one number each, the file that was kept."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.journal import Fact
from gkcase.domain.rights import May
from gkcase.domain.terms import Event, LetterKind, Status
from gkcase.services import handling, lettering, letters
from gkcase.services.checking import check_office
from gkcase.services.lettering import Written
from gkcase.services.office import Change, Office
from gkcase.services.reading import dossier
from gkcase.services.templates import check_up
from tests.services.conftest import Clock
from tests.services.requests import EXTENSION, NOT_HELD, NOTICE, THIRD, approved, do, register

pytestmark = pytest.mark.file_only

AGENCY: dict[str, Fact] = {"to": "joint_agency", "name": "县水利局", "information": "河道整治批复"}


def step(office: Office, case_id: int, event: Event, facts: dict[str, Fact]) -> Written:
    written = lettering.record_with_letter(office, case_id, event, on=office.today(), facts=facts)
    assert isinstance(written, Written)
    return written


def text(office: Office, written: lettering.Handed | Written) -> str:
    return lettering.draft_text(office, written.sha256)


@pytest.mark.parametrize(
    ("event", "facts", "kind"),
    [
        (Event.CORRECTION_REQUESTED, NOTICE, LetterKind.CORRECTION_NOTICE),
        (Event.EXTENDED, EXTENSION, LetterKind.EXTENSION_NOTICE),
        (Event.CONSULTATION_SENT, THIRD, LetterKind.THIRD_PARTY_CONSULTATION),
        (Event.CONSULTATION_SENT, AGENCY, LetterKind.AGENCY_CONSULTATION),
    ],
)
def test_a_step_and_its_letter_are_one_act(
    office: Office, event: Event, facts: dict[str, Fact], kind: LetterKind
) -> None:
    case_id = register(office)
    written = step(office, case_id, event, facts)
    assert written.number == "云政依复〔2026〕1号"
    assert written.composed.kind is kind
    events = [line.entry.event for line in dossier(office, case_id).journal]
    assert events == [Event.RECEIVED, event, Event.LETTER_WRITTEN]
    assert "云政依复〔2026〕1号" in text(office, written)
    assert check_office(office).ok


def test_two_who_ask_for_a_letter_at_once_get_the_same_one(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """两人同时要补正告知书：只成文一件，只占一个文号。"""
    case_id = register(office)
    handling.record(office, case_id, Event.CORRECTION_REQUESTED, on=office.today(), facts=NOTICE)
    colleague: list[lettering.Handed] = []
    begin = office.transaction

    def later(*acts: May) -> Any:
        monkeypatch.undo()
        colleague.append(lettering.letter_for(office, case_id, LetterKind.CORRECTION_NOTICE, {}))
        return begin(*acts)

    monkeypatch.setattr(office, "transaction", later)
    handed = lettering.letter_for(office, case_id, LetterKind.CORRECTION_NOTICE, {})
    assert (handed.number, handed.sha256) == (colleague[0].number, colleague[0].sha256)
    assert len(dossier(office, case_id).files) == 1


def test_a_letter_that_fails_takes_its_step_along(office: Office) -> None:
    case_id = register(office)
    with pytest.raises(Refusal) as caught:
        step(office, case_id, Event.CORRECTION_REQUESTED, {"items": ["身份证明"]})
    assert caught.value.field == "guidance"
    file = dossier(office, case_id)
    assert (len(file.journal), file.status) == (1, Status.IN_PROGRESS)
    assert step(office, case_id, Event.CORRECTION_REQUESTED, NOTICE).number == "云政依复〔2026〕1号"


def test_a_template_that_fails_takes_its_step_along(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = register(office)
    (tmp_path / "extension_notice.docx").write_bytes(b"no word file")
    with monkeypatch.context() as patched:
        patched.setattr(lettering, "own_templates", lambda: tmp_path)
        with pytest.raises(Trouble, match="extension_notice"):
            step(office, case_id, Event.EXTENDED, EXTENSION)
    assert len(dossier(office, case_id).journal) == 1
    assert step(office, case_id, Event.EXTENDED, EXTENSION).number.endswith("1号")


def test_a_step_without_a_letter_is_only_a_step(office: Office) -> None:
    case_id = register(office)
    change = lettering.record_with_letter(
        office, case_id, Event.NOTED, on=office.today(), facts={"note": "电话"}
    )
    assert isinstance(change, Change)
    assert dossier(office, case_id).files == ()


def test_an_extension_nobody_approved_is_recorded_without_its_letter(office: Office) -> None:
    case_id = register(office)
    facts: dict[str, Fact] = {name: value for name, value in EXTENSION.items() if name != "approver"}
    made = lettering.record_with_letter(
        office, case_id, Event.EXTENDED, on=office.today(), facts=facts, reason="负责人出差，口头同意"
    )
    assert isinstance(made, Change)
    assert "没有批准人" in made.said
    file = dossier(office, case_id)
    assert file.journal[-1].entry.breaches == ("approver_missing",)
    assert file.files == ()


def test_document_numbers_run_apart_from_case_numbers_and_per_year(office: Office, clock: Clock) -> None:
    first, second = register(office), register(office)
    numbers = [step(office, case_id, Event.EXTENDED, EXTENSION).number for case_id in (second, first)]
    clock.day = date(2027, 1, 4)
    numbers.append(lettering.write_letter(office, first, LetterKind.REPLY, facts=NOT_HELD).number)
    assert numbers == ["云政依复〔2026〕1号", "云政依复〔2026〕2号", "云政依复〔2027〕1号"]


def test_letters_without_number_take_none(office: Office) -> None:
    case_id = register(office)
    assert lettering.write_letter(office, case_id, LetterKind.RECEIPT).number == ""
    assert step(office, case_id, Event.EXTENDED, EXTENSION).number.endswith("〔2026〕1号")


def test_a_draft_written_anew_keeps_its_number(office: Office) -> None:
    case_id = register(office)
    first = lettering.write_letter(office, case_id, LetterKind.REPLY, facts=NOT_HELD)
    again = lettering.write_letter(
        office, case_id, LetterKind.REPLY, facts={**NOT_HELD, "outcome": "两次检索均未检索到"}
    )
    assert (first.number, again.number) == ("云政依复〔2026〕1号",) * 2
    assert first.sha256 != again.sha256
    assert step(office, register(office), Event.EXTENDED, EXTENSION).number.endswith("〔2026〕2号")
    do(office, case_id, Event.SUBMITTED)
    submitted = dossier(office, case_id).last(Event.SUBMITTED)
    assert submitted is not None
    assert submitted.text("sha256") == again.sha256


def test_a_reply_after_a_returned_one_is_signed_anew(office: Office) -> None:
    case_id = register(office)
    approved(office, case_id)
    lettering.write_letter(office, case_id, LetterKind.REPLY, facts={**NOT_HELD, "outcome": "补查后仍无"})
    assert dossier(office, case_id).status is Status.IN_PROGRESS
    with pytest.raises(Refusal):
        do(office, case_id, Event.REPLIED, delivery="post", posted_on="2026-12-08")


def test_a_reply_after_one_that_was_sent_gets_a_number_of_its_own(office: Office) -> None:
    case_id = register(office)
    approved(office, case_id)
    do(office, case_id, Event.REPLIED, delivery="post", posted_on="2026-12-08")
    do(office, case_id, Event.REPLY_ORDERED, body="云溪县人民政府")
    assert lettering.reply_draft(dossier(office, case_id)) is None
    again = lettering.write_letter(office, case_id, LetterKind.REPLY, facts=NOT_HELD)
    assert again.number == "云政依复〔2026〕2号"


def test_a_preview_writes_nothing_and_gives_no_number_away(office: Office) -> None:
    case_id = register(office)
    shown = lettering.preview_letter(
        office,
        case_id,
        LetterKind.EXTENSION_NOTICE,
        on=office.today(),
        facts={**EXTENSION, "new_due": "2027-02-03"},
        event=Event.EXTENDED,
    )
    assert lettering.UNNUMBERED in letters.text_of(shown.content)
    reply = lettering.preview_letter(office, case_id, LetterKind.REPLY, on=office.today(), facts=NOT_HELD)
    assert lettering.UNNUMBERED in letters.text_of(reply.content)
    assert len(dossier(office, case_id).journal) == 1
    assert step(office, case_id, Event.EXTENDED, EXTENSION).number.endswith("〔2026〕1号")


def test_the_office_own_template_wins(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from docx import Document

    shutil.copy(letters.template_path("receipt"), tmp_path / "receipt.docx")
    own = Document(str(tmp_path / "receipt.docx"))
    own.add_paragraph("本镇自己的回执")
    own.save(str(tmp_path / "receipt.docx"))
    monkeypatch.setattr(lettering, "own_templates", lambda: tmp_path)
    case_id = register(office)
    with pytest.raises(Trouble, match="还没有检查"):
        lettering.write_letter(office, case_id, LetterKind.RECEIPT)
    assert check_up(office, tmp_path, "receipt").errors == 0
    assert "本镇自己的回执" in text(office, lettering.write_letter(office, case_id, LetterKind.RECEIPT))


# -- the letter of a case, as the command line hands it out ---------------------------------------------------


def test_a_letter_that_is_kept_is_not_made_again(office: Office) -> None:
    case_id = register(office)
    first = lettering.letter_for(office, case_id, LetterKind.RECEIPT, {})
    again = lettering.letter_for(office, case_id, LetterKind.RECEIPT, {})
    assert first.sha256 == again.sha256
    assert len(dossier(office, case_id).files) == 1


def test_a_later_step_calls_for_a_new_letter(office: Office) -> None:
    case_id = register(office)
    do(office, case_id, Event.CONSULTATION_SENT, **THIRD)
    first = lettering.letter_for(office, case_id, LetterKind.THIRD_PARTY_CONSULTATION, {})
    do(office, case_id, Event.CONSULTATION_SENT, **{**THIRD, "name": "林某"})
    second = lettering.letter_for(office, case_id, LetterKind.THIRD_PARTY_CONSULTATION, {})
    assert "云溪建材有限公司" in text(office, first)
    assert "林某" in text(office, second)
    third = lettering.letter_for(office, case_id, LetterKind.THIRD_PARTY_CONSULTATION, {"id": "c1"})
    assert "云溪建材有限公司" in text(office, third)


def test_a_letter_to_a_third_party_never_goes_to_an_agency(office: Office) -> None:
    case_id = register(office)
    do(office, case_id, Event.CONSULTATION_SENT, **THIRD)
    do(office, case_id, Event.CONSULTATION_SENT, **AGENCY)
    letter = lettering.letter_for(office, case_id, LetterKind.THIRD_PARTY_CONSULTATION, {})
    assert "云溪建材有限公司" in text(office, letter)
    assert "县水利局" not in text(office, letter)
    other = register(office)
    do(office, other, Event.CONSULTATION_SENT, **AGENCY)
    with pytest.raises(Refusal) as caught:
        lettering.letter_for(office, other, LetterKind.THIRD_PARTY_CONSULTATION, {})
    assert caught.value.field == "name"


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        (LetterKind.RECEIPT, {"items": "x"}),
        (LetterKind.CORRECTION_NOTICE, {**NOTICE, "itmes": "x"}),
        (LetterKind.REPLY, {**NOT_HELD, "resaons": "x"}),
    ],
)
def test_a_mistyped_fact_is_refused(office: Office, kind: LetterKind, facts: dict[str, Fact]) -> None:
    case_id = register(office)
    with pytest.raises(Refusal, match="没有名为"):
        lettering.letter_for(office, case_id, kind, facts)
    assert len(dossier(office, case_id).journal) == 1


def test_a_letter_of_a_voided_entry_is_not_handed_out(office: Office) -> None:
    case_id = register(office)
    first = lettering.letter_for(office, case_id, LetterKind.RECEIPT, {})
    handling.void(office, case_id, 2, reason="打印有误")
    lettering.letter_for(office, case_id, LetterKind.RECEIPT, {})
    assert len(dossier(office, case_id).files) == 2
    assert first.sha256


def test_what_cannot_be_written_out_is_one_sentence(office: Office, tmp_path: Path) -> None:
    case_id = register(office)
    written = lettering.write_letter(office, case_id, LetterKind.RECEIPT)
    target = lettering.copy_out(office, written.sha256, tmp_path / "新" / "回执.docx")
    assert target.read_bytes() == written.composed.content
    (tmp_path / "文件").write_text("x", encoding="utf-8")
    with pytest.raises(Trouble, match="无法写到"):
        lettering.copy_out(office, written.sha256, tmp_path / "文件" / "回执.docx")
    office.store.files.path(written.sha256).unlink()
    with pytest.raises(Trouble, match="文件不见了"):
        lettering.copy_out(office, written.sha256, tmp_path / "回执.docx")


def test_kinds_are_named_as_in_the_contract() -> None:
    assert lettering.kind_named("reply") is LetterKind.REPLY
    with pytest.raises(Refusal, match=r"love_letter.*fee_notice"):
        lettering.kind_named("love_letter")
