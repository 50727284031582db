"""gkcase templates check: what is wrong with which template, and how it ends."""

from __future__ import annotations

import json
import shutil
import zipfile
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
    told = json.loads(gk("templates", "check", "--json").out)
    assert (told["read"], told["imported"]) == (len(templates()), 0)
    [listed] = told["listed"]
    assert (listed["sheet"], listed["row"], listed["cell"]) == ("receipt.docx", None, "adressee")
    assert "未知字段“adressee”" in listed["problem"]
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


BAD: dict[str, tuple[bytes, str]] = {
    "receipt": (b"this is no Word file", "不是完好的Word文件（.docx）"),
    "withdrawal": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le"),
        "设有打开密码",
    ),
    "envelope": (b"word/vbaProject.bin", "宏"),
    "ems_label": (b"word/more.xml", "展开后过大"),
}


def test_hostile_files_have_a_sentence_each_and_stop_no_other(
    program: Program, own: Path, tmp_path: Path
) -> None:
    """不是文档、加密、带宏、压缩炸弹：各有一句话，其余的照查。"""
    for name, (content, _) in BAD.items():
        (tmp_path / f"{name}.docx").write_bytes(content)
    for name, inside in (("envelope", b"x"), ("ems_label", b"<x>" + b" " * (60 << 20) + b"</x>")):
        path = shutil.copy(template_path(name), tmp_path / f"{name}.docx")
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(BAD[name][0].decode(), inside)
    shutil.copy(template_path("reasons_notice"), tmp_path / "reasons_notice.docx")
    (tmp_path / "delay_notice.docx").mkdir()
    ran = program.plain("templates", "check", str(tmp_path), "--json")
    assert ran.status == 1
    found = {one["template"]: one for one in json.loads(ran.out)["templates"]}
    assert found.pop("reasons_notice")["ok"]
    assert "读不到文书模板" in found["delay_notice"]["remarks"][0]["text"]
    for name, (_, said) in BAD.items():
        [remark] = found[name]["remarks"]
        assert f"“{name}.docx”" in remark["text"]
        assert said in remark["text"]


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
