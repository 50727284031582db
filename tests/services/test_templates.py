"""Templates of the office: looked over before they are used, found again when they were changed, put back."""

from __future__ import annotations

import io
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.shared import Pt

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.terms import LetterKind
from gkcase.services.letter_builders import Built
from gkcase.services.letter_file import text_of
from gkcase.services.letter_pdf import find_soffice
from gkcase.services.letter_render import fields_in, render
from gkcase.services.letters import LETTERS, results, template_path
from gkcase.services.office import Office, change_profile
from gkcase.services.own_templates import BUILT_IN
from gkcase.services.template_doctor import Checkup, label_of, look_over
from gkcase.services.template_trial import MOST_TRIES, Use, templates, trial
from gkcase.services.templates import (
    check_up,
    examined,
    import_template,
    page_counts,
    restore,
    template_lines,
    to_edit,
)
from tests.services.test_letter_gate import template
from tests.services.test_letter_render import BOX, paragraph, runs

NAMES = list(templates())


def own(folder: Path, name: str, *paragraphs: str, without: str = "") -> Path:
    """The built-in template with more paragraphs, or without a field."""
    document = Document(str(template_path(name)))
    for run in (run for one in document.paragraphs for run in one.runs if without):
        run.text = run.text.replace(f"{{{{ {without} }}}}", "")
    for text in paragraphs:
        document.add_paragraph(text)
    path = folder / f"{name}.docx"
    document.save(str(path))
    return path


def said(found: Checkup, level: str) -> list[str]:
    return [remark.text for remark in found.remarks if remark.level == level]


# -- the doctor -----------------------------------------------------------------------------------------------


def test_every_letter_of_the_program_has_its_template_in_the_list() -> None:
    kinds = {use.kind for uses in templates().values() for use in uses}
    assert kinds == set(LETTERS)
    assert {use.code for uses in templates().values() for use in uses if use.code} == {
        code
        for code, result in results().items()
        if result.letter and result.kind and not LETTERS[result.kind].template
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_built_in_template_is_in_good_health(name: str) -> None:
    found = examined(name, template_path(name))
    assert (said(found, "error"), said(found, "warning"), said(found, "hint")) == ([], [], [])
    assert found.verdict == "可用"
    assert found.longest
    assert found.emptiest


@pytest.mark.parametrize("name", NAMES)
def test_every_letter_has_a_full_and_a_nearly_empty_example(name: str) -> None:
    for use in templates()[name]:
        full, bare = trial(use, True), trial(use, False)
        assert full.keys() == bare.keys()
        assert sum(map(bool, full.values())) >= sum(map(bool, bare.values()))


def test_a_letter_that_no_example_fits_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []

    def never(draft: object) -> Built:
        tried.append(draft)
        raise Refusal("缺少不可能填写的内容", "", "nothing")

    row = LETTERS[LetterKind.RECEIPT]
    patched = {**LETTERS, LetterKind.RECEIPT: replace(row, build=never)}
    for module in ("template_trial", "template_doctor"):
        monkeypatch.setattr(f"gkcase.services.{module}.LETTERS", patched)
    monkeypatch.setattr("gkcase.services.template_doctor.trial", trial.__wrapped__)
    found = examined("receipt", template_path("receipt"))
    assert said(found, "warning") == ["没有能试填“登记回执”的示例：缺少不可能填写的内容"]
    assert 2 <= len(tried) <= MOST_TRIES


def test_fields_are_found_wherever_they_stand(tmp_path: Path) -> None:
    inside = f"<w:txbxContent><w:p>{runs('{{ appli', 'cant }}')}</w:p></w:txbxContent>"
    path = paragraph(runs("{{ outer }}") + BOX.format(box=inside), tmp_path)
    document = Document(str(path))
    document.sections[0].header.paragraphs[0].add_run("{{ applicant }}")
    document.sections[0].first_page_footer.paragraphs[0].add_run("{% if foot %}x{% endif %}")
    document.add_table(1, 1).rows[0].cells[0].paragraphs[0].add_run("{% for a in rows %}{{ a }}{% endfor %}")
    document.save(str(path))
    assert fields_in(path) == {
        "applicant": ["文本框", "页眉"],
        "outer": ["正文"],
        "rows": ["表格"],
        "foot": ["页脚"],
    }


@pytest.mark.parametrize(
    ("place", "label"),
    [("footnote", "脚注"), ("endnote", "尾注"), ("comment", "批注"), ("custom property", "自定义属性")],
)
def test_fields_are_found_in_notes_and_properties(place: str, label: str, tmp_path: Path) -> None:
    assert fields_in(template("{{ applicant }}", place, tmp_path)) == {"applicant": [label]}


def test_an_unknown_field_is_named_with_its_place_and_the_one_that_was_meant(tmp_path: Path) -> None:
    found = examined("receipt", own(tmp_path, "receipt", "致{{ adressee }}"))
    assert said(found, "error") == ["正文有未知字段“adressee”，是不是“addressee”"]
    assert found.verdict == "有1处错误"
    assert not found.longest


@pytest.mark.parametrize(
    ("name", "field", "label"),
    [
        ("reply_withhold", "remedy", "救济途径（remedy）"),
        ("reply_withhold", "reasons", "不予公开的理由（reasons）"),
        ("correction_notice", "number", "文号（number）"),
        ("extension_notice", "addressee", "主送（addressee）"),
        ("reply_not_held", "outcome", "检索结果（outcome）"),
    ],
)
def test_a_letter_without_what_it_must_say_is_an_error(
    name: str, field: str, label: str, tmp_path: Path
) -> None:
    found = examined(name, own(tmp_path, name, without=field))
    missing = [remark for remark in found.remarks if remark.level == "error"]
    assert [remark.field for remark in missing] == [field] * len(missing)
    assert f"必须写明“{label}”，模板中没有这个字段" in missing[0].text
    assert "条" in missing[0].basis


def test_what_the_built_in_template_says_more_is_a_hint(tmp_path: Path) -> None:
    found = examined("correction_notice", own(tmp_path, "correction_notice", without="contact_line"))
    assert said(found, "hint") == ["没有用到内置模板中的“联系方式（contact_line）”"]
    assert found.verdict == "可用"


def test_words_around_an_empty_field_are_a_warning(tmp_path: Path) -> None:
    found = examined("receipt", own(tmp_path, "receipt", "另行说明（{{ provisional }}）"))
    assert said(found, "warning") == [
        "没有内容可填时留下“另行说明（）”，请用{%p if 字段 %}和{%p endif %}把整段围起来"
    ]
    assert found.verdict == "可用，有1处提醒"


@pytest.mark.parametrize("text", ["{{ applicant.__class__ }}", "{% if office %}x", "{% include 'x' %}"])
def test_what_the_gate_stops_is_the_only_remark(text: str, tmp_path: Path) -> None:
    found = examined("receipt", own(tmp_path, "receipt", text))
    assert len(found.remarks) == found.errors == 1
    assert "receipt.docx" in found.remarks[0].text


IN_LETTER_FORMAT = sorted((BUILT_IN / "letter").glob("*.docx"))


@pytest.mark.parametrize("path", IN_LETTER_FORMAT, ids=lambda path: path.stem)
def test_the_other_heading_is_in_good_health_too(path: Path) -> None:
    found = examined(path.stem, path)
    assert (said(found, "error"), said(found, "warning")) == ([], [])
    assert found.longest


def test_an_office_with_the_other_heading_edits_and_sees_that_one(office: Office, tmp_path: Path) -> None:
    change_profile(office, replace(office.profile, heading="letter"))
    line = next(line for line in template_lines(office, tmp_path) if line.name == "reply_disclose")
    assert line.path == BUILT_IN / "letter" / "reply_disclose.docx"
    assert to_edit(office, tmp_path, "reply_disclose").read_bytes() == line.path.read_bytes()
    assert check_up(office, tmp_path, "reply_disclose").errors == 0


def test_what_was_meant_for_colleagues_is_a_warning(tmp_path: Path) -> None:
    path = own(tmp_path, "receipt", "突出")
    document = Document(str(path))
    document.paragraphs[-1].runs[0].font.highlight_color = WD_COLOR_INDEX.YELLOW
    document.add_comment(document.paragraphs[-1].runs, "这里再看看", "某人")
    deleted = document.paragraphs[-1]._p.makeelement(qn("w:del"), {qn("w:id"): "9", qn("w:author"): "某人"})
    document.paragraphs[-1]._p.append(deleted)
    document.save(str(path))
    assert said(examined("receipt", path), "warning") == [
        f"模板中有{what}，会随每一份文书发出去，请在Word或WPS中清除后保存"
        for what in ("未接受的修订", "突出显示的底色", "批注")
    ]


def test_the_built_in_template_cannot_be_restored_over_itself(office: Office, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"“receipt\.docx”用的就是内置模板"):
        restore(office, tmp_path, "receipt")


def test_what_the_gates_stop_does_not_come_in(office: Office, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    source = own(tmp_path / "a", "receipt", "{{ applicant.upper() }}")
    with pytest.raises(Trouble, match="不允许的写法"):
        import_template(office, tmp_path / "letters", "receipt", source)
    assert not (tmp_path / "letters").exists()


def test_a_template_that_tears_when_it_is_filled_in_is_an_error(tmp_path: Path) -> None:
    path = own(tmp_path, "receipt", "{% if provisional %}")
    document = Document(str(path))
    document.add_table(1, 1).rows[0].cells[0].paragraphs[0].add_run("甲{% else %}乙")
    document.add_paragraph("{% endif %}")
    document.save(str(path))
    assert "没有成对" in examined("receipt", path).remarks[0].text


def test_a_file_that_no_letter_is_named_after_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"没有名为“mine\.docx”的文书模板，文件名应为：.*receipt"):
        examined("mine", tmp_path / "mine.docx")


def test_labels_are_chinese_where_they_are_known() -> None:
    assert label_of("remedy") == "救济途径（remedy）"
    assert label_of("guidance") == "怎样补正（guidance）"
    assert label_of("no_such") == "no_such"


def test_every_field_of_a_built_in_template_has_its_word() -> None:
    used = {field for name in NAMES for field in fields_in(template_path(name))}
    assert [field for field in sorted(used) if label_of(field) == field] == []


# -- saved by other programs ----------------------------------------------------------------------------------


def words(content: bytes) -> list[str]:
    """The text without page numbers, of which LibreOffice stores a sample."""
    return [word for word in text_of(content).split() if word != "—" and not word.isdigit()]


SAVED = ("reply_disclose", "application_form", "third_party_consultation")


def by_libreoffice(paths: list[Path], folder: Path) -> list[Path]:
    """The files as LibreOffice writes them when an officer saves them there."""
    program = find_soffice()
    assert program is not None
    subprocess.run(
        [str(program), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to",
         "docx:MS Word 2007 XML", "--outdir", str(folder / "out"), *map(str, paths)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return [folder / "out" / path.name for path in paths]


@pytest.mark.libreoffice
def test_templates_edited_and_saved_in_libreoffice_still_work(tmp_path: Path) -> None:
    edited = [tmp_path / f"{name}.docx" for name in SAVED]
    for path in edited:
        document = Document(str(template_path(path.stem)))
        document.add_paragraph("本机关补充：{{ case_number }}")
        added = document.sections[0].header.add_paragraph("内部编号{{ case_number }}")
        added.paragraph_format.space_after = Pt(1)
        document.save(str(path))
    for path, saved in zip(edited, by_libreoffice(edited, tmp_path), strict=True):
        assert said(examined(path.stem, saved), "error") == []
        for use in templates()[path.stem]:
            for full in (True, False):
                fields = trial(use, full)
                assert words(render(saved, fields)) == words(render(path, fields))


@pytest.mark.libreoffice
def test_the_doctor_counts_pages() -> None:
    found = examined("reply_withhold", template_path("reply_withhold"))
    longest, emptiest = page_counts([found.longest, found.emptiest])
    assert longest >= emptiest >= 1


def test_without_libreoffice_pages_are_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gkcase.services.letter_pdf.find_soffice", lambda: None)
    assert page_counts([b"x"]) == []


WPS_STYLE = '<w:rPr><w:rFonts w:hint="eastAsia"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'


@pytest.mark.parametrize("name", NAMES)
def test_a_template_whose_tags_word_and_wps_have_cut_up_still_works(name: str, tmp_path: Path) -> None:
    """Every tag of every template, cut after each sign as the spelling check and the revision marks do it.

    Looked over in the process itself: that the child says the same stands elsewhere, and costs a start each time.
    """
    path, target = tmp_path / f"{name}.docx", io.BytesIO()
    with zipfile.ZipFile(template_path(name)) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, cut_up(content) if part == "word/document.xml" else content)
    path.write_bytes(target.getvalue())
    found = look_over(name, templates()[name], path, template_path(name))
    assert said(found, "error") == []
    whole = examined(name, template_path(name))
    assert text_of(found.longest) == text_of(whole.longest)
    assert text_of(found.emptiest) == text_of(whole.emptiest)


def cut_up(content: bytes) -> bytes:
    """The part with every run that holds a tag in pieces, and marks between them."""
    from docx.opc.oxml import parse_xml, serialize_part_xml

    root = parse_xml(content)  # type: ignore[arg-type]
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    for run in [*root.iter(f"{word}r")]:
        texts = run.findall(f"{word}t")
        if len(texts) != 1 or "{" not in (texts[0].text or ""):
            continue
        if {child.tag for child in run} - {f"{word}t", f"{word}rPr"}:
            continue
        for n, sign in enumerate(texts[0].text):
            piece = parse_xml(
                f'<w:r xmlns:w="{word[1:-1]}" w:rsidR="00{n:06X}">{WPS_STYLE}<w:t xml:space="preserve"/></w:r>'
            )
            style = run.find(f"{word}rPr")
            if style is not None:
                piece.replace(piece.find(f"{word}rPr"), parse_xml(serialize_part_xml(style)))  # type: ignore[arg-type]
            piece.find(f"{word}t").text = sign
            run.addprevious(piece)
            run.addprevious(parse_xml(f'<w:proofErr xmlns:w="{word[1:-1]}" w:type="spellStart"/>'))
        run.getparent().remove(run)
    return serialize_part_xml(root)


def test_uses_name_their_article() -> None:
    assert Use(LetterKind.RECEIPT).basis == "第四十五条"
    assert Use(LetterKind.REPLY, "R6").basis == results()["R6"].basis
    assert Use(LetterKind.REPLY, "R6").label.startswith("答复")
