"""gkcase templates check: what is wrong with which template, and how it ends."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from docx import Document

from gkcase.commands import templates as command
from gkcase.services.letters import template_path
from gkcase.services.template_trial import templates
from tests.cli.conftest import Program


def broken(folder: Path, name: str) -> Path:
    document = Document(str(template_path(name)))
    document.add_paragraph("{{ adressee }}")
    path = folder / f"{name}.docx"
    document.save(str(path))
    return path


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "letters"
    folder.mkdir()
    monkeypatch.setattr(command, "own_templates", lambda: folder)
    monkeypatch.setattr("gkcase.services.templates.letter_pdf.find_soffice", lambda: None)
    return folder


def test_every_template_of_a_good_office_may_be_used(gk: Program, own: Path) -> None:
    found = gk.json("templates", "check")
    assert found["ok"]
    assert [one["template"] for one in found["templates"]] == list(templates())
    assert {one["verdict"] for one in found["templates"]} == {"可用"}
    assert found["templates"][0]["fields"]
    ran = gk("templates", "check")
    assert (ran.status, ran.err) == (0, "")
    assert f"{len(templates())}个模板，都可以使用" in ran.out


def test_an_error_in_an_own_template_fails_the_check(gk: Program, own: Path) -> None:
    broken(own, "receipt")
    ran = gk("templates", "check")
    assert (ran.status, ran.err) == (1, "发现1处错误，详见输出\n")
    assert "（receipt.docx）：有1处错误" in ran.out
    assert "  错误：正文有未知字段“adressee”，是不是“addressee”" in ran.out
    shutil.copy(template_path("receipt"), own / "receipt.docx")
    assert gk("templates", "check").status == 0


def test_the_templates_of_any_folder_are_checked_without_an_office(
    program: Program, own: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "from another office"
    folder.mkdir()
    broken(folder, "receipt")
    shutil.copy(template_path("receipt"), folder / "mine.docx")
    shutil.copy(template_path("withdrawal"), folder / "withdrawal.docx")
    (folder / "~$thdrawal.docx").write_bytes(b"")
    ran = program.plain("templates", "check", str(folder), "--json")
    assert ran.status == 1
    assert ran.out.startswith('{"ok": false')
    plain = program.plain("templates", "check", str(folder)).out
    assert "没有名为“mine.docx”的文书模板" in plain
    assert "3个模板，发现2处错误" in plain


def test_a_folder_that_is_not_there_is_said(program: Program, own: Path, tmp_path: Path) -> None:
    assert "没有文件夹" in program.refused("templates", "check", str(tmp_path / "gone"))


def test_pages_are_told_where_they_can_be_counted(
    gk: Program, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(template_path("receipt"), own / "receipt.docx")
    monkeypatch.setattr(command, "page_counts", lambda letters: list(range(2, 2 + len(letters))))
    found = {one["template"]: one["pages"] for one in gk.json("templates", "check")["templates"]}
    assert found["receipt"] == {"longest": 2, "emptiest": 3}
    assert found["withdrawal"] is None
    assert "（receipt.docx）：可用，最长2页，最短3页" in gk("templates", "check").out
