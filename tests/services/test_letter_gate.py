"""Templates are exchanged by mail: whatever stands in one, nothing of it runs."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Pt

from gkcase.domain.errors import Trouble
from gkcase.services.letter_file import text_of
from gkcase.services.letter_gate import checked
from gkcase.services.letter_render import render

FIELDS: dict[str, str | list[str]] = {"applicant": "陈晓岚", "points": ["甲", "乙"], "empty": ""}

HOSTILE = {
    "globals": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "lipsum": "{{ lipsum.__globals__['os'].system('id') }}",
    "subclasses": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "attr filter": "{{ applicant|attr('__class__') }}",
    "format": "{{ '{0.__class__}'.format(applicant) }}",
    "private": "{{ applicant._x }}",
    "attribute": "{{ applicant.upper }}",
    "call": "{{ applicant.upper() }}",
    "subscript": "{{ points[0] }}",
    "slice": "{{ applicant[::-1] }}",
    "power": "{{ 9**9**9 }}",
    "constant": "{{ 'a' }}",
    "concatenation": "{{ applicant ~ applicant }}",
    "range": "{% for i in range(999999999) %}x{% endfor %}",
    "deep": "{% for a in points %}{% for b in points %}{% for c in points %}x{% endfor %}{% endfor %}{% endfor %}",
    "recursive": "{% for a in points recursive %}{{ loop(points) }}{% endfor %}",
    "loop escape": "{% for a in points %}{{ loop.__class__ }}{% endfor %}",
    "loop outside": "{{ loop.index }}",
    "set": "{% set applicant = 'x' %}",
    "macro": "{% macro m() %}x{% endmacro %}",
    "include": "{% include '/etc/passwd' %}",
    "import": "{% import 'os' as os %}",
    "extends": "{% extends 'x' %}",
    "filter": "{{ applicant|upper }}",
    "filter block": "{% filter upper %}x{% endfilter %}",
    "test": "{% if applicant is defined %}x{% endif %}",
    "conditional": "{{ applicant if empty else points }}",
    "self": "{{ self }}",
    "unescaped": "{{ applicant|safe }}",
    "do": "{% do points.append('x') %}",
}


def template(text: str, place: str, folder: Path) -> Path:
    document = Document()
    if place == "header":
        document.sections[0].header.paragraphs[0].add_run(text)
    elif place == "footer":
        document.sections[0].footer.paragraphs[0].add_run(text)
    elif place == "property":
        document.core_properties.subject = text[:255]
    elif place == "table":
        document.add_table(1, 1).rows[0].cells[0].paragraphs[0].add_run(text)
    else:
        document.add_paragraph(text)
    path = folder / "own.docx"
    document.save(str(path))
    return path


@pytest.mark.parametrize("place", ["body", "table", "header", "footer", "property"])
@pytest.mark.parametrize("attack", HOSTILE)
def test_a_hostile_template_is_refused_by_name(attack: str, place: str, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"own\.docx"):
        render(template(HOSTILE[attack], place, tmp_path), FIELDS)


@pytest.mark.parametrize("place", ["body", "header", "footer", "property"])
def test_an_unknown_field_is_named(place: str, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"own\.docx.*未知字段“id_number”"):
        render(template("{{ id_number }}", place, tmp_path), FIELDS)


def test_a_member_of_a_loop_is_unknown_after_it(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="未知字段“a”"):
        render(template("{% for a in points %}{{ a }}{% endfor %}{{ a }}", "body", tmp_path), FIELDS)


def test_an_attack_in_a_footnote_is_refused(tmp_path: Path) -> None:
    path = template("正文", "body", tmp_path)
    note = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:id="2">'
        "<w:p><w:r><w:t>{{ applicant.__class__ }}</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    changed = rewritten(
        path.read_bytes(),
        {
            "word/footnotes.xml": note,
            "[Content_Types].xml": (
                "</Types>",
                f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>',
            ),
            "word/_rels/document.xml.rels": (
                "</Relationships>",
                f'<Relationship Id="rId99" Type="{relation}" Target="footnotes.xml"/></Relationships>',
            ),
        },
    )
    path.write_bytes(changed)
    with pytest.raises(Trouble, match="不允许的写法"):
        render(path, FIELDS)


def test_an_honest_template_passes(tmp_path: Path) -> None:
    text = (
        "{{ applicant }}：{% if not empty and applicant %}有{% else %}无{% endif %}"
        "{% for a in points %}{{ loop.index }}{{ a }}{% if not loop.last %}、{% endif %}{% endfor %}{# 注 #}"
    )
    assert text_of(render(template(text, "body", tmp_path), FIELDS)) == "陈晓岚：有1甲、2乙"


@pytest.mark.parametrize(
    "text", ["{{ applicant", "{% if applicant %}x", "{% endfor %}", "{{ “x” }}", "{% 如果 %}"]
)
def test_a_slip_of_the_pen_is_trouble_that_names_the_template(text: str, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"own\.docx"):
        render(template(text, "body", tmp_path), FIELDS)


@pytest.mark.parametrize("place", ["body", "header"])
def test_tags_that_tear_the_document_are_trouble_and_lose_no_text(place: str, tmp_path: Path) -> None:
    document = Document()
    header = document.sections[0].header
    header.add_paragraph("{% if applicant %}") if place == "header" else document.add_paragraph(
        "{% if applicant %}"
    )
    table = header.add_table(1, 1, Pt(99)) if place == "header" else document.add_table(1, 1)
    table.rows[0].cells[0].paragraphs[0].add_run("甲{% else %}乙")
    header.add_paragraph("{% endif %}") if place == "header" else document.add_paragraph("{% endif %}")
    document.save(str(tmp_path / "own.docx"))
    with pytest.raises(Trouble, match="没有成对"):
        render(tmp_path / "own.docx", FIELDS)


def test_a_template_that_nests_without_end_is_trouble(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"own\.docx"):
        render(template("{{ " + "(" * 5000 + "applicant" + ")" * 5000 + " }}", "body", tmp_path), FIELDS)


def test_values_are_never_read_as_template_or_markup(tmp_path: Path) -> None:
    values = ["{{ 7*7 }}", "{%p if x %}", "{_{x}_}", "{_%x%_}", "<w:t>x</w:t>", "A & B", "&#95;", "__a__"]
    made = render(
        template("{% for a in points %}[{{ a }}]{% endfor %}", "body", tmp_path), {"points": values}
    )
    assert text_of(made) == "".join(f"[{value}]" for value in values)


def rewritten(content: bytes, parts: dict[str, str | tuple[str, str]]) -> bytes:
    """The file with parts added, or with one text in a part replaced by another."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            change = parts.get(name)
            text = old.read(name)
            new.writestr(
                name, text.decode().replace(*change) if isinstance(change, tuple) else change or text
            )
        for name in set(parts) - set(old.namelist()):
            new.writestr(name, str(parts[name]))
    return target.getvalue()


RELS = "word/_rels/document.xml.rels"
BAD_FILES: dict[str, dict[str, str | tuple[str, str]]] = {
    "macro": {"word/vbaProject.bin": "x"},
    "embedded": {"word/embeddings/oleObject1.bin": "x"},
    "macro type": {"[Content_Types].xml": ("wordprocessingml.document.main", "document.macroEnabled.main")},
    "remote template": {
        RELS: ("</Relationships>", "<Relationship Id='r9' Type='x/attachedTemplate' TargetMode='External' Target='http://x'/></Relationships>")
    },
    "remote picture": {
        RELS: ("</Relationships>", '<Relationship Id="r9" Type="x/image" TargetMode="External" Target="file:///x"/></Relationships>')
    },
    "doctype": {"word/more.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"},
    "broken": {"word/more.xml": "<x>"},
    "bomb": {"word/more.xml": "<x>" + " " * (60 << 20) + "</x>"},
    "many": {f"word/p{n}.xml": "<x/>" for n in range(600)},
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_dangerous_file_is_refused_before_it_is_opened(case: str, tmp_path: Path) -> None:
    content = rewritten(template("x", "body", tmp_path).read_bytes(), BAD_FILES[case])
    with pytest.raises(Trouble, match=r"own\.docx"):
        checked(content, "own.docx")


def test_a_link_in_the_text_is_no_danger(tmp_path: Path) -> None:
    link = (
        '<Relationship Id="r9" Type="x/hyperlink" TargetMode="External" Target="https://x"/></Relationships>'
    )
    content = rewritten(template("x", "body", tmp_path).read_bytes(), {RELS: ("</Relationships>", link)})
    assert checked(content, "own.docx") == content


@pytest.mark.parametrize("content", [b"", b"PK", b"{\\rtf1}", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_word_file_is_trouble(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "own.docx"
    path.write_bytes(content)
    with pytest.raises(Trouble, match=r"own\.docx"):
        render(path, FIELDS)


def test_a_template_that_is_gone_is_trouble(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="读不到文书模板"):
        render(tmp_path / "gone.docx", FIELDS)
