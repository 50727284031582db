"""Papers that come in: kept whatever they are, read and opened only where nothing in them acts by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkcase.domain.errors import Refusal, Trouble
from gkcase.services import attachments, reading
from gkcase.services.gkbak_look import look_through
from gkcase.services.lettering import copy_out, copy_to_look_at
from gkcase.services.office import Office
from gkcase.services.paper_guard import check_opening, look
from gkcase.services.paper_text import Unreadable, text_apart, texts_apart
from gkcase.services.pdf_pages import page_count, pages
from gkcase.services.progress import never
from tests.services.hostile_files import honest_letter
from tests.services.hostile_papers import honest_papers, hostile_exports, hostile_papers, pdf
from tests.services.requests import register


def test_nothing_is_said_of_honest_papers() -> None:
    papers = honest_papers().items()
    assert {name: said for name, content in papers if (said := look(content, name).said(name))} == {}
    for name, content in papers:
        check_opening(content, name)


def test_what_acts_by_itself_is_not_handed_to_another_program() -> None:
    acting = {name: content for name, (content, _) in hostile_papers().items() if look(content, name).acts}
    assert {"script.pdf", "scan.jpg.exe", "link.lnk", "macro.docx", "fetch.docx", "page.html"} < set(acting)
    for name, content in acting.items():
        with pytest.raises(Refusal) as refused:
            check_opening(content, name)
        assert refused.value.reason.startswith(f"“{name}”")
        assert refused.value.reason.endswith("，为了安全不能直接打开，确需查看的请另存后交信息技术人员检查")


def test_no_reader_touches_what_the_guard_refuses() -> None:
    papers = hostile_papers()
    for name in ("script.pdf", "zip_behind.pdf", "macro.docx", "bomb.zip", "cut.pdf"):
        with pytest.raises(Unreadable):
            text_apart(papers[name][0], name)
    assert text_apart(honest_letter(), "申请表.docx").strip() == "正文"


def test_one_paper_that_cannot_be_read_does_not_keep_the_others_from_it() -> None:
    pair = [(honest_letter(), "a.docx"), (hostile_papers()["macro.docx"][0], "b.docx")]
    assert [text.strip() for text in texts_apart(pair)] == ["正文", ""]


def test_evidence_is_kept_and_the_officer_is_told(office: Office, tmp_path: Path) -> None:
    case = register(office)
    bad, good = tmp_path / "证据.pdf", tmp_path / "扫描.pdf"
    bad.write_bytes(hostile_papers()["script.pdf"][0])
    good.write_bytes(pdf())
    said = attachments.add_files(office, case, [bad, good]).said
    note = "“证据.pdf”里有脚本，已作为证据原样保存，本程序不会打开它"
    assert said == f"已添加证据.pdf、扫描.pdf；{note}"
    kept = {file.name: file.sha256 for file in reading.dossier(office, case).files}
    assert copy_out(office, kept["证据.pdf"], tmp_path / "另存.pdf").read_bytes() == bad.read_bytes()
    with pytest.raises(Refusal, match=r"“证据\.pdf”里有脚本，为了安全不能直接打开"):
        copy_to_look_at(office, kept["证据.pdf"], tmp_path / "看" / "证据.pdf")
    assert not (tmp_path / "看").exists()
    opened = copy_to_look_at(office, kept["扫描.pdf"], tmp_path / "扫描件.pdf")
    assert opened.read_bytes() == pdf()


def test_an_export_that_is_none_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    for name, content in hostile_exports().items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(Trouble, match="没有导入任何内容"):
            look_through(tmp_path / name, lambda: None, never)


def test_pages_are_drawn_and_counted_apart(tmp_path: Path) -> None:
    path = tmp_path / "文书.pdf"
    path.write_bytes(PDF)
    [page] = pages(path, 36)
    assert (page.width, page.height, len(page.points)) == (50, 25, page.stride * 25)
    assert page_count(path) == 1
    path.write_bytes(PDF.replace(b"0 0 100 50", b"0 0 9000 9000"))
    with pytest.raises(Trouble, match="PDF的页面过大"):
        pages(path, 300)
    for content in (b"%PDF-1.7\n%%EOF", hostile_papers()["cut.pdf"][0]):
        path.write_bytes(content)
        with pytest.raises(Trouble, match="生成的PDF不完整"):
            page_count(path)


PDF = pdf(box=b"0 0 100 50")
