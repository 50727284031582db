"""A letter from a compiled template says and looks the same as one that docxtpl fills in, and is made once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.etree.ElementTree import canonicalize

import pytest
from docx import Document
from docxtpl import DocxTemplate
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from jinja2 import Environment

from gkcase.domain.errors import Trouble
from gkcase.services import letter_render
from gkcase.services.letter_file import About, text_of
from gkcase.services.letter_render import render
from gkcase.services.letters import Composed, compose, drafted, template_path
from tests.services.letter_samples import SAMPLES
from tests.services.letter_words import WORDS, fate
from tests.services.test_letter_gate import FIELDS, rewritten, template, with_note, with_part

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LAID_OUT = ("word/document.xml", "word/header", "word/footer", "word/footnotes", "word/styles")


def written(name: str) -> Composed:
    sample = SAMPLES[name]
    return compose(sample.kind, sample.case, sample.office, sample.day, sample.facts, sample.number)


def by_docxtpl(path: Path, fields: Mapping[str, object]) -> bytes:
    """The letter as docxtpl makes it on its own."""
    plain = DocxTemplate(str(path))
    plain.render(dict(fields), Environment(autoescape=True))
    target = io.BytesIO()
    plain.save(target)
    return target.getvalue()


def laid_out(content: bytes) -> dict[str, str]:
    """All parts that a reader sees, independent of how the XML is written down."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {
            name: canonicalize(archive.read(name).decode("utf-8"))
            for name in archive.namelist()
            if name.startswith(LAID_OUT)
        }


def path_of(name: str) -> Path:
    one = SAMPLES[name]
    found = drafted(one.kind, one.case, one.office, one.day, one.facts, one.number, entry=None, policy=None)
    return template_path(found[1])


@pytest.mark.parametrize("name", SAMPLES)
def test_a_letter_equals_that_of_docxtpl_and_itself(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letter_render, "has_title_font", lambda: True)
    made = written(name)
    assert laid_out(made.content) == laid_out(by_docxtpl(path_of(name), made.fields))
    assert written(name).content == made.content


def test_a_template_is_taken_apart_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    real = letter_render.compiled

    def counting(*given: object) -> letter_render.Compiled:
        made.append(str(given[1]))
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(letter_render, "compiled", counting)
    path = template("{{ applicant }}", "body", tmp_path)
    for name in ("陈晓岚", "阿卜杜拉·买买提"):
        assert name in text_of(render(path, {"applicant": name}))
    assert made == ["own.docx"]
    render(path, {"applicant": "", "other": ""})
    template("改为{{ applicant }}", "body", tmp_path)
    assert text_of(render(path, {"applicant": "陈"})) == "改为陈"
    assert len(made) == 3


def test_only_so_many_templates_stay_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letter_render, "KEPT", 2)
    path = template("{{ applicant }}", "body", tmp_path)
    for n in range(4):
        render(path, {"applicant": "", f"more{n}": ""})
    assert len(letter_render._compiled) == 2


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("甲&乙<丙>“丁”'戊'", "甲&乙<丙>“丁”'戊'"),
        ("甲\n乙\r\n丙\r丁\x0b戊\u2028己", "甲\n乙\n丙\n丁\n戊\n己"),
        ("甲\t乙", "甲\t乙"),
        ("甲\x00\x07\x1f\x7f\x9f\ufffe\ud800乙", "甲乙"),
        ("{{ 7*7 }}{% x %}{_{y}_}{_%z%_}&#95;", "{{ 7*7 }}{% x %}{_{y}_}{_%z%_}&#95;"),
        ("𠮷𰻞葛󠄀·阿卜杜", "𠮷𰻞葛󠄀·阿卜杜"),
        ("  两边有空格  ", "  两边有空格  "),
    ],
)
@pytest.mark.parametrize("place", ["body", "header", "footer", "table"])
def test_values_come_out_as_they_are(value: str, shown: str, place: str, tmp_path: Path) -> None:
    made = render(template("[{{ applicant }}]", place, tmp_path), {"applicant": value})
    assert f"[{shown}]" in text_of(made)


def test_a_new_line_is_a_break_in_the_same_run(tmp_path: Path) -> None:
    made = render(template("{{ applicant }}", "body", tmp_path), {"applicant": "甲\n乙"})
    body = Document(io.BytesIO(made)).element.body
    assert [node.tag for node in body.iter(f"{W}t", f"{W}br")] == [f"{W}t", f"{W}br", f"{W}t"]


def test_the_properties_name_the_letter_and_nothing_of_the_template(tmp_path: Path) -> None:
    path = template("{{ applicant }}", "body", tmp_path)
    document = Document(str(path))
    document.core_properties.author, document.core_properties.keywords = "某人", "内部"
    document.save(str(path))
    about = Document(io.BytesIO(render(path, FIELDS, About("告知书<一>", "某镇&某县")))).core_properties
    assert (about.title, about.author, about.last_modified_by) == ("告知书<一>", "某镇&某县", "某镇&某县")
    assert (about.keywords, about.revision, about.language) == ("", 1, "zh-CN")
    assert about.created == about.modified


def test_the_practice_mark_stands_above_the_template_s_own_header(tmp_path: Path) -> None:
    made = render(template("页眉{{ applicant }}", "header", tmp_path), FIELDS, About(mark="练习模式"))
    assert text_of(made).splitlines()[:2] == ["练习模式", "页眉陈晓岚"]


@pytest.mark.parametrize("place", ["footnote", "endnote", "comment"])
def test_fields_in_notes_are_filled_in(place: str, tmp_path: Path) -> None:
    made = render(template("注：{{ applicant }}", place, tmp_path), FIELDS)
    assert "注：陈晓岚" in zipfile.ZipFile(io.BytesIO(made)).read(f"word/{place}s.xml").decode()


def test_fields_in_custom_properties_are_filled_in(tmp_path: Path) -> None:
    made = render(template("{{ applicant }}", "custom property", tmp_path), {"applicant": "A & B"})
    assert "A &amp; B" in zipfile.ZipFile(io.BytesIO(made)).read("docProps/custom.xml").decode()


# -- how Word and WPS store what was typed --------------------------------------------------------------------

RUN = '<w:r w:rsidR="00A1{n}"><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t>{text}</w:t></w:r>'
PRESERVED = '<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def runs(*texts: str, between: str = "") -> str:
    return between.join(RUN.format(n=n, text=text) for n, text in enumerate(texts))


SPLIT = {
    "in the middle": runs("{{ appli", "cant }}"),
    "brace by brace": runs("{", "{ ", "applicant", " }", "}"),
    "spelling marks": runs(
        "{{ ", "applicant", " }}", between='<w:proofErr w:type="spellStart"/><w:proofErr w:type="spellEnd"/>'
    ),
    "bookmark": runs(
        "{{",
        " applicant",
        "}}",
        between='<w:bookmarkStart w:id="1" w:name="_GoBack"/><w:bookmarkEnd w:id="1"/>',
    ),
    "kept spaces": PRESERVED.format(text="{{ ") + runs("applicant") + PRESERVED.format(text=" }}"),
    "inserted as tracked change": runs("{{ ")
    + f'<w:ins w:id="3" w:author="x">{runs("applicant")}</w:ins>'
    + runs(" }}"),
    "wholly inserted": f'<w:ins w:id="3" w:author="x">{runs("{{ appli", "cant }}")}</w:ins>',
    "deleted inside": runs("{{ appli")
    + '<w:del w:id="4" w:author="x"><w:r><w:delText>旧</w:delText></w:r></w:del>'
    + runs("cant }}"),
    "smart tag": runs("{{ ")
    + f'<w:smartTag w:uri="x" w:element="y">{runs("applicant")}</w:smartTag>'
    + runs(" }}"),
    "page break rendered before": runs("{{ ")
    + "<w:r><w:lastRenderedPageBreak/><w:t>applicant }}</w:t></w:r>",
    "statement": runs("{% i", "f appli", "cant %}", "{", "{ applicant }", "}", "{% end", "if %}"),
    "WPS": '<w:r><w:rPr><w:rFonts w:hint="default"/><w:lang w:val="en-US"/></w:rPr><w:t>{{</w:t></w:r>'
    '<w:r><w:rPr><w:rFonts w:hint="eastAsia"/><w:lang w:eastAsia="zh-CN"/></w:rPr><w:t> applicant</w:t></w:r>'
    '<w:r><w:rPr><w:lang w:val="en-US"/></w:rPr><w:t>}}</w:t></w:r>',
}


def paragraph(xml: str, folder: Path) -> Path:
    """A template whose only paragraph holds these runs."""
    path = template("HERE", "body", folder)
    with zipfile.ZipFile(path) as archive:
        document = archive.read("word/document.xml").decode()
    start, end = document.rindex("<w:r>", 0, document.index("HERE")), document.index("</w:r>") + 6
    path.write_bytes(
        rewritten(path.read_bytes(), {"word/document.xml": document[:start] + xml + document[end:]})
    )
    return path


@pytest.mark.parametrize("way", SPLIT)
def test_fields_that_word_split_are_joined(way: str, tmp_path: Path) -> None:
    made = render(paragraph(SPLIT[way], tmp_path), FIELDS)
    body = Document(io.BytesIO(made)).element.body
    assert "".join(node.text or "" for node in body.iter(f"{W}t")) == "陈晓岚"


def test_a_field_half_in_a_tracked_change_is_named(tmp_path: Path) -> None:
    half = runs("{{ ") + f'<w:ins w:id="3" w:author="x">{runs("applicant }}", "你好")}</w:ins>'
    with pytest.raises(Trouble, match=r"字段“\{\{ applicant \}\}”有一半在修订或者链接里，请接受全部修订"):
        render(paragraph(half, tmp_path), FIELDS)


BOX = (
    '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice Requires="wps" xmlns:wps="urn:wps"><w:drawing>{box}</w:drawing></mc:Choice>'
    "<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


def test_a_text_box_is_filled_in_for_new_and_for_old_programs(tmp_path: Path) -> None:
    inside = f"<w:txbxContent><w:p>{runs('{{ appli', 'cant }}')}</w:p></w:txbxContent>"
    made = render(paragraph(BOX.format(box=inside), tmp_path), {"applicant": "甲\n乙"})
    body = Document(io.BytesIO(made)).element.body
    assert [node.text for node in body.iter(f"{W}t")] == ["甲", "乙"] * 2
    assert len(list(body.iter(f"{W}br"))) == 2


def test_first_and_even_headers_are_filled_in(tmp_path: Path) -> None:
    path = template("正文", "body", tmp_path)
    document = Document(str(path))
    section = document.sections[0]
    section.different_first_page_header_footer = document.settings.odd_and_even_pages_header_footer = True
    for n, head in enumerate((section.first_page_header, section.even_page_header, section.even_page_footer)):
        head.paragraphs[0].add_run(f"{n}{{{{ applicant }}}}")
    document.save(str(path))
    assert text_of(render(path, FIELDS)).splitlines() == ["0陈晓岚", "1陈晓岚", "正文", "2陈晓岚"]


@pytest.mark.parametrize(
    ("part", "kind", "where"),
    [
        ("word/charts/chart1.xml", "drawingml.chart+xml", "图表"),
        ("word/diagrams/data1.xml", "drawingml.diagramData+xml", "SmartArt图形"),
        ("word/glossary/document.xml", "wordprocessingml.document.glossary+xml", "构建基块"),
        ("word/other.xml", "other+xml", "“word/other.xml”"),
    ],
)
def test_a_field_that_cannot_be_filled_in_is_said(part: str, kind: str, where: str, tmp_path: Path) -> None:
    path = template("正文", "body", tmp_path)
    path.write_bytes(with_part(path.read_bytes(), part, "<x><y>{</y><y>{ applicant }}</y></x>", kind, "x"))
    with pytest.raises(Trouble, match=f"字段写在{where}里，那里不能填写，请移到正文、页眉或者页脚"):
        render(path, FIELDS)


def test_a_table_keeps_its_columns_as_docxtpl_does(tmp_path: Path) -> None:
    document = Document()
    cells = document.add_table(1, 3).rows[0].cells
    for cell, text in zip(cells, ("{%tc for a in points %}", "{{ a }}", "{%tc endfor %}"), strict=True):
        cell.paragraphs[0].add_run(text)
    path = tmp_path / "own.docx"
    document.save(str(path))
    fields = {"points": ["甲", "乙", "丙", "丁", "戊"]}
    assert (
        laid_out(render(path, fields))["word/document.xml"]
        == (laid_out(by_docxtpl(path, fields))["word/document.xml"])
    )


def test_a_table_without_a_grid_is_trouble(tmp_path: Path) -> None:
    path = template("{{ applicant }}", "table", tmp_path)
    with zipfile.ZipFile(path) as archive:
        document = archive.read("word/document.xml").decode()
    start, end = document.index("<w:tblGrid>"), document.index("</w:tblGrid>") + len("</w:tblGrid>")
    path.write_bytes(rewritten(path.read_bytes(), {"word/document.xml": document[:start] + document[end:]}))
    with pytest.raises(Trouble, match=r"own\.docx.*表格不完整"):
        render(path, FIELDS)


def test_another_file_than_the_one_checked_is_not_taken(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"own\.docx.*检查以后又改动过"):
        render(template("{{ applicant }}", "body", tmp_path), FIELDS, sha256="0" * 64)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{% if applicant %}x", "没有用{% endif %}收尾"),
        ("{% endfor %}", "多出{% endfor %}"),
        ("{% 如果 %}", "写法有误"),
        ("{{ applicant", "写法有误"),
        ("{{ 申请，人 }}", "有不认识的字符“，”"),
        ("{% nonsense %}", "不认识的标记“nonsense”"),
        ("{{ applicant }", "“{{ applicant }”没有用}}收尾"),
        ("{{ applicant } }}", "多出“}”"),
    ],
)
def test_a_slip_is_said_in_chinese(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=said):
        render(template(text, "body", tmp_path), FIELDS)


@pytest.mark.parametrize("text", ["{{ a " * 1_990 + "x" * 900_000, "{%tr " * 1_900 + "y" * 900_000])
def test_tags_without_an_end_do_not_keep_the_program_busy(text: str, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="收尾"):
        render(template(text, "body", tmp_path), FIELDS)


def test_tags_in_the_description_of_a_picture_need_their_end_too(tmp_path: Path) -> None:
    shown = '<w:r><w:drawing descr="{{ applicant }}"/></w:r>'
    made = render(paragraph(shown, tmp_path), {"applicant": 'A"&<'})
    body = Document(io.BytesIO(made)).element.body
    assert next(body.iter(f"{W}drawing")).get("descr") == 'A"&<'
    with pytest.raises(Trouble, match="收尾"):
        render(paragraph(shown.replace("}}", "}"), tmp_path), FIELDS)


@pytest.mark.parametrize(
    "text", ["{{ applicant }}" * 2_001, "{" * 200_000, "甲" * 1_100_000 + "{{ applicant }}"]
)
def test_a_template_that_would_take_minutes_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="过多"):
        render(template(text, "body", tmp_path), FIELDS)


def test_a_footnote_in_another_encoding_hides_nothing(tmp_path: Path) -> None:
    path = template("正文", "body", tmp_path)
    content = with_note(path.read_bytes(), "footnote", "{{ applicant.x }}")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        note = archive.read("word/footnotes.xml").decode()
    hidden = '<?xml version="1.0" encoding="UTF-16"?>' + note.replace("{{", "&#123;&#x7b;")
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, hidden.encode("utf-16") if "footnotes" in name else old.read(name))
    path.write_bytes(target.getvalue())
    with pytest.raises(Trouble, match="不允许的写法"):
        render(path, FIELDS)


@hypothesis_settings(max_examples=150, deadline=None)
@given(WORDS, st.sampled_from(["body", "header", "footer", "table"]))
def test_any_text_comes_out_as_it_went_in_or_is_refused(words: str, place: str) -> None:
    assert fate(words, place) in ("same", "refused")
