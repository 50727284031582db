"""Templates are exchanged by mail: whatever stands in one, nothing of it runs."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from copy import copy
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from docx import Document
from docx.shared import Pt

from gkcase.domain.errors import Trouble
from gkcase.services.letter_file import text_of
from gkcase.services.letter_render import render
from gkcase.services.template_file import checked

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
    "raw": "{% raw %}{{ applicant }}{% endraw %}",
    "raw behind a comment": "{#- x -#}{%- raw -%}{{ applicant }}{%- endraw -%}",
    "namespace": "{{ namespace(x=applicant).x }}",
    "arithmetic": "{{ 1 + 1 }}",
    "multiplied": "{{ points * 999999999 }}",
    "percent": "{{ '%99999999d' % 1 }}",
    "list": "{{ [applicant] }}",
    "dictionary": "{{ {'a': applicant} }}",
    "comparison": "{% if applicant == points %}x{% endif %}",
    "call block": "{% call applicant() %}x{% endcall %}",
    "block": "{% block x %}x{% endblock %}",
    "with": "{% with x = applicant %}{{ x }}{% endwith %}",
    "autoescape off": "{% autoescape false %}{{ applicant }}{% endautoescape %}",
    "filtered loop": "{% for a in points if a %}x{% endfor %}",
    "unpacked loop": "{% for a, b in points %}x{% endfor %}",
    "loop changed": "{% for a in points %}{{ loop.changed(a) }}{% endfor %}",
    "dunder": "{{ __builtins__ }}",
    "hidden by smart quotes": "{{ “”.__class__ }}",
    "colspan": "{% colspan 9**9 %}",
}


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
UNUSED = ("thumbnail", "customXml", "stylesWithEffects", "webSettings", "numbering", "theme", "fontTable")
NOTES = ("footnote", "endnote", "comment")


@cache
def blank(place: str) -> bytes:
    """A small file with the word PAYLOAD in that place."""
    document = Document()
    for package in (document.part.package, document.part):
        for key in [key for key, rel in package.rels.items() if rel.reltype.endswith(UNUSED)]:
            del package.rels[key]
    for style in list(document.styles.element):
        document.styles.element.remove(style)
    if place in ("header", "footer"):
        getattr(document.sections[0], place).paragraphs[0].add_run("PAYLOAD")
    elif place == "property":
        document.core_properties.subject = "PAYLOAD"
    elif place == "table":
        document.add_table(1, 1).rows[0].cells[0].paragraphs[0].add_run("PAYLOAD")
    elif place == "body":
        document.add_paragraph("PAYLOAD")
    saved = io.BytesIO()
    document.save(saved)
    content = saved.getvalue()
    if place in NOTES:
        return with_note(content, place, "PAYLOAD")
    return with_custom_property(content, "PAYLOAD") if place == "custom property" else content


def template(text: str, place: str, folder: Path) -> Path:
    """A template with the text in one place."""
    path = folder / "own.docx"
    path.write_bytes(template_bytes(text, place))
    return path


def template_bytes(text: str, place: str) -> bytes:
    """The content of such a file."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(blank(place))) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"PAYLOAD", escape(text).encode()))
    return target.getvalue()


def with_note(content: bytes, place: str, text: str) -> bytes:
    """The file with a footnote, an endnote or a comment."""
    note = (
        f'<w:{place}s xmlns:w="{WORD}"><w:{place} w:id="2"><w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>'
        f"</w:{place}></w:{place}s>"
    )
    return with_part(content, f"word/{place}s.xml", note, f"wordprocessingml.{place}s+xml", f"{place}s")


def with_custom_property(content: bytes, text: str) -> bytes:
    properties = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property '
        'fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="x"><vt:lpwstr>'
        f"{escape(text)}</vt:lpwstr></property></Properties>"
    )
    return with_part(
        content,
        "docProps/custom.xml",
        properties,
        "custom-properties+xml",
        "custom-properties",
        "_rels/.rels",
    )


def with_part(
    content: bytes, name: str, xml: str, kind: str, relation: str, rels: str = "word/_rels/document.xml.rels"
) -> bytes:
    """The file with one more part that the document points to."""
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    types = f"application/vnd.openxmlformats-officedocument.{kind}"
    part = f'<Override PartName="/{name}" ContentType="{types}"/></Types>'
    link = f'<Relationship Id="rId99" Type="{base}/{relation}" Target="/{name}"/></Relationships>'
    return rewritten(
        content, {name: xml, "[Content_Types].xml": ("</Types>", part), rels: ("</Relationships>", link)}
    )


PLACES = ["body", "header", "footer", "footnote", "property"]


@pytest.mark.parametrize("place", ["body", "header", "footer", "footnote"])
@pytest.mark.parametrize(
    "attack", ["globals", "attribute", "call", "subscript", "set", "include", "raw", "deep"]
)
def test_a_hostile_tag_in_pieces_is_put_together_and_refused(attack: str, place: str, tmp_path: Path) -> None:
    """As Word stores it after editing: each sign in a run of its own."""
    path, target = template("PIECES", place, tmp_path), io.BytesIO()
    cut = "</w:t></w:r><w:proofErr w:type='spellStart'/><w:r><w:t xml:space='preserve'>".join(
        map(escape, HOSTILE[attack])
    )
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"PIECES", cut.encode()))
    path.write_bytes(target.getvalue())
    with pytest.raises(Trouble, match=r"own\.docx"):
        render(path, FIELDS)


def test_an_attack_in_the_properties_of_the_program_is_refused(tmp_path: Path) -> None:
    path = template("正文", "body", tmp_path)
    company = ("</Properties>", f"<Company>{HOSTILE['globals']}</Company></Properties>")
    path.write_bytes(rewritten(path.read_bytes(), {"docProps/app.xml": company}))
    with pytest.raises(Trouble, match="不允许的写法"):
        render(path, FIELDS)


@pytest.mark.parametrize("text", ["# for a in points", "## x", "%% set x = 1", "${applicant}", "<%= 7*7 %>"])
def test_what_is_no_tag_is_plain_text(text: str, tmp_path: Path) -> None:
    assert text_of(render(template(text, "body", tmp_path), FIELDS)) == text


MORE_PLACES = ["table", "endnote", "comment", "custom property"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("attack", HOSTILE)
def test_a_hostile_template_is_refused_by_name(attack: str, place: str, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"own\.docx"):
        render(template(HOSTILE[attack], place, tmp_path), FIELDS)


@pytest.mark.parametrize("place", MORE_PLACES)
@pytest.mark.parametrize("attack", ["globals", "call", "raw"])
def test_so_it_is_wherever_text_may_stand(attack: str, place: str, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"own\.docx"):
        render(template(HOSTILE[attack], place, tmp_path), FIELDS)


@pytest.mark.parametrize("place", [*PLACES, *MORE_PLACES])
def test_an_unknown_field_is_named(place: str, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"own\.docx.*未知字段“id_number”"):
        render(template("{{ id_number }}", place, tmp_path), FIELDS)


def test_a_member_of_a_loop_is_unknown_after_it(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="未知字段“a”"):
        render(template("{% for a in points %}{{ a }}{% endfor %}{{ a }}", "body", tmp_path), FIELDS)


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


def rewritten(content: bytes, parts: Mapping[str, str | tuple[str, str]]) -> bytes:
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
    "remote template in single quotes": {
        RELS: ("</Relationships>", "<Relationship Type='x/attachedTemplate' TargetMode='external'/></Relationships>")
    },
    "inserted file": {"word/more.xml": f'<w:altChunk xmlns:w="{WORD}"/>'},
    "inserted file as a relation": {
        RELS: ("</Relationships>", '<Relationship Id="r9" Type="x/aFChunk" Target="x.htm"/></Relationships>')
    },
    "active control": {"word/activeX/activeX1.xml": "<x/>"},
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


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NO_LETTER = {
    "empty": (b"", "不是完好的Word文件"),
    "cut": (b"PK", "不是完好的Word文件"),
    "no parts": (b"PK\x05\x06" + bytes(18), "不是完好的Word文件"),
    "rtf": (b"{\\rtf1}", "实际是RTF文件，请在Word或WPS中另存为.docx"),
    "pdf": (b"%PDF-1.7", "实际是PDF文件"),
    "web page": (b"<html></html>", "实际是网页"),
    "mht": (b"MIME-Version: 1.0", "实际是网页文件"),
    "encrypted": (
        OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le"),
        "设有打开密码，请在Word或WPS中取消",
    ),
    "doc": (OLE + bytes(500) + "WordDocument".encode("utf-16-le"), "是旧格式（.doc）的文件"),
    "too large": (b"PK" + bytes(6 << 20), "过大（最多5 MiB）"),
}


@pytest.mark.parametrize("case", NO_LETTER)
def test_what_is_no_word_file_is_trouble_that_says_what_it_is(case: str, tmp_path: Path) -> None:
    content, said = NO_LETTER[case]
    path = tmp_path / "own.docx"
    path.write_bytes(content)
    with pytest.raises(Trouble, match=rf"own\.docx”{re.escape(said)}"):
        render(path, FIELDS)


@pytest.mark.parametrize(
    ("types", "said"),
    [
        ("wordprocessingml.template.main", "Word模板（.dotx）"),
        ("spreadsheetml.sheet.main", "电子表格"),
        ("presentationml.presentation.main", "演示文稿"),
    ],
)
def test_another_kind_of_office_file_is_named(types: str, said: str) -> None:
    changed = {"[Content_Types].xml": ("wordprocessingml.document.main", types)}
    with pytest.raises(Trouble, match=f"实际是{said}，请在Word或WPS中另存为.docx再用"):
        checked(rewritten(blank("body"), changed), "own.docx")


def test_an_odf_file_and_an_archive_of_pictures_are_no_letters() -> None:
    for names, said in ((["mimetype", "content.xml"], "实际是ODF文件"), (["a.png"], "不是完好的Word文件")):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for name in names:
                archive.writestr(name, "<x/>" if name.endswith("xml") else "x")
        with pytest.raises(Trouble, match=said):
            checked(target.getvalue(), "own.docx")


def packed(extra: list[tuple[str, bytes]], change: Callable[[zipfile.ZipFile], None] | None = None) -> bytes:
    """The blank letter with more parts; `change` has a hand in the directory of the archive."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(blank("body"))) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name))
        for name, content in extra:
            new.writestr(name, content)
        if change:
            change(new)
    return target.getvalue()


def overlapping(archive: zipfile.ZipFile) -> None:
    """Many names for one place in the file."""
    for n in range(50):
        again = copy(archive.infolist()[-1])
        again.filename = f"word/media/{n}.bin"
        archive.filelist.append(again)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (packed([("word/media/a.bin", bytes(range(256)) * 400)], overlapping), "不是完好"),
        (packed([("../x.xml", b"<x/>")]), "不是完好"),
        (packed([("/x/x.xml", b"<x/>")]), "不是完好"),
        (packed([("c:/x.xml", b"<x/>")]), "不是完好"),
        (packed([("word/Document.xml", b"<x/>")]), "不是完好"),
        (packed([("word/media/a.bin", bytes(3 << 20))]), "展开后过大"),
        (packed([("word/x.bin", OLE)]), "宏或者嵌入的文件"),
        (packed([("word/media/a.png", b"MZ\x90")]), "宏或者嵌入的文件"),
        (packed([("word/media/a.jpeg", b"PK\x03\x04")]), "宏或者嵌入的文件"),
        (packed([("word/media/x.dat", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>")]), "文档类型声明"),
        (packed([("word/m.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x/>'.encode("utf-16"))]), "文档类型声明"),
        (packed([("word/m.xml", b"<!--" + b"p" * 9000 + b"--><!DOCTYPE x><x/>")]), "文档类型声明"),
    ],
    ids=["overlap", "climbing", "root", "drive", "twice", "shrunk", "OLE", "program", "archive", "DTD in a picture",
         "DTD in UTF-16", "DTD behind a comment"],
)  # fmt: skip
def test_one_trick_at_a_time_is_seen(content: bytes, said: str) -> None:
    with pytest.raises(Trouble, match=said):
        checked(content, "own.docx")


def test_a_part_that_was_hit_on_the_disk_is_said() -> None:
    content = blank("body")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        begin = archive.getinfo("word/document.xml").header_offset + 30 + len("word/document.xml")
    with pytest.raises(Trouble, match="不是完好的Word文件"):
        checked(content[:begin] + b"\xff" * 20 + content[begin + 20 :], "own.docx")
    part = b'<?xml version="1.0" encoding="x-none"?><a/>'
    with pytest.raises(Trouble, match="不是完好的Word文件"):
        checked(packed([("word/more.xml", part)]), "own.docx")


def test_a_part_with_a_password_is_said() -> None:
    content = bytearray(blank("body"))
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    with pytest.raises(Trouble, match="设有密码"):
        checked(bytes(content), "own.docx")


@pytest.mark.parametrize(
    "code",
    [
        f"<w:r><w:instrText>{' ' * 300}</w:instrText></w:r><w:r><w:instrText>DDE x</w:instrText></w:r>",
        '<w:r><w:instrText> INCLUDETEXT "c:\\\\x.docx" </w:instrText></w:r>',
        "<w:r><w:fldChar/></w:r><w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO x</w:instrText></w:r>",
        '<w:fldSimple w:instr=" includepicture http://x "/>',
    ],
)
def test_a_word_field_that_fetches_a_file_is_refused(code: str) -> None:
    part = f'<w:x xmlns:w="{WORD}">{code}</w:x>'.encode()
    with pytest.raises(Trouble, match="引用其他文件的域"):
        checked(packed([("word/more.xml", part)]), "own.docx")


def test_a_page_number_is_no_such_field() -> None:
    part = f'<w:x xmlns:w="{WORD}"><w:instrText>PAGE  LINK</w:instrText></w:x>'.encode()
    assert checked(packed([("word/more.xml", part)]), "own.docx")


@pytest.mark.parametrize("name", ["own.docx", "own.docm"])
def test_macros_are_seen_by_content_too(name: str) -> None:
    types = (
        "</Types>",
        '<Override PartName="/word/x.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
    )
    with pytest.raises(Trouble, match=rf"{re.escape(name)}”中有宏"):
        checked(rewritten(blank("body"), {"[Content_Types].xml": types}), name)


def test_a_template_that_is_gone_is_trouble(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="读不到文书模板"):
        render(tmp_path / "gone.docx", FIELDS)
