"""The built-in templates keep to GB/T 9704-2012, and can be made again to the byte."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt

from gkcase.paths import RESOURCES
from gkcase.services import letter_render
from gkcase.services.letter_builders import HEADS, SIGNATURES, width
from gkcase.services.letters import compose, text_of
from gkcase.services.own_templates import Check, OwnTemplates, content_of
from tests.services.letter_samples import LONG_OFFICE, SAMPLES

LETTERS = RESOURCES / "letters"
TEMPLATES = sorted(LETTERS.glob("*.docx"))
SMALL = {"envelope": (220.0, 110.0), "envelope_c5": (229.0, 162.0)}
FORMS = {*SMALL, "ems_label", "application_form", "receipt", "service_proof", "signoff_sheet", "file_index"}
ON_A4 = [path for path in TEMPLATES if path.stem not in SMALL]
WITH_HEAD = [path for path in TEMPLATES if path.stem not in FORMS]
IN_LETTER_FORMAT = sorted((LETTERS / "letter").glob("*.docx"))


def opened(path: Path) -> WordDocument:
    return Document(str(path))


def millimetres(length: Length | None) -> float:
    assert length is not None
    return round(float(length.mm), 1)


@pytest.mark.parametrize(("name", "size"), SMALL.items())
def test_envelopes_and_labels_have_the_size_of_their_paper(name: str, size: tuple[float, float]) -> None:
    section = opened(LETTERS / f"{name}.docx").sections[0]
    assert (millimetres(section.page_width), millimetres(section.page_height)) == size
    assert "PAGE" not in section.footer._element.xml


@pytest.mark.parametrize("path", ON_A4, ids=lambda path: path.stem)
def test_the_page_is_a4_with_the_margins_of_the_standard(path: Path) -> None:
    section = opened(path).sections[0]
    assert (millimetres(section.page_width), millimetres(section.page_height)) == (210.0, 297.0)
    assert (millimetres(section.left_margin), millimetres(section.right_margin)) == (28.0, 26.0)
    if path in WITH_HEAD:
        assert (millimetres(section.top_margin), millimetres(section.bottom_margin)) == (37.0, 35.0)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_the_text_is_16_point_fangsong_22_lines_of_28_characters(path: Path) -> None:
    styles = opened(path).styles.element
    defaults = styles.find(qn("w:docDefaults"))
    fonts = defaults.find(f".//{qn('w:rFonts')}")
    assert fonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert defaults.find(f".//{qn('w:sz')}").get(qn("w:val")) == "32"
    line = defaults.find(f".//{qn('w:pPr')}/{qn('w:spacing')}")
    assert (line.get(qn("w:line")), line.get(qn("w:lineRule"))) == ("578", "exact")
    tighter = int(defaults.find(f".//{qn('w:rPr')}/{qn('w:spacing')}").get(qn("w:val"))) / 20
    assert 28 * (16 + tighter) <= Mm(156).pt < 29 * (16 + tighter)
    assert 22 * 28.9 <= Mm(225).pt < 23 * 28.9


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_paragraphs_begin_two_characters_in(path: Path) -> None:
    indent = opened(path).styles["公文正文"].element.find(f".//{qn('w:ind')}")
    assert indent.get(qn("w:firstLineChars")) == "200"


@pytest.mark.parametrize("path", WITH_HEAD, ids=lambda path: path.stem)
def test_the_head_is_red_and_the_line_below_the_number_too(path: Path) -> None:
    document = opened(path)
    for _, size in (("organ_large", 42), ("organ_medium", 26), ("organ_small", 22)):
        mark = document.styles[f"发文机关标志{size}号"]
        assert str(mark.font.color.rgb) == "FF0000"
        assert mark.font.size == Pt(size)
        assert mark.element.find(f".//{qn('w:rFonts')}").get(qn("w:eastAsia")) == "方正小标宋简体"
    marks = [
        paragraph
        for paragraph in document.paragraphs
        if paragraph.style and "标志" in str(paragraph.style.name)
    ]
    assert {millimetres(mark.paragraph_format.space_before) for mark in marks} == {35.0}
    line = document.styles["发文字号"].element.find(f".//{qn('w:pBdr')}/{qn('w:bottom')}")
    assert line.get(qn("w:color")) == "FF0000"
    assert 3.5 <= Pt(int(line.get(qn("w:space")))).mm <= 4.5
    title = document.styles["公文标题"]
    assert title.font.size == Pt(22)


@pytest.mark.parametrize("path", ON_A4, ids=lambda path: path.stem)
def test_page_numbers_stand_outside_odd_right_even_left(path: Path) -> None:
    document = opened(path)
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        assert paragraph._p.find(f".//{qn('w:jc')}").get(qn("w:val")) == side
        assert paragraph._p.find(f".//{qn('w:ind')}").get(qn(f"w:{side}Chars")) == "100"
        assert "PAGE" in str(paragraph._p.find(qn("w:fldSimple")).get(qn("w:instr")))
        assert paragraph.text == "—  —"
    assert document.styles["页码"].font.size == Pt(14)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_every_font_names_a_substitute(path: Path) -> None:
    part = next(
        rel.target_part for rel in opened(path).part.rels.values() if rel.reltype.endswith("fontTable")
    )
    for name in ("仿宋_GB2312", "方正小标宋简体", "黑体", "宋体"):
        assert f'<w:font w:name="{name}"><w:altName'.encode() in part.blob


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_templates_carry_no_traces(path: Path) -> None:
    about = opened(path).core_properties
    assert (about.author, about.comments, about.last_modified_by, about.title) == ("", "", "", "")
    assert {part.partname.split("/")[1] for part in opened(path).part.package.parts} <= {"word", "docProps"}
    assert not [part for part in opened(path).part.package.parts if "thumbnail" in part.partname]


def test_the_return_slip_stands_on_a_page_of_its_own() -> None:
    document = opened(LETTERS / "third_party_consultation.docx")
    first = next(p for p in document.paragraphs if p.paragraph_format.page_break_before)
    after = [p.text for p in document.paragraphs][[p._p for p in document.paragraphs].index(first._p) :]
    assert (first.text, after[1]) == ("附件", "第三方意见回执")


@pytest.mark.parametrize("path", WITH_HEAD, ids=lambda path: path.stem)
def test_the_signature_never_stands_alone_on_a_page(path: Path) -> None:
    texts = [p for p in opened(path).paragraphs if "{%p" not in p.text]
    at = next(n for n, p in enumerate(texts) if "sign_narrow" in p.text)
    assert texts[at - 1].paragraph_format.keep_with_next
    assert opened(path).styles["署名"].element.find(f".//{qn('w:keepNext')}") is not None


def test_long_names_of_offices_get_smaller_marks_and_wider_signatures() -> None:
    made = compose(SAMPLES["receipt"].kind, SAMPLES["receipt"].case, LONG_OFFICE, SAMPLES["receipt"].day, {})
    shown = [name for name, _ in (*HEADS, *SIGNATURES) if made.fields[name]]
    assert shown == ["organ_small", "sign_full"]
    assert width("云岭县") == 3
    assert width("A·b") == 2


@pytest.mark.parametrize("there", [True, False])
def test_titles_are_bold_only_where_their_font_is_missing(
    there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letter_render, "has_title_font", lambda: there)
    sample = SAMPLES["correction_notice"]
    made = compose(sample.kind, sample.case, sample.office, sample.day, sample.facts, sample.number)
    document = Document(io.BytesIO(made.content))
    bold = {str(style.name) for style in document.styles if getattr(style, "font", None) and style.font.bold}
    assert bold == (set() if there else set(letter_render.BOLD_WITHOUT_FONT))


def test_the_templates_are_what_the_script_makes(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, str(LETTERS / "make_templates.py"), str(tmp_path)], check=True, timeout=120
    )
    made = {file.relative_to(tmp_path): parts(file) for file in tmp_path.rglob("*.docx")}
    assert made == {file.relative_to(LETTERS): parts(file) for file in LETTERS.rglob("*.docx")}


# -- 信函格式 (10.1) -------------------------------------------------------------------------------------------


def test_every_letter_with_a_red_head_is_there_in_letter_format() -> None:
    assert [path.name for path in IN_LETTER_FORMAT] == [path.name for path in WITH_HEAD]


@pytest.mark.parametrize("path", IN_LETTER_FORMAT, ids=lambda path: path.stem)
def test_mark_and_red_lines_stand_on_the_first_page_which_has_no_number(path: Path) -> None:
    document = opened(path)
    section = document.sections[0]
    assert section.different_first_page_header_footer
    marks = [p for p in section.first_page_header.paragraphs if "标志" in str(p.style and p.style.name)]
    sizes = [
        float(str(mark.style and mark.style.name).removeprefix("发文机关标志").removesuffix("号"))
        for mark in marks
    ]
    assert sizes == [42, 26, 22]
    for mark, size in zip(marks, sizes, strict=True):
        before = mark.paragraph_format.space_before
        assert before is not None
        # from the edge of the paper to the sign itself: the line leaves an eighth of its size above it
        assert float((section.header_distance or 0) + before + Pt(size / 8)) == pytest.approx(
            Mm(30), rel=0.001
        )
    assert section.first_page_footer.paragraphs[0].style.name == "信函红线下"
    assert "PAGE" not in section.first_page_footer._element.xml
    assert millimetres(section.footer_distance) == 20.0
    assert "PAGE" in section.footer._element.xml
    assert "标志" not in str([p.style and p.style.name for p in document.paragraphs])


def test_the_red_lines_are_170_mm_long_the_thick_one_outside() -> None:
    styles = opened(IN_LETTER_FORMAT[0]).styles
    for name, thick, thin in (("信函红线上", "top", "bottom"), ("信函红线下", "bottom", "top")):
        element = styles[name].element
        edges = element.find(f".//{qn('w:pBdr')}")
        sizes = {edge: int(edges.find(qn(f"w:{edge}")).get(qn("w:sz"))) for edge in (thick, thin)}
        assert sizes[thick] > 2 * sizes[thin]
        indent = element.find(f".//{qn('w:ind')}")
        beyond = [int(indent.get(qn(f"w:{side}"))) for side in ("left", "right")]
        assert 156 - sum(beyond) / 1440 * 25.4 == pytest.approx(170, abs=0.2)
        assert 28 + beyond[0] / 1440 * 25.4 == pytest.approx(20, abs=0.1)
    assert styles["信函发文字号"].element.find(f".//{qn('w:jc')}").get(qn("w:val")) == "right"


def in_letter_format(name: str, own: OwnTemplates | None = None, heading: str = "letter") -> str:
    sample = SAMPLES[name]
    office = replace(sample.office, heading=heading)
    made = compose(
        sample.kind,
        sample.case,
        office,
        sample.day,
        sample.facts,
        sample.number,
        own=own,
        policy=sample.policy,
    )
    return text_of(made.content)


@pytest.mark.parametrize("name", [name for name in SAMPLES if not name.startswith(tuple(FORMS))])
def test_a_letter_says_the_same_in_both_formats(name: str) -> None:
    letter, file = (
        [line for line in in_letter_format(name, heading=one).splitlines() if line] for one in ("letter", "")
    )
    assert sorted(letter) == sorted(file)
    assert letter[0] == SAMPLES[name].office.name


def test_a_form_has_one_format_and_an_own_template_wins_in_both(tmp_path: Path) -> None:
    assert "登记回执" in in_letter_format("receipt")
    own = Document()
    own.add_paragraph("本机关自用：{{ addressee }}")
    own.save(str(tmp_path / "correction_notice.docx"))
    checked = {"correction_notice": Check(content_of(tmp_path / "correction_notice.docx"), 0)}
    assert in_letter_format("correction_notice", OwnTemplates(tmp_path, checked)) == "本机关自用：陈晓岚"


def parts(path: Path) -> dict[str, bytes]:
    """What is in the zip file; its packing depends on the zlib at hand."""
    with zipfile.ZipFile(path) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return {part.filename: archive.read(part) for part in archive.infolist()}
