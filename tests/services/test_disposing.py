"""Erasing personal data after retention: nothing of it stays in the folder, and the chain holds."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from gkcase.domain.errors import Refusal
from gkcase.domain.terms import Event
from gkcase.services import mail
from gkcase.services.afterwards import disposal_lines
from gkcase.services.annual_report import report
from gkcase.services.attachments import add_files
from gkcase.services.checking import check_office
from gkcase.services.disposing import dispose, preview
from gkcase.services.office import Office
from gkcase.services.reading import dossier
from tests.services.conftest import Clock
from tests.services.requests import POSTED_OUT, approved, do, register
from tests.services.test_archiving import WHOLE, archive

NAME, ID, PHONE = "甄测试", "999999199003070039", "13800001111"


def folder_of(office: Office) -> Path | None:
    return office.store.path.parent if office.store.path else None


def traces(office: Office) -> list[str]:
    """Which of the canaries lie in any file of the folder, under any encoding that is written."""
    folder = folder_of(office)
    if folder is None:
        return []
    found = []
    for file in folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            words = [word for word in (NAME, ID, PHONE) if word.encode() in content]
            found += [f"{file.name}: {word}" for word in words]
    return found


def kept_case(office: Office, clock: Clock, tmp_path: Path) -> int:
    """A case of the canary that was answered, archived, and whose ten years are over."""
    case_id = register(office, applicant__name=NAME, applicant__id_number=ID, applicant__phone=PHONE)
    approved(office, case_id)
    do(office, case_id, Event.REPLIED, **POSTED_OUT)
    do(office, case_id, Event.SERVED, on=office.today(), proof=f"{NAME}签收")
    clock.day = date(2027, 7, 1)
    scan = tmp_path / f"申请表_{NAME}.txt"
    scan.write_text(f"{NAME} {ID} {PHONE}" * 50, encoding="utf-8")
    add_files(office, case_id, [scan])
    scan.unlink()
    mail.enter(office, arrived_on=office.today(), way="post_signed", sender=NAME, tracking_number="EA1")
    mail.link(office, 1, case_id)
    archive(office, case_id, **WHOLE)
    clock.day = date(2038, 1, 4)
    return case_id


def test_nothing_personal_stays_and_everything_else_does(
    office: Office, clock: Clock, tmp_path: Path
) -> None:
    case_id = kept_case(office, clock, tmp_path)
    passport = {"applicant__id_kind": "passport", "applicant__id_number": "E12345678"}
    other = register(office, signed_on="2037-12-31", **passport)
    before, figures = dossier(office, case_id), report(office, 2027).figures
    assert not folder_of(office) or traces(office)
    assert preview(office, [case_id]).papers == 2
    began = time.monotonic()
    said = dispose(office, [case_id], "馆长批准，期满销毁").said
    took = time.monotonic() - began
    assert said.startswith("已清除1件案卷的个人信息")
    assert traces(office) == []
    assert took < 5
    after = dossier(office, case_id)
    assert [line.entry.event for line in after.journal] == [line.entry.event for line in before.journal]
    assert after.standing.replied_on == before.standing.replied_on
    assert after.standing.due == before.standing.due
    assert report(office, 2027).figures == figures
    assert check_office(office).findings == ()
    assert disposal_lines(office) == ()
    assert dossier(office, other).applicant.name == "陈某某"


def test_only_what_is_over_is_erased_and_only_with_a_reason(
    office: Office, clock: Clock, tmp_path: Path
) -> None:
    case_id = kept_case(office, clock, tmp_path)
    with pytest.raises(Refusal, match="须写明批准的人和理由"):
        dispose(office, [case_id], " ")
    with pytest.raises(Refusal, match="保管期限已经届满"):
        dispose(office, [], "批准")
    clock.day = date(2030, 1, 4)
    with pytest.raises(Refusal, match="保管期限已经届满"):
        dispose(office, [case_id], "批准")
    assert dossier(office, case_id).applicant.name == NAME
