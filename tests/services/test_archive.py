"""The file of a case: its directory, what it lacks, and how long it is kept."""

from __future__ import annotations

from pathlib import Path

from gkcase.domain.terms import Event, LetterKind
from gkcase.services import attachments, handling, lettering
from gkcase.services.archive import SYSTEM, file_index_of
from gkcase.services.office import Office
from gkcase.services.reading import dossier
from tests.services.requests import NOTICE, POSTED_OUT, THIRD, approved, do, register


def scan(office: Office, case_id: int, folder: Path, name: str, seq: int = 0) -> None:
    """Hang a scan on an entry; on the latest one where none is named."""
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_bytes(f"%PDF-1.4 {name}".encode())
    attachments.add_files(office, case_id, [file], seq=seq)


# -- directory ------------------------------------------------------------------------------------------------


def test_the_directory_lists_papers_and_records_part_by_part(office: Office, tmp_path: Path) -> None:
    case_id = register(office)
    scan(office, case_id, tmp_path / "in", "申请书.pdf", 1)
    scan(office, case_id, tmp_path / "in", "身份证复印件.pdf", 1)
    lettering.write_letter(office, case_id, LetterKind.RECEIPT)
    do(office, case_id, Event.CONSULTATION_SENT, **THIRD)
    do(office, case_id, Event.CONSULTATION_DELIVERED)
    do(office, case_id, Event.CONSULTATION_ANSWERED, opinion="consent")
    scan(office, case_id, tmp_path / "in", "回函.pdf")
    approved(office, case_id)
    do(office, case_id, Event.REPLIED, **POSTED_OUT)
    do(office, case_id, Event.SERVED, proof="EMS签收记录")
    scan(office, case_id, tmp_path / "in", "签收记录.pdf")
    index = file_index_of(dossier(office, case_id))
    assert [(line.place, line.part, line.title) for line in index] == [
        (1, "request", "申请书"),
        (2, "identity", "身份证复印件"),
        (3, "receipt", "登记回执"),
        (4, "consultation", "回函"),
        (5, "search", "检索记录"),
        (6, "reply", "政府信息不存在告知书"),
        (7, "proof", "签收记录"),
        (8, "ledger", "办理日志和期限台账"),
    ]
    assert [line.author for line in index] == ["陈某某", "陈某某", "", "云溪建材有限公司", "", "", "", ""]
    assert [line.number for line in index if line.number] == ["云政依复〔2026〕1号"]
    assert [line.note for line in index if line.part in ("search", "ledger")] == [SYSTEM, SYSTEM]
    assert all(line.pages == "" for line in index)


def test_a_voided_paper_is_not_in_the_directory(office: Office) -> None:
    case_id = register(office)
    lettering.record_with_letter(office, case_id, Event.CORRECTION_REQUESTED, on=office.today(), facts=NOTICE)
    before = [line.part for line in file_index_of(dossier(office, case_id))]
    handling.void(office, case_id, 3, reason="发错了")
    handling.void(office, case_id, 2, reason="发错了")
    after = [line.part for line in file_index_of(dossier(office, case_id))]
    assert (before, after) == (["correction", "ledger"], ["ledger"])
