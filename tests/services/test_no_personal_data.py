"""What the program writes beside the database bears nobody's data: logs, messages of errors, temporary files (T15)."""

from __future__ import annotations

import logging
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.terms import LetterKind
from gkcase.services import attachments, child, lettering, queries
from gkcase.services.case_filter import CaseFilter
from gkcase.services.child_work import JOBS, Job
from gkcase.services.foreign_files import read_book
from gkcase.services.office import Office
from gkcase.services.paper_text import Unreadable, text_apart
from gkcase.storage.tables import PersonRow
from tests.services.child_jobs import CANARY
from tests.services.hostile_files import honest_letter
from tests.services.requests import register

CANARIES = CANARY.split()
NAME, NUMBER, PHONE = CANARIES


def told(words: str) -> list[str]:
    return [canary for canary in CANARIES if canary in words]


def go_wrong(office: Office, folder: Path) -> list[Exception]:
    """Everything that can fail with somebody's data in hand; gives back the errors."""
    scan, ledger = folder / f"{NAME}.pdf", folder / f"{PHONE}.xlsx"
    scan.write_bytes(f"%PDF-1.7 {CANARY}".encode())
    ledger.write_bytes(honest_letter() + CANARY.encode())
    case = register(office, applicant__name=NAME, applicant__id_number=NUMBER, applicant__phone=PHONE)
    errors: list[Exception] = []
    with suppress(Unreadable):
        text_apart(scan.read_bytes(), scan.name)
    attachments.add_files(office, case, [scan])
    lettering.write_letter(office, case, LetterKind.RECEIPT)
    queries.case_ids(office, CaseFilter(text=f"{NAME} '"))
    for act in (
        lambda: read_book(ledger),
        lambda: child.run("test", "other", named="文件"),
        lambda: lettering.write_letter(office, case, LetterKind.REPLY, facts={"kind_of_reply": CANARY}),
        lambda: _twice(office),
        lambda: _badly(office),
    ):
        try:
            act()
        except (Refusal, Trouble, DBAPIError) as error:
            errors.append(error)
    return errors


def _twice(office: Office) -> None:
    with office.store.transaction() as session:
        person = {"office_id": 1, "name": NAME, "roles": []}
        session.execute(insert(PersonRow), [person, {**person, "office_id": 99}])


def _badly(office: Office) -> None:
    with office.store.transaction() as session:
        session.execute(text("SELECT :name, nothing FROM nowhere"), {"name": CANARY})


def test_nothing_beside_the_database_bears_personal_data(
    office: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    room, desk = tmp_path / "room", tmp_path / "desk"
    room.mkdir()
    desk.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(room))
    monkeypatch.setitem(JOBS, "test", Job("tests.services.child_jobs", "refuse"))
    with caplog.at_level(logging.DEBUG):
        errors = go_wrong(office, desk)
    assert len(errors) == 5
    out = capfd.readouterr()
    assert told(caplog.text) == told(out.out) == told(out.err) == []
    assert [
        path for path in room.rglob("*") if path.is_file() and told(path.read_text("utf-8", "replace"))
    ] == []
    of_database = [error for error in errors if isinstance(error, DBAPIError)]
    assert of_database
    assert [error.hide_parameters for error in of_database] == [True] * len(of_database)
    assert told(str(of_database[-1])) == []
