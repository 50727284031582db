"""What the command line prints for programs: every day of the clock, and no personal data unless asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Fact
from gkcase.domain.terms import Event, LetterKind
from gkcase.services import attachments, disclosing, documents, handling, lettering, queries
from gkcase.services.office import Office
from gkcase.services.reading import dossier, ledger_of
from gkcase.storage.tables import AuditRow
from tests.services.requests import EXTENSION, NOTICE, POSTED_OUT, THIRD, approved, do, register

pytestmark = pytest.mark.file_only

SECRETS = {
    "applicant__name": "欧阳小明",
    "applicant__id_number": "999999199003070039",
    "applicant__phone": "13800005678",
    "applicant__address": "安徽省云溪县云溪镇幸福路8号",
    "applicant__email": "ouyang@example.cn",
    "applicant__fax": "0557-7654321",
    "agent__name": "诸葛大力",
    "agent__phone": "13900001111",
}


@pytest.fixture
def told(office: Office, tmp_path: Path) -> int:
    """A case that names the applicant in every field that holds words."""
    case_id = register(office, **{**SECRETS, "wanted": "欧阳小明（13800005678）户的补偿明细"})
    scan = tmp_path / "欧阳小明身份证.jpg"
    scan.write_bytes(b"\xff\xd8")
    attachments.add_files(office, case_id, [scan])
    do(office, case_id, Event.NOTED, note="致电欧阳小明 13800005678，地址安徽省云溪县云溪镇幸福路8号")
    do(office, case_id, Event.CONSULTATION_SENT, **{**THIRD, "name": "林大山"})
    do(office, case_id, Event.CORRECTION_REQUESTED, **NOTICE)
    handling.void(office, case_id, 4, reason="欧阳小明已当面说明")
    return case_id


def test_nothing_printed_names_a_person(office: Office, told: int) -> None:
    lines = queries.case_lines(office, [told])
    printed = json.dumps(
        [
            documents.dossier_document(dossier(office, told), unmasked=False),
            documents.list_document(office, lines, unmasked=False),
            documents.case_document(dossier(office, told)),
        ],
        ensure_ascii=False,
    )
    for secret in (*SECRETS.values(), "林大山"):
        assert secret not in printed
    assert "欧***" in printed
    assert "9999**********0039" in printed


def test_what_is_opened_is_whole(office: Office, told: int) -> None:
    lines = queries.case_lines(office, [told])
    printed = json.dumps(documents.dossier_document(dossier(office, told), unmasked=True), ensure_ascii=False)
    for secret in (*SECRETS.values(), "林大山", "欧阳小明身份证.jpg"):
        assert secret in printed
    assert "欧阳小明" in json.dumps(documents.list_document(office, lines, unmasked=True), ensure_ascii=False)


def test_organisations_are_no_personal_data(office: Office) -> None:
    case_id = register(
        office, applicant__name="云溪建材有限公司", applicant__kind="enterprise", applicant__contact="林某"
    )
    do(office, case_id, Event.CONSULTATION_SENT, **THIRD)
    document = documents.dossier_document(dossier(office, case_id), unmasked=False)
    assert document["applicant"] == "云溪建材有限公司"
    printed = json.dumps(document, ensure_ascii=False)
    assert "林某" not in printed
    assert printed.count("云溪建材有限公司") == 3


def test_who_took_a_letter_in_is_masked_too(office: Office) -> None:
    """签收的往往是申请人的家属。"""
    case_id = register(office)
    approved(office, case_id)
    do(office, case_id, Event.REPLIED, **POSTED_OUT)
    do(office, case_id, Event.SERVED, proof="EMS签收记录", signed_by="欧阳大山")
    for unmasked in (False, True):
        document = documents.dossier_document(dossier(office, case_id), unmasked=unmasked)
        assert ("欧阳大山" in json.dumps(document, ensure_ascii=False)) is unmasked


def test_opening_is_on_the_chain_with_its_reason(office: Office) -> None:
    case_id = register(office)
    disclosing.reveal(office, case_id, " 电话核对 ")
    disclosing.reveal(office, None, "年度统计")
    with pytest.raises(Refusal):
        disclosing.reveal(office, case_id, " ")
    with office.reading() as session:
        rows = session.execute(
            select(AuditRow.case_id, AuditRow.who, AuditRow.detail).where(AuditRow.act == "revealed")
        ).all()
    assert [(row.case_id, row.who) for row in rows] == [(case_id, "李某"), (None, "李某")]
    assert [json.loads(row.detail)["reason"] for row in rows] == ["电话核对", "年度统计"]


def test_a_dossier_holds_what_the_contract_names(office: Office) -> None:
    case_id = register(office)
    do(office, case_id, Event.EXTENDED, **EXTENSION)
    document = documents.dossier_document(dossier(office, case_id), unmasked=False)
    assert {"case", "status", "clock", "journal", "duties"} <= set(document)
    clock = document["clock"]
    assert isinstance(clock, dict)
    assert (clock["status"], clock["due"], clock["extension_valid"]) == ("running", "2027-02-03", True)
    journal = document["journal"]
    assert isinstance(journal, list)
    assert [entry["event"] for entry in journal] == ["received", "extended"]
    json.dumps(document)


def test_a_ledger_counts_up_to_the_due_day(office: Office) -> None:
    case_id = register(office)
    document = documents.ledger_document(ledger_of(office, case_id))
    days = document["ledger"]
    assert isinstance(days, list)
    assert (days[0]["n"], days[-1]["n"], days[-1]["date"]) == (None, 20, "2027-01-06")
    assert [day["why"] for day in days if day["date"] == "2027-01-01"] == ["元旦，不计入"]
    lines = document["lines"]
    assert isinstance(lines, list)
    assert lines[-1]["due"] == "2027-01-06"


def test_remaining_days_leave_a_running_consultation_out(office: Office) -> None:
    plain, asking, ended = register(office), register(office), register(office)
    do(office, asking, Event.CONSULTATION_SENT, **THIRD)
    do(office, asking, Event.CONSULTATION_DELIVERED)
    do(office, ended, Event.WITHDRAWN, note="书面")
    lines = queries.case_lines(office, [plain, asking, ended])
    left = documents.remaining_days(office, lines)
    assert left == {plain: 20, asking: 20}
    [told] = [line for line in lines if line.id == asking]
    assert told.due_on is not None
    assert office.rules.calendar.count(office.today(), told.due_on) == 35
    assert left[asking] == dossier(office, asking).standing.remaining


def test_a_supposed_step_says_how_it_would_be(office: Office) -> None:
    case_id = register(office)
    effect = handling.what_if(office, case_id, Event.CORRECTION_REQUESTED, on=office.today(), facts=NOTICE)
    document = documents.supposed_document(effect, Event.CORRECTION_REQUESTED, office.today(), office)
    assert document["status"] == "awaiting_correction"
    clock, told = document["clock"], document["what_if"]
    assert isinstance(clock, dict)
    assert isinstance(told, dict)
    assert (clock["due"], told["before"]["due"], told["irregular"]) == (None, "2027-01-06", [])
    refused = handling.what_if(office, case_id, Event.FEE_PAID, on=office.today())
    assert documents.supposed_document(refused, Event.FEE_PAID, office.today(), office) == {}


def test_whom_a_form_goes_to_is_veiled_as_the_applicant_is(office: Office) -> None:
    case_id = register(office)
    told: dict[str, Fact] = {
        "to_name": "欧阳小明",
        "to_address": "云溪县云溪镇东湾村2组",
        "to_phone": "0557-1234567",
    }
    lettering.write_letter(office, case_id, LetterKind.EMS_LABEL, facts=told)
    shown = json.dumps(
        documents.dossier_document(dossier(office, case_id), unmasked=False), ensure_ascii=False
    )
    assert not [value for value in told.values() if str(value) in shown]
    lettering.write_letter(
        office, case_id, LetterKind.ENVELOPE, facts={**told, "to_name": "云溪建材有限公司"}
    )
    shown = json.dumps(
        documents.dossier_document(dossier(office, case_id), unmasked=False), ensure_ascii=False
    )
    assert "云溪建材有限公司" in shown


def test_numbers_in_full_width_figures_are_covered_too() -> None:
    assert documents.veiled("电话１３８００００５６７８，证件９９９９９９１９９００３０７００３９", {}) == (
        "电话１３８****５６７８，证件９９９９**********００３９"
    )
