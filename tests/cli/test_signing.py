"""`record CASE signed` and `returned`: who signs is named, step and paper too; roles hold on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkcase.domain.terms import Role
from gkcase.services.office import open_office
from gkcase.services.people import save_person
from tests.cli.conftest import WHOLE, Program, sets

SEARCH = ("places=镇档案室", "method=按名称检索", "searcher=李某", "outcome=未检索到")


@pytest.fixture
def reviewed(program: Program, tmp_path: Path) -> Program:
    """A case whose reply is under review, in an office with a reviewer, a head and an auditor."""
    program.json(
        *("init", "--office", "云溪镇人民政府", "--short", "云政依复", "--head", "周某"),
        *sets("review_body=云溪县人民政府", "court=云溪县人民法院"),
    )
    office = open_office(program.database)
    save_person(office, "钱某", roles=[Role.REVIEWER])
    save_person(office, "郑某", roles=[Role.AUDITOR])
    office.close()
    program.record("new", "received", *WHOLE)
    program.record("1", "searched", *SEARCH)
    reply = sets("kind_of_reply=R6", *SEARCH, "searched_on=2026-12-08")
    program.json("letter", "1", "reply", "--to", str(tmp_path / "答复.docx"), *reply)
    assert program.record("1", "submitted")["status"] == "under_review"
    return program


def test_the_signers_are_named_step_by_step(reviewed: Program) -> None:
    assert "应先由“法制审核”环节审签" in reviewed.refused(
        *("record", "1", "signed"), *sets("signer=周某", "step=head")
    )
    assert reviewed.record("1", "signed", "signer=钱某", "step=reviewer")["status"] == "under_review"
    reviewed.person = "周某"
    assert reviewed.record("1", "signed", "signer=周某")["status"] == "approved"
    journal = reviewed.json("show", "1")["journal"]
    assert [entry["facts"]["signer"] for entry in journal if entry["event"] == "signed"] == ["钱某", "周某"]


def test_a_signature_on_paper_needs_its_scan_or_a_reason(reviewed: Program, tmp_path: Path) -> None:
    facts = sets("signer=钱某", "on_paper=true")
    assert "纸质签字没有附扫描件" in reviewed.refused("record", "1", "signed", *facts)
    scan = tmp_path / "审签单.pdf"
    scan.write_bytes(b"%PDF-1.4")
    assert reviewed.json("record", "1", "signed", *facts, *sets(f"scan={scan}"))["status"] == "under_review"
    told = reviewed.json(
        *("record", "1", "signed", "--reason", "扫描仪故障"), *sets("signer=周某", "on_paper=true")
    )
    assert told["status"] == "approved"


def test_a_return_may_name_paragraphs(reviewed: Program) -> None:
    reviewed.person = "钱某"
    told = reviewed.record("1", "returned", "comment=再核", "paragraphs=第3段：检索范围不全")
    assert told["status"] == "in_progress"


def test_an_auditor_records_nothing(reviewed: Program) -> None:
    reviewed.person = "郑某"
    assert "郑某的角色是监督，不能办理“记事”" in reviewed.refused("record", "1", "noted", *sets("note=看过"))
