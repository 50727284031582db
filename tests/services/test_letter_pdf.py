"""Each letter through the real LibreOffice: the PDF says what the case says. Without LibreOffice these tests fail."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from gkcase.domain.errors import Trouble
from gkcase.services import letter_fonts, letter_pdf
from gkcase.services.letter_pdf import find_soffice, to_pdf, to_pdfs
from gkcase.services.letters import compose, text_of
from tests.services.letter_samples import CASE, PERSON, SAMPLES, Sample

NAMES = {
    "long": "甲乙丙丁戊己庚辛壬癸" * 30,
    "rare": "𠮷𰻞",
    "signs": "A & B <公司>",
}
PAPERS: Mapping[str, Sample] = dict(SAMPLES) | {
    f"name_{key}": replace(SAMPLES["receipt"], case=replace(CASE, applicant=replace(PERSON, name=name)))
    for key, name in NAMES.items()
}
PAGES = {
    **dict.fromkeys(("application_form", "application_form_company", "receipt"), 1),
    "third_party_consultation": 3,
    **dict.fromkeys((name for name in SAMPLES if name.startswith("reply_parts")), 3),
    "reply_parts_third_party": 4,
}
SHEETS = {"service_proof", "signoff_sheet", "envelope", "ems_label", "file_index"}
"""The kinds that are one sheet without a page number."""


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, Path]]:
    """All letters, converted in one start of LibreOffice: what the Word file says, and the PDF."""
    assert find_soffice() is not None, "LibreOffice is missing: install libreoffice-writer"
    folder = tmp_path_factory.mktemp("letters")
    said, pairs = {}, []
    for name, paper in PAPERS.items():
        made = compose(paper.kind, paper.case, paper.office, paper.day, paper.facts, paper.number)
        source, target = folder / f"{name}.docx", folder / f"{name}.pdf"
        source.write_bytes(made.content)
        pairs.append((source, target))
        said[name] = text_of(made.content)
    to_pdfs(pairs)
    return {name: (said[name], folder / f"{name}.pdf") for name in PAPERS}


def pages(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def signs(text: str) -> str:
    """The text without white space and page numbers."""
    return re.sub(r"\s", "", re.sub(r"^\s*—\s*\d+\s*—\s*$", "", text, flags=re.MULTILINE))


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", PAPERS)
def test_the_pdf_says_what_the_letter_says(name: str, papers: dict[str, tuple[str, Path]]) -> None:
    said, path = papers[name]
    assert signs("\n".join(pages(path))) == signs(said)


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", SAMPLES)
def test_the_pages_are_as_many_as_they_should_be(name: str, papers: dict[str, tuple[str, Path]]) -> None:
    found = pages(papers[name][1])
    sheet = SAMPLES[name].kind.value in SHEETS
    assert len(found) == (1 if sheet else PAGES.get(name, 2))
    assert sheet or all(f"— {n} —" in " ".join(text.split()) for n, text in enumerate(found, 1))


@pytest.mark.libreoffice
def test_the_return_slip_is_the_last_page_and_nothing_else_is_on_it(
    papers: dict[str, tuple[str, Path]],
) -> None:
    letter, slip = pages(papers["third_party_consultation"][1])[1:]
    assert slip.replace("— 3 —", "").lstrip().startswith("附件")  # LibreOffice 25 writes the foot first
    assert "不同意公开" in slip
    assert "第三方意见回执" not in signs(letter).replace("附件：第三方意见回执", "")


@pytest.mark.libreoffice
def test_no_sign_is_shown_as_a_box(papers: dict[str, tuple[str, Path]]) -> None:
    text = "".join(sign for _, path in papers.values() for page in pages(path) for sign in page)
    assert not [sign for sign in set(text) if unicodedata.category(sign) in ("Co", "Cn") or sign == "\ufffd"]


def test_without_libreoffice_the_office_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(letter_pdf, "PLACES", ())
    with pytest.raises(Trouble, match="没有安装LibreOffice"):
        to_pdf(tmp_path / "a.docx", tmp_path / "a.pdf")


@pytest.mark.parametrize(
    ("program", "said"),
    [(Path(sys.executable), "没能把“a.docx”转成PDF"), (Path("missing-program"), "不能启动")],
)
def test_a_libreoffice_that_fails_is_trouble_and_leaves_nothing(
    program: Path, said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(letter_pdf, "find_soffice", lambda: program)
    (tmp_path / "a.docx").write_bytes(b"x")
    with pytest.raises(Trouble, match=said):
        to_pdf(tmp_path / "a.docx", tmp_path / "a.pdf")
    assert {file.name for file in tmp_path.iterdir()} == {"a.docx"}


def test_a_libreoffice_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def hang(order: list[str], **_: object) -> None:
        raise subprocess.TimeoutExpired(order, 1)

    monkeypatch.setattr(letter_pdf, "find_soffice", lambda: Path("soffice"))
    monkeypatch.setattr(subprocess, "run", hang)
    (tmp_path / "a.docx").write_bytes(b"x")
    with pytest.raises(Trouble, match="超时"):
        to_pdf(tmp_path / "a.docx", tmp_path / "a.pdf")


@pytest.mark.libreoffice
def test_a_place_that_cannot_be_written_is_trouble(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, papers: dict[str, tuple[str, Path]]
) -> None:
    def convert(program: Path, room: Path, copies: list[Path]) -> None:
        for copy in copies:
            copy.with_suffix(".pdf").write_bytes(papers["receipt"][1].read_bytes())

    monkeypatch.setattr(letter_pdf, "_run", convert)
    (tmp_path / "a.docx").write_bytes(b"x")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Trouble, match="请换一个位置"):
        to_pdf(tmp_path / "a.docx", tmp_path / "file" / "a.pdf")
    assert to_pdf(tmp_path / "a.docx", tmp_path / "new" / "a.pdf").stat().st_size > 1000
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["a.pdf"]


@pytest.mark.parametrize(("output", "found"), [("方正小标宋简体\n", True), ("", False)])
def test_the_title_font_is_asked_of_fontconfig(
    output: str, found: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(order: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess(order, 0, output.encode(), b"")

    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(subprocess, "run", answer)
    monkeypatch.setattr(letter_fonts, "_folders", lambda: iter(()))
    assert letter_fonts.has_title_font.__wrapped__() is found


@pytest.mark.parametrize(("file", "found"), [("FZXBSJW.TTF", True), ("simsun.ttc", False)])
def test_the_title_font_is_looked_for_among_the_files_of_windows(
    file: str, found: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "Fonts").mkdir()
    (tmp_path / "Fonts" / file).write_bytes(b"")
    monkeypatch.setenv("WINDIR", str(tmp_path))
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert letter_fonts.has_title_font.__wrapped__() is found


def test_fontconfig_that_fails_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: "no-such-program")
    monkeypatch.setattr(letter_fonts, "_folders", lambda: iter(()))
    assert letter_fonts.has_title_font.__wrapped__() is False
