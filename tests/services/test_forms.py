"""The office's own forms: what they take from the file, and when they are made anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Entry, Fact
from gkcase.domain.terms import Event, LetterKind, Status
from gkcase.services import lettering
from gkcase.services.form_builders import in_groups, letter_title, letters_out
from gkcase.services.letters import Composed, compose, text_of
from gkcase.services.office import Office
from gkcase.services.reading import dossier
from gkcase.services.sealing import chain_head
from tests.services.form_samples import (
    ASKED,
    CONSULTED,
    RECEIPT,
    REPLY,
    REVIEWED,
    SAMPLES,
    SECRECY,
    SENT,
    SHA256,
    SIGNED,
    SUBMITTED,
    WAITING,
    filed,
    written,
)
from tests.services.letter_base import CASE, PERSON, THIRD, Sample
from tests.services.requests import NOT_HELD, NOTICE, approved, do, register
from tests.services.requests import THIRD as CONSULT

pytestmark = pytest.mark.file_only


def made(sample: Sample, **more: Fact) -> Composed:
    facts = {**sample.facts, **more}
    return compose(sample.kind, sample.case, sample.office, sample.day, facts, seal=sample.seal)


def rows(sample: Sample) -> list[list[str]]:
    found = made(sample).fields["signatures"]
    assert isinstance(found, list)
    return [list(row) for row in found]


def signing(*entries: Entry) -> Sample:
    return replace(SAMPLES["signoff_sheet"], case=filed(*entries))


# -- which letter, and to whom ---------------------------------------------------------------------------------


def test_forms_are_about_the_latest_letter_that_leaves_or_the_one_named() -> None:
    file = filed(RECEIPT, ASKED, CONSULTED, REPLY)
    assert [letter_title(one) for one in letters_out(file)] == [
        "登记回执",
        "第三方意见征询书",
        "政府信息予以公开告知书",
    ]
    sample = replace(SAMPLES["service_proof"], case=file)
    assert made(sample).fields["letters"] == ["《政府信息予以公开告知书》（云青政公开〔2026〕31号）"]
    asked = made(sample, document="云青政公开〔2026〕28号")
    assert asked.fields["addressee"] == THIRD.name
    assert made(sample, document="4").fields["addressee"] == THIRD.name
    assert made(sample, document="2").fields["letters"] == ["《登记回执》"]
    with pytest.raises(Refusal, match="案卷里没有文号为“X”的文书，请核对") as refused:
        made(sample, document="X")
    assert refused.value.field == "document"


def test_of_several_third_parties_the_one_of_the_letter_is_meant() -> None:
    other = replace(ASKED, seq=5, facts={"id": "c2", "to": "third_party", "name": "另一家公司"})
    first = written("third_party_consultation", "甲", "x_征询书_1.docx", ASKED.on, 6, id="c1")
    sample = replace(SAMPLES["service_proof"], case=filed(ASKED, other, first))
    assert made(sample).fields["addressee"] == THIRD.name
    lost = replace(SAMPLES["service_proof"], case=filed(first))
    with pytest.raises(Refusal) as refused:
        made(lost)
    assert refused.value.field == "to_name"


def test_what_goes_to_a_third_party_says_nothing_of_who_asks() -> None:
    envelope = made(SAMPLES["envelope_c5"])
    for secret in (PERSON.name, PERSON.address, PERSON.phone, CASE.wanted):
        assert secret not in text_of(envelope.content)
    label = replace(SAMPLES["ems_label"], case=SAMPLES["envelope_c5"].case)
    third = made(label, to_address="工业园3号", to_phone="0999-8880022")
    assert PERSON.phone not in text_of(third.content)
    assert PERSON.postcode not in str(third.fields["to_postcode"])
    with pytest.raises(Refusal, match="没有登记收件人的地址，请填写后再生成") as refused:
        made(label)
    assert refused.value.field == "to_address"


@pytest.mark.parametrize("name", ["envelope", "envelope_c5", "ems_label"])
def test_the_post_reads_nothing_of_what_was_asked(name: str) -> None:
    assert CASE.wanted not in text_of(made(SAMPLES[name]).content)


def test_a_postcode_fills_six_boxes_or_leaves_them_for_the_pen() -> None:
    assert made(SAMPLES["envelope"]).fields["to_digits"] == list("999100")
    assert made(SAMPLES["envelope"], to_postcode="99910").fields["to_digits"] == [""] * 6
    elsewhere = made(SAMPLES["envelope"], to_name="代收点", to_address="柳巷9号")
    assert elsewhere.fields["to_digits"] == [""] * 6


def test_what_is_long_is_set_smaller_so_that_an_envelope_stays_one_page() -> None:
    fields = made(SAMPLES["envelope"]).fields
    assert (fields["to_address_large"], fields["to_name_large"]) == (PERSON.address, PERSON.name)
    name, address = "云岭县青石镇农产品加工专业合作社联合会", "工业园" * 20
    fields = made(SAMPLES["envelope"], to_name=name, to_address=address).fields
    assert (fields["to_address_small"], fields["to_name_small"]) == (address, name)
    assert (fields["to_address_large"], fields["to_name_large"]) == ("", "")


def test_a_form_needs_a_name_to_go_to() -> None:
    nobody = replace(SAMPLES["envelope"], case=replace(CASE, applicant=replace(PERSON, name="")))
    with pytest.raises(Refusal) as refused:
        made(nobody)
    assert refused.value.field == "applicant.name"


def test_the_ways_of_delivery_are_boxes_of_which_one_is_ticked() -> None:
    assert "■直接送达" in str(made(SAMPLES["service_proof"]).fields["ways"])
    assert "■" not in str(made(SAMPLES["service_proof_blank"]).fields["ways"])
    assert "■公告" in str(made(SAMPLES["service_proof_blank"], delivery="公告").fields["ways"])


# -- the sheet of signatures -----------------------------------------------------------------------------------


def test_the_sheet_shows_route_signatures_hash_and_the_end_of_the_chain() -> None:
    sample = SAMPLES["signoff_sheet"]
    assert rows(sample) == [
        ["司法所审核", "林岳（代赵文彬签）", "依据准确，救济途径完整，同意", "2026年12月17日", "程序内"],
        ["负责人", "郑国平", "同意", "2026年12月18日", "纸质"],
    ]
    fields = made(sample).fields
    assert str(fields["sha256"]).replace(" ", "") == SHA256
    assert fields["seal"] == "审计链：n=1287 首尾摘要 5B0E-9A41-C7D2-F388-E870-416C-FA52-B93D"
    assert "何静" in str(fields["secrecy"])
    assert made(replace(sample, seal=None)).fields["seal"] == ""


def test_what_is_not_signed_yet_leaves_room_for_the_pen() -> None:
    assert rows(signing(*WAITING)) == [["司法所审核", "", "", "", ""], ["负责人", "", "", "", ""]]
    assert rows(signing(REPLY)) == [["负责人", "", "", "", ""]]
    assert made(signing(REPLY)).fields["secrecy"] == ""


@pytest.mark.parametrize(
    "after",
    [
        Entry(Event.RETURNED, SIGNED.on, "郑国平", {"comment": "补充理由"}, 12),
        replace(REPLY, seq=12),
        replace(SUBMITTED, seq=12),
    ],
)
def test_signatures_over_what_was_returned_or_changed_are_not_shown(after: Entry) -> None:
    assert all(name == "" for _, name, *_ in rows(signing(*WAITING, REVIEWED, SIGNED, after)))


def test_without_a_reply_there_is_nothing_to_sign() -> None:
    with pytest.raises(Refusal, match="还没有答复书，请先成文再制作审签单"):
        made(signing(RECEIPT, SECRECY))


def test_a_hash_is_printed_in_groups() -> None:
    assert in_groups("0123456789", 4) == "0123 4567 89"


# -- the directory ---------------------------------------------------------------------------------------------


def test_the_directory_lists_the_papers_in_the_order_of_the_file() -> None:
    fields = made(SAMPLES["file_index"]).fields
    listed = fields["index_rows"]
    assert isinstance(listed, list)
    titles = [row[3] for row in listed]
    assert titles[:3] == ["申请书扫描件", "身份证复印件", "登记回执"]
    assert titles.index("检索记录") < titles.index("政府信息予以公开告知书") < titles.index("EMS交邮回执")
    assert [row[0] for row in listed] == [str(place) for place in range(1, len(listed) + 1)]
    assert {row[1] for row in listed} == {PERSON.name, "本机关"}
    assert (fields["retention"], fields["place"]) == ("10年", "镇综合档案室2号柜3层")


def test_the_archive_step_says_for_how_long_and_where() -> None:
    archived = Entry(Event.ARCHIVED, SIGNED.on, "周敏", {"retention": "30年", "place": "县档案馆"}, 12)
    fields = made(replace(SAMPLES["file_index"], case=filed(REPLY, archived), facts={})).fields
    assert (fields["retention"], fields["place"]) == ("30年", "县档案馆")
    bare = made(replace(SAMPLES["file_index"], case=filed(REPLY), facts={})).fields
    assert (bare["retention"], bare["place"]) == ("", "")


@pytest.mark.parametrize(
    ("code", "kept"), [("R2", "10年（一般案卷）"), ("R4c", "30年（依据第十四条至第十六条不予公开）")]
)
def test_before_archiving_the_table_of_the_office_says_for_how_long(code: str, kept: str) -> None:
    sent = replace(SENT, facts={**SENT.facts, "kind_of_reply": code})
    case = filed(REPLY, sent, status=Status.REPLIED)
    assert made(replace(SAMPLES["file_index"], case=case, facts={})).fields["retention"] == kept


# -- in an office ----------------------------------------------------------------------------------------------


def test_a_form_is_kept_until_the_file_goes_on(office: Office) -> None:
    case_id = register(office)
    first = lettering.letter_for(office, case_id, LetterKind.FILE_INDEX, {})
    proof = lettering.letter_for(office, case_id, LetterKind.SERVICE_PROOF, {})
    again = lettering.letter_for(office, case_id, LetterKind.FILE_INDEX, {})
    assert (first.sha256, first.number) == (again.sha256, "")
    assert proof.sha256 != first.sha256
    assert len(dossier(office, case_id).journal) == 3
    lettering.record_with_letter(office, case_id, Event.CORRECTION_REQUESTED, on=office.today(), facts=NOTICE)
    later = lettering.letter_for(office, case_id, LetterKind.FILE_INDEX, {})
    assert "补正告知书" in lettering.draft_text(office, later.sha256)
    assert "补正告知书" not in lettering.draft_text(office, first.sha256)


def test_the_sheet_shows_the_chain_as_it_was_when_the_sheet_was_made(office: Office) -> None:
    case_id = register(office)
    approved(office, case_id)
    head = chain_head(office)
    sheet = lettering.preview_letter(office, case_id, LetterKind.SIGNOFF_SHEET, on=office.today(), facts={})
    assert sheet.fields["seal"] == head.words
    kept = lettering.write_letter(office, case_id, LetterKind.SIGNOFF_SHEET)
    said = lettering.draft_text(office, kept.sha256)
    assert head.words in said
    assert "周某" in said


def test_an_envelope_to_the_third_party_finds_its_name(office: Office) -> None:
    case_id = register(office)
    lettering.record_with_letter(office, case_id, Event.CONSULTATION_SENT, on=office.today(), facts=CONSULT)
    handed = lettering.letter_for(office, case_id, LetterKind.ENVELOPE, {"to_address": "工业园3号"})
    said = lettering.draft_text(office, handed.sha256)
    assert "云溪建材有限公司　收" in said
    assert "陈某某" not in said


def test_forms_void_no_signature(office: Office) -> None:
    case_id = register(office)
    approved(office, case_id)
    lettering.write_letter(office, case_id, LetterKind.SIGNOFF_SHEET)
    do(office, case_id, Event.REPLIED, delivery="post", posted_on="2026-12-08")
    assert NOT_HELD["kind_of_reply"] == dossier(office, case_id).result


def test_a_rectification_is_signed_on_the_same_sheet() -> None:
    letter = written("rectification", "甲", "x_更正告知书_1.docx", SIGNED.on, 2, SHA256, kind_of_reply="X1")
    fields = made(signing(letter, replace(SIGNED, seq=3))).fields
    assert "（甲）" in str(fields["letter"])
    assert [row[1] for row in rows(signing(letter, replace(SIGNED, seq=3)))] == ["郑国平"]
